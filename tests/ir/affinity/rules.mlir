// RUN: weirc opt --split-input-file --stream-annotate-affinities %s | FileCheck %s

// The rules of docs/affinity.md in their order.

// CHECK-LABEL: @operands
util.func public @operands(%view: !hal.buffer_view) {
  %0 = hal.tensor.import on(#hal.device.promise<@a>) %view : !hal.buffer_view -> tensor<4xf32>
  // CHECK: flow.dispatch @ex::@f
  // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@a>]
  %1 = flow.dispatch @ex::@f(%0) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: flow.dispatch @ex::@g
  // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@b>], stream.affinities.operands = [[#hal.device.promise<@a>]]
  %2 = flow.dispatch @ex::@g(%1) {stream.affinity = #hal.device.promise<@b>} : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: flow.dispatch @ex::@h
  // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@b>]
  %3 = flow.dispatch @ex::@h(%2) : (tensor<4xf32>) -> tensor<4xf32>
  util.return
}

// -----

// CHECK-LABEL: @consumes_nothing
util.func public @consumes_nothing() {
  // CHECK: flow.tensor.constant
  // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@b>]
  %cst = flow.tensor.constant dense<1.0> : tensor<4xf32>
  %0 = flow.dispatch @ex::@f(%cst) {stream.affinity = #hal.device.promise<@b>} : (tensor<4xf32>) -> tensor<4xf32>
  util.return
}

// -----

// CHECK-LABEL: @pinned
util.func public @pinned(%view: !hal.buffer_view, %cond: i1) {
  %at_a = hal.tensor.import on(#hal.device.promise<@a>) %view : !hal.buffer_view -> tensor<4xf32>
  %work_at_a = flow.dispatch @ex::@f(%at_a) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: flow.tensor.transfer
  // CHECK-SAME{LITERAL}: stream.affinities.results = [[#hal.device.promise<@b>]]
  %1 = flow.tensor.transfer %at_a : tensor<4xf32> to #hal.device.promise<@b>
  cf.cond_br %cond, ^bb1(%at_a : tensor<4xf32>), ^bb1(%1 : tensor<4xf32>)
^bb1(%2: tensor<4xf32>):
  // CHECK: flow.dispatch @ex::@g
  // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@a>], stream.affinities.operands = [[#hal.device.promise<@a>]]
  %3 = flow.dispatch @ex::@g(%2) : (tensor<4xf32>) -> tensor<4xf32>
  cf.cond_br %cond, ^bb2(%1 : tensor<4xf32>), ^bb2(%work_at_a : tensor<4xf32>)
^bb2(%4: tensor<4xf32>):
  // CHECK: flow.dispatch @ex::@h
  // CHECK-SAME{LITERAL}: stream.affinities.operands = [[#hal.device.promise<@a>, #hal.device.promise<@b>]]
  %5 = flow.dispatch @ex::@h(%4) : (tensor<4xf32>) -> tensor<4xf32>
  util.return
}

// -----

// CHECK-LABEL: @in_place
util.func public @in_place(%view: !hal.buffer_view) {
  %at_a = hal.tensor.import on(#hal.device.promise<@a>) %view : !hal.buffer_view -> tensor<4xf32>
  // CHECK: flow.tensor.reshape
  // CHECK-SAME{LITERAL}: stream.affinities.results = [[#hal.device.promise<@a>]]
  %1 = flow.tensor.reshape %at_a : tensor<4xf32> -> tensor<2x2xf32>
  // CHECK: flow.dispatch @ex::@f
  // CHECK-SAME{LITERAL}: stream.affinities.results = [[#hal.device.promise<@a>]]
  %2 = flow.dispatch @ex::@f(%1) : (tensor<2x2xf32>) -> %1
  // CHECK: flow.dispatch @ex::@g
  // CHECK-SAME{LITERAL}: stream.affinities.results = [[#hal.device.promise<@b>]]
  %3 = flow.dispatch @ex::@g(%2) {stream.affinity = #hal.device.promise<@b>} : (tensor<2x2xf32>) -> %2
  util.return
}

// -----

// CHECK-LABEL: @meet
util.func public @meet(%view: !hal.buffer_view, %cond: i1) {
  %at_a = hal.tensor.import on(#hal.device.promise<@a>) %view : !hal.buffer_view -> tensor<4xf32>
  %at_b = hal.tensor.import on(#hal.device.promise<@b>) %view : !hal.buffer_view -> tensor<4xf32>
  %work_at_a = flow.dispatch @ex::@f(%at_a) : (tensor<4xf32>) -> tensor<4xf32>
  %work_at_b = flow.dispatch @ex::@f(%at_b) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: arith.select
  // CHECK-SAME{LITERAL}: stream.affinities.results = [[#hal.device.promise<@a>, #hal.device.promise<@b>]]
  %2 = arith.select %cond, %work_at_a, %work_at_b : tensor<4xf32>
  // CHECK: scf.if
  // CHECK: } else {
  // CHECK-NEXT: scf.yield {{.+}} : tensor<4xf32>
  // CHECK-NEXT: }
  // CHECK-SAME{LITERAL}: stream.affinities.results = [[#hal.device.promise<@a>, #hal.device.promise<@b>]]
  %3 = scf.if %cond -> (tensor<4xf32>) {
    scf.yield %work_at_a : tensor<4xf32>
  } else {
    scf.yield %work_at_b : tensor<4xf32>
  }
  util.return
}

// -----

// CHECK-LABEL: @loop
util.func public @loop(%view: !hal.buffer_view, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %import = hal.tensor.import on(#hal.device.promise<@a>) %view : !hal.buffer_view -> tensor<4xf32>
  %at_a = flow.dispatch @ex::@e(%import) : (tensor<4xf32>) -> tensor<4xf32>
  %2 = scf.for %i = %c0 to %n step %c1 iter_args(%x = %at_a) -> (tensor<4xf32>) {
    // CHECK: flow.dispatch @ex::@f
    // CHECK-SAME{LITERAL}: stream.affinities.operands = [[#hal.device.promise<@a>, #hal.device.promise<@b>]]
    %3 = flow.dispatch @ex::@f(%x) {stream.affinity = #hal.device.promise<@b>} : (tensor<4xf32>) -> tensor<4xf32>
    scf.yield %3 : tensor<4xf32>
  }
  // CHECK: flow.dispatch @ex::@g
  // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@b>]
  %4 = flow.dispatch @ex::@g(%2) : (tensor<4xf32>) -> tensor<4xf32>
  util.return
}

// -----

// CHECK: util.func private @callee(%arg0: tensor<4xf32>) -> tensor<4xf32>
util.func private @callee(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: flow.dispatch @ex::@f
  // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@a>]
  %0 = flow.dispatch @ex::@f(%x) : (tensor<4xf32>) -> tensor<4xf32>
  util.return %0 : tensor<4xf32>
}
util.func public @calls(%view: !hal.buffer_view) {
  %at_a = hal.tensor.import on(#hal.device.promise<@a>) %view : !hal.buffer_view -> tensor<4xf32>
  // CHECK: util.call
  // CHECK-SAME{LITERAL}: stream.affinities.results = [[#hal.device.promise<@a>]]
  %1 = util.call @callee(%at_a) : (tensor<4xf32>) -> tensor<4xf32>
  util.return
}

// -----

// CHECK: util.global private @weights
// CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@b>]
util.global private @weights : tensor<4xf32>
util.initializer {
  // CHECK: flow.tensor.constant
  // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@b>]
  %cst = flow.tensor.constant dense<1.0> : tensor<4xf32>
  util.global.store %cst, @weights : tensor<4xf32>
  util.return
}
util.func public @globals() {
  // CHECK: util.global.load
  // CHECK-SAME{LITERAL}: stream.affinities.results = [[#hal.device.promise<@b>]]
  %0 = util.global.load @weights : tensor<4xf32>
  %1 = flow.dispatch @ex::@f(%0) {stream.affinity = #hal.device.promise<@b>} : (tensor<4xf32>) -> tensor<4xf32>
  util.return
}

// -----

// CHECK-LABEL: @barrier
util.func public @barrier(%view: !hal.buffer_view) {
  %at_a = hal.tensor.import on(#hal.device.promise<@a>) %view : !hal.buffer_view -> tensor<4xf32>
  // CHECK: util.optimization_barrier
  // CHECK-SAME{LITERAL}: stream.affinities.operands = [[#hal.device.promise<@a>]], stream.affinities.results = [[#hal.device.promise<@a>]]
  %1 = util.optimization_barrier %at_a : tensor<4xf32>
  util.return
}

// -----

// CHECK-LABEL: @entry
// CHECK-SAME: (%arg0: tensor<4xf32>) -> tensor<4xf32>
util.func public @entry(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: flow.dispatch @ex::@f
  // CHECK-NOT: stream.affinities =
  // CHECK-SAME{LITERAL}: stream.affinities.operands = [[]], stream.affinities.results = [[]]
  %0 = flow.dispatch @ex::@f(%x) : (tensor<4xf32>) -> tensor<4xf32>
  util.return %0 : tensor<4xf32>
}

// -----

// CHECK-LABEL: @held
util.func public @held(%x: tensor<4xf32>, %y: tensor<4xf32>, %cond: i1) -> (!hal.buffer_view, tensor<4xf32>) {
  // CHECK: flow.dispatch @ex::@f
  // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@b>], stream.affinities.operands = [[#hal.device.promise<@b>]]
  %0 = flow.dispatch @ex::@f(%x) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: flow.dispatch @ex::@g
  // CHECK-SAME{LITERAL}: stream.affinities.operands = [[]]
  %1 = flow.dispatch @ex::@g(%y) : (tensor<4xf32>) -> tensor<4xf32>
  cf.br ^bb1(%x : tensor<4xf32>)
^bb1(%2: tensor<4xf32>):
  // CHECK: hal.tensor.export
  // CHECK-SAME{LITERAL}: stream.affinities.operands = [[#hal.device.promise<@b>]]
  %view = hal.tensor.export on(#hal.device.promise<@b>) %2 : tensor<4xf32> -> !hal.buffer_view
  util.return %view, %1 : !hal.buffer_view, tensor<4xf32>
}

// -----

// CHECK-LABEL: module attributes {stream.affinity.default = #hal.device.promise<@d>}
module attributes {stream.affinity.default = #hal.device.promise<@d>} {
  // CHECK: util.global private @nobody_says
  // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@d>]
  util.global private @nobody_says : tensor<4xf32>
  util.func private @default() {
    // CHECK: flow.tensor.empty
    // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@d>], stream.affinities.results = [[#hal.device.promise<@d>]]
    %0 = flow.tensor.empty : tensor<4xf32>
    util.return
  }
  // CHECK: @from_outside
  util.func public @from_outside(%x: tensor<4xf32>) -> tensor<4xf32> {
    // CHECK: flow.dispatch @ex::@f(%{{.+}}) {stream.affinities.operands = {{\[\[\]\]}}, stream.affinities.results = {{\[\[\]\]}}}
    %0 = flow.dispatch @ex::@f(%x) : (tensor<4xf32>) -> tensor<4xf32>
    util.return %0 : tensor<4xf32>
  }
}
