// RUN: weirc opt --split-input-file --verify-diagnostics --abi-convert-streamable-ops --abi-wrap-entry-points %s

// expected-error @+1 {{storage argument 0 has an invalid type i32; must be a !hal.buffer}}
util.func public @scalar_storage(%arg0: i32 {iree.abi.output = 0 : index}) -> tensor<4xf32> {
  %0 = flow.tensor.empty : tensor<4xf32>
  util.return %0 : tensor<4xf32>
}

// -----

// expected-error @+1 {{argument 0 is storage for result 3, but there are 1}}
util.func public @no_such_result(%arg0: !hal.buffer {iree.abi.output = 3 : index}) -> tensor<4xf32> {
  %0 = flow.tensor.empty : tensor<4xf32>
  util.return %0 : tensor<4xf32>
}

// -----

// expected-error @+1 {{result 0 has dynamic dimensions and is not tied to an argument}}
util.func private @unknown_size(%arg0: tensor<?xf32>) -> tensor<?xf32> attributes {iree.abi.streamable}
