// RUN: weirc opt --pass-pipeline='builtin.module(hal.executable(iree-hal-preprocess-executables-with-pipeline{pipeline=builtin.module(iree-codegen-test-executable-preprocessing)}))' %s | FileCheck %s
// RUN: weirc opt --pass-pipeline='builtin.module(hal.executable(iree-hal-preprocess-executables-with-tool{command="weirc opt --iree-codegen-test-executable-preprocessing"}))' %s | FileCheck %s
// RUN: weirc opt --pass-pipeline='builtin.module(hal.executable(hal.executable.variant(codegen-test-executable-preprocessing)))' %s | FileCheck %s

// Each variant gets the value of its own target, in constants of that type.

hal.executable private @ex {
  // CHECK: hal.executable.variant public @seven
  // CHECK: arith.constant 7 : i64
  // CHECK: arith.constant 1 : i32
  hal.executable.variant public @seven target(<"b", "f", {replace_i64 = 7 : i64}>) {
    builtin.module {
      func.func @f() -> (i64, i32) {
        %0 = arith.constant 1 : i64
        %1 = arith.constant 1 : i32
        return %0, %1 : i64, i32
      }
    }
  }
  // CHECK: hal.executable.variant public @none
  // CHECK: arith.constant 1 : i64
  hal.executable.variant public @none target(<"b", "f">) {
    builtin.module {
      func.func @f() -> i64 {
        %0 = arith.constant 1 : i64
        return %0 : i64
      }
    }
  }
  // CHECK: hal.executable.variant public @text
  // CHECK: arith.constant 1 : i64
  hal.executable.variant public @text target(<"b", "f", {replace_i64 = "8"}>) {
    builtin.module {
      func.func @f() -> i64 {
        %0 = arith.constant 1 : i64
        return %0 : i64
      }
    }
  }
}
