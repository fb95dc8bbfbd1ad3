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

// -----

// Where the one that reads cannot go with the one that overwrites, as something
// elsewhere waits for it, the one that overwrites waits for it.

// CHECK-LABEL: @read_in_another_region
// CHECK-SAME: (%[[R:.+]]: !stream.resource<transient>, %[[SIZE:.+]]: index, %[[V:.+]]: i32)
util.func public @read_in_another_region(%r: !stream.resource<transient>, %size: index, %v: i32) -> (!stream.resource<transient>, !stream.resource<transient>, !stream.resource<transient>) {
  %c0 = arith.constant 0 : index
  // CHECK: %{{.+}}, %[[READ:.+]] = stream.async.execute on(#hal.device.affinity<@a>) with(%[[R]]
  // CHECK-NEXT: stream.async.dispatch
  // CHECK: stream.async.execute on(#hal.device.affinity<@b>) await(%[[READ]])
  // CHECK: stream.async.execute on(#hal.device.affinity<@a>) await(%[[READ]]) => with(%[[R]] as
  // CHECK-NEXT: stream.async.fill
  // CHECK-NEXT: stream.async.splat
  %0 = stream.async.dispatch on(#hal.device.affinity<@a>) @ex::@f(%r[%c0 to %size for %size]) : (!stream.resource<transient>{%size}) -> !stream.resource<transient>{%size}
  %1 = stream.async.fill on(#hal.device.affinity<@a>) %v, %r[%c0 to %size for %size] : i32 -> %r as !stream.resource<transient>{%size}
  %2 = stream.async.transfer %0 : !stream.resource<transient>{%size} from(#hal.device.affinity<@a>) -> to(#hal.device.affinity<@b>) !stream.resource<transient>{%size}
  %3 = stream.async.splat on(#hal.device.affinity<@a>) %v : i32 -> !stream.resource<transient>{%size}
  util.return %1, %2, %3 : !stream.resource<transient>, !stream.resource<transient>, !stream.resource<transient>
}

// -----

// Of several readers each is waited for, and none waits for another.

// CHECK-LABEL: @several_readers
// CHECK-SAME: (%[[R:.+]]: !stream.resource<transient>, %[[SIZE:.+]]: index, %[[V:.+]]: i32)
util.func public @several_readers(%r: !stream.resource<transient>, %size: index, %v: i32) -> (!stream.resource<transient>, !stream.resource<transient>, !stream.resource<transient>) {
  %c0 = arith.constant 0 : index
  // CHECK-DAG: %{{.+}}, %[[A:.+]] = stream.async.execute on(#hal.device.affinity<@a>) with(%[[R]]
  // CHECK-DAG: %{{.+}}, %[[B:.+]] = stream.async.execute on(#hal.device.affinity<@b>) with(%[[R]]
  // CHECK: %[[BOTH:.+]] = stream.timepoint.join max(%{{.+}}, %{{.+}})
  // CHECK: stream.async.execute on(#hal.device.affinity<@c>) await(%[[BOTH]]) => with(%[[R]] as
  // CHECK-NEXT: stream.async.fill
  %0 = stream.async.dispatch on(#hal.device.affinity<@a>) @ex::@f(%r[%c0 to %size for %size]) : (!stream.resource<transient>{%size}) -> !stream.resource<transient>{%size}
  %1 = stream.async.dispatch on(#hal.device.affinity<@b>) @ex::@g(%r[%c0 to %size for %size]) : (!stream.resource<transient>{%size}) -> !stream.resource<transient>{%size}
  %2 = stream.async.fill on(#hal.device.affinity<@c>) %v, %r[%c0 to %size for %size] : i32 -> %r as !stream.resource<transient>{%size}
  util.return %0, %1, %2 : !stream.resource<transient>, !stream.resource<transient>, !stream.resource<transient>
}

// -----

// In another block: where it is overwritten, and where it goes on to what is
// not seen here.

// CHECK-LABEL: @overwritten_in_a_block
// CHECK-SAME: (%[[R:.+]]: !stream.resource<transient>
util.func public @overwritten_in_a_block(%r: !stream.resource<transient>, %size: index, %v: i32, %cond: i1) -> (!stream.resource<transient>, !stream.resource<transient>) {
  %c0 = arith.constant 0 : index
  // CHECK: %{{.+}}, %[[READ:.+]] = stream.async.execute on(#hal.device.affinity<@a>) with(%[[R]]
  %0 = stream.async.dispatch on(#hal.device.affinity<@a>) @ex::@f(%r[%c0 to %size for %size]) : (!stream.resource<transient>{%size}) -> !stream.resource<transient>{%size}
  cf.cond_br %cond, ^overwrite, ^leave
^overwrite:
  // CHECK: stream.async.execute on(#hal.device.affinity<@b>) await(%[[READ]]) => with(%[[R]] as
  %1 = stream.async.fill on(#hal.device.affinity<@b>) %v, %r[%c0 to %size for %size] : i32 -> %r as !stream.resource<transient>{%size}
  util.return %0, %1 : !stream.resource<transient>, !stream.resource<transient>
^leave:
  // CHECK: %[[R2:.+]] = stream.timepoint.await %[[READ]] => %[[R]]
  // CHECK-NEXT: util.return %{{.+}}, %[[R2]]
  util.return %0, %r : !stream.resource<transient>, !stream.resource<transient>
}

// -----

// In an op's region, and as what a loop begins with.

// CHECK-LABEL: @overwritten_inside
// CHECK-SAME: (%[[R:.+]]: !stream.resource<transient>, %[[S:.+]]: !stream.resource<transient>
util.func public @overwritten_inside(%r: !stream.resource<transient>, %s: !stream.resource<transient>, %size: index, %v: i32, %cond: i1) -> (!stream.resource<transient>, !stream.resource<transient>, !stream.resource<transient>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK: %{{.+}}, %[[READ:.+]] = stream.async.execute on(#hal.device.affinity<@a>) with(%[[R]] as
  %0 = stream.async.dispatch on(#hal.device.affinity<@a>) @ex::@f(%r[%c0 to %size for %size], %s[%c0 to %size for %size]) : (!stream.resource<transient>{%size}, !stream.resource<transient>{%size}) -> !stream.resource<transient>{%size}
  // CHECK: %[[SEEN:.+]]:2 = stream.timepoint.await %[[READ]] => %{{.+}}, %[[S]] :
  // CHECK: scf.if
  %1 = scf.if %cond -> !stream.resource<transient> {
    // CHECK-NEXT: %{{.+}} = stream.async.execute on(#hal.device.affinity<@b>) await(%[[READ]]) => with(%[[R]] as
    %3 = stream.async.fill on(#hal.device.affinity<@b>) %v, %r[%c0 to %size for %size] : i32 -> %r as !stream.resource<transient>{%size}
    scf.yield %3 : !stream.resource<transient>
  } else {
    scf.yield %0 : !stream.resource<transient>
  }
  // CHECK: scf.for {{.+}} iter_args(%{{.+}} = %[[SEEN]]#1)
  %2 = scf.for %i = %c0 to %size step %c1 iter_args(%x = %s) -> !stream.resource<transient> {
    %3 = stream.async.fill on(#hal.device.affinity<@b>) %v, %x[%c0 to %size for %size] : i32 -> %x as !stream.resource<transient>{%size}
    scf.yield %3 : !stream.resource<transient>
  }
  util.return %0, %1, %2 : !stream.resource<transient>, !stream.resource<transient>, !stream.resource<transient>
}

// -----

// Those that only read do not wait for each other; nor does what overwrites wait
// for one that reads what it made.

// CHECK-LABEL: @readers_alone
// CHECK-SAME: (%[[R:.+]]: !stream.resource<transient>
util.func public @readers_alone(%r: !stream.resource<transient>, %size: index, %v: i32) -> (!stream.resource<transient>, !stream.resource<transient>) {
  %c0 = arith.constant 0 : index
  // CHECK: %[[W:.+]], %[[WRITTEN:.+]] = stream.async.execute on(#hal.device.affinity<@a>) with(%[[R]] as
  // CHECK: stream.async.execute on(#hal.device.affinity<@{{[bc]}}>) await(%[[WRITTEN]]) => with(%[[W]] as
  // CHECK: stream.async.execute on(#hal.device.affinity<@{{[bc]}}>) await(%[[WRITTEN]]) => with(%[[W]] as
  %0 = stream.async.fill on(#hal.device.affinity<@a>) %v, %r[%c0 to %size for %size] : i32 -> %r as !stream.resource<transient>{%size}
  %1 = stream.async.dispatch on(#hal.device.affinity<@b>) @ex::@f(%0[%c0 to %size for %size]) : (!stream.resource<transient>{%size}) -> !stream.resource<transient>{%size}
  %2 = stream.async.dispatch on(#hal.device.affinity<@c>) @ex::@g(%0[%c0 to %size for %size]) : (!stream.resource<transient>{%size}) -> !stream.resource<transient>{%size}
  util.return %1, %2 : !stream.resource<transient>, !stream.resource<transient>
}
