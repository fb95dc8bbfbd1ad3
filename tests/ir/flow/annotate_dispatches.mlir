// RUN: weirc opt --split-input-file --flow-annotate-dispatches %s | FileCheck %s

#identity = affine_map<(d0, d1) -> (d0, d1)>
// CHECK: flow.executable private @pointwise
flow.executable private @pointwise {
  // CHECK: flow.executable.export public @run_elementwise_4xD_f32xi32
  flow.executable.export public @run
  builtin.module {
    // CHECK: func.func @run_elementwise_4xD_f32xi32
    func.func @run(%in: tensor<4x?xf32>, %out: tensor<4x?xi32>) -> tensor<4x?xi32> {
      %0 = linalg.generic {indexing_maps = [#identity, #identity], iterator_types = ["parallel", "parallel"]} ins(%in : tensor<4x?xf32>) outs(%out : tensor<4x?xi32>) {
      ^bb0(%a: f32, %b: i32):
        %1 = arith.fptosi %a : f32 to i32
        linalg.yield %1 : i32
      } -> tensor<4x?xi32>
      return %0 : tensor<4x?xi32>
    }
  }
}
// CHECK-LABEL: @caller
util.func public @caller() {
  // CHECK: flow.dispatch {@pointwise::@run_elementwise_4xD_f32xi32, @other::@run}()
  flow.dispatch {@pointwise::@run, @other::@run}() : () -> ()
  util.return
}

// -----

// The costliest op counts, of equal ones the last.
flow.executable private @named {
  // CHECK: flow.executable.export public @product_matmul_4x16x8_f32
  flow.executable.export public @product
  // CHECK: flow.executable.export public @copies_slow_memcpy
  flow.executable.export public @copies
  // CHECK: flow.executable.export public @nothing{{ *$}}
  flow.executable.export public @nothing
  // CHECK: flow.executable.export public @elsewhere as("elsewhere_v2")
  flow.executable.export public @elsewhere as("elsewhere_v2")
  // CHECK: flow.executable.export public @soft_softmax_2x8xf16
  flow.executable.export public @soft
  builtin.module {
    func.func @product(%a: tensor<4x8xf32>, %b: tensor<8x16xf32>, %out: tensor<4x16xf32>) -> tensor<4x16xf32> {
      %zero = arith.constant 0.0 : f32
      %0 = linalg.fill ins(%zero : f32) outs(%out : tensor<4x16xf32>) -> tensor<4x16xf32>
      %1 = linalg.matmul ins(%a, %b : tensor<4x8xf32>, tensor<8x16xf32>) outs(%0 : tensor<4x16xf32>) -> tensor<4x16xf32>
      return %1 : tensor<4x16xf32>
    }
    func.func @copies(%a: !flow.dispatch.tensor<readonly:tensor<4xf32>>, %b: !flow.dispatch.tensor<writeonly:tensor<4xf32>>) {
      %0 = flow.dispatch.tensor.load %a, offsets = [0], sizes = [4], strides = [1] : !flow.dispatch.tensor<readonly:tensor<4xf32>> -> tensor<4xf32>
      flow.dispatch.tensor.store %0, %b, offsets = [0], sizes = [4], strides = [1] : tensor<4xf32> -> !flow.dispatch.tensor<writeonly:tensor<4xf32>>
      return
    }
    func.func @nothing() {
      return
    }
    func.func @soft(%a: tensor<2x8xf16>, %b: tensor<2x8xf16>) -> tensor<2x8xf16> {
      %0 = linalg.softmax dimension(1) ins(%a : tensor<2x8xf16>) outs(%b : tensor<2x8xf16>) -> tensor<2x8xf16>
      return %0 : tensor<2x8xf16>
    }
  }
}

// -----

#a = affine_map<(d0, d1, d2) -> (d0, d2)>
#b = affine_map<(d0, d1, d2) -> (d2, d1)>
#c = affine_map<(d0, d1, d2) -> (d0, d1)>
#minor = affine_map<(d0, d1, d2) -> (d1, d2)>
#all = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#swap = affine_map<(d0, d1, d2) -> (d0, d2, d1)>
#window = affine_map<(d0, d1) -> (d0 + d1)>
#tap = affine_map<(d0, d1) -> (d1)>
#slot = affine_map<(d0, d1) -> (d0)>
flow.executable private @kinds {
  // CHECK: @product_matmul_like_4x16x8_i8xi8xi32
  flow.executable.export public @product
  // CHECK: @vector_matvec_like_1x16x8_f32
  flow.executable.export public @vector
  // CHECK: @spread_broadcast_2x4x8_f32
  flow.executable.export public @spread
  // CHECK: @turn_transpose_2x4x8_f32
  flow.executable.export public @turn
  // CHECK: @slide_conv_6x3_f32
  flow.executable.export public @slide
  // CHECK: @largest_generic_2x4x8_f32
  flow.executable.export public @largest
  builtin.module {
    func.func @product(%x: tensor<4x8xi8>, %y: tensor<8x16xi8>, %out: tensor<4x16xi32>) -> tensor<4x16xi32> {
      %0 = linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]} ins(%x, %y : tensor<4x8xi8>, tensor<8x16xi8>) outs(%out : tensor<4x16xi32>) {
      ^bb0(%u: i8, %v: i8, %w: i32):
        %1 = arith.extsi %u : i8 to i32
        %2 = arith.extsi %v : i8 to i32
        %3 = arith.muli %1, %2 : i32
        %4 = arith.addi %w, %3 : i32
        linalg.yield %4 : i32
      } -> tensor<4x16xi32>
      return %0 : tensor<4x16xi32>
    }
    func.func @vector(%x: tensor<1x8xf32>, %y: tensor<8x16xf32>, %out: tensor<1x16xf32>) -> tensor<1x16xf32> {
      %0 = linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]} ins(%x, %y : tensor<1x8xf32>, tensor<8x16xf32>) outs(%out : tensor<1x16xf32>) {
      ^bb0(%u: f32, %v: f32, %w: f32):
        %1 = arith.mulf %u, %v : f32
        %2 = arith.addf %w, %1 : f32
        linalg.yield %2 : f32
      } -> tensor<1x16xf32>
      return %0 : tensor<1x16xf32>
    }
    func.func @spread(%x: tensor<4x8xf32>, %out: tensor<2x4x8xf32>) -> tensor<2x4x8xf32> {
      %0 = linalg.generic {indexing_maps = [#minor, #all], iterator_types = ["parallel", "parallel", "parallel"]} ins(%x : tensor<4x8xf32>) outs(%out : tensor<2x4x8xf32>) {
      ^bb0(%u: f32, %v: f32):
        linalg.yield %u : f32
      } -> tensor<2x4x8xf32>
      return %0 : tensor<2x4x8xf32>
    }
    func.func @turn(%x: tensor<2x8x4xf32>, %out: tensor<2x4x8xf32>) -> tensor<2x4x8xf32> {
      %0 = linalg.generic {indexing_maps = [#swap, #all], iterator_types = ["parallel", "parallel", "parallel"]} ins(%x : tensor<2x8x4xf32>) outs(%out : tensor<2x4x8xf32>) {
      ^bb0(%u: f32, %v: f32):
        linalg.yield %u : f32
      } -> tensor<2x4x8xf32>
      return %0 : tensor<2x4x8xf32>
    }
    func.func @slide(%x: tensor<8xf32>, %y: tensor<3xf32>, %out: tensor<6xf32>) -> tensor<6xf32> {
      %0 = linalg.generic {indexing_maps = [#window, #tap, #slot], iterator_types = ["parallel", "reduction"]} ins(%x, %y : tensor<8xf32>, tensor<3xf32>) outs(%out : tensor<6xf32>) {
      ^bb0(%u: f32, %v: f32, %w: f32):
        %1 = arith.mulf %u, %v : f32
        %2 = arith.addf %w, %1 : f32
        linalg.yield %2 : f32
      } -> tensor<6xf32>
      return %0 : tensor<6xf32>
    }
    func.func @largest(%x: tensor<2x4x8xf32>, %out: tensor<2x4xf32>) -> tensor<2x4xf32> {
      %0 = linalg.generic {indexing_maps = [#all, #c], iterator_types = ["parallel", "parallel", "reduction"]} ins(%x : tensor<2x4x8xf32>) outs(%out : tensor<2x4xf32>) {
      ^bb0(%u: f32, %v: f32):
        %1 = arith.maximumf %u, %v : f32
        linalg.yield %1 : f32
      } -> tensor<2x4xf32>
      return %0 : tensor<2x4xf32>
    }
  }
}
