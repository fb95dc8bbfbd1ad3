// RUN: weirc opt --split-input-file --verify-diagnostics --nodes-prove %s

// A send that nobody receives.
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
        // expected-error @+1 {{sends transfer 0 to node b, where no receive matches}}
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
      %c32 = arith.constant 32 : index
      %c64 = arith.constant 64 : index
      %c0_i32 = arith.constant 0 : i32
      %c1_i32 = arith.constant 1 : i32
      %channel = util.global.load @__weir_nodes : !stream.channel
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@b_cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
      %done = stream.cmd.execute on(#hal.device.affinity<@b_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c64}) {
        stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
      } => !stream.timepoint
      util.return %done : !stream.timepoint
    }
  }
}

// -----

// A receive of another number than the send.
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
        // expected-error @+1 {{sends transfer 0 to node b}}
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
      %c32 = arith.constant 32 : index
      %c64 = arith.constant 64 : index
      %c0_i32 = arith.constant 0 : i32
      %c1_i32 = arith.constant 1 : i32
      %channel = util.global.load @__weir_nodes : !stream.channel
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@b_cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
      %done = stream.cmd.execute on(#hal.device.affinity<@b_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c64}) {
        // expected-error @+1 {{receives transfer 1 from node a, where no send matches}}
        stream.cmd.collective<recv : ui8>[%c64] channel(%channel) param(%c0_i32 : i32) {
          wo %x[%c0 for %c64] : !stream.resource<transient>{%c64}
        } attributes {transfer = 1 : index}
      } => !stream.timepoint
      util.return %done : !stream.timepoint
    }
  }
}

// -----

// The two ends name peers that do not fit.
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
        // expected-note @+23 {{a receive of transfer 0 from node b to node b is here}}
        // expected-error @+1 {{sends transfer 0 to node b}}
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
      %c32 = arith.constant 32 : index
      %c64 = arith.constant 64 : index
      %c0_i32 = arith.constant 0 : i32
      %c1_i32 = arith.constant 1 : i32
      %channel = util.global.load @__weir_nodes : !stream.channel
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@b_cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
      %done = stream.cmd.execute on(#hal.device.affinity<@b_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c64}) {
        // expected-note @-19 {{a send of transfer 0 from node a to node b is here}}
        // expected-error @+1 {{receives transfer 0 from node b, where no send matches}}
        stream.cmd.collective<recv : ui8>[%c64] channel(%channel) param(%c1_i32 : i32) {
          wo %x[%c0 for %c64] : !stream.resource<transient>{%c64}
        } attributes {transfer = 0 : index}
      } => !stream.timepoint
      util.return %done : !stream.timepoint
    }
  }
}

// -----

// More bytes are received than sent.
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
        // expected-note @+1 {{the send is here}}
        stream.cmd.collective<send : ui8>[%c32] channel(%channel) param(%c1_i32 : i32) {
          ro %x[%c0 for %c32] : !stream.resource<transient>{%c64}
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
      %c32 = arith.constant 32 : index
      %c64 = arith.constant 64 : index
      %c0_i32 = arith.constant 0 : i32
      %c1_i32 = arith.constant 1 : i32
      %channel = util.global.load @__weir_nodes : !stream.channel
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@b_cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
      %done = stream.cmd.execute on(#hal.device.affinity<@b_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c64}) {
        // expected-error @+1 {{receives 64 bytes as transfer 0 but 32 are sent}}
        stream.cmd.collective<recv : ui8>[%c64] channel(%channel) param(%c0_i32 : i32) {
          wo %x[%c0 for %c64] : !stream.resource<transient>{%c64}
        } attributes {transfer = 0 : index}
      } => !stream.timepoint
      util.return %done : !stream.timepoint
    }
  }
}

// -----

// A number that is used twice.
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
        // expected-note @+1 {{the first is here}}
        stream.cmd.collective<send : ui8>[%c64] channel(%channel) param(%c1_i32 : i32) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c64}
        } attributes {transfer = 0 : index}
        // expected-error @+1 {{is a second send of transfer 0}}
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
      } => !stream.timepoint
      util.return %done : !stream.timepoint
    }
  }
}

// -----

// A send whose other end cannot be found.
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
        // expected-error @+1 {{is a send without a transfer number}}
        stream.cmd.collective<send : ui8>[%c64] channel(%channel) param(%c1_i32 : i32) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c64}
        }
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
        stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
      } => !stream.timepoint
      util.return %done : !stream.timepoint
    }
  }
}

// -----

// Receives whose other end cannot be found.
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 2 : index} {
    util.func public @f(%channel: !stream.channel) {
      util.return
    }
  }
  builtin.module @b attributes {weir.node = 1 : index, weir.node_count = 2 : index} {
    util.global private @b_cpu = #hal.device.target<"local", {memory = 4096 : i64, node = "b"}, []> : !hal.device
    util.func public @f(%channel: !stream.channel) {
      %c0 = arith.constant 0 : index
      %c64 = arith.constant 64 : index
      %c0_i32 = arith.constant 0 : i32
      %c7_i32 = arith.constant 7 : i32
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@b_cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
      %done = stream.cmd.execute on(#hal.device.affinity<@b_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c64}) {
        // expected-error @+1 {{is a receive without a transfer number}}
        stream.cmd.collective<recv : ui8>[%c64] channel(%channel) param(%c0_i32 : i32) {
          wo %x[%c0 for %c64] : !stream.resource<transient>{%c64}
        }
        // expected-error @+1 {{is a receive whose peer is no node of the plan}}
        stream.cmd.collective<recv : ui8>[%c64] channel(%channel) param(%c7_i32 : i32) {
          wo %x[%c0 for %c64] : !stream.resource<transient>{%c64}
        } attributes {transfer = 1 : index}
      } => !stream.timepoint
      util.return
    }
  }
}

// -----

// Both ends are there, but in different arms of the same branch.
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 2 : index} {
    util.global private @a_cpu = #hal.device.target<"local", {memory = 4096 : i64, node = "a"}, []> : !hal.device
    util.func public @f(%channel: !stream.channel, %cond: i1) {
      %c0 = arith.constant 0 : index
      %c64 = arith.constant 64 : index
      %c1_i32 = arith.constant 1 : i32
      cf.cond_br %cond, ^bb1, ^bb2
    ^bb1:
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
      %done = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c64}) {
        // expected-note @+27 {{a receive of transfer 0 from node a to node b is here, in another block}}
        // expected-error @+1 {{sends transfer 0 to node b, where no receive matches}}
        stream.cmd.collective<send : ui8>[%c64] channel(%channel) param(%c1_i32 : i32) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c64}
        } attributes {transfer = 0 : index}
      } => !stream.timepoint
      cf.br ^bb3
    ^bb2:
      cf.br ^bb3
    ^bb3:
      util.return
    }
  }
  builtin.module @b attributes {weir.node = 1 : index, weir.node_count = 2 : index} {
    util.global private @b_cpu = #hal.device.target<"local", {memory = 4096 : i64, node = "b"}, []> : !hal.device
    util.func public @f(%channel: !stream.channel, %cond: i1) {
      %c0 = arith.constant 0 : index
      %c64 = arith.constant 64 : index
      %c0_i32 = arith.constant 0 : i32
      cf.cond_br %cond, ^bb1, ^bb2
    ^bb1:
      cf.br ^bb3
    ^bb2:
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@b_cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
      %done = stream.cmd.execute on(#hal.device.affinity<@b_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c64}) {
        // expected-note @-23 {{a send of transfer 0 from node a to node b is here, in another block}}
        // expected-error @+1 {{receives transfer 0 from node a, where no send matches}}
        stream.cmd.collective<recv : ui8>[%c64] channel(%channel) param(%c0_i32 : i32) {
          wo %x[%c0 for %c64] : !stream.resource<transient>{%c64}
        } attributes {transfer = 0 : index}
      } => !stream.timepoint
      cf.br ^bb3
    ^bb3:
      util.return
    }
  }
}
