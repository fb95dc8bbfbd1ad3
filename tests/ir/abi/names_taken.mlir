// RUN: weirc opt --abi-wrap-entry-points %s | FileCheck %s

// What is wrapped, and the wrappers of what is elsewhere, get names that
// nothing has.

// CHECK: util.func private @_f_0(
// CHECK: util.func private @_f(%{{.+}}: i32)
util.func public @f(%a: tensor<4xf32>) -> tensor<4xf32> {
  util.return %a : tensor<4xf32>
}
util.func private @_f(%a: i32) {
  util.return
}

// CHECK: util.func private @elsewhere(
// CHECK: util.func private @_elsewhere_0(
// CHECK: util.func private @_elsewhere(%{{.+}}: i32)
util.func private @elsewhere(%a: tensor<4xf32>) -> tensor<4xf32>
util.func private @_elsewhere(%a: i32) {
  util.return
}
// CHECK: util.func private @_g(
// CHECK: util.call @_elsewhere_0(
util.func public @g(%a: tensor<4xf32>) -> tensor<4xf32> {
  %0 = util.call @elsewhere(%a) : (tensor<4xf32>) -> tensor<4xf32>
  util.return %0 : tensor<4xf32>
}
