// RUN: weirc opt --mlir-print-debuginfo %s | FileCheck %s
// RUN: weirc opt --mlir-print-debuginfo %s > %t && weirc opt --mlir-print-debuginfo %t | diff %t -

// CHECK: util.func private @a(%arg0: i32) loc(#[[A:loc[0-9]*]])
util.func private @a(%arg0: i32) loc("model.onnx":3:7)
// CHECK: util.func private @b() loc(#[[B:loc[0-9]*]])
util.func private @b() loc("layer"("model.onnx":3:7))
// CHECK: util.func private @c() loc(#[[C:loc[0-9]*]])
util.func private @c() loc(fused<"why">["model.onnx":3:7, "x"])
// CHECK: util.func private @d() loc(#[[D:loc[0-9]*]])
util.func private @d() loc(callsite("callee" at "caller"))
// CHECK: util.func private @e() loc(#[[U:loc[0-9]*]])
util.func private @e() loc(unknown)
// CHECK: util.func public @f(%arg0: i32 loc("argument"))
util.func @f(%x: i32 loc("argument")) {
  util.return
}
// CHECK: util.func private @g() loc(#[[A]])
util.func private @g() loc(#later)

// CHECK-DAG: #[[A]] = loc("model.onnx":3:7)
// CHECK-DAG: #[[U]] = loc(unknown)
// CHECK-DAG: #[[B]] = loc("layer"(#[[A]]))
// CHECK-DAG: #[[D]] = loc(callsite(#{{.+}} at #{{.+}}))
// CHECK-DAG: #[[C]] = loc(fused<"why">[#[[A]], #{{.+}}])
#later = loc("model.onnx":3:7)
