// RUN: weirc opt --split-input-file --nodes-reuse-memory %s | FileCheck %s
// RUN: weirc opt --split-input-file --nodes-reuse-memory --nodes-prove %s | FileCheck %s --check-prefix=PEAK

// The region of the second waits for the first as it is: its memory can wait
// until that of the first is given back. The third has the second's, and comes
// behind the first's by way of it.
// PEAK: weir.peak = {a_cpu = 64 : i64}
util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
// CHECK-LABEL: util.func public @chain
util.func public @chain(%wait: !stream.timepoint) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c1_i32 = arith.constant 1 : i32
  %r1, %t1 = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) await(%wait) => !stream.resource<transient>{%c64} => !stream.timepoint
  // CHECK: %[[ONE:.+]] = stream.cmd.execute
  %1 = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t1) => with(%r1 as %x: !stream.resource<transient>{%c64}) {
    stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
  } => !stream.timepoint
  // CHECK: %[[FREE1:.+]] = stream.resource.dealloca
  %f1 = stream.resource.dealloca on(#hal.device.affinity<@a_cpu>) await(%1) => %r1 : !stream.resource<transient>{%c64} => !stream.timepoint
  // CHECK-NEXT: %[[WAIT:.+]] = stream.timepoint.join max(%[[FREE1]], %[[ONE]])
  // CHECK-NEXT: stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) await(%[[WAIT]])
  %r2, %t2 = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) await(%1) => !stream.resource<transient>{%c64} => !stream.timepoint
  // CHECK: %[[TWO:.+]] = stream.cmd.execute
  %2 = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t2) => with(%r2 as %x: !stream.resource<transient>{%c64}) {
    stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
  } => !stream.timepoint
  // CHECK: %[[FREE2:.+]] = stream.resource.dealloca
  %f2 = stream.resource.dealloca on(#hal.device.affinity<@a_cpu>) await(%2) => %r2 : !stream.resource<transient>{%c64} => !stream.timepoint
  // CHECK-NEXT: stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) await(%[[FREE2]])
  %r3, %t3 = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
  // CHECK-NEXT: stream.timepoint.join
  %t = stream.timepoint.join max(%t3, %2) => !stream.timepoint
  %3 = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t) => with(%r3 as %x: !stream.resource<transient>{%c64}) {
    stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
  } => !stream.timepoint
  util.return %3 : !stream.timepoint
}

// -----

// A region that would have to wait longer than it does keeps its own memory.
// PEAK: weir.peak = {a_cpu = 128 : i64}
util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
// CHECK-LABEL: util.func public @side_by_side
util.func public @side_by_side(%wait: !stream.timepoint) -> (!stream.timepoint, !stream.timepoint) {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c1_i32 = arith.constant 1 : i32
  %r1, %t1 = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) await(%wait) => !stream.resource<transient>{%c64} => !stream.timepoint
  %1 = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t1) => with(%r1 as %x: !stream.resource<transient>{%c64}) {
    stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
  } => !stream.timepoint
  // CHECK: stream.resource.dealloca
  %f1 = stream.resource.dealloca on(#hal.device.affinity<@a_cpu>) await(%1) => %r1 : !stream.resource<transient>{%c64} => !stream.timepoint
  // CHECK-NEXT: stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) await(%arg0)
  %r2, %t2 = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) await(%wait) => !stream.resource<transient>{%c64} => !stream.timepoint
  %2 = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t2) => with(%r2 as %x: !stream.resource<transient>{%c64}) {
    stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
  } => !stream.timepoint
  util.return %f1, %2 : !stream.timepoint, !stream.timepoint
}

// -----

// Memory of another device is no use.
// CHECK-LABEL: util.func public @other_device
util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
util.global private @a_other = #hal.device.target<"local", {node = "a"}, []> : !hal.device
util.func public @other_device(%wait: !stream.timepoint) -> !stream.timepoint {
  %c64 = arith.constant 64 : index
  %r1, %t1 = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) await(%wait) => !stream.resource<transient>{%c64} => !stream.timepoint
  // CHECK: stream.resource.dealloca
  %f1 = stream.resource.dealloca on(#hal.device.affinity<@a_cpu>) await(%t1) => %r1 : !stream.resource<transient>{%c64} => !stream.timepoint
  // CHECK-NEXT: stream.resource.alloca uninitialized on(#hal.device.affinity<@a_other>) await(%{{.+}})
  // CHECK-NOT: join
  %r2, %t2 = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_other>) await(%t1) => !stream.resource<transient>{%c64} => !stream.timepoint
  util.return %t2 : !stream.timepoint
}
