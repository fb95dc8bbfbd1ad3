// RUN: weirc opt --split-input-file --verify-diagnostics --hal-load-executable-objects --mlir-print-local-scope %s | FileCheck %s

// What has its bytes is left as it is, and so is what has no objects yet.
// CHECK-LABEL: hal.executable private @whole
hal.executable private @whole {
  // CHECK: hal.executable.variant public @elf target(<"llvm-cpu", "embedded-elf-x86_64">) objects([#hal.executable.object<{path = "here.so", data = dense<[1, 2, 3]> : vector<3xi8>}>])
  hal.executable.variant public @elf target(<"llvm-cpu", "embedded-elf-x86_64">) objects([#hal.executable.object<{path = "here.so", data = dense<[1, 2, 3]> : vector<3xi8>}>]) {
  }
  // CHECK: hal.executable.variant public @none target(<"llvm-cpu", "embedded-elf-x86_64">) {
  hal.executable.variant public @none target(<"llvm-cpu", "embedded-elf-x86_64">) {
  }
}

// -----

hal.executable private @missing {
  // expected-error @+1 {{has no code: cannot open 'no/such/file.o'}}
  hal.executable.variant public @elf target(<"llvm-cpu", "embedded-elf-x86_64">) objects([#hal.executable.object<{path = "no/such/file.o"}>]) {
  }
}

// -----

hal.executable private @several {
  // expected-error @+1 {{takes its code from 2 objects}}
  hal.executable.variant public @elf target(<"llvm-cpu", "embedded-elf-x86_64">) objects([#hal.executable.object<{path = "a.o"}>, #hal.executable.object<{path = "b.o"}>]) {
  }
}

// -----

// This file is found, beside the program, and no code.
hal.executable private @text {
  // expected-error @+1 {{is no ELF object of code}}
  hal.executable.variant public @elf target(<"llvm-cpu", "embedded-elf-x86_64">) objects([#hal.executable.object<{path = "load_objects.mlir"}>]) {
  }
}
