// RUN: weirc opt --split-input-file --iree-stream-elide-timepoints %s | FileCheck %s

// Who waits for the second waits for the first.

// CHECK-LABEL: @covered
util.func private @covered(%r: !stream.resource<transient>, %size: index) -> !stream.timepoint {
  // CHECK: %[[T0:.+]] = stream.cmd.execute
  %t0 = stream.cmd.execute with(%r as %arg: !stream.resource<transient>{%size}) {
    stream.cmd.discard %arg[%size for %size] : !stream.resource<transient>{%size}
  } => !stream.timepoint
  // CHECK: %[[T1:.+]] = stream.cmd.execute await(%[[T0]])
  %t1 = stream.cmd.execute await(%t0) => with(%r as %arg: !stream.resource<transient>{%size}) {
    stream.cmd.discard %arg[%size for %size] : !stream.resource<transient>{%size}
  } => !stream.timepoint
  // CHECK: %[[IMM:.+]] = stream.timepoint.immediate
  // CHECK: stream.timepoint.join max(%[[IMM]], %[[T1]])
  %t2 = stream.timepoint.join max(%t0, %t1) => !stream.timepoint
  util.return %t2 : !stream.timepoint
}

// -----

// Neither waits for the other.

// CHECK-LABEL: @apart
util.func private @apart(%r: !stream.resource<transient>, %size: index) -> !stream.timepoint {
  // CHECK: %[[T0:.+]] = stream.cmd.execute
  %t0 = stream.cmd.execute with(%r as %arg: !stream.resource<transient>{%size}) {
    stream.cmd.discard %arg[%size for %size] : !stream.resource<transient>{%size}
  } => !stream.timepoint
  // CHECK: %[[T1:.+]] = stream.cmd.execute
  %t1 = stream.cmd.execute with(%r as %arg: !stream.resource<transient>{%size}) {
    stream.cmd.discard %arg[%size for %size] : !stream.resource<transient>{%size}
  } => !stream.timepoint
  // CHECK: stream.timepoint.join max(%[[T0]], %[[T1]])
  %t2 = stream.timepoint.join max(%t0, %t1) => !stream.timepoint
  util.return %t2 : !stream.timepoint
}

// -----

// All that is ever stored in the global is immediate.

util.global private mutable @g = #stream.timepoint<immediate> : !stream.timepoint
// CHECK-LABEL: @global
util.func private @global() -> !stream.timepoint {
  %0 = stream.timepoint.immediate => !stream.timepoint
  util.global.store %0, @g : !stream.timepoint
  // CHECK: util.global.load
  // CHECK: %[[IMM:.+]] = stream.timepoint.immediate
  %1 = util.global.load @g : !stream.timepoint
  // CHECK: util.return %[[IMM]]
  util.return %1 : !stream.timepoint
}
