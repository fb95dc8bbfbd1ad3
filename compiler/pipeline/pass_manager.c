#include "compiler/pipeline/pass_manager.h"

#include <stdlib.h>
#include <string.h>

#include "compiler/ir/diagnostic.h"
#include "compiler/ir/verify.h"
#include "compiler/pipeline/pass_options.h"
#include "compiler/pipeline/pass_registry.h"
#include "engine/base/strbuf.h"
#include "engine/base/time.h"

// A pass or a nested pipeline.
typedef struct item_t {
  const weir_pass_def_t* def;
  weir_options_t options;
  weir_pipeline_t* nested;
} item_t;

struct weir_pipeline_t {
  weir_arena_t* arena;
  const char* anchor;
  item_t* items;
  uint32_t count, capacity;
};

weir_pipeline_t* weir_pipeline_create(weir_arena_t* arena, const char* anchor) {
  weir_pipeline_t* pipeline = WEIR_ARENA_NEW(arena, weir_pipeline_t);
  pipeline->arena = arena;
  if (anchor != NULL) {
    pipeline->anchor = weir_arena_string(arena, anchor, strlen(anchor));
  }
  return pipeline;
}

static item_t* add_item(weir_pipeline_t* pipeline) {
  if (pipeline->count == pipeline->capacity) {
    uint32_t more = pipeline->capacity ? pipeline->capacity * 2 : 16;
    item_t* items = WEIR_ARENA_ARRAY(pipeline->arena, item_t, more);
    if (pipeline->count) {
      memcpy(items, pipeline->items, pipeline->count * sizeof(*items));
    }
    pipeline->items = items;
    pipeline->capacity = more;
  }
  return &pipeline->items[pipeline->count++];
}

// -- options ----------------------------------------------------------------

void weir_pipeline_add(weir_pipeline_t* pipeline, const weir_pass_def_t* def,
                       weir_string_view_t options) {
  item_t* item = add_item(pipeline);
  item->def = def;
  item->options = weir_options_split(pipeline->arena, options);
}

// What stands before the options in `name{options}`.
static weir_string_view_t split_name(weir_string_view_t text,
                                     weir_string_view_t* out_options) {
  const char* brace = memchr(text.data, '{', text.size);
  *out_options = weir_sv_n("", 0);
  if (brace == NULL) return text;
  size_t size = (size_t)(brace - text.data);
  *out_options = weir_sv_n(brace + 1, text.size - size - 2);
  return weir_sv_n(text.data, size);
}

// Whether the pipeline, or a pass somewhere in it, has an option of this name.
static bool pipeline_has_option(const weir_named_pipeline_t* named,
                                weir_string_view_t option) {
  for (const weir_pass_list_t* list = named->lists; list->passes != NULL;
       ++list) {
    if (list->option != NULL && weir_sv_equal_c(option, list->option)) {
      return true;
    }
    for (const char* const* pass = list->passes; *pass != NULL; ++pass) {
      weir_string_view_t own;
      weir_string_view_t name = split_name(weir_sv(*pass), &own);
      const weir_pass_def_t* def = weir_pass_find(name);
      const weir_named_pipeline_t* inner =
          def == NULL ? weir_named_pipeline_find(name) : NULL;
      if (def != NULL && weir_option_row_find(def->name, option) != NULL) {
        return true;
      }
      if (inner != NULL && pipeline_has_option(inner, option)) return true;
    }
  }
  return false;
}

// |own| and what |more| has for |def|, or |named| if that is NULL.
static weir_options_t join_options(weir_arena_t* arena,
                                   const weir_options_t* own,
                                   const weir_options_t* more,
                                   const weir_pass_def_t* def,
                                   const weir_named_pipeline_t* named) {
  weir_options_t all = {.items = WEIR_ARENA_ARRAY(
                            arena, const char*, own->count + more->count + 1)};
  for (uint32_t i = 0; i < own->count; ++i) {
    all.items[all.count++] = own->items[i];
  }
  for (uint32_t i = 0; i < more->count; ++i) {
    weir_string_view_t name = weir_option_name(more->items[i]);
    bool known = def != NULL ? weir_option_row_find(def->name, name) != NULL
                             : pipeline_has_option(named, name);
    if (known) all.items[all.count++] = more->items[i];
  }
  return all;
}

// The last of |options| that is about |flag| counts.
static bool is_off(const weir_options_t* options, const char* flag) {
  bool value = true;
  for (uint32_t i = 0; i < options->count; ++i) {
    weir_string_view_t name = weir_option_name(options->items[i]);
    if (!weir_sv_equal_c(name, flag)) continue;
    const char* text = options->items[i] + name.size;
    if (*text == '\0' || !weir_flag_parse(text + 1, &value)) value = true;
  }
  return !value;
}

static weir_status_t add_text(weir_pipeline_t* pipeline,
                              weir_string_view_t text,
                              const weir_options_t* more);

static weir_status_t add_named(weir_pipeline_t* pipeline,
                               const weir_named_pipeline_t* named,
                               const weir_options_t* options) {
  for (uint32_t i = 0; i < options->count; ++i) {
    weir_string_view_t name = weir_option_name(options->items[i]);
    if (pipeline_has_option(named, name)) continue;
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "pipeline '%s': no such option '%.*s', in it or in one "
                       "of its passes",
                       named->name, WEIR_SV_ARGS(name));
  }
  for (const weir_pass_list_t* list = named->lists; list->passes != NULL;
       ++list) {
    if (list->option != NULL && is_off(options, list->option)) continue;
    for (const char* const* pass = list->passes; *pass != NULL; ++pass) {
      WEIR_RETURN_IF_ERROR(add_text(pipeline, weir_sv(*pass), options));
    }
  }
  return weir_ok();
}

// |more| are options of a pipeline around: each pass takes those that it has.
static weir_status_t add_text(weir_pipeline_t* pipeline,
                              weir_string_view_t text,
                              const weir_options_t* more) {
  weir_string_view_t own_text;
  weir_string_view_t name = split_name(text, &own_text);
  const weir_pass_def_t* def = weir_pass_find(name);
  const weir_named_pipeline_t* named =
      def == NULL ? weir_named_pipeline_find(name) : NULL;
  if (def == NULL && named == NULL) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "'%.*s' does not refer to a registered pass or pass "
                       "pipeline",
                       WEIR_SV_ARGS(name));
  }
  weir_options_t own = weir_options_split(pipeline->arena, own_text);
  weir_options_t all = join_options(pipeline->arena, &own, more, def, named);
  if (def == NULL) return add_named(pipeline, named, &all);
  WEIR_RETURN_IF_ERROR(weir_pass_options_check(def, &all));
  *add_item(pipeline) = (item_t){.def = def, .options = all};
  return weir_ok();
}

weir_status_t weir_pipeline_add_text(weir_pipeline_t* pipeline,
                                     weir_string_view_t text,
                                     weir_string_view_t options) {
  weir_options_t none = {0};
  if (options.size == 0) return add_text(pipeline, text, &none);
  const char* all = weir_arena_format(
      pipeline->arena, "%.*s{%.*s}", WEIR_SV_ARGS(text), WEIR_SV_ARGS(options));
  return add_text(pipeline, weir_sv(all), &none);
}

void weir_pipeline_add_nested(weir_pipeline_t* pipeline,
                              weir_pipeline_t* nested) {
  add_item(pipeline)->nested = nested;
}

// -- pipeline text ----------------------------------------------------------

typedef struct reader_t {
  const char* at;
  const char* end;
  uint32_t depth;
} reader_t;

static void skip_blanks(reader_t* r) {
  while (r->at < r->end && (*r->at == ' ' || *r->at == '\n')) ++r->at;
}

static bool take(reader_t* r, char c) {
  skip_blanks(r);
  if (r->at == r->end || *r->at != c) return false;
  ++r->at;
  return true;
}

static weir_string_view_t read_name(reader_t* r) {
  skip_blanks(r);
  const char* start = r->at;
  while (r->at < r->end && strchr("(){},", *r->at) == NULL) ++r->at;
  const char* end = r->at;
  while (end > start && end[-1] == ' ') --end;
  return weir_sv_n(start, (size_t)(end - start));
}

static weir_status_t read_options(reader_t* r, weir_string_view_t* out_text) {
  const char* start = r->at;
  int depth = 1;
  for (; r->at < r->end; ++r->at) {
    if (*r->at == '{') ++depth;
    if (*r->at == '}' && --depth == 0) break;
  }
  if (r->at == r->end) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "pass pipeline: missing closing '}' while processing "
                       "pass options");
  }
  *out_text = weir_sv_n(start, (size_t)(r->at - start));
  ++r->at;
  return weir_ok();
}

static weir_status_t read_items(weir_pipeline_t* pipeline, reader_t* r);

static weir_status_t read_nested(weir_pipeline_t* pipeline,
                                 weir_string_view_t name, reader_t* r) {
  const char* anchor = weir_arena_string(pipeline->arena, name.data, name.size);
  bool is_any = strcmp(anchor, "any") == 0;
  bool is_own = r->depth == 0 && pipeline->anchor != NULL &&
                (is_any || strcmp(anchor, pipeline->anchor) == 0);
  if (++r->depth > 64) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "pass pipeline: nested too deeply");
  }
  weir_pipeline_t* nested = pipeline;
  if (!is_own) {
    nested = weir_pipeline_create(pipeline->arena, is_any ? NULL : anchor);
    weir_pipeline_add_nested(pipeline, nested);
  }
  WEIR_RETURN_IF_ERROR(read_items(nested, r));
  if (!take(r, ')')) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "pass pipeline: expected ')' behind the passes of '%s'",
                       anchor);
  }
  --r->depth;
  return weir_ok();
}

static weir_status_t read_item(weir_pipeline_t* pipeline, reader_t* r) {
  weir_string_view_t name = read_name(r);
  if (take(r, '(')) return read_nested(pipeline, name, r);
  weir_string_view_t options = weir_sv_n("", 0);
  if (take(r, '{')) WEIR_RETURN_IF_ERROR(read_options(r, &options));
  return weir_pipeline_add_text(pipeline, name, options);
}

static weir_status_t read_items(weir_pipeline_t* pipeline, reader_t* r) {
  skip_blanks(r);
  if (r->at == r->end || *r->at == ')') return weir_ok();
  do {
    WEIR_RETURN_IF_ERROR(read_item(pipeline, r));
  } while (take(r, ','));
  return weir_ok();
}

weir_status_t weir_pipeline_parse(weir_pipeline_t* pipeline,
                                  weir_string_view_t text) {
  reader_t reader = {text.data, text.data + text.size, 0};
  WEIR_RETURN_IF_ERROR(read_items(pipeline, &reader));
  skip_blanks(&reader);
  if (reader.at == reader.end) return weir_ok();
  return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                     "pass pipeline: unexpected '%c'", *reader.at);
}

static void write_text(const weir_pipeline_t* pipeline, weir_strbuf_t* out) {
  weir_strbuf_printf(out, "%s(", pipeline->anchor ? pipeline->anchor : "any");
  for (uint32_t i = 0; i < pipeline->count; ++i) {
    const item_t* item = &pipeline->items[i];
    if (i > 0) weir_strbuf_append_char(out, ',');
    if (item->nested != NULL) {
      write_text(item->nested, out);
      continue;
    }
    weir_strbuf_append_c(out, item->def->name);
    for (uint32_t j = 0; j < item->options.count; ++j) {
      weir_strbuf_printf(out, "%c%s", j > 0 ? ' ' : '{',
                         item->options.items[j]);
    }
    if (item->options.count > 0) weir_strbuf_append_char(out, '}');
  }
  weir_strbuf_append_char(out, ')');
}

const char* weir_pipeline_text(const weir_pipeline_t* pipeline) {
  weir_strbuf_t text = {0};
  write_text(pipeline, &text);
  const char* copy =
      weir_arena_string(pipeline->arena, weir_strbuf_c(&text), text.size);
  weir_strbuf_deinit(&text);
  return copy;
}

// -- running ----------------------------------------------------------------

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
                                  const item_t* item) {
  uint32_t count = 0;
  while (global != NULL && global[count] != NULL) ++count;
  const weir_options_t* own = &item->options;
  const char** all =
      WEIR_ARENA_ARRAY(arena, const char*, count + own->count + 1);
  if (count) memcpy(all, global, count * sizeof(*all));
  if (own->count) memcpy(all + count, own->items, own->count * sizeof(*all));
  return all;
}

static weir_status_t run_on(const item_t* item, weir_op_t* op,
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

static weir_status_t run_on_callables(const item_t* item, weir_op_t* op,
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
static weir_status_t run_on_body(const item_t* item, weir_op_t* op,
                                 weir_run_options_t* options) {
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

static weir_status_t run_item(const item_t* item, weir_op_t* op,
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
