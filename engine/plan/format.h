// The layout of a plan file: what weirc writes and weir runs.
//
//   byte 0   +---------------------------+
//            | weir_plan_header_t        | 64 bytes: magic, version, sizes,
//            hash
//   byte 64  +---------------------------+
//            | weir_plan_section_t []    | 32 bytes each, sorted by (node,
//            kind)
//            +---------------------------+
//            | zeros up to 64            |
//            +---------------------------+  every section begins at a multiple
//            | section                   |  of 64 and may be used where it is
//            | zeros up to 64            |  mapped
//            | section                   |
//            | ...                       |
//            +---------------------------+ header.file_bytes, a multiple of 64
//
// All numbers are little endian. A section is an array of one record type (or
// bytes), and records refer to each other by index in the section of that type:
// the node's own one for the kinds of a node, the only one otherwise. Strings
// are byte offsets into STRINGS and end in a zero.
//
// A section's hash covers its bytes; the header's hash covers header and
// section table, so it stands for the whole file: two plans are the same when
// their header hashes are. A process may check and touch only the sections of
// the nodes it runs; bytes between sections are zero.
//
// The structs are pure data and are shared with the compiler. Their meaning is
// spelled out in docs/plan-format.md; verifier.h lists what a reader may rely
// on.
#ifndef WEIR_ENGINE_PLAN_FORMAT_H_
#define WEIR_ENGINE_PLAN_FORMAT_H_

#include <stdint.h>

#define WEIR_PLAN_MAGIC "WEIRPLAN"  // 8 bytes, without the zero
#define WEIR_PLAN_VERSION 1u
#define WEIR_PLAN_ALIGNMENT 64u
#define WEIR_PLAN_NONE UINT32_MAX     // "no index", "no string", "no node"
#define WEIR_PLAN_DYNAMIC UINT64_MAX  // a byte count known only when run

typedef struct weir_plan_header_t {
  char magic[8];
  uint32_t version;
  uint32_t header_bytes;  // sizeof(weir_plan_header_t)
  uint64_t file_bytes;
  uint64_t hash;  // of header (with 0 here) and section table
  uint32_t section_count;
  uint32_t node_count;
  uint64_t reserved[3];  // zero
} weir_plan_header_t;
_Static_assert(sizeof(weir_plan_header_t) == 64, "plan header");

typedef enum weir_plan_section_kind_t {
  // Of the plan; node is WEIR_PLAN_NONE.
  WEIR_PLAN_SECTION_STRINGS = 1,  // char
  WEIR_PLAN_SECTION_INFO,         // weir_plan_info_t, exactly one
  WEIR_PLAN_SECTION_NODES,        // weir_plan_node_t
  WEIR_PLAN_SECTION_DEVICES,      // weir_plan_device_t, grouped by node
  WEIR_PLAN_SECTION_FUNCTIONS,    // weir_plan_function_t
  WEIR_PLAN_SECTION_PORTS,        // weir_plan_port_t
  WEIR_PLAN_SECTION_DIMS,         // int64_t, -1 for dynamic
  WEIR_PLAN_SECTION_PLACES,       // weir_plan_place_t
  WEIR_PLAN_SECTION_LOCATIONS,    // weir_plan_location_t
  WEIR_PLAN_SECTION_CHANNELS,     // weir_plan_channel_t
  WEIR_PLAN_SECTION_MEMBERS,      // weir_plan_place_t
  WEIR_PLAN_SECTION_TRANSFERS,    // weir_plan_transfer_t
  // Of one node.
  WEIR_PLAN_SECTION_CODE = 32,      // uint32_t, see instructions.h
  WEIR_PLAN_SECTION_ROUTINES,       // weir_plan_routine_t
  WEIR_PLAN_SECTION_TYPES,          // uint8_t, weir_plan_type_t
  WEIR_PLAN_SECTION_LINES,          // weir_plan_line_t
  WEIR_PLAN_SECTION_GLOBALS,        // weir_plan_global_t
  WEIR_PLAN_SECTION_LISTS,          // weir_plan_list_t
  WEIR_PLAN_SECTION_COMMANDS,       // weir_plan_command_t
  WEIR_PLAN_SECTION_EDGES,          // uint32_t
  WEIR_PLAN_SECTION_OPERANDS,       // weir_plan_operand_t
  WEIR_PLAN_SECTION_RANGES,         // weir_plan_range_t
  WEIR_PLAN_SECTION_EXECUTABLES,    // weir_plan_executable_t
  WEIR_PLAN_SECTION_EXPORTS,        // weir_plan_export_t
  WEIR_PLAN_SECTION_VARIANTS,       // weir_plan_variant_t
  WEIR_PLAN_SECTION_IMAGES,         // bytes
  WEIR_PLAN_SECTION_CONSTANTS,      // weir_plan_constant_t
  WEIR_PLAN_SECTION_CONSTANT_DATA,  // bytes
  WEIR_PLAN_SECTION_KIND_END,
} weir_plan_section_kind_t;

typedef struct weir_plan_section_t {
  uint32_t kind;
  uint32_t node;    // WEIR_PLAN_NONE for the sections of the plan
  uint64_t offset;  // from the start of the file, multiple of 64
  uint64_t bytes;   // multiple of the record size
  uint64_t hash;    // weir_plan_hash of the bytes
} weir_plan_section_t;
_Static_assert(sizeof(weir_plan_section_t) == 32, "plan section");

// ---- the plan --------------------------------------------------------------

typedef struct weir_plan_info_t {
  uint32_t name;      // of the module, string
  uint32_t source;    // input file, string
  uint32_t compiler;  // "weirc 0.1.0", string
  uint32_t cluster;   // cluster file or "", string
  uint32_t strategy;  // how it was placed or "", string
  uint32_t reserved[3];
} weir_plan_info_t;
_Static_assert(sizeof(weir_plan_info_t) == 32, "plan info");

// What a node holds and does in one invocation of every exported function,
// counted when compiled: a command counts once wherever it stands, in a loop or
// in a function that others call too. Initialisers do not count.
typedef struct weir_plan_node_t {
  uint32_t name;
  uint32_t device_first;
  uint32_t device_count;
  uint32_t dispatch_count;
  uint32_t copy_count;  // copies, fills and updates
  uint32_t send_count;
  uint32_t receive_count;
  uint32_t collective_count;
  uint64_t send_bytes;
  uint64_t receive_bytes;
  uint64_t constant_bytes;
  uint64_t image_bytes;
} weir_plan_node_t;
_Static_assert(sizeof(weir_plan_node_t) == 64, "plan node");

// A device the plan asks of a node. Values of !hal.device in the node's program
// are indices relative to the node's first device.
typedef struct weir_plan_device_t {
  uint32_t node;
  uint32_t name;          // symbol in the program
  uint32_t kind;          // driver: "local", "inline", "cuda", ...
  uint32_t ordinal;       // which of the node's devices of that kind
  uint32_t queue_count;   // at least 1
  uint32_t core_count;    // wanted; 0 for "what there is"
  uint64_t memory_bytes;  // limit it was compiled for; 0 for none
  uint64_t peak_bytes;    // predicted: all that is allocated at once
  uint32_t dispatch_count;
  uint32_t flags;  // zero
  uint64_t reserved[2];
} weir_plan_device_t;
_Static_assert(sizeof(weir_plan_device_t) == 64, "plan device");

typedef struct weir_plan_function_t {
  uint32_t name;
  uint32_t flags;        // WEIR_PLAN_FUNCTION_*
  uint32_t input_first;  // PORTS
  uint32_t input_count;
  uint32_t output_first;
  uint32_t output_count;
  uint32_t location;
  uint32_t declaration;  // string: the signature as the source has it, or NONE
} weir_plan_function_t;
_Static_assert(sizeof(weir_plan_function_t) == 32, "plan function");

// The routine takes, after the inputs, a wait and a signal fence.
#define WEIR_PLAN_FUNCTION_FENCES 1u

typedef enum weir_plan_port_kind_t {
  WEIR_PLAN_PORT_TENSOR = 0,  // a buffer view
  WEIR_PLAN_PORT_SCALAR,      // rank 0, passed in a scalar register
} weir_plan_port_kind_t;

// An input or output of an exported function.
typedef struct weir_plan_port_t {
  uint32_t name;          // "input0", "scores", ...
  uint32_t kind;          // weir_plan_port_kind_t
  uint32_t element_type;  // WEIR_PLAN_ELEMENT_*
  uint32_t rank;
  uint32_t dim_first;
  uint32_t place_first;  // input: nodes that need its bytes; output: its owner
  uint32_t place_count;  // output: 1
  uint32_t reserved;
} weir_plan_port_t;
_Static_assert(sizeof(weir_plan_port_t) == 32, "plan port");

typedef struct weir_plan_place_t {
  uint32_t node;
  uint32_t device;  // relative to the node's first device
} weir_plan_place_t;
_Static_assert(sizeof(weir_plan_place_t) == 8, "plan place");

// Element types: (class << 24) | bits, where class is
// 0x00 opaque, 0x10 integer (signless), 0x11 signed, 0x12 unsigned, 0x13 bool,
// 0x21 IEEE float, 0x22 bfloat, 0x23 complex.
#define WEIR_PLAN_ELEMENT(class_, bits) (((uint32_t)(class_) << 24) | (bits))
#define WEIR_PLAN_ELEMENT_BOOL8 WEIR_PLAN_ELEMENT(0x13, 8)
#define WEIR_PLAN_ELEMENT_I1 WEIR_PLAN_ELEMENT(0x10, 1)
#define WEIR_PLAN_ELEMENT_I8 WEIR_PLAN_ELEMENT(0x10, 8)
#define WEIR_PLAN_ELEMENT_I16 WEIR_PLAN_ELEMENT(0x10, 16)
#define WEIR_PLAN_ELEMENT_I32 WEIR_PLAN_ELEMENT(0x10, 32)
#define WEIR_PLAN_ELEMENT_I64 WEIR_PLAN_ELEMENT(0x10, 64)
#define WEIR_PLAN_ELEMENT_F16 WEIR_PLAN_ELEMENT(0x21, 16)
#define WEIR_PLAN_ELEMENT_F32 WEIR_PLAN_ELEMENT(0x21, 32)
#define WEIR_PLAN_ELEMENT_F64 WEIR_PLAN_ELEMENT(0x21, 64)
#define WEIR_PLAN_ELEMENT_BF16 WEIR_PLAN_ELEMENT(0x22, 16)

// An operation of the source: "model.onnx:12:8", "conv_17 (Conv)".
typedef struct weir_plan_location_t {
  uint32_t file;  // string, or NONE
  uint32_t line;
  uint32_t column;
  uint32_t name;  // what the operation is, for people; string, or NONE
} weir_plan_location_t;
_Static_assert(sizeof(weir_plan_location_t) == 16, "plan location");

// An ordered group of devices of the whole plan. Every plan of several nodes
// has the channel that its node programs ask for by index.
typedef struct weir_plan_channel_t {
  uint32_t name;
  uint32_t member_first;
  uint32_t member_count;
  uint32_t reserved;
} weir_plan_channel_t;
_Static_assert(sizeof(weir_plan_channel_t) == 16, "plan channel");

// A move of bytes from one node to another: the sending and the receiving
// command carry its index.
typedef struct weir_plan_transfer_t {
  uint32_t function;  // FUNCTIONS, or NONE for initialisers
  uint32_t channel;
  uint32_t source;  // index of the member in the channel
  uint32_t target;
  uint64_t bytes;  // WEIR_PLAN_DYNAMIC when known only at run time
  uint32_t location;
  uint32_t reserved;
} weir_plan_transfer_t;
_Static_assert(sizeof(weir_plan_transfer_t) == 32, "plan transfer");

// ---- a node's host program -------------------------------------------------

// What a register, a global or an argument holds.
typedef enum weir_plan_type_t {
  WEIR_PLAN_TYPE_SCALAR = 0,      // 64 bits: integers, floats, devices
  WEIR_PLAN_TYPE_BUFFER,          // !hal.buffer
  WEIR_PLAN_TYPE_BUFFER_VIEW,     // !hal.buffer_view
  WEIR_PLAN_TYPE_FENCE,           // !hal.fence
  WEIR_PLAN_TYPE_CHANNEL,         // !hal.channel
  WEIR_PLAN_TYPE_COMMAND_BUFFER,  // !hal.command_buffer: a list and its slots
  WEIR_PLAN_TYPE_BYTES,           // !util.buffer: host memory
  WEIR_PLAN_TYPE_LIST,            // !util.list
  WEIR_PLAN_TYPE_FILE,            // !hal.file
  WEIR_PLAN_TYPE_END,
} weir_plan_type_t;

// A function of the node. Its registers of the scalar bank are s0..; its other
// registers (references) are r0.. with the types at type_first. Arguments are
// in the first registers of each bank, in order.
typedef struct weir_plan_routine_t {
  uint32_t name;
  uint32_t function;  // FUNCTIONS when exported, or NONE
  uint32_t flags;     // WEIR_PLAN_ROUTINE_*
  uint32_t code_first;
  uint32_t code_count;  // words
  uint32_t scalar_count;
  uint32_t reference_count;
  uint32_t type_first;  // TYPES: one a reference register
  uint32_t scalar_argument_count;
  uint32_t reference_argument_count;
  uint32_t scalar_result_count;
  uint32_t reference_result_count;
  uint32_t result_type_first;  // TYPES: one a reference result
  uint32_t line_first;
  uint32_t line_count;
  uint32_t order_first;  // TYPES: arguments then results as declared
} weir_plan_routine_t;
_Static_assert(sizeof(weir_plan_routine_t) == 64, "plan routine");

// Runs once, in the order of the section, before anything else does. Takes and
// gives nothing.
#define WEIR_PLAN_ROUTINE_INITIALIZER 1u

// Code words from |word| on (relative to the routine) belong to |location|.
typedef struct weir_plan_line_t {
  uint32_t word;
  uint32_t location;
} weir_plan_line_t;
_Static_assert(sizeof(weir_plan_line_t) == 8, "plan line");

typedef struct weir_plan_global_t {
  uint32_t name;
  uint32_t type;   // weir_plan_type_t
  uint64_t value;  // of a scalar; zero otherwise
} weir_plan_global_t;
_Static_assert(sizeof(weir_plan_global_t) == 16, "plan global");

// ---- command lists ---------------------------------------------------------

// Work submitted at once to one device: a graph of commands, recorded once.
//
// Slots [0, table_count) are given by the binding table of each submission;
// slots [table_count, slot_count) and the channels and parameters when the
// command buffer is made from the list.
typedef struct weir_plan_list_t {
  uint32_t name;    // for people; string, or NONE
  uint32_t device;  // relative to the node's first device
  uint32_t command_first;
  uint32_t command_count;
  uint32_t table_count;
  uint32_t slot_count;
  uint32_t parameter_count;  // 64-bit scalars
  uint32_t channel_count;
  uint32_t edge_first;  // this list's part of EDGES
  uint32_t edge_count;
  uint32_t location;
  uint32_t reserved;
} weir_plan_list_t;
_Static_assert(sizeof(weir_plan_list_t) == 48, "plan list");

typedef enum weir_plan_command_kind_t {
  // Nothing but its place in the graph.
  WEIR_PLAN_COMMAND_BARRIER = 0,
  // ranges[0] filled with the low pattern_bytes (1, 2, 4, 8) of operands[0].
  WEIR_PLAN_COMMAND_FILL,
  // ranges[0] to ranges[1], of one length.
  WEIR_PLAN_COMMAND_COPY,
  // ranges[0] from |constant| at operands[0].
  WEIR_PLAN_COMMAND_UPDATE,
  // operands[0..2] workgroups, operands[3..] constants (32 bits of each),
  // ranges are the bindings.
  WEIR_PLAN_COMMAND_DISPATCH,
  // operands[0] element count, operands[1] parameter (root or peer; of
  // SEND_RECV the member sent to in bits 0..15 and the one received from in
  // bits 16..31, 0xffff for none), ranges[0] send, ranges[1] receive; a range
  // not given has slot NONE.
  WEIR_PLAN_COMMAND_COLLECTIVE,
  WEIR_PLAN_COMMAND_KIND_END,
} weir_plan_command_kind_t;

typedef struct weir_plan_command_t {
  uint16_t kind;
  uint16_t pattern_bytes;  // fill
  uint32_t location;
  uint32_t predecessor_count;  // commands of this list it waits for
  uint32_t successor_first;    // EDGES: later commands, relative to the list
  uint32_t successor_count;
  uint32_t range_first;
  uint32_t range_count;
  uint32_t operand_first;
  uint32_t operand_count;
  uint32_t executable;    // dispatch, or NONE
  uint32_t export_;       // EXPORTS, relative to the executable's first
  uint32_t constant;      // update, or NONE
  uint32_t channel;       // collective: channel slot of the list, or NONE
  uint8_t collective;     // weir_plan_collective_t
  uint8_t reduction;      // weir_plan_reduction_t
  uint16_t flags;         // zero
  uint32_t element_type;  // collective: WEIR_PLAN_ELEMENT_*
  uint32_t transfer;      // send and receive: TRANSFERS, or NONE
} weir_plan_command_t;
_Static_assert(sizeof(weir_plan_command_t) == 64, "plan command");

typedef enum weir_plan_collective_t {
  WEIR_PLAN_COLLECTIVE_ALL_GATHER = 0,
  WEIR_PLAN_COLLECTIVE_ALL_REDUCE,
  WEIR_PLAN_COLLECTIVE_ALL_TO_ALL,
  WEIR_PLAN_COLLECTIVE_BROADCAST,
  WEIR_PLAN_COLLECTIVE_REDUCE,
  WEIR_PLAN_COLLECTIVE_REDUCE_SCATTER,
  WEIR_PLAN_COLLECTIVE_SEND,
  WEIR_PLAN_COLLECTIVE_RECV,
  WEIR_PLAN_COLLECTIVE_SEND_RECV,
  WEIR_PLAN_COLLECTIVE_END,
} weir_plan_collective_t;

typedef enum weir_plan_reduction_t {
  WEIR_PLAN_REDUCTION_NONE = 0,
  WEIR_PLAN_REDUCTION_SUM,
  WEIR_PLAN_REDUCTION_PRODUCT,
  WEIR_PLAN_REDUCTION_MINIMUM,
  WEIR_PLAN_REDUCTION_MAXIMUM,
  WEIR_PLAN_REDUCTION_AVERAGE,
  WEIR_PLAN_REDUCTION_END,
} weir_plan_reduction_t;

// |value|, plus the list's parameter |parameter| unless that is NONE.
typedef struct weir_plan_operand_t {
  uint64_t value;
  uint32_t parameter;
  uint32_t reserved;
} weir_plan_operand_t;
_Static_assert(sizeof(weir_plan_operand_t) == 16, "plan operand");

// Bytes of the buffer in a slot.
typedef struct weir_plan_range_t {
  uint32_t slot;    // or NONE: no buffer
  uint32_t access;  // WEIR_PLAN_ACCESS_*
  weir_plan_operand_t offset;
  weir_plan_operand_t length;
} weir_plan_range_t;
_Static_assert(sizeof(weir_plan_range_t) == 40, "plan range");

#define WEIR_PLAN_ACCESS_READ 1u
#define WEIR_PLAN_ACCESS_WRITE 2u

// ---- executables and constants ---------------------------------------------

typedef struct weir_plan_executable_t {
  uint32_t name;
  uint32_t export_first;
  uint32_t export_count;
  uint32_t variant_first;
  uint32_t variant_count;  // best first
  uint32_t reserved;
} weir_plan_executable_t;
_Static_assert(sizeof(weir_plan_executable_t) == 24, "plan executable");

typedef struct weir_plan_export_t {
  uint32_t name;  // symbol in the image
  uint32_t binding_count;
  uint32_t constant_count;
  uint32_t workgroup_size[3];
  uint32_t local_memory_bytes;
  uint32_t location;
} weir_plan_export_t;
_Static_assert(sizeof(weir_plan_export_t) == 32, "plan export");

typedef struct weir_plan_variant_t {
  uint32_t format;        // "elf-x86_64", "ptx", ...; string
  uint32_t target;        // features it needs, "x86-64-v4", "sm_90"; string
  uint64_t image_offset;  // into IMAGES, multiple of 64
  uint64_t image_bytes;
} weir_plan_variant_t;
_Static_assert(sizeof(weir_plan_variant_t) == 24, "plan variant");

typedef struct weir_plan_constant_t {
  uint32_t name;    // for people; string, or NONE
  uint32_t flags;   // zero
  uint64_t offset;  // into CONSTANT_DATA, multiple of 64
  uint64_t bytes;
} weir_plan_constant_t;
_Static_assert(sizeof(weir_plan_constant_t) == 24, "plan constant");

#endif  // WEIR_ENGINE_PLAN_FORMAT_H_
