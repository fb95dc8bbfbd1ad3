// RUN: weirc opt --flow-capture-dynamic-dims %s | FileCheck %s

// CHECK-LABEL: @capture
// CHECK-SAME: (%[[A:.+]]: tensor<?x4xf32>, %[[N:.+]]: index, %[[M:.+]]: index)
util.func public @capture(%a: tensor<?x4xf32>, %n: index, %m: index) -> tensor<?xf32> {
  // CHECK: flow.dispatch.workgroups(%[[N]], %[[A]], %[[M]]) : (index, tensor<?x4xf32>{%[[N]]}, index) -> tensor<?xf32>{%[[M]]}
  // CHECK-NEXT: (%[[N_IN:.+]]: index, %[[IN:.+]]: !flow.dispatch.tensor<readonly:tensor<?x4xf32>>, %[[M_IN:.+]]: index, %[[OUT:.+]]: !flow.dispatch.tensor<writeonly:tensor<?xf32>>)
  %0 = flow.dispatch.workgroups(%n, %a) : (index, tensor<?x4xf32>{%n}) -> tensor<?xf32>{%m} =
      (%k: index, %in: !flow.dispatch.tensor<readonly:tensor<?x4xf32>>, %out: !flow.dispatch.tensor<writeonly:tensor<?xf32>>) {
    // CHECK-NEXT: %[[IN_TIE:.+]] = flow.dispatch.tie_shape %[[IN]] : !flow.dispatch.tensor<readonly:tensor<?x4xf32>>{%[[N_IN]]}
    // CHECK-NEXT: %[[OUT_TIE:.+]] = flow.dispatch.tie_shape %[[OUT]] : !flow.dispatch.tensor<writeonly:tensor<?xf32>>{%[[M_IN]]}
    // CHECK-NEXT: flow.dispatch.tensor.load %[[IN_TIE]]
    %v = flow.dispatch.tensor.load %in, offsets = [0, 0], sizes = [%k, 1], strides = [1, 1] : !flow.dispatch.tensor<readonly:tensor<?x4xf32>>{%k} -> tensor<?xf32>
    // CHECK-NEXT: flow.dispatch.tensor.store %{{.+}}, %[[OUT_TIE]]
    flow.dispatch.tensor.store %v, %out, offsets = [0], sizes = [%k], strides = [1] : tensor<?xf32> -> !flow.dispatch.tensor<writeonly:tensor<?xf32>>{%k}
    flow.return
  }
  util.return %0 : tensor<?xf32>
}

// Dimensions go round a loop with their tensors.
// CHECK-LABEL: @loop
// CHECK-SAME: (%[[A:.+]]: tensor<?xf32>, %[[N:.+]]: index, %[[B:.+]]: tensor<4xf32>)
util.func public @loop(%a: tensor<?xf32>, %n: index, %b: tensor<4xf32>) -> (tensor<?xf32>, tensor<4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK: %[[T:.+]] = flow.tensor.tie_shape %[[A]] : tensor<?xf32>{%[[N]]}
  %t = flow.tensor.tie_shape %a : tensor<?xf32>{%n}
  // CHECK: %[[R:.+]]:3 = scf.for %{{.+}} = %{{.+}} to %{{.+}} step %{{.+}} iter_args(%[[X:.+]] = %[[T]], %[[Y:.+]] = %[[B]], %[[D:.+]] = %[[N]]) -> (tensor<?xf32>, tensor<4xf32>, index) {
  %0:2 = scf.for %i = %c0 to %n step %c1 iter_args(%x = %t, %y = %b) -> (tensor<?xf32>, tensor<4xf32>) {
    // CHECK: %[[TX:.+]] = flow.tensor.tie_shape %[[X]] : tensor<?xf32>{%[[D]]}
    // CHECK: %[[M:.+]] = arith.addi %[[N]], %{{.+}}
    %d = tensor.dim %x, %c0 : tensor<?xf32>
    %m = arith.addi %n, %c1 : index
    // CHECK: %[[Z:.+]]:2 = flow.dispatch @ex::@grow(%[[TX]], %[[Y]])
    %1:2 = flow.dispatch @ex::@grow(%x, %y) : (tensor<?xf32>{%d}, tensor<4xf32>) -> (tensor<?xf32>{%m}, tensor<4xf32>)
    // CHECK: scf.yield %[[Z]]#0, %[[Z]]#1, %[[M]]
    scf.yield %1#0, %1#1 : tensor<?xf32>, tensor<4xf32>
  }
  // CHECK: %[[TR:.+]] = flow.tensor.tie_shape %[[R]]#0 : tensor<?xf32>{%[[R]]#2}
  // CHECK: util.return %[[TR]], %[[R]]#1
  util.return %0#0, %0#1 : tensor<?xf32>, tensor<4xf32>
}

// What is not known of an initial or a yielded tensor is not carried.
// CHECK-LABEL: @unknown
util.func public @unknown(%a: tensor<?xf32>, %n: index) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK: scf.for {{.+}} -> (tensor<?xf32>) {
  %0 = scf.for %i = %c0 to %n step %c1 iter_args(%x = %a) -> (tensor<?xf32>) {
    %1 = util.optimization_barrier %x : tensor<?xf32>
    scf.yield %1 : tensor<?xf32>
  }
  util.return %0 : tensor<?xf32>
}

// A result in the place of an operand has no argument of its own.
// CHECK-LABEL: @in_place
// CHECK-SAME: (%[[A:.+]]: tensor<?xf32>, %[[N:.+]]: index, %[[M:.+]]: index)
util.func public @in_place(%a: tensor<?xf32>, %n: index, %m: index) -> (tensor<?xf32>, tensor<?x2xf32>) {
  // CHECK: flow.dispatch.workgroups(%[[A]], %[[N]], %[[M]]) : (tensor<?xf32>{%[[N]]}, index, index) -> (%[[A]]{%[[N]]}, tensor<?x2xf32>{%[[M]]})
  // CHECK-NEXT: (%[[IO:.+]]: !flow.dispatch.tensor<readwrite:tensor<?xf32>>, %[[NI:.+]]: index, %[[MI:.+]]: index, %[[OUT:.+]]: !flow.dispatch.tensor<writeonly:tensor<?x2xf32>>)
  // CHECK-NEXT: flow.dispatch.tie_shape %[[IO]] : !flow.dispatch.tensor<readwrite:tensor<?xf32>>{%[[NI]]}
  // CHECK-NEXT: flow.dispatch.tie_shape %[[OUT]] : !flow.dispatch.tensor<writeonly:tensor<?x2xf32>>{%[[MI]]}
  // CHECK-NEXT: flow.return
  %0:2 = flow.dispatch.workgroups(%a) : (tensor<?xf32>{%n}) -> (%a{%n}, tensor<?x2xf32>{%m}) =
      (%io: !flow.dispatch.tensor<readwrite:tensor<?xf32>>, %out: !flow.dispatch.tensor<writeonly:tensor<?x2xf32>>) {
    flow.return
  }
  util.return %0#0, %0#1 : tensor<?xf32>, tensor<?x2xf32>
}

// -----

// What is bound under a shape without open dimensions has none to be tied to.
// CHECK-LABEL: @bound_otherwise
util.func public @bound_otherwise(%a: tensor<?xf32>, %n: index) {
  // CHECK: flow.dispatch.workgroups
  // CHECK-NOT: flow.dispatch.tie_shape
  flow.dispatch.workgroups(%a) : (tensor<?xf32>{%n}) -> () =
      (%ai: !flow.dispatch.tensor<readonly:tensor<4xf32>>) {
    flow.return
  }
  util.return
}
