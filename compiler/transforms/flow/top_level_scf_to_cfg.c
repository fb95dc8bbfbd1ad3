// Turns structured control flow of functions into branches.
//
// Needs:   nothing.
// Changes: scf.if, scf.for, scf.while, scf.index_switch and scf.execute_region
//          outside of other ops with regions.
// Keeps:   what stands in dispatches and linalg ops: their control flow is for
//          the code of devices.
//
// Outer ops go first, so that the regions of each are as they were written when
// its turn comes; what was inside then stands in the function.
#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/cf.h"
#include "compiler/dialects/lists.h"
#include "compiler/dialects/scf.h"
#include "compiler/ir/builder.h"
#include "compiler/transforms/flow/passes.h"

enum { PREDICATE_SLT = 2 };

static weir_block_t* add_block(weir_block_t* before) {
  weir_block_t* block = weir_block_create(before->region->op->context);
  weir_region_insert_block(before->region, block, before);
  return block;
}

// What is in |old| as a block in front of |before|.
static weir_block_t* move_contents(weir_block_t* old, weir_block_t* before) {
  weir_block_t* block = add_block(before);
  for (uint32_t i = 0; i < old->argument_count; ++i) {
    const weir_value_t* argument = old->arguments[i];
    weir_value_replace_uses(
        old->arguments[i],
        weir_block_add_argument(block, argument->type, argument->location));
  }
  WEIR_FOR_EACH_OP(op, old) {
    weir_op_unlink(op);
    weir_block_append(block, op);
  }
  return block;
}

// Moves the only block of |from| in front of |before|.
static weir_block_t* move_block(weir_region_t* from, weir_block_t* before) {
  return move_contents(from->first, before);
}

static void build_branch(weir_builder_t* builder, weir_location_t* location,
                         weir_block_t* to, weir_value_t* const* values,
                         uint32_t count) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_CF_BR, location);
  weir_op_state_operands(&state, values, count);
  weir_op_state_successor(&state, to);
  weir_build(builder, &state);
}

static void build_cond_branch(weir_builder_t* builder,
                              weir_location_t* location,
                              weir_value_t* condition, weir_block_t* yes,
                              const weir_value_list_t* yes_values,
                              weir_block_t* no) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_CF_COND_BR, location);
  weir_op_state_operand(&state, condition);
  weir_op_state_operands(&state, yes_values->items, yes_values->count);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_successor(&state, yes);
  weir_op_state_successor(&state, no);
  weir_build(builder, &state);
}

static weir_value_list_t operands_from(const weir_op_t* op, uint32_t start) {
  weir_value_list_t list = {0};
  for (uint32_t i = start; i < op->operand_count; ++i) {
    weir_value_list_add(&list, weir_context_arena(op->context),
                        weir_op_operand_n(op, i));
  }
  return list;
}

// Ends |block| by a branch instead of a yield; |first| goes in front of what is
// yielded if it is there.
static void yield_to(weir_block_t* block, weir_value_t* first,
                     weir_block_t* to) {
  weir_op_t* yield = weir_block_terminator(block);
  weir_value_list_t values = {0};
  weir_arena_t* arena = weir_context_arena(yield->context);
  if (first != NULL) weir_value_list_add(&values, arena, first);
  for (uint32_t i = 0; i < yield->operand_count; ++i) {
    weir_value_list_add(&values, arena, weir_op_operand_n(yield, i));
  }
  weir_builder_t builder = weir_builder_before(yield);
  build_branch(&builder, yield->location, to, values.items, values.count);
  weir_op_erase(yield);
}

static void convert_if(weir_op_t* op) {
  static const weir_value_list_t none = {0};
  weir_block_t* head = op->block;
  weir_block_t* rest = weir_block_split(head, op->next);
  weir_block_t* join = rest;
  if (op->result_count > 0) {
    join = add_block(rest);
    for (uint32_t i = 0; i < op->result_count; ++i) {
      weir_block_add_argument(join, op->results[i].type, op->location);
    }
    weir_builder_t builder = weir_builder_at_end(join);
    build_branch(&builder, op->location, rest, NULL, 0);
  }
  weir_block_t* yes = move_block(weir_op_region(op, 0), join);
  weir_block_t* no = join;
  if (!weir_region_is_empty(weir_op_region(op, 1))) {
    no = move_block(weir_op_region(op, 1), join);
    yield_to(no, NULL, join);
  }
  yield_to(yes, NULL, join);
  weir_builder_t builder = weir_builder_before(op);
  build_cond_branch(&builder, op->location, weir_op_operand_n(op, 0), yes,
                    &none, no);
  weir_op_replace(op, join->arguments);
}

static void convert_for(weir_op_t* op) {
  static const weir_value_list_t none = {0};
  weir_location_t* location = op->location;
  weir_value_t* low = weir_op_operand(op, WEIR_SCF_FOR_LOWER_BOUND);
  weir_value_t* high = weir_op_operand(op, WEIR_SCF_FOR_UPPER_BOUND);
  weir_value_t* step = weir_op_operand(op, WEIR_SCF_FOR_STEP);
  weir_block_t* rest = weir_block_split(op->block, op->next);
  weir_block_t* test = add_block(rest);
  weir_block_t* old = weir_op_region(op, 0)->first;
  for (uint32_t i = 0; i < old->argument_count; ++i) {
    const weir_value_t* argument = old->arguments[i];
    weir_value_replace_uses(
        old->arguments[i],
        weir_block_add_argument(test, argument->type, argument->location));
  }
  while (old->argument_count > 0) weir_block_erase_argument(old, 0);
  weir_block_t* body = move_block(weir_op_region(op, 0), rest);
  weir_value_t* induction = test->arguments[0];
  weir_builder_t builder = weir_builder_before(weir_block_terminator(body));
  yield_to(
      body,
      weir_build_binary(&builder, WEIR_ARITH_ADDI, location, induction, step),
      test);
  builder = weir_builder_at_end(test);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_ARITH_CMPI, location);
  weir_op_state_operand(&state, induction);
  weir_op_state_operand(&state, high);
  weir_op_state_attr(&state, "predicate",
                     weir_i64_attr(op->context, PREDICATE_SLT));
  weir_op_state_result(&state, weir_i1_type(op->context));
  weir_value_t* goes_on = weir_op_result_n(weir_build(&builder, &state), 0);
  build_cond_branch(&builder, location, goes_on, body, &none, rest);
  weir_value_list_t values = {0};
  weir_value_list_add(&values, weir_context_arena(op->context), low);
  weir_value_list_t inits = operands_from(
      op, weir_op_operand_group_start(op, WEIR_SCF_FOR_INIT_ARGS));
  for (uint32_t i = 0; i < inits.count; ++i) {
    weir_value_list_add(&values, weir_context_arena(op->context),
                        inits.items[i]);
  }
  builder = weir_builder_before(op);
  build_branch(&builder, location, test, values.items, values.count);
  weir_op_replace(op, test->arguments + 1);
}

static void convert_while(weir_op_t* op) {
  weir_location_t* location = op->location;
  weir_block_t* rest = weir_block_split(op->block, op->next);
  weir_block_t* before = move_block(weir_op_region(op, 0), rest);
  weir_block_t* after = move_block(weir_op_region(op, 1), rest);
  weir_op_t* condition = weir_block_terminator(before);
  weir_value_list_t values = operands_from(condition, 1);
  weir_builder_t builder = weir_builder_before(condition);
  build_cond_branch(&builder, condition->location,
                    weir_op_operand_n(condition, 0), after, &values, rest);
  weir_op_erase(condition);
  yield_to(after, NULL, before);
  weir_value_list_t inits = operands_from(op, 0);
  builder = weir_builder_before(op);
  build_branch(&builder, location, before, inits.items, inits.count);
  weir_op_replace(op, values.items);
}

// The rest of the block behind |op|, with the op's results as arguments.
static weir_block_t* split_behind(const weir_op_t* op) {
  weir_block_t* rest = weir_block_split(op->block, op->next);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_block_add_argument(rest, op->results[i].type, op->location);
  }
  return rest;
}

// Sets which block each of |values| leads to; none of them is handed anything.
static void set_cases(weir_op_state_t* state, weir_arena_t* arena,
                      const weir_attr_t* values) {
  uint32_t count = values->dense_array.count;
  int32_t* cases = WEIR_ARENA_ARRAY(arena, int32_t, count);
  int32_t* sizes = WEIR_ARENA_ARRAY(arena, int32_t, count);
  for (uint32_t i = 0; i < count; ++i) {
    int64_t value;
    memcpy(&value, values->dense_array.data + i * sizeof(value), sizeof(value));
    cases[i] = (int32_t)value;
    sizes[i] = 0;
  }
  weir_type_t* i32 = weir_i32_type(state->context);
  int64_t extent = count;
  if (count > 0) {
    weir_op_state_attr(state, "case_values",
                       weir_dense_attr(weir_vector_type(i32, &extent, 1, NULL),
                                       cases, count * sizeof(*cases)));
  }
  weir_op_state_attr(state, "case_operand_segments",
                     weir_dense_array_attr(i32, sizes, count));
}

static void convert_index_switch(weir_op_t* op) {
  weir_arena_t* arena = weir_context_arena(op->context);
  weir_block_t* rest = split_behind(op);
  uint32_t count = op->region_count;
  weir_block_t** blocks = WEIR_ARENA_ARRAY(arena, weir_block_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    // The default is the first region and comes behind the cases.
    uint32_t region = (i + 1) % count;
    blocks[region] = move_block(weir_op_region(op, region), rest);
    yield_to(blocks[region], NULL, rest);
  }
  weir_builder_t builder = weir_builder_before(op);
  weir_value_t* flag =
      weir_build_unary(&builder, WEIR_ARITH_INDEX_CAST, op->location,
                       weir_op_operand_n(op, 0), weir_i32_type(op->context));
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_CF_SWITCH, op->location);
  weir_op_state_operand(&state, flag);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_operands(&state, NULL, 0);
  set_cases(&state, arena, weir_op_attr(op, "cases"));
  for (uint32_t i = 0; i < count; ++i) {
    weir_op_state_successor(&state, blocks[i]);
  }
  weir_build(&builder, &state);
  weir_op_replace(op, rest->arguments);
}

static void convert_execute_region(weir_op_t* op) {
  weir_block_t* rest = split_behind(op);
  weir_mapping_t* mapping =
      weir_mapping_create(weir_context_arena(op->context));
  weir_block_t* first = NULL;
  WEIR_FOR_EACH_BLOCK(old, weir_op_region(op, 0)) {
    weir_block_t* block = move_contents(old, rest);
    weir_mapping_set_block(mapping, old, block);
    if (first == NULL) first = block;
  }
  for (weir_block_t* block = first; block != rest; block = block->next) {
    weir_op_t* end = weir_block_terminator(block);
    if (weir_op_is(end, WEIR_SCF_YIELD)) {
      yield_to(block, NULL, rest);
      continue;
    }
    for (uint32_t i = 0; end != NULL && i < end->successor_count; ++i) {
      end->successors[i] = weir_mapping_get_block(mapping, end->successors[i]);
    }
  }
  weir_builder_t builder = weir_builder_before(op);
  build_branch(&builder, op->location, first, NULL, 0);
  weir_op_replace(op, rest->arguments);
}

// The first such op that stands in a block of the function itself.
static bool convert_next(weir_region_t* body) {
  WEIR_FOR_EACH_BLOCK(block, body) {
    for (weir_op_t* op = block->first; op != NULL; op = op->next) {
      switch (weir_op_id(op)) {
        case WEIR_SCF_IF:
          convert_if(op);
          return true;
        case WEIR_SCF_FOR:
          convert_for(op);
          return true;
        case WEIR_SCF_WHILE:
          convert_while(op);
          return true;
        case WEIR_SCF_INDEX_SWITCH:
          convert_index_switch(op);
          return true;
        case WEIR_SCF_EXECUTE_REGION:
          convert_execute_region(op);
          return true;
        default:
          break;
      }
    }
  }
  return false;
}

weir_status_t weir_flow_top_level_scf_to_cfg(weir_pass_t* pass,
                                             weir_op_t* function) {
  (void)pass;
  weir_region_t* body = weir_op_region(function, 0);
  if (body == NULL || weir_region_is_empty(body)) return weir_ok();
  while (convert_next(body)) {
    // Each round takes one op and lays bare those inside.
  }
  return weir_ok();
}
