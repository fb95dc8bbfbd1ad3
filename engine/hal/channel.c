#include "engine/hal/channel.h"

void weir_channel_init(weir_channel_t* channel,
                       const weir_channel_table_t* table, const char* name,
                       uint32_t rank, uint32_t count) {
  weir_object_init(&channel->object, &table->object);
  channel->rank = rank;
  channel->count = count;
  channel->name = name;
}

void weir_channel_retain(weir_channel_t* channel) {
  weir_object_retain(&channel->object);
}

void weir_channel_release(weir_channel_t* channel) {
  if (channel != NULL) weir_object_release(&channel->object);
}

bool weir_channel_op_is_collective(weir_channel_op_t op) {
  return op != WEIR_CHANNEL_SEND && op != WEIR_CHANNEL_RECV;
}

const char* weir_channel_op_name(weir_channel_op_t op) {
  switch (op) {
    case WEIR_CHANNEL_SEND:
      return "send";
    case WEIR_CHANNEL_RECV:
      return "recv";
    case WEIR_CHANNEL_SEND_RECV:
      return "send_recv";
    case WEIR_CHANNEL_BROADCAST:
      return "broadcast";
    case WEIR_CHANNEL_REDUCE:
      return "reduce";
    case WEIR_CHANNEL_ALL_REDUCE:
      return "all_reduce";
    case WEIR_CHANNEL_ALL_GATHER:
      return "all_gather";
    case WEIR_CHANNEL_REDUCE_SCATTER:
      return "reduce_scatter";
    case WEIR_CHANNEL_ALL_TO_ALL:
      return "all_to_all";
  }
  return "unknown";
}

const char* weir_channel_reduction_name(weir_channel_reduction_t reduction) {
  switch (reduction) {
    case WEIR_CHANNEL_REDUCTION_NONE:
      return "none";
    case WEIR_CHANNEL_REDUCTION_SUM:
      return "sum";
    case WEIR_CHANNEL_REDUCTION_PRODUCT:
      return "product";
    case WEIR_CHANNEL_REDUCTION_MINIMUM:
      return "minimum";
    case WEIR_CHANNEL_REDUCTION_MAXIMUM:
      return "maximum";
    case WEIR_CHANNEL_REDUCTION_AVERAGE:
      return "average";
  }
  return "unknown";
}

static bool reduces(weir_channel_op_t op) {
  return op == WEIR_CHANNEL_REDUCE || op == WEIR_CHANNEL_ALL_REDUCE ||
         op == WEIR_CHANNEL_REDUCE_SCATTER;
}

static bool peers_exist(const weir_channel_t* channel,
                        const weir_channel_transfer_t* transfer) {
  uint32_t count = channel->count;
  switch (transfer->op) {
    case WEIR_CHANNEL_SEND:
    case WEIR_CHANNEL_RECV:
    case WEIR_CHANNEL_BROADCAST:
    case WEIR_CHANNEL_REDUCE:
      return transfer->peer < count;
    case WEIR_CHANNEL_SEND_RECV:
      return (transfer->peer < count ||
              transfer->peer == WEIR_CHANNEL_NO_PEER) &&
             (transfer->peer_source < count ||
              transfer->peer_source == WEIR_CHANNEL_NO_PEER);
    default:
      return true;
  }
}

// Whether the byte counts of the two ends fit each other.
static bool sizes_fit(const weir_channel_t* channel,
                      const weir_channel_transfer_t* transfer) {
  uint64_t source = transfer->source_bytes;
  uint64_t target = transfer->target_bytes;
  uint64_t scaled;
  switch (transfer->op) {
    case WEIR_CHANNEL_ALL_REDUCE:
      return source == target;
    case WEIR_CHANNEL_BROADCAST:
    case WEIR_CHANNEL_REDUCE:
      return channel->rank != transfer->peer || source == target;
    case WEIR_CHANNEL_ALL_GATHER:
      return !__builtin_mul_overflow(source, channel->count, &scaled) &&
             scaled == target;
    case WEIR_CHANNEL_REDUCE_SCATTER:
      return !__builtin_mul_overflow(target, channel->count, &scaled) &&
             scaled == source;
    case WEIR_CHANNEL_ALL_TO_ALL:
      return source == target && source % channel->count == 0;
    default:
      return true;
  }
}

static weir_status_t check(const weir_channel_t* channel,
                           const weir_channel_transfer_t* transfer) {
  const char* what = NULL;
  if (!peers_exist(channel, transfer)) {
    what = "the peer is not a rank of the channel";
  } else if (!sizes_fit(channel, transfer)) {
    what = "the sizes of source and target do not fit each other";
  } else if (reduces(transfer->op) &&
             transfer->reduction == WEIR_CHANNEL_REDUCTION_NONE) {
    what = "no reduction is given";
  } else if (weir_channel_op_is_collective(transfer->op) &&
             transfer->element_type == WEIR_ELEMENT_NONE) {
    what = "no element type is given";
  }
  if (what == NULL) return weir_ok();
  return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                     "channel %s, %s, transfer %llu (%s): %s", channel->name,
                     weir_channel_op_name(transfer->op),
                     (unsigned long long)transfer->transfer_id,
                     transfer->label ? transfer->label : "no label", what);
}

void weir_channel_start(weir_channel_t* channel,
                        const weir_channel_transfer_t* transfer,
                        weir_channel_done_t done) {
  weir_status_t status = check(channel, transfer);
  if (weir_is_ok(status)) {
    weir_channel_table(channel)->start(channel, transfer, done);
  } else {
    done.fn(done.user, status);
  }
}
