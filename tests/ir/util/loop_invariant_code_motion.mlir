// RUN: weirc opt --loop-invariant-code-motion %s | FileCheck %s

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

// A region goes with its op if it uses nothing of the loop.
// CHECK-LABEL: @regions
// CHECK: scf.if %arg0
// CHECK: scf.while
// CHECK: scf.if %arg0
// CHECK-NEXT: scf.yield %{{.+}} : index
util.func public @regions(%c: i1, %a: index, %b: index) -> index {
  %0 = scf.while (%x = %a) : (index) -> index {
    %1 = scf.if %c -> (index) {
      scf.yield %a : index
    } else {
      scf.yield %b : index
    }
    %2 = scf.if %c -> (index) {
      scf.yield %x : index
    } else {
      scf.yield %1 : index
    }
    %3 = arith.cmpi slt, %2, %1 : index
    scf.condition(%3) %2 : index
  } do {
  ^bb0(%x: index):
    scf.yield %x : index
  }
  util.return %0 : index
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
