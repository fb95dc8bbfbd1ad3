// From the functions of the nodes to events, accesses and ends.
//
// The host of a node goes through its function op by op and stops at
// stream.timepoint.await only. Work starts when the host has come to it and
// what it awaits has happened. Commands of a region run one after the other,
// those of a stream.cmd.concurrent in any order. Both ends of a transfer, and
// all ranks of a collective, are one event: none finishes before all have come,
// which is the least that a transport promises. The caller reads what a
// function hands out when the fences that it signals are.
#include "compiler/dialects/builtin.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/nodes/projection.h"
#include "compiler/transforms/nodes/prove_builder.h"

static uint64_t key_of(const void* pointer) {
  return (uint64_t)(uintptr_t)pointer;
}

static void add_await(weir_prove_builder_t* builder, const weir_op_t* op) {
  weir_prove_step(builder, op);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_prove_set_place(
        builder, weir_op_result_n(op, i),
        weir_prove_place_of(builder, weir_op_operand_n(op, i)));
  }
}

static void add_host_access(weir_prove_builder_t* builder, const weir_op_t* op,
                            uint32_t kind, const weir_type_t* type) {
  int64_t bytes = (int64_t)weir_dense_element_bytes(type);
  if (type->kind == WEIR_TYPE_VECTOR) bytes *= weir_type_element_count(type);
  weir_prove_add_access(builder, op, kind, weir_prove_step(builder, op),
                        weir_op_operand_n(op, 0), weir_op_operand_n(op, 2),
                        bytes, NULL);
}

static void add_subview(weir_prove_builder_t* builder, const weir_op_t* op) {
  weir_prove_place_t place = weir_prove_place_of(
      builder, weir_op_operand(op, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE));
  int64_t offset = weir_prove_constant_of(
      builder, weir_op_operand(op, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE_OFFSET));
  place.base = place.base < 0 || offset < 0 ? -1 : place.base + offset;
  weir_prove_set_place(builder, weir_op_result_n(op, 0), place);
}

// What was stored last in a global that keeps a timepoint, if that was in the
// block at hand.
static void add_global_store(weir_prove_builder_t* builder,
                             const weir_op_t* op) {
  uint64_t global = key_of(weir_op_attr(op, "global"));
  uint32_t event = weir_prove_event_of(builder, weir_op_operand_n(op, 0));
  *weir_event_map_at(&builder->kept, global, 0) =
      event == WEIR_NO_EVENT ? 0 : event + 1;
  *weir_event_map_at(&builder->kept, global, 1) = builder->block;
}

static uint32_t kept_event(weir_prove_builder_t* builder,
                           const weir_attr_t* global) {
  uint32_t number = *weir_event_map_at(&builder->kept, key_of(global), 0);
  bool here =
      *weir_event_map_at(&builder->kept, key_of(global), 1) == builder->block;
  return number != 0 && here ? number - 1 : WEIR_NO_EVENT;
}

// Loads of a global the function does not store to are one resource.
static void add_global_load(weir_prove_builder_t* builder,
                            const weir_op_t* op) {
  const weir_value_t* result = weir_op_result_n(op, 0);
  weir_attr_t* global = weir_op_attr(op, "global");
  if (weir_type_is_stream_timepoint(result->type)) {
    weir_prove_set_event(builder, result, kept_event(builder, global));
  }
  if (!weir_type_is_stream_resource(result->type) || global == NULL) return;
  if (*weir_event_map_at(&builder->stored, key_of(global), 0) != 0) return;
  uint32_t* root = weir_event_map_at(&builder->globals, key_of(global), 0);
  if (*root == 0) *root = weir_prove_place_of(builder, result).root + 1;
  weir_prove_set_place(builder, result, (weir_prove_place_t){*root - 1, 0});
}

// An op with regions of host code: what is behind it waits for none of them
// for certain, but its timepoints may be any that they yield.
// Nothing is known of when the timepoints are reached that a region takes.
static void enter_region(weir_prove_builder_t* builder,
                         const weir_region_t* region) {
  if (region->first == NULL) return;
  for (uint32_t i = 0; i < region->first->argument_count; ++i) {
    const weir_value_t* argument = region->first->arguments[i];
    if (!weir_type_is_stream_timepoint(argument->type)) continue;
    weir_prove_set_event(builder, argument,
                         weir_event_add(builder->graph, NULL, builder->node));
  }
}

static void add_nested(weir_prove_builder_t* builder, weir_op_t* op) {
  uint32_t host = weir_prove_step(builder, op), block = builder->block;
  uint32_t last = weir_event_add(builder->graph, NULL, builder->node);
  weir_event_order(builder->graph, host, last);
  for (uint32_t i = 0; i < op->region_count; ++i) {
    // A round of a while goes through one region, then the other.
    if (i == 0 || !weir_op_is(op, WEIR_SCF_WHILE)) builder->host = host;
    enter_region(builder, &op->regions[i]);
    weir_prove_add_region(builder, &op->regions[i], false);
    const weir_block_t* end = op->regions[i].last;
    const weir_op_t* terminator = end != NULL ? end->last : NULL;
    for (uint32_t j = 0; terminator != NULL && j < terminator->operand_count;
         ++j) {
      const weir_value_t* value = weir_op_operand_n(terminator, j);
      if (!weir_type_is_stream_timepoint(value->type)) continue;
      weir_event_order(builder->graph, weir_prove_event_of(builder, value),
                       last);
    }
  }
  weir_prove_add_rounds(builder, op);
  builder->host = host;
  builder->block = block;
  weir_prove_set_timepoints(builder, op, last);
}

static void add_op(weir_prove_builder_t* builder, weir_op_t* op) {
  builder->anchor = op;
  if (weir_prove_add_queue_op(builder, op)) return;
  switch (weir_op_id(op)) {
    case WEIR_STREAM_CMD_EXECUTE:
      weir_prove_add_execute(builder, op);
      return;
    case WEIR_STREAM_TIMEPOINT_AWAIT:
      add_await(builder, op);
      return;
    case WEIR_STREAM_TENSOR_IMPORT:
      weir_prove_add_input(builder, op);
      return;
    case WEIR_STREAM_RESOURCE_ALLOC:
      weir_prove_add_allocations(builder, op, weir_prove_step(builder, op),
                                 WEIR_STREAM_RESOURCE_ALLOC_STORAGE_SIZE);
      return;
    case WEIR_STREAM_RESOURCE_LOAD:
      add_host_access(builder, op, WEIR_PROVE_READ,
                      weir_op_result_n(op, 0)->type);
      return;
    case WEIR_STREAM_RESOURCE_STORE:
      add_host_access(
          builder, op, WEIR_PROVE_WRITE,
          weir_op_operand(op, WEIR_STREAM_RESOURCE_STORE_VALUE)->type);
      return;
    case WEIR_STREAM_RESOURCE_SUBVIEW:
      add_subview(builder, op);
      return;
    case WEIR_UTIL_GLOBAL_LOAD:
      add_global_load(builder, op);
      return;
    case WEIR_UTIL_GLOBAL_STORE:
      if (weir_type_is_stream_timepoint(weir_op_operand_n(op, 0)->type)) {
        add_global_store(builder, op);
      }
      return;
    case WEIR_UTIL_CALL:
      weir_prove_add_call(builder, op);
      return;
    default:
      break;
  }
  if (op->region_count > 0) {
    add_nested(builder, op);
    return;
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    int32_t tied = weir_op_tied_operand(op, i);
    const weir_value_t* result = weir_op_result_n(op, i);
    if (tied < 0) continue;
    const weir_value_t* operand = weir_op_operand_n(op, (uint32_t)tied);
    if (weir_type_is_stream_resource(result->type)) {
      weir_prove_set_place(builder, result,
                           weir_prove_place_of(builder, operand));
    } else if (weir_type_is_stream_timepoint(result->type)) {
      weir_prove_set_event(builder, result,
                           weir_prove_event_of(builder, operand));
    }
  }
}

// What the host has certainly done before a block, and what its timepoint
// arguments may be. Branches back need nothing: their round is behind.
static void enter_block(weir_prove_builder_t* builder, weir_block_t* block) {
  uint32_t count;
  weir_op_t** branches = weir_block_predecessors(block, builder->arena, &count);
  weir_block_t* above = NULL;
  weir_dominance_t* dominance = builder->unit->nodes[builder->node].dominance;
  for (uint32_t i = 0; i < count; ++i) {
    weir_block_t* from = branches[i]->block;
    above =
        above == NULL ? from : weir_common_dominator(dominance, above, from);
    if (above == NULL) break;
  }
  if (above != NULL) {
    uint32_t number = *weir_event_map_at(&builder->hosts, key_of(above),
                                         builder->frame->number);
    builder->host = number == 0 ? builder->host : number - 1;
  }
  for (uint32_t i = 0; i < block->argument_count; ++i) {
    if (!weir_type_is_stream_timepoint(block->arguments[i]->type)) continue;
    uint32_t event = weir_event_add(builder->graph, NULL, builder->node);
    for (uint32_t j = 0; j < count; ++j) {
      for (uint32_t k = 0; k < branches[j]->successor_count; ++k) {
        if (branches[j]->successors[k] != block) continue;
        uint32_t start, size;
        weir_op_successor_operands(branches[j], k, &start, &size);
        if (i >= size) continue;
        weir_event_order(
            builder->graph,
            weir_prove_event_of(builder,
                                weir_op_operand_n(branches[j], start + i)),
            event);
      }
    }
    weir_prove_set_event(builder, block->arguments[i], event);
  }
}

void weir_prove_add_region(weir_prove_builder_t* builder, weir_region_t* region,
                           bool is_function) {
  WEIR_FOR_EACH_BLOCK(block, region) {
    if (!is_function || block != region->first) {
      builder->block = ++builder->block_count;
    }
    if (block != region->first) enter_block(builder, block);
    WEIR_FOR_EACH_OP(op, block) add_op(builder, op);
    *weir_event_map_at(&builder->hosts, key_of(block), builder->frame->number) =
        builder->host + 1;
  }
  weir_prove_add_loops(builder, region);
}

static void add_function(weir_prove_builder_t* builder, weir_op_t* function) {
  weir_prove_frame_t* frame =
      WEIR_ARENA_NEW(builder->arena, weir_prove_frame_t);
  frame->function = function;
  frame->number = builder->frame_count++;
  builder->frame = frame;
  builder->block = 0;
  builder->reader_count = 0;
  builder->signalled = weir_event_add(builder->graph, NULL, builder->node);
  weir_event_order(builder->graph, builder->host, builder->signalled);
  weir_prove_add_region(builder, weir_op_region(function, 0), true);
  for (uint32_t i = 0; i < builder->reader_count; ++i) {
    weir_event_order(builder->graph, builder->signalled, builder->readers[i]);
  }
}

void weir_prove_collect(weir_prove_unit_t* unit) {
  weir_arena_t* arena = unit->pass->scratch;
  unit->graph = weir_event_graph_create(arena);
  weir_event_map_t shared = {.arena = arena};
  for (uint32_t i = 0; i < unit->node_count; ++i) {
    weir_prove_builder_t builder = {.unit = unit,
                                    .arena = arena,
                                    .graph = unit->graph,
                                    .node = i,
                                    .shared = &shared,
                                    .timepoints = {.arena = arena},
                                    .hosts = {.arena = arena},
                                    .places = {.arena = arena},
                                    .globals = {.arena = arena},
                                    .stored = {.arena = arena},
                                    .kept = {.arena = arena},
                                    .walked = {.arena = arena},
                                    .allocated = {.arena = arena},
                                    .turns = {.arena = arena}};
    builder.host = weir_event_add(unit->graph, NULL, i);
    for (uint32_t j = 0; j < unit->functions[i].count; ++j) {
      weir_op_t* function = unit->functions[i].ops[j];
      weir_prove_note_stores(&builder, function);
      add_function(&builder, function);
    }
  }
}
