// Outer loops around the stages of a kernel.
#include "compiler/codegen/kernel.h"

// What is known of the accesses to one buffer that is written: along dimensions
// below |rank| they all step alike, and each step has elements of its own.
typedef struct shared_buffer_t {
  const weir_access_t* first;
  uint32_t accesses;
  bool is_written;
} shared_buffer_t;

typedef struct search_t {
  weir_kernel_t* kernel;
  const weir_stage_t* stage;
  shared_buffer_t* buffers;
  uint32_t rank;  // so far possible
} search_t;

static void note_access(weir_access_t* access, bool is_store, void* user) {
  search_t* search = user;
  shared_buffer_t* buffer = &search->buffers[access->buffer];
  if (!buffer->first) buffer->first = access;
  ++buffer->accesses;
  buffer->is_written |= is_store;
}

// The least and the largest index within one step of the first |rank| loops.
static void range_within(const weir_stage_t* stage,
                         const weir_index_form_t* form, uint32_t rank,
                         int64_t* out_low, int64_t* out_high) {
  *out_low = *out_high = form->constant;
  for (uint32_t d = rank; d < stage->rank; ++d) {
    int64_t reach = form->coefficients[d] * (stage->extents[d] - 1);
    *(reach < 0 ? out_low : out_high) += reach;
  }
}

static bool is_uniform(const search_t* search, const weir_access_t* access,
                       uint32_t rank) {
  const weir_index_form_t* form = &access->index;
  const weir_access_t* first = search->buffers[access->buffer].first;
  if (form->terms || access->guards ||
      search->kernel->buffers[access->buffer].size) {
    return false;
  }
  for (uint32_t d = 0; d < rank; ++d) {
    if (form->coefficients[d] != first->index.coefficients[d]) return false;
    int64_t inner =
        d + 1 < rank ? form->coefficients[d + 1] * search->stage->extents[d + 1]
                     : 1;
    if (form->coefficients[d] < inner || inner < 1) return false;
  }
  int64_t low, high;
  range_within(search->stage, form, rank, &low, &high);
  return low >= 0 && high < form->coefficients[rank - 1];
}

static void check_access(weir_access_t* access, bool is_store, void* user) {
  (void)is_store;
  search_t* search = user;
  const shared_buffer_t* buffer = &search->buffers[access->buffer];
  bool is_temporary =
      search->kernel->buffers[access->buffer].kind == WEIR_BUFFER_TEMPORARY;
  if (!is_temporary && (!buffer->is_written || buffer->accesses < 2)) return;
  while (search->rank > 0 && !is_uniform(search, access, search->rank)) {
    --search->rank;
  }
}

static uint32_t common_rank(const weir_kernel_t* kernel) {
  const weir_stage_t* first = kernel->stages[0];
  uint32_t rank = first->rank;
  for (uint32_t i = 0; i < kernel->stage_count; ++i) {
    const weir_stage_t* stage = kernel->stages[i];
    uint32_t d = 0;
    while (d < rank && d < stage->rank && !stage->reduced[d] &&
           stage->sizes[d] == NULL && first->sizes[d] == NULL &&
           stage->extents[d] == first->extents[d]) {
      ++d;
    }
    rank = d;
  }
  return rank;
}

static void shrink_access(weir_access_t* access, bool is_store, void* user) {
  (void)is_store;
  search_t* search = user;
  weir_buffer_t* buffer = &search->kernel->buffers[access->buffer];
  if (buffer->kind != WEIR_BUFFER_TEMPORARY) return;
  buffer->element_count = access->index.coefficients[search->rank - 1];
}

static void drop_outer_steps(weir_access_t* access, bool is_store, void* user) {
  (void)is_store;
  search_t* search = user;
  if (search->kernel->buffers[access->buffer].kind != WEIR_BUFFER_TEMPORARY) {
    return;
  }
  for (uint32_t d = 0; d < search->rank; ++d) access->index.coefficients[d] = 0;
}

static void visit_all(search_t* search, weir_access_visitor_t visit) {
  for (uint32_t i = 0; i < search->kernel->stage_count; ++i) {
    search->stage = search->kernel->stages[i];
    weir_stage_visit_accesses(search->kernel, search->stage, visit, search);
  }
}

void weir_kernel_find_outer(weir_kernel_t* kernel) {
  if (kernel->stage_count < 2) return;
  search_t search = {.kernel = kernel, .rank = common_rank(kernel)};
  // The innermost dimension is better off in the lanes of vectors.
  for (uint32_t i = 0; i < kernel->stage_count; ++i) {
    if (search.rank > 0 && search.rank == kernel->stages[i]->rank) {
      --search.rank;
    }
  }
  search.buffers = WEIR_ARENA_ARRAY(kernel->arena, shared_buffer_t,
                                    kernel->buffer_count + 1);
  visit_all(&search, note_access);
  visit_all(&search, check_access);
  if (search.rank == 0) return;
  visit_all(&search, shrink_access);
  visit_all(&search, drop_outer_steps);
  kernel->outer_rank = search.rank;
}
