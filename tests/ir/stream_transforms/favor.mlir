// RUN: weirc opt --iree-stream-schedule-concurrency %s | FileCheck %s --check-prefix=LATE
// RUN: weirc opt --iree-stream-schedule-concurrency --iree-stream-partitioning-favor=max-concurrency %s | FileCheck %s --check-prefix=EARLY
// RUN: weirc opt --iree-stream-schedule-concurrency --iree-stream-partitioning-favor=debug %s | FileCheck %s --check-prefix=ALONE
// RUN: not weirc opt --iree-stream-schedule-concurrency --iree-stream-partitioning-favor=speed %s 2>&1 | FileCheck %s --check-prefix=NONE

// Where a program says nothing of how to partition, the flag does.

// NONE: stream-partitioning-favor cannot be 'speed'

// LATE-LABEL: @waves
// EARLY-LABEL: @waves
// ALONE-LABEL: @waves
util.func private @waves(%size: index) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : i32
  // ALONE-NOT: stream.async.concurrent
  %0:2, %t = stream.async.execute with() -> (!stream.resource<transient>{%size}, !stream.resource<transient>{%size}) {
    // LATE: stream.async.concurrent
    // LATE-NEXT: stream.async.dispatch @ex::@free
    // LATE-NEXT: stream.async.splat
    // LATE: stream.async.dispatch @ex::@user
    // EARLY: stream.async.splat
    // EARLY: stream.async.concurrent
    // EARLY-NEXT: stream.async.dispatch @ex::@free
    // EARLY-NEXT: stream.async.dispatch @ex::@user
    %1 = stream.async.dispatch @ex::@free() : () -> !stream.resource<transient>{%size}
    %2 = stream.async.splat %c1 : i32 -> !stream.resource<transient>{%size}
    %3 = stream.async.dispatch @ex::@user(%2[%c0 to %size for %size]) : (!stream.resource<transient>{%size}) -> !stream.resource<transient>{%size}
    stream.yield %1, %3 : !stream.resource<transient>{%size}, !stream.resource<transient>{%size}
  } => !stream.timepoint
  util.return %t : !stream.timepoint
}

// What the program says holds.

// LATE-LABEL: @said
// EARLY-LABEL: @said
util.func private @said(%size: index) -> !stream.timepoint attributes {stream.partitioning = #stream.partitioning_config<"debug">} {
  %c1 = arith.constant 1 : i32
  // LATE-NOT: stream.async.concurrent
  // EARLY-NOT: stream.async.concurrent
  %0:2, %t = stream.async.execute with() -> (!stream.resource<transient>{%size}, !stream.resource<transient>{%size}) {
    %1 = stream.async.splat %c1 : i32 -> !stream.resource<transient>{%size}
    %2 = stream.async.splat %c1 : i32 -> !stream.resource<transient>{%size}
    stream.yield %1, %2 : !stream.resource<transient>{%size}, !stream.resource<transient>{%size}
  } => !stream.timepoint
  util.return %t : !stream.timepoint
}
