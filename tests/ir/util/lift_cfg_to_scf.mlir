// RUN: weirc opt --split-input-file --allow-unregistered-dialect --util-lift-cfg-to-scf %s | FileCheck %s

// A branch and what stands behind it.
// CHECK-LABEL: @diamond
// CHECK-SAME: (%[[ARG0:[a-z0-9]+]]: i1, %[[ARG1:[a-z0-9]+]]: i32, %[[ARG2:[a-z0-9]+]]: i32) -> i32 {
// CHECK-NEXT: %[[C0:.+]] = arith.constant 0 : index
// CHECK-NEXT: %[[V0:.+]] = scf.if %[[ARG0]] -> (i32) {
// CHECK-NEXT: %[[V1:.+]] = "test.left"(%[[ARG1]]) : (i32) -> i32
// CHECK-NEXT: scf.yield %[[V1]] : i32
// CHECK-NEXT: } else {
// CHECK-NEXT: %[[V1:.+]] = "test.right"(%[[ARG2]]) : (i32) -> i32
// CHECK-NEXT: scf.yield %[[V1]] : i32
// CHECK-NEXT: }
// CHECK-NEXT: util.return %[[V0]] : i32
// CHECK-NEXT: }
util.func public @diamond(%c: i1, %a: i32, %b: i32) -> i32 {
  cf.cond_br %c, ^then(%a : i32), ^else
^then(%x: i32):
  %0 = "test.left"(%x) : (i32) -> i32
  cf.br ^join(%0 : i32)
^else:
  %1 = "test.right"(%b) : (i32) -> i32
  cf.br ^join(%1 : i32)
^join(%r: i32):
  util.return %r : i32
}

// -----

// Returns of one kind are one.
// CHECK-LABEL: @returns
// CHECK-SAME: (%[[ARG0:[a-z0-9]+]]: i1, %[[ARG1:[a-z0-9]+]]: i1, %[[ARG2:[a-z0-9]+]]: i32, %[[ARG3:[a-z0-9]+]]: i32) -> i32 {
// CHECK-NEXT: %[[C0:.+]] = arith.constant 0 : index
// CHECK-NEXT: %[[V0:.+]] = scf.if %[[ARG0]] -> (i32) {
// CHECK-NEXT: "test.one"() : () -> ()
// CHECK-NEXT: scf.yield %[[ARG2]] : i32
// CHECK-NEXT: } else {
// CHECK-NEXT: %[[V1:.+]] = scf.if %[[ARG1]] -> (i32) {
// CHECK-NEXT: scf.yield %[[ARG3]] : i32
// CHECK-NEXT: } else {
// CHECK-NEXT: %[[V2:.+]] = "test.four"() : () -> i32
// CHECK-NEXT: scf.yield %[[V2]] : i32
// CHECK-NEXT: }
// CHECK-NEXT: scf.yield %[[V1]] : i32
// CHECK-NEXT: }
// CHECK-NEXT: util.return %[[V0]] : i32
// CHECK-NEXT: }
util.func public @returns(%c: i1, %d: i1, %a: i32, %b: i32) -> i32 {
  cf.cond_br %c, ^one, ^two
^one:
  "test.one"() : () -> ()
  util.return %a : i32
^two:
  cf.cond_br %d, ^three, ^four
^three:
  util.return %b : i32
^four:
  %0 = "test.four"() : () -> i32
  util.return %0 : i32
}

// -----

// Cases that lead to the same place are told apart from others by a number;
// they are as wide as the flag and keep their sign.
// CHECK-LABEL: @cases
// CHECK-SAME: (%[[ARG0:[a-z0-9]+]]: i8, %[[ARG1:[a-z0-9]+]]: i32, %[[ARG2:[a-z0-9]+]]: i32) -> i32 {
// CHECK-NEXT: %[[C1:.+]] = arith.constant 1 : index
// CHECK-NEXT: %[[V0:.+]] = ub.poison : i32
// CHECK-NEXT: %[[C0:.+]] = arith.constant 0 : index
// CHECK-NEXT: %[[V1:.+]] = arith.index_cast %[[ARG0]] : i8 to index
// CHECK-NEXT: %[[V2:.+]]:2 = scf.index_switch %[[V1]] -> i32, index
// CHECK-NEXT: case 1 {
// CHECK-NEXT: scf.yield %[[V0]], %[[C1]] : i32, index
// CHECK-NEXT: }
// CHECK-NEXT: case -2 {
// CHECK-NEXT: scf.yield %[[ARG2]], %[[C0]] : i32, index
// CHECK-NEXT: }
// CHECK-NEXT: case 7 {
// CHECK-NEXT: scf.yield %[[V0]], %[[C1]] : i32, index
// CHECK-NEXT: }
// CHECK-NEXT: default {
// CHECK-NEXT: scf.yield %[[ARG1]], %[[C0]] : i32, index
// CHECK-NEXT: }
// CHECK-NEXT: %[[V3:.+]] = arith.index_cast %[[V2]]#1 : index to i32
// CHECK-NEXT: %[[V4:.+]] = arith.index_cast %[[V3]] : i32 to index
// CHECK-NEXT: %[[V5:.+]] = scf.index_switch %[[V4]] -> i32
// CHECK-NEXT: case 0 {
// CHECK-NEXT: scf.yield %[[V2]]#0 : i32
// CHECK-NEXT: }
// CHECK-NEXT: default {
// CHECK-NEXT: %[[V6:.+]] = "test.one"() : () -> i32
// CHECK-NEXT: scf.yield %[[V6]] : i32
// CHECK-NEXT: }
// CHECK-NEXT: util.return %[[V5]] : i32
// CHECK-NEXT: }
util.func public @cases(%flag: i8, %a: i32, %b: i32) -> i32 {
  cf.switch %flag : i8, [
    default: ^rest(%a : i32),
    1: ^one,
    -2: ^rest(%b : i32),
    7: ^one
  ]
^one:
  %0 = "test.one"() : () -> i32
  cf.br ^rest(%0 : i32)
^rest(%r: i32):
  util.return %r : i32
}

// -----

// Ends of different kinds stay where they are, behind the rest.
// CHECK-LABEL: @two_ends
// CHECK-SAME: (%[[ARG0:[a-z0-9]+]]: i1, %[[ARG1:[a-z0-9]+]]: i1, %[[ARG2:[a-z0-9]+]]: i32) -> i32 {
// CHECK-NEXT: %[[C1:.+]] = arith.constant 1 : index
// CHECK-NEXT: %[[V0:.+]] = ub.poison : i32
// CHECK-NEXT: %[[C0:.+]] = arith.constant 0 : index
// CHECK-NEXT: %[[V1:.+]]:2 = scf.if %[[ARG0]] -> (i32, index) {
// CHECK-NEXT: scf.yield %[[V0]], %[[C0]] : i32, index
// CHECK-NEXT: } else {
// CHECK-NEXT: %[[V4:.+]]:2 = scf.if %[[ARG1]] -> (i32, index) {
// CHECK-NEXT: "test.three"() : () -> ()
// CHECK-NEXT: scf.yield %[[ARG2]], %[[C1]] : i32, index
// CHECK-NEXT: } else {
// CHECK-NEXT: scf.yield %[[V0]], %[[C0]] : i32, index
// CHECK-NEXT: }
// CHECK-NEXT: scf.yield %[[V4]]#0, %[[V4]]#1 : i32, index
// CHECK-NEXT: }
// CHECK-NEXT: %[[V2:.+]] = arith.index_cast %[[V1]]#1 : index to i32
// CHECK-NEXT: cf.switch %[[V2]] : i32, [
// CHECK-NEXT: default: ^bb2(%[[V1]]#0 : i32),
// CHECK-NEXT: 0: ^bb1
// CHECK-NEXT: ]
// CHECK-NEXT: ^bb1:
// CHECK-NEXT: util.unreachable "never"
// CHECK-NEXT: ^bb2(%[[V3:[a-z0-9]+]]: i32):
// CHECK-NEXT: util.return %[[V3]] : i32
// CHECK-NEXT: }
util.func public @two_ends(%c: i1, %d: i1, %a: i32) -> i32 {
  cf.cond_br %c, ^one, ^two
^one:
  util.unreachable "never"
^two:
  cf.cond_br %d, ^three, ^four
^three:
  "test.three"() : () -> ()
  util.return %a : i32
^four:
  util.unreachable "never"
}

// -----

// Regions inside other ops.
// CHECK-LABEL: @nested
// CHECK-SAME: (%[[ARG0:[a-z0-9]+]]: i1, %[[ARG1:[a-z0-9]+]]: i32) -> i32 {
// CHECK-NEXT: %[[V0:.+]] = scf.execute_region -> i32 {
// CHECK-NEXT: %[[C0:.+]] = arith.constant 0 : index
// CHECK-NEXT: %[[V1:.+]] = scf.if %[[ARG0]] -> (i32) {
// CHECK-NEXT: %[[V2:.+]] = "test.x"() : () -> i32
// CHECK-NEXT: scf.yield %[[V2]] : i32
// CHECK-NEXT: } else {
// CHECK-NEXT: scf.yield %[[ARG1]] : i32
// CHECK-NEXT: }
// CHECK-NEXT: scf.yield %[[V1]] : i32
// CHECK-NEXT: }
// CHECK-NEXT: util.return %[[V0]] : i32
// CHECK-NEXT: }
util.func public @nested(%c: i1, %a: i32) -> i32 {
  %0 = scf.execute_region -> i32 {
    cf.cond_br %c, ^x, ^y
  ^x:
    %1 = "test.x"() : () -> i32
    scf.yield %1 : i32
  ^y:
    scf.yield %a : i32
  }
  util.return %0 : i32
}

// -----

// Nothing to lift, and kernels are none of our business.
// CHECK-LABEL: @declared
// CHECK-SAME: (%[[ARG0:[a-z0-9]+]]: i32) -> i32
// CHECK-LABEL: @structured
// CHECK-SAME: (%[[ARG0:[a-z0-9]+]]: i1, %[[ARG1:[a-z0-9]+]]: i32) -> i32 {
// CHECK-NEXT: %[[V0:.+]] = scf.if %[[ARG0]] -> (i32) {
// CHECK-NEXT: %[[V1:.+]] = "test.x"() : () -> i32
// CHECK-NEXT: scf.yield %[[V1]] : i32
// CHECK-NEXT: } else {
// CHECK-NEXT: scf.yield %[[ARG1]] : i32
// CHECK-NEXT: }
// CHECK-NEXT: util.return %[[V0]] : i32
// CHECK-NEXT: }
// CHECK: flow.executable private @kernels {
// CHECK-NEXT: builtin.module {
// CHECK: func.func @kernel(%[[ARG0:[a-z0-9]+]]: i1) {
// CHECK-NEXT: cf.cond_br %[[ARG0]], ^bb1, ^bb2
// CHECK-NEXT: ^bb1:
// CHECK-NEXT: "test.x"() : () -> ()
// CHECK-NEXT: cf.br ^bb2
// CHECK-NEXT: ^bb2:
// CHECK-NEXT: return
// CHECK-NEXT: }
// CHECK-NEXT: }
// CHECK-NEXT: }
util.func private @declared(i32) -> i32
util.func public @structured(%c: i1, %a: i32) -> i32 {
  %0 = scf.if %c -> (i32) {
    %1 = "test.x"() : () -> i32
    scf.yield %1 : i32
  } else {
    scf.yield %a : i32
  }
  util.return %0 : i32
}
flow.executable private @kernels {
  builtin.module {
    func.func @kernel(%c: i1) {
      cf.cond_br %c, ^x, ^y
    ^x:
      "test.x"() : () -> ()
      cf.br ^y
    ^y:
      return
    }
  }
}
