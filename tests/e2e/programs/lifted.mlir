// Loops with several ways out as loops with one: what does not come from the way
// that was taken is undefined and never looked at.
// call: double -i "4xf32=1 2 3 4" -i i32=0 -e "4xf32=1 2 3 4"
// call: double -i "4xf32=1 2 3 4" -i i32=2 -e "4xf32=4 8 12 16"
// call: double -i "4xf32=1 2 3 4" -i i32=9 -e "4xf32=8 32 72 128"
// call: square -i "3xf32=1 2 3" -i i32=1 -e "3xf32=2 4 6"
// call: square -i "3xf32=1 2 3" -i i32=5 -e "3xf32=64 256 576"
util.func public @double(%arg0: tensor<4xf32>, %arg1: i32) -> tensor<4xf32> {
  %c1_i32 = arith.constant 1 : i32
  %c0_i32 = arith.constant 0 : i32
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %0 = ub.poison : tensor<4xf32>
  %1 = ub.poison : i32
  %2:5 = scf.while (%arg2 = %c0_i32, %arg3 = %arg0) : (i32, tensor<4xf32>) -> (i32, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, index) {
    %4 = arith.cmpi slt, %arg2, %arg1 : i32
    %5:5 = scf.if %4 -> (i32, tensor<4xf32>, index, index, tensor<4xf32>) {
      %8 = arith.addi %arg2, %c1_i32 : i32
      %9 = arith.addf %arg3, %arg3 : tensor<4xf32>
      %10 = arith.cmpi sgt, %arg2, %c1_i32 : i32
      %11 = arith.select %10, %1, %8 : i32
      %12 = arith.select %10, %0, %9 : tensor<4xf32>
      %13 = arith.select %10, %c1, %c0 : index
      %14 = arith.select %10, %c0, %c1 : index
      scf.yield %11, %12, %13, %14, %9 : i32, tensor<4xf32>, index, index, tensor<4xf32>
    } else {
      scf.yield %1, %0, %c2, %c0, %0 : i32, tensor<4xf32>, index, index, tensor<4xf32>
    }
    %6 = arith.index_castui %5#3 : index to i64
    %7 = arith.trunci %6 : i64 to i1
    scf.condition(%7) %5#0, %5#1, %5#4, %arg3, %5#2 : i32, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, index
  } do {
  ^bb0(%arg2: i32, %arg3: tensor<4xf32>, %arg4: tensor<4xf32>, %arg5: tensor<4xf32>, %arg6: index):
    scf.yield %arg2, %arg3 : i32, tensor<4xf32>
  }
  %3 = scf.index_switch %2#4 -> tensor<4xf32> 
  case 1 {
    %4 = arith.mulf %2#2, %arg0 : tensor<4xf32>
    scf.yield %4 : tensor<4xf32>
  }
  default {
    scf.yield %2#3 : tensor<4xf32>
  }
  util.return %3 : tensor<4xf32>
}

util.func public @square(%arg0: tensor<?xf32>, %arg1: i32) -> tensor<?xf32> {
  %c1_i32 = arith.constant 1 : i32
  %c0_i32 = arith.constant 0 : i32
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %0 = ub.poison : tensor<?xf32>
  %1 = ub.poison : i32
  %2:5 = scf.while (%arg2 = %c0_i32, %arg3 = %arg0) : (i32, tensor<?xf32>) -> (i32, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, index) {
    %4 = arith.cmpi slt, %arg2, %arg1 : i32
    %5:5 = scf.if %4 -> (i32, tensor<?xf32>, index, index, tensor<?xf32>) {
      %8 = arith.addi %arg2, %c1_i32 : i32
      %9 = arith.addf %arg3, %arg3 : tensor<?xf32>
      %10 = arith.cmpi sgt, %arg2, %c1_i32 : i32
      %11 = arith.select %10, %1, %8 : i32
      %12 = arith.select %10, %0, %9 : tensor<?xf32>
      %13 = arith.select %10, %c1, %c0 : index
      %14 = arith.select %10, %c0, %c1 : index
      scf.yield %11, %12, %13, %14, %9 : i32, tensor<?xf32>, index, index, tensor<?xf32>
    } else {
      scf.yield %1, %0, %c2, %c0, %0 : i32, tensor<?xf32>, index, index, tensor<?xf32>
    }
    %6 = arith.index_castui %5#3 : index to i64
    %7 = arith.trunci %6 : i64 to i1
    scf.condition(%7) %5#0, %5#1, %5#4, %arg3, %5#2 : i32, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, index
  } do {
  ^bb0(%arg2: i32, %arg3: tensor<?xf32>, %arg4: tensor<?xf32>, %arg5: tensor<?xf32>, %arg6: index):
    scf.yield %arg2, %arg3 : i32, tensor<?xf32>
  }
  %3 = scf.index_switch %2#4 -> tensor<?xf32> 
  case 1 {
    %4 = arith.mulf %2#2, %2#2 : tensor<?xf32>
    scf.yield %4 : tensor<?xf32>
  }
  default {
    scf.yield %2#3 : tensor<?xf32>
  }
  util.return %3 : tensor<?xf32>
}
