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

// Writes of one resource that are side by side go together, also where only
// what lies between says so; a write of the same bytes waits.

// CHECK-LABEL: @side_by_side
util.func private @side_by_side(%arg0: !stream.resource<external>, %x: index, %y: index, %size: index) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : i8
  // CHECK: stream.async.execute
  %r, %t = stream.async.execute with(%arg0 as %a: !stream.resource<external>{%size}) -> %arg0{%size} {
    // CHECK-NEXT: %[[FIRST:.+]] = stream.async.concurrent with
    // CHECK-NEXT: %[[LOW:.+]] = stream.async.fill
    // CHECK-NEXT: stream.async.fill %{{.+}}, %[[LOW]]
    // CHECK-NEXT: stream.yield
    // CHECK: stream.async.concurrent with(%[[FIRST]] as %[[INNER:.+]]:
    // CHECK-NEXT: %[[HIGH:.+]] = stream.async.fill %{{.+}}, %[[INNER]]
    // CHECK-NEXT: stream.async.fill %{{.+}}, %[[HIGH]]
    // CHECK-NEXT: stream.yield
    %0 = stream.async.fill %c1, %a[%c0 to %x for %x] : i8 -> %a as !stream.resource<external>{%size}
    %1 = stream.async.fill %c1, %0[%x to %y for %x] : i8 -> %0 as !stream.resource<external>{%size}
    %2 = stream.async.fill %c1, %1[%y to %size for %x] : i8 -> %1 as !stream.resource<external>{%size}
    %3 = stream.async.fill %c1, %2[%c0 to %y for %y] : i8 -> %2 as !stream.resource<external>{%size}
    stream.yield %3 : !stream.resource<external>{%size}
  } => !stream.timepoint
  util.return %t : !stream.timepoint
}

// A range that is written again at some distance waits, though its neighbor
// does not.

// CHECK-LABEL: @same_bytes_again
util.func private @same_bytes_again(%arg0: !stream.resource<external>) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  %c1 = arith.constant 1 : i8
  // CHECK: stream.async.execute with(%{{.+}} as %[[ARG:.+]]:
  %r, %t = stream.async.execute with(%arg0 as %a: !stream.resource<external>{%c8}) -> %arg0{%c8} {
    // CHECK-NEXT: %[[FIRST:.+]] = stream.async.fill %{{.+}}, %[[ARG]]
    // CHECK-NEXT: stream.async.concurrent with(%[[FIRST]] as
    // CHECK-NEXT: stream.async.fill
    // CHECK-NEXT: stream.async.fill
    // CHECK-NEXT: stream.yield
    %0 = stream.async.fill %c1, %a[%c0 to %c4 for %c4] : i8 -> %a as !stream.resource<external>{%c8}
    %1 = stream.async.fill %c1, %0[%c4 to %c8 for %c4] : i8 -> %0 as !stream.resource<external>{%c8}
    %2 = stream.async.fill %c1, %1[%c0 to %c4 for %c4] : i8 -> %1 as !stream.resource<external>{%c8}
    stream.yield %2 : !stream.resource<external>{%c8}
  } => !stream.timepoint
  util.return %t : !stream.timepoint
}

// All is one wave for each op with the other favors.

// CHECK-LABEL: @debug
util.func private @debug(%size: index) -> (!stream.resource<transient>, !stream.timepoint) attributes {stream.partitioning = #stream.partitioning_config<"debug">} {
  %c1 = arith.constant 1 : i8
  // CHECK-NOT: stream.async.concurrent
  %r:2, %t = stream.async.execute with() -> (!stream.resource<transient>{%size}, !stream.resource<transient>{%size}) {
    %0 = stream.async.splat %c1 : i8 -> !stream.resource<transient>{%size}
    %1 = stream.async.splat %c1 : i8 -> !stream.resource<transient>{%size}
    stream.yield %0, %1 : !stream.resource<transient>{%size}, !stream.resource<transient>{%size}
  } => !stream.timepoint
  util.return %r#0, %t : !stream.resource<transient>, !stream.timepoint
}

// What an op reads of a resource that it overwrites elsewhere is not overwritten
// by others at the same time.

// CHECK-LABEL: @read_beside_write
util.func private @read_beside_write(%in: !stream.resource<transient>, %size: index, %v: i32) -> (!stream.resource<transient>, !stream.timepoint) {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %c16 = arith.constant 16 : index
  %c20 = arith.constant 20 : index
  %r, %t = stream.async.execute with(%in as %x: !stream.resource<transient>{%size}) -> %in{%size} {
    // CHECK: stream.async.execute
    // CHECK-NEXT: stream.async.dispatch @ex::@f
    %0 = stream.async.dispatch @ex::@f(%x[%c4 to %c20 for %c16], %x[%c0 to %c16 for %c16]) : (!stream.resource<transient>{%size}, !stream.resource<transient>{%size}) -> %x{%size}
    // CHECK-NEXT: stream.async.fill
    %1 = stream.async.fill %v, %0[%c0 to %c4 for %c4] : i32 -> %0 as !stream.resource<transient>{%size}
    // CHECK-NEXT: stream.yield
    stream.yield %1 : !stream.resource<transient>{%size}
  } => !stream.timepoint
  util.return %r, %t : !stream.resource<transient>, !stream.timepoint
}

// A wave that overwrites what an op alone in the wave before reads comes behind
// it.

// CHECK-LABEL: @wave_behind_reader
util.func private @wave_behind_reader(%in: !stream.resource<transient>, %part: !stream.resource<transient>, %size: index, %v: i32) -> (!stream.resource<transient>, !stream.resource<transient>, !stream.resource<transient>, !stream.timepoint) {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  // CHECK: stream.async.execute
  %r:3, %t = stream.async.execute with(%in as %x: !stream.resource<transient>{%size}, %part as %p: !stream.resource<transient>{%c4}) -> (!stream.resource<transient>{%size}, %in{%size}, !stream.resource<transient>{%c4}) {
    // CHECK-NEXT: stream.async.dispatch @ex::@read
    %0 = stream.async.dispatch @ex::@read(%x[%c0 to %size for %size]) : (!stream.resource<transient>{%size}) -> !stream.resource<transient>{%size}
    // CHECK-NEXT: stream.async.concurrent
    // CHECK-NEXT: stream.async.update
    %1 = stream.async.update %p, %x[%c0 to %c4] : !stream.resource<transient>{%c4} -> %x as !stream.resource<transient>{%size}
    // CHECK-NEXT: stream.async.dispatch @ex::@other
    %2 = stream.async.dispatch @ex::@other(%p[%c0 to %c4 for %c4]) : (!stream.resource<transient>{%c4}) -> !stream.resource<transient>{%c4}
    stream.yield %0, %1, %2 : !stream.resource<transient>{%size}, !stream.resource<transient>{%size}, !stream.resource<transient>{%c4}
  } => !stream.timepoint
  util.return %r#0, %r#1, %r#2, %t : !stream.resource<transient>, !stream.resource<transient>, !stream.resource<transient>, !stream.timepoint
}
