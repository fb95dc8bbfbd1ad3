// RUN: weirc opt --split-input-file --verify-diagnostics --allow-unregistered-dialect --verify-input-legality %s | FileCheck %s

// CHECK-LABEL: @legal
util.func public @legal(%a: i32) -> i32 {
  // CHECK: tosa.apply_scale
  %0 = "tosa.apply_scale"(%a) : (i32) -> i32
  // CHECK: other.op
  "other.op"() : () -> ()
  util.return %0 : i32
}

// -----

// expected-error @+1 {{The following illegal operations still remain}}
module {
  util.func public @illegal(%a: tensor<4xf32>) -> tensor<4xf32> {
    // expected-error @+1 {{'tosa.abs' op : illegal op still exists}}
    %0 = "tosa.abs"(%a) : (tensor<4xf32>) -> tensor<4xf32>
    // expected-error @+1 {{'stablehlo.add' op : illegal op still exists}}
    %1 = "stablehlo.add"(%0, %0) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    // expected-error @+1 {{illegal op still exists}}
    %2 = builtin.unrealized_conversion_cast %1 : tensor<4xf32> to tensor<4xf32>
    util.return %2 : tensor<4xf32>
  }
}
