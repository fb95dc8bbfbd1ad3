// RUN: weirc opt --split-input-file --verify-diagnostics --nodes-prove %s
// RUN: not weirc opt --split-input-file --nodes-prove %s 2>/dev/null | FileCheck %s

// What a function needs counts at each call of it, within what is there then:
// 64 beside the 32 of @middle and the 16 of @main, twice, one after the other.
// CHECK: weir.peak = {a_cpu = 112 : i64}
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 1 : index} {
    util.global private @a_cpu = #hal.device.target<"local", {memory = 112 : i64, node = "a"}, []> : !hal.device
    util.func private @inner(%wait: !stream.timepoint) -> !stream.timepoint {
      %c64 = arith.constant 64 : index
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) await(%wait) => !stream.resource<transient>{%c64} => !stream.timepoint
      %f = stream.resource.dealloca on(#hal.device.affinity<@a_cpu>) await(%t) => %r : !stream.resource<transient>{%c64} => !stream.timepoint
      util.return %f : !stream.timepoint
    }
    util.func private @middle(%wait: !stream.timepoint) -> !stream.timepoint {
      %c32 = arith.constant 32 : index
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) await(%wait) => !stream.resource<transient>{%c32} => !stream.timepoint
      %1 = util.call @inner(%t) : (!stream.timepoint) -> !stream.timepoint
      %f = stream.resource.dealloca on(#hal.device.affinity<@a_cpu>) await(%1) => %r : !stream.resource<transient>{%c32} => !stream.timepoint
      util.return %f : !stream.timepoint
    }
    util.func public @main() -> !stream.timepoint {
      %c16 = arith.constant 16 : index
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) : !stream.resource<transient>{%c16} => !stream.timepoint
      %1 = util.call @middle(%t) : (!stream.timepoint) -> !stream.timepoint
      %2 = util.call @middle(%1) : (!stream.timepoint) -> !stream.timepoint
      %f = stream.resource.dealloca on(#hal.device.affinity<@a_cpu>) await(%2) => %r : !stream.resource<transient>{%c16} => !stream.timepoint
      util.return %f : !stream.timepoint
    }
  }
}

// -----

// Two calls at once need twice as much.
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 1 : index} {
// expected-error @+2 {{needs 128 bytes for device @a_cpu of node a, which has 100: 28 too few}}
// expected-note @+1 {{0 of them from initialisation on, 128 within a call}}
    util.global private @a_cpu = #hal.device.target<"local", {memory = 100 : i64, node = "a"}, []> : !hal.device
    util.func private @inner(%wait: !stream.timepoint) -> !stream.timepoint {
      %c64 = arith.constant 64 : index
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) await(%wait) => !stream.resource<transient>{%c64} => !stream.timepoint
      %f = stream.resource.dealloca on(#hal.device.affinity<@a_cpu>) await(%t) => %r : !stream.resource<transient>{%c64} => !stream.timepoint
      util.return %f : !stream.timepoint
    }
    util.func public @main(%wait: !stream.timepoint) -> (!stream.timepoint, !stream.timepoint) {
      %1 = util.call @inner(%wait) : (!stream.timepoint) -> !stream.timepoint
      %2 = util.call @inner(%wait) : (!stream.timepoint) -> !stream.timepoint
      util.return %1, %2 : !stream.timepoint, !stream.timepoint
    }
  }
}

// -----

// Where a call writes is known from its arguments: another half is no conflict.
// CHECK: util.func public @halves
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 1 : index} {
    util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
    util.func private @fill(%r: !stream.resource<transient>, %size: index, %at: index, %length: index, %wait: !stream.timepoint) -> !stream.timepoint {
      %c1_i32 = arith.constant 1 : i32
      %1 = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%wait) => with(%r as %x: !stream.resource<transient>{%size}) {
        stream.cmd.fill %c1_i32, %x[%at for %length] : i32 -> !stream.resource<transient>{%size}
      } => !stream.timepoint
      util.return %1 : !stream.timepoint
    }
    util.func public @halves(%wait: !stream.timepoint, %n: index) -> (!stream.timepoint, !stream.timepoint, !stream.timepoint) {
      %c0 = arith.constant 0 : index
      %c32 = arith.constant 32 : index
      %c64 = arith.constant 64 : index
      %size = arith.addi %c64, %n : index
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) await(%wait) => !stream.resource<transient>{%size} => !stream.timepoint
      %1 = util.call @fill(%r, %size, %c0, %c32, %t) : (!stream.resource<transient>, index, index, index, !stream.timepoint) -> !stream.timepoint
      %2 = util.call @fill(%r, %size, %c32, %c32, %t) : (!stream.resource<transient>, index, index, index, !stream.timepoint) -> !stream.timepoint
      %3 = util.call @fill(%r, %size, %c64, %n, %t) : (!stream.resource<transient>, index, index, index, !stream.timepoint) -> !stream.timepoint
      util.return %1, %2, %3 : !stream.timepoint, !stream.timepoint, !stream.timepoint
    }
  }
}

// -----

// The host comes back from a call before its work is done.
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 1 : index} {
    util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
    util.func private @fill(%r: !stream.resource<transient>, %size: index, %wait: !stream.timepoint) -> !stream.timepoint {
      %c0 = arith.constant 0 : index
      %c1_i32 = arith.constant 1 : i32
      %1 = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%wait) => with(%r as %x: !stream.resource<transient>{%size}) {
        // expected-note @+1 {{'stream.cmd.fill': written here}}
        stream.cmd.fill %c1_i32, %x[%c0 for %size] : i32 -> !stream.resource<transient>{%size}
      } => !stream.timepoint
      util.return %1 : !stream.timepoint
    }
    util.func public @main(%wait: !stream.timepoint) -> (!stream.timepoint, !stream.timepoint) {
      %c0 = arith.constant 0 : index
      %c64 = arith.constant 64 : index
      %c1_i32 = arith.constant 1 : i32
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) await(%wait) => !stream.resource<transient>{%c64} => !stream.timepoint
      %1 = util.call @fill(%r, %c64, %t) : (!stream.resource<transient>, index, !stream.timepoint) -> !stream.timepoint
      %2 = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t) => with(%r as %x: !stream.resource<transient>{%c64}) {
        // expected-error @+1 {{has bytes written on node a that may be written at the same time}}
        stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
      } => !stream.timepoint
      util.return %1, %2 : !stream.timepoint, !stream.timepoint
    }
  }
}

// -----

// One that waits for what the call handed back comes behind it; what a function
// of two ways out hands back may be of either.
// CHECK: util.func public @behind
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 1 : index} {
    util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
    util.func private @fill(%r: !stream.resource<transient>, %size: index, %wait: !stream.timepoint, %if: i1) -> !stream.timepoint {
      %c0 = arith.constant 0 : index
      %c1_i32 = arith.constant 1 : i32
      %1 = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%wait) => with(%r as %x: !stream.resource<transient>{%size}) {
        stream.cmd.fill %c1_i32, %x[%c0 for %size] : i32 -> !stream.resource<transient>{%size}
      } => !stream.timepoint
      cf.cond_br %if, ^more, ^less
    ^more:
      %2 = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%1) => with(%r as %x: !stream.resource<transient>{%size}) {
        stream.cmd.fill %c1_i32, %x[%c0 for %size] : i32 -> !stream.resource<transient>{%size}
      } => !stream.timepoint
      util.return %2 : !stream.timepoint
    ^less:
      util.return %1 : !stream.timepoint
    }
    util.func public @behind(%wait: !stream.timepoint, %if: i1) -> !stream.timepoint {
      %c0 = arith.constant 0 : index
      %c64 = arith.constant 64 : index
      %c1_i32 = arith.constant 1 : i32
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) await(%wait) => !stream.resource<transient>{%c64} => !stream.timepoint
      %1 = util.call @fill(%r, %c64, %t, %if) : (!stream.resource<transient>, index, !stream.timepoint, i1) -> !stream.timepoint
      %2 = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%1) => with(%r as %x: !stream.resource<transient>{%c64}) {
        stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
      } => !stream.timepoint
      util.return %2 : !stream.timepoint
    }
  }
}

// -----

// Transfers of a function have one pair of ends in each call of it.
// CHECK: util.func public @twice
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 2 : index} {
    util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
    util.global private @__weir_nodes : !stream.channel
    util.func private @pass(%r: !stream.resource<transient>, %size: index, %wait: !stream.timepoint) -> !stream.timepoint {
      %c0 = arith.constant 0 : index
      %c1_i32 = arith.constant 1 : i32
      %channel = util.global.load @__weir_nodes : !stream.channel
      %1 = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%wait) => with(%r as %x: !stream.resource<transient>{%size}) {
        stream.cmd.collective<send : ui8>[%size] channel(%channel) param(%c1_i32 : i32) {
          ro %x[%c0 for %size] : !stream.resource<transient>{%size}
        } attributes {transfer = 0 : index}
      } => !stream.timepoint
      util.return %1 : !stream.timepoint
    }
    util.func public @twice(%r: !stream.resource<transient>, %size: index, %wait: !stream.timepoint) -> !stream.timepoint {
      %1 = util.call @pass(%r, %size, %wait) : (!stream.resource<transient>, index, !stream.timepoint) -> !stream.timepoint
      %2 = util.call @pass(%r, %size, %1) : (!stream.resource<transient>, index, !stream.timepoint) -> !stream.timepoint
      util.return %2 : !stream.timepoint
    }
  }
  builtin.module @b attributes {weir.node = 1 : index, weir.node_count = 2 : index} {
    util.global private @b_cpu = #hal.device.target<"local", {node = "b"}, []> : !hal.device
    util.global private @__weir_nodes : !stream.channel
    util.func private @pass(%r: !stream.resource<transient>, %size: index, %wait: !stream.timepoint) -> !stream.timepoint {
      %c0 = arith.constant 0 : index
      %c0_i32 = arith.constant 0 : i32
      %channel = util.global.load @__weir_nodes : !stream.channel
      %1 = stream.cmd.execute on(#hal.device.affinity<@b_cpu>) await(%wait) => with(%r as %x: !stream.resource<transient>{%size}) {
        stream.cmd.collective<recv : ui8>[%size] channel(%channel) param(%c0_i32 : i32) {
          wo %x[%c0 for %size] : !stream.resource<transient>{%size}
        } attributes {transfer = 0 : index}
      } => !stream.timepoint
      util.return %1 : !stream.timepoint
    }
    util.func public @twice(%r: !stream.resource<transient>, %size: index, %wait: !stream.timepoint) -> !stream.timepoint {
      %1 = util.call @pass(%r, %size, %wait) : (!stream.resource<transient>, index, !stream.timepoint) -> !stream.timepoint
      %2 = util.call @pass(%r, %size, %1) : (!stream.resource<transient>, index, !stream.timepoint) -> !stream.timepoint
      util.return %2 : !stream.timepoint
    }
  }
}

// -----

// A function that calls itself is looked at on its own.
// CHECK: util.func private @again
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 1 : index} {
    util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
    util.func private @again(%wait: !stream.timepoint, %if: i1) -> !stream.timepoint {
      cf.cond_br %if, ^more, ^less
    ^more:
      %1 = util.call @again(%wait, %if) : (!stream.timepoint, i1) -> !stream.timepoint
      util.return %1 : !stream.timepoint
    ^less:
      util.return %wait : !stream.timepoint
    }
    util.func public @main(%wait: !stream.timepoint, %if: i1) -> !stream.timepoint {
      %1 = util.call @again(%wait, %if) : (!stream.timepoint, i1) -> !stream.timepoint
      util.return %1 : !stream.timepoint
    }
  }
}
