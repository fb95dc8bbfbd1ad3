// RUN: weirc opt --split-input-file --verify-diagnostics %s

func.func @one_value() -> complex<f32> {
  // expected-error @+1 {{requires 'value' to be a complex constant, represented as array of two values}}
  %0 = complex.constant [1.0 : f32] : complex<f32>
  return %0 : complex<f32>
}

// -----

func.func @other_element() -> complex<f32> {
  // expected-error @+1 {{requires attribute's element types to match}}
  %0 = complex.constant [1.0 : f64, 2.0 : f64] : complex<f32>
  return %0 : complex<f32>
}

// -----

func.func @bits(%arg0: complex<f32>) -> i32 {
  // expected-error @+1 {{casting bitwidths do not match}}
  %0 = complex.bitcast %arg0 : complex<f32> to i32
  return %0 : i32
}

// -----

func.func @no_complex(%arg0: f32) -> i32 {
  // expected-error @+1 {{requires that either input or output has a complex type}}
  %0 = complex.bitcast %arg0 : f32 to i32
  return %0 : i32
}
