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

// Annotations go to the op that has a value of the old type; wide arguments are
// put together before narrow ones. Constants are packed at once.

// CHECK: func.func @annotated
// CHECK-SAME: (%[[INDEX:.+]]: i32, %[[LO:.+]]: i32, %[[HI:.+]]: i32, %[[WORD:.+]]: i32 {stream.values = [7 : i32]}, %[[HALF:.+]]: i32, %{{.+}}: !stream.binding)
stream.executable private @annotated {
  stream.executable.export public @annotated
  builtin.module {
    func.func @annotated(%a: index {stream.alignment = 8 : index, stream.values = [8 : index, 16 : index]}, %b: i64 {stream.values = [1 : i64, 5 : i64]}, %c: i32 {stream.values = [7 : i32]}, %d: f16, %r: !stream.binding) {
      // CHECK-NEXT: %[[LO64:.+]] = arith.extui %[[LO]] : i32 to i64
      // CHECK: %[[B:.+]] = arith.ori %[[LO64]], %{{.+}} {stream.values = [1, 5]} : i64
      // CHECK-NEXT: %[[A:.+]] = arith.index_castui %[[INDEX]] {stream.alignment = 8 : index, stream.values = [8 : index, 16 : index]} : i32 to index
      // CHECK-NEXT: %[[BITS:.+]] = arith.trunci %[[HALF]] : i32 to i16
      // CHECK-NEXT: %[[D:.+]] = arith.bitcast %[[BITS]] : i16 to f16
      // CHECK-NEXT: util.optimization_barrier %[[A]], %[[B]], %[[WORD]], %[[D]]
      util.optimization_barrier %a, %b, %c, %d : index, i64, i32, f16
      return
    }
  }
}
// CHECK-LABEL: @dispatch_constants
util.func public @dispatch_constants(%a: index, %b: i64, %c: i32, %r: !stream.resource<transient>, %size: index) -> !stream.timepoint {
  %d = arith.constant 1.0 : f16
  // CHECK-NOT: arith.bitcast
  // CHECK: %[[D:.+]] = arith.constant 15360 : i32
  // CHECK: stream.cmd.dispatch @annotated::@annotated({{.+}}, %[[D]] : i32, i32, i32, i32, i32)
  %c0 = arith.constant 0 : index
  %t = stream.cmd.execute with(%r as %arg: !stream.resource<transient>{%size}) {
    stream.cmd.dispatch @annotated::@annotated(%a, %b, %c, %d : index, i64, i32, f16) {
      rw %arg[%c0 for %size] : !stream.resource<transient>{%size}
    }
  } => !stream.timepoint
  util.return %t : !stream.timepoint
}

// Nothing is known of an executable that is elsewhere.

// CHECK-LABEL: @elsewhere
// CHECK-SAME: (%[[A:.+]]: i32,
util.func public @elsewhere(%a: i32, %r: !stream.resource<transient>, %size: index) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  %t = stream.cmd.execute with(%r as %arg: !stream.resource<transient>{%size}) {
    // CHECK: stream.cmd.dispatch @unknown::@entry(%[[A]] : i32) {
    stream.cmd.dispatch @unknown::@entry(%a : i32) {
      rw %arg[%c0 for %size] : !stream.resource<transient>{%size}
    }
  } => !stream.timepoint
  util.return %t : !stream.timepoint
}
