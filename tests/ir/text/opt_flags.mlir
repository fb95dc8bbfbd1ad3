// RUN: weirc opt --verify-roundtrip=true --mlir-print-skip-regions %s | FileCheck %s --check-prefix=SKIP
// RUN: weirc opt -canonicalize --iree-cse --dump-pass-pipeline --pass-pipeline='builtin.module(util.func(cse), any(canonicalize{max-iterations=2}))' %s 2>&1 | FileCheck %s --check-prefix=PIPELINE
// RUN: weirc opt --mlir-disable-threading --mlir-print-op-on-diagnostic=false --mlir-print-assume-verified=1 --verify-each=0 %s | FileCheck %s --check-prefix=WHOLE
// RUN: weirc opt --pass-pipeline='builtin.module(util.func(cse))' --print-after=cse --mlir-print-ir-module-scope %s 2>&1 | FileCheck %s --check-prefix=SCOPE
// RUN: weirc opt --mlir-elide-resource-strings-if-larger=10 %s | FileCheck %s --check-prefix=ELIDED
// RUN: weirc opt --mlir-elide-resource-strings-if-larger=100 %s | FileCheck %s --check-prefix=WHOLE
// RUN: weirc opt --split-input-file='// =====' %s | FileCheck %s --check-prefix=SPLIT
// RUN: weirc opt --strip-debuginfo --mlir-print-debuginfo %s | FileCheck %s --check-prefix=STRIPPED
// RUN: not weirc opt --verify-diagnostics=some %s 2>&1 | FileCheck %s --check-prefix=WHICH
// RUN: weirc opt --verify-diagnostics=only-expected %s
// RUN: weirc opt --allow-unregistered-dialect=false --verify-diagnostics=false %s | FileCheck %s --check-prefix=WHOLE

// SKIP: {{^}}module {...}

// PIPELINE: Pass pipeline: builtin.module(canonicalize,cse,util.func(cse),any(canonicalize{max-iterations=2}))
// PIPELINE: module {

// WHOLE: module {
// WHOLE: util.func public @main
// WHOLE: key: "0x

// SCOPE: IR Dump After cse
// SCOPE-NEXT: {{^}}module {
// SCOPE-NEXT: util.func public @main

// ELIDED: dense_resource<key>
// ELIDED-NOT: dialect_resources

// SPLIT: module {
// SPLIT: util.func public @main
// SPLIT: {{^}}// =====
// SPLIT: module {
// SPLIT: util.func public @other

// STRIPPED: #loc = loc(unknown)
// STRIPPED: util.func public @main(%arg0: i32 loc(unknown))
// STRIPPED-NOT: opt_flags.mlir

// WHICH: --verify-diagnostics=some is unknown
util.func public @main(%a: i32) -> (i32, tensor<2xf32>) {
  %0 = arith.constant dense_resource<key> : tensor<2xf32>
  util.return %a, %0 : i32, tensor<2xf32>
}

{-#
  dialect_resources: {
    builtin: {
      key: "0x040000000000803F00000040"
    }
  }
#-}

// =====

util.func public @other() {
  util.return
}
