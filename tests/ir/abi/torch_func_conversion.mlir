// RUN: weirc opt --split-input-file --torch-func-conversion %s | FileCheck %s

// An asynchronous function and one that waits for it.

// CHECK-LABEL: util.func public @immutable$async(
// CHECK-SAME: %[[ARG0:.+]]: !hal.buffer_view, %[[ARG1:.+]]: i64, %[[WAIT:.+]]: !hal.fence, %[[SIGNAL:.+]]: !hal.fence) -> (!hal.buffer_view, i64) attributes {
// CHECK-SAME: iree.abi.model = "coarse-fences", iree.abi.stub
// CHECK-SAME: iree.reflection = {key = "value"}
// CHECK: %[[IMPORT:.+]] = hal.tensor.import wait(%[[WAIT]]) => %[[ARG0]] : !hal.buffer_view -> tensor<4x5xi32>
// CHECK: %[[TORCH:.+]] = torch_c.from_builtin_tensor %[[IMPORT]] : tensor<4x5xi32> -> !torch.vtensor<[4,5],si32>
// CHECK: %[[R:.+]] = torch.operator "unary"(%[[TORCH]])
// CHECK: %[[TENSOR:.+]] = torch_c.to_builtin_tensor %[[R]] : !torch.vtensor<[4,5],si32> -> tensor<4x5xi32>
// CHECK: %[[READY:.+]] = hal.tensor.barrier join(%[[TENSOR]] : tensor<4x5xi32>) => %[[SIGNAL]] : !hal.fence
// CHECK: %[[VIEW:.+]] = hal.tensor.export %[[READY]] : tensor<4x5xi32> -> !hal.buffer_view
// CHECK: util.return %[[VIEW]], %[[ARG1]] : !hal.buffer_view, i64

// CHECK-LABEL: util.func public @immutable(
// CHECK-SAME: %[[ARG0:.+]]: !hal.buffer_view, %[[ARG1:.+]]: i64) -> (!hal.buffer_view, i64) attributes {
// CHECK-SAME: iree.abi.stub
// CHECK-SAME: iree.reflection = {key = "value"}
// CHECK-NEXT: %c-1_i32 = arith.constant -1 : i32
// CHECK-NEXT: %c0 = arith.constant 0 : index
// CHECK-NEXT: %[[DEVICE:.+]] = hal.devices.get %c0 : !hal.device
// CHECK-DAG: %[[WAIT:.+]] = util.null : !hal.fence
// CHECK-DAG: %[[FENCE:.+]] = hal.fence.create device(%[[DEVICE]] : !hal.device) flags("None") : !hal.fence
// CHECK: %[[R:.+]]:2 = util.call @immutable$async(%[[ARG0]], %[[ARG1]], %[[WAIT]], %[[FENCE]])
// CHECK: hal.fence.await until([%[[FENCE]]]) timeout_millis(%c-1_i32) : i32
// CHECK: util.return %[[R]]#0, %[[R]]#1
func.func @immutable(%arg0: !torch.vtensor<[4,5],si32>, %arg1: i64) -> (!torch.vtensor<[4,5],si32>, i64) attributes {iree.reflection = {key = "value"}, torch.other} {
  %0 = torch.operator "unary"(%arg0) : (!torch.vtensor<[4,5],si32>) -> !torch.vtensor<[4,5],si32>
  return %0, %arg1 : !torch.vtensor<[4,5],si32>, i64
}

// -----

// What is only handed back is neither imported nor waited for.

// CHECK-LABEL: util.func public @through$async(
// CHECK-SAME: %[[ARG0:.+]]: !hal.buffer_view, %{{.+}}: !hal.fence, %[[SIGNAL:.+]]: !hal.fence)
// CHECK-NEXT: hal.fence.signal<%[[SIGNAL]] : !hal.fence>
// CHECK-NEXT: util.return %[[ARG0]]
func.func @through(%arg0: !torch.vtensor<[4],f32>) -> !torch.vtensor<[4],f32> {
  return %arg0 : !torch.vtensor<[4],f32>
}

// -----

// A mutable argument is read when it may be and written in place.

// CHECK-LABEL: util.func public @mutable$async(
// CHECK-SAME: %[[ARG0:.+]]: !hal.buffer_view, %[[WAIT:.+]]: !hal.fence, %[[SIGNAL:.+]]: !hal.fence) -> !hal.buffer_view
// CHECK-SAME: iree.abi.affinity = #hal.device.promise<@f>
// CHECK: %[[IMPORT:.+]] = hal.tensor.import on(#hal.device.promise<@a>) wait(%[[WAIT]]) => %[[ARG0]] : !hal.buffer_view -> tensor<5x?xf32>
// CHECK: %[[OLD:.+]] = torch_c.from_builtin_tensor %[[IMPORT]]
// CHECK: %[[NEW:.+]] = torch.operator "next"(%[[OLD]])
// CHECK: %[[NEW_TENSOR:.+]] = torch_c.to_builtin_tensor %[[NEW]]
// CHECK: %[[OUT:.+]] = torch.operator "out"(%[[OLD]])
// CHECK: %[[OUT_TENSOR:.+]] = torch_c.to_builtin_tensor %[[OUT]]
// CHECK: %[[ALIAS:.+]] = hal.tensor.alias on(#hal.device.promise<@a>) wait(%[[WAIT]]) => %[[NEW_TENSOR]] : tensor<5x?xf32>{%{{.+}}} to %[[ARG0]] : !hal.buffer_view
// CHECK: %[[READY:.+]]:2 = hal.tensor.barrier join(%[[ALIAS]], %[[OUT_TENSOR]] : tensor<5x?xf32>, tensor<2xf32>) => %[[SIGNAL]] : !hal.fence
// CHECK: hal.tensor.export on(#hal.device.promise<@a>) %[[READY]]#0
// CHECK: %[[VIEW:.+]] = hal.tensor.export on(#hal.device.promise<@r>) %[[READY]]#1
// CHECK: util.return %[[VIEW]]
// CHECK-LABEL: util.func public @mutable(
// CHECK-SAME: iree.abi.affinity = #hal.device.promise<@f>
func.func @mutable(%arg0: !torch.tensor<[5,?],f32> {iree.abi.affinity = #hal.device.promise<@a>}) -> (!torch.vtensor<[2],f32> {iree.abi.affinity = #hal.device.promise<@r>}) attributes {iree.abi.affinity = #hal.device.promise<@f>} {
  %0 = torch.copy.to_vtensor %arg0 : !torch.vtensor<[5,?],f32>
  %1 = torch.operator "next"(%0) : (!torch.vtensor<[5,?],f32>) -> !torch.vtensor<[5,?],f32>
  torch.overwrite.tensor.contents %1 overwrites %arg0 : !torch.vtensor<[5,?],f32>, !torch.tensor<[5,?],f32>
  %2 = torch.operator "out"(%0) : (!torch.vtensor<[5,?],f32>) -> !torch.vtensor<[2],f32>
  return %2 : !torch.vtensor<[2],f32>
}

// -----

// Builtin tensors need no casts.

// CHECK-LABEL: util.func public @builtin$async(
// CHECK: %[[IMPORT:.+]] = hal.tensor.import
// CHECK: %[[R:.+]] = arith.addf %[[IMPORT]], %[[IMPORT]]
// CHECK: hal.tensor.barrier join(%[[R]]
func.func @builtin(%arg0: tensor<4xf32>) -> tensor<4xf32> {
  %0 = arith.addf %arg0, %arg0 : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// Scalars of torch are scalars at the boundary.

// CHECK-LABEL: util.func public @scalars$async(
// CHECK-SAME: %[[ARG0:.+]]: i64, %[[ARG1:.+]]: f64, %{{.+}}: !hal.fence, %[[SIGNAL:.+]]: !hal.fence) -> (i64, f64, i1)
// CHECK-DAG: %[[INT:.+]] = torch_c.from_i64 %[[ARG0]]
// CHECK-DAG: %[[FLOAT:.+]] = torch_c.from_f64 %[[ARG1]]
// CHECK-DAG: %[[TRUE:.+]] = torch.constant.bool true
// CHECK-DAG: torch.constant.int 5
// CHECK-DAG: torch.constant.float 1.5{{0*}}e+00
// CHECK-DAG: %[[R0:.+]] = torch_c.to_i64 %[[INT]]
// CHECK-DAG: %[[R1:.+]] = torch_c.to_f64 %[[FLOAT]]
// CHECK-DAG: %[[R2:.+]] = torch_c.to_i1 %[[TRUE]]
// CHECK: hal.fence.signal<%[[SIGNAL]] : !hal.fence>
// CHECK: util.return %[[R0]], %[[R1]], %[[R2]] : i64, f64, i1
func.func @scalars(%arg0: !torch.int, %arg1: !torch.float) -> (!torch.int, !torch.float, !torch.bool) {
  %true = torch.constant.bool true
  %five = torch.constant.int 5
  %half = torch.constant.float 1.5
  return %arg0, %arg1, %true : !torch.int, !torch.float, !torch.bool
}

// -----

// Declarations and stubs stay.

// CHECK: func.func private @declared(!torch.vtensor<[4],f32>)
func.func private @declared(!torch.vtensor<[4],f32>)
// CHECK: func.func @stub(%arg0: !torch.vtensor<[4],f32>) attributes {iree.abi.stub}
func.func @stub(%arg0: !torch.vtensor<[4],f32>) attributes {iree.abi.stub} {
  return
}

// -----

// Constants of torch are results as others are.

// CHECK-LABEL: util.func public @constants$async
// CHECK-NEXT: %[[T:.+]] = torch.vtensor.literal(dense<[1, 2]> : tensor<2xsi64>) : !torch.vtensor<[2],si64>
// CHECK-NEXT: %{{.+}} = torch.constant.none
// CHECK-NEXT: %{{.+}} = torch.constant.str "left"
// CHECK-NEXT: %[[B:.+]] = torch_c.to_builtin_tensor %[[T]] : !torch.vtensor<[2],si64> -> tensor<2xi64>
// CHECK-NEXT: hal.tensor.barrier join(%[[B]] : tensor<2xi64>) => %{{.+}} : !hal.fence
func.func @constants() -> !torch.vtensor<[2],si64> {
  %0 = torch.vtensor.literal(dense<[1, 2]> : tensor<2xsi64>) : !torch.vtensor<[2],si64>
  %1 = torch.constant.none
  %2 = torch.constant.str "left"
  return %0 : !torch.vtensor<[2],si64>
}

// -----

// What is said of the dimensions of an alias holds for what is exported of it.
// CHECK-LABEL: util.func public @open_storage$async
// CHECK: %[[DIM:.+]] = tensor.dim %[[T:.+]], %{{.+}} : tensor<5x?xf32>
// CHECK-NEXT: %[[ALIAS:.+]] = hal.tensor.alias wait(%arg1) => %[[T]] : tensor<5x?xf32>{%[[DIM]]} to %arg0
// CHECK-NEXT: %[[READY:.+]] = hal.tensor.barrier join(%[[ALIAS]] : tensor<5x?xf32>) => %arg2
// CHECK-NEXT: hal.tensor.export %[[READY]] : tensor<5x?xf32>{%[[DIM]]} -> !hal.buffer_view
func.func @open_storage(%a: !torch.tensor<[5,?],f32>) {
  %0 = torch.copy.to_vtensor %a : !torch.vtensor<[5,?],f32>
  %1 = torch.operator "unary"(%0) : (!torch.vtensor<[5,?],f32>) -> !torch.vtensor<[5,?],f32>
  torch.overwrite.tensor.contents %1 overwrites %a : !torch.vtensor<[5,?],f32>, !torch.tensor<[5,?],f32>
  return
}

// -----

// A mutable argument may come first, be read by the first op, and be overwritten
// with another argument as it is.
// CHECK-LABEL: util.func public @mutable_first$async
// CHECK-NEXT: %[[RIGHT:.+]] = hal.tensor.import wait(%arg2) => %arg1 : !hal.buffer_view -> tensor<6xf32>
// CHECK-NEXT: torch_c.from_builtin_tensor %[[RIGHT]]
// CHECK-NEXT: %[[LEFT:.+]] = hal.tensor.import wait(%arg2) => %arg0 : !hal.buffer_view -> tensor<6xf32>
// CHECK-NEXT: %[[OLD:.+]] = torch_c.from_builtin_tensor %[[LEFT]]
// CHECK-NEXT: %[[SUM:.+]] = torch.operator "unary"(%[[OLD]])
// CHECK-NEXT: torch_c.to_builtin_tensor %[[SUM]] :
// CHECK-NEXT: hal.tensor.alias wait(%arg2) => %[[RIGHT]] : tensor<6xf32> to %arg0 : !hal.buffer_view
func.func @mutable_first(%a: !torch.tensor<[6],f32>, %b: !torch.vtensor<[6],f32>) -> !torch.vtensor<[6],f32> {
  %0 = torch.copy.to_vtensor %a : !torch.vtensor<[6],f32>
  %1 = torch.operator "unary"(%0) : (!torch.vtensor<[6],f32>) -> !torch.vtensor<[6],f32>
  torch.overwrite.tensor.contents %b overwrites %a : !torch.vtensor<[6],f32>, !torch.tensor<[6],f32>
  return %1 : !torch.vtensor<[6],f32>
}

// -----

// Results in the place of arguments are so in the asynchronous function and in
// the call of it.

// CHECK-LABEL: util.func private @in_place$async(
// CHECK-SAME: %arg0: !hal.buffer_view, %arg1: i32, %{{.+}}: !hal.fence, %{{.+}}: !hal.fence) -> (i32, %arg0)
// CHECK-LABEL: util.func private @in_place(
// CHECK-SAME: %[[ARG0:.+]]: !hal.buffer_view, %[[ARG1:.+]]: i32) -> (i32, !hal.buffer_view)
// CHECK: util.call @in_place$async(%[[ARG0]], %[[ARG1]], %{{.+}}, %{{.+}}) : {{.+}} -> (i32, %[[ARG0]])
func.func private @in_place(%a: tensor<4xi32>, %b: i32) -> (i32, tensor<4xi32> {iree.abi.tied = 0 : i64}) {
  %0 = arith.addi %a, %a : tensor<4xi32>
  return %b, %0 : i32, tensor<4xi32>
}

// -----

// A result is brought to the boundary as often as it is returned, and what is
// overwritten twice is stored twice, the last first.

// CHECK-LABEL: util.func public @twice$async
// CHECK: %[[P:.+]] = hal.tensor.import wait(%arg3) => %arg1
// CHECK: %[[Q:.+]] = hal.tensor.import wait(%arg3) => %arg2
// CHECK: %[[R:.+]] = torch.operator "unary"
// CHECK: %[[R0:.+]] = torch_c.to_builtin_tensor %[[R]]
// CHECK: %[[R1:.+]] = torch_c.to_builtin_tensor %[[R]]
// CHECK: %[[A0:.+]] = hal.tensor.alias wait(%arg3) => %[[Q]] : tensor<4xi8> to %arg0
// CHECK: %[[A1:.+]] = hal.tensor.alias wait(%arg3) => %[[P]] : tensor<4xi8> to %arg0
// CHECK: hal.tensor.barrier join(%[[A0]], %[[A1]], %[[R0]], %[[R1]] :
func.func @twice(%a: !torch.tensor<[4],ui8>, %p: !torch.vtensor<[4],ui8>, %q: !torch.vtensor<[4],ui8>) -> (!torch.vtensor<[4],ui8>, !torch.vtensor<[4],ui8>) {
  torch.overwrite.tensor.contents %p overwrites %a : !torch.vtensor<[4],ui8>, !torch.tensor<[4],ui8>
  torch.overwrite.tensor.contents %q overwrites %a : !torch.vtensor<[4],ui8>, !torch.tensor<[4],ui8>
  %0 = torch.operator "unary"(%p) : (!torch.vtensor<[4],ui8>) -> !torch.vtensor<[4],ui8>
  return %0, %0 : !torch.vtensor<[4],ui8>, !torch.vtensor<[4],ui8>
}

// -----

// The affinity of an argument is where it is imported.

// CHECK-LABEL: util.func public @placed$async
// CHECK: hal.tensor.import on(#hal.device.promise<@a>) wait(%arg1) => %arg0
func.func @placed(%a: !torch.vtensor<[4],f32> {iree.abi.affinity = #hal.device.promise<@a>}) -> !torch.vtensor<[4],f32> {
  %0 = torch.operator "unary"(%a) : (!torch.vtensor<[4],f32>) -> !torch.vtensor<[4],f32>
  return %0 : !torch.vtensor<[4],f32>
}

// -----

// What is only handed through needs no rank and no element type.

// CHECK-LABEL: util.func public @through$async(
// CHECK-SAME: %[[ANY:[^:]+]]: !hal.buffer_view, %[[UNRANKED:[^:]+]]: !hal.buffer_view, %[[SCALAR:[^:]+]]: !hal.buffer_view, %{{.+}}: !hal.fence, %[[SIGNAL:[^:]+]]: !hal.fence)
// CHECK-NEXT: hal.fence.signal<%[[SIGNAL]] : !hal.fence>
// CHECK-NEXT: util.return %[[UNRANKED]], %[[ANY]], %[[SCALAR]] : !hal.buffer_view, !hal.buffer_view, !hal.buffer_view
func.func @through(%arg0: !torch.vtensor, %arg1: !torch.vtensor<*,f32>, %arg2: !torch.vtensor<[],f32>) -> (!torch.vtensor<*,f32>, !torch.vtensor, !torch.vtensor<[],f32>) {
  return %arg1, %arg0, %arg2 : !torch.vtensor<*,f32>, !torch.vtensor, !torch.vtensor<[],f32>
}

// -----

// Lists of torch within a function.

// CHECK-LABEL: util.func public @listed$async
// CHECK: torch.operator "sizes"({{.+}}) : (!torch.vtensor<[4],f32>) -> !torch.list<int>
// CHECK: torch.operator "parts"({{.+}}) : (!torch.list<int>) -> !torch.list<vtensor<[4],f32>>
// CHECK: torch.operator "nested"({{.+}}) : (!torch.list<vtensor<[4],f32>>) -> !torch.list<list<int>>
func.func @listed(%arg0: !torch.vtensor<[4],f32>) {
  %0 = torch.operator "sizes"(%arg0) : (!torch.vtensor<[4],f32>) -> !torch.list<int>
  %1 = torch.operator "parts"(%0) : (!torch.list<int>) -> !torch.list<!torch.vtensor<[4],f32>>
  %2 = torch.operator "nested"(%1) : (!torch.list<vtensor<[4],f32>>) -> !torch.list<list<int>>
  return
}
