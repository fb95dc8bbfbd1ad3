// Loops with several results: one kernel writes them all.
// call: both -i "2x3xf32=1 2 3 4 5 6" -i "2x3xf32=6 5 4 3 2 1" -e "2x3xf32=7 7 7 7 7 7" -e "3x2xf32=-5 1 -3 3 -1 5"
// call: both -i "0x3xf32=" -i "0x3xf32=" -e "0x3xf32=" -e "3x0xf32="
// call: largest -i "3x4xf32=1 5 2 5 -1 -2 -3 -4 0 0 7 1" -e "3xf32=5 -1 7" -e "3xi32=1 0 2"
// call: mixed -i "4xf32=1 2 3 4" -e "4xf32=3 8 15 24" -e "4xi32=1 2 3 4"
// call: one -i "4xf32=1 -2 3 -4" -e "4xf32=1 2 3 4"
#v = affine_map<(d0) -> (d0)>
#id = affine_map<(d0, d1) -> (d0, d1)>
#rows = affine_map<(d0, d1) -> (d0)>
#t = affine_map<(d0, d1) -> (d1, d0)>

// Sum and difference of the same two at once, the second transposed.
util.func public @both(%x: tensor<?x?xf32>, %y: tensor<?x?xf32>) -> (tensor<?x?xf32>, tensor<?x?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?x?xf32>
  %m = tensor.dim %x, %c1 : tensor<?x?xf32>
  %e = tensor.empty(%n, %m) : tensor<?x?xf32>
  %et = tensor.empty(%m, %n) : tensor<?x?xf32>
  %r:2 = linalg.generic {indexing_maps = [#id, #id, #id, #t], iterator_types = ["parallel", "parallel"]} ins(%x, %y : tensor<?x?xf32>, tensor<?x?xf32>) outs(%e, %et : tensor<?x?xf32>, tensor<?x?xf32>) {
  ^bb0(%a: f32, %b: f32, %o0: f32, %o1: f32):
    %s = arith.addf %a, %b : f32
    %d = arith.subf %a, %b : f32
    linalg.yield %s, %d : f32, f32
  } -> (tensor<?x?xf32>, tensor<?x?xf32>)
  util.return %r#0, %r#1 : tensor<?x?xf32>, tensor<?x?xf32>
}

// Per row the largest element and where it is.
util.func public @largest(%x: tensor<3x4xf32>) -> (tensor<3xf32>, tensor<3xi32>) {
  %low = arith.constant 0xFF800000 : f32
  %zero = arith.constant 0 : i32
  %ev = tensor.empty() : tensor<3xf32>
  %ei = tensor.empty() : tensor<3xi32>
  %fv = linalg.fill ins(%low : f32) outs(%ev : tensor<3xf32>) -> tensor<3xf32>
  %fi = linalg.fill ins(%zero : i32) outs(%ei : tensor<3xi32>) -> tensor<3xi32>
  %r:2 = linalg.generic {indexing_maps = [#id, #rows, #rows], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<3x4xf32>) outs(%fv, %fi : tensor<3xf32>, tensor<3xi32>) {
  ^bb0(%a: f32, %v: f32, %p: i32):
    %k = linalg.index 1 : index
    %ki = arith.index_cast %k : index to i32
    %c = arith.cmpf ogt, %a, %v : f32
    %nv = arith.select %c, %a, %v : f32
    %np = arith.select %c, %ki, %p : i32
    linalg.yield %nv, %np : f32, i32
  } -> (tensor<3xf32>, tensor<3xi32>)
  util.return %r#0, %r#1 : tensor<3xf32>, tensor<3xi32>
}

// Both results are read again, one of them twice; one is returned as well.
util.func public @mixed(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xi32>) {
  %ef = tensor.empty() : tensor<4xf32>
  %ei = tensor.empty() : tensor<4xi32>
  %r:2 = linalg.generic {indexing_maps = [#v, #v, #v], iterator_types = ["parallel"]} ins(%x : tensor<4xf32>) outs(%ef, %ei : tensor<4xf32>, tensor<4xi32>) {
  ^bb0(%a: f32, %o0: f32, %o1: i32):
    %s = arith.mulf %a, %a : f32
    %i = arith.fptosi %a : f32 to i32
    linalg.yield %s, %i : f32, i32
  } -> (tensor<4xf32>, tensor<4xi32>)
  %t = linalg.generic {indexing_maps = [#v, #v, #v, #v], iterator_types = ["parallel"]} ins(%r#0, %r#1, %r#1 : tensor<4xf32>, tensor<4xi32>, tensor<4xi32>) outs(%ef : tensor<4xf32>) {
  ^bb0(%a: f32, %b: i32, %c: i32, %o: f32):
    %d = arith.addi %b, %c : i32
    %f = arith.sitofp %d : i32 to f32
    %g = arith.addf %a, %f : f32
    linalg.yield %g : f32
  } -> tensor<4xf32>
  util.return %t, %r#1 : tensor<4xf32>, tensor<4xi32>
}

// Of two results the second alone is wanted.
util.func public @one(%x: tensor<4xf32>) -> tensor<4xf32> {
  %e = tensor.empty() : tensor<4xf32>
  %r:2 = linalg.generic {indexing_maps = [#v, #v, #v], iterator_types = ["parallel"]} ins(%x : tensor<4xf32>) outs(%e, %e : tensor<4xf32>, tensor<4xf32>) {
  ^bb0(%a: f32, %o0: f32, %o1: f32):
    %s = arith.negf %a : f32
    %b = math.absf %a : f32
    linalg.yield %s, %b : f32, f32
  } -> (tensor<4xf32>, tensor<4xf32>)
  util.return %r#1 : tensor<4xf32>
}
