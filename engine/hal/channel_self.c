// The channel of one rank: a send waits for the receive of its transfer and
// invocation or finds it waiting; whoever comes second copies.
#include <stdlib.h>
#include <string.h>

#include "engine/base/threads.h"
#include "engine/hal/channel.h"

typedef struct half_t {
  struct half_t* next;
  weir_channel_transfer_t transfer;
  weir_channel_done_t done;
} half_t;

typedef struct self_channel_t {
  weir_channel_t base;
  weir_spinlock_t lock;
  half_t* waiting;  // under |lock|, oldest first
  char name[];
} self_channel_t;

static void self_destroy(weir_object_t* object) {
  self_channel_t* channel = (self_channel_t*)object;
  while (channel->waiting != NULL) {
    half_t* next = channel->waiting->next;
    free(channel->waiting);
    channel->waiting = next;
  }
  free(channel);
}

static bool meets(const weir_channel_transfer_t* a,
                  const weir_channel_transfer_t* b) {
  return a->transfer_id == b->transfer_id &&
         a->invocation_id == b->invocation_id &&
         a->occurrence == b->occurrence && a->op != b->op;
}

// Takes the half that |transfer| meets, or leaves |own| to wait for it.
static half_t* meet(self_channel_t* channel, half_t* own) {
  weir_spinlock_lock(&channel->lock);
  half_t** link = &channel->waiting;
  while (*link != NULL && !meets(&(*link)->transfer, &own->transfer)) {
    link = &(*link)->next;
  }
  half_t* other = *link;
  if (other != NULL) {
    *link = other->next;
  } else {
    *link = own;
  }
  weir_spinlock_unlock(&channel->lock);
  return other;
}

static weir_status_t copy(const weir_channel_transfer_t* source,
                          const weir_channel_transfer_t* target) {
  if (source->source_bytes != target->target_bytes) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "transfer %llu: %llu bytes sent, %llu expected",
                       (unsigned long long)source->transfer_id,
                       (unsigned long long)source->source_bytes,
                       (unsigned long long)target->target_bytes);
  }
  if (source->source_bytes > 0 && source->source != target->target) {
    memmove(target->target, source->source, source->source_bytes);
  }
  return weir_ok();
}

static void start_half(self_channel_t* channel,
                       const weir_channel_transfer_t* transfer,
                       weir_channel_done_t done) {
  half_t* own = calloc(1, sizeof(*own));
  if (own == NULL) {
    done.fn(done.user, weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                                   "out of memory starting a transfer"));
    return;
  }
  *own = (half_t){.transfer = *transfer, .done = done};
  half_t* other = meet(channel, own);
  if (other == NULL) return;
  bool sends = transfer->op == WEIR_CHANNEL_SEND;
  weir_status_t status = copy(sends ? transfer : &other->transfer,
                              sends ? &other->transfer : transfer);
  other->done.fn(other->done.user, weir_status_clone(status));
  done.fn(done.user, status);
  free(other);
  free(own);
}

static void self_start(weir_channel_t* base,
                       const weir_channel_transfer_t* transfer,
                       weir_channel_done_t done) {
  self_channel_t* channel = (self_channel_t*)base;
  if (!weir_channel_op_is_collective(transfer->op)) {
    start_half(channel, transfer, done);
    return;
  }
  // Alone, every collective is a copy, but an exchange with nobody: whoever
  // receives from none gets zeros.
  weir_status_t status = weir_ok();
  if (transfer->op == WEIR_CHANNEL_SEND_RECV &&
      (transfer->peer == WEIR_CHANNEL_NO_PEER ||
       transfer->peer_source == WEIR_CHANNEL_NO_PEER)) {
    if (transfer->peer_source == WEIR_CHANNEL_NO_PEER &&
        transfer->target_bytes > 0) {
      memset(transfer->target, 0, transfer->target_bytes);
    }
  } else {
    status = copy(transfer, transfer);
  }
  done.fn(done.user, status);
}

static const weir_channel_table_t self_table = {
    .object = {.type = "channel", .destroy = self_destroy},
    .start = self_start,
};

weir_status_t weir_channel_create_self(const char* name,
                                       weir_channel_t** out_channel) {
  *out_channel = NULL;
  size_t size = strlen(name) + 1;
  self_channel_t* channel = calloc(1, sizeof(*channel) + size);
  if (channel == NULL) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                       "out of memory creating channel %s", name);
  }
  memcpy(channel->name, name, size);
  weir_channel_init(&channel->base, &self_table, channel->name, 0, 1);
  *out_channel = &channel->base;
  return weir_ok();
}
