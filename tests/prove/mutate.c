// Breaks proved programs of nodes at random, one change at a time. The prover
// has to refuse what is broken: a plan that it lets pass ends in every order
// that is tried, with the same result.
//
//   prove_mutations [SEED [COUNT]]      prints the seed and what came of each
//   kind
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/compile/program.h"
#include "compiler/dialects/builtin.h"
#include "compiler/dialects/register.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/pipeline/devices.h"
#include "compiler/pipeline/pipeline.h"
#include "compiler/placement/placement.h"
#include "compiler/transforms/nodes/projection.h"
#include "engine/topology/cluster.h"
#include "tests/prove/run_nodes.h"

enum { ORDERS = 12, PROGRAMS = 6 };

typedef enum kind_t {
  KIND_NO_WAIT,     // an op waits for nothing
  KIND_SHORT_JOIN,  // a join has a timepoint less
  KIND_NO_SEND,     // a send is gone
  KIND_NO_RECEIVE,  // a receive is gone
  KIND_SWAPPED,     // two commands of a region change places
  KIND_RENUMBERED,  // a transfer has another's number
  KIND_NO_MEETING,  // a collective of all nodes is gone
  KIND_OTHER,       // one reduces in another way
  KIND_APART,       // a region with one does not wait
  KIND_COUNT,
} kind_t;

static const char* const kind_names[] = {
    "no wait",    "short join",    "no send", "no receive", "swapped",
    "renumbered", "no collective", "other",   "apart"};

typedef struct tally_t {
  uint32_t refused, neutral, missed;
} tally_t;

static uint64_t state;

static uint32_t draw(uint32_t count) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (uint32_t)((state >> 32) % count);
}

static void must(weir_status_t status) {
  if (weir_is_ok(status)) return;
  fprintf(stderr, "prove_mutations: %s\n", weir_status_message(status));
  exit(EXIT_FAILURE);
}

static void stay_silent(const weir_diagnostic_t* diagnostic, void* user) {
  (void)diagnostic;
  (void)user;
}

// -- a good program -----------------------------------------------------------

static weir_op_t* make_program(weir_context_t* context, uint64_t seed) {
  bench_program_t program = {.dispatches = 24 + (uint32_t)(seed % 17),
                             .devices = 4,
                             .nodes = 2,
                             .seed = seed,
                             .reduce_every = seed % 2 == 0 ? 5 : 0};
  char* cluster_text = bench_cluster_text(&program);
  char* text = bench_program_text(&program);
  if (cluster_text == NULL || text == NULL) exit(EXIT_FAILURE);
  weir_cluster_t* cluster = NULL;
  must(weir_cluster_parse("cluster", weir_sv(cluster_text), &cluster));
  weir_op_t* module = NULL;
  must(weir_parse_module(context, "program", weir_sv(text), true, &module));
  must(weir_add_devices(module, cluster, NULL));
  weir_run_options_t run = {0};
  must(weir_members_run(module, &run));
  weir_placement_options_t placement = {.cluster = cluster};
  must(weir_place_dispatches(module, &placement));
  must(weir_phase_run(WEIR_PHASE_STREAM, module, &run));
  must(weir_phase_run(WEIR_PHASE_NODES, module, &run));
  weir_cluster_free(cluster);
  free(text);
  free(cluster_text);
  return module;
}

// -- changes ------------------------------------------------------------------

static bool is_end(const weir_op_t* op, weir_collective_kind_t kind) {
  weir_collective_t collective;
  return weir_op_is(op, WEIR_STREAM_CMD_COLLECTIVE) &&
         weir_attr_collective(weir_op_attr(op, "op"), &collective) &&
         collective.kind == kind;
}

// Of all nodes.
static bool is_meeting(const weir_op_t* op) {
  return weir_op_is(op, WEIR_STREAM_CMD_COLLECTIVE) &&
         !is_end(op, WEIR_COLLECTIVE_SEND) && !is_end(op, WEIR_COLLECTIVE_RECV);
}

static weir_walk_t find_meeting(weir_op_t* op, void* user) {
  (void)user;
  return is_meeting(op) ? WEIR_WALK_STOP : WEIR_WALK_CONTINUE;
}

static bool has_meeting(weir_op_t* op) {
  return weir_op_is(op, WEIR_STREAM_CMD_EXECUTE) &&
         !weir_walk_pre_order(op, find_meeting, NULL);
}

static int32_t awaited_operand(const weir_op_t* op) {
  if (!weir_op_is(op, WEIR_STREAM_CMD_EXECUTE) &&
      !weir_op_is(op, WEIR_STREAM_RESOURCE_ALLOCA) &&
      !weir_op_is(op, WEIR_STREAM_RESOURCE_DEALLOCA) &&
      !weir_op_is(op, WEIR_STREAM_TIMEPOINT_CHAIN_EXTERNAL)) {
    return -1;
  }
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (weir_type_is_stream_timepoint(weir_op_operand_n(op, i)->type)) {
      return (int32_t)i;
    }
  }
  return -1;
}

static bool fits(weir_op_t* op, kind_t kind) {
  switch (kind) {
    case KIND_NO_WAIT:
      return awaited_operand(op) >= 0;
    case KIND_SHORT_JOIN:
      return weir_op_is(op, WEIR_STREAM_TIMEPOINT_JOIN) &&
             op->operand_count > 1;
    case KIND_NO_SEND:
    case KIND_RENUMBERED:
      return is_end(op, WEIR_COLLECTIVE_SEND);
    case KIND_NO_RECEIVE:
      return is_end(op, WEIR_COLLECTIVE_RECV);
    case KIND_NO_MEETING:
    case KIND_OTHER:
      return is_meeting(op);
    case KIND_APART:
      return has_meeting(op) && awaited_operand(op) >= 0;
    default:
      return weir_op_has_trait(op, WEIR_OP_STREAMABLE) && op->next != NULL &&
             weir_op_has_trait(op->next, WEIR_OP_STREAMABLE) &&
             weir_op_parent_of(op, WEIR_STREAM_CMD_EXECUTE) != NULL;
  }
}

static void change(weir_op_t* op, kind_t kind) {
  weir_builder_t builder = weir_builder_before(op);
  switch (kind) {
    case KIND_NO_WAIT:
    case KIND_APART: {
      weir_op_state_t none;
      weir_op_state_init(&none, &builder, WEIR_STREAM_TIMEPOINT_IMMEDIATE,
                         op->location);
      weir_op_state_result(&none, weir_stream_timepoint_type(op->context));
      weir_op_set_operand(op, (uint32_t)awaited_operand(op),
                          weir_op_result_n(weir_build(&builder, &none), 0));
      break;
    }
    case KIND_SHORT_JOIN:
      weir_op_erase_operand(op, draw(op->operand_count));
      break;
    case KIND_RENUMBERED:
      weir_op_set_attr(
          op, WEIR_TRANSFER_ATTR,
          weir_index_attr(op->context,
                          weir_op_attr_int(op, WEIR_TRANSFER_ATTR, 0) ^ 1));
      break;
    case KIND_SWAPPED:
      weir_op_move_after(op, op->next);
      break;
    case KIND_OTHER: {
      weir_collective_t collective;
      weir_attr_collective(weir_op_attr(op, "op"), &collective);
      collective.reduction = WEIR_REDUCTION_MAXIMUM;
      weir_op_set_attr(op, "op",
                       weir_stream_collective_attr(op->context, &collective));
      break;
    }
    default:
      weir_op_erase(op);
      break;
  }
}

// False if nothing in the program can be changed so.
static bool mutate(weir_op_t* module, kind_t kind) {
  weir_arena_t arena = {0};
  weir_op_list_t all = weir_collect_ops(module, 0, &arena), some = {0};
  for (uint32_t i = 0; i < all.count; ++i) {
    if (fits(all.ops[i], kind)) weir_op_list_add(&some, &arena, all.ops[i]);
  }
  if (some.count > 0) change(some.ops[draw(some.count)], kind);
  weir_arena_deinit(&arena);
  return some.count > 0;
}

// -- judging ------------------------------------------------------------------

static bool is_proved(weir_op_t* module) {
  weir_arena_t arena = {0};
  weir_pipeline_t* pipeline = weir_pipeline_create(&arena, "builtin.module");
  must(weir_pipeline_add_text(pipeline, weir_sv("nodes-prove"), weir_sv("")));
  weir_run_options_t run = {0};
  weir_status_t status = weir_pipeline_run(pipeline, module, &run);
  bool passes = weir_is_ok(status);
  weir_status_free(status);
  weir_arena_deinit(&arena);
  return passes;
}

// Whether all orders that are tried end alike.
static bool is_sound(weir_op_t* module, uint64_t* out_result) {
  for (uint64_t i = 0; i < ORDERS; ++i) {
    run_outcome_t outcome = run_nodes(module, state + i);
    if (outcome.end != RUN_DONE) return false;
    if (i > 0 && outcome.result != *out_result) return false;
    *out_result = outcome.result;
  }
  return true;
}

static void show(weir_op_t* module, kind_t kind) {
  weir_print_options_t options = {0};
  char* text = weir_print_op(module, &options, NULL);
  fprintf(stderr, "passes though broken (%s):\n%s\n", kind_names[kind], text);
  free(text);
}

static void try_one(weir_op_t* program, kind_t kind, tally_t* tally) {
  weir_op_t* module = weir_op_clone(program, NULL);
  if (!mutate(module, kind)) return;
  uint64_t result = 0;
  if (!is_proved(module)) {
    ++tally->refused;
  } else if (is_sound(module, &result)) {
    ++tally->neutral;
  } else {
    if (tally->missed++ == 0) show(module, kind);
  }
  weir_op_erase(module);
}

int main(int argument_count, char** arguments) {
  uint64_t seed = argument_count > 1 ? strtoull(arguments[1], NULL, 10) : 1;
  uint32_t count =
      argument_count > 2 ? (uint32_t)strtoul(arguments[2], NULL, 10) : 240;
  printf("seed %" PRIu64 "\n", seed);
  state = seed * 2 + 1;
  tally_t tallies[KIND_COUNT] = {0};
  uint32_t missed = 0;
  for (uint64_t p = 0; p < PROGRAMS; ++p) {
    weir_context_t* context = weir_context_create();
    weir_register_all_dialects(context);
    weir_op_t* program = make_program(context, seed * PROGRAMS + p);
    uint64_t result = 0;
    if (!is_sound(program, &result)) {
      fprintf(stderr, "prove_mutations: a good program is not\n");
      return EXIT_FAILURE;
    }
    weir_diagnostics_set_handler(context, stay_silent, NULL);
    for (uint32_t i = 0; i < count / PROGRAMS; ++i) {
      kind_t kind = (kind_t)(i % KIND_COUNT);
      try_one(program, kind, &tallies[kind]);
      weir_context_reclaim(context);
    }
    weir_context_free(context);
  }
  for (int i = 0; i < KIND_COUNT; ++i) {
    printf("%-13s: %3u refused, %3u neutral, %3u missed\n", kind_names[i],
           tallies[i].refused, tallies[i].neutral, tallies[i].missed);
    missed += tallies[i].missed;
  }
  // What has no other end is never let pass.
  bool paired = tallies[KIND_NO_SEND].neutral == 0 &&
                tallies[KIND_NO_RECEIVE].neutral == 0 &&
                tallies[KIND_NO_MEETING].neutral == 0 &&
                tallies[KIND_OTHER].neutral == 0 &&
                tallies[KIND_NO_MEETING].refused > 0 &&
                tallies[KIND_APART].refused > 0 &&
                tallies[KIND_NO_WAIT].refused > 0;
  return missed == 0 && paired ? EXIT_SUCCESS : EXIT_FAILURE;
}
