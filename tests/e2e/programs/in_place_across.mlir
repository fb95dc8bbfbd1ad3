// Values that are changed in place, or of sizes that only one node knows, with
// copies that the program sends to another device. Made at random; what comes out
// was computed apart.
// clusters: two-nodes four-nodes
// call: read_in_another_region -i "8xi32=38 34 49 49 58 -3 20 29" -i "4xi32=37 22 29 3" -e "8xi32=2085136 1336336 5764801 5764801 11316496 81 160000 707281" -e "8xi32=38 34 49 49 52 52 52 52" -e "4xi32=52 52 52 52"
// call: sizes_of_globals -i "8xi32=3 25 28 45 6 23 36 -3" -i "4xi32=52 33 41 7" -e "8xi32=3 25 52 33 41 7 36 -3" -e "8xi32=3 25 52 33 41 7 36 -3" -e "4xi32=2704 1089 1681 49"
util.func public @read_in_another_region(%arg0: tensor<8xi32>, %arg1: tensor<4xi32>) -> (tensor<8xi32>, tensor<8xi32>, tensor<4xi32>) {
  %v1 = flow.tensor.clone %arg1 : tensor<4xi32>
  %v2 = arith.constant 2 : index
  %v3 = flow.tensor.update %arg1, %arg0[%v2] : tensor<4xi32> -> tensor<8xi32>
  %v4 = arith.constant 52 : i32
  %v5 = flow.tensor.splat %v4 : tensor<4xi32>
  %v6 = arith.muli %arg0, %arg0 : tensor<8xi32>
  %v7 = arith.muli %v6, %v6 : tensor<8xi32>
  %v8 = flow.tensor.reshape %arg0 : tensor<8xi32> -> tensor<2x4xi32>
  %v9 = flow.tensor.reshape %v8 : tensor<2x4xi32> -> tensor<8xi32>
  %v10 = arith.constant 4 : index
  %v11 = flow.tensor.update %v5, %v9[%v10] : tensor<4xi32> -> tensor<8xi32>
  %v12 = flow.tensor.transfer %v7 : tensor<8xi32> to #hal.device.affinity<@b_cpu>
  util.return %v12, %v11, %v5 : tensor<8xi32>, tensor<8xi32>, tensor<4xi32>
}
util.global private mutable @sizes_of_globals_g1 = dense<[11, 25, 34, 14, 27, 6, 43, 40]> : tensor<8xi32>
util.func public @sizes_of_globals(%arg0: tensor<8xi32>, %arg1: tensor<4xi32>) -> (tensor<8xi32>, tensor<8xi32>, tensor<4xi32>) {
  %v1 = util.global.load @sizes_of_globals_g1 : tensor<8xi32>
  %v2 = util.optimization_barrier %v1 : tensor<8xi32>
  %v3 = arith.muli %arg1, %arg1 : tensor<4xi32>
  %v4 = flow.tensor.transfer %v3 : tensor<4xi32> to #hal.device.affinity<@b_cpu>
  %v5 = arith.constant dense<61> : tensor<8xi32>
  %v6 = arith.muli %v4, %arg1 : tensor<4xi32>
  util.global.store %v5, @sizes_of_globals_g1 : tensor<8xi32>
  %v7 = util.global.load @sizes_of_globals_g1 : tensor<8xi32>
  %v8 = flow.tensor.clone %v2 : tensor<8xi32>
  %v9 = arith.constant 37 : i32
  %v10 = flow.tensor.splat %v9 : tensor<8xi32>
  %v11 = arith.constant 2 : index
  %v12 = flow.tensor.update %arg1, %arg0[%v11] : tensor<4xi32> -> tensor<8xi32>
  util.global.store %v8, @sizes_of_globals_g1 : tensor<8xi32>
  %v13 = flow.tensor.reshape %v12 : tensor<8xi32> -> tensor<2x4xi32>
  %v14 = flow.tensor.reshape %v13 : tensor<2x4xi32> -> tensor<8xi32>
  %v15 = flow.tensor.reshape %v12 : tensor<8xi32> -> tensor<2x4xi32>
  %v16 = flow.tensor.reshape %v15 : tensor<2x4xi32> -> tensor<8xi32>
  util.return %v14, %v16, %v4 : tensor<8xi32>, tensor<8xi32>, tensor<4xi32>
}
