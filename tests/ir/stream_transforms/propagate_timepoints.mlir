// RUN: weirc opt --split-input-file --iree-stream-propagate-timepoints %s | FileCheck %s

// A global keeps the timepoint of what was stored in it.

// CHECK: util.global private mutable @g__timepoint = #stream.timepoint<immediate>
// CHECK: util.global private mutable @g : !stream.resource<variable>
util.global private mutable @g : !stream.resource<variable>
// CHECK-LABEL: @globals
util.func private @globals(%size: index) {
  // CHECK: %[[T:.+]] = util.global.load @g__timepoint : !stream.timepoint
  // CHECK: %[[G:.+]] = util.global.load @g : !stream.resource<variable>
  // CHECK: stream.timepoint.await %[[T]] => %[[G]]
  %0 = util.global.load @g : !stream.resource<variable>
  // CHECK: stream.async.execute await(%[[T]]) => with(%[[G]] as
  %r, %t = stream.async.execute with(%0 as %arg0: !stream.resource<variable>{%size}) -> !stream.resource<variable>{%size} {
    %1 = stream.async.clone %arg0 : !stream.resource<variable>{%size} -> !stream.resource<variable>{%size}
    stream.yield %1 : !stream.resource<variable>{%size}
  } => !stream.timepoint
  %2 = stream.timepoint.await %t => %r : !stream.resource<variable>{%size}
  // CHECK: util.global.store %[[DONE:.+]], @g__timepoint : !stream.timepoint
  // CHECK: util.global.store %{{.+}}, @g : !stream.resource<variable>
  util.global.store %2, @g : !stream.resource<variable>
  util.return
}

// -----

// Calls inside the module hand pairs on; what is public stays as it is.

// CHECK-LABEL: util.func public @public(%arg0: !stream.resource<external>, %arg1: index) -> !stream.resource<external>
util.func public @public(%arg0: !stream.resource<external>, %size: index) -> !stream.resource<external> {
  // CHECK: %[[IMM:.+]] = stream.timepoint.immediate
  // CHECK: %[[R:.+]]:2 = util.call @private(%[[IMM]], %arg0, %arg1) : (!stream.timepoint, !stream.resource<external>, index) -> (!stream.timepoint, !stream.resource<external>)
  // CHECK: stream.timepoint.await %[[R]]#0 => %[[R]]#1
  %0 = util.call @private(%arg0, %size) : (!stream.resource<external>, index) -> !stream.resource<external>
  util.return %0 : !stream.resource<external>
}
// CHECK: util.func private @private(%[[T:.+]]: !stream.timepoint, %[[V:.+]]: !stream.resource<external>, %{{.+}}: index) -> (!stream.timepoint, !stream.resource<external>)
util.func private @private(%arg0: !stream.resource<external>, %size: index) -> !stream.resource<external> {
  // CHECK: util.return %[[T]], %[[V]]
  util.return %arg0 : !stream.resource<external>
}

// -----

// Branches too.

// CHECK-LABEL: @branch
util.func private @branch(%cond: i1, %size: index) {
  %c1 = arith.constant 1 : i8
  %r, %t = stream.async.execute with() -> !stream.resource<transient>{%size} {
    %1 = stream.async.splat %c1 : i8 -> !stream.resource<transient>{%size}
    stream.yield %1 : !stream.resource<transient>{%size}
  } => !stream.timepoint
  %2 = stream.timepoint.await %t => %r : !stream.resource<transient>{%size}
  // CHECK: cf.br ^bb1(%{{.+}}, %{{.+}} : !stream.timepoint, !stream.resource<transient>)
  cf.br ^bb1(%2 : !stream.resource<transient>)
// CHECK: ^bb1(%[[T:.+]]: !stream.timepoint, %[[V:.+]]: !stream.resource<transient>):
^bb1(%3: !stream.resource<transient>):
  // CHECK: stream.timepoint.await %[[T]] => %[[V]]
  util.optimization_barrier %3 : !stream.resource<transient>
  util.return
}

// -----

// What an argument is awaited with is the size that its users know: arguments
// of the function as they are, constants as copies; else the resource is asked.

// CHECK-LABEL: @argument_sizes
// CHECK-SAME: (%[[COND:.+]]: i1, %[[SIZE:.+]]: index)
util.func private @argument_sizes(%cond: i1, %size: index) {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %v = arith.constant 0 : i8
  %sum = arith.addi %size, %c8 : index
  %r, %t = stream.async.execute with() -> !stream.resource<transient>{%size} {
    %0 = stream.async.splat %v : i8 -> !stream.resource<transient>{%size}
    stream.yield %0 : !stream.resource<transient>{%size}
  } => !stream.timepoint
  %a = stream.timepoint.await %t => %r : !stream.resource<transient>{%size}
  cf.br ^bb1(%a, %a, %a : !stream.resource<transient>, !stream.resource<transient>, !stream.resource<transient>)
// CHECK: ^bb1(%[[T0:.+]]: !stream.timepoint, %[[R0:.+]]: !stream.resource<transient>, %[[T1:.+]]: !stream.timepoint, %[[R1:.+]]: !stream.resource<transient>, %[[T2:.+]]: !stream.timepoint, %[[R2:.+]]: !stream.resource<transient>):
^bb1(%r0: !stream.resource<transient>, %r1: !stream.resource<transient>, %r2: !stream.resource<transient>):
  // CHECK-NEXT: stream.timepoint.await %[[T0]] => %[[R0]] : !stream.resource<transient>{%[[SIZE]]}
  // CHECK-NEXT: %[[COPY:.+]] = arith.constant 8 : index
  // CHECK-NEXT: stream.timepoint.await %[[T1]] => %[[R1]] : !stream.resource<transient>{%[[COPY]]}
  // CHECK-NEXT: %[[ASKED:.+]] = stream.resource.size %[[R2]]
  // CHECK-NEXT: stream.timepoint.await %[[T2]] => %[[R2]] : !stream.resource<transient>{%[[ASKED]]}
  %d = stream.async.execute with(%r0 as %x: !stream.resource<transient>{%size}, %r1 as %y: !stream.resource<transient>{%c8}, %r2 as %z: !stream.resource<transient>{%sum}) {
    stream.yield
  } => !stream.timepoint
  util.optimization_barrier %d : !stream.timepoint
  util.return
}

// -----

// The region of a case hands out the timepoint of its resource.

// CHECK-LABEL: @cases
// CHECK-SAME: (%[[I:.+]]: index, %[[RT:.+]]: !stream.timepoint, %[[R:.+]]: !stream.resource<external>, %[[SIZE:.+]]: index, %[[T:.+]]: !stream.timepoint)
util.func private @cases(%i: index, %r: !stream.resource<external>, %size: index, %t: !stream.timepoint) -> (!stream.resource<external>, index) {
  // CHECK: %[[S:.+]]:3 = scf.index_switch %[[I]] -> !stream.timepoint, !stream.resource<external>, index
  // CHECK-NEXT: case 3 {
  %0:2 = scf.index_switch %i -> !stream.resource<external>, index
  case 3 {
    // CHECK: scf.yield %[[T]], %{{.+}}, %[[SIZE]] : !stream.timepoint, !stream.resource<external>, index
    %x = stream.timepoint.await %t => %r : !stream.resource<external>{%size}
    scf.yield %x, %size : !stream.resource<external>, index
  }
  // CHECK: default {
  default {
    // CHECK: scf.yield %{{.+}}, %{{.+}}, %[[SIZE]] : !stream.timepoint, !stream.resource<external>, index
    scf.yield %r, %size : !stream.resource<external>, index
  }
  // CHECK: util.return %[[S]]#0, %[[S]]#1, %[[S]]#2
  util.return %0#0, %0#1 : !stream.resource<external>, index
}
