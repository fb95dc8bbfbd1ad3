// RUN: weirc opt --split-input-file --nodes-place-members %s | FileCheck %s

#a = #hal.device.target<"local", {node = "a"}> : !hal.device
#b = #hal.device.target<"local", {node = "b"}> : !hal.device

// What differs between members, and collectives, are for each node.
// CHECK-LABEL: module
// CHECK: util.global private @a_cpu
// CHECK: util.global private @b_cpu
// CHECK-NEXT: util.global private @__each_node = #hal.device.select<[#device_target_local, #device_target_local1]> : !hal.device
// CHECK: util.global private mutable @kept {stream.affinity = #hal.device.affinity<@__each_node>} : tensor<4xi32>
// CHECK: util.global private mutable @common : tensor<4xi32>
util.global private @a_cpu = #a
util.global private @b_cpu = #b
util.global private mutable @kept : tensor<4xi32>
util.global private mutable @common : tensor<4xi32>
flow.executable private @ex { flow.executable.export public @f }

// CHECK-LABEL: util.func public @members
util.func public @members(%x: tensor<4xi32>) -> tensor<4xi32> {
  // CHECK: flow.channel.default : !flow.channel attributes {stream.affinity = #hal.device.affinity<@__each_node>}
  %channel = flow.channel.default : !flow.channel
  // CHECK: flow.dispatch @ex::@f(%arg0) : (tensor<4xi32>) -> tensor<4xi32>
  %same = flow.dispatch @ex::@f(%x) : (tensor<4xi32>) -> tensor<4xi32>
  %rank = flow.channel.rank %channel : index
  // CHECK: flow.dispatch @ex::@f(%arg0, %{{.+}}) {stream.affinity = #hal.device.affinity<@__each_node>}
  %mine = flow.dispatch @ex::@f(%x, %rank) : (tensor<4xi32>, index) -> tensor<4xi32>
  // CHECK: flow.dispatch @ex::@f({{.+}}) {stream.affinity = #hal.device.affinity<@a_cpu>}
  %one = flow.dispatch @ex::@f(%mine) {stream.affinity = #hal.device.affinity<@a_cpu>} : (tensor<4xi32>) -> tensor<4xi32>
  // CHECK: flow.dispatch @ex::@f({{.+}}) : (tensor<4xi32>) -> tensor<4xi32>
  %once = flow.dispatch @ex::@f(%one) : (tensor<4xi32>) -> tensor<4xi32>
  util.global.store %mine, @kept : tensor<4xi32>
  // CHECK: flow.collective.all_reduce
  // CHECK-SAME: attributes {stream.affinity = #hal.device.affinity<@__each_node>}
  %sum = flow.collective.all_reduce sum, ui32, %same, %mine, %channel : (tensor<4xi32>, tensor<4xi32>, !flow.channel) -> tensor<4xi32>
  // The sum is the same for all.
  // CHECK: %[[AFTER:.+]] = flow.dispatch @ex::@f({{.+}}) : (tensor<4xi32>) -> tensor<4xi32>
  %after = flow.dispatch @ex::@f(%sum) : (tensor<4xi32>) -> tensor<4xi32>
  util.global.store %after, @common : tensor<4xi32>
  // CHECK: %[[KEPT:.+]] = util.global.load @kept
  %kept = util.global.load @kept : tensor<4xi32>
  // CHECK: flow.dispatch @ex::@f(%[[KEPT]], %[[AFTER]], {{.+}}) {stream.affinity = #hal.device.affinity<@__each_node>}
  %r = flow.dispatch @ex::@f(%kept, %after, %once) : (tensor<4xi32>, tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  util.return %r : tensor<4xi32>
}

// Parts of a channel are different ones: so is what comes from them.
// CHECK-LABEL: util.func public @parts
util.func public @parts(%x: tensor<4xi32>) -> tensor<4xi32> {
  %channel = flow.channel.default : !flow.channel
  %rank = flow.channel.rank %channel : index
  %all = flow.channel.count %channel : index
  %part = flow.channel.split %channel, %rank, %rank : !flow.channel -> !flow.channel
  %some = flow.channel.count %part : index
  // CHECK: flow.dispatch @ex::@f(%arg0, %{{.+}}) : (tensor<4xi32>, index)
  %0 = flow.dispatch @ex::@f(%x, %all) : (tensor<4xi32>, index) -> tensor<4xi32>
  // CHECK: flow.dispatch @ex::@f(%arg0, %{{.+}}) {stream.affinity = #hal.device.affinity<@__each_node>}
  %1 = flow.dispatch @ex::@f(%x, %some) : (tensor<4xi32>, index) -> tensor<4xi32>
  %sum = flow.collective.all_reduce sum, ui32, %0, %1, %part : (tensor<4xi32>, tensor<4xi32>, !flow.channel) -> tensor<4xi32>
  // CHECK: flow.collective.all_reduce
  // CHECK: flow.dispatch @ex::@f(%{{.+}}) {stream.affinity = #hal.device.affinity<@__each_node>}
  %2 = flow.dispatch @ex::@f(%sum) : (tensor<4xi32>) -> tensor<4xi32>
  util.return %2 : tensor<4xi32>
}

// Each member looks at its own place of a tensor that all have; loops and calls
// hand on what differs.
// CHECK-LABEL: util.func public @places
util.func public @places(%x: tensor<4xi32>) -> i32 {
  %channel = flow.channel.default : !flow.channel
  %rank = flow.channel.rank %channel : index
  // CHECK: %[[OWN:.+]] = flow.tensor.transfer %arg0 : tensor<4xi32> to #hal.device.affinity<@__each_node>
  // CHECK: flow.tensor.load %[[OWN]][%{{.+}}]
  %v = flow.tensor.load %x[%rank] : tensor<4xi32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  // CHECK: scf.for
  %r = scf.for %i = %c0 to %c4 step %c1 iter_args(%t = %x) -> tensor<4xi32> {
    // CHECK: flow.dispatch @ex::@f({{.+}}) {stream.affinity = #hal.device.affinity<@__each_node>}
    %n = flow.dispatch @ex::@f(%t, %rank) : (tensor<4xi32>, index) -> tensor<4xi32>
    scf.yield %n : tensor<4xi32>
  }
  // CHECK: flow.dispatch @ex::@f({{.+}}) {stream.affinity = #hal.device.affinity<@__each_node>}
  %u = flow.dispatch @ex::@f(%r) : (tensor<4xi32>) -> tensor<4xi32>
  util.call @callee(%u) : (tensor<4xi32>) -> ()
  util.return %v : i32
}
// CHECK-LABEL: util.func private @callee
util.func private @callee(%x: tensor<4xi32>) {
  // CHECK: flow.dispatch @ex::@f({{.+}}) {stream.affinity = #hal.device.affinity<@__each_node>}
  %0 = flow.dispatch @ex::@f(%x) : (tensor<4xi32>) -> tensor<4xi32>
  util.return
}

// -----

// One node is the only member.
// CHECK-LABEL: module
// CHECK-NOT: __each_node
util.global private @cpu = #hal.device.target<"local"> : !hal.device
util.func public @alone(%x: tensor<4xi32>) -> tensor<4xi32> {
  %channel = flow.channel.default : !flow.channel
  %e = flow.tensor.empty : tensor<4xi32>
  %sum = flow.collective.all_reduce sum, ui32, %e, %x, %channel : (tensor<4xi32>, tensor<4xi32>, !flow.channel) -> tensor<4xi32>
  util.return %sum : tensor<4xi32>
}

// -----

// Without channels nobody is a member.
// CHECK-LABEL: module
// CHECK-NOT: __each_node
util.global private @a_cpu = #hal.device.target<"local", {node = "a"}> : !hal.device
util.global private @b_cpu = #hal.device.target<"local", {node = "b"}> : !hal.device
util.func public @nobody(%x: tensor<4xi32>) -> tensor<4xi32> {
  util.return %x : tensor<4xi32>
}
