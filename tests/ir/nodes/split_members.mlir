// RUN: weirc opt --split-input-file --nodes-split %s | FileCheck %s

// What is on each node stays on every node, at its own device.
util.global private @a_cpu = #hal.device.target<"local", {node = "a"}> : !hal.device
util.global private @b_cpu = #hal.device.target<"local", {node = "b"}> : !hal.device
util.global private @c_cpu = #hal.device.target<"local", {node = "c"}> : !hal.device
util.global private @__each_node : !hal.device
util.global private @weights {stream.affinity = #hal.device.affinity<@__each_node>} : !stream.resource<constant>

// CHECK-LABEL: module @a
// CHECK-NOT: @__each_node
// CHECK: util.global private @weights {stream.affinity = #hal.device.affinity<@a_cpu>}
// CHECK: stream.channel.create on(#hal.device.affinity<@a_cpu>) group("__weir_nodes")
// CHECK: stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>)
// What a has it copies to its own part and sends to the others.
// CHECK: stream.cmd.execute on(#hal.device.affinity<@a_cpu>)
// CHECK-NEXT: stream.cmd.copy %[[X:.+]][%{{.+}}], %[[OWN:.+]][%{{.+}}], %
// CHECK-NEXT: stream.cmd.collective<send : ui8>{{.+}} {
// CHECK-NEXT: ro %[[X]]
// CHECK-NEXT: } attributes {transfer = 1 : index}
// CHECK-NEXT: stream.cmd.collective<send : ui8>{{.+}} {
// CHECK-NEXT: ro %[[X]]
// CHECK-NEXT: } attributes {transfer = 2 : index}
// CHECK-NEXT: stream.cmd.collective<all_reduce with sum : f32>
// Only the node that wants it takes what each has.
// CHECK-NOT: stream.cmd.copy
// CHECK: stream.tensor.export on(#hal.device.affinity<@a_cpu>)
// CHECK-NEXT: util.return %{{.+}}, %{{.+}} : !hal.buffer_view, i32

// CHECK-LABEL: module @b
// CHECK: stream.channel.create on(#hal.device.affinity<@b_cpu>) group("__weir_nodes")
// CHECK: stream.cmd.execute on(#hal.device.affinity<@b_cpu>)
// CHECK-NEXT: stream.cmd.collective<recv : ui8>
// CHECK-NEXT: wo
// CHECK-NEXT: } attributes {transfer = 1 : index}
// CHECK-NEXT: stream.cmd.collective<all_reduce with sum : f32>
// CHECK: stream.cmd.copy
// Each reads its own number; nothing is sent.
// CHECK-NOT: stream.cmd.collective
// CHECK: stream.resource.load
// CHECK-NOT: stream.tensor.export

// CHECK-LABEL: module @c
// CHECK: } attributes {transfer = 2 : index}
util.func public @f(%x: !stream.resource<transient>, %s: !stream.resource<staging>) -> (!hal.buffer_view, i32) {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %c16 = arith.constant 16 : index
  %w = util.global.load @weights : !stream.resource<constant>
  util.optimization_barrier %w : !stream.resource<constant>
  %channel = stream.channel.create on(#hal.device.affinity<@__each_node>) : !stream.channel
  %here, %here_ready = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) : !stream.resource<transient>{%c16} => !stream.timepoint
  %own, %own_ready = stream.resource.alloca uninitialized on(#hal.device.affinity<@__each_node>) : !stream.resource<external>{%c16} => !stream.timepoint
  %back, %back_ready = stream.resource.alloca uninitialized on(#hal.device.affinity<@b_cpu>) : !stream.resource<transient>{%c16} => !stream.timepoint
  %ready = stream.timepoint.join max(%here_ready, %own_ready, %back_ready) => !stream.timepoint
  %done = stream.cmd.execute on(#hal.device.affinity<@__each_node>) await(%ready) => with(%here as %h: !stream.resource<transient>{%c16}, %own as %o: !stream.resource<external>{%c16}, %back as %b: !stream.resource<transient>{%c16}) {
    stream.cmd.copy %h[%c0], %o[%c0], %c16 : !stream.resource<transient>{%c16} -> !stream.resource<external>{%c16}
    stream.cmd.collective<all_reduce with sum : f32>[%c4] channel(%channel) {
      ro %o[%c0 for %c16] : !stream.resource<external>{%c16},
      wo %o[%c0 for %c16] : !stream.resource<external>{%c16}
    }
    stream.cmd.copy %o[%c0], %b[%c0], %c16 : !stream.resource<external>{%c16} -> !stream.resource<transient>{%c16}
  } => !stream.timepoint
  %staging = stream.resource.alloc uninitialized on(#hal.device.affinity<@__each_node>) : !stream.resource<staging>{%c16}
  %v = stream.resource.load %staging[%c0] : !stream.resource<staging>{%c16} -> i32
  %out = stream.timepoint.await %done => %own : !stream.resource<external>{%c16}
  %view = stream.tensor.export on(#hal.device.affinity<@__each_node>) %out : tensor<4xf32> in !stream.resource<external>{%c16} -> !hal.buffer_view
  util.return %view, %v : !hal.buffer_view, i32
}

// -----

// A node alone is a channel of one, whichever device asks.
// CHECK-LABEL: util.func public @alone
// CHECK: stream.channel.create on(#hal.device.affinity<@first>) group("__weir_nodes")
// CHECK: stream.channel.create on(#hal.device.affinity<@first>) group("mine")
util.global private @first = #hal.device.target<"local"> : !hal.device
util.global private @second = #hal.device.target<"local"> : !hal.device
util.func public @alone() -> (!stream.channel, !stream.channel) {
  %0 = stream.channel.create on(#hal.device.affinity<@second>) : !stream.channel
  %1 = stream.channel.create on(#hal.device.affinity<@second>) group("mine") : !stream.channel
  util.return %0, %1 : !stream.channel, !stream.channel
}
