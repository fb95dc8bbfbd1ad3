// Constants as globals of the devices that use them.
//
// A constant that dispatches on several devices read becomes one global on each
// of them: it is loaded there once, where a single one would be transferred to
// the others in every invocation.
#include <string.h>

#include "compiler/dialects/affinity.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/builder.h"
#include "compiler/placement/placement_impl.h"

typedef struct home_t {
  weir_op_t* constant;
  weir_attr_t* affinity;
  weir_op_t* global;
} home_t;

typedef struct outliner_t {
  weir_arena_t* scratch;
  weir_context_t* context;
  weir_builder_t globals;      // where globals go
  weir_builder_t initializer;  // in its body, once there is one
  home_t* homes;               // open addressing
  uint32_t count, capacity;
} outliner_t;

static home_t* home_slot(home_t* homes, uint32_t capacity,
                         const weir_op_t* constant,
                         const weir_attr_t* affinity) {
  uint64_t hash = ((uintptr_t)constant >> 4) * 0x9e3779b97f4a7c15ull ^
                  ((uintptr_t)affinity >> 4) * 0xc2b2ae3d27d4eb4full;
  uint32_t at = (uint32_t)(hash >> 32) & (capacity - 1);
  while (homes[at].constant != NULL &&
         (homes[at].constant != constant || homes[at].affinity != affinity)) {
    at = (at + 1) & (capacity - 1);
  }
  return &homes[at];
}

static home_t* find_home(outliner_t* outliner, weir_op_t* constant,
                         weir_attr_t* affinity) {
  if ((outliner->count + 1) * 2 > outliner->capacity) {
    uint32_t capacity = outliner->capacity ? outliner->capacity * 2 : 256;
    home_t* homes = WEIR_ARENA_ARRAY(outliner->scratch, home_t, capacity);
    for (uint32_t i = 0; i < outliner->capacity; ++i) {
      const home_t* old = &outliner->homes[i];
      if (old->constant == NULL) continue;
      *home_slot(homes, capacity, old->constant, old->affinity) = *old;
    }
    outliner->homes = homes;
    outliner->capacity = capacity;
  }
  home_t* home =
      home_slot(outliner->homes, outliner->capacity, constant, affinity);
  if (home->constant == NULL) {
    *home = (home_t){.constant = constant, .affinity = affinity};
    ++outliner->count;
  }
  return home;
}

static void begin_initializer(outliner_t* outliner, weir_location_t* location) {
  weir_context_t* context = outliner->context;
  weir_op_state_t state;
  weir_op_state_init(&state, &outliner->globals, WEIR_UTIL_INITIALIZER,
                     location);
  weir_op_state_attr(
      &state, "function_type",
      weir_type_attr(weir_function_type(context, NULL, 0, NULL, 0)));
  weir_op_t* initializer = weir_build(&outliner->globals, &state);
  outliner->initializer = weir_builder_at_end(
      weir_region_add_block(weir_op_region(initializer, 0)));
  outliner->globals = weir_builder_before(initializer);
}

// A global on the device and, in the initializer, its value.
static weir_op_t* create_global(outliner_t* outliner, weir_op_t* constant,
                                weir_attr_t* affinity) {
  weir_context_t* context = outliner->context;
  weir_location_t* location = constant->location;
  if (outliner->initializer.block == NULL)
    begin_initializer(outliner, location);
  weir_type_t* type = weir_op_result_n(constant, 0)->type;
  const char* name =
      weir_arena_format(outliner->scratch, "__constant_%u", outliner->count);
  weir_op_state_t state;
  weir_op_state_init(&state, &outliner->globals, WEIR_UTIL_GLOBAL, location);
  weir_op_state_attr(&state, "sym_name", weir_string_attr(context, name));
  weir_op_state_attr(&state, "sym_visibility",
                     weir_string_attr(context, "private"));
  weir_op_state_attr(&state, "type", weir_type_attr(type));
  weir_op_state_attr(&state, "stream.affinity", affinity);
  weir_op_t* global = weir_build(&outliner->globals, &state);
  // All values first, then all stores: what is stored one by one would be made
  // one by one as well.
  bool is_first = outliner->initializer.before == NULL;
  weir_value_t* value = weir_build_constant(&outliner->initializer, location,
                                            weir_op_attr(constant, "value"));
  weir_builder_t stores = weir_builder_at_end(outliner->initializer.block);
  weir_op_state_init(&state, &stores, WEIR_UTIL_GLOBAL_STORE, location);
  weir_op_state_operand(&state, value);
  weir_op_state_attr(&state, "global", weir_symbol_attr(context, name));
  weir_op_t* store = weir_build(&stores, &state);
  if (is_first) outliner->initializer = weir_builder_before(store);
  return global;
}

static weir_value_t* load_global(weir_op_t* user, const weir_op_t* global) {
  weir_builder_t builder = weir_builder_before(user);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_GLOBAL_LOAD, global->location);
  weir_op_state_attr(
      &state, "global",
      weir_symbol_attr(user->context,
                       weir_op_attr_string(global, "sym_name").data));
  weir_op_state_attr(&state, "is_immutable", weir_unit_attr(user->context));
  weir_op_state_result(&state, weir_op_attr_type(global, "type"));
  return weir_op_result_n(weir_build(&builder, &state), 0);
}

static bool is_tensor_constant(const weir_value_t* value) {
  const weir_op_t* producer = weir_value_op(value);
  return weir_op_is(producer, WEIR_ARITH_CONSTANT) &&
         weir_type_is_ranked_tensor(value->type) &&
         !weir_dense_is_splat(weir_op_attr(producer, "value"));
}

void weir_place_constants(weir_op_t* module, const weir_dispatch_graph_t* graph,
                          weir_arena_t* scratch) {
  weir_block_t* body = weir_module_body(module);
  outliner_t outliner = {
      .scratch = scratch,
      .context = module->context,
      .globals = weir_builder_at_start(body),
  };
  // Behind the devices.
  WEIR_FOR_EACH_OP(op, body) {
    if (weir_op_is(op, WEIR_UTIL_GLOBAL))
      outliner.globals = weir_builder_after(op);
  }
  for (uint32_t i = 0; i < graph->count; ++i) {
    weir_op_t* dispatch = graph->nodes[i].op;
    weir_attr_t* affinity = weir_op_affinity(dispatch);
    for (uint32_t o = 0; o < dispatch->operand_count; ++o) {
      weir_value_t* value = weir_op_operand_n(dispatch, o);
      if (!is_tensor_constant(value)) continue;
      home_t* home = find_home(&outliner, value->op, affinity);
      if (home->global == NULL) {
        home->global = create_global(&outliner, value->op, affinity);
      }
      weir_op_set_operand(dispatch, o, load_global(dispatch, home->global));
    }
  }
  if (outliner.initializer.block == NULL) return;
  weir_builder_t end = weir_builder_at_end(outliner.initializer.block);
  weir_op_state_t state;
  weir_op_state_init(&state, &end, WEIR_UTIL_RETURN, module->location);
  weir_build(&end, &state);
  // Only now: the table finds constants by address.
  for (uint32_t i = 0; i < outliner.capacity; ++i) {
    weir_op_t* constant = outliner.homes[i].constant;
    if (constant != NULL && !constant->erased &&
        weir_op_is_trivially_dead(constant)) {
      weir_op_erase(constant);
    }
  }
}
