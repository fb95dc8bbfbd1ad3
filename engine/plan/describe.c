#include "engine/plan/describe.h"

#include <stdio.h>
#include <string.h>

// ---- for people ------------------------------------------------------------

// "1.2 MiB"; exact below 1 KiB.
static void append_bytes(weir_strbuf_t* text, uint64_t bytes) {
  static const char* const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  if (bytes == WEIR_PLAN_DYNAMIC) {
    weir_strbuf_append_c(text, "a dynamic number of bytes");
    return;
  }
  double value = (double)bytes;
  int unit = 0;
  while (value >= 1024 && unit < 4) {
    value /= 1024;
    ++unit;
  }
  weir_strbuf_printf(text, unit == 0 ? "%.0f %s" : "%.1f %s", value,
                     units[unit]);
}

static void append_ports(const weir_plan_t* plan, uint32_t first,
                         uint32_t count, bool with_places,
                         weir_strbuf_t* text) {
  for (uint32_t i = 0; i < count; ++i) {
    const weir_plan_port_t* port = &plan->ports[first + i];
    char type[256];
    weir_strbuf_printf(text, "%s%s: %s", i ? ", " : "",
                       weir_plan_string(plan, port->name),
                       weir_plan_format_port(plan, port, type, sizeof(type)));
    for (uint32_t j = 0; with_places && j < port->place_count; ++j) {
      const weir_plan_place_t* place = &plan->places[port->place_first + j];
      weir_strbuf_printf(text, "%s%s", j ? "+" : " @",
                         weir_plan_string(plan, plan->nodes[place->node].name));
    }
  }
}

static void describe_node(const weir_plan_t* plan, uint32_t index,
                          weir_strbuf_t* text) {
  const weir_plan_node_t* node = &plan->nodes[index];
  const weir_plan_program_t* program = &plan->programs[index];
  weir_strbuf_printf(text, "  %s: %u dispatches, %u copies, %u sends (",
                     weir_plan_string(plan, node->name), node->dispatch_count,
                     node->copy_count, node->send_count);
  append_bytes(text, node->send_bytes);
  weir_strbuf_printf(text, "), %u receives (", node->receive_count);
  append_bytes(text, node->receive_bytes);
  weir_strbuf_printf(text, "), %u collectives\n    %u constants (",
                     node->collective_count, program->constant_count);
  append_bytes(text, program->constant_bytes);
  weir_strbuf_printf(text, "), %u executables (", program->executable_count);
  append_bytes(text, program->image_bytes);
  weir_strbuf_printf(text, "), %u command lists\n", program->list_count);
  for (uint32_t i = 0; i < node->device_count; ++i) {
    const weir_plan_device_t* device = &plan->devices[node->device_first + i];
    weir_strbuf_printf(text, "    device %s (%s",
                       weir_plan_string(plan, device->name),
                       weir_plan_string(plan, device->kind));
    if (device->core_count > 0) {
      weir_strbuf_printf(text, ", %u cores", device->core_count);
    }
    weir_strbuf_append_c(text, "): predicted peak memory ");
    append_bytes(text, device->peak_bytes);
    if (device->memory_bytes > 0) {
      weir_strbuf_append_c(text, " of ");
      append_bytes(text, device->memory_bytes);
    }
    weir_strbuf_append_char(text, '\n');
  }
}

static const char* member_name(const weir_plan_t* plan, uint32_t channel,
                               uint32_t member) {
  uint32_t index = plan->channels[channel].member_first + member;
  return weir_plan_string(plan, plan->nodes[plan->members[index].node].name);
}

static void describe_transfers(const weir_plan_t* plan, weir_strbuf_t* text) {
  if (plan->transfer_count == 0) return;
  weir_strbuf_append_c(text, "transfers:\n");
  for (uint32_t i = 0; i < plan->transfer_count; ++i) {
    const weir_plan_transfer_t* transfer = &plan->transfers[i];
    char place[256];
    weir_strbuf_printf(text, "  %u: %s -> %s, ", i,
                       member_name(plan, transfer->channel, transfer->source),
                       member_name(plan, transfer->channel, transfer->target));
    append_bytes(text, transfer->bytes);
    weir_plan_format_location(plan, transfer->location, place, sizeof(place));
    weir_strbuf_printf(text, "%s%s\n", place[0] ? ", " : "", place);
  }
}

static void describe_executables(const weir_plan_t* plan, uint32_t node,
                                 weir_strbuf_t* text) {
  const weir_plan_program_t* program = &plan->programs[node];
  for (uint32_t i = 0; i < program->executable_count; ++i) {
    const weir_plan_executable_t* executable = &program->executables[i];
    weir_strbuf_printf(text,
                       "  %s on %s:", weir_plan_string(plan, executable->name),
                       weir_plan_string(plan, plan->nodes[node].name));
    for (uint32_t j = 0; j < executable->export_count; ++j) {
      const weir_plan_export_t* entry =
          &program->exports[executable->export_first + j];
      weir_strbuf_printf(text, "%s %s", j ? "," : "",
                         weir_plan_string(plan, entry->name));
    }
    for (uint32_t j = 0; j < executable->variant_count; ++j) {
      const weir_plan_variant_t* variant =
          &program->variants[executable->variant_first + j];
      weir_strbuf_printf(text, "; %s %s ",
                         weir_plan_string(plan, variant->format),
                         weir_plan_string(plan, variant->target));
      append_bytes(text, variant->image_bytes);
    }
    weir_strbuf_append_char(text, '\n');
  }
}

void weir_plan_describe_text(const weir_plan_t* plan, weir_strbuf_t* text) {
  weir_strbuf_printf(text, "plan %s: %s, ", plan->path,
                     weir_plan_string(plan, plan->info->name));
  append_bytes(text, plan->size);
  weir_strbuf_printf(text, ", version %u, identity %016llx\n",
                     plan->header->version,
                     (unsigned long long)weir_plan_identity(plan));
  weir_strbuf_printf(text, "compiled by %s",
                     weir_plan_string(plan, plan->info->compiler));
  const struct {
    const char* what;
    uint32_t value;
  } facts[] = {{" from ", plan->info->source},
               {" for ", plan->info->cluster},
               {", placed by ", plan->info->strategy}};
  for (int i = 0; i < 3; ++i) {
    const char* value = weir_plan_string(plan, facts[i].value);
    if (value[0]) weir_strbuf_printf(text, "%s%s", facts[i].what, value);
  }
  weir_strbuf_append_c(text, "\nfunctions:\n");
  for (uint32_t i = 0; i < plan->function_count; ++i) {
    const weir_plan_function_t* function = &plan->functions[i];
    weir_strbuf_printf(text, "  %s(", weir_plan_string(plan, function->name));
    append_ports(plan, function->input_first, function->input_count, true,
                 text);
    weir_strbuf_append_c(text, ") -> (");
    append_ports(plan, function->output_first, function->output_count, true,
                 text);
    weir_strbuf_append_c(text, ")\n");
  }
  weir_strbuf_append_c(text, "nodes:\n");
  for (uint32_t i = 0; i < plan->node_count; ++i) describe_node(plan, i, text);
  describe_transfers(plan, text);
  bool has_executables = false;
  for (uint32_t i = 0; i < plan->node_count; ++i) {
    if (plan->programs[i].executable_count == 0) continue;
    if (!has_executables) weir_strbuf_append_c(text, "executables:\n");
    has_executables = true;
    describe_executables(plan, i, text);
  }
}

// ---- for machines ----------------------------------------------------------

static void key_string(weir_strbuf_t* text, const char* key,
                       const char* value) {
  weir_strbuf_printf(text, "\"%s\": ", key);
  weir_strbuf_append_json(text, value, strlen(value));
}

static void key_number(weir_strbuf_t* text, const char* key, uint64_t value) {
  weir_strbuf_printf(text, ", \"%s\": ", key);
  if (value == WEIR_PLAN_DYNAMIC) {
    weir_strbuf_append_c(text, "null");
  } else {
    weir_strbuf_printf(text, "%llu", (unsigned long long)value);
  }
}

static void json_ports(const weir_plan_t* plan, uint32_t first, uint32_t count,
                       weir_strbuf_t* text) {
  weir_strbuf_append_char(text, '[');
  for (uint32_t i = 0; i < count; ++i) {
    const weir_plan_port_t* port = &plan->ports[first + i];
    char type[256];
    weir_strbuf_append_c(text, i ? ", {" : "{");
    key_string(text, "name", weir_plan_string(plan, port->name));
    weir_strbuf_append_c(text, ", ");
    key_string(text, "type",
               weir_plan_format_port(plan, port, type, sizeof(type)));
    weir_strbuf_append_c(text, ", \"nodes\": [");
    for (uint32_t j = 0; j < port->place_count; ++j) {
      uint32_t node = plan->places[port->place_first + j].node;
      const char* name = weir_plan_string(plan, plan->nodes[node].name);
      if (j > 0) weir_strbuf_append_c(text, ", ");
      weir_strbuf_append_json(text, name, strlen(name));
    }
    weir_strbuf_append_c(text, "]}");
  }
  weir_strbuf_append_char(text, ']');
}

static void json_functions(const weir_plan_t* plan, weir_strbuf_t* text) {
  weir_strbuf_append_c(text, "  \"functions\": [");
  for (uint32_t i = 0; i < plan->function_count; ++i) {
    const weir_plan_function_t* function = &plan->functions[i];
    weir_strbuf_append_c(text, i ? ",\n    {" : "\n    {");
    key_string(text, "name", weir_plan_string(plan, function->name));
    weir_strbuf_append_c(text, ", \"inputs\": ");
    json_ports(plan, function->input_first, function->input_count, text);
    weir_strbuf_append_c(text, ", \"outputs\": ");
    json_ports(plan, function->output_first, function->output_count, text);
    weir_strbuf_append_char(text, '}');
  }
  weir_strbuf_append_c(text, "\n  ],\n");
}

static void json_device(const weir_plan_t* plan,
                        const weir_plan_device_t* device, weir_strbuf_t* text) {
  weir_strbuf_append_char(text, '{');
  key_string(text, "name", weir_plan_string(plan, device->name));
  weir_strbuf_append_c(text, ", ");
  key_string(text, "kind", weir_plan_string(plan, device->kind));
  key_number(text, "ordinal", device->ordinal);
  key_number(text, "cores", device->core_count);
  key_number(text, "dispatches", device->dispatch_count);
  key_number(text, "memory_bytes", device->memory_bytes);
  key_number(text, "predicted_peak_bytes", device->peak_bytes);
  weir_strbuf_append_char(text, '}');
}

static void json_executables(const weir_plan_t* plan, uint32_t node,
                             weir_strbuf_t* text) {
  const weir_plan_program_t* program = &plan->programs[node];
  weir_strbuf_append_c(text, ", \"executables\": [");
  for (uint32_t i = 0; i < program->executable_count; ++i) {
    const weir_plan_executable_t* executable = &program->executables[i];
    weir_strbuf_append_c(text, i ? ", {" : "{");
    key_string(text, "name", weir_plan_string(plan, executable->name));
    key_number(text, "exports", executable->export_count);
    weir_strbuf_append_c(text, ", \"variants\": [");
    for (uint32_t j = 0; j < executable->variant_count; ++j) {
      const weir_plan_variant_t* variant =
          &program->variants[executable->variant_first + j];
      weir_strbuf_append_c(text, j ? ", {" : "{");
      key_string(text, "format", weir_plan_string(plan, variant->format));
      weir_strbuf_append_c(text, ", ");
      key_string(text, "target", weir_plan_string(plan, variant->target));
      key_number(text, "bytes", variant->image_bytes);
      weir_strbuf_append_char(text, '}');
    }
    weir_strbuf_append_c(text, "]}");
  }
  weir_strbuf_append_c(text, "]");
}

static void json_nodes(const weir_plan_t* plan, weir_strbuf_t* text) {
  weir_strbuf_append_c(text, "  \"nodes\": [");
  for (uint32_t i = 0; i < plan->node_count; ++i) {
    const weir_plan_node_t* node = &plan->nodes[i];
    const weir_plan_program_t* program = &plan->programs[i];
    weir_strbuf_append_c(text, i ? ",\n    {" : "\n    {");
    key_string(text, "name", weir_plan_string(plan, node->name));
    key_number(text, "dispatches", node->dispatch_count);
    key_number(text, "copies", node->copy_count);
    key_number(text, "sends", node->send_count);
    key_number(text, "send_bytes", node->send_bytes);
    key_number(text, "receives", node->receive_count);
    key_number(text, "receive_bytes", node->receive_bytes);
    key_number(text, "collectives", node->collective_count);
    key_number(text, "constants", program->constant_count);
    key_number(text, "constant_bytes", program->constant_bytes);
    key_number(text, "image_bytes", program->image_bytes);
    key_number(text, "command_lists", program->list_count);
    weir_strbuf_append_c(text, ", \"devices\": [");
    for (uint32_t j = 0; j < node->device_count; ++j) {
      if (j > 0) weir_strbuf_append_c(text, ", ");
      json_device(plan, &plan->devices[node->device_first + j], text);
    }
    weir_strbuf_append_char(text, ']');
    json_executables(plan, i, text);
    weir_strbuf_append_char(text, '}');
  }
  weir_strbuf_append_c(text, "\n  ],\n");
}

static void json_transfers(const weir_plan_t* plan, weir_strbuf_t* text) {
  weir_strbuf_append_c(text, "  \"transfers\": [");
  for (uint32_t i = 0; i < plan->transfer_count; ++i) {
    const weir_plan_transfer_t* transfer = &plan->transfers[i];
    char place[256];
    weir_strbuf_append_c(text, i ? ",\n    {" : "\n    {");
    key_string(text, "from",
               member_name(plan, transfer->channel, transfer->source));
    weir_strbuf_append_c(text, ", ");
    key_string(text, "to",
               member_name(plan, transfer->channel, transfer->target));
    key_number(text, "bytes", transfer->bytes);
    weir_plan_format_location(plan, transfer->location, place, sizeof(place));
    weir_strbuf_append_c(text, ", ");
    key_string(text, "location", place);
    weir_strbuf_append_char(text, '}');
  }
  weir_strbuf_append_c(text, "\n  ]\n");
}

void weir_plan_describe_json(const weir_plan_t* plan, weir_strbuf_t* text) {
  char identity[20];
  snprintf(identity, sizeof(identity), "%016llx",
           (unsigned long long)weir_plan_identity(plan));
  weir_strbuf_append_c(text, "{\n  ");
  key_string(text, "plan", plan->path);
  weir_strbuf_append_c(text, ",\n  ");
  key_string(text, "name", weir_plan_string(plan, plan->info->name));
  weir_strbuf_append_c(text, ",\n  ");
  key_string(text, "identity", identity);
  key_number(text, "version", plan->header->version);
  key_number(text, "bytes", plan->size);
  weir_strbuf_append_c(text, ",\n  ");
  key_string(text, "compiler", weir_plan_string(plan, plan->info->compiler));
  weir_strbuf_append_c(text, ", ");
  key_string(text, "source", weir_plan_string(plan, plan->info->source));
  weir_strbuf_append_c(text, ", ");
  key_string(text, "cluster", weir_plan_string(plan, plan->info->cluster));
  weir_strbuf_append_c(text, ", ");
  key_string(text, "strategy", weir_plan_string(plan, plan->info->strategy));
  weir_strbuf_append_c(text, ",\n");
  json_functions(plan, text);
  json_nodes(plan, text);
  json_transfers(plan, text);
  weir_strbuf_append_c(text, "}\n");
}
