// The part of an execution region, or of a host load, that one node has.
#include "compiler/dialects/arith.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/transforms/nodes/projection.h"

enum { ACCESS_READ = 1, ACCESS_WRITE = 2 };

static uint32_t node_of(weir_projection_t* projection, weir_value_t* resource) {
  return weir_owners_node_of(
      projection->owners,
      weir_owners_resource_affinity(projection->owners, resource));
}

// -- numbering ----------------------------------------------------------------

typedef struct numbering_t {
  weir_owners_t* owners;
  int64_t next;
} numbering_t;

// Whether the bytes of |op| go from one node to others, and to how many; what
// each node has is no other node's.
static uint32_t receivers(const numbering_t* numbering, weir_op_t* op) {
  weir_owners_t* owners = numbering->owners;
  uint32_t all = weir_owners_node_count(owners);
  bool is_load = weir_op_is(op, WEIR_STREAM_RESOURCE_LOAD);
  if (!is_load && !weir_op_is(op, WEIR_STREAM_CMD_COPY)) return 0;
  uint32_t from = weir_owners_node_of(
      owners, weir_owners_resource_affinity(owners, weir_op_operand_n(op, 0)));
  if (from == WEIR_EVERY_NODE) return 0;
  if (is_load) return all;
  uint32_t to = weir_owners_node_of(
      owners, weir_owners_resource_affinity(
                  owners, weir_op_operand(op, WEIR_STREAM_CMD_COPY_TARGET)));
  return to == WEIR_EVERY_NODE ? all : to != from;
}

// What is sent to all nodes is a transfer of its own for each of them, with the
// first number plus the receiver's.
static weir_walk_t number(weir_op_t* op, void* user) {
  numbering_t* numbering = user;
  uint32_t count = receivers(numbering, op);
  if (count > 0) {
    weir_op_set_attr(op, WEIR_TRANSFER_ATTR,
                     weir_index_attr(op->context, numbering->next));
    numbering->next += count;
  }
  return WEIR_WALK_CONTINUE;
}

weir_status_t weir_number_transfers(weir_op_t* module, weir_owners_t* owners,
                                    weir_arena_t* arena) {
  (void)arena;
  numbering_t numbering = {owners, 0};
  weir_walk_pre_order(module, number, &numbering);
  return weir_ok();
}

// -- sends and receives -------------------------------------------------------

static weir_value_t* load_channel(weir_projection_t* projection,
                                  weir_location_t* location) {
  projection->uses_channel = true;
  weir_context_t* context = projection->builder.context;
  weir_op_state_t state;
  weir_op_state_init(&state, &projection->builder, WEIR_UTIL_GLOBAL_LOAD,
                     location);
  weir_op_state_attr(&state, "global",
                     weir_symbol_attr(context, projection->channel));
  weir_op_state_attr(&state, "is_immutable", weir_unit_attr(context));
  weir_op_state_result(&state, weir_stream_channel_type(context));
  return weir_op_result_n(weir_build(&projection->builder, &state), 0);
}

typedef struct endpoint_t {
  bool is_send;
  uint32_t peer;
  weir_value_t *resource, *size, *offset, *length;  // of the node
  weir_attr_t* transfer;
} endpoint_t;

// A send or receive command at |builder|; |channel| and the peer's rank are
// values of the function.
static void build_endpoint(weir_builder_t* builder, weir_location_t* location,
                           weir_value_t* channel, weir_value_t* peer,
                           const endpoint_t* endpoint) {
  weir_context_t* context = builder->context;
  weir_collective_t kind = {
      .kind = endpoint->is_send ? WEIR_COLLECTIVE_SEND : WEIR_COLLECTIVE_RECV,
      .element = WEIR_COLLECTIVE_UI8,
  };
  weir_attr_t* access =
      weir_i32_attr(context, endpoint->is_send ? ACCESS_READ : ACCESS_WRITE);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_STREAM_CMD_COLLECTIVE, location);
  weir_op_state_operand(&state, channel);
  weir_op_state_operand(&state, endpoint->length);  // bytes are the elements
  weir_op_state_operand(&state, peer);
  weir_op_state_operand(&state, endpoint->resource);
  weir_op_state_operand(&state, endpoint->size);
  weir_op_state_operand(&state, endpoint->offset);
  weir_op_state_operand(&state, endpoint->length);
  weir_op_state_attr(&state, "op", weir_stream_collective_attr(context, &kind));
  weir_op_state_attr(&state, "resource_accesses",
                     weir_array_attr(context, &access, 1));
  weir_op_state_attr(&state, WEIR_TRANSFER_ATTR, endpoint->transfer);
  weir_build(builder, &state);
}

static weir_value_t* peer_rank(weir_projection_t* projection,
                               weir_location_t* location, uint32_t peer) {
  return weir_build_constant(
      &projection->builder, location,
      weir_i32_attr(projection->builder.context, (int32_t)peer));
}

// -- execution regions --------------------------------------------------------

typedef struct region_t {
  weir_projection_t* projection;
  weir_op_t* execute;
  weir_value_t* channel;  // loaded once, before the region
  weir_attr_t* affinity;  // of the node's part: where its resources live
  bool has_commands;
} region_t;

static weir_status_t project_block(region_t* region, weir_block_t* from,
                                   weir_block_t* to);

// The affinity the node's part executes at: the region's own where that is
// here.
static void note_affinity(region_t* region, weir_value_t* resource) {
  region->has_commands = true;
  if (region->affinity == NULL) {
    region->affinity = weir_projection_affinity(
        region->projection,
        weir_owners_resource_affinity(region->projection->owners, resource));
  }
}

// One end of a copy between this node and |peer|, as transfer |transfer|.
static void project_endpoint(region_t* region, weir_op_t* copy,
                             weir_builder_t* builder, bool is_send,
                             uint32_t peer, int64_t transfer) {
  weir_projection_t* projection = region->projection;
  endpoint_t endpoint = {
      .is_send = is_send,
      .peer = peer,
      .length = weir_projection_get(
          projection, weir_op_operand(copy, WEIR_STREAM_CMD_COPY_LENGTH)),
      .transfer = weir_index_attr(copy->context, transfer),
  };
  uint32_t group = endpoint.is_send ? WEIR_STREAM_CMD_COPY_SOURCE
                                    : WEIR_STREAM_CMD_COPY_TARGET;
  // Resource, its size and the offset are three groups in a row on either side.
  weir_value_t* own = weir_op_operand(copy, group);
  endpoint.resource = weir_projection_get(projection, own);
  endpoint.size =
      weir_projection_get(projection, weir_op_operand(copy, group + 1));
  endpoint.offset =
      weir_projection_get(projection, weir_op_operand(copy, group + 2));
  note_affinity(region, own);
  if (region->channel == NULL) {
    region->channel = load_channel(projection, copy->location);
  }
  build_endpoint(builder, copy->location, region->channel,
                 peer_rank(projection, copy->location, peer), &endpoint);
}

static weir_value_t* first_resource(const weir_op_t* op) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* value = weir_op_operand_n(op, i);
    if (weir_type_is_stream_resource(value->type)) return value;
  }
  return NULL;
}

// Into the node's region, with operands that have been projected.
static void append_clone(region_t* region, weir_op_t* op, weir_block_t* to) {
  weir_references_add(&region->projection->references, op->attrs);
  weir_block_append(to, weir_op_clone(op, region->projection->mapping));
}

static void clone_command(region_t* region, weir_op_t* op,
                          weir_value_t* resource, weir_builder_t* builder) {
  weir_projection_t* projection = region->projection;
  region->has_commands = true;
  if (resource != NULL) note_affinity(region, resource);
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_projection_get(projection, weir_op_operand_n(op, i));
  }
  append_clone(region, op, builder->block);
}

static void project_copy(region_t* region, weir_op_t* copy,
                         weir_builder_t* builder) {
  weir_projection_t* projection = region->projection;
  weir_value_t* target = weir_op_operand(copy, WEIR_STREAM_CMD_COPY_TARGET);
  uint32_t from =
      node_of(projection, weir_op_operand(copy, WEIR_STREAM_CMD_COPY_SOURCE));
  uint32_t to = node_of(projection, target), here = projection->node;
  bool is_source = from == here || from == WEIR_EVERY_NODE;
  bool is_target = to == here || to == WEIR_EVERY_NODE;
  if (is_source && is_target) clone_command(region, copy, target, builder);
  // What each node has, each takes from its own.
  if (from == WEIR_EVERY_NODE) return;
  int64_t transfer = weir_op_attr_int(copy, WEIR_TRANSFER_ATTR, 0);
  if (is_source && to == WEIR_EVERY_NODE) {
    uint32_t count = weir_owners_node_count(projection->owners);
    for (uint32_t peer = 0; peer < count; ++peer) {
      if (peer == here) continue;
      project_endpoint(region, copy, builder, true, peer, transfer + peer);
    }
  } else if (is_source && !is_target) {
    project_endpoint(region, copy, builder, true, to, transfer);
  } else if (is_target && !is_source) {
    if (to == WEIR_EVERY_NODE) transfer += here;
    project_endpoint(region, copy, builder, false, from, transfer);
  }
}

// A command all of whose resources are on one node, or on each.
static weir_status_t project_command(region_t* region, weir_op_t* op,
                                     weir_builder_t* builder) {
  weir_projection_t* projection = region->projection;
  weir_value_t* first = first_resource(op);
  weir_attr_t* affinity =
      first != NULL ? weir_owners_resource_affinity(projection->owners, first)
                    : weir_owners_op_affinity(projection->owners, op);
  uint32_t owner = weir_owners_node_of(projection->owners, affinity);
  if (owner == WEIR_NO_NODE) {
    weir_op_error(
        op,
        "works on a resource of which it is not known where it lives, "
        "so no node can own it");
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "command without a node");
  }
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* value = weir_op_operand_n(op, i);
    if (!weir_type_is_stream_resource(value->type)) continue;
    if (node_of(projection, value) == owner) continue;
    weir_op_error(op,
                  "uses resources of more than one node; they must be "
                  "transferred first");
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "command across nodes");
  }
  if (owner == projection->node || owner == WEIR_EVERY_NODE) {
    clone_command(region, op, first, builder);
  }
  return weir_ok();
}

// A nested region; left out if nothing in it is the node's.
static weir_status_t project_nested(region_t* region, weir_op_t* op,
                                    weir_builder_t* builder) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, weir_op_id(op), op->location);
  weir_op_t* copy = weir_build(builder, &state);
  weir_block_t* body = weir_region_add_block(weir_op_region(copy, 0));
  WEIR_RETURN_IF_ERROR(
      project_block(region, weir_op_region(op, 0)->first, body));
  if (weir_op_is(body->first, WEIR_STREAM_YIELD)) weir_op_erase(copy);
  return weir_ok();
}

static weir_status_t project_block(region_t* region, weir_block_t* from,
                                   weir_block_t* to) {
  // The block may be empty and detached: it cannot tell the context.
  weir_builder_t builder = weir_builder(region->execute->context);
  builder.block = to;
  weir_status_t status = weir_ok();
  for (weir_op_t* op = from->first; op != NULL && weir_is_ok(status);
       op = op->next) {
    switch (weir_op_id(op)) {
      case WEIR_STREAM_CMD_COPY:
        project_copy(region, op, &builder);
        break;
      case WEIR_STREAM_CMD_CONCURRENT:
      case WEIR_STREAM_CMD_SERIAL:
        status = project_nested(region, op, &builder);
        break;
      case WEIR_STREAM_YIELD:
        append_clone(region, op, to);
        break;
      default:
        if (weir_op_has_trait(op, WEIR_OP_STREAMABLE)) {
          status = project_command(region, op, &builder);
        } else {
          append_clone(region, op, to);
        }
        break;
    }
  }
  return status;
}

weir_status_t weir_project_execute(weir_projection_t* projection,
                                   weir_op_t* execute) {
  region_t region = {.projection = projection, .execute = execute};
  weir_attr_t* own = weir_owners_op_affinity(projection->owners, execute);
  if (weir_projection_is_here(projection, own)) {
    region.affinity = weir_projection_affinity(projection, own);
  }

  // The node's resources, as operands and as arguments of the region.
  weir_block_t* from = weir_op_region(execute, 0)->first;
  weir_block_t* body = weir_block_create(execute->context);
  uint32_t count = from->argument_count, kept = 0;
  weir_value_t** operands =
      WEIR_ARENA_ARRAY(projection->arena, weir_value_t*, count);
  weir_value_t** sizes =
      WEIR_ARENA_ARRAY(projection->arena, weir_value_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_t* operand = weir_op_operand_n(execute, i);
    uint32_t node = node_of(projection, operand);
    if (node != projection->node && node != WEIR_EVERY_NODE) continue;
    operands[kept] = weir_projection_get(projection, operand);
    sizes[kept++] = weir_projection_get(
        projection,
        weir_op_operand_at(execute,
                           WEIR_STREAM_CMD_EXECUTE_RESOURCE_OPERAND_SIZES, i));
    weir_mapping_set(projection->mapping, from->arguments[i],
                     weir_block_add_argument(body, operand->type,
                                             from->arguments[i]->location));
  }
  WEIR_RETURN_IF_ERROR(project_block(&region, from, body));

  weir_value_t* result = weir_op_result_n(execute, 0);
  weir_value_t* await =
      weir_op_operand(execute, WEIR_STREAM_CMD_EXECUTE_AWAIT_TIMEPOINT);
  if (await != NULL) await = weir_projection_get(projection, await);
  weir_op_state_t state;
  if (!region.has_commands) {
    if (await == NULL) {
      weir_op_state_init(&state, &projection->builder,
                         WEIR_STREAM_TIMEPOINT_IMMEDIATE, execute->location);
      weir_op_state_result(&state, result->type);
      await = weir_op_result_n(weir_build(&projection->builder, &state), 0);
    }
    weir_mapping_set(projection->mapping, result, await);
    return weir_ok();
  }
  weir_op_state_init(&state, &projection->builder, WEIR_STREAM_CMD_EXECUTE,
                     execute->location);
  weir_op_state_operands(&state, operands, kept);
  weir_op_state_operands(&state, sizes, kept);
  weir_op_state_operand(&state, await);
  weir_op_state_result(&state, result->type);
  weir_op_state_attrs(&state, execute->attrs);
  weir_op_state_attr(&state, "affinity", region.affinity);
  weir_references_add(&projection->references, execute->attrs);
  weir_op_t* copy = weir_build(&projection->builder, &state);
  weir_region_insert_block(weir_op_region(copy, 0), body, NULL);
  weir_mapping_set(projection->mapping, result, weir_op_result_n(copy, 0));
  return weir_ok();
}

// -- host loads ---------------------------------------------------------------

// A region of its own with sends of the loaded bytes to all other nodes, or
// with the receive of them.
static weir_value_t* exchange(weir_projection_t* projection, weir_op_t* load,
                              weir_attr_t* affinity, endpoint_t endpoint,
                              uint32_t first_peer, uint32_t last_peer) {
  weir_builder_t* builder = &projection->builder;
  weir_location_t* location = load->location;
  weir_value_t* channel = load_channel(projection, location);
  weir_block_t* body = weir_block_create(load->context);
  weir_value_t* outer = endpoint.resource;
  endpoint.resource = weir_block_add_argument(body, outer->type, location);
  weir_builder_t inner = weir_builder_at_end(body);
  int64_t first_transfer = weir_op_attr_int(load, WEIR_TRANSFER_ATTR, 0);
  for (uint32_t peer = first_peer; peer < last_peer; ++peer) {
    if (peer == projection->node) continue;
    int64_t receiver = endpoint.is_send ? peer : projection->node;
    endpoint.transfer =
        weir_index_attr(load->context, first_transfer + receiver);
    build_endpoint(&inner, location, channel,
                   peer_rank(projection, location, peer), &endpoint);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &inner, WEIR_STREAM_YIELD, location);
  weir_build(&inner, &state);
  weir_op_state_init(&state, builder, WEIR_STREAM_CMD_EXECUTE, location);
  weir_op_state_operand(&state, outer);
  weir_op_state_operand(&state, endpoint.size);
  weir_op_state_operand(&state, NULL);
  weir_op_state_attr(&state, "affinity", affinity);
  weir_op_state_result(&state, weir_stream_timepoint_type(load->context));
  weir_op_t* execute = weir_build(builder, &state);
  weir_region_insert_block(weir_op_region(execute, 0), body, NULL);
  weir_value_t* timepoint = weir_op_result_n(execute, 0);
  weir_op_state_init(&state, builder, WEIR_STREAM_TIMEPOINT_AWAIT, location);
  weir_op_state_operand(&state, outer);
  weir_op_state_operand(&state, endpoint.size);
  weir_op_state_operand(&state, timepoint);
  weir_op_state_result(&state, outer->type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static weir_value_t* build_load(weir_projection_t* projection, weir_op_t* load,
                                weir_value_t* source, weir_value_t* size,
                                weir_value_t* offset) {
  weir_op_state_t state;
  weir_op_state_init(&state, &projection->builder, WEIR_STREAM_RESOURCE_LOAD,
                     load->location);
  weir_op_state_operand(&state, source);
  weir_op_state_operand(&state, size);
  weir_op_state_operand(&state, offset);
  weir_op_state_result(&state, weir_op_result_n(load, 0)->type);
  return weir_op_result_n(weir_build(&projection->builder, &state), 0);
}

weir_status_t weir_project_load(weir_projection_t* projection,
                                weir_op_t* load) {
  weir_value_t* source =
      weir_op_operand(load, WEIR_STREAM_RESOURCE_LOAD_SOURCE);
  weir_attr_t* affinity =
      weir_owners_resource_affinity(projection->owners, source);
  uint32_t owner = weir_owners_node_of(projection->owners, affinity);
  if (owner == WEIR_NO_NODE) {
    weir_op_error(load,
                  "loads from a resource that no node of the cluster owns");
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "load without a node");
  }
  weir_value_t* result = weir_op_result_n(load, 0);
  weir_builder_t* builder = &projection->builder;
  int64_t bytes = (int64_t)weir_dense_element_bytes(result->type);
  if (result->type->kind == WEIR_TYPE_VECTOR)
    bytes *= weir_type_element_count(result->type);
  weir_value_t* length = weir_build_index(builder, load->location, bytes);
  endpoint_t endpoint = {.is_send = owner == projection->node,
                         .length = length};
  if (endpoint.is_send) {
    endpoint.resource = weir_projection_get(projection, source);
    endpoint.size = weir_projection_get(projection, weir_op_operand_n(load, 1));
    endpoint.offset =
        weir_projection_get(projection, weir_op_operand_n(load, 2));
    weir_value_t* sent = exchange(projection, load, affinity, endpoint, 0,
                                  weir_owners_node_count(projection->owners));
    weir_mapping_set(
        projection->mapping, result,
        build_load(projection, load, sent, endpoint.size, endpoint.offset));
    return weir_ok();
  }
  weir_attr_t* here =
      weir_owners_device_of(projection->owners, projection->node);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_STREAM_RESOURCE_ALLOC,
                     load->location);
  weir_op_state_operand(&state, length);
  weir_op_state_attr(&state, "uninitialized", weir_unit_attr(load->context));
  weir_op_state_attr(&state, "affinity", here);
  weir_op_state_result(
      &state, weir_stream_resource_type(load->context, WEIR_LIFETIME_STAGING));
  endpoint.resource = weir_op_result_n(weir_build(builder, &state), 0);
  endpoint.size = length;
  endpoint.offset = weir_build_index(builder, load->location, 0);
  weir_value_t* received =
      exchange(projection, load, here, endpoint, owner, owner + 1);
  weir_mapping_set(
      projection->mapping, result,
      build_load(projection, load, received, length, endpoint.offset));
  return weir_ok();
}
