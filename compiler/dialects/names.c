// Names that ops suggest for their results.
#include <stdio.h>

#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/names.h"
#include "compiler/ir/diagnostic.h"

void weir_names_of_row(weir_asm_printer_t* printer, const weir_op_t* op) {
  const char* words = op->info->def->result_names;
  for (uint32_t group = 0; words != NULL && *words != '\0'; ++group) {
    const char* end = words;
    while (*end != '\0' && *end != ' ') ++end;
    if (weir_op_result_group_size(op, group) > 0) {
      weir_value_t* value =
          weir_op_result_n(op, weir_op_result_group_start(op, group));
      weir_asm_name(printer, value,
                    weir_arena_string(weir_asm_arena(printer), words,
                                      (size_t)(end - words)));
    }
    words = *end == ' ' ? end + 1 : end;
  }
}

static void name_first(weir_asm_printer_t* printer, const weir_op_t* op,
                       const char* prefix, weir_string_view_t text) {
  weir_asm_name(printer, weir_op_result_n(op, 0),
                weir_arena_format(weir_asm_arena(printer), "%s%.*s", prefix,
                                  WEIR_SV_ARGS(text)));
}

void weir_names_buffer_constant(weir_asm_printer_t* printer,
                                const weir_op_t* op) {
  weir_string_view_t name = weir_op_attr_string(op, "name");
  name_first(printer, op, "", name.size > 0 ? name : weir_sv("buffer_cst"));
}

void weir_names_global_load(weir_asm_printer_t* printer, const weir_op_t* op) {
  name_first(printer, op, "", weir_op_attr_string(op, "global"));
}

void weir_names_global_address(weir_asm_printer_t* printer,
                               const weir_op_t* op) {
  name_first(printer, op, "ptr_", weir_op_attr_string(op, "global"));
}

// "stream.dispatch.workgroup.id" -> workgroup_id_0; of hal: workgroup_id_x.
void weir_names_workgroup(weir_asm_printer_t* printer, const weir_op_t* op) {
  const char* last = op->name->data;
  for (const char* c = last; *c != '\0'; ++c) {
    if (*c == '.') last = c + 1;
  }
  int64_t dimension = weir_op_attr_int(op, "dimension", 0);
  char suffix[24];
  if (weir_sv_equal_c(weir_op_dialect(op), "hal") && dimension >= 0 &&
      dimension < 3) {
    snprintf(suffix, sizeof(suffix), "%c", "xyz"[dimension]);
  } else {
    snprintf(suffix, sizeof(suffix), "%lld", (long long)dimension);
  }
  weir_asm_name(printer, weir_op_result_n(op, 0),
                weir_arena_format(weir_asm_arena(printer), "workgroup_%s_%s",
                                  last, suffix));
}

void weir_names_device_resolve(weir_asm_printer_t* printer,
                               const weir_op_t* op) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    const weir_value_t* result = weir_op_result_n(op, i);
    const char* name = "queue_affinity";
    if (weir_type_is_hal_device(result->type)) name = "device";
    if (weir_type_is(result->type, &weir_hal_allocator_def)) {
      name = "allocator";
    }
    weir_asm_name(printer, result, name);
  }
}

void weir_names_devices_get(weir_asm_printer_t* printer, const weir_op_t* op) {
  int64_t index = 0;
  const char* name = "device_n";
  if (weir_value_is_constant_int(
          weir_op_operand(op, WEIR_HAL_DEVICES_GET_INDEX), &index)) {
    name = weir_arena_format(weir_asm_arena(printer), "device_%lld",
                             (long long)index);
  }
  weir_asm_name(printer, weir_op_result_n(op, 0), name);
}

void weir_names_element_type(weir_asm_printer_t* printer, const weir_op_t* op) {
  weir_type_t* type = weir_op_attr_type(op, "type");
  weir_arena_t* arena = weir_asm_arena(printer);
  name_first(printer, op, "element_type_",
             weir_sv(type != NULL ? weir_type_text(type, arena) : ""));
}

void weir_names_encoding_type(weir_asm_printer_t* printer,
                              const weir_op_t* op) {
  if (weir_op_has_attr(op, "encoding")) return;
  weir_asm_name(printer, weir_op_result_n(op, 0), "dense_row_major");
}
