// RUN: weirc opt --iree-stream-schedule-concurrency %s | FileCheck %s

// Two splats need not wait for each other; the dispatch needs both.

// CHECK-LABEL: @waves
util.func private @waves(%size: index) -> (!stream.resource<transient>, !stream.timepoint) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : i8
  // CHECK: stream.async.execute
  %r, %t = stream.async.execute with() -> !stream.resource<transient>{%size} {
    // CHECK: %[[BOTH:.+]]:2 = stream.async.concurrent
    // CHECK-NEXT: stream.async.splat
    // CHECK-NEXT: stream.async.splat
    // CHECK-NEXT: stream.yield
    %0 = stream.async.splat %c1 : i8 -> !stream.resource<transient>{%size}
    %1 = stream.async.splat %c1 : i8 -> !stream.resource<transient>{%size}
    // CHECK: stream.async.dispatch @ex::@f(%[[BOTH]]#0{{.+}}, %[[BOTH]]#1
    // CHECK-NOT: stream.async.concurrent
    %2 = stream.async.dispatch @ex::@f(%0[%c0 to %size for %size], %1[%c0 to %size for %size]) : (!stream.resource<transient>{%size}, !stream.resource<transient>{%size}) -> !stream.resource<transient>{%size}
    stream.yield %2 : !stream.resource<transient>{%size}
  } => !stream.timepoint
  util.return %r, %t : !stream.resource<transient>, !stream.timepoint
}
stream.executable private @ex {
  stream.executable.export public @f
  builtin.module { func.func @f() { return } }
}
