#include "compiler/pipeline/plan_output.h"

#include <string.h>

#include "compiler/dialects/builtin.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/util.h"
#include "compiler/emit/emit.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/nodes/projection.h"

typedef struct images_t {
  weir_arena_t* arena;
  weir_emit_image_t* images;
  uint32_t count, capacity;
} images_t;

static bool has_image(const images_t* images, const char* executable,
                      const char* target) {
  for (uint32_t i = 0; i < images->count; ++i) {
    if (strcmp(images->images[i].executable, executable) == 0 &&
        strcmp(images->images[i].target, target) == 0) {
      return true;
    }
  }
  return false;
}

static weir_status_t add_image(images_t* images, const char* executable,
                               const weir_op_t* variant) {
  weir_attr_t* target = weir_op_attr(variant, "target");
  weir_attr_t* objects = weir_op_attr(variant, "objects");
  weir_string_view_t cpu = weir_attr_string(
      weir_dictionary_get(weir_hal_executable_target_config(target), "cpu"));
  const char* name = weir_arena_string(images->arena, cpu.data, cpu.size);
  if (has_image(images, executable, name)) return weir_ok();
  const weir_attr_t* data =
      objects != NULL && objects->array.count > 0
          ? weir_hal_executable_object_data(objects->array.elements[0])
          : NULL;
  if (data == NULL) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "executable @%s has no machine code for %s", executable,
                       name);
  }
  if (images->count == images->capacity) {
    uint32_t capacity = images->capacity ? images->capacity * 2 : 64;
    weir_emit_image_t* grown =
        WEIR_ARENA_ARRAY(images->arena, weir_emit_image_t, capacity);
    if (images->count > 0) {
      memcpy(grown, images->images, images->count * sizeof(*grown));
    }
    images->images = grown;
    images->capacity = capacity;
  }
  images->images[images->count++] = (weir_emit_image_t){
      .executable = executable,
      .format = "elf",
      .target = name,
      .data = data->dense.data,
      .size = data->dense.size,
  };
  return weir_ok();
}

static weir_status_t collect_images(weir_op_t* module, images_t* images) {
  WEIR_FOR_EACH_OP(op, weir_module_body(module)) {
    if (!weir_op_is(op, WEIR_HAL_EXECUTABLE)) continue;
    WEIR_FOR_EACH_OP(variant, weir_op_region(op, 0)->first) {
      if (!weir_op_is(variant, WEIR_HAL_EXECUTABLE_VARIANT)) continue;
      WEIR_RETURN_IF_ERROR(
          add_image(images, weir_symbol_name(op).data, variant));
    }
  }
  return weir_ok();
}

// |module| says in `weir.peak` how much memory was proved to be enough.
static weir_emit_device_t* devices_of(const weir_cluster_t* cluster,
                                      uint32_t node, const weir_op_t* module,
                                      weir_arena_t* arena) {
  const weir_attr_t* peaks =
      module != NULL ? weir_op_attr(module, "weir.peak") : NULL;
  const weir_cluster_node_t* from = &cluster->nodes[node];
  weir_emit_device_t* devices =
      WEIR_ARENA_ARRAY(arena, weir_emit_device_t, from->device_count);
  for (uint32_t i = 0; i < from->device_count; ++i) {
    const weir_cluster_device_t* device = &from->devices[i];
    int64_t peak = 0;
    weir_attr_int(weir_dictionary_get(peaks, device->symbol), &peak);
    devices[i] = (weir_emit_device_t){
        .symbol = device->symbol,
        .kind = device->kind == WEIR_DEVICE_KIND_CUDA ? "cuda" : "local",
        .ordinal = device->ordinal,
        .cores = device->cores,
        .memory_bytes = device->memory_bytes,
        .peak_bytes = (uint64_t)peak,
    };
  }
  return devices;
}

// The modules of the nodes in the order of the cluster file.
static weir_status_t collect_nodes(weir_op_t* module,
                                   const weir_cluster_t* cluster,
                                   weir_arena_t* arena,
                                   weir_emit_node_t* nodes) {
  bool split = false;
  WEIR_FOR_EACH_OP(op, weir_module_body(module)) {
    if (!weir_op_is(op, WEIR_BUILTIN_MODULE) ||
        !weir_op_has_attr(op, "weir.node")) {
      continue;
    }
    split = true;
    int64_t node = weir_op_attr_int(op, "weir.node", 0);
    if (node < 0 || node >= (int64_t)cluster->node_count) {
      return weir_status(
          WEIR_CODE_INVALID_ARGUMENT,
          "the program is for more nodes than the cluster %s has",
          cluster->path);
    }
    nodes[node].module = op;
  }
  if (!split) nodes[0].module = module;
  for (uint32_t i = 0; i < cluster->node_count; ++i) {
    nodes[i].name = cluster->nodes[i].name;
    nodes[i].devices = devices_of(cluster, i, nodes[i].module, arena);
    nodes[i].device_count = cluster->nodes[i].device_count;
    if (nodes[i].module == NULL && i > 0) {
      return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                         "the program has no module for node %s",
                         nodes[i].name);
    }
  }
  return weir_ok();
}

// Every group of a hal.channel.create is a channel of its own, with the same
// members: each node's first device.
typedef struct channels_t {
  weir_arena_t* arena;
  weir_emit_channel_t* channels;
  uint32_t count, capacity;
  const weir_emit_member_t* members;
  uint32_t member_count;
} channels_t;

static void add_channel(channels_t* channels, const char* name) {
  for (uint32_t i = 0; i < channels->count; ++i) {
    if (strcmp(channels->channels[i].name, name) == 0) return;
  }
  if (channels->count == channels->capacity) {
    uint32_t capacity = channels->capacity ? channels->capacity * 2 : 4;
    weir_emit_channel_t* grown =
        WEIR_ARENA_ARRAY(channels->arena, weir_emit_channel_t, capacity);
    if (channels->count > 0) {
      memcpy(grown, channels->channels, channels->count * sizeof(*grown));
    }
    channels->channels = grown;
    channels->capacity = capacity;
  }
  channels->channels[channels->count++] =
      (weir_emit_channel_t){.name = name,
                            .members = channels->members,
                            .member_count = channels->member_count};
}

static weir_walk_t collect_channel(weir_op_t* op, void* user) {
  if (!weir_op_is(op, WEIR_HAL_CHANNEL_CREATE)) return WEIR_WALK_CONTINUE;
  channels_t* channels = user;
  const weir_op_t* group =
      weir_value_op(weir_op_operand(op, WEIR_HAL_CHANNEL_CREATE_GROUP));
  if (weir_op_is(group, WEIR_UTIL_BUFFER_CONSTANT)) {
    weir_string_view_t name = weir_attr_string(weir_op_attr(group, "value"));
    if (name.size > 0) {
      add_channel(channels,
                  weir_arena_string(channels->arena, name.data, name.size));
    }
  }
  return WEIR_WALK_CONTINUE;
}

static weir_status_t write_plan(weir_op_t* module,
                                const weir_plan_output_t* output,
                                weir_arena_t* arena) {
  const weir_cluster_t* cluster = output->cluster;
  uint32_t count = cluster->node_count;
  weir_emit_node_t* nodes = WEIR_ARENA_ARRAY(arena, weir_emit_node_t, count);
  WEIR_RETURN_IF_ERROR(collect_nodes(module, cluster, arena, nodes));
  images_t images = {.arena = arena};
  weir_emit_member_t* members =
      WEIR_ARENA_ARRAY(arena, weir_emit_member_t, count);
  for (uint32_t i = 0; i < count; ++i) {
    WEIR_RETURN_IF_ERROR(collect_images(nodes[i].module, &images));
    members[i] = (weir_emit_member_t){.node = i, .device = 0};
  }
  channels_t channels = {
      .arena = arena, .members = members, .member_count = count};
  if (count > 1) add_channel(&channels, WEIR_NODES_CHANNEL);
  for (uint32_t i = 0; i < count; ++i) {
    weir_walk_pre_order(nodes[i].module, collect_channel, &channels);
  }
  const char* slash = strrchr(output->input, '/');
  weir_emit_plan_t plan = {
      .name = slash != NULL ? slash + 1 : output->input,
      .source = output->input,
      .compiler = "weirc",
      .cluster = output->cluster_path != NULL ? output->cluster_path : "",
      .strategy = output->strategy,
      .nodes = nodes,
      .node_count = count,
      .images = images.images,
      .image_count = images.count,
      .channels = channels.channels,
      .channel_count = channels.count,
  };
  return weir_emit_plan_file(module->context, &plan, output->path);
}

weir_status_t weir_write_plan(weir_op_t* module,
                              const weir_plan_output_t* output) {
  weir_arena_t arena = {0};
  weir_status_t status = write_plan(module, output, &arena);
  weir_arena_deinit(&arena);
  return status;
}
