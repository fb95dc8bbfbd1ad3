// Locations.
#include "compiler/text/printer_impl.h"

void weir_asm_print_argument_location(weir_asm_printer_t* p,
                                      const weir_value_t* value) {
  weir_printer_trailing_location(p, value->location, false);
}

static void print_nested(weir_asm_printer_t* p, const weir_attr_t* location) {
  if (p->is_collecting) {
    weir_printer_visit(p, location, false, WEIR_TYPE_ALWAYS);
  } else if (!weir_printer_try_alias(p, location)) {
    weir_printer_location(p, location);
  }
}

static void print_quoted(weir_asm_printer_t* p, const weir_name_t* name) {
  weir_asm_print_string(p, weir_sv_n(name->data, name->size));
}

// What stands in the parentheses of loc(..).
void weir_printer_location(weir_asm_printer_t* p, const weir_attr_t* attr) {
  switch (attr->location.kind) {
    case WEIR_LOCATION_UNKNOWN:
      weir_asm_write(p, "unknown");
      return;
    case WEIR_LOCATION_FILE:
      print_quoted(p, attr->location.name);
      weir_asm_printf(p, ":%u:%u", attr->location.line, attr->location.column);
      return;
    case WEIR_LOCATION_NAME:
      print_quoted(p, attr->location.name);
      if (attr->location.child_count > 0 &&
          attr->location.children[0]->location.kind != WEIR_LOCATION_UNKNOWN) {
        weir_asm_write(p, "(");
        print_nested(p, attr->location.children[0]);
        weir_asm_write(p, ")");
      }
      return;
    case WEIR_LOCATION_CALLSITE:
      weir_asm_write(p, "callsite(");
      print_nested(p, attr->location.children[0]);
      weir_asm_write(p, " at ");
      print_nested(p, attr->location.children[1]);
      weir_asm_write(p, ")");
      return;
    case WEIR_LOCATION_FUSED:
      weir_asm_write(p, "fused");
      if (attr->location.metadata != NULL) {
        weir_asm_write(p, "<");
        weir_asm_print_attr(p, attr->location.metadata);
        weir_asm_write(p, ">");
      }
      weir_asm_write(p, "[");
      for (uint32_t i = 0; i < attr->location.child_count; ++i) {
        if (i > 0) weir_asm_write(p, ", ");
        print_nested(p, attr->location.children[i]);
      }
      weir_asm_write(p, "]");
      return;
  }
}

void weir_printer_trailing_location(weir_asm_printer_t* p,
                                    const weir_location_t* location,
                                    bool allow_alias) {
  if (!p->options.debug_info) return;
  if (p->is_collecting) {
    p->alias_defer = allow_alias;
    weir_printer_visit(p, location, false, WEIR_TYPE_ALWAYS);
    p->alias_defer = false;
    return;
  }
  weir_asm_write(p, " loc(");
  if (!allow_alias || !weir_printer_try_alias(p, location)) {
    weir_printer_location(p, location);
  }
  weir_asm_write(p, ")");
}
