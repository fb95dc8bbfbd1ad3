// One call: inputs to the nodes that want them, programs on all nodes, outputs
// to rank 0.

#include <sched.h>
#include <string.h>
#include <sys/mman.h>

#include "engine/session/session_impl.h"
#include "transports/startup.h"

// ---- inputs ----------------------------------------------------------------

// Integers and booleans of one size are the same bytes.
static bool types_agree(uint32_t wanted, uint32_t given) {
  if (wanted == given) return true;
  uint32_t a = weir_element_numeric(wanted);
  uint32_t b = weir_element_numeric(given);
  bool is_integer_a = a >= WEIR_NUMERIC_INTEGER && a <= WEIR_NUMERIC_BOOLEAN;
  bool is_integer_b = b >= WEIR_NUMERIC_INTEGER && b <= WEIR_NUMERIC_BOOLEAN;
  return is_integer_a && is_integer_b &&
         weir_element_bytes(wanted) == weir_element_bytes(given);
}

weir_status_t weir_session_check_input(const weir_plan_t* plan,
                                       const weir_plan_port_t* port,
                                       const weir_tensor_t* tensor) {
  bool fits = types_agree(port->element_type, tensor->element_type) &&
              port->rank == tensor->rank;
  for (uint32_t i = 0; i < port->rank && fits; ++i) {
    int64_t dim = plan->dims[port->dim_first + i];
    fits = dim < 0 || (uint64_t)dim == tensor->shape[i];
  }
  if (fits) return weir_ok();
  char wanted[256];
  weir_plan_format_port(plan, port, wanted, sizeof(wanted));
  weir_strbuf_t given = {0};
  weir_tensor_format_type(tensor, &given);
  weir_status_t status = weir_status(
      WEIR_CODE_INVALID_ARGUMENT, "input \"%s\" is %s, the function takes %s",
      weir_plan_string(plan, port->name), weir_strbuf_c(&given), wanted);
  weir_strbuf_deinit(&given);
  return status;
}

static const weir_plan_place_t* place_on(const weir_plan_t* plan,
                                         const weir_plan_port_t* port,
                                         uint32_t node) {
  for (uint32_t i = 0; i < port->place_count; ++i) {
    const weir_plan_place_t* place = &plan->places[port->place_first + i];
    if (place->node == node) return place;
  }
  return NULL;
}

static void unmap(void* user, void* data) {
  munmap(data, (size_t)(uintptr_t)user);
}

// For nodes that need only the shape: addresses without memory behind them.
static weir_status_t reserve(weir_node_t* node, uint64_t bytes,
                             weir_buffer_t** out_buffer) {
  size_t size = bytes > 0 ? bytes : 1;
  void* data = mmap(NULL, size, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (data == MAP_FAILED) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                       "no room for an input of %llu bytes",
                       (unsigned long long)bytes);
  }
  weir_buffer_release_t release = {unmap, (void*)(uintptr_t)size};
  weir_status_t status = weir_buffer_wrap(node->session->allocator, data, bytes,
                                          release, out_buffer);
  if (!weir_is_ok(status)) munmap(data, size);
  return status;
}

static weir_status_t feed_tensor(weir_node_t* node,
                                 const weir_plan_port_t* port,
                                 const weir_tensor_t* tensor,
                                 weir_vm_value_t* out_value) {
  const weir_plan_t* plan = node->session->plan;
  const weir_plan_place_t* place = place_on(plan, port, node->index);
  weir_buffer_t* buffer = NULL;
  if (place != NULL) {
    WEIR_RETURN_IF_ERROR(weir_device_allocate(node->devices[place->device],
                                              tensor->bytes, &buffer));
    weir_status_t status =
        tensor->bytes > 0
            ? weir_buffer_write(buffer, 0, tensor->data, tensor->bytes)
            : weir_ok();
    if (!weir_is_ok(status)) {
      weir_buffer_release(buffer);
      return status;
    }
  } else {
    WEIR_RETURN_IF_ERROR(reserve(node, tensor->bytes, &buffer));
  }
  weir_buffer_view_t* view = NULL;
  weir_status_t status = weir_buffer_view_create(
      node->session->allocator, buffer, tensor->rank, tensor->shape,
      port->element_type, WEIR_ENCODING_DENSE_ROW_MAJOR, &view);
  weir_buffer_release(buffer);
  *out_value =
      (weir_vm_value_t){.type = WEIR_PLAN_TYPE_BUFFER_VIEW, .reference = view};
  return status;
}

static weir_status_t feed(weir_node_t* node, void* user) {
  const weir_session_call_t* call = user;
  const weir_plan_t* plan = node->session->plan;
  const weir_plan_function_t* function = &plan->functions[call->function];
  bool has_fences = function->flags & WEIR_PLAN_FUNCTION_FENCES;
  weir_allocator_t allocator = node->session->allocator;
  node->argument_count = function->input_count + (has_fences ? 2 : 0);
  node->result_count = function->output_count;
  WEIR_RETURN_IF_ERROR(weir_alloc_array(allocator, node->argument_count,
                                        sizeof(*node->arguments),
                                        (void**)&node->arguments));
  WEIR_RETURN_IF_ERROR(weir_alloc_array(allocator, node->result_count,
                                        sizeof(*node->results),
                                        (void**)&node->results));
  for (uint32_t i = 0; i < function->input_count; ++i) {
    const weir_plan_port_t* port = &plan->ports[function->input_first + i];
    const weir_tensor_t* tensor = &call->inputs[i];
    if (port->kind == WEIR_PLAN_PORT_SCALAR) {
      memcpy(&node->arguments[i].scalar, tensor->data, tensor->bytes);
      node->arguments[i].type = WEIR_PLAN_TYPE_SCALAR;
    } else {
      WEIR_RETURN_IF_ERROR(
          feed_tensor(node, port, tensor, &node->arguments[i]));
    }
  }
  if (has_fences) {
    WEIR_RETURN_IF_ERROR(weir_fence_create_private(allocator, &node->done));
    weir_vm_value_t* fences = &node->arguments[function->input_count];
    fences[0].type = fences[1].type = WEIR_PLAN_TYPE_FENCE;
    fences[1].reference = node->done;
  }
  return weir_ok();
}

// ---- running ---------------------------------------------------------------

static weir_status_t go(weir_node_t* node, void* user) {
  const weir_session_call_t* call = user;
  weir_session_t* session = node->session;
  uint32_t routine =
      weir_plan_routine_of(session->plan, node->index, call->function);
  WEIR_RETURN_IF_ERROR(weir_vm_invoke(node->vm, routine, session->invocation,
                                      node->arguments, node->argument_count,
                                      node->results, node->result_count));
  if (node->done != NULL) {
    WEIR_RETURN_IF_ERROR(
        weir_fence_wait(node->done, node->progress, WEIR_TIME_NEVER));
  }
  weir_node_finish(node);
  return weir_ok();
}

static weir_status_t clear(weir_node_t* node, void* user) {
  (void)user;
  for (uint32_t i = 0; node->results && i < node->result_count; ++i) {
    weir_vm_value_release(&node->results[i]);
  }
  for (uint32_t i = 0; node->arguments && i < node->argument_count; ++i) {
    weir_vm_value_release(&node->arguments[i]);
  }
  // The signal fence was released as the last of the arguments.
  node->done = NULL;
  weir_free(node->session->allocator, node->results);
  weir_free(node->session->allocator, node->arguments);
  node->results = NULL;
  node->arguments = NULL;
  return weir_ok();
}

// ---- outputs ---------------------------------------------------------------

// What goes before the bytes of an output.
typedef struct output_head_t {
  uint32_t element_type;
  uint32_t rank;
  uint64_t shape[WEIR_TENSOR_MAX_RANK];
} output_head_t;

// A result of a node of this rank, described; *out_data is borrowed.
static weir_status_t look_at_result(const weir_plan_port_t* port,
                                    const weir_vm_value_t* value,
                                    output_head_t* out_head, void** out_data,
                                    size_t* out_bytes) {
  memset(out_head, 0, sizeof(*out_head));
  out_head->element_type = port->element_type;
  if (port->kind == WEIR_PLAN_PORT_SCALAR) {
    *out_data = (void*)&value->scalar;
    *out_bytes = weir_element_bytes(port->element_type);
    return weir_ok();
  }
  const weir_buffer_view_t* view = value->reference;
  if (view == NULL) {
    return weir_status(WEIR_CODE_INTERNAL,
                       "the node that owns an output returned nothing");
  }
  out_head->element_type = weir_buffer_view_element_type(view);
  out_head->rank = (uint32_t)weir_buffer_view_rank(view);
  memcpy(out_head->shape, weir_buffer_view_dims(view),
         out_head->rank * sizeof(uint64_t));
  *out_bytes = weir_buffer_view_byte_length(view);
  *out_data = NULL;
  if (*out_bytes == 0) return weir_ok();
  return weir_buffer_map(weir_buffer_view_buffer(view), 0, *out_bytes,
                         out_data);
}

static const weir_vm_value_t* local_result(const weir_session_t* session,
                                           uint32_t node, uint32_t output) {
  for (uint32_t i = 0; i < session->node_count; ++i) {
    if (session->nodes[i].index == node) {
      return &session->nodes[i].results[output];
    }
  }
  return NULL;
}

typedef struct waiter_t {
  weir_transfer_t transfer;
  atomic_uint is_done;
  weir_status_t status;
} waiter_t;

static void message_done(weir_transfer_t* transfer, weir_status_t status) {
  waiter_t* waiter = transfer->user;
  waiter->status = status;
  // Pairs with the acquire below.
  atomic_store_explicit(&waiter->is_done, 1, memory_order_release);
}

weir_status_t weir_session_pass(weir_session_t* session, uint32_t peer,
                                bool is_send, uint64_t tag, void* data,
                                size_t bytes) {
  waiter_t waiter = {.transfer = {
                         .self = weir_endpoint_of_rank(session->rank),
                         .peer = weir_endpoint_of_rank(peer),
                         .tag = tag,
                         .data = data,
                         .bytes = bytes,
                         .done = message_done,
                     }};
  waiter.transfer.user = &waiter;
  WEIR_RETURN_IF_ERROR(
      is_send
          ? weir_transport_post_send(session->transport, &waiter.transfer)
          : weir_transport_post_receive(session->transport, &waiter.transfer));
  while (!atomic_load_explicit(&waiter.is_done, memory_order_acquire)) {
    if (!weir_transport_progress(session->transport)) sched_yield();
  }
  return waiter.status;
}

static weir_status_t collect_output(weir_session_t* session,
                                    weir_session_call_t* call,
                                    uint32_t output) {
  const weir_plan_t* plan = session->plan;
  const weir_plan_port_t* port =
      &plan->ports[plan->functions[call->function].output_first + output];
  uint32_t node = plan->places[port->place_first].node;
  uint32_t owner = weir_transport_node_rank(session->transport, node);
  bool is_mine = owner == session->rank;
  if (!is_mine && session->rank != 0) return weir_ok();
  output_head_t head;
  void* data = NULL;
  size_t bytes = 0;
  if (is_mine) {
    WEIR_RETURN_IF_ERROR(look_at_result(
        port, local_result(session, node, output), &head, &data, &bytes));
  }
  uint64_t tag = 2 * (uint64_t)output;
  if (session->rank != 0) {
    WEIR_RETURN_IF_ERROR(
        weir_session_pass(session, 0, true, tag, &head, sizeof(head)));
    return weir_session_pass(session, 0, true, tag + 1, data, bytes);
  }
  if (!is_mine) {
    WEIR_RETURN_IF_ERROR(
        weir_session_pass(session, owner, false, tag, &head, sizeof(head)));
  }
  weir_tensor_t* tensor = &call->outputs[output];
  WEIR_RETURN_IF_ERROR(
      weir_tensor_create(head.element_type, head.rank, head.shape, tensor));
  if (!is_mine) {
    return weir_session_pass(session, owner, false, tag + 1, tensor->data,
                             tensor->bytes);
  }
  if (bytes > 0) memcpy(tensor->data, data, bytes);
  return weir_ok();
}

static weir_status_t collect(weir_session_t* session,
                             weir_session_call_t* call) {
  uint32_t count = session->plan->functions[call->function].output_count;
  for (uint32_t i = 0; i < count; ++i) {
    weir_status_t status = collect_output(session, call, i);
    if (!weir_is_ok(status)) {
      weir_session_fail(session, status);
      return weir_status_annotate(
          status, "output \"%s\"",
          weir_plan_string(session->plan,
                           session->plan
                               ->ports[session->plan->functions[call->function]
                                           .output_first +
                                       i]
                               .name));
    }
  }
  return weir_ok();
}

// ---- the call --------------------------------------------------------------

static weir_status_t invoke(weir_session_t* session,
                            weir_session_call_t* call) {
  WEIR_RETURN_IF_ERROR(weir_session_run_nodes(session, feed, call));
  WEIR_RETURN_IF_ERROR(weir_transport_barrier(session->transport));
  weir_time_ns_t begin = weir_now_ns();
  WEIR_RETURN_IF_ERROR(weir_session_run_nodes(session, go, call));
  WEIR_RETURN_IF_ERROR(weir_transport_barrier(session->transport));
  call->duration_ns = weir_now_ns() - begin;
  return call->outputs ? collect(session, call) : weir_ok();
}

weir_status_t weir_session_invoke(weir_session_t* session,
                                  weir_session_call_t* call) {
  const weir_plan_t* plan = session->plan;
  const weir_plan_function_t* function = &plan->functions[call->function];
  for (uint32_t i = 0; i < function->input_count; ++i) {
    WEIR_RETURN_IF_ERROR(weir_session_check_input(
        plan, &plan->ports[function->input_first + i], &call->inputs[i]));
  }
  ++session->invocation;
  atomic_store_explicit(&session->is_active, 1, memory_order_release);
  weir_status_t status = invoke(session, call);
  atomic_store_explicit(&session->is_active, 0, memory_order_release);
  if (!weir_is_ok(status)) weir_session_fail(session, status);
  weir_status_free(weir_session_run_nodes(session, clear, NULL));
  if (!weir_is_ok(status) && call->outputs != NULL) {
    for (uint32_t i = 0; i < function->output_count; ++i) {
      weir_tensor_release(&call->outputs[i]);
    }
  }
  return status;
}
