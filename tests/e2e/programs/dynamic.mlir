// Kernels of shapes known only when the program runs.
// call: scale -i "3xf32=1 2 3" -i f32=2 -e "3xf32=3 6 9"
// call: scale -i "21xf32=4" -i f32=1 -e "21xf32=8"
// call: scale -i "0xf32=" -i f32=1 -e "0xf32="
// call: layer -i "2x3xf32=1 2 3 -4 -5 -6" -i "3x2xf32=1 2 3 4 5 6" -i "2xf32=10 -100" -e "2x2xf32=32 0 0 0"
// call: layer -i "1x1xf32=2" -i "1x5xf32=1 2 3 4 5" -i "5xf32=1" -e "1x5xf32=3 5 7 9 11"
// call: layer -i "33x65xf32=1" -i "65x19xf32=0.5" -i "19xf32=0.5" -e "33x19xf32=33"
// call: softmax -i "2x3xf32=0" -e "2x3xf32=0.33333334"
// call: softmax -i "3x1xf32=7 8 9" -e "3x1xf32=1"
// call: batch -i "3x2x4xf32=1" -i "3x4x2xf32=2" -e "3x2x2xf32=8" -e i64=3
// call: turn -i "2x3xi32=1 2 3 4 5 6" -e "3x2xi32=1 4 2 5 3 6" -e "6xi32=1 4 9 16 25 36"
// call: window -i "1x3x4xf32=1 2 3 4 5 6 7 8 9 10 11 12" -e "1x3x2xf32=3 7 11 15 19 23"
// call: window -i "3x3x4xf32=1" -e "3x3x2xf32=2"
// call: border -i "2x2xi32=1 2 3 4" -e "3x4xi32=0 1 2 0 0 3 4 0 0 0 0 0"
// call: grow -i "2xf32=1 2" -i i32=3 -e "16xf32=1 2 1 2 1 2 1 2 1 2 1 2 1 2 1 2"
// call: mean --repeat 3 -i "2x4xf32=1 2 3 4 5 6 7 8" -e "4xf32=9 12 15 18"
// call: pick -i "5xf32=1 2 3 4 5" -i i32=1 -e "5xf32=2 4 6 8 10"
// call: pick -i "5xf32=1 2 3 4 5" -i i32=0 -e "5xf32=1 4 9 16 25"
#id1 = affine_map<(d0) -> (d0)>
#id2 = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
#col = affine_map<(d0, d1) -> (d1)>
util.global private mutable @sums = dense<0.0> : tensor<4xf32>

util.func public @scale(%x: tensor<?xf32>, %by: f32) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %d = tensor.dim %x, %c0 : tensor<?xf32>
  %e = tensor.empty(%d) : tensor<?xf32>
  %y = linalg.generic {indexing_maps = [#id1, #id1], iterator_types = ["parallel"]} ins(%x : tensor<?xf32>) outs(%e : tensor<?xf32>) {
  ^bb0(%in: f32, %out: f32):
    %m = arith.mulf %in, %by : f32
    linalg.yield %m : f32
  } -> tensor<?xf32>
  %z = arith.addf %y, %x : tensor<?xf32>
  util.return %z : tensor<?xf32>
}

// The greater of x w + b and 0.
util.func public @layer(%x: tensor<?x?xf32>, %w: tensor<?x?xf32>, %b: tensor<?xf32>) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  %m = tensor.dim %x, %c0 : tensor<?x?xf32>
  %n = tensor.dim %w, %c1 : tensor<?x?xf32>
  %e = tensor.empty(%m, %n) : tensor<?x?xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x?xf32>) -> tensor<?x?xf32>
  %p = linalg.matmul ins(%x, %w : tensor<?x?xf32>, tensor<?x?xf32>) outs(%z : tensor<?x?xf32>) -> tensor<?x?xf32>
  %r = linalg.generic {indexing_maps = [#id2, #col, #id2], iterator_types = ["parallel", "parallel"]} ins(%p, %b : tensor<?x?xf32>, tensor<?xf32>) outs(%e : tensor<?x?xf32>) {
  ^bb0(%in: f32, %bias: f32, %out: f32):
    %s = arith.addf %in, %bias : f32
    %t = arith.maximumf %s, %zero : f32
    linalg.yield %t : f32
  } -> tensor<?x?xf32>
  util.return %r : tensor<?x?xf32>
}

util.func public @softmax(%x: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  %low = arith.constant -3.0e38 : f32
  %m = tensor.dim %x, %c0 : tensor<?x?xf32>
  %n = tensor.dim %x, %c1 : tensor<?x?xf32>
  %er = tensor.empty(%m) : tensor<?xf32>
  %e = tensor.empty(%m, %n) : tensor<?x?xf32>
  %l = linalg.fill ins(%low : f32) outs(%er : tensor<?xf32>) -> tensor<?xf32>
  %z = linalg.fill ins(%zero : f32) outs(%er : tensor<?xf32>) -> tensor<?xf32>
  %most = linalg.generic {indexing_maps = [#id2, #row], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<?x?xf32>) outs(%l : tensor<?xf32>) {
  ^bb0(%in: f32, %out: f32):
    %a = arith.maximumf %in, %out : f32
    linalg.yield %a : f32
  } -> tensor<?xf32>
  %ex = linalg.generic {indexing_maps = [#id2, #row, #id2], iterator_types = ["parallel", "parallel"]} ins(%x, %most : tensor<?x?xf32>, tensor<?xf32>) outs(%e : tensor<?x?xf32>) {
  ^bb0(%in: f32, %mx: f32, %out: f32):
    %d = arith.subf %in, %mx : f32
    %p = math.exp %d : f32
    linalg.yield %p : f32
  } -> tensor<?x?xf32>
  %sum = linalg.generic {indexing_maps = [#id2, #row], iterator_types = ["parallel", "reduction"]} ins(%ex : tensor<?x?xf32>) outs(%z : tensor<?xf32>) {
  ^bb0(%in: f32, %out: f32):
    %a = arith.addf %in, %out : f32
    linalg.yield %a : f32
  } -> tensor<?xf32>
  %soft = linalg.generic {indexing_maps = [#id2, #row, #id2], iterator_types = ["parallel", "parallel"]} ins(%ex, %sum : tensor<?x?xf32>, tensor<?xf32>) outs(%e : tensor<?x?xf32>) {
  ^bb0(%in: f32, %mx: f32, %out: f32):
    %d = arith.divf %in, %mx : f32
    linalg.yield %d : f32
  } -> tensor<?x?xf32>
  util.return %soft : tensor<?x?xf32>
}

// One dimension of several is open.
util.func public @batch(%a: tensor<?x2x4xf32>, %b: tensor<?x4x2xf32>) -> (tensor<?x2x2xf32>, i64) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %a, %c0 : tensor<?x2x4xf32>
  %e = tensor.empty(%n) : tensor<?x2x2xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x2x2xf32>) -> tensor<?x2x2xf32>
  %p = linalg.batch_matmul ins(%a, %b : tensor<?x2x4xf32>, tensor<?x4x2xf32>) outs(%z : tensor<?x2x2xf32>) -> tensor<?x2x2xf32>
  %d = tensor.dim %p, %c0 : tensor<?x2x2xf32>
  %i = arith.index_cast %d : index to i64
  util.return %p, %i : tensor<?x2x2xf32>, i64
}

util.func public @turn(%x: tensor<?x?xi32>) -> (tensor<?x?xi32>, tensor<?xi32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %m = tensor.dim %x, %c0 : tensor<?x?xi32>
  %n = tensor.dim %x, %c1 : tensor<?x?xi32>
  %e = tensor.empty(%n, %m) : tensor<?x?xi32>
  %t = linalg.transpose ins(%x : tensor<?x?xi32>) outs(%e : tensor<?x?xi32>) permutation = [1, 0]
  %f = tensor.collapse_shape %x [[0, 1]] : tensor<?x?xi32> into tensor<?xi32>
  %s = arith.muli %f, %f : tensor<?xi32>
  util.return %t, %s : tensor<?x?xi32>, tensor<?xi32>
}

// Sums of pairs along the last dimension.
util.func public @window(%x: tensor<?x3x4xf32>) -> tensor<?x3x2xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x3x4xf32>
  %e = tensor.empty(%n) : tensor<?x3x2xf32>
  %k = tensor.empty() : tensor<2xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x3x2xf32>) -> tensor<?x3x2xf32>
  %p = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2, d3) -> (d0, d1, d2 * 2 + d3)>, affine_map<(d0, d1, d2, d3) -> (d3)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%x, %k : tensor<?x3x4xf32>, tensor<2xf32>) outs(%z : tensor<?x3x2xf32>) {
  ^bb0(%in: f32, %w: f32, %out: f32):
    %s = arith.addf %in, %out : f32
    linalg.yield %s : f32
  } -> tensor<?x3x2xf32>
  util.return %p : tensor<?x3x2xf32>
}

util.func public @border(%x: tensor<?x?xi32>) -> tensor<?x?xi32> {
  %zero = arith.constant 0 : i32
  %p = tensor.pad %x low[0, 1] high[1, 1] {
  ^bb0(%i: index, %j: index):
    tensor.yield %zero : i32
  } : tensor<?x?xi32> to tensor<?x?xi32>
  util.return %p : tensor<?x?xi32>
}

// x twice as long in each turn: a loop whose tensors change their shape.
util.func public @grow(%x: tensor<?xf32>, %turns: i32) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %n0 = arith.constant 0 : i32
  %n1 = arith.constant 1 : i32
  cf.br ^again(%x, %n0 : tensor<?xf32>, i32)
^again(%t: tensor<?xf32>, %n: i32):
  %more = arith.cmpi slt, %n, %turns : i32
  cf.cond_br %more, ^body, ^done
^body:
  %next = arith.addi %n, %n1 : i32
  %d = tensor.dim %t, %c0 : tensor<?xf32>
  %dd = arith.addi %d, %d : index
  %e = tensor.empty(%dd) : tensor<?xf32>
  %one = tensor.insert_slice %t into %e[0] [%d] [1] : tensor<?xf32> into tensor<?xf32>
  %two = tensor.insert_slice %t into %one[%d] [%d] [1] : tensor<?xf32> into tensor<?xf32>
  cf.br ^again(%two, %next : tensor<?xf32>, i32)
^done:
  util.return %t : tensor<?xf32>
}

// The sums of the columns so far, with an open number of rows in each call.
util.func public @mean(%x: tensor<?x4xf32>) -> tensor<4xf32> {
  %old = util.global.load @sums : tensor<4xf32>
  %new = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d1, d0)>, affine_map<(d0, d1) -> (d0)>], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<?x4xf32>) outs(%old : tensor<4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %half = arith.constant 0.5 : f32
    %h = arith.mulf %in, %half : f32
    %s = arith.addf %h, %out : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  util.global.store %new, @sums : tensor<4xf32>
  util.return %new : tensor<4xf32>
}

util.func public @pick(%x: tensor<?xf32>, %which: i32) -> tensor<?xf32> {
  %zero = arith.constant 0 : i32
  %c = arith.cmpi ne, %which, %zero : i32
  %r = scf.if %c -> tensor<?xf32> {
    %a = arith.addf %x, %x : tensor<?xf32>
    scf.yield %a : tensor<?xf32>
  } else {
    %m = arith.mulf %x, %x : tensor<?xf32>
    scf.yield %m : tensor<?xf32>
  }
  util.return %r : tensor<?xf32>
}
