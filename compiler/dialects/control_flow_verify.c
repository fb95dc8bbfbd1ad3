// What the tables of cf and scf cannot say: values that go along the edges
// between an op, its regions and its results have the types of where they end.
#include <stdio.h>

#include "compiler/dialects/control_flow_impl.h"
#include "compiler/dialects/scf.h"
#include "compiler/ir/diagnostic.h"

// -- cf -----------------------------------------------------------------------

bool weir_cf_switch_verify(weir_op_t* op) {
  const weir_attr_t* values = weir_op_attr(op, "case_values");
  const weir_attr_t* segments = weir_op_attr(op, "case_operand_segments");
  uint32_t case_count = op->successor_count - 1;
  if (segments->kind != WEIR_ATTR_DENSE_ARRAY ||
      segments->dense_array.count != case_count) {
    return weir_op_error(op, "expects case_operand_segments of %u cases",
                         case_count);
  }
  if (values == NULL) {
    return case_count == 0 ||
           weir_op_error(op,
                         "expects number of case values to match number of "
                         "case destinations: 0 vs %u",
                         case_count);
  }
  if (values->kind != WEIR_ATTR_DENSE_ELEMENTS ||
      weir_type_rank(values->type) != 1 ||
      weir_type_element(values->type) != weir_op_operand_n(op, 0)->type) {
    return weir_op_error(op, "flag type should match case value type");
  }
  int64_t count = weir_type_dim(values->type, 0);
  return count == (int64_t)case_count ||
         weir_op_error(op,
                       "expects number of case values to match number of case "
                       "destinations: %lld vs %u",
                       (long long)count, case_count);
}

// -- scf ----------------------------------------------------------------------

// One end of an edge: values of an op from |start| on, or of a block.
typedef struct end_t {
  const char* name;
  const weir_op_t* op;
  const weir_block_t* block;
  bool results;
  uint32_t start;
} end_t;

static end_t operands_of(const char* name, const weir_op_t* op,
                         uint32_t start) {
  return (end_t){.name = name, .op = op, .start = start};
}

static end_t results_of(const weir_op_t* op) {
  return (end_t){.name = "parent results", .op = op, .results = true};
}

static end_t arguments_of(const char* name, const weir_region_t* region,
                          uint32_t start) {
  return (end_t){.name = name, .block = region->first, .start = start};
}

static uint32_t end_count(const end_t* end) {
  uint32_t count = end->block     ? end->block->argument_count
                   : end->results ? end->op->result_count
                                  : end->op->operand_count;
  return count < end->start ? 0 : count - end->start;
}

static const weir_type_t* end_type(const end_t* end, uint32_t index) {
  index += end->start;
  if (end->block) return end->block->arguments[index]->type;
  return end->results ? end->op->results[index].type
                      : weir_op_operand_n(end->op, index)->type;
}

static bool check_edge(const weir_op_t* op, end_t from, end_t to) {
  uint32_t given = end_count(&from), needed = end_count(&to);
  if (given != needed) {
    return weir_op_error(op,
                         "region control flow edge from %s to %s: source has "
                         "%u operands, but target successor needs %u",
                         from.name, to.name, given, needed);
  }
  for (uint32_t i = 0; i < given; ++i) {
    const weir_type_t* source = end_type(&from, i);
    const weir_type_t* target = end_type(&to, i);
    if (source == target) continue;
    weir_arena_t scratch = {0};
    weir_op_error(op,
                  "along control flow edge from %s to %s: source type #%u '%s' "
                  "should match input type #%u '%s'",
                  from.name, to.name, i, weir_type_text(source, &scratch), i,
                  weir_type_text(target, &scratch));
    weir_arena_deinit(&scratch);
    return false;
  }
  return true;
}

// What ends |block|, if it is a |kind|.
static const weir_op_t* end_of(const weir_block_t* block, uint32_t kind) {
  return block->last != NULL && weir_op_is(block->last, kind) ? block->last
                                                              : NULL;
}

// Each yield of |region| gives the results.
static bool check_yields(const weir_op_t* op, const weir_region_t* region) {
  char name[32];
  snprintf(name, sizeof(name), "Region #%u", region->index);
  for (const weir_block_t* block = region->first; block; block = block->next) {
    const weir_op_t* yield = end_of(block, WEIR_SCF_YIELD);
    if (yield == NULL) continue;
    if (!check_edge(op, operands_of(name, yield, 0), results_of(op))) {
      return false;
    }
  }
  return true;
}

bool weir_scf_execute_region_verify(weir_op_t* op) {
  const weir_region_t* region = weir_op_region(op, 0);
  if (region->first == NULL) {
    return weir_op_error(op, "region needs to have at least one block");
  }
  return region->first->argument_count == 0
             ? check_yields(op, region)
             : weir_op_error(op, "region cannot have any arguments");
}

bool weir_scf_if_verify(weir_op_t* op) {
  const weir_region_t* otherwise = weir_op_region(op, 1);
  if (op->result_count > 0 && otherwise->first == NULL) {
    return weir_op_error(op, "must have an else block if defining values");
  }
  for (uint32_t i = 0; i < 2; ++i) {
    const weir_region_t* region = weir_op_region(op, i);
    if (region->first != NULL && region->first->argument_count > 0) {
      return weir_op_error(op, "region #%u should have no arguments", i);
    }
    if (!check_yields(op, region)) return false;
  }
  return true;
}

bool weir_scf_index_switch_verify(weir_op_t* op) {
  const weir_attr_t* cases = weir_op_attr(op, "cases");
  if (cases->dense_array.count != op->region_count - 1) {
    return weir_op_error(op, "has %u case regions but %u case values",
                         op->region_count - 1, cases->dense_array.count);
  }
  const int64_t* values = (const int64_t*)(const void*)cases->dense_array.data;
  for (uint32_t i = 0; i < cases->dense_array.count; ++i) {
    for (uint32_t k = 0; k < i; ++k) {
      if (values[k] != values[i]) continue;
      return weir_op_error(op, "has duplicate case value: %lld",
                           (long long)values[i]);
    }
  }
  for (uint32_t i = 0; i < op->region_count; ++i) {
    const weir_region_t* region = weir_op_region(op, i);
    if (region->first->argument_count > 0) {
      return weir_op_error(op, "region #%u should have no arguments", i);
    }
    if (!check_yields(op, region)) return false;
  }
  return true;
}

bool weir_scf_for_verify(weir_op_t* op) {
  enum { FIRST_CARRIED = 3 };
  const weir_region_t* region = weir_op_region(op, 0);
  const weir_block_t* body = region->first;
  if (body->argument_count == 0 ||
      body->arguments[0]->type != weir_op_operand_n(op, 0)->type) {
    return weir_op_error(
        op, "expected induction variable to be same type as bounds and step");
  }
  end_t carried = operands_of("parent operands", op, FIRST_CARRIED);
  if (end_count(&carried) != op->result_count) {
    return weir_op_error(
        op, "mismatch in number of loop-carried values and defined values");
  }
  if (!check_edge(op, carried, results_of(op)) ||
      !check_edge(op, carried, arguments_of("Region #0", region, 1))) {
    return false;
  }
  return check_yields(op, region);
}

bool weir_scf_while_verify(weir_op_t* op) {
  const weir_region_t* before = weir_op_region(op, 0);
  const weir_region_t* after = weir_op_region(op, 1);
  const weir_op_t* condition = end_of(before->first, WEIR_SCF_CONDITION);
  const weir_op_t* yield = end_of(after->first, WEIR_SCF_YIELD);
  if (condition == NULL) {
    return weir_op_error(
        op, "expects the 'before' region to terminate with 'scf.condition'");
  }
  if (yield == NULL) {
    return weir_op_error(
        op, "expects the 'after' region to terminate with 'scf.yield'");
  }
  end_t passed = operands_of("Region #0", condition, 1);
  end_t first = arguments_of("Region #0", before, 0);
  return check_edge(op, operands_of("parent operands", op, 0), first) &&
         check_edge(op, passed, arguments_of("Region #1", after, 0)) &&
         check_edge(op, passed, results_of(op)) &&
         check_edge(op, operands_of("Region #1", yield, 0), first);
}
