// RUN: weirc opt --split-input-file --verify-diagnostics --flow-cleanup-tensor-shapes %s | FileCheck %s

// CHECK-LABEL: @ties
// CHECK-SAME: (%[[A:.+]]: tensor<?xf32>, %[[N:.+]]: index)
util.func public @ties(%a: tensor<?xf32>, %n: index) -> tensor<?xf32> {
  // CHECK-NEXT: util.return %[[A]]
  %0 = flow.tensor.tie_shape %a : tensor<?xf32>{%n}
  util.return %0 : tensor<?xf32>
}

// -----

util.func public @asks(%a: tensor<?xf32>) -> index {
  %c0 = arith.constant 0 : index
  // expected-error @+1 {{unexpected during shape cleanup}}
  %0 = tensor.dim %a, %c0 : tensor<?xf32>
  util.return %0 : index
}
