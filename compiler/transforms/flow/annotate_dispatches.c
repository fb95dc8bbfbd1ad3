// Names entry points of executables after what they compute.
//
// Needs:   flow.executables with functions inside.
// Changes: the name of an export and of its function gets a summary of the
//          costliest op inside behind it: kind, loop ranges, element types
//          (`matmul_4x8x16_f32`), with `unpack_` before it or `_pack` behind
//          it where the body begins or ends so; dispatches follow. A body
//          that only stores what it loads is a `slow_memcpy`.
// Keeps:   names of executables, of exports without a function, and of those
//          whose body cannot be told.
#include <stdlib.h>
#include <string.h>

#include "compiler/dialects/builtin.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/iree_encoding.h"
#include "compiler/dialects/iree_linalg_ext.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/linalg_types.h"
#include "compiler/dialects/tensor.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/flow/linalg_kinds.h"
#include "compiler/transforms/flow/names.h"
#include "compiler/transforms/flow/passes.h"

// -- cost ---------------------------------------------------------------------

typedef struct costliest_t {
  weir_op_t* op;
  int64_t cost;
  weir_arena_t* arena;
  // Ops that can be tiled: the first and the last of the body.
  const weir_op_t* first_tiled;
  const weir_op_t* last_tiled;
} costliest_t;

static int64_t domain_cost(const int64_t* sizes, uint32_t count) {
  int64_t product = 1;
  for (uint32_t i = 0; i < count; ++i) {
    if (sizes[i] == WEIR_DYNAMIC ||
        __builtin_mul_overflow(product, sizes[i], &product)) {
      return INT64_MAX;
    }
  }
  return product;
}

// The largest of the tensors that an op without loops takes and makes.
static weir_type_t* main_tensor(const weir_op_t* op) {
  weir_type_t* main = NULL;
  for (uint32_t i = 0; i < op->operand_count + op->result_count; ++i) {
    weir_type_t* type = i < op->operand_count
                            ? weir_op_operand_n(op, i)->type
                            : op->results[i - op->operand_count].type;
    if (!weir_type_is_ranked_tensor(type)) continue;
    if (main == NULL || domain_cost(type->shaped.dims, type->shaped.rank) >
                            domain_cost(main->shaped.dims, main->shaped.rank)) {
      main = type;
    }
  }
  return main;
}

// Ops named by the tensor they work on rather than by loops.
static bool is_known_by_tensor(const weir_op_t* op) {
  return weir_op_is(op, WEIR_LINALG_SOFTMAX) || weir_op_is_linalg_ext(op);
}

// Changes of layout count where there is nothing else.
static bool changes_layout(const weir_op_t* op) {
  return weir_op_is(op, WEIR_TENSOR_PACK) ||
         weir_op_is(op, WEIR_TENSOR_UNPACK) ||
         weir_op_is(op, WEIR_IREE_ENCODING_SET_ENCODING) ||
         weir_op_is(op, WEIR_IREE_ENCODING_UNSET_ENCODING);
}

static bool can_be_tiled(const weir_op_t* op) {
  return is_known_by_tensor(op) || weir_op_is_linalg_structured(op) ||
         weir_op_is(op, WEIR_TENSOR_PACK) ||
         weir_op_is(op, WEIR_TENSOR_UNPACK) || weir_op_is(op, WEIR_TENSOR_PAD);
}

// More than one walk over the data for each element, say ten.
static int64_t cost_by_tensor(const weir_op_t* op) {
  const weir_type_t* main = main_tensor(op);
  int64_t cost =
      main != NULL ? domain_cost(main->shaped.dims, main->shaped.rank) : 1;
  return __builtin_mul_overflow(cost, 10, &cost) ? INT64_MAX : cost;
}

static weir_walk_t consider(weir_op_t* op, void* user) {
  costliest_t* best = user;
  int64_t cost = 0;
  if (can_be_tiled(op)) {
    if (best->first_tiled == NULL) best->first_tiled = op;
    best->last_tiled = op;
  }
  if (is_known_by_tensor(op)) {
    cost = cost_by_tensor(op);
  } else if (changes_layout(op)) {
    cost = 0;
  } else if (weir_op_is_linalg_structured(op)) {
    uint32_t count = 0;
    int64_t* ranges = NULL;
    weir_linalg_loop_ranges(op, best->arena, &ranges, &count);
    cost = domain_cost(ranges, count);
  } else {
    return WEIR_WALK_CONTINUE;
  }
  // Of equally costly ones the last.
  if (cost >= best->cost) {
    best->cost = cost;
    best->op = op;
  }
  return WEIR_WALK_CONTINUE;
}

// -- summaries ----------------------------------------------------------------

// "512xDx128".
static const char* sizes_text(weir_arena_t* arena, const int64_t* sizes,
                              uint32_t count) {
  const char* text = "";
  for (uint32_t i = 0; i < count; ++i) {
    const char* separator = i > 0 ? "x" : "";
    text = sizes[i] == WEIR_DYNAMIC
               ? weir_arena_format(arena, "%s%sD", text, separator)
               : weir_arena_format(arena, "%s%s%lld", text, separator,
                                   (long long)sizes[i]);
  }
  return text;
}

// "f32xi32xf16", or once the type that all operands have.
static const char* element_types_text(weir_arena_t* arena,
                                      const weir_op_t* op) {
  const char* text = "";
  bool all_same = true;
  const weir_type_t* first =
      op->operand_count > 0 ? weir_type_element(weir_op_operand_n(op, 0)->type)
                            : NULL;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    const weir_type_t* type = weir_type_element(weir_op_operand_n(op, i)->type);
    all_same &= type == first;
    text = weir_arena_format(arena, "%s%s%s", text, i > 0 ? "x" : "",
                             weir_type_text(type, arena));
  }
  return all_same && first != NULL ? weir_type_text(first, arena) : text;
}

static const char* kind_of(const weir_op_t* op) {
  if (weir_linalg_is_permutation(op)) return "transpose";
  if (weir_op_is(op, WEIR_LINALG_GENERIC)) {
    if (weir_linalg_is_elementwise(op)) return "elementwise";
    if (weir_linalg_is_broadcast(op)) return "broadcast";
    if (weir_linalg_is_matvec_like(op)) return "matvec_like";
    if (weir_linalg_is_contraction_like(op)) {
      return weir_linalg_parallel_loop_count(op) >= 2 ? "matmul_like"
                                                      : "contract";
    }
    if (weir_linalg_is_convolution_like(op)) return "conv";
  }
  return op->name->data + sizeof("linalg.") - 1;
}

static const char* name_without_dialect(const weir_op_t* op) {
  return strchr(op->name->data, '.') + 1;
}

static const char* summarize_by_tensor(const weir_op_t* op,
                                       weir_arena_t* arena) {
  const weir_type_t* main = main_tensor(op);
  if (main == NULL) return name_without_dialect(op);
  return weir_arena_format(
      arena, "%s_%sx%s", name_without_dialect(op),
      sizes_text(arena, main->shaped.dims, main->shaped.rank),
      weir_type_text(main->shaped.element, arena));
}

static const char* summarize_layout(const weir_op_t* op, weir_arena_t* arena) {
  const weir_type_t* source = weir_op_operand_n(op, 0)->type;
  if (weir_op_is(op, WEIR_TENSOR_PACK) || weir_op_is(op, WEIR_TENSOR_UNPACK)) {
    return weir_arena_format(arena, "%s_%s", name_without_dialect(op),
                             weir_type_text(source->shaped.element, arena));
  }
  bool sets = weir_op_is(op, WEIR_IREE_ENCODING_SET_ENCODING);
  const weir_type_t* result = weir_op_result_n(op, 0)->type;
  const weir_type_t* plain = sets ? source : result;
  const weir_type_t* encoded = sets ? result : source;
  const char* role = weir_iree_encoding_operand_name(encoded->shaped.encoding);
  return weir_arena_format(
      arena, "%s%s%s_%s", name_without_dialect(op), role != NULL ? "_" : "",
      role != NULL ? role : "",
      sizes_text(arena, plain->shaped.dims, plain->shaped.rank));
}

static const char* summarize_op(const weir_op_t* op, weir_arena_t* arena) {
  if (is_known_by_tensor(op)) return summarize_by_tensor(op, arena);
  if (changes_layout(op)) return summarize_layout(op, arena);
  uint32_t count = 0;
  int64_t* ranges = NULL;
  weir_linalg_loop_ranges(op, arena, &ranges, &count);
  if (count == 0) return kind_of(op);
  return weir_arena_format(arena, "%s_%s_%s", kind_of(op),
                           sizes_text(arena, ranges, count),
                           element_types_text(arena, op));
}

static weir_walk_t find_copy(weir_op_t* op, void* user) {
  if (!weir_op_is(op, WEIR_FLOW_DISPATCH_TENSOR_STORE)) {
    return WEIR_WALK_CONTINUE;
  }
  const weir_op_t* maker =
      weir_value_op(weir_op_operand(op, WEIR_FLOW_DISPATCH_TENSOR_STORE_VALUE));
  if (!weir_op_is(maker, WEIR_FLOW_DISPATCH_TENSOR_LOAD)) {
    return WEIR_WALK_CONTINUE;
  }
  *(bool*)user = true;
  return WEIR_WALK_STOP;
}

// Empty where nothing can be said.
static const char* summarize(weir_op_t* function, weir_arena_t* arena) {
  costliest_t best = {.cost = -1, .arena = arena};
  weir_walk_post_order(function, consider, &best);
  if (best.op != NULL) {
    const char* summary = summarize_op(best.op, arena);
    // What unpacks first or packs last says so.
    if (!weir_op_is(best.op, WEIR_TENSOR_UNPACK) &&
        weir_op_is(best.first_tiled, WEIR_TENSOR_UNPACK)) {
      summary = weir_arena_format(arena, "unpack_%s", summary);
    }
    if (!weir_op_is(best.op, WEIR_TENSOR_PACK) &&
        weir_op_is(best.last_tiled, WEIR_TENSOR_PACK)) {
      summary = weir_arena_format(arena, "%s_pack", summary);
    }
    return weir_name_sanitize(weir_sv(summary), arena);
  }
  bool copies = false;
  weir_walk_post_order(function, find_copy, &copies);
  return copies ? "slow_memcpy" : "";
}

// -- renaming -----------------------------------------------------------------

typedef struct renaming_t {
  weir_attr_t* from;
  weir_attr_t* to;
} renaming_t;

typedef struct annotation_t {
  weir_arena_t* arena;
  renaming_t* renamings;
  uint32_t count, capacity;
} annotation_t;

static void add_renaming(annotation_t* annotation, weir_attr_t* from,
                         weir_attr_t* to) {
  if (annotation->count == annotation->capacity) {
    uint32_t capacity = annotation->capacity ? annotation->capacity * 2 : 16;
    renaming_t* grown =
        WEIR_ARENA_ARRAY(annotation->arena, renaming_t, capacity);
    for (uint32_t i = 0; i < annotation->count; ++i) {
      grown[i] = annotation->renamings[i];
    }
    annotation->renamings = grown;
    annotation->capacity = capacity;
  }
  annotation->renamings[annotation->count++] = (renaming_t){from, to};
}

static weir_attr_t* entry_of(const weir_op_t* executable,
                             weir_string_view_t name) {
  weir_context_t* context = executable->context;
  const weir_name_t* path[2] = {
      weir_name_sv(context, weir_symbol_name(executable)),
      weir_name_sv(context, name),
  };
  return weir_symbol_attr_n(context, path, 2);
}

static void annotate_export(annotation_t* annotation, weir_op_t* executable,
                            const weir_op_t* module, weir_op_t* export) {
  weir_op_t* function =
      weir_symbol_lookup(module, weir_op_attr_string(export, "function_ref"));
  if (function == NULL || !weir_op_has_trait(function, WEIR_OP_FUNCTION)) {
    return;
  }
  const char* summary = summarize(function, annotation->arena);
  if (*summary == '\0') return;
  weir_attr_t* from = entry_of(executable, weir_symbol_name(export));
  const char* name =
      weir_arena_format(annotation->arena, "%.*s_%s",
                        WEIR_SV_ARGS(weir_symbol_name(function)), summary);
  weir_context_t* context = executable->context;
  weir_op_set_attr(export, "sym_name", weir_string_attr(context, name));
  weir_op_set_attr(export, "function_ref", weir_symbol_attr(context, name));
  weir_op_set_attr(function, "sym_name", weir_string_attr(context, name));
  add_renaming(annotation, from, entry_of(executable, weir_sv(name)));
}

static void annotate_executable(annotation_t* annotation,
                                weir_op_t* executable) {
  weir_op_t* module = NULL;
  const weir_block_t* body = weir_op_region(executable, 0)->first;
  WEIR_FOR_EACH_OP(op, body) {
    if (weir_op_is(op, WEIR_BUILTIN_MODULE)) module = op;
  }
  if (module == NULL) return;
  WEIR_FOR_EACH_OP(op, body) {
    if (weir_op_is(op, WEIR_FLOW_EXECUTABLE_EXPORT)) {
      annotate_export(annotation, executable, module, op);
    }
  }
}

// The order serves look-up alone.
static int by_old_entry(const void* a, const void* b) {
  uintptr_t left = (uintptr_t)((const renaming_t*)a)->from;
  uintptr_t right = (uintptr_t)((const renaming_t*)b)->from;
  return (left > right) - (left < right);
}

static weir_attr_t* renamed(const annotation_t* annotation,
                            weir_attr_t* entry) {
  renaming_t key = {.from = entry};
  const renaming_t* found =
      annotation->count == 0
          ? NULL
          : bsearch(&key, annotation->renamings, annotation->count, sizeof(key),
                    by_old_entry);
  return found != NULL ? found->to : entry;
}

static weir_walk_t rename_entries(weir_op_t* op, void* user) {
  const annotation_t* annotation = user;
  if (!weir_op_is(op, WEIR_FLOW_DISPATCH)) return WEIR_WALK_CONTINUE;
  const weir_attr_t* entries = weir_op_attr(op, "entry_points");
  uint32_t count = entries->array.count;
  weir_attr_t** changed =
      WEIR_ARENA_ARRAY(annotation->arena, weir_attr_t*, count + 1);
  for (uint32_t i = 0; i < count; ++i) {
    changed[i] = renamed(annotation, entries->array.elements[i]);
  }
  weir_op_set_attr(op, "entry_points",
                   weir_array_attr(op->context, changed, count));
  return WEIR_WALK_CONTINUE;
}

weir_status_t weir_flow_annotate_dispatches(weir_pass_t* pass,
                                            weir_op_t* module) {
  annotation_t annotation = {.arena = pass->scratch};
  WEIR_FOR_EACH_OP(op, weir_module_body(module)) {
    if (weir_op_is(op, WEIR_FLOW_EXECUTABLE)) {
      annotate_executable(&annotation, op);
    }
  }
  if (annotation.count > 0) {
    qsort(annotation.renamings, annotation.count, sizeof(renaming_t),
          by_old_entry);
  }
  WEIR_FOR_EACH_OP(op, weir_module_body(module)) {
    if (weir_op_has_trait(op, WEIR_OP_FUNCTION) ||
        weir_op_has_trait(op, WEIR_OP_INITIALIZER)) {
      weir_walk_pre_order(op, rename_entries, &annotation);
    }
  }
  return weir_ok();
}
