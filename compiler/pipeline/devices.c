#include "compiler/pipeline/devices.h"

#include <string.h>

#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/builder.h"

static bool has_devices(weir_op_t* module) {
  if (weir_op_has_attr(module, "hal.device.targets")) return true;
  WEIR_FOR_EACH_OP(op, weir_module_body(module)) {
    weir_type_t* type =
        weir_op_is(op, WEIR_UTIL_GLOBAL) ? weir_op_attr_type(op, "type") : NULL;
    if (type != NULL && weir_type_is_hal_device(type)) return true;
  }
  return false;
}

static weir_attr_t* entry(weir_context_t* context, const char* key,
                          weir_attr_t* value) {
  weir_named_attr_t named = {weir_name(context, key), value};
  return weir_dictionary_attr(context, &named, 1);
}

static weir_attr_t* local_target(weir_context_t* context, const char* cpu) {
  return weir_hal_executable_target_attr(
      context, weir_string_attr(context, "llvm-cpu"),
      weir_string_attr(context, "embedded-elf-x86_64"),
      entry(context, "cpu", weir_string_attr(context, cpu)));
}

static weir_attr_t* device_target(weir_context_t* context,
                                  const weir_cluster_t* cluster,
                                  const weir_cluster_device_t* device,
                                  const char* cpu) {
  bool local = device->kind == WEIR_DEVICE_KIND_LOCAL;
  weir_attr_t* target = local_target(context, cpu);
  const char* node = cluster->nodes[device->node].name;
  weir_attr_t* config = entry(context, "node", weir_string_attr(context, node));
  if (device->memory_bytes > 0) {
    config = weir_dictionary_set(
        config, "memory",
        weir_i64_attr(context, (int64_t)device->memory_bytes));
  }
  return weir_hal_device_target_attr(
      context, weir_string_attr(context, local ? "local" : "cuda"), config,
      &target, local ? 1 : 0);
}

static weir_status_t add_devices(weir_op_t* module,
                                 const weir_cluster_t* cluster,
                                 const char* cpu) {
  weir_context_t* context = module->context;
  weir_builder_t builder = weir_builder_at_start(weir_module_body(module));
  for (uint32_t i = 0; i < cluster->device_count; ++i) {
    const weir_cluster_device_t* device = &cluster->devices[i];
    if (device->kind != WEIR_DEVICE_KIND_LOCAL) {
      return weir_status(
          WEIR_CODE_UNIMPLEMENTED,
          "%s: device %s: there is no code generation for its kind; "
          "use devices of kind local",
          cluster->path, device->symbol);
    }
    weir_op_state_t state;
    weir_op_state_init(&state, &builder, WEIR_UTIL_GLOBAL,
                       weir_location_unknown(context));
    weir_op_state_attr(&state, "sym_name",
                       weir_string_attr(context, device->symbol));
    weir_op_state_attr(&state, "sym_visibility",
                       weir_string_attr(context, "private"));
    weir_op_state_attr(&state, "type",
                       weir_type_attr(weir_hal_device_type(context)));
    weir_op_state_attr(&state, "initial_value",
                       device_target(context, cluster, device, cpu));
    weir_build(&builder, &state);
  }
  if (!weir_op_has_attr(module, "stream.affinity.default")) {
    weir_attr_t* symbol = weir_symbol_attr(context, cluster->devices[0].symbol);
    weir_op_set_attr(
        module, "stream.affinity.default",
        weir_hal_device_affinity_attr(context, symbol, WEIR_ALL_QUEUES));
  }
  return weir_ok();
}

// The feature level of this machine: code for a level runs on every machine
// that has it, and the engine knows levels.
static const char* host_level(void) {
  bool v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
            __builtin_cpu_supports("bmi2");
  bool v4 = v3 && __builtin_cpu_supports("avx512f") &&
            __builtin_cpu_supports("avx512bw") &&
            __builtin_cpu_supports("avx512dq") &&
            __builtin_cpu_supports("avx512vl");
  return v4 ? "x86-64-v4" : v3 ? "x86-64-v3" : "x86-64";
}

static weir_status_t check_cpu(const char* cpu) {
  static const char* const levels[] = {"x86-64", "x86-64-v2", "x86-64-v3",
                                       "x86-64-v4"};
  for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); ++i) {
    if (strcmp(cpu, levels[i]) == 0) return weir_ok();
  }
  return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                     "no processor level is called \"%s\"; there are x86-64, "
                     "x86-64-v2, x86-64-v3 and x86-64-v4",
                     cpu);
}

weir_status_t weir_add_devices(weir_op_t* module, const weir_cluster_t* cluster,
                               const char* cpu) {
  if (cpu != NULL) WEIR_RETURN_IF_ERROR(check_cpu(cpu));
  if (has_devices(module)) return weir_ok();
  return add_devices(module, cluster, cpu != NULL ? cpu : host_level());
}
