// RUN: weirc opt --split-input-file --stream-annotate-affinities %s | FileCheck %s

// CHECK-LABEL: @select
util.func private @select(%cond: i1, %arg0: !hal.buffer_view, %arg1: !hal.buffer_view) -> tensor<4xi32> {
  %0 = hal.tensor.import on(#hal.device.promise<@a>) %arg0 : !hal.buffer_view -> tensor<4xi32>
  %1 = hal.tensor.import on(#hal.device.promise<@b>) %arg1 : !hal.buffer_view -> tensor<4xi32>
  // CHECK: arith.select
  // CHECK-SAME{LITERAL}: stream.affinities.operands = [[#hal.device.promise<@a>], [#hal.device.promise<@b>]]
  // CHECK-SAME{LITERAL}: stream.affinities.results = [[#hal.device.promise<@a>, #hal.device.promise<@b>]]
  %2 = arith.select %cond, %0, %1 : tensor<4xi32>
  util.return %2 : tensor<4xi32>
}

// -----

// CHECK-LABEL: @branches
util.func private @branches(%cond: i1, %arg0: !hal.buffer_view) -> tensor<4xi32> {
  %0 = hal.tensor.import on(#hal.device.promise<@a>) %arg0 : !hal.buffer_view -> tensor<4xi32>
  // A constant that goes two ways.
  // CHECK: flow.tensor.constant
  // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@b>, #hal.device.promise<@c>]
  %cst = flow.tensor.constant dense<1> : tensor<4xi32>
  cf.cond_br %cond, ^bb1(%cst : tensor<4xi32>), ^bb2(%cst : tensor<4xi32>)
^bb1(%bb1_arg0: tensor<4xi32>):
  %1 = flow.tensor.transfer %bb1_arg0 : tensor<4xi32> to #hal.device.promise<@b>
  cf.br ^bb3(%1 : tensor<4xi32>)
^bb2(%bb2_arg0: tensor<4xi32>):
  %2 = flow.tensor.transfer %bb2_arg0 : tensor<4xi32> to #hal.device.promise<@c>
  cf.br ^bb3(%2 : tensor<4xi32>)
^bb3(%bb3_arg0: tensor<4xi32>):
  // CHECK: util.return
  // CHECK-SAME{LITERAL}: stream.affinities.operands = [[#hal.device.promise<@b>, #hal.device.promise<@c>]]
  util.return %bb3_arg0 : tensor<4xi32>
}

// -----

// CHECK-LABEL: @scf_if
util.func private @scf_if(%cond: i1) -> tensor<4xi32> {
  // CHECK: scf.if
  %0 = scf.if %cond -> tensor<4xi32> {
    %1 = flow.tensor.constant {stream.affinity = #hal.device.promise<@a>} dense<1> : tensor<4xi32>
    // CHECK: scf.yield
    // CHECK-SAME{LITERAL}: stream.affinities.operands = [[#hal.device.promise<@a>]]
    scf.yield %1 : tensor<4xi32>
  } else {
    %2 = flow.tensor.constant {stream.affinity = #hal.device.promise<@b>} dense<2> : tensor<4xi32>
    scf.yield %2 : tensor<4xi32>
  }
  // CHECK{LITERAL}: stream.affinities.results = [[#hal.device.promise<@a>, #hal.device.promise<@b>]]
  util.return %0 : tensor<4xi32>
}

// -----

// What goes into a loop and what it gives back may be at different places.

// CHECK-LABEL: @scf_for
util.func private @scf_for(%from: index, %to: index, %step: index) -> tensor<4xi32> {
  // CHECK: flow.tensor.constant
  // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@b>]
  %cst = flow.tensor.constant dense<1> : tensor<4xi32>
  %0 = scf.for %i = %from to %to step %step iter_args(%iter = %cst) -> (tensor<4xi32>) {
    // CHECK: flow.dispatch
    // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@b>]
    %1 = flow.dispatch @ex::@fn(%iter) {stream.affinity = #hal.device.promise<@b>} : (tensor<4xi32>) -> tensor<4xi32>
    scf.yield %1 : tensor<4xi32>
  }
  // CHECK{LITERAL}: stream.affinities.results = [[#hal.device.promise<@b>]]
  util.return %0 : tensor<4xi32>
}

// -----

// CHECK-LABEL: @scf_while
util.func private @scf_while(%n: i32) -> tensor<i32> {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  // CHECK: flow.tensor.splat
  // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@a>]
  %init = flow.tensor.splat %zero : tensor<i32>
  // CHECK: scf.while
  %0:2 = scf.while (%i = %zero, %t = %init) : (i32, tensor<i32>) -> (i32, tensor<i32>) {
    %cond = arith.cmpi slt, %i, %n : i32
    // CHECK: scf.condition
    // CHECK-SAME{LITERAL}: stream.affinities.operands = [[#hal.device.promise<@a>]]
    scf.condition(%cond) %i, %t : i32, tensor<i32>
  } do {
  ^bb0(%i: i32, %t: tensor<i32>):
    %next = arith.addi %i, %one : i32
    %moved = flow.dispatch @ex::@fn(%t) {stream.affinity = #hal.device.promise<@a>} : (tensor<i32>) -> tensor<i32>
    scf.yield %next, %moved : i32, tensor<i32>
  }
  // CHECK{LITERAL}: stream.affinities.results = [[#hal.device.promise<@a>]]
  util.return %0#1 : tensor<i32>
}

// -----

// Where values meet, buffers from outside and what is put into storage say where.

// CHECK-LABEL: @pinned_import
util.func private @pinned_import(%cond: i1, %view: !hal.buffer_view) -> tensor<4xi32> {
  %0 = hal.tensor.import on(#hal.device.promise<@a>) %view : !hal.buffer_view -> tensor<4xi32>
  %1 = flow.dispatch @ex::@fn(%0) {stream.affinity = #hal.device.promise<@b>} : (tensor<4xi32>) -> tensor<4xi32>
  cf.cond_br %cond, ^bb1(%0 : tensor<4xi32>), ^bb1(%1 : tensor<4xi32>)
^bb1(%2: tensor<4xi32>):
  // CHECK: util.return
  // CHECK-SAME{LITERAL}: stream.affinities.operands = [[#hal.device.promise<@a>]]
  util.return %2 : tensor<4xi32>
}

// -----

// CHECK-LABEL: @pinned_storage
util.func private @pinned_storage(%cond: i1, %value: i32, %storage: !hal.buffer) -> tensor<4xi32> {
  %0 = flow.tensor.splat %value : tensor<4xi32>
  %1 = flow.dispatch @ex::@fn(%0) {stream.affinity = #hal.device.promise<@a>} : (tensor<4xi32>) -> tensor<4xi32>
  %2 = hal.tensor.alias on(#hal.device.promise<@b>) %1 : tensor<4xi32> to %storage : !hal.buffer
  cf.cond_br %cond, ^bb1(%1 : tensor<4xi32>), ^bb1(%2 : tensor<4xi32>)
^bb1(%3: tensor<4xi32>):
  // CHECK: util.return
  // CHECK-SAME{LITERAL}: stream.affinities.operands = [[#hal.device.promise<@b>]]
  util.return %3 : tensor<4xi32>
}

// -----

// A loop that does not run hands on what it was given.

// CHECK-LABEL: @scf_for_without_iteration
util.func private @scf_for_without_iteration(%from: index, %to: index, %step: index, %value: i32) -> tensor<4xi32> {
  // CHECK: flow.tensor.constant
  // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@b>]
  %cst = flow.tensor.constant dense<1> : tensor<4xi32>
  %0 = scf.for %i = %from to %to step %step iter_args(%iter = %cst) -> (tensor<4xi32>) {
    %1 = flow.tensor.splat %value : tensor<4xi32>
    scf.yield %1 : tensor<4xi32>
  }
  %2 = flow.tensor.transfer %0 : tensor<4xi32> to #hal.device.promise<@b>
  util.return %2 : tensor<4xi32>
}
