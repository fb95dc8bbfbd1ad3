// RUN: weirc opt --split-input-file --verify-diagnostics --stream-conversion %s | FileCheck %s

// Ops of which streams know nothing keep their tensors, tensor ops among them.

// CHECK-LABEL: @insert
// CHECK-SAME: (%[[IN:.+]]: !stream.resource<*>, %[[SIZE:.+]]: index, %[[E:.+]]: f32)
util.func private @insert(%arg0: tensor<4xf32>, %e: f32) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  // CHECK: %[[EXTERNAL:.+]] = stream.async.transfer %[[IN]] : !stream.resource<*>{%[[SIZE]]} -> !stream.resource<external>{%[[SIZE]]}
  // CHECK-NEXT: %[[TENSOR:.+]] = stream.tensor.export %[[EXTERNAL]] : tensor<4xf32> in !stream.resource<external>{%[[SIZE]]} -> tensor<4xf32>
  // CHECK-NEXT: %[[RESULT:.+]] = tensor.insert %[[E]] into %[[TENSOR]]
  // CHECK-NEXT: %[[RESULT_SIZE:.+]] = stream.tensor.sizeof tensor<4xf32>
  // CHECK-NEXT: %[[IMPORT:.+]] = stream.tensor.import %[[RESULT]] : tensor<4xf32> -> tensor<4xf32> in !stream.resource<external>{%[[RESULT_SIZE]]}
  // CHECK-NEXT: %[[UNKNOWN:.+]] = stream.async.transfer %[[IMPORT]] : !stream.resource<external>{%[[RESULT_SIZE]]} -> !stream.resource<*>{%[[RESULT_SIZE]]}
  // CHECK-NEXT: util.return %[[UNKNOWN]], %[[RESULT_SIZE]]
  %0 = tensor.insert %e into %arg0[%c0] : tensor<4xf32>
  util.return %0 : tensor<4xf32>
}

// -----

util.func private @dim(%arg0: tensor<?xf32>) -> index {
  %c0 = arith.constant 0 : index
  // expected-error @+1 {{failed to legalize operation 'tensor.dim' that was explicitly marked illegal}}
  %0 = tensor.dim %arg0, %c0 : tensor<?xf32>
  util.return %0 : index
}

// -----

util.func private @indirect(%ptr: !util.ptr<tensor<4xf32>>) -> tensor<4xf32> {
  // expected-error @+1 {{failed to legalize operation 'util.global.load.indirect' that was explicitly marked illegal}}
  %0 = util.global.load.indirect %ptr : !util.ptr<tensor<4xf32>> -> tensor<4xf32>
  util.return %0 : tensor<4xf32>
}
