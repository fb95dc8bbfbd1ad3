// RUN: weirc opt --split-input-file --nodes-order-collectives %s | FileCheck %s

util.global private @a_cpu = #hal.device.target<"local", {node = "a"}> : !hal.device
util.global private @b_cpu = #hal.device.target<"local", {node = "b"}> : !hal.device

// CHECK: util.global private mutable @__weir_last_collective = #stream.timepoint<immediate> : !stream.timepoint

// Nothing but the channel orders these two.
// CHECK-LABEL: util.func public @two
util.func public @two(%x: !stream.resource<transient>, %ready: !stream.timepoint) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %c16 = arith.constant 16 : index
  %channel = stream.channel.create : !stream.channel
  // CHECK: %[[BEFORE:.+]] = util.global.load @__weir_last_collective : !stream.timepoint
  // CHECK: %[[BOTH:.+]] = stream.timepoint.join max(%arg1, %[[BEFORE]])
  // CHECK: %[[FIRST:.+]] = stream.cmd.execute await(%[[BOTH]])
  %0 = stream.cmd.execute await(%ready) => with(%x as %r: !stream.resource<transient>{%c16}) {
    stream.cmd.collective<all_reduce with sum : f32>[%c4] channel(%channel) {
      ro %r[%c0 for %c16] : !stream.resource<transient>{%c16},
      wo %r[%c0 for %c16] : !stream.resource<transient>{%c16}
    }
  } => !stream.timepoint
  // A region without collectives waits for none.
  // CHECK: stream.cmd.execute await(%arg1)
  %1 = stream.cmd.execute await(%ready) => with(%x as %r: !stream.resource<transient>{%c16}) {
    stream.cmd.discard %r[%c0 for %c16] : !stream.resource<transient>{%c16}
  } => !stream.timepoint
  // CHECK: %[[SECOND:.+]] = stream.cmd.execute await(%[[FIRST]])
  %2 = stream.cmd.execute with(%x as %r: !stream.resource<transient>{%c16}) {
    stream.cmd.collective<all_gather : f32>[%c4] channel(%channel) {
      ro %r[%c0 for %c16] : !stream.resource<transient>{%c16},
      wo %r[%c0 for %c16] : !stream.resource<transient>{%c16}
    }
  } => !stream.timepoint
  %3 = stream.timepoint.join max(%0, %1, %2) => !stream.timepoint
  // CHECK: util.global.store %[[SECOND]], @__weir_last_collective : !stream.timepoint
  // CHECK-NEXT: util.return
  util.return %3 : !stream.timepoint
}

// Across a loop and a call.
// CHECK-LABEL: util.func public @around
util.func public @around(%x: !stream.resource<transient>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c16 = arith.constant 16 : index
  %channel = stream.channel.create : !stream.channel
  // CHECK: scf.for
  scf.for %i = %c0 to %c4 step %c1 {
    // CHECK: %[[BEFORE:.+]] = util.global.load @__weir_last_collective
    // CHECK: %[[THIS:.+]] = stream.cmd.execute await(%[[BEFORE]])
    %0 = stream.cmd.execute with(%x as %r: !stream.resource<transient>{%c16}) {
      stream.cmd.collective<all_reduce with sum : f32>[%c4] channel(%channel) {
        ro %r[%c0 for %c16] : !stream.resource<transient>{%c16},
        wo %r[%c0 for %c16] : !stream.resource<transient>{%c16}
      }
    } => !stream.timepoint
    // CHECK: util.global.store %[[THIS]], @__weir_last_collective
    // CHECK-NEXT: util.call @nothing
    util.call @nothing() : () -> ()
    // CHECK: %[[AGAIN:.+]] = util.global.load @__weir_last_collective
    // CHECK: %[[LAST:.+]] = stream.cmd.execute await(%[[AGAIN]])
    %1 = stream.cmd.execute with(%x as %r: !stream.resource<transient>{%c16}) {
      stream.cmd.collective<all_reduce with sum : f32>[%c4] channel(%channel) {
        ro %r[%c0 for %c16] : !stream.resource<transient>{%c16},
        wo %r[%c0 for %c16] : !stream.resource<transient>{%c16}
      }
    } => !stream.timepoint
    // CHECK: util.global.store %[[LAST]], @__weir_last_collective
    // CHECK-NEXT: }
  }
  util.return
}
util.func private @nothing() {
  util.return
}

// -----

// One node has no one to agree with.
// CHECK-LABEL: module
// CHECK-NOT: __weir_last_collective
util.global private @cpu = #hal.device.target<"local"> : !hal.device
util.func public @alone(%x: !stream.resource<transient>) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %c16 = arith.constant 16 : index
  %channel = stream.channel.create : !stream.channel
  %0 = stream.cmd.execute with(%x as %r: !stream.resource<transient>{%c16}) {
    stream.cmd.collective<all_reduce with sum : f32>[%c4] channel(%channel) {
      ro %r[%c0 for %c16] : !stream.resource<transient>{%c16},
      wo %r[%c0 for %c16] : !stream.resource<transient>{%c16}
    }
  } => !stream.timepoint
  util.return %0 : !stream.timepoint
}

// -----

// No collectives, nothing to order.
// CHECK-LABEL: module
// CHECK-NOT: __weir_last_collective
util.global private @a_cpu = #hal.device.target<"local", {node = "a"}> : !hal.device
util.global private @b_cpu = #hal.device.target<"local", {node = "b"}> : !hal.device
util.func public @none() {
  util.return
}
