// Asks each device each question once, when the program starts.
//
// Needs:   devices as globals.
// Changes: a hal.device.query of a device global becomes loads of two globals
//          (whether there was an answer, and the answer) behind the device; one
//          initializer per device fills them.
// Keeps:   queries of devices that are not known or may be several; those in
//          executables.
#include <ctype.h>
#include <string.h>

#include "compiler/analysis/explorer.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/hal/devices.h"
#include "compiler/transforms/hal/passes.h"

// A question to a device, who asks it, and where its answer is kept.
typedef struct question_t {
  const weir_op_t* device;
  weir_attr_t* attrs;
  weir_type_t* type;
  weir_op_list_t queries;
  weir_op_t *ok, *value;  // globals
  struct question_t* next;
} question_t;

typedef struct memoization_t {
  weir_arena_t* arena;
  weir_symbol_table_t* symbols;
  weir_explorer_t* explorer;
  question_t *first, *last;  // in the order they are first asked
} memoization_t;

// -- questions ---------------------------------------------------------------

typedef struct origin_t {
  const memoization_t* m;
  weir_op_t* device;  // the only one so far
  bool is_known;
} origin_t;

static weir_walk_t add_origin(weir_value_t* value, void* user) {
  origin_t* origin = user;
  weir_op_t* op = weir_value_op(value);
  // What merges devices or hands them on leads to where they come from.
  if (weir_op_has_trait(op, WEIR_OP_CALL) || op->region_count > 0 ||
      weir_op_is(op, WEIR_ARITH_SELECT)) {
    return WEIR_WALK_CONTINUE;
  }
  weir_op_t* device = weir_op_is(op, WEIR_UTIL_GLOBAL_LOAD)
                          ? weir_symbol_table_resolve(
                                origin->m->symbols, weir_op_attr(op, "global"))
                          : NULL;
  if (!device || (origin->device && origin->device != device)) {
    origin->is_known = false;
    return WEIR_WALK_STOP;
  }
  origin->device = device;
  return WEIR_WALK_SKIP;
}

// The device global that |query| asks; NULL if that is not known.
static weir_op_t* device_of(const memoization_t* m, const weir_op_t* query) {
  origin_t origin = {.m = m, .is_known = true};
  bool all =
      weir_explore_definitions(m->explorer, weir_op_operand_n(query, 0),
                               WEIR_EXPLORE_NO_GLOBALS, add_origin, &origin);
  return all && origin.is_known ? origin.device : NULL;
}

static void add_query(memoization_t* m, const weir_op_t* device,
                      weir_op_t* query) {
  weir_type_t* type = weir_op_result_n(query, 1)->type;
  question_t* q = m->first;
  while (q &&
         (q->device != device || q->attrs != query->attrs || q->type != type)) {
    q = q->next;
  }
  if (!q) {
    q = WEIR_ARENA_NEW(m->arena, question_t);
    *q = (question_t){.device = device, .attrs = query->attrs, .type = type};
    *(m->last ? &m->last->next : &m->first) = q;
    m->last = q;
  }
  weir_op_list_add(&q->queries, m->arena, query);
}

// -- globals -----------------------------------------------------------------

// `__DEVICE_query_N_CATEGORY_KEY`.
static char* name_of(const memoization_t* m, const question_t* question,
                     uint32_t index) {
  weir_string_view_t device = weir_symbol_name(question->device);
  const weir_op_t* query = question->queries.ops[0];
  bool is_hidden =
      device.size >= 2 && device.data[0] == '_' && device.data[1] == '_';
  char* name =
      weir_arena_format(m->arena, "%s%.*s_query_%u_%.*s_%.*s",
                        is_hidden ? "" : "__", WEIR_SV_ARGS(device), index,
                        WEIR_SV_ARGS(weir_op_attr_string(query, "category")),
                        WEIR_SV_ARGS(weir_op_attr_string(query, "key")));
  for (char* c = name; *c != '\0'; ++c) {
    if (!isalnum((unsigned char)*c)) *c = '_';
  }
  return name;
}

static weir_op_t* build_global(memoization_t* m, weir_builder_t* builder,
                               weir_location_t* location, const char* name,
                               weir_type_t* type) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_GLOBAL, location);
  weir_op_state_attr(&state, "sym_visibility",
                     weir_string_attr(builder->context, "private"));
  weir_op_state_attr(&state, "sym_name",
                     weir_string_attr(builder->context, name));
  weir_op_state_attr(&state, "type", weir_type_attr(type));
  weir_op_t* global = weir_build(builder, &state);
  weir_symbol_table_add(m->symbols, global);
  return global;
}

static weir_attr_t* reference_to(const weir_op_t* global) {
  const weir_name_t* name =
      weir_name_sv(global->context, weir_symbol_name(global));
  return weir_symbol_attr_n(global->context, &name, 1);
}

static weir_value_t* build_load(weir_builder_t* builder,
                                weir_location_t* location,
                                const weir_op_t* global) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_GLOBAL_LOAD, location);
  weir_op_state_attr(&state, "global", reference_to(global));
  weir_op_state_result(&state, weir_op_attr_type(global, "type"));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static void build_store(weir_builder_t* builder, weir_location_t* location,
                        weir_value_t* value, const weir_op_t* global) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_GLOBAL_STORE, location);
  weir_op_state_operand(&state, value);
  weir_op_state_attr(&state, "global", reference_to(global));
  weir_build(builder, &state);
}

// -- per device --------------------------------------------------------------

static void ask(weir_builder_t* builder, weir_value_t* device,
                const question_t* question) {
  weir_op_t* query = question->queries.ops[0];
  weir_op_t* asked = weir_op_clone(query, NULL);
  weir_block_append(builder->block, asked);
  weir_op_set_operand(asked, 0, device);
  build_store(builder, query->location, weir_op_result_n(asked, 0),
              question->ok);
  build_store(builder, query->location, weir_op_result_n(asked, 1),
              question->value);
}

static void build_initializer(const memoization_t* m, weir_builder_t* builder,
                              const weir_op_t* device,
                              weir_location_t* location) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_INITIALIZER, location);
  weir_op_state_attr(
      &state, "function_type",
      weir_type_attr(weir_function_type(builder->context, NULL, 0, NULL, 0)));
  weir_op_t* initializer = weir_build(builder, &state);
  weir_region_t* region = weir_op_region(initializer, 0);
  weir_block_t* body =
      region->first != NULL ? region->first : weir_region_add_block(region);
  weir_builder_t inner = weir_builder_at_end(body);
  weir_value_t* loaded = build_load(&inner, location, device);
  for (const question_t* q = m->first; q; q = q->next) {
    if (q->device == device) ask(&inner, loaded, q);
  }
  weir_op_state_init(&state, &inner, WEIR_UTIL_RETURN, location);
  weir_build(&inner, &state);
}

static void memoize_device(memoization_t* m, weir_op_t* device) {
  weir_builder_t builder = weir_builder_after(device);
  weir_location_t* location = NULL;
  uint32_t count = 0;
  for (question_t* q = m->first; q; q = q->next) {
    if (q->device != device) continue;
    if (!location) location = q->queries.ops[0]->location;
    const char* name = name_of(m, q, count++);
    q->ok = build_global(m, &builder, q->queries.ops[0]->location,
                         weir_arena_format(m->arena, "%s_ok", name),
                         weir_i1_type(builder.context));
    q->value =
        build_global(m, &builder, q->queries.ops[0]->location, name, q->type);
  }
  if (count > 0) build_initializer(m, &builder, device, location);
}

static void replace_queries(const question_t* question) {
  for (uint32_t i = 0; i < question->queries.count; ++i) {
    weir_op_t* query = question->queries.ops[i];
    weir_builder_t builder = weir_builder_before(query);
    weir_value_t* values[2];
    values[0] = build_load(&builder, query->location, question->ok);
    values[1] = build_load(&builder, query->location, question->value);
    weir_op_replace(query, values);
  }
}

weir_status_t weir_hal_memoize_device_queries(weir_pass_t* pass,
                                              weir_op_t* module) {
  memoization_t m = {
      .arena = pass->scratch,
      .symbols = weir_symbol_table_create(module, pass->scratch),
      .explorer = weir_explorer_create(module, pass->scratch),
  };
  weir_op_list_t queries =
      weir_collect_ops(module, WEIR_HAL_DEVICE_QUERY, pass->scratch);
  for (uint32_t i = 0; i < queries.count; ++i) {
    weir_op_t* query = queries.ops[i];
    if (weir_op_parent_of(query, WEIR_HAL_EXECUTABLE) != NULL) continue;
    weir_op_t* device = device_of(&m, query);
    if (device != NULL) add_query(&m, device, query);
  }
  weir_hal_devices_t devices = weir_hal_devices(module, pass->scratch);
  for (uint32_t i = 0; i < devices.globals.count; ++i) {
    memoize_device(&m, devices.globals.ops[i]);
  }
  for (const question_t* q = m.first; q; q = q->next) replace_queries(q);
  return weir_ok();
}
