// RUN: weirc opt %s | FileCheck %s
// RUN: weirc opt --mlir-print-op-generic %s | FileCheck %s --check-prefix=GENERIC

// The sign of a case goes through all bits of its type.

// GENERIC: case_values = dense<-1> : vector<1xi128>
// CHECK-LABEL: @cases
func.func @cases(%x: i128) {
  // CHECK: -1: ^[[END:.+]]
  cf.switch %x : i128, [default: ^end, -1: ^end]
^end:
  return
}
