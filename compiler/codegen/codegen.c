#include "compiler/codegen/codegen.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compiler/codegen/module.h"
#include "compiler/codegen/target.h"
#include "compiler/codegen/translate.h"
#include "compiler/dialects/builtin.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/func.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/stream.h"
#include "compiler/ir/symbol.h"
#include "compiler/text/text.h"
#include "engine/base/hash.h"

enum { MAX_THREADS = 64 };

typedef struct cached_image_t {
  uint8_t key[WEIR_SHA256_BYTES];
  weir_codegen_image_t image;
  struct cached_image_t* next;
} cached_image_t;

struct weir_codegen_t {
  weir_arena_t arena;  // images' entries and their names
  weir_target_t target;
  weir_target_options_t options;
  uint32_t thread_count;
  cached_image_t* images;
};

// -- entries ----------------------------------------------------------------

typedef struct kernels_t {
  weir_kernel_t** items;
  uint32_t count;
} kernels_t;

static bool is_export(const weir_op_t* op) {
  return weir_op_is(op, WEIR_HAL_EXECUTABLE_EXPORT) ||
         weir_op_is(op, WEIR_FLOW_EXECUTABLE_EXPORT) ||
         weir_op_is(op, WEIR_STREAM_EXECUTABLE_EXPORT);
}

static bool is_public(const weir_op_t* function) {
  weir_string_view_t visibility =
      weir_op_attr_string(function, "sym_visibility");
  return visibility.size == 0 || weir_sv_equal_c(visibility, "public");
}

static weir_op_t* find_function(weir_op_t* executable, weir_string_view_t name,
                                weir_arena_t* arena) {
  weir_op_list_t functions =
      weir_collect_ops(executable, WEIR_FUNC_FUNC, arena);
  for (uint32_t i = 0; i < functions.count; ++i) {
    if (weir_sv_equal(weir_symbol_name(functions.ops[i]), name)) {
      return functions.ops[i];
    }
  }
  return NULL;
}

// The exports of |executable| that are its own, sorted by ordinal.
static weir_op_list_t find_exports(weir_op_t* executable, weir_arena_t* arena) {
  weir_op_list_t exports = {0};
  if (!executable->region_count ||
      weir_region_is_empty(weir_op_region(executable, 0))) {
    return exports;
  }
  WEIR_FOR_EACH_OP(op, weir_op_region(executable, 0)->first) {
    if (is_export(op)) weir_op_list_add(&exports, arena, op);
  }
  for (uint32_t i = 1; i < exports.count; ++i) {
    for (uint32_t j = i; j > 0; --j) {
      weir_op_t** pair = &exports.ops[j - 1];
      if (weir_op_attr_int(pair[0], "ordinal", j - 1) <=
          weir_op_attr_int(pair[1], "ordinal", j)) {
        break;
      }
      weir_op_t* later = pair[0];
      pair[0] = pair[1];
      pair[1] = later;
    }
  }
  return exports;
}

// The functions to compile and the names they go by.
static weir_status_t find_entries(weir_op_t* executable, weir_arena_t* arena,
                                  weir_op_list_t* out_functions,
                                  const char*** out_names) {
  *out_functions = (weir_op_list_t){0};
  weir_op_list_t exports = find_exports(executable, arena);
  weir_op_list_t all = weir_collect_ops(executable, WEIR_FUNC_FUNC, arena);
  uint32_t most = exports.count ? exports.count : all.count;
  *out_names = WEIR_ARENA_ARRAY(arena, const char*, most + 1);
  for (uint32_t i = 0; i < exports.count; ++i) {
    weir_string_view_t name = weir_symbol_name(exports.ops[i]);
    weir_string_view_t target =
        weir_op_attr_string(exports.ops[i], "function_ref");
    if (target.size == 0) target = name;
    weir_op_t* function = find_function(executable, target, arena);
    if (!function) {
      return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                         "executable export %.*s has no function %.*s",
                         WEIR_SV_ARGS(name), WEIR_SV_ARGS(target));
    }
    (*out_names)[i] = weir_arena_string(arena, name.data, name.size);
    weir_op_list_add(out_functions, arena, function);
  }
  for (uint32_t i = 0; exports.count == 0 && i < all.count; ++i) {
    if (!is_public(all.ops[i])) continue;
    weir_string_view_t name = weir_symbol_name(all.ops[i]);
    (*out_names)[out_functions->count] =
        weir_arena_string(arena, name.data, name.size);
    weir_op_list_add(out_functions, arena, all.ops[i]);
  }
  return weir_ok();
}

static weir_status_t translate_executable(weir_op_t* executable,
                                          weir_arena_t* arena,
                                          kernels_t* out_kernels) {
  weir_op_list_t functions;
  const char** names;
  *out_kernels = (kernels_t){0};
  WEIR_RETURN_IF_ERROR(find_entries(executable, arena, &functions, &names));
  out_kernels->items =
      WEIR_ARENA_ARRAY(arena, weir_kernel_t*, functions.count + 1);
  for (uint32_t i = 0; i < functions.count; ++i) {
    WEIR_RETURN_IF_ERROR(weir_translate_function(
        functions.ops[i], names[i], arena, &out_kernels->items[i]));
    weir_kernel_prepare(out_kernels->items[i]);
  }
  out_kernels->count = functions.count;
  return weir_ok();
}

// -- the cache --------------------------------------------------------------

// The executable's text without locations; names of entries are part of it,
// that of the executable does no harm.
static void hash_executable(weir_op_t* executable,
                            uint8_t key[WEIR_SHA256_BYTES]) {
  weir_print_options_t options = {.generic = true, .local_scope = true};
  size_t size = 0;
  char* text = weir_print_op(executable, &options, &size);
  weir_sha256(text, size, key);
  free(text);
}

static const weir_codegen_image_t* find_image(
    const weir_codegen_t* codegen, const uint8_t key[WEIR_SHA256_BYTES]) {
  for (const cached_image_t* c = codegen->images; c; c = c->next) {
    if (memcmp(c->key, key, WEIR_SHA256_BYTES) == 0) return &c->image;
  }
  return NULL;
}

// -- compiling --------------------------------------------------------------

// One executable on its way through a thread.
typedef struct job_t {
  uint8_t key[WEIR_SHA256_BYTES];
  kernels_t kernels;
  weir_codegen_entry_t* entries;
  void* image;
  size_t size;
  weir_status_t status;
  uint32_t same_as;  // an earlier job that makes the same image; itself if none
} job_t;

typedef struct queue_t {
  const weir_target_options_t* options;
  job_t* jobs;
  uint32_t count;
  uint32_t next;  // under |mutex|
  pthread_mutex_t mutex;
} queue_t;

static void run_jobs(queue_t* queue, weir_target_t* target) {
  while (true) {
    pthread_mutex_lock(&queue->mutex);
    uint32_t i = queue->next++;
    pthread_mutex_unlock(&queue->mutex);
    if (i >= queue->count) return;
    job_t* job = &queue->jobs[i];
    if (job->same_as != i || !job->entries) continue;
    job->status =
        weir_kernels_compile(target, job->kernels.items, job->kernels.count,
                             job->entries, &job->image, &job->size, NULL);
  }
}

// A target of its own for each thread: LLVM's are not shared.
static void* run_thread(void* argument) {
  queue_t* queue = argument;
  weir_target_t target;
  weir_status_t status = weir_target_open(queue->options, &target);
  if (weir_is_ok(status)) run_jobs(queue, &target);
  weir_status_free(status);  // others do the work then
  weir_target_close(&target);
  return NULL;
}

static void run_all(weir_codegen_t* codegen, queue_t* queue) {
  pthread_t threads[MAX_THREADS];
  uint32_t started = 0;
  while (started + 1 < codegen->thread_count && started + 1 < queue->count) {
    if (pthread_create(&threads[started], NULL, run_thread, queue) != 0) break;
    ++started;
  }
  run_jobs(queue, &codegen->target);
  for (uint32_t i = 0; i < started; ++i) pthread_join(threads[i], NULL);
}

// Hands the job's image to the cache.
static const weir_codegen_image_t* keep_image(weir_codegen_t* codegen,
                                              job_t* job) {
  cached_image_t* cached = WEIR_ARENA_NEW(&codegen->arena, cached_image_t);
  uint32_t count = job->kernels.count;
  weir_codegen_entry_t* entries =
      weir_arena_copy(&codegen->arena, job->entries, count * sizeof(*entries));
  for (uint32_t i = 0; i < count; ++i) {
    entries[i].name = weir_arena_string(&codegen->arena, entries[i].name,
                                        strlen(entries[i].name));
  }
  memcpy(cached->key, job->key, sizeof(cached->key));
  cached->image = (weir_codegen_image_t){job->image, job->size, entries, count};
  job->image = NULL;
  cached->next = codegen->images;
  codegen->images = cached;
  return &cached->image;
}

static weir_status_t prepare_job(weir_codegen_t* codegen, weir_op_t* executable,
                                 weir_arena_t* arena, job_t* jobs,
                                 uint32_t index) {
  job_t* job = &jobs[index];
  job->same_as = index;
  hash_executable(executable, job->key);
  for (uint32_t i = 0; i < index; ++i) {
    if (memcmp(jobs[i].key, job->key, sizeof(job->key)) != 0) continue;
    job->same_as = i;
    return weir_ok();
  }
  if (find_image(codegen, job->key)) return weir_ok();
  WEIR_RETURN_IF_ERROR(translate_executable(executable, arena, &job->kernels));
  job->entries =
      WEIR_ARENA_ARRAY(arena, weir_codegen_entry_t, job->kernels.count + 1);
  return weir_ok();
}

weir_status_t weir_codegen_compile_all(
    weir_codegen_t* codegen, weir_op_t* const* executables, uint32_t count,
    const weir_codegen_image_t** out_images) {
  weir_arena_t arena;
  weir_arena_init(&arena);
  queue_t queue = {.options = &codegen->options, .count = count};
  queue.jobs = WEIR_ARENA_ARRAY(&arena, job_t, count + 1);
  for (uint32_t i = 0; i < count; ++i) out_images[i] = NULL;
  weir_status_t status = weir_ok();
  for (uint32_t i = 0; i < count && weir_is_ok(status); ++i) {
    status = prepare_job(codegen, executables[i], &arena, queue.jobs, i);
  }
  if (weir_is_ok(status)) {
    pthread_mutex_init(&queue.mutex, NULL);
    run_all(codegen, &queue);
    pthread_mutex_destroy(&queue.mutex);
  }
  for (uint32_t i = 0; i < count; ++i) {
    status = weir_status_join(status, queue.jobs[i].status);
  }
  for (uint32_t i = 0; i < count; ++i) {
    job_t* job = &queue.jobs[i];
    if (weir_is_ok(status)) {
      out_images[i] =
          job->image ? keep_image(codegen, job) : find_image(codegen, job->key);
    }
    free(job->image);
  }
  weir_arena_deinit(&arena);
  return status;
}

weir_status_t weir_codegen_compile(weir_codegen_t* codegen,
                                   weir_op_t* executable,
                                   const weir_codegen_image_t** out_image) {
  return weir_codegen_compile_all(codegen, &executable, 1, out_image);
}

// -- planning ---------------------------------------------------------------

weir_status_t weir_codegen_plan(weir_codegen_t* codegen, weir_op_t* executable,
                                weir_arena_t* arena,
                                weir_codegen_entry_t** out_entries,
                                uint32_t* out_count) {
  kernels_t kernels;
  *out_entries = NULL;
  *out_count = 0;
  WEIR_RETURN_IF_ERROR(translate_executable(executable, arena, &kernels));
  weir_codegen_entry_t* entries =
      WEIR_ARENA_ARRAY(arena, weir_codegen_entry_t, kernels.count + 1);
  for (uint32_t i = 0; i < kernels.count; ++i) {
    const weir_kernel_t* kernel = kernels.items[i];
    entries[i].name = kernel->name;
    entries[i].binding_count = kernel->binding_count;
    entries[i].constant_count = kernel->constant_count;
    weir_kernel_plan_workgroups(&codegen->target, kernel,
                                entries[i].workgroup_count);
    weir_kernel_cost(kernel, &entries[i].cost);
  }
  *out_entries = entries;
  *out_count = kernels.count;
  return weir_ok();
}

weir_status_t weir_codegen_cost(weir_op_t* function,
                                weir_kernel_cost_t* out_cost) {
  *out_cost = (weir_kernel_cost_t){0};
  weir_arena_t arena;
  weir_arena_init(&arena);
  weir_kernel_t* kernel = NULL;
  weir_status_t status =
      weir_translate_function(function, "cost", &arena, &kernel);
  if (weir_is_ok(status)) weir_kernel_cost(kernel, out_cost);
  weir_arena_deinit(&arena);
  return status;
}

// -- lifecycle --------------------------------------------------------------

char* weir_codegen_host_cpu(void) {
  char* name = LLVMGetHostCPUName();
  char* copy = strdup(name);
  LLVMDisposeMessage(name);
  return copy;
}

static const char* keep_text(weir_arena_t* arena, const char* text) {
  return text ? weir_arena_string(arena, text, strlen(text)) : NULL;
}

weir_status_t weir_codegen_create(const weir_codegen_options_t* options,
                                  weir_codegen_t** out_codegen) {
  static const weir_codegen_options_t host = {0};
  if (!options) options = &host;
  *out_codegen = NULL;
  weir_codegen_t* codegen = calloc(1, sizeof(*codegen));
  if (!codegen) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED, "no memory");
  }
  codegen->options.cpu = keep_text(&codegen->arena, options->cpu);
  codegen->options.features = keep_text(&codegen->arena, options->features);
  long processors = sysconf(_SC_NPROCESSORS_ONLN);
  codegen->thread_count = options->thread_count;
  if (codegen->thread_count == 0 && processors > 0) {
    codegen->thread_count = (uint32_t)processors;
  }
  if (codegen->thread_count > MAX_THREADS) codegen->thread_count = MAX_THREADS;
  weir_status_t status = weir_target_open(&codegen->options, &codegen->target);
  if (weir_is_ok(status)) {
    *out_codegen = codegen;
  } else {
    weir_codegen_free(codegen);
  }
  return status;
}

void weir_codegen_free(weir_codegen_t* codegen) {
  if (!codegen) return;
  for (cached_image_t* c = codegen->images; c; c = c->next) {
    free((void*)c->image.data);
  }
  weir_target_close(&codegen->target);
  weir_arena_deinit(&codegen->arena);
  free(codegen);
}
