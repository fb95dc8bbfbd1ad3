// Kernels from an object file beside the program: by hal.dispatch.extern, and by
// a hal.executable.source whose exports are dispatched by name.
// objects: kernels.o
// call: scale -i "4xf32=1 2 3 4" -i i32=5 -e "4xf32=11 21 31 41"
// call: rows -i "2x3xi32=1 2 3 4 5 6" -e "2x3xi32=3 2 1 6 5 4" -e i32=3
// call: open -i "3xf32=1 2 3" -e "3xf32=6 12 18"
// call: open -i "1xf32=7" -e "1xf32=42"
#scale = #hal.pipeline.layout<push_constants = 1, sets = [<0, bindings = [<0, storage_buffer, ReadOnly>, <1, storage_buffer>]>]>
#turn = #hal.pipeline.layout<push_constants = 1, sets = [<0, bindings = [<0, storage_buffer>]>]>
#elf = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">

hal.executable.source private @kernels attributes {objects = #hal.executable.objects<{#elf = [#hal.executable.object<{path = "kernels.o"}>]}>} {
  hal.executable.export public @scale ordinal(0) layout(#scale) {
  ^bb0(%device: !hal.device, %w: index):
    %c1 = arith.constant 1 : index
    hal.return %w, %c1, %c1 : index, index, index
  }
  hal.executable.export public @turn ordinal(1) layout(#turn) {
  ^bb0(%device: !hal.device, %w: index):
    %c1 = arith.constant 1 : index
    hal.return %c1, %w, %c1 : index, index, index
  }
}

// x times n, twice, added up, and one more.
util.func public @scale(%x: tensor<4xf32>, %n: i32) -> tensor<4xf32> {
  %c4 = arith.constant 4 : index
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %0 = hal.dispatch.extern "scale"[%c4](%n, %x) : (i32, tensor<4xf32>) -> tensor<4xf32>
    count(%device: !hal.device, %w: index) -> (index, index, index) {
      %c1 = arith.constant 1 : index
      hal.return %w, %c1, %c1 : index, index, index
    }
    layout(#scale)
    bindings([#hal.interface.binding<0, 0>, #hal.interface.binding<0, 1>])
    objects({#elf ordinal(0) = [#hal.executable.object<{path = "kernels.o"}>]})
  %1 = arith.addf %0, %0 : tensor<4xf32>
  %2 = arith.addf %1, %one : tensor<4xf32>
  util.return %2 : tensor<4xf32>
}

// In place; and the first element behind it.
util.func public @rows(%x: tensor<2x3xi32>) -> (tensor<2x3xi32>, i32) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %n = arith.constant 3 : i32
  %0 = flow.dispatch @kernels::@turn[%c2](%n, %x) {hal.interface.bindings = [#hal.interface.binding<0, 0>]} : (i32, tensor<2x3xi32>) -> %x
  %v = tensor.extract %0[%c0, %c0] : tensor<2x3xi32>
  util.return %0, %v : tensor<2x3xi32>, i32
}

// As many workgroups as there are elements.
util.func public @open(%x: tensor<?xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %n = arith.constant 3 : i32
  %d = tensor.dim %x, %c0 : tensor<?xf32>
  %0 = flow.dispatch @kernels::@scale[%d](%n, %x) {hal.interface.bindings = [#hal.interface.binding<0, 0>, #hal.interface.binding<0, 1>]} : (i32, tensor<?xf32>{%d}) -> tensor<?xf32>{%d}
  %1 = arith.addf %0, %0 : tensor<?xf32>
  util.return %1 : tensor<?xf32>
}
