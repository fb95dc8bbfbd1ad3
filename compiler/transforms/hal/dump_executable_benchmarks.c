// Writes programs that run each dispatch over and over to measure it.
//
// Needs:   one device as a global; hal.executables; stream.cmd.dispatch ops
//          that name exports of variants.
// Changes: nothing.
// Keeps:   everything.
//
// A program holds the device, one variant of an executable, and for each
// workload known at compile time and each affinity that it is dispatched with a
// function that records as many dispatches as its caller asks for. All bindings
// are pieces of one buffer of the device.
//
// Option: `path` is a folder that is made if it is not there; without it, or as
// `-`, the text goes to the standard output.
#include "compiler/dialects/hal.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/hal/devices.h"
#include "compiler/transforms/hal/dispatch_benchmarks.h"
#include "compiler/transforms/hal/dump.h"
#include "compiler/transforms/hal/passes.h"
#include "compiler/transforms/util/passes.h"

// A copy of |executable| that holds |variant| alone.
static void copy_executable(weir_benchmark_program_t* program,
                            weir_op_t* executable, const weir_op_t* variant) {
  weir_op_t* copy =
      weir_op_clone(executable, weir_mapping_create(program->arena));
  weir_op_t* end = weir_block_terminator(weir_op_region(copy, 0)->first);
  WEIR_FOR_EACH_OP(op, weir_op_region(copy, 0)->first) {
    if (op != end &&
        !weir_sv_equal(weir_symbol_name(op), weir_symbol_name(variant))) {
      weir_op_erase(op);
    }
  }
  weir_block_append(program->builder.block, copy);
}

static bool build_program(weir_benchmark_program_t* program,
                          const weir_benchmarks_t* all, weir_op_t* executable,
                          const weir_op_t* variant, uint32_t* out_count) {
  copy_executable(program, executable, variant);
  weir_context_t* context = executable->context;
  WEIR_FOR_EACH_OP(export, weir_op_region(variant, 0)->first) {
    if (!weir_op_is(export, WEIR_HAL_EXECUTABLE_EXPORT)) continue;
    const weir_name_t* path[3] = {
        weir_name_sv(context, weir_symbol_name(executable)),
        weir_name_sv(context, weir_symbol_name(variant)),
        weir_name_sv(context, weir_symbol_name(export))};
    const weir_attr_t* entry = weir_symbol_attr_n(context, path, 3);
    for (weir_benchmark_t* b = all->first; b != NULL; b = b->next) {
      if (b->entry != entry) continue;
      for (uint32_t i = 0; i < b->affinities.count; ++i) {
        if (!weir_benchmark_build(program, b, export, b->affinities.items[i])) {
          return false;
        }
        ++*out_count;
      }
    }
  }
  return true;
}

static weir_status_t dump_variant(weir_pass_t* pass,
                                  const weir_benchmarks_t* all,
                                  const weir_hal_devices_t* devices,
                                  weir_op_t* executable, weir_op_t* variant) {
  weir_op_t* module = weir_module_create(pass->context, executable->location);
  weir_benchmark_program_t program = {
      .arena = pass->scratch,
      .builder = weir_builder_at_end(weir_module_body(module)),
  };
  for (uint32_t i = 0; i < devices->globals.count; ++i) {
    weir_block_append(program.builder.block,
                      weir_op_clone(devices->globals.ops[i],
                                    weir_mapping_create(pass->scratch)));
  }
  program.symbols = weir_symbol_table_create(module, pass->scratch);
  uint32_t count = 0;
  weir_status_t status = weir_ok();
  if (!build_program(&program, all, executable, variant, &count)) {
    status = weir_status(WEIR_CODE_INVALID_ARGUMENT, "benchmark not built");
  }
  if (weir_is_ok(status) && count > 0) status = weir_cse(pass, module);
  if (weir_is_ok(status) && count > 0) {
    const char* name = weir_arena_format(
        pass->scratch, "%.*s_%.*s_%.*s_benchmark.mlir",
        WEIR_SV_ARGS(weir_hal_dump_module_name(devices->module)),
        WEIR_SV_ARGS(weir_symbol_name(executable)),
        WEIR_SV_ARGS(weir_symbol_name(variant)));
    status = weir_hal_dump_op(module, weir_pass_option(pass, "path", ""), name,
                              pass->scratch);
  }
  weir_op_erase(module);
  return status;
}

static void remark(const weir_op_t* module, weir_severity_t severity,
                   const char* reason) {
  weir_diagnose(module->context, severity, module->location,
                "Executable benchmarks were requested but %s", reason);
}

weir_status_t weir_hal_dump_executable_benchmarks(weir_pass_t* pass,
                                                  weir_op_t* module) {
  weir_hal_devices_t devices = weir_hal_devices(module, pass->scratch);
  if (devices.globals.count == 0) {
    remark(module, WEIR_SEVERITY_REMARK, "the module declares no devices");
    return weir_ok();
  }
  if (devices.globals.count > 1) {
    remark(module, WEIR_SEVERITY_WARNING,
           "the module declares several devices; they are made for one only");
    return weir_ok();
  }
  weir_benchmarks_t all;
  weir_benchmarks_gather(&all, module, pass->scratch);
  if (all.first == NULL) {
    remark(module, WEIR_SEVERITY_REMARK,
           "no dispatch has an affinity and sizes known at compile time");
    return weir_ok();
  }
  WEIR_RETURN_IF_ERROR(
      weir_hal_make_dump_folder(weir_pass_option(pass, "path", "")));
  WEIR_FOR_EACH_OP(executable, weir_op_region(module, 0)->first) {
    if (!weir_op_is(executable, WEIR_HAL_EXECUTABLE)) continue;
    WEIR_FOR_EACH_OP(variant, weir_op_region(executable, 0)->first) {
      if (!weir_op_is(variant, WEIR_HAL_EXECUTABLE_VARIANT)) continue;
      WEIR_RETURN_IF_ERROR(
          dump_variant(pass, &all, &devices, executable, variant));
    }
  }
  return weir_ok();
}
