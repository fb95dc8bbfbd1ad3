// Asks each device each question once, when the program starts.
//
// Needs:   devices as globals.
// Changes: hal.device.query of a value that can only be one device global
//          becomes loads of two globals (whether there is an answer, and the
//          answer) that an initializer behind the device fills.
// Keeps:   queries of devices that come from elsewhere or may be several, and
//          those in executables.
#include <ctype.h>

#include "compiler/analysis/explorer.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/transforms/hal/devices.h"
#include "compiler/transforms/hal/globals.h"
#include "compiler/transforms/hal/passes.h"

// A question to a device, all who ask it, and where its answer is kept.
typedef struct question_t {
  const weir_op_t* device;
  weir_op_list_t queries;
  weir_op_t* ok;  // globals
  weir_op_t* value;
  struct question_t* next;
} question_t;

typedef struct memoization_t {
  weir_arena_t* arena;
  weir_symbol_table_t* symbols;
  question_t* questions;
  question_t** end;
} memoization_t;

static bool is_same(const weir_op_t* a, const weir_op_t* b) {
  return a->attrs == b->attrs &&
         weir_op_result_n(a, 1)->type == weir_op_result_n(b, 1)->type;
}

static void note_query(memoization_t* m, const weir_op_t* device,
                       weir_op_t* query) {
  question_t* q = m->questions;
  while (q != NULL &&
         !(q->device == device && is_same(q->queries.ops[0], query))) {
    q = q->next;
  }
  if (q == NULL) {
    q = WEIR_ARENA_NEW(m->arena, question_t);
    *q = (question_t){.device = device};
    *m->end = q;
    m->end = &q->next;
  }
  weir_op_list_add(&q->queries, m->arena, query);
}

// Number, category and key as parts of a symbol.
static const char* name_of(const memoization_t* m, const question_t* question,
                           uint32_t number) {
  const weir_op_t* query = question->queries.ops[0];
  char* name = weir_arena_format(
      m->arena, "%s_query_%u_%.*s_%.*s",
      weir_hal_device_prefix(question->device, m->arena), number,
      WEIR_SV_ARGS(weir_op_attr_string(query, "category")),
      WEIR_SV_ARGS(weir_op_attr_string(query, "key")));
  for (char* c = name; *c != '\0'; ++c) {
    if (!isalnum((unsigned char)*c)) *c = '_';
  }
  return name;
}

static void build_globals(memoization_t* m, weir_builder_t* builder,
                          question_t* question, uint32_t number) {
  const weir_op_t* query = question->queries.ops[0];
  const char* name = name_of(m, question, number);
  question->ok =
      weir_hal_global_create(m->symbols, builder, query->location,
                             weir_arena_format(m->arena, "%s_ok", name),
                             weir_i1_type(builder->context));
  question->value =
      weir_hal_global_create(m->symbols, builder, query->location, name,
                             weir_op_result_n(query, 1)->type);
}

static void replace_queries(const question_t* question) {
  for (uint32_t i = 0; i < question->queries.count; ++i) {
    weir_op_t* query = question->queries.ops[i];
    weir_builder_t builder = weir_builder_before(query);
    weir_value_t* values[2];
    values[0] = weir_hal_global_load(&builder, query->location, question->ok);
    values[1] =
        weir_hal_global_load(&builder, query->location, question->value);
    weir_op_replace(query, values);
  }
}

static void build_query(weir_builder_t* builder, weir_value_t* device,
                        const question_t* question, weir_op_t* asked) {
  weir_block_append(builder->block, asked);
  weir_op_set_operand(asked, 0, device);
  weir_hal_global_store(builder, asked->location, weir_op_result_n(asked, 0),
                        question->ok);
  weir_hal_global_store(builder, asked->location, weir_op_result_n(asked, 1),
                        question->value);
}

static void memoize_device(memoization_t* m, weir_op_t* device) {
  weir_builder_t builder = weir_hal_builder_behind(device);
  uint32_t count = 0;
  for (question_t* q = m->questions; q != NULL; q = q->next) {
    if (q->device == device) build_globals(m, &builder, q, count++);
  }
  if (count == 0) return;
  weir_builder_t inner = weir_hal_initializer_begin(&builder, device->location);
  weir_value_t* loaded = weir_hal_global_load(&inner, device->location, device);
  for (question_t* q = m->questions; q != NULL; q = q->next) {
    if (q->device != device) continue;
    weir_op_t* asked = weir_op_clone(q->queries.ops[0], NULL);
    replace_queries(q);
    build_query(&inner, loaded, q, asked);
  }
  weir_hal_initializer_end(&inner, device->location);
}

weir_status_t weir_hal_memoize_device_queries(weir_pass_t* pass,
                                              weir_op_t* module) {
  memoization_t m = {
      .arena = pass->scratch,
      .symbols = weir_symbol_table_create(module, pass->scratch),
  };
  m.end = &m.questions;
  weir_hal_devices_t devices = weir_hal_devices(module, pass->scratch);
  weir_explorer_t* explorer = weir_explorer_create(module, pass->scratch);
  weir_op_list_t queries =
      weir_collect_ops(module, WEIR_HAL_DEVICE_QUERY, pass->scratch);
  for (uint32_t i = 0; i < queries.count; ++i) {
    weir_op_t* query = queries.ops[i];
    if (weir_op_parent_of(query, WEIR_HAL_EXECUTABLE) != NULL) continue;
    const weir_op_t* device =
        weir_hal_device_of_value(explorer, weir_op_operand_n(query, 0));
    if (device != NULL) note_query(&m, device, query);
  }
  for (uint32_t i = 0; i < devices.globals.count; ++i) {
    memoize_device(&m, devices.globals.ops[i]);
  }
  return weir_ok();
}
