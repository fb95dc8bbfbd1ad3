// RUN: weirc opt --split-input-file --iree-stream-schedule-allocation %s | FileCheck %s

// Results get storage of their own, what stays inside shares a slab. All of it
// is on the device of the region; what is received is invalidated first.

// CHECK-LABEL: @devices
// CHECK-SAME: (%[[IN:.+]]: !stream.resource<transient>, %[[T:.+]]: !stream.timepoint, %[[SIZE:.+]]: index)
util.func private @devices(%in: !stream.resource<transient>, %t0: !stream.timepoint, %size: index) -> (!stream.resource<external>, !stream.timepoint) {
  %c0 = arith.constant 0 : index
  // CHECK: %[[R:.+]], %[[RT:.+]] = stream.resource.alloca uninitialized on(#hal.device.affinity<@b>) await(%[[T]]) => !stream.resource<external>{%[[SIZE]]}
  // CHECK: %[[PACK:.+]]:2 = stream.resource.pack on(#hal.device.affinity<@b>) slices({
  // CHECK-NEXT: [0, 1] = %[[SIZE]]
  // CHECK: %[[S:.+]], %[[ST:.+]] = stream.resource.alloca uninitialized on(#hal.device.affinity<@b>) await(%[[T]]) => !stream.resource<transient>{%[[PACK]]#0}
  // CHECK: %[[READY:.+]] = stream.timepoint.join max(%[[T]], %[[RT]], %[[ST]])
  // CHECK: %[[DONE:.+]] = stream.cmd.execute on(#hal.device.affinity<@b>) await(%[[READY]]) => with(%[[IN]] as %[[A:[^:]+]]: {{[^,]+}}, %[[R]] as %[[B:[^:]+]]: {{[^,]+}}, %[[S]] as %[[C:[^:]+]]:
  %r, %t = stream.async.execute on(#hal.device.affinity<@b>) await(%t0) => with(%in as %arg: !stream.resource<transient>{%size}) -> !stream.resource<external>{%size} {
    // CHECK-NEXT: stream.cmd.invalidate from(#hal.device.affinity<@a>) %[[A]]
    // CHECK-NEXT: stream.cmd.copy %[[A]][%{{.+}}], %[[C]][%[[PACK]]#1], %[[SIZE]]
    %0 = stream.async.transfer %arg : !stream.resource<transient>{%size} from(#hal.device.affinity<@a>) -> to(#hal.device.affinity<@b>) !stream.resource<transient>{%size}
    // CHECK-NEXT: stream.cmd.dispatch @ex::@f {
    // CHECK-NEXT: ro %[[C]][%[[PACK]]#1 for %[[SIZE]]]
    // CHECK-NEXT: wo %[[B]][%{{.+}} for %[[SIZE]]]
    %1 = stream.async.dispatch @ex::@f(%0[%c0 to %size for %size]) : (!stream.resource<transient>{%size}) -> !stream.resource<external>{%size}
    stream.yield %1 : !stream.resource<external>{%size}
  } => !stream.timepoint
  // CHECK: %[[FREE:.+]] = stream.resource.dealloca on(#hal.device.affinity<@b>) await(%[[DONE]]) => %[[S]]
  // CHECK: %[[ALL:.+]] = stream.timepoint.join max(%[[FREE]], %[[DONE]])
  // CHECK: util.return %[[R]], %[[ALL]]
  util.return %r, %t : !stream.resource<external>, !stream.timepoint
}
stream.executable private @ex {
  stream.executable.export public @f
  builtin.module { func.func @f() { return } }
}

// -----

// Constants are made outside; results of one lifetime share an allocation.

// CHECK-LABEL: @results
util.func private @results(%n: index, %m: index) -> (!stream.resource<transient>, !stream.resource<transient>, !stream.resource<constant>, !stream.timepoint) {
  %c16 = arith.constant 16 : index
  %c5 = arith.constant 5 : i32
  // CHECK: %[[C:.+]], %[[CT:.+]] = stream.resource.constants
  // CHECK: %[[PACK:.+]]:3 = stream.resource.pack slices({
  // CHECK-NEXT: [0, 0] = %arg0,
  // CHECK-NEXT: [0, 0] = %arg1
  // CHECK: stream.resource.alloca uninitialized : !stream.resource<transient>{%[[PACK]]#0}
  // CHECK: %[[A:.+]] = stream.resource.subview %{{.+}}[%[[PACK]]#1]
  // CHECK: %[[B:.+]] = stream.resource.subview %{{.+}}[%[[PACK]]#2]
  // CHECK: stream.cmd.execute
  %r:3, %t = stream.async.execute with() -> (!stream.resource<transient>{%n}, !stream.resource<transient>{%m}, !stream.resource<constant>{%c16}) {
    %0 = stream.async.splat %c5 : i32 -> !stream.resource<transient>{%n}
    %1 = stream.async.splat %c5 : i32 -> !stream.resource<transient>{%m}
    %2 = stream.async.constant : !stream.resource<constant>{%c16} = dense<[1, 2, 3, 4]> : tensor<4xi32>
    stream.yield %0, %1, %2 : !stream.resource<transient>{%n}, !stream.resource<transient>{%m}, !stream.resource<constant>{%c16}
  } => !stream.timepoint
  // CHECK: stream.timepoint.join max(%[[CT]],
  // CHECK: util.return %[[A]], %[[B]], %[[C]]
  util.return %r#0, %r#1, %r#2, %t : !stream.resource<transient>, !stream.resource<transient>, !stream.resource<constant>, !stream.timepoint
}

// -----

// CHECK: stream.cmd.func private @ext(%arg0[%arg1 for %arg2]: !stream.resource<*>, %arg3: i32, %arg4[%arg5 for %arg6]: !stream.resource<transient>) -> i32
stream.async.func private @ext(%arg0: !stream.resource<*>, %arg1: i32) -> (%arg0, i32, !stream.resource<transient>)

// -----

// Views of operands come before what is allocated; sums of offsets stand behind
// the join, those of later commands first.

// CHECK-LABEL: @offsets
// CHECK-SAME: (%[[R:.+]]: !stream.resource<external>, %[[SIZE:.+]]: index, %[[AT:.+]]: index, %[[N:.+]]: index, %[[WAIT:.+]]: !stream.timepoint)
util.func private @offsets(%r: !stream.resource<external>, %size: index, %at: index, %n: index, %wait: !stream.timepoint) -> (!stream.resource<external>, !stream.resource<external>, !stream.timepoint) {
  %v = arith.constant 1 : i8
  // CHECK: %[[VIEW:.+]] = stream.resource.subview %[[R]][%[[AT]]]
  // CHECK-NEXT: %[[NEW:.+]], %[[NEW_TIME:.+]] = stream.resource.alloca uninitialized await(%[[WAIT]])
  // CHECK-NEXT: %[[JOIN:.+]] = stream.timepoint.join max(%[[WAIT]], %[[NEW_TIME]])
  // CHECK-NEXT: %[[SUM1:.+]] = arith.addi %[[AT]], %[[AT]]
  // CHECK-NEXT: %[[SUM0:.+]] = arith.addi %[[AT]], %[[N]]
  // CHECK-NEXT: stream.cmd.execute await(%[[JOIN]]) => with(%[[R]] as %[[IN:.+]]: {{.+}}, %[[NEW]] as
  %0:2, %t = stream.async.execute await(%wait) => with(%r as %a: !stream.resource<external>{%size}) -> (%r as !stream.resource<external>{%n}, !stream.resource<external>{%n}) {
    %1 = stream.resource.subview %a[%at] : !stream.resource<external>{%size} -> !stream.resource<external>{%n}
    // CHECK-NEXT: stream.cmd.fill %{{.+}}, %[[IN]][%[[SUM0]] for
    %2 = stream.async.fill %v, %1[%n to %size for %n] : i8 -> %1 as !stream.resource<external>{%n}
    // CHECK-NEXT: stream.cmd.fill %{{.+}}, %[[IN]][%[[SUM1]] for
    %3 = stream.async.fill %v, %2[%at to %size for %n] : i8 -> %2 as !stream.resource<external>{%n}
    %4 = stream.async.splat %v : i8 -> !stream.resource<external>{%n}
    stream.yield %3, %4 : !stream.resource<external>{%n}, !stream.resource<external>{%n}
  } => !stream.timepoint
  // CHECK: util.return %[[VIEW]], %[[NEW]]
  util.return %0#0, %0#1, %t : !stream.resource<external>, !stream.resource<external>, !stream.timepoint
}

// -----

// Storage goes by birth, that of waves in the order of their results; what a
// wave makes for nobody lives while the wave does and comes first.

// CHECK-LABEL: @wave_storage
// CHECK-SAME: (%[[SIZE:.+]]: index, %{{.+}}: i32)
util.func private @wave_storage(%size: index, %v: i32) -> !stream.timepoint {
  // CHECK-DAG: %[[C32:.+]] = arith.constant 32
  // CHECK-DAG: %[[C64:.+]] = arith.constant 64
  // CHECK-DAG: %[[C128:.+]] = arith.constant 128
  %c0 = arith.constant 0 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  %c128 = arith.constant 128 : index
  // CHECK: %[[PACK:.+]]:5 = stream.resource.pack slices({
  // CHECK-NEXT: [1, 1] = %[[SIZE]],
  // CHECK-NEXT: [0, 1] = %[[C32]],
  // CHECK-NEXT: [1, 2] = %[[C64]],
  // CHECK-NEXT: [1, 2] = %[[C128]]
  // CHECK: stream.cmd.execute
  %t = stream.async.execute with() {
    %0 = stream.async.splat %v : i32 -> !stream.resource<transient>{%c32}
    %1:2 = stream.async.concurrent with(%0 as %a: !stream.resource<transient>{%c32}) -> (!stream.resource<transient>{%c64}, !stream.resource<transient>{%c128}) {
      // CHECK: stream.cmd.dispatch @ex::@made
      // CHECK: wo %{{.+}}[%[[PACK]]#4 for %[[C128]]]
      %2 = stream.async.dispatch @ex::@made(%a[%c0 to %c32 for %c32]) : (!stream.resource<transient>{%c32}) -> !stream.resource<transient>{%c128}
      // CHECK: stream.cmd.dispatch @ex::@dropped
      // CHECK: wo %{{.+}}[%[[PACK]]#1 for %[[SIZE]]]
      %3 = stream.async.dispatch @ex::@dropped(%a[%c0 to %c32 for %c32]) : (!stream.resource<transient>{%c32}) -> !stream.resource<transient>{%size}
      %4 = stream.async.dispatch @ex::@made(%a[%c0 to %c32 for %c32]) : (!stream.resource<transient>{%c32}) -> !stream.resource<transient>{%c64}
      stream.yield %4, %2 : !stream.resource<transient>{%c64}, !stream.resource<transient>{%c128}
    }
    // CHECK: stream.cmd.dispatch @ex::@used
    // CHECK: ro %{{.+}}[%[[PACK]]#3 for %[[C64]]]
    // CHECK: rw %{{.+}}[%[[PACK]]#4 for %[[C128]]]
    %5 = stream.async.dispatch @ex::@used(%1#0[%c0 to %c64 for %c64], %1#1[%c0 to %c128 for %c128]) : (!stream.resource<transient>{%c64}, !stream.resource<transient>{%c128}) -> %1#1{%c128}
    stream.yield
  } => !stream.timepoint
  util.return %t : !stream.timepoint
}

// -----

// What the host computes for a region comes before it.
// CHECK-LABEL: @host_arithmetic
// CHECK-SAME: (%[[SIZE:.+]]: index, %[[N:.+]]: index)
util.func private @host_arithmetic(%size: index, %n: index) -> (!stream.resource<transient>, !stream.timepoint) {
  %c1 = arith.constant 1 : i8
  // CHECK: %[[OFFSET:.+]] = arith.addi %[[N]], %[[N]]
  // CHECK: %[[LENGTH:.+]] = arith.muli %[[OFFSET]], %[[N]]
  // CHECK: stream.cmd.execute
  %r, %t = stream.async.execute with() -> !stream.resource<transient>{%size} {
    %0 = stream.async.splat %c1 : i8 -> !stream.resource<transient>{%size}
    %offset = arith.addi %n, %n : index
    // CHECK: stream.cmd.concurrent
    %2 = stream.async.concurrent with(%0 as %a: !stream.resource<transient>{%size}) -> %0 as !stream.resource<transient>{%size} {
      // CHECK-NEXT: stream.cmd.fill %{{.+}}[%[[OFFSET]] for %[[LENGTH]]]
      %length = arith.muli %offset, %n : index
      %1 = stream.async.fill %c1, %a[%offset to %size for %length] : i8 -> %a as !stream.resource<transient>{%size}
      stream.yield %1 : !stream.resource<transient>{%size}
    }
    stream.yield %2 : !stream.resource<transient>{%size}
  } => !stream.timepoint
  util.return %r, %t : !stream.resource<transient>, !stream.timepoint
}

// -----

// A copy within one resource goes through storage of its own where its ranges
// may meet, and takes that before its wave.

// CHECK-LABEL: @overlapping_copies
// CHECK-SAME: (%[[X:.+]]: !stream.resource<external>, %[[Y:.+]]: !stream.resource<external>, %[[N:.+]]: index, %{{.+}}: !stream.timepoint)
util.func public @overlapping_copies(%x: !stream.resource<external>, %y: !stream.resource<external>, %n: index, %t: !stream.timepoint) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  %c12 = arith.constant 12 : index
  %c32 = arith.constant 32 : index
  // CHECK-DAG: %[[C0:.+]] = arith.constant 0 : index
  // CHECK-DAG: %[[C4:.+]] = arith.constant 4 : index
  // CHECK-DAG: %[[C8:.+]] = arith.constant 8 : index
  // CHECK: %[[PACK:.+]]:3 = stream.resource.pack slices({
  // CHECK-NEXT: [0, 1] = %[[C8]],
  // CHECK-NEXT: [2, 3] = %[[N]]
  // CHECK: stream.cmd.execute {{.*}}with(%[[X]] as %[[XA:.+]]: !stream.resource<external>{%{{.+}}}, %[[Y]] as %[[YA:.+]]: !stream.resource<external>{%{{.+}}}, %{{.+}} as %[[T:.+]]: !stream.resource<transient>
  %0:2, %1 = stream.async.execute await(%t) => with(%x as %xa: !stream.resource<external>{%c32}, %y as %ya: !stream.resource<external>{%c32}) -> (%x{%c32}, %y{%c32}) {
    // CHECK-NEXT: stream.cmd.copy %[[XA]][%[[C4]]], %[[T]][%[[PACK]]#1], %[[C8]]
    // CHECK-NEXT: stream.cmd.copy %[[T]][%[[PACK]]#1], %[[XA]][%[[C0]]], %[[C8]]
    %2 = stream.async.copy %xa[%c4 to %c12], %xa[%c0 to %c8], %c8 : !stream.resource<external>{%c32} -> %xa as !stream.resource<external>{%c32}
    // CHECK-NEXT: stream.cmd.copy %[[YA]][%[[C0]]], %[[T]][%[[PACK]]#2], %[[N]]
    // CHECK-NEXT: stream.cmd.concurrent
    %3:2 = stream.async.concurrent with(%2 as %xb: !stream.resource<external>{%c32}, %ya as %yb: !stream.resource<external>{%c32}) -> (%2 as !stream.resource<external>{%c32}, %ya as !stream.resource<external>{%c32}) {
      // CHECK-NEXT: stream.cmd.copy %[[XA]][%[[C0]]], %[[XA]][%[[N]]], %[[N]]
      %4 = stream.async.copy %xb[%c0 to %n], %xb[%n to %c8], %n : !stream.resource<external>{%c32} -> %xb as !stream.resource<external>{%c32}
      // CHECK-NEXT: stream.cmd.copy %[[T]][%[[PACK]]#2], %[[YA]][%[[C8]]], %[[N]]
      %5 = stream.async.copy %yb[%c0 to %n], %yb[%c8 to %c32], %n : !stream.resource<external>{%c32} -> %yb as !stream.resource<external>{%c32}
      stream.yield %4, %5 : !stream.resource<external>{%c32}, !stream.resource<external>{%c32}
    }
    stream.yield %3#0, %3#1 : !stream.resource<external>{%c32}, !stream.resource<external>{%c32}
  } => !stream.timepoint
  util.return %1 : !stream.timepoint
}
