// Ops as text, and the printing half of ir/asm.h.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "compiler/text/printer_impl.h"

enum { INDENT = 2 };

// -- writing ----------------------------------------------------------------

void weir_write_n(weir_asm_printer_t* p, const char* text, size_t size) {
  if (!p->is_collecting) weir_strbuf_append(&p->out, text, size);
}

void weir_write_char(weir_asm_printer_t* p, char c) {
  weir_write_n(p, &c, 1);
}

void weir_asm_write(weir_asm_printer_t* p, const char* text) {
  weir_write_n(p, text, strlen(text));
}

void weir_asm_printf(weir_asm_printer_t* p, const char* format, ...) {
  if (p->is_collecting) return;
  va_list args;
  va_start(args, format);
  weir_strbuf_vprintf(&p->out, format, args);
  va_end(args);
}

void weir_printer_spaces(weir_asm_printer_t* p, int32_t count) {
  static const char blanks[] = "                                ";
  while (count > 0) {
    int32_t n = count < 32 ? count : 32;
    weir_write_n(p, blanks, (size_t)n);
    count -= n;
  }
}

void weir_asm_newline(weir_asm_printer_t* p) {
  weir_write_char(p, '\n');
  weir_printer_spaces(p, p->indent);
}

void weir_asm_indent(weir_asm_printer_t* p, int32_t delta) {
  p->indent += delta;
}

weir_arena_t* weir_asm_arena(weir_asm_printer_t* p) {
  return &p->arena;
}

const char* weir_printer_dialect(weir_asm_printer_t* p, const void* def) {
  const char* name = weir_address_map_get(&p->dialects, def);
  if (name != NULL) return name;
  const weir_dialect_t* dialect = weir_context_dialect_of(p->context, def);
  name = dialect != NULL ? dialect->name : "unknown";
  weir_address_map_add(&p->dialects, &p->arena, def, (void*)name);
  return name;
}

// -- regions ----------------------------------------------------------------

// The blocks that branch to each block, by the blocks' numbers.
typedef struct edges_t {
  uint32_t* starts;   // per block, into |sources|
  uint32_t* sources;  // numbers of blocks, ascending per target
} edges_t;

static edges_t find_edges(weir_asm_printer_t* p, const weir_region_t* region) {
  uint32_t blocks = 0, total = 0;
  WEIR_FOR_EACH_BLOCK(block, region) {
    ++blocks;
    if (block->last) total += block->last->successor_count;
  }
  edges_t edges = {WEIR_ARENA_ARRAY(&p->arena, uint32_t, blocks + 1),
                   WEIR_ARENA_ARRAY(&p->arena, uint32_t, total)};
  uint32_t* fill = WEIR_ARENA_ARRAY(&p->arena, uint32_t, blocks + 1);
  for (int pass = 0; pass < 2; ++pass) {
    WEIR_FOR_EACH_BLOCK(block, region) {
      const weir_op_t* last = block->last;
      for (uint32_t i = 0; last && i < last->successor_count; ++i) {
        const weir_block_t* target = last->successors[i];
        if (target->region != region) continue;
        if (pass == 0) {
          ++edges.starts[target->id + 1];
        } else {
          edges.sources[fill[target->id]++] = block->id;
        }
      }
    }
    if (pass == 1) break;
    for (uint32_t i = 0; i < blocks; ++i) {
      edges.starts[i + 1] += edges.starts[i];
      fill[i] = edges.starts[i];
    }
  }
  return edges;
}

static void print_predecessors(weir_asm_printer_t* p, const weir_block_t* block,
                               const edges_t* edges, bool is_entry) {
  uint32_t start = edges->starts[block->id];
  uint32_t count = edges->starts[block->id + 1] - start;
  if (count == 0) {
    if (!is_entry) weir_asm_write(p, "  // no predecessors");
    return;
  }
  if (count == 1) {
    weir_asm_printf(p, "  // pred: ^bb%u", edges->sources[start]);
    return;
  }
  weir_asm_printf(p, "  // %u preds: ", count);
  for (uint32_t i = 0; i < count; ++i) {
    weir_asm_printf(p, i > 0 ? ", ^bb%u" : "^bb%u", edges->sources[start + i]);
  }
}

static void print_label(weir_asm_printer_t* p, const weir_block_t* block,
                        const edges_t* edges, bool is_entry) {
  weir_printer_spaces(p, p->indent);
  weir_printer_block_name(p, block);
  for (uint32_t i = 0; i < block->argument_count; ++i) {
    const weir_value_t* argument = block->arguments[i];
    weir_asm_write(p, i > 0 ? ", " : "(");
    weir_printer_value(p, argument, true);
    weir_asm_write(p, ": ");
    weir_asm_print_type(p, argument->type);
    weir_printer_trailing_location(p, argument->location, false);
  }
  weir_asm_write(p, block->argument_count > 0 ? "):" : ":");
  if (!p->is_collecting) print_predecessors(p, block, edges, is_entry);
  weir_write_char(p, '\n');
}

static void print_ops(weir_asm_printer_t* p, const weir_block_t* block,
                      bool terminator) {
  p->indent += INDENT;
  for (const weir_op_t* op = block->first; op != NULL; op = op->next) {
    if (!terminator && op == block->last && weir_op_is_terminator(op)) break;
    weir_printer_spaces(p, p->indent);
    weir_printer_op(p, op);
    weir_write_char(p, '\n');
  }
  p->indent -= INDENT;
}

void weir_printer_region(weir_asm_printer_t* p, const weir_region_t* region,
                         bool entry_arguments, bool terminators,
                         bool empty_label) {
  if (p->options.skip_regions) {
    weir_asm_write(p, "{...}");
    return;
  }
  weir_asm_write(p, "{\n");
  if (region->first != NULL) {
    const char* outer_default = p->default_dialect;
    const weir_op_info_t* info = region->op->info;
    bool has_default =
        info != NULL && (info->def->traits & WEIR_OP_DEFAULT_DIALECT) != 0;
    p->default_dialect = has_default ? info->dialect->name : "";
    edges_t edges = {0};
    if (!p->is_collecting) edges = find_edges(p, region);
    for (const weir_block_t* block = region->first; block;
         block = block->next) {
      bool is_entry = block == region->first;
      bool label = !is_entry ||
                   (entry_arguments && block->argument_count > 0) ||
                   (empty_label && block->first == NULL);
      if (label) print_label(p, block, &edges, is_entry);
      print_ops(p, block, terminators || !is_entry);
    }
    p->default_dialect = outer_default;
  }
  weir_printer_spaces(p, p->indent);
  weir_write_char(p, '}');
}

void weir_asm_print_region(weir_asm_printer_t* p, const weir_region_t* region,
                           bool print_entry_arguments, bool print_terminator) {
  weir_printer_region(p, region, print_entry_arguments, print_terminator,
                      false);
}

void weir_asm_print_successor(weir_asm_printer_t* p, const weir_op_t* op,
                              uint32_t index) {
  weir_printer_block_name(p, op->successors[index]);
}

// -- ops --------------------------------------------------------------------

static weir_attr_t* segment_sizes(const weir_op_t* op, const uint32_t* segments,
                                  uint32_t count) {
  int32_t sizes[64];
  for (uint32_t i = 0; i < count && i < 64; ++i) {
    sizes[i] = (int32_t)segments[i];
  }
  return weir_dense_array_attr(weir_i32_type(op->context), sizes,
                               count < 64 ? count : 64);
}

// All attributes of the generic form: with the sizes of groups.
static weir_attr_t* generic_attrs(const weir_op_t* op) {
  weir_attr_t* attrs = op->attrs;
  if (op->info == NULL) return attrs;
  if (op->info->def->traits & WEIR_OP_SEGMENTS) {
    attrs = weir_dictionary_set(
        attrs, "operandSegmentSizes",
        segment_sizes(op, op->operand_segments, op->info->operand_group_count));
  }
  if (op->info->def->traits & WEIR_OP_RESULT_SEGMENTS) {
    attrs = weir_dictionary_set(
        attrs, "resultSegmentSizes",
        segment_sizes(op, op->result_segments, op->info->result_group_count));
  }
  return attrs;
}

static bool is_property(const weir_op_t* op, const weir_name_t* name) {
  if (op->info == NULL || !(op->info->def->traits & WEIR_OP_PROPERTIES)) {
    return false;
  }
  return weir_op_attr_is_inherent(op, name) ||
         strcmp(name->data, "operandSegmentSizes") == 0 ||
         strcmp(name->data, "resultSegmentSizes") == 0;
}

// The entries that are properties, or those that are not.
static void print_entries(weir_asm_printer_t* p, const weir_op_t* op,
                          const weir_attr_t* attrs, bool properties,
                          const char* open, const char* close) {
  bool any = false;
  for (uint32_t i = 0; i < attrs->dictionary.count; ++i) {
    const weir_named_attr_t* entry = &attrs->dictionary.entries[i];
    if (strcmp(entry->name->data, "<>") == 0) continue;
    if (is_property(op, entry->name) != properties) continue;
    weir_asm_write(p, any ? ", " : open);
    weir_printer_keyed(p, entry->name, entry->value);
    any = true;
  }
  if (any) weir_asm_write(p, close);
}

static void print_generic_signature(weir_asm_printer_t* p,
                                    const weir_op_t* op) {
  weir_asm_write(p, " : (");
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (i > 0) weir_asm_write(p, ", ");
    const weir_value_t* value = op->operands[i].value;
    weir_asm_print_type(p, value ? value->type : NULL);
  }
  weir_asm_write(p, ") -> ");
  bool bare =
      op->result_count == 1 && op->results[0].type->kind != WEIR_TYPE_FUNCTION;
  if (!bare) weir_asm_write(p, "(");
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (i > 0) weir_asm_write(p, ", ");
    weir_asm_print_type(p, op->results[i].type);
  }
  if (!bare) weir_asm_write(p, ")");
}

// Aliases are numbered in the order in which MLIR meets them: what is inside
// first, then types, then attributes.
static void collect_generic(weir_asm_printer_t* p, const weir_op_t* op) {
  for (uint32_t i = 0; i < op->region_count; ++i) {
    weir_printer_region(p, &op->regions[i], true, true, true);
  }
  print_generic_signature(p, op);
  const weir_attr_t* attrs = generic_attrs(op);
  for (uint32_t i = 0; i < attrs->dictionary.count; ++i) {
    weir_asm_print_attr(p, attrs->dictionary.entries[i].value);
  }
}

static void print_generic(weir_asm_printer_t* p, const weir_op_t* op) {
  if (p->is_collecting) {
    collect_generic(p, op);
    return;
  }
  weir_asm_print_string(p, weir_sv_n(op->name->data, op->name->size));
  weir_asm_write(p, "(");
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (i > 0) weir_asm_write(p, ", ");
    weir_printer_value(p, op->operands[i].value, true);
  }
  weir_asm_write(p, ")");
  for (uint32_t i = 0; i < op->successor_count; ++i) {
    weir_asm_write(p, i > 0 ? ", " : "[");
    weir_printer_block_name(p, op->successors[i]);
  }
  if (op->successor_count > 0) weir_asm_write(p, "]");
  const weir_attr_t* attrs = generic_attrs(op);
  const weir_attr_t* kept =
      op->info == NULL ? weir_dictionary_get(op->attrs, "<>") : NULL;
  if (kept != NULL) {
    weir_asm_write(p, " <");
    weir_asm_print_attr(p, kept);
    weir_asm_write(p, ">");
  }
  print_entries(p, op, attrs, true, " <{", "}>");
  for (uint32_t i = 0; i < op->region_count; ++i) {
    weir_asm_write(p, i > 0 ? ", " : " (");
    weir_printer_region(p, &op->regions[i], true, true, true);
  }
  if (op->region_count > 0) weir_asm_write(p, ")");
  print_entries(p, op, attrs, false, " {", "}");
  print_generic_signature(p, op);
}

static void print_op_name(weir_asm_printer_t* p, const weir_op_t* op) {
  const char* name = op->name->data;
  const char* dot = strchr(name, '.');
  size_t size = strlen(p->default_dialect);
  if (dot != NULL && strchr(dot + 1, '.') == NULL &&
      size == (size_t)(dot - name) &&
      memcmp(name, p->default_dialect, size) == 0) {
    name = dot + 1;
  }
  weir_asm_write(p, name);
}

void weir_printer_op_body(weir_asm_printer_t* p, const weir_op_t* op) {
  const weir_op_def_t* def = op->info ? op->info->def : NULL;
  bool custom = def != NULL && !p->options.generic &&
                (def->print != NULL || def->syntax != NULL);
  if (!custom) {
    print_generic(p, op);
    return;
  }
  print_op_name(p, op);
  if (def->print != NULL) {
    def->print(p, op);
  } else {
    weir_printer_syntax(p, op);
  }
}

static void print_result_names(weir_asm_printer_t* p, const weir_op_t* op) {
  if (op->result_count == 0 || p->is_collecting) return;
  for (uint32_t first = 0; first < op->result_count;) {
    uint32_t count = weir_printer_result_group_size(p, op, first);
    if (first > 0) weir_asm_write(p, ", ");
    weir_printer_value(p, &op->results[first], false);
    if (count > 1) weir_asm_printf(p, ":%u", count);
    first += count;
  }
  weir_asm_write(p, " = ");
}

void weir_printer_op(weir_asm_printer_t* p, const weir_op_t* op) {
  if (p->is_collecting) weir_printer_trailing_location(p, op->location, true);
  print_result_names(p, op);
  weir_printer_op_body(p, op);
  if (!p->is_collecting) weir_printer_trailing_location(p, op->location, true);
}

// -- entry points -----------------------------------------------------------

void weir_printer_init(weir_asm_printer_t* p, weir_context_t* context,
                       const weir_print_options_t* options) {
  *p = (weir_asm_printer_t){
      .context = context,
      .default_dialect = "builtin",
  };
  if (options != NULL) p->options = *options;
  p->last_resource = &p->resources;
}

char* weir_print_op(weir_op_t* op, const weir_print_options_t* options,
                    size_t* out_size) {
  weir_asm_printer_t printer;
  weir_printer_init(&printer, op->context, options);
  weir_op_t* top = op;
  while (weir_op_parent(top) != NULL) top = weir_op_parent(top);
  weir_printer_number(&printer, top);
  if (!printer.options.local_scope) {
    weir_printer_collect_aliases(&printer, op);
  }
  weir_printer_alias_definitions(&printer, false);
  weir_printer_op(&printer, op);
  weir_asm_write(&printer, "\n");
  weir_printer_alias_definitions(&printer, true);
  if (!printer.options.local_scope) weir_printer_resources(&printer);
  weir_arena_deinit(&printer.arena);
  if (out_size != NULL) *out_size = printer.out.size;
  return weir_strbuf_take(&printer.out);
}

static const char* print_one(weir_context_t* context, const weir_type_t* type,
                             const weir_attr_t* attr, weir_arena_t* arena) {
  weir_asm_printer_t printer;
  weir_printer_init(&printer, context, NULL);
  if (type != NULL) {
    weir_printer_type_body(&printer, type);
  } else {
    weir_printer_attr_body(&printer, attr, WEIR_TYPE_ALWAYS);
  }
  const char* text =
      weir_arena_string(arena, weir_strbuf_c(&printer.out), printer.out.size);
  weir_strbuf_deinit(&printer.out);
  weir_arena_deinit(&printer.arena);
  return text;
}

const char* weir_print_type(const weir_type_t* type, weir_arena_t* arena) {
  if (type == NULL) return "<<NULL TYPE>>";
  return print_one(type->context, type, NULL, arena);
}

const char* weir_print_attr(const weir_attr_t* attr, weir_arena_t* arena) {
  if (attr == NULL) return "<<NULL ATTRIBUTE>>";
  return print_one(attr->context, NULL, attr, arena);
}

const char* weir_print_value_name(const weir_value_t* value,
                                  weir_arena_t* arena) {
  weir_block_t* block = weir_value_block(value);
  weir_op_t* top = block != NULL ? block->region->op : weir_value_op(value);
  while (weir_op_parent(top) != NULL) top = weir_op_parent(top);
  weir_asm_printer_t printer;
  weir_printer_init(&printer, top->context, NULL);
  weir_printer_number(&printer, top);
  weir_printer_value(&printer, value, true);
  const char* text =
      weir_arena_string(arena, weir_strbuf_c(&printer.out), printer.out.size);
  weir_strbuf_deinit(&printer.out);
  weir_arena_deinit(&printer.arena);
  return text;
}
