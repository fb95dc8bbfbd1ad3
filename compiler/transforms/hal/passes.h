// Passes on the hal dialect; one file each.
#ifndef WEIR_COMPILER_TRANSFORMS_HAL_PASSES_H_
#define WEIR_COMPILER_TRANSFORMS_HAL_PASSES_H_

#include "compiler/ir/pass.h"

extern const weir_pass_def_t weir_hal_passes[];
extern const uint32_t weir_hal_pass_count;

weir_status_t weir_hal_load_objects(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_hal_materialize_interfaces(weir_pass_t* pass,
                                              weir_op_t* module);
weir_status_t weir_hal_translate_executables(weir_pass_t* pass,
                                             weir_op_t* root);
weir_status_t weir_hal_link_executables(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_hal_serialize_executables(weir_pass_t* pass,
                                             weir_op_t* root);
weir_status_t weir_hal_assign_legacy_target_devices(weir_pass_t* pass,
                                                    weir_op_t* module);
weir_status_t weir_hal_assign_target_devices(weir_pass_t* pass,
                                             weir_op_t* module);
weir_status_t weir_hal_device_assignment_pipeline(weir_pass_t* pass,
                                                  weir_op_t* module);
weir_status_t weir_hal_materialize_target_devices(weir_pass_t* pass,
                                                  weir_op_t* module);
weir_status_t weir_hal_resolve_device_aliases(weir_pass_t* pass,
                                              weir_op_t* module);
weir_status_t weir_hal_resolve_device_promises(weir_pass_t* pass,
                                               weir_op_t* module);
weir_status_t weir_hal_verify_devices(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_hal_elide_redundant_commands(weir_pass_t* pass,
                                                weir_op_t* function);
weir_status_t weir_hal_prune_executables(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_hal_resolve_export_ordinals(weir_pass_t* pass,
                                               weir_op_t* module);
weir_status_t weir_hal_strip_executable_contents(weir_pass_t* pass,
                                                 weir_op_t* module);
weir_status_t weir_hal_initialize_devices(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_hal_memoize_device_queries(weir_pass_t* pass,
                                              weir_op_t* module);
weir_status_t weir_hal_fixup_legacy_sync(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_hal_materialize_resource_caches(weir_pass_t* pass,
                                                   weir_op_t* module);
weir_status_t weir_hal_dump_executable_sources(weir_pass_t* pass,
                                               weir_op_t* module);
weir_status_t weir_hal_dump_executable_benchmarks(weir_pass_t* pass,
                                                  weir_op_t* module);
weir_status_t weir_hal_substitute_executables(weir_pass_t* pass,
                                              weir_op_t* module);
weir_status_t weir_hal_capture_executable_sources(weir_pass_t* pass,
                                                  weir_op_t* module);
weir_status_t weir_hal_repeat_dispatches(weir_pass_t* pass, weir_op_t* root);
weir_status_t weir_hal_hoist_executable_objects(weir_pass_t* pass,
                                                weir_op_t* root);
weir_status_t weir_hal_materialize_dispatch_instrumentation(weir_pass_t* pass,
                                                            weir_op_t* module);
weir_status_t weir_hal_test_executable_preprocessing(weir_pass_t* pass,
                                                     weir_op_t* root);

#endif  // WEIR_COMPILER_TRANSFORMS_HAL_PASSES_H_
