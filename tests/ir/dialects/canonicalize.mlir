// RUN: weirc opt --split-input-file --canonicalize=test-convergence %s | FileCheck %s

// CHECK-LABEL: @integer_constants
// CHECK-SAME: (%[[X:.+]]: i32
func.func @integer_constants(%x: i32, %c: i1) -> (i32, i32, i1, i32, index, i1) {
  // CHECK-DAG: %[[TRUE:.+]] = arith.constant true
  // CHECK-DAG: %[[C2:.+]] = arith.constant 2 : i32
  // CHECK-DAG: %[[CM2:.+]] = arith.constant -2 : i32
  // CHECK-DAG: %[[C5I:.+]] = arith.constant 5 : i32
  // CHECK-DAG: %[[C5:.+]] = arith.constant 5 : index
  %c2 = arith.constant 2 : i32
  %c3 = arith.constant 3 : i32
  %c0 = arith.constant 0 : i32
  %true = arith.constant true
  %sum = arith.addi %c2, %c3 : i32
  // (x + 2) + 3 and then 3 - all of it: -2 - x.
  // CHECK: %[[DIFF:.+]] = arith.subi %[[CM2]], %[[X]] : i32
  %a = arith.addi %x, %c2 : i32
  %b = arith.addi %a, %c3 : i32
  %difference = arith.subi %c3, %b : i32
  // The constant goes to the right, the negation into the predicate.
  // CHECK: %[[CMP:.+]] = arith.cmpi sle, %[[X]], %[[C2]] : i32
  %compare = arith.cmpi slt, %c2, %x : i32
  %not = arith.xori %compare, %true : i1
  // CHECK-NOT: arith.muli
  // CHECK-NOT: arith.select
  %zero = arith.muli %x, %c0 : i32
  %select = arith.select %c, %zero, %c0 : i32
  %c5 = arith.constant 5 : i32
  %index = arith.index_cast %c5 : i32 to index
  %same = arith.cmpi eq, %x, %x : i32
  // CHECK: return %[[C5I]], %[[DIFF]], %[[CMP]], %{{.+}}, %[[C5]], %[[TRUE]]
  return %sum, %difference, %not, %select, %index, %same : i32, i32, i1, i32, index, i1
}

// -----

// Overflow and division by zero stay what they are.
// CHECK-LABEL: @no_division
func.func @no_division(%x: i8) -> (i8, i8, i8) {
  %c0 = arith.constant 0 : i8
  %cm1 = arith.constant -1 : i8
  %lowest = arith.constant -128 : i8
  // CHECK-DAG: arith.divsi %{{.+}}, %{{.+}} : i8
  %0 = arith.divsi %lowest, %cm1 : i8
  // CHECK-DAG: arith.divui %{{.+}}, %{{.+}} : i8
  %1 = arith.divui %x, %c0 : i8
  // CHECK-DAG: arith.constant 127 : i8
  %2 = arith.addi %lowest, %cm1 : i8
  return %0, %1, %2 : i8, i8, i8
}

// -----

// CHECK-LABEL: @branches_known
// CHECK-SAME: (%[[A:.+]]: i32, %[[B:.+]]: i32)
func.func @branches_known(%a: i32, %b: i32) -> i32 {
  // CHECK-NEXT: return %[[A]] : i32
  %true = arith.constant true
  cf.assert %true, "holds"
  cf.cond_br %true, ^bb1(%a : i32), ^bb1(%b : i32)
^bb1(%0: i32):
  return %0 : i32
}

// -----

// CHECK-LABEL: @branch_skips
// CHECK-SAME: (%[[C:.+]]: i1, %[[X:.+]]: i32)
func.func @branch_skips(%c: i1, %x: i32) -> i32 {
  // CHECK: cf.cond_br %[[C]], ^bb2(%[[X]] : i32), ^bb1
  cf.cond_br %c, ^bb1(%x : i32), ^bb2
^bb1(%0: i32):
  cf.br ^bb3(%0 : i32)
^bb2:
  // The condition is known here.
  // CHECK: call @other(%false)
  %1 = func.call @other(%c) : (i1) -> i32
  cf.br ^bb3(%1 : i32)
^bb3(%2: i32):
  return %2 : i32
}
func.func private @other(i1) -> i32

// -----

// CHECK-LABEL: @loops
// CHECK-SAME: (%[[C:.+]]: i1, %[[X:.+]]: i32, %[[Y:.+]]: i32, %[[N:.+]]: index)
func.func @loops(%c: i1, %x: i32, %y: i32, %n: index) -> (i32, i32, i32, i32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK: %[[SEL:.+]] = arith.select %[[C]], %[[X]], %[[Y]] : i32
  %0 = scf.if %c -> i32 {
    scf.yield %x : i32
  } else {
    scf.yield %y : i32
  }
  // One iteration is its body.
  // CHECK: %[[ONCE:.+]] = arith.muli %[[X]], %[[X]] : i32
  %1 = scf.for %i = %c0 to %c1 step %c1 iter_args(%a = %x) -> i32 {
    %2 = arith.muli %a, %a : i32
    scf.yield %2 : i32
  }
  // What goes round unchanged is not carried.
  // CHECK: %[[LOOP:.+]] = scf.for %{{.+}} = %{{.+}} to %[[N]] step %{{.+}} iter_args(%[[A:.+]] = %[[X]]) -> (i32)
  // CHECK-NEXT: arith.muli %[[A]], %[[Y]] : i32
  %3:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x, %b = %y) -> (i32, i32) {
    %4 = arith.muli %a, %b : i32
    scf.yield %4, %b : i32, i32
  }
  %5 = scf.index_switch %c1 -> i32
  case 1 {
    scf.yield %x : i32
  }
  default {
    scf.yield %y : i32
  }
  // CHECK: return %[[SEL]], %[[ONCE]], %[[LOOP]], %[[X]]
  return %0, %1, %3#0, %5 : i32, i32, i32, i32
}

// -----

// CHECK-LABEL: @dims
// CHECK-SAME: (%[[N:.+]]: index, %[[T:.+]]: tensor<4x?xf32>)
func.func @dims(%n: index, %t: tensor<4x?xf32>) -> (index, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK: %[[C4:.+]] = arith.constant 4 : index
  // CHECK: %[[DIM:.+]] = tensor.dim %[[T]]
  %0 = tensor.dim %t, %c0 : tensor<4x?xf32>
  %e = tensor.empty(%n) : tensor<?x4xf32>
  %1 = tensor.dim %e, %c0 : tensor<?x4xf32>
  %cast = tensor.cast %t : tensor<4x?xf32> to tensor<?x?xf32>
  %2 = tensor.dim %cast, %c1 : tensor<?x?xf32>
  // CHECK: return %[[C4]], %[[N]], %[[DIM]]
  return %0, %1, %2 : index, index, index
}
