// #stream.collective and #hal.collective: the same parameters in two dialects.
#include <string.h>

#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/ir/asm.h"

// Parameters: kind, reduction (-1: none given), element.
static weir_attr_t* collective_attr(const weir_attr_def_t* def,
                                    weir_context_t* context, int64_t kind,
                                    int64_t reduction, int64_t element) {
  weir_attr_t* params[] = {weir_i64_attr(context, kind),
                           weir_i64_attr(context, reduction),
                           weir_i64_attr(context, element)};
  return weir_dialect_attr(context, def, params, 3, NULL);
}

static bool enum_word(weir_asm_parser_t* parser, const weir_enum_t* info,
                      const char* what, int64_t* out_value) {
  weir_location_t* location = weir_asm_location(parser);
  weir_string_view_t word;
  if (!weir_asm_keyword(parser, &word)) return false;
  if (weir_enum_parse(info, word, out_value)) return true;
  return weir_asm_error(parser, location, "unknown %s: %.*s", what,
                        WEIR_SV_ARGS(word));
}

static weir_attr_t* collective_parse(weir_asm_parser_t* parser,
                                     const weir_attr_def_t* def) {
  int64_t kind = 0, reduction = -1, element = 0;
  if (!weir_asm_expect(parser, "<")) return NULL;
  if (!enum_word(parser, &weir_collective_kind_enum, "collective kind",
                 &kind)) {
    return NULL;
  }
  if (weir_asm_try(parser, "with") &&
      !enum_word(parser, &weir_reduction_enum, "collective reduction operation",
                 &reduction)) {
    return NULL;
  }
  if (!weir_asm_expect(parser, ":")) return NULL;
  if (!enum_word(parser, &weir_collective_element_enum,
                 "collective element type", &element)) {
    return NULL;
  }
  if (!weir_asm_expect(parser, ">")) return NULL;
  return collective_attr(def, weir_asm_context(parser), kind, reduction,
                         element);
}

static void collective_print(weir_asm_printer_t* printer,
                             const weir_attr_t* attr) {
  weir_collective_t c;
  weir_attr_collective(attr, &c);
  weir_asm_printf(printer, "<%s", weir_collective_kind_enum.cases[c.kind].name);
  if (c.has_reduction) {
    weir_asm_printf(printer, " with %s",
                    weir_reduction_enum.cases[c.reduction].name);
  }
  weir_asm_printf(printer, " : %s>",
                  weir_collective_element_enum.cases[c.element].name);
}

const weir_attr_def_t weir_stream_collective_def = {
    .mnemonic = "collective",
    .param_count = 3,
    .parse = collective_parse,
    .print = collective_print,
};
const weir_attr_def_t weir_hal_collective_def = {
    .mnemonic = "collective",
    .param_count = 3,
    .parse = collective_parse,
    .print = collective_print,
};

weir_attr_t* weir_stream_collective_attr(weir_context_t* context,
                                         const weir_collective_t* c) {
  return collective_attr(&weir_stream_collective_def, context, c->kind,
                         c->has_reduction ? (int64_t)c->reduction : -1,
                         c->element);
}

weir_attr_t* weir_hal_collective_attr(weir_context_t* context,
                                      const weir_collective_t* c) {
  return collective_attr(&weir_hal_collective_def, context, c->kind,
                         c->has_reduction ? (int64_t)c->reduction : -1,
                         c->element);
}

bool weir_attr_collective(const weir_attr_t* attr, weir_collective_t* out) {
  memset(out, 0, sizeof(*out));
  if (!weir_attr_is_def(attr, &weir_stream_collective_def) &&
      !weir_attr_is_def(attr, &weir_hal_collective_def)) {
    return false;
  }
  weir_attr_t* const* params = attr->dialect.params;
  int64_t reduction = params[1]->integer.value;
  out->kind = (weir_collective_kind_t)params[0]->integer.value;
  out->has_reduction = reduction >= 0;
  out->reduction =
      reduction >= 0 ? (weir_reduction_t)reduction : WEIR_REDUCTION_NONE;
  out->element = (weir_collective_element_t)params[2]->integer.value;
  return true;
}

int64_t weir_collective_element_bytes(weir_collective_element_t element) {
  static const uint8_t bytes[] = {1, 1, 2, 2, 4, 4, 8, 8, 2, 4, 8, 2};
  return bytes[element];
}

bool weir_collective_element_of(const weir_type_t* type,
                                weir_collective_element_t* out_element) {
  *out_element = WEIR_COLLECTIVE_SI8;
  if (type->kind == WEIR_TYPE_FLOAT) {
    switch (type->floating) {
      case WEIR_FLOAT_F16:
        *out_element = WEIR_COLLECTIVE_F16;
        return true;
      case WEIR_FLOAT_BF16:
        *out_element = WEIR_COLLECTIVE_BF16;
        return true;
      case WEIR_FLOAT_F32:
        *out_element = WEIR_COLLECTIVE_F32;
        return true;
      case WEIR_FLOAT_F64:
        *out_element = WEIR_COLLECTIVE_F64;
        return true;
      default:
        return false;
    }
  }
  if (type->kind != WEIR_TYPE_INTEGER) return false;
  int place = 0;
  switch (type->integer.width) {
    case 8:
      place = WEIR_COLLECTIVE_SI8;
      break;
    case 16:
      place = WEIR_COLLECTIVE_SI16;
      break;
    case 32:
      place = WEIR_COLLECTIVE_SI32;
      break;
    case 64:
      place = WEIR_COLLECTIVE_SI64;
      break;
    default:
      return false;
  }
  // Signed and unsigned alternate; signless counts as unsigned.
  if (type->integer.signedness != WEIR_SIGNED) ++place;
  *out_element = (weir_collective_element_t)place;
  return true;
}

bool weir_collective_has_param(weir_collective_kind_t kind) {
  switch (kind) {
    case WEIR_COLLECTIVE_BROADCAST:
    case WEIR_COLLECTIVE_REDUCE:
    case WEIR_COLLECTIVE_SEND:
    case WEIR_COLLECTIVE_RECV:
    case WEIR_COLLECTIVE_SEND_RECV:
      return true;
    default:
      return false;
  }
}
