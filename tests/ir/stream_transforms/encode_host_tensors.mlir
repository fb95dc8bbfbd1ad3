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

// -----

// Complex numbers are filled as integers of their bits; patterns that are not
// one, two, four or eight bytes are left.

// CHECK-LABEL: @complex_splats
// CHECK-SAME: (%[[C:.+]]: complex<f32>, %[[ODD:.+]]: i24, %[[SIZE:.+]]: index)
util.func private @complex_splats(%c: complex<f32>, %odd: i24, %size: index) -> (!stream.resource<*>, !stream.resource<*>, !stream.resource<*>) {
  // CHECK: %[[CST:.+]] = complex.constant [2.000000e+00 : f16, 3.000000e+00 : f16] : complex<f16>
  %cst = complex.constant [2.0 : f16, 3.0 : f16] : complex<f16>
  // CHECK: %[[BITS:.+]] = complex.bitcast %[[C]] : complex<f32> to i64
  // CHECK: %[[SPLAT:.+]] = stream.async.splat %[[BITS]] : i64 -> !stream.resource<*>{%[[SIZE]]}
  %0 = stream.tensor.splat %c : complex<f32> -> tensor<2xcomplex<f32>> in !stream.resource<*>{%size}
  // CHECK: %[[CST_BITS:.+]] = complex.bitcast %[[CST]] : complex<f16> to i32
  // CHECK: stream.async.splat %[[CST_BITS]] : i32
  %1 = stream.tensor.splat %cst : complex<f16> -> tensor<2xcomplex<f16>> in !stream.resource<*>{%size}
  // CHECK: stream.tensor.splat %[[ODD]] : i24
  %2 = stream.tensor.splat %odd : i24 -> tensor<2xi24> in !stream.resource<*>{%size}
  util.return %0, %1, %2 : !stream.resource<*>, !stream.resource<*>, !stream.resource<*>
}

// -----

// Encodings of contractions round rows, columns and what is summed up; each
// operand has two of them. An encoding that rounds nothing changes no size.

#lhs = affine_map<(d0, d1, d2) -> (d0, d2)>
#rhs = affine_map<(d0, d1, d2) -> (d2, d1)>
#out = affine_map<(d0, d1, d2) -> (d0, d1)>
#cast = affine_map<(d0, d1) -> (d1)>

// CHECK-LABEL: @encoded_sizes
// CHECK-SAME: (%[[A:.+]]: index, %[[B:.+]]: index)
util.func private @encoded_sizes(%a: index, %b: index) -> (index, index, index, index, index) {
  // CHECK-DAG: %[[C4:.+]] = arith.constant 4 : index
  // CHECK-DAG: %[[C16:.+]] = arith.constant 16 : index
  // CHECK-DAG: %[[C32:.+]] = arith.constant 32 : index
  // CHECK-DAG: %[[C60:.+]] = arith.constant 60 : index
  // CHECK-DAG: %[[C128:.+]] = arith.constant 128 : index
  // CHECK: %[[ROWS:.+]] = arith.ceildivui %[[A]], %[[C4]]
  // CHECK: %[[M:.+]] = arith.muli %[[ROWS]], %[[C4]]
  // CHECK: %[[SUMS:.+]] = arith.ceildivui %[[B]], %[[C16]]
  // CHECK: %[[K:.+]] = arith.muli %[[SUMS]], %[[C16]]
  // CHECK: %[[M4:.+]] = arith.muli %[[M]], %[[C4]]
  // CHECK: %[[LHS:.+]] = arith.muli %[[M4]], %[[K]]
  %0 = stream.tensor.sizeof tensor<?x?xf32, #iree_encoding.encoding<operand_index = 0 : index, op_type = matmul, element_types = [f32, f32, f32], user_indexing_maps = [#lhs, #rhs, #out], round_dims_to = array<i64: 4, 8, 16>>>{%a, %b} : index
  // CHECK: %[[RHS:.+]] = arith.muli %{{.+}}, %[[C32]]
  %1 = stream.tensor.sizeof tensor<?x5xf32, #iree_encoding.encoding<operand_index = 1 : index, op_type = matmul, element_types = [f32, f32, f32], user_indexing_maps = [#lhs, #rhs, #out], round_dims_to = array<i64: 4, 8, 16>>>{%a} : index
  %2 = stream.tensor.sizeof tensor<3x5xf32, #iree_encoding.encoding<operand_index = 2 : index, op_type = matmul, element_types = [f32, f32, f32], user_indexing_maps = [#lhs, #rhs, #out], round_dims_to = array<i64: 4, 8, 16>>> : index
  %3 = stream.tensor.sizeof tensor<3x5xf32, #iree_encoding.encoding<operand_index = 2 : index, op_type = matmul, element_types = [f32, f32, f32]>> : index
  %4 = stream.tensor.sizeof tensor<5xf32, #iree_encoding.encoding<operand_index = 2 : index, op_type = matmul, element_types = [f32, f32, f32], user_indexing_maps = [#lhs, #rhs, #out], round_dims_to = array<i64: 4, 8, 16>, bcast_map = #cast>> : index
  // CHECK: util.return %[[LHS]], %[[RHS]], %[[C128]], %[[C60]], %[[C32]]
  util.return %0, %1, %2, %3, %4 : index, index, index, index, index
}

// -----

// A fill without a range is of the whole tensor.
// CHECK-LABEL: @fill_whole
// CHECK-SAME: (%[[T:.+]]: !stream.resource<*>, %[[SIZE:.+]]: index, %[[V:.+]]: i32)
util.func private @fill_whole(%t: !stream.resource<*>, %size: index, %v: i32) -> !stream.resource<*> {
  // CHECK: %[[C0:.+]] = arith.constant 0 : index
  // CHECK: stream.async.fill %[[V]], %[[T]][%[[C0]] to %[[SIZE]] for %[[SIZE]]] : i32 -> %[[T]] as !stream.resource<*>{%[[SIZE]]}
  %0 = stream.tensor.fill %v, %t : i32 -> tensor<2x3xi32> in %t as !stream.resource<*>{%size}
  util.return %0 : !stream.resource<*>
}

// -----

// Indices that do not fit the rank have no offset.
// CHECK-LABEL: @wrong_rank
util.func private @wrong_rank(%t: !stream.resource<*>, %u: !stream.resource<*>, %size: index, %v: i32) -> !stream.resource<*> {
  // CHECK: stream.tensor.fill
  %0 = stream.tensor.fill %v, %t[%size for %size] : i32 -> tensor<2x3xi32> in %t as !stream.resource<*>{%size}
  // CHECK: stream.tensor.update
  %1 = stream.tensor.update %u, %0[%size] : tensor<2xi32> in !stream.resource<*>{%size} -> tensor<2x3xi32> in %0 as !stream.resource<*>{%size}
  util.return %1 : !stream.resource<*>
}

// -----

// Indices are stored as integers of 64 bits.
// CHECK-LABEL: @indices
// CHECK-SAME: (%[[V:.+]]: index, %[[N:.+]]: index)
util.func private @indices(%v: index, %n: index) -> (!stream.resource<*>, !stream.resource<*>) {
  %c7 = arith.constant 7 : index
  // CHECK-DAG: %[[C7:.+]] = arith.constant 7 : i64
  // CHECK-DAG: %[[BITS:.+]] = arith.index_cast %[[V]] : index to i64
  // CHECK: %[[S:.+]] = stream.async.splat %[[BITS]] : i64 -> !stream.resource<*>{%[[N]]}
  %0 = stream.tensor.splat %v : index -> tensor<4xindex> in !stream.resource<*>{%n}
  // CHECK: stream.async.fill %[[C7]], %[[S]]{{.+}} : i64 ->
  %1 = stream.tensor.fill %c7, %0 : index -> tensor<4xindex> in %0 as !stream.resource<*>{%n}
  util.return %0, %1 : !stream.resource<*>, !stream.resource<*>
}
