// RUN: weirc opt --split-input-file --verify-diagnostics --hal-verify-devices %s | FileCheck %s

// CHECK: util.global private @a
util.global private @a = #hal.device.target<"local", [#hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">]> : !hal.device

// -----

// expected-error @below {{unregistered target device "abacus"}}
util.global private @a = #hal.device.target<"abacus"> : !hal.device

// -----

// expected-error @below {{unregistered target backend "beads"}}
util.global private @a = #hal.device.target<"local", [#hal.executable.target<"beads", "round">]> : !hal.device
