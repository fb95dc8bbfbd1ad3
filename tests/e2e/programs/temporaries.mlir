// Kernels with tensors of their own, whose shapes are known when they run.
// call: shares -i "2x3xf32=1 2 3 2 2 4" -e "2x3xf32=0.16666667 0.33333334 0.5 0.25 0.25 0.5"
// call: shares -i "700x2xf32=3" -e "700x2xf32=0.5"
// call: shares -i "1x900xf32=1" -e "1x900xf32=0.0011111111"
// call: shares -i "0x4xf32=" -e "0x4xf32="
// call: softmax -i "2x3xf32=0" -e "2x3xf32=0.33333334"
// call: softmax -i "3000x4xf32=7" -e "3000x4xf32=0.25"
// call: squares -i "2x3xi32=1 2 3 4 5 6" -i "3xi32=10 20 30" -e "6xi32=11 14 22 25 33 36" -e "6xi32=121 196 484 625 1089 1296"
// call: gram -i "2x3xf32=1 2 3 -1 0 1" -e "2x2xf32=14 2 2 2" -e "2xf32=16 4"
// call: gram -i "40x300xf32=0.5" -e "40x40xf32=75" -e "40xf32=3000"
#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
#turned = affine_map<(d0, d1) -> (d1, d0)>

// Each row by its sum, in one kernel.
util.func public @shares(%x: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %m = tensor.dim %x, %c0 : tensor<?x?xf32>
  %n = tensor.dim %x, %c1 : tensor<?x?xf32>
  %r = flow.dispatch.region[] -> (tensor<?x?xf32>{%m, %n}) {
    %zero = arith.constant 0.0 : f32
    %er = tensor.empty(%m) : tensor<?xf32>
    %e = tensor.empty(%m, %n) : tensor<?x?xf32>
    %z = linalg.fill ins(%zero : f32) outs(%er : tensor<?xf32>) -> tensor<?xf32>
    %sum = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<?x?xf32>) outs(%z : tensor<?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %a = arith.addf %in, %out : f32
      linalg.yield %a : f32
    } -> tensor<?xf32>
    %y = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %sum : tensor<?x?xf32>, tensor<?xf32>) outs(%e : tensor<?x?xf32>) {
    ^bb0(%in: f32, %s: f32, %out: f32):
      %d = arith.divf %in, %s : f32
      linalg.yield %d : f32
    } -> tensor<?x?xf32>
    flow.return %y : tensor<?x?xf32>
  }
  util.return %r : tensor<?x?xf32>
}

util.func public @softmax(%x: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %m = tensor.dim %x, %c0 : tensor<?x?xf32>
  %n = tensor.dim %x, %c1 : tensor<?x?xf32>
  %e = tensor.empty(%m, %n) : tensor<?x?xf32>
  %s = linalg.softmax dimension(1) ins(%x : tensor<?x?xf32>) outs(%e : tensor<?x?xf32>) -> tensor<?x?xf32>
  util.return %s : tensor<?x?xf32>
}

// x turned, with y added to its rows, as one row; and its squares.
util.func public @squares(%x: tensor<?x?xi32>, %y: tensor<?xi32>) -> (tensor<?xi32>, tensor<?xi32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %m = tensor.dim %x, %c0 : tensor<?x?xi32>
  %n = tensor.dim %x, %c1 : tensor<?x?xi32>
  %mn = arith.muli %m, %n : index
  %r:2 = flow.dispatch.region[] -> (tensor<?xi32>{%mn}, tensor<?xi32>{%mn}) {
    %e = tensor.empty(%n, %m) : tensor<?x?xi32>
    %t = linalg.generic {indexing_maps = [#turned, #row, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %y : tensor<?x?xi32>, tensor<?xi32>) outs(%e : tensor<?x?xi32>) {
    ^bb0(%in: i32, %more: i32, %out: i32):
      %s = arith.addi %in, %more : i32
      linalg.yield %s : i32
    } -> tensor<?x?xi32>
    %f = tensor.collapse_shape %t [[0, 1]] : tensor<?x?xi32> into tensor<?xi32>
    %ef = tensor.empty(%mn) : tensor<?xi32>
    %q = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%f : tensor<?xi32>) outs(%ef : tensor<?xi32>) {
    ^bb0(%in: i32, %out: i32):
      %s = arith.muli %in, %in : i32
      linalg.yield %s : i32
    } -> tensor<?xi32>
    flow.return %f, %q : tensor<?xi32>, tensor<?xi32>
  }
  util.return %r#0, %r#1 : tensor<?xi32>, tensor<?xi32>
}

// The products of all pairs of rows, and the sums of theirs: a contraction whose
// result another part of the kernel reads.
util.func public @gram(%x: tensor<?x?xf32>) -> (tensor<?x?xf32>, tensor<?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %m = tensor.dim %x, %c0 : tensor<?x?xf32>
  %n = tensor.dim %x, %c1 : tensor<?x?xf32>
  %r:2 = flow.dispatch.region[] -> (tensor<?x?xf32>{%m, %m}, tensor<?xf32>{%m}) {
    %zero = arith.constant 0.0 : f32
    %e = tensor.empty(%m, %m) : tensor<?x?xf32>
    %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x?xf32>) -> tensor<?x?xf32>
    %g = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]} ins(%x, %x : tensor<?x?xf32>, tensor<?x?xf32>) outs(%z : tensor<?x?xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %s = arith.addf %out, %p : f32
      linalg.yield %s : f32
    } -> tensor<?x?xf32>
    %er = tensor.empty(%m) : tensor<?xf32>
    %zr = linalg.fill ins(%zero : f32) outs(%er : tensor<?xf32>) -> tensor<?xf32>
    %sum = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]} ins(%g : tensor<?x?xf32>) outs(%zr : tensor<?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %s = arith.addf %in, %out : f32
      linalg.yield %s : f32
    } -> tensor<?xf32>
    flow.return %g, %sum : tensor<?x?xf32>, tensor<?xf32>
  }
  util.return %r#0, %r#1 : tensor<?x?xf32>, tensor<?xf32>
}
