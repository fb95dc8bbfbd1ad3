# A plan gives the same bits in one process and on one, two and three ranks.
. "$SOURCE_DIR/expect.sh"

"$MAKE_PLAN" pass hand.weir image="$KERNEL_TWICE" elements=1000 || exit 1
"$EMIT_NODES" emitted.weir IMAGE=kernels="$KERNEL_TWICE" \
  a="$SOURCE_DIR/nodes/pass_a.mlir" b="$SOURCE_DIR/nodes/pass_b.mlir" || exit 1

expect 0 "" "$WEIR" run hand.weir --input "x=1000xf32=1.25" --output y=@y0.npy --output z=@z0.npy
cmp -s y0.npy z0.npy || complain "both outputs are the same tensor"
for n in 1 2 3; do
  expect 0 "" ranks $n "$WEIR" run hand.weir --input "x=1000xf32=1.25" \
    --output y=@y$n.npy --output z=@z$n.npy --repeat 3
  cmp -s y0.npy y$n.npy || complain "y differs on $n ranks"
  cmp -s z0.npy z$n.npy || complain "z differs on $n ranks"
  expect 0 "y: 4xf32=2 4 6 8" ranks $n "$WEIR" run emitted.weir --input "4xf32=1 2 3 4"
done
expect 0 "z: 4xf32=2 4 6 8" "$WEIR" run emitted.weir --input "4xf32=1 2 3 4" --driver inline
expect 0 "" "$WEIR" run emitted.weir --input "4xf32=1 2 3 4" --threads 2 --validate

# Outputs are inputs again, and what is expected is found.
expect 0 "" "$WEIR" run hand.weir --input x=@y0.npy --expected-output "y=1000xf32=5"
expect 0 "" ranks 2 "$WEIR" run hand.weir --input x=@y0.npy --expected-output "y=1000xf32=5" --json
expect 1 "" "$WEIR" run hand.weir --input x=@y0.npy --expected-output "y=1000xf32=5.5"
expect 1 "" ranks 2 "$WEIR" run hand.weir --input x=@y0.npy --expected-output "y=1000xf32=5.5"
expect 0 "" "$WEIR" run hand.weir --input x=@y0.npy --expected-output "y=1000xf32=5.5" --atol 0.5

# The trace of two ranks is one file.
expect 0 "" ranks 2 "$WEIR" run hand.weir --input x=@y0.npy --trace trace.json --quiet
python3 - <<'PYTHON' || complain "the trace is not what Chrome reads"
import json
events = json.load(open("trace.json"))["traceEvents"]
names = [e["name"] for e in events if e["ph"] == "X"]
assert any("twice" in n for n in names), names
assert {e["pid"] for e in events} == {0, 1}
PYTHON

"$MAKE_PLAN" count count.weir || exit 1
expect 0 "sum: i64=4950" "$WEIR" run count.weir --function count --input i64=100
expect 0 "y: 4xf32=2.5" "$WEIR" run count.weir -f fill -i f32=2.5
expect 0 "dispatches" "$WEIR" inspect hand.weir
expect 0 "\"transfers\"" "$WEIR" inspect emitted.weir --json
expect 0 "local" "$WEIR" devices
expect 0 "\"cores\": 16" "$WEIR" devices --json --topology "package:2 core:8 pu:1"
finish
