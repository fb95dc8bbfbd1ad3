// RUN: weirc opt --split-input-file --verify-diagnostics --canonicalize %s | FileCheck %s

// What is known of the operands may be all that there is to know.

// CHECK-LABEL: @apply
// CHECK-SAME: (%[[A:.+]]: index, %[[B:.+]]: index)
func.func @apply(%a: index, %b: index) -> (index, index, index, index, index) {
  // CHECK-DAG: %[[C2:.+]] = arith.constant 2 : index
  // CHECK-DAG: %[[C3:.+]] = arith.constant 3 : index
  %c5 = arith.constant 5 : index
  %c0 = arith.constant 0 : index
  %0 = affine.apply affine_map<()[s0] -> (s0 ceildiv 4)>()[%c5]
  %1 = affine.apply affine_map<(d0)[s0] -> (s0)>(%a)[%b]
  %2 = affine.apply affine_map<(d0, d1) -> (d0 + d1)>(%a, %c0)
  %3 = affine.apply affine_map<(d0, d1) -> (d1 - 2)>(%a, %c5)
  // CHECK: %[[LEFT:.+]] = affine.apply #{{.+}}(%[[A]])[%{{.+}}]
  %4 = affine.apply affine_map<(d0)[s0] -> (d0 floordiv s0)>(%a)[%c0]
  // CHECK: return %[[C2]], %[[B]], %[[A]], %[[C3]], %[[LEFT]]
  return %0, %1, %2, %3, %4 : index, index, index, index, index
}

// -----

// CHECK-LABEL: @extremes
// CHECK-SAME: (%[[A:.+]]: index)
func.func @extremes(%a: index) -> (index, index, index) {
  // CHECK-DAG: %[[CM1:.+]] = arith.constant -1 : index
  // CHECK-DAG: %[[C6:.+]] = arith.constant 6 : index
  %c3 = arith.constant 3 : index
  %0 = affine.min affine_map<(d0) -> (d0, d0 * 2, -1)>(%c3)
  %1 = affine.max affine_map<(d0) -> (d0, d0 * 2, -1)>(%c3)
  // CHECK: %[[LEFT:.+]] = affine.min
  %2 = affine.min affine_map<(d0)[s0] -> (d0, s0)>(%a)[%c3]
  // CHECK: return %[[CM1]], %[[C6]], %[[LEFT]]
  return %0, %1, %2 : index, index, index
}

// -----

func.func @operands() -> index {
  // expected-error @+1 {{operand count and affine map dimension and symbol count must match}}
  %0 = "affine.apply"() {map = affine_map<(d0) -> (d0)>} : () -> index
  return %0 : index
}

// -----

func.func @no_map() -> index {
  // expected-error @+1 {{expected an affine map}}
  %0 = "affine.min"() {map = 3 : i32} : () -> index
  return %0 : index
}

// -----

func.func @several() -> index {
  // expected-error @+1 {{mapping must produce one value}}
  %0 = "affine.apply"() {map = affine_map<() -> (1, 2)>} : () -> index
  return %0 : index
}
