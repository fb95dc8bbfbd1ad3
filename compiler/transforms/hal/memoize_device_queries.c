// Asks each device each question once, when the program starts.
//
// Needs:   devices as globals.
// Changes: a hal.device.query of a device global becomes loads of two globals
//          (the answer and whether there was one) that an initializer fills.
// Keeps:   queries of devices that come from elsewhere, those in initializers
//          and in executables.
#include <ctype.h>
#include <string.h>

#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/hal/devices.h"
#include "compiler/transforms/hal/passes.h"

// A question to a device and where its answer is kept.
typedef struct question_t {
  const weir_op_t* device;
  weir_attr_t* attrs;
  weir_type_t* type;
  weir_op_t* value;  // globals
  weir_op_t* ok;
  struct question_t* next;
} question_t;

typedef struct memoization_t {
  weir_arena_t* arena;
  weir_symbol_table_t* symbols;
  weir_op_t* module;
  question_t* questions;
} memoization_t;

static weir_op_t* device_of(const memoization_t* m, const weir_op_t* query) {
  const weir_op_t* load = weir_value_op(weir_op_operand_n(query, 0));
  if (!weir_op_is(load, WEIR_UTIL_GLOBAL_LOAD)) return NULL;
  return weir_symbol_table_resolve(m->symbols, weir_op_attr(load, "global"));
}

static uint32_t question_count(const memoization_t* m,
                               const weir_op_t* device) {
  uint32_t count = 0;
  for (const question_t* q = m->questions; q != NULL; q = q->next) {
    if (q->device == device) ++count;
  }
  return count;
}

// What was made for |device| last; the device itself if nothing was.
static weir_op_t* last_of(const memoization_t* m, weir_op_t* device) {
  for (const question_t* q = m->questions; q != NULL; q = q->next) {
    if (q->device == device) return q->ok->next;  // the initializer
  }
  return device;
}

// Category and key as part of a symbol.
static char* name_of(const memoization_t* m, const weir_op_t* device,
                     const weir_op_t* query) {
  char* name = weir_arena_format(
      m->arena, "%.*s_query_%u_%.*s_%.*s",
      WEIR_SV_ARGS(weir_symbol_name(device)), question_count(m, device),
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
  weir_op_state_attr(&state, "is_immutable", weir_unit_attr(builder->context));
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

static void build_initializer(weir_builder_t* builder, const weir_op_t* device,
                              weir_op_t* query, const question_t* question) {
  weir_location_t* location = query->location;
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
  weir_op_t* asked = weir_op_clone(query, NULL);
  weir_block_append(body, asked);
  weir_op_set_operand(asked, 0, loaded);
  build_store(&inner, location, weir_op_result_n(asked, 0), question->ok);
  build_store(&inner, location, weir_op_result_n(asked, 1), question->value);
  weir_op_state_init(&state, &inner, WEIR_UTIL_RETURN, location);
  weir_build(&inner, &state);
}

static const question_t* find_or_ask(memoization_t* m, weir_op_t* device,
                                     weir_op_t* query) {
  weir_type_t* type = weir_op_result_n(query, 1)->type;
  for (const question_t* q = m->questions; q != NULL; q = q->next) {
    if (q->device == device && q->attrs == query->attrs && q->type == type) {
      return q;
    }
  }
  weir_builder_t builder = weir_builder_after(last_of(m, device));
  const char* name = name_of(m, device, query);
  question_t* made = WEIR_ARENA_NEW(m->arena, question_t);
  *made = (question_t){.device = device, .attrs = query->attrs, .type = type};
  made->value = build_global(m, &builder, query->location, name, type);
  made->ok = build_global(m, &builder, query->location,
                          weir_arena_format(m->arena, "%s_ok", name),
                          weir_i1_type(builder.context));
  build_initializer(&builder, device, query, made);
  made->next = m->questions;
  m->questions = made;
  return made;
}

weir_status_t weir_hal_memoize_device_queries(weir_pass_t* pass,
                                              weir_op_t* module) {
  memoization_t m = {
      .arena = pass->scratch,
      .symbols = weir_symbol_table_create(module, pass->scratch),
      .module = module,
  };
  weir_op_list_t queries =
      weir_collect_ops(module, WEIR_HAL_DEVICE_QUERY, pass->scratch);
  for (uint32_t i = 0; i < queries.count; ++i) {
    weir_op_t* query = queries.ops[i];
    if (weir_op_parent_of(query, WEIR_UTIL_INITIALIZER) != NULL ||
        weir_op_parent_of(query, WEIR_HAL_EXECUTABLE) != NULL) {
      continue;
    }
    weir_op_t* device = device_of(&m, query);
    if (device == NULL) continue;
    const question_t* question = find_or_ask(&m, device, query);
    weir_builder_t builder = weir_builder_before(query);
    weir_value_t* values[2];
    values[0] = build_load(&builder, query->location, question->ok);
    values[1] = build_load(&builder, query->location, question->value);
    weir_op_replace(query, values);
  }
  return weir_ok();
}
