#include "compiler/dialects/flow.h"
#include "compiler/dialects/flow_types.h"
#include "compiler/dialects/linalg.h"
#include "compiler/ir/symbol.h"
#include "compiler/placement/placement.h"

// Iterations of the loop nest of a linalg.generic: each loop has the size of a
// dimension that some operand is read at.
static double generic_iterations(const weir_op_t* op) {
  const weir_attr_t* maps = weir_op_attr(op, "indexing_maps");
  if (maps == NULL || maps->array.count == 0) return 0;
  uint32_t loops = maps->array.elements[0]->map->dim_count;
  double iterations = 1;
  for (uint32_t loop = 0; loop < loops; ++loop) {
    int64_t size = 1;
    for (uint32_t o = 0; o < op->operand_count && o < maps->array.count; ++o) {
      const weir_affine_map_t* map = maps->array.elements[o]->map;
      const weir_type_t* type = weir_op_operand_n(op, o)->type;
      for (uint32_t r = 0; r < map->result_count && r < weir_type_rank(type);
           ++r) {
        const weir_affine_expr_t* expr = map->results[r];
        bool is_loop = expr->kind == WEIR_AFFINE_DIM && expr->value == loop;
        if (is_loop && weir_type_dim(type, r) > size)
          size = weir_type_dim(type, r);
      }
    }
    iterations *= (double)size;
  }
  return iterations;
}

static double body_ops(const weir_op_t* op) {
  double count = 0;
  const weir_block_t* body = op->regions[0].first;
  for (const weir_op_t* inner = body ? body->first : NULL; inner;
       inner = inner->next) {
    count += !weir_op_is_terminator(inner) && !weir_op_is_constant_like(inner);
  }
  return count;
}

static double elements(const weir_value_t* value) {
  int64_t count = weir_type_element_count(value->type);
  return count < 0 ? 1 : (double)count;
}

// Elements of the filter that one output element sees.
static double window(const weir_op_t* op) {
  const weir_type_t* filter = weir_op_operand_n(op, 1)->type;
  double output_channels = 1;
  switch (weir_op_id(op)) {
    case WEIR_LINALG_CONV_2D_NCHW_FCHW:
    case WEIR_LINALG_CONV_2D_NHWC_FHWC:
      output_channels = (double)weir_type_dim(filter, 0);
      break;
    case WEIR_LINALG_CONV_2D_NHWC_HWCF:
      output_channels =
          (double)weir_type_dim(filter, weir_type_rank(filter) - 1);
      break;
    case WEIR_LINALG_DEPTHWISE_CONV_2D_NCHW_CHW:
      output_channels = (double)weir_type_dim(filter, 0);
      break;
    case WEIR_LINALG_DEPTHWISE_CONV_2D_NHWC_HWC:
      output_channels = (double)weir_type_dim(filter, 2);
      break;
    default:
      break;
  }
  return elements(weir_op_operand_n(op, 1)) / output_channels;
}

static double named_flops(const weir_op_t* op) {
  double output = elements(weir_op_result_n(op, 0));
  switch (weir_op_id(op)) {
    case WEIR_LINALG_FILL:
      return 0;
    case WEIR_LINALG_MATMUL:
    case WEIR_LINALG_BATCH_MATMUL: {
      const weir_type_t* left = weir_op_operand_n(op, 0)->type;
      return 2 * output * (double)weir_type_dim(left, weir_type_rank(left) - 1);
    }
    default:
      break;
  }
  return op->operand_count > 2 ? 2 * output * window(op) : output;
}

static weir_walk_t add_flops(weir_op_t* op, void* user) {
  double* flops = user;
  if (!weir_sv_equal_c(weir_op_dialect(op), "linalg") ||
      op->result_count == 0 || op->region_count == 0) {
    return WEIR_WALK_CONTINUE;
  }
  *flops += weir_op_is(op, WEIR_LINALG_GENERIC)
                ? generic_iterations(op) * body_ops(op)
                : named_flops(op);
  return WEIR_WALK_SKIP;
}

static double tensor_bytes(weir_type_t* type) {
  int64_t count = weir_type_element_count(type);
  return count < 0 ? 0 : (double)count * (double)weir_dense_element_bytes(type);
}

void weir_dispatch_cost(const weir_op_t* dispatch, double* out_flops,
                        double* out_bytes) {
  *out_flops = 0;
  *out_bytes = 0;
  for (uint32_t i = 0; i < dispatch->operand_count; ++i) {
    weir_type_t* type = weir_op_operand_n(dispatch, i)->type;
    if (weir_type_is_shaped(type)) *out_bytes += tensor_bytes(type);
  }
  for (uint32_t i = 0; i < dispatch->result_count; ++i) {
    *out_bytes += tensor_bytes(weir_op_result_n(dispatch, i)->type);
  }
  const weir_attr_t* entries = weir_op_attr(dispatch, "entry_points");
  if (entries == NULL || entries->array.count == 0) return;
  weir_op_t* export = weir_symbol_resolve(dispatch, entries->array.elements[0]);
  weir_op_t* executable = export != NULL ? weir_op_parent(export) : NULL;
  if (executable != NULL) weir_walk_pre_order(executable, add_flops, out_flops);
}

double weir_dispatch_seconds(const weir_dispatch_node_t* node,
                             const weir_cluster_device_t* device) {
  // Where the file is silent: a current core, or a small GPU.
  bool gpu = device->kind == WEIR_DEVICE_KIND_CUDA;
  double cores = device->cores ? device->cores : 1;
  double flops = device->flops_per_s > 0 ? device->flops_per_s
                 : gpu                   ? 5e12
                                         : 60e9 * cores;
  double bandwidth = device->memory_bandwidth_bytes_per_s > 0
                         ? device->memory_bandwidth_bytes_per_s
                     : gpu ? 500e9
                           : 10e9;
  double arithmetic = node->flops / flops, traffic = node->bytes / bandwidth;
  return arithmetic > traffic ? arithmetic : traffic;
}
