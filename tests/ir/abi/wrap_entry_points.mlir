// RUN: weirc opt --split-input-file --abi-wrap-entry-points %s | FileCheck %s

// Callers see buffer views; the function itself becomes private.

// CHECK-LABEL: util.func public @entry(
// CHECK-SAME: %[[ARG0:.+]]: !hal.buffer_view, %[[ARG1:.+]]: i32) -> (!hal.buffer_view, i32) attributes {
// CHECK-SAME: iree.abi.stub
// CHECK-SAME: iree.reflection = {iree.abi.declaration = "sync func @entry(%input0: tensor<?x4xf32>, %input1: i32) -> (%output0: tensor<?xf32>, %output1: i32)"}
// CHECK: %[[DIM:.+]] = hal.buffer_view.dim<%[[ARG0]] : !hal.buffer_view>[0] : index
// CHECK: %[[TENSOR:.+]] = hal.tensor.import %[[ARG0]] "input0" : !hal.buffer_view -> tensor<?x4xf32>{%[[DIM]]}
// CHECK: %[[RESULTS:.+]]:2 = util.call @_entry(%[[TENSOR]], %[[ARG1]]) : (tensor<?x4xf32>, i32) -> (tensor<?xf32>, i32)
// CHECK: %[[RESULT_DIM:.+]] = tensor.dim %[[RESULTS]]#0, %c0
// CHECK: %[[VIEW:.+]] = hal.tensor.export %[[RESULTS]]#0 "output0" : tensor<?xf32>{%[[RESULT_DIM]]} -> !hal.buffer_view
// CHECK: util.return %[[VIEW]], %[[RESULTS]]#1 : !hal.buffer_view, i32

// CHECK-LABEL: util.func private @_entry(
// CHECK-SAME: %{{.+}}: tensor<?x4xf32>, %{{.+}}: i32) -> (tensor<?xf32>, i32)
util.func public @entry(%arg0: tensor<?x4xf32>, %arg1: i32) -> (tensor<?xf32>, i32) {
  %0 = util.call @helper(%arg0) : (tensor<?x4xf32>) -> tensor<?xf32>
  util.return %0, %arg1 : tensor<?xf32>, i32
}
// CHECK: util.func private @helper(%arg0: tensor<?x4xf32>) -> tensor<?xf32> {
util.func private @helper(%arg0: tensor<?x4xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %dim = tensor.dim %arg0, %c0 : tensor<?x4xf32>
  %0 = flow.tensor.empty : tensor<?xf32>{%dim}
  util.return %0 : tensor<?xf32>
}

// -----

// Calls inside the module call the function, not its wrapper.

// CHECK-LABEL: util.func public @called
// CHECK-LABEL: util.func private @_called
util.func public @called(%arg0: tensor<4xf32>) -> tensor<4xf32> {
  util.return %arg0 : tensor<4xf32>
}
// CHECK-LABEL: util.func private @caller
util.func private @caller(%arg0: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: util.call @_called
  %0 = util.call @called(%arg0) : (tensor<4xf32>) -> tensor<4xf32>
  util.return %0 : tensor<4xf32>
}

// -----

// Names, encodings and storage.

// CHECK-LABEL: util.func public @storage(
// CHECK-SAME: %[[ARG0:.+]]: !hal.buffer_view {iree.abi.name = "x"}, %[[ARG1:.+]]: !hal.buffer) -> !hal.buffer_view
// CHECK: %[[X:.+]] = hal.tensor.import %[[ARG0]] "x" : !hal.buffer_view -> tensor<4xi32> as tensor<4xf32>
// CHECK: %[[R:.+]] = util.call @_storage(%[[X]], %[[ARG1]])
// CHECK: %[[ALIAS:.+]] = hal.tensor.alias %[[R]] : tensor<4xf32> to %[[ARG1]] : !hal.buffer
// CHECK: hal.tensor.export %[[ALIAS]] "output0" : tensor<4xi32> as tensor<4xf32> -> !hal.buffer_view
util.func public @storage(%arg0: tensor<4xf32> {iree.abi.name = "x", iree.abi.encoding = tensor<4xi32>}, %arg1: !hal.buffer {iree.abi.output = 0 : index}) -> (tensor<4xf32> {iree.abi.encoding = tensor<4xi32>}) {
  util.return %arg0 : tensor<4xf32>
}

// -----

// The affinity of an argument or result, else that of the function.

// CHECK-LABEL: util.func public @affinities(
// CHECK-SAME: %[[ARG0:.+]]: !hal.buffer_view, %[[ARG1:.+]]: !hal.buffer_view) -> (!hal.buffer_view, !hal.buffer_view)
// CHECK-DAG: hal.tensor.import on(#hal.device.promise<@a>) %[[ARG0]]
// CHECK-DAG: hal.tensor.import on(#hal.device.promise<@f>) %[[ARG1]]
// CHECK: %[[R:.+]]:2 = util.call @_affinities
// CHECK-DAG: hal.tensor.export on(#hal.device.promise<@f>) %[[R]]#0
// CHECK-DAG: hal.tensor.export on(#hal.device.promise<@r>) %[[R]]#1
// CHECK-LABEL: util.func private @_affinities(
// CHECK-NOT: iree.abi
// CHECK-SAME: stream.affinity = #hal.device.promise<@f>
util.func public @affinities(%arg0: tensor<4xf32> {iree.abi.affinity = #hal.device.promise<@a>}, %arg1: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32> {iree.abi.affinity = #hal.device.promise<@r>}) attributes {iree.abi.affinity = #hal.device.promise<@f>} {
  util.return %arg0, %arg1 : tensor<4xf32>, tensor<4xf32>
}

// -----

// What the program imports takes buffer views too.

// CHECK: util.func private @import(%arg0: !hal.buffer_view, %arg1: i32) -> !hal.buffer_view
util.func private @import(tensor<?xf32>, i32) -> tensor<4xf32>
// CHECK: util.func private @_import(%[[ARG0:.+]]: tensor<?xf32>, %[[ARG1:.+]]: i32) -> tensor<4xf32> {
// CHECK: %[[DIM:.+]] = tensor.dim %[[ARG0]], %c0
// CHECK: %[[VIEW:.+]] = hal.tensor.export %[[ARG0]] : tensor<?xf32>{%[[DIM]]} -> !hal.buffer_view
// CHECK: %[[R:.+]] = util.call @import(%[[VIEW]], %[[ARG1]]) : (!hal.buffer_view, i32) -> !hal.buffer_view
// CHECK: %[[T:.+]] = hal.tensor.import %[[R]] : !hal.buffer_view -> tensor<4xf32>
// CHECK: util.return %[[T]]
// CHECK-LABEL: @importer
util.func private @importer(%arg0: tensor<?xf32>, %i: i32) -> tensor<4xf32> {
  // CHECK: util.call @_import
  %0 = util.call @import(%arg0, %i) : (tensor<?xf32>, i32) -> tensor<4xf32>
  util.return %0 : tensor<4xf32>
}

// -----

// Who has a stub already is left alone.

// CHECK: util.func public @stub(%arg0: tensor<4xf32>) -> tensor<4xf32> attributes {iree.abi.stub}
util.func public @stub(%arg0: tensor<4xf32>) -> tensor<4xf32> attributes {iree.abi.stub} {
  util.return %arg0 : tensor<4xf32>
}
// CHECK: util.func private @alone
util.func private @alone(%arg0: tensor<4xf32>) -> tensor<4xf32> {
  util.return %arg0 : tensor<4xf32>
}

// -----

// The declaration tells the names, and what else is said of arguments and
// results.

// CHECK-LABEL: util.func public @told
// CHECK-SAME: iree.abi.declaration = "sync func @told(%left: tensor<4xi32> {iree.abi.encoding = tensor<4xf32>, some.note = unit}) -> (%output0: tensor<4xi32> {some.count = 2 : i64})"
util.func public @told(%arg0: tensor<4xi32> {iree.abi.name = "left", iree.abi.encoding = tensor<4xf32>, some.note}) -> (tensor<4xi32> {some.count = 2}) {
  util.return %arg0 : tensor<4xi32>
}

// -----

// What callers are told: what the author says of the function, else what is
// known of it. The function itself keeps what is said of the ABI, not what is
// told.

// CHECK-LABEL: util.func public @reflected
// CHECK-SAME: attributes {iree.abi.stub, iree.reflection = {author = "me", iree.abi = "{v:1}", iree.abi.declaration = "def reflected(x)"}}
// CHECK: util.func private @_reflected(
// CHECK-SAME: attributes {iree.abi = "{v:1}", iree.abi.declaration = "def reflected(x)"} {
util.func public @reflected(%arg0: tensor<4xi32>) -> tensor<4xi32> attributes {
  iree.abi = "{v:1}", iree.abi.declaration = "def reflected(x)", iree.reflection = {author = "me"}
} {
  util.return %arg0 : tensor<4xi32>
}

// -----

// A declaration among what is told already is not written again.

// CHECK-LABEL: util.func public @declared
// CHECK-SAME: iree.reflection = {iree.abi.declaration = "known"}}
util.func public @declared(%arg0: tensor<4xi32>) attributes {iree.reflection = {iree.abi.declaration = "known"}} {
  util.return
}

// -----

// Results that are in the place of arguments are so within; the wrapper's are
// not.

// CHECK-LABEL: util.func public @in_place(
// CHECK-SAME: %{{.+}}: !hal.buffer_view) -> !hal.buffer_view
// CHECK: util.call @_in_place(%{{.+}}) : (tensor<4xi32>) -> tensor<4xi32>
// CHECK: util.func private @_in_place(%arg0: tensor<4xi32>) -> %arg0 {
util.func public @in_place(%arg0: tensor<4xi32>) -> %arg0 {
  util.return %arg0 : tensor<4xi32>
}

// -----

// Who calls itself calls what it was.

// CHECK-LABEL: util.func public @again
// CHECK: util.call @_again
// CHECK-LABEL: util.func private @_again
util.func public @again(%arg0: tensor<4xi32>, %c: i1) -> tensor<4xi32> {
  // CHECK: scf.if
  %0 = scf.if %c -> tensor<4xi32> {
    %false = arith.constant false
    // CHECK: util.call @_again
    %1 = util.call @again(%arg0, %false) : (tensor<4xi32>, i1) -> tensor<4xi32>
    scf.yield %1 : tensor<4xi32>
  } else {
    scf.yield %arg0 : tensor<4xi32>
  }
  util.return %0 : tensor<4xi32>
}

// -----

// Encodings and affinities of imports; other attributes stay on both.

// CHECK: util.func private @import(%arg0: !hal.buffer_view {a.note}, %arg1: !hal.buffer_view) -> (!hal.buffer_view {r.note}, !hal.buffer_view) attributes {iree.abi.stub, stream.affinity = #hal.device.promise<@f>}
// CHECK: util.func private @_import(%[[A:.+]]: tensor<?xf32> {a.note}, %[[B:.+]]: tensor<4xi8>) -> (tensor<?xf32> {r.note}, tensor<4xi8>) {
// CHECK: %[[DIM:.+]] = tensor.dim %[[A]], %c0
// CHECK: %[[VA:.+]] = hal.tensor.export on(#hal.device.promise<@a>) %[[A]] : tensor<?xi32> as tensor<?xf32>{%[[DIM]]} -> !hal.buffer_view
// CHECK: %[[VB:.+]] = hal.tensor.export on(#hal.device.promise<@f>) %[[B]] : tensor<4xi8> -> !hal.buffer_view
// CHECK: %[[R:.+]]:2 = util.call @import(%[[VA]], %[[VB]])
// CHECK: %[[RDIM:.+]] = hal.buffer_view.dim<%[[R]]#0 : !hal.buffer_view>[0]
// CHECK: %[[TA:.+]] = hal.tensor.import on(#hal.device.promise<@r>) %[[R]]#0 : !hal.buffer_view -> tensor<?xi16> as tensor<?xf32>{%[[RDIM]]}
// CHECK: %[[TB:.+]] = hal.tensor.import on(#hal.device.promise<@f>) %[[R]]#1 : !hal.buffer_view -> tensor<4xi8>
// CHECK: util.return %[[TA]], %[[TB]]
util.func private @import(%arg0: tensor<?xf32> {a.note, iree.abi.affinity = #hal.device.promise<@a>, iree.abi.encoding = tensor<?xi32>}, %arg1: tensor<4xi8>) -> (tensor<?xf32> {r.note, iree.abi.affinity = #hal.device.promise<@r>, iree.abi.encoding = tensor<?xi16>}, tensor<4xi8>) attributes {iree.abi.affinity = #hal.device.promise<@f>}
