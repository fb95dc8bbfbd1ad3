// Collectives along the axes of a grid of 2 x 2 members. Member r brings x + 100 r;
// results are those of member 0.
// clusters: four-nodes
// call: along -i "2x2xi32=1 2 3 4" -e "2x2xi32=202 204 206 208" -e "2x2xi32=604 608 612 616" -e "2x4xi32=1 2 101 102 3 4 103 104" -e "2x1xi32=202 206" -e "1x4xi32=1 2 101 102"
// call: places -e "4xi32=0 1 10 11" -e i32=2 -e i32=4
// call: extremes -i "2x2xi32=1 2 3 4" -e "2x2xi32=-1 -2 -3 -4" -e "2x2xi32=-301 -302 -303 -304"
// call: open -i "3xi32=1 2 3" -e "3xi32=102 104 106"
// call: open -i "1xi32=7" -e "1xi32=114"
mesh.mesh @grid(shape = 2x2)

util.func private @mine(%x: tensor<2x2xi32>) -> tensor<2x2xi32> {
  %c100 = arith.constant 100 : i32
  %rank = mesh.process_linear_index on @grid : index
  %r = arith.index_cast %rank : index to i32
  %m = arith.muli %r, %c100 : i32
  %t = tensor.splat %m : tensor<2x2xi32>
  %y = arith.addi %x, %t : tensor<2x2xi32>
  util.return %y : tensor<2x2xi32>
}

util.func public @along(%x: tensor<2x2xi32>) -> (tensor<2x2xi32>, tensor<2x2xi32>, tensor<2x4xi32>, tensor<2x1xi32>, tensor<1x4xi32>) {
  %y = util.call @mine(%x) : (tensor<2x2xi32>) -> tensor<2x2xi32>
  %column = mesh.all_reduce %y on @grid mesh_axes = [0] : tensor<2x2xi32> -> tensor<2x2xi32>
  %all = mesh.all_reduce %y on @grid mesh_axes = [0, 1] : tensor<2x2xi32> -> tensor<2x2xi32>
  %gathered = mesh.all_gather %y on @grid mesh_axes = [1] gather_axis = 1 : tensor<2x2xi32> -> tensor<2x4xi32>
  %scattered = mesh.reduce_scatter %y on @grid mesh_axes = [0] scatter_axis = 1 : tensor<2x2xi32> -> tensor<2x1xi32>
  %exchanged = mesh.all_to_all %y on @grid mesh_axes = [1] split_axis = 0 concat_axis = 1 : tensor<2x2xi32> -> tensor<1x4xi32>
  util.return %column, %all, %gathered, %scattered, %exchanged : tensor<2x2xi32>, tensor<2x2xi32>, tensor<2x4xi32>, tensor<2x1xi32>, tensor<1x4xi32>
}

// Of numbers below zero.
util.func public @extremes(%x: tensor<2x2xi32>) -> (tensor<2x2xi32>, tensor<2x2xi32>) {
  %y = util.call @mine(%x) : (tensor<2x2xi32>) -> tensor<2x2xi32>
  %zero = arith.constant dense<0> : tensor<2x2xi32>
  %z = arith.subi %zero, %y : tensor<2x2xi32>
  %max = mesh.all_reduce %z on @grid mesh_axes = [0, 1] reduction = <max> : tensor<2x2xi32> -> tensor<2x2xi32>
  %min = mesh.all_reduce %z on @grid mesh_axes = [0, 1] reduction = <min> : tensor<2x2xi32> -> tensor<2x2xi32>
  util.return %max, %min : tensor<2x2xi32>, tensor<2x2xi32>
}

// Where each member is: 10 times its row and its column.
util.func public @places() -> (tensor<4xi32>, i32, i32) {
  %c10 = arith.constant 10 : i32
  %place:2 = mesh.process_multi_index on @grid : index, index
  %row = arith.index_cast %place#0 : index to i32
  %column = arith.index_cast %place#1 : index to i32
  %ten = arith.muli %row, %c10 : i32
  %at = arith.addi %ten, %column : i32
  %mine = tensor.splat %at : tensor<1xi32>
  %all = mesh.all_gather %mine on @grid mesh_axes = [0, 1] gather_axis = 0 : tensor<1xi32> -> tensor<4xi32>
  %shape:2 = mesh.mesh_shape @grid : index, index
  %first = arith.index_cast %shape#0 : index to i32
  %product = arith.muli %shape#0, %shape#1 : index
  %count = arith.index_cast %product : index to i32
  util.return %all, %first, %count : tensor<4xi32>, i32, i32
}

util.func public @open(%x: tensor<?xi32>) -> tensor<?xi32> {
  %rank = mesh.process_linear_index on @grid : index
  %r = arith.index_cast %rank : index to i32
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xi32>
  %empty = tensor.empty(%n) : tensor<?xi32>
  %c100 = arith.constant 100 : i32
  %m = arith.muli %r, %c100 : i32
  %t = linalg.fill ins(%m : i32) outs(%empty : tensor<?xi32>) -> tensor<?xi32>
  %y = arith.addi %x, %t : tensor<?xi32>
  %sum = mesh.all_reduce %y on @grid mesh_axes = [1] : tensor<?xi32> -> tensor<?xi32>
  util.return %sum : tensor<?xi32>
}
