// The mesh dialect: ids of its ops, places in their operand groups, and what
// its attributes say.
//
// Processes form a grid. An op names axes of the grid: processes that differ in
// these only are a group, in which a collective takes place. No axes: each
// process is a group of its own.
#ifndef WEIR_COMPILER_DIALECTS_MESH_H_
#define WEIR_COMPILER_DIALECTS_MESH_H_

#include "compiler/ir/ir.h"

extern const weir_dialect_t weir_mesh_dialect;

enum {
  WEIR_MESH_ALL_GATHER = 28 << 16 | 1,
  WEIR_MESH_ALL_REDUCE,
  WEIR_MESH_ALL_SLICE,
  WEIR_MESH_ALL_TO_ALL,
  WEIR_MESH_BROADCAST,
  WEIR_MESH_GATHER,
  WEIR_MESH_MESH,
  WEIR_MESH_MESH_SHAPE,
  WEIR_MESH_PROCESS_LINEAR_INDEX,
  WEIR_MESH_PROCESS_MULTI_INDEX,
  WEIR_MESH_RECV,
  WEIR_MESH_REDUCE,
  WEIR_MESH_REDUCE_SCATTER,
  WEIR_MESH_SCATTER,
  WEIR_MESH_SEND,
  WEIR_MESH_SHARD,
  WEIR_MESH_SHIFT,
};

// Of all ops that move tensors.
enum {
  WEIR_MESH_INPUT,
  WEIR_MESH_DEVICE_DYNAMIC,  // of those that name one process of the group
};

// What #mesh.partial says, in the order of MLIR's enum.
typedef enum weir_mesh_reduction_t {
  WEIR_MESH_REDUCTION_SUM,
  WEIR_MESH_REDUCTION_MAX,
  WEIR_MESH_REDUCTION_MIN,
  WEIR_MESH_REDUCTION_PRODUCT,
  WEIR_MESH_REDUCTION_AVERAGE,
  WEIR_MESH_REDUCTION_BITWISE_AND,
  WEIR_MESH_REDUCTION_BITWISE_OR,
  WEIR_MESH_REDUCTION_BITWISE_XOR,
  WEIR_MESH_REDUCTION_GENERIC,
  WEIR_MESH_REDUCTION_COUNT,
} weir_mesh_reduction_t;

const char* weir_mesh_reduction_name(weir_mesh_reduction_t reduction);
// Of an op with a `reduction`; a sum where it says nothing.
weir_mesh_reduction_t weir_mesh_reduction_of(const weir_op_t* op);

// Axes of a mesh or sizes along them; |values| are not copied.
typedef struct weir_mesh_axes_t {
  const int16_t* values;
  uint32_t count;
} weir_mesh_axes_t;
typedef struct weir_mesh_shape_t {
  const int64_t* values;  // WEIR_DYNAMIC where it is not known
  uint32_t rank;
} weir_mesh_shape_t;

// The axes that |op| names (`mesh_axes` or `axes`); none if it names none.
weir_mesh_axes_t weir_mesh_axes_of(const weir_op_t* op);
weir_mesh_shape_t weir_mesh_shape_of(const weir_op_t* mesh);
// The mesh.mesh that |op| names, in the nearest symbol table; NULL if there is
// none.
weir_op_t* weir_mesh_of(const weir_op_t* op);
// Processes in a group; WEIR_DYNAMIC if that is not known.
int64_t weir_mesh_group_size(weir_mesh_shape_t shape, weir_mesh_axes_t axes);

#endif  // WEIR_COMPILER_DIALECTS_MESH_H_
