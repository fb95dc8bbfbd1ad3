// Puts operands that are constants into the executables.
//
// Needs:   stream.cmd.dispatch and the executables they name.
// Changes: operands of an entry point that are constants at each dispatch are
//          looked up in tables inside it, one per type, with a row for each
//          dispatch; which row is a new last operand.
// Keeps:   all other operands, bindings; entry points that are used by anything
//          but dispatches that name them alone.
#include "compiler/dialects/arith.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/tensor.h"
#include "compiler/ir/builder.h"
#include "compiler/transforms/stream/dispatch_sites.h"
#include "compiler/transforms/stream/passes.h"
#include "compiler/transforms/stream/pointer_map.h"
#include "compiler/transforms/stream/values.h"

enum { OPERANDS = WEIR_STREAM_CMD_DISPATCH_UNIFORM_OPERANDS };

// Operands of one type that are constants everywhere.
typedef struct table_t {
  weir_type_t* type;
  uint32_t* operands;
  uint32_t count;
  weir_value_t* tensor;
} table_t;

typedef struct tables_t {
  const weir_dispatch_entry_t* entry;
  weir_arena_t* arena;
  bool* is_covered;  // per operand
  uint32_t operand_count;
  table_t* tables;  // in the order their types come first
  uint32_t count;
} tables_t;

static weir_attr_t* constant_of(const tables_t* tables, uint32_t dispatch,
                                uint32_t operand) {
  weir_attr_t* value = weir_value_constant(weir_op_operand_at(
      tables->entry->dispatches.ops[dispatch], OPERANDS, operand));
  if (!weir_attr_is(value, WEIR_ATTR_INTEGER) &&
      !weir_attr_is(value, WEIR_ATTR_FLOAT)) {
    return NULL;
  }
  return weir_type_bit_width(value->type) <= 64 ? value : NULL;
}

static bool is_constant(const tables_t* tables, uint32_t operand) {
  for (uint32_t i = 0; i < tables->entry->dispatches.count; ++i) {
    if (constant_of(tables, i, operand) == NULL) return false;
  }
  return true;
}

static tables_t plan_tables(const weir_dispatch_entry_t* entry,
                            weir_arena_t* arena) {
  const weir_op_t* any = entry->dispatches.ops[0];
  uint32_t count = weir_op_operand_group_size(any, OPERANDS);
  tables_t tables = {.entry = entry,
                     .arena = arena,
                     .is_covered = WEIR_ARENA_ARRAY(arena, bool, count),
                     .operand_count = count,
                     .tables = WEIR_ARENA_ARRAY(arena, table_t, count)};
  for (uint32_t i = 0; i < count; ++i) {
    if (!is_constant(&tables, i)) continue;
    tables.is_covered[i] = true;
    weir_type_t* type = weir_op_operand_at(any, OPERANDS, i)->type;
    uint32_t t = 0;
    while (t < tables.count && tables.tables[t].type != type) ++t;
    table_t* table = &tables.tables[t];
    if (t == tables.count) {
      ++tables.count;
      table->type = type;
      table->operands = WEIR_ARENA_ARRAY(arena, uint32_t, count);
    }
    table->operands[table->count++] = i;
  }
  return tables;
}

// -- tables -------------------------------------------------------------------

// Indices are kept as i32, which all devices have, where they fit.
static weir_type_t* storage_type(const tables_t* tables, const table_t* table) {
  if (!weir_type_is_index(table->type)) return table->type;
  weir_context_t* context = table->type->context;
  for (uint32_t d = 0; d < tables->entry->dispatches.count; ++d) {
    for (uint32_t i = 0; i < table->count; ++i) {
      int64_t value = 0;
      weir_attr_int(constant_of(tables, d, table->operands[i]), &value);
      if (value != (int32_t)value) return weir_i64_type(context);
    }
  }
  return weir_i32_type(context);
}

static weir_attr_t* table_attr(const tables_t* tables, const table_t* table) {
  weir_type_t* element = storage_type(tables, table);
  uint32_t rows = tables->entry->dispatches.count;
  size_t size = weir_dense_element_bytes(element);
  uint8_t* data =
      weir_arena_alloc_array(tables->arena, (size_t)rows * table->count, size);
  uint8_t* at = data;
  for (uint32_t d = 0; d < rows; ++d) {
    for (uint32_t i = 0; i < table->count; ++i, at += size) {
      const weir_attr_t* value = constant_of(tables, d, table->operands[i]);
      uint64_t bits = weir_attr_is(value, WEIR_ATTR_FLOAT)
                          ? value->floating.bits
                          : (uint64_t)value->integer.value;
      if (weir_type_is_integer(element, 1)) bits &= 1;
      for (size_t b = 0; b < size; ++b) at[b] = (uint8_t)(bits >> (8 * b));
    }
  }
  int64_t dims[] = {rows, table->count};
  return weir_dense_attr(weir_tensor_type(element, dims, 2, NULL), data,
                         (size_t)(at - data));
}

static weir_location_t* table_location(const tables_t* tables,
                                       const table_t* table) {
  uint32_t rows = tables->entry->dispatches.count, count = 0;
  weir_location_t** locations = WEIR_ARENA_ARRAY(
      tables->arena, weir_location_t*, (size_t)rows * table->count);
  for (uint32_t i = 0; i < table->count; ++i) {
    for (uint32_t d = 0; d < rows; ++d) {
      locations[count++] = weir_value_location(weir_op_operand_at(
          tables->entry->dispatches.ops[d], OPERANDS, table->operands[i]));
    }
  }
  return weir_fuse_locations(table->type->context, locations, count);
}

// -- in the entry point -------------------------------------------------------

static weir_value_t* look_up(weir_builder_t* builder, const table_t* table,
                             weir_value_t* row, weir_value_t* column,
                             weir_location_t* location) {
  weir_value_t* indices[] = {row, column};
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_TENSOR_EXTRACT, location);
  weir_op_state_operand(&state, table->tensor);
  weir_op_state_operands(&state, indices, 2);
  weir_op_state_result(&state, weir_type_element(table->tensor->type));
  weir_value_t* value = weir_op_result_n(weir_build(builder, &state), 0);
  if (value->type == table->type) return value;
  return weir_build_unary(builder, WEIR_ARITH_INDEX_CAST, location, value,
                          table->type);
}

static void insert_lookups(tables_t* tables, weir_op_t* function,
                           weir_value_t* row) {
  weir_builder_t builder =
      weir_builder_at_start(weir_op_region(function, 0)->first);
  weir_value_t** columns =
      WEIR_ARENA_ARRAY(tables->arena, weir_value_t*, tables->operand_count);
  for (uint32_t t = 0; t < tables->count; ++t) {
    table_t* table = &tables->tables[t];
    table->tensor = weir_build_constant(&builder, table_location(tables, table),
                                        table_attr(tables, table));
  }
  for (uint32_t t = 0; t < tables->count; ++t) {
    const table_t* table = &tables->tables[t];
    for (uint32_t i = 0; i < table->count; ++i) {
      weir_value_t* argument =
          weir_dispatch_argument(function, table->operands[i]);
      if (columns[i] == NULL) {
        columns[i] = weir_build_index(&builder, function->location, i);
      }
      weir_value_replace_uses(
          argument,
          look_up(&builder, table, row, columns[i], argument->location));
    }
  }
}

static void update_function(tables_t* tables) {
  weir_op_t* function = tables->entry->function;
  weir_block_t* body = weir_op_region(function, 0)->first;
  uint32_t old_count = body->argument_count, kept = 0;
  insert_lookups(
      tables, function,
      weir_block_add_argument(body, weir_index_type(function->context),
                              function->location));
  weir_attr_t** attrs =
      WEIR_ARENA_ARRAY(tables->arena, weir_attr_t*, old_count + 1);
  weir_value_t** dead =
      WEIR_ARENA_ARRAY(tables->arena, weir_value_t*, old_count);
  bool* is_dead = WEIR_ARENA_ARRAY(tables->arena, bool, old_count);
  uint32_t dead_count = 0;
  for (uint32_t i = 0; i < tables->operand_count; ++i) {
    if (!tables->is_covered[i]) continue;
    dead[dead_count] = weir_dispatch_argument(function, i);
    is_dead[dead[dead_count++]->index] = true;
  }
  for (uint32_t i = 0; i < old_count; ++i) {
    if (!is_dead[i]) attrs[kept++] = weir_dispatch_argument_attrs(function, i);
  }
  for (uint32_t i = 0; i < dead_count; ++i) {
    weir_block_erase_argument(body, dead[i]->index);
  }
  weir_dispatch_set_signature(function, attrs, tables->arena);
}

// -- at the dispatch ----------------------------------------------------------

static weir_value_t* row_before(weir_pointer_map_t* rows, weir_op_t* dispatch,
                                int64_t row) {
  weir_op_t* place = weir_op_parent_of(dispatch, WEIR_STREAM_CMD_EXECUTE);
  if (place == NULL) place = dispatch;
  void** set = weir_pointer_map_at(rows, place);
  if (*set == NULL) {
    weir_constant_set_t* made =
        WEIR_ARENA_NEW(rows->arena, weir_constant_set_t);
    *made =
        weir_constant_set(place, weir_index_type(place->context), rows->arena);
    *set = made;
  }
  return weir_constant_set_get(*set, row);
}

static void update_dispatch(const tables_t* tables, weir_op_t* dispatch,
                            weir_value_t* row) {
  weir_value_t** operands =
      WEIR_ARENA_ARRAY(tables->arena, weir_value_t*, tables->operand_count + 1);
  uint32_t count = 0;
  for (uint32_t i = 0; i < tables->operand_count; ++i) {
    if (tables->is_covered[i]) continue;
    operands[count++] = weir_op_operand_at(dispatch, OPERANDS, i);
  }
  operands[count++] = row;
  weir_op_set_operand_group(dispatch, OPERANDS, operands, count);
}

weir_status_t weir_stream_specialize_dispatches(weir_pass_t* pass,
                                                weir_op_t* module) {
  weir_arena_t* arena = pass->scratch;
  weir_dispatch_entries_t list = weir_dispatch_entries(module, arena);
  weir_pointer_map_t rows = {.arena = arena};
  for (uint32_t i = 0; i < list.count; ++i) {
    const weir_dispatch_entry_t* entry = &list.entries[i];
    const weir_op_list_t* dispatches = &entry->dispatches;
    if (dispatches->count == 0 || !weir_dispatch_entry_is_uniform(entry)) {
      continue;
    }
    tables_t tables = plan_tables(entry, arena);
    if (tables.count == 0) continue;
    update_function(&tables);
    for (uint32_t d = 0; d < dispatches->count; ++d) {
      update_dispatch(&tables, dispatches->ops[d],
                      row_before(&rows, dispatches->ops[d], d));
    }
  }
  return weir_ok();
}
