// Checks and rewrites of tensor.pack and tensor.unpack.
//
// Of both ops one type is plain and one packed: the plain dimensions divided by
// their tiles and permuted, and behind them the tiles.
#include "compiler/dialects/fold_util.h"
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

// -- rewrites -----------------------------------------------------------------

static bool same_tiles(const weir_op_t* a, uint32_t group_of_a,
                       const weir_op_t* b, uint32_t group_of_b) {
  uint32_t count = weir_op_operand_group_size(a, group_of_a);
  if (count != weir_op_operand_group_size(b, group_of_b)) return false;
  for (uint32_t i = 0; i < count; ++i) {
    if (weir_op_operand_at(a, group_of_a, i) !=
        weir_op_operand_at(b, group_of_b, i)) {
      return false;
    }
  }
  return true;
}

// The one undoes the other, if the same is tiled and nothing is padded.
bool weir_tensor_pack_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  static const char* const names[] = {"inner_dims_pos", "outer_dims_perm",
                                      "static_inner_tiles"};
  bool packs = weir_op_is(op, WEIR_TENSOR_PACK);
  const weir_op_t* inner = weir_value_op(weir_op_operand_n(op, 0));
  if (!weir_op_is(inner, packs ? WEIR_TENSOR_UNPACK : WEIR_TENSOR_PACK)) {
    return false;
  }
  const weir_op_t* pack = packs ? op : inner;
  const weir_op_t* unpack = packs ? inner : op;
  for (uint32_t i = 0; i < sizeof(names) / sizeof(names[0]); ++i) {
    if (weir_op_attr(pack, names[i]) != weir_op_attr(unpack, names[i])) {
      return false;
    }
  }
  weir_value_t* source = weir_op_operand_n(inner, 0);
  if (source->type != weir_op_result_n(op, 0)->type ||
      weir_op_operand_group_size(pack, WEIR_TENSOR_PACK_PADDING_VALUE) > 0 ||
      !same_tiles(pack, WEIR_TENSOR_PACK_INNER_TILES, unpack,
                  WEIR_TENSOR_UNPACK_INNER_TILES)) {
    return false;
  }
  weir_rewriter_replace_one(rewriter, op, source);
  return true;
}
