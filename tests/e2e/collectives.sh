# Collectives over a channel and a part of it, state between calls, shapes known
# when the program runs: the same on any number of ranks.
. "$SOURCE_DIR/expect.sh"

nodes=""
for node in a b c d; do
  sed "s/NODE/$node/g" "$SOURCE_DIR/nodes/reduce.mlir" >$node.mlir
  nodes="$nodes $node=$node.mlir"
done
# shellcheck disable=SC2086
"$EMIT_NODES" reduce.weir $nodes || exit 1

run() {
  local launch=$1 size=$2
  shift 2
  $launch "$WEIR" run reduce.weir --input "x=${size}xf32=0.5" \
    --expected-output "all=${size}xf32=2" --expected-output "half=${size}xf32=1" \
    --expected-output ranks=i32=4 "$@"
}
for size in 1 7 1000 300000; do
  expect 0 "" run "" $size --expected-output calls=i64=3 --repeat 3
  for n in 1 2 4; do
    expect 0 "" run "ranks $n" $size --expected-output calls=i64=3 --repeat 3
  done
done
expect 0 "" run "" 16 --driver inline
expect 10 "input \"x\" is 2x2xf32, the function takes \?xf32" "$WEIR" run reduce.weir --input 2x2xf32=0
finish
