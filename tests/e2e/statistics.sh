# What weirc counted when it compiled is what a run counts: dispatches, copies,
# transfers and their bytes on each node, and memory on each device.
. "$SOURCE_DIR/expect.sh"
data=$MODELS/mlsd_320_tiny
cluster=$CONFIGS/two-nodes.yaml

cat >compare.py <<'PYTHON'
# compare.py PLAN STREAM SHARE BEFORE RUN...: what inspect says of the plan, the
# statistics of its program before it was split, the least share of the
# predicted memory that is used, how many commands initialisers have, and a run
# of each of its functions.
import json, sys
def load(path):
    with open(path) as file:
        return json.load(file)
plan, stream = load(sys.argv[1]), load(sys.argv[2])["stream-aggregate"]
share, before = float(sys.argv[3]), int(sys.argv[4])
runs = [load(path) for path in sys.argv[5:]]
wrong = 0
def same(what, predicted, counted):
    global wrong
    if predicted != counted:
        print(f"{what}: {predicted} predicted, {counted} counted")
        wrong += 1

for i, node in enumerate(plan["nodes"]):
    name = node["name"]
    did = [run["nodes"][i] for run in runs]
    def messages(key):
        return sum(run[key] for run in did)
    def devices(key):
        return sum(device[key] for run in did for device in run["devices"])
    same(f"{name}: dispatches", node["dispatches"], devices("dispatches"))
    same(f"{name}: copies", node["copies"], devices("copies"))
    same(f"{name}: transfers", node["sends"] + node["receives"], devices("transfers"))
    same(f"{name}: bytes sent", node["send_bytes"], devices("bytes_sent"))
    same(f"{name}: bytes received", node["receive_bytes"], devices("bytes_received"))
    same(f"{name}: messages sent", node["sends"], messages("sent_messages"))
    same(f"{name}: messages received", node["receives"], messages("received_messages"))
    same(f"{name}: bytes of messages sent", node["send_bytes"], messages("sent_bytes"))
    same(f"{name}: bytes of messages received", node["receive_bytes"], messages("received_bytes"))
    same(f"{name}: commands", node["dispatches"] + node["copies"] + node["sends"] + node["receives"], devices("commands"))
    same(f"{name}: dispatches of devices", node["dispatches"], sum(d["dispatches"] for d in node["devices"]))
    for j, device in enumerate(node["devices"]):
        same(f"{name}: dispatches of {device['name']}", device["dispatches"],
             sum(run["devices"][j]["dispatches"] for run in did))
        predicted = device["predicted_peak_bytes"]
        peak = max(run["devices"][j]["peak_bytes"] for run in did)
        if not share * predicted <= peak <= predicted:
            print(f"{device['name']}: {predicted} bytes predicted, {peak} used")
            wrong += 1

def total(key):
    return sum(node[key] for node in plan["nodes"])
transfers = plan["transfers"]
same("transfers sent", len(transfers), total("sends"))
same("transfers received", len(transfers), total("receives"))
same("bytes of transfers", sum(t["bytes"] for t in transfers), total("send_bytes"))
did = stream["execution"]
same("stream: dispatches", did["dispatch-count"], total("dispatches"))
# A copy from node to node is a transfer, any other is one of a device.
same("stream: copies and fills", did["copy-count"] + did["fill-count"], total("copies") + len(transfers) + before)
same("stream: executables", stream["executable"]["executable-count"],
     len({executable["name"] for node in plan["nodes"] for executable in node["executables"]}))
if total("dispatches") == 0 or len(transfers) == 0:
    print("a program that does nothing proves nothing")
    wrong += 1
sys.exit(wrong > 0)
PYTHON

# compile FILE PLACEMENT: plan.weir, what inspect says and what the passes say.
compile() {
  expect 0 "" "$WEIRC" "$1" --cluster "$cluster" --place="$2" -o plan.weir
  "$WEIR" inspect --json plan.weir >plan.json || complain "no figures of $1"
  expect 0 "" "$WEIRC" "$1" --cluster "$cluster" --place="$2" --compile-to=stream -o stream.mlir
  expect 0 "" "$WEIRC" opt stream.mlir \
    '--pass-pipeline=builtin.module(stream-dump-statistics{output-format=json output-file=stream.json})'
}

# run NUMBER ARGUMENT...: of one function, in one process and on two ranks.
run() {
  local number=$1
  shift
  expect 0 "" "$WEIR" run plan.weir --quiet --json "$@"
  cp out.txt "one.$number.json"
  expect 0 "" ranks 2 "$WEIR" run plan.weir --quiet --json "$@"
  cp out.txt "two.$number.json"
}

# compare WHAT SHARE BEFORE
compare() {
  local place
  for place in one two; do
    python3 compare.py plan.json stream.json "$2" "$3" $place.*.json >said.txt 2>&1 ||
      complain "$1, on $place: $(cat said.txt)"
  done
  rm -f one.*.json two.*.json
}

for placement in chain round-robin; do
  compile "$data/model.onnx" $placement
  run 0 --input "@$data/input_0.npy"
  # Constants are used where the plan is mapped, so they are predicted only.
  compare "model, $placement" 0.8 0

  compile "$SOURCE_DIR/programs/affinities.mlir" $placement
  run 0 -i "4xf32=1" -i "4xf32=2"
  compare "affinities, $placement" 0.5 0

  compile "$SOURCE_DIR/programs/diamonds.mlir" $placement
  run 0 --function attention -i "4x8xf32=1" -i "8x8xf32=1"
  run 1 --function shapes -i "3x4xi32=1"
  run 2 --function bytes -i "8xi8=1"
  run 3 --function fan -i "2x3xf32=1"
  compare "diamonds, $placement" 0.5 0
done

# Its two fills before the first call count for no call.
compile "$SOURCE_DIR/programs/state.mlir" round-robin
run 0 --function add -i "4xf32=1"
run 1 --function smooth -i "2x2xf32=1"
run 2 --function get
compare "state" 0.5 2
# Statistics are of the last call.
compile "$SOURCE_DIR/programs/affinities.mlir" chain
run 0 --repeat 3 --warmup 1 -i "4xf32=1" -i "4xf32=2"
compare "repeated" 0.5 0
finish
