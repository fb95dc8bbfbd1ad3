# Pins: what weirc writes it reads, and any placement gives the same bits.
. "$SOURCE_DIR/expect.sh"
data=$MODELS/mlsd_320_tiny
cluster=$CONFIGS/two-nodes.yaml

expect 0 "" "$WEIRC" "$data/model.onnx" --cluster "$cluster" -o chain.weir --save-pins chain.pins
[ "$(grep -c '^@a_cpu ' chain.pins)" -gt 5 ] || complain "no work for a"
[ "$(grep -c '^@b_cpu ' chain.pins)" -gt 5 ] || complain "no work for b"
"$WEIR" run chain.weir --quiet --input "@$data/input_0.npy" --output offsets=@want.npy

# Whatever the strategy would do, pins decide.
for strategy in chain single round-robin; do
  expect 0 "" "$WEIRC" "$data/model.onnx" --cluster "$cluster" -o again.weir \
    --place=$strategy --pins chain.pins --save-pins again.pins
  cmp -s chain.pins again.pins || complain "pins written are not those read ($strategy)"
done

# Placements at random, by this seed.
for seed in 1 2 3 4; do
  awk -v seed=$seed 'BEGIN {srand(seed)} {sub(/^@[ab]/, rand() < 0.5 ? "@a" : "@b"); print}' \
    chain.pins >random.pins
  expect 0 "" "$WEIRC" "$data/model.onnx" --cluster "$cluster" -o random.weir --pins random.pins
  expect 0 "" ranks 2 "$WEIR" run random.weir --quiet --input "@$data/input_0.npy" --output offsets=@got.npy
  cmp -s want.npy got.npy || complain "other bits with the placement of seed $seed"
done

# Comments, blanks and line ends as editors leave them.
printf '# who does what\n\n  @b_cpu   Conv__220  \r\n' >hand.pins
expect 0 "" "$WEIRC" "$data/model.onnx" --cluster "$cluster" -o hand.weir --place=single \
  --pins hand.pins --save-pins hand_again.pins
[ "$(grep '^@b_cpu' hand_again.pins)" = "@b_cpu Conv__220" ] || complain "one pin moves one dispatch"
finish
