// RUN: weirc opt --split-input-file --canonicalize %s | FileCheck %s

// CHECK-LABEL: @constants
util.func public @constants() -> (tensor<2xi32>, tensor<?x2xi32>) {
  // CHECK-DAG: %[[A:.+]] = arith.constant dense<[1, 2]> : tensor<2xi32>
  // CHECK-DAG: %[[B:.+]] = {{.+}}.constant dense<5> : tensor<2x2xi32>
  // CHECK-DAG: %[[C2:.+]] = arith.constant 2 : index
  %0 = flow.tensor.dynamic_constant dense<[1, 2]> : tensor<2xi32> -> tensor<2xi32>
  // CHECK: %[[DIM:.+]] = util.optimization_barrier %[[C2]] : index
  // CHECK: %[[R:.+]] = flow.tensor.reshape %[[B]] : tensor<2x2xi32> -> tensor<?x2xi32>{%[[DIM]]}
  %1 = flow.tensor.dynamic_constant dense<5> : tensor<2x2xi32> -> tensor<?x2xi32>
  // CHECK: util.return %[[A]], %[[R]]
  util.return %0, %1 : tensor<2xi32>, tensor<?x2xi32>
}

// -----

// CHECK-LABEL: @reshapes
// CHECK-SAME: (%[[A:.+]]: tensor<?x4xf32>, %[[N:.+]]: index, %[[M:.+]]: index)
util.func public @reshapes(%a: tensor<?x4xf32>, %n: index, %m: index) -> (tensor<?x4xf32>, tensor<?x2xi32>, tensor<0x?xf32>) {
  %0 = flow.tensor.reshape %a : tensor<?x4xf32>{%n} -> tensor<?x4xf32>{%n}
  // CHECK: %[[B:.+]] = flow.tensor.bitcast %[[A]] : tensor<?x4xf32>{%[[N]]} -> tensor<?x2xi32>{%[[M]]}
  %1 = flow.tensor.reshape %0 : tensor<?x4xf32>{%n} -> tensor<?x2xf32>{%m}
  %2 = flow.tensor.bitcast %1 : tensor<?x2xf32>{%m} -> tensor<?x2xi32>{%m}
  // CHECK: %[[E:.+]] = flow.tensor.empty : tensor<0x?xf32>{%[[M]]}
  %3 = flow.tensor.reshape %a : tensor<?x4xf32>{%n} -> tensor<0x?xf32>{%m}
  // CHECK: util.return %[[A]], %[[B]], %[[E]]
  util.return %0, %2, %3 : tensor<?x4xf32>, tensor<?x2xi32>, tensor<0x?xf32>
}

// -----

// CHECK-LABEL: @elements
util.func public @elements(%v: f32, %i: index) -> (i32, f32, tensor<2x2xi32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : i32
  %cst = flow.tensor.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi32>
  // CHECK-DAG: %[[L:.+]] = arith.constant 3 : i32
  // CHECK-DAG: %[[S:.+]] = arith.constant dense<{{\[}}[1, 9], [3, 4]]> : tensor<2x2xi32>
  %0 = flow.tensor.load %cst[%c1, %c0] : tensor<2x2xi32>
  %1 = flow.tensor.splat %v : tensor<4xf32>
  %2 = flow.tensor.load %1[%i] : tensor<4xf32>
  %3 = flow.tensor.store %c9, %cst[%c0, %c1] : tensor<2x2xi32>
  // CHECK: util.return %[[L]], %{{.+}}, %[[S]]
  util.return %0, %2, %3 : i32, f32, tensor<2x2xi32>
}

// -----

// CHECK-LABEL: @slices
util.func public @slices(%t: tensor<4x0xi32>) -> (tensor<1x2xi32>, tensor<2x0xi32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %cst = arith.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi32>
  // CHECK-DAG: %[[S:.+]] = arith.constant dense<{{\[}}[5, 6]]> : tensor<1x2xi32>
  %0 = flow.tensor.slice %cst[%c1, %c1 for %c1, %c2] : tensor<2x3xi32> -> tensor<1x2xi32>
  // CHECK-DAG: %[[E:.+]] = flow.tensor.empty : tensor<2x0xi32>
  %1 = flow.tensor.slice %t[%c0, %c0 for %c2, %c0] : tensor<4x0xi32> -> tensor<2x0xi32>
  // CHECK: util.return %[[S]], %[[E]]
  util.return %0, %1 : tensor<1x2xi32>, tensor<2x0xi32>
}

// -----

// CHECK-LABEL: @updates
// CHECK-SAME: (%[[T:.+]]: tensor<4x4xf32>, %[[U:.+]]: tensor<4x4xf32>, %[[Z:.+]]: tensor<0x4xf32>, %[[I:.+]]: index)
util.func public @updates(%t: tensor<4x4xf32>, %u: tensor<4x4xf32>, %z: tensor<0x4xf32>, %i: index) -> (tensor<2x3xi32>, tensor<4x4xf32>, tensor<4x4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %cst = arith.constant dense<0> : tensor<2x3xi32>
  %part = arith.constant dense<[[7, 8]]> : tensor<1x2xi32>
  // CHECK: %[[S:.+]] = arith.constant dense<{{\[}}[0, 0, 0], [0, 7, 8]]> : tensor<2x3xi32>
  %0 = flow.tensor.update %part, %cst[%c1, %c1] : tensor<1x2xi32> -> %cst as tensor<2x3xi32>
  %1 = flow.tensor.update %u, %t[%c0, %c0] : tensor<4x4xf32> -> %t as tensor<4x4xf32>
  %2 = flow.tensor.update %z, %t[%i, %i] : tensor<0x4xf32> -> %t as tensor<4x4xf32>
  // CHECK: util.return %[[S]], %[[U]], %[[T]]
  util.return %0, %1, %2 : tensor<2x3xi32>, tensor<4x4xf32>, tensor<4x4xf32>
}

// -----

// CHECK-LABEL: @update_of_cast
// CHECK-SAME: (%[[T:.+]]: tensor<4x?xf32>, %[[U:.+]]: tensor<2x2xf32>, %[[N:.+]]: index, %[[M:.+]]: index)
util.func public @update_of_cast(%t: tensor<4x?xf32>, %u: tensor<2x2xf32>, %n: index, %m: index) -> tensor<?x?xf32> {
  %0 = tensor.cast %t : tensor<4x?xf32> to tensor<?x?xf32>
  // CHECK: %[[R:.+]] = flow.tensor.update %[[U]], %[[T]][%[[N]], %[[N]]] : tensor<2x2xf32> -> %[[T]] as tensor<4x?xf32>{%[[M]]}
  // CHECK: %[[C:.+]] = tensor.cast %[[R]] : tensor<4x?xf32> to tensor<?x?xf32>
  %1 = flow.tensor.update %u, %0[%n, %n] : tensor<2x2xf32> -> %0 as tensor<?x?xf32>{%n, %m}
  // CHECK: util.return %[[C]]
  util.return %1 : tensor<?x?xf32>
}

// -----

util.global private @a : !hal.device
util.global private @b : !hal.device
// CHECK-LABEL: @transfers
util.func public @transfers(%t: tensor<4xi32>) -> (tensor<4xi32>, tensor<4xi32>) {
  // CHECK: %[[A:.+]] = flow.tensor.transfer %{{.+}} to #hal.device.affinity<@a>
  %0 = flow.tensor.transfer %t : tensor<4xi32> to #hal.device.affinity<@a>
  // CHECK-NOT: affinity<@a>
  %1 = flow.tensor.transfer %0 : tensor<4xi32> to #hal.device.affinity<@a>
  // CHECK: %[[B:.+]] = flow.tensor.transfer %[[A]] {{.+}} to #hal.device.affinity<@b>
  %2 = flow.tensor.transfer %1 : tensor<4xi32> to #hal.device.affinity<@b>
  // CHECK: util.return %[[A]], %[[B]]
  util.return %1, %2 : tensor<4xi32>, tensor<4xi32>
}

// -----

// CHECK-LABEL: @splats
// CHECK-SAME: (%[[V:.+]]: f32, %[[N:.+]]: index, %[[M:.+]]: index)
util.func public @splats(%v: f32, %n: index, %m: index) -> (tensor<?x4xf32>, index, tensor<0xf32>) {
  %0 = flow.tensor.splat %v : tensor<?xf32>{%n}
  // CHECK: %[[S:.+]] = flow.tensor.splat %[[V]] : tensor<?x4xf32>{%[[M]]}
  %1 = flow.tensor.reshape %0 : tensor<?xf32>{%n} -> tensor<?x4xf32>{%m}
  %c0 = arith.constant 0 : index
  %2 = tensor.dim %1, %c0 : tensor<?x4xf32>
  // CHECK: %[[E:.+]] = flow.tensor.empty : tensor<0xf32>
  %3 = flow.tensor.splat %v : tensor<0xf32>
  %4 = flow.tensor.clone %3 : tensor<0xf32>
  %5 = flow.tensor.tie_shape %4 : tensor<0xf32>
  // CHECK: util.return %[[S]], %[[M]], %[[E]]
  util.return %1, %2, %5 : tensor<?x4xf32>, index, tensor<0xf32>
}

// -----

// Dimensions come from what makes a tensor, from what it is tied to, or from who
// uses it and was told them before.
// CHECK-LABEL: @dims
// CHECK-SAME: (%[[A:.+]]: tensor<?x4x?xf32>, %[[N:.+]]: index, %[[M:.+]]: index, %[[B:.+]]: tensor<?xf32>)
util.func public @dims(%a: tensor<?x4x?xf32>, %n: index, %m: index, %b: tensor<?xf32>) -> (index, index, index, index, index) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %0 = tensor.dim %a, %c2 : tensor<?x4x?xf32>
  %1 = flow.dispatch @ex::@entry(%a) : (tensor<?x4x?xf32>{%n, %m}) -> %a{%n, %m}
  %2 = tensor.dim %1, %c0 : tensor<?x4x?xf32>
  %3 = flow.tensor.tie_shape %b : tensor<?xf32>{%m}
  %4 = tensor.dim %3, %c0 : tensor<?xf32>
  // CHECK: %[[D:.+]] = tensor.dim %[[B2:.+]], %{{.+}}
  %b2 = util.optimization_barrier %b : tensor<?xf32>
  %5 = tensor.dim %b2, %c0 : tensor<?xf32>
  %6 = flow.dispatch @ex::@entry(%b2) : (tensor<?xf32>{%5}) -> tensor<4xf32>
  %7 = tensor.rank %a : tensor<?x4x?xf32>
  // CHECK: util.return %[[M]], %[[N]], %[[M]], %[[D]], %{{.+}}
  util.return %0, %2, %4, %5, %7 : index, index, index, index, index
}

// -----

// CHECK-LABEL: @unused
util.func public @unused(%c: !flow.channel, %i: index) {
  // CHECK-NOT: flow.channel.split
  // CHECK-NOT: flow.tensor.alloca
  %0 = flow.channel.split %c, %i, %i : !flow.channel -> !flow.channel
  %1 = flow.tensor.alloca : tensor<4xf32>
  util.return
}

// -----

// What lies outside of a constant is left for those who run the program to say;
// what makes all elements the same is written shorter.
// CHECK-LABEL: @outside
util.func public @outside(%s: tensor<?xf32>, %n: index, %m: index) -> (i32, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>, tensor<?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c7 = arith.constant 7 : i32
  // CHECK: %[[ALIKE:.+]] = arith.constant dense<7> : tensor<2xi32>
  %cst = arith.constant dense<[7, 2]> : tensor<2xi32>
  // CHECK: %[[LOADED:.+]] = flow.tensor.load %{{.+}}[%c2]
  %0 = flow.tensor.load %cst[%c2] : tensor<2xi32>
  // CHECK: %[[STORED:.+]] = flow.tensor.store %{{.+}}[%c2]
  %1 = flow.tensor.store %c7, %cst[%c2] : tensor<2xi32>
  // CHECK: %[[CUT:.+]] = flow.tensor.slice %{{.+}}[%c1 for %c2]
  %2 = flow.tensor.slice %cst[%c1 for %c2] : tensor<2xi32> -> tensor<2xi32>
  %3 = flow.tensor.store %c7, %cst[%c1] : tensor<2xi32>
  // Of another length.
  // CHECK: %[[RESHAPED:.+]] = flow.tensor.reshape
  %4 = flow.tensor.reshape %s : tensor<?xf32>{%n} -> tensor<?xf32>{%m}
  // CHECK: util.return %[[LOADED]], %[[STORED]], %[[CUT]], %[[ALIKE]], %[[RESHAPED]]
  util.return %0, %1, %2, %3, %4 : i32, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>, tensor<?xf32>
}
