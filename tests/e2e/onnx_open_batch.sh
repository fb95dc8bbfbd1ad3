# Models with a dimension that is open until they run: what one plan computes for
# each size is what a plan for that size alone does, and it is one plan for all.
. "$SOURCE_DIR/expect.sh"

# model NAME: from standard input.
model() { "$MAKE_MODEL" "$1.onnx" || complain "no model: $1"; }

model image <<'MODEL'
input x f32 batch 3 8 8
constant w f32 4 3 3 3 = 0.125
constant b f32 4 = 1 2 3 4
constant dw f32 4 1 3 3 = 0.25
constant fc f32 5 64 = 0.0625
constant fb f32 5 = 0.5
Conv c1: x w b -> a pads=1,1,1,1
Relu r1: a -> r
Conv c2: r dw - -> d pads=1,1,1,1 group=4
MaxPool p1: d -> p kernel_shape=2,2 strides=2,2
Flatten f1: p -> f
Gemm g1: f fc fb -> y transB=1
Sigmoid s1: y -> z
GlobalAveragePool ga: d -> q
output z
output q
MODEL
model tokens <<'MODEL'
input x f32 batch 2 4
input y f32 batch 2 4
constant w f32 4 4 = 0.5 0 0 0 0 0.5 0 0 0 0 0.5 0 1 1 1 1
constant shape i64 2 = -1 8
MatMul m1: x w -> a
Transpose t1: y -> t perm=0,2,1
MatMul m2: a t -> s
Add add: a y -> b
Reshape r1: b shape -> c
output s
output c
MODEL

model pieces <<'MODEL'
input x f32 batch 4 6
constant starts i64 2 = 1 0
constant ends i64 2 = 4 6
constant axes i64 2 = 1 2
constant steps i64 2 = 2 3
constant pads i64 6 = 0 1 0 0 0 2
Split sp: x -> a b axis=2
Relu r1: a -> c
Concat cc: c b x -> y axis=2
Slice sl: x starts ends axes steps -> s
Pad pd: s pads -> z
output y
output z
MODEL

# same MODEL INPUT...: BATCH stands for the size in them.
same() {
  local name=$1 size cluster arguments
  shift
  for cluster in one-node four-nodes; do
    expect 0 "" "$WEIRC" "$name.onnx" -o open.weir --cluster "$CONFIGS/$cluster.yaml" --place=round-robin
    for size in 1 3 7; do
      arguments=()
      for input; do arguments+=(--input "${input//BATCH/$size}"); done
      expect 0 "" "$WEIRC" "$name.onnx" -o fixed.weir --dim "batch=$size"
      expect 0 "" "$WEIR" run fixed.weir "${arguments[@]}" --output @0.npy --output @1.npy
      expect 0 "" "$WEIR" run open.weir "${arguments[@]}" \
        --expected-output @0.npy --expected-output @1.npy
    done
  done
}
same image "x=BATCHx3x8x8xf32=0.75"
same pieces "x=BATCHx4x6xf32=-0.5"
same tokens "x=BATCHx2x4xf32=0.5" "y=BATCHx2x4xf32=2"
expect 0 "" ranks 2 "$WEIR" run open.weir --input x=5x2x4xf32=1 --input y=5x2x4xf32=2

# Sizes that have to be the same are compared when it runs.
expect 14 'input "y": dimension 0 is not as long as batch elsewhere' \
  "$WEIR" run open.weir --input x=5x2x4xf32=1 --input y=4x2x4xf32=2

# What cannot be open says how to fix it.
model two <<'MODEL'
input x f32 batch length
Relu r: x -> y
output y
MODEL
expect 10 'input "x": dimension 1 is not known, and neither is batch; give the size of one with --dim length=N' \
  "$WEIRC" two.onnx -o refused.weir
expect 0 "" "$WEIRC" two.onnx -o open.weir --dim length=4
model sliced <<'MODEL'
input x f32 batch 4
Split s: x -> y z axis=0
output y
MODEL
expect 10 'it works along the open dimension; give the size with --dim batch=N' \
  "$WEIRC" sliced.onnx -o refused.weir
model resized <<'MODEL'
input x f32 batch 1 4 4
constant scales f32 4 = 1 1 2 2
Resize r: x - scales -> y
output y
MODEL
expect 10 'it takes no input with an open dimension; give the size of it with --dim batch=N' \
  "$WEIRC" resized.onnx -o refused.weir
model merged <<'MODEL'
input x f32 2 batch
Flatten f: x -> y axis=0
output y
MODEL
expect 17 'it takes the open dimension together with others' "$WEIRC" merged.onnx -o refused.weir
finish
