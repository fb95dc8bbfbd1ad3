// Makes one initialiser of all, in their order.
//
// Needs:   nothing; does nothing where an initialiser has no body or ends
//          with an unknown op.
// Changes: the initialisers of the module; the one that remains stands where
//          the last one stood, behind all globals that they touch.
// Keeps:   order of what they do.
#include "compiler/dialects/cf.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/builder.h"
#include "compiler/transforms/util/passes.h"

// Moves the ops of |from| to the end of |to|.
static void splice(weir_block_t* to, weir_block_t* from) {
  WEIR_FOR_EACH_OP(op, from) {
    weir_op_unlink(op);
    weir_block_append(to, op);
  }
}

// Puts the body of |from| behind |at|, the last block of |body|; answers the
// block in which the next one goes on.
static weir_block_t* append_body(weir_region_t* body, weir_block_t* at,
                                 weir_op_t* from) {
  weir_region_t* region = weir_op_region(from, 0);
  weir_block_t* entry = region->first;
  bool is_straight = entry == region->last;
  splice(at, entry);
  weir_block_erase(entry);
  weir_block_t* first_moved = region->first;
  weir_region_take_blocks(body, region);
  if (is_straight) {
    weir_op_erase(weir_block_terminator(at));
    return at;
  }
  weir_block_t* next = weir_region_add_block(body);
  for (weir_block_t* block = at; block != NULL && block != next;
       block = block == at ? first_moved : block->next) {
    weir_op_t* last = weir_block_terminator(block);
    if (!weir_op_is(last, WEIR_UTIL_RETURN)) continue;
    weir_builder_t builder = weir_builder_before(last);
    weir_op_state_t state;
    weir_op_state_init(&state, &builder, WEIR_CF_BR, last->location);
    weir_op_state_operands(&state, NULL, 0);
    weir_op_state_successor(&state, next);
    weir_build(&builder, &state);
    weir_op_erase(last);
  }
  return next;
}

// Whether it has a body, and it is known of each block where it goes on.
static bool is_followed(weir_op_t* initializer) {
  if (weir_region_is_empty(weir_op_region(initializer, 0))) return false;
  WEIR_FOR_EACH_BLOCK(block, weir_op_region(initializer, 0)) {
    if (weir_block_terminator(block) == NULL) return false;
  }
  return true;
}

weir_status_t weir_util_combine_initializers(weir_pass_t* pass,
                                             weir_op_t* module) {
  weir_op_list_t all = {0};
  WEIR_FOR_EACH_OP(op, weir_module_body(module)) {
    if (weir_op_is(op, WEIR_UTIL_INITIALIZER)) {
      if (!is_followed(op)) return weir_ok();
      weir_op_list_add(&all, pass->scratch, op);
    }
  }
  if (all.count <= 1) return weir_ok();
  weir_location_t** locations =
      WEIR_ARENA_ARRAY(pass->scratch, weir_location_t*, all.count);
  for (uint32_t i = 0; i < all.count; ++i) locations[i] = all.ops[i]->location;
  weir_op_t* last = all.ops[all.count - 1];
  weir_builder_t builder = weir_builder_before(last);
  weir_op_state_t state;
  weir_op_state_init(
      &state, &builder, WEIR_UTIL_INITIALIZER,
      weir_location_fused(module->context, locations, all.count, NULL));
  weir_op_state_attr(&state, "function_type",
                     weir_op_attr(last, "function_type"));
  weir_op_t* combined = weir_build(&builder, &state);
  weir_region_t* body = weir_op_region(combined, 0);
  weir_block_t* at = weir_region_add_block(body);
  for (uint32_t i = 0; i < all.count; ++i) {
    at = append_body(body, at, all.ops[i]);
    weir_op_erase(all.ops[i]);
  }
  builder = weir_builder_at_end(at);
  weir_op_state_init(&state, &builder, WEIR_UTIL_RETURN, combined->location);
  weir_build(&builder, &state);
  return weir_ok();
}
