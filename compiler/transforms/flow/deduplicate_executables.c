// Keeps one of each set of executables that do the same.
//
// Needs:   flow.executables and their dispatches.
// Changes: dispatches of a duplicate to those of the first of its kind; the
//          duplicate goes.
// Keeps:   executables that differ in anything but names and locations.
#include <string.h>

#include "compiler/dialects/flow.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/flow/passes.h"

// Values and blocks are numbered as they are met; two executables are the same
// if their ops agree in order with operands of equal numbers.
typedef struct comparison_t {
  weir_mapping_t* mapping;  // from the values of one to those of the other
} comparison_t;

static uint64_t mix(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * 0x9e3779b97f4a7c15ull;
  return hash ^ hash >> 32;
}

// Names of the executable's own symbols differ between equal executables.
static bool is_name(const weir_name_t* name) {
  return strcmp(name->data, "sym_name") == 0 ||
         strcmp(name->data, "function_ref") == 0;
}

static weir_walk_t hash_op(weir_op_t* op, void* user) {
  uint64_t* hash = user;
  *hash = mix(*hash, (uint64_t)(uintptr_t)op->name);
  *hash = mix(*hash, (uint64_t)op->operand_count << 32 | op->result_count);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    *hash = mix(*hash, (uint64_t)(uintptr_t)op->results[i].type);
  }
  for (uint32_t i = 0; i < op->attrs->dictionary.count; ++i) {
    const weir_named_attr_t* entry = &op->attrs->dictionary.entries[i];
    if (!is_name(entry->name))
      *hash = mix(*hash, (uint64_t)(uintptr_t)entry->value);
  }
  return WEIR_WALK_CONTINUE;
}

static bool regions_equal(comparison_t* comparison, const weir_region_t* a,
                          const weir_region_t* b);

static bool attrs_equal(const weir_op_t* a, const weir_op_t* b) {
  if (a->attrs == b->attrs) return true;
  uint32_t count = a->attrs->dictionary.count;
  if (count != b->attrs->dictionary.count) return false;
  for (uint32_t i = 0; i < count; ++i) {
    const weir_named_attr_t* x = &a->attrs->dictionary.entries[i];
    const weir_named_attr_t* y = &b->attrs->dictionary.entries[i];
    if (x->name != y->name || (x->value != y->value && !is_name(x->name)))
      return false;
  }
  return true;
}

static bool ops_equal(comparison_t* comparison, weir_op_t* a, weir_op_t* b) {
  if (a->name != b->name || a->operand_count != b->operand_count ||
      a->result_count != b->result_count ||
      a->region_count != b->region_count ||
      a->successor_count != b->successor_count || !attrs_equal(a, b)) {
    return false;
  }
  for (uint32_t i = 0; i < a->operand_count; ++i) {
    weir_value_t* mapped =
        weir_mapping_find(comparison->mapping, weir_op_operand_n(a, i));
    if (mapped != weir_op_operand_n(b, i)) return false;
  }
  for (uint32_t i = 0; i < a->successor_count; ++i) {
    if (weir_mapping_get_block(comparison->mapping, a->successors[i]) !=
        b->successors[i]) {
      return false;
    }
  }
  for (uint32_t i = 0; i < a->result_count; ++i) {
    if (a->results[i].type != b->results[i].type) return false;
    weir_mapping_set(comparison->mapping, &a->results[i], &b->results[i]);
  }
  for (uint32_t i = 0; i < a->region_count; ++i) {
    if (!regions_equal(comparison, &a->regions[i], &b->regions[i]))
      return false;
  }
  return true;
}

static bool regions_equal(comparison_t* comparison, const weir_region_t* a,
                          const weir_region_t* b) {
  weir_block_t* y = b->first;
  for (weir_block_t* x = a->first; x != NULL; x = x->next, y = y->next) {
    if (y == NULL || x->argument_count != y->argument_count) return false;
    weir_mapping_set_block(comparison->mapping, x, y);
    for (uint32_t i = 0; i < x->argument_count; ++i) {
      if (x->arguments[i]->type != y->arguments[i]->type) return false;
      weir_mapping_set(comparison->mapping, x->arguments[i], y->arguments[i]);
    }
  }
  if (y != NULL) return false;
  y = b->first;
  for (weir_block_t* x = a->first; x != NULL; x = x->next, y = y->next) {
    weir_op_t* q = y->first;
    for (weir_op_t* p = x->first; p != NULL; p = p->next, q = q->next) {
      if (q == NULL || !ops_equal(comparison, p, q)) return false;
    }
    if (q != NULL) return false;
  }
  return true;
}

typedef struct candidate_t {
  weir_op_t* executable;
  uint64_t hash;
  weir_op_t* same_as;  // the first one like it; NULL: it is the first
} candidate_t;

static bool is_same(const candidate_t* a, const candidate_t* b,
                    weir_arena_t* arena) {
  if (a->hash != b->hash) return false;
  comparison_t comparison = {weir_mapping_create(arena)};
  return regions_equal(&comparison, weir_op_region(a->executable, 0),
                       weir_op_region(b->executable, 0));
}

// The exports of |from| by the names that those of |to| have at the same place.
static weir_attr_t* renamed(weir_attr_t* reference, const weir_op_t* from,
                            const weir_op_t* to) {
  weir_context_t* context = from->context;
  const weir_name_t* path[2] = {weir_name_sv(context, weir_symbol_name(to)),
                                NULL};
  const weir_op_t* q = weir_op_region(to, 0)->first->first;
  for (const weir_op_t* p = weir_op_region(from, 0)->first->first;
       p != NULL && q != NULL; p = p->next, q = q->next) {
    weir_string_view_t name = weir_symbol_name(p);
    if (reference->symbol.count > 1 && name.size > 0 &&
        weir_sv_equal_c(name, reference->symbol.names[1]->data)) {
      path[1] = weir_name_sv(context, weir_symbol_name(q));
    }
  }
  return weir_symbol_attr_n(context, path, path[1] != NULL ? 2 : 1);
}

typedef struct renaming_t {
  const candidate_t* candidates;
  const uint32_t* by_name;  // open addressing: place + 1
  uint32_t capacity;
} renaming_t;

static uint32_t name_slot(const renaming_t* renaming, const weir_name_t* name) {
  uint32_t at = (uint32_t)(((uintptr_t)name >> 4) * 0x9e3779b1u) &
                (renaming->capacity - 1);
  while (renaming->by_name[at] != 0) {
    const weir_op_t* op =
        renaming->candidates[renaming->by_name[at] - 1].executable;
    if (weir_sv_equal(weir_symbol_name(op), weir_sv_n(name->data, name->size)))
      break;
    at = (at + 1) & (renaming->capacity - 1);
  }
  return at;
}

static weir_walk_t rename_entry_points(weir_op_t* op, void* user) {
  const renaming_t* renaming = user;
  weir_attr_t* entries = weir_op_attr(op, "entry_points");
  if (entries == NULL) return WEIR_WALK_CONTINUE;
  weir_arena_t* arena = weir_context_arena(op->context);
  weir_attr_t** by =
      WEIR_ARENA_ARRAY(arena, weir_attr_t*, entries->array.count);
  for (uint32_t i = 0; i < entries->array.count; ++i) {
    by[i] = entries->array.elements[i];
    uint32_t place =
        renaming->by_name[name_slot(renaming, by[i]->symbol.names[0])];
    if (place == 0 || renaming->candidates[place - 1].same_as == NULL) continue;
    const candidate_t* candidate = &renaming->candidates[place - 1];
    by[i] = renamed(by[i], candidate->executable, candidate->same_as);
  }
  weir_op_set_attr(op, "entry_points",
                   weir_array_attr(op->context, by, entries->array.count));
  return WEIR_WALK_CONTINUE;
}

weir_status_t weir_flow_deduplicate_executables(weir_pass_t* pass,
                                                weir_op_t* module) {
  weir_arena_t* arena = pass->scratch;
  weir_op_list_t executables =
      weir_collect_ops(module, WEIR_FLOW_EXECUTABLE, arena);
  uint32_t capacity = 16;
  while (capacity < 2 * executables.count) capacity *= 2;
  candidate_t* candidates =
      WEIR_ARENA_ARRAY(arena, candidate_t, executables.count);
  uint32_t* by_hash = WEIR_ARENA_ARRAY(arena, uint32_t, capacity);
  uint32_t* by_name = WEIR_ARENA_ARRAY(arena, uint32_t, capacity);
  renaming_t renaming = {candidates, by_name, capacity};
  for (uint32_t i = 0; i < executables.count; ++i) {
    candidates[i] = (candidate_t){.executable = executables.ops[i]};
    weir_walk_pre_order(executables.ops[i], hash_op, &candidates[i].hash);
    uint32_t at = (uint32_t)candidates[i].hash & (capacity - 1);
    for (; by_hash[at] != 0; at = (at + 1) & (capacity - 1)) {
      candidate_t* other = &candidates[by_hash[at] - 1];
      if (is_same(&candidates[i], other, arena)) {
        candidates[i].same_as = other->executable;
        break;
      }
    }
    if (candidates[i].same_as == NULL) by_hash[at] = i + 1;
    weir_string_view_t name = weir_symbol_name(executables.ops[i]);
    by_name[name_slot(&renaming, weir_name_sv(module->context, name))] = i + 1;
  }
  weir_walk_pre_order(module, rename_entry_points, &renaming);
  for (uint32_t i = 0; i < executables.count; ++i) {
    if (candidates[i].same_as != NULL) weir_op_erase(candidates[i].executable);
  }
  return weir_ok();
}
