// What is exported comes back; what is small, mutable or no constant stays.
// RUN: weirc opt --pass-pipeline='builtin.module(io-export-parameters{path="weights=%t.irpa" minimum-size=16})' %s -o %t.mlir
// RUN: FileCheck %s --check-prefix=EXPORT < %t.mlir
// RUN: weirc opt --io-import-parameters="paths=weights=%t.irpa maximum-size=1024" %t.mlir | FileCheck %s --check-prefix=IMPORT
// RUN: weirc opt --io-import-parameters="paths=weights=%t.irpa keys=large,other" %t.mlir | FileCheck %s --check-prefix=KEYS
// RUN: weirc opt --io-import-parameters="paths=%t.irpa maximum-size=1024" %t.mlir | FileCheck %s --check-prefix=SCOPE
// RUN: weirc opt --io-export-parameters="archive-path=%t.irpa scope=weights minimum-size=16" %s | FileCheck %s --check-prefix=EXPORT
// RUN: weirc opt --io-generate-splat-parameter-archive=file=%t-zeros.irpa %t.mlir | FileCheck %s --check-prefix=EXPORT
// RUN: weirc opt --io-import-parameters="paths=weights=%t-zeros.irpa maximum-size=1024" %t.mlir | FileCheck %s --check-prefix=ZEROS
// RUN: not weirc opt --io-import-parameters=paths=%t-none.irpa %t.mlir 2>&1 | FileCheck %s --check-prefix=MISSING
// RUN: weirc opt --io-export-parameters %s | FileCheck %s --check-prefix=NO-PATH

// MISSING: error: {{.*}}-none.irpa: No such file
// NO-PATH-NOT: parameter.named

// EXPORT: util.global private @constant_hoisted = #flow.parameter.named<"weights"::"constant_hoisted"> : tensor<4xi32>
// IMPORT: util.global private @constant_hoisted = dense<[7, 8, 9, 10]> : tensor<4xi32>
// KEYS: util.global private @constant_hoisted = #flow.parameter.named<"weights"::"constant_hoisted"> : tensor<4xi32>
// ZEROS: util.global private @constant_hoisted = dense<0> : tensor<4xi32>

// EXPORT: util.global private @large = #flow.parameter.named<"weights"::"large"> : tensor<8xf32>
// IMPORT: util.global private @large = dense<1.500000e+00> : tensor<8xf32>
// KEYS: util.global private @large = dense<1.500000e+00> : tensor<8xf32>
// SCOPE: util.global private @large = #flow.parameter.named<"weights"::"large">
// ZEROS: util.global private @large = dense<0.000000e+00> : tensor<8xf32>
util.global private @large = dense<1.5> : tensor<8xf32>
// EXPORT: util.global private @small = dense<[1, 2]> : tensor<2xi8>
util.global private @small = dense<[1, 2]> : tensor<2xi8>
// EXPORT: util.global private mutable @changes = dense<2.000000e+00> : tensor<8xf32>
util.global private mutable @changes = dense<2.0> : tensor<8xf32>
// EXPORT: util.global private @number = 5 : i64
util.global private @number = 5 : i64

// EXPORT-LABEL: util.func public @run
util.func public @run() -> (tensor<4xi32>, tensor<1xi32>) {
  // EXPORT: %[[V:.+]] = util.global.load @constant_hoisted : tensor<4xi32>
  %0 = arith.constant dense<[7, 8, 9, 10]> : tensor<4xi32>
  // EXPORT: %[[W:.+]] = arith.constant dense<3> : tensor<1xi32>
  %1 = arith.constant dense<3> : tensor<1xi32>
  // EXPORT: util.return %[[V]], %[[W]]
  util.return %0, %1 : tensor<4xi32>, tensor<1xi32>
}
// EXPORT: flow.executable private @ex
flow.executable private @ex {
  builtin.module {
    func.func @inside() -> tensor<4xi32> {
      // EXPORT: arith.constant dense<[1, 2, 3, 4]>
      %0 = arith.constant dense<[1, 2, 3, 4]> : tensor<4xi32>
      return %0 : tensor<4xi32>
    }
  }
}
