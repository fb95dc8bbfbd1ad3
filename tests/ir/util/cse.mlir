// RUN: weirc opt --split-input-file --allow-unregistered-dialect --cse %s | FileCheck %s

// Equal ops are one, whatever the order of operands that may be exchanged.

// CHECK-LABEL: util.func public @commutative
// CHECK-SAME: (%[[A:.+]]: i32, %[[B:.+]]: i32)
util.func public @commutative(%a: i32, %b: i32) -> (i32, i32, i32, i32) {
  // CHECK: %[[SUM:.+]] = arith.addi %[[A]], %[[B]]
  %0 = arith.addi %a, %b : i32
  // CHECK-NOT: arith.addi
  %1 = arith.addi %b, %a : i32
  // CHECK: %[[AB:.+]] = arith.subi %[[A]], %[[B]]
  %2 = arith.subi %a, %b : i32
  // CHECK: %[[BA:.+]] = arith.subi %[[B]], %[[A]]
  %3 = arith.subi %b, %a : i32
  // CHECK: util.return %[[SUM]], %[[SUM]], %[[AB]], %[[BA]]
  util.return %0, %1, %2, %3 : i32, i32, i32, i32
}

// -----

// What two branches compute is not known behind them; what is computed before
// them is known in both.

// CHECK-LABEL: util.func public @branches
util.func public @branches(%a: i32, %c: i1) -> i32 {
  // CHECK: %[[TOP:.+]] = arith.muli
  %top = arith.muli %a, %a : i32
  cf.cond_br %c, ^left, ^right
^left:
  // CHECK: ^bb1:
  // CHECK-NOT: arith.muli
  // CHECK: %[[LEFT:.+]] = arith.addi %[[TOP]]
  %l0 = arith.muli %a, %a : i32
  %l1 = arith.addi %l0, %a : i32
  cf.br ^join(%l1 : i32)
^right:
  // CHECK: ^bb2:
  // CHECK: %[[RIGHT:.+]] = arith.addi %[[TOP]]
  %r1 = arith.addi %top, %a : i32
  cf.br ^join(%r1 : i32)
^join(%v: i32):
  // CHECK: ^bb3(
  // CHECK: arith.addi %[[TOP]]
  %j = arith.addi %top, %a : i32
  %s = arith.addi %j, %v : i32
  util.return %s : i32
}

// -----

// A block written below one that dominates it only through others.

// CHECK-LABEL: util.func public @written_late
util.func public @written_late(%a: i32) -> i32 {
  cf.br ^second
^third:
  // CHECK: ^bb1:
  // CHECK-NOT: arith.muli
  // CHECK: util.return %[[V:.+]] : i32
  %1 = arith.muli %a, %a : i32
  util.return %1 : i32
^second:
  // CHECK: ^bb2:
  // CHECK-NEXT: arith.muli
  %0 = arith.muli %a, %a : i32
  "some.user"(%0) : (i32) -> ()
  cf.br ^third
}

// -----

// Ops with equal bodies are one.

// CHECK-LABEL: util.func public @bodies
util.func public @bodies(%c: i1, %a: i32, %b: i32) -> (i32, i32, i32) {
  // CHECK: %[[ONE:.+]] = scf.if
  %0 = scf.if %c -> i32 {
    %s = arith.addi %a, %b : i32
    scf.yield %s : i32
  } else {
    scf.yield %a : i32
  }
  // CHECK: %[[OTHER:.+]] = scf.if
  %1 = scf.if %c -> i32 {
    %s = arith.addi %a, %b : i32
    scf.yield %s : i32
  } else {
    scf.yield %a : i32
  }
  // CHECK-NOT: arith.addi
  // CHECK: arith.subi
  %2 = scf.if %c -> i32 {
    %s = arith.subi %a, %b : i32
    scf.yield %s : i32
  } else {
    scf.yield %a : i32
  }
  // CHECK: util.return %[[ONE]], %[[ONE]], %[[OTHER]]
  util.return %0, %1, %2 : i32, i32, i32
}

// -----

// Reads are one while nothing is written.

util.global private mutable @state : i32

// CHECK-LABEL: util.func public @reads
util.func public @reads(%v: i32) -> (i32, i32, i32, i32) {
  // CHECK: %[[OLD:.+]] = util.global.load @state
  // CHECK-NOT: util.global.load
  %0 = util.global.load @state : i32
  %1 = util.global.load @state : i32
  // CHECK: util.global.store
  util.global.store %v, @state : i32
  // CHECK: %[[NEW:.+]] = util.global.load @state
  // CHECK-NOT: util.global.load
  %2 = util.global.load @state : i32
  %3 = util.global.load @state : i32
  // CHECK: util.return %[[OLD]], %[[OLD]], %[[NEW]], %[[NEW]]
  util.return %0, %1, %2, %3 : i32, i32, i32, i32
}

// -----

// Buffers that are allocated alike are still two.

// CHECK-LABEL: util.func public @allocations
util.func public @allocations(%n: index) -> (!util.buffer, !util.buffer) {
  // CHECK-COUNT-2: util.buffer.alloc
  %0 = util.buffer.alloc uninitialized : !util.buffer{%n}
  %1 = util.buffer.alloc uninitialized : !util.buffer{%n}
  util.return %0, %1 : !util.buffer, !util.buffer
}
