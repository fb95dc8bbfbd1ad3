// RUN: weirc opt --split-input-file --canonicalize %s | FileCheck %s

#target = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">

// All blocks of a variant become one, which asks the device if any did.

// CHECK-LABEL: hal.executable.variant public @merged
hal.executable private @ex {
  hal.executable.variant public @merged target(#target) {
    // CHECK: hal.executable.constant.block(%[[DEVICE:.+]]: !hal.device) -> (i32, i32, i32, i32) as ("a", "b", "c", "d")
    // CHECK-DAG: %[[ONE:.+]] = arith.constant 1 : i32
    // CHECK-DAG: %[[TWO:.+]] = arith.constant 2 : i32
    // CHECK-DAG: %[[THREE:.+]] = arith.constant 3 : i32
    // CHECK-DAG: %{{.+}}, %[[VALUE:.+]] = hal.device.query<%[[DEVICE]] : !hal.device> key("sys" :: "b")
    // CHECK: hal.return %[[ONE]], %[[VALUE]], %[[TWO]], %[[THREE]] : i32, i32, i32, i32
    // CHECK-NOT: hal.executable.constant.block
    hal.executable.constant.block() -> i32 as "a" {
      %c1 = arith.constant 1 : i32
      hal.return %c1 : i32
    }
    hal.executable.constant.block(%device: !hal.device) -> i32 as "b" {
      %ok, %value = hal.device.query<%device : !hal.device> key("sys" :: "b") : i1, i32
      hal.return %value : i32
    }
    hal.executable.constant.block(%device: !hal.device) -> (i32, i32) as ("c", "d") {
      %c2 = arith.constant 2 : i32
      %c3 = arith.constant 3 : i32
      hal.return %c2, %c3 : i32, i32
    }
  }
}

// -----

#target = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">

// Blocks with branches go one after the other.

// CHECK-LABEL: hal.executable.variant public @branches
hal.executable private @ex {
  hal.executable.variant public @branches target(#target) {
    // CHECK: hal.executable.constant.block(%[[DEVICE:.+]]: !hal.device) -> (i32, i32) as ("a", "b")
    // CHECK: %[[OK:.+]], %[[A:.+]] = hal.device.query
    // CHECK: cf.cond_br %[[OK]], ^[[YES:.+]], ^[[NO:[a-z0-9]+]]
    // CHECK: hal.return
    // CHECK-NOT: hal.executable.constant.block
    hal.executable.constant.block(%device: !hal.device) -> i32 as "a" {
      %ok, %value = hal.device.query<%device : !hal.device> key("sys" :: "a") : i1, i32
      cf.cond_br %ok, ^yes, ^no
    ^yes:
      util.optimization_barrier %value : i32
      hal.return %value : i32
    ^no:
      %c9 = arith.constant 9 : i32
      util.optimization_barrier %c9 : i32
      hal.return %c9 : i32
    }
    hal.executable.constant.block() -> i32 as "b" {
      %c1 = arith.constant 1 : i32
      hal.return %c1 : i32
    }
  }
}

// -----

#target = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">

// Of one key the first value stays; a device that is not asked goes.

// CHECK-LABEL: hal.executable.variant public @keys
hal.executable private @ex {
  hal.executable.variant public @keys target(#target) {
    // CHECK: hal.executable.constant.block() -> (i32, i32) as ("a", "b")
    // CHECK-DAG: %[[ONE:.+]] = arith.constant 1 : i32
    // CHECK-DAG: %[[TWO:.+]] = arith.constant 2 : i32
    // CHECK: hal.return %[[ONE]], %[[TWO]] : i32, i32
    hal.executable.constant.block(%device: !hal.device) -> (i32, i32, i32) as ("a", "b", "a") {
      %c1 = arith.constant 1 : i32
      %c2 = arith.constant 2 : i32
      %c3 = arith.constant 3 : i32
      hal.return %c1, %c2, %c3 : i32, i32, i32
    }
  }
}
