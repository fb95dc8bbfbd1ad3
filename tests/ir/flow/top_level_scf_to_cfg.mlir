// RUN: weirc opt --allow-unregistered-dialect --split-input-file --flow-top-level-scf-to-cfg %s | FileCheck %s

// CHECK-LABEL: @branch
// CHECK-SAME: (%[[P:.+]]: i1, %[[A:.+]]: i32, %[[B:.+]]: i32)
util.func public @branch(%p: i1, %a: i32, %b: i32) -> i32 {
  // CHECK-NEXT: cf.cond_br %[[P]], ^[[YES:.+]], ^[[NO:.+]]
  // CHECK: ^[[YES]]:
  // CHECK-NEXT: cf.br ^[[JOIN:.+]](%[[A]] : i32)
  // CHECK: ^[[NO]]:
  // CHECK-NEXT: cf.br ^[[JOIN]](%[[B]] : i32)
  // CHECK: ^[[JOIN]](%[[R:.+]]: i32):
  // CHECK-NEXT: cf.br ^[[REST:.+]]
  // CHECK: ^[[REST]]:
  // CHECK-NEXT: util.return %[[R]]
  %0 = scf.if %p -> i32 {
    scf.yield %a : i32
  } else {
    scf.yield %b : i32
  }
  util.return %0 : i32
}

// -----

// CHECK-LABEL: @loop
// CHECK-SAME: (%[[L:.+]]: index, %[[H:.+]]: index, %[[S:.+]]: index, %[[X:.+]]: i32)
util.func public @loop(%l: index, %h: index, %s: index, %x: i32) -> i32 {
  // CHECK-NEXT: cf.br ^[[TEST:.+]](%[[L]], %[[X]] : index, i32)
  // CHECK: ^[[TEST]](%[[I:.+]]: index, %[[ACC:.+]]: i32):
  // CHECK-NEXT: %[[C:.+]] = arith.cmpi slt, %[[I]], %[[H]] : index
  // CHECK-NEXT: cf.cond_br %[[C]], ^[[BODY:.+]], ^[[REST:.+]]
  // CHECK: ^[[BODY]]:
  // CHECK-NEXT: %[[NEXT:.+]] = arith.addi %[[ACC]], %[[X]] : i32
  // CHECK-NEXT: %[[J:.+]] = arith.addi %[[I]], %[[S]] : index
  // CHECK-NEXT: cf.br ^[[TEST]](%[[J]], %[[NEXT]] : index, i32)
  // CHECK: ^[[REST]]:
  // CHECK-NEXT: util.return %[[ACC]]
  %0 = scf.for %i = %l to %h step %s iter_args(%acc = %x) -> (i32) {
    %1 = arith.addi %acc, %x : i32
    scf.yield %1 : i32
  }
  util.return %0 : i32
}

// -----

// CHECK-LABEL: @while
// CHECK-SAME: (%[[X:.+]]: i32)
util.func public @while(%x: i32) -> i32 {
  // CHECK-NEXT: cf.br ^[[BEFORE:.+]](%[[X]] : i32)
  // CHECK: ^[[BEFORE]](%[[V:.+]]: i32):
  // CHECK-NEXT: %[[C:.+]] = "test.goes_on"(%[[V]])
  // CHECK-NEXT: cf.cond_br %[[C]], ^[[AFTER:.+]](%[[V]] : i32), ^[[REST:.+]]
  // CHECK: ^[[AFTER]](%[[W:.+]]: i32):
  // CHECK-NEXT: %[[N:.+]] = "test.next"(%[[W]])
  // CHECK-NEXT: cf.br ^[[BEFORE]](%[[N]] : i32)
  // CHECK: ^[[REST]]:
  // CHECK-NEXT: util.return %[[V]]
  %0 = scf.while (%v = %x) : (i32) -> i32 {
    %c = "test.goes_on"(%v) : (i32) -> i1
    scf.condition(%c) %v : i32
  } do {
  ^bb0(%w: i32):
    %n = "test.next"(%w) : (i32) -> i32
    scf.yield %n : i32
  }
  util.return %0 : i32
}

// -----

// CHECK-LABEL: @nested
util.func public @nested(%p: i1, %q: i1) {
  // CHECK-COUNT-2: cf.cond_br
  // CHECK: "test.work"
  // CHECK-NOT: scf.
  scf.if %p {
    scf.if %q {
      "test.work"() : () -> ()
    }
  }
  util.return
}

// -----

// CHECK-LABEL: @inside
util.func public @inside(%p: i1) {
  // CHECK: flow.dispatch.region
  flow.dispatch.region -> () {
    // CHECK: scf.if
    scf.if %p {
      "test.work"() : () -> ()
    }
    flow.return
  }
  util.return
}

// -----

// Cases come in their order, what is meant otherwise comes last.

// CHECK-LABEL: @choice
// CHECK-SAME: (%[[I:.+]]: index, %[[A:.+]]: i32, %[[B:.+]]: i32)
util.func public @choice(%i: index, %a: i32, %b: i32) -> i32 {
  // CHECK-NEXT: %[[FLAG:.+]] = arith.index_cast %[[I]] : index to i32
  // CHECK-NEXT: cf.switch %[[FLAG]] : i32, [
  // CHECK-NEXT: default: ^[[OTHER:.+]],
  // CHECK-NEXT: 3: ^[[THREE:.+]],
  // CHECK-NEXT: 4294967295: ^[[LESS:[^ ]+]]
  // CHECK: ^[[THREE]]:
  // CHECK-NEXT: cf.br ^[[REST:.+]](%[[A]] : i32)
  // CHECK: ^[[LESS]]:
  // CHECK-NEXT: %[[SUM:.+]] = arith.addi %[[A]], %[[B]]
  // CHECK-NEXT: cf.br ^[[REST]](%[[SUM]] : i32)
  // CHECK: ^[[OTHER]]:
  // CHECK-NEXT: cf.br ^[[REST]](%[[B]] : i32)
  // CHECK: ^[[REST]](%[[R:.+]]: i32):
  // CHECK-NEXT: util.return %[[R]]
  %0 = scf.index_switch %i -> i32
  case 3 {
    scf.yield %a : i32
  }
  case -1 {
    %1 = arith.addi %a, %b : i32
    scf.yield %1 : i32
  }
  default {
    scf.yield %b : i32
  }
  util.return %0 : i32
}

// -----

// CHECK-LABEL: @region
// CHECK-SAME: (%[[P:.+]]: i1, %[[A:.+]]: i32, %[[B:.+]]: i32)
util.func public @region(%p: i1, %a: i32, %b: i32) -> i32 {
  // CHECK-NEXT: cf.br ^[[FIRST:.+]]
  // CHECK: ^[[FIRST]]:
  // CHECK-NEXT: cf.cond_br %[[P]], ^[[YES:.+]](%[[A]] : i32), ^[[NO:.+]](%[[B]] : i32)
  // CHECK: ^[[YES]](%[[X:.+]]: i32):
  // CHECK-NEXT: %[[SUM:.+]] = arith.addi %[[X]], %[[B]]
  // CHECK-NEXT: cf.br ^[[REST:.+]](%[[SUM]] : i32)
  // CHECK: ^[[NO]](%[[Y:.+]]: i32):
  // CHECK-NEXT: cf.br ^[[REST]](%[[Y]] : i32)
  // CHECK: ^[[REST]](%[[R:.+]]: i32):
  // CHECK-NEXT: util.return %[[R]]
  %0 = scf.execute_region -> i32 {
    cf.cond_br %p, ^yes(%a : i32), ^no(%b : i32)
  ^yes(%x: i32):
    %1 = arith.addi %x, %b : i32
    scf.yield %1 : i32
  ^no(%y: i32):
    scf.yield %y : i32
  }
  util.return %0 : i32
}

// -----

// A block may end with an unknown op.

// CHECK-LABEL: @unknown_end
// CHECK: "test.leave"() : () -> ()
util.func public @unknown_end(%p: i1, %a: i32) -> i32 {
  %0 = scf.execute_region -> i32 {
    cf.cond_br %p, ^yes, ^no
  ^yes:
    scf.yield %a : i32
  ^no:
    "test.leave"() : () -> ()
  }
  util.return %0 : i32
}
