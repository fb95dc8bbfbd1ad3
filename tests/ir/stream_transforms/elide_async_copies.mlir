// RUN: weirc opt --split-input-file --iree-stream-elide-async-copies %s | FileCheck %s

// The copy that is made last takes the source itself.

// CHECK-LABEL: @last
util.func private @last(%size: index) -> (!stream.resource<*>, !stream.resource<*>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : i32
  // CHECK: %[[SPLAT:.+]] = stream.async.splat
  %0 = stream.async.splat %c1 : i32 -> !stream.resource<*>{%size}
  // CHECK: %[[CLONE:.+]] = stream.async.clone %[[SPLAT]]
  %1 = stream.async.clone %0 : !stream.resource<*>{%size} -> !stream.resource<*>{%size}
  // CHECK: stream.async.fill %{{.+}}, %[[CLONE]]
  %2 = stream.async.fill %c1, %1[%c0 to %size for %size] : i32 -> %1 as !stream.resource<*>{%size}
  // CHECK-NOT: stream.async.clone
  %3 = stream.async.clone %0 : !stream.resource<*>{%size} -> !stream.resource<*>{%size}
  // CHECK: stream.async.fill %{{.+}}, %[[SPLAT]]
  %4 = stream.async.fill %c1, %3[%c0 to %size for %size] : i32 -> %3 as !stream.resource<*>{%size}
  util.return %2, %4 : !stream.resource<*>, !stream.resource<*>
}

// -----

// All callers hand over what they do not use again.

// CHECK-LABEL: @caller
util.func public @caller(%size: index) -> !stream.resource<*> {
  %c1 = arith.constant 1 : i32
  %0 = stream.async.splat %c1 : i32 -> !stream.resource<*>{%size}
  %1 = util.call @moved(%0, %size) : (!stream.resource<*>, index) -> !stream.resource<*>
  util.return %1 : !stream.resource<*>
}
// CHECK: @moved(%[[ARG:.+]]: !stream.resource<*>
util.func private @moved(%arg0: !stream.resource<*>, %size: index) -> !stream.resource<*> {
  // CHECK-NOT: stream.async.clone
  %0 = stream.async.clone %arg0 : !stream.resource<*>{%size} -> !stream.resource<*>{%size}
  // CHECK: util.return %[[ARG]]
  util.return %0 : !stream.resource<*>
}

// -----

// Nobody knows what callers of a public function do with the argument.

// CHECK-LABEL: @public
util.func public @public(%arg0: !stream.resource<*>, %size: index) -> !stream.resource<*> {
  // CHECK: stream.async.clone
  %0 = stream.async.clone %arg0 : !stream.resource<*>{%size} -> !stream.resource<*>{%size}
  util.return %0 : !stream.resource<*>
}

// -----

// A slice that is only read is read from its source.

// CHECK-LABEL: @slice
// CHECK-SAME: (%[[ARG:.+]]: !stream.resource<*>, %[[SIZE:.+]]: index)
util.func private @slice(%arg0: !stream.resource<*>, %size: index) -> !stream.resource<*> {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c128 = arith.constant 128 : index
  // CHECK-NOT: stream.async.slice
  %0 = stream.async.slice %arg0[%c64 to %c128] : !stream.resource<*>{%size} -> !stream.resource<*>{%c64}
  // CHECK: stream.async.dispatch @ex::@f(%[[ARG]][%c64 to %{{[a-z0-9_]+}} for %c64]) : (!stream.resource<*>{%[[SIZE]]})
  %1 = stream.async.dispatch @ex::@f(%0[%c0 to %c64 for %c64]) : (!stream.resource<*>{%c64}) -> !stream.resource<*>{%c64}
  util.return %1 : !stream.resource<*>
}
stream.executable private @ex {
  stream.executable.export public @f
  builtin.module { func.func @f() { return } }
}

// -----

// What a loop begins with is used behind it: no iteration may overwrite it.

// CHECK-LABEL: @loop
// CHECK-SAME: (%[[SIZE:.+]]: index, %{{.+}}: index)
util.func private @loop(%size: index, %n: index) -> (!stream.resource<*>, !stream.resource<*>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %v = arith.constant 3 : i32
  // CHECK: %[[INIT:.+]] = stream.async.splat
  %init = stream.async.splat %v : i32 -> !stream.resource<*>{%size}
  // CHECK: scf.for {{.+}} iter_args(%[[ARG:.+]] = %[[INIT]])
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%arg = %init) -> (!stream.resource<*>) {
    // CHECK: %[[CLONE:.+]] = stream.async.clone %[[ARG]]
    %0 = stream.async.clone %arg : !stream.resource<*>{%size} -> !stream.resource<*>{%size}
    // CHECK: stream.async.fill %{{.+}}, %[[CLONE]]
    %1 = stream.async.fill %v, %0[%c0 to %size for %size] : i32 -> %0 as !stream.resource<*>{%size}
    scf.yield %1 : !stream.resource<*>
  }
  util.return %r, %init : !stream.resource<*>, !stream.resource<*>
}
