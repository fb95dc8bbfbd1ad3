#include "compiler/dialects/stream_types.h"

#include <string.h>

#include "compiler/dialects/affinity.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/stream_impl.h"
#include "compiler/ir/asm.h"

// -- types --------------------------------------------------------------------

const weir_type_def_t weir_stream_timepoint_def = {.mnemonic = "timepoint"};
const weir_type_def_t weir_stream_channel_def = {.mnemonic = "channel"};
const weir_type_def_t weir_stream_file_def = {.mnemonic = "file"};
const weir_type_def_t weir_stream_binding_def = {.mnemonic = "binding"};

static const char* const lifetime_names[] = {
    "*", "external", "staging", "transient", "variable", "constant",
};

static weir_type_t* resource_parse(weir_asm_parser_t* parser,
                                   const weir_type_def_t* def) {
  (void)def;
  weir_string_view_t word = weir_sv("*");
  if (!weir_asm_expect(parser, "<")) return NULL;
  weir_location_t* location = weir_asm_location(parser);
  if (!weir_asm_try(parser, "*") && !weir_asm_keyword(parser, &word)) {
    return NULL;
  }
  for (uint32_t i = 0; i <= WEIR_LIFETIME_CONSTANT; ++i) {
    if (!weir_sv_equal_c(word, lifetime_names[i])) continue;
    if (!weir_asm_expect(parser, ">")) return NULL;
    return weir_stream_resource_type(weir_asm_context(parser),
                                     (weir_lifetime_t)i);
  }
  weir_asm_error(parser, location, "unknown lifetime value: %.*s",
                 WEIR_SV_ARGS(word));
  return NULL;
}

static void resource_print(weir_asm_printer_t* printer,
                           const weir_type_t* type) {
  weir_asm_printf(printer, "<%s>",
                  lifetime_names[weir_stream_resource_lifetime(type)]);
}

const weir_type_def_t weir_stream_resource_def = {
    .mnemonic = "resource",
    .param_count = 1,
    .parse = resource_parse,
    .print = resource_print,
};

weir_type_t* weir_stream_resource_type(weir_context_t* context,
                                       weir_lifetime_t lifetime) {
  weir_attr_t* param = weir_i32_attr(context, (int32_t)lifetime);
  return weir_dialect_type(context, &weir_stream_resource_def, &param, 1);
}

weir_type_t* weir_stream_timepoint_type(weir_context_t* context) {
  return weir_dialect_type(context, &weir_stream_timepoint_def, NULL, 0);
}

weir_type_t* weir_stream_channel_type(weir_context_t* context) {
  return weir_dialect_type(context, &weir_stream_channel_def, NULL, 0);
}

weir_type_t* weir_stream_file_type(weir_context_t* context) {
  return weir_dialect_type(context, &weir_stream_file_def, NULL, 0);
}

weir_type_t* weir_stream_binding_type(weir_context_t* context) {
  return weir_dialect_type(context, &weir_stream_binding_def, NULL, 0);
}

bool weir_type_is_stream_resource(const weir_type_t* type) {
  return weir_type_is(type, &weir_stream_resource_def);
}

bool weir_type_is_stream_timepoint(const weir_type_t* type) {
  return weir_type_is(type, &weir_stream_timepoint_def);
}

weir_lifetime_t weir_stream_resource_lifetime(const weir_type_t* type) {
  if (!weir_type_is_stream_resource(type)) return WEIR_LIFETIME_UNKNOWN;
  return (weir_lifetime_t)type->dialect.params[0]->integer.value;
}

const char* weir_lifetime_name(weir_lifetime_t lifetime) {
  return lifetime_names[lifetime];
}

const weir_type_def_t* const weir_stream_types[WEIR_STREAM_TYPE_COUNT] = {
    &weir_stream_binding_def,   &weir_stream_channel_def,
    &weir_stream_file_def,      &weir_stream_resource_def,
    &weir_stream_timepoint_def,
};

// -- timepoints ---------------------------------------------------------------

static weir_attr_t* timepoint_parse(weir_asm_parser_t* parser,
                                    const weir_attr_def_t* def) {
  (void)def;
  weir_string_view_t word;
  if (!weir_asm_expect(parser, "<")) return NULL;
  weir_location_t* location = weir_asm_location(parser);
  if (!weir_asm_keyword(parser, &word)) return NULL;
  if (!weir_asm_expect(parser, ">")) return NULL;
  if (!weir_sv_equal_c(word, "immediate")) {
    weir_asm_error(parser, location,
                   "expected `immediate`, the only timepoint attribute");
    return NULL;
  }
  return weir_stream_timepoint_immediate_attr(weir_asm_context(parser));
}

static void timepoint_print(weir_asm_printer_t* printer,
                            const weir_attr_t* attr) {
  (void)attr;
  weir_asm_write(printer, "<immediate>");
}

const weir_attr_def_t weir_stream_timepoint_attr_def = {
    .mnemonic = "timepoint",
    .is_typed = true,
    .parse = timepoint_parse,
    .print = timepoint_print,
};

weir_attr_t* weir_stream_timepoint_immediate_attr(weir_context_t* context) {
  return weir_dialect_attr(context, &weir_stream_timepoint_attr_def, NULL, 0,
                           weir_stream_timepoint_type(context));
}

// -- partitioning -------------------------------------------------------------

static const char* const favor_names[] = {"debug", "min-peak-memory",
                                          "max-concurrency"};

// What is printed: favor-max-concurrency.
static bool favor_words(weir_asm_parser_t* parser, weir_string_view_t* out) {
  weir_arena_t* arena = weir_context_arena(weir_asm_context(parser));
  weir_string_view_t word;
  if (!weir_asm_expect(parser, "favor")) return false;
  const char* all = "";
  while (weir_asm_try(parser, "-")) {
    if (!weir_asm_keyword(parser, &word)) return false;
    all = weir_arena_format(arena, "%s%s%.*s", all, *all != '\0' ? "-" : "",
                            WEIR_SV_ARGS(word));
  }
  *out = weir_sv(all);
  return true;
}

static weir_attr_t* partitioning_parse(weir_asm_parser_t* parser,
                                       const weir_attr_def_t* def) {
  (void)def;
  weir_string_view_t word;
  if (!weir_asm_expect(parser, "<")) return NULL;
  weir_location_t* location = weir_asm_location(parser);
  if (!weir_asm_try_string(parser, &word) && !favor_words(parser, &word)) {
    return NULL;
  }
  if (!weir_asm_expect(parser, ">")) return NULL;
  for (uint32_t i = 0; i <= WEIR_FAVOR_MAX_CONCURRENCY; ++i) {
    if (!weir_sv_equal_c(word, favor_names[i])) continue;
    return weir_stream_partitioning_config_attr(weir_asm_context(parser),
                                                (weir_favor_t)i);
  }
  weir_asm_error(parser, location, "unknown favor value: %.*s",
                 WEIR_SV_ARGS(word));
  return NULL;
}

static void partitioning_print(weir_asm_printer_t* printer,
                               const weir_attr_t* attr) {
  weir_asm_printf(printer, "<favor-%s>",
                  favor_names[attr->dialect.params[0]->integer.value]);
}

const weir_attr_def_t weir_stream_partitioning_config_def = {
    .mnemonic = "partitioning_config",
    .param_count = 1,
    .parse = partitioning_parse,
    .print = partitioning_print,
};

weir_attr_t* weir_stream_partitioning_config_attr(weir_context_t* context,
                                                  weir_favor_t favor) {
  weir_attr_t* param = weir_i32_attr(context, (int32_t)favor);
  return weir_dialect_attr(context, &weir_stream_partitioning_config_def,
                           &param, 1, NULL);
}

weir_favor_t weir_stream_favor_lookup(const weir_op_t* op,
                                      weir_favor_t fallback) {
  for (; op != NULL; op = weir_op_parent(op)) {
    weir_attr_t* attr = weir_op_attr(op, "stream.partitioning");
    if (weir_attr_is_def(attr, &weir_stream_partitioning_config_def)) {
      return (weir_favor_t)attr->dialect.params[0]->integer.value;
    }
  }
  return fallback;
}

// -- resource configuration ---------------------------------------------------

// Keys in printing order; the parameters of the attribute stand in it too.
static const char* const resource_keys[] = {
    "max_allocation_size", "min_buffer_offset_alignment",
    "max_buffer_range",    "min_buffer_range_alignment",
    "index_bits",          "alias_mutable_bindings",
    "memory_model",
};
enum {
  KEY_INDEX_BITS = 4,
  KEY_ALIAS,
  KEY_MEMORY_MODEL,
  KEY_COUNT,
};
static const char* const memory_model_names[] = {"Unified", "Discrete"};

static bool resource_value(weir_asm_parser_t* parser, uint32_t key,
                           int64_t* out_value) {
  if (key < KEY_ALIAS) return weir_asm_integer(parser, out_value);
  weir_location_t* location = weir_asm_location(parser);
  weir_string_view_t word;
  if (key == KEY_ALIAS) {
    bool found = false;
    if (!weir_asm_try_integer(parser, out_value, &found)) return false;
    if (found) {
      *out_value = *out_value != 0;
      return true;
    }
  }
  if (!weir_asm_keyword(parser, &word)) return false;
  const char* const words[] = {"false", "true"};
  const char* const* names = key == KEY_ALIAS ? words : memory_model_names;
  for (int64_t i = 0; i < 2; ++i) {
    if (!weir_sv_equal_c(word, names[i])) continue;
    *out_value = i;
    return true;
  }
  return weir_asm_error(parser, location, "unknown value for %s: %.*s",
                        resource_keys[key], WEIR_SV_ARGS(word));
}

static bool resource_entry(weir_asm_parser_t* parser, int64_t* values) {
  weir_location_t* location = weir_asm_location(parser);
  weir_string_view_t word;
  if (!weir_asm_keyword(parser, &word)) return false;
  if (!weir_asm_expect(parser, "=")) return false;
  for (uint32_t i = 0; i < KEY_COUNT; ++i) {
    if (weir_sv_equal_c(word, resource_keys[i])) {
      return resource_value(parser, i, &values[i]);
    }
  }
  return weir_asm_error(parser, location, "unknown key: %.*s",
                        WEIR_SV_ARGS(word));
}

static weir_attr_t* resource_attr(weir_context_t* context,
                                  const int64_t* values) {
  weir_attr_t* params[KEY_COUNT];
  for (uint32_t i = 0; i < KEY_COUNT; ++i) {
    params[i] = weir_i64_attr(context, values[i]);
  }
  return weir_dialect_attr(context, &weir_stream_resource_config_def, params,
                           KEY_COUNT, NULL);
}

static weir_attr_t* resource_config_parse(weir_asm_parser_t* parser,
                                          const weir_attr_def_t* def) {
  (void)def;
  int64_t values[KEY_COUNT] = {
      [KEY_INDEX_BITS] = 32, [KEY_MEMORY_MODEL] = WEIR_MEMORY_MODEL_DISCRETE};
  if (!weir_asm_expect(parser, "<") || !weir_asm_expect(parser, "{")) {
    return NULL;
  }
  while (!weir_asm_try(parser, "}")) {
    if (!resource_entry(parser, values)) return NULL;
    (void)weir_asm_try(parser, ",");
  }
  if (!weir_asm_expect(parser, ">")) return NULL;
  return resource_attr(weir_asm_context(parser), values);
}

static void resource_config_print(weir_asm_printer_t* printer,
                                  const weir_attr_t* attr) {
  weir_asm_write(printer, "<{");
  for (uint32_t i = 0; i < KEY_COUNT; ++i) {
    int64_t value = attr->dialect.params[i]->integer.value;
    weir_asm_printf(printer, "%s%s = ", i > 0 ? ", " : "", resource_keys[i]);
    if (i == KEY_MEMORY_MODEL) {
      weir_asm_write(printer, memory_model_names[value]);
    } else {
      weir_asm_printf(printer, "%lld", (long long)value);
    }
  }
  weir_asm_write(printer, "}>");
}

const weir_attr_def_t weir_stream_resource_config_def = {
    .mnemonic = "resource_config",
    .param_count = KEY_COUNT,
    .parse = resource_config_parse,
    .print = resource_config_print,
};

weir_attr_t* weir_stream_resource_config_attr(
    weir_context_t* context, const weir_resource_config_t* config) {
  const int64_t values[KEY_COUNT] = {
      config->max_allocation_size,
      config->min_buffer_offset_alignment,
      config->max_buffer_range,
      config->min_buffer_range_alignment,
      config->index_bits,
      config->alias_mutable_bindings,
      (int64_t)config->memory_model,
  };
  return resource_attr(context, values);
}

bool weir_attr_resource_config(const weir_attr_t* attr,
                               weir_resource_config_t* out) {
  memset(out, 0, sizeof(*out));
  if (!weir_attr_is_def(attr, &weir_stream_resource_config_def)) return false;
  weir_attr_t* const* params = attr->dialect.params;
  out->max_allocation_size = params[0]->integer.value;
  out->min_buffer_offset_alignment = params[1]->integer.value;
  out->max_buffer_range = params[2]->integer.value;
  out->min_buffer_range_alignment = params[3]->integer.value;
  out->index_bits = params[KEY_INDEX_BITS]->integer.value;
  out->alias_mutable_bindings = params[KEY_ALIAS]->integer.value != 0;
  out->memory_model =
      (weir_memory_model_t)params[KEY_MEMORY_MODEL]->integer.value;
  return true;
}

weir_resource_config_t weir_stream_default_resource_config(void) {
  return (weir_resource_config_t){
      .max_allocation_size = INT64_MAX,
      .min_buffer_offset_alignment = 64,
      .max_buffer_range = INT64_MAX,
      .min_buffer_range_alignment = 64,
      .index_bits = 32,
      .alias_mutable_bindings = false,
      .memory_model = WEIR_MEMORY_MODEL_DISCRETE,
  };
}

bool weir_stream_resource_config_find(const weir_op_t* op,
                                      weir_resource_config_t* out_config) {
  for (; op != NULL; op = weir_op_parent(op)) {
    if (weir_attr_resource_config(weir_op_attr(op, "stream.resources"),
                                  out_config)) {
      return true;
    }
  }
  return false;
}

weir_resource_config_t weir_stream_resource_config_lookup(
    const weir_op_t* op, const weir_resource_config_t* fallback) {
  weir_resource_config_t config;
  return weir_stream_resource_config_find(op, &config) ? config : *fallback;
}

const weir_attr_def_t* const weir_stream_attrs[WEIR_STREAM_ATTR_COUNT] = {
    &weir_stream_collective_def,          &weir_stream_parameter_named_def,
    &weir_stream_partitioning_config_def, &weir_stream_resource_config_def,
    &weir_stream_timepoint_attr_def,
};
