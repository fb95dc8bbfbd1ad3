// RUN: weirc opt --verify-diagnostics --hal-dump-executable-benchmarks='path=-' %s | FileCheck %s

// The default of the module is where work may go that is placed nowhere; what is
// measured is work that is placed.

#target = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
#layout = #hal.pipeline.layout<push_constants = 0, sets = [<0, bindings = [<0, storage_buffer>]>]>

// CHECK-NOT: iree.benchmark
// CHECK: util.func public @main
// CHECK-NOT: iree.benchmark
// expected-remark @+1 {{no dispatch has an affinity and sizes known at compile time}}
module attributes {stream.affinity.default = #hal.device.affinity<@device>} {
  util.global private @device = #hal.device.target<"local", [#target]> : !hal.device
  hal.executable private @ex {
    hal.executable.variant public @cpu target(#target) {
      hal.executable.export public @f ordinal(0) layout(#layout)
    }
  }
  util.func public @main(%r: !stream.resource<transient>) -> !stream.timepoint {
    %c0 = arith.constant 0 : index
    %c64 = arith.constant 64 : index
    %t = stream.cmd.execute with(%r as %p: !stream.resource<transient>{%c64}) {
      stream.cmd.dispatch @ex::@cpu::@f[%c64] {
        rw %p[%c0 for %c64] : !stream.resource<transient>{%c64}
      }
    } => !stream.timepoint
    util.return %t : !stream.timepoint
  }
}
