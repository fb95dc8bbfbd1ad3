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

// -----

// A join of what comes one behind the other is the last of it, and a join of
// what another one in it joins is that one.

// CHECK-LABEL: @equal
// CHECK: %{{.+}}, %[[A:.+]] = stream.resource.alloca
// CHECK: %{{.+}}, %[[B:.+]] = stream.resource.alloca {{.*}}await(%[[A]])
// CHECK: %{{.+}}, %[[C:.+]] = stream.resource.alloca
// CHECK-NEXT: %[[BOTH:.+]] = stream.timepoint.join max(%[[B]], %[[C]])
// CHECK-NEXT: stream.resource.alloca {{.*}}await(%[[BOTH]])
// CHECK-NEXT: stream.resource.alloca {{.*}}await(%[[BOTH]])
// CHECK-NEXT: util.return %[[B]]
util.global private @cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
util.func public @equal() -> !stream.timepoint {
  %c64 = arith.constant 64 : index
  %r, %a = stream.resource.alloca uninitialized on(#hal.device.affinity<@cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
  %s, %b = stream.resource.alloca uninitialized on(#hal.device.affinity<@cpu>) await(%a) => !stream.resource<transient>{%c64} => !stream.timepoint
  %t, %c = stream.resource.alloca uninitialized on(#hal.device.affinity<@cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
  %last = stream.timepoint.join max(%a, %b) => !stream.timepoint
  %both = stream.timepoint.join max(%b, %c) => !stream.timepoint
  %again = stream.timepoint.join max(%both, %last) => !stream.timepoint
  %u, %d = stream.resource.alloca uninitialized on(#hal.device.affinity<@cpu>) await(%both) => !stream.resource<transient>{%c64} => !stream.timepoint
  %v, %e = stream.resource.alloca uninitialized on(#hal.device.affinity<@cpu>) await(%again) => !stream.resource<transient>{%c64} => !stream.timepoint
  util.return %last : !stream.timepoint
}

// -----

// What a join covers counts where the join is gone, however far behind: %b is
// reached before %d, which awaits a join of %b alone.

// CHECK-LABEL: @behind_a_join
// CHECK: %{{.+}}, %[[A:.+]] = stream.resource.alloca
// CHECK: %{{.+}}, %[[B:.+]] = stream.resource.alloca {{.*}}await(%[[A]])
// CHECK: %{{.+}}, %[[C:.+]] = stream.resource.alloca
// CHECK: %{{.+}}, %[[D:.+]] = stream.resource.alloca {{.*}}await(%[[B]])
// CHECK: stream.timepoint.join max(%[[C]], %[[D]])
util.global private @cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
util.func public @behind_a_join() -> !stream.timepoint {
  %c64 = arith.constant 64 : index
  %r, %a = stream.resource.alloca uninitialized on(#hal.device.affinity<@cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
  %s, %b = stream.resource.alloca uninitialized on(#hal.device.affinity<@cpu>) await(%a) => !stream.resource<transient>{%c64} => !stream.timepoint
  %one = stream.timepoint.join max(%a, %b) => !stream.timepoint
  %t, %c = stream.resource.alloca uninitialized on(#hal.device.affinity<@cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
  %u, %d = stream.resource.alloca uninitialized on(#hal.device.affinity<@cpu>) await(%one) => !stream.resource<transient>{%c64} => !stream.timepoint
  %all = stream.timepoint.join max(%b, %c, %d) => !stream.timepoint
  util.return %all : !stream.timepoint
}
