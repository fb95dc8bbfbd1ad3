#include "compiler/dialects/register.h"

#include "compiler/dialects/affine.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/builtin.h"
#include "compiler/dialects/cf.h"
#include "compiler/dialects/check.h"
#include "compiler/dialects/complex.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/foreign.h"
#include "compiler/dialects/func.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/io_parameters.h"
#include "compiler/dialects/iree_encoding.h"
#include "compiler/dialects/iree_linalg_ext.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/math.h"
#include "compiler/dialects/memref.h"
#include "compiler/dialects/mesh.h"
#include "compiler/dialects/onnx.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/tensor.h"
#include "compiler/dialects/torch.h"
#include "compiler/dialects/torch_c.h"
#include "compiler/dialects/ub.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/vector.h"

static const weir_dialect_t* const all_dialects[] = {
    &weir_builtin_dialect,
    &weir_util_dialect,
    &weir_flow_dialect,
    &weir_stream_dialect,
    &weir_hal_dialect,
    &weir_func_dialect,
    &weir_arith_dialect,
    &weir_math_dialect,
    &weir_cf_dialect,
    &weir_scf_dialect,
    &weir_tensor_dialect,
    &weir_linalg_dialect,
    &weir_affine_dialect,
    &weir_memref_dialect,
    &weir_vector_dialect,
    &weir_io_parameters_dialect,
    &weir_torch_dialect,
    &weir_onnx_dialect,
    &weir_check_dialect,
    &weir_torch_c_dialect,
    &weir_iree_encoding_dialect,
    &weir_iree_linalg_ext_dialect,
    &weir_complex_dialect,
    &weir_mesh_dialect,
    &weir_ub_dialect,
};
enum { DIALECT_COUNT = sizeof(all_dialects) / sizeof(all_dialects[0]) };

const weir_dialect_t* const* weir_all_dialects(uint32_t* out_count) {
  *out_count = DIALECT_COUNT;
  return all_dialects;
}

void weir_register_all_dialects(weir_context_t* context) {
  for (size_t i = 0; i < DIALECT_COUNT; ++i) {
    weir_context_register_dialect(context, all_dialects[i]);
  }
  for (int i = 0; i < WEIR_FOREIGN_DIALECT_COUNT; ++i) {
    weir_context_register_dialect(context, &weir_foreign_dialects[i]);
  }
}
