// Which way is taken is a scalar that all nodes know.
#map = affine_map<(d0) -> (d0)>
util.func public @main(%x: tensor<4xf32>, %n: i32) -> tensor<4xf32> {
  %zero = arith.constant 0 : i32
  %c = arith.cmpi sgt, %n, %zero : i32
  cf.cond_br %c, ^double, ^keep
^double:
  %e = tensor.empty() : tensor<4xf32>
  %0 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %a, %a : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  cf.br ^end(%0 : tensor<4xf32>)
^keep:
  cf.br ^end(%x : tensor<4xf32>)
^end(%r: tensor<4xf32>):
  util.return %r : tensor<4xf32>
}
