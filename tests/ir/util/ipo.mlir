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
