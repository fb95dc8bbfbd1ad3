// RUN: weirc opt --iree-stream-pack-dispatch-operands %s | FileCheck %s

// Words go as they are, narrower values are extended, wider ones take two.

// CHECK: func.func @f(%[[A:.+]]: i32, %[[B:.+]]: i32, %[[C:.+]]: i32, %[[LO:.+]]: i32, %[[HI:.+]]: i32, %{{.+}}: !stream.binding)
stream.executable private @ex {
  stream.executable.export public @f
  builtin.module {
    func.func @f(%a: i32, %b: i8, %c: index, %d: i64, %binding: !stream.binding) {
      // CHECK-DAG: %[[B8:.+]] = arith.trunci %[[B]] : i32 to i8
      // CHECK-DAG: %[[CI:.+]] = arith.index_castui %[[C]] : i32 to index
      // CHECK-DAG: %[[LO64:.+]] = arith.extui %[[LO]] : i32 to i64
      // CHECK-DAG: %[[HI64:.+]] = arith.extui %[[HI]] : i32 to i64
      // CHECK-DAG: %[[SHL:.+]] = arith.shli %[[HI64]], %c32_i64 : i64
      // CHECK-DAG: %[[D:.+]] = arith.ori %[[LO64]], %[[SHL]] : i64
      // CHECK: util.optimization_barrier %[[A]], %[[B8]], %[[CI]], %[[D]]
      util.optimization_barrier %a, %b, %c, %d : i32, i8, index, i64
      return
    }
  }
}
// CHECK-LABEL: util.func public @dispatch
// CHECK-SAME: (%[[A:[^:]+]]: i32, %[[B:[^:]+]]: i8, %[[C:[^:]+]]: index, %[[D:[^:]+]]: i64
util.func public @dispatch(%a: i32, %b: i8, %c: index, %d: i64, %r: !stream.resource<transient>, %size: index) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  // CHECK: %[[B32:.+]] = arith.extui %[[B]] : i8 to i32
  // CHECK: %[[C32:.+]] = arith.index_castui %[[C]] : index to i32
  // CHECK: %[[LO:.+]] = arith.trunci %[[D]] : i64 to i32
  // CHECK: %[[SHR:.+]] = arith.shrui %[[D]], %c32_i64 : i64
  // CHECK: %[[HI:.+]] = arith.trunci %[[SHR]] : i64 to i32
  %t = stream.cmd.execute with(%r as %arg: !stream.resource<transient>{%size}) {
    // CHECK: stream.cmd.dispatch @ex::@f(%[[A]], %[[B32]], %[[C32]], %[[LO]], %[[HI]] : i32, i32, i32, i32, i32) {
    stream.cmd.dispatch @ex::@f(%a, %b, %c, %d : i32, i8, index, i64) {
      rw %arg[%c0 for %size] : !stream.resource<transient>{%size}
    }
    // No operands, nothing to pack.
    // CHECK: stream.cmd.dispatch @other::@g {
    stream.cmd.dispatch @other::@g {
      rw %arg[%c0 for %size] : !stream.resource<transient>{%size}
    }
  } => !stream.timepoint
  util.return %t : !stream.timepoint
}
stream.executable private @other {
  stream.executable.export public @g
  builtin.module { func.func @g(%b: !stream.binding) { return } }
}
