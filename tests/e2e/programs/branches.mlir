// Branches and loops steered by values that devices compute.
// grow doubles until the sum reaches 100, and counts.
// call: grow -i "4xf32=1 2 3 4" -e "4xf32=16 32 48 64" -e i32=4
// call: grow -i "4xf32=100 2 3 4" -e "4xf32=100 2 3 4" -e i32=0
// call: choose -i "4xi32=1 2 5 4" -i "4xi32=1 2 3 4" -e "4xi32=1 4 25 16"
// call: choose -i "4xi32=1 2 3 4" -i "4xi32=2 3 5 5" -e "4xi32=-1 -2 -6 -4"
// call: blocks -i "4xi32=1 2 3 4" -e "4xi32=3 6 9 12"
// call: blocks -i "4xi32=-1 2 3 4" -e "4xi32=-6 14 24 36"
// call: steps -i "3xi32=4 2 3" -e "3xi32=20 10 15"
// call: steps -i "3xi32=0 2 3" -e "3xi32=0 2 3"
// call: pick -i "2xi32=1 5" -i "2xi32=3 4" -e "2xi32=1 25" -e "2xi32=4 9"
util.func public @grow(%arg0: tensor<4xf32>) -> (tensor<4xf32>, i32) {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %limit = arith.constant 100.0 : f32
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %r:2 = scf.while (%x = %arg0, %n = %c0) : (tensor<4xf32>, i32) -> (tensor<4xf32>, i32) {
    %s = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> ()>], iterator_types = ["reduction"]} ins(%x : tensor<4xf32>) outs(%zero : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %a = arith.addf %in, %out : f32
      linalg.yield %a : f32
    } -> tensor<f32>
    %v = tensor.extract %s[] : tensor<f32>
    %c = arith.cmpf olt, %v, %limit : f32
    scf.condition(%c) %x, %n : tensor<4xf32>, i32
  } do {
  ^bb0(%x: tensor<4xf32>, %n: i32):
    %y = arith.addf %x, %x : tensor<4xf32>
    %m = arith.addi %n, %c1 : i32
    scf.yield %y, %m : tensor<4xf32>, i32
  }
  util.return %r#0, %r#1 : tensor<4xf32>, i32
}

util.func public @choose(%arg0: tensor<4xi32>, %arg1: tensor<4xi32>) -> tensor<4xi32> {
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0 : i32
  %d = arith.subi %arg0, %arg1 : tensor<4xi32>
  %v = tensor.extract %d[%c2] : tensor<4xi32>
  %c = arith.cmpi sgt, %v, %zero : i32
  %r = scf.if %c -> tensor<4xi32> {
    %0 = arith.muli %arg0, %arg0 : tensor<4xi32>
    scf.yield %0 : tensor<4xi32>
  } else {
    %0 = arith.addi %arg1, %d : tensor<4xi32>
    %1 = arith.muli %0, %d : tensor<4xi32>
    scf.yield %1 : tensor<4xi32>
  }
  util.return %r : tensor<4xi32>
}

util.func public @blocks(%arg0: tensor<4xi32>) -> tensor<4xi32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i32
  %v = flow.tensor.load %arg0[%c0] : tensor<4xi32>
  %c = arith.cmpi slt, %v, %zero : i32
  cf.cond_br %c, ^neg(%arg0 : tensor<4xi32>), ^pos
^neg(%x: tensor<4xi32>):
  %k = arith.constant dense<[5, 6, 7, 8]> : tensor<4xi32>
  %n = arith.muli %x, %k : tensor<4xi32>
  cf.br ^exit(%n : tensor<4xi32>)
^pos:
  %p = arith.addi %arg0, %arg0 : tensor<4xi32>
  cf.br ^exit(%p : tensor<4xi32>)
^exit(%r: tensor<4xi32>):
  %q = arith.addi %r, %arg0 : tensor<4xi32>
  util.return %q : tensor<4xi32>
}

util.func public @steps(%arg0: tensor<3xi32>) -> tensor<3xi32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %v = tensor.extract %arg0[%c0] : tensor<3xi32>
  %n = arith.index_cast %v : i32 to index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%x = %arg0) -> tensor<3xi32> {
    %y = arith.addi %x, %arg0 : tensor<3xi32>
    scf.yield %y : tensor<3xi32>
  }
  util.return %r : tensor<3xi32>
}

// Which of two tensors is first depends on the sum of both.
util.func public @pick(%a: tensor<2xi32>, %b: tensor<2xi32>) -> (tensor<2xi32>, tensor<2xi32>) {
  %c1 = arith.constant 1 : index
  %limit = arith.constant 8 : i32
  %sq = arith.muli %a, %a : tensor<2xi32>
  %sum = arith.addi %a, %b : tensor<2xi32>
  %v = tensor.extract %sum[%c1] : tensor<2xi32>
  %c = arith.cmpi sgt, %v, %limit : i32
  %r = arith.select %c, %sq, %sum : tensor<2xi32>
  util.return %r, %sum : tensor<2xi32>, tensor<2xi32>
}
