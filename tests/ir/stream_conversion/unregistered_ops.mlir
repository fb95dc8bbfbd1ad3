// RUN: weirc opt --allow-unregistered-dialect --stream-conversion %s | FileCheck %s

// An op of no dialect takes and gives tensors.
// CHECK-LABEL: @between
util.func private @between(%arg0: tensor<4xf32>) -> tensor<2xi32> {
  // CHECK: %[[T:.+]] = stream.tensor.export
  // CHECK-NEXT: %[[R:.+]] = "some.op"(%[[T]]) : (tensor<4xf32>) -> tensor<2xi32>
  // CHECK-NEXT: stream.tensor.sizeof tensor<2xi32>
  // CHECK-NEXT: stream.tensor.import %[[R]]
  %0 = "some.op"(%arg0) : (tensor<4xf32>) -> tensor<2xi32>
  util.return %0 : tensor<2xi32>
}

// One that ends its block gives nothing to anybody.
// CHECK-LABEL: @at_the_end
util.func private @at_the_end(%arg0: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: %[[T:.+]] = stream.tensor.export
  // CHECK-NEXT: %{{.+}} = "some.end"(%[[T]]) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK-NEXT: }
  %0 = "some.end"(%arg0) : (tensor<4xf32>) -> tensor<4xf32>
}

// Each operand is exported where it is, what nobody knows where the op is said
// to be. The result is where the op is.
// CHECK-LABEL: @told_where
// CHECK-SAME: (%[[VIEW:.+]]: !hal.buffer_view, %[[ARG:.+]]: !stream.resource<*>, %[[SIZE:.+]]: index)
util.func public @told_where(%view: !hal.buffer_view, %arg: tensor<4xf32>) -> tensor<4xf32> {
  %0 = hal.tensor.import on(#hal.device.promise<@a>) %view : !hal.buffer_view -> tensor<4xf32>
  // CHECK: stream.async.transfer %{{.+}} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@a>) !stream.resource<external>
  // CHECK-NEXT: stream.tensor.export on(#hal.device.promise<@a>)
  // CHECK-NEXT: %[[MOVED:.+]] = stream.async.transfer %[[ARG]] : !stream.resource<*>{%[[SIZE]]} -> to(#hal.device.promise<@b>) !stream.resource<*>{%[[SIZE]]}
  // CHECK-NEXT: %[[SHOWN:.+]] = stream.async.transfer %[[MOVED]] : !stream.resource<*>{%[[SIZE]]} from(#hal.device.promise<@b>) -> to(#hal.device.promise<@b>) !stream.resource<external>{%[[SIZE]]}
  // CHECK-NEXT: stream.tensor.export on(#hal.device.promise<@b>) %[[SHOWN]]
  // CHECK-NEXT: "some.op"
  // CHECK-NEXT: stream.tensor.sizeof on(#hal.device.promise<@b>)
  // CHECK-NEXT: stream.tensor.import on(#hal.device.promise<@b>)
  // CHECK-NEXT: stream.async.transfer %{{.+}} from(#hal.device.promise<@b>) -> to(#hal.device.promise<@b>)
  %1 = "some.op"(%0, %arg) {stream.affinity = #hal.device.promise<@b>} : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  util.return %1 : tensor<4xf32>
}

// An op that is not told where to be is where its operands are, ...
// CHECK-LABEL: @by_operands
util.func public @by_operands(%view: !hal.buffer_view) -> tensor<4xf32> {
  %0 = hal.tensor.import on(#hal.device.promise<@a>) %view : !hal.buffer_view -> tensor<4xf32>
  // CHECK: "some.op"
  // CHECK-NEXT: stream.tensor.sizeof on(#hal.device.promise<@a>)
  // CHECK-NEXT: stream.tensor.import on(#hal.device.promise<@a>)
  %1 = "some.op"(%0) : (tensor<4xf32>) -> tensor<4xf32>
  util.return %1 : tensor<4xf32>
}

// ... one that takes nothing where its result is used, ...
// CHECK-LABEL: @by_uses
util.func public @by_uses() {
  // CHECK: "some.op"
  // CHECK-NEXT: stream.tensor.sizeof on(#hal.device.promise<@b>)
  // CHECK-NEXT: stream.tensor.import on(#hal.device.promise<@b>)
  %0 = "some.op"() : () -> tensor<4xf32>
  %1 = flow.dispatch @ex::@f(%0) {stream.affinity = #hal.device.promise<@b>} : (tensor<4xf32>) -> tensor<4xf32>
  util.return
}

// ... and one that could be at several places nowhere. Its result is where it is
// held, if it says so itself.
// CHECK-LABEL: @at_several
util.func public @at_several(%view: !hal.buffer_view, %view1: !hal.buffer_view) -> !hal.buffer_view {
  %0 = hal.tensor.import on(#hal.device.promise<@a>) %view : !hal.buffer_view -> tensor<4xf32>
  %1 = hal.tensor.import on(#hal.device.promise<@b>) %view1 : !hal.buffer_view -> tensor<4xf32>
  // CHECK: stream.tensor.export on(#hal.device.promise<@a>)
  // CHECK: stream.tensor.export on(#hal.device.promise<@b>)
  // CHECK-NEXT: "some.op"
  // CHECK-NEXT: stream.tensor.sizeof tensor<4xf32> : index
  // CHECK-NEXT: stream.tensor.import %{{.+}} : tensor<4xf32> -> tensor<4xf32> in
  %2 = "some.op"(%0, %1) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  // CHECK: "some.op"
  // CHECK-NEXT: stream.tensor.sizeof on(#hal.device.promise<@c>)
  // CHECK-NEXT: stream.tensor.import on(#hal.device.promise<@c>)
  %3 = "some.op"(%0, %2) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %4 = hal.tensor.export on(#hal.device.promise<@c>) %3 : tensor<4xf32> -> !hal.buffer_view
  util.return %4 : !hal.buffer_view
}

// What it hands into its region are tensors, and what that gives back.
// CHECK-LABEL: @region
util.func private @region(%view: !hal.buffer_view) -> tensor<4xf32> {
  // CHECK: %[[X:.+]] = stream.async.transfer %{{.+}} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@a>) !stream.resource<*>
  %0 = hal.tensor.import on(#hal.device.promise<@a>) %view : !hal.buffer_view -> tensor<4xf32>
  // CHECK: %[[R:.+]] = "some.region"(%{{.+}}) ({
  %1 = "some.region"(%0) ({
  // CHECK-NEXT: ^bb0(%[[Y:.+]]: tensor<4xf32>, %{{.+}}: tensor<4xf32>, %[[I:.+]]: index):
  ^bb0(%y: tensor<4xf32>, %unused: tensor<4xf32>, %i: index):
    // CHECK-NEXT: %[[SIZE:.+]] = stream.tensor.sizeof on(#hal.device.promise<@a>) tensor<4xf32> : index
    // CHECK-NEXT: %[[IMPORTED:.+]] = stream.tensor.import on(#hal.device.promise<@a>) %[[Y]] : tensor<4xf32> -> tensor<4xf32> in !stream.resource<external>{%[[SIZE]]}
    // CHECK-NEXT: %[[Y0:.+]] = stream.async.transfer %[[IMPORTED]]
    // CHECK-NEXT: cf.br ^bb1(%[[Y0]], %[[SIZE]], %[[I]] : !stream.resource<*>, index, index)
    cf.br ^bb1(%y, %i : tensor<4xf32>, index)
  // CHECK-NEXT: ^bb1(%[[Z:.+]]: !stream.resource<*>, %[[Z_SIZE:.+]]: index, %{{.+}}: index):
  ^bb1(%z: tensor<4xf32>, %j: index):
    // CHECK: %[[D:.+]] = stream.async.dispatch @ex::@f(%[[Z]][
    %2 = flow.dispatch @ex::@f(%z) : (tensor<4xf32>) -> tensor<4xf32>
    // CHECK: %[[SHOWN:.+]] = stream.tensor.export
    // CHECK-NEXT: "some.yield"(%[[SHOWN]]) : (tensor<4xf32>) -> ()
    "some.yield"(%2) : (tensor<4xf32>) -> ()
  }) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: stream.tensor.import on(#hal.device.promise<@a>) %[[R]]
  util.return %1 : tensor<4xf32>
}

// A program may already import from such ops and export to them.
// CHECK-LABEL: @done_already
// CHECK-SAME: (%[[N:.+]]: index, %[[R:.+]]: !stream.resource<external>, %[[SIZE:.+]]: index)
util.func private @done_already(%n: index, %r: !stream.resource<external>, %size: index) -> (!stream.resource<external>, tensor<4xf32>) {
  // CHECK-NEXT: %[[MADE:.+]] = "some.make"() : () -> tensor<?xf32>
  %0 = "some.make"() : () -> tensor<?xf32>
  // CHECK-NEXT: %[[IMPORTED:.+]] = stream.tensor.import %[[MADE]] : tensor<?xf32> -> tensor<?xf32>{%[[N]]} in !stream.resource<external>{%[[SIZE]]}
  %1 = stream.tensor.import %0 : tensor<?xf32> -> tensor<?xf32>{%n} in !stream.resource<external>{%size}
  // CHECK-NEXT: %[[SHOWN:.+]] = stream.tensor.export on(#hal.device.promise<@a>) %[[R]]
  %2 = stream.tensor.export on(#hal.device.promise<@a>) %r : tensor<4xf32> in !stream.resource<external>{%size} -> tensor<4xf32>
  // CHECK-NEXT: "some.take"(%[[SHOWN]]) : (tensor<4xf32>) -> ()
  "some.take"(%2) : (tensor<4xf32>) -> ()
  // Other ops take the resource that it was.
  // CHECK-NEXT: %[[SAME:.+]] = stream.async.transfer %[[R]] : !stream.resource<external>{%[[SIZE]]} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@a>) !stream.resource<*>{%[[SIZE]]}
  // CHECK-NEXT: util.return %[[IMPORTED]], %[[SAME]], %[[SIZE]]
  util.return %1, %2 : !stream.resource<external>, tensor<4xf32>
}
