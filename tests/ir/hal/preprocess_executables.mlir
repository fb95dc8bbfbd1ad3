// RUN: weirc opt --mlir-print-local-scope --pass-pipeline='builtin.module(hal.executable(hal-preprocess-executables-with-pipeline{pipeline="builtin.module(hal.executable.variant(builtin.module(canonicalize,cse)))"}))' %s | FileCheck %s
// RUN: weirc opt --mlir-print-local-scope --hal-preprocess-executables-with-tool='command="weirc opt --pass-pipeline=builtin.module(hal.executable(hal.executable.variant(builtin.module(canonicalize,cse))))"' %s | FileCheck %s
// RUN: weirc opt --mlir-print-local-scope --hal-preprocess-executables-with-tool %s | FileCheck %s --check-prefix=LEFT
// RUN: not weirc opt --hal-preprocess-executables-with-pipeline='pipeline="canonicalize"' %s 2>&1 | FileCheck %s --check-prefix=OUTER
// RUN: not weirc opt --hal-preprocess-executables-with-pipeline='pipeline="builtin.module(no-such-pass)"' %s 2>&1 | FileCheck %s --check-prefix=NAME
// RUN: not weirc opt --hal-preprocess-executables-with-tool='command="no-such-tool-anywhere -x"' %s 2>&1 | FileCheck %s --check-prefix=TOOL
// RUN: not weirc opt --hal-preprocess-executables-with-tool='command=false' %s 2>&1 | FileCheck %s --check-prefix=FALSE
// RUN: not weirc opt --hal-preprocess-executables-with-tool='command=true' %s 2>&1 | FileCheck %s --check-prefix=EMPTY

// OUTER: expected preprocessing pass pipeline string to be nested within `builtin.module(..)`; got `canonicalize`
// NAME: 'no-such-pass' does not refer to a registered pass
// TOOL: failed to find tool `no-such-tool-anywhere`
// FALSE: preprocessor invocation failed: `false` ended with status 1
// EMPTY: preprocessor did not output a hal.executable as expected

// Executables are rewritten; the host program is not. Names and who sees them
// stay.

#cpu = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">

// CHECK: hal.executable private @ex {
// CHECK: func.func @f() -> index {
// CHECK-NEXT: %[[C3:.+]] = arith.constant 3 : index
// CHECK-NEXT: return %[[C3]]
// LEFT: func.func @f() -> index {
// LEFT: arith.addi
hal.executable private @ex {
  hal.executable.variant public @here target(#cpu) {
    builtin.module {
      func.func @f() -> index {
        %c1 = arith.constant 1 : index
        %c2 = arith.constant 2 : index
        %0 = arith.addi %c1, %c2 : index
        return %0 : index
      }
    }
  }
}
// CHECK: hal.executable public @other
hal.executable public @other {
}
// CHECK: util.func public @host
// CHECK: arith.addi
util.func public @host() -> index {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %0 = arith.addi %c1, %c2 : index
  util.return %0 : index
}
