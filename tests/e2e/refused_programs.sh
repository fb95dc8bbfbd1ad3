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
expect 0 "" "$WEIRC" "$SOURCE_DIR/programs/parameters.mlir" -o plan.weir
expect 11 "no parameter \"b\" in scope \"model\"" "$WEIR" run plan.weir -f named
finish
