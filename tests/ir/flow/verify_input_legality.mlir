// RUN: weirc opt --split-input-file --verify-diagnostics --verify-input-legality %s | FileCheck %s

// CHECK-LABEL: @legal
util.func public @legal(%a: i32) -> i32 {
  // CHECK: tosa.apply_scale
  %0 = "tosa.apply_scale"(%a) : (i32) -> i32
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

// -----

// In the forms that front ends write.
// expected-error @+1 {{The following illegal operations still remain}}
module {
  util.func public @written(%a: tensor<4xf32>) -> tensor<4xi1> {
    // expected-error @+1 {{'stablehlo.add' op : illegal op still exists}}
    %0 = stablehlo.add %a, %a : tensor<4xf32>
    // expected-error @+1 {{'tosa.rsqrt' op : illegal op still exists}}
    %1 = tosa.rsqrt %0 {hint = 1 : i32} : (tensor<4xf32>) -> tensor<4xf32>
    // expected-error @+1 {{'chlo.broadcast_compare' op : illegal op still exists}}
    %2 = chlo.broadcast_compare %1, %a : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
    util.return %2 : tensor<4xi1>
  }
}
