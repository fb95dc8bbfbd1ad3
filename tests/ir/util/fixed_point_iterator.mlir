// RUN: weirc opt --pass-pipeline='builtin.module(util-ipo)' %s | FileCheck %s --check-prefix=ONCE
// RUN: weirc opt --pass-pipeline='builtin.module(util-fixed-point-iterator{pipeline=builtin.module(util-ipo,util.func(canonicalize))})' %s | FileCheck %s
// RUN: weirc opt --iree-util-fixed-point-iterator='pipeline=any(util-ipo,canonicalize) max-iterations=20' %s | FileCheck %s
// RUN: not weirc opt --util-fixed-point-iterator='pipeline=builtin.module(util-ipo) max-iterations=1' %s 2>&1 | FileCheck %s --check-prefix=LIMIT
// RUN: not weirc opt --util-fixed-point-iterator='pipeline=builtin.module(util-fixed-point-iterator{pipeline=any(cse)})' %s 2>&1 | FileCheck %s --check-prefix=NESTED
// RUN: not weirc opt --util-fixed-point-iterator='pipeline=builtin.module(no-such-pass)' %s 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// RUN: not weirc opt --util-fixed-point-iterator %s 2>&1 | FileCheck %s --check-prefix=NONE

// Each run carries the constant over one call.

// LIMIT: error: maximum iteration count exceeded in fixed point pipeline
// NESTED: error: nested fixed point pipelines not supported
// UNKNOWN: 'no-such-pass' does not refer to a registered pass
// NONE: expected pipeline=ANCHOR(..)

// CHECK: module {
// CHECK-NOT: iree.fixedpoint
// CHECK: util.func public @start() -> i32 {
// CHECK-NEXT: %[[C:.+]] = arith.constant 5 : i32
// CHECK: util.return %[[C]]
// ONCE: util.func public @start
// ONCE: %[[V:.+]] = util.call @first() : () -> i32
// ONCE: util.return %[[V]]
util.func public @start() -> i32 {
  %0 = util.call @first() : () -> i32
  util.return %0 : i32
}
util.func private @first() -> i32 {
  %0 = util.call @second() : () -> i32
  util.return %0 : i32
}
util.func private @second() -> i32 {
  %c5 = arith.constant 5 : i32
  util.return %c5 : i32
}
