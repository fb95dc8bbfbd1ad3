// RUN: weirc opt --split-input-file --verify-diagnostics --nodes-prove %s

// Two allocations at once are more than the device has.
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 1 : index} {
// expected-error @+2 {{needs 128 bytes for device @a_cpu of node a, which has 100: 28 too few}}
// expected-note @+1 {{0 of them from initialisation on, 128 within a call}}
    util.global private @a_cpu = #hal.device.target<"local", {memory = 100 : i64, node = "a"}, []> : !hal.device
    util.global private @__weir_nodes : !stream.channel
    util.func public @f() -> !stream.timepoint {
      %c0 = arith.constant 0 : index
      %c32 = arith.constant 32 : index
      %c64 = arith.constant 64 : index
      %c0_i32 = arith.constant 0 : i32
      %c1_i32 = arith.constant 1 : i32
      %channel = util.global.load @__weir_nodes : !stream.channel
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
      %1 = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c64}) {
        stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
      } => !stream.timepoint
      %r2, %t2 = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
      %done = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t2) => with(%r2 as %x: !stream.resource<transient>{%c64}) {
        stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
      } => !stream.timepoint
      util.return %done : !stream.timepoint
    }
  }
}

// -----

// The second waits until the first is given back: nothing to say.
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 1 : index} {
    util.global private @a_cpu = #hal.device.target<"local", {memory = 100 : i64, node = "a"}, []> : !hal.device
    util.global private @__weir_nodes : !stream.channel
    util.func public @f() -> !stream.timepoint {
      %c0 = arith.constant 0 : index
      %c32 = arith.constant 32 : index
      %c64 = arith.constant 64 : index
      %c0_i32 = arith.constant 0 : i32
      %c1_i32 = arith.constant 1 : i32
      %channel = util.global.load @__weir_nodes : !stream.channel
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
      %1 = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c64}) {
        stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
      } => !stream.timepoint
      %f = stream.resource.dealloca on(#hal.device.affinity<@a_cpu>) await(%1) => %r : !stream.resource<transient>{%c64} => !stream.timepoint
      %r2, %t2 = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) await(%f) => !stream.resource<transient>{%c64} => !stream.timepoint
      %done = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t2) => with(%r2 as %x: !stream.resource<transient>{%c64}) {
        stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
      } => !stream.timepoint
      util.return %done : !stream.timepoint
    }
  }
}
