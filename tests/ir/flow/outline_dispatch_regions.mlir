// RUN: weirc opt --flow-outline-dispatch-regions %s | FileCheck %s

util.global private @dev : !hal.device

// CHECK: flow.executable private @run_dispatch_0 {
// CHECK-NEXT: flow.executable.export public @run_dispatch_0 workgroups(%[[W:.+]]: index) -> (index, index, index) {
// CHECK-NEXT: flow.return %[[W]], %[[W]], %[[W]] : index, index, index
// CHECK-NEXT: } attributes {stream.affinity = #hal.device.affinity<@dev>}
// CHECK-NEXT: builtin.module {
// CHECK-NEXT: func.func @run_dispatch_0(%[[IN:.+]]: !flow.dispatch.tensor<readwrite:tensor<?xf32>>, %[[N_IN:.+]]: index, %[[OUT:.+]]: !flow.dispatch.tensor<writeonly:tensor<4xf32>>) {
// CHECK-NOT: flow.return
// CHECK: return
// CHECK: flow.executable private @run_dispatch_1 {
// CHECK-NEXT: flow.executable.export public @run_dispatch_1
// CHECK-NEXT: builtin.module {
// CHECK: util.func public @run
// CHECK-SAME: (%[[A:.+]]: tensor<?xf32>, %[[N:.+]]: index)
util.func public @run(%a: tensor<?xf32>, %n: index) -> (tensor<?xf32>, tensor<4xf32>) {
  // CHECK: %[[R:.+]]:2 = flow.dispatch @run_dispatch_0::@run_dispatch_0[%[[N]]](%[[A]], %[[N]]) {stream.affinity = #hal.device.affinity<@dev>} : (tensor<?xf32>{%[[N]]}, index) -> (%[[A]]{%[[N]]}, tensor<4xf32>)
  %0:2 = flow.dispatch.workgroups[%n](%a, %n) : (tensor<?xf32>{%n}, index) -> (%a{%n}, tensor<4xf32>) attributes {stream.affinity = #hal.device.affinity<@dev>} =
      (%in: !flow.dispatch.tensor<readwrite:tensor<?xf32>>, %m: index, %out: !flow.dispatch.tensor<writeonly:tensor<4xf32>>) {
    %v = flow.dispatch.tensor.load %in, offsets = [0], sizes = [4], strides = [1] : !flow.dispatch.tensor<readwrite:tensor<?xf32>>{%m} -> tensor<4xf32>
    flow.dispatch.tensor.store %v, %out, offsets = [0], sizes = [4], strides = [1] : tensor<4xf32> -> !flow.dispatch.tensor<writeonly:tensor<4xf32>>
    flow.return
  } count(%w: index) -> (index, index, index) {
    flow.return %w, %w, %w : index, index, index
  }
  // CHECK: flow.dispatch @run_dispatch_1::@run_dispatch_1() : () -> ()
  flow.dispatch.workgroups() : () -> () = () {
    flow.return
  }
  util.return %0#0, %0#1 : tensor<?xf32>, tensor<4xf32>
}

// CHECK: flow.executable private @_initializer_0_dispatch_0 {
// CHECK: util.initializer {
util.initializer {
  // CHECK: flow.dispatch @_initializer_0_dispatch_0::@_initializer_0_dispatch_0()
  flow.dispatch.workgroups() : () -> () = () {
    flow.return
  }
  util.return
}
// What is declared only has nothing to outline.
// CHECK: util.func private @declared
util.func private @declared(%a: tensor<4xf32>) -> tensor<4xf32>
