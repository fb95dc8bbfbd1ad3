// RUN: same %s

// Arithmetic on complex numbers prints, parses and prints the same.

module {
  func.func @numbers(%arg0: f32, %arg1: complex<f32>) -> (complex<f32>, i1, i1, f32) {
    %0 = complex.create %arg0, %arg0 : complex<f32>
    %1 = complex.add %0, %arg1 : complex<f32>
    %2 = complex.sub %1, %arg1 fastmath<nnan> : complex<f32>
    %3 = complex.mul %2, %arg1 : complex<f32>
    %4 = complex.div %3, %arg1 : complex<f32>
    %5 = complex.pow %4, %arg1 : complex<f32>
    %6 = complex.atan2 %5, %arg1 : complex<f32>
    %7 = complex.exp %6 : complex<f32>
    %8 = complex.expm1 %7 : complex<f32>
    %9 = complex.log %8 : complex<f32>
    %10 = complex.log1p %9 : complex<f32>
    %11 = complex.sqrt %10 : complex<f32>
    %12 = complex.rsqrt %11 : complex<f32>
    %13 = complex.sin %12 : complex<f32>
    %14 = complex.cos %13 : complex<f32>
    %15 = complex.tan %14 : complex<f32>
    %16 = complex.tanh %15 : complex<f32>
    %17 = complex.sign %16 : complex<f32>
    %18 = complex.conj %17 : complex<f32>
    %19 = complex.neg %18 : complex<f32>
    %20 = complex.abs %19 : complex<f32>
    %21 = complex.angle %19 : complex<f32>
    %22 = complex.re %19 fastmath<fast> : complex<f32>
    %23 = complex.im %19 : complex<f32>
    %24 = complex.eq %19, %arg1 : complex<f32>
    %25 = complex.neq %19, %arg1 : complex<f32>
    return %19, %24, %25, %22 : complex<f32>, i1, i1, f32
  }
}
