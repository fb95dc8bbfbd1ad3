// RUN: weirc opt --allow-unregistered-dialect --print-op-stats %s 2>&1 >/dev/null | FileCheck %s --strict-whitespace --match-full-lines
// RUN: weirc opt --allow-unregistered-dialect --pass-pipeline='builtin.module(print-op-stats{json})' %s 2>&1 >/dev/null | FileCheck %s --check-prefix=JSON
// RUN: weirc opt --allow-unregistered-dialect --pass-pipeline='builtin.module(util.func(print-op-stats))' %s 2>&1 >/dev/null | FileCheck %s --check-prefix=EACH
// RUN: weirc opt --allow-unregistered-dialect --print-op-stats %s 2>/dev/null | FileCheck %s --check-prefix=KEPT
// RUN: not weirc opt --pass-pipeline='builtin.module(print-op-stats{xml})' %s 2>&1 | FileCheck %s --check-prefix=BAD

//      CHECK:Operations encountered:
// CHECK-NEXT:-----------------------
// CHECK-NEXT:    arith.addi   , 2
// CHECK-NEXT:  builtin.module , 1
// CHECK-NEXT:          plain  , 1
// CHECK-NEXT:     util.func   , 2
// CHECK-NEXT:     util.return , 2

// JSON: {
// JSON-NEXT: "arith.addi" : 2,
// JSON-NEXT: "builtin.module" : 1,
// JSON-NEXT: "plain" : 1,
// JSON-NEXT: "util.func" : 2,
// JSON-NEXT: "util.return" : 2
// JSON-NEXT: }

// EACH: Operations encountered:
// EACH: arith.addi , 2
// EACH: util.func , 1
// EACH: Operations encountered:
// EACH-NOT: arith.addi
// EACH: plain
// EACH: util.func , 1

// KEPT: @sums
// KEPT-COUNT-2: arith.addi
// KEPT: @other
// KEPT-NEXT: "plain"

// BAD: no such option 'xml'; it has json

util.func public @sums(%a: i32) -> i32 {
  %0 = arith.addi %a, %a : i32
  %1 = arith.addi %0, %a : i32
  util.return %1 : i32
}
util.func public @other() {
  "plain"() : () -> ()
  util.return
}
