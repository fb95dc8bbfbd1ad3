// RUN: weirc opt --mlir-print-local-scope --pass-pipeline='builtin.module(hal-assign-target-devices{targetDevices=local})' %s | FileCheck %s --check-prefix=ONE
// RUN: weirc opt --mlir-print-local-scope --pass-pipeline='builtin.module(hal-assign-target-devices{targetDevices=local,cuda[1]})' %s | FileCheck %s --check-prefix=TWO
// RUN: weirc opt --mlir-print-local-scope --pass-pipeline='builtin.module(hal-assign-target-devices{targetDevices=local targetDevices=cuda[1]})' %s | FileCheck %s --check-prefix=TWO
// RUN: weirc opt --mlir-print-local-scope --pass-pipeline='builtin.module(hal-assign-target-devices{targetDevices={local,cuda[1]}})' %s | FileCheck %s --check-prefix=TWO
// RUN: weirc opt --mlir-print-local-scope --pass-pipeline='builtin.module(hal-assign-target-devices{targetDevices=a=local,b=cuda[0],"b=cuda[1],#hal.device.alias<"local">"})' %s | FileCheck %s --check-prefix=NAMED
// RUN: weirc opt --mlir-print-local-scope --pass-pipeline='builtin.module(hal-assign-target-devices{targetDevices=#hal.device.alias<"local">})' %s | FileCheck %s --check-prefix=ONE
// RUN: weirc opt --mlir-print-local-scope --pass-pipeline='builtin.module(hal-assign-legacy-target-devices{target-registry=global targetBackends=llvm-cpu})' %s | FileCheck %s --check-prefix=LEGACY
// RUN: weirc opt --mlir-print-local-scope --pass-pipeline='builtin.module(hal-assign-legacy-target-devices{targetBackends=llvm-cpu})' %s | FileCheck %s --check-prefix=LEGACY
// RUN: weirc opt --mlir-print-local-scope --pass-pipeline='builtin.module(hal-assign-legacy-target-devices{targetBackends=vmvx,llvm-cpu,vmvx})' %s | FileCheck %s --check-prefix=CHOICE
// RUN: weirc opt --mlir-print-local-scope --pass-pipeline='builtin.module(hal-assign-target-devices{targetDevices={"local,cuda"}})' %s | FileCheck %s --check-prefix=SELECT
// RUN: weirc opt --mlir-print-local-scope --hal-assign-target-devices %s | FileCheck %s --check-prefix=NONE
// RUN: weirc opt --mlir-print-local-scope --hal-assign-target-devices --iree-hal-target-device=local --hal-target-device='cuda[1]' %s | FileCheck %s --check-prefix=TWO
// RUN: weirc opt --mlir-print-local-scope --hal-assign-target-devices --hal-target-device=local,cuda %s | FileCheck %s --check-prefix=SELECT
// RUN: weirc opt --mlir-print-local-scope --hal-assign-legacy-target-devices --hal-target-backends=vmvx --iree-hal-target-backends=llvm-cpu,vmvx %s | FileCheck %s --check-prefix=CHOICE
// RUN: not weirc opt --pass-pipeline='builtin.module(hal-assign-target-devices{targetDevices=a=local,cuda})' %s 2>&1 | FileCheck %s --check-prefix=MIXED

// ONE: hal.device.targets = [#hal.device.alias<"local"> : !hal.device]
// TWO: hal.device.targets = [#hal.device.alias<"local"> : !hal.device, #hal.device.alias<"cuda"[1]> : !hal.device]
// NAMED: hal.device.targets = {a = #hal.device.alias<"local"> : !hal.device, b = #hal.device.select<[#hal.device.alias<"cuda"[1]> : !hal.device, #hal.device.alias<"local"> : !hal.device]> : !hal.device}
// LEGACY: hal.device.targets = [#hal.device.target<"local", [#hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">]> : !hal.device]
// CHOICE: hal.device.targets = [#hal.device.select<[#hal.device.target<"local", [#hal.executable.target<"vmvx", "vmvx-bytecode-fb">]> : !hal.device, #hal.device.target<"local", [#hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">]> : !hal.device]> : !hal.device]
// SELECT: hal.device.targets = [#hal.device.select<[#hal.device.alias<"local"> : !hal.device, #hal.device.alias<"cuda"> : !hal.device]> : !hal.device]
// NONE-NOT: hal.device.targets
// MIXED: error: if any target device spec has a name then all must be named
module {
}
