# Ranks that do not agree, that go away, or that stand still.
. "$SOURCE_DIR/expect.sh"
input="4xf32=1 2 3 4"

"$MAKE_PLAN" pass a.weir image="$KERNEL_TWICE" || exit 1
"$MAKE_PLAN" pass b.weir image="$KERNEL_TWICE" name=other || exit 1
"$MAKE_PLAN" pass hangs.weir image="$KERNEL_HANGS" || exit 1

# Each rank its own command line.
two() {
  ASAN_OPTIONS=$no_leaks timeout 60 mpirun --oversubscribe -n 1 "$WEIR" run "$1" --input "$input" --timeout 5 \
    : -n 1 "$WEIR" run "$2" --input "$input" --timeout 5
}
expect 0 "" two a.weir a.weir
expect 14 "plan" two a.weir b.weir
expect 11 "rank 1: .*missing.weir" two a.weir missing.weir

# A kernel that never ends is reported by the rank that runs it, with what it is
# and where it comes from.
begin=$(date +%s)
expect 20 "twice .sample.mlir:7:3" "$WEIR" run hangs.weir --input "$input" --timeout 1
expect 20 "nothing has moved for 1 s" ranks 2 "$WEIR" run hangs.weir --input "$input" --timeout 1
[ $(($(date +%s) - begin)) -lt 40 ] || complain "the watchdog takes too long"

# A rank killed in the middle takes the job with it.
mpirun --oversubscribe -n 2 "$WEIR" run hangs.weir --input "$input" --timeout 0 >out.txt 2>err.txt &
job=$!
victim=""
while [ -z "$victim" ] && kill -0 $job 2>/dev/null; do
  victim=$(ps -o pid=,comm= --ppid $job | awk '$2 == "weir" {print $1; exit}')
done
sleep_until_running() {
  # The kernel burns a core once it runs.
  local ticks=0 count=0
  while [ "$ticks" -lt 20 ] && [ "$count" -lt 100000 ] && kill -0 $job 2>/dev/null; do
    ticks=$(awk '{print $14}' /proc/"$victim"/stat 2>/dev/null || echo 100)
    count=$((count + 1))
  done
}
sleep_until_running
begin=$(date +%s)
kill -9 "$victim"
wait $job
code=$?
[ $code -ne 0 ] || complain "a killed rank goes unnoticed"
[ $(($(date +%s) - begin)) -lt 20 ] || complain "the job outlives a killed rank"
finish
