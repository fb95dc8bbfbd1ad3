// RUN: weirc opt --split-input-file --flow-inject-dispatch-tracing --flow-inject-tensor-tracing %s | FileCheck %s

flow.executable private @ex {
  flow.executable.export public @entry
}
// CHECK-LABEL: @dispatches
// CHECK-SAME: (%[[A:.+]]: tensor<?xf32>, %[[N:.+]]: index, %[[B:.+]]: tensor<4xi32>)
util.func public @dispatches(%a: tensor<?xf32>, %n: index, %b: tensor<4xi32>) -> tensor<?xf32> {
  // CHECK-NEXT: flow.tensor.trace "ex::entry inputs" = [%[[A]] : tensor<?xf32>{%[[N]]}, %[[B]] : tensor<4xi32>]
  // CHECK-NEXT: %[[R:.+]] = flow.dispatch @ex::@entry
  // CHECK-NEXT: flow.tensor.trace "ex::entry outputs" = [%[[R]] : tensor<?xf32>{%[[N]]}]
  %0 = flow.dispatch @ex::@entry[%n](%a, %n, %b) : (tensor<?xf32>{%n}, index, tensor<4xi32>) -> tensor<?xf32>{%n}
  util.return %0 : tensor<?xf32>
}

// -----

// CHECK-LABEL: @marked
// CHECK-SAME: (%[[A:.+]]: tensor<4xf32>, %[[V:.+]]: f32)
util.func public @marked(%a: tensor<4xf32>, %v: f32) -> (tensor<4xi32>, tensor<4xf32>) {
  // CHECK-NEXT: flow.tensor.trace "here inputs" = [%[[A]] : tensor<4xf32>]
  // CHECK-NEXT: %[[R:.+]] = tensor.bitcast %[[A]] : tensor<4xf32> to tensor<4xi32>
  // CHECK-NEXT: flow.tensor.trace "here outputs" = [%[[R]] : tensor<4xi32>]
  %0 = tensor.bitcast %a {iree.tensor.trace = "here"} : tensor<4xf32> to tensor<4xi32>
  // CHECK-NEXT: %[[S:.+]] = tensor.splat
  // CHECK-NEXT: flow.tensor.trace "tensor.splat outputs" = [%[[S]] : tensor<4xf32>]
  // CHECK-NEXT: util.return
  %1 = tensor.splat %v {iree.tensor.trace} : tensor<4xf32>
  util.return %0, %1 : tensor<4xi32>, tensor<4xf32>
}

// -----

// Marks without a text are named after what is called; a region takes what it
// uses from outside.
// CHECK-LABEL: @names
// CHECK-SAME: (%[[A:.+]]: tensor<?xf32>, %[[N:.+]]: index)
util.func public @names(%a: tensor<?xf32>, %n: index) -> tensor<?xf32> {
  // CHECK: flow.tensor.trace "ex::entry inputs" = [%[[A]] : tensor<?xf32>{%[[N]]}]
  // CHECK: flow.dispatch @ex::@entry
  // CHECK: flow.tensor.trace "ex::entry outputs"
  %0 = flow.dispatch @ex::@entry(%a) {iree.tensor.trace} : (tensor<?xf32>{%n}) -> tensor<?xf32>{%n}
  // CHECK: flow.tensor.trace "callee inputs" = [%[[R0:.+]] : tensor<?xf32>{%[[N]]}]
  // CHECK: %[[R1:.+]] = util.call @callee
  // CHECK: %[[D:.+]] = tensor.dim %[[R1]]
  // CHECK: flow.tensor.trace "callee outputs" = [%[[R1]] : tensor<?xf32>{%[[D]]}]
  %1 = util.call @callee(%0) {iree.tensor.trace} : (tensor<?xf32>) -> tensor<?xf32>
  // CHECK: flow.tensor.trace "region inputs" = [%[[A]] : tensor<?xf32>{%[[N]]}]
  // CHECK: flow.dispatch.region
  // CHECK: flow.tensor.trace "region outputs"
  %2 = flow.dispatch.region -> (tensor<?xf32>{%n}) attributes {iree.tensor.trace = "region"} {
    %3 = arith.negf %a : tensor<?xf32>
    flow.return %3 : tensor<?xf32>
  }
  util.return %2 : tensor<?xf32>
}
util.func private @callee(%a: tensor<?xf32>) -> tensor<?xf32>
