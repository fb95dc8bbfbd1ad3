// RUN: weirc opt --split-input-file --iree-stream-specialize-dispatches %s | FileCheck %s

// Constants are looked up by the dispatch they come from, one table per type.

stream.executable private @ex {
  stream.executable.export public @f
  builtin.module {
    // CHECK: func.func @f(%[[B:.+]]: !stream.binding, %[[X:.+]]: i32, %[[ROW:.+]]: index)
    func.func @f(%a: index, %b: !stream.binding, %k: i8, %x: i32, %c: index) {
      // CHECK-NEXT: %[[INDICES:.+]] = arith.constant dense<{{\[}}[10, 30], [20, 40]]> : tensor<2x2xi32>
      // CHECK-NEXT: %[[BYTES:.+]] = arith.constant dense<5> : tensor<2x1xi8>
      // CHECK-NEXT: %[[C0:.+]] = arith.constant 0 : index
      // CHECK-NEXT: %[[A32:.+]] = tensor.extract %[[INDICES]][%[[ROW]], %[[C0]]] : tensor<2x2xi32>
      // CHECK-NEXT: %[[A:.+]] = arith.index_cast %[[A32]] : i32 to index
      // CHECK-NEXT: %[[C1:.+]] = arith.constant 1 : index
      // CHECK-NEXT: %[[C32:.+]] = tensor.extract %[[INDICES]][%[[ROW]], %[[C1]]] : tensor<2x2xi32>
      // CHECK-NEXT: %[[C:.+]] = arith.index_cast %[[C32]] : i32 to index
      // CHECK-NEXT: %[[K:.+]] = tensor.extract %[[BYTES]][%[[ROW]], %[[C0]]] : tensor<2x1xi8>
      // CHECK-NEXT: util.optimization_barrier %[[A]] : index
      // CHECK-NEXT: util.optimization_barrier %[[C]] : index
      // CHECK-NEXT: util.optimization_barrier %[[K]] : i8
      // CHECK-NEXT: util.optimization_barrier %[[X]] : i32
      util.optimization_barrier %a : index
      util.optimization_barrier %c : index
      util.optimization_barrier %k : i8
      util.optimization_barrier %x : i32
      return
    }
  }
}
// CHECK: util.func public @dispatches(%{{.+}}, %{{.+}}, %[[X:.+]]: i32)
util.func public @dispatches(%r: !stream.resource<transient>, %size: index, %x: i32) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  %c5 = arith.constant 5 : i8
  %c7 = arith.constant 7 : i32
  %c10 = arith.constant 10 : index
  %c20 = arith.constant 20 : index
  %c30 = arith.constant 30 : index
  %c40 = arith.constant 40 : index
  // CHECK: %c40 = 
  // CHECK-NEXT: %[[FIRST:.+]] = arith.constant 0 : index
  // CHECK-NEXT: %[[SECOND:.+]] = arith.constant 1 : index
  // CHECK-NEXT: stream.cmd.execute
  %t = stream.cmd.execute with(%r as %rc: !stream.resource<transient>{%size}) {
    // CHECK: stream.cmd.dispatch @ex::@f(%[[X]], %[[FIRST]] : i32, index)
    stream.cmd.dispatch @ex::@f(%c10, %c5, %x, %c30 : index, i8, i32, index) {
      rw %rc[%c0 for %size] : !stream.resource<transient>{%size}
    }
    // CHECK: stream.cmd.dispatch @ex::@f(%c7_i32, %[[SECOND]] : i32, index)
    stream.cmd.dispatch @ex::@f(%c20, %c5, %c7, %c40 : index, i8, i32, index) {
      rw %rc[%c0 for %size] : !stream.resource<transient>{%size}
    }
  } => !stream.timepoint
  util.return %t : !stream.timepoint
}

// -----

// Without constants nothing changes, and indices that are too large for 32 bits
// stay what they are.

stream.executable private @ex {
  stream.executable.export public @dynamic
  stream.executable.export public @large
  builtin.module {
    // CHECK: func.func @dynamic(%{{.+}}: i32, %{{.+}}: !stream.binding)
    func.func @dynamic(%x: i32, %b: !stream.binding) { return }
    // CHECK: func.func @large(%{{.+}}: !stream.binding, %[[ROW:.+]]: index)
    func.func @large(%x: index, %f: f32, %b: !stream.binding) {
      // CHECK-NEXT: arith.constant dense<4294967296> : tensor<1x1xi64>
      // CHECK-NEXT: arith.constant dense<1.500000e+00> : tensor<1x1xf32>
      util.optimization_barrier %x : index
      return
    }
  }
}
// CHECK-LABEL: util.func public @calls
util.func public @calls(%r: !stream.resource<transient>, %size: index, %x: i32) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  %f = arith.constant 1.5 : f32
  %large = arith.constant 4294967296 : index
  %t = stream.cmd.execute with(%r as %rc: !stream.resource<transient>{%size}) {
    // CHECK: stream.cmd.dispatch @ex::@dynamic(%{{.+}} : i32)
    stream.cmd.dispatch @ex::@dynamic(%x : i32) {
      rw %rc[%c0 for %size] : !stream.resource<transient>{%size}
    }
    // CHECK: stream.cmd.dispatch @ex::@large(%{{.+}} : index)
    stream.cmd.dispatch @ex::@large(%large, %f : index, f32) {
      rw %rc[%c0 for %size] : !stream.resource<transient>{%size}
    }
  } => !stream.timepoint
  util.return %t : !stream.timepoint
}
