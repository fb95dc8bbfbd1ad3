// RUN: weirc opt --split-input-file --canonicalize=test-convergence %s | FileCheck %s

// Loops over what is known of their bounds.
// CHECK-DAG: #[[MAP:.+]] = affine_map<()[s0] -> (s0 * 2)>
// CHECK-DAG: #[[MAP1:.+]] = affine_map<()[s0] -> (s0 * 3, 10)>
// CHECK-LABEL: @bounds(
// CHECK-NEXT: affine.for %arg2 = 0 to 11 {
// CHECK-NEXT: affine.for %arg3 = #[[MAP]]()[%arg1] to min #[[MAP1]]()[%arg1] {
// CHECK-NEXT: %0 = affine.load %arg0[%arg2 + %arg3] : memref<?xf32>
// CHECK-NEXT: affine.store %0, %arg0[%arg2 * 2 + symbol(%arg1)] : memref<?xf32>
// CHECK-NEXT: }
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @bounds(%m: memref<?xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c10 = arith.constant 10 : index
  %z = affine.apply affine_map<(d0) -> (d0 * 2)>(%n)
  affine.for %i = affine_map<(d0) -> (d0)>(%c0) to affine_map<(d0) -> (d0 + 1)>(%c10) {
    affine.for %j = affine_map<(d0) -> (d0)>(%z) to min affine_map<(d0)[s0] -> (d0 + s0, 10, 20)>(%n)[%z] {
      %v = affine.load %m[%i + %j] : memref<?xf32>
      affine.store %v, %m[%i * 2 + symbol(%n)] : memref<?xf32>
    }
  }
  return
}

// -----

// Of several numbers the one that decides stays, of equal results one.
// CHECK-DAG: #[[MAP:.+]] = affine_map<()[s0] -> (s0, 7)>
// CHECK-DAG: #[[MAP1:.+]] = affine_map<()[s0] -> (s0 + 30, 25)>
// CHECK-LABEL: @deciding(
// CHECK-NEXT: affine.for %arg3 = max #[[MAP]]()[%arg1] to min #[[MAP1]]()[%arg1] step 2 {
// CHECK-NEXT: affine.store %arg2, %arg0[%arg3] : memref<?xf32>
// CHECK-NEXT: }
// CHECK-NEXT: affine.for %arg3 = 5 to 25 {
// CHECK-NEXT: affine.store %arg2, %arg0[%arg3] : memref<?xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @deciding(%m: memref<?xf32>, %n: index, %f: f32) {
  %c7 = arith.constant 7 : index
  affine.for %i = max affine_map<(d0, d1) -> (3, d0, 5, d1, d0)>(%n, %c7) to min affine_map<(d0) -> (d0 + 30, 40, 25, d0 + 30, 35)>(%n) step 2 {
    affine.store %f, %m[%i] : memref<?xf32>
  }
  affine.for %i = max affine_map<() -> (3, 5)>() to min affine_map<() -> (30, 25)>() {
    affine.store %f, %m[%i] : memref<?xf32>
  }
  return
}

// -----

// CHECK-DAG: #[[MAP:.+]] = affine_map<(d0) -> (d0 * 4)>
// CHECK-DAG: #[[MAP1:.+]] = affine_map<(d0)[s0] -> (d0 * 4 + s0)>
// CHECK-LABEL: @inner_bounds(
// CHECK-NEXT: affine.for %arg3 = 0 to 10 {
// CHECK-NEXT: affine.for %arg4 = #[[MAP]](%arg3) to #[[MAP1]](%arg3)[%arg1] {
// CHECK-NEXT: affine.store %arg2, %arg0[%arg4 + 1] : memref<?xf32>
// CHECK-NEXT: }
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @inner_bounds(%m: memref<?xf32>, %n: index, %f: f32) {
  affine.for %i = 0 to 10 {
    %a = affine.apply affine_map<(d0) -> (d0 * 4)>(%i)
    %b = affine.apply affine_map<(d0)[s0] -> (d0 * 4 + s0)>(%i)[%n]
    affine.for %j = affine_map<(d0) -> (d0)>(%a) to affine_map<(d0) -> (d0)>(%b) {
      affine.store %f, %m[%j + 1] : memref<?xf32>
    }
  }
  return
}

// -----

// CHECK-LABEL: @no_trips(
// CHECK-NEXT: affine.for %arg3 = 5 to 5 {
// CHECK-NEXT: affine.store %arg0, %arg2[0] : memref<4xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %arg0, %arg1 : f32, f32
func.func @no_trips(%f: f32, %g: f32, %m: memref<4xf32>) -> (f32, f32) {
  %0:2 = affine.for %i = 10 to 0 iter_args(%a = %f, %b = %g) -> (f32, f32) {
    %x = arith.addf %a, %b : f32
    affine.yield %x, %a : f32, f32
  }
  affine.for %i = 5 to 5 {
    affine.store %f, %m[0] : memref<4xf32>
  }
  return %0#0, %0#1 : f32, f32
}

// -----

// CHECK-LABEL: @idle(
// CHECK-NEXT: %0 = affine.for %arg3 = 0 to %arg2 iter_args(%arg4 = %arg0) -> (f32) {
// CHECK-NEXT: affine.yield %arg1 : f32
// CHECK-NEXT: }
// CHECK-NEXT: %1:2 = affine.for %arg3 = 0 to 4 step 3 iter_args(%arg4 = %arg0, %arg5 = %arg1) -> (f32, f32) {
// CHECK-NEXT: affine.yield %arg5, %arg4 : f32, f32
// CHECK-NEXT: }
// CHECK-NEXT: return %arg0, %arg1, %0, %arg1, %1#0, %1#1 : f32, f32, f32, f32, f32, f32
func.func @idle(%f: f32, %g: f32, %n: index) -> (f32, f32, f32, f32, f32, f32) {
  %0 = affine.for %i = 0 to %n iter_args(%a = %f) -> (f32) {
    affine.yield %a : f32
  }
  %1 = affine.for %i = 0 to 4 iter_args(%a = %f) -> (f32) {
    affine.yield %g : f32
  }
  %2 = affine.for %i = 0 to %n iter_args(%a = %f) -> (f32) {
    affine.yield %g : f32
  }
  %3:2 = affine.for %i = 0 to 4 step 4 iter_args(%a = %f, %b = %g) -> (f32, f32) {
    affine.yield %b, %a : f32, f32
  }
  %4:2 = affine.for %i = 0 to 4 step 3 iter_args(%a = %f, %b = %g) -> (f32, f32) {
    affine.yield %b, %a : f32, f32
  }
  return %0, %1, %2, %3#0, %4#0, %4#1 : f32, f32, f32, f32, f32, f32
}

// -----

// CHECK-LABEL: @counter(
// CHECK-NEXT: %0 = affine.for %arg1 = 0 to 4 iter_args(%arg2 = %arg0) -> (index) {
// CHECK-NEXT: affine.yield %arg1 : index
// CHECK-NEXT: }
// CHECK-NEXT: %1 = affine.for %arg1 = 3 to 4 iter_args(%arg2 = %arg0) -> (index) {
// CHECK-NEXT: affine.yield %arg1 : index
// CHECK-NEXT: }
// CHECK-NEXT: return %0, %1 : index, index
func.func @counter(%z: index) -> (index, index) {
  %0 = affine.for %i = 0 to 4 iter_args(%a = %z) -> (index) {
    affine.yield %i : index
  }
  %1 = affine.for %i = 3 to 4 iter_args(%a = %z) -> (index) {
    affine.yield %i : index
  }
  return %0, %1 : index, index
}

// -----

// Conditions.
// CHECK-DAG: #[[SET:.+]] = affine_set<()[s0] : (s0 - 5 >= 0, s0 - 3 == 0)>
// CHECK-LABEL: @conditions(
// CHECK-NEXT: %c5 = arith.constant 5 : index
// CHECK-NEXT: affine.if #[[SET]]()[%arg0] {
// CHECK-NEXT: affine.store %arg0, %arg1[3] : memref<4xindex>
// CHECK-NEXT: }
// CHECK-NEXT: affine.store %arg0, %arg1[2] : memref<4xindex>
// CHECK-NEXT: affine.store %c5, %arg1[1] : memref<4xindex>
// CHECK-NEXT: return
func.func @conditions(%n: index, %m: memref<4xindex>) {
  %c5 = arith.constant 5 : index
  affine.if affine_set<(d0, d1) : (d0 - d1 >= 0, d0 == 3)>(%n, %c5) {
    affine.store %n, %m[3] : memref<4xindex>
  } else {
  }
  affine.if affine_set<() : (1 == 0)>() {
    affine.store %n, %m[0] : memref<4xindex>
  }
  affine.if affine_set<() : (1 == 0)>() {
    affine.store %n, %m[1] : memref<4xindex>
  } else {
    affine.store %n, %m[2] : memref<4xindex>
  }
  affine.if affine_set<() : (0 == 0)>() {
    affine.store %c5, %m[1] : memref<4xindex>
  } else {
    affine.store %c5, %m[2] : memref<4xindex>
  }
  return
}

// -----

// CHECK-DAG: #[[SET:.+]] = affine_set<()[s0] : (s0 - 3 >= 0)>
// CHECK-LABEL: @condition_values(
// CHECK-NEXT: %0 = affine.if #[[SET]]()[%arg0] -> f32 {
// CHECK-NEXT: affine.yield %arg1 : f32
// CHECK-NEXT: } else {
// CHECK-NEXT: affine.yield %arg2 : f32
// CHECK-NEXT: }
// CHECK-NEXT: return %0, %arg2 : f32, f32
func.func @condition_values(%n: index, %x: f32, %y: f32) -> (f32, f32) {
  %0 = affine.if affine_set<(d0) : (d0 - 3 >= 0)>(%n) -> f32 {
    affine.yield %x : f32
  } else {
    affine.yield %y : f32
  }
  %1 = affine.if affine_set<() : (1 == 0)>() -> f32 {
    affine.yield %x : f32
  } else {
    affine.yield %y : f32
  }
  return %0, %1 : f32, f32
}

// -----

// Elements.
// CHECK-LABEL: @accesses(
// CHECK-NEXT: %0 = affine.load %arg0[symbol(%arg1) + 3, 3] : memref<10x10xf32>
// CHECK-NEXT: affine.store %arg2, %arg0[symbol(%arg1) * 2 + 6, 0] : memref<10x10xf32>
// CHECK-NEXT: affine.for %arg3 = 0 to 10 {
// CHECK-NEXT: affine.store %arg2, %arg0[%arg3 + symbol(%arg1), %arg3] : memref<10x10xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %0 : f32
func.func @accesses(%m: memref<10x10xf32>, %n: index, %f: f32) -> f32 {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %a = affine.apply affine_map<(d0) -> (d0 + 3)>(%n)
  %v = affine.load %m[%a, %c2 + %c1] : memref<10x10xf32>
  affine.store %f, %m[%a * 2, %n - %n] : memref<10x10xf32>
  affine.for %i = 0 to 10 {
    %b = affine.apply affine_map<(d0, d1) -> (d0 + d1)>(%i, %n)
    affine.store %f, %m[%b, %i] : memref<10x10xf32>
  }
  return %v : f32
}

// -----

// CHECK-LABEL: @cast_memory(
// CHECK-NEXT: %0 = affine.load %arg0[symbol(%arg1)] : memref<10xf32>
// CHECK-NEXT: affine.store %arg2, %arg0[symbol(%arg1)] : memref<10xf32>
// CHECK-NEXT: return %0 : f32
func.func @cast_memory(%m: memref<10xf32>, %n: index, %f: f32) -> f32 {
  %c = memref.cast %m : memref<10xf32> to memref<?xf32>
  %v = affine.load %c[%n] : memref<?xf32>
  affine.store %f, %c[%n] : memref<?xf32>
  return %v : f32
}

// -----

// CHECK-LABEL: @nest(
// CHECK-NEXT: affine.parallel (%arg2, %arg3) = (0, symbol(%arg1) * 2) to (10, min(15, symbol(%arg1) * 2 + 1)) {
// CHECK-NEXT: %0 = affine.load %arg0[%arg2 + %arg3] : memref<?xf32>
// CHECK-NEXT: affine.store %0, %arg0[%arg2] : memref<?xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @nest(%m: memref<?xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c10 = arith.constant 10 : index
  %z = affine.apply affine_map<(d0) -> (d0 * 2)>(%n)
  affine.parallel (%i, %j) = (%c0, %z) to (%c10, min(%c10 + 5, %z + 1)) {
    %v = affine.load %m[%i + %j] : memref<?xf32>
    affine.store %v, %m[%i] : memref<?xf32>
  }
  return
}

// -----

// Extremes of extremes, in order, each once.
// CHECK-DAG: #[[MAP:.+]] = affine_map<()[s0, s1] -> (3, 5, s1, s0)>
// CHECK-DAG: #[[MAP1:.+]] = affine_map<()[s0, s1] -> (5, s1 * 2 - 3, s1 * 2 + 1, s0, s0 + s1)>
// CHECK-DAG: #[[MAP2:.+]] = affine_map<()[s0, s1] -> (s1, s1 + 3, s0)>
// CHECK-DAG: #[[MAP3:.+]] = affine_map<()[s0, s1] -> (s1, s0 floordiv 4, 9)>
// CHECK-LABEL: @extremes(
// CHECK-NEXT: %0 = affine.min #[[MAP]]()[%arg0, %arg1]
// CHECK-NEXT: %1 = affine.max #[[MAP1]]()[%arg0, %arg1]
// CHECK-NEXT: %2 = affine.max #[[MAP2]]()[%arg1, %arg0]
// CHECK-NEXT: %3 = affine.min #[[MAP3]]()[%arg0, %arg2]
// CHECK-NEXT: return %0, %1, %arg0, %2, %3 : index, index, index, index, index
func.func @extremes(%a: index, %b: index, %c: index) -> (index, index, index, index, index) {
  %0 = affine.min affine_map<(d0, d1) -> (d1, d0, d0, 5, 3)>(%a, %b)
  %1 = affine.max affine_map<(d0, d1) -> (d1 * 2 + 1, d0, d1 + d0, 5, d1 * 2 - 3)>(%a, %b)
  %2 = affine.min affine_map<(d0) -> (d0)>(%a)
  %3 = affine.max affine_map<(d0)[s0] -> (s0, d0 + 3, d0)>(%a)[%b]
  %4 = affine.min affine_map<(d0, d1) -> (d1, d0 floordiv 4, 9, d1)>(%a, %c)
  return %0, %1, %2, %3, %4 : index, index, index, index, index
}

// -----

// CHECK-DAG: #[[MAP:.+]] = affine_map<()[s0, s1, s2] -> (9, s2, s1, s0)>
// CHECK-DAG: #[[MAP1:.+]] = affine_map<()[s0, s1] -> (s1, s0)>
// CHECK-DAG: #[[MAP2:.+]] = affine_map<()[s0, s1, s2] -> (s2, s1, s0 + 1)>
// CHECK-DAG: #[[MAP3:.+]] = affine_map<()[s0, s1] -> (4, s0 + s1)>
// CHECK-DAG: #[[MAP4:.+]] = affine_map<()[s0, s1] -> (s1 + 1, s0)>
// CHECK-LABEL: @merged(
// CHECK-NEXT: %0 = affine.min #[[MAP]]()[%arg0, %arg1, %arg2]
// CHECK-NEXT: %1 = affine.max #[[MAP1]]()[%arg0, %arg1]
// CHECK-NEXT: %2 = affine.max #[[MAP2]]()[%arg2, %arg0, %arg1]
// CHECK-NEXT: %3 = affine.max #[[MAP3]]()[%1, %arg2]
// CHECK-NEXT: %4 = affine.min #[[MAP4]]()[%1, %arg2]
// CHECK-NEXT: return %0, %2, %3, %4 : index, index, index, index
func.func @merged(%a: index, %b: index, %c: index) -> (index, index, index, index) {
  %0 = affine.min affine_map<(d0, d1) -> (d1, d0)>(%a, %b)
  %1 = affine.min affine_map<(d0, d1) -> (d0, d1, 9)>(%0, %c)
  %2 = affine.max affine_map<()[s0, s1] -> (s0, s1)>()[%a, %b]
  %3 = affine.max affine_map<()[s0, s1] -> (s0, s1 + 1)>()[%2, %c]
  %4 = affine.max affine_map<()[s0, s1] -> (s0 + s1, 4)>()[%2, %c]
  %5 = affine.min affine_map<()[s0, s1] -> (s0, s1 + 1)>()[%2, %c]
  return %1, %3, %4, %5 : index, index, index, index
}

// -----

// CHECK-DAG: #[[MAP:.+]] = affine_map<(d0)[s0] -> (-d0 + s0, 32)>
// CHECK-DAG: #[[MAP1:.+]] = affine_map<(d0)[s0] -> (s0, d0, d0 * 2)>
// CHECK-LABEL: @in_loops(
// CHECK-NEXT: affine.for %arg3 = 0 to 100 step 32 {
// CHECK-NEXT: %0 = affine.min #[[MAP]](%arg3)[%arg1]
// CHECK-NEXT: %1 = affine.max #[[MAP1]](%arg3)[%arg1]
// CHECK-NEXT: %2 = arith.addi %0, %1 : index
// CHECK-NEXT: memref.store %arg2, %arg0[%2] : memref<?xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @in_loops(%m: memref<?xf32>, %n: index, %f: f32) {
  affine.for %i = 0 to 100 step 32 {
    %s = affine.min affine_map<(d0)[s0] -> (-d0 + s0, 32)>(%i)[%n]
    %t = affine.max affine_map<(d0)[s0] -> (d0 * 2, s0, s0, d0)>(%i)[%n]
    %u = arith.addi %s, %t : index
    memref.store %f, %m[%u] : memref<?xf32>
  }
  return
}
