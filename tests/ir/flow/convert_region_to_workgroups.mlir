// RUN: weirc opt --allow-unregistered-dialect --split-input-file --flow-convert-region-to-workgroups %s | FileCheck %s

// CHECK-LABEL: @captured
// CHECK-SAME: (%[[A:.+]]: tensor<?x4xf32>, %[[V:.+]]: f32, %[[N:.+]]: index)
util.func public @captured(%a: tensor<?x4xf32>, %v: f32, %n: index) -> tensor<?x4xf32> {
  // CHECK: %[[D:.+]] = tensor.dim %[[A]], %{{.+}}
  // CHECK: %[[R:.+]] = flow.dispatch.workgroups[%[[N]]](%[[A]], %[[V]], %[[D]], %[[N]]) : (tensor<?x4xf32>{%[[D]]}, f32, index, index) -> tensor<?x4xf32>{%[[N]]} =
  // CHECK-NEXT: (%[[IN:.+]]: !flow.dispatch.tensor<readonly:tensor<?x4xf32>>, %[[S:.+]]: f32, %[[DI:.+]]: index, %[[NI:.+]]: index, %[[OUT:.+]]: !flow.dispatch.tensor<writeonly:tensor<?x4xf32>>) {
  // CHECK-NEXT: %[[L:.+]] = flow.dispatch.tensor.load %[[IN]], offsets = [0, 0], sizes = [%[[DI]], 4], strides = [1, 1] : !flow.dispatch.tensor<readonly:tensor<?x4xf32>>{%[[DI]]} -> tensor<?x4xf32>
  %0 = flow.dispatch.region[%n] -> (tensor<?x4xf32>{%n}) {
    // CHECK-NEXT: %[[W:.+]] = "test.work"(%[[L]], %[[S]])
    %1 = "test.work"(%a, %v) : (tensor<?x4xf32>, f32) -> tensor<?x4xf32>
    // CHECK-NEXT: flow.dispatch.tensor.store %[[W]], %[[OUT]], offsets = [0, 0], sizes = [%[[NI]], 4], strides = [1, 1] : tensor<?x4xf32> -> !flow.dispatch.tensor<writeonly:tensor<?x4xf32>>{%[[NI]]}
    // CHECK-NEXT: flow.return
    flow.return %1 : tensor<?x4xf32>
  // CHECK-NEXT: } count(%[[C:.+]]: index) -> (index, index, index) {
  } count(%w: index) -> (index, index, index) {
    flow.return %w, %w, %w : index, index, index
  }
  // CHECK: util.return %[[R]]
  util.return %0 : tensor<?x4xf32>
}

// -----

// What is written over is tied.
// CHECK-LABEL: @tied
// CHECK-SAME: (%[[A:.+]]: tensor<4xf32>, %[[V:.+]]: f32)
util.func public @tied(%a: tensor<4xf32>, %v: f32) -> tensor<4xf32> {
  // CHECK: flow.dispatch.workgroups(%[[V]], %[[A]]) : (f32, tensor<4xf32>) -> %[[A]] =
  // CHECK-NEXT: (%{{.+}}: f32, %[[IO:.+]]: !flow.dispatch.tensor<readwrite:tensor<4xf32>>) {
  %0 = flow.dispatch.region -> (tensor<4xf32>) {
    // CHECK: flow.dispatch.tensor.load %[[IO]]
    // CHECK: linalg.fill
    %1 = linalg.fill ins(%v : f32) outs(%a : tensor<4xf32>) -> tensor<4xf32>
    // CHECK: flow.dispatch.tensor.store %{{.+}}, %[[IO]]
    flow.return %1 : tensor<4xf32>
  }
  util.return %0 : tensor<4xf32>
}

// -----

// What is used twice is handed over once, what is used inside of an op first.
// CHECK-LABEL: @used_twice
// CHECK-SAME: (%[[A:.+]]: tensor<4xf32>, %[[V:.+]]: f32)
util.func public @used_twice(%a: tensor<4xf32>, %v: f32) -> tensor<4xf32> {
  // CHECK: flow.dispatch.workgroups(%[[V]], %[[A]]) : (f32, tensor<4xf32>) -> tensor<4xf32> =
  %0 = flow.dispatch.region -> (tensor<4xf32>) {
    %1 = "test.work"(%a, %v, %a) ({
      "test.use"(%v, %a) : (f32, tensor<4xf32>) -> ()
    }) : (tensor<4xf32>, f32, tensor<4xf32>) -> tensor<4xf32>
    flow.return %1 : tensor<4xf32>
  }
  util.return %0 : tensor<4xf32>
}

// -----

// Work that takes nothing and makes nothing.
// CHECK-LABEL: @nothing_in_or_out
util.func public @nothing_in_or_out() {
  // CHECK: flow.dispatch.workgroups() : () -> () =
  // CHECK-NEXT: () {
  // CHECK-NEXT: "test.work"()
  // CHECK-NEXT: flow.return
  flow.dispatch.region -> () {
    "test.work"() : () -> ()
    flow.return
  }
  util.return
}
