// The passes of this folder.
#ifndef WEIR_COMPILER_CONVERSION_PASSES_H_
#define WEIR_COMPILER_CONVERSION_PASSES_H_

#include "compiler/ir/pass.h"

extern const weir_pass_def_t weir_conversion_passes[];
extern const uint32_t weir_conversion_pass_count;

weir_status_t weir_annotate_affinities(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_stream_conversion(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_verify_stream_input(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_verify_affinities(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_abi_wrap_entry_points(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_abi_convert_streamable_ops(weir_pass_t* pass,
                                              weir_op_t* module);
weir_status_t weir_convert_mesh_to_flow(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_import_public(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_torch_func_conversion(weir_pass_t* pass, weir_op_t* module);

#endif  // WEIR_COMPILER_CONVERSION_PASSES_H_
