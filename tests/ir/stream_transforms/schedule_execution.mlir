// RUN: weirc opt --split-input-file --iree-stream-schedule-execution %s | FileCheck %s

// One region per device; the transfer goes with the device it is for.

// CHECK-LABEL: @devices
util.func private @devices(%size: index) -> !stream.resource<transient> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : i8
  // CHECK: %[[R0:.+]], %[[T0:.+]] = stream.async.execute on(#hal.device.affinity<@a>) with()
  // CHECK-NEXT: stream.async.splat
  // CHECK-NEXT: stream.async.dispatch @ex::@f
  // CHECK-NEXT: stream.yield
  %0 = stream.async.splat on(#hal.device.affinity<@a>) %c1 : i8 -> !stream.resource<transient>{%size}
  %1 = stream.async.dispatch on(#hal.device.affinity<@a>) @ex::@f(%0[%c0 to %size for %size]) : (!stream.resource<transient>{%size}) -> !stream.resource<transient>{%size}
  // CHECK: stream.async.execute on(#hal.device.affinity<@b>) await(%[[T0]]) => with(%[[R0]] as
  // CHECK-NEXT: stream.async.transfer {{.+}} from(#hal.device.affinity<@a>) -> to(#hal.device.affinity<@b>)
  // CHECK-NEXT: stream.async.dispatch @ex::@g
  %2 = stream.async.transfer %1 : !stream.resource<transient>{%size} from(#hal.device.affinity<@a>) -> to(#hal.device.affinity<@b>) !stream.resource<transient>{%size}
  %3 = stream.async.dispatch on(#hal.device.affinity<@b>) @ex::@g(%2[%c0 to %size for %size]) : (!stream.resource<transient>{%size}) -> !stream.resource<transient>{%size}
  // CHECK: stream.timepoint.await
  util.return %3 : !stream.resource<transient>
}
stream.executable private @ex {
  stream.executable.export public @f
  stream.executable.export public @g
  builtin.module {
    func.func @f() { return }
    func.func @g() { return }
  }
}

// -----

// There is no work.

// CHECK-LABEL: @nothing
util.func private @nothing(%arg0: !stream.resource<transient>) -> !stream.resource<transient> {
  // CHECK-NOT: stream.async.execute
  util.return %arg0 : !stream.resource<transient>
}

// -----

// Only what the host looks at is awaited; a region behind it waits for the
// timepoint.

// CHECK-LABEL: @read_between
util.func private @read_between(%in: !stream.resource<external>, %size: index) -> !stream.resource<external> {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %v = arith.constant 7 : i32
  // CHECK: %[[RESULTS:.+]]:2, %[[TIME:.+]] = stream.async.execute
  %0 = stream.async.fill %v, %in[%c0 to %c4 for %c4] : i32 -> %in as !stream.resource<external>{%size}
  %1 = stream.async.transfer %0 : !stream.resource<external>{%size} -> !stream.resource<staging>{%size}
  // CHECK: %[[READ:.+]] = stream.timepoint.await %[[TIME]] => %[[RESULTS]]#1 : !stream.resource<staging>
  // CHECK-NOT: stream.timepoint.await
  // CHECK: %[[WORD:.+]] = stream.async.load %[[READ]]
  %2 = stream.async.load %1[%c0] : !stream.resource<staging>{%size} -> i32
  // CHECK: %[[LAST:.+]], %[[LAST_TIME:.+]] = stream.async.execute await(%[[TIME]]) => with(%[[RESULTS]]#0 as
  // CHECK-NEXT: stream.async.fill %[[WORD]]
  %3 = stream.async.fill %2, %0[%c0 to %c4 for %c4] : i32 -> %0 as !stream.resource<external>{%size}
  // CHECK: %[[DONE:.+]] = stream.timepoint.await %[[LAST_TIME]] => %[[LAST]]
  // CHECK: util.return %[[DONE]]
  util.return %3 : !stream.resource<external>
}

// -----

// Splats are made again in each region that uses them, also where the regions
// wait for each other. Who is in no region takes the one that is made first.

// CHECK-LABEL: @splats_per_region
// CHECK-SAME: (%[[SIZE:.+]]: index, %[[V:.+]]: i32)
util.func private @splats_per_region(%size: index, %v: i32) -> (!stream.resource<transient>, !stream.resource<transient>) {
  %c0 = arith.constant 0 : index
  // CHECK: %[[A:.+]]:2, %[[A_TIME:.+]] = stream.async.execute on(#hal.device.affinity<@a>) with() -> (
  // CHECK-NEXT: %[[SPLAT:.+]] = stream.async.splat %[[V]]
  // CHECK-NEXT: %[[F:.+]] = stream.async.dispatch @ex::@f(%[[SPLAT]]
  // CHECK-NEXT: stream.yield %[[SPLAT]], %[[F]]
  %0 = stream.async.splat %v : i32 -> !stream.resource<transient>{%size}
  %1 = stream.async.dispatch on(#hal.device.affinity<@a>) @ex::@f(%0[%c0 to %size for %size]) : (!stream.resource<transient>{%size}) -> !stream.resource<transient>{%size}
  // CHECK: %[[B:.+]], %[[B_TIME:.+]] = stream.async.execute on(#hal.device.affinity<@b>) await(%[[A_TIME]]) => with(%[[A]]#1 as %[[IN:[^:]+]]: !stream.resource<transient>{%[[SIZE]]}) -> !stream.resource<transient>{%[[SIZE]]} {
  // CHECK-NEXT: %[[AGAIN:.+]] = stream.async.splat %[[V]]
  // CHECK-NEXT: stream.async.dispatch @ex::@g(%[[AGAIN]]{{.+}}, %[[IN]][
  %2 = stream.async.dispatch on(#hal.device.affinity<@b>) @ex::@g(%0[%c0 to %size for %size], %1[%c0 to %size for %size]) : (!stream.resource<transient>{%size}, !stream.resource<transient>{%size}) -> !stream.resource<transient>{%size}
  // CHECK: %[[SEEN:.+]] = stream.timepoint.await %[[A_TIME]] => %[[A]]#0
  // CHECK: util.optimization_barrier %[[SEEN]]
  %3 = util.optimization_barrier %0 : !stream.resource<transient>
  util.return %2, %3 : !stream.resource<transient>, !stream.resource<transient>
}

// -----

// Who is in no region needs a copy of a region that it does not wait for: if
// there is none, all take the result of one splat.

// CHECK-LABEL: @splat_chosen
util.func private @splat_chosen(%in: !stream.resource<transient>, %cond: i1, %size: index, %v: i32) -> (!stream.resource<transient>, !stream.resource<transient>) {
  %c0 = arith.constant 0 : index
  // CHECK: %[[S:.+]], %[[S_TIME:.+]] = stream.async.execute with()
  // CHECK-NEXT: stream.async.splat
  // CHECK-NEXT: stream.yield
  // CHECK-NOT: stream.async.splat
  %0 = stream.async.splat %v : i32 -> !stream.resource<transient>{%size}
  // CHECK: %[[SEEN:.+]] = stream.timepoint.await %[[S_TIME]] => %[[S]]
  // CHECK: %[[CHOSEN:.+]] = arith.select %{{.+}}, %[[SEEN]]
  %1 = arith.select %cond, %0, %in : !stream.resource<transient>
  // CHECK: stream.async.execute on(#hal.device.affinity<@a>) {{.*}}with(%[[CHOSEN]] as
  %2 = stream.async.dispatch on(#hal.device.affinity<@a>) @ex::@g(%1[%c0 to %size for %size], %0[%c0 to %size for %size]) : (!stream.resource<transient>{%size}, !stream.resource<transient>{%size}) -> !stream.resource<transient>{%size}
  %3 = stream.async.dispatch on(#hal.device.affinity<@b>) @ex::@f(%0[%c0 to %size for %size]) : (!stream.resource<transient>{%size}) -> !stream.resource<transient>{%size}
  util.return %2, %3 : !stream.resource<transient>, !stream.resource<transient>
}

// -----

// What reads a value that is overwritten later goes with what overwrites it.

// CHECK-LABEL: @read_before_overwritten
util.func public @read_before_overwritten(%v: !stream.resource<transient>, %size: index, %byte: i8) -> (!stream.resource<transient>, !stream.resource<transient>) {
  %c0 = arith.constant 0 : index
  // CHECK: stream.async.execute
  // CHECK-NEXT: stream.async.clone
  %copy = stream.async.clone %v : !stream.resource<transient>{%size} -> !stream.resource<transient>{%size}
  // CHECK-NEXT: stream.async.fill
  %w = stream.async.fill %byte, %v[%c0 to %size for %size] : i8 -> %v as !stream.resource<transient>{%size}
  %h = stream.async.transfer %w : !stream.resource<transient>{%size} -> !stream.resource<staging>{%size}
  // CHECK: stream.async.load
  %n = stream.async.load %h[%c0] : !stream.resource<staging>{%size} -> i8
  // CHECK: stream.async.execute
  // CHECK-NOT: stream.async.clone
  %f = stream.async.fill %n, %copy[%c0 to %size for %size] : i8 -> %copy as !stream.resource<transient>{%size}
  util.return %w, %f : !stream.resource<transient>, !stream.resource<transient>
}
