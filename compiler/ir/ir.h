// The program: operations in blocks in regions in operations.
//
// Ops, blocks and values live in the context's arena. An op that is erased is
// unlinked and its uses dropped; its memory stays as it is until the pass is
// over (weir_context_reclaim).
// One thread at a time per context.
#ifndef WEIR_COMPILER_IR_IR_H_
#define WEIR_COMPILER_IR_IR_H_

#include <assert.h>

#include "compiler/ir/attribute.h"
#include "compiler/ir/context.h"
#include "compiler/ir/op_def.h"
#include "compiler/ir/type.h"

typedef enum weir_value_kind_t {
  WEIR_VALUE_RESULT,
  WEIR_VALUE_ARGUMENT,
} weir_value_kind_t;

// A result of an op or an argument of a block.
struct weir_value_t {
  weir_type_t* type;
  weir_use_t* uses;  // newest first
  union {
    weir_op_t* op;        // RESULT
    weir_block_t* block;  // ARGUMENT
  };
  weir_location_t* location;  // ARGUMENT only
  uint32_t index;             // among the op's results or the block's arguments
  weir_value_kind_t kind;
};

// One operand of one op; an element of the value's list of uses.
struct weir_use_t {
  weir_value_t* value;
  weir_op_t* op;
  uint32_t index;  // among the op's operands
  weir_use_t* next;
  weir_use_t** link;  // what points here
};

// What walks look at comes first: one line of the cache, as ops begin at
// multiples of 64 bytes.
struct weir_op_t {
  weir_op_t* next;
  weir_op_t* previous;
  weir_block_t* block;         // NULL while detached
  const weir_op_info_t* info;  // NULL: not registered
  weir_value_t* results;
  uint32_t result_count;
  uint32_t operand_count;
  uint32_t region_count;
  uint32_t successor_count;
  uint32_t worklist_slot;  // of the greedy driver
  bool erased;

  weir_use_t* operands;
  weir_attr_t* attrs;  // dictionary: inherent and discardable together, without
                       // segment sizes; never NULL
  weir_region_t* regions;
  weir_block_t** successors;
  const weir_name_t* name;  // full name, "stream.async.copy"
  weir_location_t* location;
  weir_context_t* context;
  // Operands (results) per group of the op's table row; NULL if not registered.
  uint32_t* operand_segments;
  uint32_t* result_segments;
  uint64_t order;  // grows along the block, see weir_op_is_before
  uint32_t operand_capacity;
  uint32_t bytes;  // of the op with the arrays it was made with
};

struct weir_block_t {
  weir_region_t* region;
  weir_block_t* previous;
  weir_block_t* next;
  weir_op_t* first;
  weir_op_t* last;
  weir_value_t** arguments;
  uint32_t argument_count;
  uint32_t argument_capacity;
  uint32_t id;  // free for the running analysis
};

struct weir_region_t {
  weir_op_t* op;
  weir_block_t* first;
  weir_block_t* last;
  uint32_t index;
};

// -- identity ---------------------------------------------------------------

// The id of the op's table row (WEIR_STREAM_ASYNC_COPY, ...), 0 if unregistered.
static inline uint32_t weir_op_id(const weir_op_t* op) {
  return op->info != NULL ? op->info->def->id : 0;
}
// NULL is no op.
static inline bool weir_op_is(const weir_op_t* op, uint32_t id) {
  return op != NULL && op->info != NULL && op->info->def->id == id;
}
static inline bool weir_op_has_trait(const weir_op_t* op, uint64_t trait) {
  return op->info != NULL && (op->info->def->traits & trait) != 0;
}
// "stream" of "stream.async.copy".
weir_string_view_t weir_op_dialect(const weir_op_t* op);

// -- operands ---------------------------------------------------------------
// |group| is a position in the table row's operands ("WEIR_STREAM_ASYNC_COPY_TARGET").

static inline uint32_t weir_op_operand_group_size(const weir_op_t* op, uint32_t group) {
  if (op->operand_segments == NULL) return group == 0 ? op->operand_count : 0;
  assert(group < op->info->operand_group_count);
  return op->operand_segments[group];
}
static inline uint32_t weir_op_operand_group_start(const weir_op_t* op, uint32_t group) {
  if (op->operand_segments == NULL) return group == 0 ? 0 : op->operand_count;
  uint32_t start = 0;
  for (uint32_t i = 0; i < group; ++i) start += op->operand_segments[i];
  return start;
}
// The operand of a group of at most one; NULL if it is empty.
static inline weir_value_t* weir_op_operand(const weir_op_t* op, uint32_t group) {
  if (weir_op_operand_group_size(op, group) == 0) return NULL;
  return op->operands[weir_op_operand_group_start(op, group)].value;
}
weir_value_t* weir_op_operand_at(const weir_op_t* op, uint32_t group, uint32_t index);
// The group that operand |index| belongs to, and its place in it.
uint32_t weir_op_operand_group_of(const weir_op_t* op, uint32_t index,
                                  uint32_t* out_place);
static inline weir_value_t* weir_op_operand_n(const weir_op_t* op, uint32_t index) {
  return op->operands[index].value;
}
void weir_op_set_operand(weir_op_t* op, uint32_t index, weir_value_t* value);
// Replaces a whole group (or all operands of an unregistered op: group 0).
void weir_op_set_operand_group(weir_op_t* op, uint32_t group,
                               weir_value_t* const* values, uint32_t count);
void weir_op_insert_operand(weir_op_t* op, uint32_t group, uint32_t place,
                            weir_value_t* value);
void weir_op_erase_operand(weir_op_t* op, uint32_t index);

// -- results ----------------------------------------------------------------

static inline weir_value_t* weir_op_result_n(const weir_op_t* op, uint32_t index) {
  return &op->results[index];
}
weir_value_t* weir_op_result(const weir_op_t* op, uint32_t group);  // NULL if empty
uint32_t weir_op_result_group_size(const weir_op_t* op, uint32_t group);
uint32_t weir_op_result_group_start(const weir_op_t* op, uint32_t group);

// -- values -----------------------------------------------------------------

static inline weir_op_t* weir_value_op(const weir_value_t* value) {  // or NULL
  return value->kind == WEIR_VALUE_RESULT ? value->op : NULL;
}
// The block the value is defined in.
weir_block_t* weir_value_block(const weir_value_t* value);
// The op whose region the value is defined in, for arguments and results alike.
weir_op_t* weir_value_parent_op(const weir_value_t* value);
weir_location_t* weir_value_location(const weir_value_t* value);
bool weir_value_has_uses(const weir_value_t* value);
bool weir_value_has_one_use(const weir_value_t* value);
uint32_t weir_value_use_count(const weir_value_t* value);
void weir_value_replace_uses(weir_value_t* value, weir_value_t* by);
// All uses but those by |except|.
void weir_value_replace_uses_except(weir_value_t* value, weir_value_t* by,
                                    const weir_op_t* except);
// The constant a value is (the value attribute of a constant-like op); else NULL.
weir_attr_t* weir_value_constant(const weir_value_t* value);
bool weir_value_is_constant_int(const weir_value_t* value, int64_t* out_value);

// for (weir_use_t* u = value->uses; u; u = u->next) reads; where the body may
// change the list, take next first:
#define WEIR_FOR_EACH_USE(use, value)                                     \
  for (weir_use_t *use = (value)->uses, *use##_next_ = use ? use->next : NULL; \
       use != NULL; use = use##_next_, use##_next_ = use ? use->next : NULL)

// -- attributes -------------------------------------------------------------

static inline weir_attr_t* weir_op_attr(const weir_op_t* op, const char* name) {  // or NULL
  return weir_dictionary_get(op->attrs, name);
}
static inline bool weir_op_has_attr(const weir_op_t* op, const char* name) {
  return weir_op_attr(op, name) != NULL;
}
// NULL removes it.
void weir_op_set_attr(weir_op_t* op, const char* name, weir_attr_t* value);
void weir_op_remove_attr(weir_op_t* op, const char* name);
// The text of a string or flat symbol attribute; empty if absent.
weir_string_view_t weir_op_attr_string(const weir_op_t* op, const char* name);
int64_t weir_op_attr_int(const weir_op_t* op, const char* name, int64_t fallback);
weir_type_t* weir_op_attr_type(const weir_op_t* op, const char* name);  // or NULL
// Whether |name| is declared in the op's table row.
bool weir_op_attr_is_inherent(const weir_op_t* op, const weir_name_t* name);

// -- structure --------------------------------------------------------------

static inline weir_region_t* weir_op_region(const weir_op_t* op, uint32_t index) {
  return index < op->region_count ? &op->regions[index] : NULL;
}
weir_op_t* weir_op_parent(const weir_op_t* op);  // NULL at the top
weir_op_t* weir_op_parent_of(const weir_op_t* op, uint32_t id);  // nearest such ancestor
bool weir_op_is_ancestor(const weir_op_t* ancestor, const weir_op_t* op);  // or itself
// Whether |a| stands before |b| in the same block.
bool weir_op_is_before(weir_op_t* a, weir_op_t* b);
// The ancestor of |op| (or itself) that stands directly in |block|; NULL if none.
weir_op_t* weir_op_ancestor_in_block(weir_op_t* op, const weir_block_t* block);
bool weir_region_is_empty(const weir_region_t* region);
weir_block_t* weir_region_add_block(weir_region_t* region);  // at the end
weir_block_t* weir_block_create(weir_context_t* context);    // detached
void weir_region_insert_block(weir_region_t* region, weir_block_t* block,
                              weir_block_t* before);  // NULL: at the end
// Moves all blocks of |from| to the end of |to|.
void weir_region_take_blocks(weir_region_t* to, weir_region_t* from);
weir_value_t* weir_block_add_argument(weir_block_t* block, weir_type_t* type,
                                      weir_location_t* location);
weir_value_t* weir_block_insert_argument(weir_block_t* block, uint32_t index,
                                         weir_type_t* type, weir_location_t* location);
void weir_block_erase_argument(weir_block_t* block, uint32_t index);  // unused
weir_op_t* weir_block_terminator(const weir_block_t* block);  // NULL if none
// The ops whose successors |block| is, once per edge; |out_count| set. In arena.
weir_op_t** weir_block_predecessors(const weir_block_t* block, weir_arena_t* arena,
                                    uint32_t* out_count);
// Splits |block| before |op|, which starts the new block that is returned.
weir_block_t* weir_block_split(weir_block_t* block, weir_op_t* op);
void weir_block_erase(weir_block_t* block);  // with the ops in it
// The operands an op hands to its successor, as a group index of its row; -1 if
// it hands none. See weir_op_def_t.successors.
int32_t weir_op_successor_group(const weir_op_t* op, uint32_t successor);
// The operand handed to argument |index| of |successor|; NULL if made by the op.
// cf.switch keeps its cases in one group, this finds the right piece.
void weir_op_successor_operands(const weir_op_t* op, uint32_t successor,
                                uint32_t* out_start, uint32_t* out_count);
void weir_op_insert_successor_operand(weir_op_t* op, uint32_t successor,
                                      uint32_t place, weir_value_t* value);
void weir_op_erase_successor_operand(weir_op_t* op, uint32_t successor, uint32_t place);

void weir_block_append(weir_block_t* block, weir_op_t* op);
void weir_op_insert_before(weir_op_t* op, weir_op_t* before);
void weir_op_insert_after(weir_op_t* op, weir_op_t* after);
void weir_op_move_before(weir_op_t* op, weir_op_t* before);
void weir_op_move_after(weir_op_t* op, weir_op_t* after);
void weir_op_unlink(weir_op_t* op);  // keeps its uses
// Drops the uses by the op and all inside, then unlinks. Its results must have
// no uses outside itself (asserted).
void weir_op_erase(weir_op_t* op);
void weir_op_drop_all_references(weir_op_t* op);
// Replaces each result by values[i], then erases.
void weir_op_replace(weir_op_t* op, weir_value_t* const* values);

// -- mapping and cloning ----------------------------------------------------

typedef struct weir_mapping_t weir_mapping_t;  // values and blocks, in an arena
weir_mapping_t* weir_mapping_create(weir_arena_t* arena);
void weir_mapping_set(weir_mapping_t* mapping, const weir_value_t* from, weir_value_t* to);
weir_value_t* weir_mapping_get(const weir_mapping_t* mapping, weir_value_t* from);  // |from| if not mapped
weir_value_t* weir_mapping_find(const weir_mapping_t* mapping, const weir_value_t* from);  // NULL if not
void weir_mapping_set_block(weir_mapping_t* mapping, const weir_block_t* from, weir_block_t* to);
weir_block_t* weir_mapping_get_block(const weir_mapping_t* mapping, weir_block_t* from);

// A detached deep copy; operands are looked up in |mapping| (may be NULL), which
// learns the new results, blocks and arguments.
weir_op_t* weir_op_clone(weir_op_t* op, weir_mapping_t* mapping);
// Copies the blocks of |from| to the end of |to|.
void weir_region_clone(weir_region_t* from, weir_region_t* to, weir_mapping_t* mapping);

// -- walks ------------------------------------------------------------------

typedef enum weir_walk_t {
  WEIR_WALK_CONTINUE,
  WEIR_WALK_SKIP,  // not into this op's regions (pre-order)
  WEIR_WALK_STOP,
} weir_walk_t;
typedef weir_walk_t (*weir_walk_fn_t)(weir_op_t* op, void* user);
// |op| first, then what is inside, in order. The callback may erase the op it
// got (then it returns SKIP) and add ops. True unless stopped.
bool weir_walk_pre_order(weir_op_t* op, weir_walk_fn_t callback, void* user);
// What is inside first. The callback may erase the op it got.
bool weir_walk_post_order(weir_op_t* op, weir_walk_fn_t callback, void* user);

// A growing list of ops in an arena, e.g. what a walk found.
typedef struct weir_op_list_t {
  weir_op_t** ops;
  uint32_t count, capacity;
} weir_op_list_t;
void weir_op_list_add(weir_op_list_t* list, weir_arena_t* arena, weir_op_t* op);
// All ops with this id inside |root|, pre-order; id 0: all.
weir_op_list_t weir_collect_ops(weir_op_t* root, uint32_t id, weir_arena_t* arena);

#define WEIR_FOR_EACH_OP(op, block)                                            \
  for (weir_op_t *op = (block)->first, *op##_next_ = op ? op->next : NULL; \
       op != NULL; op = op##_next_, op##_next_ = op ? op->next : NULL)
#define WEIR_FOR_EACH_BLOCK(block, region)                                     \
  for (weir_block_t *block = (region)->first,                                  \
                    *block##_next_ = block ? block->next : NULL;               \
       block != NULL;                                                          \
       block = block##_next_, block##_next_ = block ? block->next : NULL)

// -- tied results, sizes ----------------------------------------------------

// The operand (index among all operands) that result |index| is tied to, -1 if none.
int32_t weir_op_tied_operand(const weir_op_t* op, uint32_t result);
void weir_op_set_tied_operand(weir_op_t* op, uint32_t result, int32_t operand);
bool weir_op_operand_is_tied(const weir_op_t* op, uint32_t operand);
// Follows tied results to the first value of the chain.
weir_value_t* weir_value_tied_base(weir_value_t* value);
// The size (of a sized type) or dimensions (of a shaped type) that the op's row
// declares for an operand or result: `X_size`, `X_sizes`, `X_dims` groups.
// Zero values if it declares none.
void weir_op_operand_dims(const weir_op_t* op, uint32_t operand, uint32_t* out_start,
                          uint32_t* out_count);
void weir_op_result_dims(const weir_op_t* op, uint32_t result, uint32_t* out_start,
                         uint32_t* out_count);
weir_value_t* weir_op_operand_size(const weir_op_t* op, uint32_t operand);  // or NULL
weir_value_t* weir_op_result_size(const weir_op_t* op, uint32_t result);    // or NULL

// -- effects ----------------------------------------------------------------

// No effects on memory, itself and all inside: may be erased if unused, and
// two equal ones are one.
bool weir_op_is_pure(const weir_op_t* op);
// May be erased when its results have no uses (pure, or only allocates/reads).
bool weir_op_is_trivially_dead(const weir_op_t* op);
bool weir_op_is_terminator(const weir_op_t* op);
bool weir_op_is_constant_like(const weir_op_t* op);

#endif  // WEIR_COMPILER_IR_IR_H_
