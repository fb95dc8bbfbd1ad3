// RUN: weirc opt --hal-fixup-legacy-sync %s | FileCheck %s

util.global private @old = #hal.device.target<"local", {legacy_sync}> : !hal.device
util.global private @new = #hal.device.target<"local"> : !hal.device

// CHECK-LABEL: @legacy
// CHECK-SAME: (%[[WAIT:.+]]: !hal.fence, %[[SIGNAL:.+]]: !hal.fence)
util.func public @legacy(%wait: !hal.fence, %signal: !hal.fence) {
  %mask = arith.constant -1 : i64
  %device = util.global.load immutable @old : !hal.device
  // CHECK: hal.command_buffer.create device(%{{.+}} : !hal.device) mode("OneShot|AllowInlineExecution")
  %cmd = hal.command_buffer.create device(%device : !hal.device) mode(OneShot) categories(Transfer) affinity(%mask) : !hal.command_buffer
  // CHECK: %[[S0:.+]] = hal.fence.await until([%[[WAIT]]])
  // CHECK: util.status.check_ok %[[S0]]
  // CHECK: %[[NULL:.+]] = util.null : !hal.fence
  // CHECK: hal.device.queue.execute<%{{.+}} : !hal.device> affinity(%{{.+}}) wait(%[[NULL]]) signal(%[[SIGNAL]])
  // CHECK: %[[S1:.+]] = hal.fence.await until([%[[SIGNAL]]])
  // CHECK: util.status.check_ok %[[S1]]
  hal.device.queue.execute<%device : !hal.device> affinity(%mask) wait(%wait) signal(%signal) commands([%cmd])
  util.return
}

// CHECK-LABEL: @others
util.func public @others(%wait: !hal.fence, %signal: !hal.fence) {
  %mask = arith.constant -1 : i64
  %device = util.global.load immutable @new : !hal.device
  // CHECK: mode(OneShot)
  %cmd = hal.command_buffer.create device(%device : !hal.device) mode(OneShot) categories(Transfer) affinity(%mask) : !hal.command_buffer
  // CHECK-NOT: hal.fence.await
  hal.device.queue.execute<%device : !hal.device> affinity(%mask) wait(%wait) signal(%signal) commands([%cmd])
  util.return
}
