// Doubles until the first element, computed on a device, is at least 100.
#map = affine_map<(d0) -> (d0)>
util.func public @main(%x: tensor<4xf32>) -> (tensor<4xf32>, i32) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %limit = arith.constant 100.0 : f32
  cf.br ^head(%x, %zero : tensor<4xf32>, i32)
^head(%v: tensor<4xf32>, %n: i32):
  %first = tensor.extract %v[%c0] : tensor<4xf32>
  %again = arith.cmpf olt, %first, %limit : f32
  cf.cond_br %again, ^body, ^end
^body:
  %e = tensor.empty() : tensor<4xf32>
  %0 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%v : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %a, %a : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  %next = arith.addi %n, %one : i32
  cf.br ^head(%0, %next : tensor<4xf32>, i32)
^end:
  util.return %v, %n : tensor<4xf32>, i32
}
