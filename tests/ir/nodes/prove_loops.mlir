// RUN: weirc opt --split-input-file --verify-diagnostics --nodes-prove %s
// RUN: weirc opt --split-input-file --nodes-prove %s 2>/dev/null | FileCheck %s

// The next round waits for the release of this one: there is one at a time.
// CHECK: weir.peak = {a_cpu = 64 : i64}
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 1 : index} {
    util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
    util.func public @carried(%wait: !stream.timepoint, %n: index) -> !stream.timepoint {
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      %c64 = arith.constant 64 : index
      %end = scf.for %i = %c0 to %n step %c1 iter_args(%last = %wait) -> (!stream.timepoint) {
        %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) await(%last) => !stream.resource<transient>{%c64} => !stream.timepoint
        %f = stream.resource.dealloca on(#hal.device.affinity<@a_cpu>) await(%t) => %r : !stream.resource<transient>{%c64} => !stream.timepoint
        scf.yield %f : !stream.timepoint
      }
      util.return %end : !stream.timepoint
    }
  }
}

// -----

// So it is where the host waits before it goes on, in a loop of blocks.
// CHECK: weir.peak = {a_cpu = 64 : i64}
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 1 : index} {
    util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
    util.func public @awaited(%n: index, %x: !stream.resource<external>) {
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      %c64 = arith.constant 64 : index
      cf.br ^round(%c0 : index)
    ^round(%i: index):
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
      %f = stream.resource.dealloca on(#hal.device.affinity<@a_cpu>) await(%t) => %r : !stream.resource<transient>{%c64} => !stream.timepoint
      %there = stream.timepoint.await %f => %x : !stream.resource<external>{%c64}
      %next = arith.addi %i, %c1 : index
      %more = arith.cmpi ult, %next, %n : index
      cf.cond_br %more, ^round(%next : index), ^end
    ^end:
      util.return
    }
  }
}

// -----

// Nobody frees what the next round is given: it is there beside its own.
// CHECK: weir.peak = {a_cpu = 128 : i64}
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 1 : index} {
    util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
    util.func public @given(%wait: !stream.timepoint, %x: !stream.resource<external>, %n: index) -> (!stream.timepoint, !stream.resource<external>) {
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      %c64 = arith.constant 64 : index
      cf.br ^round(%c0, %wait, %x : index, !stream.timepoint, !stream.resource<external>)
    ^round(%i: index, %last: !stream.timepoint, %value: !stream.resource<external>):
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) await(%last) => !stream.resource<external>{%c64} => !stream.timepoint
      %done = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t) => with(%value as %from: !stream.resource<external>{%c64}, %r as %to: !stream.resource<external>{%c64}) {
        stream.cmd.copy %from[%c0], %to[%c0], %c64 : !stream.resource<external>{%c64} -> !stream.resource<external>{%c64}
      } => !stream.timepoint
      %next = arith.addi %i, %c1 : index
      %more = arith.cmpi ult, %next, %n : index
      cf.cond_br %more, ^round(%next, %done, %r : index, !stream.timepoint, !stream.resource<external>), ^end
    ^end:
      util.return %done, %r : !stream.timepoint, !stream.resource<external>
    }
  }
}

// -----

// Nothing waits for the release of the round before: it is said, and counted as
// two. Also in a function that the loop calls.
// CHECK: weir.peak = {a_cpu = 128 : i64}
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 1 : index} {
    util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
    util.func private @round() -> !stream.timepoint {
      %c64 = arith.constant 64 : index
      // expected-warning @+1 {{may be there for more than two rounds of its loop at once on node a: nothing in a round waits for the one before}}
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
      %f = stream.resource.dealloca on(#hal.device.affinity<@a_cpu>) await(%t) => %r : !stream.resource<transient>{%c64} => !stream.timepoint
      util.return %f : !stream.timepoint
    }
    util.func public @hasty(%wait: !stream.timepoint, %n: index) -> !stream.timepoint {
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      %end = scf.for %i = %c0 to %n step %c1 iter_args(%last = %wait) -> (!stream.timepoint) {
        %f = util.call @round() : () -> !stream.timepoint
        scf.yield %f : !stream.timepoint
      }
      util.return %end : !stream.timepoint
    }
  }
}

// -----

// The host waits for what the release waits for: two may meet, never more.
// CHECK: weir.peak = {a_cpu = 128 : i64}
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 1 : index} {
    util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
    util.func public @due(%n: index, %x: !stream.resource<external>) {
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      %c64 = arith.constant 64 : index
      scf.for %i = %c0 to %n step %c1 {
        %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
        %there = stream.timepoint.await %t => %x : !stream.resource<external>{%c64}
        %all = stream.timepoint.join max(%t) => !stream.timepoint
        %f = stream.resource.dealloca on(#hal.device.affinity<@a_cpu>) await(%all) => %r : !stream.resource<transient>{%c64} => !stream.timepoint
      }
      util.return
    }
  }
}

// -----

// Only what is in the loop counts for its rounds.
// CHECK: weir.peak = {a_cpu = 32 : i64}
module {
  builtin.module @a attributes {weir.node = 0 : index, weir.node_count = 1 : index} {
    util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
    util.func public @beside(%n: index) -> !stream.timepoint {
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      %c32 = arith.constant 32 : index
      cf.br ^round(%c0 : index)
    ^round(%i: index):
      %next = arith.addi %i, %c1 : index
      %more = arith.cmpi ult, %next, %n : index
      cf.cond_br %more, ^round(%next : index), ^end
    ^end:
      %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) : !stream.resource<external>{%c32} => !stream.timepoint
      util.return %t : !stream.timepoint
    }
  }
}
