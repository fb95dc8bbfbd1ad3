// RUN: weirc opt --split-input-file --verify-diagnostics --nodes-prove %s

// Numbers of nodes have no gaps.
// expected-error @+1 {{has 2 nodes but none with number 1}}
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 2 : index} {
    util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
  }
  builtin.module @b attributes {weir.node = 2 : index, weir.node_count = 2 : index} {
    util.global private @b_cpu = #hal.device.target<"local", {node = "b"}, []> : !hal.device
  }
}

// -----

// A second receive of what is sent once.
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 2 : index} {
    util.global private @a_cpu = #hal.device.target<"local", {memory = 4096 : i64, node = "a"}, []> : !hal.device
    util.global private @__weir_nodes : !stream.channel
    util.func public @f() -> !stream.timepoint {
      %c0 = arith.constant 0 : index
      %c64 = arith.constant 64 : index
      %c1_i32 = arith.constant 1 : i32
      %channel = util.global.load @__weir_nodes : !stream.channel
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
      %done = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c64}) {
        stream.cmd.collective<send : ui8>[%c64] channel(%channel) param(%c1_i32 : i32) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c64}
        } attributes {transfer = 0 : index}
      } => !stream.timepoint
      util.return %done : !stream.timepoint
    }
  }
  builtin.module @b attributes {weir.node = 1 : index, weir.node_count = 2 : index} {
    util.global private @b_cpu = #hal.device.target<"local", {memory = 4096 : i64, node = "b"}, []> : !hal.device
    util.global private @__weir_nodes : !stream.channel
    util.func public @f() -> !stream.timepoint {
      %c0 = arith.constant 0 : index
      %c64 = arith.constant 64 : index
      %c0_i32 = arith.constant 0 : i32
      %channel = util.global.load @__weir_nodes : !stream.channel
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@b_cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
      %done = stream.cmd.execute on(#hal.device.affinity<@b_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c64}) {
        // expected-note @+1 {{the first is here}}
        stream.cmd.collective<recv : ui8>[%c64] channel(%channel) param(%c0_i32 : i32) {
          wo %x[%c0 for %c64] : !stream.resource<transient>{%c64}
        } attributes {transfer = 0 : index}
        // expected-error @+1 {{is a second receive of transfer 0}}
        stream.cmd.collective<recv : ui8>[%c64] channel(%channel) param(%c0_i32 : i32) {
          wo %x[%c0 for %c64] : !stream.resource<transient>{%c64}
        } attributes {transfer = 0 : index}
      } => !stream.timepoint
      util.return %done : !stream.timepoint
    }
  }
}

// -----

// A peer that is no node.
util.global private @cpu = #hal.device.target<"local", {memory = 4096 : i64, node = "a"}, []> : !hal.device
util.func public @nobody(%channel: !stream.channel) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c7_i32 = arith.constant 7 : i32
  %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
  %done = stream.cmd.execute on(#hal.device.affinity<@cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c64}) {
    // expected-error @+1 {{is a send whose peer is no node of the plan}}
    stream.cmd.collective<send : ui8>[%c64] channel(%channel) param(%c7_i32 : i32) {
      ro %x[%c0 for %c64] : !stream.resource<transient>{%c64}
    } attributes {transfer = 0 : index}
  } => !stream.timepoint
  util.return %done : !stream.timepoint
}

// -----

// What cannot be shown to be apart is told, but no error.
util.global private @cpu = #hal.device.target<"local", {memory = 4096 : i64, node = "a"}, []> : !hal.device
util.func public @unknown(%i: index, %j: index) -> !stream.timepoint {
  %c4 = arith.constant 4 : index
  %c64 = arith.constant 64 : index
  %c1_i32 = arith.constant 1 : i32
  %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
  %done = stream.cmd.execute on(#hal.device.affinity<@cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c64}) {
    stream.cmd.concurrent {
      // expected-note @+1 {{the other access is 'stream.cmd.fill'}}
      stream.cmd.fill %c1_i32, %x[%i for %c4] : i32 -> !stream.resource<transient>{%c64}
      // expected-warning @+1 {{may run at the same time as another access}}
      stream.cmd.fill %c1_i32, %x[%j for %c4] : i32 -> !stream.resource<transient>{%c64}
    }
  } => !stream.timepoint
  util.return %done : !stream.timepoint
}
