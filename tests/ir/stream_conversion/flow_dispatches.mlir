// RUN: weirc opt --split-input-file --stream-conversion %s | FileCheck %s

// Operands go to where the dispatch executes.

// CHECK-LABEL: @dispatch
// CHECK-SAME: (%[[VIEW:.+]]: !hal.buffer_view, %[[DIM:.+]]: index, %[[WORK:.+]]: index)
util.func private @dispatch(%view: !hal.buffer_view, %dim: index, %work: index) -> tensor<?xi32> {
  // CHECK: %[[IMPORT:.+]] = stream.tensor.import on(#hal.device.promise<@a>)
  // CHECK: %[[SOURCE:.+]] = stream.async.transfer %[[IMPORT]]
  %0 = hal.tensor.import on(#hal.device.promise<@a>) %view : !hal.buffer_view -> tensor<4xf32>
  // CHECK: %[[C0:.+]] = arith.constant 0 : index
  // CHECK: %[[MOVED:.+]] = stream.async.transfer %[[SOURCE]] : !stream.resource<*>{%[[SIZE:.+]]} from(#hal.device.promise<@a>) -> to(#hal.device.promise<@b>) !stream.resource<*>{%[[SIZE]]}
  // CHECK: %[[RESULT_SIZE:.+]] = stream.tensor.sizeof on(#hal.device.promise<@b>) tensor<?xi32>{%[[DIM]]} : index
  // CHECK: %[[RESULT:.+]] = stream.async.dispatch on(#hal.device.promise<@b>) @ex::@fn[%[[WORK]]](%[[MOVED]][%[[C0]] to %[[SIZE]] for %[[SIZE]]], %[[DIM]])
  // CHECK-SAME: (!stream.resource<*>{%[[SIZE]]}, index) -> !stream.resource<*>{%[[RESULT_SIZE]]}
  %1 = flow.dispatch @ex::@fn[%work](%0, %dim) {stream.affinity = #hal.device.promise<@b>} : (tensor<4xf32>, index) -> tensor<?xi32>{%dim}
  // CHECK: util.return %[[RESULT]], %[[RESULT_SIZE]]
  util.return %1 : tensor<?xi32>
}

// -----

// In-place results have the size of their operand.

// CHECK-LABEL: @tied
// CHECK-SAME: (%[[ARG:.+]]: !stream.resource<*>, %[[SIZE:.+]]: index)
util.func private @tied(%arg0: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: %[[C0:.+]] = arith.constant 0 : index
  // CHECK-NEXT: %[[RESULT:.+]] = stream.async.dispatch @ex::@fn(%[[ARG]][%[[C0]] to %[[SIZE]] for %[[SIZE]]]) : (!stream.resource<*>{%[[SIZE]]}) -> %[[ARG]]{%[[SIZE]]}
  %0 = flow.dispatch @ex::@fn(%arg0) : (tensor<4xf32>) -> %arg0
  util.return %0 : tensor<4xf32>
}

// -----

// CHECK: stream.async.func private @fn(%arg0: !stream.resource<*>, %arg1: index) -> (!stream.resource<*>, i32)
flow.func private @fn(%arg0: tensor<?xf32>, %arg1: index) -> (tensor<4xf32>, i32)
// CHECK-LABEL: @call
// CHECK-SAME: (%[[ARG:.+]]: !stream.resource<*>, %[[SIZE:.+]]: index, %[[DIM:.+]]: index)
util.func private @call(%arg0: tensor<?xf32>, %dim: index) -> (tensor<4xf32>, i32) {
  // CHECK: %[[C0:.+]] = arith.constant 0 : index
  // CHECK: %[[RESULT_SIZE:.+]] = stream.tensor.sizeof tensor<4xf32> : index
  // CHECK: %[[RESULT:.+]]:2 = stream.async.call @fn(%[[ARG]][%[[C0]] to %[[SIZE]] for %[[SIZE]]], %[[DIM]]) : (!stream.resource<*>{%[[SIZE]]}, index) -> (!stream.resource<*>{%[[RESULT_SIZE]]}, i32)
  %0:2 = flow.call @fn(%arg0, %dim) : (tensor<?xf32>{%dim}, index) -> (tensor<4xf32>, i32)
  // CHECK: util.return %[[RESULT]]#0, %[[RESULT_SIZE]], %[[RESULT]]#1
  util.return %0#0, %0#1 : tensor<4xf32>, i32
}

// -----

// Tensor arguments of an entry point become bindings.

// CHECK: stream.executable private @ex {
flow.executable private @ex {
  // CHECK: stream.executable.export public @fn workgroups(%[[W:.+]]: index) -> (index, index, index) {
  flow.executable.export public @fn workgroups(%w: index) -> (index, index, index) {
    // CHECK: stream.return %[[W]], %[[W]], %[[W]] : index, index, index
    flow.return %w, %w, %w : index, index, index
  }
  builtin.module {
    // CHECK: func.func @fn(%[[INPUT:.+]]: !stream.binding, %[[DIM:.+]]: index, %[[OUTPUT:.+]]: !stream.binding)
    func.func @fn(%input: !flow.dispatch.tensor<readonly:tensor<?x4xf32>>, %dim: index, %output: !flow.dispatch.tensor<writeonly:tensor<4xf32>>) {
      // CHECK: %[[C0:.+]] = arith.constant 0 : index
      // CHECK-DAG: %[[IN:.+]] = stream.binding.subspan %[[INPUT]][%[[C0]]] : !stream.binding -> !flow.dispatch.tensor<readonly:tensor<?x4xf32>>{%[[DIM]]}
      // CHECK-DAG: %[[OUT:.+]] = stream.binding.subspan %[[OUTPUT]][%[[C0]]] : !stream.binding -> !flow.dispatch.tensor<writeonly:tensor<4xf32>>
      %0 = flow.dispatch.tie_shape %input : !flow.dispatch.tensor<readonly:tensor<?x4xf32>>{%dim}
      // CHECK: stream.dispatch.workgroup.id[0] : index
      %1 = flow.dispatch.workgroup.id[0] : index
      // CHECK: flow.dispatch.tensor.load %[[IN]]
      %2 = flow.dispatch.tensor.load %0, offsets = [%1, 0], sizes = [1, 4], strides = [1, 1] : !flow.dispatch.tensor<readonly:tensor<?x4xf32>>{%dim} -> tensor<4xf32>
      // CHECK: flow.dispatch.tensor.store %{{.+}}, %[[OUT]]
      flow.dispatch.tensor.store %2, %output, offsets = [0], sizes = [4], strides = [1] : tensor<4xf32> -> !flow.dispatch.tensor<writeonly:tensor<4xf32>>
      return
    }
  }
}

// -----

// CHECK: util.global private @channel : !stream.channel
util.global private @channel : !flow.channel
// CHECK-LABEL: @collectives
// CHECK-SAME: (%[[TARGET:.+]]: !stream.resource<*>, %[[TARGET_SIZE:.+]]: index, %[[SOURCE:.+]]: !stream.resource<*>, %[[SOURCE_SIZE:.+]]: index, %[[RANK:.+]]: index)
util.func private @collectives(%target: tensor<8xf32>, %source: tensor<4xf32>, %rank: index) -> tensor<8xf32> {
  // CHECK: %[[CHANNEL:.+]] = stream.channel.create group("all") : !stream.channel
  %channel = flow.channel.default "all" : !flow.channel
  // CHECK: %[[SPLIT:.+]] = stream.channel.split %[[CHANNEL]], %[[RANK]], %[[RANK]] : !stream.channel -> !stream.channel
  %split = flow.channel.split %channel, %rank, %rank : !flow.channel -> !flow.channel
  // CHECK: stream.channel.rank %[[SPLIT]] : index
  %0 = flow.channel.rank %split : index
  // CHECK: stream.channel.count %[[SPLIT]] : index
  %1 = flow.channel.count %split : index
  // CHECK-DAG: %[[C0:.+]] = arith.constant 0 : index
  // CHECK-DAG: %[[C8:.+]] = arith.constant 8 : index
  // CHECK: %[[GATHERED:.+]] = stream.async.collective<all_gather : f32>[%[[C8]]] channel(%[[SPLIT]]) %[[SOURCE]][%[[C0]] to %[[SOURCE_SIZE]] for %[[SOURCE_SIZE]]], %[[TARGET]][%[[C0]] to %[[TARGET_SIZE]] for %[[TARGET_SIZE]]] : !stream.resource<*>{%[[SOURCE_SIZE]]} -> %[[TARGET]] as !stream.resource<*>{%[[TARGET_SIZE]]}
  %2 = flow.collective.all_gather f32, %target, %source, %split : (tensor<8xf32>, tensor<4xf32>, !flow.channel) -> %target as tensor<8xf32>
  // CHECK: stream.async.collective<all_reduce with maximum : f32>
  %3 = flow.collective.all_reduce maximum, f32, %2, %2, %split : (tensor<8xf32>, tensor<8xf32>, !flow.channel) -> %2 as tensor<8xf32>
  // CHECK: stream.async.collective<all_to_all : f32>
  %4 = flow.collective.all_to_all f32, %3, %3, %split : (tensor<8xf32>, tensor<8xf32>, !flow.channel) -> %3 as tensor<8xf32>
  // CHECK: stream.async.collective<reduce_scatter with sum : f32>
  %5 = flow.collective.reduce_scatter sum, f32, %source, %4, %split : (tensor<4xf32>, tensor<8xf32>, !flow.channel) -> %source as tensor<4xf32>
  // CHECK: %[[TO:.+]] = arith.index_cast %{{.+}} : index to i32
  // CHECK: %[[LOW:.+]] = arith.andi %[[TO]], %c65535_i32 : i32
  // CHECK: %[[FROM:.+]] = arith.index_cast %{{.+}} : index to i32
  // CHECK: %[[HIGH:.+]] = arith.shli %[[FROM]], %c16_i32 : i32
  // CHECK: %[[PAIR:.+]] = arith.ori %[[HIGH]], %[[LOW]] : i32
  // CHECK: %[[SENT:.+]] = stream.async.collective<send_recv : f32>[%{{.+}}] channel(%[[SPLIT]]) source_target_pair(%[[PAIR]])
  %6 = flow.collective.send_recv f32, %4, %4, %split, %rank, %rank : (tensor<8xf32>, tensor<8xf32>, !flow.channel, index, index) -> %4 as tensor<8xf32>
  // CHECK: util.return %[[SENT]], %[[TARGET_SIZE]]
  util.return %6 : tensor<8xf32>
}

// -----

// Channels go through control flow as they are.

// CHECK-LABEL: @channel
// CHECK-SAME: (%[[CHANNEL:.+]]: !stream.channel, %[[COND:.+]]: i1) -> !stream.channel
util.func private @channel(%channel: !flow.channel, %cond: i1) -> !flow.channel {
  // CHECK: cf.br ^bb1(%[[CHANNEL]] : !stream.channel)
  cf.br ^bb1(%channel : !flow.channel)
^bb1(%bb1: !flow.channel):
  // CHECK: arith.select %[[COND]], %{{.+}}, %[[CHANNEL]] : !stream.channel
  %0 = arith.select %cond, %bb1, %channel : !flow.channel
  util.return %0 : !flow.channel
}

// -----

// Bindings are named first, in the order of arguments, but the ones of which the
// shape is only known later: there.

// CHECK-LABEL: stream.executable private @bound
flow.executable private @bound {
  flow.executable.export public @entry
  builtin.module {
    // CHECK: func.func @entry(%[[A:.+]]: !stream.binding, %[[B:.+]]: !stream.binding, %[[N:.+]]: index, %[[C:.+]]: !stream.binding, %{{.+}}: !stream.binding) {
    func.func @entry(%a: !flow.dispatch.tensor<readonly:tensor<4xf32>>, %b: !flow.dispatch.tensor<readonly:tensor<?x4xf32>>, %n: index, %c: !flow.dispatch.tensor<writeonly:tensor<4xf32>>, %unused: !flow.dispatch.tensor<writeonly:tensor<4xf32>>) {
      // CHECK-NEXT: %[[C0:.+]] = arith.constant 0 : index
      // CHECK-NEXT: %[[AS:.+]] = stream.binding.subspan %[[A]][%[[C0]]] : !stream.binding -> !flow.dispatch.tensor<readonly:tensor<4xf32>>
      // CHECK-NEXT: %[[CS:.+]] = stream.binding.subspan %[[C]][%[[C0]]] : !stream.binding -> !flow.dispatch.tensor<writeonly:tensor<4xf32>>
      // CHECK-NEXT: %[[N2:.+]] = arith.addi %[[N]], %[[N]] : index
      %n2 = arith.addi %n, %n : index
      // CHECK-NEXT: %[[BS:.+]] = stream.binding.subspan %[[B]][%[[C0]]] : !stream.binding -> !flow.dispatch.tensor<readonly:tensor<?x4xf32>>{%[[N2]]}
      // CHECK-NOT: stream.binding.subspan
      %tied = flow.dispatch.tie_shape %b : !flow.dispatch.tensor<readonly:tensor<?x4xf32>>{%n2}
      %0 = flow.dispatch.tensor.load %a, offsets = [0], sizes = [4], strides = [1] : !flow.dispatch.tensor<readonly:tensor<4xf32>> -> tensor<4xf32>
      %1 = flow.dispatch.tensor.load %tied, offsets = [0, 0], sizes = [1, 4], strides = [1, 1] : !flow.dispatch.tensor<readonly:tensor<?x4xf32>>{%n2} -> tensor<4xf32>
      %2 = arith.addf %0, %1 : tensor<4xf32>
      flow.dispatch.tensor.store %2, %c, offsets = [0], sizes = [4], strides = [1] : tensor<4xf32> -> !flow.dispatch.tensor<writeonly:tensor<4xf32>>
      return
    }
  }
}

// -----

// Scalars stay as they are.

// CHECK-LABEL: stream.executable private @scalars
flow.executable private @scalars {
  flow.executable.export public @entry
  builtin.module {
    // CHECK: func.func @entry(%arg0: index) {
    // CHECK-NEXT: %c0 = arith.constant 0 : index
    // CHECK-NEXT: return
    func.func @entry(%n: index) {
      return
    }
  }
}

// -----

// The elements of an open target are counted when the program runs.
// CHECK-LABEL: @open_collective
// CHECK-SAME: (%[[CHANNEL:.+]]: !stream.channel, %[[TARGET:.+]]: !stream.resource<*>, %[[TARGET_SIZE:.+]]: index, %[[SOURCE:.+]]: !stream.resource<*>, %[[SOURCE_SIZE:.+]]: index, %[[DIM:.+]]: index)
util.func private @open_collective(%channel: !flow.channel, %target: tensor<4x?xf32>, %source: tensor<2x?xf32>, %dim: index) -> tensor<4x?xf32> {
  // CHECK: %[[C4:.+]] = arith.constant 4 : index
  // CHECK: %[[COUNT:.+]] = arith.muli %[[C4]], %[[DIM]] : index
  // CHECK: stream.async.collective<all_gather : f32>[%[[COUNT]]] channel(%[[CHANNEL]]) %[[SOURCE]][%{{.+}} to %[[SOURCE_SIZE]] for %[[SOURCE_SIZE]]], %[[TARGET]][%{{.+}} to %[[TARGET_SIZE]] for %[[TARGET_SIZE]]]
  %0 = flow.collective.all_gather f32, %target, %source, %channel : (tensor<4x?xf32>, tensor<2x?xf32>, !flow.channel) -> %target as tensor<4x?xf32>{%dim}
  util.return %0 : tensor<4x?xf32>
}
