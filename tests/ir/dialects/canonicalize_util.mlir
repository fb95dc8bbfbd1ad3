// RUN: weirc opt --split-input-file --canonicalize=test-convergence %s | FileCheck %s

// CHECK-LABEL: @align
// CHECK-SAME: (%[[N:.+]]: index)
util.func public @align(%n: index) -> (index, index) {
  // CHECK-DAG: %[[C64:.+]] = arith.constant 64 : index
  // CHECK-DAG: %[[C16:.+]] = arith.constant 16 : index
  %c3 = arith.constant 3 : index
  %c16 = arith.constant 16 : index
  %c64 = arith.constant 64 : index
  // CHECK: %[[A:.+]] = util.align %[[N]], %[[C64]] : index
  // CHECK-NOT: util.align
  %0 = util.align %n, %c64 : index
  %1 = util.align %0, %c16 : index
  %2 = util.align %c3, %c16 : index
  // CHECK: util.return %[[A]], %[[C16]]
  util.return %1, %2 : index, index
}

// -----

// CHECK-LABEL: @buffers
// CHECK-SAME: (%[[B:.+]]: !util.buffer, %[[N:.+]]: index, %[[O:.+]]: index)
util.func public @buffers(%b: !util.buffer, %n: index, %o: index) -> (index, i32) {
  // CHECK-DAG: %[[C16:.+]] = arith.constant 16 : index
  // CHECK-DAG: %[[C19:.+]] = arith.constant 19 : index
  // CHECK-NOT: util.buffer.subspan
  %c3 = arith.constant 3 : index
  %c16 = arith.constant 16 : index
  %c64 = arith.constant 64 : index
  %0 = util.buffer.subspan %b[%o] : !util.buffer{%n} -> !util.buffer{%c64}
  %1 = util.buffer.subspan %0[%c16] : !util.buffer{%c64} -> !util.buffer{%c16}
  %2 = util.buffer.size %1 : !util.buffer
  // CHECK: %[[AT:.+]] = arith.addi %[[O]], %[[C19]] : index
  // CHECK: %[[V:.+]] = util.buffer.load %[[B]][%[[AT]] for %[[C16]]] : !util.buffer{%[[N]]} -> i32
  %3 = util.buffer.load %1[%c3 for %c16] : !util.buffer{%c16} -> i32
  // CHECK: util.return %[[C16]], %[[V]]
  util.return %2, %3 : index, i32
}

// -----

// A constant stored once is the initial value.
// CHECK: util.global private mutable @state = 5 : index
util.global private mutable @state : index
// CHECK-NOT: util.initializer
util.initializer {
  %c5 = arith.constant 5 : index
  util.global.store %c5, @state : index
  util.return
}
// CHECK-LABEL: @globals
util.func public @globals() -> index {
  %p = util.global.address @state : !util.ptr<index>
  // CHECK: %[[V:.+]] = util.global.load @state : index
  %0 = util.global.load.indirect %p : !util.ptr<index> -> index
  // CHECK-NOT: util.global.store
  util.global.store %0, @state : index
  // CHECK: util.return %[[V]]
  util.return %0 : index
}

// -----

// An address may be of another type than its global, and of a global that is
// not to be stored to: what goes through it stays what it is.
util.global private @five : tensor<5xi32>
// CHECK-LABEL: util.func public @through_other_addresses
util.func public @through_other_addresses(%v: tensor<4xi32>, %w: tensor<5xi32>) -> tensor<4xi32> {
  %p = util.global.address @five : !util.ptr<tensor<4xi32>>
  // CHECK: %[[V:.+]] = util.global.load.indirect %{{.+}} : !util.ptr<tensor<4xi32>> -> tensor<4xi32>
  %0 = util.global.load.indirect %p : !util.ptr<tensor<4xi32>> -> tensor<4xi32>
  // CHECK: util.global.store.indirect %arg0, %{{.+}} : tensor<4xi32> -> !util.ptr<tensor<4xi32>>
  util.global.store.indirect %v, %p : tensor<4xi32> -> !util.ptr<tensor<4xi32>>
  %q = util.global.address @five : !util.ptr<tensor<5xi32>>
  // CHECK: util.global.store.indirect %arg1, %{{.+}} : tensor<5xi32> -> !util.ptr<tensor<5xi32>>
  util.global.store.indirect %w, %q : tensor<5xi32> -> !util.ptr<tensor<5xi32>>
  // CHECK: util.return %[[V]]
  util.return %0 : tensor<4xi32>
}
// CHECK: util.initializer
util.initializer {
  %w = util.unfoldable_constant dense<1> : tensor<5xi32>
  %q = util.global.address @five : !util.ptr<tensor<5xi32>>
  // CHECK: util.global.store %{{.+}}, @five : tensor<5xi32>
  util.global.store.indirect %w, %q : tensor<5xi32> -> !util.ptr<tensor<5xi32>>
  util.return
}

// -----

// A store that may not happen, that comes after another one or after something
// has read the global is none.
// CHECK: util.global private mutable @maybe : i32
util.global private mutable @maybe : i32
// CHECK: util.global private mutable @again : i32
util.global private mutable @again : i32
// CHECK: util.global private mutable @read = 1 : i32
util.global private mutable @read = 1 : i32
// CHECK: util.global private mutable @called = 1 : i32
util.global private mutable @called = 1 : i32
// CHECK: util.global private mutable @earlier = 1 : i32
util.global private mutable @earlier = 1 : i32
// CHECK: util.global private mutable @twice = 6 : i32
util.global private mutable @twice : i32
util.global private mutable @copy : i32
util.initializer {
  %0 = util.global.load @earlier : i32
  util.global.store %0, @copy : i32
  util.return
}
// CHECK: util.initializer {
// CHECK: util.initializer {
util.initializer {
  %true = util.unfoldable_constant true
  %c5 = arith.constant 5 : i32
  %c6 = arith.constant 6 : i32
  // CHECK: scf.if
  scf.if %true {
    // CHECK-NEXT: util.global.store %c5_i32, @maybe
    util.global.store %c5, @maybe : i32
  }
  %x = util.optimization_barrier %c5 : i32
  // CHECK: util.global.store %{{.+}}, @again
  util.global.store %x, @again : i32
  // CHECK-NEXT: util.global.store %c6_i32, @again
  util.global.store %c6, @again : i32
  // CHECK-NEXT: util.global.load @read
  %old = util.global.load @read : i32
  // CHECK-NEXT: util.global.store %c6_i32, @read
  util.global.store %c6, @read : i32
  // CHECK-NEXT: util.call @reads
  util.call @reads(%old) : (i32) -> ()
  // CHECK-NEXT: util.global.store %c6_i32, @called
  util.global.store %c6, @called : i32
  // CHECK-NEXT: util.global.store %c6_i32, @earlier
  util.global.store %c6, @earlier : i32
  // CHECK-NEXT: util.return
  util.global.store %c5, @twice : i32
  util.global.store %c6, @twice : i32
  util.return
}
util.func private @reads(%old: i32) {
  %0 = util.global.load @called : i32
  util.optimization_barrier %0 : i32
  util.call @reads(%0) : (i32) -> ()
  util.return
}

// -----

// CHECK-LABEL: @ranges
// CHECK-SAME: (%[[X:.+]]: index, %[[Y:.+]]: index)
util.func public @ranges(%x: index, %y: index) -> (index, index, index, index) {
  // CHECK-DAG: %[[C3:.+]] = arith.constant 3 : index
  // CHECK-DAG: %[[C15:.+]] = arith.constant 15 : index
  %c3 = arith.constant 3 : index
  %c16 = arith.constant 16 : index
  // CHECK: %[[MIN:.+]] = util.range.min %[[X]], %[[Y]], %[[C3]] : index
  %0 = util.range.min %x, %c16, %x, %y, %c3 : index
  // CHECK: %[[MAX:.+]] = arith.maxui %[[X]], %[[Y]] : index
  %1 = util.range.max %x, %y : index
  // CHECK: %[[LOW:.+]] = arith.minui %[[X]], %[[Y]] : index
  // CHECK: %[[X_END:.+]] = arith.addi %[[X]], %[[C15]] : index
  // CHECK: %[[Y_END:.+]] = arith.addi %[[Y]], %[[C15]] : index
  // CHECK: %[[HIGH:.+]] = arith.maxui %[[X_END]], %[[Y_END]] : index
  %2, %3 = util.range.extents [%x for %c16], [%y for %c16] : index
  // CHECK: util.return %[[MIN]], %[[MAX]], %[[LOW]], %[[HIGH]]
  util.return %0, %1, %2, %3 : index, index, index, index
}

// -----

// CHECK-LABEL: @switches
// CHECK-SAME: (%[[A:.+]]: i32, %[[B:.+]]: i32)
util.func public @switches(%a: i32, %b: i32) -> (i32, i32, i1) {
  %c1 = arith.constant 1 : index
  %c7 = arith.constant 7 : index
  %0 = util.switch i32 from [%a, %b] at %c1 else %a : i32
  %1 = util.switch i32 from [%b, %b] at %c7 else %a : i32
  // CHECK: %[[TRUE:.+]] = arith.constant true
  %2 = util.cmp.eq %a, %a : i32
  // CHECK: util.return %[[B]], %[[A]], %[[TRUE]]
  util.return %0, %1, %2 : i32, i32, i1
}

// -----

// CHECK-LABEL: @unfoldable
util.func public @unfoldable() -> i32 {
  // CHECK: %[[C:.+]] = arith.constant 4 : i32
  // CHECK: %[[V:.+]] = util.optimization_barrier %[[C]] : i32
  %0 = util.unfoldable_constant 4 : i32
  // CHECK: util.return %[[V]]
  util.return %0 : i32
}
