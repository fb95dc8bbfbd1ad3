# Each operator of a model: what the compiled kernel computes is what ONNX says.
. "$SOURCE_DIR/expect.sh"

# operator MODEL ; the outputs (extended pattern), for inputs given as run takes
# them. A model is lines joined by ";".
operator() {
  local model=$1 want=$2
  shift 2
  tr ';' '\n' <<<"$model" | "$MAKE_MODEL" op.onnx || complain "no model: $model"
  expect 0 "" "$WEIRC" op.onnx -o op.weir
  expect 0 "" "$WEIR" run op.weir "$@"
  grep -qxE -- "$want" out.txt || {
    complain "$model: expected $want"
    head -3 out.txt
  }
  rm -f op.weir
}

# OP, result for x = -2 -0.5 0 1.5
unary() {
  operator "input x f32 4;$1 n: x -> y;output y" "y: 4xf32=$2" --input "4xf32=-2 -0.5 0 1.5"
}
unary Abs "2 0.5 0 1.5"
unary Ceil "-2 -0 0 2"
unary Floor "-2 -1 0 1"
unary Round "-2 -0 0 2"
unary Neg "2 0.5 -0 -1.5"
unary Relu "0 0 0 1.5"
unary Exp "0.1353[0-9]* 0.6065[0-9]* 1 4.4816[0-9]*"
unary Tanh "-0.9640[0-9]* -0.4621[0-9]* 0 0.9051[0-9]*"
unary Erf "-0.9953[0-9]* -0.5204[0-9]* 0 0.9661[0-9]*"
unary Sin "-0.9092[0-9]* -0.4794[0-9]* 0 0.9974[0-9]*"
unary Cos "-0.4161[0-9]* 0.8775[0-9]* 1 0.0707[0-9]*"
unary Sigmoid "0.1192[0-9]* 0.3775[0-9]* 0.5 0.8175[0-9]*"
unary Identity "-2 -0.5 0 1.5"
operator "input x f32 3;Log n: x -> y;output y" "y: 3xf32=0 0.6931[0-9]* 2.302[0-9]*" --input "3xf32=1 2 10"
operator "input x f32 3;Sqrt n: x -> y;output y" "y: 3xf32=0 2 1.4142[0-9]*" --input "3xf32=0 4 2"

binary() {
  operator "input a $3 2 2;input b $3 2;$1 n: a b -> y;output y" "y: 2x2x$2" \
    --input "2x2x$3=$4" --input "2x$3=$5"
}
binary Add "f32=\[11 22\]\[13 24\]" f32 "1 2 3 4" "10 20"
binary Sub "f32=\[-9 -18\]\[-7 -16\]" f32 "1 2 3 4" "10 20"
binary Mul "f32=\[10 40\]\[30 80\]" f32 "1 2 3 4" "10 20"
binary Div "f32=\[0.5 1\]\[1.5 2\]" f32 "1 2 3 4" "2 2"
binary Div "i32=\[0 -1\]\[1 2\]" i32 "1 -2 3 4" "2 2"
binary Pow "f32=\[1 (8|7.9999[0-9]*)\]\[9 (64|63.999[0-9]*|64.000[0-9]*)\]" f32 "1 2 3 4" "2 3"
binary Min "f32=\[1 2\]\[2 2\]" f32 "1 2 3 4" "2 2"
binary Max "i64=\[2 2\]\[3 4\]" i64 "1 2 3 4" "2 2"
binary Equal "i1=\[0 1\]\[0 0\]" f32 "1 2 3 4" "2 2"
binary Less "i1=\[1 0\]\[0 0\]" i32 "1 2 3 4" "2 2"
binary GreaterOrEqual "i1=\[0 1\]\[1 1\]" f32 "1 2 3 4" "2 2"
operator "input c i1 3;input a f32 3;input b f32 1;Where n: c a b -> y;output y" \
  "y: 3xf32=1 9 3" --input "3xi1=1 0 1" --input "3xf32=1 2 3" --input "1xf32=9"
operator "input x f32 4;Cast n: x -> y to=6;output y" "y: 4xi32=-2 0 0 1" --input "4xf32=-2.9 -0.5 0.5 1.5"
operator "opset 6;input x f32 3;Clip n: x -> y min=0. max=6.;output y" "y: 3xf32=0 3 6" --input "3xf32=-1 3 7"

# Shapes.
operator "constant s i64 2 = 3 -1;input x f32 2 3;Reshape n: x s -> y;output y" \
  "y: 3x2xf32=\[1 2\]\[3 4\]\[5 6\]" --input "2x3xf32=1 2 3 4 5 6"
operator "input x f32 2 3;Transpose n: x -> y perm=1,0;output y" \
  "y: 3x2xf32=\[1 4\]\[2 5\]\[3 6\]" --input "2x3xf32=1 2 3 4 5 6"
operator "input x f32 2 2;Concat n: x x -> y axis=1;output y" \
  "y: 2x4xf32=\[1 2 1 2\]\[3 4 3 4\]" --input "2x2xf32=1 2 3 4"
operator "constant s i64 1 = 0;constant e i64 1 = 5;constant a i64 1 = 0;constant t i64 1 = 2;input x f32 5;Slice n: x s e a t -> y;output y" \
  "y: 3xf32=1 3 5" --input "5xf32=1 2 3 4 5"
operator "input x f32 4;Split n: x -> a b axis=0;Sub m: a b -> y;output y" \
  "y: 2xf32=-2 -2" --input "4xf32=1 2 3 4"
operator "constant p i64 4 = 0 1 1 0;input x f32 1 2;Pad n: x p -> y;output y" \
  "y: 2x3xf32=\[0 1 2\]\[0 0 0\]" --input "1x2xf32=1 2"
operator "input x f32 2 3;Flatten n: x -> y axis=0;output y" "y: 1x6xf32=\[?1 2 3 4 5 6\]?" --input "2x3xf32=1 2 3 4 5 6"

# Windows.
operator "constant w f32 1 1 2 2 = 1 2 3 4;input x f32 1 1 2 2;Conv n: x w -> y pads=0,0,1,1;output y" \
  "y: 1x1x2x2xf32=[][]*30 14[][]+11 4[][]*" --input "1x1x2x2xf32=1 2 3 4"
operator "constant w f32 2 1 1 1 = 2 3;constant b f32 2 = 0 1;input x f32 1 2 1 2;Conv n: x w b -> y group=2;output y" \
  "y: 1x2x1x2xf32=[][]*2 4[][]+10 13[][]*" --input "1x2x1x2xf32=1 2 3 4"
operator "constant w f32 2 2 1 1 = 1 1 1 -1;input x f32 1 2 1 2;Conv n: x w -> y;output y" \
  "y: 1x2x1x2xf32=[][]*4 6[][]+-2 -2[][]*" --input "1x2x1x2xf32=1 2 3 4"
operator "input x f32 1 1 2 4;MaxPool n: x -> y kernel_shape=2,2 strides=2,2;output y" \
  "y: 1x1x1x2xf32=[][]*6 8[][]*" --input "1x1x2x4xf32=1 2 3 4 5 6 7 8"
operator "input x f32 1 1 2 4;AveragePool n: x -> y kernel_shape=2,2 strides=2,2;output y" \
  "y: 1x1x1x2xf32=[][]*3.5 5.5[][]*" --input "1x1x2x4xf32=1 2 3 4 5 6 7 8"
operator "input x f32 1 2 1 2;GlobalAveragePool n: x -> y;output y" \
  "y: 1x2x1x1xf32=[][]*1.5[][]+3.5[][]*" --input "1x2x1x2xf32=1 2 3 4"
operator "constant s f32 4 = 1 1 1 2;input x f32 1 1 1 2;Resize n: x - s -> y mode=nearest nearest_mode=floor coordinate_transformation_mode=asymmetric;output y" \
  "y: 1x1x1x4xf32=[][]*1 1 2 2[][]*" --input "1x1x1x2xf32=1 2"
operator "constant s f32 4 = 1 1 1 2;input x f32 1 1 1 2;Resize n: x - s -> y mode=linear;output y" \
  "y: 1x1x1x4xf32=[][]*1 1.25 1.75 2[][]*" --input "1x1x1x2xf32=1 2"

# Contractions.
operator "input a f32 2 3;input b f32 3 2;MatMul n: a b -> y;output y" \
  "y: 2x2xf32=\[4 5\]\[10 11\]" --input "2x3xf32=1 2 3 4 5 6" --input "3x2xf32=1 0 0 1 1 1"
operator "input a f32 2 1 2;input b f32 2 2 1;MatMul n: a b -> y;output y" \
  "y: 2x1x1xf32=[][]*11[][]+53[][]*" --input "2x1x2xf32=1 2 5 6" --input "2x2x1xf32=3 4 1 8"
operator "input a f32 1 2;input b f32 2 2;constant c f32 2 = 1 2;Gemm n: a b c -> y transB=1 alpha=2.0;output y" \
  "y: 1x2xf32=\[?23 36\]?" --input "1x2xf32=1 2" --input "2x2xf32=3 4 5 6"
finish
