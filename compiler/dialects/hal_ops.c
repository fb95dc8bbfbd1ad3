#include "compiler/dialects/hal.h"

#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/functions.h"
#include "compiler/dialects/hal_impl.h"
#include "compiler/dialects/names.h"
#include "compiler/dialects/verify_util.h"

// In the order of the ids.
static const weir_op_def_t hal_ops[] = {
#include "compiler/dialects/hal_buffer_ops.inc"
#include "compiler/dialects/hal_command_ops.inc"
#include "compiler/dialects/hal_executable_ops.inc"
#include "compiler/dialects/hal_tensor_ops.inc"
};

const weir_dialect_t weir_hal_dialect = {
    .name = "hal",
    .number = 4,
    .ops = hal_ops,
    .op_count = sizeof(hal_ops) / sizeof(hal_ops[0]),
    .types = weir_hal_types,
    .type_count = WEIR_HAL_TYPE_COUNT,
    .attrs = weir_hal_attrs,
    .attr_count = WEIR_HAL_ATTR_COUNT,
    .materialize_constant = weir_materialize_arith,
};
