// Holds one op against its table row. Messages are worded as MLIR's.

#include <string.h>

#include "compiler/ir/diagnostic.h"
#include "compiler/ir/ir_impl.h"
#include "compiler/ir/verify.h"

// -- attributes -------------------------------------------------------------

static bool verify_attrs(weir_op_t* op) {
  bool ok = true;
  for (uint32_t i = 0; i < op->info->attr_count; ++i) {
    const weir_def_entry_t* entry = &op->info->attrs[i];
    const char* name = entry->name->data;
    weir_attr_t* attr = weir_op_attr(op, name);
    if (attr == NULL) {
      // A unit attribute is a flag: absence is one of its two values.
      if (entry->optional || strcmp(entry->kind, "unitAttr") == 0) continue;
      ok = weir_op_error(op, "requires attribute '%s'", name);
    } else if (!weir_attr_fits_kind(attr, entry->kind)) {
      ok = weir_op_error(op, "attribute '%s' failed to satisfy constraint: %s",
                         name, weir_attr_kind_summary(entry->kind));
    }
  }
  return ok;
}

// Attributes "dialect.name" are checked by their dialect wherever they stand.
static bool verify_discardable_attrs(weir_op_t* op) {
  bool ok = true;
  for (uint32_t i = 0; i < op->attrs->dictionary.count; ++i) {
    weir_named_attr_t entry = op->attrs->dictionary.entries[i];
    const char* dot = memchr(entry.name->data, '.', entry.name->size);
    if (dot == NULL) continue;
    const weir_dialect_t* dialect = weir_context_dialect(
        op->context,
        weir_sv_n(entry.name->data, (size_t)(dot - entry.name->data)));
    if (dialect == NULL || dialect->verify_attr == NULL) continue;
    ok = dialect->verify_attr(op, entry.name, entry.value) && ok;
  }
  return ok;
}

// -- operands and results ---------------------------------------------------

static bool has_open_group(const weir_def_entry_t* entries, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    if (entries[i].variadic || entries[i].optional) return true;
  }
  return false;
}

static bool verify_operand_counts(weir_op_t* op) {
  const weir_op_info_t* info = op->info;
  uint32_t count = info->operand_group_count;
  if (!has_open_group(info->operands, count)) {
    if (op->operand_count == count) return true;
    if (count == 0) return weir_op_error(op, "requires zero operands");
    if (count == 1) return weir_op_error(op, "requires a single operand");
    return weir_op_error(op, "expected %u operands, but found %u", count,
                         op->operand_count);
  }
  bool ok = true;
  uint32_t start = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const weir_def_entry_t* entry = &info->operands[i];
    uint32_t size = op->operand_segments[i];
    if (entry->optional && size > 1) {
      ok = weir_op_error(op,
                         "operand group starting at #%u requires 0 or 1 "
                         "element, but found %u",
                         start, size);
    } else if (!entry->variadic && !entry->optional && size != 1) {
      ok = weir_op_error(
          op, "operand group starting at #%u requires 1 element, but found %u",
          start, size);
    }
    start += size;
  }
  return ok;
}

static bool verify_result_counts(weir_op_t* op) {
  const weir_op_info_t* info = op->info;
  uint32_t count = info->result_group_count;
  if (!has_open_group(info->results, count)) {
    if (op->result_count == count) return true;
    if (count == 0) return weir_op_error(op, "requires zero results");
    if (count == 1) return weir_op_error(op, "requires one result");
    return weir_op_error(op, "expected %u results", count);
  }
  bool ok = true;
  uint32_t start = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const weir_def_entry_t* entry = &info->results[i];
    uint32_t size = op->result_segments[i];
    if (entry->optional && size > 1) {
      ok = weir_op_error(op,
                         "result group starting at #%u requires 0 or 1 "
                         "element, but found %u",
                         start, size);
    } else if (!entry->variadic && !entry->optional && size != 1) {
      ok = weir_op_error(
          op, "result group starting at #%u requires 1 element, but found %u",
          start, size);
    }
    start += size;
  }
  return ok;
}

static bool kind_error(const weir_op_t* op, const char* what, uint32_t index,
                       const weir_def_entry_t* entry, const weir_type_t* type) {
  weir_arena_t scratch = {0};
  weir_op_error(op, "%s #%u must be %s%s, but got '%s'", what, index,
                entry->variadic ? "variadic of " : "",
                weir_kind_summary(entry->kind, op->info, op->context, &scratch),
                weir_type_text(type, &scratch));
  weir_arena_deinit(&scratch);
  return false;
}

static bool verify_kinds(weir_op_t* op) {
  bool ok = true;
  const weir_op_info_t* info = op->info;
  uint32_t index = 0;
  for (uint32_t i = 0; i < info->operand_group_count; ++i) {
    const weir_def_entry_t* entry = &info->operands[i];
    for (uint32_t j = 0; j < op->operand_segments[i]; ++j, ++index) {
      weir_value_t* value = op->operands[index].value;
      if (value == NULL) {
        ok = weir_op_error(op, "null operand found");
      } else if (!weir_type_fits_kind(value->type, entry->kind, info)) {
        ok = kind_error(op, "operand", index, entry, value->type);
      }
    }
  }
  index = 0;
  for (uint32_t i = 0; i < info->result_group_count; ++i) {
    const weir_def_entry_t* entry = &info->results[i];
    for (uint32_t j = 0; j < op->result_segments[i]; ++j, ++index) {
      if (!weir_type_fits_kind(op->results[index].type, entry->kind, info)) {
        ok = kind_error(op, "result", index, entry, op->results[index].type);
      }
    }
  }
  return ok;
}

// -- same types -------------------------------------------------------------

// One operand or result group as a run of values.
typedef struct run_t {
  const weir_op_t* op;
  bool is_result, is_variadic;
  uint32_t start, count;
} run_t;

static weir_type_t* run_type(const run_t* run, uint32_t index) {
  return run->is_result ? run->op->results[run->start + index].type
                        : run->op->operands[run->start + index].value->type;
}

static bool find_run(const weir_op_t* op, const char* name, size_t size,
                     run_t* out_run) {
  const weir_op_info_t* info = op->info;
  for (uint32_t pass = 0; pass < 2; ++pass) {
    const weir_def_entry_t* entries =
        pass == 0 ? info->operands : info->results;
    uint32_t count =
        pass == 0 ? info->operand_group_count : info->result_group_count;
    const uint32_t* segments =
        pass == 0 ? op->operand_segments : op->result_segments;
    uint32_t start = 0;
    for (uint32_t i = 0; i < count; ++i) {
      if (entries[i].name->size == size &&
          memcmp(entries[i].name->data, name, size) == 0) {
        *out_run =
            (run_t){op, pass == 1, entries[i].variadic, start, segments[i]};
        return true;
      }
      start += segments[i];
    }
  }
  return false;
}

// Two variadic groups agree place by place; all else is one type throughout.
static bool runs_agree(const run_t* first, const run_t* other) {
  if (first->is_variadic && other->is_variadic &&
      (first->start != other->start || first->is_result != other->is_result)) {
    if (first->count != other->count) return false;
    for (uint32_t i = 0; i < first->count; ++i) {
      if (run_type(first, i) != run_type(other, i)) return false;
    }
    return true;
  }
  for (uint32_t i = 0; i < other->count; ++i) {
    if (first->count == 0 || run_type(other, i) != run_type(first, 0)) {
      return first->count == 0;
    }
  }
  return true;
}

static bool verify_same_type_set(const weir_op_t* op, const char* set,
                                 size_t size) {
  const char* end = set + size;
  run_t first = {0};
  bool has_first = false, ok = true;
  for (const char* name = set; name < end && ok;) {
    const char* comma = memchr(name, ',', (size_t)(end - name));
    size_t length = (size_t)((comma != NULL ? comma : end) - name);
    run_t run;
    if (find_run(op, name, length, &run)) {
      // A list is of one type throughout only where it stands alone.
      bool has_others = !has_first && name + length < end;
      if (!has_first) first = run;
      has_first = true;
      ok = has_others || runs_agree(&first, &run);
    }
    name += length + 1;
  }
  if (ok) return true;
  char names[256];
  size_t n = 0;
  for (const char* c = set; c < end && n + 3 < sizeof(names); ++c) {
    names[n++] = *c;
    if (*c == ',') names[n++] = ' ';
  }
  names[n] = '\0';
  return weir_op_error(op, "failed to verify that all of {%s} have same type",
                       names);
}

static bool verify_same_types(weir_op_t* op) {
  const char* sets = op->info->def->same_type;
  bool ok = true;
  while (sets != NULL && *sets != '\0') {
    size_t size = strcspn(sets, ";");
    ok = verify_same_type_set(op, sets, size) && ok;
    sets += size + (sets[size] == ';');
  }
  if (op->info->def->same_type != NULL ||
      !weir_op_has_trait(op, WEIR_OP_SAME_TYPE)) {
    return ok;
  }
  weir_type_t* type = op->operand_count != 0  ? op->operands[0].value->type
                      : op->result_count != 0 ? op->results[0].type
                                              : NULL;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    ok = ok && op->operands[i].value->type == type;
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    ok = ok && op->results[i].type == type;
  }
  return ok || weir_op_error(
                   op, "requires the same type for all operands and results");
}

// -- regions, successors, parent --------------------------------------------

static uint32_t count_blocks(const weir_region_t* region) {
  uint32_t count = 0;
  WEIR_FOR_EACH_BLOCK(block, region) {
    ++count;
  }
  return count;
}

static bool verify_regions(weir_op_t* op) {
  const weir_op_info_t* info = op->info;
  uint32_t count = info->region_group_count;
  bool is_open = count != 0 && info->regions[count - 1].variadic;
  if (is_open ? op->region_count < count - 1 : op->region_count != count) {
    if (is_open) {
      return weir_op_error(op, "expected %u or more regions", count - 1);
    }
    if (count == 0) return weir_op_error(op, "requires zero regions");
    if (count == 1) return weir_op_error(op, "requires one region");
    return weir_op_error(op, "expected %u regions", count);
  }
  bool ok = true;
  for (uint32_t i = 0; i < op->region_count; ++i) {
    const weir_def_entry_t* entry = &info->regions[i < count ? i : count - 1];
    uint32_t blocks = count_blocks(&op->regions[i]);
    if (strcmp(entry->kind, "one") == 0 && blocks != 1) {
      ok = weir_op_error(op,
                         "region #%u ('%s') failed to verify constraint: "
                         "region with 1 blocks",
                         i, entry->name->data);
    } else if (weir_op_has_trait(op, WEIR_OP_SINGLE_BLOCK) && blocks > 1) {
      ok = weir_op_error(op, "expects region #%u to have 0 or 1 blocks", i);
    }
  }
  return ok;
}

static bool verify_successors(weir_op_t* op) {
  const weir_op_info_t* info = op->info;
  uint32_t count = info->successor_group_count;
  bool is_open = count != 0 && info->successors[count - 1].variadic;
  if (is_open ? op->successor_count < count - 1
              : op->successor_count != count) {
    return weir_op_error(op, "requires %s%u successor%s but found %u",
                         is_open ? "at least " : "",
                         is_open ? count - 1 : count, count == 1 ? "" : "s",
                         op->successor_count);
  }
  bool ok = true;
  for (uint32_t i = 0; i < op->successor_count; ++i) {
    if (weir_op_successor_group(op, i) < 0) continue;
    const weir_block_t* block = op->successors[i];
    uint32_t start, given;
    weir_op_successor_operands(op, i, &start, &given);
    if (given != block->argument_count) {
      ok = weir_op_error(op,
                         "branch has %u operands for successor #%u, but "
                         "target block has %u",
                         given, i, block->argument_count);
      continue;
    }
    for (uint32_t j = 0; j < given; ++j) {
      if (op->operands[start + j].value->type == block->arguments[j]->type) {
        continue;
      }
      ok = weir_op_error(
          op, "type mismatch for bb argument #%u of successor #%u", j, i);
    }
  }
  return ok;
}

static bool name_is_among(const char* names, const weir_name_t* name) {
  while (*names != '\0') {
    size_t size = strcspn(names, " ");
    if (size == name->size && memcmp(names, name->data, size) == 0) return true;
    names += size;
    while (*names == ' ') ++names;
  }
  return false;
}

static bool verify_parent(weir_op_t* op, weir_arena_t* scratch) {
  const char* parents = op->info->def->parents;
  const weir_op_t* parent = weir_op_parent(op);
  if (parents == NULL || op->block == NULL) return true;
  if (parent != NULL && name_is_among(parents, parent->name)) return true;
  if (strchr(parents, ' ') == NULL) {
    return weir_op_error(op, "expects parent op '%s'", parents);
  }
  const char* list = "";
  for (const char* name = parents; *name != '\0';) {
    size_t size = strcspn(name, " ");
    list = weir_arena_format(scratch, "%s%s%.*s", list,
                             name == parents ? "" : ", ", (int)size, name);
    name += size;
    while (*name == ' ') ++name;
  }
  return weir_op_error(op, "expects parent op to be one of '%s'", list);
}

bool weir_verify_row(weir_op_t* op, weir_arena_t* scratch) {
  bool ok = verify_discardable_attrs(op);
  if (op->info == NULL) return ok;
  bool counts_fit = verify_operand_counts(op);
  counts_fit = verify_result_counts(op) && counts_fit;
  ok = verify_parent(op, scratch) && ok;
  ok = verify_attrs(op) && ok;
  ok = verify_regions(op) && ok;
  if (!counts_fit || !verify_kinds(op)) return false;
  ok = verify_same_types(op) && ok;
  return verify_successors(op) && ok;
}
