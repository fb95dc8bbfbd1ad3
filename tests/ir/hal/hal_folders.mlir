// RUN: weirc opt --split-input-file --canonicalize %s | FileCheck %s

// CHECK-LABEL: @import_of_export
// CHECK-SAME: (%[[T:.+]]: tensor<4xf32>)
util.func public @import_of_export(%t: tensor<4xf32>) -> tensor<4xf32> {
  %0 = hal.tensor.export %t : tensor<4xf32> -> !hal.buffer_view
  %1 = hal.tensor.import %0 : !hal.buffer_view -> tensor<4xf32>
  // CHECK-NEXT: util.return %[[T]]
  util.return %1 : tensor<4xf32>
}

// -----

// Another type: both stay.
// CHECK-LABEL: @import_of_other
util.func public @import_of_other(%t: tensor<4xf32>) -> tensor<4xi32> {
  // CHECK: hal.tensor.export
  %0 = hal.tensor.export %t : tensor<4xf32> -> !hal.buffer_view
  // CHECK: hal.tensor.import
  %1 = hal.tensor.import %0 : !hal.buffer_view -> tensor<4xi32>
  util.return %1 : tensor<4xi32>
}

// -----

// CHECK-LABEL: @barrier_twice
util.func public @barrier_twice(%a: tensor<4xf32>, %b: tensor<4xf32>, %f: !hal.fence) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  // CHECK: %[[R:.+]]:2 = hal.tensor.barrier join(%arg0, %arg1 : tensor<4xf32>, tensor<4xf32>) => %arg2 : !hal.fence
  %0:3 = hal.tensor.barrier join(%a, %b, %a : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) => %f : !hal.fence
  // CHECK: util.return %[[R]]#0, %[[R]]#1, %[[R]]#0
  util.return %0#0, %0#1, %0#2 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// -----

// CHECK-LABEL: @subspans
// CHECK-SAME: (%[[CMD:.+]]: !hal.command_buffer, %[[BUFFER:.+]]: !hal.buffer)
util.func public @subspans(%cmd: !hal.command_buffer, %buffer: !hal.buffer) {
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  %c64 = arith.constant 64 : index
  %v = arith.constant 1 : i32
  %0 = hal.buffer.subspan<%buffer : !hal.buffer>[%c8, %c64] : !hal.buffer
  // CHECK: hal.command_buffer.fill_buffer<%[[CMD]] : !hal.command_buffer> target(%[[BUFFER]] : !hal.buffer)[%c12, %c8]
  hal.command_buffer.fill_buffer<%cmd : !hal.command_buffer> target(%0 : !hal.buffer)[%c4, %c8] pattern(%v : i32)
  // CHECK: hal.command_buffer.copy_buffer<%[[CMD]] : !hal.command_buffer> source(%[[BUFFER]] : !hal.buffer)[%c12] target(%[[BUFFER]] : !hal.buffer)[%c16] length(%c4)
  hal.command_buffer.copy_buffer<%cmd : !hal.command_buffer> source(%0 : !hal.buffer)[%c4] target(%0 : !hal.buffer)[%c8] length(%c4)
  util.return
}

// -----

// CHECK-LABEL: @device_of_commands
util.func public @device_of_commands(%device: !hal.device) -> !hal.device {
  %mask = arith.constant -1 : i64
  %cmd = hal.command_buffer.create device(%device : !hal.device) mode(OneShot) categories(Transfer) affinity(%mask) : !hal.command_buffer
  %0 = hal.command_buffer.device<%cmd : !hal.command_buffer> : !hal.device
  // CHECK: util.return %arg0
  util.return %0 : !hal.device
}

// -----

// CHECK-LABEL: @joins
util.func public @joins(%a: !hal.fence, %b: !hal.fence) -> (!hal.fence, !hal.fence, !hal.fence) {
  %null = util.null : !hal.fence
  // CHECK-DAG: %[[NULL:.+]] = util.null : !hal.fence
  // CHECK-DAG: %[[TWO:.+]] = hal.fence.join at([%arg0, %arg1])
  %0 = hal.fence.join at([%a, %null]) -> !hal.fence
  %1 = hal.fence.join at([%a, %b, %a]) -> !hal.fence
  %2 = hal.fence.join at([]) -> !hal.fence
  // CHECK: util.return %arg0, %[[TWO]], %[[NULL]]
  util.return %0, %1, %2 : !hal.fence, !hal.fence, !hal.fence
}

// -----

// CHECK-LABEL: @awaits
util.func public @awaits(%a: !hal.fence) -> (i32, i32) {
  %null = util.null : !hal.fence
  %t = arith.constant 5 : i32
  // CHECK: %[[STATUS:.+]] = hal.fence.await until([%arg0]) timeout_millis(%c5_i32)
  %0 = hal.fence.await until([%a, %a]) timeout_millis(%t) : i32
  %1 = hal.fence.await until([%null]) timeout_millis(%t) : i32
  // CHECK: util.return %[[STATUS]], %c0_i32
  util.return %0, %1 : i32, i32
}

// -----

// CHECK-LABEL: @signalled
util.func public @signalled(%device: !hal.device) -> !hal.fence {
  // CHECK-NEXT: %[[NULL:.+]] = util.null : !hal.fence
  // CHECK-NEXT: util.return %[[NULL]]
  %0 = hal.fence.create device(%device : !hal.device) flags("None") : !hal.fence
  hal.fence.signal<%0 : !hal.fence>
  util.return %0 : !hal.fence
}

// -----

// Someone waits for it before it is signalled.
// CHECK-LABEL: @waited_for
util.func public @waited_for(%device: !hal.device) {
  %t = arith.constant 5 : i32
  // CHECK: hal.fence.create
  %0 = hal.fence.create device(%device : !hal.device) flags("None") : !hal.fence
  %1 = hal.fence.await until([%0]) timeout_millis(%t) : i32
  // CHECK: hal.fence.signal
  hal.fence.signal<%0 : !hal.fence>
  util.return
}

// -----

// CHECK-LABEL: @queue_barriers
util.func public @queue_barriers(%device: !hal.device, %cmd: !hal.command_buffer, %a: !hal.fence, %b: !hal.fence) {
  %mask = arith.constant -1 : i64
  %null = util.null : !hal.fence
  // CHECK: hal.fence.signal<%arg2 : !hal.fence>
  hal.device.queue.execute<%device : !hal.device> affinity(%mask) wait(%null) signal(%a)
  // CHECK-NEXT: hal.device.queue.execute<%arg0 : !hal.device> affinity(%{{.+}}) wait(%{{.+}}) signal(%arg3) commands([%arg1])
  // CHECK-NEXT: util.return
  %0 = hal.fence.create device(%device : !hal.device) flags("None") : !hal.fence
  hal.device.queue.execute<%device : !hal.device> affinity(%mask) wait(%null) signal(%0) commands([%cmd])
  hal.device.queue.execute<%device : !hal.device> affinity(%mask) wait(%0) signal(%b)
  util.return
}

// -----

// The barrier's fence comes from elsewhere, but before the work.
// CHECK-LABEL: @barrier_behind_work
util.func public @barrier_behind_work(%device: !hal.device, %cmd: !hal.command_buffer, %w: !hal.fence) -> !hal.fence {
  %mask = arith.constant -1 : i64
  // CHECK: %[[F:.+]] = util.call @made
  // CHECK-NEXT: hal.device.queue.execute<%arg0 : !hal.device> affinity(%{{.+}}) wait(%arg2) signal(%[[F]]) commands([%arg1])
  // CHECK-NEXT: util.return %[[F]]
  %0 = hal.fence.create device(%device : !hal.device) flags("None") : !hal.fence
  %1 = util.call @made() : () -> !hal.fence
  hal.device.queue.execute<%device : !hal.device> affinity(%mask) wait(%w) signal(%0) commands([%cmd])
  hal.device.queue.execute<%device : !hal.device> affinity(%mask) wait(%0) signal(%1)
  util.return %1 : !hal.fence
}
util.func private @made() -> !hal.fence

// -----

// The barrier's fence comes into being after the work.
// CHECK-LABEL: @barrier_too_late
util.func public @barrier_too_late(%device: !hal.device, %cmd: !hal.command_buffer, %w: !hal.fence) -> !hal.fence {
  %mask = arith.constant -1 : i64
  // CHECK-COUNT-2: hal.device.queue.execute
  %0 = hal.fence.create device(%device : !hal.device) flags("None") : !hal.fence
  hal.device.queue.execute<%device : !hal.device> affinity(%mask) wait(%w) signal(%0) commands([%cmd])
  %1 = util.call @made() : () -> !hal.fence
  hal.device.queue.execute<%device : !hal.device> affinity(%mask) wait(%0) signal(%1)
  util.return %1 : !hal.fence
}
util.func private @made() -> !hal.fence

// -----

// What the host hands over is taken from where it stands.

// CHECK-LABEL: @update
// CHECK-SAME: (%[[CMD:.+]]: !hal.command_buffer, %[[BYTES:.+]]: !util.buffer, %[[SIZE:.+]]: index, %[[AT:.+]]: index, %[[COUNT:.+]]: index, %[[TO:.+]]: !hal.buffer)
util.func public @update(%cmd: !hal.command_buffer, %bytes: !util.buffer, %size: index, %at: index, %count: index, %to: !hal.buffer) {
  %c0 = arith.constant 0 : index
  // CHECK-NOT: util.buffer.subspan
  // CHECK: hal.command_buffer.update_buffer<%[[CMD]] : !hal.command_buffer> source(%[[BYTES]] : !util.buffer{%[[SIZE]]})[%[[AT]]] target(%[[TO]] : !hal.buffer)[%[[AT]]] length(%[[COUNT]])
  %span = util.buffer.subspan %bytes[%at] : !util.buffer{%size} -> !util.buffer{%count}
  %view = hal.buffer.subspan<%to : !hal.buffer>[%at, %count] : !hal.buffer
  hal.command_buffer.update_buffer<%cmd : !hal.command_buffer> source(%span : !util.buffer{%count})[%c0] target(%view : !hal.buffer)[%c0] length(%count)
  util.return
}

// A barrier that is not always reached signals for itself.

// CHECK-LABEL: @sometimes_reached
util.func public @sometimes_reached(%device: !hal.device, %signal: !hal.fence, %mask: i64, %reached: i1) -> !hal.fence {
  // CHECK: %[[FENCE:.+]] = hal.fence.create
  %fence = hal.fence.create device(%device : !hal.device) flags("None") : !hal.fence
  // CHECK: cf.cond_br
  cf.cond_br %reached, ^bb1, ^bb2
^bb1:
  // CHECK: hal.device.queue.execute<%arg0 : !hal.device> affinity(%arg2) wait(%[[FENCE]]) signal(%arg1)
  hal.device.queue.execute<%device : !hal.device> affinity(%mask) wait(%fence) signal(%signal)
  cf.br ^bb2
^bb2:
  // CHECK: util.return %[[FENCE]]
  util.return %fence : !hal.fence
}

// -----

// Of two barriers that signal one fence neither comes to wait for it.
// CHECK-LABEL: @two_barriers
// CHECK-SAME: (%[[D:.+]]: !hal.device, %{{.+}}: !hal.command_buffer, %[[F:.+]]: !hal.fence)
util.func public @two_barriers(%device: !hal.device, %cmd: !hal.command_buffer, %fence: !hal.fence) {
  %mask = arith.constant -1 : i64
  %null = util.null : !hal.fence
  // CHECK: %[[WAIT:.+]] = hal.fence.create
  %0 = hal.fence.create device(%device : !hal.device) flags("None") : !hal.fence
  hal.device.queue.execute<%device : !hal.device> affinity(%mask) wait(%null) signal(%0) commands([%cmd])
  // CHECK: hal.device.queue.execute<%[[D]] : !hal.device> affinity(%{{.+}}) wait(%[[WAIT]]) signal(%[[F]])
  hal.device.queue.execute<%device : !hal.device> affinity(%mask) wait(%0) signal(%fence)
  // CHECK: hal.device.queue.execute<%[[D]] : !hal.device> affinity(%{{.+}}) wait(%[[WAIT]]) signal(%[[F]])
  hal.device.queue.execute<%device : !hal.device> affinity(%mask) wait(%0) signal(%fence)
  util.return
}
