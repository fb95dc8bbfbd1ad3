// RUN: weirc opt --canonicalize %s | FileCheck %s

// Any extent will do for what nothing depends on: it is zero wherever it is
// asked for. The value itself stays.
// CHECK-LABEL: @extent
util.func public @extent() -> (tensor<?x3xf32>, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK-DAG: %[[C0:.+]] = arith.constant 0 : index
  // CHECK-DAG: %[[C3:.+]] = arith.constant 3 : index
  // CHECK: %[[P:.+]] = ub.poison : tensor<?x3xf32>
  // CHECK-NOT: tensor.dim
  %p = ub.poison : tensor<?x3xf32>
  %d0 = tensor.dim %p, %c0 : tensor<?x3xf32>
  %d1 = tensor.dim %p, %c1 : tensor<?x3xf32>
  // CHECK: util.return %[[P]], %[[C0]], %[[C3]]
  util.return %p, %d0, %d1 : tensor<?x3xf32>, index, index
}
