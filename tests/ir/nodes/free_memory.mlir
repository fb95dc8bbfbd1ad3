// RUN: weirc opt --split-input-file --nodes-free-memory %s | FileCheck %s

// Behind the last of two regions that use it, once both are done.
// CHECK-LABEL: util.func public @two_regions
util.func public @two_regions(%wait: !stream.timepoint) -> (!stream.timepoint, !stream.timepoint) {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c1_i32 = arith.constant 1 : i32
  // CHECK: %[[R:.+]], %[[MADE:.+]] = stream.resource.alloca
  %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@a>) await(%wait) => !stream.resource<transient>{%c64} => !stream.timepoint
  // CHECK: %[[FIRST:.+]] = stream.cmd.execute
  %1 = stream.cmd.execute on(#hal.device.affinity<@a>) await(%t) => with(%r as %x: !stream.resource<transient>{%c64}) {
    stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
  } => !stream.timepoint
  // CHECK: %[[SECOND:.+]] = stream.cmd.execute
  %2 = stream.cmd.execute on(#hal.device.affinity<@a>) await(%1) => with(%r as %x: !stream.resource<transient>{%c64}) {
    stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
  } => !stream.timepoint
  // CHECK-NEXT: stream.cmd.fill
  // CHECK-NEXT: } => !stream.timepoint
  // CHECK-NEXT: %[[ALL:.+]] = stream.timepoint.join max(%[[SECOND]], %[[FIRST]])
  // CHECK-NEXT: stream.resource.dealloca on(#hal.device.affinity<@a>) await(%[[ALL]]) => %[[R]] : !stream.resource<transient>{%c64} => !stream.timepoint
  // CHECK-NEXT: util.return
  util.return %1, %2 : !stream.timepoint, !stream.timepoint
}

// -----

// Through a view of it, and what the host reads when it has waited.
// CHECK-LABEL: util.func public @seen_through
util.func public @seen_through(%wait: !stream.timepoint, %from: !stream.resource<external>) -> i32 {
  %c0 = arith.constant 0 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  // CHECK: %[[R:.+]], %{{.+}} = stream.resource.alloca
  %r, %t = stream.resource.alloca uninitialized await(%wait) => !stream.resource<staging>{%c64} => !stream.timepoint
  %view = stream.resource.subview %r[%c32] : !stream.resource<staging>{%c64} -> !stream.resource<staging>{%c32}
  // CHECK: %[[DONE:.+]] = stream.cmd.execute
  %1 = stream.cmd.execute await(%t) => with(%from as %y: !stream.resource<external>{%c32}, %view as %x: !stream.resource<staging>{%c32}) {
    stream.cmd.copy %y[%c0], %x[%c0], %c32 : !stream.resource<external>{%c32} -> !stream.resource<staging>{%c32}
  } => !stream.timepoint
  // CHECK: stream.timepoint.await
  %there = stream.timepoint.await %1 => %r : !stream.resource<staging>{%c64}
  // CHECK-NEXT: stream.resource.load
  %v = stream.resource.load %there[%c32] : !stream.resource<staging>{%c64} -> i32
  // CHECK-NEXT: stream.resource.dealloca await(%[[DONE]]) => %[[R]]
  util.return %v : i32
}

// -----

// What is handed out stays; so does what goes to another block, and what is
// freed already.
// CHECK-LABEL: util.func public @stays
util.func public @stays(%wait: !stream.timepoint, %if: i1) -> (!stream.resource<external>, !stream.timepoint) {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c1_i32 = arith.constant 1 : i32
  %out, %t0 = stream.resource.alloca uninitialized await(%wait) => !stream.resource<external>{%c64} => !stream.timepoint
  %far, %t1 = stream.resource.alloca uninitialized await(%wait) => !stream.resource<transient>{%c64} => !stream.timepoint
  %freed, %t2 = stream.resource.alloca uninitialized await(%wait) => !stream.resource<transient>{%c64} => !stream.timepoint
  %t = stream.timepoint.join max(%t0, %t1, %t2) => !stream.timepoint
  %1 = stream.cmd.execute await(%t) => with(%out as %x: !stream.resource<external>{%c64}, %far as %y: !stream.resource<transient>{%c64}, %freed as %z: !stream.resource<transient>{%c64}) {
    stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<external>{%c64}
    stream.cmd.fill %c1_i32, %y[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
    stream.cmd.fill %c1_i32, %z[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
  } => !stream.timepoint
  // CHECK: stream.resource.dealloca
  %2 = stream.resource.dealloca await(%1) => %freed : !stream.resource<transient>{%c64} => !stream.timepoint
  cf.cond_br %if, ^more, ^end
^more:
  %3 = stream.cmd.execute await(%2) => with(%far as %x: !stream.resource<transient>{%c64}) {
    stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
  } => !stream.timepoint
  // CHECK-NOT: stream.resource.dealloca
  util.return %out, %3 : !stream.resource<external>, !stream.timepoint
^end:
  util.return %out, %1 : !stream.resource<external>, !stream.timepoint
}
