// Fills and numbers of 64 bits, which devices are handed as two words: as
// operands, as results, of shapes known early and late.
// call: add -i "4xi64=1 2 3 4" -e "4xi64=-4294967302 -4294967301 -4294967300 -4294967299" -e "4xi64=-4294967303 -4294967303 -4294967303 -4294967303"
// call: scale -i "2x3xf64=1 2 3 4 5 6" -e "2x3xf64=0.1 0.2 0.30000000000000004 0.4 0.5 0.60000000000000009" -e "3xf64=-1e300 -1e300 -1e300"
// call: inside -i "6xi64=1 2 3 4 5 6" -e "6xi64=1 2 3 5000000000 5000000000 6"
// call: long -i i64=12345678901 -i i64=5 -e "5xi64=12345678901 12345678901 12345678901 12345678901 12345678901"
// call: long -i i64=-2 -i i64=1 -e "1xi64=-2"
// call: long_float -i f64=0.1 -i i64=3 -e "3xf64=0.1 0.1 0.1"
// call: pairs -i "6xf32=1 2 3 4 5 6" -e "6xf32=2.5 0 4.5 2 6.5 4" -e "3xcomplex<f32>=1.5 -2 1.5 -2 1.5 -2"
// call: long_pair -i "complex<f32>=0.5 -3" -i i64=2 -e "2xcomplex<f32>=0.5 -3 0.5 -3" -e "complex<f32>=0.5 -3"
// call: captured -i "3xi64=1 2 3" -i i64=12345678901 -i f64=0.25 -i f16=0.5 -e "3xf64=12345678902.75 12345678903.75 12345678904.75"
util.func public @add(%x: tensor<4xi64>) -> (tensor<4xi64>, tensor<4xi64>) {
  %c = arith.constant dense<-4294967303> : tensor<4xi64>
  %y = arith.addi %x, %c : tensor<4xi64>
  util.return %y, %c : tensor<4xi64>, tensor<4xi64>
}

util.func public @scale(%x: tensor<2x3xf64>) -> (tensor<2x3xf64>, tensor<3xf64>) {
  %tenth = arith.constant dense<0.1> : tensor<2x3xf64>
  %large = arith.constant dense<-1.0e300> : tensor<3xf64>
  %y = arith.mulf %x, %tenth : tensor<2x3xf64>
  util.return %y, %large : tensor<2x3xf64>, tensor<3xf64>
}

// A part of a tensor that was there before.
util.func public @inside(%x: tensor<6xi64>) -> tensor<6xi64> {
  %c = arith.constant dense<5000000000> : tensor<2xi64>
  %c3 = arith.constant 3 : index
  %y = flow.tensor.update %c, %x[%c3] : tensor<2xi64> -> %x as tensor<6xi64>
  util.return %y : tensor<6xi64>
}

util.func public @long(%v: i64, %size: i64) -> tensor<?xi64> {
  %n = arith.index_cast %size : i64 to index
  %s = flow.tensor.splat %v : tensor<?xi64>{%n}
  util.return %s : tensor<?xi64>
}

util.func public @long_float(%v: f64, %size: i64) -> tensor<?xf64> {
  %n = arith.index_cast %size : i64 to index
  %s = flow.tensor.splat %v : tensor<?xf64>{%n}
  util.return %s : tensor<?xf64>
}

// Complex numbers are their parts side by side.
util.func public @pairs(%x: tensor<6xf32>) -> (tensor<6xf32>, tensor<3xcomplex<f32>>) {
  %c = arith.constant dense<(1.5, -2.0)> : tensor<3xcomplex<f32>>
  %p = flow.tensor.bitcast %c : tensor<3xcomplex<f32>> -> tensor<6xf32>
  %y = arith.addf %x, %p : tensor<6xf32>
  util.return %y, %c : tensor<6xf32>, tensor<3xcomplex<f32>>
}

util.func public @long_pair(%v: complex<f32>, %size: i64) -> (tensor<?xcomplex<f32>>, complex<f32>) {
  %n = arith.index_cast %size : i64 to index
  %s = flow.tensor.splat %v : tensor<?xcomplex<f32>>{%n}
  util.return %s, %v : tensor<?xcomplex<f32>>, complex<f32>
}

// Numbers that a kernel takes beside its tensors.
util.func public @captured(%x: tensor<3xi64>, %v: i64, %w: f64, %h: f16) -> tensor<3xf64> {
  %e = tensor.empty() : tensor<3xf64>
  %y = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%x : tensor<3xi64>) outs(%e : tensor<3xf64>) {
  ^bb0(%a: i64, %o: f64):
    %s = arith.addi %a, %v : i64
    %f = arith.sitofp %s : i64 to f64
    %g = arith.addf %f, %w : f64
    %k = arith.extf %h : f16 to f64
    %r = arith.addf %g, %k : f64
    linalg.yield %r : f64
  } -> tensor<3xf64>
  util.return %y : tensor<3xf64>
}
