// Packs constants into few buffers and uploads those.
//
// Needs:   stream.resource.constants.
// Changes: each into one or more util.buffer.constant that are mapped, where
//          the device can, or read as files into allocations; parameters into
//          loads or gathers from where they are kept. The constants become
//          subviews.
// Keeps:   order of constants; alignment of offsets and ranges; affinities.
#include "compiler/dialects/arith.h"
#include "compiler/dialects/flow_types.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/util_types.h"
#include "compiler/transforms/stream/configuration.h"
#include "compiler/transforms/stream/passes.h"
#include "compiler/transforms/stream/timepoints.h"
#include "compiler/transforms/stream/values.h"

// One constant.
typedef struct span_t {
  weir_value_t* result;
  weir_value_t* result_size;
  weir_attr_t* value;
  int64_t offset, length;
} span_t;

// Constants that share a buffer.
typedef struct storage_t {
  span_t* spans;
  uint32_t count;
  int64_t total_size;
} storage_t;

typedef struct packing_t {
  weir_op_t* op;
  weir_arena_t* arena;
  weir_context_t* context;
  weir_builder_t builder;  // before the op
  weir_attr_t* affinity;
  weir_type_t* type;  // of the resources
  weir_resource_config_t config;
  weir_constant_set_t i64s, indices;
  weir_value_t* await;
} packing_t;

// -- placement ----------------------------------------------------------------

// Fills one storage after the other; |out_count| of them.
static storage_t* place(packing_t* packing, const span_t* spans, uint32_t count,
                        uint32_t* out_count) {
  const weir_resource_config_t* config = &packing->config;
  storage_t* storages = WEIR_ARENA_ARRAY(packing->arena, storage_t, count + 1);
  span_t* placed = WEIR_ARENA_ARRAY(packing->arena, span_t, count);
  storage_t* current = storages;
  current->spans = placed;
  *out_count = count > 0;
  for (uint32_t i = 0; i < count; ++i) {
    int64_t offset =
        weir_align_up(current->total_size, config->min_buffer_offset_alignment);
    int64_t length = weir_attr_storage_bytes(spans[i].value);
    int64_t padded = weir_align_up(length, config->min_buffer_range_alignment);
    if (config->max_allocation_size > 0 &&
        (offset > config->max_allocation_size ||
         length > config->max_allocation_size - offset) &&
        current->count > 0) {
      ++current;
      ++*out_count;
      current->spans = &placed[i];
      offset = 0;
    }
    placed[i] = spans[i];
    placed[i].offset = offset;
    placed[i].length = length;
    ++current->count;
    if (offset + padded > current->total_size) {
      current->total_size = offset + padded;
    }
  }
  return storages;
}

static weir_location_t* storage_location(const packing_t* packing,
                                         const storage_t* storage) {
  weir_location_t** locations =
      WEIR_ARENA_ARRAY(packing->arena, weir_location_t*, storage->count);
  for (uint32_t i = 0; i < storage->count; ++i) {
    locations[i] = weir_value_location(storage->spans[i].result);
  }
  return weir_fuse_locations(packing->context, locations, storage->count);
}

static weir_attr_t* padding(weir_context_t* context, int64_t bytes) {
  weir_type_t* byte = weir_integer_type(context, 8);
  return weir_dense_splat_attr(weir_vector_type(byte, &bytes, 1, NULL),
                               weir_integer_attr(byte, 0));
}

// All values in order with zeros between and behind them.
static weir_attr_t* packed_data(const packing_t* packing,
                                const storage_t* storage) {
  weir_attr_t** parts =
      WEIR_ARENA_ARRAY(packing->arena, weir_attr_t*, 2 * storage->count + 1);
  uint32_t count = 0;
  int64_t offset = 0;
  for (uint32_t i = 0; i < storage->count; ++i) {
    const span_t* span = &storage->spans[i];
    if (span->length == 0) continue;
    if (span->offset > offset) {
      parts[count++] = padding(packing->context, span->offset - offset);
    }
    parts[count++] = span->value;
    offset = span->offset + span->length;
  }
  if (storage->total_size > offset) {
    parts[count++] = padding(packing->context, storage->total_size - offset);
  }
  return weir_util_composite_attr(packing->context, parts, count);
}

// -- uploads ------------------------------------------------------------------

typedef struct uploaded_t {
  weir_value_t *timepoint, *resource, *size;
} uploaded_t;

static weir_value_t* build_alloc(packing_t* packing, weir_builder_t* builder,
                                 weir_location_t* location,
                                 weir_value_t* size) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_STREAM_RESOURCE_ALLOC, location);
  weir_op_state_operand(&state, size);
  weir_op_state_result(&state, packing->type);
  weir_op_state_attr(&state, "uninitialized", weir_unit_attr(packing->context));
  weir_op_state_attr(&state, "affinity", packing->affinity);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

// Reads the host buffer as a file into an allocation.
static uploaded_t build_file_read(packing_t* packing, weir_builder_t* builder,
                                  weir_location_t* location,
                                  weir_value_t* buffer, weir_value_t* size) {
  weir_value_t* resource = build_alloc(packing, builder, location, size);
  weir_value_t* zero = weir_constant_set_get(&packing->indices, 0);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_STREAM_FILE_CONSTANT, location);
  weir_op_state_operand(&state, buffer);
  weir_op_state_operand(&state, size);
  weir_op_state_operand(&state, zero);
  weir_op_state_operand(&state, size);
  weir_op_state_result(&state, weir_stream_file_type(packing->context));
  weir_op_state_attr(&state, "affinity", packing->affinity);
  weir_value_t* file = weir_op_result_n(weir_build(builder, &state), 0);
  weir_op_state_init(&state, builder, WEIR_STREAM_FILE_READ, location);
  weir_op_state_operand(&state, file);
  weir_op_state_operand(&state, weir_constant_set_get(&packing->i64s, 0));
  weir_op_state_operand(&state, resource);
  weir_op_state_operand(&state, size);
  weir_op_state_operand(&state, zero);
  weir_op_state_operand(&state, size);
  weir_op_state_operand(&state, packing->await);
  weir_op_state_result(&state, weir_stream_timepoint_type(packing->context));
  weir_op_state_attr(&state, "affinity", packing->affinity);
  weir_value_t* timepoint = weir_op_result_n(weir_build(builder, &state), 0);
  return (uploaded_t){timepoint, resource, size};
}

static void build_scf_yield(weir_builder_t* builder, weir_location_t* location,
                            weir_value_t* timepoint, weir_value_t* resource) {
  weir_value_t* values[2] = {timepoint, resource};
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_SCF_YIELD, location);
  weir_op_state_operands(&state, values, 2);
  weir_build(builder, &state);
}

// Maps the host buffer itself if the device can use it.
static uploaded_t build_try_map(packing_t* packing, weir_location_t* location,
                                weir_value_t* buffer, weir_value_t* size) {
  weir_builder_t* builder = &packing->builder;
  weir_value_t* zero = weir_constant_set_get(&packing->indices, 0);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_STREAM_RESOURCE_TRY_MAP, location);
  weir_op_state_operand(&state, buffer);
  weir_op_state_operand(&state, zero);
  weir_op_state_operand(&state, size);
  weir_op_state_result(&state, weir_i1_type(packing->context));
  weir_op_state_result(&state, packing->type);
  weir_op_state_attr(&state, "affinity", packing->affinity);
  weir_op_t* map = weir_build(builder, &state);
  weir_constant_set_get(&packing->i64s, 0);  // before the choice that uses it
  weir_type_t* types[2] = {weir_stream_timepoint_type(packing->context),
                           packing->type};
  weir_op_state_init(&state, builder, WEIR_SCF_IF, location);
  weir_op_state_operand(&state, weir_op_result_n(map, 0));
  weir_op_state_results(&state, types, 2);
  weir_op_t* choice = weir_build(builder, &state);
  weir_builder_t then =
      weir_builder_at_end(weir_region_add_block(weir_op_region(choice, 0)));
  build_scf_yield(&then, location, packing->await, weir_op_result_n(map, 1));
  weir_builder_t otherwise =
      weir_builder_at_end(weir_region_add_block(weir_op_region(choice, 1)));
  uploaded_t read =
      build_file_read(packing, &otherwise, location, buffer, size);
  build_scf_yield(&otherwise, location, read.timepoint, read.resource);
  return (uploaded_t){weir_op_result_n(choice, 0), weir_op_result_n(choice, 1),
                      size};
}

static void replace_by_subview(packing_t* packing, const span_t* span,
                               weir_value_t* resource, weir_value_t* size) {
  weir_op_state_t state;
  weir_op_state_init(&state, &packing->builder, WEIR_STREAM_RESOURCE_SUBVIEW,
                     weir_value_location(span->result));
  weir_op_state_operand(&state, resource);
  weir_op_state_operand(&state, size);
  weir_op_state_operand(&state,
                        weir_constant_set_get(&packing->indices, span->offset));
  weir_op_state_operand(&state, span->result_size);
  weir_op_state_result(&state, resource->type);
  weir_op_t* view = weir_build(&packing->builder, &state);
  weir_value_replace_uses(span->result, weir_op_result_n(view, 0));
}

// Buffer by buffer, each waiting for the one before.
static weir_value_t* upload_serialized(packing_t* packing, const span_t* spans,
                                       uint32_t count) {
  uint32_t storage_count = 0;
  storage_t* storages = place(packing, spans, count, &storage_count);
  for (uint32_t i = 0; i < storage_count; ++i) {
    storage_t* storage = &storages[i];
    weir_location_t* location = storage_location(packing, storage);
    weir_op_state_t state;
    weir_op_state_init(&state, &packing->builder, WEIR_UTIL_BUFFER_CONSTANT,
                       location);
    weir_op_state_attr(&state, "value", packed_data(packing, storage));
    weir_op_state_attr(
        &state, "alignment",
        weir_index_attr(packing->context,
                        packing->config.min_buffer_offset_alignment));
    weir_value_t* buffer =
        weir_op_result_n(weir_build(&packing->builder, &state), 0);
    weir_value_t* size =
        weir_constant_set_get(&packing->indices, storage->total_size);
    uploaded_t uploaded =
        weir_stream_resource_lifetime(packing->type) == WEIR_LIFETIME_CONSTANT
            ? build_try_map(packing, location, buffer, size)
            : build_file_read(packing, &packing->builder, location, buffer,
                              size);
    for (uint32_t s = 0; s < storage->count; ++s) {
      replace_by_subview(packing, &storage->spans[s], uploaded.resource,
                         uploaded.size);
    }
    packing->await = uploaded.timepoint;
  }
  return packing->await;
}

// -- parameters ---------------------------------------------------------------

// Where in its file a parameter begins.
static weir_value_t* parameter_offset(packing_t* packing, const span_t* span) {
  weir_attr_t* config = weir_parameter_named_config(span->value);
  int64_t offset = 0;
  if (config != NULL) {
    weir_attr_int(weir_dictionary_get(config, "offset"), &offset);
  }
  return weir_constant_set_get(&packing->i64s, offset);
}

// Spans of one scope in order, from |all|.
typedef struct scope_t {
  weir_attr_t* scope;
  const span_t** spans;
  uint32_t count;
} scope_t;

static scope_t* group_by_scope(packing_t* packing, const span_t* const* all,
                               uint32_t count, uint32_t* out_count) {
  scope_t* scopes = WEIR_ARENA_ARRAY(packing->arena, scope_t, count + 1);
  *out_count = 0;
  for (uint32_t i = 0; i < count; ++i) {
    weir_attr_t* scope = weir_parameter_named_scope(all[i]->value);
    uint32_t at = 0;
    while (at < *out_count && scopes[at].scope != scope) ++at;
    if (at == *out_count) {
      scopes[at].scope = scope;
      scopes[at].spans = WEIR_ARENA_ARRAY(packing->arena, const span_t*, count);
      ++*out_count;
    }
    scopes[at].spans[scopes[at].count++] = all[i];
  }
  return scopes;
}

static weir_value_t* build_load(packing_t* packing, const scope_t* scope) {
  uint32_t count = scope->count;
  weir_attr_t** keys = WEIR_ARENA_ARRAY(packing->arena, weir_attr_t*, count);
  weir_value_t** offsets =
      WEIR_ARENA_ARRAY(packing->arena, weir_value_t*, count);
  weir_value_t** sizes = WEIR_ARENA_ARRAY(packing->arena, weir_value_t*, count);
  weir_type_t** types = WEIR_ARENA_ARRAY(packing->arena, weir_type_t*, count);
  weir_location_t** locations =
      WEIR_ARENA_ARRAY(packing->arena, weir_location_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    const span_t* span = scope->spans[i];
    keys[i] = weir_parameter_named_key(span->value);
    offsets[i] = parameter_offset(packing, span);
    sizes[i] = weir_constant_set_get(&packing->indices, span->length);
    types[i] = packing->type;
    locations[i] = weir_value_location(span->result);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &packing->builder, WEIR_STREAM_PARAMETER_LOAD,
                     weir_fuse_locations(packing->context, locations, count));
  weir_op_state_operands(&state, offsets, count);
  weir_op_state_operands(&state, sizes, count);
  weir_op_state_operand(&state, packing->await);
  weir_op_state_results(&state, types, count);
  weir_op_state_result(&state, weir_stream_timepoint_type(packing->context));
  weir_op_state_attr(&state, "source_scope", scope->scope);
  weir_op_state_attr(&state, "source_keys",
                     weir_array_attr(packing->context, keys, count));
  weir_op_state_attr(&state, "affinity", packing->affinity);
  weir_op_t* load = weir_build(&packing->builder, &state);
  for (uint32_t i = 0; i < count; ++i) {
    replace_by_subview(packing, scope->spans[i], weir_op_result_n(load, i),
                       sizes[i]);
  }
  return weir_op_result(load, WEIR_STREAM_PARAMETER_LOAD_RESULT_TIMEPOINT);
}

static weir_value_t* build_scope_gather(packing_t* packing,
                                        weir_location_t* location,
                                        const scope_t* scope,
                                        weir_value_t* resource,
                                        weir_value_t* size) {
  uint32_t count = scope->count;
  weir_attr_t** keys = WEIR_ARENA_ARRAY(packing->arena, weir_attr_t*, count);
  weir_value_t** values =
      WEIR_ARENA_ARRAY(packing->arena, weir_value_t*, 3 * count);
  for (uint32_t i = 0; i < count; ++i) {
    const span_t* span = scope->spans[i];
    keys[i] = weir_parameter_named_key(span->value);
    values[i] = parameter_offset(packing, span);
    values[count + i] = weir_constant_set_get(&packing->indices, span->offset);
    values[2 * count + i] =
        weir_constant_set_get(&packing->indices, span->length);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &packing->builder, WEIR_STREAM_PARAMETER_GATHER,
                     location);
  weir_op_state_operands(&state, values, count);
  weir_op_state_operand(&state, resource);
  weir_op_state_operand(&state, size);
  weir_op_state_operands(&state, values + count, count);
  weir_op_state_operands(&state, values + 2 * count, count);
  weir_op_state_operand(&state, packing->await);
  weir_op_state_result(&state, weir_stream_timepoint_type(packing->context));
  weir_op_state_attr(&state, "source_scope", scope->scope);
  weir_op_state_attr(&state, "source_keys",
                     weir_array_attr(packing->context, keys, count));
  weir_op_state_attr(&state, "affinity", packing->affinity);
  return weir_op_result_n(weir_build(&packing->builder, &state), 0);
}

static weir_value_t* build_gather(packing_t* packing, storage_t* storage) {
  weir_location_t* location = storage_location(packing, storage);
  weir_value_t* size =
      weir_constant_set_get(&packing->indices, storage->total_size);
  weir_value_t* resource =
      build_alloc(packing, &packing->builder, location, size);
  const span_t** all =
      WEIR_ARENA_ARRAY(packing->arena, const span_t*, storage->count);
  for (uint32_t i = 0; i < storage->count; ++i) all[i] = &storage->spans[i];
  uint32_t scope_count = 0;
  scope_t* scopes = group_by_scope(packing, all, storage->count, &scope_count);
  weir_value_t** timepoints =
      WEIR_ARENA_ARRAY(packing->arena, weir_value_t*, scope_count);
  for (uint32_t i = 0; i < scope_count; ++i) {
    timepoints[i] =
        build_scope_gather(packing, location, &scopes[i], resource, size);
  }
  for (uint32_t i = 0; i < storage->count; ++i) {
    replace_by_subview(packing, &storage->spans[i], resource, size);
  }
  return weir_build_join(&packing->builder, location, timepoints, scope_count);
}

// One storage per parameter where they can be used as they are.
static storage_t* keep_apart(packing_t* packing, span_t* spans,
                             uint32_t count) {
  storage_t* storages = WEIR_ARENA_ARRAY(packing->arena, storage_t, count);
  for (uint32_t i = 0; i < count; ++i) {
    spans[i].length = weir_attr_storage_bytes(spans[i].value);
    storages[i] = (storage_t){&spans[i], 1, spans[i].length};
  }
  return storages;
}

static weir_value_t* upload_parameters(packing_t* packing, span_t* spans,
                                       uint32_t count) {
  uint32_t storage_count = count;
  bool in_place =
      weir_stream_resource_lifetime(packing->type) == WEIR_LIFETIME_CONSTANT &&
      packing->config.memory_model == WEIR_MEMORY_MODEL_UNIFIED;
  storage_t* storages = in_place ? keep_apart(packing, spans, count)
                                 : place(packing, spans, count, &storage_count);
  const span_t** single =
      WEIR_ARENA_ARRAY(packing->arena, const span_t*, storage_count);
  uint32_t single_count = 0, timepoint_count = 0, scope_count = 0;
  for (uint32_t i = 0; i < storage_count; ++i) {
    if (storages[i].count == 1) single[single_count++] = storages[i].spans;
  }
  weir_value_t** timepoints =
      WEIR_ARENA_ARRAY(packing->arena, weir_value_t*, storage_count);
  scope_t* scopes = group_by_scope(packing, single, single_count, &scope_count);
  for (uint32_t i = 0; i < scope_count; ++i) {
    timepoints[timepoint_count++] = build_load(packing, &scopes[i]);
  }
  for (uint32_t i = 0; i < storage_count; ++i) {
    if (storages[i].count == 1) continue;
    timepoints[timepoint_count++] = build_gather(packing, &storages[i]);
  }
  return weir_build_join(&packing->builder, packing->op->location, timepoints,
                         timepoint_count);
}

// -- the pass -----------------------------------------------------------------

static void pack(weir_op_t* op, const weir_resource_config_t* usual,
                 weir_arena_t* arena) {
  weir_context_t* context = op->context;
  packing_t packing = {
      .op = op,
      .arena = arena,
      .context = context,
      .builder = weir_builder_before(op),
      .affinity = weir_op_attr(op, "affinity"),
      .config = weir_stream_resource_config_lookup(op, usual),
      .i64s = weir_constant_set(op, weir_i64_type(context), arena),
      .indices = weir_constant_set(op, weir_index_type(context), arena),
  };
  uint32_t count = op->operand_count;
  weir_attr_t* values = weir_op_attr(op, "values");
  span_t* serialized = WEIR_ARENA_ARRAY(arena, span_t, count);
  span_t* parameters = WEIR_ARENA_ARRAY(arena, span_t, count);
  uint32_t serialized_count = 0, parameter_count = 0;
  for (uint32_t i = 0; i < count; ++i) {
    span_t span = {.result = weir_op_result_n(op, i),
                   .result_size = weir_op_operand_n(op, i),
                   .value = values->array.elements[i]};
    weir_constant_set_add(&packing.indices, span.result_size);
    packing.type = weir_op_result_n(op, 0)->type;
    if (weir_attr_is_parameter_named(span.value)) {
      parameters[parameter_count++] = span;
    } else {
      serialized[serialized_count++] = span;
    }
  }
  weir_value_t* immediate =
      weir_build_immediate(&packing.builder, op->location);
  weir_value_t* timepoints[2];
  uint32_t timepoint_count = 0;
  packing.await = immediate;
  if (serialized_count > 0) {
    timepoints[timepoint_count++] =
        upload_serialized(&packing, serialized, serialized_count);
  }
  packing.await = immediate;
  if (parameter_count > 0) {
    timepoints[timepoint_count++] =
        upload_parameters(&packing, parameters, parameter_count);
  }
  weir_value_t* done = timepoint_count == 0
                           ? immediate
                           : weir_build_join(&packing.builder, op->location,
                                             timepoints, timepoint_count);
  weir_value_replace_uses(
      weir_op_result(op, WEIR_STREAM_RESOURCE_CONSTANTS_RESULT_TIMEPOINT),
      done);
  weir_op_erase(op);
}

weir_status_t weir_stream_pack_constants(weir_pass_t* pass,
                                         weir_op_t* function) {
  weir_resource_config_t usual;
  WEIR_RETURN_IF_ERROR(weir_pass_resource_config(pass, &usual));
  weir_op_list_t ops =
      weir_collect_ops(function, WEIR_STREAM_RESOURCE_CONSTANTS, pass->scratch);
  for (uint32_t i = 0; i < ops.count; ++i)
    pack(ops.ops[i], &usual, pass->scratch);
  return weir_ok();
}
