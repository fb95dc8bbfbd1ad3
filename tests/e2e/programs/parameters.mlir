// Weights from a file: w is 4x3 of 0 to 11, b is 10 20 30.
// parameters: model
// call: linear -i "2x4xf32=1 0 0 0 0 1 0 1" -e "2x3xf32=10 21 32 22 34 46"
// call: named -e "3xf32=20 40 60"
util.global private @w = #stream.parameter.named<"model"::"w"> : tensor<4x3xf32>
util.global private @b = #stream.parameter.named<"model"::"b"> : tensor<3xf32>
util.func public @linear(%x: tensor<2x4xf32>) -> tensor<2x3xf32> {
  %zero = arith.constant 0.0 : f32
  %w = util.global.load @w : tensor<4x3xf32>
  %b = util.global.load @b : tensor<3xf32>
  %e = tensor.empty() : tensor<2x3xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<2x3xf32>) -> tensor<2x3xf32>
  %p = linalg.matmul ins(%x, %w : tensor<2x4xf32>, tensor<4x3xf32>) outs(%z : tensor<2x3xf32>) -> tensor<2x3xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%p, %b : tensor<2x3xf32>, tensor<3xf32>) outs(%e : tensor<2x3xf32>) {
  ^bb0(%in: f32, %in1: f32, %out: f32):
    %s = arith.addf %in, %in1 : f32
    linalg.yield %s : f32
  } -> tensor<2x3xf32>
  util.return %r : tensor<2x3xf32>
}
util.func public @named() -> tensor<3xf32> {
  %b = flow.tensor.constant #flow.parameter.named<"model"::"b"> : tensor<3xf32>
  %c = arith.addf %b, %b : tensor<3xf32>
  util.return %c : tensor<3xf32>
}
