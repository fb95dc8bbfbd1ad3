// Keeps the text of each variant beside it, and where its functions stand in
// that text beside its exports.
//
// Needs:   hal.executables with variants.
// Changes: `sources` of a variant gets an entry with the text of its executable
//          with this variant alone; `source_locs` of its exports get the place
//          of the function in that text.
// Keeps:   variants without a module: there is no text to show; texts that are
//          there already.
//
// Option: `stage` (default "source") says what the text is of; it is part of
// the name MODULE_EXECUTABLE_VARIANT.STAGE.mlir and the key of the places.
#include <stdlib.h>
#include <string.h>

#include "compiler/dialects/hal.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/symbol.h"
#include "compiler/text/text.h"
#include "compiler/transforms/hal/dump.h"
#include "compiler/transforms/hal/passes.h"

typedef struct capture_t {
  weir_arena_t* arena;
  const char* stage;
  weir_string_view_t module_name;
} capture_t;

static weir_op_t* module_of(const weir_op_t* variant) {
  WEIR_FOR_EACH_OP(op, weir_op_region(variant, 0)->first) {
    if (weir_sv_equal_c(weir_sv(op->name->data), "builtin.module")) return op;
  }
  return NULL;
}

// -- dictionaries -------------------------------------------------------------

static bool has_entry(const weir_op_t* op, const char* attr, const char* key) {
  const weir_attr_t* entries = weir_op_attr(op, attr);
  return entries != NULL && weir_dictionary_get(entries, key) != NULL;
}

static void add_entry(weir_op_t* op, const char* attr, const char* key,
                      weir_attr_t* value, weir_arena_t* arena) {
  const weir_attr_t* old = weir_op_attr(op, attr);
  uint32_t count = old != NULL ? old->dictionary.count : 0, used = 0;
  weir_named_attr_t* entries =
      WEIR_ARENA_ARRAY(arena, weir_named_attr_t, count + 1);
  const weir_name_t* name = weir_name(op->context, key);
  for (uint32_t i = 0; i < count; ++i) {
    if (old->dictionary.entries[i].name != name) {
      entries[used++] = old->dictionary.entries[i];
    }
  }
  entries[used++] = (weir_named_attr_t){name, value};
  weir_op_set_attr(op, attr, weir_dictionary_attr(op->context, entries, used));
}

// -- the text -----------------------------------------------------------------

// As the executable would stand in a file of its own, where nothing that is
// private would be kept.
static char* print_alone(const weir_op_t* variant, size_t* out_size) {
  weir_op_t* executable = weir_op_clone(weir_op_parent(variant), NULL);
  weir_string_view_t name = weir_symbol_name(variant);
  WEIR_FOR_EACH_OP(op, weir_op_region(executable, 0)->first) {
    if (weir_op_is(op, WEIR_HAL_EXECUTABLE_VARIANT) &&
        !weir_sv_equal(weir_symbol_name(op), name)) {
      weir_op_erase(op);
    }
  }
  weir_symbol_set_visibility(executable, WEIR_PUBLIC);
  const weir_print_options_t options = {.local_scope = true};
  char* text = weir_print_op(executable, &options, out_size);
  weir_op_erase(executable);
  return text;
}

static weir_attr_t* text_attr(weir_context_t* context, const char* key,
                              const char* text, size_t size) {
  int64_t length = (int64_t)size;
  weir_type_t* type =
      weir_vector_type(weir_integer_type(context, 8), &length, 1, NULL);
  weir_attr_t* attr = weir_dense_resource_attr(type, weir_sv(key));
  attr->resource.data = (const uint8_t*)weir_arena_string(
      weir_context_arena(context), text, size);
  attr->resource.size = size;
  attr->resource.alignment = 1;
  return attr;
}

// -- places -------------------------------------------------------------------

// Whether the op that |line| begins with defines function @|name|.
static bool defines(const char* line, size_t size, const weir_op_t* function) {
  const char* op = function->name->data;
  size_t op_size = strlen(op);
  weir_string_view_t name = weir_symbol_name(function);
  if (size < op_size || memcmp(line, op, op_size) != 0) return false;
  const char* at = memchr(line, '@', size);
  if (at == NULL) return false;
  size_t left = size - (size_t)(at - line) - 1;
  return left > name.size && memcmp(at + 1, name.data, name.size) == 0 &&
         at[1 + name.size] == '(';
}

// The line that |function| begins on, and how far it is indented.
static weir_location_t* find_function(const weir_op_t* function,
                                      const char* text, const char* file) {
  uint32_t line = 1;
  while (*text != '\0') {
    size_t size = strcspn(text, "\n"), blanks = strspn(text, " ");
    if (blanks < size && defines(text + blanks, size - blanks, function)) {
      return weir_location_file(function->context, file, line,
                                (uint32_t)blanks);
    }
    text += size + (text[size] == '\n' ? 1 : 0);
    ++line;
  }
  return NULL;
}

static void note_places(const capture_t* capture, weir_op_t* variant,
                        const char* text, const char* file) {
  const weir_op_t* module = module_of(variant);
  WEIR_FOR_EACH_OP(op, weir_op_region(variant, 0)->first) {
    if (!weir_op_is(op, WEIR_HAL_EXECUTABLE_EXPORT)) continue;
    const weir_op_t* function =
        weir_symbol_lookup(module, weir_symbol_name(op));
    weir_location_t* place =
        function != NULL ? find_function(function, text, file) : NULL;
    if (place != NULL) {
      add_entry(op, "source_locs", capture->stage, place, capture->arena);
    }
  }
}

// -- the pass -----------------------------------------------------------------

static void capture_variant(const capture_t* capture, weir_op_t* variant) {
  if (module_of(variant) == NULL) return;
  weir_string_view_t executable = weir_symbol_name(weir_op_parent(variant));
  const char* file = weir_arena_format(
      capture->arena, "%.*s_%.*s_%.*s.%s.mlir",
      WEIR_SV_ARGS(capture->module_name), WEIR_SV_ARGS(executable),
      WEIR_SV_ARGS(weir_symbol_name(variant)), capture->stage);
  if (has_entry(variant, "sources", file)) return;
  size_t size = 0;
  char* printed = print_alone(variant, &size);
  while (size > 0 && printed[size - 1] == '\n') --size;
  const char* text =
      weir_arena_format(capture->arena, "%.*s\n", (int)size, printed);
  free(printed);
  add_entry(variant, "sources", file,
            text_attr(variant->context, file, text, size + 1), capture->arena);
  note_places(capture, variant, text, file);
}

weir_status_t weir_hal_capture_executable_sources(weir_pass_t* pass,
                                                  weir_op_t* module) {
  const capture_t capture = {.arena = pass->scratch,
                             .stage = weir_pass_option(pass, "stage", "source"),
                             .module_name = weir_hal_dump_module_name(module)};
  WEIR_FOR_EACH_OP(executable, weir_op_region(module, 0)->first) {
    if (!weir_op_is(executable, WEIR_HAL_EXECUTABLE)) continue;
    WEIR_FOR_EACH_OP(variant, weir_op_region(executable, 0)->first) {
      if (weir_op_is(variant, WEIR_HAL_EXECUTABLE_VARIANT)) {
        capture_variant(&capture, variant);
      }
    }
  }
  return weir_ok();
}
