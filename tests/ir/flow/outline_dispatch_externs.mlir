// RUN: weirc opt --split-input-file --mlir-print-local-scope --flow-outline-dispatch-externs %s | FileCheck %s

// CHECK: hal.executable private @extern_dispatch {
// CHECK: hal.executable.variant public @format_a target(<"backend_a", "format_a">) objects([#hal.executable.object<{path = "a.o"}>])
// CHECK: hal.executable.condition(%[[D:.+]]: !hal.device) -> i1
// CHECK: hal.return %{{.+}} : i1
// CHECK: hal.executable.export public @main ordinal(100) layout(#hal.pipeline.layout<{{.+}}>) attributes {{{.*}}stream.affinity = #hal.device.affinity<@dev>{{.*}}workgroup_size = [64 : index, 1 : index, 1 : index]{{.*}}
// CHECK: ^bb0(%{{.+}}: !hal.device, %[[W:.+]]: index):
// CHECK: hal.return %[[W]], %{{.+}}, %{{.+}} : index, index, index
// CHECK: hal.executable.variant public @format_b target(<"backend_b", "format_b">)
// CHECK: hal.executable.export public @main ordinal(200)
util.global private @dev : !hal.device
// CHECK-LABEL: @caller
// CHECK-SAME: (%[[A:.+]]: tensor<?xf32>, %[[N:.+]]: index)
util.func public @caller(%a: tensor<?xf32>, %n: index) -> tensor<?xf32> {
  // CHECK: %[[R:.+]] = flow.dispatch {@extern_dispatch::@format_a::@main, @extern_dispatch::@format_b::@main}[%[[N]]](%[[A]], %[[N]]) {hal.interface.bindings = [#hal.interface.binding<0, 0>], stream.affinity = #hal.device.affinity<@dev>} : (tensor<?xf32>{%[[N]]}, index) -> %[[A]]{%[[N]]}
  %0 = hal.dispatch.extern "main"[%n](%a, %n) : (tensor<?xf32>{%n}, index) -> %a{%n}
    count(%device: !hal.device, %w: index) -> (index, index, index) {
      %c1 = arith.constant 1 : index
      hal.return %w, %c1, %c1 : index, index, index
    }
    layout(#hal.pipeline.layout<push_constants = 1, sets = [<0, bindings = [<0, storage_buffer>]>]>)
    bindings([#hal.interface.binding<0, 0>])
    objects({
      #hal.executable.target<"backend_a", "format_a"> if(%device: !hal.device) -> i1 {
        %ok = arith.constant true
        hal.return %ok : i1
      } ordinal(100) = [#hal.executable.object<{path = "a.o"}>],
      #hal.executable.target<"backend_b", "format_b"> ordinal(200) = [#hal.executable.object<{path = "b.o"}>]
    })
    attributes {stream.affinity = #hal.device.affinity<@dev>, workgroup_size = [64 : index, 1 : index, 1 : index]}
  // CHECK: util.return %[[R]]
  util.return %0 : tensor<?xf32>
}

// -----

// Names are made unique; initializers have externs, too.
// CHECK: hal.executable private @extern_dispatch_0
// CHECK: util.initializer
util.initializer {
  // CHECK: flow.dispatch @extern_dispatch_0::@format::@main()
  hal.dispatch.extern "main"() : () -> ()
    count(%device: !hal.device) -> (index, index, index) {
      %c1 = arith.constant 1 : index
      hal.return %c1, %c1, %c1 : index, index, index
    }
    layout(#hal.pipeline.layout<push_constants = 0, sets = []>)
    objects({ #hal.executable.target<"backend", "format"> ordinal(0) = [#hal.executable.object<{path = "a.o"}>] })
  util.return
}
// CHECK: util.func private @extern_dispatch
util.func private @extern_dispatch() {
  util.return
}
