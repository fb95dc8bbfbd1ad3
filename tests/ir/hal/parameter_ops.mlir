// RUN: weirc opt --hal-conversion %s | FileCheck %s

util.global private @device : !hal.device

// CHECK-LABEL: @load
util.func public @load(%n: index, %wait: !stream.timepoint) -> (!stream.resource<constant>, !stream.timepoint) {
  %o = arith.constant 100 : i64
  // CHECK: %[[DEVICE:.+]] = util.global.load immutable @device
  // CHECK: %[[SIGNAL:.+]] = hal.fence.create device(%[[DEVICE]]
  // CHECK: %[[BUFFER:.+]] = io_parameters.load<%[[DEVICE]] : !hal.device> affinity(%{{.+}}) wait(%arg1) signal(%[[SIGNAL]]) type("DeviceVisible|DeviceLocal") usage({{.+}}) {
  // CHECK-NEXT: "scope"::"key"[%c100_i64] : !hal.buffer{%arg0}
  // CHECK-NEXT: }
  %0, %t = stream.parameter.load on(#hal.device.affinity<@device>) await(%wait) => {
    "scope"::"key"[%o] : !stream.resource<constant>{%n}
  } => !stream.timepoint
  // CHECK: util.return %[[BUFFER]], %[[SIGNAL]] : !hal.buffer, !hal.fence
  util.return %0, %t : !stream.resource<constant>, !stream.timepoint
}

// CHECK-LABEL: @read_and_write
util.func public @read_and_write(%r: !stream.resource<transient>, %n: index) -> !stream.timepoint {
  %o = arith.constant 100 : i64
  %c0 = arith.constant 0 : index
  // CHECK: %[[READ:.+]] = hal.fence.create
  // CHECK: io_parameters.gather<%{{.+}} : !hal.device> affinity(%{{.+}}) wait(%{{.+}}) signal(%[[READ]]) {
  // CHECK-NEXT: "key"[%c100_i64] -> %arg0[%c0 for %arg1] : !hal.buffer
  // CHECK-NEXT: }
  %t0 = stream.parameter.read on(#hal.device.affinity<@device>) "key"[%o] -> %r[%c0 for %n] : !stream.resource<transient>{%n} => !stream.timepoint
  // CHECK: %[[WRITTEN:.+]] = hal.fence.create
  // CHECK: io_parameters.scatter<%{{.+}} : !hal.device> affinity(%{{.+}}) wait(%[[READ]]) signal(%[[WRITTEN]]) {
  // CHECK-NEXT: %arg0[%c0 for %arg1] : !hal.buffer -> "scope"::"key"[%c100_i64]
  // CHECK-NEXT: }
  %t1 = stream.parameter.write on(#hal.device.affinity<@device>) await(%t0) => %r[%c0 for %n] : !stream.resource<transient>{%n} -> "scope"::"key"[%o] => !stream.timepoint
  util.return %t1 : !stream.timepoint
}

// CHECK-LABEL: @trace
util.func public @trace(%r: !stream.resource<staging>, %n: index, %d: index) {
  // CHECK: %[[VIEW:.+]] = hal.buffer_view.create buffer(%arg0 : !hal.buffer)[%{{.+}}, %arg1] shape([%arg2, %{{.+}}])
  // CHECK: hal.buffer_view.trace "key" = %[[VIEW]] : !hal.buffer_view
  stream.tensor.trace "key" = [
    %r : tensor<?x3xf32>{%d} in !stream.resource<staging>{%n}
  ]
  util.return
}

// CHECK-LABEL: @written
util.func public @written(%device: !hal.device, %q: i64, %wait: !hal.fence, %signal: !hal.fence, %buffer: !hal.buffer, %o: i64, %n: index) -> (!hal.buffer, !hal.buffer) {
  // CHECK: io_parameters.load<%arg0 : !hal.device> affinity(%arg1) wait(%arg2) signal(%arg3) type(DeviceVisible) usage(TransferSource) {
  // CHECK-NEXT: "a"[%arg5] : !hal.buffer{%arg6},
  // CHECK-NEXT: "b"[%arg5] : !hal.buffer{%arg6}
  // CHECK-NEXT: } attributes {k}
  %0:2 = io_parameters.load<%device : !hal.device> affinity(%q) wait(%wait) signal(%signal) type(DeviceVisible) usage(TransferSource) {
    "a"[%o] : !hal.buffer{%n},
    "b"[%o] : !hal.buffer{%n}
  } attributes {k}
  // CHECK: io_parameters.gather
  // CHECK-NEXT: "s"::"a"[%arg5] -> %arg4[%arg6 for %arg6] : !hal.buffer,
  // CHECK-NEXT: "s"::"b"[%arg5] -> %arg4[%arg6 for %arg6] : !hal.buffer
  io_parameters.gather<%device : !hal.device> affinity(%q) wait(%wait) signal(%signal) {
    "s"::"a"[%o] -> %buffer[%n for %n] : !hal.buffer,
    "s"::"b"[%o] -> %buffer[%n for %n] : !hal.buffer
  }
  util.return %0#0, %0#1 : !hal.buffer, !hal.buffer
}
