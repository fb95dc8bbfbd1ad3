// RUN: rm -rf %t.folder && mkdir %t.folder && sed -n 's,^// TEXT: ,,p' %s > %t.folder/first.mlir && printf ab > %t.folder/module_second.o
// RUN: weirc opt --iree-hal-substitute-executables='substitutions=first=%t.folder/first.mlir,second=%t.folder/module_second.o,absent=x.mlir' %s 2> %t.err | FileCheck %s
// RUN: FileCheck %s --check-prefix=ERR < %t.err
// RUN: weirc opt --hal-substitute-executables='search-path=%t.folder' %s 2> %t.err | FileCheck %s
// RUN: weirc opt --iree-hal-executable-object-search-path=%t.absent,%t.folder --hal-substitute-executables='substitutions=first=first.mlir,second=module_second.o' %s 2> %t.err | FileCheck %s
// RUN: not weirc opt --hal-substitute-executables='substitutions=main=%t.folder/first.mlir' %s 2>&1 | FileCheck %s --check-prefix=MAIN
// RUN: not weirc opt --hal-substitute-executables='substitutions=second=%t.folder/first.mlir' %s 2>&1 | FileCheck %s --check-prefix=NAME
// RUN: not weirc opt --hal-substitute-executables='substitutions=both=%t.folder/module_second.o' %s 2>&1 | FileCheck %s --check-prefix=BOTH
// RUN: not weirc opt --hal-substitute-executables='substitutions=first=%t.folder/absent.mlir' %s 2>&1 | FileCheck %s --check-prefix=ABSENT
// RUN: not weirc opt --hal-substitute-executables='substitutions=first' %s 2>&1 | FileCheck %s --check-prefix=LIST
// RUN: rm -rf %t.folder

// TEXT: hal.executable private @other {
// TEXT: }
// TEXT: hal.executable private @first {
// TEXT:   hal.executable.variant public @new target(<"llvm-cpu", "embedded-elf-x86_64">) {
// TEXT:     hal.executable.export public @f ordinal(0) layout(<push_constants = 3, sets = []>)
// TEXT:   }
// TEXT: }

#target = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
#layout = #hal.pipeline.layout<push_constants = 0, sets = []>

// ERR-DAG: note: executable `first` is the one of `{{.+}}first.mlir`
// ERR-DAG: note: executable `second` takes its code from `{{.+}}module_second.o`
// ERR-DAG: warning: {{.*}}no executable `absent`
// MAIN: is to be substituted but is no hal.executable
// NAME: holds no hal.executable `second`
// BOTH: has not exactly one variant
// ABSENT: absent.mlir
// LIST: a substitution is executable=file, not 'first'

// CHECK-NOT: @other
// CHECK: hal.executable private @first
// CHECK-NEXT: hal.executable.variant public @new
// CHECK-NEXT: hal.executable.export public @f
// CHECK-NOT: builtin.module
hal.executable private @first {
  hal.executable.variant public @old target(#target) {
    hal.executable.export public @f ordinal(0) layout(#layout)
    builtin.module {
      func.func @f() {
        return
      }
    }
  }
}
// CHECK: hal.executable private @second
// CHECK-NEXT: hal.executable.variant public @cpu {{.*}} objects([#hal.executable.object<{path = "module_second.o", data = dense<[97, 98]> : vector<2xi8>}>])
// CHECK-NEXT: hal.executable.export public @g
// CHECK-NOT: builtin.module
// CHECK: hal.executable private @both
hal.executable private @second {
  hal.executable.variant public @cpu target(#target) {
    hal.executable.export public @g ordinal(0) layout(#layout)
    builtin.module {
      func.func @g() {
        return
      }
    }
  }
}
hal.executable private @both {
  hal.executable.variant public @a target(#target) {
  }
  hal.executable.variant public @b target(#target) {
  }
}
util.func private @main() {
  util.return
}
