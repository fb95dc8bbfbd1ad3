// Indices that kernels are handed need not fit 32 bits.
// call: plus -i "3xi64=1 2 3" -i i64=5000000000 -e "3xi64=5000000001 5000000002 5000000003"
// call: plus -i "3xi64=1 2 3" -i i64=-1 -e "3xi64=0 1 2"
// call: twice -i i64=4294967296 -e "2xi64=4294967296 8589934592"
util.func public @plus(%x: tensor<3xi64>, %n: i64) -> tensor<3xi64> {
  %i = arith.index_cast %n : i64 to index
  %e = tensor.empty() : tensor<3xi64>
  %0 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%x : tensor<3xi64>) outs(%e : tensor<3xi64>) {
  ^bb0(%in: i64, %out: i64):
    %a = arith.index_cast %i : index to i64
    %s = arith.addi %in, %a : i64
    linalg.yield %s : i64
  } -> tensor<3xi64>
  util.return %0 : tensor<3xi64>
}

// The same on a node of its own, of an index that is worked out on the way.
util.func public @twice(%n: i64) -> tensor<2xi64> {
  %i = arith.index_cast %n : i64 to index
  %e = tensor.empty() : tensor<2xi64>
  %0 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} outs(%e : tensor<2xi64>) {
  ^bb0(%out: i64):
    %d = linalg.index 0 : index
    %c1 = arith.constant 1 : index
    %k = arith.addi %d, %c1 : index
    %p = arith.muli %k, %i : index
    %a = arith.index_cast %p : index to i64
    linalg.yield %a : i64
  } -> tensor<2xi64>
  util.return %0 : tensor<2xi64>
}
