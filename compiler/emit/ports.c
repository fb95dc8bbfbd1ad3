// Inputs and outputs of the exported functions: names, types, places.

#include <string.h>

#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/util.h"
#include "compiler/emit/emit_impl.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/text/text.h"

// What is known of a port so far.
typedef struct port_t {
  weir_string_view_t name;
  weir_plan_port_t record;
  int64_t dims[16];
  bool has_type;
} port_t;

// ---- names -----------------------------------------------------------------

static bool take_suffix(weir_string_view_t* name, const char* suffix) {
  size_t size = strlen(suffix);
  if (name->size <= size ||
      memcmp(name->data + name->size - size, suffix, size) != 0) {
    return false;
  }
  name->size -= size;
  return true;
}

static bool has_async_twin(const weir_op_t* op) {
  weir_string_view_t name = weir_symbol_name(op);
  WEIR_FOR_EACH_OP(other, op->block) {
    weir_string_view_t twin = weir_symbol_name(other);
    if (weir_op_is(other, WEIR_UTIL_FUNC) && take_suffix(&twin, "$async") &&
        weir_sv_equal(twin, name) &&
        weir_symbol_visibility(other) == WEIR_PUBLIC) {
      return true;
    }
  }
  return false;
}

// The name under which a function is exported; empty when it is not.
static weir_string_view_t exported_name(const weir_op_t* op) {
  weir_string_view_t name = weir_symbol_name(op);
  if (!weir_op_is(op, WEIR_UTIL_FUNC) ||
      weir_symbol_visibility(op) != WEIR_PUBLIC ||
      weir_region_is_empty(weir_op_region(op, 0))) {
    return weir_sv("");
  }
  if (take_suffix(&name, "$async")) return name;
  return has_async_twin(op) ? weir_sv("") : name;
}

static bool has_fences(const weir_op_t* op) {
  const weir_type_t* type = weir_function_type_of(op);
  uint32_t count = type->function.input_count;
  return count >= 2 &&
         weir_type_is_hal_fence(type->function.inputs[count - 1]) &&
         weir_type_is_hal_fence(type->function.inputs[count - 2]);
}

uint32_t weir_emit_exported(weir_plan_emitter_t* emitter, const weir_op_t* op,
                            uint32_t* out_flags) {
  *out_flags = 0;
  weir_string_view_t name = exported_name(op);
  uint32_t count = weir_plan_writer_count(
      emitter->writer, WEIR_PLAN_SECTION_FUNCTIONS, WEIR_PLAN_NONE);
  for (uint32_t i = 0; name.size > 0 && i < count; ++i) {
    const weir_plan_function_t* function = weir_plan_writer_record(
        emitter->writer, WEIR_PLAN_SECTION_FUNCTIONS, WEIR_PLAN_NONE, i);
    if (function->name == weir_emit_string_sv(emitter, name)) {
      *out_flags = function->flags;
      return i;
    }
  }
  return WEIR_PLAN_NONE;
}

static weir_op_t* find_exported(const weir_emit_module_t* module,
                                weir_string_view_t name) {
  WEIR_FOR_EACH_OP(op, weir_module_body(module->op)) {
    weir_string_view_t exported = exported_name(op);
    if (exported.size > 0 && weir_sv_equal(exported, name)) return op;
  }
  return NULL;
}

// ---- types -----------------------------------------------------------------

static bool set_type(port_t* port, const weir_type_t* type) {
  // A complex number is one element, not one of its parts.
  const weir_type_t* element = type->kind == WEIR_TYPE_COMPLEX
                                   ? type
                                   : weir_type_element((weir_type_t*)type);
  int32_t value = 0;
  if (!weir_hal_element_type_value(element, &value)) return false;
  port->record.element_type = (uint32_t)value;
  port->record.rank = weir_type_is_tensor(type) ? weir_type_rank(type) : 0;
  if (port->record.rank > 16) return false;
  for (uint32_t i = 0; i < port->record.rank; ++i) {
    int64_t dim = weir_type_dim(type, i);
    port->dims[i] = dim == WEIR_DYNAMIC ? -1 : dim;
  }
  port->has_type = true;
  return true;
}

// The end of a list element: a comma or closing parenthesis outside of
// brackets.
static size_t element_end(weir_string_view_t text, size_t at) {
  int depth = 0;
  bool in_string = false;
  for (; at < text.size; ++at) {
    char c = text.data[at];
    if (c == '"') in_string = !in_string;
    if (in_string) continue;
    if (c == '<' || c == '(' || c == '{' || c == '[') ++depth;
    bool closes = c == ')' || c == '}' || c == ']' ||
                  (c == '>' && at > 0 && text.data[at - 1] != '-');
    if (closes && depth == 0) return at;
    if (closes) --depth;
    if (c == ',' && depth == 0) return at;
  }
  return at;
}

// "%name: tensor<4xf32> {attributes}".
static void take_declared(weir_plan_emitter_t* emitter, weir_string_view_t text,
                          port_t* port) {
  const char* colon = memchr(text.data, ':', text.size);
  while (text.size > 0 && (*text.data == ' ' || *text.data == '%')) {
    ++text.data;
    --text.size;
  }
  if (colon == NULL || colon < text.data) return;
  port->name = weir_sv_n(text.data, (size_t)(colon - text.data));
  weir_string_view_t type =
      weir_sv_n(colon + 1, (size_t)(text.data + text.size - colon - 1));
  const char* attributes = memchr(type.data, '{', type.size);
  if (attributes != NULL) type.size = (size_t)(attributes - type.data);
  while (type.size > 0 && *type.data == ' ') {
    ++type.data;
    --type.size;
  }
  while (type.size > 0 && type.data[type.size - 1] == ' ') --type.size;
  if (weir_sv_starts_with(type, "!")) return;
  const weir_type_t* parsed = weir_parse_type(emitter->context, type);
  if (parsed != NULL) set_type(port, parsed);
}

// "sync func @main(%x: tensor<4xf32>) -> (%y: tensor<4xf32>)".
static void read_declaration(weir_plan_emitter_t* emitter, const weir_op_t* op,
                             port_t* inputs, uint32_t input_count,
                             port_t* outputs, uint32_t output_count,
                             weir_string_view_t* out_declaration) {
  const weir_attr_t* declaration = weir_dictionary_get(
      weir_op_attr(op, "iree.reflection"), "iree.abi.declaration");
  weir_string_view_t text = weir_attr_string(declaration);
  *out_declaration = text;
  size_t at = 0;
  for (int side = 0; side < 2 && text.size > 0; ++side) {
    port_t* ports = side == 0 ? inputs : outputs;
    uint32_t count = side == 0 ? input_count : output_count;
    while (at < text.size && text.data[at] != '(') ++at;
    ++at;
    for (uint32_t i = 0; at < text.size && text.data[at - 1] != ')'; ++i) {
      size_t end = element_end(text, at);
      if (i < count && end > at) {
        take_declared(emitter, weir_sv_n(text.data + at, end - at), &ports[i]);
      }
      at = end + 1;
    }
  }
}

// `weir.input.N` and `weir.output.N` of the reflection: what the source called
// them, where that is no name of an MLIR value.
static void read_source_names(weir_plan_emitter_t* emitter, const weir_op_t* op,
                              port_t* ports, uint32_t count, const char* side) {
  const weir_attr_t* reflection = weir_op_attr(op, "iree.reflection");
  for (uint32_t i = 0; i < count; ++i) {
    const char* key = weir_arena_format(&emitter->arena, "weir.%s.%u", side, i);
    weir_string_view_t name =
        weir_attr_string(weir_dictionary_get(reflection, key));
    if (name.size > 0) ports[i].name = name;
  }
}

static bool constant_of(weir_value_t* value, int64_t* out_value) {
  const weir_op_t* op = weir_value_op(value);
  int32_t element_type = 0;
  if (weir_op_is(op, WEIR_HAL_ELEMENT_TYPE) &&
      weir_hal_element_type_value(weir_op_attr_type(op, "type"),
                                  &element_type)) {
    *out_value = element_type;
    return true;
  }
  return weir_value_is_constant_int(value, out_value);
}

static void set_shape(port_t* port, const weir_op_t* op, uint32_t element_group,
                      uint32_t shape_group) {
  int64_t element_type = 0;
  uint32_t rank = weir_op_operand_group_size(op, shape_group);
  if (!constant_of(weir_op_operand(op, element_group), &element_type) ||
      rank > 16) {
    return;
  }
  port->record.element_type = (uint32_t)element_type;
  port->record.rank = rank;
  for (uint32_t i = 0; i < rank; ++i) {
    port->dims[i] = -1;
    constant_of(weir_op_operand_at(op, shape_group, i), &port->dims[i]);
  }
  port->has_type = true;
}

static void look_at_asserts(weir_value_t* argument, port_t* port) {
  WEIR_FOR_EACH_USE(use, argument) {
    if (!weir_op_is(use->op, WEIR_HAL_BUFFER_VIEW_ASSERT)) continue;
    if (port->name.size == 0) {
      port->name = weir_op_attr_string(use->op, "message");
    }
    if (!port->has_type) {
      set_shape(port, use->op, WEIR_HAL_BUFFER_VIEW_ASSERT_ELEMENT_TYPE,
                WEIR_HAL_BUFFER_VIEW_ASSERT_SHAPE);
    }
  }
}

// ---- places ----------------------------------------------------------------

// Whether the contents behind a view are used, and on which device.
static bool uses_contents(weir_emit_module_t* module, weir_value_t* argument,
                          uint32_t* out_device) {
  bool used = false;
  *out_device = 0;
  WEIR_FOR_EACH_USE(use, argument) {
    switch (weir_op_id(use->op)) {
      case WEIR_HAL_BUFFER_VIEW_ASSERT:
      case WEIR_HAL_BUFFER_VIEW_DIM:
      case WEIR_HAL_BUFFER_VIEW_RANK:
      case WEIR_HAL_BUFFER_VIEW_ELEMENT_TYPE:
      case WEIR_HAL_BUFFER_VIEW_ENCODING_TYPE:
        continue;
      case WEIR_HAL_BUFFER_VIEW_BUFFER:
        break;
      default:
        used = true;
        continue;
    }
    WEIR_FOR_EACH_USE(inner, weir_op_result_n(use->op, 0)) {
      if (weir_op_is(inner->op, WEIR_HAL_BUFFER_ASSERT)) {
        uint32_t device = 0;
        if (weir_emit_device_of(
                module,
                weir_op_operand(inner->op, WEIR_HAL_BUFFER_ASSERT_ALLOCATOR),
                &device)) {
          *out_device = device;
        }
      } else if (!weir_op_is(inner->op, WEIR_HAL_BUFFER_LENGTH)) {
        used = true;
      }
    }
  }
  return used;
}

static weir_op_t* return_of(const weir_op_t* op) {
  WEIR_FOR_EACH_BLOCK(block, weir_op_region(op, 0)) {
    weir_op_t* end = weir_block_terminator(block);
    if (weir_op_is(end, WEIR_UTIL_RETURN)) return end;
  }
  return NULL;
}

// What a node returns for an output; NULL for nothing.
static weir_value_t* returned(const weir_op_t* op, uint32_t output) {
  const weir_op_t* end = return_of(op);
  if (end == NULL || output >= end->operand_count) return NULL;
  weir_value_t* value = weir_op_operand_n(end, output);
  return weir_op_is(weir_value_op(value), WEIR_UTIL_NULL) ? NULL : value;
}

static void place_input(weir_plan_emitter_t* emitter, weir_string_view_t name,
                        uint32_t input, port_t* port) {
  port->record.place_first = weir_plan_writer_count(
      emitter->writer, WEIR_PLAN_SECTION_PLACES, WEIR_PLAN_NONE);
  for (uint32_t i = 0; i < emitter->plan->node_count; ++i) {
    const weir_op_t* op = find_exported(&emitter->modules[i], name);
    weir_plan_place_t place = {i, 0};
    if (uses_contents(&emitter->modules[i],
                      weir_op_region(op, 0)->first->arguments[input],
                      &place.device)) {
      weir_plan_writer_add(emitter->writer, WEIR_PLAN_SECTION_PLACES,
                           WEIR_PLAN_NONE, &place, 1);
      ++port->record.place_count;
    }
  }
}

static bool place_output(weir_plan_emitter_t* emitter, const weir_op_t* first,
                         weir_string_view_t name, uint32_t output,
                         port_t* port) {
  for (uint32_t i = 0; i < emitter->plan->node_count; ++i) {
    const weir_op_t* op = find_exported(&emitter->modules[i], name);
    weir_value_t* value = returned(op, output);
    if (value == NULL) continue;
    weir_plan_place_t place = {i, 0};
    port->record.place_first = weir_plan_writer_add(
        emitter->writer, WEIR_PLAN_SECTION_PLACES, WEIR_PLAN_NONE, &place, 1);
    port->record.place_count = 1;
    const weir_op_t* origin = weir_emit_origin(&emitter->modules[i], value);
    if (!port->has_type && weir_op_is(origin, WEIR_HAL_BUFFER_VIEW_CREATE)) {
      set_shape(port, origin, WEIR_HAL_BUFFER_VIEW_CREATE_ELEMENT_TYPE,
                WEIR_HAL_BUFFER_VIEW_CREATE_SHAPE);
    }
    return true;
  }
  return weir_op_error(first, "has no node that returns its result %u", output);
}

// ---- functions -------------------------------------------------------------

static uint32_t add_ports(weir_plan_emitter_t* emitter, port_t* ports,
                          uint32_t count, const char* fallback_name) {
  uint32_t first = weir_plan_writer_count(
      emitter->writer, WEIR_PLAN_SECTION_PORTS, WEIR_PLAN_NONE);
  for (uint32_t i = 0; i < count; ++i) {
    port_t* port = &ports[i];
    if (port->name.size == 0) {
      port->name =
          weir_sv(weir_arena_format(&emitter->arena, "%s%u", fallback_name, i));
    }
    port->record.name = weir_emit_string_sv(emitter, port->name);
    port->record.dim_first =
        weir_plan_writer_add(emitter->writer, WEIR_PLAN_SECTION_DIMS,
                             WEIR_PLAN_NONE, port->dims, port->record.rank);
    weir_plan_writer_add(emitter->writer, WEIR_PLAN_SECTION_PORTS,
                         WEIR_PLAN_NONE, &port->record, 1);
  }
  return first;
}

static bool check_ports(const weir_op_t* op, const weir_type_t* function_type,
                        port_t* ports, uint32_t count, bool is_input) {
  for (uint32_t i = 0; i < count; ++i) {
    const weir_type_t* type = is_input ? function_type->function.inputs[i]
                                       : function_type->function.results[i];
    if (!weir_type_is_hal_buffer_view(type)) {
      weir_plan_type_t kept;
      ports[i].record.kind = WEIR_PLAN_PORT_SCALAR;
      if (weir_emit_class(type, &kept) != WEIR_EMIT_SCALAR ||
          !set_type(&ports[i], type)) {
        return weir_op_error(op,
                             "has an %s %u that is neither a buffer view "
                             "nor a number",
                             is_input ? "input" : "output", i);
      }
    }
    if (!ports[i].has_type) {
      return weir_op_error(op, "does not say the type of its %s %u",
                           is_input ? "input" : "output", i);
    }
  }
  return true;
}

static bool same_everywhere(weir_plan_emitter_t* emitter, const weir_op_t* op,
                            weir_string_view_t name) {
  const weir_type_t* type = weir_function_type_of(op);
  for (uint32_t i = 1; i < emitter->plan->node_count; ++i) {
    const weir_op_t* other = find_exported(&emitter->modules[i], name);
    if (other == NULL || weir_function_type_of(other) != type) {
      return weir_op_error(op, "is not exported in the same way on node '%s'",
                           emitter->plan->nodes[i].name);
    }
  }
  return true;
}

static bool emit_ports_of(weir_plan_emitter_t* emitter, const weir_op_t* op,
                          weir_string_view_t name) {
  weir_arena_t* arena = &emitter->arena;
  const weir_type_t* type = weir_function_type_of(op);
  bool fences = has_fences(op);
  uint32_t input_count = type->function.input_count - (fences ? 2 : 0);
  uint32_t output_count = type->function.result_count;
  port_t* inputs = WEIR_ARENA_ARRAY(arena, port_t, input_count);
  port_t* outputs = WEIR_ARENA_ARRAY(arena, port_t, output_count);
  weir_string_view_t declaration;
  if (!same_everywhere(emitter, op, name)) return false;
  read_declaration(emitter, op, inputs, input_count, outputs, output_count,
                   &declaration);
  read_source_names(emitter, op, inputs, input_count, "input");
  read_source_names(emitter, op, outputs, output_count, "output");
  for (uint32_t i = 0; i < input_count; ++i) {
    for (uint32_t j = 0; j < emitter->plan->node_count; ++j) {
      const weir_op_t* other = find_exported(&emitter->modules[j], name);
      look_at_asserts(weir_op_region(other, 0)->first->arguments[i],
                      &inputs[i]);
    }
    place_input(emitter, name, i, &inputs[i]);
  }
  for (uint32_t i = 0; i < output_count; ++i) {
    if (!place_output(emitter, op, name, i, &outputs[i])) return false;
  }
  if (!check_ports(op, type, inputs, input_count, true) ||
      !check_ports(op, type, outputs, output_count, false)) {
    return false;
  }
  weir_plan_function_t record = {
      .name = weir_emit_string_sv(emitter, name),
      .flags = fences ? WEIR_PLAN_FUNCTION_FENCES : 0,
      .input_first = add_ports(emitter, inputs, input_count, "input"),
      .input_count = input_count,
      .output_first = add_ports(emitter, outputs, output_count, "output"),
      .output_count = output_count,
      .location = weir_emit_location(emitter, op->location, NULL),
      .declaration = declaration.size
                         ? weir_emit_string_sv(emitter, declaration)
                         : WEIR_PLAN_NONE,
  };
  weir_plan_writer_add(emitter->writer, WEIR_PLAN_SECTION_FUNCTIONS,
                       WEIR_PLAN_NONE, &record, 1);
  return true;
}

bool weir_emit_ports(weir_plan_emitter_t* emitter) {
  WEIR_FOR_EACH_OP(op, weir_module_body(emitter->modules[0].op)) {
    weir_string_view_t name = exported_name(op);
    if (name.size > 0 && !emit_ports_of(emitter, op, name)) return false;
  }
  // What only another node exports could not be called.
  for (uint32_t i = 1; i < emitter->plan->node_count; ++i) {
    WEIR_FOR_EACH_OP(op, weir_module_body(emitter->modules[i].op)) {
      weir_string_view_t name = exported_name(op);
      if (name.size > 0 && find_exported(&emitter->modules[0], name) == NULL) {
        return weir_op_error(op, "is not exported on node '%s'",
                             emitter->plan->nodes[0].name);
      }
    }
  }
  return true;
}
