// RUN: weirc opt --split-input-file --allow-unregistered-dialect --inline %s | FileCheck %s

// The callee takes the place of its call and goes: nothing else needs it.

// CHECK-NOT: @twice
// CHECK-LABEL: util.func public @caller
// CHECK-SAME: (%[[A:.+]]: i32)
util.func public @caller(%a: i32) -> i32 {
  // CHECK-NOT: util.call
  // CHECK: %[[B:.+]] = arith.addi %[[A]], %[[A]]
  // CHECK: %[[C:.+]] = arith.addi %[[B]], %[[B]]
  %0 = util.call @twice(%a) : (i32) -> i32
  %1 = util.call @twice(%0) : (i32) -> i32
  // CHECK: util.return %[[C]]
  util.return %1 : i32
}
util.func private @twice(%a: i32) -> i32 {
  %0 = arith.addi %a, %a : i32
  util.return %0 : i32
}

// -----

// A callee with branches: the results come as arguments of the block behind.

// CHECK-LABEL: util.func public @around
// CHECK-SAME: (%[[A:.+]]: i32, %[[C:.+]]: i1)
util.func public @around(%a: i32, %c: i1) -> i32 {
  // CHECK: %[[FIRST:.+]] = arith.muli %[[A]], %[[A]]
  %0 = arith.muli %a, %a : i32
  // CHECK: cf.cond_br %[[C]], ^bb1, ^bb2
  // CHECK: ^bb1:
  // CHECK: %[[SUM:.+]] = arith.addi %[[FIRST]], %[[A]]
  // CHECK: cf.br ^bb3(%[[SUM]] : i32)
  // CHECK: ^bb2:
  // CHECK: %[[SHIFT:.+]] = arith.shli %[[FIRST]], %[[A]]
  // CHECK: cf.br ^bb3(%[[SHIFT]] : i32)
  // CHECK: ^bb3(%[[R:.+]]: i32):
  %1 = util.call @choose(%0, %a, %c) : (i32, i32, i1) -> i32
  // CHECK: %[[LAST:.+]] = arith.subi %[[R]], %[[A]]
  %2 = arith.subi %1, %a : i32
  // CHECK: util.return %[[LAST]]
  util.return %2 : i32
}
util.func private @choose(%a: i32, %b: i32, %c: i1) -> i32 {
  cf.cond_br %c, ^yes, ^no
^yes:
  %0 = arith.addi %a, %b : i32
  util.return %0 : i32
^no:
  %1 = arith.shli %a, %b : i32
  util.return %1 : i32
}

// -----

// Several levels; a public callee stays for others.

// CHECK-LABEL: util.func public @outer
// CHECK-NOT: util.call
// CHECK: arith.muli
// CHECK: util.return
util.func public @outer(%a: i32) -> i32 {
  %0 = util.call @middle(%a) : (i32) -> i32
  util.return %0 : i32
}
// CHECK: util.func public @middle
// CHECK-NOT: util.call
// CHECK: arith.muli
util.func public @middle(%a: i32) -> i32 {
  %0 = util.call @inner(%a) : (i32) -> i32
  util.return %0 : i32
}
// CHECK-NOT: @inner
util.func private @inner(%a: i32) -> i32 {
  %0 = arith.muli %a, %a : i32
  util.return %0 : i32
}

// -----

// What the policy forbids, what is declared only and what holds ops that
// nothing is known of stays a call.

// CHECK-LABEL: util.func private @never
util.func private @never(%a: i32) -> i32 attributes {inlining_policy = #util.inline.never} {
  %0 = arith.addi %a, %a : i32
  util.return %0 : i32
}
// CHECK: util.func private @declared
util.func private @declared(%a: i32) -> i32
// CHECK: util.func private @unknown
util.func private @unknown(%a: i32) -> i32 {
  %0 = "some.op"(%a) : (i32) -> i32
  util.return %0 : i32
}
// CHECK-NOT: util.func private @unused
util.func private @unused(%a: i32) -> i32 {
  util.return %a : i32
}
// CHECK: util.func public @keeps
util.func public @keeps(%a: i32) -> i32 {
  // CHECK: util.call @never
  %0 = util.call @never(%a) : (i32) -> i32
  // CHECK: util.call @declared
  %1 = util.call @declared(%0) : (i32) -> i32
  // CHECK: util.call @unknown
  %2 = util.call @unknown(%1) : (i32) -> i32
  util.return %2 : i32
}

// -----

// Recursion ends.

// CHECK-LABEL: util.func private @self
util.func private @self(%a: i32) -> i32 {
  // CHECK: util.call @self
  %0 = util.call @self(%a) : (i32) -> i32
  util.return %0 : i32
}
util.func private @ping(%a: i32) -> i32 {
  %0 = util.call @pong(%a) : (i32) -> i32
  util.return %0 : i32
}
util.func private @pong(%a: i32) -> i32 {
  %0 = util.call @ping(%a) : (i32) -> i32
  util.return %0 : i32
}
// CHECK: util.func public @starts
util.func public @starts(%a: i32) -> i32 {
  // CHECK: util.call @self
  %0 = util.call @self(%a) : (i32) -> i32
  // CHECK: util.call @p
  %1 = util.call @ping(%0) : (i32) -> i32
  util.return %1 : i32
}

// -----

// An op of a single block takes no callee with several.

// CHECK-LABEL: util.func public @nested
util.func public @nested(%a: i32, %c: i1) -> i32 {
  // CHECK: scf.if
  %0 = scf.if %c -> i32 {
    // CHECK: util.call @blocks
    %1 = util.call @blocks(%a, %c) : (i32, i1) -> i32
    scf.yield %1 : i32
  } else {
    // CHECK: arith.addi
    %2 = util.call @flat(%a) : (i32) -> i32
    scf.yield %2 : i32
  }
  util.return %0 : i32
}
util.func private @flat(%a: i32) -> i32 {
  %0 = arith.addi %a, %a : i32
  util.return %0 : i32
}
// CHECK: util.func private @blocks
util.func private @blocks(%a: i32, %c: i1) -> i32 {
  cf.cond_br %c, ^yes, ^no
^yes:
  %0 = arith.addi %a, %a : i32
  util.return %0 : i32
^no:
  %1 = arith.muli %a, %a : i32
  util.return %1 : i32
}

// -----

// Modules inside of others are looked at, each with its own symbols.

// CHECK-LABEL: flow.executable private @kernels
flow.executable private @kernels {
  flow.executable.export public @entry
  builtin.module {
    // CHECK: func.func @entry(%[[A:.+]]: i32)
    func.func @entry(%a: i32) -> i32 {
      // CHECK-NEXT: %[[B:.+]] = arith.muli %[[A]], %[[A]]
      // CHECK-NEXT: return %[[B]]
      %0 = func.call @helper(%a) : (i32) -> i32
      return %0 : i32
    }
    // CHECK-NOT: @helper
    func.func private @helper(%a: i32) -> i32 {
      %0 = arith.muli %a, %a : i32
      return %0 : i32
    }
  }
}
// CHECK-LABEL: util.func public @outside
util.func public @outside(%a: i32) -> i32 {
  // CHECK-NOT: util.call
  // CHECK: arith.addi
  %0 = util.call @helper(%a) : (i32) -> i32
  util.return %0 : i32
}
util.func private @helper(%a: i32) -> i32 {
  %0 = arith.addi %a, %a : i32
  util.return %0 : i32
}

// -----

// What never comes back ends the caller, too.

// CHECK-LABEL: util.func public @comes_to_an_end
// CHECK-NEXT: "test.before"
// CHECK-NEXT: util.unreachable "no way on"
// CHECK-NEXT: }
util.func public @comes_to_an_end(%a: i32) -> i32 {
  "test.before"() : () -> ()
  %0 = util.call @no_way_on(%a) : (i32) -> i32
  "test.after"() : () -> ()
  util.return %0 : i32
}
util.func private @no_way_on(%a: i32) -> i32 {
  util.unreachable "no way on"
}
