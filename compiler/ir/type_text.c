// Types in messages.

#include "compiler/ir/context_impl.h"
#include "compiler/ir/diagnostic.h"

void weir_diagnostics_set_type_text(weir_context_t* context,
                                    weir_type_text_fn_t printer) {
  weir_context_diagnostics(context)->type_text = printer;
}

static const char* integer_text(const weir_type_t* type, weir_arena_t* arena) {
  static const char* const prefixes[] = {
      [WEIR_SIGNLESS] = "", [WEIR_SIGNED] = "s", [WEIR_UNSIGNED] = "u"};
  return weir_arena_format(arena, "%si%u", prefixes[type->integer.signedness],
                           type->integer.width);
}

// The class of a type: enough to tell what went wrong where no printer is set.
static const char* bare_text(const weir_type_t* type, weir_arena_t* arena) {
  switch (type->kind) {
    case WEIR_TYPE_NONE:
      return "none";
    case WEIR_TYPE_INDEX:
      return "index";
    case WEIR_TYPE_INTEGER:
      return integer_text(type, arena);
    case WEIR_TYPE_FLOAT:
      return weir_arena_format(arena, "f%u", weir_type_bit_width(type));
    case WEIR_TYPE_COMPLEX:
      return "complex";
    case WEIR_TYPE_TUPLE:
      return "tuple";
    case WEIR_TYPE_FUNCTION:
      return "function";
    case WEIR_TYPE_VECTOR:
      return "vector";
    case WEIR_TYPE_TENSOR:
    case WEIR_TYPE_UNRANKED_TENSOR:
      return "tensor";
    case WEIR_TYPE_MEMREF:
    case WEIR_TYPE_UNRANKED_MEMREF:
      return "memref";
    case WEIR_TYPE_DIALECT:
      return type->dialect.def->mnemonic;
    case WEIR_TYPE_OPAQUE:
      return type->opaque.text->data;
  }
  return "unknown";
}

const char* weir_type_text(const weir_type_t* type, weir_arena_t* arena) {
  weir_type_text_fn_t printer =
      weir_context_diagnostics(type->context)->type_text;
  return printer != NULL ? printer(type, arena) : bare_text(type, arena);
}
