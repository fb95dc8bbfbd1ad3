// RUN: weirc opt --split-input-file --iree-stream-fold-uniform-operands %s | FileCheck %s

// One operand is the same constant everywhere, one always the same as another.

// CHECK: func.func @f(%[[A:.+]]: i32, %[[C:.+]]: index, %[[B:.+]]: !stream.binding)
// CHECK: %[[K:.+]] = arith.constant 20 : index
// CHECK: util.optimization_barrier %[[A]], %[[A]], %[[K]], %[[C]]
stream.executable private @ex {
  stream.executable.export public @f
  builtin.module {
    func.func @f(%a: i32, %a2: i32, %k: index, %c: index, %b: !stream.binding) {
      util.optimization_barrier %a, %a2, %k, %c : i32, i32, index, index
      return
    }
  }
}
// CHECK-LABEL: util.func public @dispatches(%arg0: i32, %arg1: i32
util.func public @dispatches(%x: i32, %y: i32, %r: !stream.resource<transient>, %size: index) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  %c20 = arith.constant 20 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %t = stream.cmd.execute with(%r as %arg: !stream.resource<transient>{%size}) {
    // CHECK: stream.cmd.dispatch @ex::@f(%arg0, %c1 : i32, index) {
    stream.cmd.dispatch @ex::@f(%x, %x, %c20, %c1 : i32, i32, index, index) {
      rw %arg[%c0 for %size] : !stream.resource<transient>{%size}
    }
    // CHECK: stream.cmd.dispatch @ex::@f(%arg1, %c2 : i32, index) {
    stream.cmd.dispatch @ex::@f(%y, %y, %c20, %c2 : i32, i32, index, index) {
      rw %arg[%c0 for %size] : !stream.resource<transient>{%size}
    }
  } => !stream.timepoint
  util.return %t : !stream.timepoint
}
