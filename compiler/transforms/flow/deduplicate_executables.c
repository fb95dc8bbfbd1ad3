// Keeps one of each set of executables that do the same.
//
// Needs:   executables of any level.
// Changes: what functions mention of a duplicate becomes the same of the first
//          of its kind; the duplicate goes.
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
  if (a->hash != b->hash || a->executable->name != b->executable->name ||
      !attrs_equal(a->executable, b->executable)) {
    return false;
  }
  comparison_t comparison = {weir_mapping_create(arena)};
  return regions_equal(&comparison, weir_op_region(a->executable, 0),
                       weir_op_region(b->executable, 0));
}

// What stands in |to| where the symbol |name| stands in |from|, which is like
// it.
static const weir_op_t* counterpart(const weir_op_t** from, const weir_op_t* to,
                                    const weir_name_t* name) {
  for (uint32_t i = 0; i < to->region_count; ++i) {
    const weir_block_t* y = to->regions[i].first;
    for (const weir_block_t* x = (*from)->regions[i].first;
         x != NULL && y != NULL; x = x->next, y = y->next) {
      const weir_op_t* q = y->first;
      for (const weir_op_t* p = x->first; p != NULL && q != NULL;
           p = p->next, q = q->next) {
        if (!weir_sv_equal_c(weir_symbol_name(p), name->data)) continue;
        *from = p;
        return q;
      }
    }
  }
  return NULL;
}

// A reference into |from| as one to the same place in |to|.
static weir_attr_t* renamed(weir_attr_t* reference, const weir_op_t* from,
                            const weir_op_t* to) {
  weir_context_t* context = from->context;
  uint32_t count = reference->symbol.count;
  const weir_name_t** path =
      WEIR_ARENA_ARRAY(weir_context_arena(context), const weir_name_t*, count);
  path[0] = weir_name_sv(context, weir_symbol_name(to));
  for (uint32_t i = 1; i < count; ++i) {
    to = to != NULL ? counterpart(&from, to, reference->symbol.names[i]) : NULL;
    path[i] = to != NULL ? weir_name_sv(context, weir_symbol_name(to))
                         : reference->symbol.names[i];
  }
  return weir_symbol_attr_n(context, path, count);
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

// |attr| with all references in it renamed.
static weir_attr_t* rename_in(const renaming_t* renaming, weir_attr_t* attr) {
  weir_arena_t* arena = weir_context_arena(attr->context);
  if (attr->kind == WEIR_ATTR_SYMBOL_REF) {
    uint32_t place =
        renaming->by_name[name_slot(renaming, attr->symbol.names[0])];
    if (place == 0) return attr;
    const candidate_t* candidate = &renaming->candidates[place - 1];
    return candidate->same_as != NULL
               ? renamed(attr, candidate->executable, candidate->same_as)
               : attr;
  }
  if (attr->kind == WEIR_ATTR_ARRAY && attr->array.count > 0) {
    uint32_t count = attr->array.count;
    weir_attr_t** by = WEIR_ARENA_ARRAY(arena, weir_attr_t*, count);
    for (uint32_t i = 0; i < count; ++i) {
      by[i] = rename_in(renaming, attr->array.elements[i]);
    }
    return weir_array_attr(attr->context, by, count);
  }
  if (attr->kind == WEIR_ATTR_DICTIONARY && attr->dictionary.count > 0) {
    uint32_t count = attr->dictionary.count;
    weir_named_attr_t* by = WEIR_ARENA_ARRAY(arena, weir_named_attr_t, count);
    for (uint32_t i = 0; i < count; ++i) {
      by[i] = attr->dictionary.entries[i];
      by[i].value = rename_in(renaming, by[i].value);
    }
    return weir_dictionary_attr(attr->context, by, count);
  }
  return attr;
}

static bool mentions_symbols(const weir_attr_t* attr) {
  switch (attr->kind) {
    case WEIR_ATTR_SYMBOL_REF:
      return true;
    case WEIR_ATTR_ARRAY:
      return attr->array.count > 0 && mentions_symbols(attr->array.elements[0]);
    case WEIR_ATTR_DICTIONARY:
      return true;
    default:
      return false;
  }
}

static weir_walk_t rename_in_op(weir_op_t* op, void* user) {
  const renaming_t* renaming = user;
  const weir_attr_t* attrs = op->attrs;
  for (uint32_t i = 0; i < attrs->dictionary.count; ++i) {
    const weir_named_attr_t* entry = &attrs->dictionary.entries[i];
    if (!mentions_symbols(entry->value)) continue;
    weir_attr_t* by = rename_in(renaming, entry->value);
    if (by != entry->value) weir_op_set_attr(op, entry->name->data, by);
  }
  return WEIR_WALK_CONTINUE;
}

static weir_op_list_t find_objects(weir_op_t* module, weir_arena_t* arena) {
  weir_op_list_t objects = {0};
  WEIR_FOR_EACH_OP(op, weir_module_body(module)) {
    if (weir_op_has_trait(op, WEIR_OP_OBJECT_LIKE)) {
      weir_op_list_add(&objects, arena, op);
    }
  }
  return objects;
}

weir_status_t weir_flow_deduplicate_executables(weir_pass_t* pass,
                                                weir_op_t* module) {
  weir_arena_t* arena = pass->scratch;
  weir_op_list_t executables = find_objects(module, arena);
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
  WEIR_FOR_EACH_OP(op, weir_module_body(module)) {
    if (weir_op_has_trait(op, WEIR_OP_FUNCTION | WEIR_OP_INITIALIZER)) {
      weir_walk_pre_order(op, rename_in_op, &renaming);
    }
  }
  for (uint32_t i = 0; i < executables.count; ++i) {
    if (candidates[i].same_as != NULL) weir_op_erase(candidates[i].executable);
  }
  return weir_ok();
}
