// Reads the objects that bring the code of executables from elsewhere.
//
// Needs:   variants whose module is gone.
// Changes: an object that names a file gets the file's bytes: those of an ELF
//          shared object as they are, a relocatable one linked into one. The
//          interface of its code is engine/hal/executable_abi.h.
// Keeps:   objects that have their bytes; exports and layouts.
//
// Files are looked for in `hal-executable-object-search-path`, a list of
// folders with commas between, then beside the program, then from where the
// compiler runs.
#include <elf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "compiler/codegen/link.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/text/source_diagnostics.h"
#include "compiler/transforms/hal/files.h"
#include "compiler/transforms/hal/passes.h"

static const char library_symbol[] = "weir_executable_library";

static const char* find_object(const weir_pass_t* pass,
                               const weir_op_t* variant, const char* path) {
  const char* found = weir_hal_find_file(pass, path);
  const weir_location_t* at = weir_location_find_file(variant->location);
  const char* source = at != NULL ? at->location.name->data : NULL;
  const char* slash = source != NULL ? strrchr(source, '/') : NULL;
  if (path[0] == '/' || found != path || slash == NULL) return found;
  const char* beside = weir_arena_format(pass->scratch, "%.*s/%s",
                                         (int)(slash - source), source, path);
  struct stat info;
  return stat(beside, &info) == 0 ? beside : path;
}

static bool is_elf(weir_string_view_t data, uint16_t type) {
  Elf64_Ehdr header;
  if (data.size < sizeof(header)) return false;
  memcpy(&header, data.data, sizeof(header));
  return memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 && header.e_type == type;
}

static weir_status_t load(const weir_pass_t* pass, weir_op_t* variant,
                          weir_string_view_t path, weir_attr_t** out_object) {
  const char* file = find_object(
      pass, variant, weir_arena_string(pass->scratch, path.data, path.size));
  weir_string_view_t data;
  WEIR_RETURN_IF_ERROR(weir_hal_read_file(file, pass->scratch, &data));
  void* image = NULL;
  size_t size = data.size;
  if (is_elf(data, ET_REL)) {
    WEIR_RETURN_IF_ERROR(weir_status_annotate(
        weir_link_shared_object(data.data, data.size, library_symbol, &image,
                                &size),
        "%s", file));
  } else if (!is_elf(data, ET_DYN)) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "'%s' is no ELF object of code", file);
  }
  weir_context_t* context = variant->context;
  int64_t count = (int64_t)size;
  weir_type_t* type =
      weir_vector_type(weir_integer_type(context, 8), &count, 1, NULL);
  *out_object = weir_hal_executable_object_attr(
      context, weir_string_attr_sv(context, path),
      weir_dense_attr(type, image != NULL ? image : data.data, size));
  free(image);
  return weir_ok();
}

static weir_status_t load_variant(const weir_pass_t* pass, weir_op_t* variant) {
  const weir_attr_t* objects = weir_op_attr(variant, "objects");
  if (objects == NULL || objects->array.count == 0 ||
      weir_hal_executable_object_data(objects->array.elements[0]) != NULL) {
    return weir_ok();
  }
  if (objects->array.count > 1) {
    weir_op_error(variant,
                  "takes its code from %u objects; they have to be linked into "
                  "one before",
                  objects->array.count);
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "several objects");
  }
  weir_attr_t* object = NULL;
  weir_status_t status = load(
      pass, variant,
      weir_hal_executable_object_path(objects->array.elements[0]), &object);
  if (!weir_is_ok(status)) {
    weir_op_error(variant, "has no code: %s", weir_status_message(status));
    weir_status_free(status);
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "an executable has no code");
  }
  weir_op_set_attr(variant, "objects",
                   weir_array_attr(variant->context, &object, 1));
  return weir_ok();
}

weir_status_t weir_hal_load_objects(weir_pass_t* pass, weir_op_t* module) {
  weir_op_list_t variants =
      weir_collect_ops(module, WEIR_HAL_EXECUTABLE_VARIANT, pass->scratch);
  for (uint32_t i = 0; i < variants.count; ++i) {
    WEIR_RETURN_IF_ERROR(load_variant(pass, variants.ops[i]));
  }
  return weir_ok();
}
