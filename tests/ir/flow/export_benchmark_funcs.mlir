// RUN: weirc opt --split-input-file --verify-diagnostics --flow-export-benchmark-funcs-pass %s | FileCheck %s

// CHECK: util.func private @run(%{{.+}}: i32, %{{.+}}: !hal.buffer_view, %{{.+}}: !hal.buffer, %{{.+}}: tensor<2xf32>) -> (!hal.buffer_view, i32) attributes {noinline}
util.func public @run(%a: i32, %b: !hal.buffer_view, %c: !hal.buffer, %d: tensor<2xf32>) -> (!hal.buffer_view, i32) attributes {iree.reflection = {x = "y"}} {
  %0 = hal.tensor.import %b : !hal.buffer_view -> tensor<4xf32>
  %1 = flow.dispatch @ex::@run(%a, %0) : (i32, tensor<4xf32>) -> tensor<8xi8>
  %2 = hal.tensor.alias %1 : tensor<8xi8> to %c : !hal.buffer
  %3 = hal.tensor.export %2 : tensor<8xi8> -> !hal.buffer_view
  util.return %3, %a : !hal.buffer_view, i32
}
// CHECK: util.global private @run_benchmark_arg0 {flow.unique_id = "run_benchmark_arg0", inlining_policy = #util.inline.never} = 0 : i32
// CHECK: util.global private @run_benchmark_arg1 {{.*}} : !hal.buffer_view
// CHECK: util.initializer {
// CHECK:   %[[ZERO:.+]] = arith.constant 0.000000e+00 : f32
// CHECK:   %[[SPLAT:.+]] = flow.tensor.splat %[[ZERO]] : tensor<4xf32>
// CHECK:   %[[VIEW:.+]] = hal.tensor.export %[[SPLAT]] : tensor<4xf32> -> !hal.buffer_view
// CHECK:   %[[HIDDEN:.+]] = util.optimization_barrier %[[VIEW]] : !hal.buffer_view
// CHECK:   util.global.store %[[HIDDEN]], @run_benchmark_arg1 : !hal.buffer_view
// CHECK:   util.return
// CHECK: util.global private @run_benchmark_arg2 {{.*}} : !hal.buffer
// CHECK: util.initializer {
// CHECK:   flow.tensor.splat %{{.+}} : tensor<8xi8>
// CHECK: util.global private @run_benchmark_arg3 {{.*}} = dense<0.000000e+00> : tensor<2xf32>
// CHECK: util.func public @run_benchmark() attributes {iree.abi.stub, iree.reflection = {iree.benchmark = "entry"}} {
// CHECK:   %[[A:.+]] = util.global.load @run_benchmark_arg0 : i32
// CHECK:   %[[B:.+]] = util.global.load @run_benchmark_arg1 : !hal.buffer_view
// CHECK:   %[[C:.+]] = util.global.load @run_benchmark_arg2 : !hal.buffer
// CHECK:   %[[D:.+]] = util.global.load @run_benchmark_arg3 : tensor<2xf32>
// CHECK:   %[[R:.+]]:2 = util.call @run(%[[A]], %[[B]], %[[C]], %[[D]])
// CHECK:   util.optimization_barrier %[[R]]#0 : !hal.buffer_view
// CHECK:   util.optimization_barrier %[[R]]#1 : i32
// CHECK:   util.return

// Those that are not exported are left.
// CHECK: util.func private @inner
// CHECK-NOT: @inner_benchmark
util.func private @inner() {
  util.return
}

// -----

// expected-error @+1 {{unsupported dynamic buffer view import on an argument of type !hal.buffer_view}}
util.func public @dynamic(%a: !hal.buffer_view, %n: index) -> tensor<?xf32> {
  %0 = hal.tensor.import %a : !hal.buffer_view -> tensor<?xf32>{%n}
  util.return %0 : tensor<?xf32>
}

// -----

// A name that something has already is not taken again.
// CHECK: util.func public @twice_benchmark_0()
// CHECK: util.func private @twice_benchmark(%{{.+}}: i32)
util.func public @twice(%a: tensor<4xf32>) -> tensor<4xf32> {
  util.return %a : tensor<4xf32>
}
util.func private @twice_benchmark(%a: i32) {
  util.return
}
