// RUN: weirc opt --split-input-file --canonicalize %s | FileCheck %s

// Immediate timepoints and repetitions leave joins, joins of joins are one.
// CHECK-LABEL: @joins
util.func private @joins(%a: !stream.timepoint, %b: !stream.timepoint) -> (!stream.timepoint, !stream.timepoint, !stream.timepoint, !stream.timepoint) {
  %i = stream.timepoint.immediate => !stream.timepoint
  // CHECK: %[[NOW:.+]] = stream.timepoint.immediate
  // CHECK: %[[AB:.+]] = stream.timepoint.join max(%arg0, %arg1)
  // CHECK: %[[BA:.+]] = stream.timepoint.join max(%arg1, %arg0)
  // CHECK: util.return %[[AB]], %[[NOW]], %arg0, %[[BA]]
  %0 = stream.timepoint.join max(%a, %i, %b, %a) => !stream.timepoint
  %1 = stream.timepoint.join max(%i, %i) => !stream.timepoint
  %2 = stream.timepoint.join max(%a) => !stream.timepoint
  %3 = stream.timepoint.join max(%b, %0) => !stream.timepoint
  util.return %0, %1, %2, %3 : !stream.timepoint, !stream.timepoint, !stream.timepoint, !stream.timepoint
}

// -----

// A fence made only to be signalled with an imported one is that one; one from
// elsewhere stays.
// CHECK-LABEL: @fences
util.func private @fences(%d: !hal.device, %f: !hal.fence, %g: !hal.fence) -> (!hal.fence, !hal.fence) {
  // CHECK: %[[T:.+]] = stream.timepoint.import %arg1
  // CHECK-NEXT: stream.timepoint.chain_external %[[T]] => (%arg2 : !hal.fence)
  // CHECK-NEXT: util.return %arg1, %arg1
  %0 = stream.timepoint.import %f : (!hal.fence) => !stream.timepoint
  %1 = hal.fence.create device(%d : !hal.device) flags("None") : !hal.fence
  stream.timepoint.chain_external %0 => (%1 : !hal.fence)
  stream.timepoint.chain_external %0 => (%g : !hal.fence)
  %2 = stream.timepoint.export %0 => (!hal.fence)
  util.return %1, %2 : !hal.fence, !hal.fence
}

// -----

// What is imported is there; what is awaited needs no second timepoint.
// CHECK-LABEL: @barriers
util.func private @barriers(%t: !stream.timepoint, %n: index, %v: !hal.buffer_view, %x: !stream.resource<external>) -> (!stream.resource<external>, !stream.timepoint, !stream.resource<external>, !stream.timepoint, !stream.resource<external>, !stream.timepoint) {
  // CHECK: %[[NOW:.+]] = stream.timepoint.immediate
  // CHECK: %[[I:.+]] = stream.tensor.import
  // CHECK: %[[R:.+]], %[[RT:.+]] = stream.timepoint.barrier %arg3
  // CHECK: util.return %[[I]], %[[NOW]], %arg3, %arg0, %[[R]], %[[RT]]
  %0 = stream.tensor.import %v : !hal.buffer_view -> tensor<4xf32> in !stream.resource<external>{%n}
  %1, %2 = stream.timepoint.barrier %0 : !stream.resource<external>{%n} => !stream.timepoint
  %3 = stream.timepoint.await %t => %x : !stream.resource<external>{%n}
  %4, %5 = stream.timepoint.barrier %3 : !stream.resource<external>{%n} => !stream.timepoint
  %6, %7 = stream.timepoint.barrier %x : !stream.resource<external>{%n} => !stream.timepoint
  util.return %1, %2, %4, %5, %6, %7 : !stream.resource<external>, !stream.timepoint, !stream.resource<external>, !stream.timepoint, !stream.resource<external>, !stream.timepoint
}

// -----

// Waits for one timepoint are one wait, for the resources and not for views.
// CHECK-LABEL: @awaits
util.func private @awaits(%t: !stream.timepoint, %r: !stream.resource<external>, %q: !stream.resource<external>, %n: index, %o: index, %m: index) -> (!stream.resource<external>, !stream.resource<external>, !stream.resource<external>) {
  // CHECK: %[[A:.+]]:2 = stream.timepoint.await %arg0 => %arg1, %arg2 : !stream.resource<external>{%arg3}, !stream.resource<external>{%arg3}
  // CHECK: %[[V:.+]] = stream.resource.subview %[[A]]#0[%arg4] : !stream.resource<external>{%arg3} -> !stream.resource<external>{%arg5}
  // CHECK: util.return %[[V]], %[[A]]#1, %[[A]]#1
  %s = stream.resource.subview %r[%o] : !stream.resource<external>{%n} -> !stream.resource<external>{%m}
  %0:2 = stream.timepoint.await %t => %s, %q : !stream.resource<external>{%m}, !stream.resource<external>{%n}
  %1 = stream.timepoint.await %t => %q : !stream.resource<external>{%n}
  util.return %0#0, %0#1, %1 : !stream.resource<external>, !stream.resource<external>, !stream.resource<external>
}

// -----

// Waits for different timepoints stay apart.
// CHECK-LABEL: @awaits_apart
util.func private @awaits_apart(%t: !stream.timepoint, %u: !stream.timepoint, %r: !stream.resource<external>, %n: index) -> (!stream.resource<external>, !stream.resource<external>) {
  // CHECK-COUNT-2: stream.timepoint.await
  %0 = stream.timepoint.await %t => %r : !stream.resource<external>{%n}
  %1 = stream.timepoint.await %u => %r : !stream.resource<external>{%n}
  util.return %0, %1 : !stream.resource<external>, !stream.resource<external>
}

// -----

// The region waits for what it captures instead of the host, along with what it
// waits for already.
// CHECK-LABEL: @chained
util.func private @chained(%t: !stream.timepoint, %u: !stream.timepoint, %r: !stream.resource<external>, %q: !stream.resource<external>, %n: index, %v: i32) -> (!stream.timepoint, !stream.timepoint) {
  %c0 = arith.constant 0 : index
  // CHECK: stream.cmd.execute await(%arg0) => with(%arg2 as %{{.+}}: !stream.resource<external>{%arg4}, %arg3 as
  // CHECK: %[[J:.+]] = stream.timepoint.join max(%arg1, %arg0)
  // CHECK: stream.cmd.execute await(%[[J]]) => with(%arg2 as
  %0:2 = stream.timepoint.await %t => %r, %q : !stream.resource<external>{%n}, !stream.resource<external>{%n}
  %1 = stream.cmd.execute with(%0#0 as %a: !stream.resource<external>{%n}, %0#1 as %b: !stream.resource<external>{%n}) {
    stream.cmd.copy %a[%c0], %b[%c0], %n : !stream.resource<external>{%n} -> !stream.resource<external>{%n}
  } => !stream.timepoint
  %2 = stream.timepoint.await %t => %r : !stream.resource<external>{%n}
  %3 = stream.cmd.execute await(%u) => with(%2 as %a: !stream.resource<external>{%n}) {
    stream.cmd.fill %v, %a[%c0 for %n] : i32 -> !stream.resource<external>{%n}
  } => !stream.timepoint
  util.return %1, %3 : !stream.timepoint, !stream.timepoint
}

// -----

// Nobody waits for what is over. Storage that is only given back is not taken.
// CHECK-LABEL: @allocations
util.func private @allocations(%t: !stream.timepoint, %n: index) -> (!stream.timepoint, !stream.timepoint, !stream.timepoint) {
  // CHECK: %[[NOW:.+]] = stream.timepoint.immediate
  // CHECK: %[[R:.+]], %[[T0:.+]] = stream.resource.alloca uninitialized : !stream.resource<transient>{%arg1} => !stream.timepoint
  // CHECK: %[[T1:.+]] = stream.cmd.execute await(%[[T0]]) => with(%[[R]] as
  // CHECK: %[[T2:.+]] = stream.resource.dealloca await(%[[T1]]) => %[[R]]
  // CHECK: util.return %arg0, %[[NOW]], %[[T2]]
  %r, %0 = stream.resource.alloca uninitialized await(%t) => !stream.resource<transient>{%n} => !stream.timepoint
  %1 = stream.resource.dealloca await(%0) => %r : !stream.resource<transient>{%n} => !stream.timepoint
  %q, %2 = stream.resource.alloca uninitialized : !stream.resource<transient>{%n} => !stream.timepoint
  %i = stream.timepoint.immediate => !stream.timepoint
  %w, %3 = stream.resource.alloca uninitialized await(%i) => !stream.resource<transient>{%n} => !stream.timepoint
  %4 = stream.cmd.execute await(%3) => with(%w as %a: !stream.resource<transient>{%n}) {
    stream.cmd.discard %a[%n for %n] : !stream.resource<transient>{%n}
  } => !stream.timepoint
  %5 = stream.resource.dealloca await(%4) => %w : !stream.resource<transient>{%n} => !stream.timepoint
  util.return %1, %2, %5 : !stream.timepoint, !stream.timepoint, !stream.timepoint
}
