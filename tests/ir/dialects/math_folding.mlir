// RUN: weirc opt --split-input-file --canonicalize=test-convergence %s | FileCheck %s

// Functions of constants, and what undoes what was done.

// CHECK-LABEL: @complexes(
// CHECK-NEXT: return %arg0, %arg0, %arg0, %arg0, %arg0, %arg0, %arg0, %arg0 : complex<f32>, complex<f32>, complex<f32>, complex<f32>, complex<f32>, complex<f32>, complex<f32>, complex<f32>
func.func @complexes(%z: complex<f32>, %w: complex<f32>) -> (complex<f32>, complex<f32>, complex<f32>, complex<f32>, complex<f32>, complex<f32>, complex<f32>, complex<f32>) {
  %0 = complex.neg %z : complex<f32>
  %1 = complex.neg %0 : complex<f32>
  %2 = complex.exp %z : complex<f32>
  %3 = complex.log %2 : complex<f32>
  %4 = complex.log %z : complex<f32>
  %5 = complex.exp %4 : complex<f32>
  %6 = complex.conj %z : complex<f32>
  %7 = complex.conj %6 : complex<f32>
  %8 = complex.add %z, %w : complex<f32>
  %9 = complex.sub %8, %w : complex<f32>
  %10 = complex.sub %z, %w : complex<f32>
  %11 = complex.add %10, %w : complex<f32>
  %zero = complex.constant [0.0 : f32, 0.0 : f32] : complex<f32>
  %12 = complex.add %z, %zero : complex<f32>
  %13 = complex.sub %z, %zero : complex<f32>
  return %1, %3, %5, %7, %9, %11, %12, %13 : complex<f32>, complex<f32>, complex<f32>, complex<f32>, complex<f32>, complex<f32>, complex<f32>, complex<f32>
}

// -----

// CHECK-LABEL: @complex_parts(
// CHECK-NEXT: %0 = complex.neg %arg0 : complex<f32>
// CHECK-NEXT: %1 = complex.re %0 : complex<f32>
// CHECK-NEXT: %2 = complex.im %0 : complex<f32>
// CHECK-NEXT: %3 = complex.create %arg1, %arg2 : complex<f32>
// CHECK-NEXT: %4 = arith.negf %arg1 : f32
// CHECK-NEXT: %5 = arith.negf %arg2 : f32
// CHECK-NEXT: %6 = complex.conj %3 : complex<f32>
// CHECK-NEXT: %7 = complex.re %6 : complex<f32>
// CHECK-NEXT: %8 = complex.im %6 : complex<f32>
// CHECK-NEXT: return %1, %2, %4, %5, %7, %8 : f32, f32, f32, f32, f32, f32
func.func @complex_parts(%z: complex<f32>, %a: f32, %b: f32) -> (f32, f32, f32, f32, f32, f32) {
  %n = complex.neg %z : complex<f32>
  %0 = complex.re %n : complex<f32>
  %1 = complex.im %n : complex<f32>
  %c = complex.create %a, %b : complex<f32>
  %m = complex.neg %c : complex<f32>
  %2 = complex.re %m : complex<f32>
  %3 = complex.im %m : complex<f32>
  %j = complex.conj %c : complex<f32>
  %4 = complex.re %j : complex<f32>
  %5 = complex.im %j : complex<f32>
  return %0, %1, %2, %3, %4, %5 : f32, f32, f32, f32, f32, f32
}

// -----

// CHECK-LABEL: @complex_one(
// CHECK-NEXT: %cst = complex.constant [1.000000e+00 : f32, 0.000000e+00 : f32] : complex<f32>
// CHECK-NEXT: %0 = complex.mul %cst, %arg0 : complex<f32>
// CHECK-NEXT: %1 = complex.eq %arg0, %arg0 : complex<f32>
// CHECK-NEXT: %2 = complex.neq %cst, %cst : complex<f32>
// CHECK-NEXT: return %arg0, %0, %arg0, %1, %2 : complex<f32>, complex<f32>, complex<f32>, i1, i1
func.func @complex_one(%z: complex<f32>) -> (complex<f32>, complex<f32>, complex<f32>, i1, i1) {
  %one = complex.constant [1.0 : f32, 0.0 : f32] : complex<f32>
  %0 = complex.mul %z, %one : complex<f32>
  %1 = complex.mul %one, %z : complex<f32>
  %2 = complex.div %z, %one : complex<f32>
  %3 = complex.eq %z, %z : complex<f32>
  %4 = complex.neq %one, %one : complex<f32>
  return %0, %1, %2, %3, %4 : complex<f32>, complex<f32>, complex<f32>, i1, i1
}

// -----

// CHECK-LABEL: @complex_create(
// CHECK-NEXT: %cst = arith.constant 1.000000e+00 : f32
// CHECK-NEXT: %cst_0 = arith.constant 2.000000e+00 : f32
// CHECK-NEXT: %0 = complex.create %cst, %cst_0 : complex<f32>
// CHECK-NEXT: return %0 : complex<f32>
func.func @complex_create(%z: complex<f32>) -> complex<f32> {
  %a = arith.constant 1.0 : f32
  %b = arith.constant 2.0 : f32
  %c = complex.create %a, %b : complex<f32>
  return %c : complex<f32>
}

// -----

// CHECK-LABEL: @ipow(
// CHECK-NEXT: %c2_i32 = arith.constant 2 : i32
// CHECK-NEXT: %c0_i32 = arith.constant 0 : i32
// CHECK-NEXT: %cst = arith.constant 2.000000e+00 : f32
// CHECK-NEXT: %cst_0 = arith.constant 0.000000e+00 : f32
// CHECK-NEXT: %0 = math.ipowi %arg0, %c2_i32 : i32
// CHECK-NEXT: %1 = math.ipowi %arg0, %c0_i32 : i32
// CHECK-NEXT: %2 = math.powf %arg1, %cst : f32
// CHECK-NEXT: %3 = math.powf %arg1, %cst_0 : f32
// CHECK-NEXT: %4 = math.fma %arg1, %cst, %cst_0 : f32
// CHECK-NEXT: %5 = math.fpowi %arg1, %c2_i32 : f32, i32
// CHECK-NEXT: return %0, %1, %2, %3, %4, %5 : i32, i32, f32, f32, f32, f32
func.func @ipow(%x: i32, %f: f32) -> (i32, i32, f32, f32, f32, f32) {
  %c2 = arith.constant 2 : i32
  %c0 = arith.constant 0 : i32
  %i2 = arith.constant 2.0 : f32
  %i0 = arith.constant 0.0 : f32
  %0 = math.ipowi %x, %c2 : i32
  %1 = math.ipowi %x, %c0 : i32
  %2 = math.powf %f, %i2 : f32
  %3 = math.powf %f, %i0 : f32
  %4 = math.fma %f, %i2, %i0 : f32
  %5 = math.fpowi %f, %c2 : f32, i32
  return %0, %1, %2, %3, %4, %5 : i32, i32, f32, f32, f32, f32
}

// -----

// CHECK-LABEL: @maths(
// CHECK-NEXT: %true = arith.constant true
// CHECK-NEXT: %cst = arith.constant 3.000000e+00 : bf16
// CHECK-NEXT: %cst_0 = arith.constant 2.000000e+00 : f16
// CHECK-NEXT: %c5_i32 = arith.constant 5 : i32
// CHECK-NEXT: %cst_1 = arith.constant 1.000000e+00 : f64
// CHECK-NEXT: %cst_2 = arith.constant dense<[1.000000e+00, 2.000000e+00]> : vector<2xf32>
// CHECK-NEXT: %cst_3 = arith.constant 0.000000e+00 : f32
// CHECK-NEXT: %cst_4 = arith.constant 5.000000e-01 : f32
// CHECK-NEXT: %c28_i32 = arith.constant 28 : i32
// CHECK-NEXT: %c2_i32 = arith.constant 2 : i32
// CHECK-NEXT: %cst_5 = arith.constant 1.64872122 : f32
// CHECK-NEXT: %cst_6 = arith.constant 0.520499885 : f32
// CHECK-NEXT: %0 = math.rsqrt %cst_4 : f32
// CHECK-NEXT: return %c28_i32, %c2_i32, %c2_i32, %cst_5, %cst_6, %0, %cst_3, %cst_2, %cst_1, %c5_i32, %cst_0, %cst, %true : i32, i32, i32, f32, f32, f32, f32, vector<2xf32>, f64, i32, f16, bf16, i1
func.func @maths() -> (i32, i32, i32, f32, f32, f32, f32, vector<2xf32>, f64, i32, f16, bf16, i1) {
  %a = arith.constant 12 : i32
  %n = arith.constant -5 : i32
  %f = arith.constant 0.5 : f32
  %h = arith.constant 2.5 : f16
  %b = arith.constant 2.5 : bf16
  %v = arith.constant dense<[1.0, 4.0]> : vector<2xf32>
  %d = arith.constant 2.0 : f64
  %0 = math.ctlz %a : i32
  %1 = math.cttz %a : i32
  %2 = math.ctpop %a : i32
  %3 = math.exp %f : f32
  %4 = math.erf %f : f32
  %5 = math.rsqrt %f : f32
  %6 = math.roundeven %f : f32
  %7 = math.sqrt %v : vector<2xf32>
  %8 = math.log2 %d : f64
  %9 = math.absi %n : i32
  %10 = math.floor %h : f16
  %11 = math.ceil %b : bf16
  %t = arith.constant true
  %12 = math.ctpop %t : i1
  return %0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12 : i32, i32, i32, f32, f32, f32, f32, vector<2xf32>, f64, i32, f16, bf16, i1
}

// -----

// CHECK-LABEL: @math_idem(
// CHECK-NEXT: %0 = math.ceil %arg0 : f32
// CHECK-NEXT: %1 = math.ceil %0 : f32
// CHECK-NEXT: %2 = math.floor %arg0 : f32
// CHECK-NEXT: %3 = math.floor %2 : f32
// CHECK-NEXT: %4 = math.absf %arg0 : f32
// CHECK-NEXT: %5 = math.absf %4 : f32
// CHECK-NEXT: %6 = math.trunc %arg0 : f32
// CHECK-NEXT: %7 = math.trunc %6 : f32
// CHECK-NEXT: %8 = math.round %arg0 : f32
// CHECK-NEXT: %9 = math.round %8 : f32
// CHECK-NEXT: return %1, %3, %5, %7, %9 : f32, f32, f32, f32, f32
func.func @math_idem(%f: f32) -> (f32, f32, f32, f32, f32) {
  %0 = math.ceil %f : f32
  %1 = math.ceil %0 : f32
  %2 = math.floor %f : f32
  %3 = math.floor %2 : f32
  %4 = math.absf %f : f32
  %5 = math.absf %4 : f32
  %6 = math.trunc %f : f32
  %7 = math.trunc %6 : f32
  %8 = math.round %f : f32
  %9 = math.round %8 : f32
  return %1, %3, %5, %7, %9 : f32, f32, f32, f32, f32
}

