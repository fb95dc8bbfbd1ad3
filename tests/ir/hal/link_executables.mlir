// RUN: weirc opt --mlir-print-local-scope --split-input-file --hal-link-executables %s | FileCheck %s
// RUN: weirc opt --mlir-print-local-scope --split-input-file --iree-hal-link-all-executables --hal-prune-executables %s | FileCheck %s --check-prefix=PRUNED
// RUN: weirc opt --mlir-print-local-scope --split-input-file --pass-pipeline='builtin.module(hal-link-target-executables{target=cuda})' %s | FileCheck %s --check-prefix=CUDA

// One library with a variant for each target. Names are made different, calls
// and all who name an export follow.

#x86 = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
#arm = #hal.executable.target<"llvm-cpu", "embedded-elf-arm_64">
#gpu = #hal.executable.target<"cuda", "cuda-nvptx-fb">
#l0 = #hal.pipeline.layout<push_constants = 0, sets = [<0, bindings = [<0, storage_buffer>]>]>
#l1 = #hal.pipeline.layout<push_constants = 1, sets = [<0, bindings = [<0, storage_buffer>]>]>

// CHECK: module @model
module @model {
  // CHECK-NEXT: hal.executable private @model_linked_llvm_cpu {
  // CHECK-NEXT: hal.executable.variant public @embedded_elf_x86_64 target(<"llvm-cpu", "embedded-elf-x86_64">) {
  // CHECK-NEXT: hal.executable.export public @main ordinal(0) layout(#hal.pipeline.layout<push_constants = 0
  // CHECK-NEXT: hal.executable.constant.block() -> i32 as "k"
  // CHECK: hal.executable.export public @main_0 ordinal(1) layout(#hal.pipeline.layout<push_constants = 1
  // CHECK-NEXT: hal.executable.export public @other ordinal(2)
  // CHECK-NEXT: builtin.module {
  // CHECK-NEXT: func.func private @helper() -> i32 {
  // CHECK-NEXT: arith.constant 1 : i32
  // CHECK: func.func @main() {
  // CHECK-NEXT: {{.*}}call @helper()
  // CHECK: func.func private @helper_0() -> i32 {
  // CHECK-NEXT: arith.constant 2 : i32
  // CHECK: func.func @main_0() {
  // CHECK-NEXT: {{.*}}call @helper_0()
  // CHECK: func.func @other() {
  // CHECK-NEXT: {{.*}}call @main_0()
  // CHECK: hal.executable.variant public @embedded_elf_arm_64 target(<"llvm-cpu", "embedded-elf-arm_64">) {
  // CHECK-NEXT: hal.executable.export public @main ordinal(0) layout(#hal.pipeline.layout<push_constants = 1
  // CHECK-NOT: hal.executable private @a {
  // CHECK-NOT: hal.executable private @b {
  hal.executable private @a {
    hal.executable.variant public @v target(#x86) {
      hal.executable.export public @main ordinal(0) layout(#l0)
      hal.executable.constant.block() -> i32 as "k" {
        %c = arith.constant 3 : i32
        hal.return %c : i32
      }
      builtin.module {
        func.func private @helper() -> i32 {
          %c = arith.constant 1 : i32
          return %c : i32
        }
        func.func @main() {
          %0 = func.call @helper() : () -> i32
          return
        }
      }
    }
  }
  hal.executable private @b {
    hal.executable.variant public @x target(#x86) {
      hal.executable.export public @main ordinal(0) layout(#l1)
      hal.executable.export public @other ordinal(1) layout(#l0)
      builtin.module {
        func.func private @helper() -> i32 {
          %c = arith.constant 2 : i32
          return %c : i32
        }
        func.func @main() {
          %0 = func.call @helper() : () -> i32
          return
        }
        func.func @other() {
          func.call @main() : () -> ()
          return
        }
      }
    }
    hal.executable.variant public @y target(#arm) {
      hal.executable.export public @main ordinal(0) layout(#l1)
      builtin.module {
        func.func @main() {
          return
        }
      }
    }
  }

  // What others may name, what has a condition and what comes from elsewhere
  // stays, as does what is for several backends.

  // CHECK: hal.executable public @seen
  // CHECK: hal.executable private @picky
  // CHECK: hal.executable private @foreign
  // CHECK: hal.executable private @mixed
  hal.executable public @seen {
    hal.executable.variant public @v target(#x86) {
      hal.executable.export public @main ordinal(0) layout(#l0)
      builtin.module {
        func.func @main() {
          return
        }
      }
    }
  }
  hal.executable private @picky {
    hal.executable.variant public @v target(#x86) {
      hal.executable.condition(%d: !hal.device) -> i1 {
        %t = arith.constant true
        hal.return %t : i1
      }
      hal.executable.export public @main ordinal(0) layout(#l0)
      builtin.module {
      }
    }
  }
  hal.executable private @foreign {
    hal.executable.variant public @v target(#x86) objects([#hal.executable.object<{path = "k.o"}>]) {
      hal.executable.export public @main ordinal(0) layout(#l0)
    }
  }
  hal.executable private @mixed {
    hal.executable.variant public @v target(#x86) {
      hal.executable.export public @main ordinal(0) layout(#l0)
      builtin.module {
      }
    }
    hal.executable.variant public @w target(#gpu) {
      hal.executable.export public @main ordinal(0) layout(#l0)
      builtin.module {
      }
    }
  }

  // CHECK-LABEL: util.func public @host
  util.func public @host(%d: !hal.device, %r: !stream.resource<transient>, %n: index) -> (index, index, !hal.executable) attributes {
    // CHECK-SAME: names = {at = [@model_linked_llvm_cpu::@embedded_elf_x86_64::@other, @mixed]}
    names = {at = [@b::@x::@other, @mixed]}
  } {
    %c0 = arith.constant 0 : index
    // CHECK: hal.executable.export.ordinal target(@model_linked_llvm_cpu::@embedded_elf_x86_64::@main) : index
    %0 = hal.executable.export.ordinal target(@a::@v::@main) : index
    // CHECK: hal.executable.export.ordinal target(@model_linked_llvm_cpu::@embedded_elf_arm_64::@main) : index
    %1 = hal.executable.export.ordinal target(@b::@y::@main) : index
    // CHECK: hal.executable.lookup device(%{{.+}} : !hal.device) executable(@model_linked_llvm_cpu)
    %2 = hal.executable.lookup device(%d : !hal.device) executable(@b) : !hal.executable
    %t = stream.cmd.execute with(%r as %p: !stream.resource<transient>{%n}) {
      // CHECK: stream.cmd.dispatch {@model_linked_llvm_cpu::@embedded_elf_x86_64::@main_0, @model_linked_llvm_cpu::@embedded_elf_arm_64::@main} {
      stream.cmd.dispatch {@b::@x::@main, @b::@y::@main} {
        rw %p[%c0 for %n] : !stream.resource<transient>{%n}
      }
    } => !stream.timepoint
    util.return %0, %1, %2 : index, index, !hal.executable
  }
}

// PRUNED: hal.executable private @model_linked_llvm_cpu {
// PRUNED: hal.executable.export public @main ordinal(0)
// PRUNED: hal.executable.export public @main_0 ordinal(1)
// PRUNED: hal.executable.export public @other ordinal(2)
// PRUNED-NOT: hal.executable private @picky

// CUDA: hal.executable private @a {
// CUDA: hal.executable private @b {

// -----

// One alone is a library already.

// CHECK: hal.executable private @alone
hal.executable private @alone {
  hal.executable.variant public @v target(<"llvm-cpu", "embedded-elf-x86_64">) {
    hal.executable.export public @main ordinal(0) layout(#hal.pipeline.layout<push_constants = 0, sets = []>)
    builtin.module {
    }
  }
}
