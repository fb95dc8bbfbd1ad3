// RUN: weirc opt --canonicalize=test-convergence %s | FileCheck %s

mesh.mesh @grid(shape = 2x4)

// A process alone has nobody to exchange with. What it says of itself in words
// goes: no axes, a sum.
// CHECK-LABEL: @alone
// CHECK-SAME: (%[[T:.+]]: tensor<4x8xf32>)
func.func @alone(%t: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %0 = mesh.all_reduce %t on @grid mesh_axes = [] reduction = <max> : tensor<4x8xf32> -> tensor<4x8xf32>
  %1 = mesh.all_gather %0 on @grid gather_axis = 1 : tensor<4x8xf32> -> tensor<4x8xf32>
  %2 = mesh.all_to_all %1 on @grid split_axis = 0 concat_axis = 1 : tensor<4x8xf32> -> tensor<4x8xf32>
  %3 = mesh.all_slice %2 on @grid slice_axis = 0 : tensor<4x8xf32> -> tensor<4x8xf32>
  %4 = mesh.reduce_scatter %3 on @grid scatter_axis = 0 : tensor<4x8xf32> -> tensor<4x8xf32>
  %5 = mesh.broadcast %4 on @grid root = [] : (tensor<4x8xf32>) -> tensor<4x8xf32>
  %6 = mesh.gather %5 on @grid gather_axis = 1 root = [] : (tensor<4x8xf32>) -> tensor<4x8xf32>
  %7 = mesh.scatter %6 on @grid scatter_axis = 0 root = [] : (tensor<4x8xf32>) -> tensor<4x8xf32>
  %8 = mesh.reduce %7 on @grid root = [] : (tensor<4x8xf32>) -> tensor<4x8xf32>
  %9 = mesh.send %8 on @grid destination = [] : (tensor<4x8xf32>) -> tensor<4x8xf32>
  %10 = mesh.recv %9 on @grid source = [] : (tensor<4x8xf32>) -> tensor<4x8xf32>
  // CHECK-NEXT: return %[[T]]
  return %10 : tensor<4x8xf32>
}

// Unused ones go but for those that others wait for; a change of the type stays,
// and so does a group.
// CHECK-LABEL: @stays
// CHECK-SAME: (%[[T:.+]]: tensor<4x8xf32>)
func.func @stays(%t: tensor<4x8xf32>) -> (tensor<4x8xf64>, tensor<4x8xf32>) {
  // CHECK-NEXT: %[[WIDE:.+]] = mesh.all_reduce %[[T]] on @grid : tensor<4x8xf32> -> tensor<4x8xf64>
  %0 = mesh.all_reduce %t on @grid reduction = <sum> : tensor<4x8xf32> -> tensor<4x8xf64>
  // CHECK-NEXT: %[[SHIFT:.+]] = mesh.shift %[[T]] on @grid mesh_axes = [0] shift_axis = 0 offset = 0 rotate
  %1 = mesh.shift %t on @grid mesh_axes = [0] shift_axis = 0 offset = 0 rotate : tensor<4x8xf32> -> tensor<4x8xf32>
  // CHECK-NEXT: mesh.send
  %2 = mesh.send %t on @grid mesh_axes = [0] destination = [1] : (tensor<4x8xf32>) -> tensor<4x8xf32>
  // CHECK-NEXT: mesh.recv
  %3 = mesh.recv %t on @grid mesh_axes = [0] source = [1] : (tensor<4x8xf32>) -> tensor<4x8xf32>
  %4 = mesh.broadcast %t on @grid mesh_axes = [0] root = [1] : (tensor<4x8xf32>) -> tensor<4x8xf32>
  %5 = mesh.process_linear_index on @grid : index
  // CHECK-NEXT: return %[[WIDE]], %[[SHIFT]]
  return %0, %1 : tensor<4x8xf64>, tensor<4x8xf32>
}

// CHECK-LABEL: @transposed_twice
// CHECK-SAME: (%[[T:[a-z0-9]+]]: tensor<4x8x2xf32>
func.func @transposed_twice(%t: tensor<4x8x2xf32>, %a: tensor<8x4x2xf32>, %b: tensor<4x8x2xf32>, %c: tensor<2x4x8xf32>) -> (tensor<4x8x2xf32>, tensor<2x4x8xf32>) {
  %0 = linalg.transpose ins(%t : tensor<4x8x2xf32>) outs(%a : tensor<8x4x2xf32>) permutation = [1, 0, 2]
  %1 = linalg.transpose ins(%0 : tensor<8x4x2xf32>) outs(%b : tensor<4x8x2xf32>) permutation = [1, 0, 2]
  // CHECK-NEXT: %[[ONCE:.+]] = linalg.transpose ins(%[[T]] : tensor<4x8x2xf32>) outs(%{{.+}} : tensor<2x4x8xf32>) permutation = [2, 0, 1]
  %2 = linalg.transpose ins(%0 : tensor<8x4x2xf32>) outs(%c : tensor<2x4x8xf32>) permutation = [2, 1, 0]
  // CHECK-NEXT: return %[[T]], %[[ONCE]]
  return %1, %2 : tensor<4x8x2xf32>, tensor<2x4x8xf32>
}
