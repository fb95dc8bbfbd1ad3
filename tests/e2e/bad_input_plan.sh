# Plans that cannot be used: one clear error, the documented exit code.
. "$SOURCE_DIR/expect.sh"
input="4xf32=1 2 3 4"

"$MAKE_PLAN" pass good.weir image="$KERNEL_TWICE" || exit 1
expect 0 "" "$WEIR" run good.weir --input "$input"

expect 11 "missing.weir" "$WEIR" run missing.weir --input "$input"
expect 11 "missing.weir" ranks 2 "$WEIR" run missing.weir --input "$input"
: >empty.weir
expect 10 "empty.weir is not a plan" "$WEIR" run empty.weir --input "$input"
mkdir folder.weir
expect 10 "folder.weir is not a regular file" "$WEIR" run folder.weir --input "$input"
head -c 3000 good.weir >cut.weir
expect 18 "cut.weir .*cut off" "$WEIR" run cut.weir --input "$input"
expect 18 "cut.weir .*cut off" "$WEIR" inspect cut.weir
head -c 20 good.weir >stub.weir
expect 18 "stub.weir" "$WEIR" inspect stub.weir
head -c 8000 /dev/urandom >random.weir
expect 10 "random.weir is not a plan" "$WEIR" run random.weir --input "$input"
# Magic and version, then noise.
{ head -c 12 good.weir; head -c 8000 /dev/urandom; } >noise.weir
expect 18 "noise.weir" "$WEIR" run noise.weir --input "$input"
# A byte of the code that a node carries.
size=$(stat -c %s good.weir)
cp good.weir flipped.weir
printf '\377' | dd of=flipped.weir bs=1 seek=$((size - 5000)) conv=notrunc status=none
expect 18 "flipped.weir.*damaged" "$WEIR" run flipped.weir --input "$input"
expect 18 "flipped.weir.*damaged" ranks 2 "$WEIR" run flipped.weir --input "$input"

"$MAKE_PLAN" pass old.weir version=99 || exit 1
expect 14 "old.weir has plan format version 99" "$WEIR" run old.weir --input "$input"

"$MAKE_PLAN" pass gpus.weir kind=cuda devices=2 || exit 1
expect 16 "needs 2 devices of kind cuda on node \"a\"; this machine has 0" "$WEIR" run gpus.weir --input "$input"
expect 16 "needs 2 devices of kind cuda" ranks 2 "$WEIR" run gpus.weir --input "$input"

"$MAKE_PLAN" pass big.weir elements=1000000 || exit 1
expect 15 "bytes of memory" "$WEIR" run big.weir --input "1000000xf32=1" --memory 1MiB
expect 15 "bytes of memory" ranks 2 "$WEIR" run big.weir --input "1000000xf32=1" --memory 1MiB
"$MAKE_PLAN" pass small.weir elements=1000000 memory=100000 || exit 1
expect 15 "device .* has 100000 bytes, the plan needs" "$WEIR" run small.weir --input "1000000xf32=1"
finish
