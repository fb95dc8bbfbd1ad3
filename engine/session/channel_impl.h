// The end of a channel that one device of a node holds.
#ifndef WEIR_ENGINE_SESSION_CHANNEL_IMPL_H_
#define WEIR_ENGINE_SESSION_CHANNEL_IMPL_H_

#include "engine/session/session_impl.h"

typedef struct weir_node_channel_t {
  weir_channel_t base;
  weir_session_t* session;
  weir_group_t* group;  // retained
  uint32_t number;      // in tags
  // Where splits are agreed on: they happen as the host comes to them, which is
  // no order among the collectives of |group|. NULL until the first one.
  weir_group_t* control;
  uint32_t control_number;
  uint32_t split_count;
  weir_spinlock_t lock;
  struct weir_channel_message_t* free;  // under |lock|
  char name[64];
} weir_node_channel_t;

// Retains |group|, in which the new end is |member|.
weir_status_t weir_node_channel_make(weir_session_t* session, const char* name,
                                     uint32_t number, uint32_t control_number,
                                     weir_group_t* group, uint32_t member,
                                     weir_channel_t** out_channel);

// NULL if |base| is a channel of another kind.
weir_node_channel_t* weir_node_channel_cast(weir_channel_t* base);

// The number of a part is free again; nothing for a channel of the plan's.
void weir_node_channel_give_number_back(weir_session_t* session,
                                        uint32_t number);

#endif  // WEIR_ENGINE_SESSION_CHANNEL_IMPL_H_
