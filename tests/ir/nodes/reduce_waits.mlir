// RUN: weirc opt --split-input-file --nodes-reduce-waits %s | FileCheck %s

// A join of joins waits for what these wait for, but for what another of them
// comes behind: %first is reached before %second is, %other is not.

// CHECK-LABEL: @chain
// CHECK: %[[R:.+]], %[[FIRST:.+]] = stream.resource.alloca
// CHECK: %[[S:.+]], %[[SECOND:.+]] = stream.resource.alloca {{.*}}await(%[[FIRST]])
// CHECK: %[[O:.+]], %[[OTHER:.+]] = stream.resource.alloca
// CHECK: %[[J:.+]] = stream.timepoint.join max(%[[OTHER]], %[[SECOND]])
// CHECK: util.return %[[J]]
util.global private @cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
util.func public @chain() -> !stream.timepoint {
  %c64 = arith.constant 64 : index
  %r, %first = stream.resource.alloca uninitialized on(#hal.device.affinity<@cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
  %s, %second = stream.resource.alloca uninitialized on(#hal.device.affinity<@cpu>) await(%first) => !stream.resource<transient>{%c64} => !stream.timepoint
  %o, %other = stream.resource.alloca uninitialized on(#hal.device.affinity<@cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
  %inner = stream.timepoint.join max(%first, %other) => !stream.timepoint
  %outer = stream.timepoint.join max(%inner, %second) => !stream.timepoint
  util.return %outer : !stream.timepoint
}

// -----

// What neither comes behind stays, and stays in its order.

// CHECK-LABEL: @side_by_side
// CHECK: %{{.+}}, %[[A:.+]] = stream.resource.alloca
// CHECK: %{{.+}}, %[[B:.+]] = stream.resource.alloca
// CHECK: stream.timepoint.join max(%[[A]], %[[B]])
util.global private @cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
util.func public @side_by_side() -> !stream.timepoint {
  %c64 = arith.constant 64 : index
  %r, %a = stream.resource.alloca uninitialized on(#hal.device.affinity<@cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
  %s, %b = stream.resource.alloca uninitialized on(#hal.device.affinity<@cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
  %join = stream.timepoint.join max(%a, %b) => !stream.timepoint
  util.return %join : !stream.timepoint
}
