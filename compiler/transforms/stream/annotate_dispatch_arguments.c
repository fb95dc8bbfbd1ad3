// Says of arguments of executables what all dispatches hand over.
//
// Needs:   stream.cmd.dispatch and the executables they name.
// Changes: arguments of entry points get `stream.values`, the integers they may
//          be, in order, and `stream.alignment`, a power of two that indices
//          and offsets of bindings are multiples of.
// Keeps:   everything else; arguments that may be anything.
#include "compiler/analysis/explorer.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/stream/configuration.h"
#include "compiler/transforms/stream/dispatch_sites.h"
#include "compiler/transforms/stream/passes.h"
#include "compiler/transforms/stream/pointer_map.h"

// More values than that say nothing useful.
enum { MAX_VALUES = 256, MAX_DEPTH = 8 };

// Alignment of what is always zero, and of what is not known to be anything.
static const uint64_t any_alignment = 1ull << 32;

typedef struct values_t {
  int64_t* values;
  uint32_t count, capacity;
} values_t;

// What one value may be.
typedef struct facts_t {
  values_t values;
  // Of all that are not computed by an op that nothing is known about.
  uint64_t alignment;
  bool is_computed;  // by such an op
  bool is_open;      // comes from outside of the module
  bool is_aligned;   // by util.align
} facts_t;

typedef struct walk_t {
  const weir_explorer_t* explorer;
  weir_arena_t* arena;
  weir_pointer_map_t seen;
  weir_value_t** pending;
  uint32_t count, capacity;
  facts_t facts;
  uint32_t depth;
} walk_t;

static facts_t find_facts(const weir_explorer_t* explorer, weir_value_t* value,
                          uint32_t depth, weir_arena_t* arena);

static void add_value(values_t* list, int64_t value, weir_arena_t* arena) {
  for (uint32_t i = 0; i < list->count; ++i) {
    if (list->values[i] == value) return;
  }
  if (list->count == list->capacity) {
    uint32_t capacity = list->capacity > 0 ? 2 * list->capacity : 8;
    int64_t* values = WEIR_ARENA_ARRAY(arena, int64_t, capacity);
    for (uint32_t i = 0; i < list->count; ++i) values[i] = list->values[i];
    list->values = values;
    list->capacity = capacity;
  }
  list->values[list->count++] = value;
}

static void limit_alignment(uint64_t* alignment, uint64_t by) {
  if (by < *alignment) *alignment = by;
}

static void add_constant(walk_t* walk, int64_t value) {
  add_value(&walk->facts.values, value, walk->arena);
  uint64_t bits = (uint64_t)value;
  if (bits != 0) limit_alignment(&walk->facts.alignment, bits & (~bits + 1));
}

// -- walk to the definitions --------------------------------------------------

static weir_walk_t visit_later(weir_value_t* value, void* user) {
  walk_t* walk = user;
  void** seen = weir_pointer_map_at(&walk->seen, value);
  if (*seen != NULL) return WEIR_WALK_CONTINUE;
  *seen = value;
  if (walk->count == walk->capacity) {
    uint32_t capacity = walk->capacity > 0 ? 2 * walk->capacity : 16;
    weir_value_t** pending =
        WEIR_ARENA_ARRAY(walk->arena, weir_value_t*, capacity);
    for (uint32_t i = 0; i < walk->count; ++i) pending[i] = walk->pending[i];
    walk->pending = pending;
    walk->capacity = capacity;
  }
  walk->pending[walk->count++] = value;
  return WEIR_WALK_CONTINUE;
}

static void visit_sources(walk_t* walk, weir_value_t* value) {
  if (!weir_explore_sources(walk->explorer, value, visit_later, walk)) {
    walk->facts.is_open = true;
  }
}

static void visit_global(walk_t* walk, const weir_op_t* load) {
  const weir_global_info_t* global =
      weir_explorer_global_of(walk->explorer, load);
  if (global == NULL || global->is_indirect ||
      weir_symbol_visibility(global->op) == WEIR_PUBLIC) {
    walk->facts.is_open = true;
    return;
  }
  weir_attr_t* initial = weir_op_attr(global->op, "initial_value");
  int64_t value;
  if (weir_attr_int(initial, &value)) {
    add_constant(walk, value);
  } else if (initial != NULL) {
    walk->facts.is_computed = true;
  }
  for (uint32_t i = 0; i < global->stores.count; ++i) {
    visit_later(
        weir_op_operand(global->stores.ops[i], WEIR_UTIL_GLOBAL_STORE_VALUE),
        walk);
  }
}

static void visit_align(walk_t* walk, const weir_op_t* align) {
  walk->facts.is_aligned = true;
  facts_t by = find_facts(walk->explorer,
                          weir_op_operand(align, WEIR_UTIL_ALIGN_ALIGNMENT),
                          walk->depth + 1, walk->arena);
  limit_alignment(&walk->facts.alignment,
                  by.is_open || by.is_computed ? 1 : by.alignment);
}

static void visit_result(walk_t* walk, weir_value_t* value) {
  int64_t constant;
  if (weir_value_is_constant_int(value, &constant)) {
    add_constant(walk, constant);
    return;
  }
  weir_op_t* op = weir_value_op(value);
  if (weir_op_has_trait(op, WEIR_OP_CALL)) {
    visit_sources(walk, value);
    return;
  }
  switch (weir_op_id(op)) {
    case WEIR_ARITH_SELECT:
    case WEIR_SCF_IF:
    case WEIR_SCF_INDEX_SWITCH:
      visit_sources(walk, value);
      break;
    case WEIR_UTIL_GLOBAL_LOAD:
      visit_global(walk, op);
      break;
    case WEIR_UTIL_ALIGN:
      visit_align(walk, op);
      break;
    default:
      walk->facts.is_computed = true;
      break;
  }
}

static void visit_argument(walk_t* walk, weir_value_t* value) {
  const weir_block_t* block = value->block;
  if (weir_op_is(block->region->op, WEIR_SCF_FOR) && value->index == 0) {
    walk->facts.is_computed = true;  // counts
  } else {
    visit_sources(walk, value);
  }
}

static facts_t find_facts(const weir_explorer_t* explorer, weir_value_t* value,
                          uint32_t depth, weir_arena_t* arena) {
  walk_t walk = {.explorer = explorer,
                 .arena = arena,
                 .seen = {.arena = arena},
                 .facts = {.alignment = any_alignment},
                 .depth = depth};
  if (depth > MAX_DEPTH) {
    walk.facts.is_open = true;
    return walk.facts;
  }
  visit_later(value, &walk);
  while (walk.count > 0 && !walk.facts.is_open) {
    weir_value_t* next = walk.pending[--walk.count];
    if (next->kind == WEIR_VALUE_ARGUMENT) {
      visit_argument(&walk, next);
    } else {
      visit_result(&walk, next);
    }
  }
  return walk.facts;
}

// -- all dispatches of an entry -----------------------------------------------

typedef struct annotation_t {
  weir_arena_t* arena;
  const weir_explorer_t* explorer;
  const weir_dispatch_entry_t* entry;
  weir_pointer_map_t* facts;  // of values asked for before
  weir_resource_config_t usual;
} annotation_t;

// Of operand |index| of a group at one dispatch.
static const facts_t* facts_at(const annotation_t* annotation,
                               uint32_t dispatch, uint32_t group,
                               uint32_t index) {
  weir_value_t* value = weir_op_operand_at(
      annotation->entry->dispatches.ops[dispatch], group, index);
  void** known = weir_pointer_map_at(annotation->facts, value);
  if (*known == NULL) {
    facts_t* facts = WEIR_ARENA_NEW(annotation->arena, facts_t);
    *facts = find_facts(annotation->explorer, value, 0, annotation->arena);
    *known = facts;
  }
  return *known;
}

static uint64_t unsigned_bits(int64_t value, const weir_type_t* type) {
  uint32_t width = weir_type_bit_width(type);
  return width < 64 ? (uint64_t)value & ((1ull << width) - 1) : (uint64_t)value;
}

// `stream.values` of operand |index|; NULL if it may be anything.
static weir_attr_t* values_attr(const annotation_t* annotation, uint32_t index,
                                weir_type_t* type) {
  values_t all = {0};
  for (uint32_t d = 0; d < annotation->entry->dispatches.count; ++d) {
    const facts_t* facts = facts_at(
        annotation, d, WEIR_STREAM_CMD_DISPATCH_UNIFORM_OPERANDS, index);
    if (facts->is_open || facts->is_computed || facts->is_aligned) return NULL;
    for (uint32_t i = 0; i < facts->values.count; ++i) {
      add_value(&all, facts->values.values[i], annotation->arena);
    }
    if (all.count > MAX_VALUES) return NULL;
  }
  if (all.count == 0) return NULL;
  // Few: sorted by insertion.
  for (uint32_t i = 1; i < all.count; ++i) {
    for (uint32_t j = i; j > 0 && unsigned_bits(all.values[j], type) <
                                      unsigned_bits(all.values[j - 1], type);
         --j) {
      int64_t swap = all.values[j];
      all.values[j] = all.values[j - 1];
      all.values[j - 1] = swap;
    }
  }
  weir_attr_t** attrs =
      WEIR_ARENA_ARRAY(annotation->arena, weir_attr_t*, all.count);
  for (uint32_t i = 0; i < all.count; ++i) {
    attrs[i] = weir_integer_attr(type, all.values[i]);
  }
  return weir_array_attr(type->context, attrs, all.count);
}

static weir_attr_t* alignment_attr(const weir_op_t* function,
                                   uint64_t alignment) {
  return alignment > 1 && alignment < any_alignment
             ? weir_index_attr(function->context, (int64_t)alignment)
             : NULL;
}

static weir_attr_t* operand_alignment(const annotation_t* annotation,
                                      uint32_t index) {
  uint64_t alignment = any_alignment;
  for (uint32_t d = 0; d < annotation->entry->dispatches.count; ++d) {
    const facts_t* facts = facts_at(
        annotation, d, WEIR_STREAM_CMD_DISPATCH_UNIFORM_OPERANDS, index);
    if (facts->is_open || facts->is_computed) return NULL;
    limit_alignment(&alignment, facts->alignment);
  }
  return alignment_attr(annotation->entry->function, alignment);
}

// Offsets that are computed are aligned as all offsets of resources must be.
static weir_attr_t* offset_alignment(const annotation_t* annotation,
                                     uint32_t index) {
  const weir_dispatch_entry_t* entry = annotation->entry;
  uint64_t natural = (uint64_t)weir_stream_resource_config_lookup(
                         entry->export, &annotation->usual)
                         .min_buffer_offset_alignment;
  uint64_t alignment = any_alignment;
  for (uint32_t d = 0; d < entry->dispatches.count; ++d) {
    const facts_t* facts = facts_at(
        annotation, d, WEIR_STREAM_CMD_DISPATCH_RESOURCE_OFFSETS, index);
    if (facts->is_open) return NULL;
    limit_alignment(&alignment, facts->alignment);
    if (facts->is_computed) limit_alignment(&alignment, natural);
  }
  if (alignment == any_alignment) alignment = natural;
  return alignment_attr(entry->function, alignment);
}

static bool all_have(const weir_op_list_t* dispatches, uint32_t group,
                     uint32_t index) {
  for (uint32_t i = 0; i < dispatches->count; ++i) {
    if (index >= weir_op_operand_group_size(dispatches->ops[i], group)) {
      return false;
    }
  }
  return true;
}

static void annotate(const annotation_t* annotation) {
  weir_op_t* function = annotation->entry->function;
  const weir_op_list_t* dispatches = &annotation->entry->dispatches;
  const weir_block_t* body = weir_op_region(function, 0)->first;
  weir_attr_t** attrs =
      WEIR_ARENA_ARRAY(annotation->arena, weir_attr_t*, body->argument_count);
  uint32_t binding = 0, operand = 0;
  for (uint32_t i = 0; i < body->argument_count; ++i) {
    weir_type_t* type = body->arguments[i]->type;
    weir_attr_t *values = NULL, *alignment = NULL;
    if (weir_type_is(type, &weir_stream_binding_def)) {
      uint32_t index = binding++;
      if (all_have(dispatches, WEIR_STREAM_CMD_DISPATCH_RESOURCE_OFFSETS,
                   index)) {
        alignment = offset_alignment(annotation, index);
      }
    } else {
      uint32_t index = operand++;
      if (all_have(dispatches, WEIR_STREAM_CMD_DISPATCH_UNIFORM_OPERANDS,
                   index)) {
        values = values_attr(annotation, index, type);
        if (weir_type_is_index(type)) {
          alignment = operand_alignment(annotation, index);
        }
      }
    }
    attrs[i] = weir_dispatch_argument_attrs(function, i);
    if (values == NULL && alignment == NULL) continue;
    if (attrs[i] == NULL) {
      attrs[i] = weir_dictionary_attr(function->context, NULL, 0);
    }
    if (values != NULL) {
      attrs[i] = weir_dictionary_set(attrs[i], "stream.values", values);
    }
    if (alignment != NULL) {
      attrs[i] = weir_dictionary_set(attrs[i], "stream.alignment", alignment);
    }
  }
  weir_dispatch_set_signature(function, attrs, annotation->arena);
}

weir_status_t weir_stream_annotate_dispatch_arguments(weir_pass_t* pass,
                                                      weir_op_t* module) {
  weir_arena_t* arena = pass->scratch;
  weir_resource_config_t usual;
  WEIR_RETURN_IF_ERROR(weir_pass_resource_config(pass, &usual));
  weir_dispatch_entries_t list = weir_dispatch_entries(module, arena);
  const weir_explorer_t* explorer = weir_explorer_create(module, arena);
  weir_pointer_map_t facts = {.arena = arena};
  for (uint32_t i = 0; i < list.count; ++i) {
    const weir_dispatch_entry_t* entry = &list.entries[i];
    if (entry->function == NULL || entry->has_other_names ||
        entry->dispatches.count == 0) {
      continue;
    }
    annotate(&(annotation_t){arena, explorer, entry, &facts, usual});
  }
  return weir_ok();
}
