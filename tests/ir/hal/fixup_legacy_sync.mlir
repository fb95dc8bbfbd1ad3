// RUN: weirc opt --split-input-file --hal-fixup-legacy-sync %s | FileCheck %s

util.global private @old = #hal.device.target<"local", {legacy_sync}> : !hal.device
util.global private @new = #hal.device.target<"local"> : !hal.device

// CHECK-LABEL: @legacy
// CHECK-SAME: (%[[WAIT:.+]]: !hal.fence, %[[SIGNAL:.+]]: !hal.fence)
util.func public @legacy(%wait: !hal.fence, %signal: !hal.fence) {
  %mask = arith.constant -1 : i64
  %device = util.global.load immutable @old : !hal.device
  // CHECK: hal.command_buffer.create device(%{{.+}} : !hal.device) mode("OneShot|AllowInlineExecution")
  %cmd = hal.command_buffer.create device(%device : !hal.device) mode(OneShot) categories(Transfer) affinity(%mask) : !hal.command_buffer
  // CHECK: %[[FOREVER:.+]] = arith.constant -1 : i32
  // CHECK-NEXT: hal.fence.await until([%[[WAIT]]]) timeout_millis(%[[FOREVER]])
  // CHECK-NEXT: %[[NULL:.+]] = util.null : !hal.fence
  // CHECK-NEXT: hal.device.queue.execute<%{{.+}} : !hal.device> affinity(%{{.+}}) wait(%[[NULL]]) signal(%[[SIGNAL]])
  // CHECK-NEXT: hal.fence.await until([%[[SIGNAL]]]) timeout_millis(%[[FOREVER]])
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

// Waits that are there already are found behind arithmetic and other waits.

// CHECK-LABEL: @awaited
// CHECK-SAME: (%[[WAIT:.+]]: !hal.fence, %[[OTHER:.+]]: !hal.fence, %[[SIGNAL:.+]]: !hal.fence, %{{.+}}: index)
util.func public @awaited(%wait: !hal.fence, %other: !hal.fence, %signal: !hal.fence, %n: index) -> !hal.buffer {
  %mask = arith.constant -1 : i64
  %pool = arith.constant 0 : i64
  %device = util.global.load immutable @old : !hal.device
  %forever = arith.constant -1 : i32
  // CHECK: hal.fence.await until([%[[WAIT]]])
  %s0 = hal.fence.await until([%wait]) timeout_millis(%forever) : i32
  // CHECK-NEXT: hal.fence.await until([%[[OTHER]]])
  %s1 = hal.fence.await until([%other]) timeout_millis(%forever) : i32
  // CHECK-NEXT: arith.addi
  %m = arith.addi %n, %n : index
  // CHECK-NEXT: %[[NULL:.+]] = util.null : !hal.fence
  // CHECK-NEXT: hal.device.queue.alloca<%{{.+}} : !hal.device> affinity(%{{.+}}) wait(%[[NULL]]) signal(%[[SIGNAL]])
  %buffer = hal.device.queue.alloca<%device : !hal.device> affinity(%mask) wait(%wait) signal(%signal) pool(%pool) type(DeviceLocal) usage(Transfer) : !hal.buffer{%m}
  // CHECK-NEXT: hal.fence.await until([%[[SIGNAL]]])
  %s2 = hal.fence.await until([%signal]) timeout_millis(%forever) : i32
  // CHECK-NEXT: util.return
  util.return %buffer : !hal.buffer
}

// A fence that has been reached is waited for too, but once only.

// CHECK-LABEL: @reached
util.func public @reached(%signal: !hal.fence, %buffer: !hal.buffer) {
  %mask = arith.constant -1 : i64
  %device = util.global.load immutable @old : !hal.device
  // CHECK: %[[NULL:.+]] = util.null : !hal.fence
  %null = util.null : !hal.fence
  // CHECK-NEXT: arith.constant -1 : i32
  // CHECK-NEXT: hal.fence.await until([%[[NULL]]])
  // CHECK-NEXT: hal.device.queue.dealloca<%{{.+}} : !hal.device> affinity(%{{.+}}) wait(%[[NULL]])
  // CHECK-NEXT: hal.fence.await until([%arg0])
  // CHECK-NEXT: util.return
  hal.device.queue.dealloca<%device : !hal.device> affinity(%mask) wait(%null) signal(%signal) buffer(%buffer : !hal.buffer)
  util.return
}

// One of several that is old is enough.

// CHECK-LABEL: @either
// CHECK-SAME: (%[[WAIT:.+]]: !hal.fence, %[[SIGNAL:.+]]: !hal.fence, %{{.+}}: i1)
util.func public @either(%wait: !hal.fence, %signal: !hal.fence, %which: i1) {
  %mask = arith.constant -1 : i64
  %old = util.global.load immutable @old : !hal.device
  %new = util.global.load immutable @new : !hal.device
  %device = arith.select %which, %old, %new : !hal.device
  // CHECK: hal.fence.await until([%[[WAIT]]])
  // CHECK: hal.device.queue.execute
  // CHECK-NEXT: hal.fence.await until([%[[SIGNAL]]])
  hal.device.queue.execute<%device : !hal.device> affinity(%mask) wait(%wait) signal(%signal)
  util.return
}

// Nobody knows whether a device from elsewhere is an old one.

// CHECK-LABEL: @elsewhere
util.func public @elsewhere(%device: !hal.device, %wait: !hal.fence, %signal: !hal.fence) {
  %mask = arith.constant -1 : i64
  // CHECK-NOT: hal.fence.await
  hal.device.queue.execute<%device : !hal.device> affinity(%mask) wait(%wait) signal(%signal)
  util.return
}

// -----

// A device that is not known may be what the module says it is for; one that is
// known is not.

module attributes {hal.device.targets = [#hal.device.target<"old", {legacy_sync}> : !hal.device]} {
  util.global private @new = #hal.device.target<"local"> : !hal.device
  // CHECK-LABEL: @given
  util.func public @given(%device: !hal.device, %wait: !hal.fence, %signal: !hal.fence) {
    %mask = arith.constant -1 : i64
    // CHECK: hal.fence.await until([%arg1])
    // CHECK: hal.device.queue.execute<%arg0
    // CHECK: hal.fence.await until([%arg2])
    hal.device.queue.execute<%device : !hal.device> affinity(%mask) wait(%wait) signal(%signal)
    util.return
  }
  // CHECK-LABEL: @known
  util.func public @known(%wait: !hal.fence, %signal: !hal.fence) {
    %mask = arith.constant -1 : i64
    %device = util.global.load immutable @new : !hal.device
    // CHECK-NOT: hal.fence.await
    // CHECK: hal.device.queue.execute
    // CHECK-NOT: hal.fence.await
    // CHECK: util.return
    hal.device.queue.execute<%device : !hal.device> affinity(%mask) wait(%wait) signal(%signal)
    util.return
  }
}
