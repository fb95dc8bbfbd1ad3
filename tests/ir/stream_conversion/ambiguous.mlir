// RUN: weirc opt --verify-diagnostics --stream-conversion=warn-ambiguous=true %s
// RUN: weirc opt --stream-conversion %s 2>&1 | FileCheck %s --implicit-check-not=warning

// An op that may execute at several places is converted without one. Who asks
// for it is warned.
util.global private @east : !hal.device
util.global private @west : !hal.device

// CHECK-LABEL: @choice
util.func private @choice(%cond: i1, %view0: !hal.buffer_view, %view1: !hal.buffer_view) -> tensor<4xf32> {
  %0 = hal.tensor.import on(#hal.device.affinity<@east>) %view0 : !hal.buffer_view -> tensor<4xf32>
  %1 = hal.tensor.import on(#hal.device.affinity<@west>) %view1 : !hal.buffer_view -> tensor<4xf32>
  %2 = arith.select %cond, %0, %1 : tensor<4xf32>
  // CHECK: stream.async.dispatch @ex::@f(
  // expected-warning @+1 {{'flow.dispatch' op may execute at #hal.device.affinity<@east>, #hal.device.affinity<@west> and is not told where}}
  %3 = flow.dispatch @ex::@f(%2) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: stream.async.dispatch on(#hal.device.affinity<@west>) @ex::@g(
  %4 = flow.dispatch @ex::@g(%3) {stream.affinity = #hal.device.affinity<@west>} : (tensor<4xf32>) -> tensor<4xf32>
  util.return %4 : tensor<4xf32>
}
