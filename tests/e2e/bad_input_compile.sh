# What weirc refuses: one clear error with file and place, the documented exit
# code, and no file written.
. "$SOURCE_DIR/expect.sh"
model=$MODELS/mlsd_320_tiny/model.onnx
cluster=$CONFIGS/two-nodes.yaml

refused() {
  expect "$@" -o out.weir
  [ ! -e out.weir ] || complain "a plan was written: $*"
  rm -f out.weir
}

refused 11 "none.onnx: No such file" "$WEIRC" none.onnx
refused 11 "none.mlir.*No such file" "$WEIRC" none.mlir
: >empty.onnx
refused 18 "empty.onnx: the file is empty" "$WEIRC" empty.onnx
for size in 10 1000 200000 2000000; do
  head -c $size "$model" >cut.onnx
  refused 18 "cut.onnx: not an ONNX model, or cut short" "$WEIRC" cut.onnx
done
head -c 20000 /dev/urandom >random.onnx
refused 18 "random.onnx: not an ONNX model" "$WEIRC" random.onnx
mkdir folder.onnx
refused 10 "folder.onnx: not a regular file" "$WEIRC" folder.onnx
echo 'util.func @f( {' >wrong.mlir
refused 10 "wrong.mlir:1:[0-9]+: error: " "$WEIRC" wrong.mlir
head -c 20000 /dev/urandom >random.mlir
refused 10 "random.mlir:1:[0-9]+: error: " "$WEIRC" random.mlir

# Models that are well-formed and cannot be compiled.
"$MAKE_MODEL" unsupported.onnx <<'MODEL' || exit 1
input x f32 2 4
Relu fine: x -> a
LSTM spin: a -> b
Einsum turn: b -> c equation=ij->ji
com.example::Thing own: c -> y
output y
MODEL
refused 17 "unsupported.onnx: node \"spin\": operator LSTM is not supported" "$WEIRC" unsupported.onnx
for text in 'node "turn": operator Einsum' 'node "own": operator com.example::Thing'; do
  grep -qF "unsupported.onnx: $text is not supported" err.txt || complain "not told: $text"
done
! grep -q '"fine"' err.txt || complain "a supported operator is called unsupported"
"$MAKE_MODEL" symbolic.onnx <<'MODEL' || exit 1
input x f32 batch 4
constant one f32 = 1
Add sum: x one -> y
output y
MODEL
expect 0 "" "$WEIRC" symbolic.onnx --dim other=3 -o symbolic.weir
expect 0 "y: 2x4xf32=.?2 2" "$WEIR" run symbolic.weir --input 2x4xf32=1
expect 0 "" "$WEIRC" symbolic.onnx --dim batch=3 -o symbolic.weir
expect 0 "y: 3x4xf32=.?2 2" "$WEIR" run symbolic.weir --input 3x4xf32=1
"$MAKE_MODEL" mismatch.onnx <<'MODEL' || exit 1
input x f32 2 3
input w f32 4
Add sum: x w -> y
output y
MODEL
refused 10 "mismatch.onnx: node \"sum\" \(Add\)" "$WEIRC" mismatch.onnx
"$MAKE_MODEL" dangling.onnx <<'MODEL' || exit 1
input x f32 2 3
Add sum: x nowhere -> y
output y
MODEL
refused 10 "dangling.onnx: .*\"nowhere\"" "$WEIRC" dangling.onnx

# Cluster files.
refused 11 "none.yaml: No such file" "$WEIRC" "$model" --cluster none.yaml
refused 10 "random.onnx: the file is binary" "$WEIRC" "$model" --cluster random.onnx
head -c 150 "$cluster" >cut.yaml
refused 10 "cut.yaml:[0-9]+: " "$WEIRC" "$model" --cluster cut.yaml
sed 's/kind: local/kind: abacus/' "$cluster" >kind.yaml
refused 10 "kind.yaml:[0-9]+: .*abacus" "$WEIRC" "$model" --cluster kind.yaml
sed 's/name: b$/name: a/' "$cluster" >twice.yaml
refused 10 "twice.yaml:[0-9]+: " "$WEIRC" "$model" --cluster twice.yaml
sed 's/1 GiB/plenty/' "$cluster" >plenty.yaml
refused 10 "plenty.yaml:[0-9]+: .*plenty" "$WEIRC" "$model" --cluster plenty.yaml

# Pins: all that is wrong at once, with the lines.
refused 11 "none.pins: No such file" "$WEIRC" "$model" --cluster "$cluster" --pins none.pins
refused 10 "random.onnx: not a text file" "$WEIRC" "$model" --cluster "$cluster" --pins random.onnx
printf '@z_cpu Conv__220\n@a_cpu Nix\nhello\n@a_cpu\n' >bad.pins
refused 10 "bad.pins:1: .*two-nodes.yaml has no device @z_cpu" "$WEIRC" "$model" --cluster "$cluster" --pins bad.pins
for text in ':2: no dispatch computes a node called "Nix"' ':3: expected `@device NAME`, found "hello"' \
  ':4: expected `@device NAME`, found "@a_cpu"'; do
  grep -qF "bad.pins$text" err.txt || complain "not told: $text"
done

# Places that cannot be written.
expect 11 "nowhere/p.weir cannot be written: No such file" "$WEIRC" "$model" -o nowhere/p.weir
mkdir folder.weir
expect 10 "folder.weir cannot be written: Is a directory" "$WEIRC" "$model" -o folder.weir
refused 11 "nowhere/p.pins cannot be written: No such file" "$WEIRC" "$model" --save-pins nowhere/p.pins
# A plan that was there stays when compiling fails.
echo kept >kept.weir
expect 18 "" "$WEIRC" random.onnx -o kept.weir
[ "$(cat kept.weir)" = kept ] || complain "a plan was overwritten though compiling failed"

# Command lines.
expect 2 "no placement strategy is called \"best\"" "$WEIRC" "$model" --place=best -o out.weir
expect 2 "NAME=N" "$WEIRC" "$model" --dim x -o out.weir
expect 2 "NAME=N" "$WEIRC" "$model" --dim x=-1 -o out.weir
expect 2 "no phase is called \"best\"" "$WEIRC" "$model" --compile-to=best
expect 2 "no pass is called \"best\"" "$WEIRC" "$model" --print-after=best -o out.weir
expect 2 "-o FILE" "$WEIRC" "$model"
expect 2 "there is no MODEL" "$WEIRC"
expect 2 "--nonsense" "$WEIRC" "$model" --nonsense
expect 10 "no processor level is called \"pdp11\"" "$WEIRC" "$model" --cpu pdp11 -o out.weir
expect 11 "no dialect is called \"nope\"" "$WEIRC" ops nope
[ ! -e out.weir ] || complain "a plan was written"
[ -z "$(ls | grep -E '\.(weir|pins)\..+')" ] || complain "files were left behind"
finish
