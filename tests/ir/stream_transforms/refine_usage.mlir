// RUN: weirc opt --split-input-file --iree-stream-refine-usage %s | FileCheck %s

// What goes out is external, also on the way there; what does not is transient.

// CHECK-LABEL: @lifetimes
util.func public @lifetimes(%view: !hal.buffer_view, %size: index) -> !hal.buffer_view {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : i32
  %0 = stream.tensor.import %view : !hal.buffer_view -> tensor<4xf32> in !stream.resource<external>{%size}
  // CHECK-NOT: stream.async.transfer
  %1 = stream.async.transfer %0 : !stream.resource<external>{%size} -> !stream.resource<*>{%size}
  // CHECK: stream.async.splat %{{.+}} : i32 -> !stream.resource<transient>
  %2 = stream.async.splat %c1 : i32 -> !stream.resource<*>{%size}
  // CHECK: stream.async.dispatch {{.+}} : (!stream.resource<external>{{.+}}, !stream.resource<transient>{{.+}}) -> !stream.resource<external>
  %3 = stream.async.dispatch @ex::@f(%1[%c0 to %size for %size], %2[%c0 to %size for %size]) : (!stream.resource<*>{%size}, !stream.resource<*>{%size}) -> !stream.resource<*>{%size}
  %4 = stream.async.transfer %3 : !stream.resource<*>{%size} -> !stream.resource<external>{%size}
  %5 = stream.tensor.export %4 : tensor<4xf32> in !stream.resource<external>{%size} -> !hal.buffer_view
  util.return %5 : !hal.buffer_view
}
stream.executable private @ex {
  stream.executable.export public @f
  builtin.module { func.func @f() { return } }
}

// -----

// Transfers between devices stay, staging stays on its side.

// CHECK-LABEL: @staging
util.func private @staging(%size: index) -> i32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : i32
  // CHECK: stream.async.splat {{.+}} -> !stream.resource<transient>
  %0 = stream.async.splat on(#hal.device.affinity<@a>) %c1 : i32 -> !stream.resource<*>{%size}
  // CHECK: stream.async.transfer {{.+}} from(#hal.device.affinity<@a>) -> to(#hal.device.affinity<@b>) !stream.resource<transient>
  %1 = stream.async.transfer %0 : !stream.resource<*>{%size} from(#hal.device.affinity<@a>) -> to(#hal.device.affinity<@b>) !stream.resource<*>{%size}
  %2 = stream.async.fill on(#hal.device.affinity<@b>) %c1, %1[%c0 to %size for %size] : i32 -> %1 as !stream.resource<*>{%size}
  // CHECK: stream.async.transfer {{.+}} !stream.resource<staging>
  %3 = stream.async.transfer %2 : !stream.resource<*>{%size} from(#hal.device.affinity<@b>) -> to(#hal.device.affinity<@b>) !stream.resource<staging>{%size}
  %4 = stream.async.load %3[%c0] : !stream.resource<staging>{%size} -> i32
  util.return %4 : i32
}

// -----

// What a function that is defined elsewhere takes and gives is external.

// CHECK: util.func private @elsewhere(%{{.+}}: !stream.resource<external>, %{{.+}}: !stream.resource<constant>) -> !stream.resource<external>
util.func private @elsewhere(%r: !stream.resource<*>, %c: !stream.resource<constant>) -> !stream.resource<*>
// CHECK-LABEL: util.func private @calls_elsewhere
util.func private @calls_elsewhere(%c: !stream.resource<constant>, %size: index) -> !stream.resource<*> {
  %v = arith.constant 1 : i8
  // CHECK: %[[SPLAT:.+]] = stream.async.splat {{.+}} -> !stream.resource<external>
  %0 = stream.async.splat %v : i8 -> !stream.resource<*>{%size}
  // CHECK: util.call @elsewhere(%[[SPLAT]], {{.+}}) : (!stream.resource<external>, !stream.resource<constant>) -> !stream.resource<external>
  %1 = util.call @elsewhere(%0, %c) : (!stream.resource<*>, !stream.resource<constant>) -> !stream.resource<*>
  util.return %1 : !stream.resource<*>
}

// -----

// Ops whose other values are of the lifetime that is said go on with it: only
// work that could do with another one gets it.
// CHECK-LABEL: @said
util.func private @said(%size: index) -> (!stream.resource<variable>, !stream.resource<variable>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : i32
  // CHECK: %[[R:.+]] = stream.async.splat {{.+}} -> !stream.resource<variable>
  %0 = stream.async.splat %c1 : i32 -> !stream.resource<variable>{%size}
  // CHECK: %[[T:.+]] = stream.async.transfer %[[R]] : !stream.resource<variable>{%{{.+}}} -> !stream.resource<transient>
  // CHECK: %[[F:.+]] = stream.async.fill %{{.+}}, %[[R]][{{.+}} -> %[[R]] as !stream.resource<variable>
  %1 = stream.async.fill %c1, %0[%c0 to %size for %size] : i32 -> %0 as !stream.resource<variable>{%size}
  // CHECK: stream.async.clone %[[T]] {{.+}} -> !stream.resource<transient>
  %2 = stream.async.clone %0 : !stream.resource<variable>{%size} -> !stream.resource<*>{%size}
  util.optimization_barrier %2 : !stream.resource<*>
  // CHECK: util.return %[[R]], %[[F]]
  util.return %0, %1 : !stream.resource<variable>, !stream.resource<variable>
}

// -----

// Storage that only commands use is of the lifetime that it was made with.
// CHECK-LABEL: @of_commands
util.func private @of_commands(%size: index) -> (!stream.timepoint, i32) {
  %c0 = arith.constant 0 : index
  // CHECK: %[[R:.+]] = stream.resource.alloc uninitialized : !stream.resource<staging>
  // CHECK-NOT: stream.async.transfer
  %r = stream.resource.alloc uninitialized : !stream.resource<staging>{%size}
  %t = stream.cmd.execute with(%r as %p: !stream.resource<staging>{%size}) {
    stream.cmd.invalidate %p[%c0 for %size] : !stream.resource<staging>{%size}
  } => !stream.timepoint
  // CHECK: stream.resource.load %[[R]]
  %v = stream.resource.load %r[%c0] : !stream.resource<staging>{%size} -> i32
  util.return %t, %v : !stream.timepoint, i32
}

// -----

// What is traced is looked at by the host.
// CHECK-LABEL: @traced
util.func private @traced(%size: index, %dim: index) {
  %c1 = arith.constant 1 : i32
  // CHECK: stream.async.splat {{.+}} -> !stream.resource<transient>
  %0 = stream.async.splat %c1 : i32 -> !stream.resource<*>{%size}
  // CHECK: %[[STAGED:.+]] = stream.async.transfer {{.+}} -> !stream.resource<staging>
  // CHECK-NOT: stream.async.transfer
  %1 = stream.async.transfer %0 : !stream.resource<*>{%size} -> !stream.resource<staging>{%size}
  // CHECK: stream.tensor.trace "layer" = [
  // CHECK-NEXT: %[[STAGED]]
  stream.tensor.trace "layer" = [%1 : tensor<?xf32>{%dim} in !stream.resource<staging>{%size}]
  util.return
}

// -----

// What is overwritten is no constant, even where it comes from one.

// CHECK-LABEL: @changed_constant
util.func private @changed_constant(%n: index, %v: i32) -> i32 {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  // CHECK: %[[CST:.+]] = stream.async.constant : !stream.resource<constant>
  %cst = stream.async.constant : !stream.resource<constant>{%n} = dense<[1, 2]> : tensor<2xi32>
  // CHECK: %[[COPY:.+]] = stream.async.transfer %[[CST]] : !stream.resource<constant>{%{{.+}}} -> !stream.resource<transient>
  %0 = stream.async.transfer %cst : !stream.resource<constant>{%n} -> !stream.resource<*>{%n}
  // CHECK: stream.async.fill %{{.+}}, %[[COPY]][
  %1 = stream.async.fill %v, %0[%c0 to %c4 for %c4] : i32 -> %0 as !stream.resource<*>{%n}
  %2 = stream.async.transfer %1 : !stream.resource<*>{%n} -> !stream.resource<staging>{%n}
  %3 = stream.async.load %2[%c0] : !stream.resource<staging>{%n} -> i32
  util.return %3 : i32
}

// -----

// What is loaded of a global and overwritten is the global's own only if it is
// stored there again.

util.global private mutable @state : !stream.resource<variable>

// CHECK-LABEL: @looks
util.func private @looks(%n: index, %v: i32) -> i32 {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  // CHECK: %[[STATE:.+]] = util.global.load @state
  %0 = util.global.load @state : !stream.resource<variable>
  // CHECK: %[[COPY:.+]] = stream.async.clone %[[STATE]] : !stream.resource<variable>
  %1 = stream.async.transfer %0 : !stream.resource<variable>{%n} -> !stream.resource<*>{%n}
  // CHECK: stream.async.fill %{{.+}}, %[[COPY]][
  %2 = stream.async.fill %v, %1[%c0 to %c4 for %c4] : i32 -> %1 as !stream.resource<*>{%n}
  %3 = stream.async.transfer %2 : !stream.resource<*>{%n} -> !stream.resource<staging>{%n}
  %4 = stream.async.load %3[%c0] : !stream.resource<staging>{%n} -> i32
  util.return %4 : i32
}

// CHECK-LABEL: @changes
util.func private @changes(%n: index, %v: i32) {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  // CHECK: %[[STATE:.+]] = util.global.load @state
  %0 = util.global.load @state : !stream.resource<variable>
  // CHECK-NOT: stream.async.clone
  %1 = stream.async.transfer %0 : !stream.resource<variable>{%n} -> !stream.resource<*>{%n}
  // CHECK: %[[NEW:.+]] = stream.async.fill %{{.+}}, %[[STATE]][
  %2 = stream.async.fill %v, %1[%c0 to %c4 for %c4] : i32 -> %1 as !stream.resource<*>{%n}
  %3 = stream.async.transfer %2 : !stream.resource<*>{%n} -> !stream.resource<variable>{%n}
  // CHECK: util.global.store %[[NEW]], @state
  util.global.store %3, @state : !stream.resource<variable>
  util.return
}

// -----

// What a function gives that never returns is as unknown as that of one that is
// elsewhere.
// CHECK: util.func private @never() -> !stream.resource<external>
util.func private @never() -> !stream.resource<*> {
  util.unreachable "on purpose"
}
// CHECK: util.func public @calls_never() -> !stream.resource<external>
util.func public @calls_never() -> !stream.resource<*> {
  // CHECK: util.call @never() : () -> !stream.resource<external>
  %0 = util.call @never() : () -> !stream.resource<*>
  util.return %0 : !stream.resource<*>
}
