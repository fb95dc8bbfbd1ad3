// RUN: weirc opt --split-input-file --hal-translate-executables %s | FileCheck %s

// The function becomes code and its export says how many workgroups it takes.

#cpu = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64", {cpu = "x86-64-v3"}>
#layout = #hal.pipeline.layout<push_constants = 0, sets = [<0, bindings = [<0, storage_buffer, ReadOnly>, <1, storage_buffer>]>]>
#id = affine_map<(d0) -> (d0)>

// CHECK: hal.executable private @ex
// CHECK-NEXT: hal.executable.variant public @cpu target(#executable_target_embedded_elf_x86_64_) objects([#hal.executable.object<{path = "ex_cpu.so", data = dense<{{.+}}> : vector<{{[0-9]+}}xi8>}>])
// CHECK-NEXT: hal.executable.export public @double ordinal(0)
// CHECK-NEXT: ^bb0(%{{.+}}: !hal.device):
// CHECK-NEXT: %[[ONE:.+]] = arith.constant 1 : index
// CHECK-NEXT: hal.return %[[ONE]], %[[ONE]], %[[ONE]] : index, index, index
// CHECK-NOT: builtin.module
// CHECK: hal.executable private @elsewhere
hal.executable private @ex {
  hal.executable.variant public @cpu target(#cpu) {
    hal.executable.export public @double ordinal(0) layout(#layout) {
    ^bb0(%device: !hal.device):
      %x, %y, %z = flow.dispatch.workgroup_count_from_slice
      hal.return %x, %y, %z : index, index, index
    }
    builtin.module {
      func.func @double() {
        %c0 = arith.constant 0 : index
        %0 = hal.interface.binding.subspan set(0) binding(0) type(storage_buffer) alignment(64) offset(%c0) flags(ReadOnly) : !flow.dispatch.tensor<readonly:tensor<16xf32>>
        %1 = hal.interface.binding.subspan set(0) binding(1) type(storage_buffer) alignment(64) offset(%c0) : !flow.dispatch.tensor<writeonly:tensor<16xf32>>
        %2 = flow.dispatch.tensor.load %0, offsets = [0], sizes = [16], strides = [1] : !flow.dispatch.tensor<readonly:tensor<16xf32>> -> tensor<16xf32>
        %3 = tensor.empty() : tensor<16xf32>
        %4 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%2 : tensor<16xf32>) outs(%3 : tensor<16xf32>) {
        ^bb0(%a: f32, %b: f32):
          %5 = arith.addf %a, %a : f32
          linalg.yield %5 : f32
        } -> tensor<16xf32>
        flow.dispatch.tensor.store %4, %1, offsets = [0], sizes = [16], strides = [1] : tensor<16xf32> -> !flow.dispatch.tensor<writeonly:tensor<16xf32>>
        return
      }
    }
  }
}

// Code from elsewhere stays.
hal.executable private @elsewhere {
  // CHECK-NEXT: hal.executable.variant public @cpu target(#executable_target_embedded_elf_x86_64_) objects([#hal.executable.object<{path = "mine.so"}>])
  hal.executable.variant public @cpu target(#cpu) objects([#hal.executable.object<{path = "mine.so"}>]) {
    // CHECK-NEXT: hal.executable.export public @mine ordinal(0)
    hal.executable.export public @mine ordinal(0) layout(#layout) {
    ^bb0(%device: !hal.device):
      %c7 = arith.constant 7 : index
      // CHECK: hal.return %c7
      hal.return %c7, %c7, %c7 : index, index, index
    }
  }
}
