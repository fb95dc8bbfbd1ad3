// RUN: weirc opt --split-input-file --import-public %s | FileCheck %s
// RUN: weirc opt --split-input-file --common-input-transformation-pipeline %s | FileCheck %s

// Functions, their calls and returns. Attributes of dialects stay.

// CHECK: util.func private @declared(%arg0: tensor<4xf32> {some.note}) -> (tensor<4xf32> {some.other}) attributes {nosideeffects, some.kept}
func.func private @declared(%arg0: tensor<4xf32> {some.note}) -> (tensor<4xf32> {some.other}) attributes {nosideeffects, some.kept}
// CHECK: util.func public @calls(%[[ARG:.+]]: tensor<4xf32>) -> tensor<4xf32>
func.func @calls(%arg0: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: %[[R:.+]] = util.call @declared(%[[ARG]]) : (tensor<4xf32>) -> tensor<4xf32>
  %0 = func.call @declared(%arg0) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: util.return %[[R]] : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// Calls of any number of results.

func.func private @pair() -> (i32, tensor<4xf32>)
func.func private @none(i32)
// CHECK: util.func public @calls_several() -> tensor<4xf32>
func.func @calls_several() -> tensor<4xf32> {
  // CHECK: %[[R:.+]]:2 = util.call @pair() : () -> (i32, tensor<4xf32>)
  %0:2 = func.call @pair() : () -> (i32, tensor<4xf32>)
  // CHECK: util.call @none(%[[R]]#0) : (i32) -> ()
  func.call @none(%0#0) : (i32) -> ()
  // CHECK: util.return %[[R]]#1
  return %0#1 : tensor<4xf32>
}

// -----

// CHECK: util.func public @never(%{{.+}}: i32) attributes {inlining_policy = #util.inline.never} {
func.func @never(%arg0: i32) attributes {noinline} {
  // CHECK: util.return
  return
}

// -----

// CHECK: util.func public @in_place(%{{.+}}: tensor<4xf32>) -> (%arg0 {iree.abi.tied = 0 : i64})
func.func @in_place(%arg0: tensor<4xf32>) -> (tensor<4xf32> {iree.abi.tied = 0}) {
  return %arg0 : tensor<4xf32>
}

// -----

// Others take up functions on torch types; what is in a nested module is not
// the program.

// CHECK: func.func @torch(
func.func @torch(%arg0: !torch.vtensor<[4],f32>) -> !torch.vtensor<[4],f32> {
  // CHECK: return
  return %arg0 : !torch.vtensor<[4],f32>
}
// CHECK: module @nested
module @nested {
  // CHECK: func.func @inner
  func.func @inner() {
    return
  }
}
