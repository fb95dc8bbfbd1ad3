// RUN: weirc opt --split-input-file --verify-diagnostics %s

// What ops of mesh demand of meshes, axes and shapes.

// expected-error @+1 {{rank of mesh is expected to be a positive integer}}
mesh.mesh @point(shape = [])

// -----

// expected-error @+1 {{Did you mean an empty list? It must be denoted by "[]".}}
mesh.mesh @less(shape = -2)

// -----

// expected-error @+1 {{dimension size of a mesh is expected to be non-negative or dynamic}}
"mesh.mesh"() {sym_name = "less", shape = array<i64: -3, 2>} : () -> ()

// -----

func.func @nowhere(%t: tensor<4x8xf32>) {
  // expected-error @+1 {{Undefined required mesh symbol "other".}}
  %0 = mesh.all_reduce %t on @other mesh_axes = [0] : tensor<4x8xf32> -> tensor<4x8xf32>
  return
}

// -----

// The mesh of an outer module is no mesh of the inner one.
mesh.mesh @grid(shape = 2x?x4)
module {
  func.func @inner() {
    // expected-error @+1 {{Undefined required mesh symbol "grid".}}
    %0 = mesh.process_linear_index on @grid : index
    return
  }
}

// -----

func.func @no_mesh() {
  // expected-error @+1 {{Undefined required mesh symbol "no_mesh".}}
  %0 = mesh.mesh_shape @no_mesh : index
  return
}

// -----

mesh.mesh @grid(shape = 2x?x4)
func.func @axes(%t: tensor<4x8xf32>) {
  // expected-error @+1 {{0-based mesh axis index 3 is out of bounds. The referenced mesh "grid" is of rank 3.}}
  %0 = mesh.all_reduce %t on @grid mesh_axes = [0, 3] : tensor<4x8xf32> -> tensor<4x8xf32>
  // expected-error @+1 {{0-based mesh axis index -1 is out of bounds.}}
  %1 = mesh.all_reduce %t on @grid mesh_axes = [-1] : tensor<4x8xf32> -> tensor<4x8xf32>
  // expected-error @+1 {{Mesh axes contains duplicate elements.}}
  %2 = mesh.all_reduce %t on @grid mesh_axes = [0, 0] : tensor<4x8xf32> -> tensor<4x8xf32>
  // expected-error @+1 {{Unexpected number of results 2. Expected 3.}}
  %3:2 = mesh.mesh_shape @grid : index, index
  // expected-error @+1 {{Unexpected number of results 1. Expected 2.}}
  %4 = mesh.process_multi_index on @grid axes = [2, 0] : index
  return
}

// -----

mesh.mesh @grid(shape = 2x?x4)
func.func @shapes(%t: tensor<4x8xf32>) {
  // expected-error @+1 {{requires the same shape for all operands and results}}
  %0 = mesh.all_reduce %t on @grid mesh_axes = [1] : tensor<4x8xf32> -> tensor<4x7xf64>
  // expected-error @+1 {{requires the same element type for all operands and results}}
  %1 = mesh.all_gather %t on @grid mesh_axes = [0] gather_axis = 1 : tensor<4x8xf32> -> tensor<4x16xf64>
  // expected-error @+1 {{result type has different rank than operands}}
  %2 = mesh.all_gather %t on @grid mesh_axes = [0] gather_axis = 1 : tensor<4x8xf32> -> tensor<4xf32>
  // expected-error @+1 {{failed to verify that all of {input, result} have same rank}}
  %3 = mesh.gather %t on @grid mesh_axes = [0] gather_axis = 1 root = [0] : (tensor<4x8xf32>) -> tensor<4xf32>
  // expected-error @+1 {{failed to verify that all of {input, result} have same element type}}
  %4 = mesh.broadcast %t on @grid mesh_axes = [0] root = [0] : (tensor<4x8xf32>) -> tensor<4x8xf64>
  // expected-error @+1 {{failed to verify that all of {input, result} have same shape}}
  %5 = mesh.reduce %t on @grid mesh_axes = [0] root = [0] : (tensor<4x8xf32>) -> tensor<4x?xf32>
  return
}

// -----

mesh.mesh @grid(shape = 2x?x4)
func.func @gathered(%t: tensor<4x8xf32>, %s: tensor<?x8xf32>) {
  // expected-error @+1 {{Gather axis 2 is out of bounds [0, 2).}}
  %0 = mesh.all_gather %t on @grid mesh_axes = [0] gather_axis = 2 : tensor<4x8xf32> -> tensor<4x8xf32>
  // expected-error @+1 {{Dimension size mismatch for result axis 1. Expected 16, but got 8.}}
  %1 = mesh.all_gather %t on @grid mesh_axes = [0] gather_axis = 1 : tensor<4x8xf32> -> tensor<4x8xf32>
  // expected-error @+1 {{Dimension size mismatch for result axis 0. Expected dynamic, but got 4.}}
  %2 = mesh.all_gather %t on @grid mesh_axes = [1] gather_axis = 0 : tensor<4x8xf32> -> tensor<4x8xf32>
  // expected-error @+1 {{Dimension size mismatch for result axis 0. Expected dynamic, but got 8.}}
  %3 = mesh.gather %s on @grid mesh_axes = [0] gather_axis = 0 root = [0] : (tensor<?x8xf32>) -> tensor<8x8xf32>
  return
}

// -----

mesh.mesh @grid(shape = 2x?x4)
func.func @sliced(%t: tensor<5x8xf32>) {
  // expected-error @+1 {{Operand dimension size 5 is not divisible by collective device group size 2 for tensor axis 0.}}
  %0 = mesh.reduce_scatter %t on @grid mesh_axes = [0] scatter_axis = 0 : tensor<5x8xf32> -> tensor<3x8xf32>
  // expected-error @+1 {{Dimension size mismatch for result axis 1. Expected 4, but got 8.}}
  %1 = mesh.all_slice %t on @grid mesh_axes = [0] slice_axis = 1 : tensor<5x8xf32> -> tensor<5x8xf32>
  // expected-error @+1 {{Dimension size mismatch for result axis 0. Expected 5, but got 4.}}
  %2 = mesh.scatter %t on @grid mesh_axes = [0] scatter_axis = 1 root = [0] : (tensor<5x8xf32>) -> tensor<4x4xf32>
  // expected-error @+1 {{Scatter axis 2 is out of bounds [0, 2).}}
  %3 = mesh.scatter %t on @grid mesh_axes = [0] scatter_axis = 2 root = [0] : (tensor<5x8xf32>) -> tensor<5x8xf32>
  return
}

// -----

mesh.mesh @grid(shape = 2x?x4)
func.func @exchanged(%t: tensor<5x8xf32>) {
  // expected-error @+1 {{Dimension size mismatch for result axis 0. Expected 10, but got 5.}}
  %0 = mesh.all_to_all %t on @grid mesh_axes = [0] split_axis = 1 concat_axis = 0 : tensor<5x8xf32> -> tensor<5x4xf32>
  // expected-error @+1 {{Dimension size mismatch for result axis 0. Expected dynamic, but got 2.}}
  %1 = mesh.all_to_all %t on @grid mesh_axes = [0] split_axis = 0 concat_axis = 1 : tensor<5x8xf32> -> tensor<2x16xf32>
  // expected-error @+1 {{Dimension size mismatch for result axis 1. Expected 8, but got 4.}}
  %2 = mesh.all_to_all %t on @grid mesh_axes = [0] split_axis = 1 concat_axis = 1 : tensor<5x8xf32> -> tensor<5x4xf32>
  // expected-error @+1 {{Split axis 7 is out of bounds [0, 2).}}
  %3 = mesh.all_to_all %t on @grid mesh_axes = [0] split_axis = 7 concat_axis = 0 : tensor<5x8xf32> -> tensor<5x8xf32>
  return
}

// -----

mesh.mesh @grid(shape = 2x?x4)
func.func @rooted(%t: tensor<4x8xf32>, %i: index) {
  // expected-error @+1 {{In-group device "root" has unexpected multi-index size 2. Expected 1.}}
  %0 = mesh.broadcast %t on @grid mesh_axes = [0] root = [0, 1] : (tensor<4x8xf32>) -> tensor<4x8xf32>
  // expected-error @+1 {{Out of bounds coordinate 1 for in-group device "destination". Got 4, but expected value in the range [0, 3].}}
  %1 = mesh.send %t on @grid mesh_axes = [0, 2] destination = [1, 4] : (tensor<4x8xf32>) -> tensor<4x8xf32>
  // expected-error @+1 {{Out of bounds coordinate 0 for in-group device "source". Got 2}}
  %2 = mesh.recv %t on @grid mesh_axes = [0] source = [2] : (tensor<4x8xf32>) -> tensor<4x8xf32>
  // expected-error @+1 {{expected 0 values for the open coordinates of "root", found 1}}
  %3 = "mesh.broadcast"(%t, %i) {mesh = @grid, mesh_axes = array<i16: 0>, root = array<i64: 1>} : (tensor<4x8xf32>, index) -> tensor<4x8xf32>
  // expected-error @+1 {{Invalid shift axis 2. It must be one of the grouping mesh axes.}}
  %4 = mesh.shift %t on @grid mesh_axes = [0] shift_axis = 2 offset = 1 : tensor<4x8xf32> -> tensor<4x8xf32>
  return
}

// -----

mesh.mesh @grid(shape = 2)
func.func @kind(%t: tensor<4xf32>) {
  // expected-error @+1 {{to be one of: sum, max, min, product, average, bitwise_and, bitwise_or, bitwise_xor, generic}}
  %0 = mesh.all_reduce %t on @grid reduction = <most> : tensor<4xf32> -> tensor<4xf32>
  return
}

// -----

mesh.mesh @grid(shape = 2)
func.func @scalar(%t: tensor<f32>) {
  // expected-error @+1 {{operand #0 must be non-0-ranked.tensor of any type values, but got 'tensor<f32>'}}
  %0 = mesh.send %t on @grid mesh_axes = [0] destination = [1] : (tensor<f32>) -> tensor<f32>
  return
}

// -----

func.func @twice(%t: tensor<4x8xf32>) {
  // expected-error @+1 {{mesh axis duplicated}}
  %0 = mesh.shard %t to <@grid, [[0], [1, 0]]> : tensor<4x8xf32>
  return
}

// -----

func.func @negative(%t: tensor<4x8xf32>) {
  // expected-error @+1 {{mesh axis is expected to be non-negative}}
  %0 = mesh.shard %t to <@grid, [[-1]]> : tensor<4x8xf32>
  return
}

// -----

func.func @partial(%t: tensor<4x8xf32>) {
  // expected-error @+1 {{mesh axis duplicated}}
  %0 = mesh.shard %t to <@grid, [[0]], partial = sum[0]> : tensor<4x8xf32>
  return
}
