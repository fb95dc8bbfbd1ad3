# Programs made at random that change values in place, share them, branch, loop
# and call: what comes out is what was computed apart. COUNT programs from SEED on.
. "$SOURCE_DIR/expect.sh"
seed=${SEED:-1}
count=${COUNT:-12}
echo "programs at random: SEED=$seed COUNT=$count"

# try CLUSTER DEVICES: one program.
try() {
  local number=$1 cluster=$2 devices=$3
  python3 "$SOURCE_DIR/random_programs.py" "$number" "$devices" || complain "no program $number"
  expect 0 "" "$WEIRC" program.mlir --cluster "$CONFIGS/$cluster.yaml" --place=round-robin -o plan.weir
  mapfile -t call <call.txt
  expect 0 "" "$WEIR" run plan.weir --quiet --function main "${call[@]}" </dev/null
  [ "$failures" -eq 0 ] || { echo "it was SEED=$number COUNT=1, $cluster"; cat program.mlir; finish; }
}

for ((i = 0; i < count; ++i)); do
  try $((seed + i)) one-node a_cpu
  try $((seed + i)) two-nodes a_cpu,b_cpu
  try $((seed + i)) four-nodes a_cpu,b_cpu,c_cpu,d_cpu
done
finish
