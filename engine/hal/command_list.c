#include "engine/hal/command_list.h"

#include <string.h>

#include "engine/hal/command_list_impl.h"

enum { MAX_COMMANDS = 1 << 24, DEFAULT_IN_FLIGHT = 2 };

weir_status_t weir_command_list_create(weir_allocator_t allocator,
                                       const weir_command_list_params_t* params,
                                       weir_command_list_t** out_list) {
  WEIR_RETURN_IF_ERROR(
      weir_alloc(allocator, sizeof(**out_list), (void**)out_list));
  weir_command_list_t* list = *out_list;
  atomic_init(&list->count, 1);
  list->allocator = allocator;
  weir_arena_init(&list->arena);
  list->slot_count = params->slot_count;
  list->scalar_count = params->scalar_count;
  list->in_flight_count =
      params->in_flight_count ? params->in_flight_count : DEFAULT_IN_FLIGHT;
  list->name =
      params->name ? weir_arena_format(&list->arena, "%s", params->name) : "";
  return weir_ok();
}

void weir_command_list_retain(weir_command_list_t* list) {
  atomic_fetch_add_explicit(&list->count, 1, memory_order_relaxed);
}

void weir_command_list_release(weir_command_list_t* list) {
  // acq_rel: the last one sees what the others did.
  if (list == NULL ||
      atomic_fetch_sub_explicit(&list->count, 1, memory_order_acq_rel) != 1) {
    return;
  }
  for (size_t i = 0; i < list->record_count; ++i) {
    weir_command_record_t* record = &list->records[i];
    if (record->kind == WEIR_COMMAND_DISPATCH) {
      weir_executable_release(record->of.dispatch.executable);
    } else if (record->kind == WEIR_COMMAND_TRANSFER) {
      weir_channel_release(record->of.transfer.channel);
    }
  }
  while (list->free_runs != NULL) {
    weir_run_t* next = list->free_runs->next_free;
    weir_free(list->allocator, list->free_runs);
    list->free_runs = next;
  }
  weir_free(list->allocator, list->records);
  weir_free(list->allocator, list->edges);
  weir_free(list->allocator, list->successors);
  weir_free(list->allocator, list->roots);
  weir_arena_deinit(&list->arena);
  weir_free(list->allocator, list);
}

static weir_status_t check_recording(const weir_command_list_t* list,
                                     const weir_command_t* predecessors,
                                     size_t predecessor_count) {
  if (list->is_finished) {
    return weir_status(WEIR_CODE_FAILED_PRECONDITION,
                       "command list %s is finished", list->name);
  }
  if (list->record_count == MAX_COMMANDS) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                       "command list %s has too many commands", list->name);
  }
  for (size_t i = 0; i < predecessor_count; ++i) {
    if (predecessors[i] >= list->record_count) {
      return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                         "command list %s: command %zu names predecessor %u, "
                         "which does not exist",
                         list->name, list->record_count, predecessors[i]);
    }
  }
  return weir_ok();
}

static weir_status_t check_scalar(const weir_command_list_t* list,
                                  weir_scalar_t scalar) {
  if (!scalar.is_parameter || scalar.value < list->scalar_count) {
    return weir_ok();
  }
  return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                     "command list %s: command %zu reads scalar %llu of %u",
                     list->name, list->record_count,
                     (unsigned long long)scalar.value, list->scalar_count);
}

static weir_status_t check_range(const weir_command_list_t* list,
                                 const weir_slot_range_t* range) {
  if (range->slot >= list->slot_count) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "command list %s: command %zu uses slot %u of %u",
                       list->name, list->record_count, range->slot,
                       list->slot_count);
  }
  WEIR_RETURN_IF_ERROR(check_scalar(list, range->offset));
  return check_scalar(list, range->length);
}

static weir_status_t add_edge(weir_command_list_t* list, uint32_t from,
                              uint32_t to) {
  WEIR_RETURN_IF_ERROR(weir_grow_array(
      list->allocator, list->edge_count + 2, sizeof(*list->edges),
      &list->edge_capacity, (void**)&list->edges));
  list->edges[list->edge_count++] = from;
  list->edges[list->edge_count++] = to;
  return weir_ok();
}

// Appends |record| behind its predecessors, each taken once.
static weir_status_t append(weir_command_list_t* list,
                            const weir_command_t* predecessors,
                            size_t predecessor_count,
                            const weir_command_record_t* record,
                            weir_command_t* out_command) {
  WEIR_RETURN_IF_ERROR(weir_grow_array(
      list->allocator, list->record_count + 1, sizeof(*list->records),
      &list->record_capacity, (void**)&list->records));
  size_t edge_count = list->edge_count;
  uint32_t index = (uint32_t)list->record_count;
  for (size_t i = 0; i < predecessor_count; ++i) {
    size_t edge = edge_count;
    while (edge < list->edge_count && list->edges[edge] != predecessors[i]) {
      edge += 2;
    }
    if (edge < list->edge_count) continue;
    weir_status_t status = add_edge(list, predecessors[i], index);
    if (!weir_is_ok(status)) {
      list->edge_count = edge_count;
      return status;
    }
  }
  list->records[index] = *record;
  list->records[index].predecessor_count =
      (uint32_t)((list->edge_count - edge_count) / 2);
  if (record->label == NULL) list->records[index].label = "";
  ++list->record_count;
  if (out_command != NULL) *out_command = index;
  return weir_ok();
}

static const char* copy_label(weir_command_list_t* list, const char* label) {
  return label ? weir_arena_format(&list->arena, "%s", label) : "";
}

static weir_status_t check_dispatch(const weir_command_list_t* list,
                                    const weir_dispatch_command_t* dispatch) {
  weir_executable_t* executable = dispatch->executable;
  if (dispatch->entry >= weir_executable_entry_count(executable)) {
    return weir_status(
        WEIR_CODE_INVALID_ARGUMENT, "executable %s has %u entries, no entry %u",
        weir_executable_name(executable),
        weir_executable_entry_count(executable), dispatch->entry);
  }
  const weir_executable_entry_t* entry =
      weir_executable_entry(executable, dispatch->entry);
  if (dispatch->binding_count != entry->binding_count ||
      dispatch->constant_count != entry->constant_count) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "%s takes %u bindings and %u constants, not %zu and %zu",
                       entry->name, entry->binding_count, entry->constant_count,
                       dispatch->binding_count, dispatch->constant_count);
  }
  for (size_t i = 0; i < 3; ++i) {
    WEIR_RETURN_IF_ERROR(check_scalar(list, dispatch->workgroup_count[i]));
  }
  for (size_t i = 0; i < dispatch->constant_count; ++i) {
    WEIR_RETURN_IF_ERROR(check_scalar(list, dispatch->constants[i]));
  }
  for (size_t i = 0; i < dispatch->binding_count; ++i) {
    WEIR_RETURN_IF_ERROR(check_range(list, &dispatch->bindings[i]));
  }
  return weir_ok();
}

weir_status_t weir_command_list_dispatch(
    weir_command_list_t* list, const weir_command_t* predecessors,
    size_t predecessor_count, const weir_dispatch_command_t* dispatch,
    weir_command_t* out_command) {
  WEIR_RETURN_IF_ERROR(check_recording(list, predecessors, predecessor_count));
  WEIR_RETURN_IF_ERROR(check_dispatch(list, dispatch));
  weir_command_record_t record = {.kind = WEIR_COMMAND_DISPATCH};
  record.label = copy_label(list, dispatch->label);
  record.of.dispatch.executable = dispatch->executable;
  record.of.dispatch.entry =
      weir_executable_entry(dispatch->executable, dispatch->entry);
  memcpy(record.of.dispatch.workgroup_count, dispatch->workgroup_count,
         sizeof(dispatch->workgroup_count));
  record.of.dispatch.constants =
      weir_arena_copy(&list->arena, dispatch->constants,
                      dispatch->constant_count * sizeof(weir_scalar_t));
  record.of.dispatch.bindings =
      weir_arena_copy(&list->arena, dispatch->bindings,
                      dispatch->binding_count * sizeof(weir_slot_range_t));
  WEIR_RETURN_IF_ERROR(
      append(list, predecessors, predecessor_count, &record, out_command));
  weir_executable_retain(dispatch->executable);
  list->binding_total += dispatch->binding_count;
  list->constant_total += dispatch->constant_count;
  uint64_t workspace = record.of.dispatch.entry->workspace_bytes;
  if (workspace > list->workspace_bytes) list->workspace_bytes = workspace;
  return weir_ok();
}

weir_status_t weir_command_list_fill(
    weir_command_list_t* list, const weir_command_t* predecessors,
    size_t predecessor_count, weir_slot_range_t target, weir_scalar_t pattern,
    uint32_t pattern_bytes, weir_command_t* out_command) {
  WEIR_RETURN_IF_ERROR(check_recording(list, predecessors, predecessor_count));
  WEIR_RETURN_IF_ERROR(check_range(list, &target));
  WEIR_RETURN_IF_ERROR(check_scalar(list, pattern));
  if (pattern_bytes != 1 && pattern_bytes != 2 && pattern_bytes != 4 &&
      pattern_bytes != 8) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "a fill pattern has 1, 2, 4 or 8 bytes, not %u",
                       pattern_bytes);
  }
  weir_command_record_t record = {.kind = WEIR_COMMAND_FILL};
  record.of.fill.target = target;
  record.of.fill.pattern = pattern;
  record.of.fill.pattern_bytes = pattern_bytes;
  return append(list, predecessors, predecessor_count, &record, out_command);
}

weir_status_t weir_command_list_copy(weir_command_list_t* list,
                                     const weir_command_t* predecessors,
                                     size_t predecessor_count,
                                     weir_slot_range_t source,
                                     weir_slot_range_t target,
                                     weir_command_t* out_command) {
  WEIR_RETURN_IF_ERROR(check_recording(list, predecessors, predecessor_count));
  WEIR_RETURN_IF_ERROR(check_range(list, &source));
  WEIR_RETURN_IF_ERROR(check_range(list, &target));
  weir_command_record_t record = {.kind = WEIR_COMMAND_COPY};
  record.of.copy.source = source;
  record.of.copy.target = target;
  return append(list, predecessors, predecessor_count, &record, out_command);
}

weir_status_t weir_command_list_update(weir_command_list_t* list,
                                       const weir_command_t* predecessors,
                                       size_t predecessor_count,
                                       const void* data, size_t length,
                                       uint32_t target_slot,
                                       weir_scalar_t target_offset,
                                       weir_command_t* out_command) {
  weir_slot_range_t target = {target_slot, target_offset,
                              weir_immediate(length)};
  WEIR_RETURN_IF_ERROR(check_recording(list, predecessors, predecessor_count));
  WEIR_RETURN_IF_ERROR(check_range(list, &target));
  weir_command_record_t record = {.kind = WEIR_COMMAND_UPDATE};
  record.of.update.data = weir_arena_copy(&list->arena, data, length);
  record.of.update.target = target;
  return append(list, predecessors, predecessor_count, &record, out_command);
}

// The collective that was recorded last on |channel|; false if there is none.
static bool last_collective(const weir_command_list_t* list,
                            const weir_channel_t* channel,
                            weir_command_t* out_command) {
  for (size_t i = list->record_count; i-- > 0;) {
    const weir_command_record_t* record = &list->records[i];
    if (record->kind == WEIR_COMMAND_TRANSFER &&
        record->of.transfer.channel == channel &&
        weir_channel_op_is_collective(record->of.transfer.op)) {
      *out_command = (weir_command_t)i;
      return true;
    }
  }
  return false;
}

weir_status_t weir_command_list_transfer(
    weir_command_list_t* list, const weir_command_t* predecessors,
    size_t predecessor_count, const weir_transfer_command_t* transfer,
    weir_command_t* out_command) {
  WEIR_RETURN_IF_ERROR(check_recording(list, predecessors, predecessor_count));
  if (transfer->op != WEIR_CHANNEL_RECV) {
    WEIR_RETURN_IF_ERROR(check_range(list, &transfer->source));
  }
  if (transfer->op != WEIR_CHANNEL_SEND) {
    WEIR_RETURN_IF_ERROR(check_range(list, &transfer->target));
  }
  weir_command_record_t record = {.kind = WEIR_COMMAND_TRANSFER};
  record.label = copy_label(list, transfer->label);
  record.of.transfer = *transfer;
  record.of.transfer.label = record.label;
  weir_command_t previous;
  if (weir_channel_op_is_collective(transfer->op) &&
      last_collective(list, transfer->channel, &previous)) {
    weir_command_t* all =
        WEIR_ARENA_ARRAY(&list->arena, weir_command_t, predecessor_count + 1);
    if (predecessor_count > 0) {
      memcpy(all, predecessors, predecessor_count * sizeof(*all));
    }
    all[predecessor_count++] = previous;
    predecessors = all;
  }
  WEIR_RETURN_IF_ERROR(
      append(list, predecessors, predecessor_count, &record, out_command));
  weir_channel_retain(transfer->channel);
  return weir_ok();
}

weir_status_t weir_command_list_join(weir_command_list_t* list,
                                     const weir_command_t* predecessors,
                                     size_t predecessor_count,
                                     weir_command_t* out_command) {
  WEIR_RETURN_IF_ERROR(check_recording(list, predecessors, predecessor_count));
  weir_command_record_t record = {.kind = WEIR_COMMAND_JOIN};
  return append(list, predecessors, predecessor_count, &record, out_command);
}

// Sorts the edges by predecessor (a counting sort) into the successor lists.
static void link_successors(weir_command_list_t* list) {
  for (size_t i = 0; i < list->edge_count; i += 2) {
    ++list->records[list->edges[i]].successor_count;
  }
  uint32_t* next = list->successors;
  for (size_t i = 0; i < list->record_count; ++i) {
    list->records[i].successors = next;
    next += list->records[i].successor_count;
    list->records[i].successor_count = 0;
  }
  for (size_t i = 0; i < list->edge_count; i += 2) {
    weir_command_record_t* record = &list->records[list->edges[i]];
    uint32_t position = record->successor_count++;
    list->successors[(record->successors - list->successors) + position] =
        list->edges[i + 1];
  }
}

weir_status_t weir_command_list_finish(weir_command_list_t* list) {
  WEIR_RETURN_IF_ERROR(check_recording(list, NULL, 0));
  WEIR_RETURN_IF_ERROR(weir_alloc_array(list->allocator, list->edge_count / 2,
                                        sizeof(*list->successors),
                                        (void**)&list->successors));
  WEIR_RETURN_IF_ERROR(weir_alloc_array(list->allocator, list->record_count,
                                        sizeof(*list->roots),
                                        (void**)&list->roots));
  link_successors(list);
  for (size_t i = 0; i < list->record_count; ++i) {
    if (list->records[i].predecessor_count == 0) {
      list->roots[list->root_count++] = (uint32_t)i;
    }
  }
  list->is_finished = true;
  // Each run holds the list until it is back in the pool.
  weir_run_t* runs = NULL;
  weir_status_t status = weir_ok();
  for (uint32_t i = 0; i < list->in_flight_count && weir_is_ok(status); ++i) {
    weir_run_t* run;
    status = weir_run_acquire(list, &run);
    if (!weir_is_ok(status)) break;
    run->owner = runs;
    runs = run;
  }
  while (runs != NULL) {
    weir_run_t* next = runs->owner;
    weir_run_release(runs);
    runs = next;
  }
  return status;
}

uint32_t weir_command_list_command_count(const weir_command_list_t* list) {
  return (uint32_t)list->record_count;
}

uint32_t weir_command_list_slot_count(const weir_command_list_t* list) {
  return list->slot_count;
}

uint32_t weir_command_list_scalar_count(const weir_command_list_t* list) {
  return list->scalar_count;
}

const char* weir_command_list_name(const weir_command_list_t* list) {
  return list->name;
}
