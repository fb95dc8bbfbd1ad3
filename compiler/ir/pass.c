#include "compiler/ir/pass.h"

#include <string.h>

const char* weir_pass_option(const weir_pass_t* pass, const char* key,
                             const char* fallback) {
  if (pass->options == NULL) return fallback;
  const char* value = fallback;
  size_t size = strlen(key);
  // The last one wins, as on a command line.
  for (const char* const* option = pass->options; *option != NULL; ++option) {
    if (strncmp(*option, key, size) != 0) continue;
    if ((*option)[size] == '=') value = *option + size + 1;
    if ((*option)[size] == '\0') value = "true";  // a flag
  }
  return value;
}

bool weir_flag_parse(const char* text, bool* out_value) {
  static const char* const words[2][4] = {{"false", "False", "FALSE", "0"},
                                          {"true", "True", "TRUE", "1"}};
  *out_value = false;
  for (int value = 0; value < 2; ++value) {
    for (int i = 0; i < 4; ++i) {
      if (strcmp(text, words[value][i]) != 0) continue;
      *out_value = value == 1;
      return true;
    }
  }
  return false;
}

bool weir_pass_flag(const weir_pass_t* pass, const char* key, bool fallback) {
  const char* text = weir_pass_option(pass, key, NULL);
  bool value = false;
  return text != NULL && weir_flag_parse(text, &value) ? value : fallback;
}

void weir_pass_signal_modified(weir_op_t* op) {
  if (!weir_op_has_attr(op, WEIR_FIXED_POINT_ITERATION)) return;
  weir_op_set_attr(op, WEIR_FIXED_POINT_MODIFIED, weir_unit_attr(op->context));
}
