#include <argp.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/exit_code.h"
#include "engine/base/strbuf.h"
#include "engine/drivers/register_all.h"
#include "engine/session/session.h"
#include "engine/topology/topology.h"
#include "tools/weir/command.h"

static const char doc[] =
    "Lists the devices that plans can use on this machine, or on a recorded or "
    "made-up one, with the cores and memory that this process may use.";

enum { OPTION_JSON = 256, OPTION_TOPOLOGY };

static const struct argp_option options[] = {
    {"json", OPTION_JSON, NULL, 0, "as JSON", 0},
    {"topology", OPTION_TOPOLOGY, "FILE.xml|TEXT", 0,
     "another machine: recorded by lstopo, or like \"package:2 core:4 pu:1\"",
     0},
    {0},
};

typedef struct devices_options_t {
  bool json;
  const char* topology;
} devices_options_t;

static error_t parse_option(int key, char* text, struct argp_state* state) {
  devices_options_t* devices = state->input;
  switch (key) {
    case OPTION_JSON:
      devices->json = true;
      break;
    case OPTION_TOPOLOGY:
      devices->topology = text;
      break;
    case ARGP_KEY_ARG:
      argp_error(state, "no arguments, please");
      break;
    default:
      return ARGP_ERR_UNKNOWN;
  }
  return 0;
}

static weir_status_t load(const devices_options_t* devices,
                          weir_topology_t** out_topology) {
  const char* name = devices->topology;
  if (name == NULL) return weir_topology_load_live(out_topology);
  size_t size = strlen(name);
  bool is_file = size > 4 && strcmp(name + size - 4, ".xml") == 0;
  return is_file ? weir_topology_load_xml(name, out_topology)
                 : weir_topology_load_synthetic(name, out_topology);
}

// The best code this CPU runs.
static const char* cpu_target(void) {
  static const char* const targets[] = {"x86-64-v4", "x86-64-v3", "x86-64-v2",
                                        "x86-64", "aarch64"};
  for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); ++i) {
    if (weir_session_cpu_runs(targets[i])) return targets[i];
  }
  return "host";
}

static void append_text(const weir_topology_t* topology,
                        const weir_driver_registry_t* drivers,
                        weir_strbuf_t* text) {
  const weir_topology_info_t* info = weir_topology_info(topology);
  weir_strbuf_append_c(text, "machine: ");
  weir_topology_describe(topology, text);
  weir_strbuf_append_c(text, "\ndevices:\n");
  weir_strbuf_printf(text,
                     "  local: %u cores, code for %s; a plan may cut them into "
                     "several devices\n",
                     info->core_count,
                     info->is_live ? cpu_target() : "any target");
  weir_strbuf_append_c(text, "drivers:\n");
  for (size_t i = 0; i < drivers->count; ++i) {
    weir_strbuf_printf(text, "  %s: %s%s\n", drivers->drivers[i]->name,
                       drivers->drivers[i]->summary,
                       drivers->drivers[i]->wrap ? " (around another)" : "");
  }
}

static void append_json(const weir_topology_t* topology,
                        const weir_driver_registry_t* drivers,
                        weir_strbuf_t* text) {
  const weir_topology_info_t* info = weir_topology_info(topology);
  weir_strbuf_printf(
      text,
      "{\n  \"live\": %s, \"cores\": %u, \"packages\": %u, \"numa_nodes\": %u, "
      "\"memory_bytes\": %llu,\n  \"l1_bytes\": %llu, \"l2_bytes\": %llu, "
      "\"l3_bytes\": %llu,\n  \"devices\": [{\"kind\": \"local\", \"cores\": "
      "%u, \"target\": \"%s\"}],\n  \"drivers\": [",
      info->is_live ? "true" : "false", info->core_count, info->package_count,
      info->numa_node_count, (unsigned long long)info->memory_bytes,
      (unsigned long long)info->l1_bytes, (unsigned long long)info->l2_bytes,
      (unsigned long long)info->l3_bytes, info->core_count,
      info->is_live ? cpu_target() : "any");
  for (size_t i = 0; i < drivers->count; ++i) {
    weir_strbuf_printf(text, "%s\"%s\"", i ? ", " : "",
                       drivers->drivers[i]->name);
  }
  weir_strbuf_append_c(text, "]\n}\n");
}

int weir_devices_main(int argc, char** argv) {
  static const struct argp argp = {
      .options = options, .parser = parse_option, .doc = doc};
  devices_options_t devices = {0};
  weir_parse_arguments(&argp, argc, argv, &devices);
  weir_topology_t* topology = NULL;
  weir_driver_registry_t drivers = {0};
  weir_status_t status = weir_register_all_drivers(&drivers);
  if (weir_is_ok(status)) status = load(&devices, &topology);
  if (!weir_is_ok(status)) return weir_report_failure(status);
  weir_strbuf_t text = {0};
  if (devices.json) {
    append_json(topology, &drivers, &text);
  } else {
    append_text(topology, &drivers, &text);
  }
  fputs(weir_strbuf_c(&text), stdout);
  weir_strbuf_deinit(&text);
  weir_topology_free(topology);
  return WEIR_EXIT_OK;
}
