// RUN: weirc opt --iree-stream-tensor-transformation-pipeline %s | FileCheck %s --check-prefix=TENSOR
// RUN: weirc opt --iree-stream-tensor-transformation-pipeline --iree-stream-async-transformation-pipeline %s | FileCheck %s --check-prefix=ASYNC
// RUN: weirc opt --iree-stream-tensor-transformation-pipeline --iree-stream-async-transformation-pipeline --iree-stream-cmd-transformation-pipeline %s | FileCheck %s --check-prefix=CMD
// RUN: weirc opt --verify-each --iree-stream-transformation-pipeline %s | FileCheck %s --check-prefixes=ALL,FUSED
// RUN: weirc opt --verify-each --iree-stream-transformation-pipeline='optimize-bindings=false dump-statistics-format=csv dump-statistics-file=-' %s | FileCheck %s --check-prefixes=CSV,ALL,OWN
// RUN: weirc opt --pass-pipeline='builtin.module(iree-stream-transformation-pipeline{dump-statistics-format=json dump-statistics-file=-})' %s | FileCheck %s --check-prefix=JSON

// The stages of stream one by one and all at once.

// Statistics are of the program whose bindings are not fused yet.
// CSV: "Constants","Constant Size",
// CSV-NEXT: 0,0,0,0,1,1,80,0,0,2,0,1
// JSON: "dispatch-count": 2

flow.executable private @ex {
  flow.executable.export public @f
  builtin.module {
    // Bindings of all of a resource come first; that they begin at 0 is known.
    // FUSED: func.func @f(%{{[^,]+}}: !stream.binding {{[^,]*}}, %{{[^,]+}}: !stream.binding {{[^,]*}}, %{{[^,]+}}: i32)
    // OWN: func.func @f(%{{[^,]+}}: i32, %{{[^,]+}}: !stream.binding {{[^,]*}}, %{{[^,]+}}: !stream.binding {{[^,]*}})
    func.func @f(%n: index, %a: !flow.dispatch.tensor<readonly:tensor<4xf32>>, %b: !flow.dispatch.tensor<writeonly:tensor<4xf32>>) {
      %0 = flow.dispatch.tensor.load %a, offsets = [0], sizes = [4], strides = [1] : !flow.dispatch.tensor<readonly:tensor<4xf32>> -> tensor<4xf32>
      flow.dispatch.tensor.store %0, %b, offsets = [0], sizes = [4], strides = [1] : tensor<4xf32> -> !flow.dispatch.tensor<writeonly:tensor<4xf32>>
      return
    }
  }
}

// TENSOR-LABEL: util.func public @main
// TENSOR: stream.tensor.import
// TENSOR: stream.async.dispatch @ex::@f
// TENSOR: stream.async.dispatch @ex::@f
// TENSOR: stream.tensor.export
// ASYNC-LABEL: util.func public @main
// ASYNC: stream.async.execute
// ASYNC-NEXT: stream.async.dispatch @ex::@f
// ASYNC-NEXT: stream.async.dispatch @ex::@f
// ASYNC-NEXT: stream.yield
// CMD-LABEL: util.func public @main
// CMD: stream.resource.alloca
// CMD: stream.cmd.execute
// CMD-NEXT: stream.cmd.dispatch @ex::@f{{.*}}(%{{.+}} : index) {
// ALL-LABEL: util.func public @main
// ALL: stream.cmd.execute
// ALL-NEXT: stream.cmd.dispatch @ex::@f(%{{.+}} : i32) {
// ALL-NEXT: ro
// FUSED-NEXT: wo %{{.+}}[%c0 for %c64] : !stream.resource<transient>
// OWN-NEXT: wo %{{.+}}[%c0 for %c16] : !stream.resource<transient>
util.func public @main(%view: !hal.buffer_view, %n: index) -> !hal.buffer_view {
  %0 = hal.tensor.import %view : !hal.buffer_view -> tensor<4xf32>
  %1 = flow.dispatch @ex::@f(%n, %0) : (index, tensor<4xf32>) -> tensor<4xf32>
  %2 = flow.dispatch @ex::@f(%n, %1) : (index, tensor<4xf32>) -> tensor<4xf32>
  %3 = hal.tensor.export %2 : tensor<4xf32> -> !hal.buffer_view
  util.return %3 : !hal.buffer_view
}
