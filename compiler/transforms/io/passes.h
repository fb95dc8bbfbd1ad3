// Passes that move constants between programs and parameter archives.
#ifndef WEIR_COMPILER_TRANSFORMS_IO_PASSES_H_
#define WEIR_COMPILER_TRANSFORMS_IO_PASSES_H_

#include "compiler/ir/pass.h"

extern const weir_pass_def_t weir_io_passes[];
extern const uint32_t weir_io_pass_count;

weir_status_t weir_io_export_parameters(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_io_generate_splat_parameter_archive(weir_pass_t* pass,
                                                       weir_op_t* module);
weir_status_t weir_io_import_parameters(weir_pass_t* pass, weir_op_t* module);

#endif  // WEIR_COMPILER_TRANSFORMS_IO_PASSES_H_
