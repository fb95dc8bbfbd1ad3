// RUN: weirc opt --split-input-file --verify-diagnostics %s

util.func private @import_dims(%v: !hal.buffer_view) -> tensor<?xf32> {
  // expected-error @+1 {{number of target_dims must match number of dynamic dims in target type}}
  %0 = hal.tensor.import %v : !hal.buffer_view -> tensor<?xf32>
  util.return %0 : tensor<?xf32>
}

// -----

util.func private @export_dims(%t: tensor<?xf32>) -> !hal.buffer_view {
  // expected-error @+1 {{number of source_dims must match number of dynamic dims in source type}}
  %0 = hal.tensor.export %t : tensor<?xf32> -> !hal.buffer_view
  util.return %0 : !hal.buffer_view
}

// -----

util.func private @storage_dims(%v: !hal.buffer_view, %n: index) -> tensor<?xf32> {
  // expected-error @+1 {{encoding and storage types must have the same dynamic dimension values}}
  %0 = hal.tensor.import %v : !hal.buffer_view -> tensor<4xf32> as tensor<?xf32>{%n}
  util.return %0 : tensor<?xf32>
}

// -----

// Elements may be of any width.
util.func private @storage_width(%v: !hal.buffer_view, %n: index) -> tensor<?xi8> {
  %0 = hal.tensor.import %v : !hal.buffer_view -> tensor<?xi1> as tensor<?xi8>{%n}
  util.return %0 : tensor<?xi8>
}

// -----

util.func private @alias_dims(%t: tensor<?xf32>, %b: !hal.buffer) -> tensor<?xf32> {
  // expected-error @+1 {{number of dynamic dims must match the operand type}}
  %0 = hal.tensor.alias %t : tensor<?xf32> to %b : !hal.buffer
  util.return %0 : tensor<?xf32>
}

// -----

util.func private @encoding() -> i32 {
  // expected-error @+1 {{unsupported encoding type}}
  %0 = hal.encoding_type<"columns"> : i32
  util.return %0 : i32
}

// -----

util.func private @element() -> i32 {
  // expected-error @+1 {{unsupported element type}}
  %0 = hal.element_type<!hal.buffer> : i32
  util.return %0 : i32
}

// -----

util.func private @same_fence(%d: !hal.device, %q: i64, %f: !hal.fence) {
  // expected-error @+1 {{device queue operations cannot wait and signal on the same fence}}
  hal.device.queue.execute<%d : !hal.device> affinity(%q) wait(%f) signal(%f)
  util.return
}

// -----

util.func private @default_value(%d: !hal.device) {
  // expected-error @+1 {{type mismatch between result and default value}}
  %0, %1 = hal.device.query<%d : !hal.device> key("a" :: "b") : i1, i32 = 1 : i8
  util.return
}

// -----

util.func private @binding(%n: index) {
  // expected-error @+1 {{has 2 dynamic dimensions but 1 associated dimension SSA values}}
  %0 = hal.interface.binding.subspan set(0) binding(0) type(storage_buffer) : memref<?x?xf32>{%n}
  util.return
}

// -----

#layout = #hal.pipeline.layout<push_constants = 0, sets = [<0, bindings = [<0, storage_buffer>]>]>
hal.executable private @ex {
  hal.executable.variant public @v target(<"b", "f">) {
    // expected-error @+1 {{expected workgroup_count to take (%device: !hal.device, %workload_0: index}}
    hal.executable.export public @f ordinal(0) layout(#layout) {
    ^bb0(%n: index):
      hal.return %n, %n, %n : index, index, index
    }
  }
}

// -----

#layout = #hal.pipeline.layout<push_constants = 0, sets = [<0, bindings = [<0, storage_buffer>]>]>
hal.executable private @ex {
  hal.executable.variant public @v target(<"b", "f">) {
    // expected-error @+1 {{expected operation to yield 3 values}}
    hal.executable.export public @f ordinal(0) layout(#layout) {
    ^bb0(%d: !hal.device, %n: index):
      hal.return %n, %n : index, index
    }
  }
}

// -----

hal.executable private @ex {
  // expected-error @+1 {{only one condition op is allowed in a variant}}
  hal.executable.variant public @v target(<"b", "f">) {
    hal.executable.condition(%d: !hal.device) -> i1 {
      %true = arith.constant true
      hal.return %true : i1
    }
    hal.executable.condition(%d: !hal.device) -> i1 {
      %true = arith.constant true
      hal.return %true : i1
    }
  }
}

// -----

hal.executable private @ex {
  hal.executable.variant public @v target(<"b", "f">) {
    // expected-error @+1 {{initializer must return only i32 values (result 0 is 'i64')}}
    hal.executable.constant.block() -> i64 as "k" {
      %c1 = arith.constant 1 : i64
      hal.return %c1 : i64
    }
  }
}

// -----

hal.executable private @ex {
  hal.executable.variant public @v target(<"b", "f">) {
    // expected-error @+1 {{initializer must take a !hal.device or nothing}}
    hal.executable.constant.block(%n: i32) -> i32 as "k" {
      hal.return %n : i32
    }
  }
}

// -----

hal.executable private @ex {
  hal.executable.variant public @v target(<"b", "f">) {
    hal.executable.constant.block() -> (i32, i32) as ("k", "l") {
      %c1 = arith.constant 1 : i32
      // expected-error @+1 {{return must have the same number of operands as the parent result signature (have 1, expected 2)}}
      hal.return %c1 : i32
    }
  }
}

// -----

util.func private @extern(%t: tensor<4xi32>, %n: index) -> tensor<4xi32> {
  // expected-error @+1 {{workload operands and workgroup count args mismatch (1 vs 2)}}
  %0 = hal.dispatch.extern "f"[%n](%t) : (tensor<4xi32>) -> tensor<4xi32>
    count(%d: !hal.device, %a: index, %b: index) -> (index, index, index) {
      hal.return %a, %a, %a : index, index, index
    }
    layout(<push_constants = 0, sets = [<0, bindings = [<0, storage_buffer>]>]>)
    objects({
      #hal.executable.target<"b", "f"> ordinal(0) = [#hal.executable.object<{path = "k.o"}>]
    })
  util.return %0 : tensor<4xi32>
}

// -----

util.func private @extern_index(%t: tensor<4xindex>, %n: index) -> tensor<4xi32> {
  // expected-error @+1 {{index types must not cross the dispatch boundary}}
  %0 = hal.dispatch.extern "f"[%n](%t) : (tensor<4xindex>) -> tensor<4xi32>
    count(%d: !hal.device, %a: index) -> (index, index, index) {
      hal.return %a, %a, %a : index, index, index
    }
    layout(<push_constants = 0, sets = [<0, bindings = [<0, storage_buffer>]>]>)
    objects({
      #hal.executable.target<"b", "f"> ordinal(0) = [#hal.executable.object<{path = "k.o"}>]
    })
  util.return %0 : tensor<4xi32>
}

// -----

// expected-error @+1 {{must have at least one device to select}}
util.global private @none = #hal.device.select<[]> : !hal.device

// -----

// expected-error @+1 {{can only select between #hal.device.alias, #hal.device.target}}
util.global private @no_device = #hal.device.select<["cpu"]> : !hal.device

// -----

// expected-error @+1 {{target objects must be an array of #hal.executable.object attributes}}
util.func private @objects() attributes {a = #hal.executable.objects<{#hal.executable.target<"b", "f"> = [3 : i32]}>}

// -----

// expected-error @+1 {{target keys must be #hal.executable.target attributes}}
module attributes {x = #hal.executable.objects<{"cpu" = []}>} {}

// -----

hal.executable private @ex {
  hal.executable.variant public @v target(<"b", "f">) {
    // expected-error @+1 {{requires attribute 'function_type'}}
    "hal.executable.constant.block"() ({
      %c1 = arith.constant 1 : i32
      "hal.return"(%c1) : (i32) -> ()
    }) {keys = ["k"]} : () -> ()
  }
}

// -----

hal.executable private @ex {
  hal.executable.variant public @v target(<"b", "f">) {
    // expected-error @+1 {{expects a non-empty body}}
    "hal.executable.constant.block"() ({}) {keys = ["k"], function_type = () -> i32} : () -> ()
  }
}

// -----

// A scalar index goes over, elements of any shape do not.

util.func private @extern_vector(%t: vector<4xindex>, %n: index) -> tensor<4xi32> {
  // expected-error @+1 {{I/O type 'vector<4xindex>' is invalid: index types must not cross the dispatch boundary}}
  %0 = hal.dispatch.extern "f"[%n](%t) : (vector<4xindex>) -> tensor<4xi32>
    count(%d: !hal.device, %a: index) -> (index, index, index) {
      hal.return %a, %a, %a : index, index, index
    }
    layout(<push_constants = 0, sets = [<0, bindings = [<0, storage_buffer>]>]>)
    objects({
      #hal.executable.target<"b", "f"> ordinal(0) = [#hal.executable.object<{path = "k.o"}>]
    })
  util.return %0 : tensor<4xi32>
}

// -----

util.func public @no_target() {
  // expected-error @+1 {{target #0 is no #hal.executable.target}}
  hal.dispatch.extern "main"() : () -> ()
    count(%device: !hal.device) -> (index, index, index) {
      %c1 = arith.constant 1 : index
      hal.return %c1, %c1, %c1 : index, index, index
    }
    layout(#hal.pipeline.layout<push_constants = 0, sets = []>)
    objects({ #hal.device.promise<@a> ordinal(0) = [#hal.executable.object<{path = "a.o"}>] })
  util.return
}

// -----

util.func public @no_object() {
  // expected-error @+1 {{object #0 of target #0 is no #hal.executable.object}}
  hal.dispatch.extern "main"() : () -> ()
    count(%device: !hal.device) -> (index, index, index) {
      %c1 = arith.constant 1 : index
      hal.return %c1, %c1, %c1 : index, index, index
    }
    layout(#hal.pipeline.layout<push_constants = 0, sets = []>)
    objects({ #hal.executable.target<"backend", "format"> ordinal(0) = [#hal.device.promise<@a>] })
  util.return
}
