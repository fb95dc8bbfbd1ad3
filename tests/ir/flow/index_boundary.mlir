// RUN: weirc opt --split-input-file --verify-diagnostics --flow-form-dispatches --flow-convert-region-to-workgroups %s | FileCheck %s

// Host and device need not agree on how wide an index is: tensors of them are
// not handed to dispatches.

util.func public @read(%a: tensor<4xindex>) -> tensor<4xi64> {
  %0 = tensor.empty() : tensor<4xi64>
  // expected-error @+1 {{'linalg.generic' op I/O type 'tensor<4xindex>' is invalid: index types must not cross the dispatch boundary}}
  %1 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%a : tensor<4xindex>) outs(%0 : tensor<4xi64>) {
  ^bb0(%in: index, %out: i64):
    %2 = arith.index_cast %in : index to i64
    linalg.yield %2 : i64
  } -> tensor<4xi64>
  util.return %1 : tensor<4xi64>
}

// -----

util.func public @into(%a: tensor<4x2xindex>, %b: tensor<8x8xindex>) -> tensor<8x8xindex> {
  // expected-error @+1 {{'tensor.insert_slice' op I/O type 'tensor<4x2xindex>' is invalid}}
  %0 = tensor.insert_slice %a into %b[1, 1] [4, 2] [1, 1] : tensor<4x2xindex> into tensor<8x8xindex>
  util.return %0 : tensor<8x8xindex>
}

// -----

util.func public @region(%a: tensor<4xi64>) -> tensor<4xindex> {
  // expected-error @+1 {{'flow.dispatch.region' op I/O type 'tensor<4xindex>' is invalid}}
  %0 = flow.dispatch.region -> (tensor<4xindex>) {
    %1 = arith.index_cast %a : tensor<4xi64> to tensor<4xindex>
    flow.return %1 : tensor<4xindex>
  }
  util.return %0 : tensor<4xindex>
}

// -----

// Within a dispatch they are fine.
// CHECK-LABEL: util.func public @within
util.func public @within(%a: tensor<4xi64>) -> tensor<4xi64> {
  // CHECK: flow.dispatch.workgroups(%{{.+}}) : (tensor<4xi64>) -> tensor<4xi64> =
  %0 = flow.dispatch.region -> (tensor<4xi64>) {
    // CHECK: arith.index_cast %{{.+}} : tensor<4xi64> to tensor<4xindex>
    %1 = arith.index_cast %a : tensor<4xi64> to tensor<4xindex>
    %2 = arith.addi %1, %1 : tensor<4xindex>
    %3 = arith.index_cast %2 : tensor<4xindex> to tensor<4xi64>
    flow.return %3 : tensor<4xi64>
  }
  util.return %0 : tensor<4xi64>
}
