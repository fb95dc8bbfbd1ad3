#include <assert.h>
#include <string.h>

#include "compiler/ir/ir.h"
#include "compiler/ir/ir_impl.h"

// -- identity ---------------------------------------------------------------

weir_string_view_t weir_op_dialect(const weir_op_t* op) {
  const char* dot = memchr(op->name->data, '.', op->name->size);
  size_t size = dot != NULL ? (size_t)(dot - op->name->data) : op->name->size;
  return weir_sv_n(op->name->data, size);
}

// -- operand groups ---------------------------------------------------------

weir_value_t* weir_op_operand_at(const weir_op_t* op, uint32_t group,
                                 uint32_t index) {
  assert(index < weir_op_operand_group_size(op, group));
  return op->operands[weir_op_operand_group_start(op, group) + index].value;
}

uint32_t weir_op_operand_group_of(const weir_op_t* op, uint32_t index,
                                  uint32_t* out_place) {
  assert(index < op->operand_count);
  uint32_t group = 0;
  if (op->operand_segments != NULL) {
    while (group + 1 < op->info->operand_group_count &&
           index >= op->operand_segments[group]) {
      index -= op->operand_segments[group++];
    }
  }
  if (out_place != NULL) *out_place = index;
  return group;
}

// -- result groups ----------------------------------------------------------

uint32_t weir_op_result_group_size(const weir_op_t* op, uint32_t group) {
  if (op->result_segments == NULL) return group == 0 ? op->result_count : 0;
  assert(group < op->info->result_group_count);
  return op->result_segments[group];
}

uint32_t weir_op_result_group_start(const weir_op_t* op, uint32_t group) {
  if (op->result_segments == NULL) return group == 0 ? 0 : op->result_count;
  uint32_t start = 0;
  for (uint32_t i = 0; i < group; ++i) start += op->result_segments[i];
  return start;
}

weir_value_t* weir_op_result(const weir_op_t* op, uint32_t group) {
  if (weir_op_result_group_size(op, group) == 0) return NULL;
  return &op->results[weir_op_result_group_start(op, group)];
}

// -- changing operands ------------------------------------------------------

void weir_op_set_operand(weir_op_t* op, uint32_t index, weir_value_t* value) {
  assert(index < op->operand_count);
  weir_use_t* use = &op->operands[index];
  if (use->value == value) return;
  weir_use_unlink(use);
  weir_use_link(use, value);
}

// Moves a use to another slot; its place in the value's list stays.
static void move_use(weir_use_t* to, weir_use_t* from, uint32_t index) {
  *to = *from;
  to->index = index;
  if (to->link != NULL) *to->link = to;
  if (to->next != NULL) to->next->link = &to->next;
}

static void reserve_operands(weir_op_t* op, uint32_t capacity) {
  if (capacity <= op->operand_capacity) return;
  if (capacity < 2 * op->operand_capacity) capacity = 2 * op->operand_capacity;
  weir_use_t* operands =
      weir_ir_alloc(op->context, (size_t)capacity * sizeof(*operands));
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    move_use(&operands[i], &op->operands[i], i);
  }
  const char* old = (const char*)op->operands;
  if (old < (const char*)op || old >= (const char*)op + op->bytes) {
    weir_ir_discard(op->context, op->operands,
                    op->operand_capacity * sizeof(*op->operands));
  }
  op->operands = operands;
  op->operand_capacity = capacity;
}

// Makes room for, or closes, |count| operands at |at|. The slots opened are
// unlinked; those closed must be.
static void shift_operands(weir_op_t* op, uint32_t at, uint32_t removed,
                           uint32_t added) {
  uint32_t tail = op->operand_count - at - removed;
  if (added > removed) {
    reserve_operands(op, op->operand_count + added - removed);
    for (uint32_t i = tail; i-- > 0;) {
      move_use(&op->operands[at + added + i], &op->operands[at + removed + i],
               at + added + i);
    }
  } else if (added < removed) {
    for (uint32_t i = 0; i < tail; ++i) {
      move_use(&op->operands[at + added + i], &op->operands[at + removed + i],
               at + added + i);
    }
  }
  op->operand_count = at + added + tail;
  for (uint32_t i = 0; i < added; ++i) {
    op->operands[at + i] = (weir_use_t){.op = op, .index = at + i};
  }
}

void weir_op_insert_raw_operand(weir_op_t* op, uint32_t at,
                                weir_value_t* value) {
  shift_operands(op, at, 0, 1);
  weir_use_link(&op->operands[at], value);
}

void weir_op_erase_raw_operand(weir_op_t* op, uint32_t at) {
  weir_use_unlink(&op->operands[at]);
  shift_operands(op, at, 1, 0);
}

void weir_op_set_operand_group(weir_op_t* op, uint32_t group,
                               weir_value_t* const* values, uint32_t count) {
  uint32_t start = weir_op_operand_group_start(op, group);
  uint32_t size = weir_op_operand_group_size(op, group);
  if (size == count) {
    for (uint32_t i = 0; i < count; ++i) {
      weir_op_set_operand(op, start + i, values[i]);
    }
    return;
  }
  for (uint32_t i = 0; i < size; ++i) weir_use_unlink(&op->operands[start + i]);
  shift_operands(op, start, size, count);
  for (uint32_t i = 0; i < count; ++i) {
    weir_use_link(&op->operands[start + i], values[i]);
  }
  if (op->operand_segments != NULL) op->operand_segments[group] = count;
}

void weir_op_insert_operand(weir_op_t* op, uint32_t group, uint32_t place,
                            weir_value_t* value) {
  assert(place <= weir_op_operand_group_size(op, group));
  uint32_t at = weir_op_operand_group_start(op, group) + place;
  weir_op_insert_raw_operand(op, at, value);
  if (op->operand_segments != NULL) ++op->operand_segments[group];
}

void weir_op_erase_operand(weir_op_t* op, uint32_t index) {
  uint32_t group = weir_op_operand_group_of(op, index, NULL);
  weir_op_erase_raw_operand(op, index);
  if (op->operand_segments != NULL) --op->operand_segments[group];
}

// -- attributes -------------------------------------------------------------

void weir_op_set_attr(weir_op_t* op, const char* name, weir_attr_t* value) {
  op->attrs = weir_dictionary_set(op->attrs, name, value);
}

void weir_op_remove_attr(weir_op_t* op, const char* name) {
  if (weir_op_has_attr(op, name)) weir_op_set_attr(op, name, NULL);
}

weir_string_view_t weir_op_attr_string(const weir_op_t* op, const char* name) {
  return weir_attr_string(weir_op_attr(op, name));
}

int64_t weir_op_attr_int(const weir_op_t* op, const char* name,
                         int64_t fallback) {
  int64_t value;
  return weir_attr_int(weir_op_attr(op, name), &value) ? value : fallback;
}

weir_type_t* weir_op_attr_type(const weir_op_t* op, const char* name) {
  weir_attr_t* attr = weir_op_attr(op, name);
  return weir_attr_is(attr, WEIR_ATTR_TYPE) ? attr->type_value : NULL;
}

bool weir_op_attr_is_inherent(const weir_op_t* op, const weir_name_t* name) {
  if (op->info == NULL) return false;
  for (uint32_t i = 0; i < op->info->attr_count; ++i) {
    if (op->info->attrs[i].name == name) return true;
  }
  return false;
}
