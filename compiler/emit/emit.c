#include "compiler/emit/emit.h"

#include <stdlib.h>
#include <string.h>

#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/util.h"
#include "compiler/emit/emit_impl.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "engine/base/file_writer.h"
#include "engine/plan/plan.h"

// ---- tables of the plan ----------------------------------------------------

static void add_plan_tables(weir_plan_emitter_t* emitter) {
  const weir_emit_plan_t* plan = emitter->plan;
  weir_plan_info_t info = {
      .name = weir_emit_string(emitter, plan->name),
      .source = weir_emit_string(emitter, plan->source),
      .compiler = weir_emit_string(emitter, plan->compiler),
      .cluster = weir_emit_string(emitter, plan->cluster),
      .strategy = weir_emit_string(emitter, plan->strategy),
  };
  weir_plan_writer_add(emitter->writer, WEIR_PLAN_SECTION_INFO, WEIR_PLAN_NONE,
                       &info, 1);
}

static void add_channel(weir_plan_emitter_t* emitter, const char* name,
                        uint32_t member_first, uint32_t member_count) {
  weir_plan_channel_t record = {.name = weir_emit_string(emitter, name),
                                .member_first = member_first,
                                .member_count = member_count};
  weir_plan_writer_add(emitter->writer, WEIR_PLAN_SECTION_CHANNELS,
                       WEIR_PLAN_NONE, &record, 1);
}

static void add_channels(weir_plan_emitter_t* emitter) {
  const weir_emit_plan_t* plan = emitter->plan;
  uint32_t count = 0;
  for (uint32_t i = 0; i < plan->node_count; ++i) {
    for (uint32_t j = 0; j < plan->nodes[i].device_count; ++j) {
      weir_plan_place_t member = {i, j};
      weir_plan_writer_add(emitter->writer, WEIR_PLAN_SECTION_MEMBERS,
                           WEIR_PLAN_NONE, &member, 1);
      ++count;
    }
  }
  if (count == 0) return;
  add_channel(emitter, "devices", 0, count);
  for (uint32_t i = 0; i < plan->channel_count; ++i) {
    const weir_emit_channel_t* channel = &plan->channels[i];
    uint32_t first = weir_plan_writer_count(
        emitter->writer, WEIR_PLAN_SECTION_MEMBERS, WEIR_PLAN_NONE);
    for (uint32_t j = 0; j < channel->member_count; ++j) {
      weir_plan_place_t member = {channel->members[j].node,
                                  channel->members[j].device};
      weir_plan_writer_add(emitter->writer, WEIR_PLAN_SECTION_MEMBERS,
                           WEIR_PLAN_NONE, &member, 1);
    }
    add_channel(emitter, channel->name, first, channel->member_count);
  }
}

static bool finish_transfers(weir_plan_emitter_t* emitter) {
  bool fine = true;
  for (uint32_t i = 0; i < emitter->transfer_count; ++i) {
    weir_emit_transfer_t* transfer = &emitter->transfers[i];
    const weir_op_t* only =
        transfer->send.op ? transfer->send.op : transfer->receive.op;
    if (transfer->send.op == NULL || transfer->receive.op == NULL) {
      fine = weir_op_error(only, "is transfer %lld without a %s",
                           (long long)transfer->id,
                           transfer->send.op ? "receive" : "send");
      continue;
    }
    weir_plan_writer_add(emitter->writer, WEIR_PLAN_SECTION_TRANSFERS,
                         WEIR_PLAN_NONE, &transfer->record, 1);
  }
  return fine;
}

// ---- globals ---------------------------------------------------------------

static bool add_global(weir_emit_module_t* module, weir_op_t* op,
                       bool* out_has_bytes) {
  weir_plan_emitter_t* emitter = module->emitter;
  weir_plan_type_t type;
  const weir_type_t* declared = weir_op_attr_type(op, "type");
  const weir_attr_t* value = weir_op_attr(op, "initial_value");
  weir_emit_class_t how = weir_emit_class(declared, &type);
  if (how == WEIR_EMIT_STATIC) return true;
  if (how == WEIR_EMIT_NONE) {
    return weir_op_error(op, "has a type that a plan cannot hold");
  }
  weir_plan_global_t record = {
      .name = weir_emit_string_sv(emitter, weir_symbol_name(op)), .type = type};
  if (weir_type_is_hal_device(declared)) {
    uint32_t device = weir_emit_device_symbol(module, weir_symbol_name(op));
    record.value = device == WEIR_PLAN_NONE ? UINT64_MAX : device;
  } else if (how == WEIR_EMIT_SCALAR && value != NULL &&
             !weir_attr_is(value, WEIR_ATTR_UNIT) &&
             !weir_emit_attr_bits(value, &record.value)) {
    return weir_op_error(op, "has an initial value that is no number");
  } else if (type == WEIR_PLAN_TYPE_BYTES && value != NULL) {
    *out_has_bytes = true;
  }
  uint32_t index = weir_plan_writer_add(
      emitter->writer, WEIR_PLAN_SECTION_GLOBALS, module->index, &record, 1);
  weir_emit_map_set(&module->globals, &emitter->arena, op, (uint64_t)index + 1);
  return true;
}

// Fills the globals that begin as constant bytes.
static bool emit_bytes_initializer(weir_emit_module_t* module) {
  weir_plan_coder_t coder;
  weir_plan_coder_begin(&coder, module->emitter->writer, module->index);
  uint32_t reg = weir_plan_coder_reference(&coder, WEIR_PLAN_TYPE_BYTES);
  WEIR_FOR_EACH_OP(op, weir_module_body(module->op)) {
    weir_plan_type_t type;
    weir_attr_t* value = weir_op_attr(op, "initial_value");
    if (!weir_op_is(op, WEIR_UTIL_GLOBAL) || value == NULL) continue;
    weir_emit_class(weir_op_attr_type(op, "type"), &type);
    if (type != WEIR_PLAN_TYPE_BYTES) continue;
    uint32_t constant = 0;
    if (!weir_emit_constant(module, op, value, &constant)) {
      weir_plan_coder_discard(&coder);
      return false;
    }
    WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_BYTES_CONSTANT, reg, constant);
    WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_GLOBAL_STORE_REFERENCE,
                   (uint32_t)weir_emit_map_get(&module->globals, op) - 1, reg);
  }
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_RETURN, 0, 0);
  weir_plan_routine_t routine = {
      .name = weir_emit_string(module->emitter, "constants"),
      .function = WEIR_PLAN_NONE,
      .flags = WEIR_PLAN_ROUTINE_INITIALIZER};
  weir_plan_coder_end(&coder, &routine, NULL, NULL);
  return true;
}

// ---- nodes -----------------------------------------------------------------

static bool has_code(const weir_op_t* op) {
  return (weir_op_is(op, WEIR_UTIL_FUNC) ||
          weir_op_is(op, WEIR_UTIL_INITIALIZER)) &&
         !weir_region_is_empty(weir_op_region(op, 0));
}

static bool begin_module(weir_plan_emitter_t* emitter, uint32_t index) {
  weir_emit_module_t* module = &emitter->modules[index];
  module->emitter = emitter;
  module->node = &emitter->plan->nodes[index];
  module->index = index;
  module->op = module->node->module;
  module->symbols = weir_symbol_table_create(module->op, &emitter->arena);
  module->device_dispatches =
      WEIR_ARENA_ARRAY(&emitter->arena, uint64_t, module->node->device_count);
  weir_emit_note_stores(module);
  return true;
}

static bool emit_module(weir_emit_module_t* module) {
  weir_block_t* body = weir_module_body(module->op);
  bool has_bytes = false;
  WEIR_FOR_EACH_OP(op, body) {
    if (weir_op_is(op, WEIR_UTIL_GLOBAL) &&
        !add_global(module, op, &has_bytes)) {
      return false;
    }
  }
  if (!weir_emit_executables(module)) return false;
  // Calls need the number of a routine before it is emitted.
  uint32_t next = has_bytes ? 1 : 0;
  WEIR_FOR_EACH_OP(op, body) {
    if (has_code(op)) {
      weir_emit_map_set(&module->routines, &module->emitter->arena, op,
                        (uint64_t)next++ + 1);
    }
  }
  if (has_bytes && !emit_bytes_initializer(module)) return false;
  bool fine = true;
  WEIR_FOR_EACH_OP(op, body) {
    if (!has_code(op)) continue;
    uint32_t flags = 0;
    uint32_t exported = weir_emit_exported(module->emitter, op, &flags);
    flags = weir_op_is(op, WEIR_UTIL_INITIALIZER)
                ? WEIR_PLAN_ROUTINE_INITIALIZER
                : 0;
    // More than one fault is worth telling.
    fine = weir_emit_function(module, op, exported, flags) && fine;
  }
  return fine;
}

static void add_node(weir_emit_module_t* module) {
  weir_plan_emitter_t* emitter = module->emitter;
  const weir_emit_node_t* node = module->node;
  uint64_t* peak =
      WEIR_ARENA_ARRAY(&emitter->arena, uint64_t, node->device_count);
  weir_emit_peak_bytes(module, peak);
  module->record.name = weir_emit_string(emitter, node->name);
  module->record.device_count = node->device_count;
  module->record.device_first = weir_plan_writer_count(
      emitter->writer, WEIR_PLAN_SECTION_DEVICES, WEIR_PLAN_NONE);
  for (uint32_t i = 0; i < node->device_count; ++i) {
    const weir_emit_device_t* device = &node->devices[i];
    weir_plan_device_t record = {
        .node = module->index,
        .name = weir_emit_string(emitter, device->symbol),
        .kind = weir_emit_string(emitter, device->kind),
        .ordinal = device->ordinal,
        .queue_count = 1,
        .core_count = device->cores,
        .memory_bytes = device->memory_bytes,
        .peak_bytes = device->peak_bytes ? device->peak_bytes : peak[i],
        .dispatch_count = (uint32_t)module->device_dispatches[i],
    };
    weir_plan_writer_add(emitter->writer, WEIR_PLAN_SECTION_DEVICES,
                         WEIR_PLAN_NONE, &record, 1);
  }
  weir_plan_writer_add(emitter->writer, WEIR_PLAN_SECTION_NODES, WEIR_PLAN_NONE,
                       &module->record, 1);
}

static bool emit_all(weir_plan_emitter_t* emitter) {
  uint32_t count = emitter->plan->node_count;
  add_plan_tables(emitter);
  add_channels(emitter);
  for (uint32_t i = 0; i < count; ++i) begin_module(emitter, i);
  if (!weir_emit_ports(emitter)) return false;
  for (uint32_t i = 0; i < count; ++i) {
    if (!emit_module(&emitter->modules[i])) return false;
  }
  for (uint32_t i = 0; i < count; ++i) add_node(&emitter->modules[i]);
  return finish_transfers(emitter);
}

// ---- the plan --------------------------------------------------------------

// What weir would refuse must not be written.
static weir_status_t verify(const char* name, const void* image, size_t size) {
  weir_plan_t* plan = NULL;
  weir_status_t status = weir_plan_open_memory(name, image, size, &plan);
  weir_plan_close(plan);
  if (weir_is_ok(status)) return status;
  weir_status_t failure =
      weir_status(WEIR_CODE_INTERNAL, "the plan that was made is not sound: %s",
                  weir_status_message(status));
  weir_status_free(status);
  return failure;
}

weir_status_t weir_emit_plan(weir_context_t* context,
                             const weir_emit_plan_t* plan, void** out_image,
                             size_t* out_size) {
  *out_image = NULL;
  *out_size = 0;
  if (plan->node_count == 0) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "a plan needs a node");
  }
  weir_plan_emitter_t emitter = {.plan = plan, .context = context};
  weir_arena_init(&emitter.arena);
  emitter.modules =
      WEIR_ARENA_ARRAY(&emitter.arena, weir_emit_module_t, plan->node_count);
  weir_status_t status =
      weir_plan_writer_create(plan->node_count, &emitter.writer);
  if (weir_is_ok(status) && !emit_all(&emitter)) {
    status = weir_status(WEIR_CODE_INVALID_ARGUMENT,
                         "%s cannot be put into a plan", plan->name);
  }
  void* image = NULL;
  size_t size = 0;
  if (weir_is_ok(status)) {
    status = weir_plan_writer_finish(emitter.writer, &image, &size);
  }
  if (weir_is_ok(status)) status = verify(plan->name, image, size);
  if (weir_is_ok(status)) {
    *out_image = image;
    *out_size = size;
  } else {
    free(image);
  }
  weir_plan_writer_free(emitter.writer);
  weir_arena_deinit(&emitter.arena);
  return status;
}

weir_status_t weir_emit_plan_file(weir_context_t* context,
                                  const weir_emit_plan_t* plan,
                                  const char* path) {
  void* image = NULL;
  size_t size = 0;
  WEIR_RETURN_IF_ERROR(weir_emit_plan(context, plan, &image, &size));
  weir_status_t status = weir_file_write(path, image, size);
  free(image);
  return status;
}
