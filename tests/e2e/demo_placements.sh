# The demo model gives the same bits for every cluster, placement and number of
# ranks, and they are those of its reference.
. "$SOURCE_DIR/expect.sh"
data=$MODELS/mlsd_320_tiny
run="run plan.weir --quiet --input @$data/input_0.npy"

compare_outputs() {
  cmp -s offsets.npy first_offsets.npy && cmp -s scores.npy first_scores.npy ||
    complain "other bits: $*"
  rm -f offsets.npy scores.npy
}

expect 0 "" "$WEIRC" "$data/model.onnx" --cluster "$CONFIGS/one-node.yaml" -o plan.weir --verify-each
expect 0 "" "$WEIR" $run --output offsets=@first_offsets.npy --output scores=@first_scores.npy \
  --expected-output "offsets=@$data/output_0.npy" --expected-output "scores=@$data/output_1.npy" \
  --range-tol 1e-3

outputs="--output offsets=@offsets.npy --output scores=@scores.npy"
for driver in "inline" "local --threads 1" "local --threads 3 --validate"; do
  expect 0 "" "$WEIR" $run $outputs --driver $driver
  compare_outputs "one node, $driver"
done

for cluster in two-nodes four-nodes; do
  for strategy in single round-robin chain; do
    expect 0 "" "$WEIRC" "$data/model.onnx" --cluster "$CONFIGS/$cluster.yaml" --place=$strategy -o plan.weir
    expect 0 "" "$WEIR" $run $outputs
    compare_outputs "$cluster, $strategy, without mpirun"
    for n in 1 2 4; do
      expect 0 "" ranks $n "$WEIR" $run $outputs
      compare_outputs "$cluster, $strategy, $n ranks"
    done
  done
  # chain is what is done unless told otherwise.
  cp plan.weir chain.weir
  expect 0 "" "$WEIRC" "$data/model.onnx" --cluster "$CONFIGS/$cluster.yaml" -o plan.weir
  cmp -s plan.weir chain.weir || complain "$cluster: compiled twice, the plans differ"
done
expect 0 "transfers" "$WEIR" inspect plan.weir

# Calls one after the other, and times of them.
expect 0 "\"median" ranks 2 "$WEIR" $run $outputs --repeat 5 --warmup 1 --json
compare_outputs "repeated"
finish
