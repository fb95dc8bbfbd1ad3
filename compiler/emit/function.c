// Functions, blocks and registers.

#include <string.h>

#include "compiler/emit/emit_impl.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"

// ---- registers -------------------------------------------------------------

static bool is_scalar(const weir_value_t* value) {
  weir_plan_type_t type;
  return weir_emit_class(value->type, &type) != WEIR_EMIT_REFERENCE;
}

uint32_t weir_emit_register(weir_emit_function_t* function,
                            weir_value_t* value) {
  uint64_t known = weir_emit_map_get(&function->registers, value);
  if (known != 0) return (uint32_t)(known - 1);
  weir_plan_type_t type;
  uint32_t reg = weir_emit_class(value->type, &type) == WEIR_EMIT_REFERENCE
                     ? weir_plan_coder_reference(&function->coder, type)
                     : weir_plan_coder_scalar(&function->coder);
  weir_emit_map_set(&function->registers, &function->module->emitter->arena,
                    value, (uint64_t)reg + 1);
  return reg;
}

void weir_emit_alias(weir_emit_function_t* function, weir_value_t* value,
                     weir_value_t* other) {
  uint32_t reg = weir_emit_register(function, other);
  weir_emit_map_set(&function->registers, &function->module->emitter->arena,
                    value, (uint64_t)reg + 1);
}

static void move_register(weir_emit_function_t* function, bool scalar,
                          uint32_t target, uint32_t source) {
  if (target == source) return;
  WEIR_PLAN_CODE(&function->coder,
                 scalar ? WEIR_PLAN_OP_MOVE : WEIR_PLAN_OP_MOVE_REFERENCE,
                 target, source);
}

void weir_emit_move(weir_emit_function_t* function, weir_value_t* target,
                    weir_value_t* source) {
  move_register(function, is_scalar(source),
                weir_emit_register(function, target),
                weir_emit_register(function, source));
}

// A register of the kind of |value|.
static uint32_t temporary(weir_emit_function_t* function,
                          const weir_value_t* value) {
  weir_plan_type_t type;
  return weir_emit_class(value->type, &type) == WEIR_EMIT_REFERENCE
             ? weir_plan_coder_reference(&function->coder, type)
             : weir_plan_coder_scalar(&function->coder);
}

void weir_emit_moves(weir_emit_function_t* function,
                     weir_value_t* const* sources, weir_value_t* const* targets,
                     uint32_t count) {
  weir_arena_t* arena = &function->module->emitter->arena;
  uint32_t* from = WEIR_ARENA_ARRAY(arena, uint32_t, count);
  uint32_t* to = WEIR_ARENA_ARRAY(arena, uint32_t, count);
  bool conflict = false;
  for (uint32_t i = 0; i < count; ++i) {
    from[i] = weir_emit_register(function, sources[i]);
    to[i] = weir_emit_register(function, targets[i]);
  }
  // A target that is written before it is read as a source would be lost.
  for (uint32_t i = 0; i < count; ++i) {
    for (uint32_t j = i + 1; j < count; ++j) {
      conflict |=
          to[i] == from[j] && is_scalar(sources[i]) == is_scalar(sources[j]);
    }
  }
  if (conflict) {
    for (uint32_t i = 0; i < count; ++i) {
      uint32_t copy = temporary(function, sources[i]);
      move_register(function, is_scalar(sources[i]), copy, from[i]);
      from[i] = copy;
    }
  }
  for (uint32_t i = 0; i < count; ++i) {
    move_register(function, is_scalar(sources[i]), to[i], from[i]);
  }
}

// ---- ops -------------------------------------------------------------------

static bool check_types(const weir_op_t* op) {
  weir_plan_type_t type;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (weir_emit_class(op->results[i].type, &type) == WEIR_EMIT_NONE) {
      return weir_op_error(op, "yields a type that a plan cannot hold");
    }
  }
  return true;
}

bool weir_emit_op(weir_emit_function_t* function, weir_op_t* op) {
  static bool (*const emitters[])(weir_emit_function_t*, weir_op_t*, bool*) = {
      weir_emit_command_op, weir_emit_queue_op, weir_emit_hal_op,
      weir_emit_scalar_op,  weir_emit_util_op,  weir_emit_flow_op};
  if (!check_types(op)) return false;
  weir_plan_coder_locate(
      &function->coder,
      weir_emit_location(function->module->emitter, op->location, NULL));
  for (size_t i = 0; i < sizeof(emitters) / sizeof(emitters[0]); ++i) {
    bool known = false;
    if (!emitters[i](function, op, &known)) return false;
    if (known) return true;
  }
  return weir_op_error(op,
                       "cannot be put into a plan: it should have been "
                       "lowered before");
}

bool weir_emit_block_body(weir_emit_function_t* function, weir_block_t* block) {
  WEIR_FOR_EACH_OP(op, block) {
    if (!weir_emit_op(function, op)) return false;
  }
  return true;
}

// ---- functions -------------------------------------------------------------

typedef struct signature_t {
  uint8_t* order;         // arguments, then results
  uint8_t* result_types;  // of reference results
  weir_plan_routine_t routine;
} signature_t;

static bool look_at_signature(weir_emit_function_t* function,
                              const weir_op_t* op, signature_t* signature) {
  const weir_type_t* type = weir_function_type_of(op);
  uint32_t input_count = type->function.input_count;
  uint32_t count = input_count + type->function.result_count;
  weir_arena_t* arena = &function->module->emitter->arena;
  signature->order = WEIR_ARENA_ARRAY(arena, uint8_t, count);
  signature->result_types = WEIR_ARENA_ARRAY(arena, uint8_t, count);
  weir_plan_routine_t* routine = &signature->routine;
  for (uint32_t i = 0; i < count; ++i) {
    const weir_type_t* one = i < input_count
                                 ? type->function.inputs[i]
                                 : type->function.results[i - input_count];
    weir_plan_type_t kept;
    weir_emit_class_t how = weir_emit_class(one, &kept);
    if (how == WEIR_EMIT_NONE || how == WEIR_EMIT_STATIC) {
      return weir_op_error(op,
                           "takes or returns a type that a plan cannot "
                           "hold");
    }
    signature->order[i] = (uint8_t)kept;
    bool scalar = how == WEIR_EMIT_SCALAR;
    if (i < input_count) {
      ++*(scalar ? &routine->scalar_argument_count
                 : &routine->reference_argument_count);
    } else if (scalar) {
      ++routine->scalar_result_count;
    } else {
      signature->result_types[routine->reference_result_count++] =
          (uint8_t)kept;
    }
  }
  return true;
}

uint32_t weir_emit_label(weir_emit_function_t* function,
                         const weir_block_t* block) {
  uint64_t known = weir_emit_map_get(&function->labels, block);
  if (known != 0) return (uint32_t)(known - 1);
  uint32_t label = weir_plan_coder_label(&function->coder);
  weir_emit_map_set(&function->labels, &function->module->emitter->arena, block,
                    (uint64_t)label + 1);
  return label;
}

static bool emit_blocks(weir_emit_function_t* function, weir_region_t* region) {
  WEIR_FOR_EACH_BLOCK(block, region) {
    weir_plan_coder_place(&function->coder, weir_emit_label(function, block));
    if (!weir_emit_block_body(function, block)) return false;
  }
  return true;
}

bool weir_emit_function(weir_emit_module_t* module, weir_op_t* op,
                        uint32_t exported, uint32_t flags) {
  // Initializers run before any call.
  bool is_called = (flags & WEIR_PLAN_ROUTINE_INITIALIZER) == 0;
  weir_emit_function_t function = {
      .module = module, .exported = exported, .weight = is_called ? 1 : 0};
  weir_string_view_t name = weir_symbol_name(op);
  function.name = name.size ? weir_arena_string(&module->emitter->arena,
                                                name.data, name.size)
                            : "initializer";
  signature_t signature = {0};
  weir_region_t* region = weir_op_region(op, 0);
  if (weir_region_is_empty(region)) {
    return weir_op_error(op, "has no body: imports cannot be put into a plan");
  }
  if (!look_at_signature(&function, op, &signature)) return false;
  weir_plan_coder_begin(&function.coder, module->emitter->writer,
                        module->index);
  weir_block_t* entry = region->first;
  for (uint32_t i = 0; i < entry->argument_count; ++i) {
    weir_emit_register(&function, entry->arguments[i]);
  }
  if (!emit_blocks(&function, region)) {
    weir_plan_coder_discard(&function.coder);
    return false;
  }
  signature.routine.name = weir_emit_string(module->emitter, function.name);
  signature.routine.function = exported;
  signature.routine.flags = flags;
  weir_plan_coder_end(&function.coder, &signature.routine,
                      signature.result_types, signature.order);
  return true;
}
