// RUN: weirc opt --split-input-file --resolve-shaped-type-result-dims %s | FileCheck %s

// CHECK-LABEL: util.func public @made
// CHECK-SAME: (%[[N:.+]]: index, %[[X:.+]]: tensor<?x?xf32>)
util.func public @made(%n: index, %x: tensor<?x?xf32>) -> (index, index, index, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty(%n) : tensor<?x4xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x4xf32>) -> tensor<?x4xf32>
  %0 = tensor.dim %z, %c0 : tensor<?x4xf32>
  %1 = tensor.dim %z, %c1 : tensor<?x4xf32>
  // CHECK-DAG: %[[D:.+]] = tensor.dim %[[X]], %{{.+}} : tensor<?x?xf32>
  // CHECK-DAG: %[[P:.+]] = arith.addi %{{.+}}, %{{.+}} : index
  %p = tensor.pad %x low[0, 1] high[0, 2] {
  ^bb0(%i: index, %j: index):
    tensor.yield %zero : f32
  } : tensor<?x?xf32> to tensor<?x?xf32>
  %2 = tensor.dim %p, %c1 : tensor<?x?xf32>
  %s = tensor.extract_slice %x[0, 0] [1, %n] [1, 1] : tensor<?x?xf32> to tensor<?xf32>
  %3 = tensor.dim %s, %c0 : tensor<?xf32>
  %f = tensor.collapse_shape %e [[0, 1]] : tensor<?x4xf32> into tensor<?xf32>
  // CHECK-DAG: %[[M:.+]] = arith.muli %[[N]], %{{.+}} : index
  %4 = tensor.dim %f, %c0 : tensor<?xf32>
  // CHECK: util.return %[[N]], %{{.+}}, %{{.+}}, %[[N]], %[[M]]
  util.return %0, %1, %2, %3, %4 : index, index, index, index, index
}

// -----

// What a collective makes is as long as its target is said to be.
// CHECK-LABEL: util.func public @collective
// CHECK-SAME: %[[N:[a-z0-9]+]]: index)
util.func public @collective(%c: !flow.channel, %t: tensor<4x?xf32>, %s: tensor<4x?xf32>, %n: index) -> index {
  %c1 = arith.constant 1 : index
  %0 = flow.collective.all_reduce sum, f32, %t, %s, %c : (tensor<4x?xf32>, tensor<4x?xf32>, !flow.channel) -> %t as tensor<4x?xf32>{%n}
  %d = tensor.dim %0, %c1 : tensor<4x?xf32>
  // CHECK: util.return %[[N]]
  util.return %d : index
}

// -----

// Nobody says more of an argument.
// CHECK-LABEL: util.func public @argument
util.func public @argument(%x: tensor<?xf32>) -> index {
  %c0 = arith.constant 0 : index
  // CHECK: %[[D:.+]] = tensor.dim %arg0
  %d = tensor.dim %x, %c0 : tensor<?xf32>
  // CHECK: util.return %[[D]]
  util.return %d : index
}
