#include <argp.h>
#include <stdio.h>

#include "engine/base/exit_code.h"
#include "engine/plan/describe.h"
#include "tools/weir/command.h"

static const char doc[] =
    "Checks PLAN and shows what is in it: functions with their types, nodes, "
    "devices and their work, transfers, constants, executables and the "
    "predicted peak memory of each device.";

enum { OPTION_JSON = 256, OPTION_CODE };

static const struct argp_option options[] = {
    {"json", OPTION_JSON, NULL, 0, "as JSON", 0},
    {"code", OPTION_CODE, NULL, 0,
     "also the host program and the command lists of each node", 0},
    {0},
};

typedef struct inspect_options_t {
  const char* path;
  bool json;
  bool code;
} inspect_options_t;

static error_t parse_option(int key, char* text, struct argp_state* state) {
  inspect_options_t* inspect = state->input;
  switch (key) {
    case OPTION_JSON:
      inspect->json = true;
      break;
    case OPTION_CODE:
      inspect->code = true;
      break;
    case ARGP_KEY_ARG:
      if (inspect->path != NULL) argp_error(state, "more than one plan");
      inspect->path = text;
      break;
    case ARGP_KEY_END:
      if (inspect->path == NULL) argp_error(state, "which plan?");
      break;
    default:
      return ARGP_ERR_UNKNOWN;
  }
  return 0;
}

// All data of all nodes: who inspects wants to know that the file is whole.
static weir_status_t open_plan(const char* path, weir_plan_t** out_plan) {
  WEIR_RETURN_IF_ERROR(weir_plan_open(path, out_plan));
  for (uint32_t i = 0; i < (*out_plan)->node_count; ++i) {
    WEIR_RETURN_IF_ERROR(weir_plan_check_data(*out_plan, i));
  }
  return weir_ok();
}

int weir_inspect_main(int argc, char** argv) {
  static const struct argp argp = {.options = options,
                                   .parser = parse_option,
                                   .args_doc = "PLAN",
                                   .doc = doc};
  inspect_options_t inspect = {0};
  weir_parse_arguments(&argp, argc, argv, &inspect);
  weir_plan_t* plan = NULL;
  weir_status_t status = open_plan(inspect.path, &plan);
  int exit_code = WEIR_EXIT_OK;
  uint32_t rank = 0;
  bool speaks = !weir_launched_rank(&rank) || rank == 0;
  if (!weir_is_ok(status)) {
    exit_code = weir_report_failure(status);
  } else if (speaks) {
    weir_strbuf_t text = {0};
    if (inspect.json) {
      weir_plan_describe_json(plan, &text);
    } else {
      weir_plan_describe_text(plan, &text);
    }
    for (uint32_t i = 0; inspect.code && i < plan->node_count; ++i) {
      weir_plan_disassemble(plan, i, &text);
    }
    fputs(weir_strbuf_c(&text), stdout);
    weir_strbuf_deinit(&text);
  }
  weir_plan_close(plan);
  return exit_code;
}
