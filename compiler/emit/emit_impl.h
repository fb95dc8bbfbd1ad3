// The parts of the emitter, for its own folder.
#ifndef WEIR_COMPILER_EMIT_EMIT_IMPL_H_
#define WEIR_COMPILER_EMIT_EMIT_IMPL_H_

#include "compiler/emit/emit.h"
#include "compiler/emit/pointer_map.h"
#include "compiler/ir/symbol.h"
#include "engine/plan/coder.h"
#include "engine/plan/writer.h"

// How values of a type are kept.
typedef enum weir_emit_class_t {
  WEIR_EMIT_SCALAR,
  WEIR_EMIT_REFERENCE,
  WEIR_EMIT_STATIC,  // known when compiled: executables and layouts
  WEIR_EMIT_NONE,    // not to be kept at run time
} weir_emit_class_t;

typedef struct weir_plan_emitter_t weir_plan_emitter_t;

// One end of a transfer that was met.
typedef struct weir_emit_end_t {
  const weir_op_t* op;
  uint32_t node;
} weir_emit_end_t;

// A transfer of the plan while it is put together.
typedef struct weir_emit_transfer_t {
  int64_t id;  // of the `transfer` attribute
  weir_plan_transfer_t record;
  weir_emit_end_t send;
  weir_emit_end_t receive;
} weir_emit_transfer_t;

// An executable of a node.
typedef struct weir_emit_executable_t {
  weir_op_t* op;
  uint32_t index;  // in the plan
  uint32_t export_count;
  weir_op_t** exports;  // by ordinal
} weir_emit_executable_t;

// A node while it is emitted.
typedef struct weir_emit_module_t {
  weir_plan_emitter_t* emitter;
  const weir_emit_node_t* node;
  uint32_t index;
  weir_op_t* op;
  weir_symbol_table_t* symbols;
  weir_emit_map_t globals;      // op -> index + 1
  weir_emit_map_t routines;     // op -> index + 1
  weir_emit_map_t executables;  // op -> weir_emit_executable_t
  weir_emit_map_t constants;    // attribute -> index + 1
  weir_emit_map_t stores;       // global -> value stored, if only one is
  weir_plan_node_t record;
  uint64_t* device_dispatches;  // one a device
} weir_emit_module_t;

struct weir_plan_emitter_t {
  const weir_emit_plan_t* plan;
  weir_context_t* context;
  weir_plan_writer_t* writer;
  weir_arena_t arena;
  weir_emit_module_t* modules;
  weir_emit_transfer_t* transfers;
  uint32_t transfer_count;
  uint32_t transfer_capacity;
  weir_emit_map_t transfer_ids;  // id -> index + 1
  weir_emit_map_t locations;     // location -> index + 1, for ops without names
};

// A list of pointers or numbers in the arena.
typedef struct weir_emit_list_t weir_emit_list_t;

// A routine while it is emitted.
typedef struct weir_emit_function_t {
  weir_emit_module_t* module;
  weir_plan_coder_t coder;
  weir_emit_map_t registers;  // value -> register + 1
  weir_emit_map_t labels;     // block -> label + 1
  weir_emit_map_t lists;      // command buffer value -> weir_emit_list_t
  weir_emit_map_t known;      // value -> constant attribute it turned out to be
  uint32_t exported;          // FUNCTIONS, or WEIR_PLAN_NONE
  uint32_t weight;            // of its commands in what the node's calls do
  const char* name;
} weir_emit_function_t;

// ---- tables.c --------------------------------------------------------------

uint32_t weir_emit_string(weir_plan_emitter_t* emitter, const char* text);
uint32_t weir_emit_string_sv(weir_plan_emitter_t* emitter,
                             weir_string_view_t text);
// Where |op| stands in the source; |name| says what it is and may be NULL.
uint32_t weir_emit_location(weir_plan_emitter_t* emitter,
                            const weir_location_t* location, const char* name);
// The bytes of an attribute; false after a diagnostic at |op|.
bool weir_emit_constant(weir_emit_module_t* module, const weir_op_t* op,
                        weir_attr_t* value, uint32_t* out_index);
// Channels by the group value of hal.channel.create; false when it is no
// constant or there is no such channel.
bool weir_emit_channel_of(weir_emit_module_t* module, weir_value_t* channel,
                          uint32_t* out_channel, uint32_t* out_device);
uint32_t weir_emit_member_of(const weir_plan_emitter_t* emitter,
                             uint32_t channel, uint32_t node, uint32_t device);

// ---- types.c ---------------------------------------------------------------

weir_emit_class_t weir_emit_class(const weir_type_t* type,
                                  weir_plan_type_t* out_type);
// Bits of a scalar: integers, index and complex numbers by their width, floats
// as the plan counts them.
uint32_t weir_emit_slot_width(const weir_type_t* type);
uint32_t weir_emit_float_width(const weir_type_t* type);
// The bits of a number: an integer, a float, or the two parts of a complex.
bool weir_emit_attr_bits(const weir_attr_t* attr, uint64_t* out_bits);

// ---- trace.c: where values come from ---------------------------------------

// Notes what is stored to the module's globals; before anything is traced.
void weir_emit_note_stores(weir_emit_module_t* module);
// The op that made the value, looking through casts, barriers and globals that
// are stored once; NULL where that is not plain.
weir_op_t* weir_emit_origin(weir_emit_module_t* module, weir_value_t* value);
// The device of the node that a value stands for; false where it is not plain.
bool weir_emit_device_of(weir_emit_module_t* module, weir_value_t* device,
                         uint32_t* out_index);
// The device of the node with this symbol; WEIR_PLAN_NONE when it has none.
uint32_t weir_emit_device_named(const weir_emit_module_t* module,
                                weir_string_view_t symbol);
// The same for a device global, which may stand for another one.
uint32_t weir_emit_device_symbol(weir_emit_module_t* module,
                                 weir_string_view_t symbol);
// The executable of a dispatch, and the ordinal of its entry.
weir_emit_executable_t* weir_emit_executable_of(weir_emit_module_t* module,
                                                weir_value_t* executable);
bool weir_emit_ordinal_of(weir_emit_module_t* module, weir_value_t* ordinal,
                          uint32_t* out_ordinal);
// The text of a constant util.buffer; false where it is none.
bool weir_emit_text_of(weir_emit_module_t* module, weir_value_t* buffer,
                       weir_string_view_t* out_text);

// ---- function.c ------------------------------------------------------------

// Registers of values; made on first sight.
uint32_t weir_emit_register(weir_emit_function_t* function,
                            weir_value_t* value);
static inline uint32_t weir_emit_operand(weir_emit_function_t* function,
                                         const weir_op_t* op, uint32_t group) {
  return weir_emit_register(function, weir_op_operand(op, group));
}
static inline uint32_t weir_emit_result(weir_emit_function_t* function,
                                        weir_op_t* op, uint32_t index) {
  return weir_emit_register(function, weir_op_result_n(op, index));
}
// |value| is what |other| is.
void weir_emit_alias(weir_emit_function_t* function, weir_value_t* value,
                     weir_value_t* other);
// The label of a block of the function.
uint32_t weir_emit_label(weir_emit_function_t* function,
                         const weir_block_t* block);
// Copies values into others' registers, all at once.
void weir_emit_moves(weir_emit_function_t* function,
                     weir_value_t* const* sources, weir_value_t* const* targets,
                     uint32_t count);
// Moves |source|'s register into |target|'s.
void weir_emit_move(weir_emit_function_t* function, weir_value_t* target,
                    weir_value_t* source);
// All ops of a block but a terminator that its parent explains.
bool weir_emit_block_body(weir_emit_function_t* function, weir_block_t* block);
bool weir_emit_function(weir_emit_module_t* module, weir_op_t* op,
                        uint32_t exported, uint32_t flags);
bool weir_emit_op(weir_emit_function_t* function, weir_op_t* op);

// Each knows its ops; true with *out_known false for others, false after a
// diagnostic.
bool weir_emit_scalar_op(weir_emit_function_t* function, weir_op_t* op,
                         bool* out_known);
bool weir_emit_flow_op(weir_emit_function_t* function, weir_op_t* op,
                       bool* out_known);
bool weir_emit_util_op(weir_emit_function_t* function, weir_op_t* op,
                       bool* out_known);
bool weir_emit_hal_op(weir_emit_function_t* function, weir_op_t* op,
                      bool* out_known);
bool weir_emit_queue_op(weir_emit_function_t* function, weir_op_t* op,
                        bool* out_known);
bool weir_emit_command_op(weir_emit_function_t* function, weir_op_t* op,
                          bool* out_known);

// ---- executable.c ----------------------------------------------------------

bool weir_emit_executables(weir_emit_module_t* module);
// The place of a binding among all bindings of an export's layout, and whether
// it is only read; false when the layout has no such binding.
bool weir_emit_binding_place(const weir_op_t* export_op, int64_t set,
                             int64_t ordinal, uint32_t* out_place,
                             bool* out_read_only);

// ---- ports.c ---------------------------------------------------------------

// The exported functions of all modules, with ports and places.
bool weir_emit_ports(weir_plan_emitter_t* emitter);
// The function that a util.func of a module implements, or WEIR_PLAN_NONE.
uint32_t weir_emit_exported(weir_plan_emitter_t* emitter, const weir_op_t* op,
                            uint32_t* out_flags);

// ---- memory.c --------------------------------------------------------------

// The most bytes that each device of the node holds at a time.
void weir_emit_peak_bytes(weir_emit_module_t* module, uint64_t* out_bytes);

#endif  // WEIR_COMPILER_EMIT_EMIT_IMPL_H_
