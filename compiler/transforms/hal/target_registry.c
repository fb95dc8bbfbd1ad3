#include "compiler/transforms/hal/target_registry.h"

#include <string.h>

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

static const target_t* target_named(weir_string_view_t alias) {
  for (int i = 0; i < TARGET_COUNT; ++i) {
    if (weir_sv_equal_c(alias, targets[i].alias)) return &targets[i];
  }
  return NULL;
}

static weir_attr_t* executable_target(weir_context_t* context,
                                      const target_t* target) {
  return weir_hal_executable_target_attr(
      context, weir_string_attr(context, target->backend),
      weir_string_attr(context, target->format), NULL);
}

// The executable targets of |backends|, those of them that |device| runs.
static uint32_t executable_targets(weir_context_t* context,
                                   const target_t* device, const char* backends,
                                   weir_attr_t** out_targets) {
  uint32_t count = 0;
  while (*backends != 0 && count < TARGET_COUNT) {
    size_t size = strcspn(backends, ",");
    const target_t* target = target_named(weir_sv_n(backends, size));
    if (target && strcmp(target->device, device->device) == 0) {
      out_targets[count++] = executable_target(context, target);
    }
    backends += size + (backends[size] == ',');
  }
  return count;
}

weir_attr_t* weir_hal_target_of_alias(weir_context_t* context,
                                      weir_string_view_t alias, int64_t ordinal,
                                      weir_attr_t* config,
                                      const char* local_backends) {
  const target_t* target = target_named(alias);
  if (target == NULL) return NULL;
  if (ordinal >= 0) {
    if (config == NULL) config = weir_dictionary_attr(context, NULL, 0);
    config = weir_dictionary_set(config, "ordinal",
                                 weir_index_attr(context, ordinal));
  }
  weir_attr_t* executables[TARGET_COUNT];
  uint32_t count = 0;
  if (local_backends != NULL && weir_sv_equal_c(alias, "local")) {
    count = executable_targets(context, target, local_backends, executables);
  }
  if (count == 0) executables[count++] = executable_target(context, target);
  return weir_hal_device_target_attr(context,
                                     weir_string_attr(context, target->device),
                                     config, executables, count);
}

const char* weir_hal_target_devices_text(void) {
  return "'cuda' 'local'";
}

const char* weir_hal_target_backends_text(void) {
  return "'cuda' 'llvm-cpu' 'vmvx'";
}
