# Inputs, outputs and options that cannot be used.
. "$SOURCE_DIR/expect.sh"

"$MAKE_PLAN" pass plan.weir || exit 1
expect 0 "" "$WEIR" run plan.weir --input "4xf32=1 2 3 4" --output y=@good.npy

expect 2 "which plan" "$WEIR" run
expect 2 "no command" "$WEIR" walk
expect 2 "repeat" "$WEIR" run plan.weir --repeat many
expect 2 "repeat" ranks 2 "$WEIR" run plan.weir --repeat many
expect 2 "memory" "$WEIR" run plan.weir --memory lots

expect 11 "no function \"other\"; it has \"pass\"" "$WEIR" run plan.weir --function other
expect 10 "input \"x\" \(4xf32\) is missing" "$WEIR" run plan.weir
expect 10 "input \"x\" is 5xf32, the function takes 4xf32" "$WEIR" run plan.weir --input 5xf32=0
expect 10 "input \"x\" is 4xf64, the function takes 4xf32" "$WEIR" run plan.weir --input 4xf64=0
expect 10 "input \"x\" is 2x2xf32" ranks 2 "$WEIR" run plan.weir --input 2x2xf32=0
expect 11 "no input \"w\"; it has \"x\"" "$WEIR" run plan.weir --input w=4xf32=0
expect 10 "given twice" "$WEIR" run plan.weir --input x=4xf32=0 --input x=4xf32=0
expect 10 "more are given" "$WEIR" run plan.weir --input 4xf32=0 --input 4xf32=0
expect 10 "input \"x\"" "$WEIR" run plan.weir --input "4xf32=1 2 3"
expect 11 "no input \"4xq32\"" "$WEIR" run plan.weir --input "4xq32=1 2 3"
expect 11 "none.npy" "$WEIR" run plan.weir --input x=@none.npy
expect 11 "none.npy" ranks 2 "$WEIR" run plan.weir --input x=@none.npy
head -c 100 good.npy >cut.npy
expect 18 "cut.npy" "$WEIR" run plan.weir --input x=@cut.npy
head -c 500 /dev/urandom >random.npy
timeout 60 "$WEIR" run plan.weir --input x=@random.npy >out.txt 2>err.txt
case $? in 10 | 18) ;; *) complain "a random npy ends with another code" ;; esac

expect 11 "no output \"w\"" "$WEIR" run plan.weir --input 4xf32=0 --output w=@w.npy
expect 10 "cannot write output nowhere/y.npy" "$WEIR" run plan.weir --input 4xf32=0 --output y=@nowhere/y.npy
expect 10 "cannot write output nowhere/y.npy" ranks 2 "$WEIR" run plan.weir --input 4xf32=0 --output y=@nowhere/y.npy
mkdir folder.npy
expect 10 "folder.npy is a directory" "$WEIR" run plan.weir --input 4xf32=0 --output y=@folder.npy
expect 10 "format of output y.txt" "$WEIR" run plan.weir --input 4xf32=0 --output y=@y.txt
# An output that was there stays when the run fails.
cp good.npy kept.npy
expect 10 "" "$WEIR" run plan.weir --input 5xf32=0 --output y=@kept.npy
cmp -s good.npy kept.npy || complain "an output was written though the run failed"
expect 10 "4xf32 was computed, 5xf32 is expected" "$WEIR" run plan.weir --input 4xf32=0 --expected-output y=5xf32=0 --output y=@new.npy
[ ! -e new.npy ] || complain "an output was written though the run failed"
[ -z "$(ls | grep -E '\.npy\..+')" ] || complain "files were left behind"
finish
