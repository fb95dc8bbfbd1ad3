// RUN: weirc opt --split-input-file --allow-unregistered-dialect --sccp %s | FileCheck %s

// Through calls; arguments that all callers know are constants in the callee.
// CHECK-LABEL: util.func private @next
// CHECK: %[[C3:.+]] = arith.constant 3 : i32
// CHECK-NOT: arith.addi
// CHECK: util.return %[[C3]]
util.func private @next(%a: i32) -> i32 {
  %c1 = arith.constant 1 : i32
  %0 = arith.addi %a, %c1 : i32
  util.return %0 : i32
}
// CHECK-LABEL: util.func public @calls
// CHECK-SAME: (%[[N:.+]]: i32)
util.func public @calls(%n: i32) -> (i32, i32) {
  // CHECK-DAG: %[[C6:.+]] = arith.constant 6 : i32
  // CHECK-DAG: %[[C2:.+]] = arith.constant 2 : i32
  // CHECK: util.call @next(%[[C2]])
  // CHECK: util.call @next(%[[C2]])
  %c2 = arith.constant 2 : i32
  %0 = util.call @next(%c2) : (i32) -> i32
  %1 = util.call @next(%c2) : (i32) -> i32
  %2 = arith.addi %0, %1 : i32
  // CHECK: %[[S:.+]] = arith.addi %[[C6]], %[[N]]
  %3 = arith.addi %2, %n : i32
  // CHECK: util.return %[[C6]], %[[S]]
  util.return %2, %3 : i32, i32
}

// -----

// A function that calls itself with what it was given.
// CHECK-LABEL: @again
// CHECK-SAME: (%{{.+}}: i32, %[[B:.+]]: i1)
// CHECK: %[[C:.+]] = arith.constant 3 : i32
// CHECK: util.call @again(%[[C]], %[[B]])
// CHECK: util.return %[[C]]
// CHECK: util.return %[[C]]
util.func private @again(%a: i32, %b: i1) -> i32 {
  cf.cond_br %b, ^bb1, ^bb2
^bb1:
  %0 = util.call @again(%a, %b) : (i32, i1) -> i32
  util.return %0 : i32
^bb2:
  util.return %a : i32
}
util.func public @first(%b: i1) -> i32 {
  %c = arith.constant 3 : i32
  %0 = util.call @again(%c, %b) : (i32, i1) -> i32
  util.return %0 : i32
}

// -----

// What a branch that is never taken hands on does not count; the branch stays.
// CHECK-LABEL: @branches
util.func public @branches(%n: i32) -> i32 {
  // CHECK-DAG: %[[C1:.+]] = arith.constant 1 : i32
  // CHECK-DAG: %[[C0:.+]] = arith.constant 0 : i32
  // CHECK-DAG: %[[T:.+]] = arith.constant true
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  // CHECK: cf.br ^bb1(%[[C0]] : i32)
  cf.br ^bb1(%c0 : i32)
^bb1(%i: i32):
  // CHECK: cf.cond_br %[[T]], ^bb2(%[[C0]] : i32), ^bb3(%[[C1]] : i32)
  %lt = arith.cmpi sle, %i, %c0 : i32
  cf.cond_br %lt, ^bb2(%i : i32), ^bb3(%c1 : i32)
^bb2(%j: i32):
  // CHECK: cf.br ^bb1(%[[C0]] : i32)
  %k = arith.muli %j, %c1 : i32
  cf.br ^bb1(%k : i32)
^bb3(%r: i32):
  util.return %r : i32
}

// -----

// CHECK-LABEL: @switch
util.func public @switch(%n: i32) -> i32 {
  // CHECK: %[[C9:.+]] = arith.constant 9 : i32
  %c7 = arith.constant 7 : i32
  %c9 = arith.constant 9 : i32
  cf.switch %c7 : i32, [
    default: ^bb2(%n : i32),
    5: ^bb2(%n : i32),
    7: ^bb2(%c9 : i32)
  ]
^bb2(%r: i32):
  // CHECK: util.return %[[C9]]
  util.return %r : i32
}

// -----

// CHECK-LABEL: @regions
// CHECK-SAME: (%[[C:.+]]: i1, %[[N:.+]]: index)
util.func public @regions(%c: i1, %n: index) -> (i32, i32, i32, index, i32) {
  // CHECK-DAG: %[[C5:.+]] = arith.constant 5 : index
  // CHECK-DAG: %[[C7:.+]] = arith.constant 7 : i32
  // CHECK-DAG: %[[C8:.+]] = arith.constant 8 : i32
  %true = arith.constant true
  %c7 = arith.constant 7 : i32
  %c5 = arith.constant 5 : index
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %both = scf.if %c -> (i32) {
    %x = arith.constant 7 : i32
    scf.yield %x : i32
  } else {
    scf.yield %c7 : i32
  }
  %one = scf.if %true -> (i32) {
    scf.yield %c7 : i32
  } else {
    %x = "test.value"() : () -> i32
    scf.yield %x : i32
  }
  %kept = scf.for %i = %c0 to %n step %c1 iter_args(%a = %c7) -> i32 {
    %b = arith.maxsi %a, %c7 : i32
    scf.yield %b : i32
  }
  %once = scf.while (%i = %c5) : (index) -> index {
    %false = arith.constant false
    scf.condition(%false) %i : index
  } do {
  ^bb0(%i: index):
    %j = arith.addi %i, %i : index
    scf.yield %j : index
  }
  %case = scf.index_switch %c5 -> i32
  case 5 {
    %x = arith.constant 8 : i32
    scf.yield %x : i32
  }
  default {
    %x = "test.value"() : () -> i32
    scf.yield %x : i32
  }
  // CHECK: util.return %[[C7]], %[[C7]], %[[C7]], %[[C5]], %[[C8]]
  util.return %both, %one, %kept, %once, %case : i32, i32, i32, index, i32
}

// -----

// What callers outside the module, loops or two branches make different stays,
// and ops with effects.
// CHECK-LABEL: @public
// CHECK-SAME: (%[[A:.+]]: i32)
util.func public @public(%a: i32) -> i32 {
  // CHECK: util.return %[[A]]
  util.return %a : i32
}
util.func private @declared(i32) -> i32
// CHECK-LABEL: @varies
util.func public @varies(%c: i1, %n: index) -> (i32, i32, i32, i32) {
  // CHECK-DAG: %[[C1:.+]] = arith.constant 1 : i32
  // CHECK-DAG: %[[C2:.+]] = arith.constant 2 : i32
  %c1 = arith.constant 1 : i32
  %c2 = arith.constant 2 : i32
  %i0 = arith.constant 0 : index
  %i1 = arith.constant 1 : index
  // CHECK: %[[P:.+]] = util.call @public(%[[C1]])
  %0 = util.call @public(%c1) : (i32) -> i32
  // CHECK: %[[D:.+]] = util.call @declared(%[[C1]])
  %1 = util.call @declared(%c1) : (i32) -> i32
  // CHECK: %[[I:.+]] = scf.if
  %2 = scf.if %c -> (i32) {
    scf.yield %c1 : i32
  } else {
    scf.yield %c2 : i32
  }
  // CHECK: %[[F:.+]] = scf.for
  %3 = scf.for %i = %i0 to %n step %i1 iter_args(%a = %c1) -> i32 {
    // CHECK: arith.addi %{{.+}}, %[[C1]]
    %b = arith.addi %a, %c1 : i32
    scf.yield %b : i32
  }
  // CHECK: util.return %[[P]], %[[D]], %[[I]], %[[F]]
  util.return %0, %1, %2, %3 : i32, i32, i32, i32
}

// -----

// A function that is mentioned may be called from anywhere.
// CHECK-LABEL: @mentioned
// CHECK-SAME: (%[[A:.+]]: i32)
func.func private @mentioned(%a: i32) -> i32 {
  // CHECK: return %[[A]]
  return %a : i32
}
// CHECK-LABEL: @mentions
func.func @mentions() -> (i32, (i32) -> i32) {
  // CHECK-DAG: %[[F:.+]] = constant @mentioned
  // CHECK-DAG: %[[C:.+]] = arith.constant 3
  %c = arith.constant 3 : i32
  // CHECK: %[[R:.+]] = call @mentioned(%[[C]])
  %0 = call @mentioned(%c) : (i32) -> i32
  %f = func.constant @mentioned : (i32) -> i32
  // CHECK: return %[[R]], %[[F]]
  return %0, %f : i32, (i32) -> i32
}

// -----

// Modules inside know functions of their own, by whatever name.
func.func private @f(%a: i32) -> i32 {
  // CHECK: %[[C4:.+]] = arith.constant 4
  // CHECK: return %[[C4]]
  return %a : i32
}
func.func @outer() -> i32 {
  %c = arith.constant 4 : i32
  %0 = call @f(%c) : (i32) -> i32
  return %0 : i32
}
// CHECK: module @inner
module @inner {
  func.func private @f(%a: i32) -> i32 {
    // CHECK: %[[C5:.+]] = arith.constant 5
    // CHECK: return %[[C5]]
    return %a : i32
  }
  func.func @user() -> i32 {
    %c = arith.constant 5 : i32
    %0 = call @f(%c) : (i32) -> i32
    return %0 : i32
  }
}
