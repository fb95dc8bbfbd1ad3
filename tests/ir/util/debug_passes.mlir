// RUN: weirc opt --util-annotate-op-ordinals %s | FileCheck %s
// RUN: weirc opt --util-dump-module=path=%t.mlir --cse %s | FileCheck %s --check-prefix=AFTER
// RUN: FileCheck %s --check-prefix=DUMP < %t.mlir
// RUN: weirc opt --util-dump-module=path=- %s | FileCheck %s --check-prefix=TWICE
// RUN: not weirc opt --util-dump-module %s 2>&1 | FileCheck %s --check-prefix=NONE
// RUN: not weirc opt --util-dump-module=path=%t.mlirbc %s 2>&1 | FileCheck %s --check-prefix=BYTECODE
// RUN: not weirc opt --util-dump-module=path=%t/no/folder %s 2>&1 | FileCheck %s --check-prefix=REFUSED

// Numbers follow the text; the file holds what the pass was handed.

// CHECK: module attributes {util.ordinal = 0 : index} {
// CHECK-NEXT: util.func public @two(%{{.+}}: i32) -> (i32, i32) attributes {util.ordinal = 1 : index} {
// CHECK-NEXT: arith.addi {{.+}} {util.ordinal = 2 : index}
// CHECK-NEXT: arith.addi {{.+}} {util.ordinal = 3 : index}
// CHECK-NEXT: util.return {util.ordinal = 4 : index}

// DUMP-COUNT-2: arith.addi
// AFTER-COUNT-1: arith.addi
// AFTER-NOT: arith.addi
// TWICE: util.func public @two
// TWICE: util.func public @two
// NONE: needs a path
// BYTECODE: names bytecode, but modules are written as text
// REFUSED: no/folder cannot be written
util.func public @two(%a: i32) -> (i32, i32) {
  %0 = arith.addi %a, %a : i32
  %1 = arith.addi %a, %a : i32
  util.return %0, %1 : i32, i32
}
