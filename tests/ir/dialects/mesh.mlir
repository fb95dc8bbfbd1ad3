// RUN: same %s

// Every op of mesh prints, parses and prints the same.

module {
  mesh.mesh @grid(shape = 2x?x4)
  mesh.mesh @row(shape = ?)
  mesh.mesh @ring(shape = 8) {vendor = "weir"}
  func.func @places() -> (index, index) {
    %proc_linear_idx:2 = mesh.process_multi_index on @grid axes = [0, 2] : index, index
    %proc_linear_idx_0:3 = mesh.process_multi_index on @grid : index, index, index
    %proc_linear_idx_1 = mesh.process_linear_index on @ring : index
    %mesh_shape = mesh.mesh_shape @grid axes = [1] : index
    %mesh_shape_2:3 = mesh.mesh_shape @grid : index, index, index
    return %proc_linear_idx_1, %mesh_shape : index, index
  }
  func.func @collectives(%arg0: tensor<4x8xf32>, %arg1: index) {
    %all_gather = mesh.all_gather %arg0 on @grid mesh_axes = [0] gather_axis = 1 : tensor<4x8xf32> -> tensor<4x16xf32>
    %all_gather_0 = mesh.all_gather %arg0 on @grid mesh_axes = [1, 0] gather_axis = 0 : tensor<4x8xf32> -> tensor<?x8xf32>
    %all_reduce = mesh.all_reduce %arg0 on @grid mesh_axes = [0, 2] reduction = <max> : tensor<4x8xf32> -> tensor<4x8xf64>
    %all_reduce_1 = mesh.all_reduce %arg0 on @grid {color = 1 : i64} : tensor<4x8xf32> -> tensor<4x8xf32>
    %all_slice = mesh.all_slice %arg0 on @grid mesh_axes = [0] slice_axis = 0 : tensor<4x8xf32> -> tensor<2x8xf32>
    %all_to_all = mesh.all_to_all %arg0 on @grid mesh_axes = [0] split_axis = 0 concat_axis = 1 : tensor<4x8xf32> -> tensor<2x16xf32>
    %reduce_scatter = mesh.reduce_scatter %arg0 on @grid mesh_axes = [0] reduction = <bitwise_xor> scatter_axis = 0 : tensor<4x8xf32> -> tensor<2x8xf32>
    %shift = mesh.shift %arg0 on @grid mesh_axes = [0, 2] shift_axis = 2 offset = -2 rotate : tensor<4x8xf32> -> tensor<4x8xf32>
    %shift_2 = mesh.shift %arg0 on @grid mesh_axes = [0, 2] shift_axis = 2 offset = 1 : tensor<4x8xf32> -> tensor<4x8xf32>
    return
  }
  func.func @rooted(%arg0: tensor<4x8xf32>, %arg1: index) {
    %broadcast = mesh.broadcast %arg0 on @grid mesh_axes = [0, 2] root = [0, %arg1] : (tensor<4x8xf32>, index) -> tensor<4x8xf32>
    %broadcast_0 = mesh.broadcast %arg0 on @grid root = [] : (tensor<4x8xf32>) -> tensor<4x8xf32>
    %gather = mesh.gather %arg0 on @grid mesh_axes = [0] gather_axis = 1 root = [1] : (tensor<4x8xf32>) -> tensor<4x16xf32>
    %reduce = mesh.reduce %arg0 on @grid mesh_axes = [0] reduction = <min> root = [1] : (tensor<4x8xf32>) -> tensor<4x8xf64>
    %scatter = mesh.scatter %arg0 on @grid mesh_axes = [0] scatter_axis = 0 root = [1] : (tensor<4x8xf32>) -> tensor<2x8xf32>
    %send = mesh.send %arg0 on @grid mesh_axes = [2] destination = [3] : (tensor<4x8xf32>) -> tensor<4x8xf32>
    %recv = mesh.recv %arg0 on @grid mesh_axes = [2] source = [%arg1] : (tensor<4x8xf32>, index) -> tensor<4x8xf32>
    %recv_1 = mesh.recv %arg0 on @grid mesh_axes = [2] : (tensor<4x8xf32>) -> tensor<4x8xf32>
    return
  }
  func.func @shards(%arg0: tensor<4x8xf32>) {
    %sharding_annotated = mesh.shard %arg0 to <@grid, [[], [0, 1]]> : tensor<4x8xf32>
    %sharding_annotated_0 = mesh.shard %sharding_annotated to <@grid, [[0]], partial = sum[2]> annotate_for_users : tensor<4x8xf32>
    return
  }
}
