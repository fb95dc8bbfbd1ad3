// Weights of a GGUF file with one tensor, `w`, of two i32.
// RUN: echo R0dVRgMAAAABAAAAAAAAAAAAAAAAAAAAAQAAAAAAAAB3AQAAAAIAAAAAAAAAGgAAAAAAAAAAAAAAAAAAAAAAAAUAAAAHAAAA | base64 -d > %t.gguf
// RUN: weirc opt --io-import-parameters="paths=model=%t.gguf maximum-size=1024" %s | FileCheck %s
// RUN: head -c 70 %t.gguf > %t-cut.gguf
// RUN: not weirc opt --io-import-parameters="paths=model=%t-cut.gguf maximum-size=1024" %s 2>&1 | FileCheck %s --check-prefix=CUT

// CUT: parameter 'w': damaged GGUF file: its data lies outside the file

// CHECK: util.global private @weight = dense<[5, 7]> : tensor<2xi32>
util.global private @weight = #flow.parameter.named<"model"::"w"> : tensor<2xi32>
// CHECK: util.global private @other = #flow.parameter.named<"model"::"v"> : tensor<2xi32>
util.global private @other = #flow.parameter.named<"model"::"v"> : tensor<2xi32>
