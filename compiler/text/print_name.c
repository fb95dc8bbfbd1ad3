// Names of values and blocks.
//
// A region's values are numbered before those of the regions inside it; both
// counters go on into nested regions and start again from the same place in
// each sibling (not in the generic form). Names that ops suggest are made
// unique among those in sight.
#include <ctype.h>

#include "compiler/text/printer_impl.h"

// -- suggested names --------------------------------------------------------

// Characters that a name cannot have become their hexadecimal digits.
static char* sanitize(weir_asm_printer_t* p, const char* hint) {
  size_t size = strlen(hint);
  char* name = weir_arena_alloc(&p->arena, size * 2 + 2);
  size_t at = 0;
  if (isdigit((unsigned char)hint[0])) name[at++] = '_';
  for (size_t i = 0; i < size; ++i) {
    unsigned char c = (unsigned char)hint[i];
    if (isalnum(c) || c == '$' || c == '.' || c == '_' || c == '-') {
      name[at++] = (char)c;
    } else if (c == ' ') {
      name[at++] = '_';
    } else {
      static const char digits[] = "0123456789ABCDEF";
      if (c >= 16) name[at++] = digits[c >> 4];
      name[at++] = digits[c & 15];
    }
  }
  return name;
}

static weir_used_name_t* used_name(weir_asm_printer_t* p, const char* name) {
  weir_used_name_t* used = weir_text_map_get(&p->used_names, weir_sv(name), 0);
  if (used == NULL) {
    used = WEIR_ARENA_NEW(&p->arena, weir_used_name_t);
    weir_text_map_add(&p->used_names, &p->arena, weir_sv(name), 0, used);
  }
  return used;
}

static const char* make_unique(weir_asm_printer_t* p, const char* hint) {
  const char* name = sanitize(p, hint);
  const char* base = name;
  weir_used_name_t* used = used_name(p, name);
  while (used->in_use) {
    name = weir_arena_format(&p->arena, "%s_%u", base, p->next_conflict++);
    used = used_name(p, name);
  }
  used->in_use = true;
  used->next_in_region = p->region_names;
  p->region_names = used;
  return name;
}

static void set_name(weir_asm_printer_t* p, const weir_value_t* value,
                     const char* hint) {
  weir_value_name_t* name = WEIR_ARENA_NEW(&p->arena, weir_value_name_t);
  if (hint == NULL || hint[0] == '\0') {
    name->number = p->next_value++;
  } else {
    name->name = make_unique(p, hint);
  }
  weir_address_map_add(&p->values, &p->arena, value, name);
}

void weir_asm_name(weir_asm_printer_t* p, const weir_value_t* value,
                   const char* hint) {
  bool fits = value->kind == WEIR_VALUE_RESULT
                  ? value->op == p->naming_op
                  : p->naming_region != NULL &&
                        value->block->region == p->naming_region;
  if (!fits || weir_address_map_get(&p->values, value) != NULL) return;
  set_name(p, value, hint);
}

// -- numbering --------------------------------------------------------------

// Ops with several groups of results name them as their row does, unless a
// function of their own does.
static void name_result_groups(weir_asm_printer_t* p, const weir_op_t* op) {
  for (uint32_t i = 0; i < op->info->result_group_count; ++i) {
    if (weir_op_result_group_size(op, i) == 0) continue;
    uint32_t start = weir_op_result_group_start(op, i);
    set_name(p, &op->results[start], op->info->results[i].name->data);
  }
}

static void number_results(weir_asm_printer_t* p, const weir_op_t* op) {
  if (op->result_count == 0) return;
  if (op->info != NULL && !p->options.generic) {
    p->naming_op = op;
    if (op->info->def->names != NULL) {
      op->info->def->names(p, op);
    } else if (op->info->result_group_count > 1) {
      name_result_groups(p, op);
    }
    p->naming_op = NULL;
  }
  if (weir_address_map_get(&p->values, &op->results[0]) == NULL) {
    set_name(p, &op->results[0], NULL);
  }
}

static void number_block(weir_asm_printer_t* p, weir_block_t* block,
                         bool is_entry) {
  for (uint32_t i = 0; i < block->argument_count; ++i) {
    const weir_value_t* argument = block->arguments[i];
    if (weir_address_map_get(&p->values, argument) != NULL) continue;
    if (is_entry) {
      set_name(p, argument,
               weir_arena_format(&p->arena, "arg%u", p->next_argument++));
    } else {
      set_name(p, argument, NULL);
    }
  }
  WEIR_FOR_EACH_OP(op, block) {
    number_results(p, op);
  }
}

static void number_region(weir_asm_printer_t* p, weir_region_t* region) {
  uint32_t next_value = p->next_value;
  uint32_t next_argument = p->next_argument;
  uint32_t next_conflict = p->next_conflict;
  weir_used_name_t* outer_names = p->region_names;
  p->region_names = NULL;
  const weir_op_t* op = region->op;
  if (op->info != NULL && op->info->def->names != NULL && !p->options.generic) {
    p->naming_region = region;
    op->info->def->names(p, op);
    p->naming_region = NULL;
  }
  uint32_t next_block = 0;
  WEIR_FOR_EACH_BLOCK(block, region) {
    block->id = next_block++;
    number_block(p, block, block == region->first);
  }
  // The last region comes first, as MLIR's stack of regions has it: it shows
  // where numbers are not used again.
  for (weir_block_t* block = region->last; block; block = block->previous) {
    for (weir_op_t* child = block->last; child; child = child->previous) {
      for (uint32_t i = child->region_count; i > 0; --i) {
        number_region(p, &child->regions[i - 1]);
      }
    }
  }
  for (weir_used_name_t* used = p->region_names; used;
       used = used->next_in_region) {
    used->in_use = false;
  }
  p->region_names = outer_names;
  if (p->options.generic) return;  // numbers are unique there
  p->next_value = next_value;
  p->next_argument = next_argument;
  p->next_conflict = next_conflict;
}

void weir_printer_number(weir_asm_printer_t* p, weir_op_t* op) {
  number_results(p, op);
  for (uint32_t i = op->region_count; i > 0; --i) {
    number_region(p, &op->regions[i - 1]);
  }
}

// -- writing ----------------------------------------------------------------

static void write_name(weir_asm_printer_t* p, const weir_value_name_t* name) {
  weir_write_char(p, '%');
  if (name == NULL) {
    weir_asm_write(p, "<<UNKNOWN SSA VALUE>>");
  } else if (name->name != NULL) {
    weir_asm_write(p, name->name);
  } else {
    weir_asm_printf(p, "%u", name->number);
  }
}

uint32_t weir_printer_result_group_size(weir_asm_printer_t* p,
                                        const weir_op_t* op, uint32_t first) {
  uint32_t end = first + 1;
  while (end < op->result_count &&
         weir_address_map_get(&p->values, &op->results[end]) == NULL) {
    ++end;
  }
  return end - first;
}

// For each result of |op| the first one of its group. Ops such as packs have as
// many results as a program has values, so it is found out once.
static const uint32_t* group_starts(weir_asm_printer_t* p,
                                    const weir_op_t* op) {
  uint32_t* starts = weir_address_map_get(&p->groups, op);
  if (starts != NULL) return starts;
  starts = WEIR_ARENA_ARRAY(&p->arena, uint32_t, op->result_count);
  for (uint32_t i = 1; i < op->result_count; ++i) {
    bool is_named = weir_address_map_get(&p->values, &op->results[i]) != NULL;
    starts[i] = is_named ? i : starts[i - 1];
  }
  weir_address_map_add(&p->groups, &p->arena, op, starts);
  return starts;
}

void weir_printer_value(weir_asm_printer_t* p, const weir_value_t* value,
                        bool with_number) {
  if (p->is_collecting) return;
  if (value == NULL) {
    weir_asm_write(p, "<<NULL VALUE>>");
    return;
  }
  if (value->kind == WEIR_VALUE_ARGUMENT || value->op->result_count == 1) {
    write_name(p, weir_address_map_get(&p->values, value));
    return;
  }
  // The name of a group stands at its first result.
  const weir_op_t* op = value->op;
  const uint32_t* starts = group_starts(p, op);
  uint32_t first = starts[value->index];
  const weir_value_name_t* name =
      weir_address_map_get(&p->values, &op->results[first]);
  write_name(p, name);
  bool is_group = first + 1 < op->result_count && starts[first + 1] == first;
  if (with_number && name != NULL && is_group) {
    weir_asm_printf(p, "#%u", value->index - first);
  }
}

void weir_printer_block_name(weir_asm_printer_t* p, const weir_block_t* block) {
  weir_asm_printf(p, "^bb%u", block->id);
}

void weir_asm_print_value(weir_asm_printer_t* p, const weir_value_t* value) {
  weir_printer_value(p, value, true);
}

void weir_asm_print_values(weir_asm_printer_t* p, const weir_op_t* op,
                           uint32_t group) {
  uint32_t start = weir_op_operand_group_start(op, group);
  uint32_t count = weir_op_operand_group_size(op, group);
  for (uint32_t i = 0; i < count; ++i) {
    if (i > 0) weir_asm_write(p, ", ");
    weir_printer_value(p, op->operands[start + i].value, true);
  }
}
