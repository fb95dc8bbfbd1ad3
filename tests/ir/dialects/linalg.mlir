// RUN: weirc opt %s | weirc opt | FileCheck %s
// RUN: weirc opt --mlir-print-op-generic %s | weirc opt | FileCheck %s
// RUN: weirc opt --mlir-print-op-generic %s | FileCheck %s --check-prefix=BODY

#map = affine_map<(d0, d1) -> (d0, d1)>
#map1 = affine_map<(d0, d1) -> (d0)>

// CHECK-LABEL: @generic
// CHECK-SAME: (%[[A:.+]]: tensor<4x8xf32>, %[[B:.+]]: tensor<4xf32>)
func.func @generic(%a: tensor<4x8xf32>, %b: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: %[[R:.+]] = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "reduction"]} ins(%[[A]] : tensor<4x8xf32>) outs(%[[B]] : tensor<4xf32>) attrs = {note = 1 : i32} {
  // CHECK-NEXT: ^bb0(%in: f32, %out: f32):
  // CHECK-NEXT:   linalg.index 1 : index
  // CHECK-NEXT:   %[[S:.+]] = arith.addf %in, %out : f32
  // CHECK-NEXT:   linalg.yield %[[S]] : f32
  // CHECK-NEXT: } -> tensor<4xf32>
  %0 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "reduction"]} ins(%a : tensor<4x8xf32>) outs(%b : tensor<4xf32>) attrs = {note = 1 : i32} {
  ^bb0(%x: f32, %y: f32):
    %i = linalg.index 1 : index
    %s = arith.addf %x, %y : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: @named
// CHECK-SAME: (%[[A:.+]]: tensor<?x8xf32>, %[[B:.+]]: tensor<8x4xf32>, %[[C:.+]]: tensor<?x4xf32>, %[[Z:.+]]: f32)
// BODY-LABEL: sym_name = "named"
func.func @named(%a: tensor<?x8xf32>, %b: tensor<8x4xf32>, %c: tensor<?x4xf32>, %z: f32) -> tensor<?x4xf32> {
  // CHECK: %[[F:.+]] = linalg.fill ins(%[[Z]] : f32) outs(%[[C]] : tensor<?x4xf32>) -> tensor<?x4xf32>
  // BODY: "linalg.fill"
  // BODY-NEXT: ^bb0(%[[IN:.+]]: f32, %{{.+}}: f32):
  // BODY-NEXT: "linalg.yield"(%[[IN]])
  %0 = linalg.fill ins(%z : f32) outs(%c : tensor<?x4xf32>) -> tensor<?x4xf32>
  // CHECK: %[[M:.+]] = linalg.matmul ins(%[[A]], %[[B]] : tensor<?x8xf32>, tensor<8x4xf32>) outs(%[[F]] : tensor<?x4xf32>) -> tensor<?x4xf32>
  // BODY: "linalg.matmul"
  // BODY-NEXT: ^bb0(%[[X:.+]]: f32, %[[Y:.+]]: f32, %[[ACC:.+]]: f32):
  // BODY-NEXT: %[[P:.+]] = "arith.mulf"(%[[X]], %[[Y]])
  // BODY-NEXT: %[[S:.+]] = "arith.addf"(%[[ACC]], %[[P]])
  // BODY-NEXT: "linalg.yield"(%[[S]])
  %1 = linalg.matmul ins(%a, %b : tensor<?x8xf32>, tensor<8x4xf32>) outs(%0 : tensor<?x4xf32>) -> tensor<?x4xf32>
  return %1 : tensor<?x4xf32>
}

// CHECK-LABEL: @convolution
// BODY-LABEL: sym_name = "convolution"
func.func @convolution(%i: tensor<1x3x8x8xi8>, %k: tensor<4x3x3x3xi8>, %o: tensor<1x4x3x3xi32>) -> tensor<1x4x3x3xi32> {
  // CHECK: linalg.conv_2d_nchw_fchw {dilations = dense<1> : tensor<2xi64>, strides = dense<2> : tensor<2xi64>} ins(%{{.+}}, %{{.+}} : tensor<1x3x8x8xi8>, tensor<4x3x3x3xi8>) outs(%{{.+}} : tensor<1x4x3x3xi32>) -> tensor<1x4x3x3xi32>
  // BODY: "arith.extsi"
  // BODY-NEXT: "arith.extsi"
  // BODY-NEXT: "arith.muli"
  // BODY-NEXT: "arith.addi"
  %0 = linalg.conv_2d_nchw_fchw {dilations = dense<1> : tensor<2xi64>, strides = dense<2> : tensor<2xi64>} ins(%i, %k : tensor<1x3x8x8xi8>, tensor<4x3x3x3xi8>) outs(%o : tensor<1x4x3x3xi32>) -> tensor<1x4x3x3xi32>
  return %0 : tensor<1x4x3x3xi32>
}

// CHECK-LABEL: @shapes
func.func @shapes(%v: tensor<4xf32>, %m: tensor<4x2xf32>, %u: tensor<f32>) {
  // CHECK: %reduced = linalg.reduce { arith.addf } ins(%{{.+}} : tensor<4xf32>) outs(%{{.+}} : tensor<f32>) dimensions = [0]
  %0 = linalg.reduce {arith.addf} ins(%v : tensor<4xf32>) outs(%u : tensor<f32>) dimensions = [0]
  // CHECK: %mapped = linalg.map { arith.mulf } ins(%{{.+}}, %{{.+}} : tensor<4xf32>, tensor<4xf32>) outs(%{{.+}} : tensor<4xf32>)
  %1 = linalg.map {arith.mulf} ins(%v, %v : tensor<4xf32>, tensor<4xf32>) outs(%v : tensor<4xf32>)
  // CHECK: linalg.map ins(
  // CHECK-NEXT: (%in: f32, %in_{{[0-9]+}}: f32) {
  // CHECK-NEXT: linalg.yield %in : f32
  %2 = linalg.map ins(%v, %v : tensor<4xf32>, tensor<4xf32>) outs(%v : tensor<4xf32>) (%p: f32, %q: f32) {
    linalg.yield %p : f32
  }
  %e = tensor.empty() : tensor<2x4xf32>
  // CHECK: %transposed = linalg.transpose ins(%{{.+}} : tensor<4x2xf32>) outs(%{{.+}} : tensor<2x4xf32>) permutation = [1, 0]
  %3 = linalg.transpose ins(%m : tensor<4x2xf32>) outs(%e : tensor<2x4xf32>) permutation = [1, 0]
  // CHECK: %broadcasted = linalg.broadcast ins(%{{.+}} : tensor<4xf32>) outs(%{{.+}} : tensor<4x2xf32>) dimensions = [1]
  %4 = linalg.broadcast ins(%v : tensor<4xf32>) outs(%m : tensor<4x2xf32>) dimensions = [1]
  // CHECK: linalg.softmax dimension(0) ins(%{{.+}} : tensor<4xf32>) outs(%{{.+}} : tensor<4xf32>) -> tensor<4xf32>
  %5 = linalg.softmax dimension(0) ins(%v : tensor<4xf32>) outs(%v : tensor<4xf32>) -> tensor<4xf32>
  return
}
