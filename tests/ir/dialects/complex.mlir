// RUN: same %s

// Every op of complex prints, parses and prints the same.

module {
  func.func @numbers(%arg0: complex<f32>) -> (complex<f32>, complex<f64>, i64, complex<f32>) {
    %cst = complex.constant [1.000000e-01 : f32, -1.000000e+00 : f32] : complex<f32>
    %cst_0 = complex.constant [1.000000e-01, -1.000000e+00] : complex<f64>
    %0 = complex.bitcast %arg0 : complex<f32> to i64
    %1 = complex.bitcast %0 : i64 to complex<f32>
    return %cst, %cst_0, %0, %1 : complex<f32>, complex<f64>, i64, complex<f32>
  }
}
