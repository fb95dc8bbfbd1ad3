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

# Sizes of which one is not open any more.
model two <<'MODEL'
input x f32 batch length
input y f32 length 4
MatMul m: x y -> z
output z
MODEL
expect 0 "" "$WEIRC" two.onnx -o open.weir --dim length=4
expect 0 "" "$WEIR" run open.weir --input x=3x4xf32=1 --input y=4x4xf32=2 --expected-output 3x4xf32=8
expect 10 "input \"x\"" "$WEIR" run open.weir --input x=3x5xf32=1 --input y=4x4xf32=2

# Sizes that do not go together, which are found when it runs; and none, and more
# than there is memory for.
expect 0 "" "$WEIRC" two.onnx -o open.weir
expect 14 'input "y": dimension 0 is not as long as length elsewhere' \
  "$WEIR" run open.weir --input x=3x5xf32=1 --input y=4x4xf32=2
expect 0 "" "$WEIR" run open.weir --input x=0x5xf32= --input y=5x4xf32=2 --expected-output 0x4xf32=
expect 0 "" "$WEIR" run open.weir --input x=2x0xf32= --input y=0x4xf32= --expected-output 2x4xf32=0
model wide <<'MODEL'
input x f32 n 1
input y f32 1 m
Add a: x y -> z
output z
MODEL
expect 0 "" "$WEIRC" wide.onnx -o open.weir
expect 15 "" "$WEIR" run open.weir --input x=4000000x1xf32=1 --input y=1x4000000xf32=1
# Sizes whose product does not fit 64 bits are no small ones.
model brought <<'MODEL'
input s i64 2
constant v f32 1 = 1
ConstantOfShape c: s -> z value=@v
Relu r: z -> p
ReduceSum t: p -> y keepdims=0
output y
MODEL
expect 0 "" "$WEIRC" brought.onnx -o open.weir
expect 0 "" "$WEIR" run open.weir --input "s=2xi64=2 3" --expected-output f32=6
expect 15 "" "$WEIR" run open.weir --input "s=2xi64=4294967296 4294967296"
expect 15 "" "$WEIR" run open.weir --input "s=2xi64=4294967296 1073741824"
expect 14 'node "c" \(ConstantOfShape\)' "$WEIR" run open.weir --input "s=2xi64=-1 3"
model stretched <<'MODEL'
input x f32 n 2
input y f32 m 2
Add a: x y -> z
output z
MODEL
expect 0 "" "$WEIRC" stretched.onnx -o open.weir
expect 0 "" "$WEIR" run open.weir --input x=3x2xf32=1 --input y=3x2xf32=1 --expected-output 3x2xf32=2
expect 14 'node "a" \(Add\): the shapes of its inputs do not broadcast: m and n are not the same' \
  "$WEIR" run open.weir --input x=3x2xf32=1 --input y=4x2xf32=1
model shaped <<'MODEL'
input x f32 n 6
constant s i64 2 = 4 -1
Reshape r: x s -> y
output y
MODEL
expect 0 "" "$WEIRC" shaped.onnx -o open.weir
expect 0 "" "$WEIR" run open.weir --input x=2x6xf32=1 --expected-output 4x3xf32=1
expect 14 'node "r" \(Reshape\): the elements of its input and of the new shape' \
  "$WEIR" run open.weir --input x=3x6xf32=1

model channels <<'MODEL'
input x f32 1 c 4 4
constant w f32 2 3 1 1 = 1
Conv n: x w -> y
output y
MODEL
expect 0 "" "$WEIRC" channels.onnx -o open.weir
expect 0 "" "$WEIR" run open.weir --input x=1x3x4x4xf32=1 --expected-output 1x2x4x4xf32=3
expect 14 'node "n" \(Conv\): the channels of its weight and of its input: 3 and c are not the same' \
  "$WEIR" run open.weir --input x=1x4x4x4xf32=1

# What is known to be wrong for every size is refused before.
model never <<'MODEL'
input x f32 n 2
constant one i64 1 = 1
constant end i64 1 = 9
constant ax i64 1 = 0
Concat c: x x -> xx axis=0
Concat d: xx x -> xxx axis=0
Add a: x x -> same
Pad p: xx pads -> padded
Sub s: padded xx -> z
constant pads i64 4 = 1 0 0 0
output z
MODEL
expect 10 'node "s" \(Sub\): the shapes of its inputs do not broadcast: 2 \* n and 2 \* n \+ 1 are not the same' \
  "$WEIRC" never.onnx -o refused.weir
finish
