#include "compiler/dialects/verify_util.h"

#include <string.h>

#include "compiler/dialects/flow.h"
#include "compiler/dialects/flow_types.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/util_types.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"

// -- dimensions and sizes -----------------------------------------------------

static bool ends_with(const weir_name_t* name, const char* suffix) {
  size_t size = strlen(suffix);
  return name->size >= size &&
         strcmp(name->data + name->size - size, suffix) == 0;
}

// Whether |name| is |stem| of |stem_size| characters, or its plural.
static bool is_stem(const weir_name_t* name, const char* stem,
                    size_t stem_size) {
  if (name->size < stem_size || memcmp(name->data, stem, stem_size) != 0) {
    return false;
  }
  return name->size == stem_size ||
         (name->size == stem_size + 1 && name->data[stem_size] == 's');
}

static uint32_t dynamic_dims(const weir_type_t* type) {
  if (weir_type_is_flow_dispatch_tensor(type)) {
    type = weir_flow_dispatch_tensor_bound(type);
  }
  return weir_type_is_ranked(type) ? weir_type_dynamic_dim_count(type) : 0;
}

typedef struct demand_t {
  bool found;
  bool by_type;  // what an attribute says, not a value
  uint32_t count;
} demand_t;

static void demand_of_type(demand_t* demand, const weir_type_t* type,
                           bool is_size) {
  demand->found = true;
  demand->count += is_size ? weir_type_is_sized(type) : dynamic_dims(type);
}

// What the operand or result group named |stem| needs.
static demand_t demand_of_values(const weir_op_t* op, const char* stem,
                                 size_t stem_size, bool is_size) {
  demand_t demand = {0};
  for (uint32_t g = 0; g < op->info->operand_group_count; ++g) {
    if (!is_stem(op->info->operands[g].name, stem, stem_size)) continue;
    uint32_t start = weir_op_operand_group_start(op, g);
    demand.found = true;
    for (uint32_t i = 0; i < weir_op_operand_group_size(op, g); ++i) {
      demand_of_type(&demand, weir_op_operand_n(op, start + i)->type, is_size);
    }
    return demand;
  }
  for (uint32_t g = 0; g < op->info->result_group_count; ++g) {
    if (!is_stem(op->info->results[g].name, stem, stem_size)) continue;
    uint32_t start = weir_op_result_group_start(op, g);
    demand.found = true;
    for (uint32_t i = 0; i < weir_op_result_group_size(op, g); ++i) {
      demand_of_type(&demand, weir_op_result_n(op, start + i)->type, is_size);
    }
    return demand;
  }
  return demand;
}

// What the types in the attribute |stem| (or its plural) need.
static demand_t demand_of_encoding(const weir_op_t* op, const char* stem,
                                   size_t stem_size) {
  demand_t demand = {.by_type = true};
  for (uint32_t i = 0; i < op->info->attr_count; ++i) {
    const weir_name_t* name = op->info->attrs[i].name;
    if (!is_stem(name, stem, stem_size)) continue;
    const weir_attr_t* attr = weir_op_attr(op, name->data);
    if (weir_attr_is(attr, WEIR_ATTR_TYPE)) {
      demand_of_type(&demand, attr->type_value, false);
    } else if (weir_attr_is(attr, WEIR_ATTR_ARRAY)) {
      for (uint32_t k = 0; k < attr->array.count; ++k) {
        demand_of_type(&demand, attr->array.elements[k]->type_value, false);
      }
    }
  }
  return demand;
}

static demand_t demand_of_group(const weir_op_t* op, const weir_name_t* name) {
  bool is_size = ends_with(name, "_sizes");
  size_t stem_size = name->size - strlen(is_size ? "_sizes" : "_dims");
  demand_t demand = {0};
  if (ends_with(name, "encoding_dims")) {
    return demand_of_encoding(op, name->data, stem_size);
  }
  demand = demand_of_values(op, name->data, stem_size, is_size);
  if (demand.found) return demand;
  // A name that says nothing: of the only result, or of the operand.
  if (strcmp(name->data, "dynamic_dims") == 0 && op->result_count == 1) {
    demand_of_type(&demand, weir_op_result_n(op, 0)->type, false);
  } else if (strcmp(name->data, "argument_dims") == 0) {
    demand_of_type(&demand, weir_op_operand_n(op, 0)->type, false);
  }
  return demand;
}

static bool verify_groups(weir_op_t* op) {
  for (uint32_t g = 0; g < op->info->operand_group_count; ++g) {
    const weir_name_t* name = op->info->operands[g].name;
    if (!op->info->operands[g].variadic) continue;
    if (!ends_with(name, "_dims") && !ends_with(name, "_sizes")) continue;
    demand_t demand = demand_of_group(op, name);
    uint32_t given = weir_op_operand_group_size(op, g);
    if (!demand.found || demand.count == given) continue;
    return weir_op_error(op,
                         "%s set has %u dynamic dimensions but only %u "
                         "dimension values are attached",
                         demand.by_type ? "type" : "value", demand.count,
                         given);
  }
  return true;
}

static bool verify_tied(weir_op_t* op) {
  const weir_attr_t* tied = weir_op_attr(op, "tied_operands");
  if (!weir_attr_is(tied, WEIR_ATTR_ARRAY) || op->info->tied_group < 0) {
    return true;
  }
  uint32_t results = weir_op_result_group_size(op, 0);
  if (tied->array.count != results) {
    return weir_op_error(op, "number of results and tied operands mismatch");
  }
  int64_t count =
      weir_op_operand_group_size(op, (uint32_t)op->info->tied_group);
  for (uint32_t i = 0; i < tied->array.count; ++i) {
    int64_t index = -1;
    weir_attr_int(tied->array.elements[i], &index);
    if (index < -1 || index >= count) {
      return weir_op_error(op, "invalid tied operand index");
    }
  }
  return true;
}

bool weir_verify_extents(weir_op_t* op) {
  return verify_groups(op) && verify_tied(op);
}

// -- dispatches ---------------------------------------------------------------

// The device comes to a count by itself, dispatches hand it the rest.
static bool verify_workload(weir_op_t* op, const weir_op_t* target) {
  const weir_region_t* region = weir_op_region(target, 0);
  if (weir_region_is_empty(region)) return true;
  const weir_block_t* entry = region->first;
  uint32_t given = weir_op_operand_group_size(op, 0), expected = 0;
  for (uint32_t i = 0; i < entry->argument_count; ++i) {
    expected += !weir_type_is_hal_device(entry->arguments[i]->type);
  }
  if (expected != given) {
    return weir_op_error(op,
                         "workload mismatch; entry point expects %u arguments "
                         "but dispatch provides %u",
                         expected, given);
  }
  uint32_t place = 0;
  for (uint32_t i = 0; i < entry->argument_count; ++i) {
    weir_type_t* type = entry->arguments[i]->type;
    if (weir_type_is_hal_device(type)) continue;
    weir_type_t* actual = weir_op_operand_n(op, place++)->type;
    if (type == actual) continue;
    weir_arena_t scratch = {0};
    weir_op_error(op,
                  "workload operand %u type mismatch; expected %s but passed "
                  "%s",
                  place - 1, weir_type_text(type, &scratch),
                  weir_type_text(actual, &scratch));
    weir_arena_deinit(&scratch);
    return false;
  }
  return true;
}

bool weir_verify_boundary_type(const weir_op_t* op, weir_type_t* type) {
  if (!weir_type_is_shaped(type) ||
      !weir_type_is_index(weir_type_element(type))) {
    return true;
  }
  weir_arena_t scratch = {0};
  weir_op_error(op,
                "I/O type '%s' is invalid: index types must not cross the "
                "dispatch boundary",
                weir_type_text(type, &scratch));
  weir_arena_deinit(&scratch);
  return false;
}

// Entry points may be defined elsewhere; those that are here must fit.
bool weir_verify_dispatch(weir_op_t* op) {
  const weir_attr_t* entries = weir_op_attr(op, "entry_points");
  if (entries->array.count == 0) {
    return weir_op_error(op, "at least one entry point reference is required");
  }
  for (uint32_t i = 0; i < entries->array.count; ++i) {
    const weir_op_t* target =
        weir_symbol_resolve(op, entries->array.elements[i]);
    if (!weir_op_is(target, WEIR_FLOW_EXECUTABLE_EXPORT) &&
        !weir_op_is(target, WEIR_STREAM_EXECUTABLE_EXPORT)) {
      continue;
    }
    if (!verify_workload(op, target)) return false;
  }
  return weir_verify_extents(op);
}

bool weir_verify_body(weir_op_t* op) {
  if (!weir_region_is_empty(weir_op_region(op, 0))) return true;
  return weir_op_error(op, "expects a non-empty body");
}

static bool verify_counts(weir_op_t* end) {
  if (end->operand_count != 3) {
    return weir_op_error(end,
                         "workgroup count region must return the XYZ dimension "
                         "counts as three index values");
  }
  for (uint32_t i = 0; i < 3; ++i) {
    if (weir_type_is_index(weir_op_operand_n(end, i)->type)) continue;
    return weir_op_error(end,
                         "operands do not match expected region return types; "
                         "workgroup count region must return the XYZ dimension "
                         "counts as three index values");
  }
  return true;
}

bool weir_verify_workgroup_count(weir_op_t* op) {
  const weir_region_t* region = weir_op_region(op, op->region_count - 1);
  if (weir_op_is(op, WEIR_HAL_DISPATCH_EXTERN)) region = weir_op_region(op, 0);
  if (weir_region_is_empty(region)) return true;
  WEIR_FOR_EACH_BLOCK(block, region) {
    weir_op_t* last = block->last;
    if (last == NULL || !weir_op_is_terminator(last) ||
        last->successor_count > 0) {
      continue;
    }
    if (!verify_counts(last)) return false;
  }
  return true;
}

// -- calls --------------------------------------------------------------------

static weir_type_t* call_type(const weir_op_t* op) {
  weir_arena_t* arena = weir_context_arena(op->context);
  weir_type_t** types = WEIR_ARENA_ARRAY(arena, weir_type_t*,
                                         op->operand_count + op->result_count);
  uint32_t inputs = weir_op_operand_group_size(op, 0);
  for (uint32_t i = 0; i < inputs; ++i) {
    types[i] = weir_op_operand_n(op, i)->type;
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    types[inputs + i] = weir_op_result_n(op, i)->type;
  }
  return weir_function_type(op->context, types, inputs, types + inputs,
                            op->result_count);
}

// Resources go by any lifetime: which one a call hands on is found out later.
static bool types_agree(weir_type_t* const* a, weir_type_t* const* b,
                        uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    bool are_resources = weir_type_is_stream_resource(a[i]) &&
                         weir_type_is_stream_resource(b[i]);
    if (a[i] != b[i] && !are_resources) return false;
  }
  return true;
}

static bool function_types_agree(const weir_type_t* a, const weir_type_t* b) {
  uint32_t inputs = a->function.input_count;
  uint32_t results = a->function.result_count;
  return inputs == b->function.input_count &&
         results == b->function.result_count &&
         types_agree(a->function.inputs, b->function.inputs, inputs) &&
         types_agree(a->function.results, b->function.results, results);
}

bool weir_verify_call(weir_op_t* op) {
  const weir_op_t* callee = weir_symbol_resolve(op, weir_op_attr(op, "callee"));
  weir_string_view_t name = weir_op_attr_string(op, "callee");
  if (callee == NULL) {
    return weir_op_error(op, "undefined external call: %.*s",
                         WEIR_SV_ARGS(name));
  }
  if (!weir_op_has_trait(callee, WEIR_OP_FUNCTION)) {
    return weir_op_error(op, "callee @%.*s is no function", WEIR_SV_ARGS(name));
  }
  if (!weir_verify_extents(op)) return false;
  // Commands are handed ranges that only the type of the function names.
  if (weir_op_is(op, WEIR_STREAM_CMD_CALL)) return true;
  bool by_lifetime = weir_op_is(op, WEIR_STREAM_ASYNC_CALL);
  weir_type_t* expected = weir_function_type_of(callee);
  if (expected == NULL) return true;  // reported for the callee
  weir_type_t* actual = call_type(op);
  if (expected == actual ||
      (by_lifetime && function_types_agree(expected, actual))) {
    return true;
  }
  weir_arena_t scratch = {0};
  weir_op_error(op, "function type mismatch; expected '%s' but callee is '%s'",
                weir_type_text(actual, &scratch),
                weir_type_text(expected, &scratch));
  weir_arena_deinit(&scratch);
  return false;
}

bool weir_verify_workgroup_dimension(weir_op_t* op) {
  int64_t dimension = weir_op_attr_int(op, "dimension", 0);
  if (dimension >= 0 && dimension < 3) return true;
  return weir_op_error(op,
                       "dimension %lld out of bounds of dispatch dimensions; "
                       "expected [0, 3)",
                       (long long)dimension);
}
