// RUN: weirc opt --split-input-file --allow-unregistered-dialect --util-test-float-range-analysis %s | FileCheck %s

// CHECK-LABEL: @scalars
util.func public @scalars(%x: f32) -> f32 {
  %five = arith.constant 5.0 : f32
  %half = arith.constant -0.5 : f32
  // CHECK: test_fprange"(%{{.+}}) {analysis = "fp-range: [5.000000, 5.000000, TRUNC]"}
  %0 = "iree_unregistered.test_fprange"(%five) : (f32) -> f32
  // CHECK: test_fprange"(%{{.+}}) {analysis = "fp-range: [-0.500000, -0.500000, !trunc]"}
  %1 = "iree_unregistered.test_fprange"(%half) : (f32) -> f32
  // CHECK: test_fprange"(%{{.+}}) {analysis = "fp-range: [-inf, inf, !trunc]"}
  %2 = "iree_unregistered.test_fprange"(%x) : (f32) -> f32
  %3 = arith.minimumf %x, %five : f32
  // CHECK: test_fprange"(%{{.+}}) {analysis = "fp-range: [-inf, 5.000000, !trunc]"}
  %4 = "iree_unregistered.test_fprange"(%3) : (f32) -> f32
  %5 = arith.maximumf %3, %half : f32
  // CHECK: test_fprange"(%{{.+}}) {analysis = "fp-range: [-0.500000, 5.000000, !trunc]"}
  %6 = "iree_unregistered.test_fprange"(%5) : (f32) -> f32
  %7 = math.floor %5 : f32
  // CHECK: test_fprange"(%{{.+}}) {analysis = "fp-range: [-1.000000, 5.000000, TRUNC]"}
  %8 = "iree_unregistered.test_fprange"(%7) : (f32) -> f32
  %9 = arith.addf %7, %7 : f32
  // CHECK: test_fprange"(%{{.+}}) {analysis = "fp-range: [-inf, inf, !trunc]"}
  %10 = "iree_unregistered.test_fprange"(%9) : (f32) -> f32
  util.return %10 : f32
}

// -----

// CHECK-LABEL: @tensors
util.func public @tensors() -> tensor<3xf32> {
  %0 = arith.constant dense<[1.0, -4.0, 9.0]> : tensor<3xf32>
  // CHECK: analysis = "fp-range: [-4.000000, 9.000000, TRUNC]"
  %1 = "iree_unregistered.test_fprange"(%0) : (tensor<3xf32>) -> tensor<3xf32>
  %2 = arith.constant dense<1.5> : tensor<3xf32>
  // CHECK: analysis = "fp-range: [1.500000, 1.500000, !trunc]"
  %3 = "iree_unregistered.test_fprange"(%2) : (tensor<3xf32>) -> tensor<3xf32>
  util.return %3 : tensor<3xf32>
}

// -----

// Through the bodies of linalg ops, along branches and around loops.

#map = affine_map<(d0) -> (d0)>
// CHECK-LABEL: @bodies
util.func public @bodies(%t: tensor<3xf32>) -> tensor<3xf32> {
  %low = arith.constant 0.0 : f32
  %high = arith.constant 6.0 : f32
  %e = tensor.empty() : tensor<3xf32>
  %0 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]}
      ins(%t : tensor<3xf32>) outs(%e : tensor<3xf32>) {
  ^bb0(%a: f32, %b: f32):
    %1 = arith.minimumf %a, %high : f32
    %2 = arith.maximumf %1, %low : f32
    linalg.yield %2 : f32
  } -> tensor<3xf32>
  // CHECK: analysis = "fp-range: [0.000000, 6.000000, !trunc]"
  %3 = "iree_unregistered.test_fprange"(%0) : (tensor<3xf32>) -> tensor<3xf32>
  %4 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]}
      ins(%0 : tensor<3xf32>) outs(%e : tensor<3xf32>) {
  ^bb0(%a: f32, %b: f32):
    %5 = math.floor %a : f32
    linalg.yield %5 : f32
  } -> tensor<3xf32>
  // CHECK: analysis = "fp-range: [0.000000, 6.000000, TRUNC]"
  %6 = "iree_unregistered.test_fprange"(%4) : (tensor<3xf32>) -> tensor<3xf32>
  util.return %6 : tensor<3xf32>
}

// -----

// CHECK-LABEL: @around
util.func public @around(%x: f32, %c: i1) -> f32 {
  %low = arith.constant 0.0 : f32
  %high = arith.constant 6.0 : f32
  %0 = arith.maximumf %x, %low : f32
  %1 = arith.minimumf %0, %high : f32
  cf.br ^bb1(%1 : f32)
^bb1(%2: f32):
  // CHECK: analysis = "fp-range: [0.000000, 6.000000, !trunc]"
  "iree_unregistered.test_fprange"(%2) : (f32) -> ()
  %3 = arith.minimumf %2, %high : f32
  cf.cond_br %c, ^bb1(%3 : f32), ^bb2
^bb2:
  util.return %3 : f32
}

// -----

// CHECK-LABEL: @named
util.func public @named() -> tensor<2x3xf32> {
  %c = arith.constant 2.5 : f32
  %e = tensor.empty() : tensor<3x2xf32>
  %0 = linalg.fill ins(%c : f32) outs(%e : tensor<3x2xf32>) -> tensor<3x2xf32>
  %f = tensor.empty() : tensor<2x3xf32>
  %1 = linalg.transpose ins(%0 : tensor<3x2xf32>) outs(%f : tensor<2x3xf32>) permutation = [1, 0]
  // CHECK: analysis = "fp-range: [2.500000, 2.500000, !trunc]"
  %2 = "iree_unregistered.test_fprange"(%1) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  util.return %2 : tensor<2x3xf32>
}
