// RUN: weirc opt --split-input-file --allow-unregistered-dialect --canonicalize=test-convergence %s | FileCheck %s

// A region of several blocks becomes blocks of the function around it.
// CHECK-LABEL: @blocks
// CHECK: "test.before"
// CHECK-NEXT: cf.cond_br %arg0, ^bb1, ^bb2
// CHECK: ^bb1:
// CHECK-NEXT: %[[A:.+]] = "test.a"
// CHECK-NEXT: cf.br ^bb3(%[[A]] : i32)
// CHECK: ^bb2:
// CHECK-NEXT: %[[B:.+]] = "test.b"
// CHECK-NEXT: cf.br ^bb3(%[[B]] : i32)
// CHECK: ^bb3(%[[R:.+]]: i32):
// CHECK-NEXT: util.return %[[R]]
util.func public @blocks(%c: i1) -> i32 {
  "test.before"() : () -> ()
  %0 = scf.execute_region -> i32 {
    cf.cond_br %c, ^bb1, ^bb2
  ^bb1:
    %1 = "test.a"() : () -> i32
    scf.yield %1 : i32
  ^bb2:
    %2 = "test.b"() : () -> i32
    scf.yield %2 : i32
  }
  util.return %0 : i32
}

// -----

// Inside other ops it stays.
// CHECK-LABEL: @nested_blocks
// CHECK: scf.execute_region
// CHECK: cf.cond_br
func.func @nested_blocks(%c: i1, %d: i1) {
  scf.if %d {
    scf.execute_region {
      cf.cond_br %c, ^bb1, ^bb2
    ^bb1:
      "test.a"() : () -> ()
      scf.yield
    ^bb2:
      "test.b"() : () -> ()
      scf.yield
    }
    "test.c"() : () -> ()
  }
  return
}

// -----

// One choice inside the other asks for both.
// CHECK-LABEL: @nested
// CHECK-NEXT: %[[BOTH:.+]] = arith.andi %arg0, %arg1 : i1
// CHECK-NEXT: %[[SELECTED:.+]] = arith.select %arg0, %arg2, %arg3 : i32
// CHECK-NEXT: %[[IF:.+]] = scf.if %[[BOTH]] -> (i32) {
// CHECK-NEXT: %[[A:.+]] = "test.a"
// CHECK-NEXT: scf.yield %[[A]] : i32
// CHECK-NEXT: } else {
// CHECK-NEXT: scf.yield %arg3 : i32
// CHECK: return %[[IF]], %[[SELECTED]]
func.func @nested(%c: i1, %d: i1, %x: i32, %y: i32) -> (i32, i32) {
  %0:2 = scf.if %c -> (i32, i32) {
    %1 = scf.if %d -> i32 {
      %2 = "test.a"() : () -> i32
      scf.yield %2 : i32
    } else {
      scf.yield %y : i32
    }
    scf.yield %1, %x : i32, i32
  } else {
    scf.yield %y, %y : i32, i32
  }
  return %0#0, %0#1 : i32, i32
}

// -----

// Not if what is yielded differs, nor if there is more to do.
// CHECK-LABEL: @nested_apart
// CHECK-COUNT-4: scf.if
func.func @nested_apart(%c: i1, %d: i1, %x: i32, %y: i32) -> i32 {
  %0 = scf.if %c -> i32 {
    %1 = scf.if %d -> i32 {
      %2 = "test.a"() : () -> i32
      scf.yield %2 : i32
    } else {
      scf.yield %x : i32
    }
    scf.yield %1 : i32
  } else {
    scf.yield %y : i32
  }
  "test.between"() : () -> ()
  scf.if %c {
    "test.more"() : () -> ()
    scf.if %d {
      "test.b"() : () -> ()
    }
  }
  return %0 : i32
}

// -----

// Two choices of the same, or of the opposite, in a row are one; what the first
// yields is known in the second.
// CHECK-LABEL: @in_a_row
// CHECK: %[[IF:.+]]:2 = scf.if %arg0 -> (i32, i32) {
// CHECK-NEXT: %[[A:.+]] = "test.a"
// CHECK-NEXT: %[[B:.+]] = "test.b"(%[[A]])
// CHECK-NEXT: scf.yield %[[A]], %[[B]]
// CHECK-NEXT: } else {
// CHECK-NEXT: %[[C:.+]] = "test.c"
// CHECK-NEXT: "test.e"
// CHECK-NEXT: scf.yield %arg1, %[[C]]
// CHECK: return %[[IF]]#0, %[[IF]]#1
func.func @in_a_row(%c: i1, %x: i32) -> (i32, i32) {
  %true = arith.constant true
  %not = arith.xori %c, %true : i1
  %0 = scf.if %c -> i32 {
    %1 = "test.a"() : () -> i32
    scf.yield %1 : i32
  } else {
    scf.yield %x : i32
  }
  %2 = scf.if %c -> i32 {
    %3 = "test.b"(%0) : (i32) -> i32
    scf.yield %3 : i32
  } else {
    %4 = "test.c"(%0) : (i32) -> i32
    scf.yield %4 : i32
  }
  scf.if %not {
    "test.e"() : () -> ()
  }
  return %0, %2 : i32, i32
}

// -----

// State that does not change does not go round; nor does what is handed on
// twice, comes from outside or is read by nobody.
// CHECK-LABEL: @state
// CHECK-NEXT: %[[LOOP:.+]] = scf.while (%[[X:.+]] = %arg0) : (i32) -> i32 {
// CHECK-NEXT: %[[C:.+]] = "test.c"(%[[X]], %arg1) : (i32, i32) -> i1
// CHECK-NEXT: "test.dead"
// CHECK-NEXT: scf.condition(%[[C]]) %[[X]] : i32
// CHECK-NEXT: } do {
// CHECK-NEXT: ^bb0(%[[Y:.+]]: i32):
// CHECK-NEXT: %[[N:.+]] = "test.b"(%[[Y]], %[[Y]], %arg2) : (i32, i32, i32) -> i32
// CHECK-NEXT: scf.yield %[[N]] : i32
// CHECK-NEXT: }
// CHECK-NEXT: return %[[LOOP]], %arg1, %arg2
func.func @state(%a: i32, %b: i32, %d: i32) -> (i32, i32, i32) {
  %0:5 = scf.while (%x = %a, %same = %b, %unread = %d) : (i32, i32, i32) -> (i32, i32, i32, i32, i32) {
    %c = "test.c"(%x, %same) : (i32, i32) -> i1
    %dead = "test.dead"() : () -> i32
    scf.condition(%c) %x, %same, %x, %d, %dead : i32, i32, i32, i32, i32
  } do {
  ^bb0(%y: i32, %again: i32, %twice: i32, %outer: i32, %nobody: i32):
    %n = "test.b"(%y, %twice, %outer) : (i32, i32, i32) -> i32
    scf.yield %n, %again, %n : i32, i32, i32
  }
  return %0#0, %0#1, %0#3 : i32, i32, i32
}

// -----

// What is handed on comes in the order of the state.
// CHECK-LABEL: @order
// CHECK-NEXT: %[[LOOP:.+]]:2 = scf.while (%[[X:.+]] = %arg0, %[[Y:.+]] = %arg1) : (i32, f32) -> (i32, f32) {
// CHECK: scf.condition(%{{.+}}) %[[X]], %[[Y]] : i32, f32
// CHECK: ^bb0(%[[P:.+]]: i32, %[[Q:.+]]: f32):
// CHECK-NEXT: "test.b"(%[[Q]], %[[P]])
// CHECK: return %[[LOOP]]#1, %[[LOOP]]#0
func.func @order(%a: i32, %b: f32) -> (f32, i32) {
  %0:2 = scf.while (%x = %a, %y = %b) : (i32, f32) -> (f32, i32) {
    %c = "test.c"(%x, %y) : (i32, f32) -> i1
    scf.condition(%c) %y, %x : f32, i32
  } do {
  ^bb0(%q: f32, %p: i32):
    %n:2 = "test.b"(%q, %p) : (f32, i32) -> (i32, f32)
    scf.yield %n#0, %n#1 : i32, f32
  }
  return %0#0, %0#1 : f32, i32
}

// -----

// In the body the comparison that let it in is known, and its opposite.
// CHECK-LABEL: @known
// CHECK-DAG: %true = arith.constant true
// CHECK-DAG: %false = arith.constant false
// CHECK: ^bb0(%[[X:.+]]: i32):
// CHECK-NEXT: %[[OTHER:.+]] = arith.cmpi sle, %[[X]], %arg1 : i32
// CHECK-NEXT: "test.use"(%true, %false, %[[OTHER]])
func.func @known(%a: i32, %n: i32) -> i32 {
  %0 = scf.while (%x = %a) : (i32) -> i32 {
    %c = arith.cmpi slt, %x, %n : i32
    scf.condition(%c) %x : i32
  } do {
  ^bb0(%x: i32):
    %same = arith.cmpi slt, %x, %n : i32
    %opposite = arith.cmpi sge, %x, %n : i32
    %other = arith.cmpi sle, %x, %n : i32
    "test.use"(%same, %opposite, %other) : (i1, i1, i1) -> ()
    %next = "test.next"() : () -> i32
    scf.yield %next : i32
  }
  return %0 : i32
}

// -----

// Two values that go round as one, both of which are what they were at first.
// CHECK-LABEL: @same_round
// CHECK-SAME: (%[[A:.+]]: i32, %[[N:.+]]: index)
util.func public @same_round(%a: i32, %n: index) -> (i32, i32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK-NOT: scf.for
  %0:2 = scf.for %i = %c0 to %n step %c1 iter_args(%x = %a, %y = %a) -> (i32, i32) {
    scf.yield %x, %x : i32, i32
  }
  // CHECK: util.return %[[A]], %[[A]]
  util.return %0#0, %0#1 : i32, i32
}

// -----

// The condition is known in a branch before a selection is made of both.
// CHECK-LABEL: @known_condition
// CHECK-SAME: (%[[P:.+]]: i1, %[[Q:.+]]: i1)
util.func public @known_condition(%p: i1, %q: i1) -> i1 {
  // CHECK: %[[S:.+]] = arith.select %[[P]], %true, %[[Q]] : i1
  %0 = scf.if %p -> i1 {
    scf.yield %p : i1
  } else {
    scf.yield %q : i1
  }
  // CHECK: util.return %[[S]]
  util.return %0 : i1
}

// -----

// A loop that only hands out what is there before it, as often as it runs.
// CHECK-LABEL: @idle
// CHECK-SAME: (%[[A:.+]]: i32, %[[B:.+]]: i32, %[[N:.+]]: index)
util.func public @idle(%a: i32, %b: i32, %n: index) -> (i32, i32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %0 = scf.for %i = %c0 to %c4 step %c1 iter_args(%x = %a) -> (i32) {
    scf.yield %b : i32
  }
  // CHECK: %[[R:.+]] = scf.for
  %1 = scf.for %i = %c0 to %n step %c1 iter_args(%x = %a) -> (i32) {
    scf.yield %b : i32
  }
  // CHECK: util.return %[[B]], %[[R]]
  util.return %0, %1 : i32, i32
}

// -----

// What ends like nothing known is not opened.
// CHECK-LABEL: @unknown_end
func.func @unknown_end() -> i32 {
  // CHECK: %[[V:.+]] = scf.execute_region
  // CHECK-NEXT: "test.end"()
  %0 = scf.execute_region -> i32 {
    "test.end"() : () -> ()
  }
  // CHECK: return %[[V]]
  return %0 : i32
}
