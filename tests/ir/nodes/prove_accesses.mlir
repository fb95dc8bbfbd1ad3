// RUN: weirc opt --split-input-file --verify-diagnostics --nodes-prove %s

// Two regions write the same bytes and neither waits for the other.
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 1 : index} {
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
      %1 = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c64}) {
        // expected-note @+1 {{'stream.cmd.fill': written here}}
        stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
      } => !stream.timepoint
      %2 = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c64}) {
        // expected-error @+1 {{has bytes written on node a that may be written at the same time}}
        stream.cmd.fill %c1_i32, %x[%c32 for %c32] : i32 -> !stream.resource<transient>{%c64}
      } => !stream.timepoint
      %done = stream.timepoint.join max(%1, %2) => !stream.timepoint
      util.return %done : !stream.timepoint
    }
  }
}

// -----

// A region does not wait for the allocation.
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 1 : index} {
    util.global private @a_cpu = #hal.device.target<"local", {memory = 4096 : i64, node = "a"}, []> : !hal.device
    util.global private @__weir_nodes : !stream.channel
    util.func public @f() -> !stream.timepoint {
      %c0 = arith.constant 0 : index
      %c32 = arith.constant 32 : index
      %c64 = arith.constant 64 : index
      %c0_i32 = arith.constant 0 : i32
      %c1_i32 = arith.constant 1 : i32
      %channel = util.global.load @__weir_nodes : !stream.channel
      // expected-note @+1 {{'stream.resource.alloca': allocated here}}
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
      %done = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) with(%r as %x: !stream.resource<transient>{%c64}) {
        // expected-error @+1 {{uses a resource on node a that need not be there yet}}
        stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
      } => !stream.timepoint
      util.return %done : !stream.timepoint
    }
  }
}

// -----

// Memory is given back while it is in use.
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 1 : index} {
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
      %1 = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c64}) {
        // expected-note @+1 {{written here}}
        stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
      } => !stream.timepoint
      // expected-error @+1 {{frees a resource on node a that may still be in use}}
      %2 = stream.resource.dealloca on(#hal.device.affinity<@a_cpu>) await(%t) => %r : !stream.resource<transient>{%c64} => !stream.timepoint
      %done = stream.timepoint.join max(%1, %2) => !stream.timepoint
      util.return %done : !stream.timepoint
    }
  }
}

// -----

// Memory is used after it was given back.
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 1 : index} {
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
      // expected-note @+1 {{freed here}}
      %1 = stream.resource.dealloca on(#hal.device.affinity<@a_cpu>) await(%t) => %r : !stream.resource<transient>{%c64} => !stream.timepoint
      %done = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%1) => with(%r as %x: !stream.resource<transient>{%c64}) {
        // expected-error @+1 {{uses a resource on node a after it was freed}}
        stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
      } => !stream.timepoint
      util.return %done : !stream.timepoint
    }
  }
}

// -----

// Different halves at the same time, and halves in a concurrent group: nothing to say.
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 1 : index} {
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
      %1 = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c64}) {
        stream.cmd.fill %c1_i32, %x[%c0 for %c32] : i32 -> !stream.resource<transient>{%c64}
      } => !stream.timepoint
      %2 = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c64}) {
        stream.cmd.fill %c1_i32, %x[%c32 for %c32] : i32 -> !stream.resource<transient>{%c64}
      } => !stream.timepoint
      %3 = stream.timepoint.join max(%1, %2) => !stream.timepoint
      %done = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%3) => with(%r as %x: !stream.resource<transient>{%c64}) {
        stream.cmd.concurrent {
          stream.cmd.fill %c1_i32, %x[%c32 for %c32] : i32 -> !stream.resource<transient>{%c64}
          stream.cmd.fill %c1_i32, %x[%c0 for %c32] : i32 -> !stream.resource<transient>{%c64}
        }
      } => !stream.timepoint
      util.return %done : !stream.timepoint
    }
  }
}

// -----

// The same bytes twice in a concurrent group.
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 1 : index} {
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
        stream.cmd.concurrent {
        // expected-note @+1 {{written here}}
        stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
        // expected-error @+1 {{has bytes written on node a that may be written at the same time}}
        stream.cmd.fill %c1_i32, %x[%c32 for %c32] : i32 -> !stream.resource<transient>{%c64}
        }
      } => !stream.timepoint
      util.return %done : !stream.timepoint
    }
  }
}
