// RUN: weirc opt --split-input-file --lower-affine %s | FileCheck %s

// CHECK-LABEL: @sums
// CHECK-SAME: (%[[A:.+]]: index, %[[B:.+]]: index)
util.func public @sums(%a: index, %b: index) -> (index, index, index) {
  // CHECK: %[[C2:.+]] = arith.constant 2 : index
  // CHECK-NEXT: %[[M:.+]] = arith.muli %[[B]], %[[C2]]
  // CHECK-NEXT: %[[S:.+]] = arith.addi %[[A]], %[[M]]
  // CHECK-NEXT: %[[C3:.+]] = arith.constant -3 : index
  // CHECK-NEXT: %[[T:.+]] = arith.addi %[[S]], %[[C3]]
  %0 = affine.apply affine_map<(d0)[s0] -> (d0 + s0 * 2 - 3)>(%a)[%b]
  // CHECK-NEXT: %[[C7:.+]] = arith.constant 7 : index
  %1 = affine.apply affine_map<() -> (7)>()
  %2 = affine.apply affine_map<(d0, d1) -> (d1)>(%a, %b)
  // CHECK-NEXT: util.return %[[T]], %[[C7]], %[[B]]
  util.return %0, %1, %2 : index, index, index
}

// -----

// Remainders are never negative.
// CHECK-LABEL: @remainder
// CHECK-SAME: (%[[A:.+]]: index)
util.func public @remainder(%a: index) -> index {
  // CHECK: %[[C4:.+]] = arith.constant 4 : index
  // CHECK-NEXT: %[[R:.+]] = arith.remsi %[[A]], %[[C4]]
  // CHECK-NEXT: %[[C0:.+]] = arith.constant 0 : index
  // CHECK-NEXT: %[[N:.+]] = arith.cmpi slt, %[[R]], %[[C0]]
  // CHECK-NEXT: %[[P:.+]] = arith.addi %[[R]], %[[C4]]
  // CHECK-NEXT: %[[S:.+]] = arith.select %[[N]], %[[P]], %[[R]]
  %0 = affine.apply affine_map<(d0) -> (d0 mod 4)>(%a)
  // CHECK-NEXT: util.return %[[S]]
  util.return %0 : index
}

// -----

// CHECK-LABEL: @down
// CHECK-SAME: (%[[A:.+]]: index, %[[B:.+]]: index)
util.func public @down(%a: index, %b: index) -> index {
  // CHECK: %[[C0:.+]] = arith.constant 0 : index
  // CHECK-NEXT: %[[ONES:.+]] = arith.constant -1 : index
  // CHECK-NEXT: %[[N:.+]] = arith.cmpi slt, %[[A]], %[[C0]]
  // CHECK-NEXT: %[[X:.+]] = arith.subi %[[ONES]], %[[A]]
  // CHECK-NEXT: %[[D:.+]] = arith.select %[[N]], %[[X]], %[[A]]
  // CHECK-NEXT: %[[Q:.+]] = arith.divsi %[[D]], %[[B]]
  // CHECK-NEXT: %[[Y:.+]] = arith.subi %[[ONES]], %[[Q]]
  // CHECK-NEXT: %[[S:.+]] = arith.select %[[N]], %[[Y]], %[[Q]]
  %0 = affine.apply affine_map<(d0)[s0] -> (d0 floordiv s0)>(%a)[%b]
  // CHECK-NEXT: util.return %[[S]]
  util.return %0 : index
}

// -----

// CHECK-LABEL: @up
// CHECK-SAME: (%[[A:.+]]: index)
util.func public @up(%a: index) -> index {
  // CHECK: %[[C8:.+]] = arith.constant 8 : index
  // CHECK-NEXT: %[[C0:.+]] = arith.constant 0 : index
  // CHECK-NEXT: %[[C1:.+]] = arith.constant 1 : index
  // CHECK-NEXT: %[[L:.+]] = arith.cmpi sle, %[[A]], %[[C0]]
  // CHECK-NEXT: %[[N:.+]] = arith.subi %[[C0]], %[[A]]
  // CHECK-NEXT: %[[B:.+]] = arith.subi %[[A]], %[[C1]]
  // CHECK-NEXT: %[[D:.+]] = arith.select %[[L]], %[[N]], %[[B]]
  // CHECK-NEXT: %[[Q:.+]] = arith.divsi %[[D]], %[[C8]]
  // CHECK-NEXT: %[[X:.+]] = arith.subi %[[C0]], %[[Q]]
  // CHECK-NEXT: %[[Y:.+]] = arith.addi %[[Q]], %[[C1]]
  // CHECK-NEXT: %[[S:.+]] = arith.select %[[L]], %[[X]], %[[Y]]
  %0 = affine.apply affine_map<(d0) -> (d0 ceildiv 8)>(%a)
  // CHECK-NEXT: util.return %[[S]]
  util.return %0 : index
}

// -----

// Also inside of other ops.
// CHECK-LABEL: @extremes
// CHECK-SAME: (%[[A:.+]]: index, %[[B:.+]]: index, %[[C:.+]]: i1)
util.func public @extremes(%a: index, %b: index, %c: i1) -> index {
  // CHECK: scf.if
  %0 = scf.if %c -> index {
    // CHECK-NEXT: %[[C5:.+]] = arith.constant 5 : index
    // CHECK-NEXT: %[[X:.+]] = arith.addi %[[A]], %[[C5]]
    // CHECK-NEXT: %[[Y:.+]] = arith.minsi %[[A]], %[[B]]
    // CHECK-NEXT: %[[Z:.+]] = arith.minsi %[[Y]], %[[X]]
    // CHECK-NEXT: scf.yield %[[Z]]
    %1 = affine.min affine_map<(d0)[s0] -> (d0, s0, d0 + 5)>(%a)[%b]
    scf.yield %1 : index
  } else {
    // CHECK: %[[Y:.+]] = arith.maxsi %[[A]], %[[B]]
    // CHECK-NEXT: scf.yield %[[Y]]
    %1 = affine.max affine_map<(d0, d1) -> (d0, d1)>(%a, %b)
    scf.yield %1 : index
  }
  util.return %0 : index
}

// -----

// What is no affine op stays, with its maps.
// CHECK-LABEL: @other
util.func public @other(%a: memref<4x4xf32, affine_map<(d0, d1) -> (d1 floordiv 2, d0)>>) -> index {
  // CHECK-NEXT: %[[C:.+]] = arith.constant 4 : index
  // CHECK-NEXT: util.return %[[C]]
  %c = arith.constant 4 : index
  util.return %c : index
}
