// RUN: weirc opt --split-input-file --nodes-split %s | FileCheck %s

util.global private @a_cpu = #hal.device.target<"local", {node = "a"}> : !hal.device
util.global private @b_cpu = #hal.device.target<"local", {node = "b"}> : !hal.device

// What was computed in place of an argument is what that node has.
// CHECK-LABEL: module @a
// CHECK: util.func public @in_place
// CHECK: %[[NULL:.+]] = util.null : !hal.buffer_view
// CHECK: util.return %[[NULL]] : !hal.buffer_view
// CHECK: util.func public @as_it_came(%[[ARG:.+]]: !hal.buffer_view)
// CHECK: util.return %[[ARG]] : !hal.buffer_view
// CHECK-LABEL: module @b
// CHECK: util.func public @in_place(%[[ARG:.+]]: !hal.buffer_view)
// CHECK: stream.cmd.fill
// CHECK: util.return %[[ARG]] : !hal.buffer_view
util.func public @in_place(%view: !hal.buffer_view) -> !hal.buffer_view {
  %c0 = arith.constant 0 : index
  %c16 = arith.constant 16 : index
  %zero = arith.constant 0 : i32
  %read = stream.tensor.import on(#hal.device.affinity<@a_cpu>) %view : !hal.buffer_view -> tensor<4xi32> in !stream.resource<external>{%c16}
  %x = stream.tensor.import on(#hal.device.affinity<@b_cpu>) %view : !hal.buffer_view -> tensor<4xi32> in !stream.resource<external>{%c16}
  %done = stream.cmd.execute on(#hal.device.affinity<@b_cpu>) with(%x as %r: !stream.resource<external>{%c16}) {
    stream.cmd.fill %zero, %r[%c0 for %c16] : i32 -> !stream.resource<external>{%c16}
  } => !stream.timepoint
  %ready = stream.timepoint.await %done => %read : !stream.resource<external>{%c16}
  util.return %view : !hal.buffer_view
}

// What nobody touches all have alike.
util.func public @as_it_came(%view: !hal.buffer_view) -> !hal.buffer_view {
  util.return %view : !hal.buffer_view
}
