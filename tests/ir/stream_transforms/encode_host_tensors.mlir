// RUN: weirc opt --split-input-file --iree-stream-encode-host-tensors %s | FileCheck %s

// Sizes are computed from shapes; i1 takes a byte, i4 half of one.

// CHECK-LABEL: @sizes
// CHECK-SAME: (%[[D:.+]]: index)
util.func private @sizes(%d: index) -> (index, index, index) {
  // CHECK-DAG: %[[C12:.+]] = arith.constant 12 : index
  %0 = stream.tensor.sizeof tensor<3xf32> : index
  // CHECK-DAG: %[[C4:.+]] = arith.constant 4 : index
  %1 = stream.tensor.sizeof tensor<4xi1> : index
  // CHECK-DAG: %[[C20:.+]] = arith.constant 20 : index
  // CHECK: %[[DYN:.+]] = arith.muli %[[D]], %[[C20]] : index
  %2 = stream.tensor.sizeof tensor<?x5xf32>{%d} : index
  // CHECK: util.return %[[C12]], %[[C4]], %[[DYN]]
  util.return %0, %1, %2 : index, index, index
}

// -----

// Patterns become integers and constants of one bit bytes.

// CHECK-LABEL: @values
// CHECK-SAME: (%[[SIZE:.+]]: index)
util.func private @values(%size: index) -> (!stream.resource<*>, !stream.resource<constant>) {
  %cst = arith.constant 1.0 : f32
  // CHECK: %[[BITS:.+]] = arith.constant 1065353216 : i32
  // CHECK: stream.async.splat on(#hal.device.affinity<@d>) %[[BITS]] : i32 -> !stream.resource<*>{%[[SIZE]]}
  %0 = stream.tensor.splat on(#hal.device.affinity<@d>) %cst : f32 -> tensor<4xf32> in !stream.resource<*>{%size}
  // CHECK: stream.async.constant : !stream.resource<constant>{%{{.+}}} = dense<[1, 0]> : tensor<2xi8>
  %1 = stream.tensor.constant : tensor<2xi1> in !stream.resource<constant> = dense<[true, false]> : tensor<2xi1>
  util.return %0, %1 : !stream.resource<*>, !stream.resource<constant>
}

// -----

// What says to the outside what bytes are stays.

// CHECK-LABEL: @outside
util.func private @outside(%view: !hal.buffer_view, %size: index) -> !stream.resource<external> {
  // CHECK: stream.tensor.import {{.+}} -> tensor<4xf32>
  %0 = stream.tensor.import %view : !hal.buffer_view -> tensor<4xf32> in !stream.resource<external>{%size}
  util.return %0 : !stream.resource<external>
}
