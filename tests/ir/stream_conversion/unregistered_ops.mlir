// RUN: weirc opt --allow-unregistered-dialect --stream-conversion %s | FileCheck %s

// An op of no dialect takes and gives tensors.
// CHECK-LABEL: @between
util.func private @between(%arg0: tensor<4xf32>) -> tensor<2xi32> {
  // CHECK: %[[T:.+]] = stream.tensor.export
  // CHECK-NEXT: %[[R:.+]] = "some.op"(%[[T]]) : (tensor<4xf32>) -> tensor<2xi32>
  // CHECK-NEXT: stream.tensor.sizeof tensor<2xi32>
  // CHECK-NEXT: stream.tensor.import %[[R]]
  %0 = "some.op"(%arg0) : (tensor<4xf32>) -> tensor<2xi32>
  util.return %0 : tensor<2xi32>
}

// One that ends its block gives nothing to anybody.
// CHECK-LABEL: @at_the_end
util.func private @at_the_end(%arg0: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: %[[T:.+]] = stream.tensor.export
  // CHECK-NEXT: %{{.+}} = "some.end"(%[[T]]) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK-NEXT: }
  %0 = "some.end"(%arg0) : (tensor<4xf32>) -> tensor<4xf32>
}
