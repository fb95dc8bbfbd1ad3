// Checks of stream ops beyond dimensions and sizes.
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_impl.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/verify_util.h"
#include "compiler/ir/diagnostic.h"

// -- execution regions --------------------------------------------------------

static bool verify_arguments(weir_op_t* op, const weir_block_t* body) {
  bool has_operands = op->info->operand_group_count > 0;
  uint32_t count = has_operands ? weir_op_operand_group_size(op, 0) : 0;
  if (body->argument_count != count) {
    return weir_op_error(op, "the body takes %u resources, %u are given",
                         body->argument_count, count);
  }
  for (uint32_t i = 0; i < count; ++i) {
    if (body->arguments[i]->type == weir_op_operand_n(op, i)->type) continue;
    return weir_op_error(op, "type mismatch of body argument #%u", i);
  }
  return true;
}

// Resources come in as arguments or are made inside.
static bool verify_captures(const weir_block_t* body) {
  WEIR_FOR_EACH_OP(op, body) {
    for (uint32_t i = 0; i < op->operand_count; ++i) {
      weir_value_t* operand = weir_op_operand_n(op, i);
      if (!weir_type_is_stream_resource(operand->type) ||
          weir_value_block(operand) == body) {
        continue;
      }
      return weir_op_error(op,
                           "used resource not listed in explicit captures (or "
                           "produced internally)");
    }
  }
  return true;
}

static bool same_size(const weir_value_t* a, const weir_value_t* b) {
  int64_t x, y;
  return a == b || (weir_value_is_constant_int(a, &x) &&
                    weir_value_is_constant_int(b, &y) && x == y);
}

// What is yielded is what the region gives as results.
static bool verify_yield(weir_op_t* op, weir_op_t* yield) {
  bool is_async = weir_op_has_trait(op, WEIR_OP_PHASE_ASYNC);
  uint32_t count = is_async ? weir_op_result_group_size(op, 0) : 0;
  if (weir_op_operand_group_size(yield, 0) != count) {
    return weir_op_error(yield, "yield result count mismatch with parent op");
  }
  for (uint32_t i = 0; i < count; ++i) {
    weir_type_t* expected = weir_op_result_n(op, i)->type;
    weir_type_t* actual = weir_op_operand_n(yield, i)->type;
    if (expected == actual) continue;
    weir_arena_t scratch = {0};
    weir_op_error(yield, "result type mismatch: expected '%s' but got '%s'",
                  weir_type_text(expected, &scratch),
                  weir_type_text(actual, &scratch));
    weir_arena_deinit(&scratch);
    return false;
  }
  for (uint32_t i = 0; i < count; ++i) {
    if (!same_size(
            weir_op_operand_at(op, WEIR_STREAM_ASYNC_EXECUTE_RESULT_SIZES, i),
            weir_op_operand_at(yield, WEIR_STREAM_YIELD_RESOURCE_OPERAND_SIZES,
                               i))) {
      return weir_op_error(yield, "result size mismatch");
    }
  }
  return true;
}
_Static_assert((int)WEIR_STREAM_ASYNC_EXECUTE_RESULT_SIZES ==
                   (int)WEIR_STREAM_ASYNC_CONCURRENT_RESULT_SIZES,
               "groups of regions");

// Regions of commands hold nothing that the host would have to do.
static bool verify_commands(const weir_block_t* body) {
  WEIR_FOR_EACH_OP(op, body) {
    if (weir_op_has_trait(op, WEIR_OP_PHASE_CMD | WEIR_OP_STREAMABLE) ||
        weir_op_is(op, WEIR_STREAM_YIELD)) {
      continue;
    }
    return weir_op_error(
        op, "explicit execution regions must only contain explicit ops");
  }
  return true;
}

bool weir_stream_region_verify(weir_op_t* op) {
  if (!weir_verify_extents(op)) return false;
  if (!weir_verify_body(op)) return false;
  const weir_block_t* body = weir_op_region(op, 0)->first;
  if (!verify_arguments(op, body)) return false;
  if (op->info->operand_group_count > 0 && !verify_captures(body)) {
    return false;
  }
  if (weir_op_is(body->last, WEIR_STREAM_YIELD) &&
      !verify_yield(op, body->last)) {
    return false;
  }
  return !weir_op_has_trait(op, WEIR_OP_PHASE_CMD) || verify_commands(body);
}

// -- tensors ------------------------------------------------------------------

// Whether |count| is the rank of the tensor that attribute |encoding| says.
static bool is_rank(const weir_op_t* op, const char* encoding, uint32_t count) {
  const weir_type_t* type = weir_op_attr_type(op, encoding);
  return type == NULL || !weir_type_is_ranked(type) ||
         weir_type_rank(type) == count;
}

bool weir_stream_tensor_clone_verify(weir_op_t* op) {
  const weir_type_t* source = weir_op_attr_type(op, "source_encoding");
  const weir_type_t* result = weir_op_attr_type(op, "result_encoding");
  if (source != NULL && result != NULL && weir_type_is_ranked(source) &&
      weir_type_is_ranked(result) &&
      source->shaped.encoding != result->shaped.encoding) {
    weir_arena_t scratch = {0};
    weir_op_error(op,
                  "clones changing tensor encoding from '%s' to '%s'; not "
                  "allowed",
                  weir_type_text(source, &scratch),
                  weir_type_text(result, &scratch));
    weir_arena_deinit(&scratch);
    return false;
  }
  return weir_verify_extents(op);
}

bool weir_stream_tensor_slice_verify(weir_op_t* op) {
  if (!weir_verify_extents(op)) return false;
  uint32_t starts =
      weir_op_operand_group_size(op, WEIR_STREAM_TENSOR_SLICE_START_INDICES);
  uint32_t lengths =
      weir_op_operand_group_size(op, WEIR_STREAM_TENSOR_SLICE_LENGTHS);
  if (starts == lengths && is_rank(op, "source_encoding", starts)) return true;
  return weir_op_error(op, "start_indices/lengths rank mismatch");
}

// Of a load or a store: one index per dimension.
static bool verify_indices(weir_op_t* op, uint32_t group,
                           const char* encoding) {
  if (!weir_verify_extents(op)) return false;
  if (is_rank(op, encoding, weir_op_operand_group_size(op, group))) return true;
  return weir_op_error(op, "indices rank mismatch");
}

bool weir_stream_tensor_load_verify(weir_op_t* op) {
  return verify_indices(op, WEIR_STREAM_TENSOR_LOAD_INDICES, "source_encoding");
}

bool weir_stream_tensor_store_verify(weir_op_t* op) {
  return verify_indices(op, WEIR_STREAM_TENSOR_STORE_INDICES,
                        "target_encoding");
}

// -- resources ----------------------------------------------------------------

bool weir_stream_resource_pack_verify(weir_op_t* op) {
  uint32_t slices = weir_op_operand_group_size(
      op, WEIR_STREAM_RESOURCE_PACK_DYNAMIC_SLICE_SIZES);
  const weir_attr_t* intervals = weir_op_attr(op, "lifetime_intervals");
  if (intervals->array.count != 2 * slices) {
    return weir_op_error(op, "requires a [start, end] range for each slice");
  }
  if (weir_op_result_group_size(op, 1) != slices) {
    return weir_op_error(op, "requires one packed offset for each slice");
  }
  return true;
}

bool weir_stream_resource_constants_verify(weir_op_t* op) {
  const weir_attr_t* values = weir_op_attr(op, "values");
  uint32_t results = weir_op_result_group_size(op, 0);
  if (values->array.count != results) {
    return weir_op_error(op, "mismatched constant/result counts: %u and %u",
                         values->array.count, results);
  }
  return weir_verify_extents(op);
}

// -- dispatches and collectives
// -------------------------------------------------

bool weir_stream_async_dispatch_verify(weir_op_t* op) {
  uint32_t group = WEIR_STREAM_ASYNC_DISPATCH_RESOURCE_OPERANDS;
  uint32_t required = 0;
  for (uint32_t i = 0; i < weir_op_operand_group_size(op, group); ++i) {
    required +=
        weir_type_is_stream_resource(weir_op_operand_at(op, group, i)->type);
  }
  uint32_t present = weir_op_operand_group_size(
      op, WEIR_STREAM_ASYNC_DISPATCH_RESOURCE_OPERAND_OFFSETS);
  if (weir_op_operand_group_size(
          op, WEIR_STREAM_ASYNC_DISPATCH_RESOURCE_OPERAND_ENDS) != present ||
      weir_op_operand_group_size(
          op, WEIR_STREAM_ASYNC_DISPATCH_RESOURCE_OPERAND_LENGTHS) != present) {
    return weir_op_error(op,
                         "mismatch on resource range offsets/ends/lengths; "
                         "counts must match");
  }
  if (present != required) {
    return weir_op_error(
        op, "expects %u resource range operand sets but %u are present",
        required, present);
  }
  return weir_verify_dispatch(op);
}

// Resources, offsets, lengths and accesses come in equal numbers.
static bool verify_ranges(weir_op_t* op, uint32_t resources, uint32_t offsets,
                          uint32_t lengths, const char* accesses) {
  const weir_attr_t* attr = weir_op_attr(op, accesses);
  if (offsets == resources && lengths == resources &&
      attr->array.count == resources) {
    return true;
  }
  return weir_op_error(
      op, "dispatch with %u resources has mismatched associated ranges",
      resources);
}

bool weir_stream_cmd_dispatch_verify(weir_op_t* op) {
  uint32_t resources =
      weir_op_operand_group_size(op, WEIR_STREAM_CMD_DISPATCH_RESOURCES);
  return verify_ranges(op, resources,
                       weir_op_operand_group_size(
                           op, WEIR_STREAM_CMD_DISPATCH_RESOURCE_OFFSETS),
                       weir_op_operand_group_size(
                           op, WEIR_STREAM_CMD_DISPATCH_RESOURCE_LENGTHS),
                       "resource_accesses") &&
         weir_verify_dispatch(op);
}

static const char* access_name(int64_t bits) {
  static const char* const names[] = {"None", "Read", "Write", "Read|Write"};
  return names[bits & 3];
}

// What is sent is read, what is received is written.
static bool verify_accesses(weir_op_t* op, weir_collective_kind_t kind) {
  enum { READ = 1, WRITE = 2 };
  const weir_attr_t* accesses = weir_op_attr(op, "resource_accesses");
  for (uint32_t i = 0; i < accesses->array.count; ++i) {
    int64_t needed = i == 0 && kind != WEIR_COLLECTIVE_RECV ? READ : WRITE;
    int64_t declared = 0;
    weir_attr_int(accesses->array.elements[i], &declared);
    if ((declared & needed) == needed) continue;
    return weir_op_error(op,
                         "resource %u requires access %s but is declared as %s",
                         i, access_name(needed), access_name(declared));
  }
  return true;
}

bool weir_stream_cmd_collective_verify(weir_op_t* op) {
  weir_collective_t collective;
  if (!weir_attr_collective(weir_op_attr(op, "op"), &collective)) {
    return weir_op_error(op, "expected a collective attribute");
  }
  uint32_t resources =
      weir_op_operand_group_size(op, WEIR_STREAM_CMD_COLLECTIVE_RESOURCES);
  bool is_one_way = collective.kind == WEIR_COLLECTIVE_SEND ||
                    collective.kind == WEIR_COLLECTIVE_RECV;
  uint32_t expected = is_one_way ? 1 : 2;
  if (resources != expected) {
    return weir_op_error(op, "requires %u resources but %u provided", expected,
                         resources);
  }
  return verify_ranges(op, resources,
                       weir_op_operand_group_size(
                           op, WEIR_STREAM_CMD_COLLECTIVE_RESOURCE_OFFSETS),
                       weir_op_operand_group_size(
                           op, WEIR_STREAM_CMD_COLLECTIVE_RESOURCE_LENGTHS),
                       "resource_accesses") &&
         verify_accesses(op, collective.kind) && weir_verify_extents(op);
}

static const char* param_name(weir_collective_kind_t kind) {
  switch (kind) {
    case WEIR_COLLECTIVE_BROADCAST:
    case WEIR_COLLECTIVE_RECV:
      return "source";
    case WEIR_COLLECTIVE_SEND_RECV:
      return "source_target_pair";
    default:
      return "target";
  }
}

bool weir_stream_async_collective_verify(weir_op_t* op) {
  weir_collective_t collective;
  if (!weir_attr_collective(weir_op_attr(op, "op"), &collective)) {
    return weir_op_error(op, "expected a collective attribute");
  }
  bool has_param =
      weir_op_operand(op, WEIR_STREAM_ASYNC_COLLECTIVE_PARAM) != NULL;
  if (has_param == weir_collective_has_param(collective.kind)) {
    return weir_verify_extents(op);
  }
  if (has_param) {
    return weir_op_error(op,
                         "collective operation does not require a parameter "
                         "but one present");
  }
  return weir_op_error(
      op, "collective operation requires a %s parameter but none present",
      param_name(collective.kind));
}

// -- parameters ---------------------------------------------------------------

bool weir_stream_parameters_verify(weir_op_t* op) {
  const weir_attr_t* keys = weir_op_attr(op, "source_keys");
  if (keys == NULL) keys = weir_op_attr(op, "target_keys");
  uint32_t rows = keys->array.count;
  for (uint32_t g = 0; g < op->info->operand_group_count; ++g) {
    uint32_t size = weir_op_operand_group_size(op, g);
    if (!op->info->operands[g].variadic || size == rows) continue;
    return weir_op_error(op, "has %u keys but %u of %s", rows, size,
                         op->info->operands[g].name->data);
  }
  for (uint32_t g = 0; g < op->info->result_group_count; ++g) {
    uint32_t size = weir_op_result_group_size(op, g);
    if (!op->info->results[g].variadic || size == rows) continue;
    return weir_op_error(op, "has %u keys but %u of %s", rows, size,
                         op->info->results[g].name->data);
  }
  return true;
}
