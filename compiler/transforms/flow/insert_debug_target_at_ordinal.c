// Ends or traces the program at a dispatch of a function, by its place.
//
// Needs:   dispatches of executables in util.func.
// Changes: trace-debug-target: the dispatch gets a flow.tensor.trace before and
//          behind it. break-debug-target: the function returns the results of
//          the dispatch.
// Keeps:   all else; without options everything.
// Options: break-debug-target, trace-debug-target: `@function:place`.
#include <stdlib.h>
#include <string.h>

#include "compiler/dialects/flow.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/flow/debug_targets.h"
#include "compiler/transforms/flow/names.h"
#include "compiler/transforms/flow/passes.h"
#include "compiler/transforms/flow/tracing.h"

typedef struct target_t {
  weir_string_view_t function;  // empty: none
  long place;
} target_t;

// What is not of the form @function:place names nothing.
static target_t parse_target(const char* text) {
  target_t none = {0};
  const char* colon = strchr(text, ':');
  if (*text != '@' || colon == NULL) return none;
  char* end = NULL;
  long place = strtol(colon + 1, &end, 10);
  if (end == colon + 1 || *end != '\0') return none;
  return (target_t){weir_sv_n(text + 1, (size_t)(colon - text - 1)), place};
}

static bool is_in(const target_t* target, const weir_op_t* function) {
  return target->function.size > 0 &&
         weir_sv_equal(weir_symbol_name(function), target->function);
}

// Dispatch |place| among those directly in the function; NULL if it has fewer.
static weir_op_t* dispatch_at(const weir_op_t* function, long place) {
  if (place < 0) return NULL;
  WEIR_FOR_EACH_BLOCK(block, weir_op_region(function, 0)) {
    WEIR_FOR_EACH_OP(op, block) {
      if (weir_op_is(op, WEIR_FLOW_DISPATCH) && place-- == 0) return op;
    }
  }
  return NULL;
}

static void trace(const weir_op_t* function, long place, weir_arena_t* arena) {
  weir_op_t* dispatch = dispatch_at(function, place);
  if (dispatch == NULL) return;
  weir_flow_trace_op(
      dispatch,
      weir_arena_format(arena, "%s::%ld",
                        weir_name_of_dispatch(dispatch, arena), place));
}

weir_status_t weir_flow_insert_debug_target_at_ordinal(weir_pass_t* pass,
                                                       weir_op_t* module) {
  target_t breaks =
      parse_target(weir_pass_option(pass, "break-debug-target", ""));
  target_t traces =
      parse_target(weir_pass_option(pass, "trace-debug-target", ""));
  bool breaks_found = breaks.function.size == 0;
  bool traces_found = traces.function.size == 0;
  WEIR_FOR_EACH_OP(function, weir_module_body(module)) {
    if (!weir_op_is(function, WEIR_UTIL_FUNC)) continue;
    weir_op_t* target = NULL;
    if (is_in(&breaks, function)) {
      breaks_found = true;
      target = dispatch_at(function, breaks.place);
    }
    if (is_in(&traces, function)) {
      traces_found = true;
      trace(function, traces.place, pass->scratch);
    }
    if (target != NULL && !weir_flow_break_at(module, function, target)) {
      weir_op_error(target,
                    "cannot end the program here: it does not stand in the "
                    "entry block, or the function is called");
      return weir_status(WEIR_CODE_INVALID_ARGUMENT, "no break inserted");
    }
  }
  if (breaks_found && traces_found) return weir_ok();
  weir_emit_error(module->context, module->location,
                  "Failed to find breaking or tracing target function");
  return weir_status(WEIR_CODE_INVALID_ARGUMENT, "no such function");
}
