// Rewrites of cf.switch: fewer cases, shorter ways.
#include <string.h>

#include "compiler/dialects/cf.h"
#include "compiler/dialects/control_flow_impl.h"
#include "compiler/dialects/fold_util.h"

// A way out of a switch. The first is the default, the others are cases.
typedef struct edge_t {
  weir_block_t* block;
  weir_value_t** values;
  uint32_t count;
  uint32_t successor;
} edge_t;

static weir_arena_t* arena_of(const weir_op_t* op) {
  return weir_context_arena(op->context);
}

static edge_t* edges_of(const weir_op_t* op) {
  edge_t* edges = WEIR_ARENA_ARRAY(arena_of(op), edge_t, op->successor_count);
  for (uint32_t i = 0; i < op->successor_count; ++i) {
    edges[i] = (edge_t){.block = op->successors[i], .successor = i};
    edges[i].values = weir_cf_successor_values(op, i, &edges[i].count);
  }
  return edges;
}

static const weir_attr_t* case_value(const weir_op_t* op, uint32_t successor) {
  return weir_dense_element(weir_op_attr(op, "case_values"), successor - 1);
}

static weir_attr_t* values_attr(const weir_op_t* op, const edge_t* edges,
                                uint32_t count) {
  const weir_attr_t* old = weir_op_attr(op, "case_values");
  weir_type_t* flag = weir_type_element(old->type);
  size_t bytes = weir_dense_element_bytes(flag);
  int64_t dim = (int64_t)count - 1;
  uint8_t* data = weir_arena_alloc_array(arena_of(op), (size_t)dim, bytes);
  for (uint32_t i = 1; i < count; ++i) {
    size_t from = old->dense.splat ? 0 : edges[i].successor - 1;
    memcpy(data + (i - 1) * bytes,
           (const uint8_t*)old->dense.data + from * bytes, bytes);
  }
  return weir_dense_attr(weir_vector_type(flag, &dim, 1, NULL), data,
                         bytes * (size_t)dim);
}

static void rebuild(weir_rewriter_t* rewriter, weir_op_t* op,
                    const edge_t* edges, uint32_t count) {
  weir_arena_t* arena = arena_of(op);
  int32_t* segments = WEIR_ARENA_ARRAY(arena, int32_t, count);
  uint32_t total = 0;
  for (uint32_t i = 1; i < count; ++i) total += edges[i].count;
  weir_value_t** values = WEIR_ARENA_ARRAY(arena, weir_value_t*, total);
  total = 0;
  for (uint32_t i = 1; i < count; ++i) {
    segments[i - 1] = (int32_t)edges[i].count;
    for (uint32_t v = 0; v < edges[i].count; ++v) {
      values[total++] = edges[i].values[v];
    }
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_CF_SWITCH, op->location);
  weir_op_state_operand(&state, weir_op_operand_n(op, 0));
  weir_op_state_operands(&state, edges[0].values, edges[0].count);
  weir_op_state_operands(&state, values, total);
  weir_op_state_attr(
      &state, "case_operand_segments",
      weir_dense_array_attr(weir_i32_type(op->context), segments, count - 1));
  if (count > 1) {
    weir_op_state_attr(&state, "case_values", values_attr(op, edges, count));
  }
  for (uint32_t i = 0; i < count; ++i) {
    weir_op_state_successor(&state, edges[i].block);
  }
  weir_build(&rewriter->builder, &state);
  weir_rewriter_erase(rewriter, op);
}

static bool is_same_way(const edge_t* a, const edge_t* b) {
  if (a->block != b->block || a->count != b->count) return false;
  for (uint32_t i = 0; i < a->count; ++i) {
    if (a->values[i] != b->values[i]) return false;
  }
  return true;
}

// Cases that lead where the default leads are none.
static bool drop_defaults(weir_rewriter_t* rewriter, weir_op_t* op) {
  edge_t* edges = edges_of(op);
  uint32_t count = 1;
  for (uint32_t i = 1; i < op->successor_count; ++i) {
    if (!is_same_way(&edges[0], &edges[i])) edges[count++] = edges[i];
  }
  if (count == op->successor_count) return false;
  rebuild(rewriter, op, edges, count);
  return true;
}

static bool take_known_case(weir_rewriter_t* rewriter, weir_op_t* op,
                            int64_t flag) {
  uint32_t taken = 0;
  for (uint32_t i = 1; i < op->successor_count && taken == 0; ++i) {
    if (weir_attr_is_int(case_value(op, i), flag)) taken = i;
  }
  weir_cf_branch_to_successor(rewriter, op, taken);
  return true;
}

static bool skip_blocks(weir_rewriter_t* rewriter, weir_op_t* op) {
  edge_t* edges = edges_of(op);
  bool changed = false;
  for (uint32_t i = 0; i < op->successor_count; ++i) {
    changed |= weir_cf_skip_block(op, i, &edges[i].block, &edges[i].values,
                                  &edges[i].count);
  }
  if (changed) rebuild(rewriter, op, edges, op->successor_count);
  return changed;
}

// The switch of the same flag that alone leads here, by way |*out_successor|.
static const weir_op_t* switch_before(const weir_op_t* op,
                                      uint32_t* out_successor) {
  weir_arena_t scratch = {0};
  uint32_t count = 0;
  weir_op_t** before = weir_block_predecessors(op->block, &scratch, &count);
  const weir_op_t* single = count == 1 ? before[0] : NULL;
  weir_arena_deinit(&scratch);
  if (!weir_op_is(single, WEIR_CF_SWITCH) || single->block == op->block ||
      weir_op_operand_n(single, 0) != weir_op_operand_n(op, 0)) {
    return NULL;
  }
  *out_successor = 0;
  while (single->successors[*out_successor] != op->block) ++*out_successor;
  return single;
}

// Behind a case the flag is known; behind the default some values are ruled
// out.
static bool use_switch_before(weir_rewriter_t* rewriter, weir_op_t* op) {
  uint32_t way = 0;
  const weir_op_t* before = switch_before(op, &way);
  if (before == NULL) return false;
  if (way > 0) {
    uint32_t taken = 0;
    for (uint32_t i = 1; i < op->successor_count && taken == 0; ++i) {
      if (case_value(op, i) == case_value(before, way)) taken = i;
    }
    weir_cf_branch_to_successor(rewriter, op, taken);
    return true;
  }
  edge_t* edges = edges_of(op);
  uint32_t count = 1;
  for (uint32_t i = 1; i < op->successor_count; ++i) {
    bool possible = true;
    for (uint32_t b = 1; b < before->successor_count; ++b) {
      possible = possible && case_value(op, i) != case_value(before, b);
    }
    if (possible) edges[count++] = edges[i];
  }
  if (count == op->successor_count) return false;
  rebuild(rewriter, op, edges, count);
  return true;
}

bool weir_cf_switch_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  if (op->successor_count == 1) {
    weir_cf_branch_to_successor(rewriter, op, 0);
    return true;
  }
  if (drop_defaults(rewriter, op)) return true;
  int64_t flag = 0;
  if (weir_value_is_constant_int(weir_op_operand_n(op, 0), &flag)) {
    return take_known_case(rewriter, op, flag);
  }
  return skip_blocks(rewriter, op) || use_switch_before(rewriter, op);
}
