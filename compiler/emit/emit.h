// From the hal-level IR of each node to a plan.
//
// What a node's module has to look like:
// - util.func, util.initializer, util.global; control flow by cf or scf; no
//   tensors, no stream ops. Public functions are exported. A function whose
//   last two arguments are fences is called with a wait and a signal fence;
//   `@f$async` is exported as "f" and then stands for a public `@f` beside it.
//   Every module exports the same functions.
// - An exported function returns a buffer view for an output on the node that
//   owns it, and `util.null` on the others. An input is fed on the nodes whose
//   function uses the contents of its buffer. Names and types come from the
//   reflection attribute `iree.abi.declaration` or, without one, from the
//   hal.buffer_view.assert of inputs and hal.buffer_view.create of outputs.
// - Devices are `util.global private @symbol : !hal.device`, whatever their
//   initial value; the symbol is that of a weir_emit_device_t of the node.
//   hal.device.resolve, hal.devices.* and hal.device.query are fine as well.
// - A command buffer is recorded within one block, from its creation to
//   finalize; its device must be plain to see (a device global, or the node's
//   only device). Executables of dispatches come from hal.executable.lookup or
//   .create, directly or through a global stored once; entry points are
//   constants or hal.executable.export.ordinal.
// - Executables are hal.executable with hal.executable.variant and its exports,
//   or with hal.executable.export attributes kept beside hal.executable.binary;
//   their code comes in weir_emit_image_t, or as the data of a
//   hal.executable.binary whose format is a plan's ("elf", "ptx") and whose
//   discardable attribute `target` is the CPU target.
// - Channels are hal.channel.create with a null group (all devices of the plan,
//   node by node) or the name of a weir_emit_channel_t as the group, or
//   hal.channel.split. A send or receive that pairs across nodes carries the
//   discardable attribute `transfer`, an integer that is the same on both ends
//   and nowhere else.
#ifndef WEIR_COMPILER_EMIT_EMIT_H_
#define WEIR_COMPILER_EMIT_EMIT_H_

#include "compiler/ir/ir.h"
#include "engine/base/status.h"

typedef struct weir_emit_device_t {
  const char* symbol;  // of its global, without '@'
  const char* kind;    // "local", "cuda"
  uint32_t ordinal;
  uint32_t cores;         // wanted; 0: any
  uint64_t memory_bytes;  // limit; 0: none
  uint64_t peak_bytes;    // as proved; 0: estimated from the program
} weir_emit_device_t;

typedef struct weir_emit_node_t {
  const char* name;
  weir_op_t* module;  // builtin.module
  const weir_emit_device_t* devices;
  uint32_t device_count;
} weir_emit_node_t;

// Code of an executable for one target.
typedef struct weir_emit_image_t {
  const char* executable;  // symbol, without '@'
  const char* format;      // "elf", "ptx"
  const char* target;      // "x86-64-v4", "sm_90"; "" for any
  const void* data;
  size_t size;
} weir_emit_image_t;

typedef struct weir_emit_member_t {
  uint32_t node;
  uint32_t device;  // of the node
} weir_emit_member_t;

typedef struct weir_emit_channel_t {
  const char* name;
  const weir_emit_member_t* members;
  uint32_t member_count;
} weir_emit_channel_t;

typedef struct weir_emit_plan_t {
  const char* name;
  const char* source;    // input file
  const char* compiler;  // "weirc 0.1.0"
  const char* cluster;   // file, or ""
  const char* strategy;  // or ""
  const weir_emit_node_t* nodes;
  uint32_t node_count;
  const weir_emit_image_t* images;  // the best of an executable first
  uint32_t image_count;
  const weir_emit_channel_t* channels;  // besides the one of all devices
  uint32_t channel_count;
} weir_emit_plan_t;

// Makes the plan's file in memory, aligned to 64, for free(); it has passed the
// verifier that weir applies. Faults of the IR are diagnostics at their ops,
// and INVALID_ARGUMENT is returned.
weir_status_t weir_emit_plan(weir_context_t* context,
                             const weir_emit_plan_t* plan, void** out_image,
                             size_t* out_size) WEIR_MUST_USE;

// The same into a file, which appears whole or not at all.
weir_status_t weir_emit_plan_file(weir_context_t* context,
                                  const weir_emit_plan_t* plan,
                                  const char* path) WEIR_MUST_USE;

#endif  // WEIR_COMPILER_EMIT_EMIT_H_
