// RUN: weirc opt --allow-unregistered-dialect --loop-invariant-code-motion %s | FileCheck %s

// CHECK-LABEL: @hoists
// CHECK: %[[A:.+]] = arith.addi %arg0, %arg1 : index
// CHECK-NEXT: %[[B:.+]] = arith.muli %[[A]], %arg1 : index
// CHECK-NEXT: scf.for %[[I:.+]] =
// CHECK-NEXT: arith.addi %[[I]], %[[B]]
util.func public @hoists(%a: index, %b: index, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %0 = arith.addi %a, %b : index
    %1 = arith.muli %0, %b : index
    %2 = arith.addi %i, %1 : index
    util.optimization_barrier %2 : index
  }
  util.return
}

// Out of both loops; what depends on the outer one out of the inner only.
// CHECK-LABEL: @nests
// CHECK: arith.muli %arg0, %arg0
// CHECK-NEXT: scf.for %[[I:.+]] =
// CHECK-NEXT: arith.addi %[[I]], %arg0
// CHECK-NEXT: scf.for
// CHECK-NEXT: util.optimization_barrier
util.func public @nests(%a: index, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    scf.for %j = %c0 to %n step %c1 {
      %0 = arith.muli %a, %a : index
      %1 = arith.addi %i, %a : index
      util.optimization_barrier %0 : index
      util.optimization_barrier %1 : index
    }
  }
  util.return
}

// A loop goes with its body if it uses nothing of the one around it and ends.
// CHECK-LABEL: @regions
// CHECK: %[[S:.+]] = scf.for
// CHECK-NEXT: arith.addi
// CHECK-NEXT: scf.yield
// CHECK-NEXT: }
// CHECK: scf.for
// CHECK-NEXT: scf.for
// CHECK-NEXT: arith.addi
// CHECK-NEXT: scf.yield
// CHECK-NEXT: }
// CHECK-NEXT: util.optimization_barrier %[[S]]
util.func public @regions(%a: index, %n: index, %step: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %0 = scf.for %j = %c0 to %n step %c1 iter_args(%x = %a) -> (index) {
      %2 = arith.addi %x, %j : index
      scf.yield %2 : index
    }
    %1 = scf.for %j = %c0 to %n step %step iter_args(%x = %a) -> (index) {
      %2 = arith.addi %x, %j : index
      scf.yield %2 : index
    }
    util.optimization_barrier %0 : index
    util.optimization_barrier %1 : index
  }
  util.return
}

// CHECK-LABEL: @keeps_effects
// CHECK: scf.for
// CHECK-NEXT: util.global.load
// CHECK-NEXT: util.global.store
util.global private mutable @g : index
util.func public @keeps_effects(%n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %0 = util.global.load @g : index
    util.global.store %0, @g : index
  }
  util.return
}

// The loop may not run: what could fail, and ops with regions, stay in it.
// CHECK-LABEL: @may_fail
// CHECK-SAME: (%[[A:.+]]: index, %[[B:.+]]: index, %{{.+}}: i1, %{{.+}}: index)
util.func public @may_fail(%a: index, %b: index, %c: i1, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK-DAG: %[[C4:.+]] = arith.constant 4 : index
  // CHECK-DAG: %[[ONES:.+]] = arith.constant -1 : index
  %c4 = arith.constant 4 : index
  %ones = arith.constant -1 : index
  // CHECK: arith.divsi %[[A]], %[[C4]]
  // CHECK-NEXT: arith.divui %[[A]], %[[ONES]]
  // CHECK-NEXT: arith.remsi %[[A]], %[[B]]
  // CHECK-NEXT: scf.for
  scf.for %i = %c0 to %n step %c1 {
    // CHECK-NEXT: arith.divsi %[[A]], %[[B]]
    // CHECK-NEXT: arith.divui %[[A]], %[[B]]
    // CHECK-NEXT: arith.ceildivui %[[A]], %{{.+}}
    // CHECK-NEXT: arith.divsi %[[A]], %[[ONES]]
    // CHECK-NEXT: scf.if
    %0 = arith.divsi %a, %b : index
    %1 = arith.divui %a, %b : index
    %2 = arith.ceildivui %a, %c0 : index
    %3 = arith.divsi %a, %ones : index
    %4 = scf.if %c -> index {
      scf.yield %a : index
    } else {
      scf.yield %b : index
    }
    %5 = arith.divsi %a, %c4 : index
    %6 = arith.divui %a, %ones : index
    %7 = arith.remsi %a, %b : index
    // CHECK: "test.use"
    "test.use"(%0, %1, %2, %3, %4, %5, %6, %7) : (index, index, index, index, index, index, index, index) -> ()
  }
  util.return
}
