// Puts executables that run as the same code into one.
//
// Needs:   hal.executables whose variants still hold modules.
// Changes: private executables of one backend become a library, with a variant
//          for each target that they have. Exports get new ordinals, and new
//          names where two are the same; what refers to them follows.
// Keeps:   what is public, what has variants of several backends, external
//          code, objects to link or a condition; an executable that is alone.
//
// Option: `target`, a backend (default: each on its own).
#include <stdlib.h>

#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/hal/devices.h"
#include "compiler/transforms/hal/dump.h"
#include "compiler/transforms/hal/passes.h"

// What exports and variants of an executable are called from now on.
typedef struct link_t {
  const weir_op_t* executable;
  weir_attr_t** old_names;  // references
  weir_attr_t** new_names;
  uint32_t count;
} link_t;

// One variant of the library.
typedef struct unit_t {
  weir_attr_t* target;
  weir_op_t* variant;
  weir_op_t* module;
  weir_symbol_table_t* exports;
  weir_symbol_table_t* symbols;  // of the module
  int64_t next_ordinal;
} unit_t;

typedef struct library_t {
  weir_context_t* context;
  weir_arena_t* arena;
  weir_op_t* op;
  unit_t* units;
  uint32_t unit_count;
} library_t;

static weir_op_t* module_of(const weir_op_t* variant) {
  WEIR_FOR_EACH_OP(op, weir_op_region(variant, 0)->first) {
    if (weir_sv_equal_c(weir_sv(op->name->data), "builtin.module")) return op;
  }
  return NULL;
}

// -- what can be linked -------------------------------------------------------

static bool can_link_variant(const weir_op_t* variant, const char* backend) {
  if (!weir_op_is(variant, WEIR_HAL_EXECUTABLE_VARIANT) ||
      !weir_hal_is_of_backend(variant, backend) || module_of(variant) == NULL ||
      weir_op_has_attr(variant, "objects")) {
    return false;
  }
  WEIR_FOR_EACH_OP(op, weir_op_region(variant, 0)->first) {
    if (weir_op_is(op, WEIR_HAL_EXECUTABLE_CONDITION)) return false;
  }
  return true;
}

static bool can_link(const weir_op_t* executable, const char* backend) {
  if (!weir_op_is(executable, WEIR_HAL_EXECUTABLE) ||
      weir_symbol_visibility(executable) != WEIR_PRIVATE) {
    return false;
  }
  bool any = false;
  WEIR_FOR_EACH_OP(op, weir_op_region(executable, 0)->first) {
    if (weir_op_is_terminator(op)) continue;
    if (!can_link_variant(op, backend)) return false;
    any = true;
  }
  return any;
}

static weir_op_list_t gather(weir_op_t* module, const char* backend,
                             weir_arena_t* arena) {
  weir_op_list_t list = {0};
  WEIR_FOR_EACH_OP(op, weir_op_region(module, 0)->first) {
    if (can_link(op, backend)) weir_op_list_add(&list, arena, op);
  }
  return list;
}

// -- the library --------------------------------------------------------------

// An op whose body is one block that ends in |end|, if that is not 0.
static weir_op_t* build_container(weir_builder_t* builder,
                                  const weir_op_state_t* state, uint32_t end) {
  weir_op_t* op = weir_build(builder, state);
  weir_region_t* region = weir_op_region(op, 0);
  weir_block_t* body =
      region->first != NULL ? region->first : weir_region_add_block(region);
  if (end != 0 && weir_block_terminator(body) == NULL) {
    weir_builder_t inner = weir_builder_at_end(body);
    weir_op_state_t terminator;
    weir_op_state_init(&terminator, &inner, end, op->location);
    weir_build(&inner, &terminator);
  }
  return op;
}

static weir_op_t* build_library(weir_op_t* module, weir_op_t* first,
                                const char* backend, weir_arena_t* arena) {
  weir_context_t* context = module->context;
  char* suffix = weir_arena_format(arena, "%s", backend);
  for (char* at = suffix; *at != '\0'; ++at) {
    if (*at == '-') *at = '_';
  }
  weir_builder_t builder = weir_builder_before(first);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_HAL_EXECUTABLE, module->location);
  weir_op_state_attr(&state, "sym_visibility",
                     weir_string_attr(context, "private"));
  const char* name = weir_arena_format(
      arena, "%.*s_linked_%s", WEIR_SV_ARGS(weir_hal_dump_module_name(module)),
      suffix);
  weir_op_state_attr(&state, "sym_name", weir_string_attr(context, name));
  weir_op_t* library =
      build_container(&builder, &state, WEIR_HAL_EXECUTABLE_END);
  weir_symbol_table_add(weir_symbol_table_create(module, arena), library);
  return library;
}

static void build_unit(library_t* library, weir_symbol_table_t* variants,
                       const weir_op_t* like) {
  weir_context_t* context = library->context;
  weir_attr_t* target = weir_op_attr(like, "target");
  weir_builder_t builder = weir_builder_before(
      weir_block_terminator(weir_op_region(library->op, 0)->first));
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_HAL_EXECUTABLE_VARIANT,
                     library->op->location);
  weir_op_state_attr(&state, "sym_visibility",
                     weir_string_attr(context, "public"));
  weir_op_state_attr(
      &state, "sym_name",
      weir_string_attr(
          context, weir_hal_executable_target_symbol(target, library->arena)));
  weir_op_state_attr(&state, "target", target);
  weir_op_t* variant =
      build_container(&builder, &state, WEIR_HAL_EXECUTABLE_VARIANT_END);
  weir_symbol_table_add(variants, variant);
  weir_op_t* end = weir_block_terminator(weir_op_region(variant, 0)->first);
  // The first one's module with nothing in it.
  weir_op_t* module =
      weir_op_clone(module_of(like), weir_mapping_create(library->arena));
  weir_block_t* body = weir_op_region(module, 0)->first;
  while (body->last != NULL) weir_op_erase(body->last);
  weir_op_insert_before(module, end);
  library->units[library->unit_count++] = (unit_t){
      .target = target,
      .variant = variant,
      .module = module,
      .exports = weir_symbol_table_create(variant, library->arena),
      .symbols = weir_symbol_table_create(module, library->arena),
  };
}

static unit_t* unit_for(const library_t* library, const weir_attr_t* target) {
  for (uint32_t i = 0; i < library->unit_count; ++i) {
    if (library->units[i].target == target) return &library->units[i];
  }
  return NULL;
}

static library_t make_library(weir_op_t* module, const weir_op_list_t* sources,
                              const char* backend, weir_arena_t* arena) {
  library_t library = {
      .context = module->context,
      .arena = arena,
      .op = build_library(module, sources->ops[0], backend, arena)};
  weir_symbol_table_t* variants = weir_symbol_table_create(library.op, arena);
  uint32_t most = 0;
  for (uint32_t i = 0; i < sources->count; ++i) {
    most +=
        weir_collect_ops(sources->ops[i], WEIR_HAL_EXECUTABLE_VARIANT, arena)
            .count;
  }
  library.units = WEIR_ARENA_ARRAY(arena, unit_t, most);
  for (uint32_t i = 0; i < sources->count; ++i) {
    WEIR_FOR_EACH_OP(op, weir_op_region(sources->ops[i], 0)->first) {
      if (!weir_op_is(op, WEIR_HAL_EXECUTABLE_VARIANT)) continue;
      if (unit_for(&library, weir_op_attr(op, "target")) != NULL) continue;
      build_unit(&library, variants, op);
    }
  }
  return library;
}

// -- contents -----------------------------------------------------------------

// A name that neither the unit nor |from| has.
static weir_string_view_t free_name(const library_t* library,
                                    const unit_t* unit, const weir_op_t* from,
                                    weir_string_view_t name) {
  weir_string_view_t candidate = name;
  for (uint32_t i = 0;; ++i) {
    bool taken = weir_symbol_table_get(unit->exports, candidate) != NULL ||
                 weir_symbol_table_get(unit->symbols, candidate) != NULL ||
                 (i > 0 && weir_symbol_lookup(from, candidate) != NULL);
    if (!taken) return candidate;
    candidate = weir_sv(
        weir_arena_format(library->arena, "%.*s_%u", WEIR_SV_ARGS(name), i));
  }
}

static void rename_symbol(weir_op_t* op, weir_op_t* module,
                          weir_string_view_t name) {
  weir_symbol_rename_uses(module, weir_symbol_name(op), name);
  weir_op_set_attr(op, "sym_name", weir_string_attr_sv(op->context, name));
}

static weir_attr_t* reference_to(weir_context_t* context,
                                 const weir_op_t* executable,
                                 const weir_op_t* variant,
                                 const weir_op_t* export) {
  const weir_op_t* ops[3] = {executable, variant, export};
  const weir_name_t* path[3];
  uint32_t count = 0;
  for (; count < 3 && ops[count] != NULL; ++count) {
    path[count] = weir_name_sv(context, weir_symbol_name(ops[count]));
  }
  return weir_symbol_attr_n(context, path, count);
}

static void note(link_t* link, weir_attr_t* old_name, weir_attr_t* new_name) {
  link->old_names[link->count] = old_name;
  link->new_names[link->count++] = new_name;
}

static void move_export(const library_t* library, unit_t* unit,
                        const weir_op_t* variant, weir_op_t* export,
                        link_t* link) {
  weir_context_t* context = library->context;
  weir_op_t* source = module_of(variant);
  weir_attr_t* old_name =
      reference_to(context, link->executable, variant, export);
  weir_op_t* function = weir_symbol_lookup(source, weir_symbol_name(export));
  weir_string_view_t name =
      free_name(library, unit, source, weir_symbol_name(export));
  if (function != NULL && !weir_sv_equal(name, weir_symbol_name(function))) {
    rename_symbol(function, source, name);
  }
  weir_op_set_attr(export, "sym_name", weir_string_attr_sv(context, name));
  weir_op_set_attr(export, "ordinal",
                   weir_index_attr(context, unit->next_ordinal++));
  weir_op_move_before(export, unit->module);
  weir_symbol_table_add(unit->exports, export);
  note(link, old_name,
       reference_to(context, library->op, unit->variant, export));
}

// Functions of exports have the names of those by now.
static void move_module(const library_t* library, unit_t* unit,
                        weir_op_t* source) {
  WEIR_FOR_EACH_OP(op, weir_op_region(source, 0)->first) {
    weir_string_view_t name = weir_symbol_name(op);
    if (name.size > 0 && weir_symbol_table_get(unit->symbols, name) != NULL) {
      rename_symbol(op, source, free_name(library, unit, source, name));
    }
  }
  WEIR_FOR_EACH_OP(op, weir_op_region(source, 0)->first) {
    weir_op_unlink(op);
    weir_block_append(weir_op_region(unit->module, 0)->first, op);
    if (weir_symbol_name(op).size > 0) weir_symbol_table_add(unit->symbols, op);
  }
}

static void link_variant(const library_t* library, weir_op_t* variant,
                         link_t* link) {
  unit_t* unit = unit_for(library, weir_op_attr(variant, "target"));
  note(link, reference_to(library->context, link->executable, variant, NULL),
       reference_to(library->context, library->op, unit->variant, NULL));
  WEIR_FOR_EACH_OP(op, weir_op_region(variant, 0)->first) {
    if (weir_op_is(op, WEIR_HAL_EXECUTABLE_EXPORT)) {
      move_export(library, unit, variant, op, link);
    } else if (weir_op_is(op, WEIR_HAL_EXECUTABLE_CONSTANT_BLOCK)) {
      weir_op_move_before(op, unit->module);
    }
  }
  move_module(library, unit, module_of(variant));
}

static void link_executable(const library_t* library, weir_op_t* executable,
                            link_t* link) {
  uint32_t count = 1;
  WEIR_FOR_EACH_OP(variant, weir_op_region(executable, 0)->first) {
    if (!weir_op_is(variant, WEIR_HAL_EXECUTABLE_VARIANT)) continue;
    WEIR_FOR_EACH_OP(op, weir_op_region(variant, 0)->first)++ count;
  }
  *link = (link_t){
      .executable = executable,
      .old_names = WEIR_ARENA_ARRAY(library->arena, weir_attr_t*, count),
      .new_names = WEIR_ARENA_ARRAY(library->arena, weir_attr_t*, count),
  };
  note(link, reference_to(library->context, executable, NULL, NULL),
       reference_to(library->context, library->op, NULL, NULL));
  WEIR_FOR_EACH_OP(op, weir_op_region(executable, 0)->first) {
    if (weir_op_is(op, WEIR_HAL_EXECUTABLE_VARIANT)) {
      link_variant(library, op, link);
    }
  }
}

// -- references ---------------------------------------------------------------

typedef struct renaming_t {
  weir_arena_t* arena;
  weir_symbol_table_t* symbols;  // with the executables that are linked
  const link_t* links;           // by address of the executable
  uint32_t count;
} renaming_t;

static int by_address(const void* a, const void* b) {
  const weir_op_t* x = ((const link_t*)a)->executable;
  const weir_op_t* y = ((const link_t*)b)->executable;
  return (x > y) - (x < y);
}

static weir_attr_t* renamed(const renaming_t* renaming, weir_attr_t* name) {
  const link_t key = {
      .executable = weir_symbol_table_get(
          renaming->symbols, weir_sv(name->symbol.names[0]->data))};
  if (!weir_op_is(key.executable, WEIR_HAL_EXECUTABLE)) return name;
  const link_t* link = bsearch(&key, renaming->links, renaming->count,
                               sizeof(*renaming->links), by_address);
  if (link == NULL) return name;
  for (uint32_t i = 0; i < link->count; ++i) {
    if (link->old_names[i] == name) return link->new_names[i];
  }
  return name;
}

static weir_attr_t* rename_in(const renaming_t* renaming, weir_attr_t* attr) {
  if (weir_attr_is(attr, WEIR_ATTR_SYMBOL_REF)) return renamed(renaming, attr);
  bool changed = false;
  if (weir_attr_is(attr, WEIR_ATTR_ARRAY)) {
    uint32_t count = attr->array.count;
    weir_attr_t** list = WEIR_ARENA_ARRAY(renaming->arena, weir_attr_t*, count);
    for (uint32_t i = 0; i < count; ++i) {
      list[i] = rename_in(renaming, attr->array.elements[i]);
      changed |= list[i] != attr->array.elements[i];
    }
    return changed ? weir_array_attr(attr->context, list, count) : attr;
  }
  if (weir_attr_is(attr, WEIR_ATTR_DICTIONARY)) {
    uint32_t count = attr->dictionary.count;
    weir_named_attr_t* list =
        WEIR_ARENA_ARRAY(renaming->arena, weir_named_attr_t, count);
    for (uint32_t i = 0; i < count; ++i) {
      list[i] = attr->dictionary.entries[i];
      list[i].value = rename_in(renaming, list[i].value);
      changed |= list[i].value != attr->dictionary.entries[i].value;
    }
    return changed ? weir_dictionary_attr(attr->context, list, count) : attr;
  }
  return attr;
}

static weir_walk_t rename_in_op(weir_op_t* op, void* user) {
  if (weir_op_is(op, WEIR_HAL_EXECUTABLE)) return WEIR_WALK_SKIP;
  op->attrs = rename_in(user, op->attrs);
  return WEIR_WALK_CONTINUE;
}

// -- the pass -----------------------------------------------------------------

static void link_backend(weir_op_t* module, const char* backend,
                         weir_arena_t* arena) {
  weir_op_list_t sources = gather(module, backend, arena);
  if (sources.count < 2) return;
  library_t library = make_library(module, &sources, backend, arena);
  link_t* links = WEIR_ARENA_ARRAY(arena, link_t, sources.count);
  for (uint32_t i = 0; i < sources.count; ++i) {
    link_executable(&library, sources.ops[i], &links[i]);
  }
  qsort(links, sources.count, sizeof(*links), by_address);
  renaming_t renaming = {.arena = arena,
                         .symbols = weir_symbol_table_create(module, arena),
                         .links = links,
                         .count = sources.count};
  weir_walk_pre_order(module, rename_in_op, &renaming);
  for (uint32_t i = 0; i < sources.count; ++i) weir_op_erase(sources.ops[i]);
}

weir_status_t weir_hal_link_executables(weir_pass_t* pass, weir_op_t* module) {
  const char* backend = weir_pass_option(pass, "target", "");
  if (backend[0] != '\0') {
    link_backend(module, backend, pass->scratch);
    return weir_ok();
  }
  weir_attr_set_t backends = {0};
  weir_op_list_t variants =
      weir_collect_ops(module, WEIR_HAL_EXECUTABLE_VARIANT, pass->scratch);
  for (uint32_t i = 0; i < variants.count; ++i) {
    weir_string_view_t name = weir_hal_executable_target_backend(
        weir_op_attr(variants.ops[i], "target"));
    weir_attr_set_add(&backends, pass->scratch,
                      weir_string_attr_sv(pass->context, name));
  }
  for (uint32_t i = 0; i < backends.count; ++i) {
    weir_string_view_t name = weir_attr_string(backends.items[i]);
    link_backend(module, weir_arena_string(pass->scratch, name.data, name.size),
                 pass->scratch);
  }
  return weir_ok();
}
