#include "compiler/input/onnx/sample/model.h"

#include <errno.h>
#include <onnx/onnx.pb-c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/arena.h"

enum { MAX_ITEMS = 256, MAX_WORDS = 4096 };

typedef struct sample_t {
  weir_arena_t arena;
  Onnx__GraphProto graph;
  Onnx__OperatorSetIdProto opset;
  Onnx__NodeProto* nodes[MAX_ITEMS];
  Onnx__ValueInfoProto* inputs[MAX_ITEMS];
  Onnx__ValueInfoProto* outputs[MAX_ITEMS];
  Onnx__TensorProto* constants[MAX_ITEMS];
  char* words[MAX_WORDS];  // of the line
  uint32_t word_count;
  uint32_t line;
} sample_t;

typedef struct element_t {
  const char* name;
  int32_t code;  // of TensorProto.DataType
  size_t bytes;
} element_t;

static const element_t elements[] = {
    {"f32", 1, 4}, {"i32", 6, 4}, {"i64", 7, 8}, {"i1", 9, 1}, {"f64", 11, 8},
};

static weir_status_t fault(const sample_t* sample, const char* what) {
  return weir_status(WEIR_CODE_INVALID_ARGUMENT, "model text, line %u: %s",
                     sample->line, what);
}

static const element_t* find_element(const char* name) {
  for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); ++i) {
    if (strcmp(elements[i].name, name) == 0) return &elements[i];
  }
  return NULL;
}

// -- tensors ------------------------------------------------------------------

static void put_raw(const element_t* element, uint8_t* at, const char* text) {
  double number = strtod(text, NULL);
  float single = (float)number;
  int64_t integer = strtoll(text, NULL, 0);
  int32_t narrow = (int32_t)integer;
  uint8_t boolean = integer != 0;
  const void* source = element->code == 1   ? (const void*)&single
                       : element->code == 6 ? (const void*)&narrow
                       : element->code == 7 ? (const void*)&integer
                       : element->code == 9 ? (const void*)&boolean
                                            : (const void*)&number;
  memcpy(at, source, element->bytes);
}

static void put_typed(sample_t* sample, const element_t* element,
                      Onnx__TensorProto* tensor, const uint8_t* raw,
                      size_t count) {
  void* data = weir_arena_alloc_array(&sample->arena, count, element->bytes);
  memcpy(data, raw, count * element->bytes);
  if (element->code == 1) {
    tensor->n_float_data = count, tensor->float_data = data;
  } else if (element->code == 6) {
    tensor->n_int32_data = count, tensor->int32_data = data;
  } else {
    tensor->n_int64_data = count, tensor->int64_data = data;
  }
}

static void put_external(sample_t* sample, Onnx__TensorProto* tensor,
                         uint32_t first) {
  weir_arena_t* arena = &sample->arena;
  tensor->has_data_location = true;
  tensor->data_location = ONNX__TENSOR_PROTO__DATA_LOCATION__EXTERNAL;
  tensor->external_data = WEIR_ARENA_ARRAY(arena, Onnx__StringStringEntryProto*,
                                           sample->word_count);
  for (uint32_t i = first; i < sample->word_count; ++i) {
    Onnx__StringStringEntryProto* entry =
        WEIR_ARENA_NEW(arena, Onnx__StringStringEntryProto);
    onnx__string_string_entry_proto__init(entry);
    entry->value = sample->words[i];
    entry->key = strsep(&entry->value, "=");
    tensor->external_data[tensor->n_external_data++] = entry;
  }
}

typedef enum storage_t { STORED_RAW, STORED_TYPED, STORED_OUTSIDE } storage_t;

static weir_status_t put_values(sample_t* sample, const element_t* element,
                                storage_t storage, uint32_t first, size_t count,
                                Onnx__TensorProto* tensor) {
  uint32_t values = first < sample->word_count ? sample->word_count - first : 0;
  if (storage == STORED_OUTSIDE) {
    put_external(sample, tensor, first);
    return weir_ok();
  }
  if (values != count && values != 1) return fault(sample, "values do not fit");
  uint8_t* raw =
      weir_arena_alloc_array(&sample->arena, count + 1, element->bytes);
  for (size_t i = 0; i < count; ++i) {
    const char* text = sample->words[first + (values == 1 ? 0 : i)];
    put_raw(element, raw + i * element->bytes, text);
  }
  if (storage == STORED_TYPED) {
    put_typed(sample, element, tensor, raw, count);
  } else {
    tensor->has_raw_data = true;
    tensor->raw_data = (ProtobufCBinaryData){count * element->bytes, raw};
  }
  return weir_ok();
}

// NAME TYPE DIM... = VALUE...
static weir_status_t add_constant(sample_t* sample, storage_t storage) {
  const element_t* element =
      sample->word_count > 2 ? find_element(sample->words[2]) : NULL;
  if (element == NULL) return fault(sample, "NAME TYPE expected");
  Onnx__TensorProto* tensor = WEIR_ARENA_NEW(&sample->arena, Onnx__TensorProto);
  onnx__tensor_proto__init(tensor);
  tensor->name = sample->words[1];
  tensor->has_data_type = true;
  tensor->data_type = element->code;
  tensor->dims = WEIR_ARENA_ARRAY(&sample->arena, int64_t, sample->word_count);
  size_t count = 1;
  uint32_t word = 3;
  for (; word < sample->word_count && sample->words[word][0] != '='; ++word) {
    int64_t dim = strtoll(sample->words[word], NULL, 10);
    tensor->dims[tensor->n_dims++] = dim;
    count *= (size_t)dim;
  }
  WEIR_RETURN_IF_ERROR(
      put_values(sample, element, storage, word + 1, count, tensor));
  sample->constants[sample->graph.n_initializer++] = tensor;
  return weir_ok();
}

static Onnx__TensorProto* find_constant(const sample_t* sample,
                                        const char* name) {
  for (size_t i = 0; i < sample->graph.n_initializer; ++i) {
    if (strcmp(sample->constants[i]->name, name) == 0) {
      return sample->constants[i];
    }
  }
  return NULL;
}

// -- inputs and outputs -------------------------------------------------------

static Onnx__TensorShapeProto* make_shape(sample_t* sample, uint32_t first) {
  weir_arena_t* arena = &sample->arena;
  Onnx__TensorShapeProto* shape = WEIR_ARENA_NEW(arena, Onnx__TensorShapeProto);
  onnx__tensor_shape_proto__init(shape);
  shape->dim = WEIR_ARENA_ARRAY(arena, Onnx__TensorShapeProto__Dimension*,
                                sample->word_count);
  for (uint32_t i = first; i < sample->word_count; ++i) {
    Onnx__TensorShapeProto__Dimension* dim =
        WEIR_ARENA_NEW(arena, Onnx__TensorShapeProto__Dimension);
    onnx__tensor_shape_proto__dimension__init(dim);
    char* end;
    dim->dim_value = strtoll(sample->words[i], &end, 10);
    dim->value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE;
    if (*end != '\0') {
      dim->value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_PARAM;
      dim->dim_param = sample->words[i];
    }
    shape->dim[shape->n_dim++] = dim;
  }
  return shape;
}

// NAME TYPE DIM...; an output is a NAME alone.
static weir_status_t add_value(sample_t* sample, bool is_input) {
  if (sample->word_count < 2) return fault(sample, "NAME expected");
  weir_arena_t* arena = &sample->arena;
  Onnx__ValueInfoProto* info = WEIR_ARENA_NEW(arena, Onnx__ValueInfoProto);
  onnx__value_info_proto__init(info);
  info->name = sample->words[1];
  if (!is_input) {
    sample->outputs[sample->graph.n_output++] = info;
    return weir_ok();
  }
  const element_t* element =
      sample->word_count > 2 ? find_element(sample->words[2]) : NULL;
  if (element == NULL) return fault(sample, "NAME TYPE expected");
  info->type = WEIR_ARENA_NEW(arena, Onnx__TypeProto);
  onnx__type_proto__init(info->type);
  info->type->value_case = ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE;
  Onnx__TypeProto__Tensor* tensor =
      WEIR_ARENA_NEW(arena, Onnx__TypeProto__Tensor);
  onnx__type_proto__tensor__init(tensor);
  tensor->has_elem_type = true;
  tensor->elem_type = element->code;
  tensor->shape = make_shape(sample, 3);
  info->type->tensor_type = tensor;
  sample->inputs[sample->graph.n_input++] = info;
  return weir_ok();
}

// -- nodes --------------------------------------------------------------------

static void set_numbers(sample_t* sample, Onnx__AttributeProto* attr,
                        char* text) {
  bool is_float = strchr(text, '.') != NULL;
  size_t room = strlen(text) + 1;
  attr->type = is_float ? ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOATS
                        : ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS;
  attr->ints = WEIR_ARENA_ARRAY(&sample->arena, int64_t, room);
  attr->floats = WEIR_ARENA_ARRAY(&sample->arena, float, room);
  char* rest = NULL;
  for (char* word = strtok_r(text, ",", &rest); word != NULL;
       word = strtok_r(NULL, ",", &rest)) {
    if (is_float) {
      attr->floats[attr->n_floats++] = strtof(word, NULL);
    } else {
      attr->ints[attr->n_ints++] = strtoll(word, NULL, 10);
    }
  }
}

static weir_status_t set_attribute(sample_t* sample, Onnx__AttributeProto* attr,
                                   char* text) {
  attr->has_type = true;
  if (text[0] == '@') {
    attr->type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__TENSOR;
    attr->t = find_constant(sample, text + 1);
    return attr->t != NULL ? weir_ok() : fault(sample, "no such constant");
  }
  bool is_number =
      text[0] != '\0' && strspn(text, "+-.,0123456789e") == strlen(text);
  if (!is_number) {
    attr->type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRING;
    attr->has_s = true;
    attr->s = (ProtobufCBinaryData){strlen(text), (uint8_t*)text};
  } else if (strchr(text, ',') != NULL) {
    set_numbers(sample, attr, text);
  } else if (strchr(text, '.') != NULL) {
    attr->type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOAT;
    attr->has_f = true;
    attr->f = strtof(text, NULL);
  } else {
    attr->type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT;
    attr->has_i = true;
    attr->i = strtoll(text, NULL, 10);
  }
  return weir_ok();
}

static weir_status_t add_attribute(sample_t* sample, Onnx__NodeProto* node,
                                   char* text) {
  char* equals = strchr(text, '=');
  *equals = '\0';
  Onnx__AttributeProto* attr =
      WEIR_ARENA_NEW(&sample->arena, Onnx__AttributeProto);
  onnx__attribute_proto__init(attr);
  attr->name = text;
  node->attribute[node->n_attribute++] = attr;
  return set_attribute(sample, attr, equals + 1);
}

// OP NAME: INPUT... -> OUTPUT... KEY=VALUE...
static weir_status_t add_node(sample_t* sample) {
  weir_arena_t* arena = &sample->arena;
  uint32_t count = sample->word_count;
  char** words = sample->words;
  size_t name_size = count > 1 ? strlen(words[1]) : 0;
  if (name_size == 0 || words[1][name_size - 1] != ':') {
    return fault(sample, "OP NAME: expected");
  }
  words[1][name_size - 1] = '\0';
  Onnx__NodeProto* node = WEIR_ARENA_NEW(arena, Onnx__NodeProto);
  onnx__node_proto__init(node);
  node->name = words[1];
  node->op_type = words[0];
  char* colons = strstr(words[0], "::");
  if (colons != NULL) {
    *colons = '\0';
    node->domain = words[0];
    node->op_type = colons + 2;
  }
  node->input = WEIR_ARENA_ARRAY(arena, char*, count);
  node->output = WEIR_ARENA_ARRAY(arena, char*, count);
  node->attribute = WEIR_ARENA_ARRAY(arena, Onnx__AttributeProto*, count);
  bool after_arrow = false;
  for (uint32_t i = 2; i < count; ++i) {
    if (strcmp(words[i], "->") == 0) {
      after_arrow = true;
    } else if (!after_arrow) {
      node->input[node->n_input++] = strcmp(words[i], "-") ? words[i] : "";
    } else if (strchr(words[i], '=') == NULL) {
      node->output[node->n_output++] = words[i];
    } else {
      WEIR_RETURN_IF_ERROR(add_attribute(sample, node, words[i]));
    }
  }
  sample->nodes[sample->graph.n_node++] = node;
  return weir_ok();
}

// -- text and file ------------------------------------------------------------

static weir_status_t read_line(sample_t* sample, char* line) {
  sample->word_count = 0;
  char* rest = NULL;
  for (char* word = strtok_r(line, " \t", &rest); word != NULL;
       word = strtok_r(NULL, " \t", &rest)) {
    if (sample->word_count == MAX_WORDS) return fault(sample, "too long");
    sample->words[sample->word_count++] = word;
  }
  if (sample->word_count == 0) return weir_ok();
  const Onnx__GraphProto* graph = &sample->graph;
  if (graph->n_node == MAX_ITEMS || graph->n_input == MAX_ITEMS ||
      graph->n_output == MAX_ITEMS || graph->n_initializer == MAX_ITEMS) {
    return fault(sample, "too many");
  }
  const char* first = sample->words[0];
  if (strcmp(first, "opset") == 0 && sample->word_count == 2) {
    sample->opset.version = strtoll(sample->words[1], NULL, 10);
    return weir_ok();
  }
  if (strcmp(first, "input") == 0) return add_value(sample, true);
  if (strcmp(first, "output") == 0) return add_value(sample, false);
  if (strcmp(first, "constant") == 0) return add_constant(sample, STORED_RAW);
  if (strcmp(first, "typed") == 0) return add_constant(sample, STORED_TYPED);
  if (strcmp(first, "external") == 0) {
    return add_constant(sample, STORED_OUTSIDE);
  }
  return add_node(sample);
}

static weir_status_t read_text(sample_t* sample, const char* text) {
  char* copy = weir_arena_string(&sample->arena, text, strlen(text));
  while (copy != NULL) {
    char* line = strsep(&copy, "\n");
    ++sample->line;
    WEIR_RETURN_IF_ERROR(read_line(sample, line));
  }
  return weir_ok();
}

static weir_status_t write_model(const Onnx__ModelProto* model,
                                 const char* path) {
  size_t size = onnx__model_proto__get_packed_size(model);
  uint8_t* bytes = malloc(size + 1);
  if (bytes == NULL) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED, "%s: out of memory", path);
  }
  onnx__model_proto__pack(model, bytes);
  FILE* file = fopen(path, "we");
  bool written = file != NULL && fwrite(bytes, 1, size, file) == size;
  if (file != NULL && fclose(file) != 0) written = false;
  free(bytes);
  return written ? weir_ok() : weir_status_from_errno(errno, "%s", path);
}

weir_status_t weir_onnx_sample_write(const char* text, const char* path) {
  sample_t* sample = calloc(1, sizeof(*sample));
  if (sample == NULL) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED, "%s: out of memory", path);
  }
  Onnx__OperatorSetIdProto* opset = &sample->opset;
  onnx__operator_set_id_proto__init(opset);
  opset->has_version = true;
  opset->version = 13;
  onnx__graph_proto__init(&sample->graph);
  sample->graph.name = "main";
  sample->graph.node = sample->nodes;
  sample->graph.input = sample->inputs;
  sample->graph.output = sample->outputs;
  sample->graph.initializer = sample->constants;
  Onnx__ModelProto model;
  onnx__model_proto__init(&model);
  model.has_ir_version = true;
  model.ir_version = 7;
  model.n_opset_import = 1;
  model.opset_import = &opset;
  model.graph = &sample->graph;
  weir_status_t status = read_text(sample, text);
  if (weir_is_ok(status)) status = write_model(&model, path);
  weir_arena_deinit(&sample->arena);
  free(sample);
  return status;
}
