// Pipelines as text: `anchor(pass, anchor(pass{key=value}), ..)`.
#include <string.h>

#include "compiler/pipeline/pass_manager_impl.h"
#include "engine/base/strbuf.h"

// -- reading ----------------------------------------------------------------

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

// -- writing ----------------------------------------------------------------

static void write_text(const weir_pipeline_t* pipeline, weir_strbuf_t* out) {
  weir_strbuf_printf(out, "%s(", pipeline->anchor ? pipeline->anchor : "any");
  for (uint32_t i = 0; i < pipeline->count; ++i) {
    const weir_pipeline_item_t* item = &pipeline->items[i];
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
