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

// -----

// Equal operands become one before it becomes a constant; what are no integers
// and what equals different operands at different dispatches stays.

// CHECK: func.func @g(%[[F:[^:]+]]: f32, %[[A:[^:]+]]: i32, %[[B:[^:]+]]: i32, %{{.+}}: !stream.binding)
// CHECK-NEXT: %[[K:.+]] = arith.constant 20 : i32
// CHECK-NEXT: util.optimization_barrier %[[F]], %[[K]], %[[K]], %[[A]], %[[B]]
stream.executable private @ex {
  stream.executable.export public @g
  builtin.module {
    func.func @g(%f: f32, %k: i32, %k2: i32, %a: i32, %b: i32, %r: !stream.binding) {
      util.optimization_barrier %f, %k, %k2, %a, %b : f32, i32, i32, i32, i32
      return
    }
  }
}
// CHECK-LABEL: @dispatches_twice
// CHECK-SAME: (%[[X:[^:]+]]: i32, %[[Y:[^:]+]]: i32
util.func public @dispatches_twice(%x: i32, %y: i32, %r: !stream.resource<transient>, %size: index) -> !stream.timepoint {
  // CHECK: %[[CST:.+]] = arith.constant 1.0
  %cst = arith.constant 1.0 : f32
  %c20 = arith.constant 20 : i32
  %c0 = arith.constant 0 : index
  %t = stream.cmd.execute with(%r as %arg: !stream.resource<transient>{%size}) {
    // CHECK: stream.cmd.dispatch @ex::@g(%[[CST]], %[[X]], %[[X]] : f32, i32, i32)
    stream.cmd.dispatch @ex::@g(%cst, %c20, %c20, %x, %x : f32, i32, i32, i32, i32) {
      rw %arg[%c0 for %size] : !stream.resource<transient>{%size}
    }
    // CHECK: stream.cmd.dispatch @ex::@g(%[[CST]], %[[X]], %[[Y]] : f32, i32, i32)
    stream.cmd.dispatch @ex::@g(%cst, %c20, %c20, %x, %y : f32, i32, i32, i32, i32) {
      rw %arg[%c0 for %size] : !stream.resource<transient>{%size}
    }
  } => !stream.timepoint
  util.return %t : !stream.timepoint
}
