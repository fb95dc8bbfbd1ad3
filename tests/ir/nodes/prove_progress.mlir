// RUN: weirc opt --split-input-file --verify-diagnostics --nodes-prove %s

// Each node receives before it sends what the other waits for.
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
        // expected-note @+1 {{which waits for 'stream.cmd.collective' on node a}}
      stream.cmd.collective<recv : ui8>[%c64] channel(%channel) param(%c1_i32 : i32) {
          wo %x[%c0 for %c64] : !stream.resource<transient>{%c64}
        } attributes {transfer = 0 : index}
        // expected-note @+1 {{which waits for 'stream.cmd.collective' on node a}}
      stream.cmd.collective<send : ui8>[%c64] channel(%channel) param(%c1_i32 : i32) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c64}
        } attributes {transfer = 1 : index}
      } => !stream.timepoint
      util.return %done : !stream.timepoint
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
        // expected-note @+1 {{which waits for 'stream.cmd.collective' on node b}}
      stream.cmd.collective<recv : ui8>[%c64] channel(%channel) param(%c0_i32 : i32) {
          wo %x[%c0 for %c64] : !stream.resource<transient>{%c64}
        } attributes {transfer = 1 : index}
        // expected-note @+2 {{which waits for 'stream.cmd.collective' on node b}}
        // expected-error @+1 {{can never run on node b: what it waits for waits for it}}
      stream.cmd.collective<send : ui8>[%c64] channel(%channel) param(%c0_i32 : i32) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c64}
        } attributes {transfer = 0 : index}
      } => !stream.timepoint
      util.return %done : !stream.timepoint
    }
  }
}

// -----

// The host of one node waits for a receive before it submits the send that the other node needs first.
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
      %first = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c64}) {
        // expected-note @+1 {{which waits for 'stream.cmd.collective' on node a}}
      stream.cmd.collective<recv : ui8>[%c64] channel(%channel) param(%c1_i32 : i32) {
          wo %x[%c0 for %c64] : !stream.resource<transient>{%c64}
        } attributes {transfer = 0 : index}
      } => !stream.timepoint
      // expected-note @+1 {{which waits for 'stream.timepoint.await' on node a}}
      %w = stream.timepoint.await %first => %r : !stream.resource<transient>{%c64}
      // expected-note @+1 {{which waits for 'stream.cmd.execute' on node a}}
      %done = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) with(%w as %x: !stream.resource<transient>{%c64}) {
        // expected-note @+1 {{which waits for 'stream.cmd.collective' on node a}}
      stream.cmd.collective<send : ui8>[%c64] channel(%channel) param(%c1_i32 : i32) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c64}
        } attributes {transfer = 1 : index}
      } => !stream.timepoint
      util.return %done : !stream.timepoint
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
      %first = stream.cmd.execute on(#hal.device.affinity<@b_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c64}) {
        // expected-note @+1 {{which waits for 'stream.cmd.collective' on node b}}
      stream.cmd.collective<recv : ui8>[%c64] channel(%channel) param(%c0_i32 : i32) {
          wo %x[%c0 for %c64] : !stream.resource<transient>{%c64}
        } attributes {transfer = 1 : index}
      } => !stream.timepoint
      // expected-note @+1 {{which waits for 'stream.cmd.execute' on node b}}
      %done = stream.cmd.execute on(#hal.device.affinity<@b_cpu>) await(%first) => with(%r as %x: !stream.resource<transient>{%c64}) {
        // expected-note @+2 {{which waits for 'stream.cmd.collective' on node b}}
        // expected-error @+1 {{can never run on node b: what it waits for waits for it}}
      stream.cmd.collective<send : ui8>[%c64] channel(%channel) param(%c0_i32 : i32) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c64}
        } attributes {transfer = 0 : index}
      } => !stream.timepoint
      util.return %done : !stream.timepoint
    }
  }
}
