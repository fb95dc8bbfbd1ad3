// RUN: weirc opt --affine-expand-index-ops %s | FileCheck %s

// CHECK-DAG: #[[ROWS:.+]] = affine_map<()[s0] -> (s0 floordiv 1792)>
// CHECK-DAG: #[[MIDDLE:.+]] = affine_map<()[s0] -> ((s0 mod 1792) floordiv 8)>
// CHECK-DAG: #[[LAST:.+]] = affine_map<()[s0] -> (s0 mod 8)>
// CHECK-DAG: #[[OPEN_ROWS:.+]] = affine_map<()[s0, s1, s2] -> (s2 floordiv (s0 * s1))>
// CHECK-DAG: #[[OPEN_MIDDLE:.+]] = affine_map<()[s0, s1, s2] -> ((s2 mod (s0 * s1)) floordiv s1)>
// CHECK-DAG: #[[OPEN_LAST:.+]] = affine_map<()[s0, s1, s2] -> ((s2 mod (s0 * s1)) mod s1)>

// CHECK-LABEL: @known_sizes
// CHECK-SAME: (%[[I:.+]]: index)
func.func @known_sizes(%i: index) -> (index, index, index) {
  %c16 = arith.constant 16 : index
  %c224 = arith.constant 224 : index
  %c8 = arith.constant 8 : index
  // CHECK-NEXT: %[[A:.+]] = affine.apply #[[ROWS]]()[%[[I]]]
  // CHECK-NEXT: %[[B:.+]] = affine.apply #[[MIDDLE]]()[%[[I]]]
  // CHECK-NEXT: %[[C:.+]] = affine.apply #[[LAST]]()[%[[I]]]
  %0:3 = affine.delinearize_index %i into (%c16, %c224, %c8) : index, index, index
  // CHECK-NEXT: return %[[A]], %[[B]], %[[C]]
  func.return %0#0, %0#1, %0#2 : index, index, index
}

// CHECK-LABEL: @open_sizes
// CHECK-SAME: (%[[I:.+]]: index, %{{.+}}: index, %[[N:.+]]: index, %[[M:.+]]: index)
func.func @open_sizes(%i: index, %k: index, %n: index, %m: index) -> (index, index, index) {
  // CHECK-NEXT: affine.apply #[[OPEN_ROWS]]()[%[[N]], %[[M]], %[[I]]]
  // CHECK-NEXT: affine.apply #[[OPEN_MIDDLE]]()[%[[N]], %[[M]], %[[I]]]
  // CHECK-NEXT: affine.apply #[[OPEN_LAST]]()[%[[N]], %[[M]], %[[I]]]
  %0:3 = affine.delinearize_index %i into (%k, %n, %m) : index, index, index
  func.return %0#0, %0#1, %0#2 : index, index, index
}

// One coordinate is the index itself.

// CHECK-LABEL: @line
// CHECK-SAME: (%[[I:.+]]: index, %{{.+}}: index)
func.func @line(%i: index, %n: index) -> index {
  // CHECK-NEXT: return %[[I]]
  %0 = affine.delinearize_index %i into (%n) : index
  func.return %0 : index
}

// Loop counters are dimensions of the maps.

// CHECK-LABEL: @in_a_loop
func.func @in_a_loop(%n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  // CHECK: scf.for %[[I:.+]] =
  scf.for %i = %c0 to %n step %c1 {
    // CHECK-NEXT: affine.apply #{{.+}}(%[[I]])
    // CHECK-NEXT: affine.apply #{{.+}}(%[[I]])
    // CHECK-NOT: delinearize
    %0:2 = affine.delinearize_index %i into (%n, %c4) : index, index
    func.call @take(%0#0, %0#1) : (index, index) -> ()
  }
  func.return
}
func.func private @take(index, index)
