// Dispatches whose results meet again: attention, slices, updates, pads,
// transposes, reductions, narrow integers.
// call: attention -i "4x8xf32=0.25" -i "8x8xf32=0.5" -e "4x8xf32=0.25"
// call: shapes -i "3x4xi32=1 2 3 4 5 6 7 8 9 10 11 12" -e "5x6xi32=-1 -1 -1 -1 -1 -1 -1 2 3 4 5 -1 -1 6 7 7 11 -1 -1 10 11 8 12 -1 -1 -1 -1 9 13 -1" -e "12xi64=4 9 16 25 36 49 64 81 100 121 144 169" -e i32=92
// call: bytes -i "8xi8=1 2 3 4 100 -1 -2 0" -e "2x4xi8=3 6 9 12 44 -3 -6 0" -e "8xi16=3 6 9 12 44 253 250 0"
// call: fan -i "2x3xf32=1 2 3 4 5 6" -e "2x2xf32=28 64 64 154" -e "6xf32=3 6 4 8 5 10"
util.func public @attention(%x: tensor<4x8xf32>, %w: tensor<8x8xf32>) -> tensor<4x8xf32> {
  %zero = arith.constant 0.0 : f32
  %low = arith.constant -3.0e38 : f32
  %e48 = tensor.empty() : tensor<4x8xf32>
  %e44 = tensor.empty() : tensor<4x4xf32>
  %e84 = tensor.empty() : tensor<8x4xf32>
  %e4 = tensor.empty() : tensor<4xf32>
  %z48 = linalg.fill ins(%zero : f32) outs(%e48 : tensor<4x8xf32>) -> tensor<4x8xf32>
  %z44 = linalg.fill ins(%zero : f32) outs(%e44 : tensor<4x4xf32>) -> tensor<4x4xf32>
  %z4 = linalg.fill ins(%zero : f32) outs(%e4 : tensor<4xf32>) -> tensor<4xf32>
  %l4 = linalg.fill ins(%low : f32) outs(%e4 : tensor<4xf32>) -> tensor<4xf32>
  %q = linalg.matmul ins(%x, %w : tensor<4x8xf32>, tensor<8x8xf32>) outs(%z48 : tensor<4x8xf32>) -> tensor<4x8xf32>
  %t = linalg.transpose ins(%x : tensor<4x8xf32>) outs(%e84 : tensor<8x4xf32>) permutation = [1, 0]
  %s = linalg.matmul ins(%q, %t : tensor<4x8xf32>, tensor<8x4xf32>) outs(%z44 : tensor<4x4xf32>) -> tensor<4x4xf32>
  %m = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>], iterator_types = ["parallel", "reduction"]} ins(%s : tensor<4x4xf32>) outs(%l4 : tensor<4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %a = arith.maximumf %in, %out : f32
    linalg.yield %a : f32
  } -> tensor<4xf32>
  %ex = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%s, %m : tensor<4x4xf32>, tensor<4xf32>) outs(%e44 : tensor<4x4xf32>) {
  ^bb0(%in: f32, %mx: f32, %out: f32):
    %d = arith.subf %in, %mx : f32
    %p = math.exp %d : f32
    linalg.yield %p : f32
  } -> tensor<4x4xf32>
  %sum = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>], iterator_types = ["parallel", "reduction"]} ins(%ex : tensor<4x4xf32>) outs(%z4 : tensor<4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %a = arith.addf %in, %out : f32
    linalg.yield %a : f32
  } -> tensor<4xf32>
  %soft = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%ex, %sum : tensor<4x4xf32>, tensor<4xf32>) outs(%e44 : tensor<4x4xf32>) {
  ^bb0(%in: f32, %mx: f32, %out: f32):
    %d = arith.divf %in, %mx : f32
    linalg.yield %d : f32
  } -> tensor<4x4xf32>
  %o = linalg.matmul ins(%soft, %x : tensor<4x4xf32>, tensor<4x8xf32>) outs(%z48 : tensor<4x8xf32>) -> tensor<4x8xf32>
  util.return %o : tensor<4x8xf32>
}

// a = x + 1; c = a with a border of -1, and over it the transpose of a corner of
// a; the squares of a; the sum of c.
util.func public @shapes(%x: tensor<3x4xi32>) -> (tensor<5x6xi32>, tensor<12xi64>, tensor<i32>) {
  %one = arith.constant dense<1> : tensor<3x4xi32>
  %c0 = arith.constant 0 : i32
  %m1 = arith.constant -1 : i32
  %a = arith.addi %x, %one : tensor<3x4xi32>
  %sl = tensor.extract_slice %a[1, 1] [2, 3] [1, 1] : tensor<3x4xi32> to tensor<2x3xi32>
  %e32 = tensor.empty() : tensor<3x2xi32>
  %b = linalg.transpose ins(%sl : tensor<2x3xi32>) outs(%e32 : tensor<3x2xi32>) permutation = [1, 0]
  %c = tensor.pad %a low[1, 1] high[1, 1] {
  ^bb0(%i: index, %j: index):
    tensor.yield %m1 : i32
  } : tensor<3x4xi32> to tensor<5x6xi32>
  %d = tensor.insert_slice %b into %c[2, 3] [3, 2] [1, 1] : tensor<3x2xi32> into tensor<5x6xi32>
  %flat = tensor.collapse_shape %a [[0, 1]] : tensor<3x4xi32> into tensor<12xi32>
  %wide = arith.extsi %flat : tensor<12xi32> to tensor<12xi64>
  %sq = arith.muli %wide, %wide : tensor<12xi64>
  %es = tensor.empty() : tensor<i32>
  %zs = linalg.fill ins(%c0 : i32) outs(%es : tensor<i32>) -> tensor<i32>
  %sum = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> ()>], iterator_types = ["reduction", "reduction"]} ins(%d : tensor<5x6xi32>) outs(%zs : tensor<i32>) {
  ^bb0(%in: i32, %out: i32):
    %s = arith.addi %in, %out : i32
    linalg.yield %s : i32
  } -> tensor<i32>
  util.return %d, %sq, %sum : tensor<5x6xi32>, tensor<12xi64>, tensor<i32>
}

util.func public @bytes(%x: tensor<8xi8>) -> (tensor<2x4xi8>, tensor<8xi16>) {
  %k = arith.constant dense<3> : tensor<8xi8>
  %a = arith.muli %x, %k : tensor<8xi8>
  %b = tensor.expand_shape %a [[0, 1]] output_shape [2, 4] : tensor<8xi8> into tensor<2x4xi8>
  %c = arith.extui %a : tensor<8xi8> to tensor<8xi16>
  util.return %b, %c : tensor<2x4xi8>, tensor<8xi16>
}

// x times its transpose, twice; and a row and a column of x, joined.
util.func public @fan(%x: tensor<2x3xf32>) -> (tensor<2x2xf32>, tensor<6xf32>) {
  %zero = arith.constant 0.0 : f32
  %e32 = tensor.empty() : tensor<3x2xf32>
  %e22 = tensor.empty() : tensor<2x2xf32>
  %t = linalg.transpose ins(%x : tensor<2x3xf32>) outs(%e32 : tensor<3x2xf32>) permutation = [1, 0]
  %z = linalg.fill ins(%zero : f32) outs(%e22 : tensor<2x2xf32>) -> tensor<2x2xf32>
  %p = linalg.matmul ins(%x, %t : tensor<2x3xf32>, tensor<3x2xf32>) outs(%z : tensor<2x2xf32>) -> tensor<2x2xf32>
  %q = arith.addf %p, %p : tensor<2x2xf32>
  %a = tensor.collapse_shape %x [[0, 1]] : tensor<2x3xf32> into tensor<6xf32>
  %b = tensor.extract_slice %a[2] [3] [1] : tensor<6xf32> to tensor<3xf32>
  %c = arith.addf %b, %b : tensor<3xf32>
  %e = tensor.empty() : tensor<3x2xf32>
  %j = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%b, %c : tensor<3xf32>, tensor<3xf32>) outs(%e : tensor<3x2xf32>) {
  ^bb0(%in: f32, %in1: f32, %out: f32):
    %i = linalg.index 1 : index
    %c0 = arith.constant 0 : index
    %s = arith.cmpi eq, %i, %c0 : index
    %v = arith.select %s, %in, %in1 : f32
    linalg.yield %v : f32
  } -> tensor<3x2xf32>
  %f = tensor.collapse_shape %j [[0, 1]] : tensor<3x2xf32> into tensor<6xf32>
  util.return %q, %f : tensor<2x2xf32>, tensor<6xf32>
}
