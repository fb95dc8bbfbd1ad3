// RUN: weirc opt --split-input-file --allow-unregistered-dialect --stream-conversion %s | FileCheck %s

// CHECK: util.func private @declared(%arg0: !stream.resource<*>, %arg1: index, %arg2: i32) -> (%arg0, index, i32)
util.func private @declared(%arg0: tensor<?xf32>, %arg1: i32) -> (%arg0, i32)
// CHECK-LABEL: @call
// CHECK-SAME: (%[[ARG:.+]]: !stream.resource<*>, %[[SIZE:.+]]: index, %[[I:.+]]: i32) -> (!stream.resource<*>, index, i32)
util.func private @call(%arg0: tensor<?xf32>, %i: i32) -> (tensor<?xf32>, i32) {
  // CHECK: %[[R:.+]]:3 = util.call @declared(%[[ARG]], %[[SIZE]], %[[I]]) : (!stream.resource<*>, index, i32) -> (%[[ARG]], index, i32)
  %0:2 = util.call @declared(%arg0, %i) : (tensor<?xf32>, i32) -> (%arg0, i32)
  // CHECK: util.return %[[R]]#0, %[[R]]#1, %[[R]]#2 : !stream.resource<*>, index, i32
  util.return %0#0, %0#1 : tensor<?xf32>, i32
}

// -----

// A global is a resource and its size, at the place where it is used.

// CHECK: util.global private mutable @state : !stream.resource<variable>
// CHECK-NEXT: util.global private mutable @state__size : index
// CHECK-NEXT: util.initializer {
// CHECK-NEXT:   %[[CST:.+]] = stream.tensor.constant on(#hal.device.promise<@b>) : tensor<4xf32> in !stream.resource<variable> = dense<1.000000e+00> : tensor<4xf32>
// CHECK-NEXT:   %[[SIZE:.+]] = stream.resource.size %[[CST]] : !stream.resource<variable>
// CHECK-NEXT:   util.global.store %[[CST]], @state : !stream.resource<variable>
// CHECK-NEXT:   util.global.store %[[SIZE]], @state__size : index
// CHECK-NEXT:   util.return
util.global private mutable @state = dense<1.000000e+00> : tensor<4xf32>
// CHECK-LABEL: @step
util.func private @step(%arg0: !hal.buffer_view) -> tensor<4xf32> {
  %0 = hal.tensor.import on(#hal.device.promise<@a>) %arg0 : !hal.buffer_view -> tensor<4xf32>
  // CHECK: %[[OLD:.+]] = util.global.load @state : !stream.resource<variable>
  // CHECK: %[[OLD_SIZE:.+]] = util.global.load @state__size : index
  // CHECK: stream.async.transfer %[[OLD]] : !stream.resource<variable>{%[[OLD_SIZE]]} from(#hal.device.promise<@b>) -> to(#hal.device.promise<@b>) !stream.resource<*>{%[[OLD_SIZE]]}
  %1 = util.global.load @state : tensor<4xf32>
  // CHECK: %[[NEW:.+]] = stream.async.transfer %{{.+}} : !stream.resource<*>{%[[NEW_SIZE:.+]]} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@b>) !stream.resource<variable>{%[[NEW_SIZE]]}
  // CHECK: util.global.store %[[NEW]], @state : !stream.resource<variable>
  // CHECK: util.global.store %[[NEW_SIZE]], @state__size : index
  util.global.store %0, @state : tensor<4xf32>
  %2 = flow.dispatch @ex::@fn(%1) {stream.affinity = #hal.device.promise<@b>} : (tensor<4xf32>) -> tensor<4xf32>
  util.return %2 : tensor<4xf32>
}

// -----

// CHECK: util.global private @nothing : !stream.resource<constant>
// CHECK-NEXT: util.global private @nothing__size : index
// CHECK-NEXT: util.initializer {
// CHECK-NEXT:   %[[SIZE:.+]] = stream.tensor.sizeof tensor<4xf32> : index
// CHECK-NEXT:   %[[EMPTY:.+]] = stream.tensor.empty : tensor<4xf32> in !stream.resource<constant>{%[[SIZE]]}
// CHECK-NEXT:   util.global.store %[[EMPTY]], @nothing
util.global private @nothing = #util.uninitialized : tensor<4xf32>

// CHECK: util.global private @number = 4 : i32
util.global private @number = 4 : i32

// -----

// Only the resource goes through a barrier.

// CHECK-LABEL: @barrier
// CHECK-SAME: (%[[ARG:.+]]: !stream.resource<*>, %[[SIZE:.+]]: index, %[[I:.+]]: i32)
util.func private @barrier(%arg0: tensor<4xf32>, %i: i32) -> (tensor<4xf32>, i32) {
  // CHECK: %[[R:.+]]:2 = util.optimization_barrier %[[ARG]], %[[I]] : !stream.resource<*>, i32
  %0:2 = util.optimization_barrier %arg0, %i : tensor<4xf32>, i32
  // CHECK: %[[R_SIZE:.+]] = stream.resource.size %[[R]]#0 : !stream.resource<*>
  // CHECK: util.return %[[R]]#0, %[[R_SIZE]], %[[R]]#1
  util.return %0#0, %0#1 : tensor<4xf32>, i32
}

// -----

// Ops that nobody knows take and give tensors as before.

// CHECK-LABEL: @unknown
// CHECK-SAME: (%[[ARG:.+]]: !stream.resource<*>, %[[SIZE:.+]]: index, %[[DIM:.+]]: index)
util.func private @unknown(%arg0: tensor<?xf32>, %dim: index) -> tensor<4xi32> {
  %0 = flow.tensor.clone %arg0 : tensor<?xf32>{%dim}
  // CHECK: %[[CLONE:.+]] = stream.tensor.clone
  // CHECK: %[[EXTERNAL:.+]] = stream.async.transfer %[[CLONE]] : !stream.resource<*>{%[[SIZE]]} -> !stream.resource<external>{%[[SIZE]]}
  // CHECK: %[[EXPORT:.+]] = stream.tensor.export %[[EXTERNAL]] : tensor<?xf32>{%[[DIM]]} in !stream.resource<external>{%[[SIZE]]} -> tensor<?xf32>
  // CHECK: %[[RESULT:.+]] = "some.op"(%[[EXPORT]]) : (tensor<?xf32>) -> tensor<4xi32>
  // CHECK: %[[RESULT_SIZE:.+]] = stream.tensor.sizeof tensor<4xi32> : index
  // CHECK: %[[IMPORT:.+]] = stream.tensor.import %[[RESULT]] : tensor<4xi32> -> tensor<4xi32> in !stream.resource<external>{%[[RESULT_SIZE]]}
  // CHECK: %[[UNKNOWN:.+]] = stream.async.transfer %[[IMPORT]] : !stream.resource<external>{%[[RESULT_SIZE]]} -> !stream.resource<*>{%[[RESULT_SIZE]]}
  %1 = "some.op"(%0) : (tensor<?xf32>) -> tensor<4xi32>
  // CHECK: util.return %[[UNKNOWN]], %[[RESULT_SIZE]]
  util.return %1 : tensor<4xi32>
}

// -----

// What holds for the whole module holds where nothing else is known.

// CHECK: stream.affinity.default = #hal.device.promise<@d>
module attributes {stream.affinity.default = #hal.device.promise<@d>} {
  // CHECK: @default
  util.func private @default(%arg0: tensor<4xf32>) -> tensor<4xf32> {
    // CHECK: stream.tensor.clone on(#hal.device.promise<@d>)
    %0 = flow.tensor.clone %arg0 : tensor<4xf32>
    util.return %0 : tensor<4xf32>
  }
}

// -----

// What is said of a tensor is said of its resource.

// CHECK: util.func private @annotated(%arg0: !stream.resource<*> {some.a}, %arg1: index, %arg2: i32 {some.b}) -> (!stream.resource<*> {some.c}, index, i32 {some.d})
util.func private @annotated(%arg0: tensor<4xf32> {some.a}, %arg1: i32 {some.b}) -> (tensor<4xf32> {some.c}, i32 {some.d})

// -----

// CHECK: util.global private @kept_apart : !stream.resource<constant>
util.global private @kept_apart {inlining_policy = #util.inline.never} : tensor<4xf32>
