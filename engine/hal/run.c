#include <string.h>

#include "engine/hal/command_list_impl.h"

// Cuts pieces off one block; with a NULL block it only measures.
typedef struct cutter_t {
  char* block;
  size_t used;
} cutter_t;

static void* cut(cutter_t* cutter, size_t count, size_t size) {
  size_t at = cutter->used;
  // Counts are bounded by the list, which is in memory already many times over,
  // so the sums cannot overflow.
  cutter->used += (count * size + 15) & ~(size_t)15;
  return cutter->block ? cutter->block + at : NULL;
}

static weir_run_t* lay_out(const weir_command_list_t* list, cutter_t* cutter) {
  weir_run_t* run = cut(cutter, 1, sizeof(*run));
  weir_buffer_range_t* bindings =
      cut(cutter, list->slot_count, sizeof(*bindings));
  weir_run_slot_t* slots = cut(cutter, list->slot_count, sizeof(*slots));
  uint64_t* scalars = cut(cutter, list->scalar_count, sizeof(*scalars));
  weir_task_t* tasks = cut(cutter, list->record_count, sizeof(*tasks));
  void** pointers = cut(cutter, list->binding_total, sizeof(*pointers));
  uint64_t* lengths = cut(cutter, list->binding_total, sizeof(*lengths));
  uint32_t* constants = cut(cutter, list->constant_total, sizeof(*constants));
  if (run == NULL) return NULL;
  run->bindings = bindings;
  run->slots = slots;
  run->scalars = scalars;
  run->tasks = tasks;
  for (size_t i = 0; i < list->record_count; ++i) {
    weir_task_t* task = &tasks[i];
    const weir_command_record_t* record = &list->records[i];
    task->run = run;
    task->record = record;
    task->index = (uint32_t)i;
    if (record->kind != WEIR_COMMAND_DISPATCH) continue;
    task->bindings = pointers;
    task->binding_lengths = lengths;
    task->constants = constants;
    pointers += record->of.dispatch.entry->binding_count;
    lengths += record->of.dispatch.entry->binding_count;
    constants += record->of.dispatch.entry->constant_count;
    task->args.bindings = task->bindings;
    task->args.binding_lengths = task->binding_lengths;
    task->args.constants = task->constants;
  }
  return run;
}

static weir_status_t create_run(weir_command_list_t* list,
                                weir_run_t** out_run) {
  cutter_t cutter = {0};
  lay_out(list, &cutter);
  WEIR_RETURN_IF_ERROR(
      weir_alloc(list->allocator, cutter.used, (void**)&cutter.block));
  cutter.used = 0;
  *out_run = lay_out(list, &cutter);
  return weir_ok();
}

weir_status_t weir_run_acquire(weir_command_list_t* list,
                               weir_run_t** out_run) {
  weir_spinlock_lock(&list->lock);
  weir_run_t* run = list->free_runs;
  if (run != NULL) list->free_runs = run->next_free;
  weir_spinlock_unlock(&list->lock);
  if (run == NULL) WEIR_RETURN_IF_ERROR(create_run(list, &run));
  weir_command_list_retain(list);
  run->list = list;
  run->owner = NULL;
  // Relaxed: the run is handed on through a lock.
  for (size_t i = 0; i < list->record_count; ++i) {
    atomic_store_explicit(&run->tasks[i].pending,
                          list->records[i].predecessor_count,
                          memory_order_relaxed);
  }
  atomic_store_explicit(&run->remaining, (unsigned)list->record_count,
                        memory_order_relaxed);
  atomic_store_explicit(&run->failed, 0, memory_order_relaxed);
  *out_run = run;
  return weir_ok();
}

void weir_run_bind(weir_run_t* run, const weir_submission_t* submission) {
  for (uint32_t i = 0; i < run->list->slot_count; ++i) {
    run->bindings[i] = submission->bindings[i];
    if (run->bindings[i].buffer) weir_buffer_retain(run->bindings[i].buffer);
  }
  if (run->list->scalar_count > 0) {
    memcpy(run->scalars, submission->scalars,
           run->list->scalar_count * sizeof(*run->scalars));
  }
  run->invocation_id = submission->invocation_id;
  run->occurrence = submission->occurrence;
}

weir_status_t weir_run_resolve(weir_run_t* run) {
  for (uint32_t i = 0; i < run->list->slot_count; ++i) {
    const weir_buffer_range_t* binding = &run->bindings[i];
    if (binding->buffer == NULL) {
      // Nothing bound: any use but of zero bytes is out of range.
      run->slots[i] = (weir_run_slot_t){0};
      continue;
    }
    char* data = weir_buffer_data(binding->buffer);
    uint64_t length = weir_buffer_length(binding->buffer);
    if (data == NULL) {
      return weir_status(WEIR_CODE_FAILED_PRECONDITION,
                         "command list %s: the buffer of slot %u has no memory",
                         run->list->name, i);
    }
    // The range was checked when it was submitted.
    run->slots[i].data = data + binding->offset;
    run->slots[i].length = binding->length == WEIR_WHOLE_LENGTH
                               ? length - binding->offset
                               : binding->length;
  }
  return weir_ok();
}

void weir_run_release(weir_run_t* run) {
  weir_command_list_t* list = run->list;
  for (uint32_t i = 0; i < list->slot_count; ++i) {
    weir_buffer_release(run->bindings[i].buffer);
    run->bindings[i].buffer = NULL;
  }
  weir_spinlock_lock(&list->lock);
  run->next_free = list->free_runs;
  list->free_runs = run;
  weir_spinlock_unlock(&list->lock);
  weir_command_list_release(list);
}
