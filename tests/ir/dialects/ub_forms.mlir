// RUN: weirc opt --split-input-file --verify-diagnostics %s | FileCheck %s

// The value may be written, and left out of the generic form.
// CHECK-LABEL: @written
util.func public @written() -> (i32, i32) {
  // CHECK-NEXT: %[[A:.+]] = ub.poison : i32
  %0 = ub.poison <#ub.poison> : i32
  // CHECK-NEXT: %[[B:.+]] = ub.poison : i32
  %1 = "ub.poison"() : () -> i32
  // CHECK-NEXT: util.return %[[A]], %[[B]]
  util.return %0, %1 : i32, i32
}

// -----

util.func public @no_poison() -> i32 {
  // expected-error @+1 {{'ub.poison' op attribute 'value' failed to satisfy constraint: PoisonAttrInterface instance}}
  %0 = ub.poison <4 : i32> : i32
  util.return %0 : i32
}
