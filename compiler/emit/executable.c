// Executables: their exports, layouts and code.

#include <string.h>

#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/emit/emit_impl.h"
#include "compiler/ir/diagnostic.h"

// ---- layouts ---------------------------------------------------------------

bool weir_emit_binding_place(const weir_op_t* export_op, int64_t set,
                             int64_t ordinal, uint32_t* out_place,
                             bool* out_read_only) {
  const weir_attr_t* sets =
      weir_hal_pipeline_layout_sets(weir_op_attr(export_op, "layout"));
  uint32_t place = 0;
  for (uint32_t i = 0; i < sets->array.count; ++i) {
    const weir_attr_t* layout = sets->array.elements[i];
    const weir_attr_t* bindings =
        weir_hal_descriptor_set_layout_bindings(layout);
    for (uint32_t j = 0; j < bindings->array.count; ++j, ++place) {
      weir_descriptor_binding_t binding =
          weir_hal_descriptor_set_binding(bindings->array.elements[j]);
      if (weir_hal_descriptor_set_layout_ordinal(layout) == set &&
          binding.ordinal == ordinal) {
        *out_place = place;
        *out_read_only = binding.has_flags &&
                         (binding.flags & WEIR_DESCRIPTOR_FLAG_READ_ONLY) != 0;
        return true;
      }
    }
  }
  return false;
}

static uint32_t binding_count(const weir_op_t* export_op) {
  const weir_attr_t* sets =
      weir_hal_pipeline_layout_sets(weir_op_attr(export_op, "layout"));
  uint32_t count = 0;
  for (uint32_t i = 0; i < sets->array.count; ++i) {
    count += weir_hal_descriptor_set_layout_bindings(sets->array.elements[i])
                 ->array.count;
  }
  return count;
}

// ---- exports ---------------------------------------------------------------

// Exports of all variants are the same; those of the first one count.
static void find_exports(weir_emit_module_t* module, weir_op_t* op,
                         weir_emit_executable_t* executable) {
  weir_arena_t* arena = &module->emitter->arena;
  weir_op_list_t exports =
      weir_collect_ops(op, WEIR_HAL_EXECUTABLE_EXPORT, arena);
  executable->exports = WEIR_ARENA_ARRAY(arena, weir_op_t*, exports.count);
  const weir_op_t* first_parent = NULL;
  for (uint32_t i = 0; i < exports.count; ++i) {
    const weir_op_t* parent = weir_op_parent(exports.ops[i]);
    if (first_parent == NULL) first_parent = parent;
    if (parent != first_parent) continue;
    executable->exports[executable->export_count++] = exports.ops[i];
  }
  // By ordinal, where ordinals were given.
  for (uint32_t i = 1; i < executable->export_count; ++i) {
    weir_op_t* one = executable->exports[i];
    int64_t ordinal = weir_op_attr_int(one, "ordinal", i);
    uint32_t j = i;
    for (; j > 0 && weir_op_attr_int(executable->exports[j - 1], "ordinal",
                                     j - 1) > ordinal;
         --j) {
      executable->exports[j] = executable->exports[j - 1];
    }
    executable->exports[j] = one;
  }
}

static bool add_export(weir_emit_module_t* module, const weir_op_t* op) {
  weir_plan_emitter_t* emitter = module->emitter;
  const weir_attr_t* layout = weir_op_attr(op, "layout");
  if (!weir_attr_is_def(layout, &weir_hal_pipeline_layout_attr_def)) {
    return weir_op_error(op, "has no pipeline layout");
  }
  weir_plan_export_t record = {
      .name = weir_emit_string_sv(emitter, weir_symbol_name(op)),
      .binding_count = binding_count(op),
      .constant_count =
          (uint32_t)weir_hal_pipeline_layout_push_constants(layout),
      .workgroup_size = {1, 1, 1},
      .local_memory_bytes =
          (uint32_t)weir_op_attr_int(op, "workgroup_local_memory", 0),
      .location = weir_emit_location(emitter, op->location, NULL),
  };
  const weir_attr_t* size = weir_op_attr(op, "workgroup_size");
  for (uint32_t i = 0;
       weir_attr_is(size, WEIR_ATTR_ARRAY) && i < 3 && i < size->array.count;
       ++i) {
    int64_t value = 1;
    if (weir_attr_int(size->array.elements[i], &value)) {
      record.workgroup_size[i] = (uint32_t)value;
    }
  }
  weir_plan_writer_add(emitter->writer, WEIR_PLAN_SECTION_EXPORTS,
                       module->index, &record, 1);
  return true;
}

// ---- code ------------------------------------------------------------------

static void add_variant(weir_emit_module_t* module, weir_string_view_t format,
                        weir_string_view_t target, const void* data,
                        size_t size) {
  weir_plan_emitter_t* emitter = module->emitter;
  weir_plan_variant_t record = {
      .format = weir_emit_string_sv(emitter, format),
      .target = weir_emit_string_sv(emitter, target),
      .image_offset = weir_plan_writer_data(
          emitter->writer, WEIR_PLAN_SECTION_IMAGES, module->index, data, size),
      .image_bytes = size,
  };
  weir_plan_writer_add(emitter->writer, WEIR_PLAN_SECTION_VARIANTS,
                       module->index, &record, 1);
  module->record.image_bytes += size;
}

static void add_given_images(weir_emit_module_t* module,
                             weir_string_view_t name) {
  const weir_emit_plan_t* plan = module->emitter->plan;
  for (uint32_t i = 0; i < plan->image_count; ++i) {
    const weir_emit_image_t* image = &plan->images[i];
    if (weir_sv_equal_c(name, image->executable)) {
      add_variant(module, weir_sv(image->format), weir_sv(image->target),
                  image->data, image->size);
    }
  }
}

static void add_binaries(weir_emit_module_t* module, weir_op_t* op) {
  weir_op_list_t binaries =
      weir_collect_ops(op, WEIR_HAL_EXECUTABLE_BINARY, &module->emitter->arena);
  for (uint32_t i = 0; i < binaries.count; ++i) {
    const weir_attr_t* data = weir_op_attr(binaries.ops[i], "data");
    if (!weir_attr_is(data, WEIR_ATTR_DENSE_ELEMENTS) || data->dense.splat) {
      continue;
    }
    add_variant(module, weir_op_attr_string(binaries.ops[i], "format"),
                weir_op_attr_string(binaries.ops[i], "target"),
                data->dense.data, data->dense.size);
  }
}

static bool emit_executable(weir_emit_module_t* module, weir_op_t* op) {
  weir_plan_emitter_t* emitter = module->emitter;
  weir_emit_executable_t* executable =
      WEIR_ARENA_NEW(&emitter->arena, weir_emit_executable_t);
  executable->op = op;
  find_exports(module, op, executable);
  weir_plan_executable_t record = {
      .name = weir_emit_string_sv(emitter, weir_symbol_name(op)),
      .export_first = weir_plan_writer_count(
          emitter->writer, WEIR_PLAN_SECTION_EXPORTS, module->index),
      .export_count = executable->export_count,
      .variant_first = weir_plan_writer_count(
          emitter->writer, WEIR_PLAN_SECTION_VARIANTS, module->index),
  };
  for (uint32_t i = 0; i < executable->export_count; ++i) {
    if (!add_export(module, executable->exports[i])) return false;
  }
  add_given_images(module, weir_symbol_name(op));
  add_binaries(module, op);
  record.variant_count =
      weir_plan_writer_count(emitter->writer, WEIR_PLAN_SECTION_VARIANTS,
                             module->index) -
      record.variant_first;
  if (record.variant_count == 0) {
    return weir_op_error(op,
                         "has no code: no image and no binary of it was "
                         "given");
  }
  executable->index =
      weir_plan_writer_add(emitter->writer, WEIR_PLAN_SECTION_EXECUTABLES,
                           module->index, &record, 1);
  weir_emit_map_set(&module->executables, &emitter->arena, op,
                    (uint64_t)(uintptr_t)executable);
  return true;
}

bool weir_emit_executables(weir_emit_module_t* module) {
  weir_op_list_t ops = weir_collect_ops(module->op, WEIR_HAL_EXECUTABLE,
                                        &module->emitter->arena);
  for (uint32_t i = 0; i < ops.count; ++i) {
    if (!emit_executable(module, ops.ops[i])) return false;
  }
  return true;
}
