// Values that are changed in place while others read them: by loops, calls and
// branches, under other names, on other nodes. Made at random; what comes out was
// computed apart.
// call: updated_elsewhere -i "8xi32=21 30 50 3 37 20 31 59" -i "4xi32=-1 13 10 18" -e "8xi32=42 60 100 6 -2 26 20 36" -e "8xi32=21 30 50 3 37 20 31 59" -e "4xi32=-1 13 10 18"
// call: read_in_a_loop -i "8xi32=42 7 20 8 4 20 34 33" -i "4xi32=18 59 37 12" -e "8xi32=3261678 165656 7076 584 163220 176420 1416134 1258917" -e "8xi32=342 3540 1406 156 871127844 1059421748 -312805142 30339582" -e "4xi32=360 472 148 240"
// call: taken_by_two_calls -i "8xi32=37 47 58 41 49 -2 56 -1" -i "4xi32=21 40 21 19" -e "8xi32=86 45 114 40 2526 78 3268 76" -e "8xi32=37 47 21 40 21 19 56 -1" -e "4xi32=21 40 21 19"
// call: read_before_a_call -i "8xi32=16 50 53 41 36 18 51 17" -i "4xi32=1 32 38 20" -e "8xi32=16 50 9 8 7 6 51 17" -e "8xi32=256 2500 2809 1681 1296 324 2601 289" -e "4xi32=1 32 38 20"
// call: hidden_sizes -i "8xi32=5 12 15 10 55 3 4 36" -i "4xi32=41 31 23 20" -e "8xi32=10 24 277 20 110 6 8 72" -e "8xi32=10 24 30 20 110 6 8 72" -e "4xi32=41 31 23 20"
// call: stored_in_a_branch -i "8xi32=28 1 -1 53 -1 5 15 -3" -i "4xi32=1 54 13 26" -e "8xi32=28 1 -1 53 -1 5 15 -3" -e "8xi32=28 1 -1 53 -1 5 15 -3" -e "4xi32=1 54 13 26"
// call: sizes_of_branches -i "8xi32=22 27 13 -2 -1 59 45 28" -i "4xi32=57 49 40 8" -e "8xi32=22 27 13 60 30 30 30 30" -e "8xi32=9 9 9 9 9 9 9 9" -e "4xi32=30 30 30 30"
// call: sizes_of_calls -i "8xi32=35 4 12 6 8 27 29 51" -i "4xi32=-3 33 0 27" -e "8xi32=94 20 -3 33 0 27 4 96" -e "8xi32=94 20 18 16 14 12 4 96" -e "4xi32=-3 33 0 27"
// call: sizes_of_more_calls -i "8xi32=45 20 19 12 47 22 59 56" -i "4xi32=14 43 55 57" -e "8xi32=45 20 14 43 55 57 59 56" -e "8xi32=45 20 14 43 55 57 59 56" -e "4xi32=14 43 55 57"
// call: written_where_read -i "8xi32=46 27 34 29 40 2 11 22" -i "4xi32=35 26 38 20" -e "8xi32=46 27 70 52 76 40 11 22" -e "8xi32=46 35 26 38 20 2 11 22" -e "4xi32=35 26 38 20"
// call: written_where_read_again -i "8xi32=18 14 17 1 29 28 47 -2" -i "4xi32=35 30 13 33" -e "8xi32=18 14 17 1 29 28 47 -2" -e "8xi32=18 35 36 44 70 60 26 66" -e "4xi32=30 13 33 28"
// call: copied_before_written -i "8xi32=46 46 48 29 43 36 25 16" -i "4xi32=30 42 51 42" -e "8xi32=46 46 930 1806 2652 1806 2652 1806" -e "8xi32=46 46 48 29 930 1806 2652 1806" -e "4xi32=46 930 1806 2652"
// call: cloned_before_written -i "8xi32=36 40 34 46 52 51 26 50" -i "4xi32=32 42 27 25" -e "8xi32=1296 1600 4096 7056 19656 2500 625 2500" -e "8xi32=44 28 35 17 31 26 49 2" -e "4xi32=64 84 54 50"
util.func public @updated_elsewhere(%arg0: tensor<8xi32>, %arg1: tensor<4xi32>) -> (tensor<8xi32>, tensor<8xi32>, tensor<4xi32>) {
  %v1 = arith.addi %arg1, %arg1 : tensor<4xi32>
  %v2 = flow.tensor.clone %v1 : tensor<4xi32>
  %v3 = arith.addi %arg0, %arg0 : tensor<8xi32>
  %v4 = arith.constant 4 : index
  %v5 = flow.tensor.update %v1, %v3[%v4] : tensor<4xi32> -> tensor<8xi32>
  %v6 = arith.muli %v1, %v1 : tensor<4xi32>
  %v7 = flow.tensor.clone %v5 : tensor<8xi32>
  %v8 = flow.tensor.reshape %v5 : tensor<8xi32> -> tensor<2x4xi32>
  %v9 = flow.tensor.reshape %v8 : tensor<2x4xi32> -> tensor<8xi32>
  util.return %v7, %arg0, %arg1 : tensor<8xi32>, tensor<8xi32>, tensor<4xi32>
}

util.func private @read_in_a_loop_callee0(%a: tensor<8xi32>, %b: tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>) {
  %0 = arith.addi %a, %b : tensor<8xi32>
  util.return %0, %a : tensor<8xi32>, tensor<8xi32>
}
util.func public @read_in_a_loop(%arg0: tensor<8xi32>, %arg1: tensor<4xi32>) -> (tensor<8xi32>, tensor<8xi32>, tensor<4xi32>) {
  %v1 = arith.constant 2 : index
  %v2 = arith.constant 4 : index
  %v3 = flow.tensor.slice %arg0[%v1 for %v2] : tensor<8xi32> -> tensor<4xi32>
  %v4 = arith.constant 1 : index
  %v5 = flow.tensor.update %v3, %arg0[%v4] : tensor<4xi32> -> tensor<8xi32>
  %v6 = arith.constant 4 : index
  %v7 = arith.constant 4 : index
  %v8 = flow.tensor.slice %arg0[%v6 for %v7] : tensor<8xi32> -> tensor<4xi32>
  %v9 = arith.constant 0 : index
  %v10 = arith.constant 2 : index
  %v11 = arith.constant 1 : index
  %v12 = scf.for %v13 = %v9 to %v10 step %v11 iter_args(%v14 = %v5) -> (tensor<8xi32>) {
    %v15 = arith.muli %v14, %v14 : tensor<8xi32>
    %v16 = arith.addi %v15, %arg0 : tensor<8xi32>
    scf.yield %v16 : tensor<8xi32>
  }
  %v17 = util.optimization_barrier %v3 : tensor<4xi32>
  %v18 = arith.constant 1 : index
  %v19 = flow.tensor.update %v3, %v12[%v18] : tensor<4xi32> -> tensor<8xi32>
  %v20 = arith.muli %v3, %arg1 : tensor<4xi32>
  %v21 = arith.constant 0 : index
  %v22 = flow.tensor.update %arg1, %v12[%v21] : tensor<4xi32> -> tensor<8xi32>
  %v23 = arith.addi %v17, %v20 : tensor<4xi32>
  %v24 = util.optimization_barrier %v17 : tensor<4xi32>
  %v25 = arith.muli %v22, %v22 : tensor<8xi32>
  %v26 = arith.constant 0 : index
  %v27 = arith.constant 1 : index
  %v28 = arith.constant 1 : index
  %v29 = scf.for %v30 = %v26 to %v27 step %v28 iter_args(%v31 = %v25) -> (tensor<8xi32>) {
    %v32 = arith.addi %v31, %v22 : tensor<8xi32>
    scf.yield %v32 : tensor<8xi32>
  }
  util.return %v12, %v29, %v20 : tensor<8xi32>, tensor<8xi32>, tensor<4xi32>
}

util.global private mutable @taken_by_two_calls_g0 = dense<[18, 4, 35, 16, 48, 44, 14, 31]> : tensor<8xi32>
util.global private mutable @taken_by_two_calls_g1 = dense<6> : tensor<8xi32>
util.func private @taken_by_two_calls_callee0(%a: tensor<8xi32>, %b: tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>) attributes {inlining_policy = #util.inline.never} {
  util.return %b, %a : tensor<8xi32>, tensor<8xi32>
}
util.func private @taken_by_two_calls_callee1(%a: tensor<8xi32>, %b: tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>) attributes {inlining_policy = #util.inline.never} {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %s = flow.tensor.slice %a[%c4 for %c4] : tensor<8xi32> -> tensor<4xi32>
  %0 = flow.tensor.update %s, %b[%c0] : tensor<4xi32> -> tensor<8xi32>
  %1 = arith.addi %0, %a : tensor<8xi32>
  util.return %0, %1 : tensor<8xi32>, tensor<8xi32>
}
util.func public @taken_by_two_calls(%arg0: tensor<8xi32>, %arg1: tensor<4xi32>) -> (tensor<8xi32>, tensor<8xi32>, tensor<4xi32>) {
  %v1 = util.optimization_barrier %arg0 : tensor<8xi32>
  %v2 = flow.tensor.reshape %v1 : tensor<8xi32> -> tensor<2x4xi32>
  %v3 = flow.tensor.reshape %v2 : tensor<2x4xi32> -> tensor<8xi32>
  %v4 = arith.constant 0 : index
  %v5 = arith.constant 1 : index
  %v6 = arith.constant 1 : index
  %v7 = scf.for %v8 = %v4 to %v5 step %v6 iter_args(%v9 = %v3) -> (tensor<8xi32>) {
    %v11 = arith.constant 4 : index
    %v10 = flow.tensor.update %arg1, %v9[%v11] : tensor<4xi32> -> tensor<8xi32>
    scf.yield %v10 : tensor<8xi32>
  }
  %v12 = arith.constant 2 : index
  %v13 = flow.tensor.update %arg1, %v1[%v12] : tensor<4xi32> -> tensor<8xi32>
  %v14:2 = util.call @taken_by_two_calls_callee1(%v1, %arg0) : (tensor<8xi32>, tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>)
  %v15 = flow.tensor.reshape %v3 : tensor<8xi32> -> tensor<2x4xi32>
  %v16 = flow.tensor.reshape %v15 : tensor<2x4xi32> -> tensor<8xi32>
  %v17 = arith.constant 4 : index
  %v18 = flow.tensor.update %arg1, %v14#1[%v17] : tensor<4xi32> -> tensor<8xi32>
  %v19 = arith.constant dense<76> : tensor<8xi32>
  util.global.store %v16, @taken_by_two_calls_g1 : tensor<8xi32>
  %v20 = arith.addi %arg1, %arg1 : tensor<4xi32>
  %v21 = arith.constant 0 : index
  %v22 = arith.constant 1 : index
  %v23 = arith.constant 1 : index
  %v24 = scf.for %v25 = %v21 to %v22 step %v23 iter_args(%v26 = %v3) -> (tensor<8xi32>) {
    %v27 = arith.muli %v26, %v26 : tensor<8xi32>
    %v28 = arith.addi %v27, %v19 : tensor<8xi32>
    scf.yield %v28 : tensor<8xi32>
  }
  %v29:2 = util.call @taken_by_two_calls_callee1(%arg0, %v24) : (tensor<8xi32>, tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>)
  util.return %v29#1, %v13, %arg1 : tensor<8xi32>, tensor<8xi32>, tensor<4xi32>
}

util.global private mutable @read_before_a_call_g0 = dense<46> : tensor<8xi32>
util.global private mutable @read_before_a_call_g1 = dense<[32, 13, 4, 38, 23, 47, 8, 15]> : tensor<8xi32>
util.func private @read_before_a_call_callee0(%a: tensor<8xi32>, %b: tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>) attributes {inlining_policy = #util.inline.never} {
  %c0 = arith.constant 2 : index
  %k = arith.constant dense<[9,8,7,6]> : tensor<4xi32>
  %0 = flow.tensor.update %k, %a[%c0] : tensor<4xi32> -> tensor<8xi32>
  util.return %b, %0 : tensor<8xi32>, tensor<8xi32>
}
util.func private @read_before_a_call_callee1(%a: tensor<8xi32>, %b: tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>) attributes {inlining_policy = #util.inline.never} {
  %0 = arith.addi %a, %b : tensor<8xi32>
  util.return %0, %a : tensor<8xi32>, tensor<8xi32>
}
util.func public @read_before_a_call(%arg0: tensor<8xi32>, %arg1: tensor<4xi32>) -> (tensor<8xi32>, tensor<8xi32>, tensor<4xi32>) {
  %v1 = arith.muli %arg0, %arg0 : tensor<8xi32>
  %v2:2 = util.call @read_before_a_call_callee0(%arg0, %arg0) : (tensor<8xi32>, tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>)
  %v3 = arith.constant 0 : index
  %v4 = flow.tensor.update %arg1, %v2#1[%v3] : tensor<4xi32> -> tensor<8xi32>
  util.return %v2#1, %v1, %arg1 : tensor<8xi32>, tensor<8xi32>, tensor<4xi32>
}

util.func private @hidden_sizes_callee0(%a: tensor<8xi32>, %b: tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>) attributes {inlining_policy = #util.inline.never} {
  util.return %b, %a : tensor<8xi32>, tensor<8xi32>
}
util.func private @hidden_sizes_callee1(%a: tensor<8xi32>, %b: tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>) {
  %0 = arith.addi %a, %b : tensor<8xi32>
  util.return %0, %a : tensor<8xi32>, tensor<8xi32>
}
util.func public @hidden_sizes(%arg0: tensor<8xi32>, %arg1: tensor<4xi32>) -> (tensor<8xi32>, tensor<8xi32>, tensor<4xi32>) {
  %v1 = arith.addi %arg0, %arg0 : tensor<8xi32>
  %v2 = arith.constant 2 : index
  %v3 = flow.tensor.update %arg1, %v1[%v2] : tensor<4xi32> -> tensor<8xi32>
  %v4 = util.optimization_barrier %arg0 : tensor<8xi32>
  %v5 = arith.constant dense<76> : tensor<4xi32>
  %v6 = flow.tensor.reshape %v1 : tensor<8xi32> -> tensor<2x4xi32>
  %v7 = flow.tensor.reshape %v6 : tensor<2x4xi32> -> tensor<8xi32>
  %v8 = arith.addi %v4, %arg0 : tensor<8xi32>
  %v9 = arith.constant 2 : index
  %v10 = flow.tensor.update %v5, %arg0[%v9] : tensor<4xi32> -> tensor<8xi32>
  %v11 = arith.constant 5 : index
  %v12 = arith.constant 251 : i32
  %v13 = flow.tensor.store %v12, %v10[%v11] : tensor<8xi32>
  %v14 = arith.constant 2 : index
  %v15 = arith.constant 277 : i32
  %v16 = flow.tensor.store %v15, %v8[%v14] : tensor<8xi32>
  %v17 = arith.muli %arg0, %v16 : tensor<8xi32>
  %v18 = arith.addi %v5, %arg1 : tensor<4xi32>
  %v19 = arith.muli %v18, %v5 : tensor<4xi32>
  util.return %v16, %v1, %arg1 : tensor<8xi32>, tensor<8xi32>, tensor<4xi32>
}

util.global private mutable @stored_in_a_branch_g0 = dense<32> : tensor<8xi32>
util.func private @stored_in_a_branch_callee0(%a: tensor<8xi32>, %b: tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>) attributes {inlining_policy = #util.inline.never} {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %s = flow.tensor.slice %a[%c4 for %c4] : tensor<8xi32> -> tensor<4xi32>
  %0 = flow.tensor.update %s, %b[%c0] : tensor<4xi32> -> tensor<8xi32>
  %1 = arith.addi %0, %a : tensor<8xi32>
  util.return %0, %1 : tensor<8xi32>, tensor<8xi32>
}
util.func private @stored_in_a_branch_callee1(%a: tensor<8xi32>, %b: tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>) attributes {inlining_policy = #util.inline.never} {
  %0 = arith.addi %a, %b : tensor<8xi32>
  util.return %0, %a : tensor<8xi32>, tensor<8xi32>
}
util.func public @stored_in_a_branch(%arg0: tensor<8xi32>, %arg1: tensor<4xi32>) -> (tensor<8xi32>, tensor<8xi32>, tensor<4xi32>) {
  %v1 = arith.muli %arg0, %arg0 : tensor<8xi32>
  %v2 = arith.addi %arg1, %arg1 : tensor<4xi32>
  %v3 = flow.tensor.clone %arg1 : tensor<4xi32>
  %v4 = arith.constant 2 : index
  %v5 = flow.tensor.load %arg0[%v4] : tensor<8xi32>
  %v6 = arith.constant 0 : i32
  %v7 = arith.cmpi sgt, %v5, %v6 : i32
  %v8:2 = scf.if %v7 -> (tensor<8xi32>, tensor<4xi32>) {
    %v9 = arith.muli %v1, %arg0 : tensor<8xi32>
    scf.yield %v9, %arg1 : tensor<8xi32>, tensor<4xi32>
  } else {
    %v10 = util.optimization_barrier %arg0 : tensor<8xi32>
    util.global.store %v10, @stored_in_a_branch_g0 : tensor<8xi32>
    scf.yield %v1, %v3 : tensor<8xi32>, tensor<4xi32>
  }
  %v11 = util.optimization_barrier %v3 : tensor<4xi32>
  %v12 = arith.constant 7 : index
  %v13 = arith.constant 859 : i32
  %v14 = flow.tensor.store %v13, %v8#0[%v12] : tensor<8xi32>
  %v15 = util.global.load @stored_in_a_branch_g0 : tensor<8xi32>
  %v16 = arith.constant 0 : index
  %v17 = flow.tensor.update %v8#0, %v15[%v16] : tensor<8xi32> -> tensor<8xi32>
  %v18 = arith.constant 0 : index
  %v19 = arith.constant 3 : index
  %v20 = arith.constant 1 : index
  %v21 = scf.for %v22 = %v18 to %v19 step %v20 iter_args(%v23 = %v14) -> (tensor<8xi32>) {
    %v25 = arith.constant 4 : index
    %v24 = flow.tensor.update %v8#1, %v23[%v25] : tensor<4xi32> -> tensor<8xi32>
    scf.yield %v24 : tensor<8xi32>
  }
  %v26 = arith.constant 2 : index
  %v27 = flow.tensor.update %v2, %v15[%v26] : tensor<4xi32> -> tensor<8xi32>
  %v28 = arith.constant 0 : index
  %v29 = flow.tensor.update %v27, %v21[%v28] : tensor<8xi32> -> tensor<8xi32>
  %v30:2 = util.call @stored_in_a_branch_callee1(%v15, %v21) : (tensor<8xi32>, tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>)
  %v31 = util.optimization_barrier %v17 : tensor<8xi32>
  util.return %v30#1, %arg0, %arg1 : tensor<8xi32>, tensor<8xi32>, tensor<4xi32>
}

util.global private mutable @sizes_of_branches_g0 = dense<9> : tensor<8xi32>
util.global private mutable @sizes_of_branches_g1 = dense<[32, 39, 22, 16, 45, 31, 1, 39]> : tensor<8xi32>
util.func private @sizes_of_branches_callee0(%a: tensor<8xi32>, %b: tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>) {
  %0 = arith.addi %a, %b : tensor<8xi32>
  util.return %0, %a : tensor<8xi32>, tensor<8xi32>
}
util.func private @sizes_of_branches_callee1(%a: tensor<8xi32>, %b: tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>) attributes {inlining_policy = #util.inline.never} {
  %0 = arith.addi %a, %b : tensor<8xi32>
  util.return %0, %a : tensor<8xi32>, tensor<8xi32>
}
util.func public @sizes_of_branches(%arg0: tensor<8xi32>, %arg1: tensor<4xi32>) -> (tensor<8xi32>, tensor<8xi32>, tensor<4xi32>) {
  %v1 = arith.constant 0 : index
  %v2 = flow.tensor.update %arg0, %arg0[%v1] : tensor<8xi32> -> tensor<8xi32>
  %v3 = arith.constant 1 : index
  %v4 = flow.tensor.update %arg1, %arg0[%v3] : tensor<4xi32> -> tensor<8xi32>
  %v5 = util.global.load @sizes_of_branches_g0 : tensor<8xi32>
  %v6:2 = util.call @sizes_of_branches_callee0(%v5, %v4) : (tensor<8xi32>, tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>)
  %v7 = arith.constant dense<30> : tensor<4xi32>
  %v8 = arith.constant 0 : index
  %v9 = arith.constant 4 : index
  %v10 = flow.tensor.slice %v6#0[%v8 for %v9] : tensor<8xi32> -> tensor<4xi32>
  %v11 = arith.constant 1 : index
  %v12 = flow.tensor.load %v6#0[%v11] : tensor<8xi32>
  %v13 = arith.constant 0 : i32
  %v14 = arith.cmpi sgt, %v12, %v13 : i32
  %v15:2 = scf.if %v14 -> (tensor<8xi32>, tensor<4xi32>) {
    util.global.store %v6#0, @sizes_of_branches_g0 : tensor<8xi32>
    scf.yield %v6#0, %v7 : tensor<8xi32>, tensor<4xi32>
  } else {
    %v16 = util.optimization_barrier %v5 : tensor<8xi32>
    %v17 = arith.addi %v6#0, %v4 : tensor<8xi32>
    scf.yield %v17, %v7 : tensor<8xi32>, tensor<4xi32>
  }
  %v18 = arith.constant 1 : index
  %v19 = flow.tensor.load %v4[%v18] : tensor<8xi32>
  %v20 = arith.constant 0 : i32
  %v21 = arith.cmpi sgt, %v19, %v20 : i32
  %v22:2 = scf.if %v21 -> (tensor<8xi32>, tensor<4xi32>) {
    %v23 = arith.addi %v7, %v10 : tensor<4xi32>
    %v24 = util.optimization_barrier %v15#0 : tensor<8xi32>
    util.global.store %v24, @sizes_of_branches_g0 : tensor<8xi32>
    scf.yield %v15#0, %v15#1 : tensor<8xi32>, tensor<4xi32>
  } else {
    %v25 = arith.constant 0 : index
    %v26 = flow.tensor.update %v15#0, %v6#1[%v25] : tensor<8xi32> -> tensor<8xi32>
    %v27 = util.optimization_barrier %v26 : tensor<8xi32>
    scf.yield %arg0, %v15#1 : tensor<8xi32>, tensor<4xi32>
  }
  %v28 = arith.constant 4 : index
  %v29 = flow.tensor.update %v22#1, %v2[%v28] : tensor<4xi32> -> tensor<8xi32>
  %v30 = arith.constant 3 : index
  %v31 = arith.constant 60 : i32
  %v32 = flow.tensor.store %v31, %v29[%v30] : tensor<8xi32>
  %v33 = arith.constant 0 : index
  %v34 = flow.tensor.update %v10, %arg0[%v33] : tensor<4xi32> -> tensor<8xi32>
  %v35 = arith.constant 2 : index
  %v36 = arith.constant 241 : i32
  %v37 = flow.tensor.store %v36, %v29[%v35] : tensor<8xi32>
  util.return %v32, %v5, %v15#1 : tensor<8xi32>, tensor<8xi32>, tensor<4xi32>
}

util.global private mutable @sizes_of_calls_g0 = dense<[47, 10, 19, 22, 20, 0, 2, 48]> : tensor<8xi32>
util.func private @sizes_of_calls_callee0(%a: tensor<8xi32>, %b: tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>) attributes {inlining_policy = #util.inline.never} {
  %c0 = arith.constant 2 : index
  %k = arith.constant dense<[9,8,7,6]> : tensor<4xi32>
  %0 = flow.tensor.update %k, %a[%c0] : tensor<4xi32> -> tensor<8xi32>
  util.return %b, %0 : tensor<8xi32>, tensor<8xi32>
}
util.func public @sizes_of_calls(%arg0: tensor<8xi32>, %arg1: tensor<4xi32>) -> (tensor<8xi32>, tensor<8xi32>, tensor<4xi32>) {
  %v1 = util.global.load @sizes_of_calls_g0 : tensor<8xi32>
  %v2 = arith.constant 2 : index
  %v3 = flow.tensor.update %arg1, %v1[%v2] : tensor<4xi32> -> tensor<8xi32>
  %v4 = arith.constant 7 : index
  %v5 = flow.tensor.load %v3[%v4] : tensor<8xi32>
  %v6 = arith.constant 0 : i32
  %v7 = arith.cmpi sgt, %v5, %v6 : i32
  %v8:2 = scf.if %v7 -> (tensor<8xi32>, tensor<4xi32>) {
    scf.yield %v1, %arg1 : tensor<8xi32>, tensor<4xi32>
  } else {
    %v9:2 = util.call @sizes_of_calls_callee0(%v1, %v1) : (tensor<8xi32>, tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>)
    %v10 = arith.constant 0 : index
    %v11 = arith.constant 1 : index
    %v12 = arith.constant 1 : index
    %v13 = scf.for %v14 = %v10 to %v11 step %v12 iter_args(%v15 = %v9#0) -> (tensor<8xi32>) {
      %v16 = arith.muli %v15, %v15 : tensor<8xi32>
      %v17 = arith.addi %v16, %v9#1 : tensor<8xi32>
      scf.yield %v17 : tensor<8xi32>
    }
    scf.yield %v13, %arg1 : tensor<8xi32>, tensor<4xi32>
  }
  %v18:2 = util.call @sizes_of_calls_callee0(%v8#0, %v1) : (tensor<8xi32>, tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>)
  %v19 = arith.addi %v8#0, %v18#1 : tensor<8xi32>
  %v20 = arith.constant 31 : i32
  %v21 = flow.tensor.splat %v20 : tensor<8xi32>
  %v22 = util.optimization_barrier %v18#1 : tensor<8xi32>
  %v23 = arith.addi %v22, %v22 : tensor<8xi32>
  %v24 = arith.constant 5 : index
  %v25 = arith.constant 323 : i32
  %v26 = flow.tensor.store %v25, %v23[%v24] : tensor<8xi32>
  %v27 = arith.constant 2 : index
  %v28 = flow.tensor.update %arg1, %v23[%v27] : tensor<4xi32> -> tensor<8xi32>
  %v29 = flow.tensor.clone %v23 : tensor<8xi32>
  %v30 = util.global.load @sizes_of_calls_g0 : tensor<8xi32>
  %v31 = arith.constant 21 : i32
  %v32 = flow.tensor.splat %v31 : tensor<4xi32>
  util.return %v28, %v29, %v8#1 : tensor<8xi32>, tensor<8xi32>, tensor<4xi32>
}

util.func private @sizes_of_more_calls_callee0(%a: tensor<8xi32>, %b: tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>) attributes {inlining_policy = #util.inline.never} {
  %c0 = arith.constant 2 : index
  %k = arith.constant dense<[9,8,7,6]> : tensor<4xi32>
  %0 = flow.tensor.update %k, %a[%c0] : tensor<4xi32> -> tensor<8xi32>
  util.return %b, %0 : tensor<8xi32>, tensor<8xi32>
}
util.func public @sizes_of_more_calls(%arg0: tensor<8xi32>, %arg1: tensor<4xi32>) -> (tensor<8xi32>, tensor<8xi32>, tensor<4xi32>) {
  %v1 = arith.constant 4 : index
  %v2 = flow.tensor.update %arg1, %arg0[%v1] : tensor<4xi32> -> tensor<8xi32>
  %v3 = arith.constant 2 : index
  %v4 = flow.tensor.update %arg1, %arg0[%v3] : tensor<4xi32> -> tensor<8xi32>
  %v5 = arith.constant 0 : index
  %v6 = flow.tensor.update %arg1, %arg0[%v5] : tensor<4xi32> -> tensor<8xi32>
  %v7:2 = util.call @sizes_of_more_calls_callee0(%v6, %v4) : (tensor<8xi32>, tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>)
  %v8 = arith.addi %v7#1, %v6 : tensor<8xi32>
  %v9 = arith.addi %v6, %v4 : tensor<8xi32>
  %v10 = util.optimization_barrier %v7#1 : tensor<8xi32>
  %v11 = arith.constant 0 : index
  %v12 = arith.constant 2 : index
  %v13 = arith.constant 1 : index
  %v14 = scf.for %v15 = %v11 to %v12 step %v13 iter_args(%v16 = %v2) -> (tensor<8xi32>) {
    %v18 = arith.constant 4 : index
    %v19 = arith.constant 4 : index
    %v20 = flow.tensor.slice %v16[%v18 for %v19] : tensor<8xi32> -> tensor<4xi32>
    %v21 = arith.addi %v20, %arg1 : tensor<4xi32>
    %v22 = arith.constant 1 : index
    %v17 = flow.tensor.update %v21, %v16[%v22] : tensor<4xi32> -> tensor<8xi32>
    scf.yield %v17 : tensor<8xi32>
  }
  %v23 = arith.constant 0 : index
  %v24 = arith.constant 0 : index
  %v25 = arith.constant 1 : index
  %v26 = scf.for %v27 = %v23 to %v24 step %v25 iter_args(%v28 = %v9) -> (tensor<8xi32>) {
    %v29 = arith.addi %v28, %v10 : tensor<8xi32>
    scf.yield %v29 : tensor<8xi32>
  }
  %v31 = util.optimization_barrier %arg1 : tensor<4xi32>
  %v32:2 = util.call @sizes_of_more_calls_callee0(%v4, %v7#1) : (tensor<8xi32>, tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>)
  %v33 = arith.constant dense<79> : tensor<4xi32>
  %v34 = arith.addi %v32#1, %v10 : tensor<8xi32>
  %v35:2 = util.call @sizes_of_more_calls_callee0(%v7#1, %v32#0) : (tensor<8xi32>, tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>)
  %v36:2 = util.call @sizes_of_more_calls_callee0(%v10, %v32#1) : (tensor<8xi32>, tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>)
  util.return %v7#0, %v7#0, %arg1 : tensor<8xi32>, tensor<8xi32>, tensor<4xi32>
}

util.func public @written_where_read(%arg0: tensor<8xi32>, %arg1: tensor<4xi32>) -> (tensor<8xi32>, tensor<8xi32>, tensor<4xi32>) {
  %v1 = arith.addi %arg1, %arg1 : tensor<4xi32>
  %v2 = arith.constant 1 : index
  %v3 = flow.tensor.update %arg1, %arg0[%v2] : tensor<4xi32> -> tensor<8xi32>
  %v4 = arith.constant 2 : index
  %v5 = flow.tensor.update %v1, %arg0[%v4] : tensor<4xi32> -> tensor<8xi32>
  %v6 = flow.tensor.reshape %v5 : tensor<8xi32> -> tensor<2x4xi32>
  %v7 = flow.tensor.reshape %v6 : tensor<2x4xi32> -> tensor<8xi32>
  %v8 = arith.addi %arg1, %v1 : tensor<4xi32>
  %v9 = flow.tensor.clone %arg1 : tensor<4xi32>
  util.return %v5, %v3, %v9 : tensor<8xi32>, tensor<8xi32>, tensor<4xi32>
}

util.func private @written_where_read_again_callee0(%a: tensor<8xi32>, %b: tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>) attributes {inlining_policy = #util.inline.never} {
  %c0 = arith.constant 2 : index
  %k = arith.constant dense<[9,8,7,6]> : tensor<4xi32>
  %0 = flow.tensor.update %k, %a[%c0] : tensor<4xi32> -> tensor<8xi32>
  util.return %b, %0 : tensor<8xi32>, tensor<8xi32>
}
util.func public @written_where_read_again(%arg0: tensor<8xi32>, %arg1: tensor<4xi32>) -> (tensor<8xi32>, tensor<8xi32>, tensor<4xi32>) {
  %v1 = arith.constant 2 : index
  %v2 = arith.constant 4 : index
  %v3 = flow.tensor.slice %arg0[%v1 for %v2] : tensor<8xi32> -> tensor<4xi32>
  %v4 = arith.constant 0 : index
  %v5 = arith.constant 2 : index
  %v6 = arith.constant 1 : index
  %v7 = scf.for %v8 = %v4 to %v5 step %v6 iter_args(%v9 = %arg0) -> (tensor<8xi32>) {
    %v11 = arith.constant 0 : index
    %v12 = arith.constant 4 : index
    %v13 = flow.tensor.slice %v9[%v11 for %v12] : tensor<8xi32> -> tensor<4xi32>
    %v14 = arith.addi %v13, %v3 : tensor<4xi32>
    %v15 = arith.constant 1 : index
    %v10 = flow.tensor.update %v14, %v9[%v15] : tensor<4xi32> -> tensor<8xi32>
    scf.yield %v10 : tensor<8xi32>
  }
  %v16 = arith.addi %arg1, %arg1 : tensor<4xi32>
  %v17 = arith.constant 15 : i32
  %v18 = flow.tensor.splat %v17 : tensor<4xi32>
  %v19 = arith.constant 1 : index
  %v20 = flow.tensor.update %arg1, %v7[%v19] : tensor<4xi32> -> tensor<8xi32>
  %v21 = arith.constant 1 : index
  %v22 = flow.tensor.update %v3, %v20[%v21] : tensor<4xi32> -> tensor<8xi32>
  %v23 = arith.constant 4 : index
  %v24 = flow.tensor.update %v16, %v7[%v23] : tensor<4xi32> -> tensor<8xi32>
  %v25 = arith.constant 2 : index
  %v26 = arith.constant 4 : index
  %v27 = flow.tensor.slice %v20[%v25 for %v26] : tensor<8xi32> -> tensor<4xi32>
  %v28 = arith.addi %v24, %v22 : tensor<8xi32>
  %v29 = arith.constant 2 : index
  %v30 = arith.constant 4 : index
  %v31 = flow.tensor.slice %v24[%v29 for %v30] : tensor<8xi32> -> tensor<4xi32>
  %v32 = arith.constant dense<22> : tensor<4xi32>
  util.return %arg0, %v24, %v27 : tensor<8xi32>, tensor<8xi32>, tensor<4xi32>
}

util.global private mutable @copied_before_written_g0 = dense<[11, 20, 15, 3, 5, 18, 6, 36]> : tensor<8xi32>
util.func private @copied_before_written_callee0(%a: tensor<8xi32>, %b: tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>) attributes {inlining_policy = #util.inline.never} {
  %c0 = arith.constant 2 : index
  %k = arith.constant dense<[9,8,7,6]> : tensor<4xi32>
  %0 = flow.tensor.update %k, %a[%c0] : tensor<4xi32> -> tensor<8xi32>
  util.return %b, %0 : tensor<8xi32>, tensor<8xi32>
}
util.func private @copied_before_written_callee1(%a: tensor<8xi32>, %b: tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>) {
  util.return %b, %a : tensor<8xi32>, tensor<8xi32>
}
util.func public @copied_before_written(%arg0: tensor<8xi32>, %arg1: tensor<4xi32>) -> (tensor<8xi32>, tensor<8xi32>, tensor<4xi32>) {
  %v1 = arith.constant 0 : index
  %v2 = arith.constant 1 : index
  %v3 = arith.constant 1 : index
  %v4 = scf.for %v5 = %v1 to %v2 step %v3 iter_args(%v6 = %arg0) -> (tensor<8xi32>) {
    %v8 = arith.constant 4 : index
    %v7 = flow.tensor.update %arg1, %v6[%v8] : tensor<4xi32> -> tensor<8xi32>
    scf.yield %v7 : tensor<8xi32>
  }
  %v9 = arith.muli %arg1, %arg1 : tensor<4xi32>
  %v10 = arith.constant 2 : index
  %v11 = flow.tensor.update %v9, %arg0[%v10] : tensor<4xi32> -> tensor<8xi32>
  %v12 = arith.addi %arg1, %v9 : tensor<4xi32>
  %v13 = arith.constant 4 : index
  %v14 = flow.tensor.update %v12, %v4[%v13] : tensor<4xi32> -> tensor<8xi32>
  %v15 = arith.constant 3 : index
  %v16 = flow.tensor.load %v11[%v15] : tensor<8xi32>
  %v17 = arith.constant 0 : i32
  %v18 = arith.cmpi sgt, %v16, %v17 : i32
  %v19:2 = scf.if %v18 -> (tensor<8xi32>, tensor<4xi32>) {
    %v20 = arith.constant 1 : index
    %v21 = flow.tensor.update %v12, %v11[%v20] : tensor<4xi32> -> tensor<8xi32>
    %v22 = util.global.load @copied_before_written_g0 : tensor<8xi32>
    scf.yield %v14, %v12 : tensor<8xi32>, tensor<4xi32>
  } else {
    %v23 = arith.constant 0 : index
    %v24 = flow.tensor.update %v11, %v11[%v23] : tensor<8xi32> -> tensor<8xi32>
    %v25 = flow.tensor.clone %v9 : tensor<4xi32>
    %v26 = arith.addi %v14, %v11 : tensor<8xi32>
    scf.yield %v26, %v9 : tensor<8xi32>, tensor<4xi32>
  }
  %v27 = flow.tensor.clone %v9 : tensor<4xi32>
  %v28 = arith.constant 0 : index
  %v29 = flow.tensor.update %v11, %v11[%v28] : tensor<8xi32> -> tensor<8xi32>
  %v30 = arith.constant 1 : index
  %v31 = flow.tensor.update %v19#1, %v14[%v30] : tensor<4xi32> -> tensor<8xi32>
  %v32 = arith.constant 0 : index
  %v33 = arith.constant 4 : index
  %v34 = flow.tensor.slice %v31[%v32 for %v33] : tensor<8xi32> -> tensor<4xi32>
  %v35 = arith.constant 0 : index
  %v36 = arith.constant 4 : index
  %v37 = flow.tensor.slice %arg0[%v35 for %v36] : tensor<8xi32> -> tensor<4xi32>
  %v38 = arith.constant 1 : index
  %v39 = flow.tensor.update %v34, %v14[%v38] : tensor<4xi32> -> tensor<8xi32>
  %v40 = arith.constant 3 : index
  %v41 = arith.constant 820 : i32
  %v42 = flow.tensor.store %v41, %v11[%v40] : tensor<8xi32>
  util.global.store %v39, @copied_before_written_g0 : tensor<8xi32>
  %v43 = arith.constant 2 : index
  %v44 = arith.constant 4 : index
  %v45 = flow.tensor.slice %v31[%v43 for %v44] : tensor<8xi32> -> tensor<4xi32>
  util.return %v39, %v14, %v34 : tensor<8xi32>, tensor<8xi32>, tensor<4xi32>
}
util.global private mutable @cloned_before_written_g0 = dense<[44, 28, 35, 17, 31, 26, 49, 2]> : tensor<8xi32>
util.global private mutable @cloned_before_written_g1 = dense<[9, 44, 6, 3, 33, 14, 24, 14]> : tensor<8xi32>
util.func private @cloned_before_written_callee0(%a: tensor<8xi32>, %b: tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>) attributes {inlining_policy = #util.inline.never} {
  util.return %b, %a : tensor<8xi32>, tensor<8xi32>
}
util.func public @cloned_before_written(%arg0: tensor<8xi32>, %arg1: tensor<4xi32>) -> (tensor<8xi32>, tensor<8xi32>, tensor<4xi32>) {
  %v1 = flow.tensor.reshape %arg0 : tensor<8xi32> -> tensor<2x4xi32>
  %v2 = flow.tensor.reshape %v1 : tensor<2x4xi32> -> tensor<8xi32>
  %v3 = arith.addi %arg1, %arg1 : tensor<4xi32>
  %v4 = flow.tensor.clone %arg0 : tensor<8xi32>
  util.global.store %arg0, @cloned_before_written_g1 : tensor<8xi32>
  %v5 = arith.constant 3 : index
  %v6 = flow.tensor.update %arg1, %arg0[%v5] : tensor<4xi32> -> tensor<8xi32>
  %v7 = arith.constant 2 : index
  %v8 = flow.tensor.update %v3, %v6[%v7] : tensor<4xi32> -> tensor<8xi32>
  %v9 = arith.constant 1 : index
  %v10 = arith.constant 554 : i32
  %v11 = flow.tensor.store %v10, %v4[%v9] : tensor<8xi32>
  %v12 = arith.constant 5 : index
  %v13 = flow.tensor.load %v8[%v12] : tensor<8xi32>
  %v16 = arith.constant 50 : i32
  %v14 = arith.cmpi sgt, %v13, %v16 : i32
  %v15:2 = scf.if %v14 -> (tensor<8xi32>, tensor<4xi32>) {
    %v17 = util.optimization_barrier %v4 : tensor<8xi32>
    scf.yield %v17, %arg1 : tensor<8xi32>, tensor<4xi32>
  } else {
    %v18 = util.global.load @cloned_before_written_g1 : tensor<8xi32>
    scf.yield %v8, %arg1 : tensor<8xi32>, tensor<4xi32>
  }
  %v19 = arith.constant 4 : index
  %v20 = arith.constant 364 : i32
  %v21 = flow.tensor.store %v20, %v8[%v19] : tensor<8xi32>
  %v22 = arith.muli %v21, %v15#0 : tensor<8xi32>
  %v23:2 = util.call @cloned_before_written_callee0(%v21, %v15#0) : (tensor<8xi32>, tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>)
  %v24:2 = util.call @cloned_before_written_callee0(%v22, %v22) : (tensor<8xi32>, tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>)
  %v25 = util.global.load @cloned_before_written_g0 : tensor<8xi32>
  %v26 = util.optimization_barrier %v11 : tensor<8xi32>
  util.return %v24#1, %v25, %v3 : tensor<8xi32>, tensor<8xi32>, tensor<4xi32>
}
