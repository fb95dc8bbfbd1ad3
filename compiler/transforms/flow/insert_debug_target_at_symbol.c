// Ends or traces the program at dispatches whose entry points have a name.
//
// Needs:   dispatches of executables.
// Changes: trace-debug-target: every dispatch whose entry point
//          ("executable::export") the pattern matches gets a flow.tensor.trace
//          before and behind it. break-debug-target: each function with such a
//          dispatch returns the results of the first one.
// Keeps:   all else; without options everything.
// Options: break-debug-target, trace-debug-target: extended regular
//          expressions.
#include <regex.h>

#include "compiler/dialects/flow.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/transforms/flow/debug_targets.h"
#include "compiler/transforms/flow/names.h"
#include "compiler/transforms/flow/passes.h"
#include "compiler/transforms/flow/tracing.h"

typedef struct matcher_t {
  bool is_set;
  bool found;
  regex_t regex;
} matcher_t;

// Of what the option |name| of the pass says.
static weir_status_t matcher_init(matcher_t* matcher, const weir_pass_t* pass,
                                  const char* name) {
  *matcher = (matcher_t){0};
  const char* pattern = weir_pass_option(pass, name, "");
  if (*pattern == '\0') return weir_ok();
  int error = regcomp(&matcher->regex, pattern, REG_EXTENDED | REG_NOSUB);
  if (error != 0) {
    char reason[128];
    regerror(error, &matcher->regex, reason, sizeof(reason));
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "%s: '%s' is no extended regular expression: %s", name,
                       pattern, reason);
  }
  matcher->is_set = true;
  return weir_ok();
}

static void matcher_deinit(matcher_t* matcher) {
  if (matcher->is_set) regfree(&matcher->regex);
}

static bool matches(matcher_t* matcher, const char* name) {
  if (!matcher->is_set || regexec(&matcher->regex, name, 0, NULL, 0) != 0) {
    return false;
  }
  matcher->found = true;
  return true;
}

static weir_status_t visit_function(weir_op_t* module, weir_op_t* function,
                                    matcher_t* breaks, matcher_t* traces,
                                    weir_arena_t* arena) {
  weir_op_t* target = NULL;
  weir_op_list_t dispatches =
      weir_collect_ops(function, WEIR_FLOW_DISPATCH, arena);
  for (uint32_t i = 0; i < dispatches.count; ++i) {
    const char* name = weir_name_of_dispatch(dispatches.ops[i], arena);
    if (matches(traces, name)) weir_flow_trace_op(dispatches.ops[i], name);
    if (target == NULL && matches(breaks, name)) target = dispatches.ops[i];
  }
  if (target == NULL || weir_flow_break_at(module, function, target)) {
    return weir_ok();
  }
  weir_op_error(target,
                "cannot end the program here: it does not stand in the entry "
                "block of a util.func, or the function is called");
  return weir_status(WEIR_CODE_INVALID_ARGUMENT, "no break inserted");
}

static weir_status_t visit_module(weir_op_t* module, matcher_t* breaks,
                                  matcher_t* traces, weir_arena_t* arena) {
  WEIR_FOR_EACH_OP(function, weir_module_body(module)) {
    if (!weir_op_has_trait(function, WEIR_OP_FUNCTION | WEIR_OP_INITIALIZER)) {
      continue;
    }
    WEIR_RETURN_IF_ERROR(
        visit_function(module, function, breaks, traces, arena));
  }
  if ((breaks->is_set && !breaks->found) ||
      (traces->is_set && !traces->found)) {
    weir_emit_error(module->context, module->location,
                    "Failed to find any breaking or tracing target dispatch");
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "no such dispatch");
  }
  return weir_ok();
}

weir_status_t weir_flow_insert_debug_target_at_symbol(weir_pass_t* pass,
                                                      weir_op_t* module) {
  matcher_t breaks, traces = {0};
  weir_status_t status = matcher_init(&breaks, pass, "break-debug-target");
  if (weir_is_ok(status)) {
    status = matcher_init(&traces, pass, "trace-debug-target");
  }
  if (weir_is_ok(status)) {
    status = visit_module(module, &breaks, &traces, pass->scratch);
  }
  matcher_deinit(&traces);
  matcher_deinit(&breaks);
  return status;
}
