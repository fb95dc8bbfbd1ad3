// RUN: weirc opt --split-input-file --allow-unregistered-dialect --util-lift-cfg-to-scf %s | FileCheck %s

// The value used behind the loop is one of its results.
// CHECK-LABEL: @tested_first
// CHECK-SAME: (%[[ARG0:[a-z0-9]+]]: i32, %[[ARG1:[a-z0-9]+]]: i32) -> i32 {
// CHECK-NEXT: %[[V0:.+]] = ub.poison : i32
// CHECK-NEXT: %[[C1:.+]] = arith.constant 1 : index
// CHECK-NEXT: %[[C0:.+]] = arith.constant 0 : index
// CHECK-NEXT: %[[V1:.+]] = "test.zero"() : () -> i32
// CHECK-NEXT: %[[V2:[a-z0-9]+]]:2 = scf.while (%[[ARG2:[a-z0-9]+]] = %[[V1]], %[[ARG3:[a-z0-9]+]] = %[[V0]]) : (i32, i32) -> (i32, i32) {
// CHECK-NEXT: %[[V3:.+]] = arith.cmpi slt, %[[ARG2]], %[[ARG0]] : i32
// CHECK-NEXT: %[[V4:.+]]:3 = scf.if %[[V3]] -> (i32, index, index) {
// CHECK-NEXT: %[[V7:.+]] = arith.addi %[[ARG2]], %[[ARG1]] : i32
// CHECK-NEXT: scf.yield %[[V7]], %[[C0]], %[[C1]] : i32, index, index
// CHECK-NEXT: } else {
// CHECK-NEXT: scf.yield %[[V0]], %[[C1]], %[[C0]] : i32, index, index
// CHECK-NEXT: }
// CHECK-NEXT: %[[V5:.+]] = arith.index_castui %[[V4]]#2 : index to i64
// CHECK-NEXT: %[[V6:.+]] = arith.trunci %[[V5]] : i64 to i1
// CHECK-NEXT: scf.condition(%[[V6]]) %[[V4]]#0, %[[ARG2]] : i32, i32
// CHECK-NEXT: } do {
// CHECK-NEXT: ^bb0(%[[ARG2:[a-z0-9]+]]: i32, %[[ARG3:[a-z0-9]+]]: i32):
// CHECK-NEXT: scf.yield %[[ARG2]], %[[ARG3]] : i32, i32
// CHECK-NEXT: }
// CHECK-NEXT: util.return %[[V2]]#1 : i32
// CHECK-NEXT: }
util.func public @tested_first(%n: i32, %one: i32) -> i32 {
  %zero = "test.zero"() : () -> i32
  cf.br ^head(%zero : i32)
^head(%i: i32):
  %more = arith.cmpi slt, %i, %n : i32
  cf.cond_br %more, ^body, ^done
^body:
  %next = arith.addi %i, %one : i32
  cf.br ^head(%next : i32)
^done:
  util.return %i : i32
}

// -----

// The loop runs at least once.
// CHECK-LABEL: @tested_last
// CHECK-SAME: (%[[ARG0:[a-z0-9]+]]: i32, %[[ARG1:[a-z0-9]+]]: i32) -> i32 {
// CHECK-NEXT: %[[V0:.+]] = ub.poison : i32
// CHECK-NEXT: %[[C1:.+]] = arith.constant 1 : index
// CHECK-NEXT: %[[C0:.+]] = arith.constant 0 : index
// CHECK-NEXT: %[[V1:[a-z0-9]+]]:2 = scf.while (%[[ARG2:[a-z0-9]+]] = %[[ARG1]], %[[ARG3:[a-z0-9]+]] = %[[V0]]) : (i32, i32) -> (i32, i32) {
// CHECK-NEXT: %[[V2:.+]] = arith.addi %[[ARG2]], %[[ARG1]] : i32
// CHECK-NEXT: %[[V3:.+]] = arith.cmpi slt, %[[V2]], %[[ARG0]] : i32
// CHECK-NEXT: %[[V4:.+]]:3 = scf.if %[[V3]] -> (i32, index, index) {
// CHECK-NEXT: scf.yield %[[V2]], %[[C0]], %[[C1]] : i32, index, index
// CHECK-NEXT: } else {
// CHECK-NEXT: scf.yield %[[V0]], %[[C1]], %[[C0]] : i32, index, index
// CHECK-NEXT: }
// CHECK-NEXT: %[[V5:.+]] = arith.index_castui %[[V4]]#2 : index to i64
// CHECK-NEXT: %[[V6:.+]] = arith.trunci %[[V5]] : i64 to i1
// CHECK-NEXT: scf.condition(%[[V6]]) %[[V4]]#0, %[[V2]] : i32, i32
// CHECK-NEXT: } do {
// CHECK-NEXT: ^bb0(%[[ARG2:[a-z0-9]+]]: i32, %[[ARG3:[a-z0-9]+]]: i32):
// CHECK-NEXT: scf.yield %[[ARG2]], %[[ARG3]] : i32, i32
// CHECK-NEXT: }
// CHECK-NEXT: util.return %[[V1]]#1 : i32
// CHECK-NEXT: }
util.func public @tested_last(%n: i32, %one: i32) -> i32 {
  cf.br ^body(%one : i32)
^body(%i: i32):
  %next = arith.addi %i, %one : i32
  %more = arith.cmpi slt, %next, %n : i32
  cf.cond_br %more, ^body(%next : i32), ^done
^done:
  util.return %next : i32
}

// -----

// Nothing is behind a loop that does not end: what is returned does not matter.
// CHECK-LABEL: @forever
// CHECK-SAME: (%[[ARG0:[a-z0-9]+]]: i32) -> (i32, tensor<?xf32>) {
// CHECK-NEXT: %[[C1:.+]] = arith.constant 1 : index
// CHECK-NEXT: %[[C0:.+]] = arith.constant 0 : index
// CHECK-NEXT: %[[V0:[a-z0-9]+]] = scf.while (%[[ARG1:[a-z0-9]+]] = %[[ARG0]]) : (i32) -> i32 {
// CHECK-NEXT: %[[V3:.+]] = "test.step"(%[[ARG1]]) : (i32) -> i32
// CHECK-NEXT: %[[V4:.+]] = arith.index_castui %[[C1]] : index to i64
// CHECK-NEXT: %[[V5:.+]] = arith.trunci %[[V4]] : i64 to i1
// CHECK-NEXT: scf.condition(%[[V5]]) %[[V3]] : i32
// CHECK-NEXT: } do {
// CHECK-NEXT: ^bb0(%[[ARG1:[a-z0-9]+]]: i32):
// CHECK-NEXT: scf.yield %[[ARG1]] : i32
// CHECK-NEXT: }
// CHECK-NEXT: %[[V1:.+]] = ub.poison : i32
// CHECK-NEXT: %[[V2:.+]] = ub.poison : tensor<?xf32>
// CHECK-NEXT: util.return %[[V1]], %[[V2]] : i32, tensor<?xf32>
// CHECK-NEXT: }
util.func public @forever(%a: i32) -> (i32, tensor<?xf32>) {
  cf.br ^again(%a : i32)
^again(%i: i32):
  %next = "test.step"(%i) : (i32) -> i32
  cf.br ^again(%next : i32)
}

// -----

// An end that is never reached is the same as others.
// CHECK: util.initializer {
// CHECK-NEXT: %[[C1:.+]] = arith.constant 1 : index
// CHECK-NEXT: %[[C0:.+]] = arith.constant 0 : index
// CHECK-NEXT: %[[V0:.+]] = "test.cond"() : () -> i1
// CHECK-NEXT: scf.if %[[V0]] {
// CHECK-NEXT: scf.while : () -> () {
// CHECK-NEXT: "test.spin"() : () -> ()
// CHECK-NEXT: %[[V1:.+]] = arith.index_castui %[[C1]] : index to i64
// CHECK-NEXT: %[[V2:.+]] = arith.trunci %[[V1]] : i64 to i1
// CHECK-NEXT: scf.condition(%[[V2]])
// CHECK-NEXT: } do {
// CHECK-NEXT: scf.yield
// CHECK-NEXT: }
// CHECK-NEXT: } else {
// CHECK-NEXT: }
// CHECK-NEXT: util.return
// CHECK-NEXT: }
util.initializer {
  %c = "test.cond"() : () -> i1
  cf.cond_br %c, ^again, ^done
^again:
  "test.spin"() : () -> ()
  cf.br ^again
^done:
  util.return
}

// -----

// A cycle with two entries: a number says which.
// CHECK-LABEL: @two_entries
// CHECK-SAME: (%[[ARG0:[a-z0-9]+]]: i64, %[[ARG1:[a-z0-9]+]]: i1) -> i64 {
// CHECK-NEXT: %[[C2:.+]] = arith.constant 2 : index
// CHECK-NEXT: %[[V0:.+]] = ub.poison : index
// CHECK-NEXT: %[[C1:.+]] = arith.constant 1 : index
// CHECK-NEXT: %[[V1:.+]] = ub.poison : i64
// CHECK-NEXT: %[[C0:.+]] = arith.constant 0 : index
// CHECK-NEXT: %[[V2:.+]]:4 = scf.if %[[ARG1]] -> (i64, index, i64, index) {
// CHECK-NEXT: scf.yield %[[ARG0]], %[[C1]], %[[V1]], %[[V0]] : i64, index, i64, index
// CHECK-NEXT: } else {
// CHECK-NEXT: scf.yield %[[V1]], %[[C0]], %[[V1]], %[[V0]] : i64, index, i64, index
// CHECK-NEXT: }
// CHECK-NEXT: %[[V3:[a-z0-9]+]]:4 = scf.while (%[[ARG2:[a-z0-9]+]] = %[[V2]]#0, %[[ARG3:[a-z0-9]+]] = %[[V2]]#1, %[[ARG4:[a-z0-9]+]] = %[[V2]]#2, %[[ARG5:[a-z0-9]+]] = %[[V2]]#3) : (i64, index, i64, index) -> (i64, index, i64, index) {
// CHECK-NEXT: %[[V7:.+]] = arith.index_cast %[[ARG3]] : index to i32
// CHECK-NEXT: %[[V8:.+]] = arith.index_cast %[[V7]] : i32 to index
// CHECK-NEXT: %[[V9:.+]]:5 = scf.index_switch %[[V8]] -> i64, index, index, index, i64
// CHECK-NEXT: case 0 {
// CHECK-NEXT: %[[V12:.+]] = "test.cond"(%[[ARG0]]) : (i64) -> i1
// CHECK-NEXT: %[[V13:.+]]:5 = scf.if %[[V12]] -> (i64, index, index, index, i64) {
// CHECK-NEXT: scf.yield %[[ARG0]], %[[C1]], %[[C0]], %[[C1]], %[[V1]] : i64, index, index, index, i64
// CHECK-NEXT: } else {
// CHECK-NEXT: scf.yield %[[V1]], %[[V0]], %[[C1]], %[[C0]], %[[V1]] : i64, index, index, index, i64
// CHECK-NEXT: }
// CHECK-NEXT: scf.yield %[[V13]]#0, %[[V13]]#1, %[[V13]]#2, %[[V13]]#3, %[[V13]]#4 : i64, index, index, index, i64
// CHECK-NEXT: }
// CHECK-NEXT: default {
// CHECK-NEXT: %[[V12:.+]] = arith.addi %[[ARG2]], %[[ARG0]] : i64
// CHECK-NEXT: %[[V13:.+]] = "test.cond"(%[[V12]]) : (i64) -> i1
// CHECK-NEXT: %[[V14:.+]]:5 = scf.if %[[V13]] -> (i64, index, index, index, i64) {
// CHECK-NEXT: scf.yield %[[V1]], %[[C0]], %[[C0]], %[[C1]], %[[V12]] : i64, index, index, index, i64
// CHECK-NEXT: } else {
// CHECK-NEXT: scf.yield %[[V1]], %[[V0]], %[[C2]], %[[C0]], %[[V12]] : i64, index, index, index, i64
// CHECK-NEXT: }
// CHECK-NEXT: scf.yield %[[V14]]#0, %[[V14]]#1, %[[V14]]#2, %[[V14]]#3, %[[V14]]#4 : i64, index, index, index, i64
// CHECK-NEXT: }
// CHECK-NEXT: %[[V10:.+]] = arith.index_castui %[[V9]]#3 : index to i64
// CHECK-NEXT: %[[V11:.+]] = arith.trunci %[[V10]] : i64 to i1
// CHECK-NEXT: scf.condition(%[[V11]]) %[[V9]]#0, %[[V9]]#1, %[[V9]]#4, %[[V9]]#2 : i64, index, i64, index
// CHECK-NEXT: } do {
// CHECK-NEXT: ^bb0(%[[ARG2:[a-z0-9]+]]: i64, %[[ARG3:[a-z0-9]+]]: index, %[[ARG4:[a-z0-9]+]]: i64, %[[ARG5:[a-z0-9]+]]: index):
// CHECK-NEXT: scf.yield %[[ARG2]], %[[ARG3]], %[[ARG4]], %[[ARG5]] : i64, index, i64, index
// CHECK-NEXT: }
// CHECK-NEXT: %[[V4:.+]] = arith.index_cast %[[V3]]#3 : index to i32
// CHECK-NEXT: %[[V5:.+]] = arith.index_cast %[[V4]] : i32 to index
// CHECK-NEXT: %[[V6:.+]] = scf.index_switch %[[V5]] -> i64
// CHECK-NEXT: case 1 {
// CHECK-NEXT: scf.yield %[[ARG0]] : i64
// CHECK-NEXT: }
// CHECK-NEXT: default {
// CHECK-NEXT: scf.yield %[[V3]]#2 : i64
// CHECK-NEXT: }
// CHECK-NEXT: util.return %[[V6]] : i64
// CHECK-NEXT: }
util.func public @two_entries(%a: i64, %c: i1) -> i64 {
  cf.cond_br %c, ^left(%a : i64), ^right
^left(%x: i64):
  %y = arith.addi %x, %a : i64
  %d = "test.cond"(%y) : (i64) -> i1
  cf.cond_br %d, ^right, ^out
^right:
  %e = "test.cond"(%a) : (i64) -> i1
  cf.cond_br %e, ^left(%a : i64), ^end
^out:
  util.return %y : i64
^end:
  util.return %a : i64
}

// -----

// Regions see the value of the iteration inside the loop and the result of it
// behind.
// CHECK-LABEL: @captured
// CHECK-SAME: (%[[ARG0:[a-z0-9]+]]: index, %[[ARG1:[a-z0-9]+]]: index) -> index {
// CHECK-NEXT: %[[V0:.+]] = ub.poison : index
// CHECK-NEXT: %[[C1:.+]] = arith.constant 1 : index
// CHECK-NEXT: %[[C0:.+]] = arith.constant 0 : index
// CHECK-NEXT: %[[V1:[a-z0-9]+]]:3 = scf.while (%[[ARG2:[a-z0-9]+]] = %[[ARG1]], %[[ARG3:[a-z0-9]+]] = %[[V0]], %[[ARG4:[a-z0-9]+]] = %[[V0]]) : (index, index, index) -> (index, index, index) {
// CHECK-NEXT: %[[V2:.+]] = arith.addi %[[ARG2]], %[[ARG1]] : index
// CHECK-NEXT: scf.for %[[ARG5:[a-z0-9]+]] = %[[ARG2]] to %[[ARG0]] step %[[ARG1]] {
// CHECK-NEXT: "test.body"(%[[ARG5]], %[[V2]]) : (index, index) -> ()
// CHECK-NEXT: }
// CHECK-NEXT: %[[V3:.+]] = arith.cmpi slt, %[[V2]], %[[ARG0]] : index
// CHECK-NEXT: %[[V4:.+]]:3 = scf.if %[[V3]] -> (index, index, index) {
// CHECK-NEXT: scf.yield %[[V2]], %[[C0]], %[[C1]] : index, index, index
// CHECK-NEXT: } else {
// CHECK-NEXT: scf.yield %[[V0]], %[[C1]], %[[C0]] : index, index, index
// CHECK-NEXT: }
// CHECK-NEXT: %[[V5:.+]] = arith.index_castui %[[V4]]#2 : index to i64
// CHECK-NEXT: %[[V6:.+]] = arith.trunci %[[V5]] : i64 to i1
// CHECK-NEXT: scf.condition(%[[V6]]) %[[V4]]#0, %[[ARG2]], %[[V2]] : index, index, index
// CHECK-NEXT: } do {
// CHECK-NEXT: ^bb0(%[[ARG2:[a-z0-9]+]]: index, %[[ARG3:[a-z0-9]+]]: index, %[[ARG4:[a-z0-9]+]]: index):
// CHECK-NEXT: scf.yield %[[ARG2]], %[[ARG3]], %[[ARG4]] : index, index, index
// CHECK-NEXT: }
// CHECK-NEXT: scf.for %[[ARG2:[a-z0-9]+]] = %[[V1]]#1 to %[[ARG0]] step %[[ARG1]] {
// CHECK-NEXT: "test.tail"(%[[ARG2]], %[[V1]]#2) : (index, index) -> ()
// CHECK-NEXT: }
// CHECK-NEXT: util.return %[[ARG0]] : index
// CHECK-NEXT: }
util.func public @captured(%n: index, %one: index) -> index {
  cf.br ^head(%one : index)
^head(%i: index):
  %next = arith.addi %i, %one : index
  scf.for %j = %i to %n step %one {
    "test.body"(%j, %next) : (index, index) -> ()
  }
  %more = arith.cmpi slt, %next, %n : index
  cf.cond_br %more, ^head(%next : index), ^done
^done:
  scf.for %j = %i to %n step %one {
    "test.tail"(%j, %next) : (index, index) -> ()
  }
  util.return %n : index
}

// -----

// One loop in the other.
// CHECK-LABEL: @loop_in_loop
// CHECK-SAME: (%[[ARG0:[a-z0-9]+]]: i1) {
// CHECK-NEXT: %[[V0:.+]] = ub.poison : index
// CHECK-NEXT: %[[C1:.+]] = arith.constant 1 : index
// CHECK-NEXT: %[[C0:.+]] = arith.constant 0 : index
// CHECK-NEXT: scf.while : () -> () {
// CHECK-NEXT: %[[V1:.+]] = "test.outer"() : () -> i1
// CHECK-NEXT: %[[V2:.+]]:2 = scf.if %[[V1]] -> (index, index) {
// CHECK-NEXT: %[[V5:[a-z0-9]+]]:2 = scf.while (%[[ARG1:[a-z0-9]+]] = %[[V0]], %[[ARG2:[a-z0-9]+]] = %[[V0]]) : (index, index) -> (index, index) {
// CHECK-NEXT: %[[V6:.+]] = "test.inner"() : () -> i1
// CHECK-NEXT: %[[V7:.+]]:4 = scf.if %[[V6]] -> (index, index, index, index) {
// CHECK-NEXT: scf.yield %[[V0]], %[[V0]], %[[C0]], %[[C1]] : index, index, index, index
// CHECK-NEXT: } else {
// CHECK-NEXT: scf.yield %[[C0]], %[[C1]], %[[C1]], %[[C0]] : index, index, index, index
// CHECK-NEXT: }
// CHECK-NEXT: %[[V8:.+]] = arith.index_castui %[[V7]]#3 : index to i64
// CHECK-NEXT: %[[V9:.+]] = arith.trunci %[[V8]] : i64 to i1
// CHECK-NEXT: scf.condition(%[[V9]]) %[[V7]]#0, %[[V7]]#1 : index, index
// CHECK-NEXT: } do {
// CHECK-NEXT: ^bb0(%[[ARG1:[a-z0-9]+]]: index, %[[ARG2:[a-z0-9]+]]: index):
// CHECK-NEXT: scf.yield %[[ARG1]], %[[ARG2]] : index, index
// CHECK-NEXT: }
// CHECK-NEXT: scf.yield %[[V5]]#0, %[[V5]]#1 : index, index
// CHECK-NEXT: } else {
// CHECK-NEXT: scf.yield %[[C1]], %[[C0]] : index, index
// CHECK-NEXT: }
// CHECK-NEXT: %[[V3:.+]] = arith.index_castui %[[V2]]#1 : index to i64
// CHECK-NEXT: %[[V4:.+]] = arith.trunci %[[V3]] : i64 to i1
// CHECK-NEXT: scf.condition(%[[V4]])
// CHECK-NEXT: } do {
// CHECK-NEXT: scf.yield
// CHECK-NEXT: }
// CHECK-NEXT: util.return
// CHECK-NEXT: }
util.func public @loop_in_loop(%c: i1) {
  cf.br ^outer
^outer:
  %d = "test.outer"() : () -> i1
  cf.cond_br %d, ^inner, ^done
^inner:
  %e = "test.inner"() : () -> i1
  cf.cond_br %e, ^inner, ^outer
^done:
  util.return
}

// -----

// Functions of the func dialect end in their own returns.
// CHECK-LABEL: @other_functions
// CHECK-SAME: (%[[ARG0:[a-z0-9]+]]: i1) -> i32 {
// CHECK-NEXT: %[[C1:.+]] = arith.constant 1 : index
// CHECK-NEXT: %[[C0:.+]] = arith.constant 0 : index
// CHECK-NEXT: %[[V0:.+]] = scf.if %[[ARG0]] -> (i32) {
// CHECK-NEXT: scf.while : () -> () {
// CHECK-NEXT: %[[V2:.+]] = arith.index_castui %[[C1]] : index to i64
// CHECK-NEXT: %[[V3:.+]] = arith.trunci %[[V2]] : i64 to i1
// CHECK-NEXT: scf.condition(%[[V3]])
// CHECK-NEXT: } do {
// CHECK-NEXT: scf.yield
// CHECK-NEXT: }
// CHECK-NEXT: %[[V1:.+]] = ub.poison : i32
// CHECK-NEXT: scf.yield %[[V1]] : i32
// CHECK-NEXT: } else {
// CHECK-NEXT: %[[V1:.+]] = "test.y"() : () -> i32
// CHECK-NEXT: scf.yield %[[V1]] : i32
// CHECK-NEXT: }
// CHECK-NEXT: return %[[V0]] : i32
// CHECK-NEXT: }
func.func @other_functions(%c: i1) -> i32 {
  cf.cond_br %c, ^x, ^y
^x:
  cf.br ^x
^y:
  %0 = "test.y"() : () -> i32
  return %0 : i32
}
