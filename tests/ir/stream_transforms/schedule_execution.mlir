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
