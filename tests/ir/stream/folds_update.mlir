// RUN: weirc opt --split-input-file --canonicalize %s | FileCheck %s

// What was computed in place is in its target already.
// CHECK-LABEL: @in_place
util.func private @in_place(%a: !stream.resource<*>, %n: index) -> !stream.resource<*> {
  %c0 = arith.constant 0 : index
  // CHECK: %[[D:.+]] = stream.async.dispatch @ex::@f(%arg0[%c0 to %arg1 for %arg1])
  // CHECK-NEXT: util.return %[[D]]
  %0 = stream.async.dispatch @ex::@f(%a[%c0 to %n for %n]) : (!stream.resource<*>{%n}) -> %a{%n}
  %1 = stream.async.update %0, %a[%c0 to %n] : !stream.resource<*>{%n} -> %a as !stream.resource<*>{%n}
  util.return %1 : !stream.resource<*>
}

// -----

// Readers of it do not mind.
// CHECK-LABEL: @in_place_read
util.func private @in_place_read(%c: i1, %a: !stream.resource<*>, %b: !stream.resource<*>, %n: index) -> (!stream.resource<*>, !stream.resource<*>, !stream.resource<*>) {
  %c0 = arith.constant 0 : index
  // CHECK: stream.async.dispatch @ex::@f
  // CHECK-NOT: stream.async.update
  // CHECK: stream.async.dispatch @ex::@g
  %0 = stream.async.dispatch @ex::@f(%a[%c0 to %n for %n]) : (!stream.resource<*>{%n}) -> %a{%n}
  %1 = stream.async.update %0, %a[%c0 to %n] : !stream.resource<*>{%n} -> %a as !stream.resource<*>{%n}
  %2 = stream.async.dispatch @ex::@g(%0[%c0 to %n for %n]) : (!stream.resource<*>{%n}) -> !stream.resource<*>{%n}
  %3 = arith.select %c, %0, %b : !stream.resource<*>
  util.return %1, %2, %3 : !stream.resource<*>, !stream.resource<*>, !stream.resource<*>
}

// -----

// Who writes it does: then there are two states of the resource.
// CHECK-LABEL: @in_place_written
util.func private @in_place_written(%a: !stream.resource<*>, %n: index) -> (!stream.resource<*>, !stream.resource<*>) {
  %c0 = arith.constant 0 : index
  // CHECK: stream.async.update
  %0 = stream.async.dispatch @ex::@f(%a[%c0 to %n for %n]) : (!stream.resource<*>{%n}) -> %a{%n}
  %1 = stream.async.update %0, %a[%c0 to %n] : !stream.resource<*>{%n} -> %a as !stream.resource<*>{%n}
  %2 = stream.async.dispatch @ex::@g(%0[%c0 to %n for %n]) : (!stream.resource<*>{%n}) -> %0{%n}
  util.return %1, %2 : !stream.resource<*>, !stream.resource<*>
}

// -----

// What a callee or a global's user does with it is not known here.
util.global private mutable @kept : !stream.resource<*>
util.func private @callee(!stream.resource<*>)
// CHECK-LABEL: @in_place_handed_on
util.func private @in_place_handed_on(%a: !stream.resource<*>, %b: !stream.resource<*>, %n: index) -> (!stream.resource<*>, !stream.resource<*>) {
  %c0 = arith.constant 0 : index
  // CHECK: stream.async.dispatch @ex::@f
  // CHECK: stream.async.update
  // CHECK: stream.async.dispatch @ex::@g
  // CHECK: stream.async.update
  %0 = stream.async.dispatch @ex::@f(%a[%c0 to %n for %n]) : (!stream.resource<*>{%n}) -> %a{%n}
  %1 = stream.async.update %0, %a[%c0 to %n] : !stream.resource<*>{%n} -> %a as !stream.resource<*>{%n}
  util.call @callee(%0) : (!stream.resource<*>) -> ()
  %2 = stream.async.dispatch @ex::@g(%b[%c0 to %n for %n]) : (!stream.resource<*>{%n}) -> %b{%n}
  %3 = stream.async.update %2, %b[%c0 to %n] : !stream.resource<*>{%n} -> %b as !stream.resource<*>{%n}
  util.global.store %2, @kept : !stream.resource<*>
  util.return %1, %3 : !stream.resource<*>, !stream.resource<*>
}

// -----

// All of a value that nobody else sees is written over; of an argument the
// storage counts.
// CHECK-LABEL: @whole
util.func private @whole(%u: !stream.resource<*>, %t: !stream.resource<*>, %v: i32, %n: index) -> (!stream.resource<*>, !stream.resource<*>, !stream.resource<*>) {
  %c0 = arith.constant 0 : index
  // CHECK: %[[U:.+]] = stream.async.update %arg0, %arg1[%c0 to %arg3]
  // CHECK-NEXT: util.return %arg0, %[[U]], %arg0
  %0 = stream.async.splat %v : i32 -> !stream.resource<*>{%n}
  %1 = stream.async.update %u, %0[%c0 to %n] : !stream.resource<*>{%n} -> %0 as !stream.resource<*>{%n}
  %2 = stream.async.update %u, %t[%c0 to %n] : !stream.resource<*>{%n} -> %t as !stream.resource<*>{%n}
  %3 = stream.async.update %u, %u[%c0 to %n] : !stream.resource<*>{%n} -> %u as !stream.resource<*>{%n}
  util.return %1, %2, %3 : !stream.resource<*>, !stream.resource<*>, !stream.resource<*>
}

// -----

// A splat is filled in, a slice copied and a whole copied resource written in,
// where the update is.
// CHECK-LABEL: @parts
util.func private @parts(%s: !stream.resource<*>, %t: !stream.resource<*>, %v: i32, %n: index, %m: index) -> !stream.resource<*> {
  %c0 = arith.constant 0 : index
  // CHECK: %[[A:.+]] = stream.async.fill on(#hal.device.affinity<@b>) %arg2, %arg1[%c0 to %arg4 for %arg4] : i32 -> %arg1 as !stream.resource<*>{%arg3}
  // CHECK: %[[B:.+]] = stream.async.copy on(#hal.device.affinity<@b>) %arg0[%c0 to %arg4], %[[A]][%c0 to %arg4], %arg4 : !stream.resource<*>{%arg3} -> %[[A]] as !stream.resource<*>{%arg3}
  // CHECK: %[[C:.+]] = stream.async.update on(#hal.device.affinity<@b>) %arg0, %[[B]][%c0 to %arg4] : !stream.resource<*>{%arg4} -> %[[B]] as !stream.resource<*>{%arg3}
  // CHECK-NEXT: util.return %[[C]]
  %0 = stream.async.splat on(#hal.device.affinity<@a>) %v : i32 -> !stream.resource<*>{%m}
  %1 = stream.async.update on(#hal.device.affinity<@b>) %0, %t[%c0 to %m] : !stream.resource<*>{%m} -> %t as !stream.resource<*>{%n}
  %2 = stream.async.slice on(#hal.device.affinity<@a>) %s[%c0 to %m] : !stream.resource<*>{%n} -> !stream.resource<*>{%m}
  %3 = stream.async.update on(#hal.device.affinity<@b>) %2, %1[%c0 to %m] : !stream.resource<*>{%m} -> %1 as !stream.resource<*>{%n}
  %4 = stream.async.copy on(#hal.device.affinity<@b>) %s[%c0 to %m], %3[%c0 to %m], %m : !stream.resource<*>{%m} -> %3 as !stream.resource<*>{%n}
  util.return %4 : !stream.resource<*>
}
