// RUN: weirc opt --split-input-file --stream-conversion %s | FileCheck %s

// CHECK-LABEL: @branches
// CHECK-SAME: (%[[ARG:.+]]: !stream.resource<*>, %[[SIZE:.+]]: index, %[[COND:.+]]: i1, %[[FLAG:.+]]: i32)
util.func private @branches(%arg0: tensor<4xf32>, %cond: i1, %flag: i32) -> tensor<4xf32> {
  // CHECK: cf.cond_br %[[COND]], ^bb1(%[[ARG]], %[[SIZE]] : !stream.resource<*>, index), ^bb2(%[[FLAG]], %[[ARG]], %[[SIZE]] : i32, !stream.resource<*>, index)
  cf.cond_br %cond, ^bb1(%arg0 : tensor<4xf32>), ^bb2(%flag, %arg0 : i32, tensor<4xf32>)
// CHECK: ^bb1(%[[BB1:.+]]: !stream.resource<*>, %[[BB1_SIZE:.+]]: index)
^bb1(%bb1: tensor<4xf32>):
  // CHECK: cf.br ^bb2(%[[FLAG]], %[[BB1]], %[[BB1_SIZE]] : i32, !stream.resource<*>, index)
  cf.br ^bb2(%flag, %bb1 : i32, tensor<4xf32>)
// CHECK: ^bb2(%[[BB2_FLAG:.+]]: i32, %[[BB2:.+]]: !stream.resource<*>, %[[BB2_SIZE:.+]]: index)
^bb2(%bb2_flag: i32, %bb2: tensor<4xf32>):
  // CHECK: cf.switch %[[BB2_FLAG]] : i32, [
  // CHECK: default: ^bb3(%[[BB2]], %[[BB2_SIZE]] : !stream.resource<*>, index),
  // CHECK: 5: ^bb1(%[[BB2]], %[[BB2_SIZE]] : !stream.resource<*>, index)
  cf.switch %bb2_flag : i32, [
    default: ^bb3(%bb2 : tensor<4xf32>),
    5: ^bb1(%bb2 : tensor<4xf32>)
  ]
^bb3(%bb3: tensor<4xf32>):
  util.return %bb3 : tensor<4xf32>
}

// -----

// CHECK-LABEL: @select
// CHECK-SAME: (%[[COND:.+]]: i1, %[[A:.+]]: !stream.resource<*>, %[[A_SIZE:.+]]: index, %[[B:.+]]: !stream.resource<*>, %[[B_SIZE:.+]]: index)
util.func private @select(%cond: i1, %a: tensor<?xf32>, %b: tensor<?xf32>) -> tensor<?xf32> {
  // CHECK: %[[R:.+]] = arith.select %[[COND]], %[[A]], %[[B]] : !stream.resource<*>
  // CHECK: %[[R_SIZE:.+]] = arith.select %[[COND]], %[[A_SIZE]], %[[B_SIZE]] : index
  %0 = arith.select %cond, %a, %b : tensor<?xf32>
  // CHECK: util.return %[[R]], %[[R_SIZE]]
  util.return %0 : tensor<?xf32>
}

// -----

// CHECK-LABEL: @regions
// CHECK-SAME: (%[[COND:.+]]: i1, %[[ARG:.+]]: !stream.resource<*>, %[[SIZE:.+]]: index, %[[N:.+]]: index)
util.func private @regions(%cond: i1, %arg0: tensor<4xf32>, %n: index) -> (tensor<4xf32>, index) {
  // CHECK: %[[IF:.+]]:2 = scf.if %[[COND]] -> (!stream.resource<*>, index) {
  %0 = scf.if %cond -> tensor<4xf32> {
    // CHECK: scf.yield %[[ARG]], %[[SIZE]] : !stream.resource<*>, index
    scf.yield %arg0 : tensor<4xf32>
  } else {
    // CHECK: %[[CLONE:.+]] = stream.tensor.clone %[[ARG]]
    %1 = flow.tensor.clone %arg0 : tensor<4xf32>
    // CHECK: scf.yield %[[CLONE]], %[[SIZE]] : !stream.resource<*>, index
    scf.yield %1 : tensor<4xf32>
  }
  // CHECK: %[[FOR:.+]]:3 = scf.for %[[I:.+]] = %[[N]] to %[[N]] step %[[N]] iter_args(%[[T:.+]] = %[[IF]]#0, %[[T_SIZE:.+]] = %[[IF]]#1, %[[K:.+]] = %[[N]]) -> (!stream.resource<*>, index, index)
  %2:2 = scf.for %i = %n to %n step %n iter_args(%t = %0, %k = %n) -> (tensor<4xf32>, index) {
    // CHECK: scf.yield %[[T]], %[[T_SIZE]], %[[I]] : !stream.resource<*>, index, index
    scf.yield %t, %i : tensor<4xf32>, index
  }
  // CHECK: %[[WHILE:.+]]:2 = scf.while (%[[W:.+]] = %[[FOR]]#0, %[[W_SIZE:.+]] = %[[FOR]]#1) : (!stream.resource<*>, index) -> (!stream.resource<*>, index) {
  %3 = scf.while (%w = %2#0) : (tensor<4xf32>) -> tensor<4xf32> {
    // CHECK: scf.condition(%[[COND]]) %[[W]], %[[W_SIZE]] : !stream.resource<*>, index
    scf.condition(%cond) %w : tensor<4xf32>
  } do {
  // CHECK: ^bb0(%[[D:.+]]: !stream.resource<*>, %[[D_SIZE:.+]]: index):
  ^bb0(%d: tensor<4xf32>):
    // CHECK: scf.yield %[[D]], %[[D_SIZE]] : !stream.resource<*>, index
    scf.yield %d : tensor<4xf32>
  }
  // CHECK: util.return %[[WHILE]]#0, %[[WHILE]]#1, %[[FOR]]#2
  util.return %3, %2#1 : tensor<4xf32>, index
}

// -----

// CHECK-LABEL: @constant
util.func private @constant() -> (tensor<2xi32>, i32) {
  // CHECK: %[[CST:.+]] = stream.tensor.constant : tensor<2xi32> in !stream.resource<constant> = dense<[0, 1]> : tensor<2xi32>
  // CHECK: %[[SIZE:.+]] = stream.resource.size %[[CST]] : !stream.resource<constant>
  // CHECK: stream.async.transfer %[[CST]] : !stream.resource<constant>{%[[SIZE]]} -> !stream.resource<*>{%[[SIZE]]}
  %0 = arith.constant dense<[0, 1]> : tensor<2xi32>
  // CHECK: arith.constant 5 : i32
  %1 = arith.constant 5 : i32
  util.return %0, %1 : tensor<2xi32>, i32
}

// -----

// A block may stand before the one that makes what it uses; and what nothing
// reaches is converted as well.

// CHECK-LABEL: @before_its_maker
// CHECK-SAME: (%[[N:.+]]: index, %[[VALUE:.+]]: f32)
util.func private @before_its_maker(%n: index, %value: f32) -> tensor<?xf32> {
  cf.br ^bb2
^bb1:
  // CHECK: %[[USED:.+]] = stream.async.dispatch @ex::@f(%[[MADE:.+]][%c0 to %[[SIZE:.+]] for %[[SIZE]]]) : (!stream.resource<*>{%[[SIZE]]}) -> %[[MADE]]{%[[SIZE]]}
  // CHECK-NEXT: util.return %[[USED]], %[[SIZE]]
  %0 = flow.dispatch @ex::@f(%1) : (tensor<?xf32>{%n}) -> %1{%n}
  util.return %0 : tensor<?xf32>
^bb2:
  // CHECK: %[[SIZE]] = stream.tensor.sizeof tensor<?xf32>{%[[N]]} : index
  // CHECK-NEXT: %[[MADE]] = stream.tensor.splat %[[VALUE]]
  %1 = flow.tensor.splat %value : tensor<?xf32>{%n}
  cf.br ^bb1
^bb3(%unreached: tensor<4xf32>):
  // CHECK: ^bb3(%{{.+}}: !stream.resource<*>, %{{.+}}: index):
  // CHECK: stream.async.dispatch @ex::@g
  // CHECK-NEXT: util.return
  %2 = flow.dispatch @ex::@g(%unreached) : (tensor<4xf32>) -> tensor<4xf32>
  util.return %1 : tensor<?xf32>
}

// -----

// What nothing depends on is a resource without contents.

// CHECK-LABEL: @undefined
// CHECK-SAME: (%[[C:.+]]: i1, %[[A:.+]]: !stream.resource<*>, %[[A_SIZE:.+]]: index, %[[B:.+]]: !stream.resource<*>, %[[B_SIZE:.+]]: index, %[[N:.+]]: index)
util.func private @undefined(%c: i1, %a: tensor<4xf32>, %b: tensor<?x2xf32>, %n: index) -> (tensor<4xf32>, tensor<?x2xf32>, index) {
  // CHECK-NEXT: %[[P_SIZE:.+]] = stream.tensor.sizeof tensor<4xf32> : index
  // CHECK-NEXT: %[[P:.+]] = stream.tensor.empty : tensor<4xf32> in !stream.resource<*>{%[[P_SIZE]]}
  %p = ub.poison : tensor<4xf32>
  // CHECK-NEXT: %[[C0:.+]] = arith.constant 0 : index
  // CHECK-NEXT: %[[Q_SIZE:.+]] = stream.tensor.sizeof tensor<?x2xf32>{%[[C0]]} : index
  // CHECK-NEXT: %[[Q:.+]] = stream.tensor.empty : tensor<?x2xf32>{%[[C0]]} in !stream.resource<*>{%[[Q_SIZE]]}
  %q = ub.poison : tensor<?x2xf32>
  // CHECK-NEXT: %[[S:.+]] = ub.poison : index
  %s = ub.poison : index
  // CHECK-NEXT: cf.cond_br %[[C]], ^bb1(%[[P]], %[[P_SIZE]], %[[Q]], %[[Q_SIZE]], %[[S]] : {{.+}}), ^bb1(%[[A]], %[[A_SIZE]], %[[B]], %[[B_SIZE]], %[[N]] :
  cf.cond_br %c, ^bb1(%p, %q, %s : tensor<4xf32>, tensor<?x2xf32>, index), ^bb1(%a, %b, %n : tensor<4xf32>, tensor<?x2xf32>, index)
^bb1(%x: tensor<4xf32>, %y: tensor<?x2xf32>, %z: index):
  util.return %x, %y, %z : tensor<4xf32>, tensor<?x2xf32>, index
}
