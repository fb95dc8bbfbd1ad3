// RUN: weirc opt --split-input-file --canonicalize=test-convergence %s | FileCheck %s

// CHECK-LABEL: @select_by_complement
// CHECK-NEXT: %[[S:.+]] = arith.select %arg0, %arg2, %arg1 : i32
// CHECK-NEXT: return %[[S]]
func.func @select_by_complement(%c: i1, %a: i32, %b: i32) -> i32 {
  %true = arith.constant true
  %0 = arith.xori %c, %true : i1
  %1 = arith.select %0, %a, %b : i32
  return %1 : i32
}

// CHECK-LABEL: @select_by_other_bits
// CHECK: arith.xori
// CHECK-NEXT: arith.cmpi
// CHECK-NEXT: arith.select %{{.+}}, %arg1, %arg2
func.func @select_by_other_bits(%c: i32, %a: i32, %b: i32) -> i32 {
  %c0 = arith.constant 0 : i32
  %c3 = arith.constant 3 : i32
  %0 = arith.xori %c, %c3 : i32
  %1 = arith.cmpi sgt, %0, %c0 : i32
  %2 = arith.select %1, %a, %b : i32
  return %2 : i32
}

// CHECK-LABEL: @functions_of_constants
// CHECK-DAG: %[[EXP:.+]] = arith.constant 7.3890562 : f32
// CHECK-DAG: %[[POW:.+]] = arith.constant 4.000000e+00 : f64
// CHECK: return %[[EXP]], %[[POW]]
func.func @functions_of_constants() -> (f32, f64) {
  %a = arith.constant 2.0 : f32
  %b = arith.constant 2.0 : f64
  %0 = math.exp %a : f32
  %1 = math.powf %b, %b : f64
  return %0, %1 : f32, f64
}

// CHECK-LABEL: @functions_without_a_result
// CHECK: math.log
// CHECK: math.sqrt
func.func @functions_without_a_result() -> (f32, f32) {
  %a = arith.constant -2.0 : f32
  %0 = math.log %a : f32
  %1 = math.sqrt %a : f32
  return %0, %1 : f32, f32
}

// CHECK-LABEL: @maps_of_constants
// CHECK-DAG: %[[C12:.+]] = arith.constant 12 : index
// CHECK-DAG: %[[C3:.+]] = arith.constant 3 : index
// CHECK-DAG: %[[C4:.+]] = arith.constant 4 : index
// CHECK: return %[[C12]], %[[C3]], %[[C4]], %arg0
func.func @maps_of_constants(%i: index) -> (index, index, index, index) {
  %c3 = arith.constant 3 : index
  %0 = affine.apply affine_map<(d0) -> (d0 * 4)>(%c3)
  %1 = affine.min affine_map<(d0) -> (d0, 4)>(%c3)
  %2 = affine.max affine_map<()[s0] -> (s0, 4)>()[%c3]
  %3 = affine.apply affine_map<(d0)[s0] -> (s0)>(%c3)[%i]
  return %0, %1, %2, %3 : index, index, index, index
}

// CHECK-LABEL: @reshapes_in_a_row
// CHECK-NEXT: %[[C:.+]] = tensor.collapse_shape %arg0 {{\[}}[0, 1, 2], [3]] : tensor<2x3x4x5xf32> into tensor<24x5xf32>
// CHECK-NEXT: %[[E:.+]] = tensor.expand_shape %arg1 {{\[}}[0, 1, 2]] output_shape [2, 3, 4] : tensor<24xf32> into tensor<2x3x4xf32>
// CHECK-NEXT: return %[[C]], %[[E]]
func.func @reshapes_in_a_row(%a: tensor<2x3x4x5xf32>, %b: tensor<24xf32>) -> (tensor<24x5xf32>, tensor<2x3x4xf32>) {
  %0 = tensor.collapse_shape %a [[0, 1], [2], [3]] : tensor<2x3x4x5xf32> into tensor<6x4x5xf32>
  %1 = tensor.collapse_shape %0 [[0, 1], [2]] : tensor<6x4x5xf32> into tensor<24x5xf32>
  %2 = tensor.expand_shape %b [[0, 1]] output_shape [6, 4] : tensor<24xf32> into tensor<6x4xf32>
  %3 = tensor.expand_shape %2 [[0, 1], [2]] output_shape [2, 3, 4] : tensor<6x4xf32> into tensor<2x3x4xf32>
  return %1, %3 : tensor<24x5xf32>, tensor<2x3x4xf32>
}

// CHECK-LABEL: @buffers_before_casts
// CHECK-DAG: %[[C4:.+]] = arith.constant 4 : index
// CHECK: memref.load %arg0[%arg2, %arg2] : memref<4x?xf32>
// CHECK: memref.store %{{.+}}, %arg0[%arg2, %arg2] : memref<4x?xf32>
// CHECK: %[[U:.+]] = memref.dim %arg1, %arg2 : memref<*xf32>
// CHECK: return %[[C4]], %[[U]]
func.func @buffers_before_casts(%m: memref<4x?xf32>, %u: memref<*xf32>, %i: index) -> (index, index) {
  %c0 = arith.constant 0 : index
  %0 = memref.cast %m : memref<4x?xf32> to memref<?x?xf32>
  %1 = memref.dim %0, %c0 : memref<?x?xf32>
  %2 = memref.load %0[%i, %i] : memref<?x?xf32>
  memref.store %2, %0[%i, %i] : memref<?x?xf32>
  %3 = memref.dim %u, %i : memref<*xf32>
  return %1, %3 : index, index
}

// CHECK-LABEL: @parts_of_numbers
// CHECK-NEXT: %[[C:.+]] = arith.constant 2.000000e+00 : f32
// CHECK-NEXT: return %arg0, %arg1, %[[C]]
func.func @parts_of_numbers(%c: complex<f32>, %a: f32, %b: f32) -> (complex<f32>, f32, f32) {
  %0 = complex.re %c : complex<f32>
  %1 = complex.im %c : complex<f32>
  %2 = complex.create %0, %1 : complex<f32>
  %3 = complex.create %a, %b : complex<f32>
  %4 = complex.re %3 : complex<f32>
  %5 = complex.constant [1.0 : f32, 2.0 : f32] : complex<f32>
  %6 = complex.im %5 : complex<f32>
  return %2, %4, %6 : complex<f32>, f32, f32
}

// -----

// Comparisons of bits with a constant stay; those of numbers made of bits are
// the bits.
// CHECK-LABEL: @bits
// CHECK-SAME: (%[[A:.+]]: i1)
util.func public @bits(%a: i1) -> (i1, i1, i1) {
  %c0 = arith.constant 0 : i32
  %true = arith.constant true
  %false = arith.constant false
  // CHECK: %[[EQ:.+]] = arith.cmpi eq, %[[A]], %true
  %0 = arith.cmpi eq, %a, %true : i1
  // CHECK: %[[NE:.+]] = arith.cmpi ne, %[[A]], %false
  %1 = arith.cmpi ne, %a, %false : i1
  %2 = arith.extui %a : i1 to i32
  %3 = arith.cmpi ne, %2, %c0 : i32
  // CHECK: util.return %[[EQ]], %[[NE]], %[[A]]
  util.return %0, %1, %3 : i1, i1, i1
}

// -----

// Bits of constants as other numbers; numbers that are none have no sign.
// CHECK-LABEL: @constants
// CHECK-SAME: (%[[X:.+]]: f32)
util.func public @constants(%x: f32) -> (f32, i32, tensor<2xi16>, f32, i1, i1, i1) {
  // CHECK-DAG: %[[F:.+]] = arith.constant 1.000000e+00 : f32
  // CHECK-DAG: %[[I:.+]] = arith.constant -1073741824 : i32
  // CHECK-DAG: %[[T:.+]] = arith.constant dense<[15360, -16384]> : tensor<2xi16>
  // CHECK-DAG: %[[NONE:.+]] = arith.constant 0x7FC00000 : f32
  // CHECK-DAG: %[[TRUE:.+]] = arith.constant true
  %one = arith.constant 1065353216 : i32
  %0 = arith.bitcast %one : i32 to f32
  %f = arith.constant -2.0 : f32
  %1 = arith.bitcast %f : f32 to i32
  %t = arith.constant dense<[1.0, -2.0]> : tensor<2xf16>
  %2 = arith.bitcast %t : tensor<2xf16> to tensor<2xi16>
  %zero = arith.constant 0.0 : f32
  %3 = arith.divf %zero, %zero : f32
  %4 = arith.cmpf uno, %x, %3 : f32
  // CHECK: %[[A:.+]] = arith.cmpf true, %[[X]], %[[X]]
  %5 = arith.cmpf true, %x, %x : f32
  // CHECK: %[[B:.+]] = arith.cmpf false, %[[X]], %{{.+}}
  %6 = arith.cmpf false, %x, %zero : f32
  // CHECK: util.return %[[F]], %[[I]], %[[T]], %[[NONE]], %[[TRUE]], %[[A]], %[[B]]
  util.return %0, %1, %2, %3, %4, %5, %6 : f32, i32, tensor<2xi16>, f32, i1, i1, i1
}

// -----

// What an extension adds and the next cast does not keep is not made.
// CHECK-LABEL: @extensions
// CHECK-SAME: (%[[A:.+]]: i8, %[[B:.+]]: i32)
util.func public @extensions(%a: i8, %b: i32) -> (i16, i16, i4, index, index, index, f32, f32) {
  // CHECK-DAG: %[[MAX:.+]] = arith.constant 0.000000e+00 : f32
  // CHECK-DAG: %[[MIN:.+]] = arith.constant -0.000000e+00 : f32
  // CHECK-DAG: %[[S64:.+]] = arith.extsi %[[B]] : i32 to i64
  %0 = arith.extsi %a : i8 to i64
  %1 = arith.extui %a : i8 to i64
  // CHECK-DAG: %[[S:.+]] = arith.extsi %[[A]] : i8 to i16
  %2 = arith.trunci %0 : i64 to i16
  // CHECK-DAG: %[[U:.+]] = arith.extui %[[A]] : i8 to i16
  %3 = arith.trunci %1 : i64 to i16
  // CHECK-DAG: %[[T:.+]] = arith.trunci %[[A]] : i8 to i4
  %4 = arith.trunci %0 : i64 to i4
  %5 = arith.extsi %b : i32 to i64
  // CHECK-DAG: %[[IS:.+]] = arith.index_cast %[[B]] : i32 to index
  %6 = arith.index_cast %5 : i64 to index
  // CHECK-DAG: %[[IU:.+]] = arith.index_castui %[[A]] : i8 to index
  %7 = arith.index_castui %1 : i64 to index
  // Not with another sign.
  // CHECK-DAG: %[[MIXED:.+]] = arith.index_castui %[[S64]] : i64 to index
  %8 = arith.index_castui %5 : i64 to index
  %p = arith.constant 0.0 : f32
  %n = arith.constant -0.0 : f32
  %9 = arith.maxnumf %n, %p : f32
  %10 = arith.minnumf %p, %n : f32
  // CHECK: util.return %[[S]], %[[U]], %[[T]], %[[IS]], %[[IU]], %[[MIXED]], %[[MAX]], %[[MIN]]
  util.return %2, %3, %4, %6, %7, %8, %9, %10 : i16, i16, i4, index, index, index, f32, f32
}
