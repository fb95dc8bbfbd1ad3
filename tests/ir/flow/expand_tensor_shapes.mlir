// RUN: weirc opt --split-input-file --flow-expand-tensor-shapes %s | FileCheck %s

// CHECK: util.global private mutable @g : tensor<4x?x2x?xf32>
// CHECK-NEXT: util.global private mutable @g__d1 : index
// CHECK-NEXT: util.global private mutable @g__d3 : index
util.global private mutable @g : tensor<4x?x2x?xf32>
// CHECK-LABEL: util.func private @global
// CHECK-SAME: (%[[A:.+]]: tensor<4x?x2x?xf32>, %[[D1:.+]]: index, %[[D3:.+]]: index) -> (tensor<4x?x2x?xf32>, index, index)
util.func private @global(%a: tensor<4x?x2x?xf32>) -> tensor<4x?x2x?xf32> {
  // CHECK: %[[T:.+]] = flow.tensor.tie_shape %[[A]] : tensor<4x?x2x?xf32>{%[[D1]], %[[D3]]}
  // CHECK: %[[OLD:.+]] = util.global.load @g : tensor<4x?x2x?xf32>
  // CHECK-NEXT: %[[O1:.+]] = util.global.load @g__d1 : index
  // CHECK-NEXT: %[[O3:.+]] = util.global.load @g__d3 : index
  // CHECK-NEXT: %[[OT:.+]] = flow.tensor.tie_shape %[[OLD]] : tensor<4x?x2x?xf32>{%[[O1]], %[[O3]]}
  %old = util.global.load @g : tensor<4x?x2x?xf32>
  // CHECK: util.global.store %[[T]], @g : tensor<4x?x2x?xf32>
  // CHECK-NEXT: util.global.store %[[D1]], @g__d1 : index
  // CHECK-NEXT: util.global.store %[[D3]], @g__d3 : index
  util.global.store %a, @g : tensor<4x?x2x?xf32>
  // CHECK: util.return %[[OT]], %[[O1]], %[[O3]] : tensor<4x?x2x?xf32>, index, index
  util.return %old : tensor<4x?x2x?xf32>
}

// -----

// Calls of functions that have a body; tied results keep their operands.
// CHECK-LABEL: util.func private @callee
// CHECK-SAME: (%{{.+}}: i32, %[[A:.+]]: tensor<?xf32>, %[[D:.+]]: index) -> (%[[A]], index)
util.func private @callee(%n: i32, %a: tensor<?xf32>) -> %a {
  util.return %a : tensor<?xf32>
}
// CHECK: util.func private @outside(%{{.+}}: tensor<?xf32>)
util.func private @outside(%a: tensor<?xf32>)
// CHECK-LABEL: util.func private @caller
// CHECK-SAME: (%[[N:.+]]: i32, %[[A:.+]]: tensor<?xf32>, %[[D:.+]]: index)
util.func private @caller(%n: i32, %a: tensor<?xf32>) -> tensor<?xf32> {
  // CHECK: %[[T:.+]] = flow.tensor.tie_shape %[[A]] : tensor<?xf32>{%[[D]]}
  // CHECK: %[[R:.+]]:2 = util.call @callee(%[[N]], %[[T]], %[[D]]) : (i32, tensor<?xf32>, index) -> (%[[T]], index)
  // CHECK: %[[RT:.+]] = flow.tensor.tie_shape %[[R]]#0 : tensor<?xf32>{%[[R]]#1}
  %0 = util.call @callee(%n, %a) : (i32, tensor<?xf32>) -> %a
  // CHECK: util.call @outside(%[[RT]]) : (tensor<?xf32>) -> ()
  util.call @outside(%0) : (tensor<?xf32>) -> ()
  // CHECK: util.return %[[RT]], %[[R]]#1 : tensor<?xf32>, index
  util.return %0 : tensor<?xf32>
}

// -----

// CHECK-LABEL: util.func private @branches
// CHECK-SAME: (%[[C:.+]]: i1, %[[A:.+]]: tensor<?xf32>, %[[DA:.+]]: index, %[[B:.+]]: tensor<?xf32>, %[[DB:.+]]: index)
util.func private @branches(%c: i1, %a: tensor<?xf32>, %b: tensor<?xf32>) -> tensor<?xf32> {
  // CHECK-DAG: %[[TA:.+]] = flow.tensor.tie_shape %[[A]]
  // CHECK-DAG: %[[TB:.+]] = flow.tensor.tie_shape %[[B]]
  // CHECK: cf.cond_br %[[C]], ^bb1(%[[TA]], %[[DA]] : tensor<?xf32>, index), ^bb1(%[[TB]], %[[DB]] : tensor<?xf32>, index)
  cf.cond_br %c, ^bb1(%a : tensor<?xf32>), ^bb1(%b : tensor<?xf32>)
// CHECK: ^bb1(%[[T:.+]]: tensor<?xf32>, %[[D:.+]]: index):
^bb1(%t: tensor<?xf32>):
  // CHECK: %[[TT:.+]] = flow.tensor.tie_shape %[[T]] : tensor<?xf32>{%[[D]]}
  // CHECK: %[[SD:.+]] = arith.select %[[C]], %[[D]], %[[DA]] : index
  // CHECK: flow.tensor.tie_shape %{{.+}} : tensor<?xf32>{%[[SD]]}
  %s = arith.select %c, %t, %a : tensor<?xf32>
  util.return %s : tensor<?xf32>
}

// -----

// CHECK-LABEL: util.func private @regions
// CHECK-SAME: (%[[C:.+]]: i1, %[[N:.+]]: index, %[[A:.+]]: tensor<?xf32>, %[[D:.+]]: index)
util.func private @regions(%c: i1, %n: index, %a: tensor<?xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK: %[[T:.+]] = flow.tensor.tie_shape %[[A]]
  // CHECK: %[[IF:.+]]:2 = scf.if %[[C]] -> (tensor<?xf32>, index)
  %0 = scf.if %c -> tensor<?xf32> {
    // CHECK: scf.yield %[[T]], %[[D]] : tensor<?xf32>, index
    scf.yield %a : tensor<?xf32>
  } else {
    // CHECK: %[[S:.+]] = flow.tensor.splat
    %f = arith.constant 1.0 : f32
    %s = flow.tensor.splat %f : tensor<?xf32>{%n}
    // CHECK: scf.yield %[[S]], %[[N]] : tensor<?xf32>, index
    scf.yield %s : tensor<?xf32>
  }
  // CHECK: %[[IFT:.+]] = flow.tensor.tie_shape %[[IF]]#0 : tensor<?xf32>{%[[IF]]#1}
  // CHECK: %[[FOR:.+]]:2 = scf.for {{.+}} iter_args(%[[X:.+]] = %[[IFT]], %[[XD:.+]] = %[[IF]]#1) -> (tensor<?xf32>, index)
  %1 = scf.for %i = %c0 to %n step %c1 iter_args(%x = %0) -> tensor<?xf32> {
    // CHECK: %[[XT:.+]] = flow.tensor.tie_shape %[[X]] : tensor<?xf32>{%[[XD]]}
    // CHECK: scf.yield %[[XT]], %[[XD]] : tensor<?xf32>, index
    scf.yield %x : tensor<?xf32>
  }
  // CHECK: scf.while
  // CHECK: scf.condition(%{{.+}}) %{{.+}}, %{{.+}} : tensor<?xf32>, index
  %2 = scf.while (%x = %1) : (tensor<?xf32>) -> tensor<?xf32> {
    scf.condition(%c) %x : tensor<?xf32>
  } do {
  ^bb0(%y: tensor<?xf32>):
    // CHECK: scf.yield %{{.+}}, %{{.+}} : tensor<?xf32>, index
    scf.yield %y : tensor<?xf32>
  }
  util.return %2 : tensor<?xf32>
}

// -----

// What is static stays as it is.
// CHECK-LABEL: util.func private @static
// CHECK-SAME: (%[[A:.+]]: tensor<4xf32>) -> tensor<4xf32>
util.func private @static(%a: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK-NEXT: util.return %[[A]] : tensor<4xf32>
  util.return %a : tensor<4xf32>
}

// -----

// Functions of other dialects are treated alike.
// CHECK-LABEL: func.func private @inner
// CHECK-SAME: (%[[A:.+]]: tensor<?xf32>, %[[D:.+]]: index) -> (tensor<?xf32>, index)
func.func private @inner(%a: tensor<?xf32>) -> tensor<?xf32> {
  // CHECK: %[[T:.+]] = flow.tensor.tie_shape %[[A]] : tensor<?xf32>{%[[D]]}
  // CHECK: return %[[T]], %[[D]] : tensor<?xf32>, index
  return %a : tensor<?xf32>
}
// CHECK-LABEL: func.func @outer
func.func @outer(%a: tensor<?xf32>) -> tensor<?xf32> {
  // CHECK: %[[R:.+]]:2 = call @inner(%{{.+}}, %{{.+}}) : (tensor<?xf32>, index) -> (tensor<?xf32>, index)
  %0 = func.call @inner(%a) : (tensor<?xf32>) -> tensor<?xf32>
  // CHECK: %[[T:.+]] = flow.tensor.tie_shape %[[R]]#0 : tensor<?xf32>{%[[R]]#1}
  // CHECK: return %[[T]], %[[R]]#1 : tensor<?xf32>, index
  return %0 : tensor<?xf32>
}

// -----

// Dimensions in globals get names that nothing has.
// CHECK: util.global private mutable @g__d0_0 : index
util.global private mutable @g : tensor<?xf32>
// CHECK: util.global private mutable @g__d0 : i32
util.global private mutable @g__d0 : i32
// CHECK-LABEL: util.func public @store_and_load
// CHECK-SAME: (%{{.+}}: tensor<?xf32>, %[[D:.+]]: index)
util.func public @store_and_load(%a: tensor<?xf32>) -> tensor<?xf32> {
  // CHECK: util.global.store %[[D]], @g__d0_0 : index
  util.global.store %a, @g : tensor<?xf32>
  // CHECK: util.global.load @g__d0_0 : index
  %0 = util.global.load @g : tensor<?xf32>
  util.return %0 : tensor<?xf32>
}

// -----

// CHECK-LABEL: @cases
// CHECK-SAME: (%[[I:.+]]: index, %[[A:.+]]: tensor<?xf32>, %[[A_DIM:.+]]: index, %[[B:.+]]: tensor<?xf32>, %[[B_DIM:.+]]: index)
util.func private @cases(%i: index, %a: tensor<?xf32>, %b: tensor<?xf32>) -> tensor<?xf32> {
  // CHECK: %[[R:.+]]:2 = scf.index_switch %[[I]] -> tensor<?xf32>, index
  %0 = scf.index_switch %i -> tensor<?xf32>
  case 1 {
    // CHECK: scf.yield %{{.+}}, %[[A_DIM]] : tensor<?xf32>, index
    scf.yield %a : tensor<?xf32>
  }
  default {
    // CHECK: scf.yield %{{.+}}, %[[B_DIM]] : tensor<?xf32>, index
    scf.yield %b : tensor<?xf32>
  }
  // CHECK: %[[TIED:.+]] = flow.tensor.tie_shape %[[R]]#0 : tensor<?xf32>{%[[R]]#1}
  // CHECK: util.return %[[TIED]], %[[R]]#1
  util.return %0 : tensor<?xf32>
}
