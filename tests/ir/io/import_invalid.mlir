// What the archive holds does not fit the type, or cannot be taken.
// RUN: weirc opt --io-export-parameters="path=%t.irpa minimum-size=1" %s -o %t.mlir
// RUN: sed -e 's,> : tensor<4xi32>,> : tensor<8xi32>,' %t.mlir > %t-wide.mlir
// RUN: not weirc opt --io-import-parameters="paths=%t.irpa keys=four" %t-wide.mlir 2>&1 | FileCheck %s --check-prefix=SIZE
// RUN: weirc opt --io-import-parameters="paths=%t.irpa keys=bits" %t.mlir 2>&1 | FileCheck %s --check-prefix=BITS
// RUN: not weirc opt --io-export-parameters="path=%t.irpa minimum-size=some" %s 2>&1 | FileCheck %s --check-prefix=NUMBER

// SIZE: error: 'util.global' op parameter four has 16 bytes in the archive, its type needs 32
util.global private @four = dense<[1, 2, 3, 4]> : tensor<4xi32>
// BITS: warning: 'util.global' op parameter bits is not imported
// BITS: util.global private @bits = #flow.parameter.named<"bits">
util.global private @bits = dense<[true, false]> : tensor<2xi1>
// NUMBER: 'some' is no value of option 'minimum-size': it is a whole number
