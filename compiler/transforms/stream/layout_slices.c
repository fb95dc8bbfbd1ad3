// Places slices of packed slabs.
//
// Needs:   stream.resource.pack with lifetime intervals.
// Changes: each pack into offsets and a total length: static sizes are placed
//          at compile time so that slices share bytes when they do not live at
//          the same time, then dynamic sizes share with their equals.
// Keeps:   alignment of offsets and ranges that the resource configuration asks
//          for.
//
// Static placement is greedy strip packing: each slice, in order, goes into the
// smallest gap between those already placed that live at the same time.
#include "compiler/dialects/arith.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/transforms/stream/configuration.h"
#include "compiler/transforms/stream/passes.h"
#include "compiler/transforms/stream/values.h"

typedef struct slice_t {
  int64_t start, end;  // first and last op
  weir_value_t* size;
  weir_value_t* offset;  // result to be replaced
} slice_t;

typedef struct layout_t {
  weir_op_t* pack;
  weir_arena_t* arena;
  weir_builder_t builder;  // before the pack
  weir_resource_config_t config;
  weir_constant_set_t constants;
} layout_t;

static bool intersect(const slice_t* a, const slice_t* b) {
  return a->start <= b->end && b->start <= a->end;
}

// -- static -------------------------------------------------------------------

// In a list by ascending offset.
typedef struct reservation_t {
  const slice_t* slice;
  int64_t offset, size;
  struct reservation_t* next;
} reservation_t;

static int64_t find_gap(const layout_t* layout, const reservation_t* first,
                        const slice_t* slice, int64_t size) {
  int64_t best = INT64_MAX, best_fit = INT64_MAX, current = 0;
  int64_t alignment = layout->config.min_buffer_offset_alignment;
  for (const reservation_t* r = first; r != NULL; r = r->next) {
    if (!intersect(r->slice, slice)) continue;
    int64_t offset = weir_align_up(current, alignment);
    if (offset + size <= r->offset && r->offset - offset < best_fit) {
      best = offset;
      best_fit = r->offset - current;
    }
    if (r->offset + r->size > current) current = r->offset + r->size;
  }
  return best != INT64_MAX ? best : weir_align_up(current, alignment);
}

static void insert(reservation_t** link, reservation_t* reservation) {
  while (*link != NULL && (*link)->offset < reservation->offset) {
    link = &(*link)->next;
  }
  reservation->next = *link;
  *link = reservation;
}

// Those that ended before |start| are in nobody's way if slices come in order.
static void drop_ended(reservation_t** link, int64_t start) {
  while (*link != NULL) {
    if ((*link)->slice->end < start) {
      *link = (*link)->next;
    } else {
      link = &(*link)->next;
    }
  }
}

static bool is_ordered(const slice_t* slices, uint32_t count) {
  for (uint32_t i = 1; i < count; ++i) {
    if (slices[i].start < slices[i - 1].start) return false;
  }
  return true;
}

static weir_value_t* pack_static(layout_t* layout, weir_value_t* base,
                                 slice_t* slices, uint32_t count) {
  int64_t alignment = layout->config.min_buffer_range_alignment, high = 0;
  weir_location_t* location = layout->pack->location;
  bool ordered = is_ordered(slices, count);
  reservation_t* first = NULL;
  for (uint32_t i = 0; i < count; ++i) {
    int64_t size = 0;
    weir_value_is_constant_int(slices[i].size, &size);
    size = weir_align_up(size, alignment);
    if (ordered) drop_ended(&first, slices[i].start);
    int64_t offset = find_gap(layout, first, &slices[i], size);
    reservation_t* reservation = WEIR_ARENA_NEW(layout->arena, reservation_t);
    *reservation = (reservation_t){&slices[i], offset, size, NULL};
    insert(&first, reservation);
    weir_value_t* known = weir_constant_set_get(&layout->constants, offset);
    weir_value_replace_uses(
        slices[i].offset,
        weir_fold_add(&layout->builder, location, base, known));
    if (offset + size > high) high = offset + size;
  }
  high = weir_align_up(high, alignment);
  return weir_fold_add(&layout->builder, location, base,
                       weir_constant_set_get(&layout->constants, high));
}

// -- dynamic ------------------------------------------------------------------

// Slices of equal size that take turns.
typedef struct bin_t {
  weir_value_t* offset;
  const slice_t** slices;
  uint32_t count;
} bin_t;

static bool fits(const bin_t* bin, const slice_t* slice) {
  for (uint32_t i = 0; i < bin->count; ++i) {
    if (intersect(bin->slices[i], slice)) return false;
  }
  return true;
}

// Places the |count| slices of one size value behind |offset|; returns what is
// behind them.
static weir_value_t* pack_bucket(layout_t* layout, weir_value_t* offset,
                                 slice_t* const* slices, uint32_t count) {
  weir_location_t* location = layout->pack->location;
  weir_builder_t* builder = &layout->builder;
  weir_value_t* size =
      weir_fold_align(builder, location, slices[0]->size,
                      layout->config.min_buffer_range_alignment);
  bin_t* bins = WEIR_ARENA_ARRAY(layout->arena, bin_t, count);
  uint32_t bin_count = 0;
  for (uint32_t i = 0; i < count; ++i) {
    bin_t* bin = NULL;
    for (uint32_t b = 0; b < bin_count && bin == NULL; ++b) {
      if (fits(&bins[b], slices[i])) bin = &bins[b];
    }
    if (bin == NULL) {
      bin = &bins[bin_count++];
      bin->offset = offset;
      bin->slices = WEIR_ARENA_ARRAY(layout->arena, const slice_t*, count);
      weir_value_t* end = weir_fold_add(builder, location, offset, size);
      offset = weir_fold_align(builder, location, end,
                               layout->config.min_buffer_offset_alignment);
    }
    bin->slices[bin->count++] = slices[i];
    weir_value_replace_uses(slices[i]->offset, bin->offset);
  }
  return offset;
}

static weir_value_t* pack_dynamic(layout_t* layout, weir_value_t* offset,
                                  slice_t* slices, uint32_t count) {
  bool* done = WEIR_ARENA_ARRAY(layout->arena, bool, count);
  slice_t** bucket = WEIR_ARENA_ARRAY(layout->arena, slice_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    if (done[i]) continue;
    uint32_t in_bucket = 0;
    for (uint32_t j = i; j < count; ++j) {
      if (slices[j].size != slices[i].size) continue;
      done[j] = true;
      bucket[in_bucket++] = &slices[j];
    }
    offset = pack_bucket(layout, offset, bucket, in_bucket);
  }
  return weir_fold_align(&layout->builder, layout->pack->location, offset,
                         layout->config.min_buffer_range_alignment);
}

// -- the pass -----------------------------------------------------------------

static void lay_out(weir_op_t* pack, const weir_resource_config_t* usual,
                    weir_arena_t* arena) {
  layout_t layout = {
      .pack = pack,
      .arena = arena,
      .builder = weir_builder_before(pack),
      .config = weir_stream_resource_config_lookup(pack, usual),
      .constants =
          weir_constant_set(pack, weir_index_type(pack->context), arena),
  };
  uint32_t count = weir_op_operand_group_size(
      pack, WEIR_STREAM_RESOURCE_PACK_DYNAMIC_SLICE_SIZES);
  slice_t* fixed = WEIR_ARENA_ARRAY(arena, slice_t, count);
  slice_t* dynamic = WEIR_ARENA_ARRAY(arena, slice_t, count);
  uint32_t fixed_count = 0, dynamic_count = 0;
  weir_attr_t* intervals = weir_op_attr(pack, "lifetime_intervals");
  for (uint32_t i = 0; i < count; ++i) {
    slice_t slice = {
        .size = weir_op_operand_at(
            pack, WEIR_STREAM_RESOURCE_PACK_DYNAMIC_SLICE_SIZES, i),
        .offset = weir_op_result_n(pack, 1 + i),
    };
    weir_attr_int(intervals->array.elements[2 * i], &slice.start);
    weir_attr_int(intervals->array.elements[2 * i + 1], &slice.end);
    if (weir_value_constant(slice.size) != NULL) {
      fixed[fixed_count++] = slice;
    } else {
      dynamic[dynamic_count++] = slice;
    }
  }
  weir_value_t* offset =
      weir_op_operand(pack, WEIR_STREAM_RESOURCE_PACK_OFFSET);
  if (offset == NULL) offset = weir_constant_set_get(&layout.constants, 0);
  if (fixed_count > 0)
    offset = pack_static(&layout, offset, fixed, fixed_count);
  if (dynamic_count > 0) {
    offset = pack_dynamic(&layout, offset, dynamic, dynamic_count);
  }
  weir_value_replace_uses(weir_op_result_n(pack, 0), offset);
  weir_op_erase(pack);
}

weir_status_t weir_stream_layout_slices(weir_pass_t* pass,
                                        weir_op_t* function) {
  weir_resource_config_t usual;
  WEIR_RETURN_IF_ERROR(weir_pass_resource_config(pass, &usual));
  weir_op_list_t packs =
      weir_collect_ops(function, WEIR_STREAM_RESOURCE_PACK, pass->scratch);
  for (uint32_t i = 0; i < packs.count; ++i) {
    lay_out(packs.ops[i], &usual, pass->scratch);
  }
  return weir_ok();
}
