// RUN: weirc opt --split-input-file --convert-mesh-to-flow %s | FileCheck %s

// Each group of axes is a channel of its own, split from that of everyone: the
// place along the axes is the key, the place along the others the color.
// CHECK-DAG: #[[ROWS:.+]] = affine_map<()[s0, s1, s2] -> (s0 * s1 + s2)>
// CHECK-NOT: mesh.mesh
mesh.mesh @cube(shape = 2x3x4)

// CHECK: util.global private @_mesh_cube_axes_1 {inlining_policy = #util.inline.never} : !flow.channel
// CHECK-NEXT: util.initializer {
// CHECK-DAG: %[[C2:.+]] = arith.constant 2 : index
// CHECK-DAG: %[[C3:.+]] = arith.constant 3 : index
// CHECK-DAG: %[[C4:.+]] = arith.constant 4 : index
// CHECK: %[[ALL:.+]] = flow.channel.default : !flow.channel
// CHECK-NEXT: %[[ALL2:.+]] = flow.channel.default : !flow.channel
// CHECK-NEXT: %[[RANK:.+]] = flow.channel.rank %[[ALL2]] : index
// CHECK-NEXT: %[[AT:.+]]:3 = affine.delinearize_index %[[RANK]] into (%[[C2]], %[[C3]], %[[C4]]) : index, index, index
// CHECK-NEXT: %[[COLOR:.+]] = affine.apply #[[ROWS]]()[%[[AT]]#0, %[[C4]], %[[AT]]#2]
// CHECK-NEXT: %[[CHANNEL:.+]] = flow.channel.split %[[ALL]], %[[COLOR]], %[[AT]]#1
// CHECK-NEXT: util.global.store %[[CHANNEL]], @_mesh_cube_axes_1
// CHECK-NEXT: util.return

// CHECK: util.global private @_mesh_cube_axes_2_0
// CHECK: %[[AT:.+]]:3 = affine.delinearize_index
// CHECK-NEXT: %[[KEY:.+]] = affine.apply #[[ROWS]]()[%[[AT]]#2, %{{.+}}, %[[AT]]#0]
// CHECK-NEXT: flow.channel.split %{{.+}}, %[[AT]]#1, %[[KEY]]

// CHECK-LABEL: util.func public @reduced
// CHECK-SAME: (%[[T:.+]]: tensor<4x8xf32>)
util.func public @reduced(%t: tensor<4x8xf32>) -> tensor<4x8xf32> {
  // CHECK-NEXT: %[[CHANNEL:.+]] = util.global.load @_mesh_cube_axes_2_0 : !flow.channel
  // CHECK-NEXT: %[[EMPTY:.+]] = tensor.empty() : tensor<4x8xf32>
  // CHECK-NEXT: %[[R:.+]] = flow.collective.all_reduce maximum, f32, %[[EMPTY]], %[[T]], %[[CHANNEL]] : (tensor<4x8xf32>, tensor<4x8xf32>, !flow.channel) -> %[[EMPTY]] as tensor<4x8xf32>
  %0 = mesh.all_reduce %t on @cube mesh_axes = [2, 0] reduction = <max> : tensor<4x8xf32> -> tensor<4x8xf32>
  // CHECK-NEXT: util.return %[[R]]
  util.return %0 : tensor<4x8xf32>
}

// CHECK-LABEL: util.func public @gathered
// CHECK-SAME: (%[[T:.+]]: tensor<4x8xf32>)
util.func public @gathered(%t: tensor<4x8xf32>) -> tensor<4x24xf32> {
  // CHECK-NEXT: %[[CHANNEL:.+]] = util.global.load @_mesh_cube_axes_1
  // CHECK-NEXT: %[[E0:.+]] = tensor.empty() : tensor<8x4xf32>
  // CHECK-NEXT: %[[T0:.+]] = linalg.transpose ins(%[[T]] : tensor<4x8xf32>) outs(%[[E0]] : tensor<8x4xf32>) permutation = [1, 0]
  // CHECK-NEXT: %[[E1:.+]] = tensor.empty() : tensor<24x4xf32>
  // CHECK-NEXT: %[[G:.+]] = flow.collective.all_gather f32, %[[E1]], %[[T0]], %[[CHANNEL]]
  // CHECK-NEXT: %[[E2:.+]] = tensor.empty() : tensor<4x24xf32>
  // CHECK-NEXT: %[[T1:.+]] = linalg.transpose ins(%[[G]] : tensor<24x4xf32>) outs(%[[E2]] : tensor<4x24xf32>) permutation = [1, 0]
  %0 = mesh.all_gather %t on @cube mesh_axes = [1] gather_axis = 1 : tensor<4x8xf32> -> tensor<4x24xf32>
  // CHECK-NEXT: util.return %[[T1]]
  util.return %0 : tensor<4x24xf32>
}

// The outermost dimension is where flow gathers.
// CHECK-LABEL: util.func public @gathered_outermost
// CHECK-SAME: (%[[T:.+]]: tensor<4x8xbf16>)
util.func public @gathered_outermost(%t: tensor<4x8xbf16>) -> tensor<12x8xbf16> {
  // CHECK-NEXT: %[[CHANNEL:.+]] = util.global.load @_mesh_cube_axes_1
  // CHECK-NEXT: %[[E:.+]] = tensor.empty() : tensor<12x8xbf16>
  // CHECK-NEXT: %[[G:.+]] = flow.collective.all_gather bf16, %[[E]], %[[T]], %[[CHANNEL]]
  %0 = mesh.all_gather %t on @cube mesh_axes = [1] gather_axis = 0 : tensor<4x8xbf16> -> tensor<12x8xbf16>
  // CHECK-NEXT: util.return %[[G]]
  util.return %0 : tensor<12x8xbf16>
}

// CHECK-LABEL: util.func public @scattered
util.func public @scattered(%t: tensor<4x9x2xi32>) -> tensor<4x3x2xi32> {
  // CHECK: %[[T0:.+]] = linalg.transpose {{.*}} permutation = [1, 0, 2]
  // CHECK: %[[E:.+]] = tensor.empty() : tensor<3x4x2xi32>
  // CHECK: %[[S:.+]] = flow.collective.reduce_scatter sum, ui32, %[[E]], %[[T0]], %{{.+}} : (tensor<3x4x2xi32>, tensor<9x4x2xi32>, !flow.channel) -> %[[E]] as tensor<3x4x2xi32>
  // CHECK: linalg.transpose ins(%[[S]] : tensor<3x4x2xi32>) {{.*}} permutation = [1, 0, 2]
  %0 = mesh.reduce_scatter %t on @cube mesh_axes = [1] scatter_axis = 1 : tensor<4x9x2xi32> -> tensor<4x3x2xi32>
  util.return %0 : tensor<4x3x2xi32>
}

// CHECK-LABEL: util.func public @exchanged
// CHECK-SAME: (%[[T:.+]]: tensor<6x8xf32>)
util.func public @exchanged(%t: tensor<6x8xf32>) -> tensor<2x24xf32> {
  // CHECK: %[[E0:.+]] = tensor.empty() : tensor<6x8xf32>
  // CHECK-NEXT: %[[A:.+]] = flow.collective.all_to_all f32, %[[E0]], %[[T]], %{{.+}} : (tensor<6x8xf32>, tensor<6x8xf32>, !flow.channel) -> %[[E0]] as tensor<6x8xf32>
  // CHECK-NEXT: %[[S:.+]] = tensor.expand_shape %[[A]] {{\[\[}}0, 1], [2]] output_shape [3, 2, 8] : tensor<6x8xf32> into tensor<3x2x8xf32>
  // CHECK-NEXT: %[[E1:.+]] = tensor.empty() : tensor<2x3x8xf32>
  // CHECK-NEXT: %[[M:.+]] = linalg.transpose ins(%[[S]] : tensor<3x2x8xf32>) outs(%[[E1]] : tensor<2x3x8xf32>) permutation = [1, 0, 2]
  // CHECK-NEXT: %[[J:.+]] = tensor.collapse_shape %[[M]] {{\[\[}}0], [1, 2]] : tensor<2x3x8xf32> into tensor<2x24xf32>
  %0 = mesh.all_to_all %t on @cube mesh_axes = [1] split_axis = 0 concat_axis = 1 : tensor<6x8xf32> -> tensor<2x24xf32>
  // CHECK-NEXT: util.return %[[J]]
  util.return %0 : tensor<2x24xf32>
}

// Slices that stay along their dimension need no more than the exchange.
// CHECK-LABEL: util.func public @exchanged_in_place
util.func public @exchanged_in_place(%t: tensor<6x8xf32>) -> tensor<6x8xf32> {
  // CHECK: %[[A:.+]] = flow.collective.all_to_all
  // CHECK-NEXT: util.return %[[A]]
  %0 = mesh.all_to_all %t on @cube mesh_axes = [1] split_axis = 0 concat_axis = 0 : tensor<6x8xf32> -> tensor<6x8xf32>
  util.return %0 : tensor<6x8xf32>
}

// -----

// Everyone in order is the default channel; there are no globals. Open
// dimensions of what is reduced are those of the operand.
// CHECK-NOT: util.global
// CHECK-NOT: mesh.mesh
mesh.mesh @pair(shape = 2)
// CHECK-LABEL: util.func public @everyone
// CHECK-SAME: (%[[T:.+]]: tensor<?xf32>)
util.func public @everyone(%t: tensor<?xf32>) -> tensor<?xf32> {
  // CHECK: %[[ALL:.+]] = flow.channel.default : !flow.channel
  // CHECK: %[[D:.+]] = tensor.dim %[[T]]
  // CHECK: %[[E:.+]] = tensor.empty(%[[D]]) : tensor<?xf32>
  // CHECK: flow.collective.all_reduce sum, f32, %[[E]], %[[T]], %[[ALL]] : {{.*}} -> %[[E]] as tensor<?xf32>{%[[D]]}
  %0 = mesh.all_reduce %t on @pair mesh_axes = [0] : tensor<?xf32> -> tensor<?xf32>
  util.return %0 : tensor<?xf32>
}

// CHECK-LABEL: util.func public @places
util.func public @places() -> (index, index) {
  // CHECK: %[[ALL:.+]] = flow.channel.default : !flow.channel
  // CHECK-NEXT: %[[RANK:.+]] = flow.channel.rank %[[ALL]] : index
  %0 = mesh.process_linear_index on @pair : index
  // CHECK: %[[AT:.+]] = affine.delinearize_index %{{.+}} into (%{{.+}}) : index
  %1 = mesh.process_multi_index on @pair axes = [0] : index
  // CHECK-NEXT: util.return %[[RANK]], %[[AT]]
  util.return %0, %1 : index, index
}

// -----

// Several meshes: default channels have their names. Nobody is in a group with
// one that names no axes.
mesh.mesh @left(shape = 2x2)
mesh.mesh @right(shape = 4)
// CHECK: util.global private @_mesh_left {
// CHECK: %[[ALL:.+]] = flow.channel.default "left" : !flow.channel
// CHECK: %[[COLOR:.+]] = affine.apply
// CHECK: flow.channel.split %[[ALL]], %[[COLOR]], %c0
// CHECK-NOT: util.global private
// CHECK-LABEL: util.func public @two
util.func public @two(%t: tensor<4xf64>) -> tensor<4xf64> {
  // CHECK: util.global.load @_mesh_left :
  // CHECK: flow.collective.all_reduce minimum, f64
  %0 = mesh.all_reduce %t on @left reduction = <min> : tensor<4xf64> -> tensor<4xf64>
  // CHECK: flow.channel.default "right" : !flow.channel
  // CHECK: flow.collective.all_reduce product, f64
  %1 = mesh.all_reduce %0 on @right mesh_axes = [0] reduction = <product> : tensor<4xf64> -> tensor<4xf64>
  util.return %1 : tensor<4xf64>
}

// -----

// What flow has no counterpart for stays, and the mesh with it.
// CHECK: mesh.mesh @ring(shape = 4)
mesh.mesh @ring(shape = 4)
// CHECK-LABEL: util.func public @shifted
util.func public @shifted(%t: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: flow.collective.all_reduce average, f32
  %0 = mesh.all_reduce %t on @ring mesh_axes = [0] reduction = <average> : tensor<4xf32> -> tensor<4xf32>
  // CHECK: mesh.shift %{{.+}} on @ring mesh_axes = [0] shift_axis = 0 offset = 1
  %1 = mesh.shift %0 on @ring mesh_axes = [0] shift_axis = 0 offset = 1 : tensor<4xf32> -> tensor<4xf32>
  util.return %1 : tensor<4xf32>
}

// -----

// CHECK: mesh.mesh @open(shape = ?x2)
mesh.mesh @open(shape = ?x2)
// CHECK-LABEL: util.func public @sizes
util.func public @sizes() -> (index, index) {
  // CHECK: %[[C2:.+]] = arith.constant 2 : index
  // CHECK: %[[N:.+]] = mesh.mesh_shape @open axes = [0] : index
  %0:2 = mesh.mesh_shape @open : index, index
  // CHECK: util.return %[[N]], %[[C2]]
  util.return %0#0, %0#1 : index, index
}

// -----

// Where the sign decides, integers have one.

mesh.mesh @ring(shape = 4)
// CHECK-LABEL: @extremes
util.func private @extremes(%t: tensor<4xi32>, %u: tensor<4xui32>) -> (tensor<4xi32>, tensor<4xi32>, tensor<4xui32>) {
  // CHECK: flow.collective.all_reduce sum, ui32
  %0 = mesh.all_reduce %t on @ring mesh_axes = [0] : tensor<4xi32> -> tensor<4xi32>
  // CHECK: flow.collective.all_reduce maximum, si32
  %1 = mesh.all_reduce %t on @ring mesh_axes = [0] reduction = <max> : tensor<4xi32> -> tensor<4xi32>
  // CHECK: flow.collective.all_reduce minimum, ui32
  %2 = mesh.all_reduce %u on @ring mesh_axes = [0] reduction = <min> : tensor<4xui32> -> tensor<4xui32>
  util.return %0, %1, %2 : tensor<4xi32>, tensor<4xi32>, tensor<4xui32>
}
