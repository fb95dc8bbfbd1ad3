// RUN: weirc opt --split-input-file --allow-unregistered-dialect --canonicalize=test-convergence %s | FileCheck %s

// What is done where the loop goes on is done in the body; what it needs of the
// part before comes along.
// CHECK-LABEL: @moves
// CHECK-SAME: (%[[A:.+]]: i32, %[[N:.+]]: i32)
util.func public @moves(%a: i32, %n: i32) -> i32 {
  // CHECK: %[[R:.+]]:2 = scf.while (%[[I:.+]] = %[[A]]) : (i32) -> (i32, i32) {
  %0 = scf.while (%i = %a) : (i32) -> i32 {
    // CHECK: %[[C:.+]] = arith.cmpi slt, %[[I]], %[[N]]
    // CHECK-NEXT: %[[D:.+]] = "test.use"(%[[I]])
    // CHECK-NEXT: scf.condition(%[[C]]) %[[I]], %[[D]] : i32, i32
    %c = arith.cmpi slt, %i, %n : i32
    %d = "test.use"(%i) : (i32) -> i32
    %v = scf.if %c -> (i32) {
      %s = arith.addi %i, %d : i32
      scf.yield %s : i32
    } else {
      scf.yield %i : i32
    }
    scf.condition(%c) %v : i32
  } do {
  // CHECK: ^bb0(%[[X:.+]]: i32, %[[Y:.+]]: i32):
  // CHECK-NEXT: %[[S:.+]] = arith.addi %[[X]], %[[Y]]
  // CHECK-NEXT: %[[T:.+]] = "test.step"(%[[S]])
  // CHECK-NEXT: scf.yield %[[T]]
  ^bb0(%x: i32):
    %y = "test.step"(%x) : (i32) -> i32
    scf.yield %y : i32
  }
  // CHECK: util.return %[[R]]#0
  util.return %0 : i32
}

// -----

// The branch taken may hand on what was computed before it.
// CHECK-LABEL: @hands_on
// CHECK-SAME: (%[[A:.+]]: i32, %[[N:.+]]: i32, %[[Z:.+]]: i32)
util.func public @hands_on(%a: i32, %n: i32, %z: i32) -> i32 {
  // CHECK: scf.while
  %0 = scf.while (%i = %a) : (i32) -> i32 {
    // CHECK: %[[D:.+]] = "test.use"
    // CHECK-NEXT: scf.condition(%{{.+}}) %[[D]] : i32
    %c = arith.cmpi slt, %i, %n : i32
    %d = "test.use"(%i) : (i32) -> i32
    %v = scf.if %c -> (i32) {
      "test.effect"() : () -> ()
      scf.yield %d : i32
    } else {
      scf.yield %z : i32
    }
    scf.condition(%c) %v : i32
  } do {
  // CHECK: ^bb0(%[[X:.+]]: i32):
  // CHECK-NEXT: "test.effect"
  // CHECK-NEXT: "test.step"(%[[X]])
  ^bb0(%x: i32):
    %y = "test.step"(%x) : (i32) -> i32
    scf.yield %y : i32
  }
  // CHECK: util.return %[[Z]]
  util.return %0 : i32
}

// -----

// So is what has no results, with uses inside of other ops.
// CHECK-LABEL: @effects
util.func public @effects(%a: i32, %n: i32, %b: i1) {
  %0 = scf.while (%i = %a) : (i32) -> i32 {
    // CHECK: arith.cmpi
    // CHECK-NEXT: scf.condition
    %c = arith.cmpi slt, %i, %n : i32
    scf.if %c {
      scf.if %b {
        "test.effect"(%i) : (i32) -> ()
      }
    }
    scf.condition(%c) %i : i32
  } do {
  // CHECK: ^bb0(%[[X:.+]]: i32):
  // CHECK-NEXT: scf.if %{{.+}} {
  // CHECK-NEXT: "test.effect"(%[[X]])
  ^bb0(%x: i32):
    %y = "test.step"(%x) : (i32) -> i32
    scf.yield %y : i32
  }
  util.return
}

// -----

// Work in the other branch, another condition and ops in between leave it.
// CHECK-LABEL: @stays
util.func public @stays(%a: i32, %n: i32, %b: i1) {
  // CHECK: scf.while
  %0 = scf.while (%i = %a) : (i32) -> i32 {
    // CHECK: scf.if
    %c = arith.cmpi slt, %i, %n : i32
    scf.if %c {
      "test.effect"(%i) : (i32) -> ()
    } else {
      "test.other"(%i) : (i32) -> ()
    }
    // CHECK: scf.condition
    scf.condition(%c) %i : i32
  } do {
  ^bb0(%x: i32):
    %y = "test.step"(%x) : (i32) -> i32
    scf.yield %y : i32
  }
  // CHECK: scf.while
  %1 = scf.while (%i = %a) : (i32) -> i32 {
    // CHECK: scf.if
    %c = arith.cmpi slt, %i, %n : i32
    scf.if %b {
      "test.effect"(%i) : (i32) -> ()
    }
    // CHECK: scf.condition
    scf.condition(%c) %i : i32
  } do {
  ^bb0(%x: i32):
    %y = "test.step"(%x) : (i32) -> i32
    scf.yield %y : i32
  }
  // CHECK: scf.while
  %2 = scf.while (%i = %a) : (i32) -> i32 {
    // CHECK: scf.if
    %c = arith.cmpi slt, %i, %n : i32
    scf.if %c {
      "test.effect"(%i) : (i32) -> ()
    }
    // CHECK: "test.between"
    "test.between"() : () -> ()
    scf.condition(%c) %i : i32
  } do {
  ^bb0(%x: i32):
    %y = "test.step"(%x) : (i32) -> i32
    scf.yield %y : i32
  }
  util.return
}
