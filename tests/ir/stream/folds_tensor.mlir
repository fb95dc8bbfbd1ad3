// RUN: weirc opt --split-input-file --canonicalize %s | FileCheck %s

// Constants without elements are empty, of one element splats.
// CHECK-LABEL: @constants
util.func private @constants(%d: index) -> (!stream.resource<constant>, !stream.resource<constant>, !stream.resource<constant>, !stream.resource<constant>) {
  %c0 = arith.constant 0 : index
  // CHECK-DAG: %[[L:.+]] = stream.tensor.constant : tensor<2xf32> in !stream.resource<constant> = dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
  // CHECK-DAG: %[[N0:.+]] = stream.tensor.sizeof tensor<0x4xf32> : index
  // CHECK-DAG: %[[E0:.+]] = stream.tensor.empty : tensor<0x4xf32> in !stream.resource<constant>{%[[N0]]}
  // CHECK-DAG: %[[N1:.+]] = stream.tensor.sizeof on(#hal.device.affinity<@a>) tensor<?x4xf32>{%c0} : index
  // CHECK-DAG: %[[E1:.+]] = stream.tensor.empty on(#hal.device.affinity<@a>) : tensor<?x4xf32>{%c0} in !stream.resource<constant>{%[[N1]]}
  // CHECK-DAG: %[[N2:.+]] = stream.tensor.sizeof on(#hal.device.affinity<@a>) tensor<?xf32>{%arg0} : index
  // CHECK-DAG: %[[S:.+]] = stream.tensor.splat on(#hal.device.affinity<@a>) %{{.+}} : f32 -> tensor<?xf32>{%arg0} in !stream.resource<*>{%[[N2]]}
  // CHECK-DAG: %[[T:.+]] = stream.async.transfer %[[S]] : !stream.resource<*>{%[[N2]]} from(#hal.device.affinity<@a>) -> to(#hal.device.affinity<@a>) !stream.resource<constant>{%[[N2]]}
  // CHECK: util.return %[[E0]], %[[E1]], %[[T]], %[[L]]
  %0 = stream.tensor.constant : tensor<0x4xf32> in !stream.resource<constant> = dense<> : tensor<0x4xf32>
  %1 = stream.tensor.constant on(#hal.device.affinity<@a>) : tensor<?x4xf32>{%c0} in !stream.resource<constant> = dense<1.0> : tensor<2x4xf32>
  %2 = stream.tensor.constant on(#hal.device.affinity<@a>) : tensor<?xf32>{%d} in !stream.resource<constant> = dense<1.0> : tensor<8xf32>
  %3 = stream.tensor.constant : tensor<2xf32> in !stream.resource<constant> = dense<[1.0, 2.0]> : tensor<2xf32>
  util.return %0, %1, %2, %3 : !stream.resource<constant>, !stream.resource<constant>, !stream.resource<constant>, !stream.resource<constant>
}

// -----

// What is exported and imported again at one place is what it was.
// CHECK-LABEL: @import_export
util.func private @import_export(%v: !hal.buffer_view, %r: !stream.resource<external>, %n: index, %m: index) -> (!hal.buffer_view, !stream.resource<external>) {
  // CHECK-NEXT: util.return %arg0, %arg1
  %0 = stream.tensor.import on(#hal.device.affinity<@a>) %v : !hal.buffer_view -> tensor<?xf32>{%m} in !stream.resource<external>{%n}
  %1 = stream.tensor.export on(#hal.device.affinity<@a>) %0 : tensor<?xf32>{%m} in !stream.resource<external>{%n} -> !hal.buffer_view
  %2 = stream.tensor.export %r : tensor<4xf32> in !stream.resource<external>{%n} -> !hal.buffer_view
  %3 = stream.tensor.import %2 : !hal.buffer_view -> tensor<4xi32> in !stream.resource<external>{%n}
  util.return %1, %3 : !hal.buffer_view, !stream.resource<external>
}

// -----

// At another place, of another size or as another shape it is not.
// CHECK-LABEL: @import_export_elsewhere
util.func private @import_export_elsewhere(%v: !hal.buffer_view, %r: !stream.resource<external>, %n: index, %m: index) -> (!hal.buffer_view, !hal.buffer_view, !stream.resource<external>, !stream.resource<external>) {
  // CHECK-COUNT-2: stream.tensor.export on
  // CHECK-COUNT-2: stream.tensor.import %{{[0-9]+}} :
  %0 = stream.tensor.import on(#hal.device.affinity<@a>) %v : !hal.buffer_view -> tensor<?xf32>{%m} in !stream.resource<external>{%n}
  %1 = stream.tensor.export on(#hal.device.affinity<@b>) %0 : tensor<?xf32>{%m} in !stream.resource<external>{%n} -> !hal.buffer_view
  %2 = stream.tensor.export on(#hal.device.affinity<@a>) %0 : tensor<?xf32>{%n} in !stream.resource<external>{%n} -> !hal.buffer_view
  %3 = stream.tensor.export %r : tensor<4xf32> in !stream.resource<external>{%n} -> !hal.buffer_view
  %4 = stream.tensor.import %3 : !hal.buffer_view -> tensor<4xf32> in !stream.resource<external>{%m}
  %5 = stream.tensor.export %r : tensor<5xf32> in !stream.resource<external>{%m} -> !hal.buffer_view
  %6 = stream.tensor.import %5 : !hal.buffer_view -> tensor<5xf32> in !stream.resource<external>{%n}
  util.return %1, %2, %4, %6 : !hal.buffer_view, !hal.buffer_view, !stream.resource<external>, !stream.resource<external>
}

// -----

// Clones that nobody writes are not made; of two users one may write.
// CHECK-LABEL: @clones
util.func private @clones(%r: !stream.resource<*>, %n: index, %v: f32) -> (!stream.resource<*>, !stream.resource<*>, !stream.resource<*>, !stream.resource<external>) {
  // CHECK: %[[C:.+]] = stream.tensor.clone %arg0 : tensor<4xf32> in !stream.resource<*>{%arg1} -> tensor<4xf32> in !stream.resource<*>{%arg1}
  // CHECK: %[[F:.+]] = stream.tensor.fill %arg2, %[[C]] : f32 -> tensor<4xf32> in %[[C]]
  // CHECK: %[[E:.+]] = stream.tensor.clone %arg0 : tensor<4xf32> in !stream.resource<*>{%arg1} -> tensor<4xf32> in !stream.resource<external>{%arg1}
  // CHECK: util.return %arg0, %[[C]], %[[F]], %[[E]]
  %0 = stream.tensor.clone %r : tensor<4xf32> in !stream.resource<*>{%n} -> tensor<2x2xf32> in !stream.resource<*>{%n}
  %1 = stream.tensor.clone %r : tensor<4xf32> in !stream.resource<*>{%n} -> tensor<4xf32> in !stream.resource<*>{%n}
  %2 = stream.tensor.fill %v, %1 : f32 -> tensor<4xf32> in %1 as !stream.resource<*>{%n}
  %3 = stream.tensor.clone %r : tensor<4xf32> in !stream.resource<*>{%n} -> tensor<4xf32> in !stream.resource<external>{%n}
  util.return %0, %1, %2, %3 : !stream.resource<*>, !stream.resource<*>, !stream.resource<*>, !stream.resource<external>
}

// -----

// A clone of a splat is a splat.
// CHECK-LABEL: @clone_of_splat
util.func private @clone_of_splat(%n: index, %v: f32) -> !stream.resource<external> {
  // CHECK-NEXT: %[[S:.+]] = stream.tensor.splat %arg1 : f32 -> tensor<4xf32> in !stream.resource<external>{%arg0}
  // CHECK-NEXT: util.return %[[S]]
  %0 = stream.tensor.splat %v : f32 -> tensor<4xf32> in !stream.resource<*>{%n}
  %1 = stream.tensor.clone %0 : tensor<4xf32> in !stream.resource<*>{%n} -> tensor<4xf32> in !stream.resource<external>{%n}
  util.return %1 : !stream.resource<external>
}
