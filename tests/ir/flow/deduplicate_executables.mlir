// RUN: weirc opt --split-input-file --allow-unregistered-dialect --flow-deduplicate-executables %s | FileCheck %s

// CHECK: flow.executable public @first
flow.executable @first {
  flow.executable.export @entry
  builtin.module {
    func.func @entry(%a: tensor<4xf32>) -> tensor<4xf32> {
      cf.br ^next(%a : tensor<4xf32>)
    ^next(%b: tensor<4xf32>):
      %0 = arith.addf %b, %a : tensor<4xf32>
      return %0 : tensor<4xf32>
    }
  }
}
// CHECK-NOT: @second
flow.executable @second {
  flow.executable.export @other_entry
  builtin.module {
    func.func @other_entry(%x: tensor<4xf32>) -> tensor<4xf32> {
      cf.br ^next(%x : tensor<4xf32>)
    ^next(%y: tensor<4xf32>):
      %0 = arith.addf %y, %x : tensor<4xf32>
      return %0 : tensor<4xf32>
    }
  }
}
// The operands come in another order.
// CHECK: flow.executable public @third
flow.executable @third {
  flow.executable.export @entry
  builtin.module {
    func.func @entry(%a: tensor<4xf32>) -> tensor<4xf32> {
      cf.br ^next(%a : tensor<4xf32>)
    ^next(%b: tensor<4xf32>):
      %0 = arith.addf %a, %b : tensor<4xf32>
      return %0 : tensor<4xf32>
    }
  }
}
// CHECK-LABEL: @calls
util.func public @calls(%a: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: flow.dispatch @first::@entry(
  %0 = flow.dispatch @first::@entry(%a) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: flow.dispatch {@third::@entry, @first::@entry}(
  %1 = flow.dispatch {@third::@entry, @second::@other_entry}(%0) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: "some.op"() {table = {a = [@first::@entry, @elsewhere]}}
  "some.op"() {table = {a = [@second::@other_entry, @elsewhere]}} : () -> ()
  util.return %1 : tensor<4xf32>
}
// CHECK: util.initializer
util.initializer {
  // CHECK: flow.dispatch @first::@entry()
  flow.dispatch @second::@other_entry() : () -> ()
  util.return
}

// -----

// Executables of other levels as well, by the whole path.
// CHECK: hal.executable private @first
hal.executable private @first {
  hal.executable.variant public @variant target(<"backend", "format">) {
    hal.executable.export public @entry ordinal(0) layout(#hal.pipeline.layout<push_constants = 0, sets = []>)
  }
}
// CHECK-NOT: @second
hal.executable private @second {
  hal.executable.variant public @other_variant target(<"backend", "format">) {
    hal.executable.export public @other_entry ordinal(0) layout(#hal.pipeline.layout<push_constants = 0, sets = []>)
  }
}
// CHECK: hal.executable private @third
hal.executable private @third {
  hal.executable.variant public @variant target(<"backend", "format">) {
    hal.executable.export public @entry ordinal(1) layout(#hal.pipeline.layout<push_constants = 0, sets = []>)
  }
}
// CHECK-LABEL: @calls
util.func public @calls() {
  // CHECK: flow.dispatch @first::@variant::@entry()
  flow.dispatch @second::@other_variant::@other_entry() : () -> ()
  // CHECK: flow.dispatch @third::@variant::@entry()
  flow.dispatch @third::@variant::@entry() : () -> ()
  util.return
}
