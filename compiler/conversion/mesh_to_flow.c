// Says in terms of channels what mesh says in terms of a grid of processes.
//
// Needs:   meshes in the module that the pass is run on.
// Changes: each (mesh, axes) that a collective names gets a global with a
//          channel, split from the default channel when the program starts: the
//          place of a process along the axes is its place in the channel, its
//          place along the others says which channel. Collectives become
//          flow.collective ops on it, questions for the place of a process
//          questions for its rank in the default channel.
// Keeps:   ops that flow has no counterpart for, and then their mesh.
#include "compiler/conversion/mesh_to_flow.h"

#include <string.h>

#include "compiler/conversion/passes.h"
#include "compiler/dialects/affine.h"
#include "compiler/dialects/affine_compose.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/flow_types.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/util_types.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"

// -- channels -----------------------------------------------------------------

bool weir_mesh_is_everyone(weir_mesh_shape_t shape, weir_mesh_axes_t axes) {
  if (axes.count != shape.rank) return false;
  for (uint32_t i = 0; i < axes.count; ++i) {
    if (axes.values[i] != (int64_t)i) return false;
  }
  return true;
}

const char* weir_mesh_channel_name(const weir_op_t* mesh, weir_mesh_axes_t axes,
                                   weir_arena_t* arena) {
  const char* name = weir_arena_format(arena, "_mesh_%.*s%s",
                                       WEIR_SV_ARGS(weir_symbol_name(mesh)),
                                       axes.count > 0 ? "_axes" : "");
  for (uint32_t i = 0; i < axes.count; ++i) {
    name = weir_arena_format(arena, "%s_%d", name, axes.values[i]);
  }
  return name;
}

weir_value_t* weir_mesh_default_channel(const weir_mesh_conversion_t* c,
                                        weir_builder_t* builder,
                                        weir_location_t* location,
                                        const weir_op_t* mesh) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_CHANNEL_DEFAULT, location);
  if (c->has_named_channels) {
    weir_op_state_attr(
        &state, "group",
        weir_string_attr_sv(builder->context, weir_symbol_name(mesh)));
  }
  weir_op_state_result(&state, weir_flow_channel_type(builder->context));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

weir_value_t* weir_mesh_load_channel(const weir_mesh_conversion_t* c,
                                     weir_builder_t* builder,
                                     weir_location_t* location,
                                     const weir_op_t* mesh,
                                     weir_mesh_axes_t axes) {
  if (weir_mesh_is_everyone(weir_mesh_shape_of(mesh), axes)) {
    return weir_mesh_default_channel(c, builder, location, mesh);
  }
  const char* name = weir_mesh_channel_name(mesh, axes, c->scratch);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_GLOBAL_LOAD, location);
  weir_op_state_attr(&state, "global",
                     weir_symbol_attr(builder->context, name));
  weir_op_state_result(&state, weir_flow_channel_type(builder->context));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

// -- making channels ----------------------------------------------------------

// An op of mesh that asks for one index per axis.
static weir_op_t* build_query(weir_builder_t* builder, uint32_t id,
                              const weir_op_t* mesh, weir_mesh_axes_t axes,
                              uint32_t count) {
  weir_context_t* context = builder->context;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, id, mesh->location);
  weir_op_state_attr(&state, "mesh",
                     weir_symbol_attr(context, weir_symbol_name(mesh).data));
  if (axes.count > 0) {
    weir_op_state_attr(&state, "axes",
                       weir_dense_array_attr(weir_integer_type(context, 16),
                                             axes.values, axes.count));
  }
  weir_type_t** types =
      WEIR_ARENA_ARRAY(weir_context_arena(context), weir_type_t*, count + 1);
  for (uint32_t i = 0; i < count; ++i) types[i] = weir_index_type(context);
  weir_op_state_results(&state, types, count);
  return weir_build(builder, &state);
}

typedef struct coordinates_t {
  weir_fold_result_t* index;
  weir_fold_result_t* shape;
  uint32_t count;
} coordinates_t;

// The place in row-major order; the strides are products of sizes.
static weir_fold_result_t build_linear_index(weir_builder_t* builder,
                                             weir_location_t* location,
                                             const coordinates_t* at,
                                             weir_arena_t* scratch) {
  weir_context_t* context = builder->context;
  uint32_t count = 2 * at->count;
  weir_fold_result_t* symbols =
      WEIR_ARENA_ARRAY(scratch, weir_fold_result_t, count + 1);
  weir_affine_expr_t* stride = weir_affine_constant(context, 1);
  for (uint32_t i = at->count; i-- > 0;) {
    symbols[2 * i] = at->index[i];
    weir_affine_expr_t* size = weir_affine_symbol(context, i);
    symbols[2 * i + 1] = weir_build_affine_apply(builder, location, stride,
                                                 at->shape, at->count);
    stride = weir_affine_binary(context, WEIR_AFFINE_MUL, stride, size);
  }
  weir_affine_expr_t* sum = weir_affine_constant(context, 0);
  for (uint32_t i = 0; i < at->count; ++i) {
    weir_affine_expr_t* term = weir_affine_binary(
        context, WEIR_AFFINE_MUL, weir_affine_symbol(context, 2 * i),
        weir_affine_symbol(context, 2 * i + 1));
    sum = weir_affine_binary(context, WEIR_AFFINE_ADD, sum, term);
  }
  return weir_build_affine_apply(builder, location, sum, symbols, count);
}

static weir_value_t* as_value(weir_builder_t* builder,
                              weir_location_t* location,
                              weir_fold_result_t result) {
  if (result.value != NULL) return result.value;
  return weir_build_constant(builder, location, result.attr);
}

static void add_coordinate(coordinates_t* to, const weir_op_t* index,
                           const weir_op_t* shape, uint32_t axis) {
  to->index[to->count].value = weir_op_result_n(index, axis);
  to->shape[to->count++].value = weir_op_result_n(shape, axis);
}

static coordinates_t coordinates(uint32_t rank, weir_arena_t* scratch) {
  return (coordinates_t){
      .index = WEIR_ARENA_ARRAY(scratch, weir_fold_result_t, rank + 1),
      .shape = WEIR_ARENA_ARRAY(scratch, weir_fold_result_t, rank + 1),
  };
}

static weir_value_t* build_channel(const weir_mesh_conversion_t* c,
                                   weir_builder_t* builder,
                                   const weir_op_t* mesh,
                                   weir_mesh_axes_t axes) {
  weir_location_t* location = mesh->location;
  uint32_t rank = weir_mesh_shape_of(mesh).rank;
  weir_mesh_axes_t all = {0};
  weir_value_t* everyone =
      weir_mesh_default_channel(c, builder, location, mesh);
  weir_op_t* index =
      build_query(builder, WEIR_MESH_PROCESS_MULTI_INDEX, mesh, all, rank);
  weir_op_t* shape =
      build_query(builder, WEIR_MESH_MESH_SHAPE, mesh, all, rank);
  coordinates_t in_group = coordinates(rank, c->scratch);
  coordinates_t of_group = coordinates(rank, c->scratch);
  bool* is_named = WEIR_ARENA_ARRAY(c->scratch, bool, rank);
  for (uint32_t i = 0; i < axes.count; ++i) {
    add_coordinate(&in_group, index, shape, (uint32_t)axes.values[i]);
    is_named[axes.values[i]] = true;
  }
  for (uint32_t i = 0; i < rank; ++i) {
    if (!is_named[i]) add_coordinate(&of_group, index, shape, i);
  }
  weir_fold_result_t key =
      build_linear_index(builder, location, &in_group, c->scratch);
  weir_fold_result_t color =
      build_linear_index(builder, location, &of_group, c->scratch);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_CHANNEL_SPLIT, location);
  weir_value_t* color_value = as_value(builder, location, color);
  weir_value_t* key_value = as_value(builder, location, key);
  weir_op_state_operand(&state, everyone);
  weir_op_state_operand(&state, color_value);
  weir_op_state_operand(&state, key_value);
  weir_op_state_result(&state, everyone->type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static void build_initializer(const weir_mesh_conversion_t* c,
                              weir_builder_t* builder, const weir_op_t* mesh,
                              weir_mesh_axes_t axes, weir_attr_t* global) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_INITIALIZER, mesh->location);
  weir_op_state_attr(
      &state, "function_type",
      weir_type_attr(weir_function_type(builder->context, NULL, 0, NULL, 0)));
  weir_op_t* initializer = weir_build(builder, &state);
  weir_builder_t inner = weir_builder_at_end(
      weir_region_add_block(weir_op_region(initializer, 0)));
  weir_value_t* channel = build_channel(c, &inner, mesh, axes);
  weir_op_state_init(&state, &inner, WEIR_UTIL_GLOBAL_STORE, mesh->location);
  weir_op_state_operand(&state, channel);
  weir_op_state_attr(&state, "global", global);
  weir_build(&inner, &state);
  weir_op_state_init(&state, &inner, WEIR_UTIL_RETURN, mesh->location);
  weir_op_state_operands(&state, NULL, 0);
  weir_build(&inner, &state);
}

static void create_channel(const weir_mesh_conversion_t* c,
                           weir_builder_t* builder, const weir_op_t* mesh,
                           weir_mesh_axes_t axes) {
  if (weir_mesh_is_everyone(weir_mesh_shape_of(mesh), axes)) return;
  weir_context_t* context = builder->context;
  const char* name = weir_mesh_channel_name(mesh, axes, c->scratch);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_GLOBAL, mesh->location);
  weir_op_state_attr(&state, "sym_name", weir_string_attr(context, name));
  weir_op_state_attr(&state, "sym_visibility",
                     weir_string_attr(context, "private"));
  weir_op_state_attr(&state, "type",
                     weir_type_attr(weir_flow_channel_type(context)));
  weir_op_state_attr(&state, "inlining_policy",
                     weir_util_inline_never_attr(context));
  weir_build(builder, &state);
  build_initializer(c, builder, mesh, axes, weir_symbol_attr(context, name));
}

// -- what channels there are --------------------------------------------------

typedef struct group_t {
  weir_op_t* mesh;
  weir_mesh_axes_t axes;
} group_t;

typedef struct groups_t {
  weir_mesh_conversion_t* conversion;
  group_t* items;
  uint32_t count, capacity;
  uint32_t mesh_count;
} groups_t;

static int compare_axes(weir_mesh_axes_t a, weir_mesh_axes_t b) {
  for (uint32_t i = 0; i < a.count && i < b.count; ++i) {
    if (a.values[i] != b.values[i]) return a.values[i] < b.values[i] ? -1 : 1;
  }
  return a.count == b.count ? 0 : a.count < b.count ? -1 : 1;
}

static int compare_groups(const group_t* a, const group_t* b) {
  weir_string_view_t m = weir_symbol_name(a->mesh);
  weir_string_view_t n = weir_symbol_name(b->mesh);
  size_t shared = m.size < n.size ? m.size : n.size;
  int order = memcmp(m.data, n.data, shared);
  if (order == 0 && m.size != n.size) order = m.size < n.size ? -1 : 1;
  return order != 0 ? order : compare_axes(a->axes, b->axes);
}

// Kept in order of name and axes, each once.
static void add_group(groups_t* groups, group_t group) {
  uint32_t place = groups->count;
  while (place > 0) {
    int order = compare_groups(&groups->items[place - 1], &group);
    if (order == 0) return;
    if (order < 0) break;
    --place;
  }
  if (groups->count == groups->capacity) {
    groups->capacity = groups->capacity == 0 ? 8 : 2 * groups->capacity;
    group_t* grown = WEIR_ARENA_ARRAY(groups->conversion->scratch, group_t,
                                      groups->capacity);
    for (uint32_t i = 0; i < groups->count; ++i) grown[i] = groups->items[i];
    groups->items = grown;
  }
  memmove(&groups->items[place + 1], &groups->items[place],
          (groups->count - place) * sizeof(group));
  groups->items[place] = group;
  ++groups->count;
}

static weir_mesh_axes_t all_axes(const weir_op_t* mesh, weir_arena_t* arena) {
  uint32_t rank = weir_mesh_shape_of(mesh).rank;
  int16_t* values = WEIR_ARENA_ARRAY(arena, int16_t, rank);
  for (uint32_t i = 0; i < rank; ++i) values[i] = (int16_t)i;
  return (weir_mesh_axes_t){values, rank};
}

static weir_walk_t collect(weir_op_t* op, void* user) {
  groups_t* groups = user;
  switch (weir_op_id(op)) {
    case WEIR_MESH_MESH:
      ++groups->mesh_count;
      break;
    case WEIR_MESH_PROCESS_LINEAR_INDEX: {
      weir_op_t* mesh = weir_mesh_of(op);
      add_group(groups,
                (group_t){mesh, all_axes(mesh, groups->conversion->scratch)});
      break;
    }
    case WEIR_MESH_ALL_GATHER:
    case WEIR_MESH_ALL_REDUCE:
    case WEIR_MESH_ALL_TO_ALL:
    case WEIR_MESH_REDUCE_SCATTER:
      add_group(groups, (group_t){weir_mesh_of(op), weir_mesh_axes_of(op)});
      break;
    default:
      break;
  }
  return WEIR_WALK_CONTINUE;
}

// -- questions for places and sizes -------------------------------------------

static bool convert_linear_index(weir_op_t* op, weir_rewriter_t* rewriter,
                                 void* user) {
  const weir_mesh_conversion_t* c = user;
  weir_op_t* mesh = weir_mesh_of(op);
  if (mesh == NULL) return false;
  weir_builder_t* builder = &rewriter->builder;
  weir_value_t* everyone =
      weir_mesh_default_channel(c, builder, op->location, mesh);
  weir_value_t* rank =
      weir_build_unary(builder, WEIR_FLOW_CHANNEL_RANK, op->location, everyone,
                       weir_index_type(op->context));
  weir_rewriter_replace_one(rewriter, op, rank);
  return true;
}

// The coordinates of the place among all, of which some are asked for.
static bool convert_multi_index(weir_op_t* op, weir_rewriter_t* rewriter,
                                void* user) {
  const weir_mesh_conversion_t* c = user;
  weir_op_t* mesh = weir_mesh_of(op);
  if (mesh == NULL) return false;
  weir_builder_t* builder = &rewriter->builder;
  uint32_t rank = weir_mesh_shape_of(mesh).rank;
  weir_mesh_axes_t all = all_axes(mesh, c->scratch);
  weir_mesh_axes_t axes = weir_mesh_axes_of(op);
  if (axes.count == 0) axes = all;
  weir_mesh_axes_t none = {0};
  weir_op_t* place =
      build_query(builder, WEIR_MESH_PROCESS_LINEAR_INDEX, mesh, none, 1);
  weir_op_t* shape =
      build_query(builder, WEIR_MESH_MESH_SHAPE, mesh, none, rank);
  weir_value_t** values = WEIR_ARENA_ARRAY(c->scratch, weir_value_t*, rank);
  weir_type_t** types = WEIR_ARENA_ARRAY(c->scratch, weir_type_t*, rank);
  for (uint32_t i = 0; i < rank; ++i) {
    values[i] = weir_op_result_n(shape, i);
    types[i] = values[i]->type;
  }
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_AFFINE_DELINEARIZE_INDEX,
                     op->location);
  weir_op_state_operand(&state, weir_op_result_n(place, 0));
  weir_op_state_operands(&state, values, rank);
  weir_op_state_results(&state, types, rank);
  const weir_op_t* split = weir_build(builder, &state);
  for (uint32_t i = 0; i < axes.count; ++i) {
    values[i] = weir_op_result_n(split, (uint32_t)axes.values[i]);
  }
  weir_rewriter_replace(rewriter, op, values);
  return true;
}

// Known sizes become constants; only the others are asked for.
static bool convert_shape(weir_op_t* op, weir_rewriter_t* rewriter,
                          void* user) {
  const weir_mesh_conversion_t* c = user;
  weir_op_t* mesh = weir_mesh_of(op);
  if (mesh == NULL) return false;
  weir_mesh_shape_t shape = weir_mesh_shape_of(mesh);
  weir_mesh_axes_t axes = weir_mesh_axes_of(op);
  if (axes.count == 0) axes = all_axes(mesh, c->scratch);
  weir_value_t** values =
      WEIR_ARENA_ARRAY(c->scratch, weir_value_t*, axes.count + 1);
  int16_t* open = WEIR_ARENA_ARRAY(c->scratch, int16_t, axes.count + 1);
  uint32_t open_count = 0;
  for (uint32_t i = 0; i < axes.count; ++i) {
    if (shape.values[axes.values[i]] == WEIR_DYNAMIC) {
      open[open_count++] = axes.values[i];
    }
  }
  if (open_count == axes.count) return false;
  weir_builder_t* builder = &rewriter->builder;
  for (uint32_t i = 0; i < axes.count; ++i) {
    int64_t size = shape.values[axes.values[i]];
    if (size == WEIR_DYNAMIC) continue;
    values[i] = weir_build_index(builder, op->location, size);
  }
  const weir_op_t* rest = NULL;
  if (open_count > 0) {
    rest = build_query(builder, WEIR_MESH_MESH_SHAPE, mesh,
                       (weir_mesh_axes_t){open, open_count}, open_count);
  }
  for (uint32_t i = 0, next = 0; i < axes.count; ++i) {
    if (values[i] == NULL) values[i] = weir_op_result_n(rest, next++);
  }
  weir_rewriter_replace(rewriter, op, values);
  return true;
}

// -- the pass -----------------------------------------------------------------

static void convert(weir_mesh_conversion_t* c) {
  const weir_pattern_t patterns[] = {
      {WEIR_MESH_ALL_GATHER, weir_mesh_convert_all_gather, c},
      {WEIR_MESH_ALL_REDUCE, weir_mesh_convert_all_reduce, c},
      {WEIR_MESH_ALL_TO_ALL, weir_mesh_convert_all_to_all, c},
      {WEIR_MESH_REDUCE_SCATTER, weir_mesh_convert_reduce_scatter, c},
      {WEIR_MESH_PROCESS_LINEAR_INDEX, convert_linear_index, c},
      {WEIR_MESH_PROCESS_MULTI_INDEX, convert_multi_index, c},
      {WEIR_MESH_MESH_SHAPE, convert_shape, c},
  };
  weir_greedy_options_t options = {.bottom_up = true,
                                   .fold = true,
                                   .simplify_regions = true,
                                   .merge_blocks = true};
  weir_rewrite_greedily(c->module, patterns,
                        sizeof(patterns) / sizeof(patterns[0]), &options, NULL);
}

static weir_walk_t refuse(weir_op_t* op, void* user) {
  const char* obstacle = weir_mesh_obstacle(op);
  if (obstacle == NULL) return WEIR_WALK_CONTINUE;
  weir_op_error(op, "cannot become a collective of flow: %s", obstacle);
  *(bool*)user = false;
  return WEIR_WALK_CONTINUE;
}

static void erase_unused_meshes(const groups_t* groups) {
  for (uint32_t i = 0; i < groups->count; ++i) {
    weir_op_t* mesh = groups->items[i].mesh;
    if (i > 0 && groups->items[i - 1].mesh == mesh) continue;
    weir_op_list_t users =
        weir_symbol_users(weir_symbol_table_of(mesh), weir_symbol_name(mesh),
                          groups->conversion->scratch);
    if (users.count == 0) weir_op_erase(mesh);
  }
}

weir_status_t weir_convert_mesh_to_flow(weir_pass_t* pass, weir_op_t* module) {
  weir_mesh_conversion_t c = {.module = module, .scratch = pass->scratch};
  groups_t groups = {.conversion = &c};
  bool ok = true;
  weir_walk_pre_order(module, refuse, &ok);
  if (!ok) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "collectives without a form in flow");
  }
  weir_walk_pre_order(module, collect, &groups);
  c.has_named_channels = groups.mesh_count > 1;
  weir_builder_t builder = weir_builder_at_start(weir_module_body(module));
  for (uint32_t i = 0; i < groups.count; ++i) {
    create_channel(&c, &builder, groups.items[i].mesh, groups.items[i].axes);
  }
  convert(&c);
  erase_unused_meshes(&groups);
  return weir_ok();
}
