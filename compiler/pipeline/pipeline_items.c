// Pipelines in the making: passes and named pipelines with their options.
#include <string.h>

#include "compiler/pipeline/pass_manager_impl.h"
#include "compiler/pipeline/pass_registry.h"

weir_pipeline_t* weir_pipeline_create(weir_arena_t* arena, const char* anchor) {
  weir_pipeline_t* pipeline = WEIR_ARENA_NEW(arena, weir_pipeline_t);
  pipeline->arena = arena;
  if (anchor != NULL) {
    pipeline->anchor = weir_arena_string(arena, anchor, strlen(anchor));
  }
  return pipeline;
}

static weir_pipeline_item_t* add_item(weir_pipeline_t* pipeline) {
  if (pipeline->count == pipeline->capacity) {
    uint32_t more = pipeline->capacity ? pipeline->capacity * 2 : 16;
    weir_pipeline_item_t* items =
        WEIR_ARENA_ARRAY(pipeline->arena, weir_pipeline_item_t, more);
    if (pipeline->count) {
      memcpy(items, pipeline->items, pipeline->count * sizeof(*items));
    }
    pipeline->items = items;
    pipeline->capacity = more;
  }
  return &pipeline->items[pipeline->count++];
}

void weir_pipeline_add(weir_pipeline_t* pipeline, const weir_pass_def_t* def,
                       weir_string_view_t options) {
  weir_pipeline_item_t* item = add_item(pipeline);
  item->def = def;
  item->options = weir_options_split(pipeline->arena, options);
}

void weir_pipeline_add_nested(weir_pipeline_t* pipeline,
                              weir_pipeline_t* nested) {
  add_item(pipeline)->nested = nested;
}

// -- options ----------------------------------------------------------------

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

// -- passes and named pipelines ---------------------------------------------

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
  *add_item(pipeline) = (weir_pipeline_item_t){.def = def, .options = all};
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
