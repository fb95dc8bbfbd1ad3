// Complex numbers: two numbers in memory, pairs in kernels.
// call: parts -i "3xf32=1 0 -2" -i "3xf32=2 1 0.5" -e "3xcomplex<f32>=1 2 0 1 -2 0.5" -e "3xf32=2 1 0.5" -e "3xf32=1 0 -2"
// call: arithmetic -i "3xcomplex<f32>=1 2 3 -4 0 1" -i "3xcomplex<f32>=2 0 0 2 1 1" -e "3xcomplex<f32>=3 2 3 -2 1 2" -e "3xcomplex<f32>=-1 2 3 -6 -1 0" -e "3xcomplex<f32>=2 4 8 6 -1 1" -e "3xcomplex<f32>=0.5 1 -2 -1.5 0.5 0.5" -e "3xcomplex<f32>=-1 2 -3 -4 0 1"
// call: arithmetic -i "0xcomplex<f32>=" -i "0xcomplex<f32>=" -e "0xcomplex<f32>=" -e "0xcomplex<f32>=" -e "0xcomplex<f32>=" -e "0xcomplex<f32>=" -e "0xcomplex<f32>="
// call: sizes -i "4xcomplex<f32>=3 4 -3 4 0 0 5 12" -e "4xf32=5 5 0 13" -e "4xcomplex<f32>=2 1 1 2 0 0 3 2" -e "4xi1=0 0 1 0"
// call: sizes -i "1xcomplex<f32>=3.8029518001497e30 5.0706024009129e30" -e "1xf32=6.3382530011411e30" -e "1xcomplex<f32>=2.251799813685248e15 1.125899906842624e15" -e "1xi1=0"
// call: turn -i "2xcomplex<f64>=0 0 0 0" -e "2xcomplex<f64>=1 0 1 0" -e "2xcomplex<f64>=0 0 0 0" -e "2xcomplex<f64>=1 0 1 0"
// call: product -i "2x3xcomplex<f32>=1 0 0 1 2 0 0 0 1 1 -1 0" -i "3x2xcomplex<f32>=1 0 0 1 0 1 1 0 1 1 2 0" -e "2x2xcomplex<f32>=2 2 4 2 -2 0 -1 1"
// call: product -i "5x70xcomplex<f32>=0 1" -i "70x3xcomplex<f32>=0 2" -e "5x3xcomplex<f32>=-140 0"
// call: total -i "2x2xcomplex<f32>=1 2 3 4 5 6 7 8" -e "2xcomplex<f32>=5 8 13 16" -e "4xcomplex<f32>=1 2 3 4 5 6 7 8"
// call: framed -i "2xcomplex<f32>=1 2 3 4" -e "4xcomplex<f32>=0 -1 1 2 3 4 0 -1"
// call: scaled -i "2xcomplex<f32>=1 2 3 4" -i f32=2 -e "2xcomplex<f32>=-2 6 -2 14"
// call: bits -i "2xcomplex<f32>=1 2 0 -1" -e "2xi64=4611686019492741120 -4647714815446351872" -e "2xcomplex<f32>=1 2 0 -1"
// call: near -i "2xcomplex<f64>=0 0 1e-300 0" -e "2xcomplex<f64>=0 0 1e-300 0" -e "2xcomplex<f64>=0 0 1e-300 0" -e "2xcomplex<f64>=0 0 1e-300 0" -e "2xcomplex<f64>=0 0 1e-300 0"
#id = affine_map<(d0) -> (d0)>
#id2 = affine_map<(d0, d1) -> (d0, d1)>

util.func public @parts(%x: tensor<?xf32>, %y: tensor<?xf32>) -> (tensor<?xcomplex<f32>>, tensor<?xf32>, tensor<?xf32>) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %e = tensor.empty(%n) : tensor<?xcomplex<f32>>
  %er = tensor.empty(%n) : tensor<?xf32>
  %z = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]} ins(%x, %y : tensor<?xf32>, tensor<?xf32>) outs(%e : tensor<?xcomplex<f32>>) {
  ^bb0(%re: f32, %im: f32, %o: complex<f32>):
    %c = complex.create %re, %im : complex<f32>
    linalg.yield %c : complex<f32>
  } -> tensor<?xcomplex<f32>>
  %im = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%z : tensor<?xcomplex<f32>>) outs(%er : tensor<?xf32>) {
  ^bb0(%c: complex<f32>, %o: f32):
    %i = complex.im %c : complex<f32>
    linalg.yield %i : f32
  } -> tensor<?xf32>
  %re = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%z : tensor<?xcomplex<f32>>) outs(%er : tensor<?xf32>) {
  ^bb0(%c: complex<f32>, %o: f32):
    %r = complex.re %c : complex<f32>
    linalg.yield %r : f32
  } -> tensor<?xf32>
  util.return %z, %im, %re : tensor<?xcomplex<f32>>, tensor<?xf32>, tensor<?xf32>
}

util.func public @arithmetic(%x: tensor<?xcomplex<f32>>, %y: tensor<?xcomplex<f32>>) -> (tensor<?xcomplex<f32>>, tensor<?xcomplex<f32>>, tensor<?xcomplex<f32>>, tensor<?xcomplex<f32>>, tensor<?xcomplex<f32>>) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xcomplex<f32>>
  %e = tensor.empty(%n) : tensor<?xcomplex<f32>>
  %sum = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]} ins(%x, %y : tensor<?xcomplex<f32>>, tensor<?xcomplex<f32>>) outs(%e : tensor<?xcomplex<f32>>) {
  ^bb0(%a: complex<f32>, %b: complex<f32>, %o: complex<f32>):
    %r = complex.add %a, %b : complex<f32>
    linalg.yield %r : complex<f32>
  } -> tensor<?xcomplex<f32>>
  %difference = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]} ins(%x, %y : tensor<?xcomplex<f32>>, tensor<?xcomplex<f32>>) outs(%e : tensor<?xcomplex<f32>>) {
  ^bb0(%a: complex<f32>, %b: complex<f32>, %o: complex<f32>):
    %r = complex.sub %a, %b : complex<f32>
    linalg.yield %r : complex<f32>
  } -> tensor<?xcomplex<f32>>
  %product = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]} ins(%x, %y : tensor<?xcomplex<f32>>, tensor<?xcomplex<f32>>) outs(%e : tensor<?xcomplex<f32>>) {
  ^bb0(%a: complex<f32>, %b: complex<f32>, %o: complex<f32>):
    %r = complex.mul %a, %b : complex<f32>
    linalg.yield %r : complex<f32>
  } -> tensor<?xcomplex<f32>>
  %quotient = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]} ins(%x, %y : tensor<?xcomplex<f32>>, tensor<?xcomplex<f32>>) outs(%e : tensor<?xcomplex<f32>>) {
  ^bb0(%a: complex<f32>, %b: complex<f32>, %o: complex<f32>):
    %r = complex.div %a, %b : complex<f32>
    linalg.yield %r : complex<f32>
  } -> tensor<?xcomplex<f32>>
  %mirror = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<?xcomplex<f32>>) outs(%e : tensor<?xcomplex<f32>>) {
  ^bb0(%a: complex<f32>, %o: complex<f32>):
    %c = complex.conj %a : complex<f32>
    %r = complex.neg %c : complex<f32>
    linalg.yield %r : complex<f32>
  } -> tensor<?xcomplex<f32>>
  util.return %sum, %difference, %product, %quotient, %mirror : tensor<?xcomplex<f32>>, tensor<?xcomplex<f32>>, tensor<?xcomplex<f32>>, tensor<?xcomplex<f32>>, tensor<?xcomplex<f32>>
}

// Absolute values, roots, and which are zero.
util.func public @sizes(%x: tensor<?xcomplex<f32>>) -> (tensor<?xf32>, tensor<?xcomplex<f32>>, tensor<?xi1>) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xcomplex<f32>>
  %e = tensor.empty(%n) : tensor<?xcomplex<f32>>
  %er = tensor.empty(%n) : tensor<?xf32>
  %eb = tensor.empty(%n) : tensor<?xi1>
  %zero = complex.constant [0.0 : f32, 0.0 : f32] : complex<f32>
  %abs = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<?xcomplex<f32>>) outs(%er : tensor<?xf32>) {
  ^bb0(%a: complex<f32>, %o: f32):
    %r = complex.abs %a : complex<f32>
    linalg.yield %r : f32
  } -> tensor<?xf32>
  %root = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<?xcomplex<f32>>) outs(%e : tensor<?xcomplex<f32>>) {
  ^bb0(%a: complex<f32>, %o: complex<f32>):
    %r = complex.sqrt %a : complex<f32>
    linalg.yield %r : complex<f32>
  } -> tensor<?xcomplex<f32>>
  %none = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<?xcomplex<f32>>) outs(%eb : tensor<?xi1>) {
  ^bb0(%a: complex<f32>, %o: i1):
    %r = complex.eq %a, %zero : complex<f32>
    linalg.yield %r : i1
  } -> tensor<?xi1>
  util.return %abs, %root, %none : tensor<?xf32>, tensor<?xcomplex<f32>>, tensor<?xi1>
}

util.func public @turn(%x: tensor<?xcomplex<f64>>) -> (tensor<?xcomplex<f64>>, tensor<?xcomplex<f64>>, tensor<?xcomplex<f64>>) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xcomplex<f64>>
  %r:3 = flow.dispatch.region[] -> (tensor<?xcomplex<f64>>{%n}, tensor<?xcomplex<f64>>{%n}, tensor<?xcomplex<f64>>{%n}) {
    %e = tensor.empty(%n) : tensor<?xcomplex<f64>>
    %p, %s, %c = linalg.generic {indexing_maps = [#id, #id, #id, #id], iterator_types = ["parallel"]} ins(%x : tensor<?xcomplex<f64>>) outs(%e, %e, %e : tensor<?xcomplex<f64>>, tensor<?xcomplex<f64>>, tensor<?xcomplex<f64>>) {
    ^bb0(%a: complex<f64>, %o0: complex<f64>, %o1: complex<f64>, %o2: complex<f64>):
      %exp = complex.exp %a : complex<f64>
      %sin = complex.sin %a : complex<f64>
      %cos = complex.cos %a : complex<f64>
      linalg.yield %exp, %sin, %cos : complex<f64>, complex<f64>, complex<f64>
    } -> (tensor<?xcomplex<f64>>, tensor<?xcomplex<f64>>, tensor<?xcomplex<f64>>)
    flow.return %p, %s, %c : tensor<?xcomplex<f64>>, tensor<?xcomplex<f64>>, tensor<?xcomplex<f64>>
  }
  util.return %r#0, %r#1, %r#2 : tensor<?xcomplex<f64>>, tensor<?xcomplex<f64>>, tensor<?xcomplex<f64>>
}

util.func public @product(%x: tensor<?x?xcomplex<f32>>, %y: tensor<?x?xcomplex<f32>>) -> tensor<?x?xcomplex<f32>> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %m = tensor.dim %x, %c0 : tensor<?x?xcomplex<f32>>
  %n = tensor.dim %y, %c1 : tensor<?x?xcomplex<f32>>
  %zero = complex.constant [0.0 : f32, 0.0 : f32] : complex<f32>
  %e = tensor.empty(%m, %n) : tensor<?x?xcomplex<f32>>
  %z = linalg.generic {indexing_maps = [#id2], iterator_types = ["parallel", "parallel"]} outs(%e : tensor<?x?xcomplex<f32>>) {
  ^bb0(%o: complex<f32>):
    linalg.yield %zero : complex<f32>
  } -> tensor<?x?xcomplex<f32>>
  %p = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]} ins(%x, %y : tensor<?x?xcomplex<f32>>, tensor<?x?xcomplex<f32>>) outs(%z : tensor<?x?xcomplex<f32>>) {
  ^bb0(%a: complex<f32>, %b: complex<f32>, %o: complex<f32>):
    %q = complex.mul %a, %b : complex<f32>
    %s = complex.add %o, %q : complex<f32>
    linalg.yield %s : complex<f32>
  } -> tensor<?x?xcomplex<f32>>
  util.return %p : tensor<?x?xcomplex<f32>>
}

// Sums of rows, from a constant on, and all elements in a row.
util.func public @total(%x: tensor<2x2xcomplex<f32>>) -> (tensor<2xcomplex<f32>>, tensor<4xcomplex<f32>>) {
  %start = arith.constant dense<[(1.0, 2.0), (1.0, 2.0)]> : tensor<2xcomplex<f32>>
  %s = linalg.generic {indexing_maps = [#id2, affine_map<(d0, d1) -> (d0)>], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<2x2xcomplex<f32>>) outs(%start : tensor<2xcomplex<f32>>) {
  ^bb0(%a: complex<f32>, %o: complex<f32>):
    %r = complex.add %a, %o : complex<f32>
    linalg.yield %r : complex<f32>
  } -> tensor<2xcomplex<f32>>
  %f = tensor.collapse_shape %x [[0, 1]] : tensor<2x2xcomplex<f32>> into tensor<4xcomplex<f32>>
  util.return %s, %f : tensor<2xcomplex<f32>>, tensor<4xcomplex<f32>>
}

util.func public @framed(%x: tensor<?xcomplex<f32>>) -> tensor<?xcomplex<f32>> {
  %edge = complex.constant [0.0 : f32, -1.0 : f32] : complex<f32>
  %p = tensor.pad %x low[1] high[1] {
  ^bb0(%i: index):
    tensor.yield %edge : complex<f32>
  } : tensor<?xcomplex<f32>> to tensor<?xcomplex<f32>>
  util.return %p : tensor<?xcomplex<f32>>
}

util.func public @scaled(%x: tensor<?xcomplex<f32>>, %by: f32) -> tensor<?xcomplex<f32>> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xcomplex<f32>>
  %both = complex.create %by, %by : complex<f32>
  %e = tensor.empty(%n) : tensor<?xcomplex<f32>>
  %y = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<?xcomplex<f32>>) outs(%e : tensor<?xcomplex<f32>>) {
  ^bb0(%a: complex<f32>, %o: complex<f32>):
    %r = complex.mul %a, %both : complex<f32>
    linalg.yield %r : complex<f32>
  } -> tensor<?xcomplex<f32>>
  util.return %y : tensor<?xcomplex<f32>>
}

// The bits of a number, and back.
util.func public @bits(%x: tensor<?xcomplex<f32>>) -> (tensor<?xi64>, tensor<?xcomplex<f32>>) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xcomplex<f32>>
  %e = tensor.empty(%n) : tensor<?xcomplex<f32>>
  %ei = tensor.empty(%n) : tensor<?xi64>
  %b = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<?xcomplex<f32>>) outs(%ei : tensor<?xi64>) {
  ^bb0(%a: complex<f32>, %o: i64):
    %r = complex.bitcast %a : complex<f32> to i64
    linalg.yield %r : i64
  } -> tensor<?xi64>
  %y = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%b : tensor<?xi64>) outs(%e : tensor<?xcomplex<f32>>) {
  ^bb0(%a: i64, %o: complex<f32>):
    %r = complex.bitcast %a : i64 to complex<f32>
    linalg.yield %r : complex<f32>
  } -> tensor<?xcomplex<f32>>
  util.return %b, %y : tensor<?xi64>, tensor<?xcomplex<f32>>
}

// Functions that are about the same as their argument where that is small.
util.func public @near(%x: tensor<?xcomplex<f64>>) -> (tensor<?xcomplex<f64>>, tensor<?xcomplex<f64>>, tensor<?xcomplex<f64>>, tensor<?xcomplex<f64>>) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xcomplex<f64>>
  %one = complex.constant [1.0 : f64, 0.0 : f64] : complex<f64>
  %e = tensor.empty(%n) : tensor<?xcomplex<f64>>
  %r:4 = linalg.generic {indexing_maps = [#id, #id, #id, #id, #id], iterator_types = ["parallel"]} ins(%x : tensor<?xcomplex<f64>>) outs(%e, %e, %e, %e : tensor<?xcomplex<f64>>, tensor<?xcomplex<f64>>, tensor<?xcomplex<f64>>, tensor<?xcomplex<f64>>) {
  ^bb0(%a: complex<f64>, %o0: complex<f64>, %o1: complex<f64>, %o2: complex<f64>, %o3: complex<f64>):
    %expm1 = complex.expm1 %a : complex<f64>
    %log1p = complex.log1p %a : complex<f64>
    %tanh = complex.tanh %a : complex<f64>
    %atan2 = complex.atan2 %a, %one : complex<f64>
    linalg.yield %expm1, %log1p, %tanh, %atan2 : complex<f64>, complex<f64>, complex<f64>, complex<f64>
  } -> (tensor<?xcomplex<f64>>, tensor<?xcomplex<f64>>, tensor<?xcomplex<f64>>, tensor<?xcomplex<f64>>)
  util.return %r#0, %r#1, %r#2, %r#3 : tensor<?xcomplex<f64>>, tensor<?xcomplex<f64>>, tensor<?xcomplex<f64>>, tensor<?xcomplex<f64>>
}
