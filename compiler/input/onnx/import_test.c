#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compiler/dialects/register.h"
#include "compiler/input/onnx/onnx.h"
#include "compiler/input/onnx/sample/model.h"
#include "compiler/ir/verify.h"
#include "compiler/text/text.h"
#include "engine/base/test_main.h"

static weir_context_t* context;
static char path[64];

static void setup(void) {
  context = weir_context_create();
  weir_register_all_dialects(context);
  strcpy(path, "/tmp/weir_import_test_XXXXXX");
  int file = mkstemp(path);
  ck_assert_int_ge(file, 0);
  close(file);
}

static void teardown(void) {
  weir_context_free(context);
  unlink(path);
}

static weir_status_t import(const char* text,
                            const weir_onnx_options_t* options,
                            weir_op_t** out_module) {
  test_ok(weir_onnx_sample_write(text, path));
  return weir_onnx_import(context, path, options, out_module);
}

// Imports |text|; each |word| stands in the IR, which is verified and read
// back as it is printed.
static void lowers(const char* text, const char* const* words, uint32_t count) {
  weir_op_t* module;
  weir_status_t status = import(text, NULL, &module);
  ck_assert_msg(weir_is_ok(status), "%s\n%s", weir_status_message(status),
                text);
  ck_assert_msg(weir_verify(module), "%s", text);
  weir_print_options_t options = {0};
  size_t size;
  char* printed = weir_print_op(module, &options, &size);
  for (uint32_t i = 0; i < count && words[i] != NULL; ++i) {
    ck_assert_msg(strstr(printed, words[i]) != NULL, "no %s in\n%s", words[i],
                  printed);
  }
  weir_op_t* again;
  test_ok(weir_parse_module(context, "again", weir_sv_n(printed, size), true,
                            &again));
  free(printed);
}

#define F23 "input x f32 2 3\noutput y\n"
#define B2 "input a i1 2\ninput b i1 2\noutput y\n"
#define NCHW "input x f32 1 4 8 6\noutput y\n"

// -- what is lowered ----------------------------------------------------------

typedef struct lowering_t {
  const char* text;
  const char* words[4];  // in the IR
} lowering_t;

static const lowering_t lowerings[] = {
    {F23 "Abs n: x -> y", {"math.absf"}},
    {F23 "Ceil n: x -> y", {"math.ceil"}},
    {F23 "Cos n: x -> y", {"math.cos"}},
    {F23 "Erf n: x -> y", {"math.erf"}},
    {F23 "Exp n: x -> y", {"math.exp"}},
    {F23 "Floor n: x -> y", {"math.floor"}},
    {F23 "Log n: x -> y", {"math.log"}},
    {F23 "Neg n: x -> y", {"arith.negf"}},
    {F23 "Round n: x -> y", {"math.roundeven"}},
    {F23 "Sin n: x -> y", {"math.sin"}},
    {F23 "Sqrt n: x -> y", {"math.sqrt"}},
    {F23 "Tanh n: x -> y", {"math.tanh"}},
    {F23 "Relu n: x -> y", {"arith.maximumf"}},
    {F23 "Sigmoid n: x -> y", {"arith.negf", "math.exp", "arith.divf"}},
    {F23 "Add n: x x -> y", {"linalg.generic", "arith.addf"}},
    {F23 "Sub n: x x -> y", {"arith.subf"}},
    {F23 "Mul n: x x -> y", {"arith.mulf"}},
    {F23 "Div n: x x -> y", {"arith.divf"}},
    {F23 "Pow n: x x -> y", {"math.powf"}},
    {F23 "Min n: x x -> y", {"arith.minimumf"}},
    {F23 "Max n: x x x -> y", {"arith.maximumf"}},
    {F23 "Equal n: x x -> y", {"arith.cmpf oeq", "tensor<2x3xi1>"}},
    {F23 "Less n: x x -> y", {"arith.cmpf olt"}},
    {F23 "Greater n: x x -> y", {"arith.cmpf ogt"}},
    {F23 "LessOrEqual n: x x -> y", {"arith.cmpf ole"}},
    {F23 "GreaterOrEqual n: x x -> y", {"arith.cmpf oge"}},
    {"input x i32 4\noutput y\nAdd n: x x -> y", {"arith.addi"}},
    {"input x i64 4\noutput y\nDiv n: x x -> y", {"arith.divsi"}},
    {"input x i32 4\noutput y\nLess n: x x -> y", {"arith.cmpi slt"}},
    {B2 "And n: a b -> y", {"arith.andi"}},
    {B2 "Or n: a b -> y", {"arith.ori"}},
    {B2 "Xor n: a b -> y", {"arith.xori"}},
    {"input a i1 2\noutput y\nNot n: a -> y", {"arith.xori"}},
    {"input c i1 2 3\n" F23 "Where n: c x x -> y", {"arith.select"}},
    {F23 "Clip n: x -> y min=0.5 max=6.0\nopset 6",
     {"arith.maximumf", "arith.minimumf", "5.000000e-01"}},
    {"constant hi f32 = 6\n" F23 "Clip n: x - hi -> y", {"arith.minimumf"}},
    {F23 "Cast n: x -> y to=7", {"arith.fptosi", "tensor<2x3xi64>"}},
    {F23 "Cast n: x -> y to=11", {"arith.extf"}},
    {F23 "Cast n: x -> y to=9", {"arith.cmpf une"}},
    {"input x i1 2\noutput y\nCast n: x -> y to=1", {"arith.uitofp"}},
    {F23 "Identity n: x -> t\nRelu r: t -> y", {"arith.maximumf"}},
    {F23 "Dropout n: x -> t\nRelu r: t -> y", {"arith.maximumf"}},
    // Broadcasts on either side, and of constants.
    {"constant w f32 3 = 1 2 3\n" F23 "Add n: w x -> y", {"dense<[1.0"}},
    {"input a f32 2 1\ninput b f32 1 3\noutput y\nMul n: a b -> y",
     {"-> tensor<2x3xf32>"}},
    // Shapes.
    {"constant s i64 2 = 3 -1\n" F23 "Reshape n: x s -> y",
     {"tensor<3x2xf32>"}},
    {"constant s i64 3 = 0 1 -1\n" F23 "Reshape n: x s -> y",
     {"tensor<2x1x3xf32>"}},
    {F23 "Flatten n: x -> y axis=0", {"tensor<1x6xf32>"}},
    {F23 "Transpose n: x -> y perm=1,0", {"tensor<3x2xf32>"}},
    {"input x f32 2 1 3\noutput y\nSqueeze n: x -> y axes=1,\nopset 11",
     {"tensor<2x3xf32>"}},
    {"constant a i64 1 = 1\ninput x f32 2 1 3\noutput y\nSqueeze n: x a -> y",
     {"tensor<2x3xf32>"}},
    {"constant a i64 2 = 0 3\n" F23 "Unsqueeze n: x a -> y",
     {"tensor<1x2x3x1xf32>"}},
    {"constant a i64 2 = 0 1\n" F23
     "ReduceSum r: x -> s keepdims=0\nUnsqueeze n: s a -> y",
     {"[] output_shape [1, 1]"}},
    {F23 "Concat n: x x -> y axis=1", {"tensor<2x6xf32>"}},
    {"constant s i64 1 = 1\nconstant e i64 1 = 100\nconstant a i64 1 = 1\n" F23
     "Slice n: x s e a -> y",
     {"tensor.extract_slice", "tensor<2x2xf32>"}},
    {"input x f32 2 6\noutput y\noutput z\nSplit n: x -> y z axis=1",
     {"tensor<2x3xf32>, tensor<2x3xf32>"}},
    {"constant p i64 4 = 0 1 2 0\n" F23 "Pad n: x p -> y",
     {"tensor.pad", "tensor<4x4xf32>"}},
    // Constants and what is computed from shapes alone.
    {"constant c f32 2 3 = 2\n" F23
     "Constant n: -> t value=@c\nAdd m: x t -> y",
     {"dense<2.0"}},
    {F23 "Shape n: x -> y", {"dense<[2, 3]> : tensor<2xi64>"}},
    {"constant i i64 = 1\n" F23 "Shape n: x -> s\nGather g: s i -> y axis=0",
     {"dense<3> : tensor<i64>"}},
    {"typed w f32 3 = 1 2 3\n" F23 "Add n: x w -> y", {"[1.0"}},
    {"typed w i64 2 = 3 2\n" F23 "Reshape n: x w -> y", {"tensor<3x2xf32>"}},
    // Windows.
    {"constant w f32 2 4 3 3 = 1\n" NCHW "Conv n: x w -> y",
     {"linalg.conv_2d_nchw_fchw", "tensor<1x2x6x4xf32>"}},
    {"constant w f32 2 4 3 3 = 1\nconstant b f32 2 = 0\n" NCHW
     "Conv n: x w b -> y pads=1,1,1,1 strides=2,2 dilations=1,1",
     {"tensor.pad", "strides = dense<2>", "tensor<1x2x4x3xf32>"}},
    {"constant w f32 2 4 3 3 = 1\n" NCHW "Conv n: x w -> y auto_pad=SAME_UPPER",
     {"tensor<1x2x8x6xf32>"}},
    {"constant w f32 4 1 3 3 = 1\n" NCHW "Conv n: x w -> y group=4",
     {"linalg.depthwise_conv_2d_nchw_chw", "tensor<1x4x6x4xf32>"}},
    {"constant w f32 2 2 1 1 = 1\n" NCHW "Conv n: x w -> y group=2",
     {"tensor<1x2x8x6xf32>"}},
    {NCHW "MaxPool n: x -> y kernel_shape=2,2 strides=2,2",
     {"linalg.pooling_nchw_max", "tensor<1x4x4x3xf32>"}},
    {NCHW "AveragePool n: x -> y kernel_shape=2,2",
     {"linalg.pooling_nchw_sum", "tensor<1x4x7x5xf32>"}},
    {NCHW "GlobalAveragePool n: x -> y", {"tensor<1x4x1x1xf32>"}},
    {"constant s f32 4 = 1 1 2 2\n" NCHW
     "Resize n: x - s -> y mode=nearest nearest_mode=floor "
     "coordinate_transformation_mode=asymmetric",
     {"tensor<1x4x16x12xf32>"}},
    {"constant s i64 4 = 1 4 16 12\n" NCHW "Resize n: x - - s -> y mode=linear "
     "coordinate_transformation_mode=half_pixel",
     {"tensor<1x4x16x12xf32>"}},
    // Contractions.
    {"input a f32 2 3\ninput b f32 3 4\noutput y\nMatMul n: a b -> y",
     {"linalg.matmul", "tensor<2x4xf32>"}},
    {"input a f32 5 2 3\ninput b f32 5 3 4\noutput y\nMatMul n: a b -> y",
     {"linalg.batch_matmul", "tensor<5x2x4xf32>"}},
    {"input a f32 2 3\ninput b f32 4 3\ninput c f32 4\noutput y\n"
     "Gemm n: a b c -> y transB=1 alpha=0.5",
     {"linalg.matmul", "tensor<2x4xf32>"}},
};

START_TEST(operators_are_lowered) {
  lowers(lowerings[_i].text, lowerings[_i].words, 4);
}
END_TEST

START_TEST(names_are_kept) {
  weir_op_t* module;
  test_ok(import(F23 "Relu the/node: x -> y", NULL, &module));
  weir_print_options_t options = {.debug_info = true};
  size_t size;
  char* text = weir_print_op(module, &options, &size);
  ck_assert_ptr_nonnull(strstr(text, "loc(\"the/node\")"));
  ck_assert_ptr_nonnull(strstr(text, "weir.input.0 = \"x\""));
  ck_assert_ptr_nonnull(strstr(text, "weir.output.0 = \"y\""));
  free(text);
}
END_TEST

START_TEST(dimensions_by_name_and_place) {
  static const char text[] = "input x f32 batch 4\noutput y\nRelu n: x -> y";
  weir_onnx_dim_t by_name = {"batch", 7}, by_place = {"x.0", 8};
  weir_op_t* module;
  test_ok(import(text, &(weir_onnx_options_t){&by_name, 1}, &module));
  ck_assert(weir_verify(module));
  test_ok(import(text, &(weir_onnx_options_t){&by_place, 1}, &module));
}
END_TEST

// One dimension may be left open; what depends on it is open as well.
START_TEST(open_dimension) {
  static const char text[] =
      "input x f32 batch 2 4\ninput y f32 batch 2 4\noutput z\n"
      "Add n: x y -> s\nFlatten f: s -> z";
  static const char* const words[] = {
      "tensor.dim %arg0",  "cf.assert",           "tensor.empty(",
      "tensor<?x2x4xf32>", "-> tensor<?x8xf32>{", "as long as batch elsewhere"};
  weir_op_t* module;
  test_ok(import(text, NULL, &module));
  ck_assert(weir_verify(module));
  weir_print_options_t options = {0};
  size_t size;
  char* printed = weir_print_op(module, &options, &size);
  for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); ++i) {
    ck_assert_msg(strstr(printed, words[i]) != NULL, "no \"%s\" in %s",
                  words[i], printed);
  }
  free(printed);
}
END_TEST

// What is wrong for every size, or takes a size that is known.
START_TEST(open_dimensions_refused) {
  static const struct {
    const char* text;
    weir_code_t code;
  } models[] = {
      {"input x f32 1 3 a 8\noutput y\n"
       "MaxPool n: x -> y kernel_shape=2,2 strides=2,2 auto_pad=SAME_UPPER",
       WEIR_CODE_UNIMPLEMENTED},
      {"input x f32 1 3 a 8\noutput y\n"
       "MaxPool n: x -> y kernel_shape=2,2 strides=2,2 ceil_mode=1",
       WEIR_CODE_UNIMPLEMENTED},
      {"input x f32 a 3\ninput w f32 4 2\noutput y\nMatMul n: x w -> y",
       WEIR_CODE_INVALID_ARGUMENT},
      {"input x f32 1 a 4 4\ninput w f32 2 a 1 1\noutput y\nConv n: x w -> y",
       WEIR_CODE_UNIMPLEMENTED},
      {"input x f32 a\ninput s i64 a\noutput y\nReshape n: x s -> y",
       WEIR_CODE_UNIMPLEMENTED},
      {"input x f32 a\nconstant i f32 1 = 0\noutput y\nGather n: x i -> y",
       WEIR_CODE_INVALID_ARGUMENT},
      {"input x i32 1 4 8 6\noutput y\nGlobalAveragePool n: x -> y",
       WEIR_CODE_UNIMPLEMENTED},
      {"input x f32 1 4 8 6\noutput y\n"
       "MaxPool n: x -> y kernel_shape=2,2 strides=0,1 auto_pad=SAME_UPPER",
       WEIR_CODE_INVALID_ARGUMENT},
      {"input x f32 1 4 8 6\noutput y\n"
       "MaxPool n: x -> y kernel_shape=2,2 dilations=4611686018427387904,1",
       WEIR_CODE_INVALID_ARGUMENT},
      {"input x f32 4 4\noutput y\n"
       "constant p i64 4 = 0 0 9223372036854775807 0\nPad n: x p -> y",
       WEIR_CODE_INVALID_ARGUMENT},
  };
  for (size_t i = 0; i < sizeof(models) / sizeof(models[0]); ++i) {
    weir_op_t* module;
    test_fails(import(models[i].text, NULL, &module), models[i].code);
    ck_assert_ptr_null(module);
  }
}
END_TEST

// Contents in a file next to the model.
START_TEST(external_data) {
  char data[80], text[400];
  snprintf(data, sizeof(data), "%s.data", path);
  const char* name = strrchr(data, '/') + 1;
  static const float numbers[4] = {9, 1, 2, 3};
  FILE* file = fopen(data, "we");
  fwrite(numbers, 1, sizeof(numbers), file);
  fclose(file);
  snprintf(text, sizeof(text),
           "external w f32 3 = location=%s offset=4 length=12\n" F23
           "Add n: x w -> y",
           name);
  static const char* const words[] = {"dense<[1.000000e+00, 2.0"};
  lowers(text, words, 1);
  static const char* const mistakes[] = {
      "external w f32 3 = location=%s offset=8\n" F23 "Add n: x w -> y",
      "external w f32 3 = location=%s offset=-4\n" F23 "Add n: x w -> y",
      "external w f32 3 = location=%s length=8\n" F23 "Add n: x w -> y",
      "external w f32 3 = location=../%s\n" F23 "Add n: x w -> y",
      "external w f32 3 = location=/tmp/%s\n" F23 "Add n: x w -> y",
      "external w f32 3 = offset=0\n" F23 "Add n: x w -> y",
      "external w f32 3 = location=none\n" F23 "Add n: x w -> y",
  };
  for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); ++i) {
    const char* hole = strstr(mistakes[i], "%s");
    int size = hole != NULL ? (int)(hole - mistakes[i]) : 0;
    snprintf(text, sizeof(text), "%.*s%s%s", size, mistakes[i],
             hole != NULL ? name : "", hole != NULL ? hole + 2 : mistakes[i]);
    weir_op_t* module;
    weir_status_t status = import(text, NULL, &module);
    ck_assert_msg(!weir_is_ok(status) && module == NULL, "accepted: %s", text);
    ck_assert_msg(strstr(weir_status_message(status), "none") != NULL ||
                      strstr(weir_status_message(status), "\"w\"") != NULL,
                  "%s", weir_status_message(status));
    weir_status_free(status);
  }
  unlink(data);
}
END_TEST

// Sizes that are computed in several ways are one dimension: what adds them up
// asks for no comparison.
START_TEST(open_dimensions_are_equal) {
  static const char* const models[] = {
      // n + n and 2 * n
      "input x f32 n\noutput y\nconstant c i64 1 = 2\nShape s: x -> s\n"
      "Mul m: s c -> t\nExpand e: w t -> e\nconstant w f32 1 = 1\n"
      "Concat j: x x -> j axis=0\nAdd a: j e -> y",
      // without the first, without the last
      "input x f32 n\noutput y\nconstant o i64 1 = 1\nconstant z i64 1 = 0\n"
      "constant m i64 1 = -1\nconstant b i64 1 = 9223372036854775807\n"
      "Slice p: x o b -> p\nSlice q: x z m -> q\nAdd a: p q -> y",
      // (a * b * 6) / (a * 3) and 2 * b
      "input x f32 a b 6\ninput w f32 b\noutput y\nconstant o i64 3 = 0 -1 3\n"
      "Reshape r: x o -> r\nConcat c: w w -> c axis=0\n"
      "Unsqueeze u: c o1 -> u\nconstant o1 i64 1 = 1\nAdd s: r u -> y",
  };
  for (size_t i = 0; i < sizeof(models) / sizeof(models[0]); ++i) {
    weir_op_t* module;
    test_ok(import(models[i], NULL, &module));
    ck_assert(weir_verify(module));
    weir_print_options_t options = {0};
    size_t size;
    char* printed = weir_print_op(module, &options, &size);
    ck_assert_msg(strstr(printed, "broadcast") == NULL, "%s", printed);
    free(printed);
  }
}
END_TEST

// -- what is refused ----------------------------------------------------------

typedef struct refusal_t {
  const char* text;
  weir_code_t code;
  const char* message;
} refusal_t;

static const refusal_t refusals[] = {
    {F23 "input w f32 4\nAdd n: x w -> y", WEIR_CODE_INVALID_ARGUMENT,
     "node \"n\" (Add)"},
    {F23 "Add n: x -> y", WEIR_CODE_INVALID_ARGUMENT,
     "node \"n\" (Add): it has 1 inputs, expected 2"},
    {F23 "Add n: x - -> y", WEIR_CODE_INVALID_ARGUMENT,
     "node \"n\" (Add): input 1 is missing"},
    {F23 "Add n: x x x -> y", WEIR_CODE_INVALID_ARGUMENT,
     "node \"n\" (Add): it has 3 inputs, expected 2"},
    {F23 "And n: x x -> y", WEIR_CODE_INVALID_ARGUMENT,
     "node \"n\" (And): its inputs are not boolean"},
    {F23 "Not n: x -> y", WEIR_CODE_INVALID_ARGUMENT,
     "node \"n\" (Not): its input is not boolean"},
    {F23 "Where n: x x x -> y", WEIR_CODE_INVALID_ARGUMENT,
     "node \"n\" (Where): its inputs are not a boolean"},
    {F23 "Relu n: z -> y", WEIR_CODE_INVALID_ARGUMENT,
     "node \"n\" (Relu): input \"z\" is made by no node before it"},
    {F23 "Relu n: x -> z", WEIR_CODE_INVALID_ARGUMENT,
     "output \"y\" is made by no node"},
    {"input x f32 2\n" F23 "Relu n: x -> y", WEIR_CODE_INVALID_ARGUMENT,
     "two inputs are called \"x\""},
    {F23 "LSTM n: x -> t\nFoo m: t -> y", WEIR_CODE_UNIMPLEMENTED,
     "node \"n\": operator LSTM is not supported"},
    {F23 "LSTM n: x -> t\nFoo m: t -> y", WEIR_CODE_UNIMPLEMENTED,
     "node \"m\": operator Foo is not supported"},
    {F23 "own::Relu n: x -> y", WEIR_CODE_UNIMPLEMENTED, "own::Relu"},
    {F23 "Cast n: x -> y to=8", WEIR_CODE_UNIMPLEMENTED, "node \"n\" (Cast)"},
    {"input x i32 2\noutput y\nExp n: x -> y", WEIR_CODE_UNIMPLEMENTED,
     "node \"n\" (Exp): only floating-point"},
    {"constant s i64 2 = 4 4\n" F23 "Reshape n: x s -> y",
     WEIR_CODE_INVALID_ARGUMENT, "node \"n\" (Reshape)"},
    {"constant s i64 2 = -1 -1\n" F23 "Reshape n: x s -> y",
     WEIR_CODE_INVALID_ARGUMENT, "node \"n\" (Reshape)"},
    {F23 "Transpose n: x -> y perm=0,0", WEIR_CODE_INVALID_ARGUMENT,
     "node \"n\" (Transpose): perm is not a permutation"},
    {F23 "Squeeze n: x -> y axes=0,\nopset 11", WEIR_CODE_INVALID_ARGUMENT,
     "node \"n\" (Squeeze): the size of axis 0: 2 and 1 are not the same"},
    {F23 "Concat n: x x -> y axis=2", WEIR_CODE_INVALID_ARGUMENT,
     "node \"n\" (Concat): axis 2"},
    {"input w f32 3 3\n" F23 "Concat n: x w -> y axis=1",
     WEIR_CODE_INVALID_ARGUMENT, "node \"n\" (Concat): input 1 (\"w\")"},
    {F23 "Flatten n: x -> y axis=5", WEIR_CODE_INVALID_ARGUMENT,
     "node \"n\" (Flatten)"},
    {F23 "Conv n: x x -> y", WEIR_CODE_UNIMPLEMENTED, "node \"n\" (Conv)"},
    {"constant w f32 2 3 3 3 = 1\n" NCHW "Conv n: x w -> y",
     WEIR_CODE_INVALID_ARGUMENT,
     "node \"n\" (Conv): weight has 3 input channels, the input has 4"},
    {"constant w f32 2 4 9 9 = 1\n" NCHW "Conv n: x w -> y",
     WEIR_CODE_INVALID_ARGUMENT, "node \"n\" (Conv): its window of 9"},
    {"constant w f32 2 4 3 3 = 1\n" NCHW "Conv n: x w -> y strides=1,",
     WEIR_CODE_INVALID_ARGUMENT, "attribute strides has 1 values"},
    {NCHW "MaxPool n: x -> y i kernel_shape=2,2", WEIR_CODE_UNIMPLEMENTED,
     "node \"n\" (MaxPool): the output of indices"},
    {"input a f32 2 3\ninput b f32 2 3\noutput y\nMatMul n: a b -> y",
     WEIR_CODE_INVALID_ARGUMENT, "node \"n\" (MatMul)"},
    {"input a f32 2 3\ninput b f32 2 3\noutput y\nGemm n: a b -> y",
     WEIR_CODE_INVALID_ARGUMENT, "node \"n\" (Gemm)"},
    {"constant w f32 2 = 1\nconstant w f32 2 = 1\n" F23 "Relu n: x -> y",
     WEIR_CODE_INVALID_ARGUMENT, "two initializers are called \"w\""},
};

START_TEST(mistakes_are_named) {
  const refusal_t* row = &refusals[_i];
  weir_op_t* module;
  weir_status_t status = import(row->text, NULL, &module);
  ck_assert_ptr_null(module);
  ck_assert_msg(!weir_is_ok(status), "accepted: %s", row->text);
  const char* message = weir_status_message(status);
  ck_assert_msg(weir_status_code(status) == row->code, "%s", message);
  ck_assert_msg(strstr(message, row->message) != NULL, "%s", message);
  ck_assert_msg(strstr(message, path) != NULL, "%s", message);
  weir_status_free(status);
}
END_TEST

START_TEST(broken_files) {
  weir_op_t* module;
  test_fails(weir_onnx_import(context, "/nowhere.onnx", NULL, &module),
             WEIR_CODE_NOT_FOUND);
  // Cut at every byte: refused, or a smaller model that is refused or good.
  test_ok(weir_onnx_sample_write(
      "constant w f32 3 = 1 2 3\n" F23 "Add n: x w -> y", path));
  FILE* file = fopen(path, "re");
  char bytes[4096];
  size_t size = fread(bytes, 1, sizeof(bytes), file);
  fclose(file);
  for (size_t cut = 0; cut < size; ++cut) {
    file = fopen(path, "we");
    fwrite(bytes, 1, cut, file);
    fclose(file);
    weir_status_t status = weir_onnx_import(context, path, NULL, &module);
    ck_assert_int_eq(weir_is_ok(status), module != NULL);
    if (module != NULL) ck_assert(weir_verify(module));
    weir_status_free(status);
  }
  // Every byte turned over.
  for (size_t place = 0; place < size; ++place) {
    bytes[place] = (char)~bytes[place];
    file = fopen(path, "we");
    fwrite(bytes, 1, size, file);
    fclose(file);
    bytes[place] = (char)~bytes[place];
    weir_status_t status = weir_onnx_import(context, path, NULL, &module);
    ck_assert_int_eq(weir_is_ok(status), module != NULL);
    if (module != NULL) ck_assert(weir_verify(module));
    weir_status_free(status);
  }
}
END_TEST

int main(void) {
  TCase* cases = tcase_create("import");
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_set_timeout(cases, 60);
  tcase_add_loop_test(cases, operators_are_lowered, 0,
                      sizeof(lowerings) / sizeof(lowerings[0]));
  tcase_add_test(cases, names_are_kept);
  tcase_add_test(cases, external_data);
  tcase_add_test(cases, dimensions_by_name_and_place);
  tcase_add_test(cases, open_dimension);
  tcase_add_test(cases, open_dimensions_refused);
  tcase_add_test(cases, open_dimensions_are_equal);
  tcase_add_loop_test(cases, mistakes_are_named, 0,
                      sizeof(refusals) / sizeof(refusals[0]));
  tcase_add_test(cases, broken_files);
  return test_run("import", cases);
}
