// RUN: weirc opt %s | weirc opt | FileCheck %s

// Ops of front ends are read in the form that these have in common and printed
// in the generic one.
// CHECK-LABEL: @written
util.func public @written(%a: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: %[[SUM:.+]] = "stablehlo.add"(%arg0, %arg0) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %0 = stablehlo.add %a, %a : tensor<4xf32>
  // CHECK: "tosa.reciprocal"(%[[SUM]]) {hint = 1 : i32} : (tensor<4xf32>) -> tensor<4xf32>
  %1 = tosa.reciprocal %0 {hint = 1 : i32} : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: "tosa.yield"() : () -> ()
  "tosa.yield"() : () -> ()
  util.return %1 : tensor<4xf32>
}

// Attributes and types of code generators are kept as text.
// CHECK-LABEL: util.func public @annotated
// CHECK-SAME: (%{{.+}}: !llvm.ptr, %{{.+}}: memref<4xf32, #gpu.address_space<workgroup>>)
// CHECK-SAME: info = #iree_codegen.translation_info<CPUDefault>
util.func public @annotated(%a: !llvm.ptr, %b: memref<4xf32, #gpu.address_space<workgroup>>) attributes {info = #iree_codegen.translation_info<CPUDefault>} {
  // CHECK: "gpu.barrier"() : () -> ()
  gpu.barrier
  // CHECK: "gpu.barrier"() {last} : () -> ()
  gpu.barrier {last}
  util.return
}
