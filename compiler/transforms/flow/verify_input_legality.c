// Refuses ops that must have been turned into others by now.
//
// Needs:   nothing.
// Changes: nothing.
// Keeps:   everything; reports each op of the tosa, chlo and stablehlo dialects
//          (but tosa.apply_scale) and each conversion cast that nothing
//          resolved.
#include "compiler/dialects/builtin.h"
#include "compiler/dialects/lists.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/transforms/flow/passes.h"

typedef struct illegal_t {
  const weir_name_t* name;
  uint32_t count;
} illegal_t;

typedef struct report_t {
  weir_arena_t* arena;
  illegal_t* kinds;
  uint32_t count, capacity;
} report_t;

static bool is_illegal(const weir_op_t* op) {
  static const char* const dialects[] = {"chlo.", "stablehlo.", "tosa."};
  weir_string_view_t name = weir_sv_n(op->name->data, op->name->size);
  if (weir_sv_equal_c(name, "builtin.unrealized_conversion_cast")) return true;
  if (weir_sv_equal_c(name, "tosa.apply_scale")) return false;
  for (uint32_t i = 0; i < sizeof(dialects) / sizeof(dialects[0]); ++i) {
    if (weir_sv_starts_with(name, dialects[i])) return true;
  }
  return false;
}

static void count_op(report_t* report, const weir_op_t* op) {
  for (uint32_t i = 0; i < report->count; ++i) {
    if (report->kinds[i].name != op->name) continue;
    ++report->kinds[i].count;
    return;
  }
  if (report->count == report->capacity) {
    uint32_t capacity = report->capacity ? report->capacity * 2 : 8;
    illegal_t* grown = WEIR_ARENA_ARRAY(report->arena, illegal_t, capacity);
    for (uint32_t i = 0; i < report->count; ++i) grown[i] = report->kinds[i];
    report->kinds = grown;
    report->capacity = capacity;
  }
  report->kinds[report->count++] = (illegal_t){op->name, 1};
}

static weir_walk_t check(weir_op_t* op, void* user) {
  if (is_illegal(op)) {
    weir_op_error(op, ": illegal op still exists");
    count_op(user, op);
  }
  return WEIR_WALK_CONTINUE;
}

weir_status_t weir_flow_verify_input_legality(weir_pass_t* pass,
                                              weir_op_t* root) {
  report_t report = {.arena = pass->scratch};
  weir_walk_pre_order(root, check, &report);
  if (report.count == 0) return weir_ok();
  const char* list = "";
  for (uint32_t i = 0; i < report.count; ++i) {
    list = weir_arena_format(pass->scratch, "%s\t%s (count: %u)\n", list,
                             report.kinds[i].name->data, report.kinds[i].count);
  }
  weir_emit_error(root->context, root->location,
                  "The following illegal operations still remain: \n%s", list);
  return weir_status(WEIR_CODE_INVALID_ARGUMENT, "illegal operations remain");
}
