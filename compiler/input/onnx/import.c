#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/dialects/builtin.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/cf.h"
#include "compiler/dialects/shapes.h"
#include "compiler/dialects/tensor.h"
#include "compiler/dialects/util.h"
#include "compiler/input/onnx/importer.h"
#include "compiler/input/onnx/value_map.h"

static const operator_t* const operator_tables[] = {
    onnx_elementwise_operators, onnx_shape_operators,
    onnx_element_operators,     onnx_gather_operators,
    onnx_reduction_operators,   onnx_window_operators,
    onnx_resize_operators,      onnx_contraction_operators,
};

static const operator_t* find_operator(const Onnx__NodeProto* node) {
  if (node->domain != NULL && node->domain[0] != '\0' &&
      strcmp(node->domain, "ai.onnx") != 0) {
    return NULL;
  }
  for (size_t t = 0; t < sizeof(operator_tables) / sizeof(operator_tables[0]);
       ++t) {
    for (const operator_t* op = operator_tables[t]; op->name != NULL; ++op) {
      if (strcmp(op->name, node->op_type) == 0) return op;
    }
  }
  return NULL;
}

// -- the file -----------------------------------------------------------------

// The contents of the file, to be unmapped.
static weir_status_t map_file(const char* path, void** out_data,
                              size_t* out_size) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return weir_status_from_errno(errno, "%s", path);
  struct stat info;
  weir_status_t status = weir_ok();
  void* data = MAP_FAILED;
  if (fstat(file, &info) != 0) {
    status = weir_status_from_errno(errno, "%s", path);
  } else if (!S_ISREG(info.st_mode)) {
    status =
        weir_status(WEIR_CODE_INVALID_ARGUMENT, "%s: not a regular file", path);
  } else if (info.st_size == 0) {
    status = weir_status(WEIR_CODE_DATA_LOSS, "%s: the file is empty", path);
  } else {
    data = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (data == MAP_FAILED) status = weir_status_from_errno(errno, "%s", path);
  }
  close(file);
  if (!weir_is_ok(status)) return status;
  *out_data = data;
  *out_size = (size_t)info.st_size;
  return weir_ok();
}

// The version of the default operator set; 0 if the model names none.
static int64_t opset_of(const Onnx__ModelProto* model) {
  for (size_t i = 0; i < model->n_opset_import; ++i) {
    const Onnx__OperatorSetIdProto* opset = model->opset_import[i];
    bool is_default = opset->domain == NULL || opset->domain[0] == '\0' ||
                      strcmp(opset->domain, "ai.onnx") == 0;
    if (is_default && opset->has_version) return opset->version;
  }
  return 0;
}

// -- checks before anything is built ------------------------------------------

// Every unsupported operator with the nodes that use it, in one failure.
static weir_status_t check_operators(importer_t* importer) {
  const Onnx__GraphProto* graph = importer->graph;
  weir_status_t status = weir_ok();
  for (size_t i = 0; i < graph->n_node; ++i) {
    const Onnx__NodeProto* node = graph->node[i];
    if (node->op_type == NULL) {
      return weir_status_join(
          status,
          weir_status(WEIR_CODE_DATA_LOSS, "%s: node %zu has no operator",
                      importer->path, i));
    }
    if (find_operator(node) != NULL) continue;
    const char* name = node->name != NULL && node->name[0] != '\0' ? node->name
                       : node->n_output > 0 ? node->output[0]
                                            : "";
    bool custom = node->domain != NULL && node->domain[0] != '\0';
    status = weir_status_join(
        status, weir_status(WEIR_CODE_UNIMPLEMENTED,
                            "%s: node \"%s\": operator %s%s%s is not supported",
                            importer->path, name, custom ? node->domain : "",
                            custom ? "::" : "", node->op_type));
  }
  return status;
}

// -- inputs, initializers, outputs --------------------------------------------

static bool is_initializer(const Onnx__GraphProto* graph, const char* name) {
  for (size_t i = 0; i < graph->n_initializer; ++i) {
    const char* other = graph->initializer[i]->name;
    if (other != NULL && strcmp(other, name) == 0) return true;
  }
  return false;
}

static weir_status_t add_initializers(importer_t* importer) {
  const Onnx__GraphProto* graph = importer->graph;
  for (size_t i = 0; i < graph->n_initializer; ++i) {
    const Onnx__TensorProto* tensor = graph->initializer[i];
    if (tensor->name == NULL || tensor->name[0] == '\0') continue;
    weir_attr_t* constant;
    WEIR_RETURN_IF_ERROR(onnx_read_tensor(importer, tensor, &constant));
    onnx_value_t value = {
        .name = tensor->name, .type = constant->type, .constant = constant};
    if (!value_map_add(importer, value)) {
      return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                         "%s: two initializers are called \"%s\"",
                         importer->path, tensor->name);
    }
  }
  return weir_ok();
}

// The name of a dimension that is not a number; empty for one without.
static const char* dim_name(const Onnx__TensorShapeProto__Dimension* dim) {
  bool is_named =
      dim->value_case == ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_PARAM;
  return is_named && dim->dim_param != NULL ? dim->dim_param : "";
}

// The size of a dimension: its own, or what --dim says; WEIR_DYNAMIC if it is
// open.
static int64_t resolve_dim(importer_t* importer, const char* input,
                           const Onnx__TensorShapeProto__Dimension* dim,
                           size_t index) {
  if (dim->value_case == ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE &&
      dim->dim_value >= 0) {
    return dim->dim_value;
  }
  const char* name = dim_name(dim);
  const weir_onnx_options_t* options = importer->options;
  for (uint32_t i = 0; options != NULL && i < options->dim_count; ++i) {
    if (strcmp(options->dims[i].name, name) == 0) return options->dims[i].size;
  }
  // A dimension without a name is called by its input and place.
  char by_place[512];
  snprintf(by_place, sizeof(by_place), "%s.%zu", input, index);
  for (uint32_t i = 0; options != NULL && i < options->dim_count; ++i) {
    if (strcmp(options->dims[i].name, by_place) == 0)
      return options->dims[i].size;
  }
  return WEIR_DYNAMIC;
}

static weir_status_t input_type(importer_t* importer,
                                const Onnx__ValueInfoProto* info,
                                weir_type_t** out_type) {
  *out_type = NULL;
  if (info->type == NULL ||
      info->type->value_case != ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE ||
      info->type->tensor_type->shape == NULL) {
    return weir_status(WEIR_CODE_UNIMPLEMENTED,
                       "%s: input \"%s\" is not a dense tensor with a shape",
                       importer->path, info->name);
  }
  const Onnx__TypeProto__Tensor* tensor = info->type->tensor_type;
  weir_type_t* element =
      onnx_element_type(importer->context, tensor->elem_type);
  if (element == NULL) {
    return weir_status(WEIR_CODE_UNIMPLEMENTED,
                       "%s: input \"%s\": element type %d is not supported",
                       importer->path, info->name, tensor->elem_type);
  }
  size_t rank = tensor->shape->n_dim;
  int64_t* dims =
      WEIR_ARENA_ARRAY(weir_context_arena(importer->context), int64_t, rank);
  for (size_t i = 0; i < rank; ++i) {
    dims[i] = resolve_dim(importer, info->name, tensor->shape->dim[i], i);
  }
  if (!onnx_shape_fits(dims, rank)) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "%s: input \"%s\" has more elements than can be",
                       importer->path, info->name);
  }
  *out_type = tensor_of(element, dims, (uint32_t)rank);
  return weir_ok();
}

// "main" for graphs without a name that is a plain identifier.
static const char* function_name(const Onnx__GraphProto* graph,
                                 weir_arena_t* arena) {
  const char* name = graph->name;
  if (name == NULL || name[0] == '\0') return "main";
  char* clean = weir_arena_string(arena, name, strlen(name));
  for (char* c = clean; *c != '\0'; ++c) {
    bool letter =
        (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || *c == '_';
    bool digit = *c >= '0' && *c <= '9';
    if (!letter && !(digit && c != clean)) *c = '_';
  }
  return clean;
}

static void create_function(importer_t* importer) {
  importer->module = weir_module_create(
      importer->context, weir_location_unknown(importer->context));
  weir_builder_t builder =
      weir_builder_at_end(weir_module_body(importer->module));
  weir_op_state_t state;
  weir_op_state_init(
      &state, &builder, WEIR_UTIL_FUNC,
      weir_location_file(importer->context, importer->path, 0, 0));
  weir_op_state_attr(
      &state, "sym_name",
      weir_string_attr(importer->context,
                       function_name(importer->graph, &importer->arena)));
  weir_op_state_attr(&state, "sym_visibility",
                     weir_string_attr(importer->context, "public"));
  weir_type_t* type = weir_function_type(importer->context, NULL, 0, NULL, 0);
  weir_op_state_attr(&state, "function_type", weir_type_attr(type));
  importer->function = weir_build(&builder, &state);
  weir_block_t* entry =
      weir_region_add_block(weir_op_region(importer->function, 0));
  importer->builder = weir_builder_at_end(entry);
}

// An open dimension of a name that was seen before has to be as long as that
// one was; |first|.
static void assert_same_size(importer_t* importer, const char* input,
                             uint32_t place, const char* name,
                             weir_value_t* size, weir_value_t* first,
                             weir_location_t* location) {
  weir_builder_t* builder = &importer->builder;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_ARITH_CMPI, location);
  weir_op_state_operand(&state, size);
  weir_op_state_operand(&state, first);
  weir_op_state_attr(&state, "predicate", weir_i64_attr(importer->context, 0));
  weir_op_state_result(&state, weir_i1_type(importer->context));
  weir_value_t* equal = weir_op_result_n(weir_build(builder, &state), 0);
  weir_op_state_init(&state, builder, WEIR_CF_ASSERT, location);
  weir_op_state_operand(&state, equal);
  weir_op_state_attr(
      &state, "msg",
      weir_string_attr(
          importer->context,
          weir_arena_format(&importer->arena,
                            "input \"%s\": dimension %u is not as long as %s "
                            "elsewhere",
                            input, place, name)));
  weir_build(builder, &state);
}

// The open dimension called |name| whose length is that of dimension |place| of
// |value|.
static int64_t open_dim(importer_t* importer, const char* input,
                        weir_value_t* value, uint32_t place, const char* name,
                        weir_location_t* location) {
  weir_builder_t* builder = &importer->builder;
  weir_value_t* size = weir_build_tensor_dim(builder, location, value, place);
  for (named_dim_t* d = importer->named_dims; d != NULL; d = d->next) {
    if (strcmp(d->name, name) != 0) continue;
    assert_same_size(importer, input, place, name, size,
                     dim_value(importer, d->dim), location);
    return d->dim;
  }
  named_dim_t* named = WEIR_ARENA_NEW(&importer->arena, named_dim_t);
  *named = (named_dim_t){
      .name = weir_arena_string(&importer->arena, name, strlen(name)),
      .next = importer->named_dims,
  };
  named->dim = dim_of_value(importer, size, true, named->name);
  importer->named_dims = named;
  return named->dim;
}

// |type| with names in the place of what is open.
static weir_type_t* name_open_dims(importer_t* importer,
                                   const Onnx__ValueInfoProto* info,
                                   weir_value_t* value,
                                   weir_location_t* location) {
  uint32_t rank = weir_type_rank(value->type);
  int64_t* dims = weir_arena_copy(&importer->arena, value->type->shaped.dims,
                                  rank * sizeof(int64_t));
  for (uint32_t i = 0; i < rank; ++i) {
    if (dims[i] != WEIR_DYNAMIC) continue;
    const char* name = dim_name(info->type->tensor_type->shape->dim[i]);
    if (name[0] == '\0') {
      name = weir_arena_format(&importer->arena, "%s.%u", info->name, i);
    }
    dims[i] = open_dim(importer, info->name, value, i, name, location);
  }
  return tensor_of(weir_type_element(value->type), dims, rank);
}

static weir_status_t add_inputs(importer_t* importer) {
  const Onnx__GraphProto* graph = importer->graph;
  weir_block_t* entry = importer->builder.block;
  weir_status_t status = weir_ok();
  for (size_t i = 0; i < graph->n_input; ++i) {
    const Onnx__ValueInfoProto* info = graph->input[i];
    if (info->name == NULL || is_initializer(graph, info->name)) continue;
    weir_type_t* type;
    weir_status_t failure = input_type(importer, info, &type);
    status = weir_status_join(status, failure);
    if (type == NULL) continue;
    weir_location_t* location =
        weir_location_name(importer->context, info->name, NULL);
    onnx_value_t value = {
        .name = info->name,
        .value = weir_block_add_argument(entry, type, location),
    };
    value.type = name_open_dims(importer, info, value.value, location);
    value.value->type = value.type;
    if (!value_map_add(importer, value)) {
      status = weir_status_join(status,
                                weir_status(WEIR_CODE_INVALID_ARGUMENT,
                                            "%s: two inputs are called \"%s\"",
                                            importer->path, info->name));
    }
  }
  return status;
}

// The names of inputs and outputs, kept for the user.
static weir_attr_t* reflection(importer_t* importer) {
  const Onnx__GraphProto* graph = importer->graph;
  weir_context_t* context = importer->context;
  size_t capacity = graph->n_input + graph->n_output;
  weir_named_attr_t* entries =
      WEIR_ARENA_ARRAY(&importer->arena, weir_named_attr_t, capacity);
  uint32_t count = 0, input = 0;
  for (size_t i = 0; i < graph->n_input; ++i) {
    const char* name = graph->input[i]->name;
    if (name == NULL || is_initializer(graph, name)) continue;
    char* key = weir_arena_format(&importer->arena, "weir.input.%u", input++);
    entries[count++] = (weir_named_attr_t){weir_name(context, key),
                                           weir_string_attr(context, name)};
  }
  for (size_t i = 0; i < graph->n_output; ++i) {
    char* key = weir_arena_format(&importer->arena, "weir.output.%zu", i);
    entries[count++] =
        (weir_named_attr_t){weir_name(context, key),
                            weir_string_attr(context, graph->output[i]->name)};
  }
  return weir_dictionary_attr(context, entries, count);
}

static weir_status_t finish_function(importer_t* importer) {
  const Onnx__GraphProto* graph = importer->graph;
  uint32_t count = (uint32_t)graph->n_output;
  weir_value_t** values =
      WEIR_ARENA_ARRAY(&importer->arena, weir_value_t*, count);
  weir_type_t** types = WEIR_ARENA_ARRAY(&importer->arena, weir_type_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    onnx_value_t* value = value_map_get(importer, graph->output[i]->name);
    if (value == NULL) {
      return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                         "%s: output \"%s\" is made by no node", importer->path,
                         graph->output[i]->name);
    }
    values[i] = value_operand(importer, value);
  }
  onnx_close_types(importer);
  for (uint32_t i = 0; i < count; ++i) types[i] = values[i]->type;
  weir_builder_t builder = importer->builder;
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_RETURN,
                     importer->function->location);
  weir_op_state_operands(&state, values, count);
  weir_build(&builder, &state);

  weir_block_t* entry = builder.block;
  weir_type_t** inputs =
      WEIR_ARENA_ARRAY(&importer->arena, weir_type_t*, entry->argument_count);
  for (uint32_t i = 0; i < entry->argument_count; ++i) {
    inputs[i] = entry->arguments[i]->type;
  }
  weir_type_t* type = weir_function_type(importer->context, inputs,
                                         entry->argument_count, types, count);
  weir_op_set_attr(importer->function, "function_type", weir_type_attr(type));
  weir_op_set_attr(importer->function, "iree.reflection", reflection(importer));
  return weir_ok();
}

// -- nodes --------------------------------------------------------------------

static weir_status_t lower_nodes(importer_t* importer) {
  const Onnx__GraphProto* graph = importer->graph;
  for (size_t i = 0; i < graph->n_node; ++i) {
    const Onnx__NodeProto* proto = graph->node[i];
    const char* name = proto->name != NULL && proto->name[0] != '\0'
                           ? proto->name
                       : proto->n_output > 0 ? proto->output[0]
                                             : proto->op_type;
    node_t node = {
        .importer = importer,
        .proto = proto,
        .location = weir_location_name(importer->context, name, NULL),
    };
    bool is_done = false;
    if (node_has_elements(&node)) {
      WEIR_RETURN_IF_ERROR(node_fold_elements(&node, &is_done));
    }
    if (!is_done) WEIR_RETURN_IF_ERROR(find_operator(proto)->lower(&node));
  }
  return weir_ok();
}

static weir_status_t import_graph(importer_t* importer) {
  WEIR_RETURN_IF_ERROR(check_operators(importer));
  create_function(importer);
  WEIR_RETURN_IF_ERROR(add_inputs(importer));
  WEIR_RETURN_IF_ERROR(add_initializers(importer));
  WEIR_RETURN_IF_ERROR(lower_nodes(importer));
  return finish_function(importer);
}

static weir_status_t import_model(importer_t* importer,
                                  const Onnx__ModelProto* model) {
  importer->graph = model->graph;
  importer->opset = opset_of(model);
  if (model->graph == NULL || importer->opset == 0) {
    return weir_status(WEIR_CODE_DATA_LOSS,
                       "%s: not an ONNX model (it has no %s)", importer->path,
                       model->graph == NULL ? "graph" : "operator set");
  }
  return import_graph(importer);
}

static weir_status_t import_bytes(importer_t* importer, const void* data,
                                  size_t size, weir_op_t** out_module) {
  Onnx__ModelProto* model = onnx__model_proto__unpack(NULL, size, data);
  if (model == NULL) {
    return weir_status(
        WEIR_CODE_DATA_LOSS,
        "%s: not an ONNX model, or cut short (protobuf cannot read it)",
        importer->path);
  }
  weir_status_t status = import_model(importer, model);
  if (weir_is_ok(status)) *out_module = importer->module;
  weir_arena_deinit(&importer->arena);
  onnx__model_proto__free_unpacked(model, NULL);
  return status;
}

weir_status_t weir_onnx_import_memory(weir_context_t* context, const char* name,
                                      const void* data, size_t size,
                                      const weir_onnx_options_t* options,
                                      weir_op_t** out_module) {
  *out_module = NULL;
  importer_t importer = {.context = context, .path = name, .options = options};
  return import_bytes(&importer, data, size, out_module);
}

weir_status_t weir_onnx_import(weir_context_t* context, const char* path,
                               const weir_onnx_options_t* options,
                               weir_op_t** out_module) {
  *out_module = NULL;
  void* data = NULL;
  size_t size = 0;
  WEIR_RETURN_IF_ERROR(map_file(path, &data, &size));
  importer_t importer = {
      .context = context, .path = path, .has_folder = true, .options = options};
  weir_status_t status = import_bytes(&importer, data, size, out_module);
  munmap(data, size);
  return status;
}
