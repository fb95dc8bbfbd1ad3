// RUN: weirc opt --split-input-file --allow-unregistered-dialect --util-test-conversion --cse %s | FileCheck %s
// RUN: weirc opt --split-input-file --allow-unregistered-dialect --util-test-conversion='widen-integers=true' --cse %s | FileCheck %s --check-prefix=WIDE

// Loads and stores at bytes; the size is asked for once.

// CHECK-LABEL: util.func public @access
// CHECK-SAME: (%[[B:.+]]: !util.buffer, %[[I:.+]]: index, %[[J:.+]]: index) -> f32
util.func public @access(%b: memref<?xf32>, %i: index, %j: index) -> f32 {
  // CHECK: %[[SIZE:.+]] = util.buffer.size %[[B]]
  // CHECK: %[[FOUR:.+]] = arith.constant 4 : index
  // CHECK: %[[AT_I:.+]] = arith.muli %[[FOUR]], %[[I]]
  // CHECK: %[[V:.+]] = util.buffer.load %[[B]][%[[AT_I]] for %[[FOUR]]] : !util.buffer{%[[SIZE]]} -> f32
  %0 = memref.load %b[%i] : memref<?xf32>
  // CHECK: %[[AT_J:.+]] = arith.muli %[[FOUR]], %[[J]]
  // CHECK-NOT: util.buffer.size
  // CHECK: util.buffer.store %[[V]], %[[B]][%[[AT_J]] for %[[FOUR]]] : f32 -> !util.buffer{%[[SIZE]]}
  memref.store %0, %b[%j] : memref<?xf32>
  // CHECK: util.return %[[V]]
  util.return %0 : f32
}

// -----

// What is loaded and stored is of the old type, what goes around of the new.

// WIDE-LABEL: util.func public @narrow
// WIDE-SAME: (%[[B:.+]]: !util.buffer, %[[I:.+]]: index) -> i32
util.func public @narrow(%b: memref<?xi8>, %i: index) -> i8 {
  // WIDE: %[[LOADED:.+]] = util.buffer.load {{.+}} -> i8
  // WIDE: %[[WIDE:.+]] = builtin.unrealized_conversion_cast %[[LOADED]] : i8 to i32
  %0 = memref.load %b[%i] : memref<?xi8>
  // WIDE: %[[NARROW:.+]] = builtin.unrealized_conversion_cast %[[WIDE]] : i32 to i8
  // WIDE: util.buffer.store %[[NARROW]], {{.+}} : i8 ->
  memref.store %0, %b[%i] : memref<?xi8>
  // WIDE: util.return %[[WIDE]] : i32
  util.return %0 : i8
}

// -----

// A constant is set up when the module is loaded.

// CHECK: util.global private @table : !util.buffer
// CHECK-NEXT: util.initializer {
// CHECK-NEXT: %[[C:.+]] = util.buffer.constant {alignment = 64 : index} : !util.buffer = dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
// CHECK-NEXT: util.global.store %[[C]], @table : !util.buffer
// CHECK-NEXT: util.return
memref.global "private" constant @table : memref<2xf32> = dense<[1.0, 2.0]> {alignment = 64 : i64}
// CHECK-LABEL: func.func @constant
func.func @constant(%i: index) -> f32 {
  // CHECK: %[[T:.+]] = util.global.load @table : !util.buffer
  %0 = memref.get_global @table : memref<2xf32>
  // CHECK-NOT: reinterpret_cast
  // CHECK: util.buffer.load %[[T]]
  %1 = memref.cast %0 : memref<2xf32> to memref<?xf32>
  %2 = memref.reinterpret_cast %1 to offset: [0], sizes: [2], strides: [1] : memref<?xf32> to memref<2xf32>
  %3 = memref.load %2[%i] : memref<2xf32>
  return %3 : f32
}

// -----

// Buffers that live as long as the function.

// CHECK-LABEL: util.func public @allocate
// CHECK-SAME: (%[[N:.+]]: index)
util.func public @allocate(%n: index) -> (index, i64) {
  %c1 = arith.constant 1 : i32
  // CHECK: %[[C16:.+]] = arith.constant 16 : index
  // CHECK: %[[C4:.+]] = arith.constant 4 : index
  // CHECK: %[[SIZE:.+]] = arith.muli %[[C4]], %[[C16]]
  // CHECK: util.buffer.alloc uninitialized {alignment = 64 : index} : !util.buffer{%[[SIZE]]}
  %0 = memref.alloca() {alignment = 64 : i64} : memref<16xi32>
  memref.assume_alignment %0, 64 : memref<16xi32>
  // CHECK: util.buffer.store %{{.+}}, %{{.+}}[%{{.+}} for %[[C4]]] : i32 -> !util.buffer{%[[SIZE]]}
  memref.store %c1, %0[%n] : memref<16xi32>
  // CHECK: %[[BYTES:.+]] = arith.muli %{{.+}}, %[[N]]
  // CHECK: util.buffer.alloc uninitialized : !util.buffer{%[[BYTES]]}
  %1 = memref.alloca(%n) : memref<?xi64>
  %c0 = arith.constant 0 : index
  %2 = memref.dim %1, %c0 : memref<?xi64>
  // CHECK: %[[V:.+]] = util.buffer.load %{{.+}}[%{{.+}} for %{{.+}}] : !util.buffer{%[[BYTES]]} -> i64
  %3 = memref.load %1[%n] : memref<?xi64>
  // CHECK: util.return %[[N]], %[[V]]
  util.return %2, %3 : index, i64
}

// -----

// A dimension is what fits into the buffer.

// CHECK-LABEL: util.func public @dimension
util.func public @dimension(%b: memref<?xi16>, %s: memref<5xi16>) -> (index, index) {
  %c0 = arith.constant 0 : index
  // CHECK: %[[C2:.+]] = arith.constant 2 : index
  // CHECK: %[[SIZE:.+]] = util.buffer.size
  // CHECK: %[[DIM:.+]] = arith.floordivsi %[[SIZE]], %[[C2]]
  %0 = memref.dim %b, %c0 : memref<?xi16>
  // CHECK: %[[C5:.+]] = arith.constant 5 : index
  %1 = memref.dim %s, %c0 : memref<5xi16>
  // CHECK: util.return %[[DIM]], %[[C5]]
  util.return %0, %1 : index, index
}

// -----

// Types change along calls, branches and lists. What nothing is known of keeps
// its types, by casts.

// CHECK: util.func private @callee(%{{.+}}: !util.buffer, %{{.+}}: !util.list<!util.buffer>) -> (!util.buffer, i16)
// WIDE: util.func private @callee(%{{.+}}: !util.buffer, %{{.+}}: !util.list<!util.buffer>) -> (!util.buffer, i32)
util.func private @callee(%b: memref<4xi8>, %l: !util.list<memref<4xi8>>) -> (memref<4xi8>, i16)
// CHECK-LABEL: util.func public @structure
// CHECK-SAME: (%[[B:.+]]: !util.buffer, %[[C:.+]]: i1) -> !util.buffer
// WIDE-LABEL: util.func public @structure
// WIDE-SAME: (%[[B:.+]]: !util.buffer, %[[C:.+]]: i32) -> !util.buffer
// WIDE: %[[BIT:.+]] = builtin.unrealized_conversion_cast %[[C]] : i32 to i1
util.func public @structure(%b: memref<4xi8>, %c: i1) -> memref<4xi8> {
  // CHECK: %[[L:.+]] = util.list.create : !util.list<!util.buffer>
  %l = util.list.create : !util.list<memref<4xi8>>
  // CHECK: %[[R:.+]]:2 = util.call @callee(%[[B]], %[[L]])
  %0:2 = util.call @callee(%b, %l) : (memref<4xi8>, !util.list<memref<4xi8>>) -> (memref<4xi8>, i16)
  // CHECK: %[[OLD:.+]] = builtin.unrealized_conversion_cast %[[R]]#0 : !util.buffer to memref<4xi8>
  // CHECK: "some.op"(%[[OLD]]) : (memref<4xi8>) -> ()
  "some.op"(%0#0) : (memref<4xi8>) -> ()
  // CHECK: cf.cond_br %[[C]], ^bb1(%[[B]] : !util.buffer), ^bb2
  // WIDE: cf.cond_br %[[BIT]]
  cf.cond_br %c, ^bb1(%b : memref<4xi8>), ^bb2
^bb1(%p: memref<4xi8>):
  util.return %p : memref<4xi8>
^bb2:
  // CHECK: cf.br ^bb1(%[[R]]#0 : !util.buffer)
  cf.br ^bb1(%0#0 : memref<4xi8>)
}
