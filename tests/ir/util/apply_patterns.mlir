// RUN: weirc opt --split-input-file --util-apply-patterns %s | FileCheck %s
// RUN: weirc opt --split-input-file --canonicalize %s | FileCheck %s --check-prefix=CANON

// Arguments that every branch hands the same value twice are one.

util.func private @ext() -> index
// CHECK-LABEL: @twice
// CHECK-SAME: (%[[A:.+]]: index, %[[B:.+]]: index, %[[C:.+]]: i1)
// CANON-LABEL: @twice
util.func public @twice(%a: index, %b: index, %c: i1) -> (index, index, index) {
  // CHECK: cf.cond_br %[[C]], ^bb1(%[[A]], %[[B]] : index, index), ^bb2
  // CANON: cf.cond_br {{.+}} : index, index, index, index)
  cf.cond_br %c, ^bb1(%a, %b, %a, %b : index, index, index, index), ^bb2
^bb1(%0: index, %1: index, %2: index, %3: index):
  // CHECK: ^bb1(%[[X:.+]]: index, %[[Y:.+]]: index):
  // CHECK: %[[S:.+]] = arith.addi %[[Y]], %[[Y]]
  %4 = arith.addi %1, %3 : index
  // CHECK: util.return %[[X]], %[[S]], %[[X]]
  util.return %0, %4, %2 : index, index, index
^bb2:
  %5 = util.call @ext() : () -> index
  // CHECK: %[[E:.+]] = util.call @ext
  // CHECK: cf.br ^bb1(%[[B]], %[[E]] : index, index)
  cf.br ^bb1(%b, %5, %b, %5 : index, index, index, index)
}

// -----

// What a loop only hands on is the value it began with.

// CHECK-LABEL: @carried
// CHECK-SAME: (%[[A:.+]]: index, %[[N:.+]]: index)
util.func public @carried(%a: index, %n: index) -> (index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK: cf.br ^bb1(%c0 : index)
  cf.br ^bb1(%c0, %a : index, index)
^bb1(%i: index, %k: index):
  // CHECK: ^bb1(%[[I:.+]]: index):
  %more = arith.cmpi slt, %i, %n : index
  cf.cond_br %more, ^bb2, ^bb3
^bb2:
  %next = arith.addi %i, %c1 : index
  // CHECK: cf.br ^bb1(%{{.+}} : index)
  cf.br ^bb1(%next, %k : index, index)
^bb3:
  // CHECK: util.return %[[A]], %[[I]]
  util.return %k, %i : index, index
}

// -----

// Branches that differ keep their arguments.

util.func private @ext() -> index
// CHECK-LABEL: @differ
util.func public @differ(%a: index, %b: index, %c: i1) -> index {
  // CHECK: cf.cond_br %{{.+}}, ^bb1(%{{.+}}, %{{.+}} : index, index), ^bb2
  cf.cond_br %c, ^bb1(%a, %a : index, index), ^bb2
^bb1(%0: index, %1: index):
  // CHECK: ^bb1(%[[X:.+]]: index, %[[Y:.+]]: index):
  // CHECK: arith.subi %[[X]], %[[Y]]
  %2 = arith.subi %0, %1 : index
  util.return %2 : index
^bb2:
  %3 = util.call @ext() : () -> index
  // CHECK: cf.br ^bb1(%{{.+}}, %{{.+}} : index, index)
  cf.br ^bb1(%3, %b : index, index)
}
