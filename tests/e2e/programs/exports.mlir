// Several exported functions; arguments that are results; calls that stay calls;
// scalars.
// call: twice -i "4xf32=1 2 3 -4.5" -e "4xf32=2 4 6 -9"
// call: sum_and_product -i "2x3xi32=1 2 3 4 5 6" -i "2x3xi32=1 2 3 1 2 3" -e "2x3xi32=2 4 6 5 7 9" -e "2x3xi32=2 8 18 5 14 27"
// call: identity -i "3xi64=1 -2 9000000000" -e "3xi64=1 -2 9000000000"
// call: calls -i "4xf32=1 2 3 4" -e "4xf32=4 16 36 64"
// call: scalars -i i32=5 -i f32=2 -e i32=15 -e f32=-2
util.func public @twice(%arg0: tensor<4xf32>) -> tensor<4xf32> {
  %e = tensor.empty() : tensor<4xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%arg0 : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %s = arith.addf %in, %in : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  util.return %0 : tensor<4xf32>
}

util.func public @sum_and_product(%a: tensor<2x3xi32>, %b: tensor<2x3xi32>) -> (tensor<2x3xi32>, tensor<2x3xi32>) {
  %0 = arith.addi %a, %b : tensor<2x3xi32>
  %1 = arith.muli %0, %b : tensor<2x3xi32>
  util.return %0, %1 : tensor<2x3xi32>, tensor<2x3xi32>
}

util.func public @identity(%arg0: tensor<3xi64>) -> tensor<3xi64> {
  util.return %arg0 : tensor<3xi64>
}

util.func public @scalars(%a: i32, %b: f32) -> (i32, f32) {
  %c = arith.constant 3 : i32
  %0 = arith.muli %a, %c : i32
  %1 = arith.negf %b : f32
  util.return %0, %1 : i32, f32
}

util.func private @double(%x: tensor<4xf32>) -> tensor<4xf32> attributes {inlining_policy = #util.inline.never} {
  %y = arith.addf %x, %x : tensor<4xf32>
  util.return %y : tensor<4xf32>
}

util.func public @calls(%x: tensor<4xf32>) -> tensor<4xf32> {
  %a = util.call @double(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %m = arith.mulf %a, %x : tensor<4xf32>
  %b = util.call @double(%m) : (tensor<4xf32>) -> tensor<4xf32>
  util.return %b : tensor<4xf32>
}
