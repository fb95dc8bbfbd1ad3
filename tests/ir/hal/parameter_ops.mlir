// RUN: weirc opt --hal-conversion %s | FileCheck %s

util.global private @device : !hal.device

// CHECK-LABEL: @load
util.func public @load(%n: index, %wait: !stream.timepoint) -> (!stream.resource<constant>, !stream.timepoint) {
  %o = arith.constant 100 : i64
  // CHECK: %[[DEVICE:.+]] = util.global.load immutable @device
  // CHECK: %[[SIGNAL:.+]] = hal.fence.create device(%[[DEVICE]]
  // CHECK: %[[SCOPE:.+]] = util.buffer.constant : !util.buffer = "scope"
  // CHECK: %[[KEY:.+]] = util.buffer.constant : !util.buffer = "key"
  // CHECK: %[[BUFFER:.+]] = "io_parameters.load"(%[[DEVICE]], %{{.+}}, %arg1, %[[SIGNAL]], %[[SCOPE]], %[[KEY]], %c100_i64, %arg0)
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
  // CHECK: "io_parameters.gather"(%{{.+}}, %{{.+}}, %{{.+}}, %[[READ]], %{{.+}}, %c100_i64, %arg0, %c0, %arg1)
  %t0 = stream.parameter.read on(#hal.device.affinity<@device>) "key"[%o] -> %r[%c0 for %n] : !stream.resource<transient>{%n} => !stream.timepoint
  // CHECK: %[[WRITTEN:.+]] = hal.fence.create
  // CHECK: "io_parameters.scatter"(%{{.+}}, %{{.+}}, %[[READ]], %[[WRITTEN]], %arg0, %c0, %arg1, %{{.+}}, %{{.+}}, %c100_i64)
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
