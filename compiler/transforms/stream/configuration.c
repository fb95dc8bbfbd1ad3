#include "compiler/transforms/stream/configuration.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static weir_status_t read_number(const weir_pass_t* pass, const char* flag,
                                 int64_t least, int64_t* value) {
  const char* text = weir_pass_option(pass, flag, NULL);
  if (text == NULL) return weir_ok();
  char* end = NULL;
  errno = 0;
  long long number = strtoll(text, &end, 0);
  if (end == text || *end != '\0' || errno != 0 || number < least) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "%s is a number from %lld on, not '%s'", flag,
                       (long long)least, text);
  }
  *value = number;
  return weir_ok();
}

static weir_status_t read_alignment(const weir_pass_t* pass, const char* flag,
                                    int64_t* value) {
  WEIR_RETURN_IF_ERROR(read_number(pass, flag, 1, value));
  if ((*value & (*value - 1)) != 0) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "%s is a power of two, not %lld", flag,
                       (long long)*value);
  }
  return weir_ok();
}

// The place of the flag's value among |words|.
static weir_status_t read_word(const weir_pass_t* pass, const char* flag,
                               const char* const* words, uint32_t count,
                               uint32_t* value) {
  const char* text = weir_pass_option(pass, flag, NULL);
  if (text == NULL) return weir_ok();
  for (uint32_t i = 0; i < count; ++i) {
    if (strcmp(text, words[i]) != 0) continue;
    *value = i;
    return weir_ok();
  }
  return weir_status(WEIR_CODE_INVALID_ARGUMENT, "%s cannot be '%s'", flag,
                     text);
}

weir_status_t weir_pass_resource_config(const weir_pass_t* pass,
                                        weir_resource_config_t* out_config) {
  static const char* const models[] = {
      [WEIR_MEMORY_MODEL_UNIFIED] = "unified",
      [WEIR_MEMORY_MODEL_DISCRETE] = "discrete",
  };
  static const char* const answers[] = {"false", "true", "0", "1"};
  weir_resource_config_t config = weir_stream_default_resource_config();
  uint32_t model = (uint32_t)config.memory_model;
  uint32_t aliases = config.alias_mutable_bindings;
  WEIR_RETURN_IF_ERROR(read_number(pass, "stream-resource-max-allocation-size",
                                   1, &config.max_allocation_size));
  WEIR_RETURN_IF_ERROR(read_number(pass, "stream-resource-max-range", 1,
                                   &config.max_buffer_range));
  WEIR_RETURN_IF_ERROR(read_alignment(pass,
                                      "stream-resource-min-offset-alignment",
                                      &config.min_buffer_offset_alignment));
  config.min_buffer_range_alignment = config.min_buffer_offset_alignment;
  WEIR_RETURN_IF_ERROR(
      read_number(pass, "stream-resource-index-bits", 8, &config.index_bits));
  WEIR_RETURN_IF_ERROR(read_word(pass, "stream-resource-alias-mutable-bindings",
                                 answers, 4, &aliases));
  WEIR_RETURN_IF_ERROR(
      read_word(pass, "stream-resource-memory-model", models, 2, &model));
  if (config.index_bits > 64) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "stream-resource-index-bits is 64 at most, not %lld",
                       (long long)config.index_bits);
  }
  config.memory_model = (weir_memory_model_t)model;
  config.alias_mutable_bindings = aliases % 2 != 0;
  *out_config = config;
  return weir_ok();
}

weir_status_t weir_pass_favor(const weir_pass_t* pass,
                              weir_favor_t* out_favor) {
  static const char* const words[] = {
      [WEIR_FAVOR_DEBUG] = "debug",
      [WEIR_FAVOR_MIN_PEAK_MEMORY] = "min-peak-memory",
      [WEIR_FAVOR_MAX_CONCURRENCY] = "max-concurrency",
  };
  uint32_t favor = WEIR_FAVOR_MIN_PEAK_MEMORY;
  WEIR_RETURN_IF_ERROR(
      read_word(pass, "stream-partitioning-favor", words, 3, &favor));
  *out_favor = (weir_favor_t)favor;
  return weir_ok();
}
