// RUN: weirc opt --split-input-file --iree-stream-materialize-copy-on-write %s | FileCheck %s

// An argument may be used by the caller: it is copied at the affinity of the op.

// CHECK-LABEL: @argument
// CHECK-SAME: (%[[ARG:.+]]: !stream.resource<*>, %[[SIZE:.+]]: index)
util.func private @argument(%arg0: !stream.resource<*>, %size: index) -> !stream.resource<*> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : i32
  // CHECK: %[[COPY:.+]] = stream.async.clone on(#hal.device.affinity<@d>) %[[ARG]]
  // CHECK: stream.async.fill on(#hal.device.affinity<@d>) %{{.+}}, %[[COPY]]
  %0 = stream.async.fill on(#hal.device.affinity<@d>) %c1, %arg0[%c0 to %size for %size] : i32 -> %arg0 as !stream.resource<*>{%size}
  util.return %0 : !stream.resource<*>
}

// -----

// Nobody else uses the splat: it is overwritten as it is.

// CHECK-LABEL: @own
util.func private @own(%size: index) -> !stream.resource<*> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : i32
  %0 = stream.async.splat %c1 : i32 -> !stream.resource<*>{%size}
  // CHECK-NOT: stream.async.clone
  %1 = stream.async.fill %c1, %0[%c0 to %size for %size] : i32 -> %0 as !stream.resource<*>{%size}
  util.return %1 : !stream.resource<*>
}
