# Programs that cannot run, and what they lack when they are run.
. "$SOURCE_DIR/expect.sh"

# Refused by the compiler, with the op and its place.
cat >reduce.mlir <<'PROGRAM'
util.func public @reduce(%x: tensor<4xf32>) -> tensor<4xf32> {
  %channel = flow.channel.default : !flow.channel
  %e = tensor.empty() : tensor<4xf32>
  %y = flow.collective.all_reduce sum, f32, %e, %x, %channel : (tensor<4xf32>, tensor<4xf32>, !flow.channel) -> tensor<4xf32>
  util.return %y : tensor<4xf32>
}
PROGRAM
expect 0 "" "$WEIRC" reduce.mlir -o plan.weir
expect 0 "" "$WEIR" run plan.weir -i "4xf32=1 2 3 4" --expected-output "4xf32=1 2 3 4"
sed -i '/all_reduce/s/$/ attributes {stream.affinity = #hal.device.affinity<@a_cpu>}/' reduce.mlir
expect 10 "reduce.mlir:4:8: error: .* is told to execute on one device" \
  "$WEIRC" reduce.mlir -o refused.weir --cluster "$CONFIGS/two-nodes.yaml"

# A kernel that was built elsewhere takes an index as 32 bits: what does not fit
# is refused, by the compiler where it stands there.
cp "$KERNELS" kernels.o
cat >extern.mlir <<'PROGRAM'
#layout = #hal.pipeline.layout<push_constants = 1, sets = [<0, bindings = [<0, storage_buffer, ReadOnly>, <1, storage_buffer>]>]>
#elf = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
hal.executable.source private @kernels attributes {objects = #hal.executable.objects<{#elf = [#hal.executable.object<{path = "kernels.o"}>]}>} {
  hal.executable.export public @scale ordinal(0) layout(#layout) {
  ^bb0(%device: !hal.device, %w: index):
    %c1 = arith.constant 1 : index
    hal.return %w, %c1, %c1 : index, index, index
  }
}
util.func public @scale(%x: tensor<4xf32>, %n: i64) -> tensor<4xf32> {
  %c4 = arith.constant 4 : index
  %i = arith.index_cast %n : i64 to index
  %0 = flow.dispatch @kernels::@scale[%c4](%i, %x) {hal.interface.bindings = [#hal.interface.binding<0, 0>, #hal.interface.binding<0, 1>]} : (index, tensor<4xf32>) -> tensor<4xf32>
  util.return %0 : tensor<4xf32>
}
PROGRAM
expect 0 "" "$WEIRC" extern.mlir -o plan.weir
expect 0 "" "$WEIR" run plan.weir -i "4xf32=1 2 3 4" -i i64=7 --expected-output "4xf32=7 14 21 28"
expect 14 "does not fit the 32 bits" "$WEIR" run plan.weir -i "4xf32=1 2 3 4" -i i64=4294967303
sed -i 's/%i = .*/%i = arith.constant 4294967303 : index/' extern.mlir
expect 10 "extern.mlir:13:8: error: .* operand #0 is 4294967303" "$WEIRC" extern.mlir -o refused.weir

# A parameter that no file has.
expect 0 "" "$WEIRC" "$SOURCE_DIR/programs/parameters.mlir" -o plan.weir
expect 11 "no parameter \"b\" in scope \"model\"" "$WEIR" run plan.weir -f named
finish
