// The sections that all nodes share: strings, nodes, channels, functions.
#include "engine/plan/verifier_impl.h"

static bool is_place(const weir_plan_context_t* context,
                     weir_plan_place_t place) {
  return place.node < context->plan->node_count &&
         place.device < context->plan->nodes[place.node].device_count;
}

weir_status_t weir_plan_verify_strings(const weir_plan_context_t* context) {
  const weir_plan_t* plan = context->plan;
  WEIR_PLAN_CHECK(STRINGS, 0,
                  plan->string_bytes > 0 && plan->string_bytes <= UINT32_MAX &&
                      plan->strings[plan->string_bytes - 1] == 0,
                  "the last string does not end");
  const weir_plan_info_t* info = plan->info;
  WEIR_PLAN_CHECK(INFO, 0,
                  weir_plan_is_string(context, info->name) &&
                      weir_plan_is_string(context, info->source) &&
                      weir_plan_is_string(context, info->compiler) &&
                      weir_plan_is_string(context, info->cluster) &&
                      weir_plan_is_string(context, info->strategy),
                  "string out of range");
  for (uint32_t i = 0; i < plan->location_count; ++i) {
    const weir_plan_location_t* location = &plan->locations[i];
    WEIR_PLAN_CHECK(LOCATIONS, i,
                    weir_plan_is_string_or_none(context, location->file) &&
                        weir_plan_is_string_or_none(context, location->name),
                    "string out of range");
  }
  return weir_ok();
}

weir_status_t weir_plan_verify_nodes(const weir_plan_context_t* context) {
  const weir_plan_t* plan = context->plan;
  uint32_t next_device = 0;
  for (uint32_t i = 0; i < plan->node_count; ++i) {
    const weir_plan_node_t* node = &plan->nodes[i];
    WEIR_PLAN_CHECK(NODES, i, weir_plan_is_string(context, node->name),
                    "name out of range");
    WEIR_PLAN_CHECK(NODES, i,
                    node->device_first == next_device &&
                        weir_plan_within(node->device_first, node->device_count,
                                         plan->device_count),
                    "devices are not grouped by node");
    for (uint32_t j = 0; j < node->device_count; ++j) {
      const weir_plan_device_t* device = &plan->devices[next_device + j];
      WEIR_PLAN_CHECK(DEVICES, next_device + j, device->node == i,
                      "the device is another node's");
      WEIR_PLAN_CHECK(DEVICES, next_device + j,
                      weir_plan_is_string(context, device->name) &&
                          weir_plan_is_string(context, device->kind),
                      "string out of range");
      WEIR_PLAN_CHECK(DEVICES, next_device + j,
                      device->queue_count >= 1 && device->flags == 0,
                      "no queue, or unknown flags");
    }
    next_device += node->device_count;
  }
  WEIR_PLAN_CHECK(DEVICES, next_device, next_device == plan->device_count,
                  "the device is no node's");
  return weir_ok();
}

weir_status_t weir_plan_verify_channels(const weir_plan_context_t* context) {
  const weir_plan_t* plan = context->plan;
  for (uint32_t i = 0; i < plan->member_count; ++i) {
    WEIR_PLAN_CHECK(MEMBERS, i, is_place(context, plan->members[i]),
                    "no such node or device");
  }
  for (uint32_t i = 0; i < plan->channel_count; ++i) {
    const weir_plan_channel_t* channel = &plan->channels[i];
    WEIR_PLAN_CHECK(
        CHANNELS, i,
        weir_plan_is_string(context, channel->name) &&
            channel->member_count > 0 &&
            weir_plan_within(channel->member_first, channel->member_count,
                             plan->member_count),
        "name or members out of range");
  }
  for (uint32_t i = 0; i < plan->transfer_count; ++i) {
    const weir_plan_transfer_t* transfer = &plan->transfers[i];
    WEIR_PLAN_CHECK(TRANSFERS, i,
                    transfer->function == WEIR_PLAN_NONE ||
                        transfer->function < plan->function_count,
                    "no such function");
    WEIR_PLAN_CHECK(TRANSFERS, i, transfer->channel < plan->channel_count,
                    "no such channel");
    uint32_t count = plan->channels[transfer->channel].member_count;
    WEIR_PLAN_CHECK(TRANSFERS, i,
                    transfer->source < count && transfer->target < count,
                    "no such member of the channel");
    WEIR_PLAN_CHECK(TRANSFERS, i,
                    weir_plan_is_location_or_none(context, transfer->location),
                    "location out of range");
  }
  return weir_ok();
}

weir_status_t weir_plan_verify_functions(const weir_plan_context_t* context) {
  const weir_plan_t* plan = context->plan;
  for (uint32_t i = 0; i < plan->place_count; ++i) {
    WEIR_PLAN_CHECK(PLACES, i, is_place(context, plan->places[i]),
                    "no such node or device");
  }
  for (uint32_t i = 0; i < plan->dim_count; ++i) {
    WEIR_PLAN_CHECK(DIMS, i, plan->dims[i] >= -1, "negative dimension");
  }
  for (uint32_t i = 0; i < plan->port_count; ++i) {
    const weir_plan_port_t* port = &plan->ports[i];
    uint32_t bits = port->element_type & 0xffffffu;
    WEIR_PLAN_CHECK(PORTS, i, weir_plan_is_string(context, port->name),
                    "name out of range");
    WEIR_PLAN_CHECK(PORTS, i,
                    port->kind <= WEIR_PLAN_PORT_SCALAR && bits > 0 &&
                        bits <= 128 &&
                        (port->kind == WEIR_PLAN_PORT_TENSOR ||
                         (port->rank == 0 && bits <= 64)),
                    "kind or element type out of range");
    WEIR_PLAN_CHECK(
        PORTS, i,
        port->rank <= 16 &&
            weir_plan_within(port->dim_first, port->rank, plan->dim_count),
        "dimensions out of range");
    WEIR_PLAN_CHECK(PORTS, i,
                    weir_plan_within(port->place_first, port->place_count,
                                     plan->place_count),
                    "places out of range");
  }
  for (uint32_t i = 0; i < plan->function_count; ++i) {
    const weir_plan_function_t* function = &plan->functions[i];
    WEIR_PLAN_CHECK(
        FUNCTIONS, i,
        weir_plan_is_string(context, function->name) &&
            weir_plan_is_string_or_none(context, function->declaration) &&
            weir_plan_is_location_or_none(context, function->location),
        "string or location out of range");
    WEIR_PLAN_CHECK(FUNCTIONS, i, function->flags <= WEIR_PLAN_FUNCTION_FENCES,
                    "unknown flags");
    WEIR_PLAN_CHECK(
        FUNCTIONS, i,
        weir_plan_within(function->input_first, function->input_count,
                         plan->port_count) &&
            weir_plan_within(function->output_first, function->output_count,
                             plan->port_count),
        "ports out of range");
    for (uint32_t j = 0; j < function->output_count; ++j) {
      WEIR_PLAN_CHECK(PORTS, function->output_first + j,
                      plan->ports[function->output_first + j].place_count == 1,
                      "an output has one owner");
    }
  }
  return weir_ok();
}
