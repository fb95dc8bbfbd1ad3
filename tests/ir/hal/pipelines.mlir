// RUN: weirc opt --hal-transformation-pipeline %s | FileCheck %s
// RUN: weirc opt --pass-pipeline='builtin.module(iree-hal-transformation-pipeline{serialize-executables=false},canonicalize)' %s | FileCheck %s --check-prefix=VARIANT
// RUN: weirc opt --hal-device-assignment-pipeline --iree-hal-configuration-pipeline %s | FileCheck %s --check-prefix=SOURCES

// A program for two devices of one kind that starts by itself: devices are
// found, code is loaded for each, work goes to its own one.

// CHECK-NOT: hal.device.targets
// CHECK: util.global private @a : !hal.device
// CHECK: util.initializer {
// CHECK: hal.devices.count
// CHECK: util.global.store %{{.+}}, @a : !hal.device
// CHECK: util.global private @__a_executable_0_ex : !hal.executable
// CHECK: util.initializer {
// CHECK: cf.switch
// CHECK: hal.executable.create device(%{{.+}} : !hal.device) target(@ex::@embedded_elf_x86_64)
// CHECK: util.global.store %{{.+}}, @__a_executable_0_ex : !hal.executable
// CHECK: util.global private @b : !hal.device
// CHECK: util.global.store %{{.+}}, @b : !hal.device
// CHECK: hal.executable private @ex {
// CHECK-NEXT: hal.executable.binary public @embedded_elf_x86_64 attributes
// CHECK-SAME: data = dense<"0x7F454C46
// CHECK-SAME: format = "embedded-elf-x86_64"
// CHECK-NOT: scf.
// CHECK-NOT: hal.executable.lookup

// VARIANT: hal.executable private @ex {
// VARIANT-NEXT: hal.executable.variant public @embedded_elf_x86_64
// VARIANT-NOT: hal.executable.binary

// What nobody dispatches is not compiled.
// SOURCES: module attributes {stream.affinity.default = #hal.device.affinity<@a>}
// SOURCES: hal.executable private @ex {
// SOURCES: hal.executable.export public @negate ordinal(0)
// SOURCES-NOT: hal.executable.export
// SOURCES: func.func @negate() {
// SOURCES: stream.cmd.dispatch @ex::@embedded_elf_x86_64::@negate

#cpu = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
#map = affine_map<(d0) -> (d0)>
module attributes {hal.device.targets = {
  a = #hal.device.target<"local", {ordinal = 0 : index}, [#cpu]> : !hal.device,
  b = #hal.device.target<"local", {ordinal = 1 : index}, [#cpu]> : !hal.device
}} {
  stream.executable private @ex {
    stream.executable.export public @negate workgroups() -> (index, index, index) {
      %x, %y, %z = flow.dispatch.workgroup_count_from_slice
      stream.return %x, %y, %z : index, index, index
    }
    builtin.module {
      func.func @negate(%in: !stream.binding, %out: !stream.binding) {
        %c0 = arith.constant 0 : index
        %0 = stream.binding.subspan %in[%c0] : !stream.binding -> !flow.dispatch.tensor<readonly:tensor<16xf32>>
        %1 = stream.binding.subspan %out[%c0] : !stream.binding -> !flow.dispatch.tensor<writeonly:tensor<16xf32>>
        %2 = flow.dispatch.tensor.load %0, offsets = [0], sizes = [16], strides = [1] : !flow.dispatch.tensor<readonly:tensor<16xf32>> -> tensor<16xf32>
        %3 = tensor.empty() : tensor<16xf32>
        %4 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%2 : tensor<16xf32>) outs(%3 : tensor<16xf32>) {
        ^bb0(%x: f32, %y: f32):
          %5 = arith.negf %x : f32
          linalg.yield %5 : f32
        } -> tensor<16xf32>
        flow.dispatch.tensor.store %4, %1, offsets = [0], sizes = [16], strides = [1] : tensor<16xf32> -> !flow.dispatch.tensor<writeonly:tensor<16xf32>>
        return
      }
    }
  }
  stream.executable private @spare {
    stream.executable.export public @nothing
    builtin.module {
      func.func @nothing() {
        return
      }
    }
  }
  // CHECK-LABEL: util.func public @main
  // CHECK-SAME: (%[[IN:.+]]: !hal.buffer, %[[OUT:.+]]: !hal.buffer, %[[WAIT:.+]]: !hal.fence, %[[SIGNAL:.+]]: !hal.fence)
  util.func public @main(%in: !hal.buffer, %out: !hal.buffer, %wait: !hal.fence, %signal: !hal.fence) {
    // CHECK-DAG: %[[A:.+]] = util.global.load immutable @a
    // CHECK-DAG: %[[B:.+]] = util.global.load immutable @b
    // CHECK-DAG: %[[EXE:.+]] = util.global.load immutable @__a_executable_0_ex
    %c0 = arith.constant 0 : index
    %c64 = arith.constant 64 : index
    %byte = arith.constant 3 : i8
    %r = stream.tensor.import on(#hal.device.promise<@a>) %in : !hal.buffer -> tensor<16xf32> in !stream.resource<external>{%c64}
    %s = stream.tensor.import on(#hal.device.promise<@a>) %out : !hal.buffer -> tensor<16xf32> in !stream.resource<external>{%c64}
    %t0 = stream.timepoint.import %wait : (!hal.fence) => !stream.timepoint
    // CHECK: hal.command_buffer.fill_buffer
    // CHECK: hal.device.queue.execute<%[[B]] : !hal.device> affinity(%{{.+}}) wait(%[[WAIT]]) signal(%[[FILLED:[^)]+]])
    %t1 = stream.cmd.execute on(#hal.device.promise<@b>) await(%t0) => with(%r as %p: !stream.resource<external>{%c64}) {
      stream.cmd.fill %byte, %p[%c0 for %c64] : i8 -> !stream.resource<external>{%c64}
    } => !stream.timepoint
    // CHECK: hal.command_buffer.dispatch<%{{.+}} : !hal.command_buffer> target(%[[EXE]] : !hal.executable)
    // CHECK: hal.device.queue.execute<%[[A]] : !hal.device> affinity(%{{.+}}) wait(%[[FILLED]]) signal(%[[SIGNAL]])
    %t2 = stream.cmd.execute await(%t1) => with(%r as %p: !stream.resource<external>{%c64}, %s as %q: !stream.resource<external>{%c64}) {
      stream.cmd.dispatch @ex::@negate {
        ro %p[%c0 for %c64] : !stream.resource<external>{%c64},
        wo %q[%c0 for %c64] : !stream.resource<external>{%c64}
      }
    } => !stream.timepoint
    stream.timepoint.chain_external %t2 => (%signal : !hal.fence)
    util.return
  }
}
