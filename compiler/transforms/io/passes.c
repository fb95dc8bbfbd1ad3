#include "compiler/transforms/io/passes.h"

const weir_pass_def_t weir_io_passes[] = {
    {"io-export-parameters",
     "moves constants into a parameter archive: path=[scope=]file",
     WEIR_PASS_MODULE, weir_io_export_parameters},
    {"io-generate-splat-parameter-archive",
     "writes an archive of zeros for all parameters: file=file",
     WEIR_PASS_MODULE, weir_io_generate_splat_parameter_archive},
    {"io-import-parameters",
     "takes parameters from archives into the program: paths=[scope=]file,..",
     WEIR_PASS_MODULE, weir_io_import_parameters},
};
const uint32_t weir_io_pass_count =
    sizeof(weir_io_passes) / sizeof(weir_io_passes[0]);
