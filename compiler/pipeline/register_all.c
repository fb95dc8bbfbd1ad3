// The passes of the compiler, one line per folder, and the flags that all
// passes see.
#include "compiler/conversion/hal/passes.h"
#include "compiler/conversion/passes.h"
#include "compiler/pipeline/fixed_point_iterator.h"
#include "compiler/pipeline/pass_registry.h"
#include "compiler/pipeline/preprocess_executables.h"
#include "compiler/transforms/nodes/passes.h"
#include "compiler/transforms/util/passes.h"
#include "compiler/transforms/flow/passes.h"
#include "compiler/transforms/hal/passes.h"
#include "compiler/transforms/io/passes.h"
#include "compiler/transforms/stream/passes.h"

const weir_pass_table_t weir_pass_tables[] = {
    {"conversion", weir_conversion_passes, &weir_conversion_pass_count},
    {"conversion/hal", weir_hal_conversion_passes,
     &weir_hal_conversion_pass_count},
    {"transforms/nodes", weir_nodes_passes, &weir_nodes_pass_count},
    {"transforms/util", weir_util_passes, &weir_util_pass_count},
    {"pipeline", weir_iterator_passes, &weir_iterator_pass_count},
    {"transforms/flow", weir_flow_passes, &weir_flow_pass_count},
    {"transforms/io", weir_io_passes, &weir_io_pass_count},
    {"transforms/hal", weir_hal_passes, &weir_hal_pass_count},
    {"transforms/stream", weir_stream_passes, &weir_stream_pass_count},
    {"pipeline", weir_preprocess_passes, &weir_preprocess_pass_count},
};
const uint32_t weir_pass_table_count =
    sizeof(weir_pass_tables) / sizeof(weir_pass_tables[0]);

const weir_pass_alias_t weir_pass_aliases[] = {
    {"torch-iree-func-conversion", "torch-func-conversion"},
    {"dispatch-creation-clone-producers-into-dispatch-regions",
     "flow-clone-producers-into-dispatch-regions"},
    {"dispatch-creation-convert-dispatch-regions-to-workgroups",
     "flow-convert-dispatch-regions-to-workgroups"},
    {"dispatch-creation-convert-tensor-to-flow", "flow-convert-to-flow"},
    {"dispatch-creation-form-scalar-dispatches", "flow-form-scalar-dispatches"},
    {"dispatch-creation-materialize-default-workgroup-count-region",
     "flow-materialize-default-workgroup-count-region"},
    {"dispatch-creation-tensor-pad-to-tensor-insert-slice",
     "flow-tensor-pad-to-tensor-insert-slice"},
    {"flow-convert-region-to-workgroups",
     "flow-convert-dispatch-regions-to-workgroups"},
    {"flow-convert-tensor-to-flow", "flow-convert-to-flow"},
    {"flow-dump-dispatch-graph", "flow-dump-dispatch-graph-pass"},
    {"flow-export-benchmark-funcs", "flow-export-benchmark-funcs-pass"},
    {"flow-top-level-scf-to-cfg", "top-level-scf-to-cfg"},
    {"flow-verify-input-legality", "verify-input-legality"},
    {"hal-translate-all-executables", "hal-translate-executables"},
    {"hal-translate-target-executable-variants", "hal-translate-executables"},
    {"hal-link-all-executables", "hal-link-executables"},
    {"hal-link-target-executables", "hal-link-executables"},
    {"hal-serialize-all-executables", "hal-serialize-executables"},
    {"hal-serialize-target-executables", "hal-serialize-executables"},
};
const uint32_t weir_pass_alias_count =
    sizeof(weir_pass_aliases) / sizeof(weir_pass_aliases[0]);

const weir_global_option_t weir_global_options[] = {
    {"stream-partitioning-favor",
     "what partitioning optimises for: debug, min-peak-memory, "
     "max-concurrency",
     false},
    {"stream-resource-alias-mutable-bindings",
     "whether mutable bindings may alias", true},
    {"stream-resource-index-bits", "bits of offsets and sizes in dispatches",
     false},
    {"stream-resource-max-allocation-size", "largest single allocation, bytes",
     false},
    {"stream-resource-max-range", "largest range of one binding, bytes", false},
    {"stream-resource-memory-model", "discrete or unified", false},
    {"stream-resource-min-offset-alignment", "of ranges in buffers, bytes",
     false},
    {"stream-emulate-memset", "whether fills become dispatches", true},
    {"abi-export-benchmark-funcs", "adds functions without inputs", true},
    {"execution-model", "how the host waits: async-external, async-internal",
     false},
    {"hal-target-device", "a device the program runs on", false},
    {"hal-default-device",
     "the device of what is not placed, by name or number", false},
    {"hal-target-backends", "backends that make executables", false},
    {"hal-local-target-device-backends",
     "backends that make executables for the local device", false},
    {"hal-executable-object-search-path",
     "folders to look for files of executables in", false},
    {"hal-memoization", "whether resources are made once", true},
    {"hal-indirect-command-buffers", "whether command lists are reused", true},
};
const uint32_t weir_global_option_count =
    sizeof(weir_global_options) / sizeof(weir_global_options[0]);
