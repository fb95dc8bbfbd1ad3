// RUN: weirc opt --split-input-file --verify-diagnostics --convert-mesh-to-flow %s

mesh.mesh @pair(shape = 2)
util.func public @open(%t: tensor<4x?xf32>) -> (tensor<8x?xf32>, tensor<2x?xf32>, tensor<2x?xf32>) {
  // expected-error @+1 {{dynamic shapes are not supported}}
  %0 = mesh.all_gather %t on @pair mesh_axes = [0] gather_axis = 0 : tensor<4x?xf32> -> tensor<8x?xf32>
  // expected-error @+1 {{dynamic shapes are not supported}}
  %1 = mesh.reduce_scatter %t on @pair mesh_axes = [0] scatter_axis = 0 : tensor<4x?xf32> -> tensor<2x?xf32>
  // expected-error @+1 {{dynamic shapes are not supported}}
  %2 = mesh.all_to_all %t on @pair mesh_axes = [0] split_axis = 0 concat_axis = 1 : tensor<4x?xf32> -> tensor<2x?xf32>
  util.return %0, %1, %2 : tensor<8x?xf32>, tensor<2x?xf32>, tensor<2x?xf32>
}

// -----

mesh.mesh @pair(shape = 2)
util.func public @kinds(%t: tensor<4xf32>, %s: tensor<4xi1>) -> (tensor<4xf32>, tensor<4xi1>, tensor<4xf64>) {
  // expected-error @+1 {{cannot become a collective of flow: there is no such reduction}}
  %0 = mesh.all_reduce %t on @pair mesh_axes = [0] reduction = <bitwise_or> : tensor<4xf32> -> tensor<4xf32>
  // expected-error @+1 {{the element type cannot be sent}}
  %1 = mesh.all_reduce %s on @pair mesh_axes = [0] : tensor<4xi1> -> tensor<4xi1>
  // expected-error @+1 {{the element type changes}}
  %2 = mesh.all_reduce %t on @pair mesh_axes = [0] : tensor<4xf32> -> tensor<4xf64>
  util.return %0, %1, %2 : tensor<4xf32>, tensor<4xi1>, tensor<4xf64>
}

// -----

mesh.mesh @open(shape = ?x2)
util.func public @group(%t: tensor<4x4xf32>) -> tensor<?x?xf32> {
  // expected-error @+1 {{the size of the group is not known}}
  %0 = mesh.all_to_all %t on @open mesh_axes = [0] split_axis = 0 concat_axis = 1 : tensor<4x4xf32> -> tensor<?x?xf32>
  util.return %0 : tensor<?x?xf32>
}

// -----

mesh.mesh @pair(shape = 2)
util.func public @odd(%t: tensor<5x4xf32>) -> tensor<5x4xf32> {
  // expected-error @+1 {{the group does not divide the split dimension}}
  %0 = mesh.all_to_all %t on @pair mesh_axes = [0] split_axis = 0 concat_axis = 0 : tensor<5x4xf32> -> tensor<5x4xf32>
  util.return %0 : tensor<5x4xf32>
}
