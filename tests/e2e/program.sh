# One program, $PROGRAM: what it computes is what was worked out by hand, and the
# same bits wherever its work is placed and on any number of ranks.
#
# A program says its calls itself:
#   // call: FUNCTION [-i INPUT]... [-e OUTPUT]... [--repeat N]
#   // clusters: those it is for, if not one-node two-nodes four-nodes
#   // parameters: SCOPE of the weights
#   // objects: what the kernels that were built for it are called
. "$SOURCE_DIR/expect.sh"
# Where what it brings along is beside it.
program=$(basename "$PROGRAM")
cp "$PROGRAM" .
seed=${SEED:-20}
echo "placements at random: SEED=$seed"

python3 - <<'PYTHON'
import json, struct
header = {"w": {"dtype": "F32", "shape": [4, 3], "data_offsets": [0, 48]},
          "b": {"dtype": "F32", "shape": [3], "data_offsets": [48, 60]}}
text = json.dumps(header).encode()
with open("model.safetensors", "wb") as file:
    file.write(struct.pack("<Q", len(text)) + text)
    file.write(struct.pack("<15f", *range(12), 10, 20, 30))
PYTHON

# say KEY: what the program says of it.
say() { sed -n "s|^// $1: ||p" "$program"; }

# launch PREFIX: each call of the program; outputs go to PREFIX.CALL.OUTPUT.
launch() {
  local prefix=$1 number=0 line count i
  shift
  while read -r line; do
    number=$((number + 1))
    eval "set_call $line"
    count=0
    for i in "${call[@]}"; do [ "$i" = --expected-output ] && count=$((count + 1)); done
    for ((i = 0; i < count; ++i)); do call+=(--output "@$prefix.$number.$i.npy"); done
    expect 0 "" "$@" "$WEIR" run plan.weir --quiet "${parameters[@]}" "${call[@]}" </dev/null
  done < <(say call)
}

set_call() {
  call=(--function "$1")
  shift
  local word
  for word; do
    case $word in
    -e) call+=(--expected-output) ;;
    *) call+=("$word") ;;
    esac
  done
}

# same WHAT: outputs of this placement are those of the first.
same() {
  local file
  for file in first.*.npy; do
    cmp -s "$file" "now${file#first}" || complain "other bits: $(basename "$program"), $*"
  done
  rm -f now.*.npy
}

compile() { expect 0 "" "$WEIRC" "$program" -o plan.weir --save-pins pins "$@"; }

# on CLUSTER "NODES": with transfers everywhere, and placed at random.
on() {
  local cluster=$1 nodes=$2 count
  count=$(wc -w <<<"$nodes")
  compile --cluster "$CONFIGS/$cluster.yaml" --place=round-robin
  launch now
  same "$cluster, round-robin, one process"
  awk -v seed="$seed" -v nodes="$nodes" -v count="$count" '
    BEGIN {srand(seed); split(nodes, node, " ")}
    {sub(/^@[a-d]/, "@" node[int(rand() * count) + 1]); print}' pins >random
  compile --cluster "$CONFIGS/$cluster.yaml" --pins random
  launch now
  same "$cluster, at random, one process"
  launch now ranks 2
  same "$cluster, at random, 2 ranks"
  [ "$count" -eq 4 ] || return
  launch now ranks 4
  same "$cluster, at random, 4 ranks"
}

for object in $(say objects); do cp "$KERNELS" "$object"; done
clusters=$(say clusters)
clusters=${clusters:-one-node two-nodes four-nodes}
parameters=()
for scope in $(say parameters); do parameters+=(--parameters "$scope=model.safetensors"); done
compile --cluster "$CONFIGS/${clusters%% *}.yaml" --place=single
launch first
for cluster in $clusters; do
  case $cluster in
  two-nodes) on two-nodes "a b" ;;
  four-nodes) on four-nodes "a b c d" ;;
  esac
done
finish
