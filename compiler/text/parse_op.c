// One op, in either form, with the names of its results and its location.
#include "compiler/text/parser_impl.h"

typedef struct result_name_t {
  weir_string_view_t name;
  const char* at;
  uint64_t count;
} result_name_t;

typedef struct result_names_t {
  result_name_t* items;
  uint32_t count, capacity;
} result_names_t;

// -- frames -----------------------------------------------------------------

void weir_parser_push_frame(weir_asm_parser_t* p, weir_op_frame_t* frame,
                            weir_string_view_t name, const char* at) {
  *frame = (weir_op_frame_t){.outer = p->frame, .start = at};
  weir_op_state_init_named(&frame->state, p->context, name,
                           weir_parser_location(p, at));
  frame->info = frame->state.info;
  p->frame = frame;
}

static void pop_frame(weir_asm_parser_t* p) {
  p->frame = p->frame->outer;
}

void weir_parser_add_region(weir_asm_parser_t* p, weir_region_t* region) {
  weir_op_frame_t* frame = p->frame;
  if (frame->region_count == frame->region_capacity) {
    uint32_t more = frame->region_capacity ? frame->region_capacity * 2 : 2;
    weir_region_t** list = WEIR_ARENA_ARRAY(&p->arena, weir_region_t*, more);
    if (frame->region_count) {
      memcpy(list, frame->regions, frame->region_count * sizeof(*list));
    }
    frame->regions = list;
    frame->region_capacity = more;
  }
  frame->regions[frame->region_count++] = region;
}

static weir_op_t* finish_op(weir_op_frame_t* frame) {
  if (frame->region_count > 0 || frame->info == NULL) {
    weir_op_state_regions(&frame->state, frame->region_count);
  }
  weir_op_t* op = weir_op_create(&frame->state);
  for (uint32_t i = 0; i < frame->region_count; ++i) {
    weir_region_take_blocks(&op->regions[i], frame->regions[i]);
  }
  return op;
}

void weir_parser_ensure_terminator(weir_asm_parser_t* p, weir_region_t* region,
                                   const weir_op_info_t* info,
                                   weir_location_t* location) {
  uint64_t traits = info->def->traits;
  bool implicit = (traits & WEIR_OP_IMPLICIT_TERMINATOR) != 0;
  bool single = (traits & (WEIR_OP_SINGLE_BLOCK | WEIR_OP_NO_TERMINATOR)) != 0;
  if (!implicit && !single) return;
  if (region->first == NULL) {
    weir_region_insert_block(region, weir_block_create(p->context), NULL);
  }
  if (!implicit || info->def->terminator == NULL) return;
  weir_block_t* block = region->last;
  if (block->last != NULL && weir_op_is_terminator(block->last)) return;
  weir_op_state_t state;
  weir_op_state_init_named(&state, p->context, weir_sv(info->def->terminator),
                           location);
  weir_block_append(block, weir_op_create(&state));
}

// -- results ----------------------------------------------------------------

static result_name_t* add_result_name(weir_asm_parser_t* p,
                                      result_names_t* names) {
  if (names->count == names->capacity) {
    uint32_t more = names->capacity ? names->capacity * 2 : 4;
    result_name_t* items = WEIR_ARENA_ARRAY(&p->arena, result_name_t, more);
    if (names->count) {
      memcpy(items, names->items, names->count * sizeof(*items));
    }
    names->items = items;
    names->capacity = more;
  }
  return &names->items[names->count++];
}

static bool parse_result_names(weir_asm_parser_t* p, result_names_t* names) {
  do {
    if (p->token.kind != WEIR_TOKEN_VALUE) {
      return weir_parser_error(p, "expected valid ssa identifier");
    }
    weir_string_view_t text = weir_token_text(&p->token);
    result_name_t* name = add_result_name(p, names);
    *name = (result_name_t){weir_sv_n(text.data + 1, text.size - 1),
                            p->token.start, 1};
    weir_parser_advance(p);
    if (!weir_asm_try(p, ":")) continue;
    if (p->token.kind != WEIR_TOKEN_INTEGER) {
      return weir_parser_error(p, "expected integer number of results");
    }
    if (!weir_parser_token_u64(&p->token, &name->count) || name->count == 0 ||
        name->count > UINT32_MAX) {
      return weir_parser_error(
          p, "expected named operation to have at least 1 result");
    }
    weir_parser_advance(p);
  } while (weir_asm_try(p, ","));
  return weir_asm_expect(p, "=");
}

static bool define_results(weir_asm_parser_t* p, const result_names_t* names,
                           weir_op_t* op, const char* at) {
  if (names->count == 0) return true;
  if (op->result_count == 0) {
    return weir_parser_error_at(p, at,
                                "cannot name an operation with no results");
  }
  uint64_t total = 0;
  for (uint32_t i = 0; i < names->count; ++i) total += names->items[i].count;
  if (total != op->result_count) {
    return weir_parser_error_at(
        p, at, "operation defines %u results but was provided %llu to bind",
        op->result_count, (unsigned long long)total);
  }
  uint32_t next = 0;
  for (uint32_t i = 0; i < names->count; ++i) {
    const result_name_t* name = &names->items[i];
    for (uint32_t k = 0; k < name->count; ++k) {
      if (!weir_parser_define(p, name->name, k, &op->results[next++],
                              name->at)) {
        return false;
      }
    }
  }
  return true;
}

// -- the op -----------------------------------------------------------------

bool weir_parser_op(weir_asm_parser_t* p, weir_block_t* block) {
  const char* start = p->token.start;
  result_names_t names = {0};
  if (p->token.kind == WEIR_TOKEN_VALUE && !parse_result_names(p, &names)) {
    return false;
  }
  bool is_generic = p->token.kind == WEIR_TOKEN_STRING;
  if (!is_generic && p->token.kind != WEIR_TOKEN_WORD) {
    return weir_parser_error(p, "expected operation name in quotes");
  }
  weir_op_frame_t frame;
  weir_op_frame_t* outer = p->frame;
  bool ok = is_generic ? weir_parser_generic(p, &frame)
                       : weir_parser_custom(p, &frame);
  weir_location_t* location = NULL;
  if (ok) ok = weir_parser_trailing_location(p, &location);
  if (ok) {
    if (location != NULL) frame.state.location = location;
    weir_op_t* op = finish_op(&frame);
    weir_block_append(block, op);
    ok = define_results(p, &names, op, start);
    pop_frame(p);
  }
  p->frame = outer;
  return ok;
}

bool weir_parser_ops(weir_asm_parser_t* p, weir_block_t* block) {
  while (p->token.kind != WEIR_TOKEN_BLOCK && p->token.kind != WEIR_TOKEN_END &&
         !weir_token_is(&p->token, "}")) {
    if (!weir_parser_op(p, block)) return false;
  }
  return true;
}
