// RUN: weirc opt --split-input-file --stream-conversion %s | FileCheck %s

// CHECK-LABEL: @import
// CHECK-SAME: (%[[VIEW:.+]]: !hal.buffer_view, %[[FENCE:.+]]: !hal.fence, %[[DIM:.+]]: index)
util.func private @import(%view: !hal.buffer_view, %fence: !hal.fence, %dim: index) -> tensor<?x5xf32> {
  // CHECK-DAG: %[[TYPE:.+]] = hal.element_type<f32> : i32
  // CHECK-DAG: %[[ORDER:.+]] = hal.encoding_type<dense_row_major> : i32
  // CHECK-DAG: %[[C5:.+]] = arith.constant 5 : index
  // CHECK: hal.buffer_view.assert<%[[VIEW]] : !hal.buffer_view> message("input0") shape([%[[DIM]], %[[C5]]]) type(%[[TYPE]]) encoding(%[[ORDER]])
  // CHECK: %[[SIZE:.+]] = stream.tensor.sizeof on(#hal.device.promise<@a>) tensor<?x5xf32>{%[[DIM]]} : index
  // CHECK: %[[RESOURCE:.+]] = stream.tensor.import on(#hal.device.promise<@a>) %[[VIEW]] : !hal.buffer_view -> tensor<?x5xf32>{%[[DIM]]} in !stream.resource<external>{%[[SIZE]]}
  // CHECK: %[[TIMEPOINT:.+]] = stream.timepoint.import on(#hal.device.promise<@a>) %[[FENCE]] : (!hal.fence) => !stream.timepoint
  // CHECK: %[[READY:.+]] = stream.timepoint.await %[[TIMEPOINT]] => %[[RESOURCE]] : !stream.resource<external>{%[[SIZE]]}
  // CHECK: %[[RESULT:.+]] = stream.async.transfer %[[READY]] : !stream.resource<external>{%[[SIZE]]} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@a>) !stream.resource<*>{%[[SIZE]]}
  %0 = hal.tensor.import on(#hal.device.promise<@a>) wait(%fence) => %view "input0" : !hal.buffer_view -> tensor<?x5xf32>{%dim}
  // CHECK: util.return %[[RESULT]], %[[SIZE]]
  util.return %0 : tensor<?x5xf32>
}

// -----

// The value goes to where it is wanted outside.

// CHECK-LABEL: @export
util.func private @export(%arg0: !hal.buffer_view) -> !hal.buffer_view {
  %0 = hal.tensor.import on(#hal.device.promise<@a>) %arg0 : !hal.buffer_view -> tensor<4xf32>
  // CHECK: %[[MOVED:.+]] = stream.async.transfer %{{.+}} : !stream.resource<*>{%[[SIZE:.+]]} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@b>) !stream.resource<*>{%[[SIZE]]}
  // CHECK: %[[EXTERNAL:.+]] = stream.async.transfer %[[MOVED]] : !stream.resource<*>{%[[SIZE]]} from(#hal.device.promise<@b>) -> to(#hal.device.promise<@b>) !stream.resource<external>{%[[SIZE]]}
  // CHECK: %[[VIEW:.+]] = stream.tensor.export on(#hal.device.promise<@b>) %[[EXTERNAL]] : tensor<4xf32> in !stream.resource<external>{%[[SIZE]]} -> !hal.buffer_view
  %1 = hal.tensor.export on(#hal.device.promise<@b>) %0 "output0" : tensor<4xf32> -> !hal.buffer_view
  // CHECK: util.return %[[VIEW]]
  util.return %1 : !hal.buffer_view
}

// -----

// What comes from outside is where it is held.

// CHECK-LABEL: @alias
// CHECK-SAME: (%[[SOURCE:.+]]: !stream.resource<*>, %[[SOURCE_SIZE:.+]]: index, %[[STORAGE:.+]]: !hal.buffer, %[[FENCE:.+]]: !hal.fence)
util.func private @alias(%source: tensor<4xf32>, %storage: !hal.buffer, %fence: !hal.fence) -> tensor<4xf32> {
  // CHECK-NEXT: %[[SIZE:.+]] = stream.tensor.sizeof on(#hal.device.promise<@a>) tensor<4xf32> : index
  // CHECK: %[[IMPORT:.+]] = stream.tensor.import on(#hal.device.promise<@a>) %[[STORAGE]] : !hal.buffer -> tensor<4xf32> in !stream.resource<external>{%[[SIZE]]}
  // CHECK: %[[TIMEPOINT:.+]] = stream.timepoint.import on(#hal.device.promise<@a>) %[[FENCE]]
  // CHECK: %[[READY:.+]] = stream.timepoint.await %[[TIMEPOINT]] => %[[IMPORT]]
  // CHECK: %[[C0:.+]] = arith.constant 0 : index
  // CHECK: %[[UPDATE:.+]] = stream.async.update on(#hal.device.promise<@a>) %[[SOURCE]], %[[READY]][%[[C0]] to %[[SOURCE_SIZE]]] : !stream.resource<*>{%[[SOURCE_SIZE]]} -> %[[READY]] as !stream.resource<external>{%[[SIZE]]}
  // CHECK: %[[SLICE:.+]] = stream.async.slice on(#hal.device.promise<@a>) %[[UPDATE]][%[[C0]] to %[[SOURCE_SIZE]]] : !stream.resource<external>{%[[SIZE]]} -> !stream.resource<external>{%[[SOURCE_SIZE]]}
  // CHECK: %[[RESULT:.+]] = stream.async.transfer %[[SLICE]] : !stream.resource<external>{%[[SOURCE_SIZE]]} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@a>) !stream.resource<*>{%[[SOURCE_SIZE]]}
  %0 = hal.tensor.alias on(#hal.device.promise<@a>) wait(%fence) => %source : tensor<4xf32> to %storage : !hal.buffer
  // CHECK: util.return %[[RESULT]], %[[SOURCE_SIZE]]
  util.return %0 : tensor<4xf32>
}

// -----

// CHECK-LABEL: @alias_of_work_elsewhere
util.func private @alias_of_work_elsewhere(%view: !hal.buffer_view, %storage: !hal.buffer) -> tensor<4xf32> {
  %source = hal.tensor.import on(#hal.device.promise<@b>) %view : !hal.buffer_view -> tensor<4xf32>
  // CHECK: %[[WORK:.+]] = stream.async.dispatch on(#hal.device.promise<@b>)
  %work = flow.dispatch @ex::@f(%source) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: %[[MOVED:.+]] = stream.async.transfer %[[WORK]] : !stream.resource<*>{%[[SIZE:.+]]} from(#hal.device.promise<@b>) -> to(#hal.device.promise<@a>) !stream.resource<*>{%[[SIZE]]}
  // CHECK: stream.async.update on(#hal.device.promise<@a>) %[[MOVED]]
  %0 = hal.tensor.alias on(#hal.device.promise<@a>) %work : tensor<4xf32> to %storage : !hal.buffer
  util.return %0 : tensor<4xf32>
}

// -----

// Each source is waited for where it is.

// CHECK-LABEL: @barrier
util.func private @barrier(%arg0: !hal.buffer_view, %fence: !hal.fence) -> (tensor<4xf32>, tensor<2xi32>) {
  %0 = hal.tensor.import on(#hal.device.promise<@a>) %arg0 : !hal.buffer_view -> tensor<4xf32>
  %1 = hal.tensor.import on(#hal.device.promise<@b>) %arg0 : !hal.buffer_view -> tensor<2xi32>
  // CHECK: %[[R0:.+]], %[[T0:.+]] = stream.timepoint.barrier on(#hal.device.promise<@a>)
  // CHECK: %[[R1:.+]], %[[T1:.+]] = stream.timepoint.barrier on(#hal.device.promise<@b>)
  // CHECK: %[[JOIN:.+]] = stream.timepoint.join max(%[[T0]], %[[T1]]) => !stream.timepoint
  // CHECK: stream.timepoint.chain_external on(#hal.device.promise<@b>) %[[JOIN]] => (%{{.+}} : !hal.fence)
  %2:2 = hal.tensor.barrier join(%0, %1 : tensor<4xf32>, tensor<2xi32>) => %fence : !hal.fence
  // CHECK: util.return %[[R0]], %{{.+}}, %[[R1]], %{{.+}}
  util.return %2#0, %2#1 : tensor<4xf32>, tensor<2xi32>
}
