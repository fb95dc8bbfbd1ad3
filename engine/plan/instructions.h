// The instructions of a node's host program.
//
// Code is an array of 32-bit words. An instruction is one word with the opcode
// in the low and its length in words (this word included) in the high half, and
// then one word for each letter of its signature. Registers are numbers in the
// scalar bank (64 bits each; integers narrower than that are kept with zeros
// above, floats as their bits) or in the reference bank of the routine.
//
//   s S   scalar register read / written
//   b B   reference register that holds a buffer, read / written
//   v V   buffer view       f F   fence (null: already signalled)
//   c C   channel           m M   command buffer
//   y Y   bytes             l L   list              h H   file
//   r R   reference of any type; all of one instruction have the same type
//   a A   reference of any type
//   i     immediate                 q     64-bit immediate: low word, high word
//   p     branch target: word of the routine where an instruction begins
//   t     string                    g     global of scalar type
//   G     global of the type of r   k     constant
//   j     command list              z     routine of this node
//   (..)  a count and then that many times what is between the parentheses
//
// Devices are scalars: indices relative to the node's first device.
#ifndef WEIR_ENGINE_PLAN_INSTRUCTIONS_H_
#define WEIR_ENGINE_PLAN_INSTRUCTIONS_H_

#include <stdbool.h>
#include <stdint.h>

// clang-format off
#define WEIR_PLAN_INSTRUCTIONS(X) \
  /* fails with a message */ \
  X(TRAP, "trap", "t") \
  /* registers */ \
  X(CONSTANT, "constant", "Sq") \
  X(MOVE, "move", "Ss") \
  X(MOVE_REFERENCE, "move.ref", "Rr") \
  X(NULL_REFERENCE, "null.ref", "A") \
  X(SELECT, "select", "Ssss") \
  X(SELECT_REFERENCE, "select.ref", "Rsrr") \
  X(COMPARE_REFERENCE, "compare.ref", "Srr") \
  /* arithmetic: operation, width in bits, operands */ \
  X(INTEGER_BINARY, "int", "Siiss") \
  X(INTEGER_UNARY, "int.unary", "Siis") \
  X(INTEGER_COMPARE, "int.compare", "Siiss") \
  X(FLOAT_BINARY, "float", "Siiss") \
  X(FLOAT_UNARY, "float.unary", "Siis") \
  X(FLOAT_COMPARE, "float.compare", "Siiss") \
  X(FLOAT_FMA, "float.fma", "Sisss") \
  /* conversion, from width, to width */ \
  X(CONVERT, "convert", "Siiis") \
  /* control flow */ \
  X(BRANCH, "branch", "p") \
  X(BRANCH_IF, "branch.if", "spp") \
  X(SWITCH, "switch", "sp(qp)") \
  X(CALL, "call", "z(s)(a)(S)(A)") \
  X(RETURN, "return", "(s)(a)") \
  X(CHECK_STATUS, "status.check", "st") \
  /* globals */ \
  X(GLOBAL_LOAD, "global.load", "Sg") \
  X(GLOBAL_STORE, "global.store", "gs") \
  X(GLOBAL_LOAD_REFERENCE, "global.load.ref", "RG") \
  X(GLOBAL_STORE_REFERENCE, "global.store.ref", "Gr") \
  /* devices: ok, value, device, category, key, default */ \
  X(DEVICE_COUNT, "device.count", "S") \
  X(DEVICE_QUERY, "device.query", "SSsttq") \
  /* buffers: device, queues, size, memory types, usage */ \
  X(BUFFER_ALLOCATE, "buffer.allocate", "Bsssii") \
  /* did import, buffer, device, queues, bytes, offset, length, types, usage */ \
  X(BUFFER_IMPORT, "buffer.import", "SBssyssii") \
  /* buffer, device, least length, message, types, usage */ \
  X(BUFFER_ASSERT, "buffer.assert", "bsstii") \
  X(BUFFER_LENGTH, "buffer.length", "Sb") \
  /* offset, width in bits */ \
  X(BUFFER_LOAD, "buffer.load", "Sbsi") \
  X(BUFFER_STORE, "buffer.store", "sbsi") \
  X(BUFFER_SUBSPAN, "buffer.subspan", "Bbss") \
  /* buffer, offset, length, element type, encoding, dims */ \
  X(VIEW_CREATE, "view.create", "Vbssss(s)") \
  /* view, element type, encoding, message, dims */ \
  X(VIEW_ASSERT, "view.assert", "vsst(s)") \
  X(VIEW_BUFFER, "view.buffer", "Bv") \
  X(VIEW_DIM, "view.dim", "Svi") \
  X(VIEW_RANK, "view.rank", "Sv") \
  X(VIEW_ELEMENT_TYPE, "view.element_type", "Sv") \
  X(VIEW_ENCODING, "view.encoding", "Sv") \
  X(VIEW_TRACE, "view.trace", "t(v)") \
  /* device, channel of the plan: the device's end of it */ \
  X(CHANNEL_GET, "channel.get", "Csi") \
  /* device, queues, flags, id, group, rank, count */ \
  X(CHANNEL_CREATE, "channel.create", "Cssiyyss") \
  /* channel, color, key, flags */ \
  X(CHANNEL_SPLIT, "channel.split", "Ccssi") \
  X(CHANNEL_RANK_AND_COUNT, "channel.rank_and_count", "SSc") \
  /* list, (buffer, offset, length) of its own slots, parameters, channels */ \
  X(COMMAND_BUFFER_CREATE, "command_buffer.create", "Mj(bss)(s)(c)") \
  /* fences */ \
  X(FENCE_CREATE, "fence.create", "Fsi") \
  X(FENCE_JOIN, "fence.join", "F(f)") \
  /* status, timeout in ms (32-bit, -1 for ever), fences */ \
  X(FENCE_AWAIT, "fence.await", "Ss(f)") \
  X(FENCE_QUERY, "fence.query", "Sf") \
  X(FENCE_SIGNAL, "fence.signal", "f") \
  X(FENCE_FAIL, "fence.fail", "fs") \
  /* queues: device, queues, wait, signal, ... */ \
  /* ... pool, size, memory types, usage */ \
  X(QUEUE_ALLOCA, "queue.alloca", "Bssffssii") \
  X(QUEUE_DEALLOCA, "queue.dealloca", "ssffb") \
  X(QUEUE_EXECUTE, "queue.execute", "ssff(m)") \
  X(QUEUE_EXECUTE_INDIRECT, "queue.execute.indirect", "ssffm(bss)") \
  X(QUEUE_FLUSH, "queue.flush", "ss") \
  /* ... file, offset, buffer, offset, length, flags */ \
  X(QUEUE_READ, "queue.read", "ssffhsbssi") \
  /* ... buffer, offset, file, offset, length, flags */ \
  X(QUEUE_WRITE, "queue.write", "ssffbshssi") \
  /* device, queues, access, bytes, offset, length */ \
  X(FILE_FROM_MEMORY, "file.from_memory", "Hssiyss") \
  /* ... memory types, usage, (scope, key, offset, buffer, size) */ \
  X(PARAMETERS_LOAD, "parameters.load", "ssffii(ttsBs)") \
  /* ... buffer, (scope, key, offset, buffer offset, length) */ \
  X(PARAMETERS_GATHER, "parameters.gather", "ssffb(ttsss)") \
  X(PARAMETERS_SCATTER, "parameters.scatter", "ssffb(ttsss)") \
  /* host memory; widths in bits, alignment in bytes */ \
  X(BYTES_CONSTANT, "bytes.constant", "Yk") \
  X(BYTES_ALLOC, "bytes.alloc", "Ysi") \
  X(BYTES_SIZE, "bytes.size", "Sy") \
  X(BYTES_LOAD, "bytes.load", "Sysi") \
  X(BYTES_STORE, "bytes.store", "sysi") \
  X(BYTES_SUBSPAN, "bytes.subspan", "Yyss") \
  X(BYTES_SLICE, "bytes.slice", "Yyss") \
  /* source, offset, target, offset, length */ \
  X(BYTES_COPY, "bytes.copy", "ysyss") \
  /* pattern, width, target, offset, length */ \
  X(BYTES_FILL, "bytes.fill", "siyss") \
  X(BYTES_COMPARE, "bytes.compare", "Sysyss") \
  X(BYTES_HASH, "bytes.hash", "Syss") \
  /* lists of scalars and references */ \
  X(LIST_CREATE, "list.create", "Ls") \
  X(LIST_SIZE, "list.size", "Sl") \
  X(LIST_RESIZE, "list.resize", "ls") \
  X(LIST_GET, "list.get", "Sls") \
  X(LIST_SET, "list.set", "lss") \
  X(LIST_GET_REFERENCE, "list.get.ref", "Als") \
  X(LIST_SET_REFERENCE, "list.set.ref", "lsa")
// clang-format on

typedef enum weir_plan_opcode_t {
#define WEIR_PLAN_OPCODE(name, text, signature) WEIR_PLAN_OP_##name,
  WEIR_PLAN_INSTRUCTIONS(WEIR_PLAN_OPCODE)
#undef WEIR_PLAN_OPCODE
      WEIR_PLAN_OP_END,
} weir_plan_opcode_t;

typedef enum weir_plan_integer_binary_t {
  WEIR_PLAN_INT_ADD,
  WEIR_PLAN_INT_SUB,
  WEIR_PLAN_INT_MUL,
  WEIR_PLAN_INT_DIV_S,  // division by zero is a failure of the program
  WEIR_PLAN_INT_DIV_U,
  WEIR_PLAN_INT_REM_S,
  WEIR_PLAN_INT_REM_U,
  WEIR_PLAN_INT_CEIL_DIV_S,
  WEIR_PLAN_INT_CEIL_DIV_U,
  WEIR_PLAN_INT_FLOOR_DIV_S,
  WEIR_PLAN_INT_AND,
  WEIR_PLAN_INT_OR,
  WEIR_PLAN_INT_XOR,
  WEIR_PLAN_INT_SHL,  // by the width or more: zero (sign for SHR_S)
  WEIR_PLAN_INT_SHR_S,
  WEIR_PLAN_INT_SHR_U,
  WEIR_PLAN_INT_MIN_S,
  WEIR_PLAN_INT_MIN_U,
  WEIR_PLAN_INT_MAX_S,
  WEIR_PLAN_INT_MAX_U,
  // Of indices, from which sizes of memory are computed: what is too large to be
  // told stays at the end of the range and does not come round as a small size.
  WEIR_PLAN_INT_ADD_INDEX,
  WEIR_PLAN_INT_MUL_INDEX,
  WEIR_PLAN_INT_BINARY_END,
} weir_plan_integer_binary_t;

typedef enum weir_plan_integer_unary_t {
  WEIR_PLAN_INT_ABS,
  WEIR_PLAN_INT_COUNT_LEADING_ZEROS,
  WEIR_PLAN_INT_COUNT_TRAILING_ZEROS,
  WEIR_PLAN_INT_POPULATION_COUNT,
  WEIR_PLAN_INT_UNARY_END,
} weir_plan_integer_unary_t;

// In the order of arith.cmpi's predicates.
typedef enum weir_plan_integer_compare_t {
  WEIR_PLAN_INT_EQ,
  WEIR_PLAN_INT_NE,
  WEIR_PLAN_INT_LT_S,
  WEIR_PLAN_INT_LE_S,
  WEIR_PLAN_INT_GT_S,
  WEIR_PLAN_INT_GE_S,
  WEIR_PLAN_INT_LT_U,
  WEIR_PLAN_INT_LE_U,
  WEIR_PLAN_INT_GT_U,
  WEIR_PLAN_INT_GE_U,
  WEIR_PLAN_INT_COMPARE_END,
} weir_plan_integer_compare_t;

typedef enum weir_plan_float_binary_t {
  WEIR_PLAN_FLOAT_ADD,
  WEIR_PLAN_FLOAT_SUB,
  WEIR_PLAN_FLOAT_MUL,
  WEIR_PLAN_FLOAT_DIV,
  WEIR_PLAN_FLOAT_REM,
  WEIR_PLAN_FLOAT_MINIMUM,  // NaN if either is
  WEIR_PLAN_FLOAT_MAXIMUM,
  WEIR_PLAN_FLOAT_MINNUM,  // the other if one is NaN
  WEIR_PLAN_FLOAT_MAXNUM,
  WEIR_PLAN_FLOAT_POW,
  WEIR_PLAN_FLOAT_ATAN2,
  WEIR_PLAN_FLOAT_COPYSIGN,
  WEIR_PLAN_FLOAT_BINARY_END,
} weir_plan_float_binary_t;

typedef enum weir_plan_float_unary_t {
  WEIR_PLAN_FLOAT_NEG,
  WEIR_PLAN_FLOAT_ABS,
  WEIR_PLAN_FLOAT_CEIL,
  WEIR_PLAN_FLOAT_FLOOR,
  WEIR_PLAN_FLOAT_ROUND,
  WEIR_PLAN_FLOAT_ROUND_EVEN,
  WEIR_PLAN_FLOAT_TRUNC,
  WEIR_PLAN_FLOAT_SQRT,
  WEIR_PLAN_FLOAT_RSQRT,
  WEIR_PLAN_FLOAT_EXP,
  WEIR_PLAN_FLOAT_EXP2,
  WEIR_PLAN_FLOAT_EXPM1,
  WEIR_PLAN_FLOAT_LOG,
  WEIR_PLAN_FLOAT_LOG2,
  WEIR_PLAN_FLOAT_LOG10,
  WEIR_PLAN_FLOAT_LOG1P,
  WEIR_PLAN_FLOAT_SIN,
  WEIR_PLAN_FLOAT_COS,
  WEIR_PLAN_FLOAT_TANH,
  WEIR_PLAN_FLOAT_ATAN,
  WEIR_PLAN_FLOAT_ERF,
  WEIR_PLAN_FLOAT_UNARY_END,
} weir_plan_float_unary_t;

// In the order of arith.cmpf's predicates.
typedef enum weir_plan_float_compare_t {
  WEIR_PLAN_FLOAT_FALSE,
  WEIR_PLAN_FLOAT_OEQ,
  WEIR_PLAN_FLOAT_OGT,
  WEIR_PLAN_FLOAT_OGE,
  WEIR_PLAN_FLOAT_OLT,
  WEIR_PLAN_FLOAT_OLE,
  WEIR_PLAN_FLOAT_ONE,
  WEIR_PLAN_FLOAT_ORD,
  WEIR_PLAN_FLOAT_UEQ,
  WEIR_PLAN_FLOAT_UGT,
  WEIR_PLAN_FLOAT_UGE,
  WEIR_PLAN_FLOAT_ULT,
  WEIR_PLAN_FLOAT_ULE,
  WEIR_PLAN_FLOAT_UNE,
  WEIR_PLAN_FLOAT_UNO,
  WEIR_PLAN_FLOAT_TRUE,
  WEIR_PLAN_FLOAT_COMPARE_END,
} weir_plan_float_compare_t;

// Widths of floats: 16, 32, 64, and 17 for bfloat16.
#define WEIR_PLAN_WIDTH_BF16 17u

typedef enum weir_plan_convert_t {
  WEIR_PLAN_CONVERT_EXTEND_S,
  WEIR_PLAN_CONVERT_EXTEND_U,
  WEIR_PLAN_CONVERT_TRUNCATE,
  WEIR_PLAN_CONVERT_S_TO_FLOAT,
  WEIR_PLAN_CONVERT_U_TO_FLOAT,
  WEIR_PLAN_CONVERT_FLOAT_TO_S,  // out of range: the nearest value
  WEIR_PLAN_CONVERT_FLOAT_TO_U,
  WEIR_PLAN_CONVERT_FLOAT_TO_FLOAT,
  WEIR_PLAN_CONVERT_END,
} weir_plan_convert_t;

typedef struct weir_plan_instruction_def_t {
  const char* name;
  const char* signature;
} weir_plan_instruction_def_t;

// NULL for a number that is no opcode.
const weir_plan_instruction_def_t* weir_plan_instruction_def(uint32_t opcode);

static inline uint32_t weir_plan_instruction_word(uint32_t opcode,
                                                  uint32_t word_count) {
  return opcode | word_count << 16;
}
static inline uint32_t weir_plan_instruction_opcode(uint32_t word) {
  return word & 0xffffu;
}
static inline uint32_t weir_plan_instruction_words(uint32_t word) {
  return word >> 16;
}

// Whether the control flow does not go on behind it.
bool weir_plan_instruction_ends_block(uint32_t opcode);

#endif  // WEIR_ENGINE_PLAN_INSTRUCTIONS_H_
