// RUN: weirc opt --split-input-file --verify-diagnostics --abi-convert-streamable-ops --abi-wrap-entry-points %s

// expected-error @+1 {{storage argument 0 has an invalid type 'i32'; must be a !hal.buffer}}
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

// expected-error @+1 {{missing dynamic dimensions on result 0; must provide via iree.abi.dims, a matching typed tied operand, or with a custom result shape calculation function}}
util.func private @unknown_size(%arg0: tensor<?xf32>) -> tensor<?xf32> attributes {iree.abi.streamable}

// -----

// expected-error @+1 {{only external streamable calls are supported today}}
util.func private @with_body() attributes {iree.abi.streamable} {
  util.return
}

// -----

// expected-error @+1 {{cannot find the referenced result shape calculation function @nowhere}}
util.func private @no_calculation(%arg0: tensor<?xf32>) -> tensor<?xf32> attributes {iree.abi.streamable, iree.abi.result_dims = @nowhere}

// -----

// expected-error @+1 {{must match the signature of the function using it exactly; argument count mismatch}}
util.func private @none() -> index {
  %c1 = arith.constant 1 : index
  util.return %c1 : index
}
util.func private @counted(%arg0: i32) -> tensor<?xf32> attributes {iree.abi.streamable, iree.abi.result_dims = @none}

// -----

// expected-error @+1 {{must match the signature of the function using it exactly; argument type mismatch (expected 'i32', have 'f32')}}
util.func private @float(%arg0: f32) -> index {
  %c1 = arith.constant 1 : index
  util.return %c1 : index
}
util.func private @typed(%arg0: i32) -> tensor<?xf32> attributes {iree.abi.streamable, iree.abi.result_dims = @float}

// -----

// expected-error @+1 {{must return the exact number of dynamic tensor dimensions as the function using it (expected 2, have 1)}}
util.func private @one(%arg0: index) -> index {
  util.return %arg0 : index
}
util.func private @two(%arg0: index) -> tensor<?x?xf32> attributes {iree.abi.streamable, iree.abi.result_dims = @one}

// -----

// expected-error @+1 {{must return only index types matching the dynamic tensor dimensions}}
util.func private @i64(%arg0: i64) -> i64 {
  util.return %arg0 : i64
}
util.func private @wide(%arg0: i64) -> tensor<?xf32> attributes {iree.abi.streamable, iree.abi.result_dims = @i64}

// -----

// expected-error @+1 {{result 0 dynamic dimension mismatch; attribute specifies 1 dimensions but tensor has 2 dynamic dimensions}}
util.func private @few(%arg0: index) -> (tensor<?x?xf32> {iree.abi.dims = [0]}) attributes {iree.abi.streamable}

// -----

util.func private @dims(%arg0: index) -> index {
  util.return %arg0 : index
}
// expected-error @+1 {{cannot have both an explicit result shape calculation function and arg dims reference (on result 0)}}
util.func private @both(%arg0: index) -> (tensor<?xf32> {iree.abi.dims = [0]}) attributes {iree.abi.streamable, iree.abi.result_dims = @dims}

// -----

// expected-error @+1 {{result 0 dimension 0 is not an argument of index type}}
util.func private @outside(%arg0: f32) -> (tensor<?xf32> {iree.abi.dims = [0]}) attributes {iree.abi.streamable}
