#include <string.h>

#include "compiler/dialects/hal.h"
#include "compiler/dialects/util_types.h"
#include "compiler/emit/emit_impl.h"
#include "compiler/ir/diagnostic.h"

uint32_t weir_emit_string_sv(weir_plan_emitter_t* emitter,
                             weir_string_view_t text) {
  return weir_plan_writer_string(emitter->writer, text);
}

uint32_t weir_emit_string(weir_plan_emitter_t* emitter, const char* text) {
  return weir_emit_string_sv(emitter, weir_sv(text ? text : ""));
}

// ---- locations -------------------------------------------------------------

// The first file position and the first name on the way in.
static void look_at_location(const weir_location_t* location,
                             const weir_location_t** file,
                             const weir_location_t** name, int depth) {
  if (location == NULL || depth > 32) return;
  switch (location->location.kind) {
    case WEIR_LOCATION_FILE:
      if (*file == NULL) *file = location;
      return;
    case WEIR_LOCATION_NAME:
      if (*name == NULL) *name = location;
      break;
    default:
      break;
  }
  for (uint32_t i = 0; i < location->location.child_count; ++i) {
    look_at_location(location->location.children[i], file, name, depth + 1);
  }
}

static uint32_t make_location(weir_plan_emitter_t* emitter,
                              const weir_location_t* location,
                              const char* what) {
  const weir_location_t *file = NULL, *name = NULL;
  look_at_location(location, &file, &name, 0);
  if (file == NULL && name == NULL && what == NULL) return WEIR_PLAN_NONE;
  weir_plan_location_t record = {WEIR_PLAN_NONE, 0, 0, WEIR_PLAN_NONE};
  if (file != NULL) {
    record.file = weir_emit_string_sv(
        emitter,
        weir_sv_n(file->location.name->data, file->location.name->size));
    record.line = file->location.line;
    record.column = file->location.column;
  }
  // The name of the source is what people know; ours says what is being done.
  if (name != NULL && what != NULL) {
    record.name = weir_emit_string(
        emitter, weir_arena_format(&emitter->arena, "%s [%s]",
                                   name->location.name->data, what));
  } else if (name != NULL || what != NULL) {
    record.name =
        weir_emit_string(emitter, name ? name->location.name->data : what);
  }
  return weir_plan_writer_add(emitter->writer, WEIR_PLAN_SECTION_LOCATIONS,
                              WEIR_PLAN_NONE, &record, 1);
}

uint32_t weir_emit_location(weir_plan_emitter_t* emitter,
                            const weir_location_t* location, const char* name) {
  if (name != NULL) return make_location(emitter, location, name);
  uint64_t known = weir_emit_map_get(&emitter->locations, location);
  if (known != 0) return (uint32_t)(known - 1);
  uint32_t index = make_location(emitter, location, NULL);
  weir_emit_map_set(&emitter->locations, &emitter->arena, location,
                    (uint64_t)index + 1);
  return index;
}

// ---- constants -------------------------------------------------------------

bool weir_emit_constant(weir_emit_module_t* module, const weir_op_t* op,
                        weir_attr_t* value, uint32_t* out_index) {
  weir_plan_emitter_t* emitter = module->emitter;
  uint64_t known = weir_emit_map_get(&module->constants, value);
  if (known != 0) {
    *out_index = (uint32_t)(known - 1);
    return true;
  }
  int64_t bytes = weir_attr_storage_bytes(value);
  if (bytes < 0) {
    return weir_op_error(op, "has a constant whose bytes are not here");
  }
  void* data = NULL;
  weir_plan_constant_t record = {.name = WEIR_PLAN_NONE,
                                 .bytes = (uint64_t)bytes};
  record.offset = weir_plan_writer_reserve_data(
      emitter->writer, WEIR_PLAN_SECTION_CONSTANT_DATA, module->index,
      (size_t)bytes, &data);
  weir_status_t status =
      bytes > 0 ? weir_attr_serialize(value, data) : weir_ok();
  if (!weir_is_ok(status)) {
    weir_op_error(op, "has a constant that cannot be written: %s",
                  weir_status_message(status));
    weir_status_free(status);
    return false;
  }
  *out_index = weir_plan_writer_add(
      emitter->writer, WEIR_PLAN_SECTION_CONSTANTS, module->index, &record, 1);
  weir_emit_map_set(&module->constants, &emitter->arena, value,
                    (uint64_t)*out_index + 1);
  module->record.constant_bytes += record.bytes;
  return true;
}

// ---- channels --------------------------------------------------------------

uint32_t weir_emit_member_of(const weir_plan_emitter_t* emitter,
                             uint32_t channel, uint32_t node, uint32_t device) {
  const weir_emit_plan_t* plan = emitter->plan;
  if (channel == 0) {
    uint32_t member = device;
    for (uint32_t i = 0; i < node; ++i) member += plan->nodes[i].device_count;
    return member;
  }
  const weir_emit_channel_t* record = &plan->channels[channel - 1];
  for (uint32_t i = 0; i < record->member_count; ++i) {
    if (record->members[i].node == node &&
        record->members[i].device == device) {
      return i;
    }
  }
  return WEIR_PLAN_NONE;
}

bool weir_emit_channel_of(weir_emit_module_t* module, weir_value_t* channel,
                          uint32_t* out_channel, uint32_t* out_device) {
  const weir_op_t* op = weir_emit_origin(module, channel);
  weir_string_view_t group;
  if (!weir_op_is(op, WEIR_HAL_CHANNEL_CREATE) ||
      !weir_emit_text_of(
          module, weir_op_operand(op, WEIR_HAL_CHANNEL_CREATE_GROUP), &group) ||
      !weir_emit_device_of(module,
                           weir_op_operand(op, WEIR_HAL_CHANNEL_CREATE_DEVICE),
                           out_device)) {
    return false;
  }
  *out_channel = 0;
  if (group.size == 0) return true;
  for (uint32_t i = 0; i < module->emitter->plan->channel_count; ++i) {
    if (weir_sv_equal_c(group, module->emitter->plan->channels[i].name)) {
      *out_channel = i + 1;
      return true;
    }
  }
  return false;
}
