// RUN: weirc opt --split-input-file --verify-diagnostics --canonicalize=test-convergence %s | FileCheck %s

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
  // CHECK: %[[LEFT:.+]] = affine.apply #{{.+}}()[%[[A]]]
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

// -----

// Values computed by other maps are computed from what these take; each value
// is used once, and values of the function are symbols.
// CHECK-DAG: #[[SUM:.+]] = affine_map<()[s0, s1] -> (s0 + s1 * 5 + 3)>
// CHECK-DAG: #[[PRODUCTS:.+]] = affine_map<()[s0, s1, s2] -> (s1 + s2 * s0)>
// CHECK-LABEL: @composed
// CHECK-SAME: (%[[A:.+]]: index, %[[B:.+]]: index, %[[C:.+]]: index)
func.func @composed(%a: index, %b: index, %c: index) -> (index, index) {
  %0 = affine.apply affine_map<(d0)[s0] -> (d0 * 2 + s0 + 1)>(%a)[%b]
  // CHECK-NEXT: %[[X:.+]] = affine.apply #[[SUM]]()[%[[B]], %[[A]]]
  %1 = affine.apply affine_map<(d0, d1, d2) -> (d0 + d1 * 3 + 2)>(%0, %a, %c)
  // CHECK-NEXT: %[[Y:.+]] = affine.apply #[[PRODUCTS]]()[%[[B]], %[[C]], %[[A]]]
  %2 = affine.apply affine_map<()[s0, s1, s2, s3] -> (s2 + s3 * s1)>()[%a, %b, %c, %a]
  // CHECK-NEXT: return %[[X]], %[[Y]]
  return %1, %2 : index, index
}

// -----

// What is computed inside of control flow stays a dimension; remainders are
// written out where that makes terms meet.
// CHECK: #[[MAP:.+]] = affine_map<(d0)[s0] -> ((d0 floordiv 4) * -4 + d0 * s0)>
// CHECK-LABEL: @inside
func.func @inside(%n: index, %c: i1, %i: index) -> index {
  %r = scf.if %c -> index {
    %x = arith.muli %n, %i : index
    // CHECK: affine.apply #[[MAP]](%{{.+}})[%arg0]
    %0 = affine.apply affine_map<(d0, d1)[s0] -> (d1 mod 4 + d0 * s0 - d0)>(%x, %x)[%n]
    scf.yield %0 : index
  } else {
    scf.yield %n : index
  }
  return %r : index
}

// -----

// CHECK-LABEL: @coordinates
// CHECK-SAME: (%[[I:.+]]: index, %[[N:.+]]: index)
func.func @coordinates(%i: index, %n: index) -> (index, index) {
  // CHECK-NEXT: %[[AT:.+]]:2 = affine.delinearize_index %[[I]] into (%[[N]], %[[I]]) : index, index
  %0:2 = affine.delinearize_index %i into (%n, %i) : index, index
  // CHECK-NEXT: return %[[AT]]#0, %[[AT]]#1
  return %0#0, %0#1 : index, index
}

// -----

func.func @too_few(%i: index, %n: index) -> index {
  // expected-error @+1 {{should return an index for each basis element}}
  %0 = "affine.delinearize_index"(%i, %n, %n) : (index, index, index) -> index
  return %0 : index
}
