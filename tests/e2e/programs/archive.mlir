// Weights from an IRPA archive, one of which is a splat: w is 4x3 of 0 to 11, b
// is 10 20 30, ones is six times 1; from two scopes at a time.
// parameters: packed=model.irpa model
// call: linear -i "2x4xf32=1 0 0 0 0 1 0 1" -e "2x3xf32=11 22 33 23 35 47"
// call: both -e "3xf32=20 40 60" -e i32=3
util.global private @w = #stream.parameter.named<"packed"::"w"> : tensor<4x3xf32>
util.global private @b = #stream.parameter.named<"packed"::"b"> : tensor<3xf32>
util.global private @ones = #stream.parameter.named<"packed"::"ones"> : tensor<2x3xf32>
util.global private @other = #stream.parameter.named<"model"::"b"> : tensor<3xf32>
util.global private @calls = 3 : i32
util.func public @linear(%x: tensor<2x4xf32>) -> tensor<2x3xf32> {
  %w = util.global.load @w : tensor<4x3xf32>
  %b = util.global.load @b : tensor<3xf32>
  %ones = util.global.load @ones : tensor<2x3xf32>
  %p = linalg.matmul ins(%x, %w : tensor<2x4xf32>, tensor<4x3xf32>) outs(%ones : tensor<2x3xf32>) -> tensor<2x3xf32>
  %e = tensor.empty() : tensor<2x3xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%p, %b : tensor<2x3xf32>, tensor<3xf32>) outs(%e : tensor<2x3xf32>) {
  ^bb0(%in: f32, %in1: f32, %out: f32):
    %s = arith.addf %in, %in1 : f32
    linalg.yield %s : f32
  } -> tensor<2x3xf32>
  util.return %r : tensor<2x3xf32>
}
util.func public @both() -> (tensor<3xf32>, i32) {
  %b = util.global.load @b : tensor<3xf32>
  %other = util.global.load @other : tensor<3xf32>
  %c = arith.addf %b, %other : tensor<3xf32>
  %n = util.global.load @calls : i32
  util.return %c, %n : tensor<3xf32>, i32
}
