// RUN: weirc opt --split-input-file --iree-stream-emplace-allocations %s | FileCheck %s

// The dispatch writes into the target of the update.

// CHECK-LABEL: @into
// CHECK-SAME: (%[[IN:[^:]+]]: !stream.resource<*>, %[[TARGET:[^:]+]]: !stream.resource<*>
util.func private @into(%in: !stream.resource<*>, %target: !stream.resource<*>) -> !stream.resource<*> {
  %c0 = arith.constant 0 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  // CHECK: %[[R:.+]] = stream.async.dispatch on(#hal.device.affinity<@d>) @ex::@f(%[[IN]][%c0 to %c32 for %c32], %[[TARGET]][%c32 to %c64 for %c32]) : (!stream.resource<*>{%c32}, !stream.resource<*>{%c64}) -> %[[TARGET]]{%c64}
  %0 = stream.async.dispatch on(#hal.device.affinity<@d>) @ex::@f(%in[%c0 to %c32 for %c32]) : (!stream.resource<*>{%c32}) -> !stream.resource<*>{%c32}
  // CHECK-NOT: stream.async.update
  %1 = stream.async.update on(#hal.device.affinity<@d>) %0, %target[%c32 to %c64] : !stream.resource<*>{%c32} -> %target as !stream.resource<*>{%c64}
  // CHECK: util.return %[[R]]
  util.return %1 : !stream.resource<*>
}
stream.executable private @ex {
  stream.executable.export public @f
  builtin.module { func.func @f() { return } }
}

// -----

// The target is on another device.

// CHECK-LABEL: @elsewhere
util.func private @elsewhere(%in: !stream.resource<*>, %target: !stream.resource<*>) -> !stream.resource<*> {
  %c0 = arith.constant 0 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  %0 = stream.async.dispatch on(#hal.device.affinity<@a>) @ex::@f(%in[%c0 to %c32 for %c32]) : (!stream.resource<*>{%c32}) -> !stream.resource<*>{%c32}
  // CHECK: stream.async.update
  %1 = stream.async.update on(#hal.device.affinity<@b>) %0, %target[%c32 to %c64] : !stream.resource<*>{%c32} -> %target as !stream.resource<*>{%c64}
  util.return %1 : !stream.resource<*>
}
stream.executable private @ex {
  stream.executable.export public @f
  builtin.module { func.func @f() { return } }
}

// -----

// A dispatch does not write where it reads.

// CHECK-LABEL: @reads_target
util.func private @reads_target(%size: index, %v: i32) -> !stream.resource<*> {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %c16 = arith.constant 16 : index
  %c20 = arith.constant 20 : index
  %target = stream.async.splat %v : i32 -> !stream.resource<*>{%size}
  // CHECK: %[[SUM:.+]] = stream.async.dispatch @ex::@f(%[[TARGET:[^\[]+]][%c0 to %c16 for %c16]) : (!stream.resource<*>{%{{.+}}}) -> !stream.resource<*>{%c16}
  %0 = stream.async.dispatch @ex::@f(%target[%c0 to %c16 for %c16]) : (!stream.resource<*>{%size}) -> !stream.resource<*>{%c16}
  // CHECK: stream.async.update %[[SUM]], %[[TARGET]][%c4 to %c20]
  %1 = stream.async.update %0, %target[%c4 to %c20] : !stream.resource<*>{%c16} -> %target as !stream.resource<*>{%size}
  util.return %1 : !stream.resource<*>
}

// CHECK-LABEL: @reads_beside
util.func private @reads_beside(%size: index, %v: i32) -> !stream.resource<*> {
  %c0 = arith.constant 0 : index
  %c16 = arith.constant 16 : index
  %c32 = arith.constant 32 : index
  %target = stream.async.splat %v : i32 -> !stream.resource<*>{%size}
  // CHECK: stream.async.dispatch @ex::@f(%[[TARGET:[^\[]+]][%c0 to %c16 for %c16], %[[TARGET]][%c16 to %c32 for %c16])
  // CHECK-NOT: stream.async.update
  %0 = stream.async.dispatch @ex::@f(%target[%c0 to %c16 for %c16]) : (!stream.resource<*>{%size}) -> !stream.resource<*>{%c16}
  %1 = stream.async.update %0, %target[%c16 to %c32] : !stream.resource<*>{%c16} -> %target as !stream.resource<*>{%size}
  util.return %1 : !stream.resource<*>
}

// What reads the target before the update does so before it is written.

// CHECK-LABEL: @read_between
util.func private @read_between(%in: !stream.resource<*>, %size: index, %v: i32) -> (!stream.resource<*>, !stream.resource<*>) {
  %c0 = arith.constant 0 : index
  %c16 = arith.constant 16 : index
  %target = stream.async.splat %v : i32 -> !stream.resource<*>{%size}
  // CHECK: stream.async.dispatch
  %0 = stream.async.dispatch @ex::@f(%in[%c0 to %c16 for %c16]) : (!stream.resource<*>{%size}) -> !stream.resource<*>{%c16}
  // CHECK-NEXT: stream.async.clone
  %copy = stream.async.clone %target : !stream.resource<*>{%size} -> !stream.resource<*>{%size}
  // CHECK-NEXT: stream.async.update
  %1 = stream.async.update %0, %target[%c0 to %c16] : !stream.resource<*>{%c16} -> %target as !stream.resource<*>{%size}
  util.return %1, %copy : !stream.resource<*>, !stream.resource<*>
}

// CHECK-LABEL: @other_name_between
util.func private @other_name_between(%in: !stream.resource<*>, %size: index, %v: i32) -> (!stream.resource<*>, !stream.resource<*>) {
  %c0 = arith.constant 0 : index
  %c16 = arith.constant 16 : index
  %made = stream.async.splat %v : i32 -> !stream.resource<*>{%size}
  %target = stream.async.transfer %made : !stream.resource<*>{%size} from(#hal.device.affinity<@a>) -> to(#hal.device.affinity<@a>) !stream.resource<*>{%size}
  %0 = stream.async.dispatch @ex::@f(%in[%c0 to %c16 for %c16]) : (!stream.resource<*>{%size}) -> !stream.resource<*>{%c16}
  %copy = stream.async.clone %made : !stream.resource<*>{%size} -> !stream.resource<*>{%size}
  // CHECK: stream.async.update
  %1 = stream.async.update %0, %target[%c0 to %c16] : !stream.resource<*>{%c16} -> %target as !stream.resource<*>{%size}
  util.return %1, %copy : !stream.resource<*>, !stream.resource<*>
}
