// Makes compiled variants binaries.
//
// Needs:   variants that hold no module any longer and link one object with its
//          data; exports resolved to ordinals.
// Changes: each variant becomes a hal.executable.binary with the object's data
//          and the format of its target.
// Keeps:   variants of other backends, where `target` names one.
//
// Options: `target`, a backend (default: all); `dump-binaries-path`, a folder
// that gets each binary as a file of its own, made if it is not there.
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/hal/devices.h"
#include "compiler/transforms/hal/dump.h"
#include "engine/base/file_writer.h"
#include "compiler/transforms/hal/passes.h"

static bool holds_module(const weir_op_t* variant) {
  WEIR_FOR_EACH_OP(op, weir_op_region(variant, 0)->first) {
    if (weir_sv_equal_c(weir_sv(op->name->data), "builtin.module")) return true;
  }
  return false;
}

// The bytes of the only object; NULL after a diagnostic.
static weir_attr_t* code_of(const weir_op_t* variant) {
  const weir_attr_t* objects = weir_op_attr(variant, "objects");
  if (holds_module(variant) || !weir_attr_is(objects, WEIR_ATTR_ARRAY)) {
    weir_op_error(variant, "is not compiled: translate it first");
    return NULL;
  }
  weir_attr_t* data =
      objects->array.count == 1
          ? weir_hal_executable_object_data(objects->array.elements[0])
          : NULL;
  if (data == NULL) {
    weir_op_error(variant,
                  "cannot be serialized: expected one object with its data");
  }
  return data;
}

static weir_status_t dump_binary(const weir_pass_t* pass,
                                 const weir_op_t* variant,
                                 const weir_attr_t* data, const char* folder) {
  if (folder[0] == '\0') return weir_ok();
  const char* path =
      weir_arena_format(pass->scratch, "%s/%.*s_%.*s.so", folder,
                        WEIR_SV_ARGS(weir_symbol_name(weir_op_parent(variant))),
                        WEIR_SV_ARGS(weir_symbol_name(variant)));
  if (!weir_attr_is(data, WEIR_ATTR_DENSE_ELEMENTS) || data->dense.splat) {
    return weir_ok();
  }
  return weir_file_write(path, data->dense.data, data->dense.size);
}

static weir_status_t serialize(const weir_pass_t* pass, weir_op_t* variant,
                               const char* folder) {
  weir_attr_t* data = code_of(variant);
  if (data == NULL) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "variant without code");
  }
  WEIR_RETURN_IF_ERROR(dump_binary(pass, variant, data, folder));
  weir_context_t* context = variant->context;
  weir_builder_t builder = weir_builder_before(variant);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_HAL_EXECUTABLE_BINARY,
                     variant->location);
  weir_op_state_attr(&state, "sym_visibility",
                     weir_op_attr(variant, "sym_visibility"));
  weir_op_state_attr(&state, "sym_name", weir_op_attr(variant, "sym_name"));
  weir_op_state_attr(
      &state, "format",
      weir_string_attr_sv(context, weir_hal_executable_target_format(
                                       weir_op_attr(variant, "target"))));
  weir_op_state_attr(&state, "data", data);
  weir_op_state_attr(&state, "mime_type",
                     weir_string_attr(context, "application/x-elf"));
  weir_build(&builder, &state);
  weir_op_erase(variant);
  return weir_ok();
}

weir_status_t weir_hal_serialize_executables(weir_pass_t* pass,
                                             weir_op_t* root) {
  const char* backend = weir_pass_option(pass, "target", "");
  const char* folder = weir_pass_option(pass, "dump-binaries-path", "");
  if (folder[0] != '\0') {
    WEIR_RETURN_IF_ERROR(weir_hal_make_dump_folder(folder));
  }
  weir_op_list_t variants =
      weir_collect_ops(root, WEIR_HAL_EXECUTABLE_VARIANT, pass->scratch);
  for (uint32_t i = 0; i < variants.count; ++i) {
    weir_op_t* variant = variants.ops[i];
    if (!weir_hal_is_of_backend(variant, backend)) continue;
    WEIR_RETURN_IF_ERROR(serialize(pass, variant, folder));
  }
  return weir_ok();
}
