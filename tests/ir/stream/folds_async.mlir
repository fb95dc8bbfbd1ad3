// RUN: weirc opt --split-input-file --canonicalize %s | FileCheck %s

// CHECK-LABEL: @fill_behind
util.func private @fill_behind(%v: i8, %a: !stream.resource<*>, %n: index) -> !stream.resource<*> {
  %c0 = arith.constant 0 : index
  %c16 = arith.constant 16 : index
  %c48 = arith.constant 48 : index
  %c32 = arith.constant 32 : index
  // CHECK: %[[F:.+]] = stream.async.fill %arg0, %arg1[%c0 to %c48 for %c48] : i8 -> %arg1 as !stream.resource<*>{%arg2}
  // CHECK-NEXT: util.return %[[F]]
  %0 = stream.async.fill %v, %a[%c0 to %c16 for %c16] : i8 -> %a as !stream.resource<*>{%n}
  %1 = stream.async.fill %v, %0[%c16 to %c48 for %c32] : i8 -> %0 as !stream.resource<*>{%n}
  util.return %1 : !stream.resource<*>
}

// -----

// CHECK-LABEL: @fill_before
util.func private @fill_before(%v: i8, %a: !stream.resource<*>, %n: index) -> !stream.resource<*> {
  %c8 = arith.constant 8 : index
  %c16 = arith.constant 16 : index
  %c48 = arith.constant 48 : index
  %c32 = arith.constant 32 : index
  // CHECK: %[[F:.+]] = stream.async.fill %arg0, %arg1[%c8 to %c48 for %c40] : i8 -> %arg1 as !stream.resource<*>{%arg2}
  // CHECK-NEXT: util.return %[[F]]
  %0 = stream.async.fill %v, %a[%c16 to %c48 for %c32] : i8 -> %a as !stream.resource<*>{%n}
  %1 = stream.async.fill %v, %0[%c8 to %c16 for %c8] : i8 -> %0 as !stream.resource<*>{%n}
  util.return %1 : !stream.resource<*>
}

// -----

// Another value, a gap, and a state between that someone sees.
// CHECK-LABEL: @fills_apart
util.func private @fills_apart(%v: i8, %w: i8, %a: !stream.resource<*>, %n: index) -> (!stream.resource<*>, !stream.resource<*>) {
  %c0 = arith.constant 0 : index
  %c16 = arith.constant 16 : index
  %c32 = arith.constant 32 : index
  %c48 = arith.constant 48 : index
  // CHECK-COUNT-4: stream.async.fill
  %0 = stream.async.fill %v, %a[%c0 to %c16 for %c16] : i8 -> %a as !stream.resource<*>{%n}
  %1 = stream.async.fill %w, %0[%c16 to %c32 for %c16] : i8 -> %0 as !stream.resource<*>{%n}
  %2 = stream.async.fill %w, %1[%c0 to %c0 for %c16] : i8 -> %1 as !stream.resource<*>{%n}
  %3 = stream.async.fill %w, %2[%c32 to %c48 for %c16] : i8 -> %2 as !stream.resource<*>{%n}
  util.return %2, %3 : !stream.resource<*>, !stream.resource<*>
}

// -----

// What only a branch needs is made there.
// CHECK-LABEL: @splat_in_branch
util.func private @splat_in_branch(%c: i1, %v: i8, %a: !stream.resource<*>, %n: index) -> !stream.resource<*> {
  // CHECK-NEXT: %[[R:.+]] = scf.if
  // CHECK-NEXT: %[[S:.+]] = stream.async.splat
  // CHECK-NEXT: scf.yield %[[S]]
  %0 = stream.async.splat %v : i8 -> !stream.resource<*>{%n}
  %1 = scf.if %c -> (!stream.resource<*>) {
    scf.yield %0 : !stream.resource<*>
  } else {
    scf.yield %a : !stream.resource<*>
  }
  util.return %1 : !stream.resource<*>
}

// -----

// Both branches need it: made before them.
// CHECK-LABEL: @splat_in_branches
util.func private @splat_in_branches(%c: i1, %v: i8, %n: index) -> (!stream.resource<*>, index) {
  // CHECK: arith.muli
  // CHECK-NEXT: stream.async.splat
  // CHECK-NEXT: scf.if
  %0 = stream.async.splat %v : i8 -> !stream.resource<*>{%n}
  %m = arith.muli %n, %n : index
  %1 = scf.if %c -> (!stream.resource<*>) {
    %2 = stream.async.clone %0 : !stream.resource<*>{%n} -> !stream.resource<*>{%n}
    %3 = stream.async.dispatch @e::@f(%0[%n to %n for %n]) : (!stream.resource<*>{%n}) -> %0{%n}
    scf.yield %3 : !stream.resource<*>
  } else {
    %4 = stream.async.dispatch @e::@g(%0[%n to %n for %n]) : (!stream.resource<*>{%n}) -> %0{%n}
    scf.yield %4 : !stream.resource<*>
  }
  util.return %1, %m : !stream.resource<*>, index
}

// -----

// Patterns that repeat within themselves.
// CHECK-LABEL: @patterns
util.func private @patterns(%n: index) -> (!stream.resource<*>, !stream.resource<*>, !stream.resource<*>, !stream.resource<*>) {
  %zero = arith.constant 0 : index
  %ones = arith.constant -1 : i64
  %pair = arith.constant 0x12341234 : i32
  %other = arith.constant 0x12345678 : i32
  // CHECK-DAG: stream.tensor.splat %c0_i8 : i8 -> tensor<4xindex>
  // CHECK-DAG: stream.async.splat %c-1_i8 : i8 ->
  // CHECK-DAG: stream.async.splat %c4660_i16 : i16 ->
  // CHECK-DAG: stream.async.splat %c305419896_i32 : i32 ->
  %0 = stream.tensor.splat %zero : index -> tensor<4xindex> in !stream.resource<*>{%n}
  %1 = stream.async.splat %ones : i64 -> !stream.resource<*>{%n}
  %2 = stream.async.splat %pair : i32 -> !stream.resource<*>{%n}
  %3 = stream.async.splat %other : i32 -> !stream.resource<*>{%n}
  util.return %0, %1, %2, %3 : !stream.resource<*>, !stream.resource<*>, !stream.resource<*>, !stream.resource<*>
}

// -----

// CHECK-LABEL: @complex_constant
util.func private @complex_constant() -> !stream.resource<constant> {
  // CHECK: %[[V:.+]] = complex.constant [1.000000e+00 : f32, 2.000000e+00 : f32] : complex<f32>
  // CHECK: %[[N:.+]] = stream.tensor.sizeof tensor<2xcomplex<f32>> : index
  // CHECK: %[[S:.+]] = stream.tensor.splat %[[V]] : complex<f32> -> tensor<2xcomplex<f32>> in !stream.resource<*>{%[[N]]}
  // CHECK: stream.async.transfer %[[S]] : !stream.resource<*>{%[[N]]} -> !stream.resource<constant>{%[[N]]}
  %0 = stream.tensor.constant : tensor<2xcomplex<f32>> in !stream.resource<constant> = dense<(1.0,2.0)> : tensor<2xcomplex<f32>>
  util.return %0 : !stream.resource<constant>
}

// -----

// A copy of a copy is made of the first, unless that may have been overwritten in
// between.
// CHECK-LABEL: @copies_of_copies
// CHECK-SAME: (%[[X:[a-z0-9]+]]: !stream.resource<*>, %[[Y:[a-z0-9]+]]: !stream.resource<*>
util.func private @copies_of_copies(%x: !stream.resource<*>, %y: !stream.resource<*>, %v: i32, %n: index) -> (!stream.resource<*>, !stream.resource<*>, !stream.resource<*>, !stream.resource<*>) {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  // CHECK: %[[COPY:.+]] = stream.async.clone %[[X]]
  %0 = stream.async.clone %x : !stream.resource<*>{%n} -> !stream.resource<*>{%n}
  // CHECK: %[[W:.+]] = stream.async.fill %{{.+}}, %[[X]]
  %1 = stream.async.fill %v, %x[%c0 to %c4 for %c4] : i32 -> %x as !stream.resource<*>{%n}
  // CHECK: %[[AGAIN:.+]] = stream.async.clone %[[COPY]]
  %2 = stream.async.clone %0 : !stream.resource<*>{%n} -> !stream.resource<*>{%n}
  // CHECK: stream.async.dispatch @e::@f(%[[COPY]][{{.+}}) : {{.+}} -> %[[COPY]]
  %3 = stream.async.dispatch @e::@f(%0[%c0 to %n for %n]) : (!stream.resource<*>{%n}) -> %0{%n}
  // CHECK-NOT: stream.async.clone %[[COPY]]
  // CHECK: %[[OTHER:.+]] = stream.async.clone %[[Y]]
  %4 = stream.async.clone %y : !stream.resource<*>{%n} -> !stream.resource<*>{%n}
  %5 = stream.async.clone %4 : !stream.resource<*>{%n} -> !stream.resource<*>{%n}
  // CHECK: util.return %[[W]], %[[AGAIN]], %{{.+}}, %[[OTHER]]
  util.return %1, %2, %3, %5 : !stream.resource<*>, !stream.resource<*>, !stream.resource<*>, !stream.resource<*>
}
