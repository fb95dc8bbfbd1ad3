// Makes dispatches tell which workgroups ran.
//
// Needs:   stream.cmd.dispatch and stream.executables.
// Changes: every exported function takes two more arguments, a ring buffer and
//          the number of the dispatch site, and records its workgroup in the
//          buffer first; every execution region captures the buffer and hands
//          it to the dispatches of such functions. A global holds the buffer,
//          @__query_instruments hands it out with a description of all sites.
// Keeps:   dispatches of functions that are not in the module.
// Refuses: a module with @__query_instruments, such as one that has been
//          instrumented.
//
// Option: `buffer-size` (default 64mib), a power of two. Behind it are 4096
// bytes more that the last record may spill into; the last eight of them are
// the write position.
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/func.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/util_types.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/text/text.h"
#include "compiler/transforms/hal/globals.h"
#include "compiler/transforms/hal/instrument_metadata.h"
#include "compiler/transforms/hal/passes.h"

enum { PADDING = 4096, CHUNK_ALIGNMENT = 16 };

// Of what a query hands out; each chunk has a header of 16 bytes.
enum { CHUNK_MAGIC = 0x42444930, CHUNK_METADATA = 0, CHUNK_RING_BUFFER = 1 };

typedef struct instrumentation_t {
  weir_context_t* context;
  weir_arena_t* arena;
  weir_op_t* module;
  weir_location_t* location;
  weir_symbol_table_t* symbols;
  int64_t buffer_size;  // with padding
  weir_op_t* global;
  weir_op_list_t exports;
  weir_instrumented_function_t* functions;  // one per export
  uint32_t* sites;
  uint32_t site_count, site_capacity;
} instrumentation_t;

// -- the option ---------------------------------------------------------------

static bool read_size(const char* text, int64_t* out_size) {
  static const struct {
    const char* unit;
    int64_t bytes;
  } units[] = {{"", 1},         {"kb", 1000},     {"kib", 1 << 10},
               {"mb", 1000000}, {"mib", 1 << 20}, {"gb", 1000000000},
               {"gib", 1 << 30}};
  char* end;
  long long number = strtoll(text, &end, 10);
  for (size_t i = 0; end != text && i < sizeof(units) / sizeof(*units); ++i) {
    if (strcasecmp(end, units[i].unit) != 0) continue;
    if (number <= 0 || number > (INT64_MAX >> 1) / units[i].bytes) return false;
    *out_size = number * units[i].bytes;
    return (*out_size & (*out_size - 1)) == 0;
  }
  return false;
}

// -- builders -----------------------------------------------------------------

static weir_value_t* build_size(const instrumentation_t* in,
                                weir_builder_t* builder) {
  return weir_build_index(builder, in->location, in->buffer_size);
}

// The ring buffer and the initializer that allocates it; |builder| stands
// behind both afterwards.
static void build_ring_buffer(instrumentation_t* in, weir_builder_t* builder) {
  weir_type_t* type =
      weir_stream_resource_type(in->context, WEIR_LIFETIME_EXTERNAL);
  in->global = weir_hal_global_create(in->symbols, builder, in->location,
                                      "__dispatch_instrumentation", type);
  weir_op_remove_attr(in->global, "sym_visibility");
  weir_builder_t inner = weir_hal_initializer_begin(builder, in->location);
  weir_value_t* size = build_size(in, &inner);
  weir_op_state_t state;
  weir_op_state_init(&state, &inner, WEIR_STREAM_RESOURCE_ALLOC, in->location);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "uninitialized", weir_unit_attr(in->context));
  weir_op_state_result(&state, type);
  weir_value_t* buffer = weir_op_result_n(weir_build(&inner, &state), 0);
  weir_hal_global_store(&inner, in->location, buffer, in->global);
  weir_hal_initializer_end(&inner, in->location);
}

// -- functions ----------------------------------------------------------------

static weir_op_t* function_of(const weir_op_t* export) {
  WEIR_FOR_EACH_OP(op, weir_op_region(weir_op_parent(export), 0)->first) {
    if (!weir_op_has_trait(op, WEIR_OP_SYMBOL_TABLE)) continue;
    weir_op_t* function =
        weir_symbol_lookup(op, weir_op_attr_string(export, "function_ref"));
    return function != NULL &&
                   !weir_region_is_empty(weir_op_region(function, 0))
               ? function
               : NULL;
  }
  return NULL;
}

static void find_exports(instrumentation_t* in) {
  WEIR_FOR_EACH_OP(executable, weir_op_region(in->module, 0)->first) {
    if (!weir_op_is(executable, WEIR_STREAM_EXECUTABLE)) continue;
    WEIR_FOR_EACH_OP(op, weir_op_region(executable, 0)->first) {
      if (weir_op_is(op, WEIR_STREAM_EXECUTABLE_EXPORT) &&
          function_of(op) != NULL) {
        weir_op_list_add(&in->exports, in->arena, op);
      }
    }
  }
  in->functions = WEIR_ARENA_ARRAY(in->arena, weir_instrumented_function_t,
                                   in->exports.count);
}

static const char* text_of(const instrumentation_t* in, weir_op_t* op) {
  const weir_print_options_t options = {.local_scope = true};
  size_t size = 0;
  char* printed = weir_print_op(op, &options, &size);
  while (size > 0 && printed[size - 1] == '\n') --size;
  const char* text = weir_arena_string(in->arena, printed, size);
  free(printed);
  return text;
}

static const char* target_of(const instrumentation_t* in, const weir_op_t* op) {
  for (; op != NULL; op = weir_op_parent(op)) {
    const weir_attr_t* target = weir_op_attr(op, "hal.executable.target");
    if (target != NULL) return weir_print_attr(target, in->arena);
  }
  return "";
}

// Adds two arguments: a binding, aligned, and a number.
static void extend_signature(const instrumentation_t* in, weir_op_t* function) {
  const weir_type_t* type = weir_op_attr_type(function, "function_type");
  uint32_t count = type->function.input_count;
  weir_type_t** inputs = WEIR_ARENA_ARRAY(in->arena, weir_type_t*, count + 2);
  weir_attr_t** attrs = WEIR_ARENA_ARRAY(in->arena, weir_attr_t*, count + 2);
  const weir_attr_t* old = weir_op_attr(function, "arg_attrs");
  weir_attr_t* none = weir_dictionary_attr(in->context, NULL, 0);
  for (uint32_t i = 0; i < count; ++i) {
    inputs[i] = type->function.inputs[i];
    attrs[i] =
        old != NULL && i < old->array.count ? old->array.elements[i] : none;
  }
  const weir_named_attr_t alignment = {
      weir_name(in->context, "stream.alignment"),
      weir_index_attr(in->context, 64)};
  inputs[count] = weir_stream_binding_type(in->context);
  attrs[count] = weir_dictionary_attr(in->context, &alignment, 1);
  inputs[count + 1] = weir_i32_type(in->context);
  attrs[count + 1] = none;
  weir_op_set_attr(function, "function_type",
                   weir_type_attr(weir_function_type(
                       in->context, inputs, count + 2, type->function.results,
                       type->function.result_count)));
  weir_op_set_attr(function, "arg_attrs",
                   weir_array_attr(in->context, attrs, count + 2));
}

// The record of the workgroup comes first in the function.
static void instrument_function(const instrumentation_t* in,
                                weir_op_t* function) {
  extend_signature(in, function);
  weir_block_t* entry = weir_op_region(function, 0)->first;
  weir_value_t* binding = weir_block_add_argument(
      entry, weir_stream_binding_type(in->context), in->location);
  weir_value_t* site =
      weir_block_add_argument(entry, weir_i32_type(in->context), in->location);
  weir_builder_t builder = weir_builder_at_start(entry);
  weir_value_t* zero = weir_build_index(&builder, in->location, 0);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_STREAM_BINDING_SUBSPAN,
                     in->location);
  weir_op_state_operand(&state, binding);
  weir_op_state_operand(&state, zero);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_result(&state,
                       weir_memref_type(weir_integer_type(in->context, 8),
                                        &in->buffer_size, 1, NULL, NULL));
  weir_value_t* buffer = weir_op_result_n(weir_build(&builder, &state), 0);
  weir_op_state_init(&state, &builder, WEIR_HAL_INSTRUMENT_WORKGROUP,
                     in->location);
  weir_op_state_operand(&state, buffer);
  weir_op_state_operand(&state, site);
  weir_op_state_result(&state, weir_index_type(in->context));
  weir_build(&builder, &state);
}

// A function may have several exports: it is changed once.
static void instrument_exports(const instrumentation_t* in) {
  weir_op_list_t done = {0};
  for (uint32_t i = 0; i < in->exports.count; ++i) {
    weir_op_t* export = in->exports.ops[i];
    weir_op_t* function = function_of(export);
    weir_string_view_t name = weir_symbol_name(export);
    in->functions[i] = (weir_instrumented_function_t){
        .name = weir_arena_string(in->arena, name.data, name.size),
        .target = target_of(in, export),
    };
    uint32_t known = 0;
    while (known < done.count && done.ops[known] != function) ++known;
    weir_op_list_add(&done, in->arena, function);
    if (known + 1 < done.count) {
      in->functions[i].source = in->functions[known].source;
      continue;
    }
    in->functions[i].source = text_of(in, function);
    instrument_function(in, function);
  }
}

// -- dispatches ---------------------------------------------------------------

static void append(const instrumentation_t* in, weir_op_t* op, uint32_t group,
                   weir_value_t* value) {
  uint32_t count = weir_op_operand_group_size(op, group);
  weir_value_t** values = WEIR_ARENA_ARRAY(in->arena, weir_value_t*, count + 1);
  for (uint32_t i = 0; i < count; ++i) {
    values[i] = weir_op_operand_at(op, group, i);
  }
  values[count] = value;
  weir_op_set_operand_group(op, group, values, count + 1);
}

// The first of the instrumented exports that |dispatch| names.
static bool export_number(const instrumentation_t* in,
                          const weir_op_t* dispatch, uint32_t* out_number) {
  const weir_attr_t* entries = weir_op_attr(dispatch, "entry_points");
  for (uint32_t e = 0; e < entries->array.count; ++e) {
    const weir_op_t* export =
        weir_symbol_table_resolve(in->symbols, entries->array.elements[e]);
    for (uint32_t i = 0; i < in->exports.count; ++i) {
      if (in->exports.ops[i] != export) continue;
      *out_number = i;
      return true;
    }
  }
  return false;
}

static uint32_t add_site(instrumentation_t* in, uint32_t function) {
  if (in->site_count == in->site_capacity) {
    uint32_t capacity = in->site_capacity != 0 ? 2 * in->site_capacity : 64;
    uint32_t* grown = WEIR_ARENA_ARRAY(in->arena, uint32_t, capacity);
    if (in->site_count > 0) {
      memcpy(grown, in->sites, in->site_count * sizeof(*grown));
    }
    in->sites = grown;
    in->site_capacity = capacity;
  }
  in->sites[in->site_count] = function;
  return in->site_count++;
}

// What a region captures to hand on.
typedef struct captured_t {
  instrumentation_t* in;
  weir_builder_t builder;  // before the region
  weir_value_t* buffer;    // inside
  weir_value_t* zero;
  weir_value_t* size;
} captured_t;

static weir_walk_t instrument_dispatch(weir_op_t* op, void* user) {
  captured_t* captured = user;
  instrumentation_t* in = captured->in;
  uint32_t function;
  if (!weir_op_is(op, WEIR_STREAM_CMD_DISPATCH) ||
      !export_number(in, op, &function)) {
    return WEIR_WALK_CONTINUE;
  }
  weir_value_t* site = weir_build_constant(
      &captured->builder, in->location,
      weir_i32_attr(in->context, (int32_t)add_site(in, function)));
  append(in, op, WEIR_STREAM_CMD_DISPATCH_UNIFORM_OPERANDS, site);
  append(in, op, WEIR_STREAM_CMD_DISPATCH_RESOURCES, captured->buffer);
  append(in, op, WEIR_STREAM_CMD_DISPATCH_RESOURCE_OFFSETS, captured->zero);
  append(in, op, WEIR_STREAM_CMD_DISPATCH_RESOURCE_LENGTHS, captured->size);
  append(in, op, WEIR_STREAM_CMD_DISPATCH_RESOURCE_SIZES, captured->size);
  const weir_attr_t* old = weir_op_attr(op, "resource_accesses");
  uint32_t count = old->array.count;
  weir_attr_t** accesses = WEIR_ARENA_ARRAY(in->arena, weir_attr_t*, count + 1);
  for (uint32_t i = 0; i < count; ++i) accesses[i] = old->array.elements[i];
  accesses[count] =
      weir_i32_attr(in->context, WEIR_ACCESS_READ | WEIR_ACCESS_WRITE);
  weir_op_set_attr(op, "resource_accesses",
                   weir_array_attr(in->context, accesses, count + 1));
  return WEIR_WALK_CONTINUE;
}

static void instrument_region(instrumentation_t* in, weir_op_t* execute) {
  captured_t captured = {.in = in, .builder = weir_builder_before(execute)};
  weir_value_t* loaded =
      weir_hal_global_load(&captured.builder, in->location, in->global);
  captured.zero = weir_build_index(&captured.builder, in->location, 0);
  captured.size = build_size(in, &captured.builder);
  append(in, execute, WEIR_STREAM_CMD_EXECUTE_RESOURCE_OPERANDS, loaded);
  append(in, execute, WEIR_STREAM_CMD_EXECUTE_RESOURCE_OPERAND_SIZES,
         captured.size);
  captured.buffer = weir_block_add_argument(weir_op_region(execute, 0)->first,
                                            loaded->type, in->location);
  weir_walk_pre_order(execute, instrument_dispatch, &captured);
}

static void instrument_regions(instrumentation_t* in) {
  weir_op_list_t regions =
      weir_collect_ops(in->module, WEIR_STREAM_CMD_EXECUTE, in->arena);
  for (uint32_t i = 0; i < regions.count; ++i) {
    instrument_region(in, regions.ops[i]);
  }
}

// -- the query ----------------------------------------------------------------

// Tools look for this function by its name.
static const char query_name[] = "__query_instruments";

static bool check_query_is_new(const instrumentation_t* in) {
  const weir_op_t* old =
      weir_symbol_table_get(in->symbols, weir_sv(query_name));
  return old == NULL ||
         weir_op_error(old,
                       "@%s is what hands out instruments: dispatches have "
                       "been instrumented already",
                       query_name);
}

static weir_value_t* build_bytes(const instrumentation_t* in,
                                 weir_builder_t* builder, const void* data,
                                 size_t size, const char* name,
                                 const char* mime_type) {
  int64_t length = (int64_t)size;
  weir_type_t* type =
      weir_vector_type(weir_integer_type(in->context, 8), &length, 1, NULL);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_BUFFER_CONSTANT, in->location);
  if (name != NULL) {
    weir_op_state_attr(&state, "name", weir_string_attr(in->context, name));
  }
  weir_op_state_attr(&state, "value", weir_dense_attr(type, data, size));
  weir_op_state_attr(&state, "alignment",
                     weir_index_attr(in->context, CHUNK_ALIGNMENT));
  if (mime_type != NULL) {
    weir_op_state_attr(&state, "mime_type",
                       weir_string_attr(in->context, mime_type));
  }
  weir_op_state_result(&state, weir_util_buffer_type(in->context));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

// Magic, type, version 0 and the length of what follows without its padding.
static weir_value_t* build_header(const instrumentation_t* in,
                                  weir_builder_t* builder, uint32_t type,
                                  uint64_t length) {
  uint8_t bytes[16] = {0};
  for (int i = 0; i < 4; ++i) bytes[i] = (uint8_t)(CHUNK_MAGIC >> 8 * i);
  for (int i = 0; i < 2; ++i) bytes[4 + i] = (uint8_t)(type >> 8 * i);
  for (int i = 0; i < 8; ++i) bytes[8 + i] = (uint8_t)(length >> 8 * i);
  return build_bytes(in, builder, bytes, sizeof(bytes), NULL, NULL);
}

// NULL where none is needed.
static weir_value_t* build_padding(const instrumentation_t* in,
                                   weir_builder_t* builder, size_t size) {
  static const uint8_t zeros[CHUNK_ALIGNMENT] = {0};
  size_t rest = size % CHUNK_ALIGNMENT;
  return rest == 0 ? NULL
                   : build_bytes(in, builder, zeros, CHUNK_ALIGNMENT - rest,
                                 NULL, NULL);
}

static weir_value_t* build_ring_view(const instrumentation_t* in,
                                     weir_builder_t* builder) {
  weir_value_t* buffer =
      weir_hal_global_load(builder, in->location, in->global);
  weir_value_t* size = build_size(in, builder);
  weir_type_t* encoding = weir_tensor_type(weir_integer_type(in->context, 8),
                                           &in->buffer_size, 1, NULL);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_STREAM_TENSOR_EXPORT, in->location);
  weir_op_state_operand(&state, buffer);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "source_encoding", weir_type_attr(encoding));
  weir_op_state_result(&state, weir_hal_buffer_view_type(in->context));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static void append_to_list(const instrumentation_t* in, weir_builder_t* builder,
                           weir_value_t* list, weir_value_t* const* items,
                           uint32_t count) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_LIST_SIZE, in->location);
  weir_op_state_operand(&state, list);
  weir_op_state_result(&state, weir_index_type(in->context));
  weir_value_t* old = weir_op_result_n(weir_build(builder, &state), 0);
  weir_value_t* more = weir_build_index(builder, in->location, count);
  weir_value_t* size =
      weir_build_binary(builder, WEIR_ARITH_ADDI, in->location, old, more);
  weir_op_state_init(&state, builder, WEIR_UTIL_LIST_RESIZE, in->location);
  weir_op_state_operand(&state, list);
  weir_op_state_operand(&state, size);
  weir_build(builder, &state);
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_t* number = weir_build_index(builder, in->location, i);
    weir_value_t* place =
        weir_build_binary(builder, WEIR_ARITH_ADDI, in->location, old, number);
    weir_op_state_init(&state, builder, WEIR_UTIL_LIST_SET, in->location);
    weir_op_state_operand(&state, list);
    weir_op_state_operand(&state, place);
    weir_op_state_operand(&state, items[i]);
    weir_build(builder, &state);
  }
}

// Each chunk is a header, what it is about, and padding.
static void build_chunks(const instrumentation_t* in, weir_builder_t* builder,
                         weir_value_t* list) {
  size_t size;
  const uint8_t* metadata =
      weir_instrument_metadata(in->functions, in->exports.count, in->sites,
                               in->site_count, in->arena, &size);
  weir_value_t* items[6];
  uint32_t count = 0;
  items[count++] = build_header(in, builder, CHUNK_METADATA, size);
  items[count++] =
      build_bytes(in, builder, metadata, size, "dispatch_instrument.fb",
                  "application/x-flatbuffers");
  items[count] = build_padding(in, builder, size);
  if (items[count] != NULL) ++count;
  size_t ring_size = (size_t)in->buffer_size;
  items[count++] = build_header(in, builder, CHUNK_RING_BUFFER, ring_size);
  items[count++] = build_ring_view(in, builder);
  items[count] = build_padding(in, builder, ring_size);
  if (items[count] != NULL) ++count;
  append_to_list(in, builder, list, items, count);
}

static void build_query(const instrumentation_t* in, weir_builder_t* builder) {
  weir_type_t* list = weir_util_list_type(weir_util_variant_type(in->context));
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FUNC_FUNC, in->location);
  weir_op_state_attr(&state, "sym_name",
                     weir_string_attr(in->context, query_name));
  weir_op_state_attr(
      &state, "function_type",
      weir_type_attr(weir_function_type(in->context, &list, 1, NULL, 0)));
  weir_op_t* function = weir_build(builder, &state);
  weir_block_t* entry = weir_function_add_entry(function);
  weir_builder_t inner = weir_builder_at_end(entry);
  build_chunks(in, &inner, entry->arguments[0]);
  weir_op_state_init(&state, &inner, WEIR_FUNC_RETURN, in->location);
  weir_op_state_operands(&state, NULL, 0);
  weir_build(&inner, &state);
}

weir_status_t weir_hal_materialize_dispatch_instrumentation(weir_pass_t* pass,
                                                            weir_op_t* module) {
  const char* text = weir_pass_option(pass, "buffer-size", "64mib");
  weir_block_t* body = weir_op_region(module, 0)->first;
  instrumentation_t in = {
      .context = pass->context,
      .arena = pass->scratch,
      .module = module,
      .location = weir_location_unknown(pass->context),
      .symbols = weir_symbol_table_create(module, pass->scratch),
  };
  if (!read_size(text, &in.buffer_size)) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "buffer-size is a power of two, not '%s'", text);
  }
  if (body->first == NULL) return weir_ok();
  if (!check_query_is_new(&in)) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "instrumented already");
  }
  in.buffer_size += PADDING;
  find_exports(&in);
  instrument_exports(&in);
  weir_builder_t builder = weir_builder_at_start(body);
  build_ring_buffer(&in, &builder);
  instrument_regions(&in);
  build_query(&in, &builder);
  return weir_ok();
}
