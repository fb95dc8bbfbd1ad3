// RUN: weirc opt --split-input-file --stream-conversion %s | FileCheck %s

// Each op is built where it executes, its size is asked for there, and what is
// elsewhere is brought there first.

// CHECK-LABEL: @elsewhere
// CHECK-SAME: (%[[VIEW:.+]]: !hal.buffer_view, %[[I:.+]]: index)
util.func private @elsewhere(%view: !hal.buffer_view, %i: index) -> (tensor<4xf32>, tensor<2xf32>, tensor<4xf32>, tensor<4xf32>) {
  // CHECK: %[[X:.+]] = stream.async.transfer %{{.+}} : !stream.resource<external>{%[[SIZE:.+]]} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@a>) !stream.resource<*>{%[[SIZE]]}
  %x = hal.tensor.import on(#hal.device.promise<@a>) %view : !hal.buffer_view -> tensor<4xf32>
  %c2 = arith.constant 2 : index
  // CHECK: %[[X0:.+]] = stream.async.transfer %[[X]] : !stream.resource<*>{%[[SIZE]]} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@b>) !stream.resource<*>{%[[SIZE]]}
  // CHECK-NEXT: stream.tensor.clone on(#hal.device.promise<@b>) %[[X0]] : tensor<4xf32> in !stream.resource<*>{%[[SIZE]]} -> tensor<4xf32> in !stream.resource<*>{%[[SIZE]]}
  %0 = flow.tensor.clone %x : tensor<4xf32> attributes {stream.affinity = #hal.device.promise<@b>}
  // CHECK-NEXT: %[[X1:.+]] = stream.async.transfer %[[X]]
  // CHECK-NEXT: %[[SLICE_SIZE:.+]] = stream.tensor.sizeof on(#hal.device.promise<@b>) tensor<2xf32> : index
  // CHECK-NEXT: %[[SLICE:.+]] = stream.tensor.slice on(#hal.device.promise<@b>) %[[X1]][%[[I]] for %c2]
  %1 = flow.tensor.slice %x[%i for %c2] : tensor<4xf32> -> tensor<2xf32> attributes {stream.affinity = #hal.device.promise<@b>}
  // The target comes first.
  // CHECK-NEXT: %[[X2:.+]] = stream.async.transfer %[[X]] : !stream.resource<*>{%[[SIZE]]} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@c>)
  // CHECK-NEXT: %[[SLICE1:.+]] = stream.async.transfer %[[SLICE]] : !stream.resource<*>{%[[SLICE_SIZE]]} from(#hal.device.promise<@b>) -> to(#hal.device.promise<@c>)
  // CHECK-NEXT: stream.tensor.update on(#hal.device.promise<@c>) %[[SLICE1]], %[[X2]][%[[I]]]
  %2 = flow.tensor.update %1, %x[%i] : tensor<2xf32> -> %x as tensor<4xf32> attributes {stream.affinity = #hal.device.promise<@c>}
  // CHECK-NEXT: stream.async.transfer %[[X]] : !stream.resource<*>{%[[SIZE]]} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@d>)
  %3 = flow.tensor.transfer %x : tensor<4xf32> to #hal.device.promise<@d>
  util.return %0, %1, %2, %3 : tensor<4xf32>, tensor<2xf32>, tensor<4xf32>, tensor<4xf32>
}

// -----

// What consumes nothing is made where it is used.

// CHECK-LABEL: @made
util.func private @made(%value: f32) {
  %c4 = arith.constant 4 : index
  // CHECK: %[[ALLOCA_SIZE:.+]] = stream.tensor.sizeof on(#hal.device.promise<@b>) tensor<4xf32> : index
  // CHECK-NEXT: stream.async.alloca on(#hal.device.promise<@b>) : !stream.resource<*>{%[[ALLOCA_SIZE]]}
  %0 = flow.tensor.alloca : tensor<4xf32>
  // CHECK-NEXT: stream.tensor.sizeof on(#hal.device.promise<@b>)
  // CHECK-NEXT: stream.tensor.empty on(#hal.device.promise<@b>) : tensor<4xf32>
  %1 = flow.tensor.empty : tensor<4xf32>
  // CHECK-NEXT: stream.tensor.sizeof on(#hal.device.promise<@b>)
  // CHECK-NEXT: stream.tensor.splat on(#hal.device.promise<@b>) %{{.+}} : f32 -> tensor<4xf32>
  %2 = flow.tensor.splat %value : tensor<4xf32>
  // CHECK: stream.tensor.constant on(#hal.device.promise<@b>) : tensor<?xf32>
  // CHECK: stream.async.transfer %{{.+}} from(#hal.device.promise<@b>) -> to(#hal.device.promise<@b>) !stream.resource<*>
  %3 = flow.tensor.dynamic_constant dense<1.0> : tensor<4xf32> -> tensor<?xf32>
  // CHECK: stream.async.dispatch on(#hal.device.promise<@b>)
  flow.dispatch @ex::@f(%0, %1, %2, %3) {stream.affinity = #hal.device.promise<@b>} : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<?xf32>{%c4}) -> ()
  util.return
}

// -----

// Reshapes are clones where their results live; loads, stores and traces happen
// where the value is.

// CHECK-LABEL: @where_it_is
// CHECK-SAME: (%[[VIEW:.+]]: !hal.buffer_view, %[[I:.+]]: index, %[[VALUE:.+]]: f32)
util.func private @where_it_is(%view: !hal.buffer_view, %i: index, %value: f32) -> (f32, f32) {
  // CHECK: %[[X:.+]] = stream.async.transfer %{{.+}} : !stream.resource<external>
  %x = hal.tensor.import on(#hal.device.promise<@a>) %view : !hal.buffer_view -> tensor<4xf32>
  // CHECK-NEXT: stream.tensor.sizeof on(#hal.device.promise<@a>) tensor<2x2xf32> : index
  // CHECK-NEXT: %[[SQUARE:.+]] = stream.tensor.clone on(#hal.device.promise<@a>) %[[X]]
  %0 = flow.tensor.reshape %x : tensor<4xf32> -> tensor<2x2xf32>
  // CHECK-NEXT: stream.tensor.sizeof on(#hal.device.promise<@a>) tensor<4xi32> : index
  // CHECK-NEXT: stream.tensor.clone on(#hal.device.promise<@a>) %[[SQUARE]]
  %1 = flow.tensor.bitcast %0 : tensor<2x2xf32> -> tensor<4xi32>
  // CHECK: stream.tensor.sizeof on(#hal.device.promise<@a>) tensor<1x1xf32>
  // CHECK-NEXT: %[[ELEMENT:.+]] = stream.tensor.slice on(#hal.device.promise<@a>) %[[SQUARE]]
  // CHECK-NEXT: stream.async.transfer %[[ELEMENT]] : !stream.resource<*>{%{{.+}}} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@a>) !stream.resource<staging>
  %2 = flow.tensor.load %0[%i, %i] : tensor<2x2xf32>
  // CHECK: %[[STORED:.+]] = stream.tensor.fill on(#hal.device.promise<@a>) %[[VALUE]], %[[SQUARE]]
  %3 = flow.tensor.store %value, %0[%i, %i] : tensor<2x2xf32>
  // CHECK-NEXT: stream.async.transfer %[[STORED]] : !stream.resource<*>{%{{.+}}} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@a>) !stream.resource<staging>
  // CHECK-NEXT: stream.tensor.trace "stored"
  flow.tensor.trace "stored" = [%3 : tensor<2x2xf32>]
  // CHECK: stream.async.transfer %{{.+}} from(#hal.device.promise<@b>) -> to(#hal.device.promise<@b>) !stream.resource<staging>
  %s = flow.tensor.splat %value : tensor<f32>
  %4 = flow.dispatch @ex::@f(%s) {stream.affinity = #hal.device.promise<@b>} : (tensor<f32>) -> tensor<f32>
  %5 = flow.tensor.load %4 : tensor<f32>
  util.return %2, %5 : f32, f32
}

// -----

// What is said of dispatches, calls and channels goes along.

flow.func private @callee(%arg0: tensor<4xf32>) -> tensor<4xf32>
// CHECK-LABEL: @said
// CHECK-SAME: (%[[X:.+]]: !stream.resource<*>, %[[SIZE:.+]]: index)
util.func public @said(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: %[[CHANNEL:.+]] = stream.channel.create on(#hal.device.promise<@b>) : !stream.channel
  %channel = flow.channel.default : !flow.channel attributes {stream.affinity = #hal.device.promise<@b>}
  // CHECK: %[[X0:.+]] = stream.async.transfer %[[X]] : !stream.resource<*>{%[[SIZE]]} -> to(#hal.device.promise<@a>)
  // CHECK: %[[F:.+]] = stream.async.dispatch on(#hal.device.promise<@a>) @ex::@f(%[[X0]][%{{.+}}]) {some.word, stream.affinity = #hal.device.promise<@a>}
  %0 = flow.dispatch @ex::@f(%x) {some.word, stream.affinity = #hal.device.promise<@a>} : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: %[[F0:.+]] = stream.async.transfer %[[F]] : !stream.resource<*>{%[[F_SIZE:.+]]} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@b>)
  // CHECK: %[[C_SIZE:.+]] = stream.tensor.sizeof on(#hal.device.promise<@b>) tensor<4xf32> : index
  // CHECK-NEXT: %[[C:.+]] = stream.async.call on(#hal.device.promise<@b>) @callee(%[[F0]][%{{.+}} to %[[F_SIZE]] for %[[F_SIZE]]]) {some.word, stream.affinity = #hal.device.promise<@b>} : (!stream.resource<*>{%[[F_SIZE]]}) -> !stream.resource<*>{%[[C_SIZE]]}
  %1 = flow.call @callee(%0) {some.word, stream.affinity = #hal.device.promise<@b>} : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: %[[TARGET:.+]] = stream.async.transfer %[[F]] : !stream.resource<*>{%[[F_SIZE]]} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@b>)
  // CHECK-NEXT: %[[SUM:.+]] = stream.async.collective<all_reduce with sum : f32>[%{{.+}}] on(#hal.device.promise<@b>) channel(%[[CHANNEL]]) %[[C]][{{.+}}], %[[TARGET]][
  %2 = flow.collective.all_reduce sum, f32, %0, %1, %channel : (tensor<4xf32>, tensor<4xf32>, !flow.channel) -> %0 as tensor<4xf32> attributes {stream.affinity = #hal.device.promise<@b>}
  // CHECK-NEXT: util.return %[[SUM]], %[[F_SIZE]]
  util.return %2 : tensor<4xf32>
}

// -----

// An update between places executes where its target lives.

// CHECK-LABEL: @update_at_target
util.func private @update_at_target(%view: !hal.buffer_view, %other: !hal.buffer_view) -> tensor<8xf32> {
  %c0 = arith.constant 0 : index
  %at_a = hal.tensor.import on(#hal.device.promise<@a>) %view : !hal.buffer_view -> tensor<4xf32>
  %at_b = hal.tensor.import on(#hal.device.promise<@b>) %other : !hal.buffer_view -> tensor<8xf32>
  // CHECK: %[[SOURCE:.+]] = stream.async.transfer %{{.+}} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@b>)
  // CHECK-NEXT: stream.tensor.update on(#hal.device.promise<@b>) %[[SOURCE]],
  %0 = flow.tensor.update %at_a, %at_b[%c0] : tensor<4xf32> -> %at_b as tensor<8xf32>
  util.return %0 : tensor<8xf32>
}

// -----

// What is changed in place at several places is brought back to them.

// CHECK-LABEL: @back_home
module attributes {stream.affinity.default = #hal.device.promise<@a>} {
util.func private @back_home(%view: !hal.buffer_view, %other: !hal.buffer_view) -> (tensor<4xf32>, tensor<4xf32>) {
  %at_a = hal.tensor.import on(#hal.device.promise<@a>) %view : !hal.buffer_view -> tensor<4xf32>
  %at_b = hal.tensor.import on(#hal.device.promise<@b>) %other : !hal.buffer_view -> tensor<4xf32>
  // CHECK: %[[MOVED:.+]] = stream.async.transfer %{{.+}} from(#hal.device.promise<@b>) -> to(#hal.device.promise<@a>)
  // CHECK: %[[BOTH:.+]]:2 = stream.async.dispatch on(#hal.device.promise<@a>) @ex::@f({{.+}}, %[[MOVED]]
  // CHECK: %[[BACK:.+]] = stream.async.transfer %[[BOTH]]#1 : {{.+}} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@b>)
  %0:2 = flow.dispatch @ex::@f(%at_a, %at_b) : (tensor<4xf32>, tensor<4xf32>) -> (%at_a, %at_b)
  // CHECK: util.return %[[BOTH]]#0, %{{.+}}, %[[BACK]], %{{.+}}
  util.return %0#0, %0#1 : tensor<4xf32>, tensor<4xf32>
}
}
