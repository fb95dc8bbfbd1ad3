// The workgroup as functions of executables see it: their number of it, how
// many there are, how large one is.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/dialects/hal.h"
#include "compiler/dialects/stream.h"
#include "compiler/ir/rewrite.h"
#include "compiler/transforms/hal/interface.h"

// -- size ---------------------------------------------------------------------

// The text behind |word| and blanks; NULL if |text| does not begin so.
static const char* skip(const char* text, const char* word) {
  while (text != NULL && isspace((unsigned char)*text)) ++text;
  size_t size = strlen(word);
  return text != NULL && strncmp(text, word, size) == 0 ? text + size : NULL;
}

// Attributes of code generators are kept as text.
static const char* export_config(const weir_attr_t* attr) {
  if (!weir_attr_is(attr, WEIR_ATTR_OPAQUE) ||
      strcmp(attr->opaque.dialect->data, "iree_codegen") != 0) {
    return NULL;
  }
  return skip(attr->opaque.text->data, "export_config");
}

static weir_attr_t* parse_size(weir_context_t* context, const char* text) {
  static const char* const opening[] = {"<", "workgroup_size", "=", "["};
  for (size_t i = 0; i < sizeof(opening) / sizeof(opening[0]); ++i) {
    text = skip(text, opening[i]);
  }
  if (text == NULL) return NULL;
  weir_attr_t* extents[3];
  for (uint32_t i = 0; i < 3; ++i) {
    char* end = NULL;
    long long extent = text != NULL ? strtoll(text, &end, 10) : 1;
    if (text != NULL && end == text) return NULL;
    extents[i] = weir_index_attr(context, extent);
    text = skip(end, ",");
  }
  return weir_array_attr(context, extents, 3);
}

weir_attr_t* weir_hal_interface_take_workgroup_size(weir_op_t* export) {
  const weir_attr_t* attrs = export->attrs;
  for (uint32_t i = 0; i < attrs->dictionary.count; ++i) {
    const weir_named_attr_t* entry = &attrs->dictionary.entries[i];
    weir_attr_t* size =
        parse_size(export->context, export_config(entry->value));
    if (size == NULL) continue;
    weir_op_remove_attr(export, entry->name->data);
    return size;
  }
  return NULL;
}

// -- ops ----------------------------------------------------------------------

static bool convert_return(weir_op_t* op, weir_rewriter_t* rewriter,
                           void* user) {
  (void)user;
  weir_builder_t* builder = &rewriter->builder;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_RETURN, op->location);
  weir_op_state_operands_of(&state, op, WEIR_STREAM_RETURN_OPERANDS);
  weir_build(builder, &state);
  weir_rewriter_erase(rewriter, op);
  return true;
}

static bool convert_workgroup(weir_op_t* op, weir_rewriter_t* rewriter,
                              uint32_t id) {
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, id, op->location);
  weir_op_state_attr(&state, "dimension", weir_op_attr(op, "dimension"));
  weir_op_state_result(&state, weir_op_result_n(op, 0)->type);
  weir_rewriter_replace_op(rewriter, op,
                           weir_build(&rewriter->builder, &state));
  return true;
}

static bool convert_workgroup_id(weir_op_t* op, weir_rewriter_t* rewriter,
                                 void* user) {
  (void)user;
  return convert_workgroup(op, rewriter, WEIR_HAL_INTERFACE_WORKGROUP_ID);
}

static bool convert_workgroup_count(weir_op_t* op, weir_rewriter_t* rewriter,
                                    void* user) {
  (void)user;
  return convert_workgroup(op, rewriter, WEIR_HAL_INTERFACE_WORKGROUP_COUNT);
}

static bool convert_workgroup_size(weir_op_t* op, weir_rewriter_t* rewriter,
                                   void* user) {
  (void)user;
  return convert_workgroup(op, rewriter, WEIR_HAL_INTERFACE_WORKGROUP_SIZE);
}

// The size that the export of the function around |op| says.
static weir_attr_t* size_around(weir_op_t* op) {
  const weir_op_t* function = op;
  while (function != NULL && !weir_op_has_trait(function, WEIR_OP_FUNCTION)) {
    function = weir_op_parent(function);
  }
  const weir_op_t* variant = function;
  while (variant != NULL && !weir_op_is(variant, WEIR_HAL_EXECUTABLE_VARIANT)) {
    variant = weir_op_parent(variant);
  }
  if (variant == NULL) return NULL;
  const weir_op_t* export =
      weir_symbol_lookup(variant, weir_symbol_name(function));
  return weir_op_is(export, WEIR_HAL_EXECUTABLE_EXPORT)
             ? weir_op_attr(export, "workgroup_size")
             : NULL;
}

static bool inline_workgroup_size(weir_op_t* op, weir_rewriter_t* rewriter,
                                  void* user) {
  (void)user;
  const weir_attr_t* size = size_around(op);
  int64_t dimension;
  if (!weir_attr_is(size, WEIR_ATTR_ARRAY) ||
      !weir_attr_int(weir_op_attr(op, "dimension"), &dimension) ||
      dimension >= size->array.count) {
    return false;
  }
  weir_rewriter_replace_one(
      rewriter, op,
      weir_build_constant(&rewriter->builder, op->location,
                          size->array.elements[dimension]));
  return true;
}

void weir_hal_interface_convert_workgroups(weir_op_t* executable) {
  static const weir_pattern_t patterns[] = {
      {WEIR_STREAM_RETURN, convert_return, NULL},
      {WEIR_STREAM_DISPATCH_WORKGROUP_ID, convert_workgroup_id, NULL},
      {WEIR_STREAM_DISPATCH_WORKGROUP_COUNT, convert_workgroup_count, NULL},
      {WEIR_STREAM_DISPATCH_WORKGROUP_SIZE, convert_workgroup_size, NULL},
      {WEIR_HAL_INTERFACE_WORKGROUP_SIZE, inline_workgroup_size, NULL},
  };
  static const weir_greedy_options_t options = {.bottom_up = true,
                                                .fold = true,
                                                .simplify_regions = true,
                                                .merge_blocks = true};
  weir_rewrite_greedily(executable, patterns,
                        sizeof(patterns) / sizeof(patterns[0]), &options, NULL);
}
