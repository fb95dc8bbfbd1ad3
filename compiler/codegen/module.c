#include "compiler/codegen/module.h"

#include <stdlib.h>
#include <string.h>

#include "compiler/codegen/contract.h"
#include "compiler/codegen/emit.h"
#include "compiler/codegen/link.h"

// What engine/hal/executable_abi.h fixes; checked against it by module_test.c.
enum {
  ABI_VERSION = 2,
  ARGS_BINDINGS = 0,
  ARGS_CONSTANTS = 16,
  ARGS_WORKSPACE = 40,
};
static const char library_symbol[] = "weir_executable_library";

// -- planning ---------------------------------------------------------------

// Splits the outermost loop among workgroups, for kernels of several stages.
static void plan_outer(const weir_target_t* target, const weir_kernel_t* kernel,
                       weir_partition_t* out_partition) {
  *out_partition = (weir_partition_t){
      .dims = {-1, -1, -1}, .chunk = {1, 1, 1}, .count = {1, 1, 1}};
  for (uint32_t i = 0; i < kernel->stage_count; ++i) {
    weir_partition_t partition;
    weir_nest_partition(target, kernel, kernel->stages[i], &partition);
    if (partition.dims[0] < 0 ||
        partition.dims[0] >= (int32_t)kernel->outer_rank ||
        partition.count[0] <= out_partition->count[0]) {
      continue;
    }
    *out_partition = partition;
  }
}

static void plan_kernel(const weir_target_t* target,
                        const weir_kernel_t* kernel,
                        weir_partition_t* out_partition) {
  if (kernel->stage_count != 1 || kernel->outer_rank != 0) {
    plan_outer(target, kernel, out_partition);
  } else if (!weir_contract_partition(target, kernel, kernel->stages[0],
                                      out_partition)) {
    weir_nest_partition(target, kernel, kernel->stages[0], out_partition);
  }
}

void weir_kernel_plan_workgroups(const weir_target_t* target,
                                 const weir_kernel_t* kernel,
                                 uint32_t out_count[3]) {
  weir_partition_t partition;
  plan_kernel(target, kernel, &partition);
  memcpy(out_count, partition.count, sizeof(partition.count));
}

// Products that are summed are rounded once, like those of contractions.
static void fuse_product(weir_kernel_t* kernel,
                         weir_accumulator_t* accumulator) {
  const weir_expr_t* update = accumulator->update;
  if (update->op != WEIR_EXPR_ADDF) return;
  for (int i = 0; i < 2; ++i) {
    weir_expr_t* product = update->operands[i];
    weir_expr_t* sum = update->operands[1 - i];
    if (product->op != WEIR_EXPR_MULF || sum->op != WEIR_EXPR_ACCUMULATOR) {
      continue;
    }
    accumulator->update = weir_expr_ternary(
        kernel, WEIR_EXPR_FMA, product->operands[0], product->operands[1], sum);
    return;
  }
}

void weir_kernel_prepare(weir_kernel_t* kernel) {
  if (kernel->stage_count == 1) kernel->outer_rank = 0;
  if (kernel->outer_rank == 0) weir_kernel_find_outer(kernel);
  for (uint32_t i = 0; i < kernel->stage_count; ++i) {
    weir_stage_t* stage = kernel->stages[i];
    for (uint32_t j = 0; j < stage->accumulator_count; ++j) {
      fuse_product(kernel, &stage->accumulators[j]);
    }
    weir_stage_collapse(kernel, stage);
  }
}

// -- one kernel -------------------------------------------------------------

static void add_attribute(weir_emitter_t* e, LLVMValueRef function,
                          LLVMAttributeIndex index, const char* name) {
  unsigned kind = LLVMGetEnumAttributeKindForName(name, strlen(name));
  LLVMAddAttributeAtIndex(function, index,
                          LLVMCreateEnumAttribute(e->context, kind, 0));
}

static void add_text_attribute(weir_emitter_t* e, LLVMValueRef function,
                               const char* name, const char* value) {
  LLVMAttributeRef attribute = LLVMCreateStringAttribute(
      e->context, name, (unsigned)strlen(name), value, (unsigned)strlen(value));
  LLVMAddAttributeAtIndex(function, LLVMAttributeFunctionIndex, attribute);
}

static void add_attributes(weir_emitter_t* e, LLVMValueRef function) {
  add_attribute(e, function, LLVMAttributeFunctionIndex, "nounwind");
  // Without these the wide vectors of some processors would be halved.
  const char* bits = e->target->vector_bytes == 64 ? "512" : "256";
  add_text_attribute(e, function, "prefer-vector-width", bits);
  add_text_attribute(e, function, "min-legal-vector-width", bits);
}

// The body's parameters: bindings, push constants, workspace, x, y, z.
static LLVMTypeRef body_type(weir_emitter_t* e, uint32_t binding_count) {
  uint32_t count = binding_count + 5;
  LLVMTypeRef* types = WEIR_ARENA_ARRAY(e->arena, LLVMTypeRef, count);
  for (uint32_t i = 0; i < count; ++i) {
    types[i] = i < binding_count + 2 ? e->ptr : e->i64;
  }
  return LLVMFunctionType(LLVMVoidTypeInContext(e->context), types, count, 0);
}

static LLVMValueRef constant_buffer(weir_emitter_t* e,
                                    const weir_buffer_t* buffer) {
  size_t size = (size_t)buffer->element_count * weir_scalar_bytes(buffer->type);
  LLVMValueRef data = LLVMConstStringInContext2(e->context, buffer->data, size,
                                                /*DontNullTerminate=*/1);
  LLVMValueRef global = LLVMAddGlobal(e->module, LLVMTypeOf(data), "constant");
  LLVMSetInitializer(global, data);
  LLVMSetGlobalConstant(global, 1);
  LLVMSetLinkage(global, LLVMPrivateLinkage);
  LLVMSetAlignment(global, 64);
  return global;
}

// The bytes of a temporary whose size is known when the kernel runs, rounded up
// to what keeps the next one aligned. More than any machine has is more than
// can be had: sizes that are out of their minds do not wrap round.
static LLVMValueRef open_bytes(weir_emitter_t* e, weir_point_t* point,
                               const weir_buffer_t* buffer) {
  LLVMBuilderRef b = e->builder;
  LLVMValueRef count = weir_emit_expr(e, point, buffer->size);
  LLVMValueRef most = weir_emit_i64(e, INT64_C(1) << 48);
  count = weir_emit_intrinsic_like(e, "llvm.umin",
                                   (LLVMValueRef[]){count, most}, 2);
  int64_t element = weir_scalar_bytes(buffer->type);
  LLVMValueRef bytes = LLVMBuildNSWMul(b, count, weir_emit_i64(e, element), "");
  bytes = LLVMBuildNSWAdd(b, bytes, weir_emit_i64(e, 63), "");
  return LLVMBuildAnd(b, bytes, weir_emit_i64(e, ~INT64_C(63)), "");
}

// Temporaries of open sizes are first in the workspace; the rest begins behind.
static void open_temporaries(weir_emitter_t* e, weir_point_t* point) {
  for (uint32_t i = 0; i < e->kernel->buffer_count; ++i) {
    const weir_buffer_t* buffer = &e->kernel->buffers[i];
    if (!buffer->size) continue;
    e->buffers[i] = e->workspace;
    e->workspace =
        weir_emit_offset(e, e->workspace, open_bytes(e, point, buffer), 1);
  }
}

static void open_buffers(weir_emitter_t* e) {
  const weir_kernel_t* kernel = e->kernel;
  e->buffers =
      WEIR_ARENA_ARRAY(e->arena, LLVMValueRef, kernel->buffer_count + 1);
  weir_point_t point;
  weir_point_init(e, 1, &point);
  open_temporaries(e, &point);
  for (uint32_t i = 0; i < kernel->buffer_count; ++i) {
    const weir_buffer_t* buffer = &kernel->buffers[i];
    if (buffer->size) continue;
    uint64_t bytes =
        (uint64_t)buffer->element_count * weir_scalar_bytes(buffer->type);
    if (buffer->kind == WEIR_BUFFER_TEMPORARY) {
      e->buffers[i] = weir_emit_workspace(e, bytes);
    } else if (buffer->kind == WEIR_BUFFER_CONSTANT) {
      e->buffers[i] = constant_buffer(e, buffer);
    } else {
      e->buffers[i] = LLVMGetParam(e->function, buffer->index);
      if (!buffer->byte_offset) continue;
      LLVMValueRef offset = weir_emit_expr(e, &point, buffer->byte_offset);
      offset = LLVMBuildZExt(e->builder, offset, e->i64, "");
      e->buffers[i] = weir_emit_offset(e, e->buffers[i], offset, 1);
    }
  }
}

static void emit_stages(weir_emitter_t* e, const weir_partition_t* partition) {
  const weir_kernel_t* kernel = e->kernel;
  if (kernel->stage_count == 1 && kernel->outer_rank == 0) {
    if (!weir_contract_emit(e, kernel->stages[0], partition)) {
      weir_nest_emit(e, kernel->stages[0], partition);
    }
    return;
  }
  weir_loop_t loops[WEIR_KERNEL_MAX_DIMS];
  for (uint32_t d = 0; d < kernel->outer_rank; ++d) {
    LLVMValueRef low = weir_emit_i64(e, 0);
    LLVMValueRef high = weir_emit_i64(e, kernel->stages[0]->extents[d]);
    if (partition->dims[0] == (int32_t)d) {
      LLVMValueRef chunk = weir_emit_i64(e, partition->chunk[0]);
      low = LLVMBuildNSWMul(e->builder, e->workgroup[0], chunk, "");
      high =
          weir_emit_min(e, LLVMBuildNSWAdd(e->builder, low, chunk, ""), high);
    }
    weir_loop_begin(e, low, high, 1, NULL, 0, &loops[d]);
    e->outer[d] = loops[d].iv;
  }
  for (uint32_t i = 0; i < kernel->stage_count; ++i) {
    if (!weir_contract_emit(e, kernel->stages[i], NULL)) {
      weir_nest_emit(e, kernel->stages[i], NULL);
    }
  }
  for (uint32_t d = kernel->outer_rank; d-- > 0;) {
    weir_loop_end(e, &loops[d], NULL);
  }
}

static LLVMValueRef emit_body(weir_emitter_t* e,
                              const weir_partition_t* partition) {
  uint32_t bindings = e->kernel->binding_count;
  e->function = LLVMAddFunction(e->module, "body", body_type(e, bindings));
  LLVMSetLinkage(e->function, LLVMInternalLinkage);
  add_attributes(e, e->function);
  add_attribute(e, e->function, LLVMAttributeFunctionIndex, "noinline");
  for (uint32_t i = 0; i < bindings + 2; ++i) {
    add_attribute(e, e->function, i + 1, "noalias");
  }
  LLVMPositionBuilderAtEnd(
      e->builder, LLVMAppendBasicBlockInContext(e->context, e->function, ""));
  e->constants = LLVMGetParam(e->function, bindings);
  e->workspace = LLVMGetParam(e->function, bindings + 1);
  e->workspace_bytes = 0;
  for (uint32_t i = 0; i < 3; ++i) {
    e->workgroup[i] = LLVMGetParam(e->function, bindings + 2 + i);
  }
  open_buffers(e);
  emit_stages(e, partition);
  LLVMBuildRetVoid(e->builder);
  return e->function;
}

// uint64_t workspace(const uint32_t* constants): the bytes of all temporaries;
// null where they are known.
static LLVMValueRef emit_workspace_size(weir_emitter_t* e) {
  const weir_kernel_t* kernel = e->kernel;
  bool is_open = false;
  for (uint32_t i = 0; i < kernel->buffer_count; ++i) {
    is_open |= kernel->buffers[i].size != NULL;
  }
  if (!is_open) return LLVMConstNull(e->ptr);
  LLVMTypeRef type = LLVMFunctionType(e->i64, &e->ptr, 1, 0);
  e->function = LLVMAddFunction(e->module, "workspace", type);
  LLVMSetLinkage(e->function, LLVMInternalLinkage);
  add_attributes(e, e->function);
  LLVMPositionBuilderAtEnd(
      e->builder, LLVMAppendBasicBlockInContext(e->context, e->function, ""));
  e->constants = LLVMGetParam(e->function, 0);
  weir_point_t point;
  weir_point_init(e, 1, &point);
  LLVMValueRef total = weir_emit_i64(e, (int64_t)e->workspace_bytes);
  for (uint32_t i = 0; i < kernel->buffer_count; ++i) {
    if (!kernel->buffers[i].size) continue;
    total = LLVMBuildNSWAdd(e->builder, total,
                            open_bytes(e, &point, &kernel->buffers[i]), "");
  }
  LLVMBuildRet(e->builder, total);
  return e->function;
}

static LLVMValueRef load_field(weir_emitter_t* e, LLVMValueRef base,
                               int64_t offset) {
  LLVMValueRef at = weir_emit_offset(e, base, weir_emit_i64(e, offset), 1);
  return LLVMBuildLoad2(e->builder, e->ptr, at, "");
}

// void entry(const weir_dispatch_args_t*, uint32_t x, uint32_t y, uint32_t z)
static LLVMValueRef emit_entry(weir_emitter_t* e, LLVMValueRef body) {
  LLVMTypeRef types[] = {e->ptr, e->i32, e->i32, e->i32};
  LLVMTypeRef type =
      LLVMFunctionType(LLVMVoidTypeInContext(e->context), types, 4, 0);
  LLVMValueRef entry = LLVMAddFunction(e->module, e->kernel->name, type);
  LLVMSetLinkage(entry, LLVMInternalLinkage);
  add_attributes(e, entry);
  LLVMPositionBuilderAtEnd(
      e->builder, LLVMAppendBasicBlockInContext(e->context, entry, ""));
  LLVMValueRef args = LLVMGetParam(entry, 0);
  uint32_t bindings = e->kernel->binding_count;
  LLVMValueRef* values = WEIR_ARENA_ARRAY(e->arena, LLVMValueRef, bindings + 5);
  LLVMValueRef array = load_field(e, args, ARGS_BINDINGS);
  for (uint32_t i = 0; i < bindings; ++i) {
    values[i] = load_field(e, array, 8 * (int64_t)i);
  }
  values[bindings] = load_field(e, args, ARGS_CONSTANTS);
  values[bindings + 1] = load_field(e, args, ARGS_WORKSPACE);
  for (uint32_t i = 0; i < 3; ++i) {
    values[bindings + 2 + i] =
        LLVMBuildZExt(e->builder, LLVMGetParam(entry, i + 1), e->i64, "");
  }
  LLVMBuildCall2(e->builder, body_type(e, bindings), body, values, bindings + 5,
                 "");
  LLVMBuildRetVoid(e->builder);
  return entry;
}

// -- the module -------------------------------------------------------------

static void open_emitter(weir_target_t* target, weir_arena_t* arena,
                         weir_emitter_t* e) {
  memset(e, 0, sizeof(*e));
  e->target = target;
  e->arena = arena;
  e->context = LLVMContextCreate();
  e->module = LLVMModuleCreateWithNameInContext("weir", e->context);
  char* triple = LLVMGetTargetMachineTriple(target->machine);
  LLVMSetTarget(e->module, triple);
  LLVMDisposeMessage(triple);
  LLVMTargetDataRef layout = LLVMCreateTargetDataLayout(target->machine);
  LLVMSetModuleDataLayout(e->module, layout);
  LLVMDisposeTargetData(layout);
  e->builder = LLVMCreateBuilderInContext(e->context);
  e->i1 = LLVMInt1TypeInContext(e->context);
  e->i8 = LLVMInt8TypeInContext(e->context);
  e->i16 = LLVMInt16TypeInContext(e->context);
  e->i32 = LLVMInt32TypeInContext(e->context);
  e->i64 = LLVMInt64TypeInContext(e->context);
  e->f16 = LLVMHalfTypeInContext(e->context);
  e->f32 = LLVMFloatTypeInContext(e->context);
  e->f64 = LLVMDoubleTypeInContext(e->context);
  e->ptr = LLVMPointerTypeInContext(e->context, 0);
}

static void close_emitter(weir_emitter_t* e) {
  LLVMDisposeBuilder(e->builder);
  LLVMDisposeModule(e->module);
  LLVMContextDispose(e->context);
}

static LLVMValueRef private_constant(weir_emitter_t* e, LLVMValueRef value) {
  LLVMValueRef global = LLVMAddGlobal(e->module, LLVMTypeOf(value), "");
  LLVMSetInitializer(global, value);
  LLVMSetGlobalConstant(global, 1);
  LLVMSetLinkage(global, LLVMPrivateLinkage);
  return global;
}

// Of one kernel.
typedef struct functions_t {
  LLVMValueRef entry, workspace;
} functions_t;

// The structures of the ABI: entries, and the library that points to them.
static void emit_library(weir_emitter_t* e, const functions_t* functions,
                         const weir_codegen_entry_t* entries, uint32_t count) {
  LLVMTypeRef fields[] = {e->ptr, e->ptr, e->i32, e->i32, e->i64, e->ptr};
  LLVMTypeRef type = LLVMStructTypeInContext(e->context, fields, 6, 0);
  LLVMValueRef* rows = WEIR_ARENA_ARRAY(e->arena, LLVMValueRef, count + 1);
  for (uint32_t i = 0; i < count; ++i) {
    const weir_codegen_entry_t* entry = &entries[i];
    LLVMValueRef name = LLVMConstStringInContext2(e->context, entry->name,
                                                  strlen(entry->name), 0);
    LLVMValueRef values[] = {private_constant(e, name),
                             functions[i].entry,
                             weir_emit_i32(e, (int32_t)entry->binding_count),
                             weir_emit_i32(e, (int32_t)entry->constant_count),
                             weir_emit_i64(e, (int64_t)entry->workspace_bytes),
                             functions[i].workspace};
    rows[i] = LLVMConstStructInContext(e->context, values, 6, 0);
  }
  LLVMValueRef table = private_constant(e, LLVMConstArray2(type, rows, count));
  LLVMValueRef values[] = {weir_emit_i32(e, ABI_VERSION),
                           weir_emit_i32(e, (int32_t)count), table};
  LLVMValueRef library = LLVMConstStructInContext(e->context, values, 3, 0);
  LLVMValueRef global =
      LLVMAddGlobal(e->module, LLVMTypeOf(library), library_symbol);
  LLVMSetInitializer(global, library);
  LLVMSetGlobalConstant(global, 1);
}

static void emit_kernel(weir_emitter_t* e, const weir_kernel_t* kernel,
                        functions_t* out_functions,
                        weir_codegen_entry_t* out_entry) {
  e->kernel = kernel;
  weir_partition_t partition;
  plan_kernel(e->target, kernel, &partition);
  LLVMValueRef body = emit_body(e, &partition);
  out_functions->entry = emit_entry(e, body);
  out_functions->workspace = emit_workspace_size(e);
  *out_entry = (weir_codegen_entry_t){.name = kernel->name,
                                      .binding_count = kernel->binding_count,
                                      .constant_count = kernel->constant_count,
                                      .workspace_bytes = e->workspace_bytes};
  memcpy(out_entry->workgroup_count, partition.count, sizeof(partition.count));
  weir_kernel_cost(kernel, &out_entry->cost);
}

static weir_status_t check_module(weir_emitter_t* e) {
  char* message = NULL;
  weir_status_t status = weir_ok();
  if (LLVMVerifyModule(e->module, LLVMReturnStatusAction, &message)) {
    status = weir_status(WEIR_CODE_INTERNAL, "generated code: %s", message);
  }
  LLVMDisposeMessage(message);
  return status;
}

static weir_status_t finish(weir_emitter_t* e, weir_target_t* target,
                            void** out_image, size_t* out_size, char** out_ir) {
  WEIR_RETURN_IF_ERROR(check_module(e));
  LLVMMemoryBufferRef object = NULL;
  WEIR_RETURN_IF_ERROR(weir_target_compile(target, e->module, 1, &object));
  if (out_ir) {
    char* text = LLVMPrintModuleToString(e->module);
    *out_ir = strdup(text);
    LLVMDisposeMessage(text);
  }
  weir_status_t status = weir_link_shared_object(
      LLVMGetBufferStart(object), LLVMGetBufferSize(object), library_symbol,
      out_image, out_size);
  LLVMDisposeMemoryBuffer(object);
  return status;
}

weir_status_t weir_kernels_compile(weir_target_t* target,
                                   weir_kernel_t* const* kernels,
                                   uint32_t kernel_count,
                                   weir_codegen_entry_t* out_entries,
                                   void** out_image, size_t* out_size,
                                   char** out_ir) {
  *out_image = NULL;
  *out_size = 0;
  if (out_ir) *out_ir = NULL;
  for (uint32_t i = 0; i < kernel_count; ++i) {
    WEIR_RETURN_IF_ERROR(weir_kernel_verify(kernels[i]));
  }
  weir_arena_t arena;
  weir_arena_init(&arena);
  weir_emitter_t e;
  open_emitter(target, &arena, &e);
  functions_t* functions =
      WEIR_ARENA_ARRAY(&arena, functions_t, kernel_count + 1);
  for (uint32_t i = 0; i < kernel_count; ++i) {
    emit_kernel(&e, kernels[i], &functions[i], &out_entries[i]);
  }
  emit_library(&e, functions, out_entries, kernel_count);
  weir_status_t status = finish(&e, target, out_image, out_size, out_ir);
  close_emitter(&e);
  weir_arena_deinit(&arena);
  return status;
}
