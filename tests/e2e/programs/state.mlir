// State that stays between the calls of one run.
// call: add --repeat 3 -i "4xf32=1 2 3 4" -e "4xf32=3 6 9 12" -e i32=3
// call: add -i "4xf32=1 2 3 4" -e "4xf32=1 2 3 4" -e i32=1
// call: smooth --repeat 3 -i "2x2xf32=8 16 24 32" -e "2x2xf32=7 14 21 28" -e "2xf32=21 49"
// call: get -e "4xf32=0"
util.global private mutable @total = dense<0.0> : tensor<4xf32>
util.global private mutable @calls = 0 : i32
util.global private mutable @mean = dense<0.0> : tensor<2x2xf32>

util.func public @add(%arg0: tensor<4xf32>) -> (tensor<4xf32>, i32) {
  %t = util.global.load @total : tensor<4xf32>
  %0 = arith.addf %t, %arg0 : tensor<4xf32>
  util.global.store %0, @total : tensor<4xf32>
  %c = util.global.load @calls : i32
  %c1 = arith.constant 1 : i32
  %n = arith.addi %c, %c1 : i32
  util.global.store %n, @calls : i32
  util.return %0, %n : tensor<4xf32>, i32
}

// mean = (mean + x) / 2; also the sums of its rows.
util.func public @smooth(%x: tensor<2x2xf32>) -> (tensor<2x2xf32>, tensor<2xf32>) {
  %half = arith.constant dense<0.5> : tensor<2x2xf32>
  %zero = arith.constant 0.0 : f32
  %old = util.global.load @mean : tensor<2x2xf32>
  %e2 = tensor.empty() : tensor<2xf32>
  %z2 = linalg.fill ins(%zero : f32) outs(%e2 : tensor<2xf32>) -> tensor<2xf32>
  %sum = arith.addf %old, %x : tensor<2x2xf32>
  %new = arith.mulf %sum, %half : tensor<2x2xf32>
  util.global.store %new, @mean : tensor<2x2xf32>
  %rows = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>], iterator_types = ["parallel", "reduction"]} ins(%new : tensor<2x2xf32>) outs(%z2 : tensor<2xf32>) {
  ^bb0(%in: f32, %out: f32):
    %a = arith.addf %in, %out : f32
    linalg.yield %a : f32
  } -> tensor<2xf32>
  util.return %new, %rows : tensor<2x2xf32>, tensor<2xf32>
}

util.func public @get() -> tensor<4xf32> {
  %t = util.global.load @total : tensor<4xf32>
  util.return %t : tensor<4xf32>
}
