// RUN: weirc opt --split-input-file --stream-conversion %s | FileCheck %s

// What is said of a function holds for the values inside of which nothing is
// known: they are not moved to where its ops execute.
util.global private @a : !hal.device
util.global private @b : !hal.device
util.func private @outside(tensor<4xf32>) -> tensor<4xf32>

// CHECK-LABEL: util.func public @placed
// CHECK-SAME: (%[[X:.+]]: !stream.resource<*>, %[[N:.+]]: index)
util.func public @placed(%arg0: tensor<4xf32>) -> tensor<4xf32> attributes {stream.affinity = #hal.device.affinity<@b>} {
  // CHECK-NOT: stream.async.transfer
  // CHECK: %[[D:.+]] = stream.async.dispatch on(#hal.device.affinity<@b>) @ex::@f(%[[X]][
  %0 = flow.dispatch @ex::@f(%arg0) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: %[[C:.+]]:2 = util.call @outside(%[[D]],
  %1 = util.call @outside(%0) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: %[[T:.+]] = stream.async.transfer %[[C]]#0 : !stream.resource<*>{%[[C]]#1} from(#hal.device.affinity<@b>) -> to(#hal.device.affinity<@a>) !stream.resource<*>
  // CHECK: stream.async.dispatch on(#hal.device.affinity<@a>) @ex::@g(%[[T]][
  %2 = flow.dispatch @ex::@g(%1) {stream.affinity = #hal.device.affinity<@a>} : (tensor<4xf32>) -> tensor<4xf32>
  util.return %2 : tensor<4xf32>
}

// -----

// Where the function says nothing the default does.
module attributes {stream.affinity.default = #hal.device.affinity<@a>} {
  // CHECK-LABEL: util.func public @default
  util.func public @default(%arg0: tensor<4xf32>) -> tensor<4xf32> {
    // CHECK-NOT: stream.async.transfer
    // CHECK: stream.async.dispatch on(#hal.device.affinity<@a>) @ex::@f
    %0 = flow.dispatch @ex::@f(%arg0) : (tensor<4xf32>) -> tensor<4xf32>
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
