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

// -----

// Nothing moves over an op that reads or writes the global inside.

util.global private mutable @state : i32
util.global private mutable @copy : i32
// CHECK-LABEL: @inside
// CHECK-SAME: (%[[C:.+]]: i1, %[[V:.+]]: i32)
util.func public @inside(%c: i1, %v: i32) {
  // CHECK-NEXT: util.global.store %[[V]], @state
  util.global.store %v, @state : i32
  // CHECK-NEXT: scf.if
  scf.if %c {
    // CHECK-NEXT: util.global.load @state
    %0 = util.global.load @state : i32
    %1 = arith.addi %0, %v : i32
    // CHECK: util.global.store %{{.+}}, @state
    util.global.store %1, @state : i32
  }
  // CHECK: }
  // CHECK-NEXT: %[[S:.+]] = util.global.load @state
  %2 = util.global.load @state : i32
  // CHECK-NEXT: util.global.store %[[S]], @copy
  util.global.store %2, @copy : i32
  util.return
}

// -----

// Loads go up to the call before them, stores down to the one behind.

util.func private @other()
util.global private mutable @state : i32
// CHECK-LABEL: @between
// CHECK-SAME: (%[[V:.+]]: i32)
util.func public @between(%v: i32) -> i32 {
  // CHECK-NEXT: arith.muli
  // CHECK-NEXT: util.global.store %[[V]], @state
  // CHECK-NEXT: util.call @other
  util.global.store %v, @state : i32
  %0 = arith.muli %v, %v : i32
  util.call @other() : () -> ()
  // CHECK-NEXT: %[[S:.+]] = util.global.load @state
  // CHECK-NEXT: arith.addi
  // CHECK-NEXT: arith.addi
  %1 = arith.addi %0, %v : i32
  %2 = util.global.load @state : i32
  %3 = arith.addi %1, %2 : i32
  // CHECK-NEXT: util.return
  util.return %3 : i32
}
