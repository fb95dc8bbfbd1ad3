// RUN: weirc opt --split-input-file --verify-diagnostics --hal-serialize-executables %s | FileCheck %s
// RUN: weirc opt --split-input-file --pass-pipeline='builtin.module(hal.executable(hal-serialize-target-executables{target=other}))' %s | FileCheck %s --check-prefix=OTHER
// RUN: rm -rf %t.folder && weirc opt --split-input-file --hal-serialize-all-executables='target=llvm-cpu dump-binaries-path=%t.folder' %s > %t.out; cat %t.folder/ex_cpu.so | FileCheck %s --check-prefix=FILE
// RUN: rm -rf %t.folder

// What was compiled becomes a binary.

#cpu = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
#odd = #hal.executable.target<"other", "odd">
#layout = #hal.pipeline.layout<push_constants = 0, sets = [<0, bindings = [<0, storage_buffer>]>]>

// FILE: hey{{$}}

// CHECK: hal.executable private @ex {
// CHECK-NEXT: hal.executable.binary public @cpu attributes {data = dense<[104, 101, 121, 10]> : vector<4xi8>, format = "embedded-elf-x86_64", mime_type = "application/x-elf"}
// CHECK-NEXT: hal.executable.binary public @odd attributes {data = dense<[1, 2]> : vector<2xi8>, format = "odd", mime_type = "application/x-elf"}
// CHECK-NEXT: }
// OTHER: hal.executable.variant public @cpu
// OTHER: hal.executable.binary public @odd
hal.executable private @ex {
  hal.executable.variant public @cpu target(#cpu) objects([#hal.executable.object<{path = "a.so", data = dense<[104, 101, 121, 10]> : vector<4xi8>}>]) {
    hal.executable.export public @f ordinal(0) layout(#layout)
  }
  hal.executable.variant public @odd target(#odd) objects([#hal.executable.object<{path = "b", data = dense<[1, 2]> : vector<2xi8>}>]) {
    hal.executable.export public @f ordinal(0) layout(#layout)
  }
}

// -----

#cpu = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
hal.executable private @early {
  // expected-error @+1 {{is not compiled: translate it first}}
  hal.executable.variant public @cpu target(#cpu) {
    builtin.module {
    }
  }
}

// -----

#cpu = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
hal.executable private @absent {
  // expected-error @+1 {{expected one object with its data}}
  hal.executable.variant public @cpu target(#cpu) objects([#hal.executable.object<{path = "a.so"}>]) {
  }
}
