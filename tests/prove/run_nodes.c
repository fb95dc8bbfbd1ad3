#include "tests/prove/run_nodes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/dialects/builtin.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/nodes/projection.h"
#include "engine/base/hash.h"

enum { READ = 1, WRITE = 2, MAX_BEFORE = 64 };

// A resource, byte by byte: each byte is a number that says how it was made.
typedef struct memory_t {
  const weir_value_t* value;
  uint64_t* bytes;
  int64_t size;
  bool is_there;
} memory_t;

typedef struct command_t {
  weir_op_t* op;
  uint32_t task;
  uint32_t before[MAX_BEFORE];  // commands that come first
  uint32_t before_count;
  bool started;  // of collectives that others have to come to
  bool done;
} command_t;

// An op with a timepoint of its own.
typedef struct task_t {
  weir_op_t* op;
  struct node_t* node;
  uint32_t first_command, command_count, left;
  bool submitted, done;
} task_t;

typedef struct node_t {
  weir_op_t* next;  // of the host program; NULL at its end
  weir_op_t* export, *chain;
  command_t** meetings;  // collectives, in the order in which they started
  uint32_t meeting_count;
} node_t;

typedef struct run_t {
  weir_arena_t arena;
  uint64_t random;
  node_t* nodes;
  uint32_t node_count;
  task_t* tasks;
  uint32_t task_count;
  command_t* commands;
  uint32_t command_count;
  memory_t* memories;
  uint32_t memory_count;
  uint32_t met;  // collectives that all nodes have come to
  run_outcome_t outcome;
  bool has_result;
} run_t;

static uint32_t draw(run_t* run, uint32_t count) {
  run->random ^= run->random << 13;
  run->random ^= run->random >> 7;
  run->random ^= run->random << 17;
  return (uint32_t)((run->random >> 32) % count);
}

static int64_t constant(const weir_value_t* value) {
  int64_t number = 0;
  if (value == NULL || !weir_value_is_constant_int(value, &number)) {
    fprintf(stderr, "an offset or size is not constant\n");
    abort();
  }
  return number;
}

// -- memory -------------------------------------------------------------------

static memory_t* find_memory(run_t* run, const weir_value_t* value) {
  for (uint32_t i = 0; i < run->memory_count; ++i) {
    if (run->memories[i].value == value) return &run->memories[i];
  }
  return NULL;
}

// The memory a resource value lies in, and where.
static memory_t* resolve(run_t* run, weir_value_t* value, int64_t* offset) {
  for (;;) {
    weir_op_t* op = weir_value_op(value);
    if (op == NULL) {
      value = weir_op_operand_n(weir_value_parent_op(value), value->index);
    } else if (weir_op_is(op, WEIR_STREAM_RESOURCE_SUBVIEW)) {
      *offset += constant(
          weir_op_operand(op, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE_OFFSET));
      value = weir_op_operand(op, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE);
    } else if (weir_op_is(op, WEIR_STREAM_TIMEPOINT_AWAIT)) {
      value = weir_op_operand_n(op, value->index);
    } else {
      return find_memory(run, value);
    }
  }
}

static uint64_t* access_bytes(run_t* run, weir_value_t* value, int64_t offset,
                              int64_t length) {
  memory_t* memory = resolve(run, value, &offset);
  if (memory == NULL || !memory->is_there || offset < 0 ||
      offset + length > memory->size) {
    run->outcome.end = RUN_INVALID;
    return NULL;
  }
  return memory->bytes + offset;
}

static void add_memory(run_t* run, const weir_value_t* value, int64_t size,
                       bool is_there) {
  memory_t* memory = &run->memories[run->memory_count++];
  *memory = (memory_t){.value = value, .size = size, .is_there = is_there};
  memory->bytes = WEIR_ARENA_ARRAY(&run->arena, uint64_t, (size_t)size);
  for (int64_t i = 0; is_there && i < size; ++i) {
    memory->bytes[i] = (uint64_t)i + 1;
  }
}

// -- commands -----------------------------------------------------------------

static void copy(run_t* run, weir_op_t* op) {
  int64_t length = constant(weir_op_operand(op, WEIR_STREAM_CMD_COPY_LENGTH));
  const uint64_t* source = access_bytes(
      run, weir_op_operand(op, WEIR_STREAM_CMD_COPY_SOURCE),
      constant(weir_op_operand(op, WEIR_STREAM_CMD_COPY_SOURCE_OFFSET)),
      length);
  uint64_t* target = access_bytes(
      run, weir_op_operand(op, WEIR_STREAM_CMD_COPY_TARGET),
      constant(weir_op_operand(op, WEIR_STREAM_CMD_COPY_TARGET_OFFSET)),
      length);
  if (source == NULL || target == NULL) return;
  memmove(target, source, (size_t)length * sizeof(*target));
}

static uint32_t access_of(const weir_op_t* op, uint32_t index) {
  const weir_attr_t* all = weir_op_attr(op, "resource_accesses");
  int64_t access = 0;
  weir_attr_int(all->array.elements[index], &access);
  return (uint32_t)access;
}

// Each byte written is made of all bytes read.
static void dispatch(run_t* run, weir_op_t* op) {
  uint64_t hash = WEIR_HASH64_SEED;
  for (uint32_t pass = READ; pass <= WRITE; ++pass) {
    uint32_t count =
        weir_op_operand_group_size(op, WEIR_STREAM_CMD_DISPATCH_RESOURCES);
    for (uint32_t i = 0; i < count; ++i) {
      if ((access_of(op, i) & pass) == 0) continue;
      int64_t length = constant(
          weir_op_operand_at(op, WEIR_STREAM_CMD_DISPATCH_RESOURCE_LENGTHS, i));
      uint64_t* bytes = access_bytes(
          run, weir_op_operand_at(op, WEIR_STREAM_CMD_DISPATCH_RESOURCES, i),
          constant(weir_op_operand_at(
              op, WEIR_STREAM_CMD_DISPATCH_RESOURCE_OFFSETS, i)),
          length);
      if (bytes == NULL) return;
      if (pass == READ) {
        hash = weir_hash64(hash, bytes, (size_t)length * sizeof(*bytes));
        continue;
      }
      for (int64_t b = 0; b < length; ++b) bytes[b] = hash + (uint64_t)b;
    }
  }
}

static bool is_between_two(const weir_collective_t* collective) {
  return collective->kind == WEIR_COLLECTIVE_SEND ||
         collective->kind == WEIR_COLLECTIVE_RECV;
}

static bool transfer_of(const command_t* command, bool* out_sends,
                        int64_t* out_number) {
  weir_collective_t collective;
  if (!weir_op_is(command->op, WEIR_STREAM_CMD_COLLECTIVE) ||
      !weir_attr_collective(weir_op_attr(command->op, "op"), &collective) ||
      !is_between_two(&collective)) {
    return false;
  }
  *out_sends = collective.kind == WEIR_COLLECTIVE_SEND;
  *out_number = weir_op_attr_int(command->op, WEIR_TRANSFER_ATTR, -1);
  return true;
}

static uint64_t* collective_bytes(run_t* run, const weir_op_t* op,
                                  uint32_t index, int64_t* length) {
  *length = constant(weir_op_operand_at(
      op, WEIR_STREAM_CMD_COLLECTIVE_RESOURCE_LENGTHS, index));
  return access_bytes(
      run, weir_op_operand_at(op, WEIR_STREAM_CMD_COLLECTIVE_RESOURCES, index),
      constant(weir_op_operand_at(
          op, WEIR_STREAM_CMD_COLLECTIVE_RESOURCE_OFFSETS, index)),
      *length);
}

static uint64_t* end_bytes(run_t* run, const weir_op_t* op, int64_t* length) {
  return collective_bytes(run, op, 0, length);
}

static bool is_meeting(const command_t* command) {
  weir_collective_t collective;
  return weir_op_is(command->op, WEIR_STREAM_CMD_COLLECTIVE) &&
         weir_attr_collective(weir_op_attr(command->op, "op"), &collective) &&
         !is_between_two(&collective);
}

static int64_t meeting_size(const command_t* command) {
  return constant(
      weir_op_operand(command->op, WEIR_STREAM_CMD_COLLECTIVE_ELEMENT_COUNT));
}

static void transfer(run_t* run, const command_t* send,
                     const command_t* receive) {
  int64_t length, space;
  const uint64_t* from = end_bytes(run, send->op, &length);
  uint64_t* to = end_bytes(run, receive->op, &space);
  if (from == NULL || to == NULL || length != space) return;
  memmove(to, from, (size_t)length * sizeof(*to));
}

// -- building -----------------------------------------------------------------

typedef struct frontier_t {
  uint32_t commands[MAX_BEFORE];
  uint32_t count;
} frontier_t;

static void add_commands(run_t* run, weir_block_t* block, bool in_turn,
                         uint32_t task, frontier_t* frontier) {
  frontier_t start = *frontier, all = {0};
  WEIR_FOR_EACH_OP(op, block) {
    frontier_t here = in_turn ? *frontier : start;
    bool nested = weir_op_is(op, WEIR_STREAM_CMD_CONCURRENT) ||
                  weir_op_is(op, WEIR_STREAM_CMD_SERIAL);
    if (nested) {
      add_commands(run, op->regions[0].first,
                   weir_op_is(op, WEIR_STREAM_CMD_SERIAL), task, &here);
    } else if (weir_op_has_trait(op, WEIR_OP_STREAMABLE)) {
      command_t* command = &run->commands[run->command_count];
      *command = (command_t){.op = op, .task = task};
      command->before_count = here.count;
      memcpy(command->before, here.commands, sizeof(here.commands));
      here = (frontier_t){.commands = {run->command_count++}, .count = 1};
    } else {
      continue;
    }
    *frontier = here;
    for (uint32_t i = 0; i < here.count && all.count < MAX_BEFORE; ++i) {
      all.commands[all.count++] = here.commands[i];
    }
  }
  if (!in_turn && all.count > 0) *frontier = all;
}

static void add_task(run_t* run, node_t* node, weir_op_t* op) {
  task_t* task = &run->tasks[run->task_count];
  *task = (task_t){.op = op, .node = node, .first_command = run->command_count};
  if (weir_op_is(op, WEIR_STREAM_CMD_EXECUTE)) {
    frontier_t frontier = {0};
    add_commands(run, op->regions[0].first, true, run->task_count, &frontier);
  }
  task->command_count = task->left = run->command_count - task->first_command;
  ++run->task_count;
}

static void add_op(run_t* run, node_t* node, weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_STREAM_RESOURCE_ALLOCA:
      add_memory(run, weir_op_result_n(op, 0),
                 constant(weir_op_operand(
                     op, WEIR_STREAM_RESOURCE_ALLOCA_STORAGE_SIZE)),
                 false);
      add_task(run, node, op);
      break;
    case WEIR_STREAM_TENSOR_IMPORT:
      add_memory(run, weir_op_result_n(op, 0),
                 constant(weir_op_result_size(op, 0)), true);
      break;
    case WEIR_STREAM_RESOURCE_DEALLOCA:
    case WEIR_STREAM_CMD_EXECUTE:
      add_task(run, node, op);
      break;
    case WEIR_STREAM_TENSOR_EXPORT:
      node->export = op;
      break;
    case WEIR_STREAM_TIMEPOINT_CHAIN_EXTERNAL:
      node->chain = op;
      break;
    default:
      break;
  }
}

static weir_walk_t count_op(weir_op_t* op, void* user) {
  (void)op;
  ++*(uint32_t*)user;
  return WEIR_WALK_CONTINUE;
}

static void build(run_t* run, weir_op_t* module) {
  uint32_t count = 0;
  weir_walk_pre_order(module, count_op, &count);
  run->nodes = WEIR_ARENA_ARRAY(&run->arena, node_t, count);
  run->tasks = WEIR_ARENA_ARRAY(&run->arena, task_t, count);
  run->commands = WEIR_ARENA_ARRAY(&run->arena, command_t, count);
  run->memories = WEIR_ARENA_ARRAY(&run->arena, memory_t, count);
  WEIR_FOR_EACH_OP(program, weir_module_body(module)) {
    if (!weir_op_is(program, WEIR_BUILTIN_MODULE)) continue;
    node_t* node = &run->nodes[run->node_count++];
    node->meetings = WEIR_ARENA_ARRAY(&run->arena, command_t*, count);
    WEIR_FOR_EACH_OP(function, weir_module_body(program)) {
      if (!weir_sv_equal_c(weir_symbol_name(function), "main")) continue;
      node->next = function->regions[0].first->first;
      WEIR_FOR_EACH_OP(op, function->regions[0].first) {
        add_op(run, node, op);
      }
    }
  }
}

// -- running ------------------------------------------------------------------

static bool is_reached(run_t* run, const weir_value_t* timepoint) {
  weir_op_t* op = weir_value_op(timepoint);
  if (weir_op_is(op, WEIR_STREAM_TIMEPOINT_JOIN)) {
    for (uint32_t i = 0; i < op->operand_count; ++i) {
      if (!is_reached(run, weir_op_operand_n(op, i))) return false;
    }
    return true;
  }
  for (uint32_t i = 0; i < run->task_count; ++i) {
    if (run->tasks[i].op == op) return run->tasks[i].done;
  }
  return true;
}

static bool has_waited(run_t* run, const weir_op_t* op) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* value = weir_op_operand_n(op, i);
    if (weir_type_is_stream_timepoint(value->type) && !is_reached(run, value)) {
      return false;
    }
  }
  return true;
}

// The host submits an op, or waits.
static bool step_host(run_t* run, node_t* node) {
  weir_op_t* op = node->next;
  if (op == NULL) return false;
  if (weir_op_is(op, WEIR_STREAM_TIMEPOINT_AWAIT) && !has_waited(run, op)) {
    return false;
  }
  for (uint32_t i = 0; i < run->task_count; ++i) {
    if (run->tasks[i].op == op) run->tasks[i].submitted = true;
  }
  node->next = op->next;
  return true;
}

static bool is_ready(run_t* run, const command_t* command) {
  const task_t* task = &run->tasks[command->task];
  if (command->done || command->started || !task->submitted ||
      !has_waited(run, task->op)) {
    return false;
  }
  for (uint32_t i = 0; i < command->before_count; ++i) {
    if (!run->commands[command->before[i]].done) return false;
  }
  return true;
}

static void finish(run_t* run, command_t* command) {
  command->done = true;
  --run->tasks[command->task].left;
}

// The other end, if it has come as far.
static command_t* partner(run_t* run, const command_t* command, bool sends,
                          int64_t number) {
  for (uint32_t i = 0; i < run->command_count; ++i) {
    command_t* other = &run->commands[i];
    bool other_sends;
    int64_t other_number;
    if (transfer_of(other, &other_sends, &other_number) && other != command &&
        other_sends != sends && other_number == number &&
        is_ready(run, other)) {
      return other;
    }
  }
  return NULL;
}

// All nodes have come to their next collective: each gets what is made of what
// all bring.
static void meet(run_t* run, uint32_t number) {
  const command_t* first = run->nodes[0].meetings[number];
  uint64_t hash = WEIR_HASH64_SEED;
  int64_t length;
  for (uint32_t i = 0; i < run->node_count; ++i) {
    command_t* command = run->nodes[i].meetings[number];
    const uint64_t* bytes = collective_bytes(run, command->op, 0, &length);
    if (weir_op_attr(command->op, "op") != weir_op_attr(first->op, "op") ||
        meeting_size(command) != meeting_size(first)) {
      run->outcome.end = RUN_INVALID;
    }
    if (bytes == NULL) return;
    hash = weir_hash64(hash, bytes, (size_t)length * sizeof(*bytes));
  }
  for (uint32_t i = 0; i < run->node_count; ++i) {
    command_t* command = run->nodes[i].meetings[number];
    uint64_t* bytes = collective_bytes(run, command->op, 1, &length);
    if (bytes == NULL) return;
    for (int64_t b = 0; b < length; ++b) bytes[b] = hash + (uint64_t)b;
    finish(run, command);
  }
}

// A region starts its collectives in the order of its text.
static bool start_meeting(run_t* run, command_t* command) {
  const task_t* task = &run->tasks[command->task];
  for (command_t* other = &run->commands[task->first_command]; other < command;
       ++other) {
    if (is_meeting(other) && !other->started) return false;
  }
  command->started = true;
  task->node->meetings[task->node->meeting_count++] = command;
  for (uint32_t i = 0; i < run->node_count; ++i) {
    if (run->nodes[i].meeting_count <= run->met) return true;
  }
  meet(run, run->met++);
  return true;
}

static bool step_command(run_t* run, command_t* command) {
  if (!is_ready(run, command)) return false;
  if (is_meeting(command)) return start_meeting(run, command);
  bool sends;
  int64_t number;
  if (transfer_of(command, &sends, &number)) {
    command_t* other = partner(run, command, sends, number);
    if (other == NULL) return false;
    transfer(run, sends ? command : other, sends ? other : command);
    finish(run, other);
  } else if (weir_op_is(command->op, WEIR_STREAM_CMD_COPY)) {
    copy(run, command->op);
  } else if (weir_op_is(command->op, WEIR_STREAM_CMD_DISPATCH)) {
    dispatch(run, command->op);
  }
  finish(run, command);
  return true;
}

static bool step_task(run_t* run, task_t* task) {
  if (task->done || !task->submitted || task->left != 0 ||
      !has_waited(run, task->op)) {
    return false;
  }
  task->done = true;
  bool allocates = weir_op_is(task->op, WEIR_STREAM_RESOURCE_ALLOCA);
  if (allocates || weir_op_is(task->op, WEIR_STREAM_RESOURCE_DEALLOCA)) {
    memory_t* memory =
        find_memory(run, allocates ? weir_op_result_n(task->op, 0)
                                   : weir_op_operand_n(task->op, 0));
    if (memory != NULL) memory->is_there = allocates;
  }
  return true;
}

static void take_result(run_t* run) {
  for (uint32_t i = 0; i < run->node_count && !run->has_result; ++i) {
    const node_t* node = &run->nodes[i];
    if (node->export == NULL || node->chain == NULL || node->next != NULL ||
        !has_waited(run, node->chain)) {
      continue;
    }
    int64_t offset = 0;
    memory_t* memory =
        resolve(run, weir_op_operand_n(node->export, 0), &offset);
    if (memory == NULL || !memory->is_there) {
      run->outcome.end = RUN_INVALID;
      return;
    }
    size_t bytes = (size_t)(memory->size - offset) * sizeof(uint64_t);
    run->outcome.result =
        weir_hash64(WEIR_HASH64_SEED, memory->bytes + offset, bytes);
    run->has_result = true;
  }
}

// One step of something, from a place drawn at random.
static bool step(run_t* run) {
  uint32_t count = run->node_count + run->task_count + run->command_count;
  uint32_t start = draw(run, count);
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t at = (start + i) % count;
    if (at < run->node_count) {
      if (step_host(run, &run->nodes[at])) return true;
      continue;
    }
    at -= run->node_count;
    if (at < run->task_count) {
      if (step_task(run, &run->tasks[at])) return true;
      continue;
    }
    if (step_command(run, &run->commands[at - run->task_count])) return true;
  }
  return false;
}

run_outcome_t run_nodes(weir_op_t* module, uint64_t seed) {
  run_t run = {.random = seed * 2 + 1};
  build(&run, module);
  for (int i = 0; i < 8; ++i) draw(&run, 2);
  while (run.outcome.end == RUN_DONE && step(&run)) take_result(&run);
  for (uint32_t i = 0; i < run.task_count; ++i) {
    if (!run.tasks[i].done && run.outcome.end == RUN_DONE) {
      run.outcome.end = RUN_STUCK;
    }
  }
  weir_arena_deinit(&run.arena);
  return run.outcome;
}
