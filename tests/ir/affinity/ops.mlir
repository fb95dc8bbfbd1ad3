// RUN: weirc opt --split-input-file --stream-annotate-affinities %s | FileCheck %s

// What consumes nothing executes where its results are used.

// CHECK-LABEL: @constant_at_consumer
util.func private @constant_at_consumer() -> tensor<4xi32> {
  // CHECK: flow.tensor.constant
  // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@a>]
  // CHECK-SAME{LITERAL}: stream.affinities.results = [[#hal.device.promise<@a>]]
  %cst = flow.tensor.constant dense<7> : tensor<4xi32>
  // CHECK: flow.tensor.transfer
  // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@a>]
  // CHECK-SAME{LITERAL}: stream.affinities.operands = [[#hal.device.promise<@a>]]
  // CHECK-SAME{LITERAL}: stream.affinities.results = [[#hal.device.promise<@a>]]
  %moved = flow.tensor.transfer %cst : tensor<4xi32> to #hal.device.promise<@a>
  // CHECK: util.return
  // CHECK-SAME{LITERAL}: stream.affinities.operands = [[#hal.device.promise<@a>]]
  util.return %moved : tensor<4xi32>
}

// -----

// An explicit affinity wins over what is consumed.

// CHECK-LABEL: @explicit
util.func private @explicit(%arg0: !hal.buffer_view) -> tensor<4xi32> {
  // CHECK: hal.tensor.import
  // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@a>]
  %0 = hal.tensor.import on(#hal.device.promise<@a>) %arg0 : !hal.buffer_view -> tensor<4xi32>
  // CHECK: flow.dispatch @ex::@fn
  // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@b>]
  // CHECK-SAME{LITERAL}: stream.affinities.operands = [[#hal.device.promise<@a>]]
  // CHECK-SAME{LITERAL}: stream.affinities.results = [[#hal.device.promise<@b>]]
  %1 = flow.dispatch @ex::@fn(%0) {stream.affinity = #hal.device.promise<@b>} : (tensor<4xi32>) -> tensor<4xi32>
  // Without one, work goes where its operands are.
  // CHECK: flow.dispatch @ex::@next
  // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@b>]
  %2 = flow.dispatch @ex::@next(%1) : (tensor<4xi32>) -> tensor<4xi32>
  util.return %2 : tensor<4xi32>
}

// -----

// Operands at several places leave several possibilities, in the order of their
// text.

// CHECK-LABEL: @several
util.func private @several(%arg0: !hal.buffer_view, %arg1: !hal.buffer_view) -> tensor<4xi32> {
  %0 = hal.tensor.import on(#hal.device.promise<@z>) %arg0 : !hal.buffer_view -> tensor<4xi32>
  %1 = hal.tensor.import on(#hal.device.promise<@b>) %arg1 : !hal.buffer_view -> tensor<4xi32>
  // CHECK: flow.dispatch
  // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@b>, #hal.device.promise<@z>]
  // CHECK-SAME{LITERAL}: stream.affinities.operands = [[#hal.device.promise<@z>], [#hal.device.promise<@b>]]
  %2 = flow.dispatch @ex::@fn(%0, %1) : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  util.return %2 : tensor<4xi32>
}

// -----

// A tied result stays where its operand is.

// CHECK-LABEL: @tied
util.func private @tied(%arg0: !hal.buffer_view) -> tensor<2x2xi32> {
  %0 = hal.tensor.import on(#hal.device.promise<@a>) %arg0 : !hal.buffer_view -> tensor<4xi32>
  // CHECK: flow.tensor.reshape
  // CHECK-SAME{LITERAL}: stream.affinities.operands = [[#hal.device.promise<@a>]]
  // CHECK-SAME{LITERAL}: stream.affinities.results = [[#hal.device.promise<@a>]]
  %1 = flow.tensor.reshape %0 : tensor<4xi32> -> tensor<2x2xi32>
  // CHECK: flow.dispatch
  // CHECK-SAME{LITERAL}: stream.affinities.results = [[#hal.device.promise<@a>]]
  %2 = flow.dispatch @ex::@fn(%1) : (tensor<2x2xi32>) -> %1
  util.return %2 : tensor<2x2xi32>
}

// -----

// Values of other kinds have no affinity.

// CHECK-LABEL: @scalars
util.func private @scalars(%arg0: i32, %arg1: i32) -> i32 {
  // CHECK-NOT: stream.affinities
  %0 = arith.addi %arg0, %arg1 : i32
  util.return %0 : i32
}

// -----

// What ties a shape and what stores an element hand on the value, up and down.

// CHECK-LABEL: @handed_on
util.func private @handed_on(%n: index, %value: f32) -> f32 {
  %c0 = arith.constant 0 : index
  // CHECK: flow.tensor.splat
  // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@a>]
  %0 = flow.tensor.splat %value : tensor<?xf32>{%n}
  // CHECK: flow.tensor.tie_shape
  // CHECK-SAME{LITERAL}: stream.affinities.operands = [[#hal.device.promise<@a>]], stream.affinities.results = [[#hal.device.promise<@a>]]
  %1 = flow.tensor.tie_shape %0 : tensor<?xf32>{%n}
  // CHECK: flow.tensor.store
  // CHECK-SAME{LITERAL}: stream.affinities.operands = [[#hal.device.promise<@a>]], stream.affinities.results = [[#hal.device.promise<@a>]]
  %2 = flow.tensor.store %value, %1[%c0] : tensor<?xf32>{%n}
  %3 = flow.tensor.transfer %2 : tensor<?xf32>{%n} to #hal.device.promise<@a>
  %4 = flow.tensor.load %3[%c0] : tensor<?xf32>{%n}
  util.return %4 : f32
}

// -----

// What a dispatch computes is not placed.

// CHECK-LABEL: @inside
util.func private @inside(%view: !hal.buffer_view) -> tensor<4xf32> {
  %0 = hal.tensor.import on(#hal.device.promise<@a>) %view : !hal.buffer_view -> tensor<4xf32>
  // CHECK: flow.dispatch.workgroups(%{{.+}}) : (tensor<4xf32>) -> tensor<4xf32> attributes {stream.affinities = [#hal.device.promise<@a>]
  %1 = flow.dispatch.workgroups(%0) : (tensor<4xf32>) -> tensor<4xf32> =
      (%in: !flow.dispatch.tensor<readonly:tensor<4xf32>>, %out: !flow.dispatch.tensor<writeonly:tensor<4xf32>>) {
    // CHECK: flow.dispatch.tensor.load
    // CHECK-NOT: stream.affinities
    %2 = flow.dispatch.tensor.load %in, offsets = [0], sizes = [4], strides = [1] : !flow.dispatch.tensor<readonly:tensor<4xf32>> -> tensor<4xf32>
    %3 = arith.addf %2, %2 : tensor<4xf32>
    flow.dispatch.tensor.store %3, %out, offsets = [0], sizes = [4], strides = [1] : tensor<4xf32> -> !flow.dispatch.tensor<writeonly:tensor<4xf32>>
    flow.return
  }
  // CHECK: util.return {stream.affinities
  util.return %1 : tensor<4xf32>
}
