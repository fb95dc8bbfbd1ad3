// Converts the host program of a module from tensors to stream resources.
//
// Needs:   flow, hal.tensor, util, arith, cf and scf ops on tensors; dispatches
//          outlined into flow.executables.
// Changes: every tensor into a !stream.resource and its size in bytes; every op
//          on tensors into stream ops at the affinity the analysis found, with
//          transfers where an operand lives elsewhere; flow.executable into
//          stream.executable. `stream.affinity` goes from functions and
//          globals.
// Keeps:   the order of ops; scalars; ops of other dialects, which tensors are
//          exported to and imported from; stream.affinity.default.
// Options: warn-ambiguous: warns of ops that could execute at several places
//          and are not told where.
#include <string.h>

#include "compiler/conversion/conversion.h"
#include "compiler/conversion/passes.h"
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/dominance.h"
#include "compiler/text/text.h"

// An op that could be at several places that do not go together is placed
// nowhere: the choice is left to whoever runs the program, so tell. Where one
// is missing many are: after the first few only their number is of interest.
static void warn_if_ambiguous(weir_converter_t* c, const weir_op_t* op) {
  const uint32_t most = 20;
  if (!c->warns_of_ambiguity || !weir_op_has_execution_affinity(op)) return;
  weir_affinity_set_t set = weir_affinity_set_of_execution(c->affinity, op);
  if (set.count < 2 || weir_affinity_select(&set)) return;
  if (c->ambiguous_count++ >= most) return;
  const char* names = "";
  for (uint32_t i = 0; i < set.count; ++i) {
    names = weir_arena_format(c->arena, "%s%s%s", names, i ? ", " : "",
                              weir_print_attr(set.items[i], c->arena));
  }
  weir_op_warning(op, "may execute at %s and is not told where", names);
  if (c->ambiguous_count == most) {
    weir_note(c->context, op->location, "more such ops are not listed");
  }
}

static void convert_unknown_region(weir_converter_t* c, const weir_op_t* op,
                                   weir_region_t* region,
                                   weir_attr_t* affinity);

static void convert_op(weir_converter_t* c, weir_op_t* op) {
  warn_if_ambiguous(c, op);
  c->builder = weir_builder_before(op);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    if (weir_type_is_tensor(result->type)) continue;
    result->type = weir_convert_type(c, result->type);
  }
  if (weir_convert_by_folding(c, op) || weir_convert_flow_op(c, op) ||
      weir_convert_hal_op(c, op) || weir_convert_standard_op(c, op) ||
      weir_convert_util_op(c, op)) {
    return;
  }
  // Asked as long as the operands are those of which something is known.
  weir_attr_t* affinity = weir_affinity_inferred(c->affinity, op);
  weir_convert_unknown_op(c, op, affinity);
  // Regions of unknown ops may still hold host code.
  for (uint32_t r = 0; r < op->region_count; ++r) {
    convert_unknown_region(c, op, weir_op_region(op, r), affinity);
  }
}

// Replaces tensor arguments by resource and size. The originals stay behind
// them until all has been converted.
static void expand_arguments(weir_converter_t* c, weir_block_t* block) {
  for (uint32_t i = 0; i < block->argument_count; ++i) {
    weir_value_t* argument = block->arguments[i];
    if (!weir_type_is_tensor(argument->type)) {
      argument->type = weir_convert_type(c, argument->type);
      continue;
    }
    weir_location_t* location = weir_value_location(argument);
    weir_value_t* resource = weir_block_insert_argument(
        block, i, weir_unknown_resource(c), location);
    weir_value_t* size = weir_block_insert_argument(
        block, i + 1, weir_index_type(c->context), location);
    weir_map_tensor(c, argument, resource, size);
    i += 2;
  }
}

static void convert_ops(weir_converter_t* c, weir_op_t* first) {
  for (weir_op_t *op = first, *next = NULL; op != NULL; op = next) {
    next = op->next;
    convert_op(c, op);
  }
}

// What an op takes is converted before it, wherever its block stands. The entry
// block is converted from |first| on.
static void convert_blocks(weir_converter_t* c, weir_region_t* region,
                           weir_op_t* first) {
  weir_dominance_t* dominance = weir_dominance_create(c->arena);
  uint32_t count = 0;
  weir_block_t* const* blocks = weir_dominance_order(dominance, region, &count);
  for (uint32_t i = 0; i < count; ++i) {
    convert_ops(c, i == 0 ? first : blocks[i]->first);
  }
  WEIR_FOR_EACH_BLOCK(block, region) {
    if (!weir_block_is_reachable(dominance, block)) {
      convert_ops(c, block->first);
    }
  }
}

void weir_convert_region(weir_converter_t* c, weir_region_t* region) {
  if (!region || !region->first) return;
  WEIR_FOR_EACH_BLOCK(block, region) {
    expand_arguments(c, block);
  }
  convert_blocks(c, region, region->first->first);
}

// What an unknown op hands into its region are tensors, as what it returns.
static void convert_unknown_region(weir_converter_t* c, const weir_op_t* op,
                                   weir_region_t* region,
                                   weir_attr_t* affinity) {
  if (!region || !region->first) return;
  weir_op_t* first = region->first->first;
  weir_import_arguments(c, op, region->first, affinity);
  for (weir_block_t* block = region->first->next; block; block = block->next) {
    expand_arguments(c, block);
  }
  convert_blocks(c, region, first);
}

static bool has_tensors(const weir_type_t* type) {
  for (uint32_t i = 0; i < type->function.input_count; ++i) {
    if (weir_type_is_tensor(type->function.inputs[i])) return true;
  }
  for (uint32_t i = 0; i < type->function.result_count; ++i) {
    if (weir_type_is_tensor(type->function.results[i])) return true;
  }
  return false;
}

static void convert_top_level(weir_converter_t* c, weir_op_t* op) {
  if (weir_op_is(op, WEIR_UTIL_FUNC) || weir_op_is(op, WEIR_UTIL_INITIALIZER)) {
    weir_convert_function(c, op);
  } else if (weir_op_is(op, WEIR_UTIL_GLOBAL)) {
    weir_convert_global(c, op);
  } else if (weir_convert_flow_executable(c, op)) {
    return;
  } else if (weir_op_has_trait(op, WEIR_OP_FUNCTION)) {
    if (has_tensors(weir_function_type_of(op))) {
      weir_op_error(op,
                    "takes or returns tensors; only util.func can be "
                    "converted to streams");
      return;
    }
    for (uint32_t r = 0; r < op->region_count; ++r) {
      weir_convert_region(c, weir_op_region(op, r));
    }
  }
}

// -- clean-up ----------------------------------------------------------------

static weir_walk_t erase_tensor_arguments(weir_op_t* op, void* user) {
  weir_converter_t* c = user;
  for (uint32_t r = 0; r < op->region_count; ++r) {
    WEIR_FOR_EACH_BLOCK(block, weir_op_region(op, r)) {
      for (uint32_t i = block->argument_count; i-- > 0;) {
        weir_value_t* argument = block->arguments[i];
        if (!weir_mapping_find(c->resources, argument)) continue;
        if (!weir_value_has_uses(argument)) {
          weir_block_erase_argument(block, i);
        }
      }
    }
  }
  return weir_op_has_trait(op, WEIR_OP_OBJECT_LIKE) ? WEIR_WALK_SKIP
                                                    : WEIR_WALK_CONTINUE;
}

static void erase_originals(weir_converter_t* c) {
  for (uint32_t i = 0; i < c->originals.count; ++i) {
    weir_op_drop_all_references(c->originals.ops[i]);
  }
  for (uint32_t i = c->originals.count; i-- > 0;) {
    weir_op_erase(c->originals.ops[i]);
  }
  weir_walk_pre_order(c->module, erase_tensor_arguments, c);
}

static void strip_affinities(weir_op_t* module) {
  weir_block_t* body = weir_module_body(module);
  WEIR_FOR_EACH_OP(op, body) {
    weir_op_remove_attr(op, "stream.affinity");
  }
}

weir_status_t weir_stream_conversion(weir_pass_t* pass, weir_op_t* module) {
  uint32_t errors = weir_error_count(pass->context);
  weir_affinity_analysis_t* affinity = NULL;
  WEIR_RETURN_IF_ERROR(
      weir_affinity_analysis_run(module, pass->scratch, &affinity));
  weir_converter_t converter = {
      .context = pass->context,
      .module = module,
      .arena = pass->scratch,
      .affinity = affinity,
      .builder = weir_builder(pass->context),
      .resources = weir_mapping_create(pass->scratch),
      .sizes = weir_mapping_create(pass->scratch),
      .names = weir_symbol_table_create(module, pass->scratch),
      .warns_of_ambiguity = weir_pass_flag(pass, "warn-ambiguous", false),
  };
  weir_block_t* body = weir_module_body(module);
  WEIR_FOR_EACH_OP(op, body) {
    convert_top_level(&converter, op);
  }
  if (weir_error_count(pass->context) != errors) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "the program cannot be converted to streams");
  }
  erase_originals(&converter);
  strip_affinities(module);
  return weir_ok();
}
