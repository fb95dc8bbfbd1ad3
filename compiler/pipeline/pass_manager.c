// Runs pipelines.
#include "compiler/pipeline/pass_manager.h"

#include <stdlib.h>
#include <string.h>

#include "compiler/ir/diagnostic.h"
#include "compiler/ir/verify.h"
#include "compiler/pipeline/pass_manager_impl.h"
#include "compiler/pipeline/pass_options.h"
#include "engine/base/time.h"

static bool is_listed(const char* const* names, const char* name) {
  for (; names != NULL && *names != NULL; ++names) {
    if (strcmp(*names, name) == 0) return true;
    if (strncmp(*names, "iree-", 5) == 0 && strcmp(*names + 5, name) == 0) {
      return true;
    }
  }
  return false;
}

static void dump(const weir_run_options_t* options, const char* when,
                 const weir_pass_def_t* def, weir_op_t* op) {
  FILE* out = options->dump ? options->dump : stderr;
  while (options->print_module_scope && weir_op_parent(op) != NULL) {
    op = weir_op_parent(op);
  }
  char* text = weir_print_op(op, &options->print, NULL);
  fprintf(out, "// -----// IR Dump %s %s //----- //\n%s\n", when, def->name,
          text);
  free(text);
}

static void add_time(weir_run_options_t* options, const weir_pass_def_t* def,
                     int64_t time_ns, int64_t ir_bytes) {
  if (options->times == NULL) return;
  uint32_t i = 0;
  while (i < options->time_count && options->times[i].def != def) ++i;
  if (i == options->time_count) {
    if (i == options->time_capacity) return;
    options->times[options->time_count++] = (weir_pass_time_t){.def = def};
  }
  options->times[i].time_ns += time_ns;
  options->times[i].ir_bytes += ir_bytes;
  ++options->times[i].runs;
}

static const char** merge_options(weir_arena_t* arena,
                                  const char* const* global,
                                  const weir_pipeline_item_t* item) {
  uint32_t count = 0;
  while (global != NULL && global[count] != NULL) ++count;
  const weir_options_t* own = &item->options;
  const char** all =
      WEIR_ARENA_ARRAY(arena, const char*, count + own->count + 1);
  if (count) memcpy(all, global, count * sizeof(*all));
  if (own->count) memcpy(all + count, own->items, own->count * sizeof(*all));
  return all;
}

static weir_status_t run_on(const weir_pipeline_item_t* item, weir_op_t* op,
                            weir_run_options_t* options) {
  const weir_pass_def_t* def = item->def;
  if (options->print_before_all ||
      is_listed(options->print_before, def->name)) {
    dump(options, "Before", def, op);
  }
  weir_arena_t scratch;
  weir_arena_init(&scratch);
  weir_pass_t pass = {
      .context = op->context,
      .scratch = &scratch,
      .options = merge_options(&scratch, options->global_options, item),
      .user = options->user,
      .run = options,
  };
  uint32_t errors = weir_error_count(op->context);
  const weir_arena_t* arena = weir_context_arena(op->context);
  size_t bytes = arena->total_bytes;
  weir_time_ns_t start = weir_now_ns();
  weir_status_t status = def->run(&pass, op);
  add_time(options, def, weir_now_ns() - start,
           (int64_t)(arena->total_bytes - bytes));
  weir_arena_deinit(&scratch);
  if (weir_is_ok(status) && weir_error_count(op->context) > errors) {
    status = weir_status(WEIR_CODE_INVALID_ARGUMENT, "%s failed", def->name);
  }
  if (weir_is_ok(status) && options->verify_each && !weir_verify(op)) {
    status = weir_status(WEIR_CODE_INTERNAL,
                         "the program is not well-formed after %s", def->name);
  }
  if (weir_is_ok(status) && (options->print_after_all ||
                             is_listed(options->print_after, def->name))) {
    dump(options, "After", def, op);
  }
  return status;
}

static bool is_callable(const weir_op_t* op) {
  return weir_op_has_trait(op, WEIR_OP_FUNCTION | WEIR_OP_INITIALIZER);
}

// The ops directly in |op|, as they are now: passes may add and erase.
static weir_op_list_t children_of(weir_op_t* op, weir_arena_t* arena) {
  weir_op_list_t list = {0};
  for (uint32_t i = 0; i < op->region_count; ++i) {
    WEIR_FOR_EACH_BLOCK(block, &op->regions[i]) {
      WEIR_FOR_EACH_OP(child, block) {
        weir_op_list_add(&list, arena, child);
      }
    }
  }
  return list;
}

static weir_status_t run_on_callables(const weir_pipeline_item_t* item,
                                      weir_op_t* op,
                                      weir_run_options_t* options) {
  weir_arena_t arena;
  weir_arena_init(&arena);
  weir_op_list_t children = children_of(op, &arena);
  weir_status_t status = weir_ok();
  for (uint32_t i = 0; i < children.count && weir_is_ok(status); ++i) {
    weir_op_t* child = children.ops[i];
    if (!child->erased && is_callable(child)) {
      status = run_on(item, child, options);
    }
  }
  weir_arena_deinit(&arena);
  return status;
}

static weir_status_t run_items(const weir_pipeline_t* pipeline, weir_op_t* op,
                               weir_run_options_t* options);

static weir_status_t run_nested(const weir_pipeline_t* nested, weir_op_t* op,
                                weir_run_options_t* options) {
  weir_arena_t arena;
  weir_arena_init(&arena);
  weir_op_list_t children = children_of(op, &arena);
  weir_status_t status = weir_ok();
  for (uint32_t i = 0; i < children.count && weir_is_ok(status); ++i) {
    weir_op_t* child = children.ops[i];
    bool fits = nested->anchor != NULL
                    ? strcmp(child->name->data, nested->anchor) == 0
                    : weir_op_has_trait(child, WEIR_OP_ISOLATED);
    if (!child->erased && fits) status = run_items(nested, child, options);
  }
  weir_arena_deinit(&arena);
  return status;
}

// A pass on modules works on the body of whatever it is put on.
static weir_status_t run_on_body(const weir_pipeline_item_t* item,
                                 weir_op_t* op, weir_run_options_t* options) {
  if (op->region_count == 0) {
    return weir_status(WEIR_CODE_FAILED_PRECONDITION,
                       "can't add pass '%s' restricted to 'builtin.module' on "
                       "a PassManager intended to run on '%s', did you intend "
                       "to nest?",
                       item->def->name, op->name->data);
  }
  return weir_region_is_empty(weir_op_region(op, 0))
             ? weir_ok()
             : run_on(item, op, options);
}

static weir_status_t run_item(const weir_pipeline_item_t* item, weir_op_t* op,
                              weir_run_options_t* options) {
  if (item->nested != NULL) return run_nested(item->nested, op, options);
  if (item->def->anchor == WEIR_PASS_MODULE) {
    return run_on_body(item, op, options);
  }
  bool spread = item->def->anchor == WEIR_PASS_CALLABLE && !is_callable(op);
  return spread ? run_on_callables(item, op, options)
                : run_on(item, op, options);
}

static weir_status_t run_items(const weir_pipeline_t* pipeline, weir_op_t* op,
                               weir_run_options_t* options) {
  for (uint32_t i = 0; i < pipeline->count; ++i) {
    WEIR_RETURN_IF_ERROR(run_item(&pipeline->items[i], op, options));
  }
  return weir_ok();
}

weir_status_t weir_pipeline_run(const weir_pipeline_t* pipeline, weir_op_t* op,
                                weir_run_options_t* options) {
  if (pipeline->anchor != NULL &&
      strcmp(pipeline->anchor, op->name->data) != 0) {
    return weir_status(WEIR_CODE_FAILED_PRECONDITION,
                       "can't run '%s' pass manager on '%s' op",
                       pipeline->anchor, op->name->data);
  }
  for (uint32_t i = 0; i < pipeline->count; ++i) {
    WEIR_RETURN_IF_ERROR(run_item(&pipeline->items[i], op, options));
    // No pass is running: nobody holds what was erased.
    weir_context_reclaim(op->context);
  }
  return weir_ok();
}

// -- times ------------------------------------------------------------------

static int slower_first(const void* a, const void* b) {
  const weir_pass_time_t* left = a;
  const weir_pass_time_t* right = b;
  return left->time_ns < right->time_ns   ? 1
         : left->time_ns > right->time_ns ? -1
                                          : 0;
}

void weir_print_times(const weir_run_options_t* options, FILE* out) {
  uint32_t count = options->time_count;
  if (options->times == NULL || count == 0) return;
  qsort(options->times, count, sizeof(*options->times), slower_first);
  int64_t total = 0, bytes = 0;
  for (uint32_t i = 0; i < count; ++i) total += options->times[i].time_ns;
  fprintf(out, "%12s %7s %8s %6s  %s\n", "time ms", "%", "IR MiB", "runs",
          "pass");
  for (uint32_t i = 0; i < count; ++i) {
    const weir_pass_time_t* time = &options->times[i];
    fprintf(out, "%12.3f %7.1f %8.1f %6u  %s\n", (double)time->time_ns / 1e6,
            total ? 100.0 * (double)time->time_ns / (double)total : 0.0,
            (double)time->ir_bytes / (1 << 20), time->runs, time->def->name);
    bytes += time->ir_bytes;
  }
  fprintf(out, "%12.3f %7.1f %8.1f %6s  total\n", (double)total / 1e6, 100.0,
          (double)bytes / (1 << 20), "");
}
