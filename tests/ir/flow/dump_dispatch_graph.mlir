// RUN: weirc opt --flow-dump-dispatch-graph-pass="output-file=- max-label-len=8 print-control-flow-edges=true" %s -o %t | FileCheck %s
// RUN: weirc opt --flow-dump-dispatch-graph-pass="output-file=%t.dot print-data-flow-edges=false print-attrs=false" %s | FileCheck %s --check-prefix=KEPT
// RUN: FileCheck %s --check-prefix=FILE < %t.dot
// RUN: not weirc opt --flow-dump-dispatch-graph-pass=output-file=%t.none/x.dot %s 2>&1 | FileCheck %s --check-prefix=NO-FILE

// NO-FILE: x.dot cannot be written
// KEPT: util.func public @run

// CHECK: digraph G {
// CHECK-NOT: inside
// CHECK: subgraph cluster_0 {
// CHECK: label="run";
// CHECK: [[A:v[0-9_]+]] [shape=box, label="flow.dispatch\nex::entry\ntensor<4..."];
// CHECK: [[A]] -> [[I:v[0-9_]+]] [style=dashed];
// CHECK: [[I]] [shape=ellipse, label="scf.if\ntensor<4..."];
// CHECK: subgraph cluster_1 {
// CHECK: label="scf.if";
// CHECK: [[A]] -> v{{.+}} [style=solid];
// FILE: label="flow.dispatch\ntensor<4xf32>"
// FILE-NOT: ->
flow.executable private @ex {
  flow.executable.export public @entry
  builtin.module {
    func.func @inside() {
      return
    }
  }
}
util.func public @run(%a: tensor<4xf32>, %c: i1) -> tensor<4xf32> {
  %0 = flow.dispatch @ex::@entry(%a) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = scf.if %c -> (tensor<4xf32>) {
    scf.yield %0 : tensor<4xf32>
  } else {
    scf.yield %a : tensor<4xf32>
  }
  util.return %1 : tensor<4xf32>
}
