// RUN: weirc opt --split-input-file --verify-diagnostics --nodes-prove %s

// The reductions of a channel come in another order on the other node.
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
      %c128 = arith.constant 128 : index
      %c16 = arith.constant 16 : index
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) : !stream.resource<transient>{%c128} => !stream.timepoint
      %done = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c128}) {
        stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c128}
        // expected-note @+1 {{number 1 on node a is here}}
        stream.cmd.collective<all_reduce with sum : f32>[%c16] channel(%channel) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c128},
        wo %x[%c64 for %c64] : !stream.resource<transient>{%c128}
        }
        stream.cmd.collective<all_reduce with maximum : f32>[%c16] channel(%channel) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c128},
        wo %x[%c64 for %c64] : !stream.resource<transient>{%c128}
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
      %c128 = arith.constant 128 : index
      %c16 = arith.constant 16 : index
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@b_cpu>) : !stream.resource<transient>{%c128} => !stream.timepoint
      %done = stream.cmd.execute on(#hal.device.affinity<@b_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c128}) {
        stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c128}
        // expected-error @+1 {{is number 1 of its channel on node b but another or none comes then on node a}}
        stream.cmd.collective<all_reduce with maximum : f32>[%c16] channel(%channel) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c128},
        wo %x[%c64 for %c64] : !stream.resource<transient>{%c128}
        }
        stream.cmd.collective<all_reduce with sum : f32>[%c16] channel(%channel) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c128},
        wo %x[%c64 for %c64] : !stream.resource<transient>{%c128}
        }
      } => !stream.timepoint
      util.return %done : !stream.timepoint
    }
  }
}

// -----

// One reduction more than on the other node.
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
      %c128 = arith.constant 128 : index
      %c16 = arith.constant 16 : index
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) : !stream.resource<transient>{%c128} => !stream.timepoint
      %done = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c128}) {
        stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c128}
        stream.cmd.collective<all_reduce with sum : f32>[%c16] channel(%channel) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c128},
        wo %x[%c64 for %c64] : !stream.resource<transient>{%c128}
        }
        // expected-error @+1 {{is number 2 of its channel on node a but another or none comes then on node b}}
        stream.cmd.collective<all_reduce with maximum : f32>[%c16] channel(%channel) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c128},
        wo %x[%c64 for %c64] : !stream.resource<transient>{%c128}
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
      %c128 = arith.constant 128 : index
      %c16 = arith.constant 16 : index
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@b_cpu>) : !stream.resource<transient>{%c128} => !stream.timepoint
      %done = stream.cmd.execute on(#hal.device.affinity<@b_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c128}) {
        stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c128}
        stream.cmd.collective<all_reduce with sum : f32>[%c16] channel(%channel) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c128},
        wo %x[%c64 for %c64] : !stream.resource<transient>{%c128}
        }
      } => !stream.timepoint
      util.return %done : !stream.timepoint
    }
  }
}

// -----

// In one order on both: nothing to say.
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
      %c128 = arith.constant 128 : index
      %c16 = arith.constant 16 : index
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) : !stream.resource<transient>{%c128} => !stream.timepoint
      %done = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c128}) {
        stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c128}
        stream.cmd.collective<all_reduce with sum : f32>[%c16] channel(%channel) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c128},
        wo %x[%c64 for %c64] : !stream.resource<transient>{%c128}
        }
        stream.cmd.collective<all_reduce with maximum : f32>[%c16] channel(%channel) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c128},
        wo %x[%c64 for %c64] : !stream.resource<transient>{%c128}
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
      %c128 = arith.constant 128 : index
      %c16 = arith.constant 16 : index
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@b_cpu>) : !stream.resource<transient>{%c128} => !stream.timepoint
      %done = stream.cmd.execute on(#hal.device.affinity<@b_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c128}) {
        stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c128}
        stream.cmd.collective<all_reduce with sum : f32>[%c16] channel(%channel) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c128},
        wo %x[%c64 for %c64] : !stream.resource<transient>{%c128}
        }
        stream.cmd.collective<all_reduce with maximum : f32>[%c16] channel(%channel) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c128},
        wo %x[%c64 for %c64] : !stream.resource<transient>{%c128}
        }
      } => !stream.timepoint
      util.return %done : !stream.timepoint
    }
  }
}

// -----

// On node b nothing says which of two reductions comes first.
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 2 : index} {
    util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
    util.global private @__weir_nodes : !stream.channel
    util.global private mutable @last = #stream.timepoint<immediate> : !stream.timepoint
    util.func private @nothing() {
      util.return
    }
    util.func public @f(%r: !stream.resource<transient>, %s: !stream.resource<transient>, %t: !stream.timepoint) -> (!stream.timepoint, !stream.timepoint) {
      %c0 = arith.constant 0 : index
      %c64 = arith.constant 64 : index
      %c128 = arith.constant 128 : index
      %c16 = arith.constant 16 : index
      %channel = util.global.load @__weir_nodes : !stream.channel
      %1 = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c128}) {
        stream.cmd.collective<all_reduce with sum : f32>[%c16] channel(%channel) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c128},
        wo %x[%c64 for %c64] : !stream.resource<transient>{%c128}
        }
      } => !stream.timepoint
      %2 = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%1) => with(%s as %x: !stream.resource<transient>{%c128}) {
        stream.cmd.collective<all_reduce with sum : f32>[%c16] channel(%channel) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c128},
        wo %x[%c64 for %c64] : !stream.resource<transient>{%c128}
        }
      } => !stream.timepoint
      util.return %1, %2 : !stream.timepoint, !stream.timepoint
    }
  }
  builtin.module @b attributes {weir.node = 1 : index, weir.node_count = 2 : index} {
    util.global private @b_cpu = #hal.device.target<"local", {node = "b"}, []> : !hal.device
    util.global private @__weir_nodes : !stream.channel
    util.global private mutable @last = #stream.timepoint<immediate> : !stream.timepoint
    util.func private @nothing() {
      util.return
    }
    util.func public @f(%r: !stream.resource<transient>, %s: !stream.resource<transient>, %t: !stream.timepoint) -> (!stream.timepoint, !stream.timepoint) {
      %c0 = arith.constant 0 : index
      %c64 = arith.constant 64 : index
      %c128 = arith.constant 128 : index
      %c16 = arith.constant 16 : index
      %channel = util.global.load @__weir_nodes : !stream.channel
      %1 = stream.cmd.execute on(#hal.device.affinity<@b_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c128}) {
        // expected-note @+1 {{the other is here}}
        stream.cmd.collective<all_reduce with sum : f32>[%c16] channel(%channel) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c128},
        wo %x[%c64 for %c64] : !stream.resource<transient>{%c128}
        }
      } => !stream.timepoint
      %2 = stream.cmd.execute on(#hal.device.affinity<@b_cpu>) await(%t) => with(%s as %x: !stream.resource<transient>{%c128}) {
        // expected-error @+1 {{may start before another collective of its channel on node b: no timepoint orders the two}}
        stream.cmd.collective<all_reduce with sum : f32>[%c16] channel(%channel) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c128},
        wo %x[%c64 for %c64] : !stream.resource<transient>{%c128}
        }
      } => !stream.timepoint
      util.return %1, %2 : !stream.timepoint, !stream.timepoint
    }
  }
}

// -----

// A global may keep what the second waits for.
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 2 : index} {
    util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
    util.global private @__weir_nodes : !stream.channel
    util.global private mutable @last = #stream.timepoint<immediate> : !stream.timepoint
    util.func private @nothing() {
      util.return
    }
    util.func public @f(%r: !stream.resource<transient>, %s: !stream.resource<transient>, %t: !stream.timepoint) -> (!stream.timepoint, !stream.timepoint) {
      %c0 = arith.constant 0 : index
      %c64 = arith.constant 64 : index
      %c128 = arith.constant 128 : index
      %c16 = arith.constant 16 : index
      %channel = util.global.load @__weir_nodes : !stream.channel
      %1 = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c128}) {
        stream.cmd.collective<all_reduce with sum : f32>[%c16] channel(%channel) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c128},
        wo %x[%c64 for %c64] : !stream.resource<transient>{%c128}
        }
      } => !stream.timepoint
      %2 = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%1) => with(%s as %x: !stream.resource<transient>{%c128}) {
        stream.cmd.collective<all_reduce with sum : f32>[%c16] channel(%channel) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c128},
        wo %x[%c64 for %c64] : !stream.resource<transient>{%c128}
        }
      } => !stream.timepoint
      util.return %1, %2 : !stream.timepoint, !stream.timepoint
    }
  }
  builtin.module @b attributes {weir.node = 1 : index, weir.node_count = 2 : index} {
    util.global private @b_cpu = #hal.device.target<"local", {node = "b"}, []> : !hal.device
    util.global private @__weir_nodes : !stream.channel
    util.global private mutable @last = #stream.timepoint<immediate> : !stream.timepoint
    util.func private @nothing() {
      util.return
    }
    util.func public @f(%r: !stream.resource<transient>, %s: !stream.resource<transient>, %t: !stream.timepoint) -> (!stream.timepoint, !stream.timepoint) {
      %c0 = arith.constant 0 : index
      %c64 = arith.constant 64 : index
      %c128 = arith.constant 128 : index
      %c16 = arith.constant 16 : index
      %channel = util.global.load @__weir_nodes : !stream.channel
      %1 = stream.cmd.execute on(#hal.device.affinity<@b_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c128}) {
        stream.cmd.collective<all_reduce with sum : f32>[%c16] channel(%channel) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c128},
        wo %x[%c64 for %c64] : !stream.resource<transient>{%c128}
        }
      } => !stream.timepoint
      util.global.store %1, @last : !stream.timepoint
      util.call @nothing() : () -> ()
      %kept = util.global.load @last : !stream.timepoint
      %2 = stream.cmd.execute on(#hal.device.affinity<@b_cpu>) await(%kept) => with(%s as %x: !stream.resource<transient>{%c128}) {
        stream.cmd.collective<all_reduce with sum : f32>[%c16] channel(%channel) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c128},
        wo %x[%c64 for %c64] : !stream.resource<transient>{%c128}
        }
      } => !stream.timepoint
      util.return %1, %2 : !stream.timepoint, !stream.timepoint
    }
  }
}

// -----

// One node does not come at all.
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 2 : index} {
    util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
    util.global private @__weir_nodes : !stream.channel
    util.func public @f(%r: !stream.resource<transient>, %t: !stream.timepoint) -> !stream.timepoint {
      %c0 = arith.constant 0 : index
      %c64 = arith.constant 64 : index
      %c128 = arith.constant 128 : index
      %c16 = arith.constant 16 : index
      %channel = util.global.load @__weir_nodes : !stream.channel
      %1 = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c128}) {
        // expected-error @+1 {{is number 1 of its channel on node a but another or none comes then on node b}}
        stream.cmd.collective<all_reduce with sum : f32>[%c16] channel(%channel) {
          ro %x[%c0 for %c64] : !stream.resource<transient>{%c128},
        wo %x[%c64 for %c64] : !stream.resource<transient>{%c128}
        }
      } => !stream.timepoint
      util.return %1 : !stream.timepoint
    }
  }
  builtin.module @b attributes {weir.node = 1 : index, weir.node_count = 2 : index} {
    util.global private @b_cpu = #hal.device.target<"local", {node = "b"}, []> : !hal.device
    util.global private @__weir_nodes : !stream.channel
    util.func public @f(%r: !stream.resource<transient>, %t: !stream.timepoint) -> !stream.timepoint {
      util.return %t : !stream.timepoint
    }
  }
}
