// Checks and rewrites of tensor.pack and tensor.unpack.
//
// Of both ops one type is plain and one packed: the plain dimensions divided by
// their tiles and permuted, and behind them the tiles.
#include "compiler/dialects/amounts.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/linalg_types.h"
#include "compiler/dialects/slice_util.h"
#include "compiler/dialects/tensor.h"
#include "compiler/dialects/tensor_impl.h"
#include "compiler/ir/diagnostic.h"

typedef struct ints_t {
  const int64_t* items;
  uint32_t count;
} ints_t;

static ints_t ints_of(const weir_op_t* op, const char* name) {
  const weir_attr_t* attr = weir_op_attr(op, name);
  if (attr == NULL) return (ints_t){0};
  return (ints_t){(const int64_t*)(const void*)attr->dense_array.data,
                  attr->dense_array.count};
}

typedef struct packing_t {
  ints_t positions, tiles, permutation;
  weir_type_t* plain;
  weir_type_t* packed;
} packing_t;

static packing_t packing_of(const weir_op_t* op) {
  bool packs = weir_op_is(op, WEIR_TENSOR_PACK);
  return (packing_t){
      .positions = ints_of(op, "inner_dims_pos"),
      .tiles = ints_of(op, "static_inner_tiles"),
      .permutation = ints_of(op, "outer_dims_perm"),
      .plain = weir_op_operand_n(op, packs ? 0 : 1)->type,
      .packed = weir_op_operand_n(op, packs ? 1 : 0)->type,
  };
}

// -- checks -------------------------------------------------------------------

// Different dimensions below |rank|.
static bool are_dims(ints_t dims, uint32_t rank) {
  for (uint32_t i = 0; i < dims.count; ++i) {
    if (dims.items[i] < 0 || dims.items[i] >= rank) return false;
    for (uint32_t k = 0; k < i; ++k) {
      if (dims.items[k] == dims.items[i]) return false;
    }
  }
  return true;
}

static bool has_zero(const weir_op_t* op, ints_t tiles, uint32_t group) {
  for (uint32_t i = 0, next = 0; i < tiles.count; ++i) {
    int64_t size = tiles.items[i];
    if (size == WEIR_DYNAMIC &&
        !weir_value_is_constant_int(weir_op_operand_at(op, group, next++),
                                    &size)) {
      continue;
    }
    if (size == 0) return true;
  }
  return false;
}

static bool verify_numbers(weir_op_t* op, const packing_t* p, uint32_t group) {
  uint32_t rank = weir_type_rank(p->plain), dynamic = 0;
  for (uint32_t i = 0; i < p->tiles.count; ++i) {
    dynamic += p->tiles.items[i] == WEIR_DYNAMIC;
  }
  if (dynamic != weir_op_operand_group_size(op, group)) {
    return weir_op_error(op, "expected %u dynamic inner tiles, got %u", dynamic,
                         weir_op_operand_group_size(op, group));
  }
  if (has_zero(op, p->tiles, group)) {
    return weir_op_error(op, "invalid zero tile factor");
  }
  if (!are_dims(p->positions, rank)) {
    return weir_op_error(op, "invalid inner_dims_pos vector");
  }
  if (!are_dims(p->permutation, rank)) {
    return weir_op_error(op, "invalid outer_dims_perm vector");
  }
  if (p->permutation.count > 0 && p->permutation.count != rank) {
    return weir_op_error(op, "outer_dims_perm must be a permutation or empty");
  }
  if (p->tiles.count > rank) {
    return weir_op_error(op,
                         "tiling factors must be less than or equal to the "
                         "input rank for pack or output rank for unpack");
  }
  if (p->tiles.count != p->positions.count) {
    return weir_op_error(op,
                         "tiling factors must equal the number of dimensions "
                         "to tile");
  }
  if (rank + p->tiles.count == weir_type_rank(p->packed)) return true;
  return weir_op_error(op,
                       "packed rank != (unpacked rank + num tiling factors), "
                       "got %u != %u",
                       weir_type_rank(p->packed), rank + p->tiles.count);
}

// The dimensions that the packed type has at least.
static int64_t* packed_dims(const packing_t* p, weir_arena_t* arena) {
  uint32_t rank = weir_type_rank(p->plain);
  int64_t* tile = WEIR_ARENA_ARRAY(arena, int64_t, rank + 1);
  int64_t* dims = WEIR_ARENA_ARRAY(arena, int64_t, rank + p->tiles.count + 1);
  for (uint32_t i = 0; i < rank; ++i) tile[i] = 1;
  for (uint32_t i = 0; i < p->tiles.count; ++i) {
    tile[p->positions.items[i]] = p->tiles.items[i];
    dims[rank + i] = p->tiles.items[i];
  }
  for (uint32_t i = 0; i < rank; ++i) {
    uint32_t from =
        p->permutation.count > 0 ? (uint32_t)p->permutation.items[i] : i;
    int64_t size = weir_type_dim(p->plain, from);
    bool known = size != WEIR_DYNAMIC && tile[from] != WEIR_DYNAMIC;
    dims[i] =
        known ? size / tile[from] + (size % tile[from] != 0) : WEIR_DYNAMIC;
  }
  return dims;
}

static bool verify_shape(weir_op_t* op, const packing_t* p) {
  uint32_t rank = weir_type_rank(p->plain);
  weir_arena_t scratch = {0};
  const int64_t* least = packed_dims(p, &scratch);
  bool fits = true, tiles_agree = true;
  for (uint32_t i = 0; i < rank + p->tiles.count; ++i) {
    int64_t size = weir_type_dim(p->packed, i);
    bool known = size != WEIR_DYNAMIC && least[i] != WEIR_DYNAMIC;
    if (known && size < least[i]) fits = false;
    if (i >= rank && size != least[i]) tiles_agree = false;
  }
  if (!fits) {
    weir_type_t* type = weir_tensor_type(weir_type_element(p->plain), least,
                                         rank + p->tiles.count, NULL);
    weir_op_error(op,
                  "the shape of output is not large enough to hold the packed "
                  "data. Expected at least '%s', got '%s'",
                  weir_type_text(type, &scratch),
                  weir_type_text(p->packed, &scratch));
  } else if (!tiles_agree) {
    weir_op_error(op,
                  "mismatch in inner tile sizes specified and shaped of tiled "
                  "dimension in the packed type");
  }
  weir_arena_deinit(&scratch);
  return fits && tiles_agree;
}

// Whether a tile reaches over the end of the plain tensor.
static bool needs_padding(const packing_t* p) {
  for (uint32_t i = 0; i < p->tiles.count; ++i) {
    int64_t size = weir_type_dim(p->plain, (uint32_t)p->positions.items[i]);
    if (size != WEIR_DYNAMIC && p->tiles.items[i] != WEIR_DYNAMIC &&
        size % p->tiles.items[i] != 0) {
      return true;
    }
  }
  return false;
}

static bool verify_padding(weir_op_t* op, const packing_t* p) {
  const weir_value_t* padding =
      weir_op_operand_group_size(op, WEIR_TENSOR_PACK_PADDING_VALUE) > 0
          ? weir_op_operand(op, WEIR_TENSOR_PACK_PADDING_VALUE)
          : NULL;
  if (padding == NULL) {
    return !needs_padding(p) ||
           weir_op_error(op,
                         "invalid tile factor or output size provided. Only "
                         "full tiles are supported when padding_value is not "
                         "set");
  }
  if (padding->type == weir_type_element(p->plain)) return true;
  weir_arena_t scratch = {0};
  weir_op_error(op, "expected padding_value has '%s' but got: '%s'",
                weir_type_text(weir_type_element(p->plain), &scratch),
                weir_type_text(padding->type, &scratch));
  weir_arena_deinit(&scratch);
  return false;
}

bool weir_tensor_pack_verify(weir_op_t* op) {
  packing_t packing = packing_of(op);
  bool packs = weir_op_is(op, WEIR_TENSOR_PACK);
  uint32_t group =
      packs ? WEIR_TENSOR_PACK_INNER_TILES : WEIR_TENSOR_UNPACK_INNER_TILES;
  return verify_numbers(op, &packing, group) && verify_shape(op, &packing) &&
         (!packs || verify_padding(op, &packing));
}

// -- folds --------------------------------------------------------------------

// Equal elements stay equal elements, and so does padding with the same.
bool weir_tensor_pack_fold(weir_op_t* op, weir_attr_t* const* operands,
                           weir_fold_result_t* results) {
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  if (!weir_dense_is_splat(operands[0]) || !weir_type_has_static_shape(type)) {
    return false;
  }
  if (weir_op_is(op, WEIR_TENSOR_PACK) &&
      weir_op_operand_group_size(op, WEIR_TENSOR_PACK_PADDING_VALUE) > 0 &&
      operands[weir_op_operand_group_start(op,
                                           WEIR_TENSOR_PACK_PADDING_VALUE)] !=
          weir_dense_element(operands[0], 0)) {
    return false;
  }
  return weir_fold_to_attr(results, weir_dense_resized(operands[0], type));
}

// -- rewrites -----------------------------------------------------------------

// Whether |permutation| moves nothing; none does not.
static bool is_identity(ints_t permutation) {
  for (uint32_t i = 0; i < permutation.count; ++i) {
    if (permutation.items[i] != i) return false;
  }
  return true;
}

static bool same_permutation(ints_t a, ints_t b) {
  if (is_identity(a) && is_identity(b)) return true;
  if (a.count != b.count) return false;
  for (uint32_t i = 0; i < a.count; ++i) {
    if (a.items[i] != b.items[i]) return false;
  }
  return true;
}

static bool same_tiles(const weir_op_t* pack, const weir_op_t* unpack) {
  const weir_amount_t* a =
      weir_amounts_of(pack, "static_inner_tiles", WEIR_TENSOR_PACK_INNER_TILES);
  const weir_amount_t* b = weir_amounts_of(unpack, "static_inner_tiles",
                                           WEIR_TENSOR_UNPACK_INNER_TILES);
  uint32_t count = ints_of(pack, "static_inner_tiles").count;
  if (count != ints_of(unpack, "static_inner_tiles").count) return false;
  for (uint32_t i = 0; i < count; ++i) {
    if (a[i].value != b[i].value ||
        (a[i].value == NULL && a[i].number != b[i].number)) {
      return false;
    }
  }
  return true;
}

// The one undoes the other, if the same is tiled and nothing is padded.
static bool undo(weir_op_t* op, weir_rewriter_t* rewriter,
                 const weir_op_t* inner) {
  bool packs = weir_op_is(op, WEIR_TENSOR_PACK);
  const weir_op_t* pack = packs ? op : inner;
  const weir_op_t* unpack = packs ? inner : op;
  weir_value_t* source = weir_op_operand_n(inner, 0);
  if (source->type != weir_op_result_n(op, 0)->type ||
      weir_op_operand_group_size(pack, WEIR_TENSOR_PACK_PADDING_VALUE) > 0 ||
      weir_op_attr(pack, "inner_dims_pos") !=
          weir_op_attr(unpack, "inner_dims_pos") ||
      !same_permutation(ints_of(pack, "outer_dims_perm"),
                        ints_of(unpack, "outer_dims_perm")) ||
      !same_tiles(pack, unpack)) {
    return false;
  }
  weir_rewriter_replace_one(rewriter, op, source);
  return true;
}

// A padding value that full tiles have no use for.
static bool drop_padding(weir_op_t* op, weir_rewriter_t* rewriter) {
  if (!weir_op_is(op, WEIR_TENSOR_PACK) ||
      weir_op_operand_group_size(op, WEIR_TENSOR_PACK_PADDING_VALUE) == 0) {
    return false;
  }
  packing_t packing = packing_of(op);
  if (needs_padding(&packing)) return false;
  for (uint32_t i = 0; i < packing.tiles.count; ++i) {
    if (packing.tiles.items[i] == WEIR_DYNAMIC ||
        weir_type_dim(packing.plain, (uint32_t)packing.positions.items[i]) ==
            WEIR_DYNAMIC) {
      return false;
    }
  }
  weir_op_set_operand_group(op, WEIR_TENSOR_PACK_PADDING_VALUE, NULL, 0);
  weir_rewriter_touch(rewriter, op);
  return true;
}

// Whatever stood where an unpack writes does not matter.
static bool skip_destination(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_value_t* dest = weir_op_operand_n(op, 1);
  const weir_op_t* writer = weir_value_op(dest);
  if (!weir_op_is(op, WEIR_TENSOR_UNPACK) || writer == NULL) return false;
  weir_value_t* before = NULL;
  switch (weir_op_id(writer)) {
    case WEIR_TENSOR_INSERT:
    case WEIR_TENSOR_INSERT_SLICE:
    case WEIR_TENSOR_PACK:
    case WEIR_TENSOR_UNPACK:
      before = weir_op_operand_n(writer, 1);
      break;
    default:
      if (!weir_op_is_linalg_structured(writer)) return false;
      before = weir_op_operand_n(
          writer, writer->operand_count - writer->result_count + dest->index);
  }
  weir_op_set_operand(op, 1, before);
  weir_rewriter_touch(rewriter, op);
  return true;
}

static bool is_tiled(const packing_t* p, uint32_t dim) {
  for (uint32_t i = 0; i < p->positions.count; ++i) {
    if (p->positions.items[i] == dim) return true;
  }
  return false;
}

// Dimensions that are not tiled are the same in both types.
static bool share_dims(const packing_t* p, int64_t* plain, int64_t* packed) {
  bool changed = false;
  uint32_t rank = weir_type_rank(p->plain);
  for (uint32_t i = 0; i < rank + p->tiles.count; ++i) {
    if (i < rank) plain[i] = weir_type_dim(p->plain, i);
    packed[i] = weir_type_dim(p->packed, i);
  }
  for (uint32_t i = 0; i < rank; ++i) {
    uint32_t dim =
        p->permutation.count > 0 ? (uint32_t)p->permutation.items[i] : i;
    bool known = plain[dim] != WEIR_DYNAMIC, same = packed[i] != WEIR_DYNAMIC;
    if (is_tiled(p, dim) || known == same) continue;
    if (known) packed[i] = plain[dim];
    if (same) plain[dim] = packed[i];
    changed = true;
  }
  return changed;
}

static void cast_operand(weir_op_t* op, weir_rewriter_t* rewriter,
                         uint32_t index, weir_type_t* type) {
  weir_value_t* value = weir_op_operand_n(op, index);
  if (value->type == type) return;
  weir_builder_set_before(&rewriter->builder, op);
  weir_op_set_operand(op, index,
                      weir_build_unary(&rewriter->builder, WEIR_TENSOR_CAST,
                                       op->location, value, type));
}

static bool infer_dims(weir_op_t* op, weir_rewriter_t* rewriter) {
  packing_t packing = packing_of(op);
  bool packs = weir_op_is(op, WEIR_TENSOR_PACK);
  weir_arena_t* arena = weir_context_arena(op->context);
  uint32_t rank = weir_type_rank(packing.plain);
  uint32_t packed_rank = rank + packing.tiles.count;
  int64_t* plain = WEIR_ARENA_ARRAY(arena, int64_t, rank + 1);
  int64_t* packed = WEIR_ARENA_ARRAY(arena, int64_t, packed_rank + 1);
  if (!share_dims(&packing, plain, packed)) return false;
  weir_type_t* plain_type = weir_type_with_shape(packing.plain, plain, rank);
  weir_type_t* packed_type =
      weir_type_with_shape(packing.packed, packed, packed_rank);
  weir_type_t* type = packs ? packed_type : plain_type;
  cast_operand(op, rewriter, 0, packs ? plain_type : packed_type);
  cast_operand(op, rewriter, 1, type);
  weir_rewriter_touch(rewriter, op);
  weir_rewriter_set_result_type(rewriter, op, 0, type);
  return true;
}

bool weir_tensor_pack_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  bool packs = weir_op_is(op, WEIR_TENSOR_PACK);
  const weir_op_t* inner = weir_value_op(weir_op_operand_n(op, 0));
  bool changed =
      weir_op_is(inner, packs ? WEIR_TENSOR_UNPACK : WEIR_TENSOR_PACK)
          ? undo(op, rewriter, inner)
          : drop_padding(op, rewriter) || skip_destination(op, rewriter) ||
                infer_dims(op, rewriter);
  return changed || weir_rewriter_drop_casts(rewriter, op, 1);
}
