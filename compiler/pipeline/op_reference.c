#include "compiler/pipeline/op_reference.h"

#include "compiler/dialects/register.h"
#include "compiler/ir/op_def.h"

typedef struct trait_text_t {
  uint64_t bit;
  const char* text;
} trait_text_t;

// What a reader of a program has to know; the bits that only say how text is
// written are left out.
static const trait_text_t trait_texts[] = {
    {WEIR_OP_PURE, "no effects"},
    {WEIR_OP_EFFECT_READ, "reads memory"},
    {WEIR_OP_EFFECT_WRITE, "writes memory"},
    {WEIR_OP_EFFECT_ALLOCATE, "allocates"},
    {WEIR_OP_RECURSIVE_EFFECTS, "has the effects of its body"},
    {WEIR_OP_BUFFER_EFFECTS, "reads and writes memrefs among its operands"},
    {WEIR_OP_TERMINATOR, "ends a block"},
    {WEIR_OP_CONSTANT_LIKE, "constant"},
    {WEIR_OP_COMMUTATIVE, "commutative"},
    {WEIR_OP_ISOLATED, "its body sees nothing from outside"},
    {WEIR_OP_SYMBOL, "symbol"},
    {WEIR_OP_SYMBOL_TABLE, "holds symbols"},
    {WEIR_OP_AFFINITY, "may have an affinity"},
    {WEIR_OP_STREAMABLE, "may run in a stream"},
    {WEIR_OP_TIMELINE, "waits for and makes timepoints"},
    {WEIR_OP_TIED, "results may reuse operands"},
    {WEIR_OP_SINGLE_BLOCK, "one block"},
};

static void append_pairs(weir_strbuf_t* out, const char* title,
                         const weir_def_entry_t* entries, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    const weir_def_entry_t* entry = &entries[i];
    weir_strbuf_printf(out, "%s`%s`: %s%s", i == 0 ? title : ", ",
                       entry->name->data, entry->kind,
                       entry->optional   ? " (optional)"
                       : entry->variadic ? " (any number)"
                                         : "");
  }
  if (count > 0) weir_strbuf_append_c(out, "\n");
}

static void append_traits(weir_strbuf_t* out, const weir_op_def_t* def) {
  const char* between = "- traits: ";
  for (size_t i = 0; i < sizeof(trait_texts) / sizeof(trait_texts[0]); ++i) {
    if ((def->traits & trait_texts[i].bit) == 0) continue;
    weir_strbuf_printf(out, "%s%s", between, trait_texts[i].text);
    between = "; ";
  }
  if (between[0] == ';') weir_strbuf_append_c(out, "\n");
  if (def->parents != NULL) {
    weir_strbuf_printf(out, "- only in: %s\n", def->parents);
  }
}

static void append_op(weir_strbuf_t* out, const weir_op_info_t* info) {
  const weir_op_def_t* def = info->def;
  weir_strbuf_printf(out, "\n## %s\n\n", def->name);
  if (def->summary != NULL) weir_strbuf_printf(out, "%s\n\n", def->summary);
  if (def->syntax != NULL) {
    weir_strbuf_printf(out, "```\n%s %s\n```\n\n", def->name, def->syntax);
  } else if (def->parse != NULL) {
    weir_strbuf_append_c(out, "Has a text form of its own.\n\n");
  }
  append_pairs(out, "- operands: ", info->operands, info->operand_group_count);
  append_pairs(out, "- attributes: ", info->attrs, info->attr_count);
  append_pairs(out, "- results: ", info->results, info->result_group_count);
  append_pairs(out, "- regions: ", info->regions, info->region_group_count);
  append_pairs(out, "- successors: ", info->successors,
               info->successor_group_count);
  append_traits(out, def);
}

static void append_names(weir_strbuf_t* out, const weir_dialect_t* dialect) {
  for (uint32_t i = 0; i < dialect->type_count; ++i) {
    weir_strbuf_printf(out, "%s`!%s.%s`", i == 0 ? "\nTypes: " : ", ",
                       dialect->name, dialect->types[i]->mnemonic);
  }
  if (dialect->type_count > 0) weir_strbuf_append_c(out, "\n");
  for (uint32_t i = 0; i < dialect->attr_count; ++i) {
    weir_strbuf_printf(out, "%s`#%s.%s`", i == 0 ? "\nAttributes: " : ", ",
                       dialect->name, dialect->attrs[i]->mnemonic);
  }
  if (dialect->attr_count > 0) weir_strbuf_append_c(out, "\n");
}

static void append_dialect(const weir_context_t* context,
                           const weir_dialect_t* dialect, weir_strbuf_t* out) {
  weir_strbuf_printf(out, "# The %s dialect\n", dialect->name);
  append_names(out, dialect);
  for (uint32_t i = 0; i < dialect->op_count; ++i) {
    append_op(out, weir_context_op_by_id(context, dialect->ops[i].id));
  }
}

static void append_list(weir_strbuf_t* out) {
  uint32_t count;
  const weir_dialect_t* const* dialects = weir_all_dialects(&count);
  weir_strbuf_append_c(out,
                       "| dialect | ops | types | attributes |\n"
                       "| --- | --- | --- | --- |\n");
  for (uint32_t i = 0; i < count; ++i) {
    weir_strbuf_printf(out, "| %s | %u | %u | %u |\n", dialects[i]->name,
                       dialects[i]->op_count, dialects[i]->type_count,
                       dialects[i]->attr_count);
  }
}

weir_status_t weir_op_reference(const char* name, weir_strbuf_t* out) {
  weir_context_t* context = weir_context_create();
  weir_register_all_dialects(context);
  weir_status_t status = weir_ok();
  if (name == NULL) {
    append_list(out);
  } else {
    const weir_dialect_t* dialect =
        weir_context_dialect(context, weir_sv(name));
    if (dialect == NULL) {
      status = weir_status(
          WEIR_CODE_NOT_FOUND,
          "no dialect is called \"%s\"; `weirc ops` lists them", name);
    } else {
      append_dialect(context, dialect, out);
    }
  }
  weir_context_free(context);
  return status;
}
