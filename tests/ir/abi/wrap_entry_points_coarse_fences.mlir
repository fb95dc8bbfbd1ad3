// RUN: weirc opt --split-input-file --abi-wrap-entry-points=invocation-model=coarse-fences %s | FileCheck %s

// CHECK-LABEL: util.func public @entry(
// CHECK-SAME: %[[ARG0:.+]]: !hal.buffer_view, %[[ARG1:.+]]: !hal.buffer_view, %[[WAIT:.+]]: !hal.fence, %[[SIGNAL:.+]]: !hal.fence) -> (!hal.buffer_view, i32, !hal.buffer_view)
// CHECK-SAME: iree.abi.declaration = "async func @entry(
// CHECK-SAME: iree.abi.model = "coarse-fences"
// CHECK-DAG: %[[T0:.+]] = hal.tensor.import wait(%[[WAIT]]) => %[[ARG0]] "input0" : !hal.buffer_view -> tensor<4xf32>
// CHECK-DAG: %[[T1:.+]] = hal.tensor.import wait(%[[WAIT]]) => %[[ARG1]] "input1" : !hal.buffer_view -> tensor<4xf32>
// CHECK: %[[R:.+]]:3 = util.call @_entry(%[[T0]], %[[T1]])
// CHECK: %[[READY:.+]]:2 = hal.tensor.barrier join(%[[R]]#0, %[[R]]#2 : tensor<4xf32>, tensor<4xf32>) => %[[SIGNAL]] : !hal.fence
// CHECK-DAG: %[[V0:.+]] = hal.tensor.export %[[READY]]#0 "output0"
// CHECK-DAG: %[[V2:.+]] = hal.tensor.export %[[READY]]#1 "output2"
// CHECK: util.return %[[V0]], %[[R]]#1, %[[V2]]
util.func public @entry(%arg0: tensor<4xf32>, %arg1: tensor<4xf32>) -> (tensor<4xf32>, i32, tensor<4xf32>) {
  %c1 = arith.constant 1 : i32
  util.return %arg0, %c1, %arg1 : tensor<4xf32>, i32, tensor<4xf32>
}

// -----

// Without tensors the fence is signalled at once.

// CHECK-LABEL: util.func public @scalars(
// CHECK-SAME: %[[ARG0:.+]]: i32, %{{.+}}: !hal.fence, %[[SIGNAL:.+]]: !hal.fence) -> i32
// CHECK: %[[R:.+]] = util.call @_scalars(%[[ARG0]])
// CHECK-NEXT: hal.fence.signal<%[[SIGNAL]] : !hal.fence>
// CHECK-NEXT: util.return %[[R]]
util.func public @scalars(%arg0: i32) -> i32 {
  util.return %arg0 : i32
}

// -----

// A function may say for itself that it is synchronous.

// CHECK-LABEL: util.func public @synchronous(
// CHECK-SAME: %{{.+}}: !hal.buffer_view) -> !hal.buffer_view
util.func public @synchronous(%arg0: tensor<4xf32>) -> tensor<4xf32> attributes {iree.abi.model = "sync"} {
  util.return %arg0 : tensor<4xf32>
}

// -----

// An import waits for its arguments and says when its results are there.

// CHECK: util.func private @import(%arg0: !hal.buffer_view, %arg1: !hal.fence, %arg2: !hal.fence) -> !hal.buffer_view
util.func private @import(tensor<4xf32>) -> tensor<4xf32>
// CHECK: util.func private @_import(%[[ARG0:.+]]: tensor<4xf32>) -> tensor<4xf32> {
// CHECK: %[[DEVICE:.+]] = hal.devices.get %c0 : !hal.device
// CHECK: %[[WAIT:.+]] = hal.fence.create device(%[[DEVICE]] : !hal.device) flags("None") : !hal.fence
// CHECK: %[[READY:.+]] = hal.tensor.barrier join(%[[ARG0]] : tensor<4xf32>) => %[[WAIT]] : !hal.fence
// CHECK: %[[SIGNAL:.+]] = hal.fence.create device(%[[DEVICE]] : !hal.device) flags("None") : !hal.fence
// CHECK: %[[VIEW:.+]] = hal.tensor.export %[[READY]] : tensor<4xf32> -> !hal.buffer_view
// CHECK: %[[R:.+]] = util.call @import(%[[VIEW]], %[[WAIT]], %[[SIGNAL]])
// CHECK: hal.fence.await until([%[[SIGNAL]]]) timeout_millis(%c-1_i32) : i32
// CHECK: %[[T:.+]] = hal.tensor.import wait(%[[SIGNAL]]) => %[[R]] : !hal.buffer_view -> tensor<4xf32>
// CHECK: util.return %[[T]]

// -----

// One without side effects is not waited for; its device is where it is told.

// CHECK: util.func private @pure(%arg0: i32, %arg1: !hal.fence, %arg2: !hal.fence) -> i32 attributes {iree.abi.stub, nosideeffects, stream.affinity = #hal.device.affinity<@dev>}
util.func private @pure(i32) -> i32 attributes {nosideeffects, iree.abi.affinity = #hal.device.affinity<@dev>}
// CHECK: util.func private @_pure(%[[ARG0:.+]]: i32) -> i32 {
// CHECK: hal.device.resolve on(<@dev>) : !hal.device
// CHECK: %[[WAIT:.+]] = util.null : !hal.fence
// CHECK: %[[SIGNAL:.+]] = util.null : !hal.fence
// CHECK: %[[R:.+]] = util.call @pure(%[[ARG0]], %[[WAIT]], %[[SIGNAL]])
// CHECK-NEXT: util.return %[[R]]

// -----

// One that has effects is waited for even if it makes no tensors.

// CHECK: util.func private @_effects(%[[ARG0:.+]]: i32) -> i32 {
// CHECK: %[[WAIT:.+]] = util.null : !hal.fence
// CHECK: %[[SIGNAL:.+]] = hal.fence.create
// CHECK: %[[R:.+]] = util.call @effects(%[[ARG0]], %[[WAIT]], %[[SIGNAL]])
// CHECK: hal.fence.await until([%[[SIGNAL]]])
// CHECK: util.return %[[R]]
util.func private @effects(i32) -> i32

// -----

// A place that is no device of its own takes any device for the fences.

// CHECK: util.func private @promised
// CHECK-SAME: stream.affinity = #hal.device.promise<@p>
// CHECK: util.func private @_promised
// CHECK-NOT: hal.device.resolve
// CHECK: hal.devices.get
// CHECK: hal.tensor.export on(#hal.device.promise<@p>)
util.func private @promised(tensor<4xi32>) attributes {iree.abi.affinity = #hal.device.promise<@p>}

// -----

// Storage is written when the arguments are there; the results are ready after.

// CHECK-LABEL: util.func public @stored(
// CHECK-SAME: %[[IN:.+]]: !hal.buffer_view, %[[OUT:.+]]: !hal.buffer, %[[WAIT:.+]]: !hal.fence, %[[SIGNAL:.+]]: !hal.fence)
// CHECK: %[[R:.+]]:2 = util.call @_stored
// CHECK: %[[DIM:.+]] = tensor.dim %[[R]]#1, %c0
// CHECK: %[[ALIAS:.+]] = hal.tensor.alias on(#hal.device.promise<@r>) wait(%[[WAIT]]) => %[[R]]#1 : tensor<?xi32>{%[[DIM]]} to %[[OUT]] : !hal.buffer
// CHECK: %[[READY:.+]]:2 = hal.tensor.barrier join(%[[R]]#0, %[[ALIAS]] : tensor<?xi32>, tensor<?xi32>) => %[[SIGNAL]]
// CHECK: %[[DIM0:.+]] = tensor.dim %[[READY]]#0, %{{.+}}
// CHECK: hal.tensor.export %[[READY]]#0 "output0" : tensor<?xi32>{%[[DIM0]]}
// CHECK: hal.tensor.export on(#hal.device.promise<@r>) %[[READY]]#1 "output1" : tensor<?xi32>{%[[DIM]]}
util.func public @stored(%arg0: tensor<?xi32>, %arg1: !hal.buffer {iree.abi.output = 1 : index}) -> (tensor<?xi32>, tensor<?xi32> {iree.abi.affinity = #hal.device.promise<@r>}) {
  util.return %arg0, %arg0 : tensor<?xi32>, tensor<?xi32>
}
