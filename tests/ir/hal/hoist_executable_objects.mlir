// RUN: weirc opt --allow-unregistered-dialect --mlir-print-local-scope --hal-hoist-executable-objects %s | FileCheck %s
// RUN: weirc opt --allow-unregistered-dialect --mlir-print-local-scope --pass-pipeline='builtin.module(hal.executable(hal.executable.variant(hal-hoist-executable-objects)))' %s | FileCheck %s

// Objects that ops need are linked by the variant, in the order of their coming
// and once; ops no longer have them.

#cpu = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
#a = #hal.executable.object<{path = "a.o"}>
#b = #hal.executable.object<{path = "b.o"}>
#c = #hal.executable.object<{path = "c.o"}>

// CHECK: hal.executable private @ex
hal.executable private @ex {
  // CHECK: hal.executable.variant public @has target({{.+}}) objects([#hal.executable.object<{path = "b.o"}>, #hal.executable.object<{path = "a.o"}>, #hal.executable.object<{path = "c.o"}>])
  hal.executable.variant public @has target(#cpu) objects([#b]) {
    builtin.module {
      // CHECK: func.func private @f(){{$}}
      func.func private @f() attributes {hal.executable.objects = [#a, #b]}
      func.func @g() {
        // CHECK: "test.call"() {kept} : () -> ()
        "test.call"() {kept, hal.executable.objects = [#c, #a]} : () -> ()
        return
      }
    }
  }
  // CHECK: hal.executable.variant public @needs target(<"llvm-cpu", "embedded-elf-x86_64">) objects([#hal.executable.object<{path = "c.o"}>]) {
  hal.executable.variant public @needs target(#cpu) {
    builtin.module {
      func.func private @f() attributes {hal.executable.objects = [#c]}
    }
  }
  // CHECK: hal.executable.variant public @none target(<"llvm-cpu", "embedded-elf-x86_64">) {
  hal.executable.variant public @none target(#cpu) {
    builtin.module {
    }
  }
  // CHECK: hal.executable.variant public @elsewhere target(<"llvm-cpu", "embedded-elf-x86_64">) objects([#hal.executable.object<{path = "a.o"}>]) {
  hal.executable.variant public @elsewhere target(#cpu) objects([#a]) {
  }
}

// Who calls links before what it is part of.

// CHECK: hal.executable private @inside
hal.executable private @inside {
  // CHECK: hal.executable.variant public @cpu target({{.+}}) objects([#hal.executable.object<{path = "b.o"}>, #hal.executable.object<{path = "c.o"}>, #hal.executable.object<{path = "a.o"}>])
  hal.executable.variant public @cpu target(#cpu) {
    builtin.module {
      // CHECK: func.func @f(%{{.+}}: i1) {
      func.func @f(%arg0: i1) attributes {hal.executable.objects = [#a]} {
        scf.if %arg0 {
          "test.call"() {hal.executable.objects = [#b]} : () -> ()
        } {hal.executable.objects = [#c]}
        return
      }
    }
  }
}
