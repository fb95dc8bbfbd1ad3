// RUN: weirc opt --split-input-file --verify-diagnostics %s

func.func @broadcast(%t: tensor<4xf32>, %i: tensor<8x5xf32>) -> tensor<8x5xf32> {
  // expected-error @+1 {{'linalg.broadcast' op input dim 0 should match init dim 1}}
  %0 = linalg.broadcast ins(%t : tensor<4xf32>) outs(%i : tensor<8x5xf32>) dimensions = [0]
  func.return %0 : tensor<8x5xf32>
}

// -----

func.func @index() -> index {
  // expected-error @+1 {{'linalg.index' op expected parent op with LinalgOp interface}}
  %0 = linalg.index 0 : index
  func.return %0 : index
}

// -----

func.func @map(%t: tensor<4xf32>, %i: tensor<5xf32>) -> tensor<5xf32> {
  // expected-error @+1 {{'linalg.map' op expected shape of input (4) to match shape of output (5)}}
  %0 = linalg.map ins(%t : tensor<4xf32>) outs(%i : tensor<5xf32>) (%x: f32) {
    linalg.yield %x : f32
  }
  func.return %0 : tensor<5xf32>
}

// -----

func.func @reduce(%t: tensor<4x5xf32>, %i: tensor<5xf32>) -> tensor<5xf32> {
  // expected-error @+1 {{'linalg.reduce' op init dimensions [5] doesn't match input dimensions after reduction [4]}}
  %0 = linalg.reduce ins(%t : tensor<4x5xf32>) outs(%i : tensor<5xf32>) dimensions = [1] (%x: f32, %y: f32) {
    %1 = arith.addf %x, %y : f32
    linalg.yield %1 : f32
  }
  func.return %0 : tensor<5xf32>
}

// -----

func.func @transpose(%t: tensor<4x5xf32>, %i: tensor<4x5xf32>) -> tensor<4x5xf32> {
  // expected-error @+1 {{'linalg.transpose' op dim(result, 0) = 4 doesn't match dim(input, permutation[0]) = 5}}
  %0 = linalg.transpose ins(%t : tensor<4x5xf32>) outs(%i : tensor<4x5xf32>) permutation = [1, 0]
  func.return %0 : tensor<4x5xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
func.func @loops(%x: tensor<4x5xf32>, %y: tensor<4x6xf32>) -> tensor<4x6xf32> {
  // expected-error @+1 {{'linalg.generic' op inferred input/output operand #1 has shape's dimension #1 to be 5, but found 6}}
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<4x5xf32>) outs(%y : tensor<4x6xf32>) {
  ^bb0(%p: f32, %q: f32):
    linalg.yield %p : f32
  } -> tensor<4x6xf32>
  func.return %0 : tensor<4x6xf32>
}

// -----

#sum = affine_map<(d0, d1) -> (d0 + d1)>
#id = affine_map<(d0, d1) -> (d0, d1)>
func.func @window(%x: tensor<7xf32>, %y: tensor<4x6xf32>) -> tensor<4x6xf32> {
  // expected-error @+1 {{'linalg.generic' op inferred input/output operand #0 has shape's dimension #0 to be greater than or equal to 9, but found 7}}
  %0 = linalg.generic {indexing_maps = [#sum, #id], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<7xf32>) outs(%y : tensor<4x6xf32>) {
  ^bb0(%p: f32, %q: f32):
    linalg.yield %p : f32
  } -> tensor<4x6xf32>
  func.return %0 : tensor<4x6xf32>
}

// -----

#before = affine_map<(d0, d1) -> (d0 - 1, d1)>
#id = affine_map<(d0, d1) -> (d0, d1)>
func.func @negative(%x: tensor<9x9xf32>, %y: tensor<4x6xf32>) -> tensor<4x6xf32> {
  // expected-error @+1 {{'linalg.generic' op unexpected result less than 0 at expression #0 in}}
  %0 = linalg.generic {indexing_maps = [#before, #id], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<9x9xf32>) outs(%y : tensor<4x6xf32>) {
  ^bb0(%p: f32, %q: f32):
    linalg.yield %p : f32
  } -> tensor<4x6xf32>
  func.return %0 : tensor<4x6xf32>
}

// -----

#row = affine_map<(d0, d1) -> (d0)>
func.func @no_range(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{'linalg.generic' op expected the shape-to-loops map to be non-null}}
  %0 = linalg.generic {indexing_maps = [#row, #row], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<4xf32>) outs(%y : tensor<4xf32>) {
  ^bb0(%p: f32, %q: f32):
    linalg.yield %p : f32
  } -> tensor<4xf32>
  func.return %0 : tensor<4xf32>
}

// -----

func.func @inner(%x: tensor<4x5xf32>, %y: tensor<6x7xf32>, %z: tensor<4x7xf32>) -> tensor<4x7xf32> {
  // expected-error @+1 {{'linalg.matmul' op inferred input/output operand #1 has shape's dimension #0 to be 5, but found 6}}
  %0 = linalg.matmul ins(%x, %y : tensor<4x5xf32>, tensor<6x7xf32>) outs(%z : tensor<4x7xf32>) -> tensor<4x7xf32>
  func.return %0 : tensor<4x7xf32>
}

// -----

func.func @twice(%t: tensor<4x5xf32>, %i: tensor<5x5xf32>) -> tensor<5x5xf32> {
  // expected-error @+1 {{'linalg.transpose' op permutation is not valid}}
  %0 = linalg.transpose ins(%t : tensor<4x5xf32>) outs(%i : tensor<5x5xf32>) permutation = [1, 1]
  func.return %0 : tensor<5x5xf32>
}

// -----

func.func @no_such_dimension(%t: tensor<4x5xf32>, %i: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{'linalg.reduce' op dimensions for reduction should be in the range [0, 1]}}
  %0 = linalg.reduce {arith.addf} ins(%t : tensor<4x5xf32>) outs(%i : tensor<4xf32>) dimensions = [2]
  func.return %0 : tensor<4xf32>
}

// -----

func.func @no_yield(%t: tensor<4xf32>, %i: tensor<f32>) -> tensor<f32> {
  // expected-error @+2 {{expects regions to end with 'linalg.yield', found 'util.unreachable'}}
  // expected-note @+1 {{the absence of terminator implies 'linalg.yield'}}
  %0 = "linalg.reduce"(%t, %i) <{dimensions = array<i64: 0>}> ({
  ^bb0(%a: f32, %b: f32):
    util.unreachable "no yield"
  }) : (tensor<4xf32>, tensor<f32>) -> tensor<f32>
  func.return %0 : tensor<f32>
}
