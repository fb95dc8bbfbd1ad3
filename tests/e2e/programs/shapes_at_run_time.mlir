// Shapes known only when the program runs: tensors are passed on, cut, put
// together and filled; and functions that stay calls.
// call: pass -i "3xf32=1 2 3" -e "3xf32=1 2 3"
// call: part -i "5xf32=1 2 3 4 5" -i i64=2 -e "2xf32=3 4"
// call: fill -i f32=2.5 -i i64=3 -e "3xf32=2.5"
// call: replace -i "5xi32=1 2 3 4 5" -i "2xi32=7 8" -i i64=1 -e "5xi32=1 7 8 4 5"
// call: rows -i "2x3xf32=1 2 3 4 5 6" -e "6xf32=1 2 3 4 5 6" -e i64=2
util.func public @pass(%x: tensor<?xf32>) -> tensor<?xf32> {
  util.return %x : tensor<?xf32>
}

util.func public @part(%x: tensor<?xf32>, %size: i64) -> tensor<?xf32> {
  %n = arith.index_cast %size : i64 to index
  %c0 = arith.constant 0 : index
  %d = tensor.dim %x, %c0 : tensor<?xf32>
  %e = flow.tensor.slice %x[%n for %n] : tensor<?xf32>{%d} -> tensor<?xf32>{%n}
  util.return %e : tensor<?xf32>
}

util.func public @fill(%v: f32, %size: i64) -> tensor<?xf32> {
  %n = arith.index_cast %size : i64 to index
  %s = flow.tensor.splat %v : tensor<?xf32>{%n}
  util.return %s : tensor<?xf32>
}

util.func public @replace(%x: tensor<?xi32>, %y: tensor<2xi32>, %at: i64) -> tensor<?xi32> {
  %i = arith.index_cast %at : i64 to index
  %c0 = arith.constant 0 : index
  %d = tensor.dim %x, %c0 : tensor<?xi32>
  %r = flow.tensor.update %y, %x[%i] : tensor<2xi32> -> %x as tensor<?xi32>{%d}
  util.return %r : tensor<?xi32>
}

util.func public @rows(%x: tensor<?x3xf32>) -> (tensor<?xf32>, i64) {
  %c0 = arith.constant 0 : index
  %d = tensor.dim %x, %c0 : tensor<?x3xf32>
  %f = tensor.collapse_shape %x [[0, 1]] : tensor<?x3xf32> into tensor<?xf32>
  %n = arith.index_cast %d : index to i64
  util.return %f, %n : tensor<?xf32>, i64
}
