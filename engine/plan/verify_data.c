// Executables, constants and globals of a node.
#include "engine/plan/verifier_impl.h"

static weir_status_t verify_executables(const weir_plan_context_t* context) {
  const weir_plan_program_t* program = context->program;
  for (uint32_t i = 0; i < program->executable_count; ++i) {
    const weir_plan_executable_t* executable = &program->executables[i];
    WEIR_PLAN_CHECK(
        EXECUTABLES, i,
        weir_plan_is_string(context, executable->name) &&
            weir_plan_within(executable->export_first, executable->export_count,
                             program->export_count) &&
            weir_plan_within(executable->variant_first,
                             executable->variant_count, program->variant_count),
        "name, exports or variants out of range");
  }
  for (uint32_t i = 0; i < program->export_count; ++i) {
    const weir_plan_export_t* entry = &program->exports[i];
    WEIR_PLAN_CHECK(
        EXPORTS, i,
        weir_plan_is_string(context, entry->name) &&
            weir_plan_is_location_or_none(context, entry->location) &&
            entry->binding_count <= 1u << 16 &&
            entry->constant_count <= 1u << 16,
        "name, location or counts out of range");
  }
  for (uint32_t i = 0; i < program->variant_count; ++i) {
    const weir_plan_variant_t* variant = &program->variants[i];
    WEIR_PLAN_CHECK(VARIANTS, i,
                    weir_plan_is_string(context, variant->format) &&
                        weir_plan_is_string(context, variant->target) &&
                        variant->image_offset % WEIR_PLAN_ALIGNMENT == 0 &&
                        variant->image_offset <= program->image_bytes &&
                        variant->image_bytes <=
                            program->image_bytes - variant->image_offset,
                    "strings or image out of range");
  }
  return weir_ok();
}

static weir_status_t verify_constants(const weir_plan_context_t* context) {
  const weir_plan_program_t* program = context->program;
  for (uint32_t i = 0; i < program->constant_count; ++i) {
    const weir_plan_constant_t* constant = &program->constants[i];
    WEIR_PLAN_CHECK(
        CONSTANTS, i,
        weir_plan_is_string_or_none(context, constant->name) &&
            constant->flags == 0 &&
            constant->offset % WEIR_PLAN_ALIGNMENT == 0 &&
            constant->offset <= program->constant_bytes &&
            constant->bytes <= program->constant_bytes - constant->offset,
        "name or bytes out of range");
  }
  for (uint32_t i = 0; i < program->global_count; ++i) {
    const weir_plan_global_t* global = &program->globals[i];
    WEIR_PLAN_CHECK(
        GLOBALS, i,
        weir_plan_is_string(context, global->name) &&
            global->type < WEIR_PLAN_TYPE_END &&
            (global->type == WEIR_PLAN_TYPE_SCALAR || global->value == 0),
        "name, type or value out of range");
  }
  return weir_ok();
}

weir_status_t weir_plan_verify_data(const weir_plan_context_t* context) {
  WEIR_RETURN_IF_ERROR(verify_executables(context));
  return verify_constants(context);
}
