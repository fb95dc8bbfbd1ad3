#include <assert.h>
#include <string.h>

#include "compiler/ir/builder.h"
#include "compiler/ir/context_impl.h"
#include "compiler/ir/ir_impl.h"
#include "compiler/ir/verify.h"

// -- collecting -------------------------------------------------------------

// Makes room for |more| elements; the old array stays behind until the pass is
// over.
static void* reserve(weir_context_t* context, void* elements, uint32_t count,
                     uint32_t* capacity, uint32_t more, size_t size) {
  if (count + more <= *capacity) return elements;
  uint32_t grown = *capacity != 0 ? 2 * *capacity : 4;
  if (grown < count + more) grown = count + more;
  void* copy = weir_arena_alloc_array(&context->lists, grown, size);
  if (count != 0) memcpy(copy, elements, count * size);
  *capacity = grown;
  return copy;
}

static void close_group(weir_context_t* context, uint32_t** segments,
                        uint32_t* count, uint32_t* capacity, uint32_t size) {
  *segments = reserve(context, *segments, *count, capacity, 1, sizeof(size));
  (*segments)[(*count)++] = size;
}

static uint32_t row_region_count(const weir_op_info_t* info) {
  if (info == NULL) return 0;
  uint32_t count = info->region_group_count;
  return count != 0 && info->regions[count - 1].variadic ? count - 1 : count;
}

static void init_state(weir_op_state_t* state, weir_context_t* context,
                       const weir_op_info_t* info, const weir_name_t* name,
                       weir_location_t* location) {
  *state = (weir_op_state_t){
      .context = context,
      .info = info,
      .name = name,
      .location = location != NULL ? location : weir_location_unknown(context),
      .region_count = row_region_count(info),
  };
}

void weir_op_state_init(weir_op_state_t* state, weir_builder_t* builder,
                        uint32_t id, weir_location_t* location) {
  const weir_op_info_t* info = weir_context_op_by_id(builder->context, id);
  assert(info != NULL && "the op's dialect is not registered");
  init_state(state, builder->context, info, info->name, location);
}

void weir_op_state_init_named(weir_op_state_t* state, weir_context_t* context,
                              weir_string_view_t name,
                              weir_location_t* location) {
  const weir_op_info_t* info = weir_context_op(context, name);
  init_state(state, context, info,
             info != NULL ? info->name : weir_name_sv(context, name), location);
}

void weir_op_state_operands(weir_op_state_t* state, weir_value_t* const* values,
                            uint32_t count) {
  state->operands =
      reserve(state->context, state->operands, state->operand_count,
              &state->operand_capacity, count, sizeof(*state->operands));
  for (uint32_t i = 0; i < count; ++i) {
    state->operands[state->operand_count++] = values[i];
  }
  close_group(state->context, &state->operand_segments,
              &state->operand_group_count, &state->operand_group_capacity,
              count);
}

void weir_op_state_operand(weir_op_state_t* state, weir_value_t* value) {
  weir_op_state_operands(state, &value, value != NULL ? 1 : 0);
}

void weir_op_state_operands_of(weir_op_state_t* state, const weir_op_t* op,
                               uint32_t group) {
  uint32_t start = weir_op_operand_group_start(op, group);
  uint32_t count = weir_op_operand_group_size(op, group);
  state->operands =
      reserve(state->context, state->operands, state->operand_count,
              &state->operand_capacity, count, sizeof(*state->operands));
  for (uint32_t i = 0; i < count; ++i) {
    state->operands[state->operand_count++] = op->operands[start + i].value;
  }
  close_group(state->context, &state->operand_segments,
              &state->operand_group_count, &state->operand_group_capacity,
              count);
}

void weir_op_state_results(weir_op_state_t* state, weir_type_t* const* types,
                           uint32_t count) {
  state->results =
      reserve(state->context, state->results, state->result_count,
              &state->result_capacity, count, sizeof(*state->results));
  for (uint32_t i = 0; i < count; ++i) {
    state->results[state->result_count++] = types[i];
  }
  close_group(state->context, &state->result_segments,
              &state->result_group_count, &state->result_group_capacity, count);
}

void weir_op_state_result(weir_op_state_t* state, weir_type_t* type) {
  weir_op_state_results(state, &type, type != NULL ? 1 : 0);
}

void weir_op_state_results_of(weir_op_state_t* state, const weir_op_t* op,
                              uint32_t group) {
  uint32_t start = weir_op_result_group_start(op, group);
  uint32_t count = weir_op_result_group_size(op, group);
  state->results =
      reserve(state->context, state->results, state->result_count,
              &state->result_capacity, count, sizeof(*state->results));
  for (uint32_t i = 0; i < count; ++i) {
    state->results[state->result_count++] = op->results[start + i].type;
  }
  close_group(state->context, &state->result_segments,
              &state->result_group_count, &state->result_group_capacity, count);
}

static void add_attr(weir_op_state_t* state, const weir_name_t* name,
                     weir_attr_t* value) {
  state->attrs = reserve(state->context, state->attrs, state->attr_count,
                         &state->attr_capacity, 1, sizeof(*state->attrs));
  state->attrs[state->attr_count++] = (weir_named_attr_t){name, value};
}

void weir_op_state_attr(weir_op_state_t* state, const char* name,
                        weir_attr_t* value) {
  if (value != NULL) add_attr(state, weir_name(state->context, name), value);
}

void weir_op_state_attrs(weir_op_state_t* state, weir_attr_t* dictionary) {
  if (dictionary == NULL) return;
  assert(dictionary->kind == WEIR_ATTR_DICTIONARY);
  for (uint32_t i = 0; i < dictionary->dictionary.count; ++i) {
    weir_named_attr_t entry = dictionary->dictionary.entries[i];
    add_attr(state, entry.name, entry.value);
  }
}

void weir_op_state_dialect_attrs(weir_op_state_t* state, const weir_op_t* op) {
  for (uint32_t i = 0; i < op->attrs->dictionary.count; ++i) {
    const weir_named_attr_t* attr = &op->attrs->dictionary.entries[i];
    if (strchr(attr->name->data, '.') == NULL) continue;
    weir_op_state_attr(state, attr->name->data, attr->value);
  }
}

void weir_op_state_successor(weir_op_state_t* state, weir_block_t* block) {
  state->successors =
      reserve(state->context, state->successors, state->successor_count,
              &state->successor_capacity, 1, sizeof(*state->successors));
  state->successors[state->successor_count++] = block;
}

void weir_op_state_regions(weir_op_state_t* state, uint32_t count) {
  state->region_count = count;
}

// -- dealing out flat lists -------------------------------------------------

// Takes the attribute out of the state; NULL if it is not one i32 per group
// that add up to |total|.
static const int32_t* take_segments(weir_op_state_t* state, const char* name,
                                    uint32_t group_count, uint32_t total) {
  for (uint32_t i = 0; i < state->attr_count; ++i) {
    if (strcmp(state->attrs[i].name->data, name) != 0) continue;
    const weir_attr_t* attr = state->attrs[i].value;
    if (!weir_attr_is(attr, WEIR_ATTR_DENSE_ARRAY) ||
        !weir_type_is_integer(attr->dense_array.element, 32) ||
        attr->dense_array.count != group_count) {
      return NULL;
    }
    const int32_t* sizes = (const int32_t*)(const void*)attr->dense_array.data;
    int64_t sum = 0;
    for (uint32_t g = 0; g < group_count; ++g) {
      if (sizes[g] < 0) return NULL;
      sum += sizes[g];
    }
    if (sum != total) return NULL;
    memmove(&state->attrs[i], &state->attrs[i + 1],
            (state->attr_count - i - 1) * sizeof(*state->attrs));
    --state->attr_count;
    return sizes;
  }
  return NULL;
}

static uint32_t* deal_out(weir_context_t* context,
                          const weir_def_entry_t* groups, uint32_t group_count,
                          const int32_t* sizes, uint32_t total) {
  uint32_t* segments = WEIR_ARENA_ARRAY(&context->lists, uint32_t, group_count);
  uint32_t open = 0;
  for (uint32_t i = 0; i < group_count; ++i) {
    open += groups[i].variadic || groups[i].optional;
  }
  uint32_t single = group_count - open;
  uint32_t rest = total > single ? total - single : 0;
  uint32_t left = total;
  for (uint32_t i = 0; i < group_count; ++i) {
    uint32_t size = groups[i].variadic || groups[i].optional ? rest / open : 1;
    if (sizes != NULL) size = (uint32_t)sizes[i];
    segments[i] = size < left ? size : left;
    left -= segments[i];
  }
  if (group_count != 0) segments[group_count - 1] += left;
  return segments;
}

void weir_op_state_distribute(weir_op_state_t* state) {
  const weir_op_info_t* info = state->info;
  if (info == NULL) return;
  uint32_t count = info->operand_group_count;
  const int32_t* sizes =
      take_segments(state, "operandSegmentSizes", count, state->operand_count);
  state->operand_segments = deal_out(state->context, info->operands, count,
                                     sizes, state->operand_count);
  state->operand_group_count = state->operand_group_capacity = count;
  count = info->result_group_count;
  sizes =
      take_segments(state, "resultSegmentSizes", count, state->result_count);
  state->result_segments = deal_out(state->context, info->results, count, sizes,
                                    state->result_count);
  state->result_group_count = state->result_group_capacity = count;
}

// -- making the op ----------------------------------------------------------

static size_t align8(size_t size) {
  return (size + 7) & ~(size_t)7;
}

// Carves the next array out of the op's memory.
static void* carve(char** next, size_t count, size_t size) {
  if (count == 0) return NULL;
  void* array = *next;
  *next += align8(count * size);
  return array;
}

static void fill_segments(uint32_t* segments, uint32_t group_count,
                          const uint32_t* given, uint32_t given_count,
                          uint32_t total) {
  if (segments == NULL) return;
  uint32_t left = total;
  for (uint32_t i = 0; i < group_count; ++i) {
    segments[i] = i < given_count ? given[i] : 0;
    if (segments[i] > left) segments[i] = left;
    left -= segments[i];
  }
  segments[group_count - 1] += left;
}

// The op and its arrays in one piece of the arena.
static weir_op_t* allocate_op(const weir_op_state_t* state,
                              uint32_t result_count) {
  const weir_op_info_t* info = state->info;
  uint32_t operand_groups = info != NULL ? info->operand_group_count : 0;
  uint32_t result_groups = info != NULL ? info->result_group_count : 0;
  size_t size = align8(sizeof(weir_op_t)) +
                align8(state->operand_count * sizeof(weir_use_t)) +
                align8(result_count * sizeof(weir_value_t)) +
                align8(state->region_count * sizeof(weir_region_t)) +
                align8(state->successor_count * sizeof(weir_block_t*)) +
                align8(operand_groups * sizeof(uint32_t)) +
                align8(result_groups * sizeof(uint32_t));
  char* next = weir_ir_alloc(state->context, size);
  weir_op_t* op = carve(&next, 1, sizeof(weir_op_t));
  op->bytes = (uint32_t)size;
  op->operands = carve(&next, state->operand_count, sizeof(weir_use_t));
  op->results = carve(&next, result_count, sizeof(weir_value_t));
  op->regions = carve(&next, state->region_count, sizeof(weir_region_t));
  op->successors = carve(&next, state->successor_count, sizeof(weir_block_t*));
  op->operand_segments = carve(&next, operand_groups, sizeof(uint32_t));
  op->result_segments = carve(&next, result_groups, sizeof(uint32_t));
  op->operand_count = op->operand_capacity = state->operand_count;
  op->result_count = result_count;
  op->region_count = state->region_count;
  op->successor_count = state->successor_count;
  return op;
}

static weir_op_t* create_op(const weir_op_state_t* state,
                            weir_type_t* const* types, uint32_t type_count,
                            const uint32_t* type_segments,
                            uint32_t type_group_count) {
  weir_op_t* op = allocate_op(state, type_count);
  op->info = state->info;
  op->name = state->name;
  op->context = state->context;
  op->location = state->location;
  op->attrs =
      weir_dictionary_attr(state->context, state->attrs, state->attr_count);
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    op->operands[i].op = op;
    op->operands[i].index = i;
    weir_use_link(&op->operands[i], state->operands[i]);
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    op->results[i] = (weir_value_t){
        .type = types[i], .op = op, .index = i, .kind = WEIR_VALUE_RESULT};
  }
  for (uint32_t i = 0; i < op->region_count; ++i) {
    op->regions[i].op = op;
    op->regions[i].index = i;
  }
  for (uint32_t i = 0; i < op->successor_count; ++i) {
    op->successors[i] = state->successors[i];
  }
  if (op->info != NULL) {
    fill_segments(op->operand_segments, op->info->operand_group_count,
                  state->operand_segments, state->operand_group_count,
                  op->operand_count);
    fill_segments(op->result_segments, op->info->result_group_count,
                  type_segments, type_group_count, op->result_count);
  }
  return op;
}

// -- inferring result types -------------------------------------------------

// The type of operand or result group |name| as far as it is known.
static weir_type_t* known_type(const weir_op_state_t* state,
                               weir_type_t* const* results, const char* name,
                               size_t size) {
  const weir_op_info_t* info = state->info;
  uint32_t start = 0;
  for (uint32_t i = 0; i < info->operand_group_count; ++i) {
    uint32_t count =
        i < state->operand_group_count ? state->operand_segments[i] : 0;
    const weir_name_t* group = info->operands[i].name;
    if (count != 0 && group->size == size &&
        memcmp(group->data, name, size) == 0) {
      return state->operands[start]->type;
    }
    start += count;
  }
  for (uint32_t i = 0; i < info->result_group_count; ++i) {
    const weir_name_t* group = info->results[i].name;
    if (group->size == size && memcmp(group->data, name, size) == 0) {
      return results[i];
    }
  }
  return NULL;
}

// The type that the set "a,b,c" at |set| has, if |name| is in it.
static weir_type_t* type_from_set(const weir_op_state_t* state,
                                  weir_type_t* const* results, const char* set,
                                  size_t set_size, const weir_name_t* name) {
  bool is_member = false;
  weir_type_t* type = NULL;
  const char* end = set + set_size;
  while (set < end) {
    const char* comma = memchr(set, ',', (size_t)(end - set));
    size_t size = (size_t)((comma != NULL ? comma : end) - set);
    if (size == name->size && memcmp(set, name->data, size) == 0) {
      is_member = true;
    } else if (type == NULL) {
      type = known_type(state, results, set, size);
    }
    set += size + 1;
  }
  return is_member ? type : NULL;
}

static weir_type_t* same_type_as(const weir_op_state_t* state,
                                 weir_type_t* const* results,
                                 const weir_name_t* name) {
  const char* sets = state->info->def->same_type;
  while (sets != NULL && *sets != '\0') {
    size_t size = strcspn(sets, ";");
    weir_type_t* type = type_from_set(state, results, sets, size, name);
    if (type != NULL) return type;
    sets += size + (sets[size] == ';');
  }
  bool all_are_same = (state->info->def->traits & WEIR_OP_SAME_TYPE) != 0 &&
                      state->info->def->same_type == NULL;
  return all_are_same && state->operand_count != 0 ? state->operands[0]->type
                                                   : NULL;
}

// Asks the row's own function, which looks at an op without results.
static bool infer_by_function(const weir_op_state_t* state,
                              weir_type_t** out_types) {
  if (state->info->def->infer_types == NULL) return false;
  weir_op_t* op = create_op(state, NULL, 0, NULL, 0);
  bool ok = state->info->def->infer_types(op, out_types);
  weir_op_erase(op);
  return ok;
}

bool weir_op_state_infer_results(const weir_op_state_t* state,
                                 weir_type_t** out_types) {
  const weir_op_info_t* info = state->info;
  if (info == NULL) return false;
  bool is_complete = true;
  for (uint32_t i = 0; i < info->result_group_count; ++i) {
    const weir_def_entry_t* entry = &info->results[i];
    if (entry->variadic || entry->optional) return false;
    out_types[i] = weir_type_of_kind(state->context, entry->kind, info);
  }
  for (uint32_t i = 0; i < info->result_group_count; ++i) {
    if (out_types[i] == NULL) {
      out_types[i] = same_type_as(state, out_types, info->results[i].name);
    }
    if (out_types[i] == NULL) is_complete = false;
  }
  return is_complete || infer_by_function(state, out_types);
}

// -- entry points -----------------------------------------------------------

weir_op_t* weir_op_create(const weir_op_state_t* state) {
  enum { MAX_INFERRED = 16 };
  weir_type_t* types[MAX_INFERRED];
  uint32_t ones[MAX_INFERRED];
  uint32_t count = state->info != NULL ? state->info->result_group_count : 0;
  if (state->result_group_count == 0 && state->result_count == 0 &&
      count != 0 && count <= MAX_INFERRED &&
      weir_op_state_infer_results(state, types)) {
    for (uint32_t i = 0; i < count; ++i) ones[i] = 1;
    return create_op(state, types, count, ones, count);
  }
  return create_op(state, state->results, state->result_count,
                   state->result_segments, state->result_group_count);
}

weir_op_t* weir_build(weir_builder_t* builder, const weir_op_state_t* state) {
  assert(state->info == NULL ||
         state->operand_group_count <= state->info->operand_group_count);
  assert(state->info == NULL ||
         state->result_group_count <= state->info->result_group_count);
  weir_op_t* op = weir_op_create(state);
  if (builder->before != NULL) {
    weir_op_insert_before(op, builder->before);
  } else if (builder->block != NULL) {
    weir_block_append(builder->block, op);
  }
  if (builder->on_insert != NULL) builder->on_insert(op, builder->user);
  return op;
}
