#include "transports/loopback/loopback.h"

#include <string.h>

#include "engine/base/allocator.h"
#include "transports/transport_impl.h"

// Both ends of every transfer are on this rank, so that all of it happens in
// the hub of the base: a message waits in its sender's memory until its receive
// is posted and is copied once, by whichever of the two comes second.

static void loopback_destroy(weir_object_t* object) {
  weir_transport_t* transport = (weir_transport_t*)object;
  (void)weir_transport_set_failure(
      transport, weir_status(WEIR_CODE_ABORTED, "the transport was closed"));
  weir_transport_hub_flush(transport);
  weir_transport_deinit(transport);
  weir_free(weir_default_allocator(), transport);
}

static void loopback_failed(weir_transport_t* transport) {
  (void)transport;
}

static const weir_transport_table_t loopback_table = {
    .object = {.type = "transport", .destroy = loopback_destroy},
    .post = weir_transport_hub_post,
    .move = NULL,
    .failed = loopback_failed,
    .abort = NULL,
};

weir_status_t weir_loopback_transport_create(weir_transport_t** out_transport) {
  *out_transport = NULL;
  weir_transport_t* transport = NULL;
  WEIR_RETURN_IF_ERROR(weir_alloc_aligned(
      weir_default_allocator(), sizeof(*transport), 64, (void**)&transport));
  memset(transport, 0, sizeof(*transport));
  weir_transport_init(transport, &loopback_table,
                      (weir_transport_info_t){
                          .name = "loopback",
                          .rank = 0,
                          .rank_count = 1,
                          .eager_bytes = 0,
                          .needs_polling = false,
                          .is_funnelled = false,
                      });
  *out_transport = transport;
  return weir_ok();
}
