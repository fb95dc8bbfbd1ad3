// Calls: what a function does is added at each call of it, with its arguments
// as they are there. So what it needs is known at every call, also of a
// function that is called by one that is called.
//
// A function that calls itself, and one that is called from so many places that
// its events would be without number, is a step whose inside is not known.
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/nodes/prove_builder.h"

enum { MAX_DEPTH = 64, MAX_EVENTS = 1 << 22 };

static uint64_t key_of(const void* pointer) {
  return (uint64_t)(uintptr_t)pointer;
}

static weir_op_t* callee_of(const weir_op_t* call) {
  weir_op_t* callee = weir_symbol_resolve(call, weir_op_attr(call, "callee"));
  if (callee == NULL || !weir_op_is(callee, WEIR_UTIL_FUNC) ||
      weir_region_is_empty(weir_op_region(callee, 0))) {
    return NULL;
  }
  return callee;
}

// -- stores -------------------------------------------------------------------

static weir_walk_t note_store(weir_op_t* op, void* user) {
  weir_prove_builder_t* builder = user;
  if (weir_op_is(op, WEIR_STREAM_CMD_EXECUTE)) return WEIR_WALK_SKIP;
  if (weir_op_is(op, WEIR_UTIL_GLOBAL_STORE)) {
    weir_attr_t* global = weir_op_attr(op, "global");
    *weir_event_map_at(&builder->stored, key_of(global), 0) = 1;
  } else if (weir_op_is(op, WEIR_UTIL_CALL)) {
    weir_op_t* callee = callee_of(op);
    if (callee != NULL) weir_prove_note_stores(builder, callee);
  }
  return WEIR_WALK_CONTINUE;
}

void weir_prove_note_stores(weir_prove_builder_t* builder,
                            weir_op_t* function) {
  uint32_t* walked = weir_event_map_at(&builder->walked, key_of(function), 0);
  if (*walked != 0) return;
  *walked = 1;
  weir_walk_pre_order(function, note_store, builder);
}

// -- what is not followed -----------------------------------------------------

// The host comes back; when the work is done that was begun, nothing tells but
// the timepoints that are handed back.
static void add_unknown(weir_prove_builder_t* builder, const weir_op_t* op) {
  uint32_t begun = weir_event_add(builder->graph, op, builder->node);
  weir_event_order(builder->graph, builder->host, begun);
  builder->host = begun;
  uint32_t done = weir_event_add(builder->graph, op, builder->node);
  weir_event_order(builder->graph, begun, done);
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    const weir_value_t* value = weir_op_operand_n(op, i);
    if (weir_type_is_stream_timepoint(value->type)) {
      weir_event_order(builder->graph, weir_prove_event_of(builder, value),
                       done);
    }
    if (weir_type_is_stream_resource(value->type)) {
      weir_prove_add_whole(builder, op, WEIR_PROVE_READ, done, value);
    }
  }
  weir_prove_set_timepoints(builder, op, done);
}

// -- what is followed ---------------------------------------------------------

static bool is_running(const weir_prove_frame_t* frame,
                       const weir_op_t* function) {
  for (; frame != NULL; frame = frame->caller) {
    if (frame->function == function) return true;
  }
  return false;
}

typedef struct value_state_t {
  bool has_place;
  weir_prove_place_t place;
  uint32_t event;
} value_state_t;

static value_state_t state_of(weir_prove_builder_t* builder,
                              const weir_value_t* value) {
  value_state_t state = {.event = WEIR_NO_EVENT};
  if (weir_type_is_stream_timepoint(value->type)) {
    state.event = weir_prove_event_of(builder, value);
  } else if (weir_type_is_stream_resource(value->type) &&
             !weir_op_is(weir_value_op(value), WEIR_UTIL_NULL)) {
    state.has_place = true;
    state.place = weir_prove_place_of(builder, value);
  }
  return state;
}

static void set_state(weir_prove_builder_t* builder, const weir_value_t* value,
                      value_state_t state) {
  if (state.has_place) weir_prove_set_place(builder, value, state.place);
  weir_prove_set_event(builder, value, state.event);
}

static value_state_t* states_of(weir_prove_builder_t* builder,
                                const weir_op_t* op, uint32_t count) {
  value_state_t* states =
      WEIR_ARENA_ARRAY(builder->arena, value_state_t, count);
  for (uint32_t i = 0; i < count; ++i) {
    states[i] = state_of(builder, weir_op_operand_n(op, i));
  }
  return states;
}

// The op that a function is left by; NULL if there are several.
static weir_op_t* only_return(weir_op_t* function) {
  weir_op_t* found = NULL;
  WEIR_FOR_EACH_BLOCK(block, weir_op_region(function, 0)) {
    if (!weir_op_is(block->last, WEIR_UTIL_RETURN)) continue;
    if (found != NULL) return NULL;
    found = block->last;
  }
  return found;
}

// Results of one of several returns: a timepoint may be that of each, and a
// resource is one that is not known yet.
static void join_returns(weir_prove_builder_t* builder,
                         weir_prove_frame_t* frame, const weir_op_t* op) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    const weir_value_t* result = weir_op_result_n(op, i);
    if (!weir_type_is_stream_timepoint(result->type)) continue;
    uint32_t event = weir_event_add(builder->graph, NULL, builder->node);
    builder->frame = frame;
    WEIR_FOR_EACH_BLOCK(block, weir_op_region(frame->function, 0)) {
      if (!weir_op_is(block->last, WEIR_UTIL_RETURN)) continue;
      weir_event_order(
          builder->graph,
          weir_prove_event_of(builder, weir_op_operand_n(block->last, i)),
          event);
    }
    builder->frame = frame->caller;
    weir_prove_set_event(builder, result, event);
  }
}

static void follow(weir_prove_builder_t* builder, weir_op_t* op,
                   weir_op_t* callee) {
  const weir_prove_frame_t* caller = builder->frame;
  uint32_t block = builder->block;
  value_state_t* arguments = states_of(builder, op, op->operand_count);
  weir_prove_frame_t* frame =
      WEIR_ARENA_NEW(builder->arena, weir_prove_frame_t);
  *frame = (weir_prove_frame_t){.caller = caller,
                                .call = op,
                                .function = callee,
                                .number = builder->frame_count++,
                                .depth = caller->depth + 1};
  builder->frame = frame;
  builder->block = ++builder->block_count;
  weir_region_t* body = weir_op_region(callee, 0);
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    set_state(builder, body->first->arguments[i], arguments[i]);
  }
  uint32_t entered = builder->host;
  weir_prove_add_region(builder, body, true);
  weir_op_t* end = only_return(callee);
  uint32_t host = entered;
  value_state_t* results = NULL;
  if (end != NULL) {
    results = states_of(builder, end, op->result_count);
    host =
        *weir_event_map_at(&builder->hosts, key_of(end->block), frame->number) -
        1;
  }
  builder->frame = caller;
  builder->block = block;
  builder->anchor = op;
  builder->host = host;
  for (uint32_t i = 0; end != NULL && i < op->result_count; ++i) {
    set_state(builder, weir_op_result_n(op, i), results[i]);
  }
  if (end == NULL) join_returns(builder, frame, op);
}

void weir_prove_add_call(weir_prove_builder_t* builder, weir_op_t* op) {
  weir_prove_note_call(builder, op);
  weir_op_t* callee = callee_of(op);
  if (callee == NULL || is_running(builder->frame, callee) ||
      builder->frame->depth == MAX_DEPTH ||
      weir_event_count(builder->graph) > MAX_EVENTS) {
    add_unknown(builder, op);
    return;
  }
  weir_op_list_add(&builder->unit->inlined, builder->arena, callee);
  follow(builder, op, callee);
}
