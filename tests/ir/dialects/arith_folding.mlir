// RUN: weirc opt --split-input-file --canonicalize=test-convergence %s | FileCheck %s

// Numbers of a vector are computed with one by one.
// CHECK-LABEL: @vectors(
// CHECK-NEXT: %cst = arith.constant dense<[3, 6, 9, 12]> : vector<4xi32>
// CHECK-NEXT: %cst_0 = arith.constant dense<{{\[\[}}2.000000e+00, 4.000000e+00], [6.000000e+00, 8.000000e+00]]> : vector<2x2xf32>
// CHECK-NEXT: %cst_1 = arith.constant dense<[false, false, false, true]> : vector<4xi1>
// CHECK-NEXT: return %cst, %cst_0, %cst_1 : vector<4xi32>, vector<2x2xf32>, vector<4xi1>
func.func @vectors() -> (vector<4xi32>, vector<2x2xf32>, vector<4xi1>) {
  %a = arith.constant dense<3> : vector<4xi32>
  %b = arith.constant dense<[1, 2, 3, 4]> : vector<4xi32>
  %f = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : vector<2x2xf32>
  %0 = arith.muli %a, %b : vector<4xi32>
  %1 = arith.addf %f, %f : vector<2x2xf32>
  %2 = arith.cmpi slt, %a, %b : vector<4xi32>
  return %0, %1, %2 : vector<4xi32>, vector<2x2xf32>, vector<4xi1>
}

// -----

// CHECK-LABEL: @choose(
// CHECK-NEXT: %cst = arith.constant dense<[true, false, true, false]> : vector<4xi1>
// CHECK-NEXT: %cst_0 = arith.constant dense<[1, 2, 3, 4]> : vector<4xi32>
// CHECK-NEXT: %cst_1 = arith.constant dense<[3, 2, 3, 4]> : vector<4xi32>
// CHECK-NEXT: %cst_2 = arith.constant dense<[-1.000000e+00, 2.500000e+00]> : tensor<2xf32>
// CHECK-NEXT: %0 = arith.select %cst, %arg0, %cst_0 : vector<4xi1>, vector<4xi32>
// CHECK-NEXT: return %cst_1, %cst_2, %0 : vector<4xi32>, tensor<2xf32>, vector<4xi32>
func.func @choose(%x: vector<4xi32>) -> (vector<4xi32>, tensor<2xf32>, vector<4xi32>) {
  %mask = arith.constant dense<[true, false, true, false]> : vector<4xi1>
  %a = arith.constant dense<3> : vector<4xi32>
  %b = arith.constant dense<[1, 2, 3, 4]> : vector<4xi32>
  %some = arith.constant dense<[false, true]> : tensor<2xi1>
  %c = arith.constant dense<[1.5, 2.5]> : tensor<2xf32>
  %d = arith.constant dense<-1.0> : tensor<2xf32>
  %0 = arith.select %mask, %a, %b : vector<4xi1>, vector<4xi32>
  %1 = arith.select %some, %c, %d : tensor<2xi1>, tensor<2xf32>
  %2 = arith.select %mask, %x, %b : vector<4xi1>, vector<4xi32>
  return %0, %1, %2 : vector<4xi32>, tensor<2xf32>, vector<4xi32>
}

// -----

// Complex numbers are not chosen from.
// CHECK-LABEL: @choose_complex(
// CHECK-NEXT: %cst = arith.constant dense<[false, true]> : tensor<2xi1>
// CHECK-NEXT: %cst_0 = arith.constant dense<[(1.000000e+00,2.000000e+00), (3.000000e+00,4.000000e+00)]> : tensor<2xcomplex<f32>>
// CHECK-NEXT: %cst_1 = arith.constant dense<(5.000000e+00,6.000000e+00)> : tensor<2xcomplex<f32>>
// CHECK-NEXT: %0 = arith.select %cst, %cst_0, %cst_1 : tensor<2xi1>, tensor<2xcomplex<f32>>
// CHECK-NEXT: return %0 : tensor<2xcomplex<f32>>
func.func @choose_complex() -> tensor<2xcomplex<f32>> {
  %some = arith.constant dense<[false, true]> : tensor<2xi1>
  %a = arith.constant dense<[(1.0, 2.0), (3.0, 4.0)]> : tensor<2xcomplex<f32>>
  %b = arith.constant dense<(5.0, 6.0)> : tensor<2xcomplex<f32>>
  %0 = arith.select %some, %a, %b : tensor<2xi1>, tensor<2xcomplex<f32>>
  return %0 : tensor<2xcomplex<f32>>
}

// -----

// CHECK-LABEL: @cast(
// CHECK-NEXT: %cst = arith.constant dense<[1065353216, -1073741824, 1077936128, 1137180672]> : vector<4xi32>
// CHECK-NEXT: %cst_0 = arith.constant dense<[1.500000e+00, 2.500000e+00, 4.000000e+05]> : vector<3xf32>
// CHECK-NEXT: %cst_1 = arith.constant dense<[1.000000e+00, -2.000000e+00, 3.000000e+00, 4.000000e+02]> : vector<4xf32>
// CHECK-NEXT: %cst_2 = arith.constant dense<[1.000000e+00, 4.2949673E+9, 3.000000e+00, 4.000000e+02]> : vector<4xf32>
// CHECK-NEXT: %cst_3 = arith.constant dense<[1, -2, 400]> : vector<3xi16>
// CHECK-NEXT: %0 = arith.fptoui %cst_0 : vector<3xf32> to vector<3xi16>
// CHECK-NEXT: return %cst_1, %cst_2, %cst_3, %0, %cst : vector<4xf32>, vector<4xf32>, vector<3xi16>, vector<3xi16>, vector<4xi32>
func.func @cast() -> (vector<4xf32>, vector<4xf32>, vector<3xi16>, vector<3xi16>, vector<4xi32>) {
  %i = arith.constant dense<[1, -2, 3, 400]> : vector<4xi32>
  %f = arith.constant dense<[1.5, -2.5, 400.0]> : vector<3xf32>
  %p = arith.constant dense<[1.5, 2.5, 4.0e+5]> : vector<3xf32>
  %0 = arith.sitofp %i : vector<4xi32> to vector<4xf32>
  %1 = arith.uitofp %i : vector<4xi32> to vector<4xf32>
  %2 = arith.fptosi %f : vector<3xf32> to vector<3xi16>
  %3 = arith.fptoui %p : vector<3xf32> to vector<3xi16>
  %4 = arith.bitcast %0 : vector<4xf32> to vector<4xi32>
  return %0, %1, %2, %3, %4 : vector<4xf32>, vector<4xf32>, vector<3xi16>, vector<3xi16>, vector<4xi32>
}

// -----

// A number with more bits than a float has is rounded once.
// CHECK-LABEL: @round_once(
// CHECK-NEXT: %cst = arith.constant 1.15292164E+18 : f32
// CHECK-NEXT: %cst_0 = arith.constant -1.15292164E+18 : f32
// CHECK-NEXT: %cst_1 = arith.constant 1.161930e+18 : bf16
// CHECK-NEXT: %cst_2 = arith.constant 0x4340000000000002 : f64
// CHECK-NEXT: %cst_3 = arith.constant 1.84467441E+19 : f32
// CHECK-NEXT: return %cst, %cst_0, %cst_1, %cst_2, %cst_3 : f32, f32, bf16, f64, f32
func.func @round_once() -> (f32, f32, bf16, f64, f32) {
  %a = arith.constant 1152921573326323713 : i64
  %m = arith.constant -1152921573326323713 : i64
  %b = arith.constant 1157425104234217473 : i64
  %c = arith.constant 9007199254740995 : i64
  %d = arith.constant -1 : i64
  %0 = arith.sitofp %a : i64 to f32
  %1 = arith.sitofp %m : i64 to f32
  %2 = arith.uitofp %b : i64 to bf16
  %3 = arith.sitofp %c : i64 to f64
  %4 = arith.uitofp %d : i64 to f32
  return %0, %1, %2, %3, %4 : f32, f32, bf16, f64, f32
}

// -----

// What is beyond all numbers is never the extreme; NaN is kept by these two and
// dropped by the others.
// CHECK-LABEL: @extremes(
// CHECK-NEXT: %cst = arith.constant 0xFF800000 : f32
// CHECK-NEXT: %cst_0 = arith.constant 0x7F800000 : f32
// CHECK-NEXT: %0 = arith.maximumf %arg0, %cst_0 : f32
// CHECK-NEXT: %1 = arith.maxnumf %arg0, %cst : f32
// CHECK-NEXT: %2 = arith.minnumf %arg0, %cst_0 : f32
// CHECK-NEXT: return %arg0, %arg0, %0, %1, %2 : f32, f32, f32, f32, f32
func.func @extremes(%x: f32) -> (f32, f32, f32, f32, f32) {
  %low = arith.constant 0xFF800000 : f32
  %high = arith.constant 0x7F800000 : f32
  %0 = arith.maximumf %low, %x : f32
  %1 = arith.minimumf %x, %high : f32
  %2 = arith.maximumf %x, %high : f32
  %3 = arith.maxnumf %x, %low : f32
  %4 = arith.minnumf %x, %high : f32
  return %0, %1, %2, %3, %4 : f32, f32, f32, f32, f32
}

// -----

// CHECK-LABEL: @signs(
// CHECK-NEXT: %0 = arith.negf %arg0 : f32
// CHECK-NEXT: %1 = arith.negf %arg1 : f32
// CHECK-NEXT: %2 = arith.mulf %arg0, %arg1 fastmath<nnan> : f32
// CHECK-NEXT: %3 = arith.divf %arg0, %arg1 : f32
// CHECK-NEXT: %4 = arith.mulf %0, %arg1 : f32
// CHECK-NEXT: %5 = arith.addf %0, %1 : f32
// CHECK-NEXT: return %2, %3, %4, %5 : f32, f32, f32, f32
func.func @signs(%a: f32, %b: f32) -> (f32, f32, f32, f32) {
  %0 = arith.negf %a : f32
  %1 = arith.negf %b : f32
  %2 = arith.mulf %0, %1 fastmath<nnan> : f32
  %3 = arith.divf %0, %1 : f32
  %4 = arith.mulf %0, %b : f32
  %5 = arith.addf %0, %1 : f32
  return %2, %3, %4, %5 : f32, f32, f32, f32
}

// -----

// CHECK-LABEL: @bits(
// CHECK-NEXT: %0 = arith.extsi %arg0 : i8 to i32
// CHECK-NEXT: %1 = arith.extui %arg1 : i8 to i32
// CHECK-NEXT: %2 = arith.extui %arg2 : i16 to i32
// CHECK-NEXT: %3 = arith.andi %arg0, %arg1 : i8
// CHECK-NEXT: %4 = arith.extsi %3 : i8 to i32
// CHECK-NEXT: %5 = arith.ori %0, %1 : i32
// CHECK-NEXT: %6 = arith.xori %arg1, %arg0 : i8
// CHECK-NEXT: %7 = arith.extsi %6 : i8 to i32
// CHECK-NEXT: %8 = arith.andi %1, %2 : i32
// CHECK-NEXT: return %4, %1, %5, %7, %8 : i32, i32, i32, i32, i32
func.func @bits(%a: i8, %b: i8, %c: i16) -> (i32, i32, i32, i32, i32) {
  %0 = arith.extsi %a : i8 to i32
  %1 = arith.extsi %b : i8 to i32
  %2 = arith.extui %b : i8 to i32
  %3 = arith.extui %c : i16 to i32
  %4 = arith.andi %0, %1 : i32
  %5 = arith.ori %2, %2 : i32
  %6 = arith.ori %0, %2 : i32
  %7 = arith.xori %1, %0 : i32
  %8 = arith.andi %2, %3 : i32
  return %4, %5, %6, %7, %8 : i32, i32, i32, i32, i32
}

// -----

// CHECK-LABEL: @bits_of_other_signs(
// CHECK-NEXT: %0 = arith.extui %arg0 : i8 to i32
// CHECK-NEXT: return %0 : i32
func.func @bits_of_other_signs(%a: i8, %b: i8) -> i32 {
  %0 = arith.extui %a : i8 to i16
  %1 = arith.extsi %0 : i16 to i32
  return %1 : i32
}

// -----

// Flags stay where the constants alone keep them, too.
// CHECK-LABEL: @flags(
// CHECK-NEXT: %c44_i8 = arith.constant 44 : i8
// CHECK-NEXT: %c15_i8 = arith.constant 15 : i8
// CHECK-NEXT: %c99_i8 = arith.constant 99 : i8
// CHECK-NEXT: %c-56_i8 = arith.constant -56 : i8
// CHECK-NEXT: %c8_i8 = arith.constant 8 : i8
// CHECK-NEXT: %0 = arith.addi %arg0, %c8_i8 overflow<nsw> : i8
// CHECK-NEXT: %1 = arith.addi %arg0, %c-56_i8 overflow<nuw> : i8
// CHECK-NEXT: %2 = arith.addi %arg0, %c99_i8 overflow<nsw> : i8
// CHECK-NEXT: %3 = arith.muli %arg0, %c15_i8 overflow<nuw> : i8
// CHECK-NEXT: %4 = arith.muli %arg0, %c44_i8 : i8
// CHECK-NEXT: %5 = arith.addi %arg0, %c8_i8 : i8
// CHECK-NEXT: return %0, %1, %2, %3, %4, %5 : i8, i8, i8, i8, i8, i8
func.func @flags(%a: i8) -> (i8, i8, i8, i8, i8, i8) {
  %c3 = arith.constant 3 : i8
  %c5 = arith.constant 5 : i8
  %c100 = arith.constant 100 : i8
  %c-1 = arith.constant -1 : i8
  %0 = arith.addi %a, %c3 overflow<nsw> : i8
  %1 = arith.addi %0, %c5 overflow<nsw, nuw> : i8
  %2 = arith.addi %a, %c100 overflow<nsw, nuw> : i8
  %3 = arith.addi %2, %c100 overflow<nsw, nuw> : i8
  %4 = arith.addi %2, %c-1 overflow<nsw, nuw> : i8
  %5 = arith.muli %a, %c3 overflow<nsw, nuw> : i8
  %6 = arith.muli %5, %c5 overflow<nuw> : i8
  %7 = arith.muli %5, %c100 overflow<nsw, nuw> : i8
  %8 = arith.addi %0, %c5 : i8
  return %1, %3, %4, %6, %7, %8 : i8, i8, i8, i8, i8, i8
}

// -----

// CHECK-LABEL: @zero_or_one(
// CHECK-NEXT: %true = arith.constant true
// CHECK-NEXT: %c0_i64 = arith.constant 0 : i64
// CHECK-NEXT: %c2_i64 = arith.constant 2 : i64
// CHECK-NEXT: %cst = arith.constant dense<0> : vector<2xi8>
// CHECK-NEXT: %cst_0 = arith.constant dense<1> : vector<2xi8>
// CHECK-NEXT: %0 = arith.extui %arg0 : i1 to i64
// CHECK-NEXT: %1 = arith.xori %arg0, %true : i1
// CHECK-NEXT: %2 = arith.extui %1 : i1 to i64
// CHECK-NEXT: %3 = arith.select %arg0, %c2_i64, %c0_i64 : i64
// CHECK-NEXT: %4 = arith.select %arg1, %cst_0, %cst : vector<2xi1>, vector<2xi8>
// CHECK-NEXT: return %0, %2, %3, %4 : i64, i64, i64, vector<2xi8>
func.func @zero_or_one(%c: i1, %m: vector<2xi1>) -> (i64, i64, i64, vector<2xi8>) {
  %c0 = arith.constant 0 : i64
  %c1 = arith.constant 1 : i64
  %c2 = arith.constant 2 : i64
  %none = arith.constant dense<0> : vector<2xi8>
  %all = arith.constant dense<1> : vector<2xi8>
  %0 = arith.select %c, %c1, %c0 : i64
  %1 = arith.select %c, %c0, %c1 : i64
  %2 = arith.select %c, %c2, %c0 : i64
  %3 = arith.select %m, %all, %none : vector<2xi1>, vector<2xi8>
  return %0, %1, %2, %3 : i64, i64, i64, vector<2xi8>
}

// -----

// Ops with a second result.
// CHECK-LABEL: @extended(
// CHECK-NEXT: %c68_i8 = arith.constant 68 : i8
// CHECK-NEXT: %c-3_i8 = arith.constant -3 : i8
// CHECK-NEXT: %c97_i8 = arith.constant 97 : i8
// CHECK-NEXT: %c93_i8 = arith.constant 93 : i8
// CHECK-NEXT: %true = arith.constant true
// CHECK-NEXT: %c-128_i8 = arith.constant -128 : i8
// CHECK-NEXT: %false = arith.constant false
// CHECK-NEXT: return %c68_i8, %c-3_i8, %c68_i8, %c97_i8, %c93_i8, %true, %c-128_i8, %false : i8, i8, i8, i8, i8, i1, i8, i1
func.func @extended() -> (i8, i8, i8, i8, i8, i1, i8, i1) {
  %a = arith.constant -7 : i8
  %b = arith.constant 100 : i8
  %c = arith.constant 28 : i8
  %0:2 = arith.mulsi_extended %a, %b : i8
  %1:2 = arith.mului_extended %a, %b : i8
  %2:2 = arith.addui_extended %a, %b : i8, i1
  %3:2 = arith.addui_extended %b, %c : i8, i1
  return %0#0, %0#1, %1#0, %1#1, %2#0, %2#1, %3#0, %3#1 : i8, i8, i8, i8, i8, i1, i8, i1
}

// -----

// CHECK-LABEL: @extended_64(
// CHECK-NEXT: %c2_i64 = arith.constant 2 : i64
// CHECK-NEXT: %c-1_i64 = arith.constant -1 : i64
// CHECK-NEXT: %c9223372036854775806_i64 = arith.constant 9223372036854775806 : i64
// CHECK-NEXT: %c9223372036854775805_i64 = arith.constant 9223372036854775805 : i64
// CHECK-NEXT: %true = arith.constant true
// CHECK-NEXT: return %c2_i64, %c-1_i64, %c2_i64, %c9223372036854775806_i64, %c9223372036854775805_i64, %true : i64, i64, i64, i64, i64, i1
func.func @extended_64() -> (i64, i64, i64, i64, i64, i1) {
  %a = arith.constant -2 : i64
  %b = arith.constant 9223372036854775807 : i64
  %0:2 = arith.mulsi_extended %a, %b : i64
  %1:2 = arith.mului_extended %a, %b : i64
  %2:2 = arith.addui_extended %a, %b : i64, i1
  return %0#0, %0#1, %1#0, %1#1, %2#0, %2#1 : i64, i64, i64, i64, i64, i1
}

// -----

// CHECK-LABEL: @extended_neutral(
// CHECK-NEXT: %false = arith.constant false
// CHECK-NEXT: %c0_i32 = arith.constant 0 : i32
// CHECK-NEXT: %0 = arith.cmpi slt, %arg0, %c0_i32 : i32
// CHECK-NEXT: %1 = arith.extsi %0 : i1 to i32
// CHECK-NEXT: return %c0_i32, %c0_i32, %arg0, %1, %arg0, %c0_i32, %arg0, %false : i32, i32, i32, i32, i32, i32, i32, i1
func.func @extended_neutral(%a: i32, %b: i32) -> (i32, i32, i32, i32, i32, i32, i32, i1) {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %0:2 = arith.mulsi_extended %a, %c0 : i32
  %1:2 = arith.mulsi_extended %a, %c1 : i32
  %2:2 = arith.mului_extended %a, %c1 : i32
  %3:2 = arith.addui_extended %a, %c0 : i32, i1
  return %0#0, %0#1, %1#0, %1#1, %2#0, %2#1, %3#0, %3#1 : i32, i32, i32, i32, i32, i32, i32, i1
}

// -----

// CHECK-LABEL: @extended_halves(
// CHECK-NEXT: %0 = arith.muli %arg0, %arg1 : vector<2xi32>
// CHECK-NEXT: %1 = arith.addi %arg0, %arg1 : vector<2xi32>
// CHECK-NEXT: %low, %high = arith.mului_extended %arg0, %arg1 : vector<2xi32>
// CHECK-NEXT: %sum, %overflow = arith.addui_extended %arg1, %arg1 : vector<2xi32>, vector<2xi1>
// CHECK-NEXT: return %0, %1, %high, %overflow : vector<2xi32>, vector<2xi32>, vector<2xi32>, vector<2xi1>
func.func @extended_halves(%a: vector<2xi32>, %b: vector<2xi32>) -> (vector<2xi32>, vector<2xi32>, vector<2xi32>, vector<2xi1>) {
  %0:2 = arith.mulsi_extended %a, %b : vector<2xi32>
  %1:2 = arith.addui_extended %a, %b : vector<2xi32>, vector<2xi1>
  %2:2 = arith.mului_extended %a, %b : vector<2xi32>
  %3:2 = arith.addui_extended %b, %b : vector<2xi32>, vector<2xi1>
  return %0#0, %1#0, %2#1, %3#1 : vector<2xi32>, vector<2xi32>, vector<2xi32>, vector<2xi1>
}

// -----

// CHECK-LABEL: @known_callee(
// CHECK-NEXT: %0 = call @negate(%arg0) : (i32) -> i32
// CHECK-NEXT: %1 = call_indirect %arg1(%arg0) : (i32) -> i32
// CHECK-NEXT: return %0, %1 : i32, i32
func.func private @negate(i32) -> i32
func.func @known_callee(%a: i32, %g: (i32) -> i32) -> (i32, i32) {
  %f = func.constant @negate : (i32) -> i32
  %0 = func.call_indirect %f(%a) : (i32) -> i32
  %1 = func.call_indirect %g(%a) : (i32) -> i32
  return %0, %1 : i32, i32
}

// -----

// CHECK-LABEL: @powers(
// CHECK-NEXT: %c-27_i8 = arith.constant -27 : i8
// CHECK-NEXT: %c-3_i8 = arith.constant -3 : i8
// CHECK-NEXT: %c0_i8 = arith.constant 0 : i8
// CHECK-NEXT: %c-13_i8 = arith.constant -13 : i8
// CHECK-NEXT: %c1_i8 = arith.constant 1 : i8
// CHECK-NEXT: %c-1_i8 = arith.constant -1 : i8
// CHECK-NEXT: %0 = math.ipowi %c0_i8, %c-3_i8 : i8
// CHECK-NEXT: return %c-13_i8, %c0_i8, %c1_i8, %c-1_i8, %0, %c1_i8, %c-27_i8 : i8, i8, i8, i8, i8, i8, i8
func.func @powers() -> (i8, i8, i8, i8, i8, i8, i8) {
  %a = arith.constant 3 : i8
  %n = arith.constant 5 : i8
  %m = arith.constant -3 : i8
  %one = arith.constant 1 : i8
  %minus = arith.constant -1 : i8
  %zero = arith.constant 0 : i8
  %0 = math.ipowi %a, %n : i8
  %1 = math.ipowi %a, %m : i8
  %2 = math.ipowi %one, %m : i8
  %3 = math.ipowi %minus, %m : i8
  %4 = math.ipowi %zero, %m : i8
  %5 = math.ipowi %m, %zero : i8
  %6 = math.ipowi %m, %a : i8
  return %0, %1, %2, %3, %4, %5, %6 : i8, i8, i8, i8, i8, i8, i8
}

// -----

// CHECK-LABEL: @no_logarithm(
// CHECK-NEXT: %cst = arith.constant 0xFFF0000000000000 : f64
// CHECK-NEXT: %cst_0 = arith.constant 0xFF800000 : f32
// CHECK-NEXT: %cst_1 = arith.constant 0x7FC00000 : f32
// CHECK-NEXT: %cst_2 = arith.constant -0.000000e+00 : f32
// CHECK-NEXT: %cst_3 = arith.constant -1.500000e+00 : f64
// CHECK-NEXT: %0 = math.sqrt %cst_2 : f32
// CHECK-NEXT: %1 = math.log %cst_2 : f32
// CHECK-NEXT: %2 = math.log1p %cst_3 : f64
// CHECK-NEXT: return %0, %cst_1, %1, %cst_0, %cst_2, %2, %cst : f32, f32, f32, f32, f32, f64, f64
func.func @no_logarithm() -> (f32, f32, f32, f32, f32, f64, f64) {
  %zero = arith.constant -0.0 : f32
  %nan = arith.constant 0x7FC00000 : f32
  %m = arith.constant -1.0 : f32
  %less = arith.constant -1.5 : f64
  %d = arith.constant 0.0 : f64
  %0 = math.sqrt %zero : f32
  %1 = math.sqrt %nan : f32
  %2 = math.log %zero : f32
  %3 = math.log1p %m : f32
  %4 = math.log1p %zero : f32
  %5 = math.log1p %less : f64
  %6 = math.log2 %d : f64
  return %0, %1, %2, %3, %4, %5, %6 : f32, f32, f32, f32, f32, f64, f64
}

// -----

// A product with -1 that is added is subtracted.
// CHECK-LABEL: @minus(
// CHECK-NEXT: %c-2 = arith.constant -2 : index
// CHECK-NEXT: %0 = arith.subi %arg1, %arg0 : index
// CHECK-NEXT: %1 = arith.subi %arg2, %arg0 : index
// CHECK-NEXT: %2 = arith.muli %arg0, %c-2 : index
// CHECK-NEXT: %3 = arith.addi %arg2, %2 : index
// CHECK-NEXT: return %0, %1, %3 : index, index, index
func.func @minus(%a: index, %b: index, %c: index) -> (index, index, index) {
  %c-1 = arith.constant -1 : index
  %c-2 = arith.constant -2 : index
  %0 = arith.muli %a, %c-1 : index
  %1 = arith.addi %0, %b : index
  %2 = arith.addi %c, %0 : index
  %3 = arith.muli %a, %c-2 : index
  %4 = arith.addi %c, %3 : index
  return %1, %2, %4 : index, index, index
}

// -----

// A sum with a constant that is added to another value is left.
// CHECK-LABEL: @sums(
// CHECK-NEXT: %c1 = arith.constant 1 : index
// CHECK-NEXT: %c3 = arith.constant 3 : index
// CHECK-NEXT: %0 = arith.addi %arg0, %c3 : index
// CHECK-NEXT: %1 = arith.addi %0, %arg1 : index
// CHECK-NEXT: %2 = arith.addi %arg0, %c1 : index
// CHECK-NEXT: return %1, %2 : index, index
func.func @sums(%a: index, %b: index) -> (index, index) {
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %0 = arith.addi %a, %c3 : index
  %1 = arith.addi %0, %b : index
  %2 = arith.subi %a, %c3 : index
  %3 = arith.addi %2, %c4 : index
  return %1, %3 : index, index
}

// -----

// What neither was made from nor is neutral stays.
// CHECK-LABEL: @complex_rest(
// CHECK-NEXT: %cst = complex.constant [0.000000e+00 : f32, 1.000000e+00 : f32] : complex<f32>
// CHECK-NEXT: %0 = complex.mul %arg0, %arg1 : complex<f32>
// CHECK-NEXT: %1 = complex.sub %0, %arg1 : complex<f32>
// CHECK-NEXT: %2 = complex.add %0, %arg1 : complex<f32>
// CHECK-NEXT: %3 = complex.add %arg0, %cst : complex<f32>
// CHECK-NEXT: %4 = complex.sub %arg0, %arg1 : complex<f32>
// CHECK-NEXT: %5 = complex.add %4, %arg0 : complex<f32>
// CHECK-NEXT: return %1, %2, %3, %5 : complex<f32>, complex<f32>, complex<f32>, complex<f32>
func.func @complex_rest(%z: complex<f32>, %w: complex<f32>) -> (complex<f32>, complex<f32>, complex<f32>, complex<f32>) {
  %one = complex.constant [0.0 : f32, 1.0 : f32] : complex<f32>
  %0 = complex.mul %z, %w : complex<f32>
  %1 = complex.sub %0, %w : complex<f32>
  %2 = complex.add %0, %w : complex<f32>
  %3 = complex.add %z, %one : complex<f32>
  %4 = complex.sub %z, %w : complex<f32>
  %5 = complex.add %4, %z : complex<f32>
  return %1, %2, %3, %5 : complex<f32>, complex<f32>, complex<f32>, complex<f32>
}

// -----

// A constant less a value is a sum with a constant, too.
// CHECK-LABEL: @differences(
// CHECK-NEXT: %c-2 = arith.constant -2 : index
// CHECK-NEXT: %c2 = arith.constant 2 : index
// CHECK-NEXT: %c8 = arith.constant 8 : index
// CHECK-NEXT: %0 = arith.subi %c8, %arg0 : index
// CHECK-NEXT: %1 = arith.subi %c2, %arg0 : index
// CHECK-NEXT: %2 = arith.addi %arg0, %c-2 : index
// CHECK-NEXT: %3 = arith.subi %c8, %arg0 : index
// CHECK-NEXT: return %0, %1, %2, %3 : index, index, index, index
func.func @differences(%a: index) -> (index, index, index, index) {
  %c3 = arith.constant 3 : index
  %c5 = arith.constant 5 : index
  %0 = arith.subi %c5, %a : index
  %1 = arith.addi %0, %c3 : index
  %2 = arith.subi %0, %c3 : index
  %3 = arith.subi %c3, %0 : index
  %4 = arith.subi %a, %c3 : index
  %5 = arith.subi %c5, %4 : index
  return %1, %2, %3, %5 : index, index, index, index
}

// -----

// CHECK-LABEL: @equal_or_not(
// CHECK-NEXT: %0 = arith.cmpi slt, %arg0, %arg1 : i32
// CHECK-NEXT: %1 = arith.select %0, %arg0, %arg1 : i32
// CHECK-NEXT: return %arg1, %arg1, %1 : i32, i32, i32
func.func @equal_or_not(%a: i32, %b: i32) -> (i32, i32, i32) {
  %0 = arith.cmpi eq, %a, %b : i32
  %1 = arith.cmpi ne, %a, %b : i32
  %2 = arith.select %0, %a, %b : i32
  %3 = arith.select %1, %b, %a : i32
  %4 = arith.cmpi slt, %a, %b : i32
  %5 = arith.select %4, %a, %b : i32
  return %2, %3, %5 : i32, i32, i32
}

// -----

// CHECK-LABEL: @there_and_back(
// CHECK-NEXT: %0 = arith.bitcast %arg1 : f32 to i32
// CHECK-NEXT: %1 = arith.trunci %0 : i32 to i16
// CHECK-NEXT: %2 = arith.trunci %arg0 : i8 to i1
// CHECK-NEXT: return %arg0, %arg0, %arg1, %1, %arg2, %2 : i8, i8, f32, i16, index, i1
func.func @there_and_back(%a: i8, %f: f32, %i: index) -> (i8, i8, f32, i16, index, i1) {
  %0 = arith.extsi %a : i8 to i32
  %1 = arith.trunci %0 : i32 to i8
  %2 = arith.extui %a : i8 to i32
  %3 = arith.trunci %2 : i32 to i8
  %4 = arith.bitcast %f : f32 to i32
  %5 = arith.bitcast %4 : i32 to f32
  %6 = arith.trunci %4 : i32 to i16
  %7 = arith.index_cast %i : index to i64
  %8 = arith.index_cast %7 : i64 to index
  %9 = arith.trunci %0 : i32 to i1
  return %1, %3, %5, %6, %8, %9 : i8, i8, f32, i16, index, i1
}
