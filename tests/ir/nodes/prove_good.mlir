// RUN: weirc opt --nodes-prove %s | FileCheck %s

// There and back again, then the memory is given back: the plan passes, and
// each module says what its device needs.

// CHECK: module @a attributes {{.*}}weir.peak = {a_cpu = 64 : i64}
// CHECK: module @b attributes {{.*}}weir.peak = {b_cpu = 64 : i64}
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 2 : index} {
    util.global private @a_cpu = #hal.device.target<"local", {memory = 4096 : i64, node = "a"}, []> : !hal.device
    util.global private @__weir_nodes : !stream.channel
    util.func public @f() -> !stream.timepoint {
      %c0 = arith.constant 0 : index
      %c32 = arith.constant 32 : index
      %c64 = arith.constant 64 : index
      %c0_i32 = arith.constant 0 : i32
      %c1_i32 = arith.constant 1 : i32
      %channel = util.global.load @__weir_nodes : !stream.channel
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
      %done = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c64}) {
        stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
        stream.cmd.collective<send : ui8>[%c64] channel(%channel) param(%c1_i32 : i32) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c64}
        } attributes {transfer = 0 : index}
        stream.cmd.collective<recv : ui8>[%c64] channel(%channel) param(%c1_i32 : i32) {
          wo %x[%c0 for %c64] : !stream.resource<transient>{%c64}
        } attributes {transfer = 1 : index}
      } => !stream.timepoint
      %free = stream.resource.dealloca on(#hal.device.affinity<@a_cpu>) await(%done) => %r : !stream.resource<transient>{%c64} => !stream.timepoint
      util.return %free : !stream.timepoint
    }
  }
  builtin.module @b attributes {weir.node = 1 : index, weir.node_count = 2 : index} {
    util.global private @b_cpu = #hal.device.target<"local", {memory = 4096 : i64, node = "b"}, []> : !hal.device
    util.global private @__weir_nodes : !stream.channel
    util.func public @f() -> !stream.timepoint {
      %c0 = arith.constant 0 : index
      %c32 = arith.constant 32 : index
      %c64 = arith.constant 64 : index
      %c0_i32 = arith.constant 0 : i32
      %c1_i32 = arith.constant 1 : i32
      %channel = util.global.load @__weir_nodes : !stream.channel
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@b_cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
      %done = stream.cmd.execute on(#hal.device.affinity<@b_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c64}) {
        stream.cmd.collective<recv : ui8>[%c64] channel(%channel) param(%c0_i32 : i32) {
          wo %x[%c0 for %c64] : !stream.resource<transient>{%c64}
        } attributes {transfer = 0 : index}
        stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
        stream.cmd.collective<send : ui8>[%c64] channel(%channel) param(%c0_i32 : i32) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c64}
        } attributes {transfer = 1 : index}
      } => !stream.timepoint
      util.return %done : !stream.timepoint
    }
  }
}
