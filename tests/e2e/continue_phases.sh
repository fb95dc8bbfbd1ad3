# The text of every phase reads back and goes on to a plan that gives the same
# bits.
. "$SOURCE_DIR/expect.sh"
data=$MODELS/mlsd_320_tiny
cluster=$CONFIGS/two-nodes.yaml

run() { "$WEIR" run "$1" --quiet --input "@$data/input_0.npy" --output "offsets=@$2"; }

expect 0 "" "$WEIRC" "$data/model.onnx" --cluster "$cluster" -o whole.weir
run whole.weir want.npy || complain "the plan does not run"
for phase in input abi flow stream executable-sources executable-targets nodes hal; do
  expect 0 "" "$WEIRC" "$data/model.onnx" --cluster "$cluster" --compile-to=$phase -o text.mlir
  expect 0 "" "$WEIRC" text.mlir --compile-from=$phase --cluster "$cluster" -o again.weir
  run again.weir got.npy || complain "the plan from phase $phase does not run"
  cmp -s want.npy got.npy || complain "other bits from phase $phase"
  rm -f again.weir got.npy
done
expect 2 "no phase is called" "$WEIRC" "$data/model.onnx" --compile-to=nowhere
finish
