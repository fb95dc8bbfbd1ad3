// Random programs do the same before and after they are lifted: what they tell
// the outside, in order, and what they return.
#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/cf.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/register.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/ub.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/verify.h"
#include "compiler/text/text.h"
#include "compiler/transforms/util/passes.h"

// -- random programs ----------------------------------------------------------

enum { MAX_BLOCKS = 14, MAX_ARGUMENTS = 2, MAX_SUCCESSORS = 4 };

typedef struct program_t {
  uint64_t random;
  uint32_t block_count;
  uint32_t arguments[MAX_BLOCKS];
  uint32_t successors[MAX_BLOCKS][MAX_SUCCESSORS];
  uint32_t successor_count[MAX_BLOCKS];
  uint32_t reached;                 // a bit for each block
  uint32_t dominators[MAX_BLOCKS];  // bits as well
  char text[32768];
  size_t length;
} program_t;

static uint64_t mix(uint64_t x) {
  x ^= x >> 30;
  x *= UINT64_C(0xbf58476d1ce4e5b9);
  x ^= x >> 27;
  x *= UINT64_C(0x94d049bb133111eb);
  return x ^ (x >> 31);
}

static uint32_t pick(program_t* p, uint32_t count) {
  p->random += UINT64_C(0x9e3779b97f4a7c15);
  return (uint32_t)(mix(p->random) % count);
}

__attribute__((format(printf, 2, 3))) static void say(program_t* p,
                                                      const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(p->text + p->length, sizeof(p->text) - p->length,
                         format, arguments);
  va_end(arguments);
  p->length += (size_t)length;
  ck_assert_uint_lt(p->length, sizeof(p->text));
}

static void reach(program_t* p, uint32_t block) {
  if (p->reached >> block & 1) return;
  p->reached |= 1u << block;
  for (uint32_t i = 0; i < p->successor_count[block]; ++i) {
    reach(p, p->successors[block][i]);
  }
}

static void find_dominators(program_t* p) {
  for (uint32_t b = 0; b < p->block_count; ++b) p->dominators[b] = p->reached;
  p->dominators[0] = 1;
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t b = 1; b < p->block_count; ++b) {
      uint32_t common = p->reached;
      for (uint32_t from = 0; from < p->block_count; ++from) {
        if (!(p->reached >> from & 1)) continue;
        for (uint32_t i = 0; i < p->successor_count[from]; ++i) {
          if (p->successors[from][i] == b) common &= p->dominators[from];
        }
      }
      common |= 1u << b;
      changed |= common != p->dominators[b];
      p->dominators[b] = common;
    }
  }
}

static void make_graph(program_t* p) {
  static const uint32_t counts[] = {0, 1, 1, 2, 2, 2, 2, 3, 4};
  p->block_count = 2 + pick(p, MAX_BLOCKS - 1);
  for (uint32_t b = 0; b < p->block_count; ++b) {
    p->arguments[b] = b == 0 ? 0 : pick(p, MAX_ARGUMENTS + 1);
    p->successor_count[b] = counts[pick(p, 9)];
    if (b == 0 && p->successor_count[b] == 0) p->successor_count[b] = 1;
    bool is_ahead = pick(p, 3) == 0;
    for (uint32_t i = 0; i < p->successor_count[b]; ++i) {
      uint32_t next = b + 1 + pick(p, 3);
      if (next >= p->block_count) next = p->block_count - 1;
      p->successors[b][i] = is_ahead ? next : 1 + pick(p, p->block_count - 1);
    }
  }
  reach(p, 0);
  find_dominators(p);
}

// A value that is there in |block|, at its end if |behind|.
static void say_value(program_t* p, uint32_t block, bool behind) {
  uint32_t from;
  do {
    from = pick(p, p->block_count);
  } while (!(p->dominators[block] >> from & 1));
  uint32_t count = p->arguments[from] + (from != block || behind);
  uint32_t which = count > 0 ? pick(p, count) : 0;
  if (count == 0) {
    say(p, "%%a");
  } else if (which < p->arguments[from]) {
    say(p, "%%p%u_%u", from, which);
  } else {
    say(p, "%%v%u", from);
  }
}

static void say_target(program_t* p, uint32_t block, uint32_t i) {
  uint32_t target = p->successors[block][i];
  say(p, "^b%u", target);
  for (uint32_t j = 0; j < p->arguments[target]; ++j) {
    say(p, j == 0 ? "(" : ", ");
    say_value(p, block, true);
  }
  for (uint32_t j = 0; j < p->arguments[target]; ++j) {
    say(p, j == 0 ? " : i64" : ", i64");
  }
  if (p->arguments[target] > 0) say(p, ")");
}

static void say_end(program_t* p, uint32_t block) {
  static const int cases[] = {1, -2, -1};
  uint32_t count = p->successor_count[block];
  if (count == 0) {
    say(p, "  util.return ");
    say_value(p, block, true);
    say(p, " : i64\n");
  } else if (count == 1) {
    say(p, "  cf.br ");
    say_target(p, block, 0);
    say(p, "\n");
  } else if (count == 2) {
    say(p, "  %%c%u = arith.trunci %%v%u : i64 to i1\n", block, block);
    say(p, "  cf.cond_br %%c%u, ", block);
    say_target(p, block, 0);
    say(p, ", ");
    say_target(p, block, 1);
    say(p, "\n");
  } else {
    say(p, "  %%f%u = arith.trunci %%v%u : i64 to i2\n", block, block);
    say(p, "  cf.switch %%f%u : i2, [\n    default: ", block);
    say_target(p, block, 0);
    for (uint32_t i = 1; i < count; ++i) {
      say(p, ",\n    %d: ", cases[i - 1]);
      say_target(p, block, i);
    }
    say(p, "\n  ]\n");
  }
}

// Each block tells something, so that no loop goes on unseen.
static void say_block(program_t* p, uint32_t block) {
  for (uint32_t i = 0; i < p->arguments[block]; ++i) {
    say(p, "%s%u_%u: i64", i == 0 ? "(%p" : ", %p", block, i);
  }
  if (block > 0) say(p, p->arguments[block] > 0 ? "):\n" : ":\n");
  bool is_nested = pick(p, 4) == 0;
  if (is_nested) {
    say(p, "  %%n%u = scf.execute_region -> i64 {\n", block);
    say(p, "    cf.cond_br %%c, ^x, ^y(%%a : i64)\n  ^x:\n");
    say(p, "    %%w%u = util.call @tell(", block);
    say_value(p, block, false);
    say(p, ") : (i64) -> i64\n    cf.br ^y(%%w%u : i64)\n", block);
    say(p, "  ^y(%%z: i64):\n    scf.yield %%z : i64\n  }\n");
  }
  say(p, "  %%v%u = util.call @tell(", block);
  if (is_nested) {
    say(p, "%%n%u", block);
  } else {
    say_value(p, block, false);
  }
  say(p, ") : (i64) -> i64\n");
  say_end(p, block);
}

static void make_program(program_t* p, uint64_t seed) {
  memset(p, 0, sizeof(*p));
  p->random = seed;
  do {
    p->reached = 0;
    make_graph(p);
  } while (p->reached == 1);
  say(p, "// seed %llu\n", (unsigned long long)seed);
  say(p, "util.func private @tell(%%x: i64) -> i64\n");
  say(p, "util.func public @f(%%a: i64, %%c: i1) -> i64 {\n");
  for (uint32_t b = 0; b < p->block_count; ++b) {
    if (!(p->reached >> b & 1)) continue;
    if (b > 0) say(p, "^b%u", b);
    say_block(p, b);
  }
  say(p, "}\n");
}

// -- running them -------------------------------------------------------------

enum { MAX_TOLD = 200, SLOTS = 1 << 11, MAX_VALUES = 64 };

typedef struct number_t {
  int64_t bits;
  bool is_poison;
} number_t;

typedef struct machine_t {
  const weir_value_t* keys[SLOTS];
  number_t numbers[SLOTS];
  uint64_t seed;
  int64_t told[MAX_TOLD];
  uint32_t told_count;
  bool is_over;  // told all it may, or returned
  int64_t returned;
  number_t ends[MAX_VALUES];  // what the last region handed back
} machine_t;

static number_t* place_of(machine_t* m, const weir_value_t* value) {
  uint32_t slot = (uint32_t)mix((uintptr_t)value) % SLOTS;
  while (m->keys[slot] != NULL && m->keys[slot] != value) {
    slot = (slot + 1) % SLOTS;
  }
  m->keys[slot] = value;
  return &m->numbers[slot];
}

static number_t number_of(machine_t* m, const weir_op_t* op, uint32_t index) {
  return *place_of(m, weir_op_operand_n(op, index));
}

static uint64_t running;  // seed of the program at hand

// A number that something depends on.
static int64_t known(number_t number) {
  ck_assert_msg(!number.is_poison, "seed %llu depends on poison",
                (unsigned long long)running);
  return number.bits;
}

static void set(machine_t* m, weir_op_t* op, number_t number) {
  *place_of(m, weir_op_result_n(op, 0)) = number;
}

// All at once, as arguments may be handed to each other.
static void assign(machine_t* m, weir_value_t* const* targets,
                   const number_t* numbers, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) *place_of(m, targets[i]) = numbers[i];
}

static void gather(machine_t* m, const weir_op_t* op, uint32_t start,
                   uint32_t count, number_t* out_numbers) {
  ck_assert_uint_le(count, MAX_VALUES);
  for (uint32_t i = 0; i < count; ++i) {
    out_numbers[i] = number_of(m, op, start + i);
  }
}

static uint32_t chosen_successor(machine_t* m, const weir_op_t* op) {
  if (weir_op_is(op, WEIR_CF_BR)) return 0;
  int64_t flag = known(number_of(m, op, 0));
  if (weir_op_is(op, WEIR_CF_COND_BR)) return flag != 0 ? 0 : 1;
  for (uint32_t i = 1; i < op->successor_count; ++i) {
    const weir_attr_t* value =
        weir_dense_element(weir_op_attr(op, "case_values"), i - 1);
    uint32_t width = weir_type_bit_width(weir_op_operand_n(op, 0)->type);
    if (weir_int_wrap(value->integer.value, width) == flag) return i;
  }
  return 0;
}

static void run_op(machine_t* m, weir_op_t* op);

// Runs from the first block to an op without successors, which it returns with
// its operands in m->ends.
static const weir_op_t* run_region(machine_t* m, const weir_region_t* region) {
  const weir_block_t* block = region->first;
  while (!m->is_over) {
    WEIR_FOR_EACH_OP(op, block) {
      if (op != block->last) run_op(m, op);
      if (m->is_over) return NULL;
    }
    const weir_op_t* end = block->last;
    uint32_t start = 0, count = end->operand_count;
    uint32_t chosen = 0;
    if (end->successor_count > 0) {
      chosen = chosen_successor(m, end);
      weir_op_successor_operands(end, chosen, &start, &count);
    }
    gather(m, end, start, count, m->ends);
    if (end->successor_count == 0) return end;
    block = end->successors[chosen];
    assign(m, block->arguments, m->ends, count);
  }
  return NULL;
}

static void run_while(machine_t* m, weir_op_t* op) {
  const weir_block_t* before = weir_op_region(op, 0)->first;
  const weir_block_t* after = weir_op_region(op, 1)->first;
  gather(m, op, 0, op->operand_count, m->ends);
  for (;;) {
    assign(m, before->arguments, m->ends, before->argument_count);
    run_region(m, weir_op_region(op, 0));
    if (m->is_over) return;
    if (known(m->ends[0]) == 0) break;
    assign(m, after->arguments, m->ends + 1, after->argument_count);
    run_region(m, weir_op_region(op, 1));
    if (m->is_over) return;
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    *place_of(m, weir_op_result_n(op, i)) = m->ends[i + 1];
  }
}

static uint32_t chosen_region(machine_t* m, const weir_op_t* op) {
  if (weir_op_is(op, WEIR_SCF_EXECUTE_REGION)) return 0;
  int64_t flag = known(number_of(m, op, 0));
  if (weir_op_is(op, WEIR_SCF_IF)) return flag != 0 ? 0 : 1;
  const weir_attr_t* cases = weir_op_attr(op, "cases");
  for (uint32_t i = 0; i < cases->dense_array.count; ++i) {
    int64_t value;
    memcpy(&value, cases->dense_array.data + i * sizeof(value), sizeof(value));
    if (value == flag) return i + 1;
  }
  return 0;
}

static void run_choice(machine_t* m, weir_op_t* op) {
  run_region(m, weir_op_region(op, chosen_region(m, op)));
  for (uint32_t i = 0; i < op->result_count && !m->is_over; ++i) {
    *place_of(m, weir_op_result_n(op, i)) = m->ends[i];
  }
}

static void tell(machine_t* m, weir_op_t* op) {
  if (m->told_count == MAX_TOLD) {
    m->is_over = true;
    return;
  }
  m->told[m->told_count++] = known(number_of(m, op, 0));
  set(m, op, (number_t){(int64_t)mix(m->seed + m->told_count), false});
}

static void run_cast(machine_t* m, weir_op_t* op) {
  number_t number = number_of(m, op, 0);
  const weir_type_t* from = weir_op_operand_n(op, 0)->type;
  if (weir_op_is(op, WEIR_ARITH_INDEX_CASTUI)) {
    number.bits = (int64_t)weir_int_unsigned(number.bits, weir_int_width(from));
  }
  uint32_t width = weir_int_width(weir_op_result_n(op, 0)->type);
  number.bits = weir_int_wrap(number.bits, width);
  set(m, op, number);
}

static void run_op(machine_t* m, weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_UTIL_CALL:
      tell(m, op);
      break;
    case WEIR_ARITH_CONSTANT:
      set(m, op, (number_t){weir_op_attr_int(op, "value", 0), false});
      break;
    case WEIR_UB_POISON:
      set(m, op, (number_t){0, true});
      break;
    case WEIR_ARITH_TRUNCI:
    case WEIR_ARITH_INDEX_CAST:
    case WEIR_ARITH_INDEX_CASTUI:
      run_cast(m, op);
      break;
    case WEIR_SCF_WHILE:
      run_while(m, op);
      break;
    case WEIR_SCF_EXECUTE_REGION:
    case WEIR_SCF_IF:
    case WEIR_SCF_INDEX_SWITCH:
      run_choice(m, op);
      break;
    default:
      ck_abort_msg("cannot run %s", op->name->data);
  }
}

static void run(machine_t* m, weir_op_t* function, uint64_t seed) {
  memset(m, 0, sizeof(*m));
  m->seed = seed;
  weir_value_t** arguments = weir_op_region(function, 0)->first->arguments;
  *place_of(m, arguments[0]) = (number_t){(int64_t)mix(seed), false};
  *place_of(m, arguments[1]) = (number_t){-(int64_t)(seed & 1), false};
  if (run_region(m, weir_op_region(function, 0)) != NULL) {
    m->returned = known(m->ends[0]);
  }
}

static bool did_the_same(const machine_t* a, const machine_t* b) {
  return a->told_count == b->told_count && a->returned == b->returned &&
         memcmp(a->told, b->told, sizeof(a->told)) == 0;
}

// -- the test -----------------------------------------------------------------

static weir_context_t* context;

static void set_up(void) {
  context = weir_context_create();
  weir_register_all_dialects(context);
}

static void tear_down(void) {
  weir_context_free(context);
}

static weir_walk_t find_branch(weir_op_t* op, void* user) {
  *(bool*)user |= op->successor_count > 0;
  return WEIR_WALK_CONTINUE;
}

static void lift(weir_op_t* module, weir_op_t* function,
                 const program_t* program) {
  weir_arena_t scratch = {0};
  weir_pass_t pass = {.context = context, .scratch = &scratch};
  weir_status_t status = weir_util_lift_cfg_to_scf(&pass, function);
  ck_assert_msg(weir_is_ok(status) && weir_verify(module), "%s", program->text);
  bool has_branch = false;
  weir_walk_pre_order(module, find_branch, &has_branch);
  ck_assert_msg(!has_branch, "%s", program->text);
  weir_arena_deinit(&scratch);
}

static void try_program(uint64_t seed) {
  enum { RUNS = 8 };
  static program_t program;
  static machine_t before[RUNS], after;
  running = seed;
  make_program(&program, seed);
  weir_op_t* module = NULL;
  weir_status_t status = weir_parse_module(
      context, "random.mlir", weir_sv(program.text), true, &module);
  ck_assert_msg(weir_is_ok(status), "%s\n%s", weir_status_message(status),
                program.text);
  weir_op_t* function = weir_module_body(module)->last;
  for (uint32_t i = 0; i < RUNS; ++i) run(&before[i], function, seed + i);
  lift(module, function, &program);
  for (uint32_t i = 0; i < RUNS; ++i) {
    run(&after, function, seed + i);
    ck_assert_msg(did_the_same(&before[i], &after), "run %u differs\n%s", i,
                  program.text);
  }
}

START_TEST(random_programs_do_the_same) {
  const char* given = getenv("WEIR_TEST_SEED");
  uint64_t first = given != NULL ? strtoull(given, NULL, 0) : 1;
  printf("seeds from %llu\n", (unsigned long long)first);
  for (uint64_t i = 0; i < 60; ++i) try_program(first + i);
}
END_TEST

int main(void) {
  Suite* suite = suite_create("lift_cfg_to_scf");
  TCase* cases = tcase_create("lift_cfg_to_scf");
  tcase_add_checked_fixture(cases, set_up, tear_down);
  tcase_add_test(cases, random_programs_do_the_same);
  suite_add_tcase(suite, cases);
  SRunner* runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
