// Each round of the loop moves its value to the other node.
#map = affine_map<(d0) -> (d0)>
util.func public @main(%x: tensor<4xf32>, %count: i32) -> tensor<4xf32> {
  %n = arith.index_cast %count : i32 to index
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%v = %x) -> (tensor<4xf32>) {
    %t = flow.tensor.transfer %v : tensor<4xf32> to #hal.device.affinity<@b_cpu>
    %e = tensor.empty() : tensor<4xf32>
    %0 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel"]} ins(%t, %x : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) {
    ^bb0(%a: f32, %b: f32, %o: f32):
      %s = arith.addf %a, %b : f32
      linalg.yield %s : f32
    } -> tensor<4xf32>
    scf.yield %0 : tensor<4xf32>
  }
  util.return %r : tensor<4xf32>
}
