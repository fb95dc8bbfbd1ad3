// RUN: weirc opt --split-input-file --canonicalize %s | FileCheck %s

// There and back again is nowhere; over a third place is straight to the last.
// CHECK-LABEL: @chains
util.func private @chains(%s: !stream.resource<*>, %n: index) -> (!stream.resource<*>, !stream.resource<external>) {
  // CHECK-NEXT: %[[T:.+]] = stream.async.transfer %arg0 : !stream.resource<*>{%arg1} from(#hal.device.affinity<@a>) -> to(#hal.device.affinity<@c>) !stream.resource<external>{%arg1}
  // CHECK-NEXT: util.return %arg0, %[[T]]
  %0 = stream.async.transfer %s : !stream.resource<*>{%n} from(#hal.device.affinity<@a>) -> to(#hal.device.affinity<@b>) !stream.resource<*>{%n}
  %1 = stream.async.transfer %0 : !stream.resource<*>{%n} from(#hal.device.affinity<@b>) -> to(#hal.device.affinity<@a>) !stream.resource<*>{%n}
  %2 = stream.async.transfer %0 : !stream.resource<*>{%n} from(#hal.device.affinity<@b>) -> to(#hal.device.affinity<@c>) !stream.resource<external>{%n}
  util.return %1, %2 : !stream.resource<*>, !stream.resource<external>
}

// -----

// Within a place only a change of lifetime is something.
// CHECK-LABEL: @same_place
util.func private @same_place(%s: !stream.resource<*>, %n: index) -> (!stream.resource<*>, !stream.resource<*>, !stream.resource<staging>) {
  // CHECK-NEXT: %[[T:.+]] = stream.async.transfer %arg0 : !stream.resource<*>{%arg1} from(#hal.device.affinity<@a>) -> to(#hal.device.affinity<@a>) !stream.resource<staging>{%arg1}
  // CHECK-NEXT: util.return %arg0, %arg0, %[[T]]
  %0 = stream.async.transfer %s : !stream.resource<*>{%n} from(#hal.device.affinity<@a>) -> to(#hal.device.affinity<@a>) !stream.resource<*>{%n}
  %1 = stream.async.transfer %s : !stream.resource<*>{%n} -> !stream.resource<*>{%n}
  %2 = stream.async.transfer %s : !stream.resource<*>{%n} from(#hal.device.affinity<@a>) -> to(#hal.device.affinity<@a>) !stream.resource<staging>{%n}
  util.return %0, %1, %2 : !stream.resource<*>, !stream.resource<*>, !stream.resource<staging>
}

// -----

// To another place, or to one of which nothing is said.
// CHECK-LABEL: @other_place
util.func private @other_place(%s: !stream.resource<*>, %n: index) -> (!stream.resource<*>, !stream.resource<*>) {
  // CHECK: stream.async.transfer %arg0 : !stream.resource<*>{%arg1} from(#hal.device.affinity<@a>) -> to(#hal.device.affinity<@a, [1]>)
  // CHECK: stream.async.transfer %arg0 : !stream.resource<*>{%arg1} from(#hal.device.affinity<@a>) -> !stream.resource<*>{%arg1}
  %0 = stream.async.transfer %s : !stream.resource<*>{%n} from(#hal.device.affinity<@a>) -> to(#hal.device.affinity<@a, [1]>) !stream.resource<*>{%n}
  %1 = stream.async.transfer %s : !stream.resource<*>{%n} from(#hal.device.affinity<@a>) -> !stream.resource<*>{%n}
  util.return %0, %1 : !stream.resource<*>, !stream.resource<*>
}

// -----

// What is full of one pattern is filled at once, where it is filled; an
// argument's storage stays.
// CHECK-LABEL: @fills
util.func private @fills(%n: index, %t: !stream.resource<*>, %v: i32) -> (!stream.resource<*>, !stream.resource<*>, !stream.resource<*>) {
  %c0 = arith.constant 0 : index
  // CHECK-DAG: %[[F:.+]] = stream.async.fill %arg2, %arg1[%c0 to %arg0 for %arg0] : i32 -> %arg1 as !stream.resource<*>{%arg0}
  // CHECK-DAG: %[[A:.+]] = stream.async.splat on(#hal.device.affinity<@a>) %arg2 : i32 -> !stream.resource<*>{%arg0}
  // CHECK-DAG: %[[B:.+]] = stream.async.splat %arg2 : i32 -> !stream.resource<*>{%arg0}
  // CHECK: util.return %[[A]], %[[F]], %[[B]]
  %a = stream.async.alloca : !stream.resource<*>{%n}
  %1 = stream.async.fill on(#hal.device.affinity<@a>) %v, %a[%c0 to %n for %n] : i32 -> %a as !stream.resource<*>{%n}
  %2 = stream.async.fill %v, %t[%c0 to %n for %n] : i32 -> %t as !stream.resource<*>{%n}
  %3 = stream.async.splat %v : i32 -> !stream.resource<*>{%n}
  %4 = stream.async.fill %v, %3[%c0 to %c0 for %c0] : i32 -> %3 as !stream.resource<*>{%n}
  util.return %1, %2, %4 : !stream.resource<*>, !stream.resource<*>, !stream.resource<*>
}

// -----

// Constants of one byte pattern are splats, others are not.
// CHECK-LABEL: @constants
util.func private @constants(%n: index) -> (!stream.resource<constant>, !stream.resource<constant>) {
  // CHECK-DAG: %[[C:.+]] = stream.async.constant : !stream.resource<constant>{%arg0} = dense<[1, 2, 3]> : tensor<3xi32>
  // CHECK-DAG: %[[S:.+]] = stream.async.splat on(#hal.device.affinity<@a>) %c3_i8 : i8 -> !stream.resource<constant>{%arg0}
  // CHECK: util.return %[[S]], %[[C]]
  %0 = stream.async.constant on(#hal.device.affinity<@a>) : !stream.resource<constant>{%n} = dense<3> : tensor<8xi8>
  %1 = stream.async.constant : !stream.resource<constant>{%n} = dense<[1, 2, 3]> : tensor<3xi32>
  util.return %0, %1 : !stream.resource<constant>, !stream.resource<constant>
}

// -----

// Part of a splat is a smaller one, a copy of one is another, all of something
// is itself.
// CHECK-LABEL: @copies
util.func private @copies(%n: index, %m: index, %a: !stream.resource<*>, %v: i32) -> (!stream.resource<*>, !stream.resource<*>, !stream.resource<external>, !stream.resource<*>) {
  %c0 = arith.constant 0 : index
  // CHECK-DAG: %[[C:.+]] = stream.async.clone %arg2
  // CHECK-DAG: %[[P:.+]] = stream.async.splat on(#hal.device.affinity<@a>) %arg3 : i32 -> !stream.resource<*>{%arg1}
  // CHECK-DAG: %[[E:.+]] = stream.async.splat %arg3 : i32 -> !stream.resource<external>{%arg0}
  // CHECK: util.return %[[P]], %arg2, %[[E]], %[[C]]
  %0 = stream.async.splat %v : i32 -> !stream.resource<*>{%n}
  %1 = stream.async.slice on(#hal.device.affinity<@a>) %0[%c0 to %m] : !stream.resource<*>{%n} -> !stream.resource<*>{%m}
  %2 = stream.async.slice %a[%c0 to %n] : !stream.resource<*>{%n} -> !stream.resource<*>{%n}
  %3 = stream.async.clone on(#hal.device.affinity<@b>) %0 : !stream.resource<*>{%n} -> !stream.resource<external>{%n}
  %4 = stream.async.clone %a : !stream.resource<*>{%n} -> !stream.resource<*>{%n}
  util.return %1, %2, %3, %4 : !stream.resource<*>, !stream.resource<*>, !stream.resource<external>, !stream.resource<*>
}

// -----

// A number is taken as what it is wanted as and stored as what it is.
// CHECK-LABEL: @bitcasts
util.func private @bitcasts(%r: !stream.resource<staging>, %n: index, %v: i32) -> (i32, !stream.resource<staging>) {
  %c0 = arith.constant 0 : index
  // CHECK: %[[V:.+]] = stream.async.load %arg0[%c0] : !stream.resource<staging>{%arg1} -> i32
  // CHECK-NEXT: %[[R:.+]] = stream.async.store %arg2, %arg0[%c0] : i32 -> %arg0
  // CHECK-NEXT: util.return %[[V]], %[[R]]
  %0 = stream.async.load %r[%c0] : !stream.resource<staging>{%n} -> f32
  %1 = arith.bitcast %0 : f32 to i32
  %2 = arith.bitcast %v : i32 to f32
  %3 = stream.async.store %2, %r[%c0] : f32 -> %r as !stream.resource<staging>{%n}
  util.return %1, %3 : i32, !stream.resource<staging>
}

// -----

// Ranks and counts that were said.
// CHECK-LABEL: @channels
util.func private @channels(%r: index, %n: index, %ch: !stream.channel) -> (index, index, index) {
  // CHECK-NEXT: %[[R:.+]] = stream.channel.rank %arg2
  // CHECK-NEXT: util.return %arg0, %arg1, %[[R]]
  %channel = stream.channel.create rank(%r) count(%n) : !stream.channel
  %0 = stream.channel.rank %channel : index
  %1 = stream.channel.count %channel : index
  %2 = stream.channel.rank %ch : index
  util.return %0, %1, %2 : index, index, index
}
