// RUN: weirc opt --split-input-file --util-simplify-global-accesses %s | FileCheck %s

util.global private @c : index
// CHECK-LABEL: @immutable
util.func public @immutable(%p: i1) -> index {
  // CHECK-NEXT: %[[C:.+]] = util.global.load @c
  // CHECK-NEXT: cf.cond_br
  cf.cond_br %p, ^a, ^b
^a:
  %0 = util.global.load @c : index
  // CHECK: util.return %[[C]]
  util.return %0 : index
^b:
  %1 = util.global.load @c : index
  // CHECK: util.return %[[C]]
  util.return %1 : index
}

// -----

util.global private mutable @v : index
util.global private mutable @w : index
// CHECK-LABEL: @forwarded
// CHECK-SAME: (%[[X:.+]]: index, %[[Y:.+]]: index)
util.func public @forwarded(%x: index, %y: index) -> (index, index) {
  // CHECK-NEXT: %[[W:.+]] = util.global.load @w
  // CHECK-NEXT: %[[SUM:.+]] = arith.addi
  // CHECK-NEXT: util.global.store %[[Y]], @v
  // CHECK-NEXT: util.return %[[X]], %[[W]]
  util.global.store %x, @v : index
  %0 = util.global.load @v : index
  util.global.store %y, @v : index
  %s = arith.addi %x, %y : index
  %1 = util.global.load @w : index
  util.return %0, %1 : index, index
}

// -----

util.global private mutable @v : index
util.func private @other()
// A call may touch anything.
// CHECK-LABEL: @calls
util.func public @calls(%x: index) -> index {
  // CHECK-NEXT: util.global.store
  // CHECK-NEXT: util.call @other
  // CHECK-NEXT: %[[V:.+]] = util.global.load @v
  util.global.store %x, @v : index
  util.call @other() : () -> ()
  %0 = util.global.load @v : index
  // CHECK-NEXT: util.return %[[V]]
  util.return %0 : index
}
