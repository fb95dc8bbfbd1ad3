// What a terminator hands to the blocks it branches to.

#include <assert.h>
#include <string.h>

#include "compiler/ir/ir.h"
#include "compiler/ir/ir_impl.h"

// Successors of a variadic entry share one operand group; how many operands
// each one gets stands in this attribute (cf.switch).
static const char case_segments[] = "case_operand_segments";

// The row's entry for successor |successor|, and its place in a variadic one.
static const weir_def_entry_t* successor_entry(const weir_op_t* op,
                                               uint32_t successor,
                                               uint32_t* out_place) {
  const weir_op_info_t* info = op->info;
  if (info == NULL || info->successor_group_count == 0) return NULL;
  uint32_t last = info->successor_group_count - 1;
  const weir_def_entry_t* entry =
      &info->successors[successor < last ? successor : last];
  if (successor > last && !entry->variadic) return NULL;
  *out_place = entry->variadic ? successor - last : 0;
  return entry;
}

int32_t weir_op_successor_group(const weir_op_t* op, uint32_t successor) {
  uint32_t place;
  const weir_def_entry_t* entry = successor_entry(op, successor, &place);
  if (entry == NULL) return -1;
  for (uint32_t i = 0; i < op->info->operand_group_count; ++i) {
    if (strcmp(op->info->operands[i].name->data, entry->kind) == 0) {
      return (int32_t)i;
    }
  }
  return -1;
}

static bool read_case_segments(const weir_op_t* op, uint32_t count,
                               const int32_t** out_sizes) {
  weir_attr_t* attr = weir_op_attr(op, case_segments);
  if (!weir_attr_is(attr, WEIR_ATTR_DENSE_ARRAY)) return false;
  if (attr->dense_array.count != count) return false;
  if (!weir_type_is_integer(attr->dense_array.element, 32)) return false;
  *out_sizes = (const int32_t*)(const void*)attr->dense_array.data;
  return true;
}

// How many successors the variadic entry at the end has.
static uint32_t case_count(const weir_op_t* op) {
  uint32_t fixed = op->info->successor_group_count - 1;
  return op->successor_count > fixed ? op->successor_count - fixed : 0;
}

void weir_op_successor_operands(const weir_op_t* op, uint32_t successor,
                                uint32_t* out_start, uint32_t* out_count) {
  *out_start = op->operand_count;
  *out_count = 0;
  uint32_t place;
  const weir_def_entry_t* entry = successor_entry(op, successor, &place);
  int32_t group = weir_op_successor_group(op, successor);
  if (entry == NULL || group < 0) return;
  *out_start = weir_op_operand_group_start(op, (uint32_t)group);
  *out_count = weir_op_operand_group_size(op, (uint32_t)group);
  if (!entry->variadic) return;
  const int32_t* sizes;
  if (!read_case_segments(op, case_count(op), &sizes)) {
    // Without sizes the cases get equal shares.
    *out_count = case_count(op) != 0 ? *out_count / case_count(op) : 0;
    *out_start += place * *out_count;
    return;
  }
  for (uint32_t i = 0; i < place; ++i) *out_start += (uint32_t)sizes[i];
  *out_count = (uint32_t)sizes[place];
}

// Changes the size of one case of a variadic entry.
static void resize_case(weir_op_t* op, uint32_t successor, int32_t delta) {
  uint32_t place;
  const weir_def_entry_t* entry = successor_entry(op, successor, &place);
  if (entry == NULL || !entry->variadic) return;
  uint32_t count = case_count(op);
  int32_t* sizes =
      WEIR_ARENA_ARRAY(weir_context_arena(op->context), int32_t, count);
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t start, size;
    weir_op_successor_operands(op, successor - place + i, &start, &size);
    sizes[i] = (int32_t)size + (i == place ? delta : 0);
  }
  weir_op_set_attr(
      op, case_segments,
      weir_dense_array_attr(weir_i32_type(op->context), sizes, count));
}

void weir_op_insert_successor_operand(weir_op_t* op, uint32_t successor,
                                      uint32_t place, weir_value_t* value) {
  uint32_t start, count;
  weir_op_successor_operands(op, successor, &start, &count);
  int32_t group = weir_op_successor_group(op, successor);
  assert(group >= 0 && place <= count);
  // Sizes first: equal shares can only be told apart while they are equal.
  resize_case(op, successor, 1);
  uint32_t group_start = weir_op_operand_group_start(op, (uint32_t)group);
  weir_op_insert_operand(op, (uint32_t)group, start - group_start + place,
                         value);
}

void weir_op_erase_successor_operand(weir_op_t* op, uint32_t successor,
                                     uint32_t place) {
  uint32_t start, count;
  weir_op_successor_operands(op, successor, &start, &count);
  assert(place < count);
  resize_case(op, successor, -1);
  weir_op_erase_operand(op, start + place);
}
