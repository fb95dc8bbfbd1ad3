// RUN: weirc opt --verify-each --iree-stream-encode-host-tensors --iree-stream-materialize-copy-on-write \
// RUN:   --iree-stream-elide-async-copies --iree-stream-emplace-allocations --iree-stream-refine-usage \
// RUN:   --iree-stream-schedule-execution --iree-stream-schedule-concurrency --iree-stream-propagate-timepoints \
// RUN:   --iree-stream-materialize-builtins --canonicalize --iree-stream-schedule-allocation \
// RUN:   --iree-stream-pack-constants --iree-stream-layout-slices --canonicalize \
// RUN:   --iree-stream-elide-timepoints --canonicalize %s | FileCheck %s

// All passes in a row over globals, calls, loops and branches.

stream.executable private @ex { stream.executable.export public @f
 builtin.module { func.func @f() { return } } }
util.global private mutable @g : !stream.resource<variable>
// The constant is uploaded and its timepoint kept beside it.
// CHECK-LABEL: util.initializer
// CHECK: %[[DONE:.+]] = stream.file.read
// CHECK: util.global.store %[[DONE]], @g__timepoint
util.initializer {

  %0 = stream.tensor.constant : tensor<4xf32> in !stream.resource<variable> = dense<[1.0,2.0,3.0,4.0]> : tensor<4xf32>
  util.global.store %0, @g : !stream.resource<variable>
  util.return
}
// What is handed over for good is overwritten.
// CHECK-LABEL: util.func private @step
// CHECK-NOT: stream.resource.alloca
// CHECK: rw %
util.func private @step(%x: !stream.resource<*>, %n: index) -> !stream.resource<*> {
  %c0 = arith.constant 0 : index
  %1 = stream.async.dispatch @ex::@f[%c0](%x[%c0 to %n for %n]) : (!stream.resource<*>{%n}) -> %x{%n}
  util.return %1 : !stream.resource<*>
}
// CHECK-LABEL: util.func public @main
// CHECK: scf.for {{.+}} -> (!stream.timepoint, !stream.resource<external>)
// CHECK: stream.cmd.flush
// CHECK: stream.resource.load
// CHECK: stream.tensor.export
util.func public @main(%v: !hal.buffer_view, %cond: i1, %k: index) -> (!hal.buffer_view, i32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = stream.tensor.sizeof tensor<4xf32> : index
  %0 = stream.tensor.import %v : !hal.buffer_view -> tensor<4xf32> in !stream.resource<external>{%n}
  %1 = stream.async.transfer %0 : !stream.resource<external>{%n} -> !stream.resource<*>{%n}
  %gv = util.global.load @g : !stream.resource<variable>
  %g1 = stream.async.transfer %gv : !stream.resource<variable>{%n} -> !stream.resource<*>{%n}
  %2 = util.call @step(%g1, %n) : (!stream.resource<*>, index) -> !stream.resource<*>
  %3 = scf.for %i = %c0 to %k step %c1 iter_args(%acc = %2) -> (!stream.resource<*>) {
    %4 = stream.async.dispatch @ex::@f[%c0](%acc[%c0 to %n for %n], %1[%c0 to %n for %n]) : (!stream.resource<*>{%n}, !stream.resource<*>{%n}) -> !stream.resource<*>{%n}
    scf.yield %4 : !stream.resource<*>
  }
  cf.cond_br %cond, ^bb1(%3 : !stream.resource<*>), ^bb2
^bb1(%b: !stream.resource<*>):
  %5 = stream.async.dispatch @ex::@f[%c0](%b[%c0 to %n for %n]) : (!stream.resource<*>{%n}) -> %b{%n}
  %gs = stream.async.transfer %5 : !stream.resource<*>{%n} -> !stream.resource<variable>{%n}
  util.global.store %gs, @g : !stream.resource<variable>
  cf.br ^bb3(%5 : !stream.resource<*>)
^bb2:
  cf.br ^bb3(%1 : !stream.resource<*>)
^bb3(%r: !stream.resource<*>):
  %st = stream.async.transfer %r : !stream.resource<*>{%n} -> !stream.resource<staging>{%n}
  %ld = stream.async.load %st[%c0] : !stream.resource<staging>{%n} -> i32
  %6 = stream.async.transfer %r : !stream.resource<*>{%n} -> !stream.resource<external>{%n}
  %7 = stream.tensor.export %6 : tensor<4xf32> in !stream.resource<external>{%n} -> !hal.buffer_view
  util.return %7, %ld : !hal.buffer_view, i32
}
