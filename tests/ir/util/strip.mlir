// RUN: weirc opt --util-drop-compiler-hints --util-strip-debug-ops --util-strip-and-splat-constants %s | FileCheck %s

// CHECK: util.global private @a = #util.byte_pattern<1> : tensor<4xi32>
util.global private @a = dense<[1, 2, 3, 4]> : tensor<4xi32>
// CHECK: util.global private @b = 7 : i32
util.global private @b = 7 : i32
// CHECK: util.global private @c = #util.byte_pattern<2> : tensor<2xf32>
util.global private @c = dense<1.0> : tensor<2xf32>

// CHECK-LABEL: @hints
// CHECK-SAME: (%[[X:.+]]: tensor<4xf32>, %[[P:.+]]: i1)
util.func public @hints(%x: tensor<4xf32>, %p: i1) -> tensor<4xf32> {
  // CHECK-NEXT: util.return %[[X]]
  %0 = util.optimization_barrier %x : tensor<4xf32>
  cf.assert %p, "must hold"
  flow.tensor.trace "x" = [%0 : tensor<4xf32>]
  util.return %0 : tensor<4xf32>
}
