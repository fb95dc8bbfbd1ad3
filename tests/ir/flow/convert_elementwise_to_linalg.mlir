// RUN: weirc opt --convert-elementwise-to-linalg %s | FileCheck %s

// Arithmetic on whole tensors becomes loops over their elements.

// CHECK-LABEL: util.func public @chain(
// CHECK-SAME: %[[LHS:.+]]: tensor<4x?xf32>, %[[RHS:.+]]: tensor<4x?xf32>)
util.func public @chain(%lhs: tensor<4x?xf32>, %rhs: tensor<4x?xf32>) -> tensor<4x?xf32> {
  // CHECK: %[[DIM:.+]] = tensor.dim %[[LHS]], %c1
  // CHECK: %[[EMPTY:.+]] = tensor.empty(%[[DIM]])
  // CHECK: %[[SUM:.+]] = linalg.generic
  // CHECK-SAME: iterator_types = ["parallel", "parallel"]
  // CHECK-SAME: ins(%[[LHS]], %[[RHS]] : tensor<4x?xf32>, tensor<4x?xf32>)
  // CHECK-SAME: outs(%[[EMPTY]] : tensor<4x?xf32>)
  // CHECK-SAME: attrs = {stream.affinity = #hal.device.affinity<@d>}
  // CHECK: ^bb0(%[[L:.+]]: f32, %[[R:.+]]: f32, %{{.+}}: f32):
  // CHECK: %[[S:.+]] = arith.addf %[[L]], %[[R]] fastmath<contract> : f32
  // CHECK: linalg.yield %[[S]] : f32
  %sum = arith.addf %lhs, %rhs fastmath<contract> {stream.affinity = #hal.device.affinity<@d>} : tensor<4x?xf32>
  // CHECK: linalg.generic {{.+}} ins(%[[SUM]] : tensor<4x?xf32>)
  // CHECK: math.exp %{{.+}} : f32
  %exp = math.exp %sum : tensor<4x?xf32>
  util.return %exp : tensor<4x?xf32>
}

// Each operand keeps its element type.
// CHECK-LABEL: util.func public @types
util.func public @types(%a: tensor<4xi32>, %b: tensor<4xi32>) -> tensor<4xf32> {
  // CHECK: outs(%{{.+}} : tensor<4xi1>)
  // CHECK: arith.cmpi slt, %{{.+}}, %{{.+}} : i32
  %less = arith.cmpi slt, %a, %b : tensor<4xi32>
  // CHECK: ^bb0(%[[COND:.+]]: i1, %[[A:.+]]: i32, %[[B:.+]]: i32, %{{.+}}: i32):
  // CHECK: arith.select %[[COND]], %[[A]], %[[B]] : i32
  %least = arith.select %less, %a, %b : tensor<4xi1>, tensor<4xi32>
  // CHECK: arith.sitofp %{{.+}} : i32 to f32
  %float = arith.sitofp %least : tensor<4xi32> to tensor<4xf32>
  util.return %float : tensor<4xf32>
}

// Scalars, vectors and what is chosen by one scalar stay.
// CHECK-LABEL: util.func public @stay
util.func public @stay(%cond: i1, %scalar: f32, %vector: vector<4xf32>, %tensor: tensor<4xf32>) -> (f32, vector<4xf32>, tensor<4xf32>) {
  // CHECK-NOT: linalg.generic
  // CHECK: arith.addf %{{.+}}, %{{.+}} : f32
  %0 = arith.addf %scalar, %scalar : f32
  // CHECK: arith.addf %{{.+}}, %{{.+}} : vector<4xf32>
  %1 = arith.addf %vector, %vector : vector<4xf32>
  // CHECK: arith.select %{{.+}}, %{{.+}}, %{{.+}} : tensor<4xf32>
  %2 = arith.select %cond, %tensor, %tensor : tensor<4xf32>
  util.return %0, %1, %2 : f32, vector<4xf32>, tensor<4xf32>
}
