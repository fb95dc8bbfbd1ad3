#include "compiler/transforms/hal/target_registry.h"

#include "compiler/dialects/hal_types.h"

typedef struct target_t {
  const char* alias;
  const char* device;
  const char* backend;
  const char* format;
} target_t;

// Sorted by alias. Code in the vmvx format comes from elsewhere.
static const target_t targets[] = {
    {"cuda", "cuda", "cuda", "cuda-nvptx-fb"},
    {"llvm-cpu", "local", "llvm-cpu", "embedded-elf-x86_64"},
    {"local", "local", "llvm-cpu", "embedded-elf-x86_64"},
    {"vmvx", "local", "vmvx", "vmvx-bytecode-fb"},
};
enum { TARGET_COUNT = sizeof(targets) / sizeof(targets[0]) };

bool weir_hal_target_has_device(weir_string_view_t id) {
  for (int i = 0; i < TARGET_COUNT; ++i) {
    if (weir_sv_equal_c(id, targets[i].device)) return true;
  }
  return false;
}

bool weir_hal_target_has_backend(weir_string_view_t backend) {
  for (int i = 0; i < TARGET_COUNT; ++i) {
    if (weir_sv_equal_c(backend, targets[i].backend)) return true;
  }
  return false;
}

weir_attr_t* weir_hal_target_of_alias(weir_context_t* context,
                                      weir_string_view_t alias, int64_t ordinal,
                                      weir_attr_t* config) {
  const target_t* target = NULL;
  for (int i = 0; i < TARGET_COUNT; ++i) {
    if (weir_sv_equal_c(alias, targets[i].alias)) target = &targets[i];
  }
  if (target == NULL) return NULL;
  if (ordinal >= 0) {
    if (config == NULL) config = weir_dictionary_attr(context, NULL, 0);
    config = weir_dictionary_set(config, "ordinal",
                                 weir_index_attr(context, ordinal));
  }
  weir_attr_t* executable = weir_hal_executable_target_attr(
      context, weir_string_attr(context, target->backend),
      weir_string_attr(context, target->format), NULL);
  return weir_hal_device_target_attr(context,
                                     weir_string_attr(context, target->device),
                                     config, &executable, 1);
}

const char* weir_hal_target_devices_text(void) {
  return "\"cuda\", \"local\"";
}

const char* weir_hal_target_backends_text(void) {
  return "\"cuda\", \"llvm-cpu\", \"vmvx\"";
}
