// RUN: weirc opt --split-input-file --allow-unregistered-dialect --canonicalize %s | FileCheck %s

// CHECK-LABEL: @closure
// CHECK-SAME: (%[[A:.+]]: tensor<4xf32>, %[[N:.+]]: index)
util.func public @closure(%a: tensor<4xf32>, %n: index) -> tensor<4xf32> {
  %c5 = arith.constant 5 : index
  // The unused and the doubled operand and the unused result go. A constant stays
  // where it is.
  // CHECK: %[[C5:.+]] = arith.constant 5 : index
  // CHECK: %[[R:.+]] = flow.dispatch.workgroups[%[[N]]](%[[A]], %[[C5]]) : (tensor<4xf32>, index) -> tensor<4xf32> =
  // CHECK-NEXT: (%[[IN:.+]]: !flow.dispatch.tensor<readonly:tensor<4xf32>>, %[[K:.+]]: index, %[[OUT:.+]]: !flow.dispatch.tensor<writeonly:tensor<4xf32>>) {
  %0:2 = flow.dispatch.workgroups[%n, %n](%a, %n, %a, %c5) : (tensor<4xf32>, index, tensor<4xf32>, index) -> (tensor<4xf32>, tensor<4xf32>) =
      (%in: !flow.dispatch.tensor<readonly:tensor<4xf32>>, %unused: index, %again: !flow.dispatch.tensor<readonly:tensor<4xf32>>, %k: index,
       %x: !flow.dispatch.tensor<writeonly:tensor<4xf32>>, %y: !flow.dispatch.tensor<writeonly:tensor<4xf32>>) {
    // CHECK: %[[V:.+]] = flow.dispatch.tensor.load %[[IN]]
    %v = flow.dispatch.tensor.load %in, offsets = [0], sizes = [4], strides = [1] : !flow.dispatch.tensor<readonly:tensor<4xf32>> -> tensor<4xf32>
    %w = flow.dispatch.tensor.load %again, offsets = [0], sizes = [4], strides = [1] : !flow.dispatch.tensor<readonly:tensor<4xf32>> -> tensor<4xf32>
    %z = "test.work"(%v, %w, %k) : (tensor<4xf32>, tensor<4xf32>, index) -> tensor<4xf32>
    // CHECK: test.work"(%[[V]], %{{.+}}, %[[K]])
    flow.dispatch.tensor.store %z, %x, offsets = [0], sizes = [4], strides = [1] : tensor<4xf32> -> !flow.dispatch.tensor<writeonly:tensor<4xf32>>
    // CHECK: flow.dispatch.tensor.store %{{.+}}, %[[OUT]]
    // CHECK-NOT: flow.dispatch.tensor.store
    flow.dispatch.tensor.store %v, %y, offsets = [0], sizes = [4], strides = [1] : tensor<4xf32> -> !flow.dispatch.tensor<writeonly:tensor<4xf32>>
    flow.return
  // CHECK: } count(%[[W:.+]]: index) -> (index, index, index) {
  } count(%w0: index, %w1: index) -> (index, index, index) {
    // CHECK: flow.return %[[W]], %[[W]], %[[W]]
    flow.return %w0, %w1, %w0 : index, index, index
  }
  // CHECK: util.return %[[R]]
  util.return %0#0 : tensor<4xf32>
}

// -----

// A tied operand is read by what uses the result.
// CHECK-LABEL: @tied
util.func public @tied(%a: tensor<4xf32>, %b: i32) -> tensor<4xf32> {
  // CHECK: flow.dispatch.workgroups(%{{.+}}) : (tensor<4xf32>) -> %{{.+}} =
  // CHECK-NEXT: (%{{.+}}: !flow.dispatch.tensor<readwrite:tensor<4xf32>>)
  %0 = flow.dispatch.workgroups(%b, %a) : (i32, tensor<4xf32>) -> %a =
      (%i: i32, %x: !flow.dispatch.tensor<readwrite:tensor<4xf32>>) {
    %v = flow.dispatch.tensor.load %x, offsets = [0], sizes = [4], strides = [1] : !flow.dispatch.tensor<readwrite:tensor<4xf32>> -> tensor<4xf32>
    flow.dispatch.tensor.store %v, %x, offsets = [0], sizes = [4], strides = [1] : tensor<4xf32> -> !flow.dispatch.tensor<readwrite:tensor<4xf32>>
    flow.return
  }
  util.return %0 : tensor<4xf32>
}

// -----

// CHECK-LABEL: @entries
util.func public @entries(%a: tensor<4xf32>) -> (tensor<4xf32>, tensor<0xf32>) {
  // CHECK: %[[E:.+]] = flow.tensor.empty : tensor<0xf32>
  // CHECK: %[[R:.+]]:2 = flow.dispatch {@ex::@a, @ex::@b}(
  %0:2 = flow.dispatch {@ex::@a, @ex::@b, @ex::@a}(%a) : (tensor<4xf32>) -> (tensor<4xf32>, tensor<0xf32>)
  // CHECK: util.return %[[R]]#0, %[[E]]
  util.return %0#0, %0#1 : tensor<4xf32>, tensor<0xf32>
}
flow.executable private @ex {
  flow.executable.export public @a
  flow.executable.export public @b
}

// -----

// CHECK-LABEL: @region
// CHECK-SAME: (%[[A:.+]]: tensor<?xf32>, %[[N:.+]]: index, %[[B:.+]]: tensor<4xf32>)
util.func public @region(%a: tensor<?xf32>, %n: index, %b: tensor<4xf32>) -> (tensor<?xf32>, tensor<?xf32>) {
  // CHECK: %[[R:.+]] = flow.dispatch.region -> (tensor<?xf32>{%[[N]]}) {
  %0:3 = flow.dispatch.region -> (tensor<4xf32>, tensor<?xf32>{%n}, tensor<?xf32>{%n}) {
    %v = "test.work"(%a) : (tensor<?xf32>) -> tensor<?xf32>
    // CHECK: flow.return %{{.+}} : tensor<?xf32>
    flow.return %b, %v, %v : tensor<4xf32>, tensor<?xf32>, tensor<?xf32>
  }
  // CHECK: util.return %[[R]], %[[R]]
  util.return %0#1, %0#2 : tensor<?xf32>, tensor<?xf32>
}

// -----

// CHECK-LABEL: @loads
// CHECK-SAME: (%[[T:.+]]: !flow.dispatch.tensor<readwrite:tensor<?x8xf32>>, %[[N:.+]]: index, %[[M:.+]]: index)
func.func @loads(%t: !flow.dispatch.tensor<readwrite:tensor<?x8xf32>>, %n: index, %m: index) {
  %c4 = arith.constant 4 : index
  // CHECK: %[[TIE:.+]] = flow.dispatch.tie_shape %[[T]]
  %tie = flow.dispatch.tie_shape %t : !flow.dispatch.tensor<readwrite:tensor<?x8xf32>>{%n}
  // CHECK: %[[V:.+]] = flow.dispatch.tensor.load %[[TIE]], offsets = [0, 4], sizes = [%[[M]], 4], strides = [1, 1] : !flow.dispatch.tensor<readwrite:tensor<?x8xf32>>{%[[N]]} -> tensor<?x4xf32>
  %0 = flow.dispatch.tensor.load %tie, offsets = [0, %c4], sizes = [%m, %c4], strides = [1, 1] : !flow.dispatch.tensor<readwrite:tensor<?x8xf32>>{%m} -> tensor<?x?xf32>
  // CHECK: flow.dispatch.tensor.store %[[V]], %[[TIE]], offsets = [0, 0], sizes = [%[[M]], 4], strides = [1, 1] : tensor<?x4xf32> -> {{.+}}{%[[N]]}
  flow.dispatch.tensor.store %0, %tie, offsets = [0, 0], sizes = [%m, %c4], strides = [1, 1] : tensor<?x?xf32> -> !flow.dispatch.tensor<readwrite:tensor<?x8xf32>>{%m}
  return
}

// -----

// CHECK-LABEL: @ordinals
// CHECK-SAME: (%[[A:.+]]: index)
func.func @ordinals(%a: index) -> (index, index) {
  // CHECK: %[[O:.+]] = flow.dispatch.workload.ordinal %[[A]], 2 : index
  // CHECK-NEXT: %[[S:.+]] = arith.addi %[[O]], %[[O]]
  %0 = arith.addi %a, %a : index
  %1 = flow.dispatch.workload.ordinal %a, 2 : index
  %2 = flow.dispatch.workload.ordinal %1, 2 : index
  // CHECK: return %[[S]], %[[O]]
  return %0, %2 : index, index
}

// -----

// What the slice counts over twice it counts over once; ordinals follow and come
// first, in order.
// CHECK-LABEL: @slice_operands
// CHECK-SAME: (%[[N:.+]]: index, %[[M:.+]]: index)
util.func public @slice_operands(%n: index, %m: index) -> tensor<?x?xf32> {
  // CHECK: flow.dispatch.workgroups[%[[N]], %[[M]]](%[[N]], %[[M]])
  // CHECK-NEXT: (%[[A:.+]]: index, %[[B:.+]]: index,
  %0 = flow.dispatch.workgroups[%n, %n, %m](%n, %m) : (index, index) -> tensor<?x?xf32>{%n, %m} =
      (%a: index, %b: index, %out: !flow.dispatch.tensor<writeonly:tensor<?x?xf32>>) {
    // CHECK-NEXT: %[[OA:.+]] = flow.dispatch.workload.ordinal %[[A]], 0 : index
    // CHECK-NEXT: %[[OB:.+]] = flow.dispatch.workload.ordinal %[[B]], 1 : index
    // CHECK-NEXT: "test.use"(%[[OA]], %[[OB]])
    "test.use"(%a, %b) : (index, index) -> ()
    %2 = flow.dispatch.workload.ordinal %b, 2 : index
    %1 = flow.dispatch.workload.ordinal %a, 1 : index
    %v = "test.work"(%1, %2) : (index, index) -> tensor<?x?xf32>
    flow.dispatch.tensor.store %v, %out, offsets = [0, 0], sizes = [%1, %2], strides = [1, 1] : tensor<?x?xf32> -> !flow.dispatch.tensor<writeonly:tensor<?x?xf32>>{%1, %2}
    flow.return
  // CHECK: } count(%[[X:.+]]: index, %[[Y:.+]]: index) -> (index, index, index) {
  } count(%w0: index, %w1: index, %w2: index) -> (index, index, index) {
    // CHECK-NEXT: flow.dispatch.workgroup_count_from_slice %[[X]], %[[Y]]
    %x, %y, %z = flow.dispatch.workgroup_count_from_slice %w0, %w1, %w2
    flow.return %x, %y, %z : index, index, index
  }
  util.return %0 : tensor<?x?xf32>
}

// -----

// Sizes that become known change the types of slices; dropped dimensions stay so.
// CHECK-LABEL: @known_sizes
// CHECK-SAME: (%[[T:.+]]: !flow.dispatch.tensor<readwrite:tensor<?x8x4xf32>>, %[[N:.+]]: index, %[[I:.+]]: index, %[[U:.+]]: tensor<?x4xf32>)
util.func public @known_sizes(%t: !flow.dispatch.tensor<readwrite:tensor<?x8x4xf32>>, %n: index, %i: index, %u: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  // CHECK: %[[V:.+]] = flow.dispatch.tensor.load %[[T]], offsets = [%[[I]], 0, 0], sizes = [1, 2, 4], strides = [1, 1, 1] : {{.+}}{%[[N]]} -> tensor<2x4xf32>
  // CHECK: %[[C:.+]] = tensor.cast %[[V]] : tensor<2x4xf32> to tensor<?x4xf32>
  %0 = flow.dispatch.tensor.load %t, offsets = [%i, 0, 0], sizes = [%c1, %c2, 4], strides = [1, 1, 1] : !flow.dispatch.tensor<readwrite:tensor<?x8x4xf32>>{%n} -> tensor<?x4xf32>
  // CHECK: %[[S:.+]] = tensor.cast %[[U]] : tensor<?x4xf32> to tensor<2x4xf32>
  // CHECK: flow.dispatch.tensor.store %[[S]], %[[T]], offsets = [%[[I]], 0, 0], sizes = [1, 2, 4], strides = [1, 1, 1] : tensor<2x4xf32> ->
  flow.dispatch.tensor.store %u, %t, offsets = [%i, 0, 0], sizes = [1, %c2, 4], strides = [1, 1, 1] : tensor<?x4xf32> -> !flow.dispatch.tensor<readwrite:tensor<?x8x4xf32>>{%n}
  // CHECK: util.return %[[C]]
  util.return %0 : tensor<?x4xf32>
}

// -----

// Of results that are the same the first that is used stays.
// CHECK-LABEL: @repeated_result
util.func public @repeated_result(%a: tensor<4xf32>, %b: tensor<8xf32>) -> (tensor<8xf32>, tensor<4xf32>, tensor<4xf32>) {
  // CHECK: %[[REGION:.+]]:2 = flow.dispatch.region -> (tensor<8xf32>, tensor<4xf32>)
  %0:4 = flow.dispatch.region -> (tensor<4xf32>, tensor<8xf32>, tensor<4xf32>, tensor<4xf32>) {
    // CHECK: flow.return %arg1, %arg0 : tensor<8xf32>, tensor<4xf32>
    flow.return %a, %b, %a, %a : tensor<4xf32>, tensor<8xf32>, tensor<4xf32>, tensor<4xf32>
  }
  // CHECK: util.return %[[REGION]]#0, %[[REGION]]#1, %[[REGION]]#1
  util.return %0#1, %0#2, %0#3 : tensor<8xf32>, tensor<4xf32>, tensor<4xf32>
}

// -----

// Sizes that the type denies stay out of it.
// CHECK-LABEL: @sizes_denied
// CHECK-SAME: (%[[T:.+]]: !flow.dispatch.tensor<readonly:tensor<8x4xf32>>
util.func public @sizes_denied(%t: !flow.dispatch.tensor<readonly:tensor<8x4xf32>>) -> tensor<?x4xf32> {
  %c1 = arith.constant 1 : index
  // CHECK: %[[V:.+]] = flow.dispatch.tensor.load %[[T]], offsets = [0, 0], sizes = [1, 0], strides = [1, 1] : !flow.dispatch.tensor<readonly:tensor<8x4xf32>> -> tensor<?x4xf32>
  %0 = flow.dispatch.tensor.load %t, offsets = [0, 0], sizes = [%c1, 0], strides = [1, 1] : !flow.dispatch.tensor<readonly:tensor<8x4xf32>> -> tensor<?x4xf32>
  // CHECK: util.return %[[V]]
  util.return %0 : tensor<?x4xf32>
}
