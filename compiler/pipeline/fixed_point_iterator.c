// Runs passes until they no longer change anything.
//
// Needs:   the option `pipeline`, text like that of --pass-pipeline with an
//          anchor that fits the op; `max-iterations` may be given, else 10.
// Changes: what the passes change. While they run the op carries
//          `iree.fixedpoint.iteration`; a pass that changed something leaves
//          `iree.fixedpoint.modified` there (weir_pass_signal_modified).
// Keeps:   neither attribute, once it has converged.
#include "compiler/pipeline/fixed_point_iterator.h"

#include <stdlib.h>
#include <string.h>

#include "compiler/ir/diagnostic.h"
#include "compiler/pipeline/pass_manager.h"

enum { DEFAULT_ITERATIONS = 10 };

// The passes inside `anchor(..)`.
static weir_status_t parse_pipeline(weir_pass_t* pass, const char* text,
                                    weir_pipeline_t** out_pipeline) {
  const char* open = strchr(text, '(');
  size_t size = strlen(text);
  if (open == NULL || text[size - 1] != ')') {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "util-fixed-point-iterator: expected pipeline=ANCHOR(..)"
                       ", found '%s'",
                       text);
  }
  const char* anchor =
      weir_arena_string(pass->scratch, text, (size_t)(open - text));
  bool is_any = strcmp(anchor, "any") == 0;
  *out_pipeline = weir_pipeline_create(pass->scratch, is_any ? NULL : anchor);
  return weir_pipeline_parse(
      *out_pipeline, weir_sv_n(open + 1, size - (size_t)(open - text) - 2));
}

static weir_status_t iterate(const weir_pass_t* pass,
                             const weir_pipeline_t* pipeline, weir_op_t* op) {
  const char* limit = weir_pass_option(pass, "max-iterations", NULL);
  long count = limit != NULL ? strtol(limit, NULL, 10) : DEFAULT_ITERATIONS;
  weir_run_options_t plain = {0};
  weir_run_options_t* run = pass->run != NULL ? pass->run : &plain;
  for (long i = 0; i < count; ++i) {
    weir_op_set_attr(op, WEIR_FIXED_POINT_ITERATION,
                     weir_index_attr(op->context, i));
    weir_op_remove_attr(op, WEIR_FIXED_POINT_MODIFIED);
    WEIR_RETURN_IF_ERROR(weir_pipeline_run(pipeline, op, run));
    if (!weir_op_has_attr(op, WEIR_FIXED_POINT_MODIFIED)) {
      weir_op_remove_attr(op, WEIR_FIXED_POINT_ITERATION);
      return weir_ok();
    }
  }
  weir_emit_error(op->context, op->location,
                  "maximum iteration count exceeded in fixed point pipeline");
  return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                     "no fixed point after %ld iterations", count);
}

static weir_status_t run_to_fixed_point(weir_pass_t* pass, weir_op_t* op) {
  if (weir_op_has_attr(op, WEIR_FIXED_POINT_ITERATION)) {
    weir_emit_error(op->context, op->location,
                    "nested fixed point pipelines not supported");
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "a fixed point inside a fixed point");
  }
  weir_pipeline_t* pipeline = NULL;
  WEIR_RETURN_IF_ERROR(
      parse_pipeline(pass, weir_pass_option(pass, "pipeline", ""), &pipeline));
  return iterate(pass, pipeline, op);
}

const weir_pass_def_t weir_iterator_passes[] = {
    {"util-fixed-point-iterator", "runs passes until nothing changes",
     WEIR_PASS_ANY, run_to_fixed_point},
};
const uint32_t weir_iterator_pass_count =
    sizeof(weir_iterator_passes) / sizeof(weir_iterator_passes[0]);
