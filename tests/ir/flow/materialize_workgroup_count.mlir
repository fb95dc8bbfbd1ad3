// RUN: weirc opt --split-input-file --flow-materialize-default-workgroup-count-region %s | FileCheck %s

// What is an index is the workload.
// CHECK-LABEL: util.func public @counted
// CHECK-SAME: (%[[A:.+]]: tensor<?xf32>, %[[N:.+]]: index, %[[K:.+]]: i32, %[[M:.+]]: index)
util.func public @counted(%a: tensor<?xf32>, %n: index, %k: i32, %m: index) -> tensor<?xf32> {
  // CHECK: flow.dispatch.workgroups[%[[N]], %[[M]]](%[[A]], %[[N]], %[[K]], %[[M]])
  // CHECK-NEXT: (%{{.+}}: !flow.dispatch.tensor<readonly:tensor<?xf32>>, %[[NI:.+]]: index, %[[KI:.+]]: i32, %[[MI:.+]]: index, %{{.+}}: !flow.dispatch.tensor<writeonly:tensor<?xf32>>) {
  %0 = flow.dispatch.workgroups(%a, %n, %k, %m) : (tensor<?xf32>{%n}, index, i32, index) -> tensor<?xf32>{%m} =
      (%ai: !flow.dispatch.tensor<readonly:tensor<?xf32>>, %ni: index, %ki: i32, %mi: index, %r: !flow.dispatch.tensor<writeonly:tensor<?xf32>>) {
    // CHECK-NEXT: %[[N0:.+]] = flow.dispatch.workload.ordinal %[[NI]], 0 : index
    // CHECK-NEXT: %[[M0:.+]] = flow.dispatch.workload.ordinal %[[MI]], 1 : index
    // CHECK-NEXT: util.optimization_barrier %[[N0]], %[[KI]], %[[M0]]
    util.optimization_barrier %ni, %ki, %mi : index, i32, index
    flow.return
  // CHECK: } count(%[[X:.+]]: index, %[[Y:.+]]: index) -> (index, index, index) {
  // CHECK-NEXT: %[[CX:.+]], %[[CY:.+]], %[[CZ:.+]] = flow.dispatch.workgroup_count_from_slice %[[X]], %[[Y]]
  // CHECK-NEXT: flow.return %[[CX]], %[[CY]], %[[CZ]] : index, index, index
  }
  util.return %0 : tensor<?xf32>
}

// -----

// CHECK-LABEL: util.func public @without
util.func public @without(%a: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: flow.dispatch.workgroups(%{{.+}}) : (tensor<4xf32>)
  %0 = flow.dispatch.workgroups(%a) : (tensor<4xf32>) -> tensor<4xf32> =
      (%ai: !flow.dispatch.tensor<readonly:tensor<4xf32>>, %r: !flow.dispatch.tensor<writeonly:tensor<4xf32>>) {
    flow.return
  // CHECK: } count() -> (index, index, index) {
  // CHECK-NEXT: %{{.+}}, %{{.+}}, %{{.+}} = flow.dispatch.workgroup_count_from_slice
  }
  util.return %0 : tensor<4xf32>
}

// -----

// What counts already goes on to.
// CHECK-LABEL: util.func public @kept
util.func public @kept(%a: tensor<4xf32>, %n: index) -> tensor<4xf32> {
  // CHECK: flow.dispatch.workgroups[%{{.+}}](
  // CHECK-NOT: flow.dispatch.workload.ordinal
  // CHECK-NOT: flow.dispatch.workgroup_count_from_slice
  %0 = flow.dispatch.workgroups[%n](%a, %n) : (tensor<4xf32>, index) -> tensor<4xf32> =
      (%ai: !flow.dispatch.tensor<readonly:tensor<4xf32>>, %ni: index, %r: !flow.dispatch.tensor<writeonly:tensor<4xf32>>) {
    flow.return
  } count(%w: index) -> (index, index, index) {
    // CHECK: flow.return %[[W:.+]], %[[W]], %[[W]]
    flow.return %w, %w, %w : index, index, index
  }
  util.return %0 : tensor<4xf32>
}
