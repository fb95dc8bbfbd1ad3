// RUN: weirc opt --abi-transformation-pipeline %s | FileCheck %s --check-prefix=SYNC
// RUN: weirc opt --iree-abi-transformation-pipeline --execution-model=async-external %s | FileCheck %s
// RUN: weirc opt --pass-pipeline='builtin.module(iree-abi-transformation-pipeline{invocation-model=coarse-fences})' %s | FileCheck %s
// RUN: weirc --compile-to=abi %s | FileCheck %s
// RUN: weirc opt '--iree-abi-wrap-entry-points={invocation-model=coarse-fences}' %s | FileCheck %s
// RUN: weirc opt --torch-iree-func-conversion %s | FileCheck %s --check-prefix=TORCH
// RUN: weirc opt --iree-torch-iree-func-conversion %s | FileCheck %s --check-prefix=TORCH
// RUN: weirc opt --pass-pipeline='builtin.module(torch-iree-func-conversion)' %s | FileCheck %s --check-prefix=TORCH

// Pipelines by name, other names of passes, options in braces.

// CHECK-LABEL: util.func public @same(
// CHECK-SAME: !hal.buffer_view, %{{.+}}: !hal.fence, %{{.+}}: !hal.fence)
// SYNC-LABEL: util.func public @same(%{{.+}}: !hal.buffer_view)
// TORCH-LABEL: util.func public @same(%{{.+}}: tensor<4xf32>)
util.func public @same(%input: tensor<4xf32>) -> tensor<4xf32> {
  util.return %input : tensor<4xf32>
}
