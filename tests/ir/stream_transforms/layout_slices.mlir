// RUN: weirc opt --split-input-file --iree-stream-layout-slices %s | FileCheck %s

// Slices that do not live at the same time share bytes.

// CHECK-LABEL: @fixed
util.func private @fixed() -> (index, index, index, index) {
  %c100 = arith.constant 100 : index
  %c200 = arith.constant 200 : index
  // CHECK-DAG: %[[C0:.+]] = arith.constant 0 : index
  // CHECK-DAG: %[[C256:.+]] = arith.constant 256 : index
  // CHECK-DAG: %[[C384:.+]] = arith.constant 384 : index
  %0:4 = stream.resource.pack slices({
    [0, 1] = %c200,
    [1, 2] = %c100,
    [3, 4] = %c200
  }) : index
  // CHECK: util.return %[[C384]], %[[C0]], %[[C256]], %[[C0]]
  util.return %0#0, %0#1, %0#2, %0#3 : index, index, index, index
}

// -----

// Sizes that are not known share with equal ones only.

// CHECK-LABEL: @dynamic
// CHECK-SAME: (%[[A:.+]]: index, %[[B:.+]]: index)
util.func private @dynamic(%a: index, %b: index) -> (index, index, index, index) {
  // CHECK: %[[A64:.+]] = util.align %[[A]], %c64
  // CHECK: %[[B64:.+]] = util.align %[[B]], %c64
  // CHECK: %[[SUM:.+]] = arith.addi %[[A64]], %[[B64]] : index
  %0:4 = stream.resource.pack slices({
    [0, 1] = %a,
    [1, 2] = %b,
    [3, 4] = %a
  }) : index
  // CHECK: util.return %{{.+}}, %c0, %[[A64]], %c0
  util.return %0#0, %0#1, %0#2, %0#3 : index, index, index, index
}
