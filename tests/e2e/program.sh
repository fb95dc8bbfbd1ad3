# One program, $PROGRAM: what it computes is what was worked out by hand, and the
# same bits wherever its work is placed and on any number of ranks.
#
# A program says its calls itself:
#   // call: FUNCTION [-i INPUT]... [-e OUTPUT]... [--repeat N]
#   // clusters: those it is for, if not one-node two-nodes four-nodes
#   // parameters: SCOPE[=FILE]... of the weights, from model.safetensors
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

# The same as an archive (docs/irpa.md), and a splat.
names = b"wbones"
def entry(kind, name, length, rest):
    body = struct.pack("<IQQQQQQ", kind, 0, name, length, 0, 0, 64) + rest
    return (struct.pack("<Q", 8 + len(body)) + body).ljust(-(-(8 + len(body)) // 16) * 16, b"\0")
table = (entry(2, 0, 1, struct.pack("<QQ", 0, 48)) + entry(2, 1, 1, struct.pack("<QQ", 64, 12)) +
         entry(1, 2, 4, struct.pack("<Q16sB", 24, struct.pack("<f", 1), 4)))
at = 96 + len(table)
with open("model.irpa", "wb") as file:
    file.write(struct.pack("<4sHHQQQQQQQQQQ", b"IRPA", 0, 0, 88, 0, 0, 3, 96, len(table), at, len(names), 4096, 128).ljust(96, b"\0"))
    file.write((table + names).ljust(4096 - 96, b"\0"))
    file.write(struct.pack("<12f", *range(12)).ljust(64, b"\0") + struct.pack("<3f", 10, 20, 30).ljust(64, b"\0"))
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

# at_random CLUSTER "NODES": a plan with each dispatch on a node by lot.
at_random() {
  compile --cluster "$CONFIGS/$1.yaml" --place=single
  awk -v seed="$seed" -v nodes="$2" '
    BEGIN {srand(seed); count = split(nodes, node, " ")}
    {sub(/^@[a-d]/, "@" node[int(rand() * count) + 1]); print}' pins >random
  compile --cluster "$CONFIGS/$1.yaml" --pins random
}

for object in $(say objects); do cp "$KERNELS" "$object"; done
clusters=$(say clusters)
clusters=${clusters:-one-node two-nodes four-nodes}
parameters=()
for scope in $(say parameters); do
  case $scope in
  *=*) parameters+=(--parameters "$scope") ;;
  *) parameters+=(--parameters "$scope=model.safetensors") ;;
  esac
done
compile --cluster "$CONFIGS/${clusters%% *}.yaml" --place=single
launch first
for cluster in $clusters; do
  case $cluster in
  two-nodes)
    at_random two-nodes "a b"
    launch now
    same "$cluster, at random, one process"
    ;;
  four-nodes)
    compile --cluster "$CONFIGS/four-nodes.yaml" --place=round-robin
    launch now
    same "$cluster, round-robin, one process"
    at_random four-nodes "a b c d"
    for count in 2 4; do
      launch now ranks "$count"
      same "$cluster, at random, $count ranks"
    done
    ;;
  esac
done
finish
