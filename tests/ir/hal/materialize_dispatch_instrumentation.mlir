// RUN: weirc opt --mlir-print-local-scope --hal-materialize-dispatch-instrumentation=buffer-size=64kib %s | FileCheck %s
// RUN: not weirc opt --hal-materialize-dispatch-instrumentation=buffer-size=65kb %s 2>&1 | FileCheck %s --check-prefix=WRONG
// WRONG: buffer-size is a power of two, not '65kb'
// RUN: not weirc opt --hal-materialize-dispatch-instrumentation --hal-materialize-dispatch-instrumentation %s 2>&1 | FileCheck %s --check-prefix=TWICE
// TWICE: error: 'func.func' op @__query_instruments is what hands out instruments: dispatches have been instrumented already

// The ring buffer, the padding behind it.

// CHECK: util.global public @__dispatch_instrumentation : !stream.resource<external>
// CHECK-NEXT: util.initializer {
// CHECK-NEXT: %[[SIZE:.+]] = arith.constant 69632 : index
// CHECK-NEXT: %[[RING:.+]] = stream.resource.alloc uninitialized : !stream.resource<external>{%[[SIZE]]}
// CHECK-NEXT: util.global.store %[[RING]], @__dispatch_instrumentation

// What is handed out: two chunks, padded.

// CHECK: func.func @__query_instruments(%[[LIST:.+]]: !util.list<?>) {
// CHECK-NEXT: %[[HEAD0:.+]] = util.buffer.constant {alignment = 16 : index} : !util.buffer = dense<[48, 73, 68, 66, 0, 0, 0, 0, {{.+}}]> : vector<16xi8>
// CHECK-NEXT: %[[META:.+]] = util.buffer.constant "dispatch_instrument.fb" {alignment = 16 : index, mime_type = "application/x-flatbuffers"} : !util.buffer = dense<"0x1400000049444244
// CHECK-NEXT: %[[PAD:.+]] = util.buffer.constant {alignment = 16 : index} : !util.buffer = dense<0> : vector<8xi8>
// CHECK-NEXT: %[[HEAD1:.+]] = util.buffer.constant {alignment = 16 : index} : !util.buffer = dense<[48, 73, 68, 66, 1, 0, 0, 0, 0, 16, 1, 0, 0, 0, 0, 0]> : vector<16xi8>
// CHECK-NEXT: %[[LOADED:.+]] = util.global.load @__dispatch_instrumentation
// CHECK-NEXT: %[[BYTES:.+]] = arith.constant 69632 : index
// CHECK-NEXT: %[[VIEW:.+]] = stream.tensor.export %[[LOADED]] : tensor<69632xi8> in !stream.resource<external>{%[[BYTES]]} -> !hal.buffer_view
// CHECK-NEXT: %[[OLD:.+]] = util.list.size %[[LIST]]
// CHECK-NEXT: %[[FIVE:.+]] = arith.constant 5
// CHECK-NEXT: %[[NEW:.+]] = arith.addi %[[OLD]], %[[FIVE]]
// CHECK-NEXT: util.list.resize %[[LIST]], %[[NEW]]
// CHECK: util.list.set %[[LIST]][%{{.+}}], %[[HEAD0]]
// CHECK: util.list.set %[[LIST]][%{{.+}}], %[[META]]
// CHECK: util.list.set %[[LIST]][%{{.+}}], %[[PAD]]
// CHECK: util.list.set %[[LIST]][%{{.+}}], %[[HEAD1]]
// CHECK: util.list.set %[[LIST]][%{{.+}}], %[[VIEW]]
// CHECK-NEXT: return

// Functions record their workgroup before all else.

// CHECK: stream.executable private @ex
// CHECK: func.func @run(%arg0: !stream.binding {stream.alignment = 32 : index}, %arg1: i32, %[[RING:.+]]: !stream.binding {stream.alignment = 64 : index}, %[[SITE:.+]]: i32) {
// CHECK-NEXT: %[[ZERO:.+]] = arith.constant 0 : index
// CHECK-NEXT: %[[SPAN:.+]] = stream.binding.subspan %[[RING]][%[[ZERO]]] : !stream.binding -> memref<69632xi8>
// CHECK-NEXT: hal.instrument.workgroup[%[[SPAN]] : memref<69632xi8>] dispatch(%[[SITE]]) : index
// CHECK: func.func private @helper(i32)
stream.executable private @ex {
  stream.executable.export public @run as("entrance")
  builtin.module {
    func.func @run(%in: !stream.binding {stream.alignment = 32 : index}, %k: i32) {
      func.call @helper(%k) : (i32) -> ()
      return
    }
    func.func private @helper(i32)
  }
}
// CHECK: stream.executable private @elsewhere
stream.executable private @elsewhere {
  stream.executable.export public @entry
}

// CHECK-LABEL: @main
util.func public @main(%r: !stream.resource<transient>, %n: index, %k: i32) -> (!stream.timepoint, !stream.timepoint) {
  %c0 = arith.constant 0 : index
  // CHECK: %[[LOADED:.+]] = util.global.load @__dispatch_instrumentation
  // CHECK-NEXT: %[[ZERO:.+]] = arith.constant 0 : index
  // CHECK-NEXT: %[[SIZE:.+]] = arith.constant 69632 : index
  // CHECK-NEXT: %[[S0:.+]] = arith.constant 0 : i32
  // CHECK-NEXT: %[[S1:.+]] = arith.constant 1 : i32
  // CHECK-NEXT: stream.cmd.execute with(%arg0 as %{{.+}}: !stream.resource<transient>{%arg1}, %[[LOADED]] as %[[IN:.+]]: !stream.resource<external>{%[[SIZE]]})
  %t0 = stream.cmd.execute with(%r as %p: !stream.resource<transient>{%n}) {
    // CHECK: stream.cmd.dispatch @ex::@entrance(%arg2, %[[S0]] : i32, i32) {
    // CHECK-NEXT: rw
    // CHECK-NEXT: rw %[[IN]][%[[ZERO]] for %[[SIZE]]] : !stream.resource<external>{%[[SIZE]]}
    stream.cmd.dispatch @ex::@entrance(%k : i32) {
      rw %p[%c0 for %n] : !stream.resource<transient>{%n}
    }
    // CHECK: stream.cmd.concurrent
    stream.cmd.concurrent {
      // CHECK: stream.cmd.dispatch @ex::@entrance(%arg2, %[[S1]] : i32, i32) {
      stream.cmd.dispatch @ex::@entrance(%k : i32) {
        rw %p[%c0 for %n] : !stream.resource<transient>{%n}
      }
      // CHECK: stream.cmd.dispatch @elsewhere::@entry {
      // CHECK-NEXT: rw %{{[^,]+$}}
      stream.cmd.dispatch @elsewhere::@entry {
        rw %p[%c0 for %n] : !stream.resource<transient>{%n}
      }
    }
  } => !stream.timepoint
  // Sites are counted through the whole program.
  // CHECK: %[[S2:.+]] = arith.constant 2 : i32
  // CHECK: stream.cmd.dispatch @ex::@entrance(%arg2, %[[S2]] : i32, i32)
  %t1 = stream.cmd.execute with(%r as %p: !stream.resource<transient>{%n}) {
    stream.cmd.dispatch @ex::@entrance(%k : i32) {
      rw %p[%c0 for %n] : !stream.resource<transient>{%n}
    }
  } => !stream.timepoint
  util.return %t0, %t1 : !stream.timepoint, !stream.timepoint
}

// What runs when the program starts is told apart like all else.

// CHECK: util.initializer {
// CHECK: %[[LOADED:.+]] = util.global.load @__dispatch_instrumentation
// CHECK: stream.cmd.execute with(%{{.+}} as %{{.+}}, %[[LOADED]] as %[[CAPTURED:.+]]: !stream.resource<external>{%{{.+}}})
// CHECK-NEXT: stream.cmd.dispatch @ex::@entrance(%{{.+}}, %{{.+}} : i32, i32) {
// CHECK: rw %[[CAPTURED]]
util.initializer {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %k = arith.constant 3 : i32
  %r = stream.resource.alloc uninitialized : !stream.resource<constant>{%c64}
  %t = stream.cmd.execute with(%r as %p: !stream.resource<constant>{%c64}) {
    stream.cmd.dispatch @ex::@entrance(%k : i32) {
      wo %p[%c0 for %c64] : !stream.resource<constant>{%c64}
    }
  } => !stream.timepoint
  util.optimization_barrier %t : !stream.timepoint
  util.return
}
