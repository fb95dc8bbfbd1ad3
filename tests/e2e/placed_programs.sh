# Programs whose control flow and transfers meet placement: each gives the same
# answer with every strategy, in one process and on several ranks.
. "$SOURCE_DIR/expect.sh"

# program NAME WANT ARGUMENT...: what is printed (extended pattern, one line).
program() {
  local name=$1 want=$2 job cluster strategy counts n
  shift 2
  # CLUSTER STRATEGY RANKS...; 0 ranks: without mpirun.
  for job in "two-nodes single 0" "two-nodes round-robin 0 1 2" "two-nodes chain 0 2" \
    "four-nodes round-robin 0 4"; do
    read -r cluster strategy counts <<<"$job"
    expect 0 "" "$WEIRC" "$SOURCE_DIR/placed/$name.mlir" -o program.weir \
      --cluster "$CONFIGS/$cluster.yaml" --place="$strategy"
    for n in $counts; do
      if [ "$n" -eq 0 ]; then
        expect 0 "" "$WEIR" run program.weir "$@"
      else
        expect 0 "" ranks "$n" "$WEIR" run program.weir "$@"
      fi
      grep -qxE -- "$want" out.txt || {
        complain "$name, $cluster, $strategy, $n ranks: expected $want"
        head -3 out.txt
      }
    done
    rm -f program.weir
  done
}

program transfer "output0: 4xf32=110 120 130 140" --input "4xf32=1 2 3 4" --input "4xf32=10"
program branch "output0: 4xf32=2 4 6 8" --input "4xf32=1 2 3 4" --input i32=1
program branch "output0: 4xf32=1 2 3 4" --input "4xf32=1 2 3 4" --input i32=-1
program loop "output0: 4xf32=128 256 384 512" --input "4xf32=1 2 3 4"
program loop "output1: i32=0" --input "4xf32=100 2 3 4"
program rounds "output0: 4xf32=4 8 12 16" --input "4xf32=1 2 3 4" --input i32=3
program rounds "output0: 4xf32=1 2 3 4" --input "4xf32=1 2 3 4" --input i32=0
finish
