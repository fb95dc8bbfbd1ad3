// Tasks: their memory, and the rounds of messages they go through. Each round
// counts its messages down; who takes the count to zero goes on with the next
// one.
#include "engine/base/allocator.h"
#include "transports/group_impl.h"
#include "transports/signature.h"
#include "transports/transport_impl.h"

//===-- Tasks' memory -----------------------------------------------------===//

void weir_task_free(weir_task_t* task) {
  weir_allocator_t allocator = weir_default_allocator();
  weir_free(allocator, task->transfers);
  weir_free(allocator, task->sources);
  weir_free(allocator, task->scratch);
  weir_free(allocator, task);
}

static weir_status_t create_task(weir_group_t* group, weir_task_t** out_task) {
  weir_allocator_t allocator = weir_default_allocator();
  weir_task_t* task = NULL;
  WEIR_RETURN_IF_ERROR(weir_alloc(allocator, sizeof(*task), (void**)&task));
  weir_status_t status =
      weir_alloc_array(allocator, 2 * (size_t)group->member_count,
                       sizeof(weir_transfer_t), (void**)&task->transfers);
  if (weir_is_ok(status)) {
    status = weir_alloc_array(allocator, group->member_count, sizeof(void*),
                              (void**)&task->sources);
  }
  if (weir_is_ok(status)) {
    *out_task = task;
  } else {
    weir_task_free(task);
  }
  return status;
}

weir_status_t weir_task_take(weir_group_t* group, weir_task_t** out_task) {
  weir_spinlock_lock(&group->free_lock);
  weir_task_t* task = group->free_tasks;
  if (task != NULL) group->free_tasks = task->next;
  weir_spinlock_unlock(&group->free_lock);
  *out_task = task;
  return task != NULL ? weir_ok() : create_task(group, out_task);
}

void weir_task_put(weir_task_t* task) {
  weir_group_t* group = task->group;
  weir_spinlock_lock(&group->free_lock);
  task->next = group->free_tasks;
  group->free_tasks = task;
  weir_spinlock_unlock(&group->free_lock);
}

weir_status_t weir_task_reserve_scratch(weir_task_t* task, size_t bytes) {
  size_t needed = 0;
  if (__builtin_mul_overflow(weir_task_slot_stride(bytes),
                             (size_t)task->group->member_count, &needed)) {
    return weir_status(WEIR_CODE_OUT_OF_RANGE,
                       "a collective of %zu bytes over %u members is too large",
                       bytes, task->group->member_count);
  }
  if (needed <= task->scratch_bytes) return weir_ok();
  weir_allocator_t allocator = weir_default_allocator();
  weir_free(allocator, task->scratch);
  task->scratch = NULL;
  task->scratch_bytes = 0;
  WEIR_RETURN_IF_ERROR(
      weir_alloc_aligned(allocator, needed, 64, (void**)&task->scratch));
  task->scratch_bytes = needed;
  return weir_ok();
}

//===-- Rounds ------------------------------------------------------------===//

static void next_round(weir_task_t* task);

// Keeps the first failure.
static void note_status(weir_task_t* task, weir_status_t status) {
  if (weir_is_ok(status)) return;
  weir_spinlock_lock(&task->status_lock);
  bool is_first = task->status == NULL;
  if (is_first) task->status = status;
  weir_spinlock_unlock(&task->status_lock);
  if (!is_first) weir_status_free(status);
}

static bool count_down(weir_task_t* task) {
  // Release what this message brought to whoever goes on, who acquires it.
  return atomic_fetch_sub_explicit(&task->pending, 1, memory_order_acq_rel) ==
         1;
}

static void message_done(weir_transfer_t* transfer, weir_status_t status) {
  weir_task_t* task = transfer->user;
  note_status(task, status);
  if (count_down(task)) next_round(task);
}

static void deferred_done(weir_transfer_t* transfer, weir_status_t status) {
  weir_status_free(status);
  next_round(transfer->user);
}

static void fill_transfer(weir_task_t* task, weir_transfer_t* transfer,
                          uint32_t peer, bool is_receive, void* data,
                          size_t bytes, uint32_t step) {
  const weir_group_t* group = task->group;
  uint32_t source = is_receive ? peer : task->member;
  uint32_t target = is_receive ? task->member : peer;
  uint32_t sequence = step == WEIR_STEP_PAIR ? 0 : task->sequence;
  *transfer = (weir_transfer_t){
      .self = group->members[task->member].node,
      .peer = group->members[peer].node,
      .tag =
          weir_collective_tag(group->channel, sequence, source, target, step),
      .data = data,
      .bytes = bytes,
      .signature = {task->signature[0], task->signature[1]},
      .done = message_done,
      .user = task,
      .match = {.is_receive = is_receive},
  };
}

void weir_task_add_send(weir_task_t* task, uint32_t peer, const void* data,
                        size_t bytes, uint32_t step) {
  fill_transfer(task, &task->transfers[task->transfer_count++], peer, false,
                (void*)data, bytes, step);
}

void weir_task_add_receive(weir_task_t* task, uint32_t peer, void* data,
                           size_t bytes, uint32_t step) {
  fill_transfer(task, &task->transfers[task->transfer_count++], peer, true,
                data, bytes, step);
}

static weir_status_t post(weir_task_t* task, weir_transfer_t* transfer) {
  weir_transport_t* transport = task->group->transport;
  return transfer->match.is_receive
             ? weir_transport_post_receive(transport, transfer)
             : weir_transport_post_send(transport, transfer);
}

// Posts the messages added since the last round. Returns whether all of them
// are done already, so that the caller goes on.
static bool launch(weir_task_t* task) {
  uint32_t count = task->transfer_count;
  task->transfer_count = 0;
  atomic_store_explicit(&task->pending, count + 1, memory_order_relaxed);
  for (uint32_t i = 0; i < count; ++i) {
    weir_status_t status = post(task, &task->transfers[i]);
    if (weir_is_ok(status)) continue;
    note_status(task, status);
    (void)count_down(task);  // never the last: the launch counts as well
  }
  return count_down(task);
}

void weir_task_add_checks(weir_task_t* task) {
  uint32_t n = task->group->member_count;
  if (n < 2) return;
  weir_task_add_send(task, (task->member + 1) % n, NULL, 0, WEIR_STEP_CHECK);
  weir_task_add_receive(task, (task->member + n - 1) % n, NULL, 0,
                        WEIR_STEP_CHECK);
}

static void finish(weir_task_t* task) {
  weir_group_t* group = task->group;
  void (*done)(void*, weir_status_t) = task->collective.done;
  void* user = task->collective.user;
  weir_status_t status = task->status;
  task->status = NULL;
  weir_task_put(task);
  // The callback may release the group; the task's reference keeps it till
  // here.
  done(user, status);
  weir_group_release(group);
}

static void next_round(weir_task_t* task) {
  bool goes_on = weir_is_ok(task->status) && task->round++ == 0;
  if (!goes_on || !weir_collective_follow_up(task) || launch(task))
    finish(task);
}

void weir_task_run(weir_task_t* task) {
  if (!launch(task)) return;
  // Nothing is under way, but callbacks come from progress alone.
  task->deferred.done = deferred_done;
  task->deferred.user = task;
  weir_transport_defer(task->group->transport, &task->deferred);
}
