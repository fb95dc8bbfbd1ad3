// RUN: weirc opt --split-input-file --iree-stream-materialize-builtins %s | FileCheck %s

// Devices have no fills of 64 bits.

// CHECK: stream.executable private @__builtin_fill_i64
// CHECK: stream.executable private @__builtin_splat_i64
// CHECK-LABEL: util.func private @wide
// CHECK-SAME: (%[[V:.+]]: i64, %[[SIZE:.+]]: index)
util.func private @wide(%v: i64, %size: index) -> !stream.resource<*> {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  // CHECK: %[[N:.+]] = arith.divui %[[SIZE]], %{{.+}} : index
  // CHECK: %[[R:.+]] = stream.async.dispatch on(#hal.device.affinity<@d>) @__builtin_splat_i64::@__builtin_splat_i64[%[[N]]](%[[V]], %[[N]]) : (i64, index) -> !stream.resource<*>{%[[SIZE]]}
  %0 = stream.async.splat on(#hal.device.affinity<@d>) %v : i64 -> !stream.resource<*>{%size}
  // CHECK: stream.async.dispatch @__builtin_fill_i64::@__builtin_fill_i64[%{{.+}}](%[[R]][%c0 to %c64 for %c64], %[[V]]
  %1 = stream.async.fill %v, %0[%c0 to %c64 for %c64] : i64 -> %0 as !stream.resource<*>{%size}
  util.return %1 : !stream.resource<*>
}

// -----

// CHECK-NOT: stream.executable
// CHECK-LABEL: @narrow
util.func private @narrow(%v: i32, %size: index) -> !stream.resource<*> {
  // CHECK: stream.async.splat
  %0 = stream.async.splat %v : i32 -> !stream.resource<*>{%size}
  util.return %0 : !stream.resource<*>
}
