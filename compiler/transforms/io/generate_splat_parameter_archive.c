// Writes an archive of zeros that has all parameters of the program, to run it
// without its weights.
//
// Needs:   parameters in initial values of globals or in flow.tensor.constant.
// Changes: nothing.
// Keeps:   the program.
// Options: file=file (or archive-path=file): without it nothing is done.
#include "compiler/dialects/flow.h"
#include "compiler/dialects/flow_types.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/util_types.h"
#include "compiler/transforms/io/passes.h"
#include "engine/io/parameters.h"

typedef struct archive_t {
  weir_arena_t* arena;
  weir_parameter_t* parameters;
  size_t count, capacity;
} archive_t;

static weir_parameter_t* add_parameter(archive_t* archive) {
  if (archive->count == archive->capacity) {
    size_t capacity = archive->capacity ? archive->capacity * 2 : 16;
    weir_parameter_t* grown =
        WEIR_ARENA_ARRAY(archive->arena, weir_parameter_t, capacity);
    for (size_t i = 0; i < archive->count; ++i) {
      grown[i] = archive->parameters[i];
    }
    archive->parameters = grown;
    archive->capacity = capacity;
  }
  return &archive->parameters[archive->count++];
}

static bool has(const archive_t* archive, weir_string_view_t name) {
  for (size_t i = 0; i < archive->count; ++i) {
    if (weir_sv_equal(archive->parameters[i].name, name)) return true;
  }
  return false;
}

static weir_walk_t visit(weir_op_t* op, void* user) {
  archive_t* archive = user;
  const weir_attr_t* value = NULL;
  if (weir_op_is(op, WEIR_UTIL_GLOBAL)) {
    value = weir_op_attr(op, "initial_value");
  } else if (weir_op_is(op, WEIR_FLOW_TENSOR_CONSTANT)) {
    value = weir_op_attr(op, "value");
  }
  if (!weir_attr_is_parameter_named(value) ||
      !weir_type_is_shaped(value->type)) {
    return WEIR_WALK_CONTINUE;
  }
  weir_string_view_t name = weir_attr_string(weir_parameter_named_key(value));
  int64_t bytes = weir_attr_storage_bytes(value);
  size_t element = weir_dense_element_bytes(weir_type_element(value->type));
  if (bytes < 0 || element == 0 || element > 16 || has(archive, name)) {
    return WEIR_WALK_CONTINUE;
  }
  // Zeros are zero in every type.
  *add_parameter(archive) = (weir_parameter_t){
      .name = name,
      .bytes = (uint64_t)bytes,
      .pattern_bytes = (uint8_t)element,
  };
  return WEIR_WALK_CONTINUE;
}

weir_status_t weir_io_generate_splat_parameter_archive(weir_pass_t* pass,
                                                       weir_op_t* module) {
  const char* path = weir_pass_option(
      pass, "file", weir_pass_option(pass, "archive-path", ""));
  if (*path == '\0') return weir_ok();
  archive_t archive = {.arena = pass->scratch};
  weir_walk_pre_order(module, visit, &archive);
  // One without parameters is written as well: who reads it expects a file.
  return weir_irpa_write(path, archive.parameters, archive.count);
}
