// RUN: weirc opt --split-input-file --verify-diagnostics --pass-pipeline='builtin.module(stream-pack-dispatch-operands{kernel-index-bits=64})' %s | FileCheck %s
// RUN: weirc opt --split-input-file --stream-pack-dispatch-operands %s | FileCheck %s --check-prefix=WORD
// RUN: weirc opt --split-input-file --stream-resource-index-bits=64 --stream-pack-dispatch-operands %s | FileCheck %s --check-prefix=WIDE

// A kernel that is compiled here takes an index whole where it is asked for.
// CHECK: func.func @f(%{{.+}}: i32, %{{.+}}: i32, %{{.+}}: !stream.binding)
// WORD: func.func @f(%{{.+}}: i32, %{{.+}}: !stream.binding)
// WIDE: func.func @f(%{{.+}}: i32, %{{.+}}: i32, %{{.+}}: !stream.binding)
stream.executable private @ex {
  stream.executable.export public @f
  builtin.module {
    func.func @f(%n: index, %r: !stream.binding) {
      // CHECK: arith.index_castui %{{.+}} : i64 to index
      // WORD: arith.index_castui %{{.+}} : i32 to index
      util.optimization_barrier %n : index
      return
    }
  }
}
// CHECK-LABEL: util.func public @dispatch
// WORD-LABEL: util.func public @dispatch
// WORD-SAME: (%[[N:[^:]+]]: index
util.func public @dispatch(%n: index, %r: !stream.resource<transient>, %size: index) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  // CHECK: arith.index_castui %{{.+}} : index to i64
  // CHECK-NOT: cf.assert
  // WORD: %[[W:.+]] = arith.index_castui %[[N]] : index to i32
  %t = stream.cmd.execute with(%r as %arg: !stream.resource<transient>{%size}) {
    // WORD: stream.cmd.dispatch @ex::@f(%[[W]] : i32)
    // CHECK: stream.cmd.dispatch @ex::@f(%{{.+}}, %{{.+}} : i32, i32)
    stream.cmd.dispatch @ex::@f(%n : index) {
      rw %arg[%c0 for %size] : !stream.resource<transient>{%size}
    }
  } => !stream.timepoint
  util.return %t : !stream.timepoint
}

// -----

// One that was built elsewhere takes a word, and it is looked at whether the
// index fits, unless that is certain.
#layout = #hal.pipeline.layout<push_constants = 3, sets = [<0, bindings = [<0, storage_buffer>]>]>
hal.executable.source private @kernels {
  hal.executable.export public @g ordinal(0) layout(#layout)
}
// CHECK-LABEL: util.func public @built_elsewhere
// CHECK-SAME: (%[[N:[^:]+]]: index, %[[I:[^:]+]]: i32
// WORD-LABEL: util.func public @built_elsewhere
// WORD-NOT: cf.assert
util.func public @built_elsewhere(%n: index, %i: i32, %r: !stream.resource<transient>, %size: index) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  %c7 = arith.constant 7 : index
  %small = arith.index_castui %i : i32 to index
  %rest = arith.remui %n, %c7 : index
  // CHECK: %[[FITS:.+]] = arith.cmpi ule, %[[N]], %c4294967295
  // CHECK-NEXT: cf.assert %[[FITS]], "an index does not fit the 32 bits that its kernel takes it as"
  // CHECK-NOT: cf.assert
  // CHECK: arith.index_castui %[[N]] : index to i32
  %t = stream.cmd.execute with(%r as %arg: !stream.resource<transient>{%size}) {
    // CHECK: stream.cmd.dispatch @kernels::@g(%{{.+}}, %{{.+}}, %{{.+}} : i32, i32, i32)
    stream.cmd.dispatch @kernels::@g(%n, %small, %rest : index, index, index) {
      rw %arg[%c0 for %size] : !stream.resource<transient>{%size}
    }
  } => !stream.timepoint
  util.return %t : !stream.timepoint
}

// -----

// What stands there and does not fit is refused.
#layout = #hal.pipeline.layout<push_constants = 1, sets = [<0, bindings = [<0, storage_buffer>]>]>
hal.executable.source private @kernels {
  hal.executable.export public @g ordinal(0) layout(#layout)
}
util.func public @too_large(%r: !stream.resource<transient>, %size: index) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  %large = arith.constant 4294967296 : index
  %t = stream.cmd.execute with(%r as %arg: !stream.resource<transient>{%size}) {
    // expected-error @+1 {{operand #0 is 4294967296, which does not fit the 32 bits that its kernel takes an index as}}
    stream.cmd.dispatch @kernels::@g(%large : index) {
      rw %arg[%c0 for %size] : !stream.resource<transient>{%size}
    }
  } => !stream.timepoint
  util.return %t : !stream.timepoint
}
