// RUN: weirc opt --split-input-file --stream-conversion %s | FileCheck %s

// What is said of a function holds for its ops. Values from outside are brought
// there from wherever they are.
util.global private @a : !hal.device
util.global private @b : !hal.device
util.func private @outside(tensor<4xf32>) -> tensor<4xf32>

// CHECK-LABEL: util.func public @placed
// CHECK-SAME: (%[[X:.+]]: !stream.resource<*>, %[[N:.+]]: index) -> (!stream.resource<*>, index) {
util.func public @placed(%arg0: tensor<4xf32>) -> tensor<4xf32> attributes {stream.affinity = #hal.device.affinity<@b>} {
  // CHECK: %[[XB:.+]] = stream.async.transfer %[[X]] : !stream.resource<*>{%[[N]]} -> to(#hal.device.affinity<@b>) !stream.resource<*>{%[[N]]}
  // CHECK: %[[D:.+]] = stream.async.dispatch on(#hal.device.affinity<@b>) @ex::@f(%[[XB]][
  %0 = flow.dispatch @ex::@f(%arg0) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: %[[C:.+]]:2 = util.call @outside(%[[D]],
  %1 = util.call @outside(%0) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: %[[T:.+]] = stream.async.transfer %[[C]]#0 : !stream.resource<*>{%[[C]]#1} -> to(#hal.device.affinity<@a>) !stream.resource<*>
  // CHECK: stream.async.dispatch on(#hal.device.affinity<@a>) @ex::@g(%[[T]][
  %2 = flow.dispatch @ex::@g(%1) {stream.affinity = #hal.device.affinity<@a>} : (tensor<4xf32>) -> tensor<4xf32>
  util.return %2 : tensor<4xf32>
}

// -----

// A default holds where nothing says anything, not for what comes from outside.
module attributes {stream.affinity.default = #hal.device.affinity<@a>} {
  // CHECK-LABEL: util.func public @default
  util.func public @default(%arg0: tensor<4xf32>) -> tensor<4xf32> {
    // CHECK-NOT: stream.async.transfer
    // CHECK: stream.async.dispatch @ex::@f(%arg0[
    %0 = flow.dispatch @ex::@f(%arg0) : (tensor<4xf32>) -> tensor<4xf32>
    // CHECK: stream.tensor.splat on(#hal.device.affinity<@a>)
    %cst = arith.constant 1 : i32
    %1 = flow.tensor.splat %cst : tensor<4xi32>
    // CHECK: stream.async.dispatch on(#hal.device.affinity<@a>) @ex::@g
    %2 = flow.dispatch @ex::@g(%1) : (tensor<4xi32>) -> tensor<4xf32>
    util.optimization_barrier %2 : tensor<4xf32>
    util.return %0 : tensor<4xf32>
  }
}

// -----

// Nothing says anything: the value is brought from wherever it is.
// CHECK-LABEL: util.func public @unknown
util.func public @unknown(%arg0: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: %[[T:.+]] = stream.async.transfer %arg0 : !stream.resource<*>{%arg1} -> to(#hal.device.affinity<@a>) !stream.resource<*>{%arg1}
  // CHECK: stream.async.dispatch on(#hal.device.affinity<@a>) @ex::@f(%[[T]][
  %0 = flow.dispatch @ex::@f(%arg0) {stream.affinity = #hal.device.affinity<@a>} : (tensor<4xf32>) -> tensor<4xf32>
  util.return %0 : tensor<4xf32>
}

// -----

// It also decides between places that do not go together.
module attributes {stream.affinity.default = #hal.device.affinity<@d>} {
  // CHECK-LABEL: util.func public @several
  util.func public @several(%cond: i1, %view: !hal.buffer_view) -> tensor<4xf32> {
    %0 = hal.tensor.import on(#hal.device.affinity<@a>) %view : !hal.buffer_view -> tensor<4xf32>
    %1 = hal.tensor.import on(#hal.device.affinity<@b>) %view : !hal.buffer_view -> tensor<4xf32>
    // CHECK: %[[AT_D0:.+]] = stream.async.transfer %{{.+}} from(#hal.device.affinity<@a>) -> to(#hal.device.affinity<@d>) !stream.resource<*>
    // CHECK-NEXT: %[[AT_D1:.+]] = stream.async.transfer %{{.+}} from(#hal.device.affinity<@b>) -> to(#hal.device.affinity<@d>) !stream.resource<*>
    // CHECK: stream.async.dispatch on(#hal.device.affinity<@d>) @ex::@f(%[[AT_D0]]{{.+}}, %[[AT_D1]]
    %2 = flow.dispatch @ex::@f(%0, %1) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    util.return %2 : tensor<4xf32>
  }
}
