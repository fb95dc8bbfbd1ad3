// RUN: weirc opt --split-input-file --stream-annotate-affinities %s | FileCheck %s

// A global lives where it is used; who stores to it pays for the transfer.

// CHECK: util.global private @loaded
// CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@b>]
util.global private @loaded : tensor<4xi32>
// CHECK: util.initializer
util.initializer {
  // CHECK: flow.tensor.constant
  // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@b>]
  %cst = flow.tensor.constant dense<1> : tensor<4xi32>
  util.global.store %cst, @loaded : tensor<4xi32>
  util.return
}
util.func private @use() -> tensor<4xi32> {
  // CHECK: util.global.load
  // CHECK-SAME{LITERAL}: stream.affinities.results = [[#hal.device.promise<@b>]]
  %0 = util.global.load @loaded : tensor<4xi32>
  %1 = flow.dispatch @ex::@fn(%0) {stream.affinity = #hal.device.promise<@b>} : (tensor<4xi32>) -> tensor<4xi32>
  util.return %1 : tensor<4xi32>
}

// -----

// One that is never loaded lives where it comes from.

// CHECK: util.global private mutable @stored
// CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@a>]
util.global private mutable @stored : tensor<4xi32>
util.func private @store(%arg0: !hal.buffer_view) {
  %0 = hal.tensor.import on(#hal.device.promise<@a>) %arg0 : !hal.buffer_view -> tensor<4xi32>
  util.global.store %0, @stored : tensor<4xi32>
  util.return
}

// -----

// Its own affinity wins.

// CHECK: util.global private @explicit
// CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@c>]
util.global private @explicit {stream.affinity = #hal.device.promise<@c>} = dense<1> : tensor<4xi32>
util.func private @use() -> tensor<4xi32> {
  // CHECK: util.global.load
  // CHECK-SAME{LITERAL}: stream.affinities.results = [[#hal.device.promise<@c>]]
  %0 = util.global.load @explicit : tensor<4xi32>
  // CHECK: flow.dispatch
  // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@b>]
  %1 = flow.dispatch @ex::@fn(%0) {stream.affinity = #hal.device.promise<@b>} : (tensor<4xi32>) -> tensor<4xi32>
  util.return %1 : tensor<4xi32>
}

// -----

// Nothing is known of a global whose address is taken.

// CHECK: util.global private @indirect
// CHECK-NOT: stream.affinities =
util.global private @indirect : tensor<4xi32>
util.func private @use() -> tensor<4xi32> {
  %0 = util.global.address @indirect : !util.ptr<tensor<4xi32>>
  // CHECK: util.global.load.indirect
  // CHECK-SAME{LITERAL}: stream.affinities.results = [[]]
  %1 = util.global.load.indirect %0 : !util.ptr<tensor<4xi32>> -> tensor<4xi32>
  util.return %1 : tensor<4xi32>
}

// -----

// Globals of scalars are of no interest.

// CHECK: util.global private @scalar : i32
util.global private @scalar : i32

// -----

// What is also handed on to callers outside tells nothing against the uses that
// are known.

// CHECK: util.global private @shown
// CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@b>]
util.global private @shown : tensor<4xi32>
util.func public @show() -> tensor<4xi32> {
  // CHECK: util.global.load
  // CHECK-SAME{LITERAL}: stream.affinities.results = [[#hal.device.promise<@b>]]
  %0 = util.global.load @shown : tensor<4xi32>
  util.return %0 : tensor<4xi32>
}
util.func private @use() {
  %0 = util.global.load @shown : tensor<4xi32>
  %1 = flow.dispatch @ex::@fn(%0) {stream.affinity = #hal.device.promise<@b>} : (tensor<4xi32>) -> tensor<4xi32>
  util.return
}
