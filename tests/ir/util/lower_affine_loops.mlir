// RUN: weirc opt --split-input-file --lower-affine %s | FileCheck %s

// Bounds of several results are the largest and the smallest of these.
// CHECK-LABEL: @bounds
// CHECK-SAME: (%[[N:.+]]: index, %[[K:.+]]: index)
func.func @bounds(%n: index, %k: index) {
  // CHECK-NEXT: %[[C1:.+]] = arith.constant 1 : index
  // CHECK-NEXT: %[[N1:.+]] = arith.addi %[[N]], %[[C1]]
  // CHECK-NEXT: %[[LOW:.+]] = arith.maxsi %[[K]], %[[N1]]
  // CHECK-NEXT: %[[C7:.+]] = arith.constant 7 : index
  // CHECK-NEXT: %[[HIGH:.+]] = arith.minsi %[[N]], %[[C7]]
  // CHECK-NEXT: %[[STEP:.+]] = arith.constant 3 : index
  // CHECK-NEXT: scf.for %{{.+}} = %[[LOW]] to %[[HIGH]] step %[[STEP]] {
  affine.for %i = max affine_map<(d0)[s0] -> (d0, s0 + 1)>(%k)[%n] to min affine_map<(d0) -> (d0, 7)>(%n) step 3 {
  }
  return
}

// -----

// CHECK-LABEL: @carried
// CHECK-SAME: (%[[N:.+]]: index, %[[V:.+]]: f32, %[[M:.+]]: memref<8xf32>)
func.func @carried(%n: index, %v: f32, %m: memref<8xf32>) -> f32 {
  // CHECK: %[[C0:.+]] = arith.constant 0 : index
  // CHECK-NEXT: %[[C1:.+]] = arith.constant 1 : index
  // CHECK-NEXT: %[[R:.+]] = scf.for %[[I:.+]] = %[[C0]] to %[[N]] step %[[C1]] iter_args(%[[X:.+]] = %[[V]]) -> (f32) {
  %r = affine.for %i = 0 to %n iter_args(%x = %v) -> f32 {
    // CHECK-NEXT: %[[C5:.+]] = arith.constant 5 : index
    // CHECK-NEXT: %[[I5:.+]] = arith.addi %[[I]], %[[C5]]
    // CHECK-NEXT: %[[E:.+]] = memref.load %[[M]][%[[I5]]] : memref<8xf32>
    %e = affine.load %m[%i + 5] : memref<8xf32>
    // CHECK-NEXT: %[[S:.+]] = arith.addf %[[X]], %[[E]]
    %s = arith.addf %x, %e : f32
    // CHECK-NEXT: memref.store %[[S]], %[[M]][%[[I]]]
    affine.store %s, %m[%i] : memref<8xf32>
    // CHECK-NEXT: scf.yield %[[S]] : f32
    affine.yield %s : f32
  }
  // CHECK: return %[[R]]
  return %r : f32
}

// -----

// Sets are conjunctions of comparisons with zero.
// CHECK-LABEL: @condition
// CHECK-SAME: (%[[I:.+]]: index, %[[N:.+]]: index, %[[A:.+]]: f32, %[[B:.+]]: f32)
func.func @condition(%i: index, %n: index, %a: f32, %b: f32) -> f32 {
  // CHECK-NEXT: %[[C0:.+]] = arith.constant 0 : index
  // CHECK-NEXT: %[[CM2:.+]] = arith.constant -2 : index
  // CHECK-NEXT: %[[D:.+]] = arith.addi %[[I]], %[[CM2]]
  // CHECK-NEXT: %[[P:.+]] = arith.cmpi sge, %[[D]], %[[C0]]
  // CHECK-NEXT: %[[Q:.+]] = arith.cmpi eq, %[[N]], %[[C0]]
  // CHECK-NEXT: %[[PQ:.+]] = arith.andi %[[P]], %[[Q]]
  // CHECK-NEXT: %[[R:.+]] = scf.if %[[PQ]] -> (f32) {
  // CHECK-NEXT: scf.yield %[[A]]
  // CHECK-NEXT: } else {
  // CHECK-NEXT: scf.yield %[[B]]
  %r = affine.if affine_set<(d0)[s0] : (d0 - 2 >= 0, s0 == 0)>(%i)[%n] -> f32 {
    affine.yield %a : f32
  } else {
    affine.yield %b : f32
  }
  // CHECK: return %[[R]]
  return %r : f32
}

// -----

// A set without conditions is that of all points, where zero is zero.
// CHECK-LABEL: @always
func.func @always(%m: memref<f32>, %v: f32) {
  // CHECK: %[[A:.+]] = arith.constant 0 : index
  // CHECK-NEXT: %[[B:.+]] = arith.constant 0 : index
  // CHECK-NEXT: %[[IS:.+]] = arith.cmpi eq, %[[B]], %[[A]]
  // CHECK-NEXT: scf.if %[[IS]] {
  // CHECK-NEXT: memref.store %{{.+}}, %{{.+}}[] : memref<f32>
  // CHECK-NEXT: }
  // CHECK-NEXT: return
  affine.if affine_set<() : ()>() {
    affine.store %v, %m[] : memref<f32>
  }
  return
}

// -----

// Loops that nobody said to be affine stay.
// CHECK-LABEL: @stays
func.func @stays(%n: index, %m: memref<8xf32>, %v: f32) {
  // CHECK: scf.for
  scf.for %i = %n to %n step %n {
    // CHECK-NEXT: memref.store %{{.+}}, %{{.+}}[%{{.+}}] : memref<8xf32>
    memref.store %v, %m[%i] : memref<8xf32>
  }
  return
}

// -----

// Bounds come dimension by dimension, then steps, then what is started from.
// CHECK-LABEL: @parallel
// CHECK-SAME: (%[[N:.+]]: index, %[[K:.+]]: index, %[[M:.+]]: memref<?x?xf32>)
func.func @parallel(%n: index, %k: index, %m: memref<?x?xf32>) -> f32 {
  // CHECK-NEXT: %[[C0:.+]] = arith.constant 0 : index
  // CHECK-NEXT: %[[LOW:.+]] = arith.maxsi %[[C0]], %[[N]]
  // CHECK-NEXT: %[[C1:.+]] = arith.constant 1 : index
  // CHECK-NEXT: %[[LOW1:.+]] = arith.constant 1 : index
  // CHECK-NEXT: %[[HIGH1:.+]] = arith.minsi %[[K]], %[[N]]
  // CHECK-NEXT: %[[STEP:.+]] = arith.constant 2 : index
  // CHECK-NEXT: %[[STEP1:.+]] = arith.constant 3 : index
  // CHECK-NEXT: %[[START:.+]] = arith.constant 0.000000e+00 : f32
  // CHECK-NEXT: %[[R:.+]] = scf.parallel (%[[I:.+]], %[[J:.+]]) = (%[[LOW]], %[[LOW1]]) to (%[[C1]], %[[HIGH1]]) step (%[[STEP]], %[[STEP1]]) init (%[[START]]) -> f32 {
  // CHECK-NEXT: %[[E:.+]] = memref.load %[[M]][%[[I]], %[[J]]]
  // CHECK-NEXT: scf.reduce(%[[E]] : f32) {
  // CHECK-NEXT: ^bb0(%[[A:.+]]: f32, %[[B:.+]]: f32):
  // CHECK-NEXT: %[[S:.+]] = arith.addf %[[A]], %[[B]]
  // CHECK-NEXT: scf.reduce.return %[[S]] : f32
  %r = affine.parallel (%i, %j) = (max(0, %n), 1) to (1, min(%k, %n)) step (2, 3) reduce ("addf") -> f32 {
    %e = affine.load %m[%i, %j] : memref<?x?xf32>
    affine.yield %e : f32
  }
  // CHECK: return %[[R]]
  return %r : f32
}
