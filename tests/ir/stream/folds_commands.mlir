// RUN: weirc opt --split-input-file --canonicalize %s | FileCheck %s

// Commands on views of captured resources become commands on the resources, at
// offsets computed outside.
// CHECK-LABEL: @views
util.func private @views(%r: !stream.resource<transient>, %n: index, %o: index, %m: index, %v: i32) -> !stream.timepoint {
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  // CHECK-DAG: %[[FILL:.+]] = arith.addi %arg2, %c4 : index
  // CHECK-DAG: %[[FROM:.+]] = arith.addi %arg2, %c4 : index
  // CHECK-DAG: %[[TO:.+]] = arith.addi %arg2, %c12 : index
  // CHECK: stream.cmd.execute with(%arg0 as %[[A:.+]]: !stream.resource<transient>{%arg1})
  %s = stream.resource.subview %r[%o] : !stream.resource<transient>{%n} -> !stream.resource<transient>{%m}
  %s2 = stream.resource.subview %s[%c4] : !stream.resource<transient>{%m} -> !stream.resource<transient>{%c8}
  %t = stream.cmd.execute with(%s as %a: !stream.resource<transient>{%m}, %s2 as %z: !stream.resource<transient>{%c8}) {
    // CHECK-NEXT: stream.cmd.fill %arg4, %[[A]][%{{.+}} for %c8] : i32 -> !stream.resource<transient>{%arg1}
    stream.cmd.fill %v, %a[%c4 for %c8] : i32 -> !stream.resource<transient>{%m}
    // CHECK-NEXT: stream.cmd.copy %[[A]][%{{.+}}], %[[A]][%[[TO]]], %c8 : !stream.resource<transient>{%arg1} -> !stream.resource<transient>{%arg1}
    stream.cmd.copy %a[%c4], %z[%c8], %c8 : !stream.resource<transient>{%m} -> !stream.resource<transient>{%c8}
    // CHECK-NEXT: stream.cmd.flush %[[A]][%{{.+}} for %c8] : !stream.resource<transient>{%arg1}
    stream.cmd.flush %a[%c4 for %c8] : !stream.resource<transient>{%m}
    // CHECK-NEXT: stream.cmd.invalidate %[[A]][%{{.+}} for %c8] : !stream.resource<transient>{%arg1}
    stream.cmd.invalidate %a[%c4 for %c8] : !stream.resource<transient>{%m}
    // CHECK-NEXT: stream.cmd.discard %[[A]][%{{.+}} for %c8] : !stream.resource<transient>{%arg1}
    stream.cmd.discard %a[%c4 for %c8] : !stream.resource<transient>{%m}
  } => !stream.timepoint
  util.return %t : !stream.timepoint
}

// -----

stream.cmd.func private @callee(%arg0[%arg1 for %arg2]: !stream.resource<*>, %arg3: i32, %arg4[%arg5 for %arg6]: !stream.resource<*>)

// The same with several resources.
// CHECK-LABEL: @views_of_dispatches
util.func private @views_of_dispatches(%r: !stream.resource<transient>, %q: !stream.resource<transient>, %n: index, %o: index, %m: index, %v: i32, %ch: !stream.channel) -> !stream.timepoint {
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  %s = stream.resource.subview %r[%o] : !stream.resource<transient>{%n} -> !stream.resource<transient>{%m}
  // CHECK: stream.cmd.execute with(%arg0 as %[[A:.+]]: !stream.resource<transient>{%arg2}, %arg1 as %[[B:.+]]: !stream.resource<transient>{%arg2})
  %t = stream.cmd.execute with(%s as %a: !stream.resource<transient>{%m}, %q as %b: !stream.resource<transient>{%n}) {
    // CHECK: stream.cmd.dispatch @ex::@f(%arg5 : i32) {
    // CHECK-NEXT: rw %[[A]][%{{[0-9]+}} for %c8] : !stream.resource<transient>{%arg2},
    // CHECK-NEXT: ro %[[B]][%c4 for %c8] : !stream.resource<transient>{%arg2}
    stream.cmd.dispatch @ex::@f(%v : i32) {
      rw %a[%c4 for %c8] : !stream.resource<transient>{%m},
      ro %b[%c4 for %c8] : !stream.resource<transient>{%n}
    }
    // CHECK: stream.cmd.collective<all_reduce with sum : f32>[%c4] channel(%arg6) {
    // CHECK-NEXT: ro %[[B]][%c4 for %c8] : !stream.resource<transient>{%arg2},
    // CHECK-NEXT: wo %[[A]][%{{[0-9]+}} for %c8] : !stream.resource<transient>{%arg2}
    stream.cmd.collective<all_reduce with sum : f32>[%c4] channel(%ch) {
      ro %b[%c4 for %c8] : !stream.resource<transient>{%n},
      wo %a[%c4 for %c8] : !stream.resource<transient>{%m}
    }
    // CHECK: stream.cmd.call @callee(ro %[[B]][%c4 for %c8], %arg5, rw %[[A]][%{{[0-9]+}} for %c8]) : (!stream.resource<transient>{%arg2}, i32, !stream.resource<transient>{%arg2}) -> ()
    stream.cmd.call @callee(ro %b[%c4 for %c8], %v, rw %a[%c4 for %c8]) : (!stream.resource<transient>{%n}, i32, !stream.resource<transient>{%m}) -> ()
  } => !stream.timepoint
  util.return %t : !stream.timepoint
}

// -----

// Regions without work are none.
// CHECK-LABEL: @empty
util.func private @empty(%t: !stream.timepoint, %r: !stream.resource<external>, %n: index) -> (!stream.timepoint, !stream.resource<external>, !stream.timepoint) {
  // CHECK-NEXT: %[[NOW:.+]] = stream.timepoint.immediate
  // CHECK-NEXT: util.return %[[NOW]], %arg1, %[[NOW]]
  %0 = stream.cmd.execute with(%r as %a: !stream.resource<external>{%n}) {
    stream.cmd.concurrent {
      stream.cmd.serial {
      }
    }
  } => !stream.timepoint
  %1, %2 = stream.async.execute with(%r as %a: !stream.resource<external>{%n}) -> !stream.resource<external>{%n} {
    stream.yield %a : !stream.resource<external>{%n}
  } => !stream.timepoint
  util.return %0, %1, %2 : !stream.timepoint, !stream.resource<external>, !stream.timepoint
}

// -----

// Entry points are named once.
// CHECK-LABEL: @entry_points
util.func private @entry_points(%r: !stream.resource<*>, %n: index) -> !stream.resource<*> {
  // CHECK: stream.async.dispatch {@ex::@f, @ex::@g}(
  %0 = stream.async.dispatch {@ex::@f, @ex::@g, @ex::@f}(%r[%n to %n for %n]) : (!stream.resource<*>{%n}) -> !stream.resource<*>{%n}
  util.return %0 : !stream.resource<*>
}

// -----

// The host's accesses too.
// CHECK-LABEL: @host
util.func private @host(%r: !stream.resource<staging>, %n: index, %o: index, %m: index, %v: i32) -> i32 {
  %c4 = arith.constant 4 : index
  // CHECK: %[[TO:.+]] = arith.addi %arg2, %c4 : index
  // CHECK-NEXT: stream.resource.store %arg4, %arg0[%[[TO]]] : i32 -> !stream.resource<staging>{%arg1}
  // CHECK-NEXT: %[[FROM:.+]] = arith.addi %arg2, %c4 : index
  // CHECK-NEXT: %[[V:.+]] = stream.resource.load %arg0[%[[FROM]]] : !stream.resource<staging>{%arg1} -> i32
  // CHECK-NEXT: util.return %[[V]]
  %s = stream.resource.subview %r[%o] : !stream.resource<staging>{%n} -> !stream.resource<staging>{%m}
  stream.resource.store %v, %s[%c4] : i32 -> !stream.resource<staging>{%m}
  %0 = stream.resource.load %s[%c4] : !stream.resource<staging>{%m} -> i32
  %1 = stream.resource.load %s[%c4] : !stream.resource<staging>{%m} -> i32
  util.return %0 : i32
}
