// Takes parameters from archives into the program as constants.
//
// Needs:   globals that begin with parameters.
// Changes: those that an archive of their scope holds and that are asked for
//          begin with their value instead.
// Keeps:   parameters of other scopes, those that no archive holds, and types
//          whose elements are no whole bytes (a warning).
// Options: paths=[scope=]file,..: archives, IRPA, safetensors or GGUF; without
//          them nothing is done. keys=key,..: what is imported whatever its size.
//          maximum-size=0: bytes up to which all are imported.
#include <stdlib.h>

#include "compiler/dialects/flow_types.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/util_types.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/transforms/io/passes.h"
#include "compiler/transforms/io/scope_path.h"
#include "engine/io/parameters.h"

typedef struct archive_t {
  const char* scope;
  weir_parameter_index_t* index;
} archive_t;

typedef struct import_t {
  weir_pass_t* pass;
  archive_t* archives;
  uint32_t count;
  const char* keys;
  int64_t maximum_bytes;  // 0: only what |keys| names
} import_t;

static weir_status_t open_archives(import_t* import, const char* paths) {
  weir_string_view_t part;
  uint32_t capacity = 1;
  for (const char* c = paths; *c != '\0'; ++c) capacity += *c == ',';
  import->archives =
      WEIR_ARENA_ARRAY(import->pass->scratch, archive_t, capacity);
  while (weir_list_option_next(&paths, &part)) {
    weir_scope_path_t target =
        weir_scope_path_split(part, import->pass->scratch);
    archive_t* archive = &import->archives[import->count];
    archive->scope = target.scope;
    WEIR_RETURN_IF_ERROR(
        weir_parameter_index_open(target.path, &archive->index));
    ++import->count;
  }
  return weir_ok();
}

// NULL if no archive of the scope has it.
static const weir_parameter_t* find_parameter(const import_t* import,
                                              const weir_attr_t* name) {
  weir_string_view_t scope = weir_attr_string(weir_parameter_named_scope(name));
  weir_string_view_t key = weir_attr_string(weir_parameter_named_key(name));
  for (uint32_t i = 0; i < import->count; ++i) {
    if (!weir_sv_equal_c(scope, import->archives[i].scope)) continue;
    const weir_parameter_t* parameter =
        weir_parameter_index_find(import->archives[i].index, key);
    if (parameter != NULL) return parameter;
  }
  return NULL;
}

static bool is_asked_for(const import_t* import, const weir_attr_t* name) {
  weir_string_view_t key = weir_attr_string(weir_parameter_named_key(name));
  weir_string_view_t part;
  const char* keys = import->keys;
  while (weir_list_option_next(&keys, &part)) {
    if (weir_sv_equal(part, key)) return true;
  }
  return import->maximum_bytes > 0 &&
         weir_attr_storage_bytes(name) <= import->maximum_bytes;
}

static bool has_whole_bytes(weir_type_t* type) {
  if (!weir_type_is_shaped(type)) return false;
  weir_type_t* element = weir_type_element(type);
  uint32_t bits = weir_type_bit_width(element);
  return weir_type_is_int_or_float(element) &&
         (bits == 8 || bits == 16 || bits == 32 || bits == 64);
}

static weir_status_t import_global(weir_op_t* global,
                                   const weir_parameter_t* parameter) {
  weir_attr_t* name = weir_op_attr(global, "initial_value");
  weir_type_t* type = weir_op_attr_type(global, "type");
  int64_t bytes = weir_attr_storage_bytes(name);
  if (bytes < 0 || (uint64_t)bytes != parameter->bytes) {
    weir_op_error(
        global,
        "parameter %.*s has %llu bytes in the archive, its type needs "
        "%lld",
        WEIR_SV_ARGS(parameter->name), (unsigned long long)parameter->bytes,
        (long long)bytes);
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "parameter not imported");
  }
  // A splat of one element needs no more than the element.
  size_t element = weir_dense_element_bytes(weir_type_element(type));
  bool is_splat =
      parameter->data == NULL && parameter->pattern_bytes <= element;
  size_t size = is_splat && bytes > 0 ? element : (size_t)bytes;
  uint8_t* data =
      weir_arena_alloc(weir_context_arena(global->context), size + 1);
  WEIR_RETURN_IF_ERROR(weir_parameter_read(parameter, 0, data, size));
  weir_op_set_attr(global, "initial_value", weir_dense_attr(type, data, size));
  return weir_ok();
}

static weir_status_t visit_global(const import_t* import, weir_op_t* global) {
  const weir_attr_t* name = weir_op_attr(global, "initial_value");
  if (!weir_attr_is_parameter_named(name)) return weir_ok();
  const weir_parameter_t* parameter = find_parameter(import, name);
  if (parameter == NULL) return weir_ok();
  if (!has_whole_bytes(weir_op_attr_type(global, "type"))) {
    weir_op_warning(global,
                    "parameter %.*s is not imported: its elements are no whole "
                    "bytes",
                    WEIR_SV_ARGS(parameter->name));
    return weir_ok();
  }
  return is_asked_for(import, name) ? import_global(global, parameter)
                                    : weir_ok();
}

weir_status_t weir_io_import_parameters(weir_pass_t* pass, weir_op_t* module) {
  const char* paths = weir_pass_option(pass, "paths", "");
  if (*paths == '\0') return weir_ok();
  import_t import = {
      .pass = pass,
      .keys = weir_pass_option(pass, "keys", ""),
      .maximum_bytes =
          strtoll(weir_pass_option(pass, "maximum-size",
                                   weir_pass_option(pass, "max-size", "0")),
                  NULL, 10),
  };
  weir_status_t status = open_archives(&import, paths);
  WEIR_FOR_EACH_OP(op, weir_module_body(module)) {
    if (!weir_is_ok(status)) break;
    if (weir_op_is(op, WEIR_UTIL_GLOBAL)) status = visit_global(&import, op);
  }
  for (uint32_t i = 0; i < import.count; ++i) {
    weir_parameter_index_close(import.archives[i].index);
  }
  return status;
}
