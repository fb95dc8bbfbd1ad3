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
