// RUN: weirc opt --hal-transformation-pipeline='serialize-executables=false' %s | FileCheck %s
// RUN: weirc opt --hal-transformation-pipeline='link-executables=false serialize-executables=false' %s | FileCheck %s --check-prefix=APART

// Executables are compiled as one unless they are to stay apart; each dispatch
// finds its own code in it.

// CHECK: hal.executable private @module_linked_llvm_cpu {
// CHECK-NEXT: hal.executable.variant public @embedded_elf_x86_64
// CHECK-SAME: data = dense
// CHECK: hal.executable.export public @run ordinal(0)
// CHECK: hal.executable.export public @run_0 ordinal(1)
// CHECK-NOT: hal.executable private
// CHECK-LABEL: util.func public @main
// CHECK-DAG: %[[C0:.+]] = arith.constant 0 : index
// CHECK-DAG: %[[C1:.+]] = arith.constant 1 : index
// CHECK-DAG: %[[EXE:.+]] = util.global.load immutable @__a_executable_0_module_linked_llvm_cpu
// CHECK: hal.command_buffer.dispatch<%{{.+}} : !hal.command_buffer> target(%[[EXE]] : !hal.executable)[%[[C1]]]
// CHECK: hal.command_buffer.dispatch<%{{.+}} : !hal.command_buffer> target(%[[EXE]] : !hal.executable)[%[[C0]]]

// APART: hal.executable private @doubles {
// APART: hal.executable private @squares {
// APART: %[[SQUARES:.+]] = util.global.load immutable @__a_executable_0_squares
// APART: %[[DOUBLES:.+]] = util.global.load immutable @__a_executable_1_doubles
// APART: target(%[[SQUARES]] : !hal.executable)[%c0]
// APART: target(%[[DOUBLES]] : !hal.executable)[%c0]

#map = affine_map<(d0) -> (d0)>
module {
  util.global private @a = #hal.device.target<"local", [#hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">]> : !hal.device
  stream.executable private @doubles {
    stream.executable.export public @run
    builtin.module {
      func.func @run(%in: !stream.binding) {
        %c0 = arith.constant 0 : index
        %0 = stream.binding.subspan %in[%c0] : !stream.binding -> !flow.dispatch.tensor<readwrite:tensor<16xf32>>
        %1 = flow.dispatch.tensor.load %0, offsets = [0], sizes = [16], strides = [1] : !flow.dispatch.tensor<readwrite:tensor<16xf32>> -> tensor<16xf32>
        %2 = tensor.empty() : tensor<16xf32>
        %3 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%1 : tensor<16xf32>) outs(%2 : tensor<16xf32>) {
        ^bb0(%x: f32, %y: f32):
          %4 = arith.addf %x, %x : f32
          linalg.yield %4 : f32
        } -> tensor<16xf32>
        flow.dispatch.tensor.store %3, %0, offsets = [0], sizes = [16], strides = [1] : tensor<16xf32> -> !flow.dispatch.tensor<readwrite:tensor<16xf32>>
        return
      }
    }
  }
  stream.executable private @squares {
    stream.executable.export public @run
    builtin.module {
      func.func @run(%in: !stream.binding) {
        %c0 = arith.constant 0 : index
        %0 = stream.binding.subspan %in[%c0] : !stream.binding -> !flow.dispatch.tensor<readwrite:tensor<16xf32>>
        %1 = flow.dispatch.tensor.load %0, offsets = [0], sizes = [16], strides = [1] : !flow.dispatch.tensor<readwrite:tensor<16xf32>> -> tensor<16xf32>
        %2 = tensor.empty() : tensor<16xf32>
        %3 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%1 : tensor<16xf32>) outs(%2 : tensor<16xf32>) {
        ^bb0(%x: f32, %y: f32):
          %4 = arith.mulf %x, %x : f32
          linalg.yield %4 : f32
        } -> tensor<16xf32>
        flow.dispatch.tensor.store %3, %0, offsets = [0], sizes = [16], strides = [1] : tensor<16xf32> -> !flow.dispatch.tensor<readwrite:tensor<16xf32>>
        return
      }
    }
  }
  util.func public @main(%in: !hal.buffer, %wait: !hal.fence, %signal: !hal.fence) {
    %c0 = arith.constant 0 : index
    %c64 = arith.constant 64 : index
    %r = stream.tensor.import on(#hal.device.affinity<@a>) %in : !hal.buffer -> tensor<16xf32> in !stream.resource<external>{%c64}
    %t0 = stream.timepoint.import %wait : (!hal.fence) => !stream.timepoint
    %t1 = stream.cmd.execute on(#hal.device.affinity<@a>) await(%t0) => with(%r as %p: !stream.resource<external>{%c64}) {
      stream.cmd.dispatch @squares::@run {
        rw %p[%c0 for %c64] : !stream.resource<external>{%c64}
      }
      stream.cmd.dispatch @doubles::@run {
        rw %p[%c0 for %c64] : !stream.resource<external>{%c64}
      }
    } => !stream.timepoint
    stream.timepoint.chain_external on(#hal.device.affinity<@a>) %t1 => (%signal : !hal.fence)
    util.return
  }
}
