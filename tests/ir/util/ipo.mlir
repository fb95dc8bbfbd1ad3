// RUN: weirc opt --split-input-file --util-ipo %s | FileCheck %s

// CHECK-LABEL: @arguments
// CHECK-SAME: (%[[X:.+]]: index, %[[Y:.+]]: index) -> index
util.func public @arguments(%x: index, %y: index) -> index {
  %c3 = arith.constant 3 : index
  // CHECK: %[[R:.+]] = util.call @callee(%[[X]]) : (index) -> index
  %0 = util.call @callee(%x, %c3, %y, %x) : (index, index, index, index) -> index
  // CHECK: util.return %[[R]]
  util.return %0 : index
}
// The constant comes along, the unused and the doubled one go.
// CHECK: util.func private @callee(%[[A:.+]]: index) -> index
util.func private @callee(%a: index, %k: index, %unused: index, %again: index) -> index {
  // CHECK: %[[C3:.+]] = arith.constant 3 : index
  // CHECK: %[[S:.+]] = arith.addi %[[A]], %[[C3]]
  %0 = arith.addi %a, %k : index
  // CHECK: arith.muli %[[S]], %[[A]]
  %1 = arith.muli %0, %again : index
  util.return %1 : index
}

// -----

// CHECK-LABEL: @results
// CHECK-SAME: (%[[X:.+]]: index)
util.func public @results(%x: index) -> (index, index, index, index) {
  // CHECK: %[[R:.+]] = util.call @callee(%[[X]]) : (index) -> index
  // CHECK: %[[C7:.+]] = arith.constant 7 : index
  %0:5 = util.call @callee(%x) : (index) -> (index, index, index, index, index)
  // CHECK: util.return %[[X]], %[[C7]], %[[R]], %[[R]]
  util.return %0#0, %0#1, %0#2, %0#3 : index, index, index, index
}
// CHECK: util.func private @callee(%[[A:.+]]: index) -> index
util.func private @callee(%a: index) -> (index, index, index, index, index) {
  %c7 = arith.constant 7 : index
  // CHECK: %[[S:.+]] = arith.addi
  %0 = arith.addi %a, %a : index
  // CHECK: util.return %[[S]] : index
  util.return %a, %c7, %0, %0, %a : index, index, index, index, index
}

// -----

// Calls that differ, and functions that others may call, keep what they have.
// CHECK-LABEL: @differ
util.func public @differ(%x: index) -> (index, index, index) {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  // CHECK: util.call @callee(%{{.+}}) : (index) -> index
  %0 = util.call @callee(%c1) : (index) -> index
  %1 = util.call @callee(%c2) : (index) -> index
  // CHECK: util.call @open(%{{.+}}, %{{.+}}) : (index, index) -> index
  %2 = util.call @open(%x, %c1) : (index, index) -> index
  util.return %0, %1, %2 : index, index, index
}
// CHECK: util.func private @callee(%{{.+}}: index) -> index
util.func private @callee(%a: index) -> index {
  %0 = arith.addi %a, %a : index
  util.return %0 : index
}
// CHECK: util.func public @open(%{{.+}}: index, %{{.+}}: index) -> index
util.func public @open(%a: index, %b: index) -> index {
  util.return %a : index
}

// -----

// A function that is left with nothing to do goes, and so do its calls.
// CHECK-LABEL: @calls_idle
util.func public @calls_idle(%x: index) -> index {
  // CHECK-NOT: util.call
  %0 = util.call @idle(%x) : (index) -> index
  // CHECK: util.return %{{.+}} : index
  util.return %0 : index
}
// CHECK-NOT: @idle
util.func private @idle(%a: index) -> index {
  util.return %a : index
}

// -----

// Immutable globals are read where they are needed.
util.global private @setting : index
// CHECK-LABEL: @passes_global
util.func public @passes_global(%x: index) -> (index, index) {
  %0 = util.global.load immutable @setting : index
  // CHECK: %[[R:.+]] = util.call @reads(%{{.+}}) : (index) -> index
  // CHECK: %[[S:.+]] = util.global.load immutable @setting : index
  %1:2 = util.call @reads(%x, %0) : (index, index) -> (index, index)
  // CHECK: util.return %[[R]], %[[S]]
  util.return %1#0, %1#1 : index, index
}
// CHECK: util.func private @reads(%[[A:.+]]: index) -> index
util.func private @reads(%a: index, %b: index) -> (index, index) {
  // CHECK: %[[B:.+]] = util.global.load immutable @setting : index
  // CHECK: %[[S:.+]] = arith.addi %[[A]], %[[B]]
  %0 = arith.addi %a, %b : index
  %1 = util.global.load immutable @setting : index
  // CHECK: util.return %[[S]]
  util.return %0, %1 : index, index
}

// -----

// Two ways out hand back different values: only what is the same on both goes.
// CHECK-LABEL: @two_ways
util.func public @two_ways(%x: index, %c: i1) -> (index, index) {
  // CHECK: %[[R:.+]] = util.call @either(%{{.+}}, %{{.+}}) : (index, i1) -> index
  %0:2 = util.call @either(%x, %c) : (index, i1) -> (index, index)
  // CHECK: util.return %[[R]], %{{.+}}
  util.return %0#0, %0#1 : index, index
}
// CHECK: util.func private @either(%{{.+}}: index, %{{.+}}: i1) -> index
util.func private @either(%a: index, %c: i1) -> (index, index) {
  cf.cond_br %c, ^yes, ^no
^yes:
  %0 = arith.addi %a, %a : index
  util.return %0, %a : index, index
^no:
  %1 = arith.muli %a, %a : index
  util.return %1, %a : index, index
}

// -----

// Nothing calls it: what it does not use goes all the same.
// CHECK: util.func private @uncalled(%{{.+}}: index) -> index
util.func private @uncalled(%a: index, %unused: index) -> index {
  %0 = arith.addi %a, %a : index
  util.return %0 : index
}

// -----

// What only goes through a function goes past it, also where nobody calls.

// CHECK-LABEL: util.func private @only_through()
// CHECK-NEXT: %[[K:.+]] = arith.constant 3 : i32
// CHECK-NEXT: util.status.check_ok %[[K]]
// CHECK-NEXT: util.return{{$}}
util.func private @only_through(%a: index, %b: index, %c: i32) -> (index, index, i32) {
  %k = arith.constant 3 : i32
  util.status.check_ok %k
  util.return %a, %b, %c : index, index, i32
}

// -----

// CHECK-LABEL: util.func public @around
// CHECK-NEXT: %[[SUM:.+]] = util.call @partly(%arg0, %arg1) : (index, index) -> index
// CHECK-NEXT: %[[K:.+]] = arith.constant 4 : i32
// CHECK-NEXT: util.return %[[SUM]], %arg0, %[[K]]
util.func public @around(%x: index, %y: index) -> (index, index, i32) {
  %0:5 = util.call @partly(%x, %y) : (index, index) -> (index, index, i32, i32, index)
  util.return %0#1, %0#4, %0#3 : index, index, i32
}
// CHECK: util.func private @partly(%arg0: index, %arg1: index) -> index
util.func private @partly(%a: index, %b: index) -> (index, index, i32, i32, index) {
  %s = arith.addi %a, %b : index
  %c = arith.constant 4 : i32
  util.return %s, %s, %c, %c, %a : index, index, i32, i32, index
}

// -----

// What never comes back says nothing of results.

// CHECK-LABEL: util.func public @maybe_back
// CHECK-NEXT: util.call @never_back() : () -> i32
// CHECK-NEXT: util.call @sometimes_back(%arg1) : (i1) -> ()
// CHECK-NEXT: util.return %{{.+}}, %arg0 : i32, i32
util.func public @maybe_back(%x: i32, %c: i1) -> (i32, i32) {
  %0 = util.call @never_back() : () -> i32
  %1 = util.call @sometimes_back(%x, %c) : (i32, i1) -> i32
  util.return %0, %1 : i32, i32
}
util.func private @never_back() -> i32 {
  util.unreachable "never"
}
// CHECK: util.func private @sometimes_back(%arg0: i1) {
util.func private @sometimes_back(%a: i32, %c: i1) -> i32 {
  cf.cond_br %c, ^back, ^not
^back:
  util.return %a : i32
^not:
  util.unreachable "not"
}
