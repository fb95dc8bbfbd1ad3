// RUN: weirc opt --split-input-file --hal-conversion %s | FileCheck %s

// Types inside of types.

// CHECK: util.global private mutable @all : !util.list<!hal.fence>
util.global private mutable @all : !util.list<!stream.timepoint>
// CHECK-LABEL: util.func public @lists(%arg0: !hal.fence, %arg1: index) -> !util.list<!hal.fence>
util.func public @lists(%t: !stream.timepoint, %n: index) -> !util.list<!stream.timepoint> {
  %c0 = arith.constant 0 : index
  // CHECK: util.list.create %arg1 : !util.list<!hal.fence>
  %list = util.list.create %n : !util.list<!stream.timepoint>
  // CHECK: util.list.set %{{.+}}[%c0], %arg0 : !util.list<!hal.fence>
  util.list.set %list[%c0], %t : !util.list<!stream.timepoint>
  util.return %list : !util.list<!stream.timepoint>
}

// CHECK-LABEL: @pointer
util.func public @pointer() -> !stream.timepoint {
  // CHECK: util.global.address @one : !util.ptr<!hal.fence>
  %p = util.global.address @one : !util.ptr<!stream.timepoint>
  // CHECK: util.global.load.indirect %{{.+}} : !util.ptr<!hal.fence> -> !hal.fence
  %t = util.global.load.indirect %p : !util.ptr<!stream.timepoint> -> !stream.timepoint
  util.return %t : !stream.timepoint
}
util.global private mutable @one : !stream.timepoint

// -----

// A fence handed in is signalled by the work itself wherever it is there before
// the work, and by a submission of its own where it is not.

util.global private @device : !hal.device
// CHECK-LABEL: @dominated
// CHECK-SAME: %[[SIGNAL:[a-z0-9]+]]: !hal.fence
util.func public @dominated(%signal: !hal.fence, %r: !stream.resource<external>, %n: index, %c: i1) {
  %c0 = arith.constant 0 : index
  %v = arith.constant 1 : i32
  cf.cond_br %c, ^bb1, ^bb2
^bb1:
  // CHECK: hal.device.queue.execute<{{.+}} signal(%[[SIGNAL]]) commands
  // CHECK-NOT: hal.device.queue.execute
  %t = stream.cmd.execute on(#hal.device.affinity<@device>) with(%r as %p: !stream.resource<external>{%n}) {
    stream.cmd.fill %v, %p[%c0 for %n] : i32 -> !stream.resource<external>{%n}
  } => !stream.timepoint
  stream.timepoint.chain_external on(#hal.device.affinity<@device>) %t => (%signal : !hal.fence)
  util.return
^bb2:
  // CHECK: ^bb2
  // CHECK: %[[DONE:.+]] = hal.fence.create
  // CHECK: hal.device.queue.execute<{{.+}} signal(%[[DONE]]) commands
  %t2 = stream.cmd.execute on(#hal.device.affinity<@device>) with(%r as %p: !stream.resource<external>{%n}) {
    stream.cmd.fill %v, %p[%c0 for %n] : i32 -> !stream.resource<external>{%n}
  } => !stream.timepoint
  // CHECK: %[[LATE:.+]] = util.call @late
  %late = util.call @late() : () -> !hal.fence
  // CHECK: %[[AGAIN:.+]] = util.global.load immutable @device
  // CHECK: hal.device.queue.execute<%[[AGAIN]] : !hal.device> affinity(%{{.+}}) wait(%[[DONE]]) signal(%[[LATE]])
  stream.timepoint.chain_external on(#hal.device.affinity<@device>) %t2 => (%late : !hal.fence)
  util.return
}
util.func private @late() -> !hal.fence
