// RUN: weirc opt --split-input-file --stream-conversion %s | FileCheck %s

// CHECK-LABEL: @reshape
// CHECK-SAME: (%[[SOURCE:.+]]: !stream.resource<*>, %[[SIZE:.+]]: index, %[[DIM:.+]]: index)
util.func private @reshape(%source: tensor<4x?xf32>, %dim: index) -> tensor<?x4xf32> {
  // CHECK: %[[RESULT_SIZE:.+]] = stream.tensor.sizeof tensor<?x4xf32>{%[[DIM]]} : index
  // CHECK: %[[RESULT:.+]] = stream.tensor.clone %[[SOURCE]] : tensor<4x?xf32>{%[[DIM]]} in !stream.resource<*>{%[[SIZE]]} -> tensor<?x4xf32>{%[[DIM]]} in !stream.resource<*>{%[[RESULT_SIZE]]}
  %0 = flow.tensor.reshape %source : tensor<4x?xf32>{%dim} -> tensor<?x4xf32>{%dim}
  // CHECK: util.return %[[RESULT]], %[[RESULT_SIZE]] : !stream.resource<*>, index
  util.return %0 : tensor<?x4xf32>
}

// -----

// CHECK-LABEL: @constants
util.func private @constants() -> (tensor<4xf32>, tensor<?x2xi8>) {
  // CHECK: %[[CST:.+]] = stream.tensor.constant on(#hal.device.promise<@a>) : tensor<4xf32> in !stream.resource<constant> = #stream.parameter.named<"scope"::"key"> : tensor<4xf32>
  // CHECK: %[[SIZE:.+]] = stream.resource.size %[[CST]] : !stream.resource<constant>
  // CHECK: %[[UNKNOWN:.+]] = stream.async.transfer %[[CST]] : !stream.resource<constant>{%[[SIZE]]} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@a>) !stream.resource<*>{%[[SIZE]]}
  %0 = flow.tensor.constant {stream.affinity = #hal.device.promise<@a>} #flow.parameter.named<"scope"::"key"> : tensor<4xf32>
  // CHECK: %[[C3:.+]] = arith.constant 3 : index
  // CHECK: %[[DIM:.+]] = util.optimization_barrier %[[C3]] : index
  // CHECK: stream.tensor.constant : tensor<?x2xi8>{%[[DIM]]} in !stream.resource<constant> = dense<2> : tensor<3x2xi8>
  %1 = flow.tensor.dynamic_constant dense<2> : tensor<3x2xi8> -> tensor<?x2xi8>
  util.return %0, %1 : tensor<4xf32>, tensor<?x2xi8>
}

// -----

// CHECK-LABEL: @made
// CHECK-SAME: (%[[DIM:.+]]: index, %[[VALUE:.+]]: f32)
util.func private @made(%dim: index, %value: f32) -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) {
  // CHECK: %[[SIZE0:.+]] = stream.tensor.sizeof tensor<?xf32>{%[[DIM]]} : index
  // CHECK: %[[ALLOCA:.+]] = stream.async.alloca : !stream.resource<*>{%[[SIZE0]]}
  %0 = flow.tensor.alloca : tensor<?xf32>{%dim}
  // CHECK: %[[SIZE1:.+]] = stream.tensor.sizeof
  // CHECK: %[[EMPTY:.+]] = stream.tensor.empty : tensor<?xf32>{%[[DIM]]} in !stream.resource<*>{%[[SIZE1]]}
  %1 = flow.tensor.empty : tensor<?xf32>{%dim}
  // CHECK: %[[SIZE2:.+]] = stream.tensor.sizeof
  // CHECK: %[[SPLAT:.+]] = stream.tensor.splat %[[VALUE]] : f32 -> tensor<?xf32>{%[[DIM]]} in !stream.resource<*>{%[[SIZE2]]}
  %2 = flow.tensor.splat %value : tensor<?xf32>{%dim}
  // CHECK: util.return %[[ALLOCA]], %[[SIZE0]], %[[EMPTY]], %[[SIZE1]], %[[SPLAT]], %[[SIZE2]]
  util.return %0, %1, %2 : tensor<?xf32>, tensor<?xf32>, tensor<?xf32>
}

// -----

// CHECK-LABEL: @slice_and_update
// CHECK-SAME: (%[[TARGET:.+]]: !stream.resource<*>, %[[TARGET_SIZE:.+]]: index, %[[I:.+]]: index)
util.func private @slice_and_update(%target: tensor<8xf32>, %i: index) -> tensor<8xf32> {
  %c2 = arith.constant 2 : index
  // CHECK: %[[SLICE_SIZE:.+]] = stream.tensor.sizeof tensor<2xf32> : index
  // CHECK: %[[SLICE:.+]] = stream.tensor.slice %[[TARGET]][%[[I]] for %c2] : tensor<8xf32> in !stream.resource<*>{%[[TARGET_SIZE]]} -> tensor<2xf32> in !stream.resource<*>{%[[SLICE_SIZE]]}
  %0 = flow.tensor.slice %target[%i for %c2] : tensor<8xf32> -> tensor<2xf32>
  // CHECK: %[[UPDATED:.+]] = stream.tensor.update %[[SLICE]], %[[TARGET]][%c2] : tensor<2xf32> in !stream.resource<*>{%[[SLICE_SIZE]]} -> tensor<8xf32> in %[[TARGET]] as !stream.resource<*>{%[[TARGET_SIZE]]}
  %1 = flow.tensor.update %0, %target[%c2] : tensor<2xf32> -> %target as tensor<8xf32>
  // CHECK: util.return %[[UPDATED]], %[[TARGET_SIZE]]
  util.return %1 : tensor<8xf32>
}

// -----

// Only the element that is loaded goes to the host; a scalar goes whole.

// CHECK-LABEL: @load
// CHECK-SAME: (%[[SOURCE:.+]]: !stream.resource<*>, %[[SIZE:.+]]: index, %[[SCALAR:.+]]: !stream.resource<*>, %[[SCALAR_SIZE:.+]]: index, %[[I:.+]]: index)
util.func private @load(%source: tensor<4xi32>, %scalar: tensor<i32>, %i: index) -> (i32, i32) {
  // CHECK-DAG: %[[C0:.+]] = arith.constant 0 : index
  // CHECK-DAG: %[[C1:.+]] = arith.constant 1 : index
  // CHECK: %[[ONE:.+]] = stream.tensor.sizeof tensor<1xi32> : index
  // CHECK: %[[SLICE:.+]] = stream.tensor.slice %[[SOURCE]][%[[I]] for %[[C1]]] : tensor<4xi32> in !stream.resource<*>{%[[SIZE]]} -> tensor<1xi32> in !stream.resource<*>{%[[ONE]]}
  // CHECK: %[[STAGED:.+]] = stream.async.transfer %[[SLICE]] : !stream.resource<*>{%[[ONE]]} -> !stream.resource<staging>{%[[ONE]]}
  // CHECK: %[[LOADED:.+]] = stream.tensor.load %[[STAGED]][%[[C0]]] : tensor<1xi32> in !stream.resource<staging>{%[[ONE]]} -> i32
  %0 = flow.tensor.load %source[%i] : tensor<4xi32>
  // CHECK: %[[STAGED1:.+]] = stream.async.transfer %[[SCALAR]] : !stream.resource<*>{%[[SCALAR_SIZE]]} -> !stream.resource<staging>{%[[SCALAR_SIZE]]}
  // CHECK: stream.tensor.load %[[STAGED1]] : tensor<i32> in !stream.resource<staging>{%[[SCALAR_SIZE]]} -> i32
  %1 = flow.tensor.load %scalar : tensor<i32>
  util.return %0, %1 : i32, i32
}

// -----

// What is one element as it stands goes whole, whatever its rank; a dynamic
// dimension may be more.

// CHECK-LABEL: @load_whole
// CHECK-SAME: (%[[SOURCE:.+]]: !stream.resource<*>, %[[SIZE:.+]]: index, %[[OTHER:.+]]: !stream.resource<*>, %[[OTHER_SIZE:.+]]: index, %[[N:.+]]: index, %[[I:.+]]: index)
util.func private @load_whole(%source: tensor<1x1xi32>, %other: tensor<1x?xi32>, %n: index, %i: index) -> (i32, i32) {
  // CHECK-NEXT: %[[STAGED:.+]] = stream.async.transfer %[[SOURCE]] : !stream.resource<*>{%[[SIZE]]} -> !stream.resource<staging>{%[[SIZE]]}
  // CHECK-NEXT: stream.tensor.load %[[STAGED]][%[[I]], %[[I]]] : tensor<1x1xi32> in !stream.resource<staging>{%[[SIZE]]} -> i32
  %0 = flow.tensor.load %source[%i, %i] : tensor<1x1xi32>
  // CHECK: stream.tensor.slice %[[OTHER]]
  %1 = flow.tensor.load %other[%i, %i] : tensor<1x?xi32>{%n}
  util.return %0, %1 : i32, i32
}

// -----

// CHECK-LABEL: @store
// CHECK-SAME: (%[[TARGET:.+]]: !stream.resource<*>, %[[SIZE:.+]]: index, %[[I:.+]]: index, %[[VALUE:.+]]: f32)
util.func private @store(%target: tensor<4xf32>, %i: index, %value: f32) -> tensor<4xf32> {
  // CHECK: %[[C1:.+]] = arith.constant 1 : index
  // CHECK: %[[FILLED:.+]] = stream.tensor.fill %[[VALUE]], %[[TARGET]][%[[I]] for %[[C1]]] : f32 -> tensor<4xf32> in %[[TARGET]] as !stream.resource<*>{%[[SIZE]]}
  %0 = flow.tensor.store %value, %target[%i] : tensor<4xf32>
  // CHECK: util.return %[[FILLED]], %[[SIZE]]
  util.return %0 : tensor<4xf32>
}

// -----

// CHECK-LABEL: @trace
// CHECK-SAME: (%[[VALUE:.+]]: !stream.resource<*>, %[[SIZE:.+]]: index, %[[DIM:.+]]: index)
util.func private @trace(%value: tensor<?xf32>, %dim: index) {
  // CHECK: %[[STAGED:.+]] = stream.async.transfer %[[VALUE]] : !stream.resource<*>{%[[SIZE]]} -> !stream.resource<staging>{%[[SIZE]]}
  // CHECK: stream.tensor.trace "layer" = [
  // CHECK-NEXT: %[[STAGED]] : tensor<?xf32>{%[[DIM]]} in !stream.resource<staging>{%[[SIZE]]}
  flow.tensor.trace "layer" = [%value : tensor<?xf32>{%dim}]
  util.return
}

// -----

// What is known to be a constant or another value is that.

// CHECK-LABEL: @folded
// CHECK-SAME: (%[[T:.+]]: !stream.resource<*>, %[[SIZE:.+]]: index, %[[C:.+]]: i1)
util.func private @folded(%t: tensor<4xf32>, %c: i1) -> (tensor<4xf32>, f32, tensor<4xf32>) {
  // CHECK-NOT: stream.tensor.clone
  // CHECK-NOT: stream.tensor.load
  // CHECK: %[[TWO:.+]] = arith.constant 2.000000e+00 : f32
  // CHECK-NOT: arith.select
  %c1 = arith.constant 1 : index
  %cst = flow.tensor.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = flow.tensor.reshape %t : tensor<4xf32> -> tensor<4xf32>
  %1 = flow.tensor.load %cst[%c1] : tensor<2xf32>
  %2 = arith.select %c, %t, %t : tensor<4xf32>
  // CHECK: util.return %[[T]], %[[SIZE]], %[[TWO]], %[[T]], %[[SIZE]]
  util.return %0, %1, %2 : tensor<4xf32>, f32, tensor<4xf32>
}

// -----

// A copy of a constant is one, made where the copy is.

// CHECK-LABEL: @folded_to_constant
util.func private @folded_to_constant() -> tensor<2xf32> {
  // CHECK: stream.tensor.constant on(#hal.device.promise<@a>) : tensor<2xf32>
  // CHECK: %[[CST:.+]] = stream.tensor.constant on(#hal.device.promise<@a>) : tensor<2xf32> in !stream.resource<constant> = dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
  // CHECK: %[[SIZE:.+]] = stream.resource.size %[[CST]]
  // CHECK: %[[COPY:.+]] = stream.async.transfer %[[CST]] : !stream.resource<constant>{%[[SIZE]]} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@a>) !stream.resource<*>{%[[SIZE]]}
  // CHECK: util.return %[[COPY]], %[[SIZE]]
  %cst = flow.tensor.constant {stream.affinity = #hal.device.promise<@a>} dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = flow.tensor.clone %cst : tensor<2xf32>
  util.return %0 : tensor<2xf32>
}

// -----

// What is one of two values at different places is brought from wherever it is.

// CHECK-LABEL: @folded_elsewhere
util.func private @folded_elsewhere(%view: !hal.buffer_view) -> tensor<4xf32> {
  %true = arith.constant true
  // CHECK: %[[AT_A:.+]] = stream.async.transfer %{{.+}} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@a>) !stream.resource<*>{%[[SIZE:.+]]}
  %0 = hal.tensor.import on(#hal.device.promise<@a>) %view : !hal.buffer_view -> tensor<4xf32>
  // CHECK: stream.async.transfer %{{.+}} from(#hal.device.promise<@b>) -> to(#hal.device.promise<@b>)
  %1 = hal.tensor.import on(#hal.device.promise<@b>) %view : !hal.buffer_view -> tensor<4xf32>
  %2 = arith.select %true, %0, %1 : tensor<4xf32>
  // CHECK-NEXT: %c0
  // CHECK-NEXT: %[[AT_B:.+]] = stream.async.transfer %[[AT_A]] : !stream.resource<*>{%[[SIZE]]} -> to(#hal.device.promise<@b>) !stream.resource<*>{%[[SIZE]]}
  // CHECK: stream.async.dispatch on(#hal.device.promise<@b>) @ex::@f(%[[AT_B]]
  %3 = flow.dispatch @ex::@f(%2) {stream.affinity = #hal.device.promise<@b>} : (tensor<4xf32>) -> tensor<4xf32>
  util.return %3 : tensor<4xf32>
}
