// RUN: weirc opt --split-input-file --verify-diagnostics --stream-verify-input --stream-conversion %s

util.func private @indirect(%ptr: !util.ptr<tensor<4xf32>>) -> tensor<4xf32> {
  // expected-error @+1 {{'util.global.load.indirect' op illegal for this phase of lowering in the stream dialect; expected to have been converted or removed}}
  %0 = util.global.load.indirect %ptr : !util.ptr<tensor<4xf32>> -> tensor<4xf32>
  util.return %0 : tensor<4xf32>
}

// -----

util.func private @compute(%arg0: tensor<4xf32>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  // expected-error @+1 {{computes on tensors outside of an executable}}
  %0 = tensor.extract_slice %arg0[0] [4] [1] : tensor<4xf32> to tensor<4xf32>
  util.return %0 : tensor<4xf32>
}

// -----

// expected-error @+1 {{only util.func can be converted to streams}}
func.func @not_util(%arg0: tensor<4xf32>) -> tensor<4xf32> {
  return %arg0 : tensor<4xf32>
}

// -----

util.func private @dim(%arg0: tensor<?xf32>) -> index {
  %c0 = arith.constant 0 : index
  // expected-error @+1 {{computes on tensors outside of an executable}}
  %0 = tensor.dim %arg0, %c0 : tensor<?xf32>
  util.return %0 : index
}

// -----

util.func private @no_affinity(%arg0: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{transfers to something that is no affinity}}
  %0 = flow.tensor.transfer %arg0 : tensor<4xf32> to "somewhere"
  util.return %0 : tensor<4xf32>
}

// -----

util.func private @number_result(%arg0: tensor<4xf32>, %arg1: index) -> index {
  // expected-error @+1 {{'flow.dispatch' op result #1 must be a tensor, but got 'index'}}
  %0:2 = flow.dispatch @ex::@f[%arg1](%arg0) : (tensor<4xf32>) -> (tensor<4xf32>, index)
  util.return %0#1 : index
}

// -----

util.func private @tied_number(%arg0: index) -> index {
  // expected-error @+1 {{'flow.dispatch' op result #0 must be a tensor, but got 'index'}}
  %0 = flow.dispatch @ex::@f(%arg0) : (index) -> %arg0
  util.return %0 : index
}

// -----

util.func private @buffer_argument(%arg0: index, %arg1: !hal.buffer) -> tensor<4xf32> {
  // expected-error @+1 {{'flow.dispatch' op argument #1 must be a tensor or a number, but got '!hal.buffer'}}
  %0 = flow.dispatch @ex::@f(%arg0, %arg1) : (index, !hal.buffer) -> tensor<4xf32>
  util.return %0 : tensor<4xf32>
}
