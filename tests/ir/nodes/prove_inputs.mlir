// RUN: weirc opt --split-input-file --nodes-prove %s | FileCheck %s

// An input is there during the whole call, on the device that reads it, and once
// however often it is imported; so the most at once is 16 and 64. The larger of
// two functions counts.
// CHECK: module @a attributes {{.*}}weir.peak = {a_cpu = 80 : i64}
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 1 : index} {
    util.global private @a_cpu = #hal.device.target<"local", {memory = 4096 : i64, node = "a"}, []> : !hal.device
    util.func public @f(%arg0: !hal.buffer_view) -> !stream.timepoint {
      %c0 = arith.constant 0 : index
      %c16 = arith.constant 16 : index
      %c64 = arith.constant 64 : index
      %c1_i32 = arith.constant 1 : i32
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
      %in = stream.tensor.import on(#hal.device.affinity<@a_cpu>) %arg0 : !hal.buffer_view -> tensor<4xf32> in !stream.resource<external>{%c16}
      %again = stream.tensor.import on(#hal.device.affinity<@a_cpu>) %arg0 : !hal.buffer_view -> tensor<4xf32> in !stream.resource<external>{%c16}
      %1 = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t) => with(%in as %y: !stream.resource<external>{%c16}, %again as %z: !stream.resource<external>{%c16}, %r as %x: !stream.resource<transient>{%c64}) {
        stream.cmd.copy %y[%c0], %x[%c0], %c16 : !stream.resource<external>{%c16} -> !stream.resource<transient>{%c64}
      } => !stream.timepoint
      %done = stream.resource.dealloca on(#hal.device.affinity<@a_cpu>) await(%1) => %r : !stream.resource<transient>{%c64} => !stream.timepoint
      util.return %done : !stream.timepoint
    }
    util.func public @g(%arg0: !hal.buffer_view) -> !hal.buffer_view {
      %c16 = arith.constant 16 : index
      %in = stream.tensor.import on(#hal.device.affinity<@a_cpu>) %arg0 : !hal.buffer_view -> tensor<4xf32> in !stream.resource<external>{%c16}
      %out = stream.tensor.export on(#hal.device.affinity<@a_cpu>) %in : tensor<4xf32> in !stream.resource<external>{%c16} -> !hal.buffer_view
      util.return %out : !hal.buffer_view
    }
  }
}
