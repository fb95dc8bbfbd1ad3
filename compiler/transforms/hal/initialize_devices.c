// Finds the devices that globals stand for when the program starts.
//
// Needs:   device globals with initial values, aliases resolved.
// Changes: each initial value becomes an initializer that looks through the
//          devices there are; a device that is not found fails the start.
// Keeps:   globals without initial values.
//
// A target fits a device by its id and one of its executable formats; its
// `ordinal` counts the devices that fit. Choices are tried in order.
#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/text/text.h"
#include "compiler/transforms/hal/devices.h"
#include "compiler/transforms/hal/passes.h"

enum { STATUS_INCOMPATIBLE = 18, COMPARE_EQUAL = 0, COMPARE_LESS = 2 };

static weir_value_t* build_one(weir_builder_t* builder, uint32_t id,
                               weir_location_t* location,
                               weir_value_t* const* operands, uint32_t count,
                               weir_type_t* type) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, id, location);
  for (uint32_t i = 0; i < count; ++i) {
    weir_op_state_operand(&state, operands[i]);
  }
  weir_op_state_result(&state, type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static weir_value_t* build_null(weir_builder_t* builder,
                                weir_location_t* location) {
  return build_one(builder, WEIR_UTIL_NULL, location, NULL, 0,
                   weir_hal_device_type(builder->context));
}

static weir_value_t* build_is_null(weir_builder_t* builder,
                                   weir_location_t* location,
                                   weir_value_t* device, weir_value_t* null) {
  weir_value_t* operands[2] = {device, null};
  return build_one(builder, WEIR_UTIL_CMP_EQ, location, operands, 2,
                   weir_i1_type(builder->context));
}

static weir_value_t* build_compare(weir_builder_t* builder,
                                   weir_location_t* location, int predicate,
                                   weir_value_t* a, weir_value_t* b) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_ARITH_CMPI, location);
  weir_op_state_operand(&state, a);
  weir_op_state_operand(&state, b);
  weir_op_state_attr(&state, "predicate",
                     weir_i64_attr(builder->context, predicate));
  weir_op_state_result(&state, weir_i1_type(builder->context));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static weir_value_t* build_select(weir_builder_t* builder,
                                  weir_location_t* location,
                                  weir_value_t* condition, weir_value_t* yes,
                                  weir_value_t* no) {
  weir_value_t* operands[3] = {condition, yes, no};
  return build_one(builder, WEIR_ARITH_SELECT, location, operands, 3,
                   yes->type);
}

static void build_yield(weir_builder_t* builder, weir_location_t* location,
                        uint32_t id, weir_value_t* first,
                        weir_value_t* const* rest, uint32_t count) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, id, location);
  if (first != NULL) weir_op_state_operand(&state, first);
  weir_op_state_operands(&state, rest, count);
  weir_build(builder, &state);
}

// -- does a device fit --------------------------------------------------------

static weir_value_t* build_query(weir_builder_t* builder,
                                 weir_location_t* location,
                                 weir_value_t* device, const char* category,
                                 weir_string_view_t key) {
  weir_context_t* context = builder->context;
  weir_type_t* i1 = weir_i1_type(context);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_DEVICE_QUERY, location);
  weir_op_state_operand(&state, device);
  weir_op_state_attr(&state, "category", weir_string_attr(context, category));
  weir_op_state_attr(&state, "key", weir_string_attr_sv(context, key));
  weir_op_state_attr(&state, "default_value", weir_bool_attr(context, false));
  weir_op_state_result(&state, i1);
  weir_op_state_result(&state, i1);
  return weir_op_result_n(weir_build(builder, &state), 1);
}

static weir_builder_t branch_of(weir_op_t* op, uint32_t index) {
  weir_region_t* region = weir_op_region(op, index);
  weir_block_t* block =
      region->first != NULL ? region->first : weir_region_add_block(region);
  return weir_builder_at_end(block);
}

static weir_op_t* build_if(weir_builder_t* builder, weir_location_t* location,
                           weir_value_t* condition, weir_type_t* type) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_SCF_IF, location);
  weir_op_state_operand(&state, condition);
  if (type != NULL) weir_op_state_result(&state, type);
  return weir_build(builder, &state);
}

// Whether the device runs any of the executable formats.
static weir_value_t* build_runs(weir_builder_t* builder,
                                weir_location_t* location, weir_value_t* device,
                                const weir_attr_t* formats) {
  weir_value_t* any = NULL;
  for (uint32_t i = 0; i < formats->array.count; ++i) {
    weir_value_t* one = build_query(
        builder, location, device, "hal.executable.format",
        weir_hal_executable_target_format(formats->array.elements[i]));
    any = any == NULL
              ? one
              : weir_build_binary(builder, WEIR_ARITH_ORI, location, any, one);
  }
  return any;
}

// A local device has the way it runs work behind its name.
static weir_string_view_t id_pattern(const weir_attr_t* target) {
  weir_string_view_t id = weir_hal_device_target_id(target);
  return weir_sv_equal_c(id, "local") ? weir_sv("local*") : id;
}

static weir_value_t* build_fits(weir_builder_t* builder,
                                weir_location_t* location, weir_value_t* device,
                                const weir_attr_t* target) {
  weir_value_t* is_kind = build_query(builder, location, device,
                                      "hal.device.id", id_pattern(target));
  const weir_attr_t* formats = weir_hal_device_target_targets(target);
  if (formats->array.count == 0) return is_kind;
  weir_op_t* branch = build_if(builder, location, is_kind, is_kind->type);
  weir_builder_t then = branch_of(branch, 0);
  weir_value_t* runs = build_runs(&then, location, device, formats);
  build_yield(&then, location, WEIR_SCF_YIELD, NULL, &runs, 1);
  weir_builder_t otherwise = branch_of(branch, 1);
  weir_value_t* no = weir_build_constant(
      &otherwise, location, weir_bool_attr(builder->context, false));
  build_yield(&otherwise, location, WEIR_SCF_YIELD, NULL, &no, 1);
  return weir_op_result_n(branch, 0);
}

// -- the search ---------------------------------------------------------------

// What all steps of a search share.
typedef struct search_t {
  const weir_attr_t* target;
  weir_value_t *zero, *one, *null, *wanted, *count;
} search_t;

// One step of the search: the state is the number of the device, how many of
// those before fit, and the device found.
static void build_step(weir_builder_t* builder, weir_location_t* location,
                       const search_t* search, weir_value_t* const* carried) {
  weir_value_t* device =
      build_one(builder, WEIR_HAL_DEVICES_GET, location, carried, 1,
                weir_hal_device_type(builder->context));
  weir_value_t* fits = build_fits(builder, location, device, search->target);
  weir_value_t* is_turn = build_compare(builder, location, COMPARE_EQUAL,
                                        carried[1], search->wanted);
  weir_value_t* more =
      build_select(builder, location, fits, search->one, search->zero);
  weir_value_t* next[3];
  next[1] =
      weir_build_binary(builder, WEIR_ARITH_ADDI, location, carried[1], more);
  weir_value_t* chosen =
      weir_build_binary(builder, WEIR_ARITH_ANDI, location, fits, is_turn);
  next[2] = build_select(builder, location, chosen, device, search->null);
  next[0] = weir_build_binary(builder, WEIR_ARITH_ADDI, location, carried[0],
                              search->one);
  build_yield(builder, location, WEIR_SCF_YIELD, NULL, next, 3);
}

static void build_go_on(weir_builder_t* builder, weir_location_t* location,
                        const search_t* search, weir_value_t* const* carried) {
  weir_value_t* open =
      build_is_null(builder, location, carried[2], search->null);
  weir_value_t* more =
      build_compare(builder, location, COMPARE_LESS, carried[0], search->count);
  weir_value_t* both =
      weir_build_binary(builder, WEIR_ARITH_ANDI, location, open, more);
  build_yield(builder, location, WEIR_SCF_CONDITION, both, carried, 3);
}

static search_t begin_search(weir_builder_t* builder, weir_location_t* location,
                             const weir_attr_t* target) {
  const weir_attr_t* config = weir_hal_device_target_config(target);
  int64_t ordinal = 0;
  search_t search = {.target = target};
  search.zero = weir_build_index(builder, location, 0);
  search.one = weir_build_index(builder, location, 1);
  search.null = build_null(builder, location);
  search.wanted =
      config != NULL &&
              weir_attr_int(weir_dictionary_get(config, "ordinal"), &ordinal)
          ? weir_build_index(builder, location, ordinal)
          : search.zero;
  search.count = build_one(builder, WEIR_HAL_DEVICES_COUNT, location, NULL, 0,
                           weir_index_type(builder->context));
  return search;
}

static weir_value_t* build_search(weir_builder_t* builder,
                                  weir_location_t* location,
                                  const weir_attr_t* target) {
  search_t search = begin_search(builder, location, target);
  weir_value_t* inits[3] = {search.zero, search.zero, search.null};
  weir_type_t* types[3] = {search.zero->type, search.zero->type,
                           search.null->type};
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_SCF_WHILE, location);
  weir_op_state_operands(&state, inits, 3);
  weir_op_state_results(&state, types, 3);
  weir_op_t* loop = weir_build(builder, &state);
  for (uint32_t r = 0; r < 2; ++r) {
    weir_builder_t inner = branch_of(loop, r);
    weir_value_t* carried[3];
    for (uint32_t i = 0; i < 3; ++i) {
      carried[i] = weir_block_add_argument(inner.block, types[i], location);
    }
    if (r == 0) {
      build_go_on(&inner, location, &search, carried);
    } else {
      build_step(&inner, location, &search, carried);
    }
  }
  return weir_op_result_n(loop, 2);
}

// -- initial values -----------------------------------------------------------

static weir_value_t* build_device(weir_builder_t* builder,
                                  weir_location_t* location,
                                  weir_attr_t* value);

// |devices| from |first| on: the first one, else the rest.
static weir_value_t* build_choice(weir_builder_t* builder,
                                  weir_location_t* location,
                                  const weir_attr_t* devices, uint32_t first,
                                  weir_value_t* null) {
  weir_value_t* device =
      build_device(builder, location, devices->array.elements[first]);
  if (device == NULL || first + 1 == devices->array.count) return device;
  weir_value_t* missing = build_is_null(builder, location, device, null);
  weir_op_t* branch = build_if(builder, location, missing, device->type);
  weir_builder_t then = branch_of(branch, 0);
  weir_value_t* other = build_choice(&then, location, devices, first + 1, null);
  if (other == NULL) return NULL;
  build_yield(&then, location, WEIR_SCF_YIELD, NULL, &other, 1);
  weir_builder_t otherwise = branch_of(branch, 1);
  build_yield(&otherwise, location, WEIR_SCF_YIELD, NULL, &device, 1);
  return weir_op_result_n(branch, 0);
}

// Whether the globals that |value| falls back to are there; errors at
// |global| if not.
static bool check_fallbacks(const weir_op_t* global, const weir_attr_t* value) {
  if (weir_attr_is_def(value, &weir_hal_device_fallback_def)) {
    const weir_attr_t* symbol = weir_hal_device_fallback_symbol(value);
    const weir_op_t* device = weir_symbol_resolve(global, symbol);
    if (device != NULL && weir_op_has_trait(device, WEIR_OP_GLOBAL))
      return true;
    return weir_op_error(global, "falls back to @%.*s, which is no device",
                         WEIR_SV_ARGS(weir_attr_string(symbol)));
  }
  if (!weir_attr_is_def(value, &weir_hal_device_select_def)) return true;
  const weir_attr_t* devices = weir_hal_device_select_devices(value);
  for (uint32_t i = 0; i < devices->array.count; ++i) {
    if (!check_fallbacks(global, devices->array.elements[i])) return false;
  }
  return true;
}

// NULL if |value| says no device.
static weir_value_t* build_device(weir_builder_t* builder,
                                  weir_location_t* location,
                                  weir_attr_t* value) {
  weir_type_t* type = weir_hal_device_type(builder->context);
  if (weir_attr_is_def(value, &weir_hal_device_target_def)) {
    return build_search(builder, location, value);
  }
  if (weir_attr_is_def(value, &weir_hal_device_ordinal_def)) {
    weir_value_t* ordinal = weir_build_index(
        builder, location, weir_hal_device_ordinal_value(value));
    return build_one(builder, WEIR_HAL_DEVICES_GET, location, &ordinal, 1,
                     type);
  }
  if (weir_attr_is_def(value, &weir_hal_device_fallback_def)) {
    weir_op_state_t state;
    weir_op_state_init(&state, builder, WEIR_UTIL_GLOBAL_LOAD, location);
    weir_op_state_attr(&state, "global",
                       weir_hal_device_fallback_symbol(value));
    weir_op_state_result(&state, type);
    return weir_op_result_n(weir_build(builder, &state), 0);
  }
  if (weir_attr_is_def(value, &weir_hal_device_select_def)) {
    weir_value_t* null = build_null(builder, location);
    return build_choice(builder, location,
                        weir_hal_device_select_devices(value), 0, null);
  }
  return NULL;
}

// |value| without its type.
static weir_string_view_t text_of(const weir_attr_t* value,
                                  weir_arena_t* arena) {
  const char* text = weir_print_attr(value, arena);
  const char* type = strrchr(text, ':');
  return type && strcmp(type, ": !hal.device") == 0
             ? weir_sv_n(text, (size_t)(type - text) - 1)
             : weir_sv(text);
}

static void build_check(weir_builder_t* builder, const weir_op_t* global,
                        weir_value_t* device, const weir_attr_t* value,
                        weir_arena_t* arena) {
  weir_context_t* context = builder->context;
  weir_location_t* location = global->location;
  weir_value_t* null = build_null(builder, location);
  weir_value_t* missing = build_is_null(builder, location, device, null);
  weir_op_t* branch = build_if(builder, location, missing, NULL);
  weir_builder_t then = branch_of(branch, 0);
  weir_value_t* status = weir_build_constant(
      &then, location, weir_i32_attr(context, STATUS_INCOMPATIBLE));
  weir_op_state_t state;
  weir_op_state_init(&state, &then, WEIR_UTIL_STATUS_CHECK_OK, location);
  weir_op_state_operand(&state, status);
  weir_op_state_attr(
      &state, "message",
      weir_string_attr(
          context,
          weir_arena_format(arena,
                            "HAL device `%.*s` not found or unavailable: %.*s",
                            WEIR_SV_ARGS(weir_symbol_name(global)),
                            WEIR_SV_ARGS(text_of(value, arena)))));
  weir_build(&then, &state);
  build_yield(&then, location, WEIR_SCF_YIELD, NULL, NULL, 0);
}

static weir_status_t initialize(weir_op_t* global, weir_arena_t* arena) {
  weir_context_t* context = global->context;
  weir_location_t* location = global->location;
  weir_attr_t* value = weir_op_attr(global, "initial_value");
  if (!check_fallbacks(global, value)) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "unknown device");
  }
  weir_builder_t outer = weir_builder_after(global);
  weir_op_state_t state;
  weir_op_state_init(&state, &outer, WEIR_UTIL_INITIALIZER, location);
  weir_op_state_attr(
      &state, "function_type",
      weir_type_attr(weir_function_type(context, NULL, 0, NULL, 0)));
  weir_op_t* initializer = weir_build(&outer, &state);
  weir_builder_t builder = branch_of(initializer, 0);
  weir_value_t* device = build_device(&builder, location, value);
  if (device == NULL) {
    weir_op_error(global,
                  "cannot be initialised: expected a target, an ordinal, a "
                  "fallback or a choice of them, with aliases resolved");
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "unknown device value");
  }
  build_check(&builder, global, device, value, arena);
  weir_op_state_init(&state, &builder, WEIR_UTIL_GLOBAL_STORE, location);
  weir_op_state_operand(&state, device);
  const weir_name_t* name = weir_name_sv(context, weir_symbol_name(global));
  weir_op_state_attr(&state, "global", weir_symbol_attr_n(context, &name, 1));
  weir_build(&builder, &state);
  build_yield(&builder, location, WEIR_UTIL_RETURN, NULL, NULL, 0);
  weir_op_remove_attr(global, "initial_value");
  return weir_ok();
}

weir_status_t weir_hal_initialize_devices(weir_pass_t* pass,
                                          weir_op_t* module) {
  weir_hal_devices_t devices = weir_hal_devices(module, pass->scratch);
  for (uint32_t i = 0; i < devices.globals.count; ++i) {
    weir_op_t* global = devices.globals.ops[i];
    if (!weir_op_has_attr(global, "initial_value")) continue;
    WEIR_RETURN_IF_ERROR(initialize(global, pass->scratch));
  }
  return weir_ok();
}
