#include "engine/plan/sample/sample.h"

#include "engine/plan/coder.h"
#include "engine/plan/writer.h"

#define STAGED 8u    // memory type: device local
#define TRANSFER 3u  // usage

typedef struct sample_t {
  weir_plan_writer_t* writer;
  weir_sample_params_t params;
  uint64_t bytes;  // of the tensor
} sample_t;

static uint32_t string(const sample_t* sample, const char* text) {
  return weir_plan_writer_string(sample->writer, weir_sv(text));
}

static uint32_t add(const sample_t* sample, uint32_t kind, uint32_t node,
                    const void* record) {
  return weir_plan_writer_add(sample->writer, kind, node, record, 1);
}

static uint32_t add_location(const sample_t* sample, const char* name,
                             uint32_t line) {
  weir_plan_location_t location = {string(sample, "sample.mlir"), line, 3,
                                   string(sample, name)};
  return add(sample, WEIR_PLAN_SECTION_LOCATIONS, WEIR_PLAN_NONE, &location);
}

static uint32_t add_port(const sample_t* sample, const char* name,
                         uint32_t kind, uint32_t element_type, uint32_t rank,
                         uint32_t node) {
  weir_plan_place_t place = {node, 0};
  int64_t dim = (int64_t)sample->params.element_count;
  weir_plan_port_t port = {
      .name = string(sample, name),
      .kind = kind,
      .element_type = element_type,
      .rank = rank,
      .dim_first = weir_plan_writer_add(sample->writer, WEIR_PLAN_SECTION_DIMS,
                                        WEIR_PLAN_NONE, &dim, rank),
      .place_first =
          add(sample, WEIR_PLAN_SECTION_PLACES, WEIR_PLAN_NONE, &place),
      .place_count = 1,
  };
  return add(sample, WEIR_PLAN_SECTION_PORTS, WEIR_PLAN_NONE, &port);
}

static weir_status_t begin(sample_t* sample, const weir_sample_params_t* params,
                           uint32_t node_count) {
  sample->params = *params;
  weir_sample_params_t* p = &sample->params;
  if (p->device_kind == NULL) p->device_kind = "local";
  if (p->devices_per_node == 0) p->devices_per_node = 1;
  if (p->element_count == 0) p->element_count = 4;
  if (p->name == NULL) p->name = "sample";
  sample->bytes = p->element_count * sizeof(float);
  WEIR_RETURN_IF_ERROR(weir_plan_writer_create(node_count, &sample->writer));
  weir_plan_info_t info = {
      .name = string(sample, p->name),
      .source = string(sample, "sample.mlir"),
      .compiler = string(sample, "by hand"),
      .cluster = string(sample, ""),
      .strategy = string(sample, ""),
  };
  add(sample, WEIR_PLAN_SECTION_INFO, WEIR_PLAN_NONE, &info);
  for (uint32_t i = 0; i < node_count; ++i) {
    char name[2] = {(char)('a' + i), 0};
    weir_plan_node_t node = {
        .name = string(sample, name),
        .device_first = i * p->devices_per_node,
        .device_count = p->devices_per_node,
    };
    add(sample, WEIR_PLAN_SECTION_NODES, WEIR_PLAN_NONE, &node);
    for (uint32_t j = 0; j < p->devices_per_node; ++j) {
      char symbol[16] = {(char)('a' + i), '_', 'd', (char)('0' + j % 10), 0};
      weir_plan_device_t device = {
          .node = i,
          .name = string(sample, symbol),
          .kind = string(sample, p->device_kind),
          .ordinal = j,
          .queue_count = 1,
          .core_count = 1,
          .memory_bytes = p->memory_bytes,
          .peak_bytes = sample->bytes * (i + 1),
      };
      add(sample, WEIR_PLAN_SECTION_DEVICES, WEIR_PLAN_NONE, &device);
    }
  }
  return weir_ok();
}

static weir_status_t finish(sample_t* sample, void** out_image,
                            size_t* out_size) {
  weir_status_t status =
      weir_plan_writer_finish(sample->writer, out_image, out_size);
  weir_plan_writer_free(sample->writer);
  if (weir_is_ok(status) && sample->params.version != 0) {
    ((weir_plan_header_t*)*out_image)->version = sample->params.version;
  }
  return status;
}

// ---- pass ------------------------------------------------------------------

static weir_plan_operand_t immediate(uint64_t value) {
  return (weir_plan_operand_t){value, WEIR_PLAN_NONE, 0};
}

static weir_plan_range_t range(const sample_t* sample, uint32_t slot,
                               uint32_t access) {
  return (weir_plan_range_t){slot, access, immediate(0),
                             immediate(sample->bytes)};
}

static weir_plan_range_t no_range(void) {
  return (weir_plan_range_t){WEIR_PLAN_NONE, 0, immediate(0), immediate(0)};
}

static void add_transfer_command(const sample_t* sample, uint32_t node,
                                 weir_plan_command_t* command, bool is_send,
                                 uint32_t slot, uint32_t transfer) {
  weir_plan_range_t used = range(
      sample, slot, is_send ? WEIR_PLAN_ACCESS_READ : WEIR_PLAN_ACCESS_WRITE);
  weir_plan_range_t ranges[2] = {is_send ? used : no_range(),
                                 is_send ? no_range() : used};
  weir_plan_operand_t operands[2] = {immediate(sample->params.element_count),
                                     immediate(1 - node)};
  command->kind = WEIR_PLAN_COMMAND_COLLECTIVE;
  command->collective =
      is_send ? WEIR_PLAN_COLLECTIVE_SEND : WEIR_PLAN_COLLECTIVE_RECV;
  command->element_type = WEIR_PLAN_ELEMENT_F32;
  command->executable = command->constant = WEIR_PLAN_NONE;
  command->transfer = transfer;
  command->location = transfer;
  command->range_first = weir_plan_writer_add(
      sample->writer, WEIR_PLAN_SECTION_RANGES, node, ranges, 2);
  command->range_count = 2;
  command->operand_first = weir_plan_writer_add(
      sample->writer, WEIR_PLAN_SECTION_OPERANDS, node, operands, 2);
  command->operand_count = 2;
  add(sample, WEIR_PLAN_SECTION_COMMANDS, node, command);
}

// Slot 0 to slot 1, by the executable where there is one.
static void add_work_command(const sample_t* sample,
                             weir_plan_command_t* command) {
  const weir_sample_params_t* params = &sample->params;
  uint32_t location = add_location(sample, "twice", 7);
  weir_plan_range_t ranges[2] = {range(sample, 0, WEIR_PLAN_ACCESS_READ),
                                 range(sample, 1, WEIR_PLAN_ACCESS_WRITE)};
  weir_plan_operand_t workgroups[3] = {immediate(1), immediate(1),
                                       immediate(1)};
  command->kind = WEIR_PLAN_COMMAND_COPY;
  command->location = location;
  command->executable = command->constant = command->channel = WEIR_PLAN_NONE;
  command->transfer = WEIR_PLAN_NONE;
  command->range_first = weir_plan_writer_add(
      sample->writer, WEIR_PLAN_SECTION_RANGES, 1, ranges, 2);
  command->range_count = 2;
  if (params->image != NULL) {
    weir_plan_export_t entry = {.name = string(sample, "twice"),
                                .binding_count = 2,
                                .workgroup_size = {1, 1, 1},
                                .location = location};
    weir_plan_variant_t variant = {
        .format = string(sample, "elf"),
        .target = string(sample, ""),
        .image_offset =
            weir_plan_writer_data(sample->writer, WEIR_PLAN_SECTION_IMAGES, 1,
                                  params->image, params->image_bytes),
        .image_bytes = params->image_bytes,
    };
    weir_plan_executable_t executable = {
        .name = string(sample, "kernels"),
        .export_first = add(sample, WEIR_PLAN_SECTION_EXPORTS, 1, &entry),
        .export_count = 1,
        .variant_first = add(sample, WEIR_PLAN_SECTION_VARIANTS, 1, &variant),
        .variant_count = 1,
    };
    command->kind = WEIR_PLAN_COMMAND_DISPATCH;
    command->executable =
        add(sample, WEIR_PLAN_SECTION_EXECUTABLES, 1, &executable);
    command->operand_first = weir_plan_writer_add(
        sample->writer, WEIR_PLAN_SECTION_OPERANDS, 1, workgroups, 3);
    command->operand_count = 3;
  }
  add(sample, WEIR_PLAN_SECTION_COMMANDS, 1, command);
}

static uint32_t add_list(const sample_t* sample, uint32_t node,
                         uint32_t command_count, uint32_t slot_count,
                         const uint32_t* edges, uint32_t edge_count) {
  weir_plan_list_t list = {
      .name = string(sample, node == 0 ? "pass.a" : "pass.b"),
      .command_count = command_count,
      .slot_count = slot_count,
      .channel_count = 1,
      .edge_first = weir_plan_writer_add(
          sample->writer, WEIR_PLAN_SECTION_EDGES, node, edges, edge_count),
      .edge_count = edge_count,
      .location = WEIR_PLAN_NONE,
  };
  return add(sample, WEIR_PLAN_SECTION_LISTS, node, &list);
}

static void finish_routine(const sample_t* sample, weir_plan_coder_t* coder,
                           uint32_t result_count) {
  static const uint8_t order[] = {
      WEIR_PLAN_TYPE_BUFFER_VIEW, WEIR_PLAN_TYPE_FENCE, WEIR_PLAN_TYPE_FENCE,
      WEIR_PLAN_TYPE_BUFFER_VIEW, WEIR_PLAN_TYPE_BUFFER_VIEW};
  weir_plan_routine_t routine = {
      .name = string(sample, "pass"),
      .reference_argument_count = 3,
      .reference_result_count = result_count,
  };
  weir_plan_coder_end(coder, &routine, order + 3, order);
}

// Registers shared by both nodes' routines.
enum {
  X,
  WAIT,
  SIGNAL,
  X_BUFFER,
  Y,
  Z,
  READY,
  BUFFER,
  BUFFER_2,
  CHANNEL,
  LIST
};

static void begin_pass(const sample_t* sample, weir_plan_coder_t* coder,
                       uint32_t node) {
  static const weir_plan_type_t types[] = {
      WEIR_PLAN_TYPE_BUFFER_VIEW,   WEIR_PLAN_TYPE_FENCE,
      WEIR_PLAN_TYPE_FENCE,         WEIR_PLAN_TYPE_BUFFER,
      WEIR_PLAN_TYPE_BUFFER_VIEW,   WEIR_PLAN_TYPE_BUFFER_VIEW,
      WEIR_PLAN_TYPE_FENCE,         WEIR_PLAN_TYPE_BUFFER,
      WEIR_PLAN_TYPE_BUFFER,        WEIR_PLAN_TYPE_CHANNEL,
      WEIR_PLAN_TYPE_COMMAND_BUFFER};
  weir_plan_coder_begin(coder, sample->writer, node);
  for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); ++i) {
    weir_plan_coder_reference(coder, types[i]);
  }
  weir_plan_coder_locate(coder, node);
  uint32_t device = weir_plan_coder_constant(coder, 0);
  WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_CHANNEL_GET, CHANNEL, device, 0);
}

static void emit_alloca(weir_plan_coder_t* coder, uint32_t buffer,
                        uint32_t device, uint32_t queues, uint32_t wait,
                        uint32_t signal, uint32_t bytes) {
  WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_QUEUE_ALLOCA, buffer, device, queues, wait,
                 signal, device, bytes, STAGED, TRANSFER);
}

static void add_pass_a(const sample_t* sample) {
  weir_plan_command_t send = {.channel = 0}, receive = {.channel = 0};
  add_transfer_command(sample, 0, &send, true, 0, 0);
  add_transfer_command(sample, 0, &receive, false, 1, 1);
  uint32_t list = add_list(sample, 0, 2, 2, NULL, 0);
  weir_plan_coder_t coder;
  begin_pass(sample, &coder, 0);
  uint32_t zero = weir_plan_coder_constant(&coder, 0);
  uint32_t all = weir_plan_coder_constant(&coder, UINT64_MAX);
  uint32_t bytes = weir_plan_coder_constant(&coder, sample->bytes);
  uint32_t count =
      weir_plan_coder_constant(&coder, sample->params.element_count);
  uint32_t f32 = weir_plan_coder_constant(&coder, WEIR_PLAN_ELEMENT_F32);
  uint32_t dense = weir_plan_coder_constant(&coder, 1);
  uint32_t message = string(sample, "x");
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_VIEW_ASSERT, X, f32, dense, message, 1,
                 count);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_VIEW_BUFFER, X_BUFFER, X);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_FENCE_CREATE, READY, zero, 0);
  emit_alloca(&coder, BUFFER, zero, all, WAIT, READY, bytes);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_COMMAND_BUFFER_CREATE, LIST, list, 2,
                 X_BUFFER, zero, bytes, BUFFER, zero, bytes, 0, 1, CHANNEL);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_QUEUE_EXECUTE, zero, all, READY, SIGNAL,
                 1, LIST);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_NULL_REFERENCE, Y);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_VIEW_CREATE, Z, BUFFER, zero, bytes, f32,
                 dense, 1, count);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_RETURN, 0, 2, Y, Z);
  finish_routine(sample, &coder, 2);
}

static void add_pass_b(const sample_t* sample) {
  weir_plan_command_t receive = {.channel = 0, .successor_count = 1};
  weir_plan_command_t work = {
      .predecessor_count = 1, .successor_first = 1, .successor_count = 1};
  weir_plan_command_t send = {.channel = 0, .predecessor_count = 1};
  static const uint32_t edges[] = {1, 2};
  add_transfer_command(sample, 1, &receive, false, 0, 0);
  add_work_command(sample, &work);
  add_transfer_command(sample, 1, &send, true, 1, 1);
  uint32_t list = add_list(sample, 1, 3, 2, edges, 2);
  weir_plan_coder_t coder;
  begin_pass(sample, &coder, 1);
  uint32_t zero = weir_plan_coder_constant(&coder, 0);
  uint32_t all = weir_plan_coder_constant(&coder, UINT64_MAX);
  uint32_t bytes = weir_plan_coder_constant(&coder, sample->bytes);
  uint32_t count =
      weir_plan_coder_constant(&coder, sample->params.element_count);
  uint32_t f32 = weir_plan_coder_constant(&coder, WEIR_PLAN_ELEMENT_F32);
  uint32_t dense = weir_plan_coder_constant(&coder, 1);
  uint32_t ready = weir_plan_coder_reference(&coder, WEIR_PLAN_TYPE_FENCE);
  uint32_t done = weir_plan_coder_reference(&coder, WEIR_PLAN_TYPE_FENCE);
  uint32_t both = weir_plan_coder_reference(&coder, WEIR_PLAN_TYPE_FENCE);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_FENCE_CREATE, READY, zero, 0);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_FENCE_CREATE, ready, zero, 0);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_FENCE_CREATE, done, zero, 0);
  emit_alloca(&coder, BUFFER, zero, all, WAIT, READY, bytes);
  emit_alloca(&coder, BUFFER_2, zero, all, WAIT, ready, bytes);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_FENCE_JOIN, both, 2, READY, ready);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_COMMAND_BUFFER_CREATE, LIST, list, 2,
                 BUFFER, zero, bytes, BUFFER_2, zero, bytes, 0, 1, CHANNEL);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_QUEUE_EXECUTE, zero, all, both, done, 1,
                 LIST);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_QUEUE_DEALLOCA, zero, all, done, SIGNAL,
                 BUFFER);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_VIEW_CREATE, Y, BUFFER_2, zero, bytes,
                 f32, dense, 1, count);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_NULL_REFERENCE, Z);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_RETURN, 0, 2, Y, Z);
  finish_routine(sample, &coder, 2);
}

static void add_pass_tables(const sample_t* sample) {
  uint32_t there = add_location(sample, "send x", 5);
  uint32_t back = add_location(sample, "send y", 9);
  weir_plan_place_t members[2] = {{0, 0}, {1, 0}};
  weir_plan_channel_t channel = {
      .name = string(sample, "nodes"),
      .member_first =
          weir_plan_writer_add(sample->writer, WEIR_PLAN_SECTION_MEMBERS,
                               WEIR_PLAN_NONE, members, 2),
      .member_count = 2,
  };
  add(sample, WEIR_PLAN_SECTION_CHANNELS, WEIR_PLAN_NONE, &channel);
  weir_plan_transfer_t transfers[2] = {
      {.source = 0, .target = 1, .bytes = sample->bytes, .location = there},
      {.source = 1, .target = 0, .bytes = sample->bytes, .location = back},
  };
  weir_plan_writer_add(sample->writer, WEIR_PLAN_SECTION_TRANSFERS,
                       WEIR_PLAN_NONE, transfers, 2);
  uint32_t input =
      add_port(sample, "x", WEIR_PLAN_PORT_TENSOR, WEIR_PLAN_ELEMENT_F32, 1, 0);
  uint32_t output =
      add_port(sample, "y", WEIR_PLAN_PORT_TENSOR, WEIR_PLAN_ELEMENT_F32, 1, 1);
  add_port(sample, "z", WEIR_PLAN_PORT_TENSOR, WEIR_PLAN_ELEMENT_F32, 1, 0);
  weir_plan_function_t function = {
      .name = string(sample, "pass"),
      .flags = WEIR_PLAN_FUNCTION_FENCES,
      .input_first = input,
      .input_count = 1,
      .output_first = output,
      .output_count = 2,
      .location = there,
      .declaration = WEIR_PLAN_NONE,
  };
  add(sample, WEIR_PLAN_SECTION_FUNCTIONS, WEIR_PLAN_NONE, &function);
  for (uint32_t i = 0; i < 2; ++i) {
    weir_plan_node_t* node = weir_plan_writer_record(
        sample->writer, WEIR_PLAN_SECTION_NODES, WEIR_PLAN_NONE, i);
    node->send_count = node->receive_count = 1;
    node->send_bytes = node->receive_bytes = sample->bytes;
    node->dispatch_count = i == 1 && sample->params.image != NULL;
    node->copy_count = i == 1 && sample->params.image == NULL;
    node->image_bytes = i == 1 ? sample->params.image_bytes : 0;
  }
}

weir_status_t weir_sample_pass(const weir_sample_params_t* params,
                               void** out_image, size_t* out_size) {
  *out_image = NULL;
  *out_size = 0;
  sample_t sample;
  WEIR_RETURN_IF_ERROR(begin(&sample, params, 2));
  add_pass_tables(&sample);
  add_pass_a(&sample);
  add_pass_b(&sample);
  return finish(&sample, out_image, out_size);
}

// ---- count -----------------------------------------------------------------

// add(a, b) -> a + b, for the loop to call.
static uint32_t add_adder(const sample_t* sample) {
  static const uint8_t order[3] = {WEIR_PLAN_TYPE_SCALAR};
  weir_plan_coder_t coder;
  weir_plan_coder_begin(&coder, sample->writer, 0);
  uint32_t a = weir_plan_coder_scalar(&coder);
  uint32_t b = weir_plan_coder_scalar(&coder);
  uint32_t sum = weir_plan_coder_scalar(&coder);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_INTEGER_BINARY, sum, WEIR_PLAN_INT_ADD,
                 64, a, b);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_RETURN, 1, sum, 0);
  weir_plan_routine_t routine = {.name = string(sample, "add"),
                                 .function = WEIR_PLAN_NONE,
                                 .scalar_argument_count = 2,
                                 .scalar_result_count = 1};
  return weir_plan_coder_end(&coder, &routine, NULL, order);
}

static void add_counter(const sample_t* sample, uint32_t adder) {
  static const uint8_t order[2] = {WEIR_PLAN_TYPE_SCALAR};
  weir_plan_coder_t coder;
  weir_plan_coder_begin(&coder, sample->writer, 0);
  uint32_t n = weir_plan_coder_scalar(&coder);
  uint32_t sum = weir_plan_coder_constant(&coder, 0);
  uint32_t i = weir_plan_coder_constant(&coder, 0);
  uint32_t one = weir_plan_coder_constant(&coder, 1);
  uint32_t more = weir_plan_coder_scalar(&coder);
  uint32_t head = weir_plan_coder_label(&coder);
  uint32_t body = weir_plan_coder_label(&coder);
  uint32_t end = weir_plan_coder_label(&coder);
  weir_plan_coder_place(&coder, head);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_INTEGER_COMPARE, more, WEIR_PLAN_INT_LT_S,
                 64, i, n);
  weir_plan_coder_open(&coder, WEIR_PLAN_OP_BRANCH_IF);
  weir_plan_coder_word(&coder, more);
  weir_plan_coder_target(&coder, body);
  weir_plan_coder_target(&coder, end);
  weir_status_free(weir_plan_coder_close(&coder));
  weir_plan_coder_place(&coder, body);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_CALL, adder, 2, sum, i, 0, 1, sum, 0);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_CALL, adder, 2, i, one, 0, 1, i, 0);
  weir_plan_coder_open(&coder, WEIR_PLAN_OP_BRANCH);
  weir_plan_coder_target(&coder, head);
  weir_status_free(weir_plan_coder_close(&coder));
  weir_plan_coder_place(&coder, end);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_RETURN, 1, sum, 0);
  weir_plan_routine_t routine = {.name = string(sample, "count"),
                                 .scalar_argument_count = 1,
                                 .scalar_result_count = 1};
  weir_plan_coder_end(&coder, &routine, NULL, order);
}

static void add_filler(const sample_t* sample) {
  static const uint8_t order[2] = {WEIR_PLAN_TYPE_SCALAR,
                                   WEIR_PLAN_TYPE_BUFFER_VIEW};
  weir_plan_range_t target = range(sample, 0, WEIR_PLAN_ACCESS_WRITE);
  weir_plan_operand_t pattern = {0, 0, 0};
  weir_plan_command_t fill = {
      .kind = WEIR_PLAN_COMMAND_FILL,
      .pattern_bytes = 4,
      .location = add_location(sample, "fill", 3),
      .range_first = add(sample, WEIR_PLAN_SECTION_RANGES, 0, &target),
      .range_count = 1,
      .operand_first = add(sample, WEIR_PLAN_SECTION_OPERANDS, 0, &pattern),
      .operand_count = 1,
      .executable = WEIR_PLAN_NONE,
      .constant = WEIR_PLAN_NONE,
      .channel = WEIR_PLAN_NONE,
      .transfer = WEIR_PLAN_NONE,
  };
  add(sample, WEIR_PLAN_SECTION_COMMANDS, 0, &fill);
  weir_plan_list_t list = {.name = string(sample, "fill"),
                           .command_count = 1,
                           .slot_count = 1,
                           .parameter_count = 1,
                           .location = fill.location};
  uint32_t list_index = add(sample, WEIR_PLAN_SECTION_LISTS, 0, &list);
  weir_plan_coder_t coder;
  weir_plan_coder_begin(&coder, sample->writer, 0);
  uint32_t value = weir_plan_coder_scalar(&coder);
  uint32_t zero = weir_plan_coder_constant(&coder, 0);
  uint32_t all = weir_plan_coder_constant(&coder, UINT64_MAX);
  uint32_t bytes = weir_plan_coder_constant(&coder, sample->bytes);
  uint32_t count =
      weir_plan_coder_constant(&coder, sample->params.element_count);
  uint32_t f32 = weir_plan_coder_constant(&coder, WEIR_PLAN_ELEMENT_F32);
  uint32_t dense = weir_plan_coder_constant(&coder, 1);
  uint32_t state = weir_plan_coder_scalar(&coder);
  uint32_t buffer = weir_plan_coder_reference(&coder, WEIR_PLAN_TYPE_BUFFER);
  uint32_t none = weir_plan_coder_reference(&coder, WEIR_PLAN_TYPE_FENCE);
  uint32_t done = weir_plan_coder_reference(&coder, WEIR_PLAN_TYPE_FENCE);
  uint32_t commands =
      weir_plan_coder_reference(&coder, WEIR_PLAN_TYPE_COMMAND_BUFFER);
  uint32_t view = weir_plan_coder_reference(&coder, WEIR_PLAN_TYPE_BUFFER_VIEW);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_BUFFER_ALLOCATE, buffer, zero, all, bytes,
                 STAGED, TRANSFER);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_FENCE_CREATE, done, zero, 0);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_COMMAND_BUFFER_CREATE, commands,
                 list_index, 1, buffer, zero, bytes, 1, value, 0);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_QUEUE_EXECUTE, zero, all, none, done, 1,
                 commands);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_FENCE_AWAIT, state, all, 1, done);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_CHECK_STATUS, state,
                 string(sample, "fill did not end"));
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_VIEW_CREATE, view, buffer, zero, bytes,
                 f32, dense, 1, count);
  WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_RETURN, 0, 1, view);
  weir_plan_routine_t routine = {.name = string(sample, "fill"),
                                 .function = 1,
                                 .scalar_argument_count = 1,
                                 .reference_result_count = 1};
  weir_plan_coder_end(&coder, &routine, order + 1, order);
}

weir_status_t weir_sample_count(const weir_sample_params_t* params,
                                void** out_image, size_t* out_size) {
  *out_image = NULL;
  *out_size = 0;
  sample_t sample;
  WEIR_RETURN_IF_ERROR(begin(&sample, params, 1));
  weir_plan_function_t functions[2] = {
      {.name = string(&sample, "count"),
       .input_first = add_port(&sample, "n", WEIR_PLAN_PORT_SCALAR,
                               WEIR_PLAN_ELEMENT_I64, 0, 0),
       .input_count = 1,
       .output_first = add_port(&sample, "sum", WEIR_PLAN_PORT_SCALAR,
                                WEIR_PLAN_ELEMENT_I64, 0, 0),
       .output_count = 1,
       .location = WEIR_PLAN_NONE,
       .declaration = WEIR_PLAN_NONE},
      {.name = string(&sample, "fill"),
       .input_first = add_port(&sample, "value", WEIR_PLAN_PORT_SCALAR,
                               WEIR_PLAN_ELEMENT_F32, 0, 0),
       .input_count = 1,
       .output_first = add_port(&sample, "y", WEIR_PLAN_PORT_TENSOR,
                                WEIR_PLAN_ELEMENT_F32, 1, 0),
       .output_count = 1,
       .location = WEIR_PLAN_NONE,
       .declaration = WEIR_PLAN_NONE},
  };
  weir_plan_writer_add(sample.writer, WEIR_PLAN_SECTION_FUNCTIONS,
                       WEIR_PLAN_NONE, functions, 2);
  uint32_t adder = add_adder(&sample);
  add_counter(&sample, adder);
  add_filler(&sample);
  return finish(&sample, out_image, out_size);
}
