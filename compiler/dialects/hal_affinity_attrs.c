// Attributes that name the places work is bound to: queues of a device that is
// there, or of one that is promised.
#include "compiler/dialects/hal_types.h"
#include "compiler/ir/asm.h"

static bool queue_bit(weir_asm_parser_t* parser, void* user) {
  weir_location_t* location = weir_asm_location(parser);
  int64_t bit = 0;
  if (!weir_asm_integer(parser, &bit)) return false;
  if (bit < 0 || bit > 63) {
    return weir_asm_error(parser, location, "queue %lld is not in 0 to 63",
                          (long long)bit);
  }
  *(uint64_t*)user |= UINT64_C(1) << bit;
  return true;
}

// `, [bits]>` or `>`.
static bool parse_queues(weir_asm_parser_t* parser, int64_t* out_mask) {
  *out_mask = WEIR_ALL_QUEUES;
  if (weir_asm_try(parser, ",")) {
    uint64_t mask = 0;
    if (!weir_asm_list(parser, "[", "]", queue_bit, &mask)) return false;
    *out_mask = (int64_t)mask;
  }
  return weir_asm_expect(parser, ">");
}

static void print_queues(weir_asm_printer_t* printer, int64_t mask) {
  if (mask != WEIR_ALL_QUEUES) {
    weir_asm_write(printer, ", [");
    bool first = true;
    for (int bit = 0; bit < 64; ++bit) {
      if (((uint64_t)mask >> bit & 1) == 0) continue;
      weir_asm_printf(printer, first ? "%d" : ", %d", bit);
      first = false;
    }
    weir_asm_write(printer, "]");
  }
  weir_asm_write(printer, ">");
}

static weir_attr_t* affinity_parse(weir_asm_parser_t* parser,
                                   const weir_attr_def_t* def) {
  (void)def;
  weir_attr_t* device = NULL;
  int64_t mask = 0;
  if (!weir_asm_expect(parser, "<")) return NULL;
  weir_location_t* location = weir_asm_location(parser);
  if (!weir_asm_attr(parser, NULL, &device)) return NULL;
  if (!weir_attr_is(device, WEIR_ATTR_SYMBOL_REF)) {
    weir_asm_error(parser, location, "expected the symbol of a device");
    return NULL;
  }
  if (!parse_queues(parser, &mask)) return NULL;
  return weir_hal_device_affinity_attr(weir_asm_context(parser), device, mask);
}

static void affinity_print(weir_asm_printer_t* printer,
                           const weir_attr_t* attr) {
  weir_asm_write(printer, "<");
  weir_asm_print_attr(printer, attr->dialect.params[0]);
  print_queues(printer, attr->dialect.params[1]->integer.value);
}

static weir_attr_t* promise_parse(weir_asm_parser_t* parser,
                                  const weir_attr_def_t* def) {
  (void)def;
  weir_attr_t* device = NULL;
  int64_t mask = 0;
  if (!weir_asm_expect(parser, "<")) return NULL;
  if (!weir_asm_symbol_name(parser, &device)) return NULL;
  if (!parse_queues(parser, &mask)) return NULL;
  return weir_hal_device_promise_attr(weir_asm_context(parser), device, mask);
}

static void promise_print(weir_asm_printer_t* printer,
                          const weir_attr_t* attr) {
  weir_asm_write(printer, "<");
  weir_asm_print_symbol(printer, weir_attr_string(attr->dialect.params[0]));
  print_queues(printer, attr->dialect.params[1]->integer.value);
}

const weir_attr_def_t weir_hal_device_affinity_def = {
    .mnemonic = "device.affinity",
    .param_count = 2,
    .parse = affinity_parse,
    .print = affinity_print,
};
const weir_attr_def_t weir_hal_device_promise_def = {
    .mnemonic = "device.promise",
    .param_count = 2,
    .parse = promise_parse,
    .print = promise_print,
};

weir_attr_t* weir_hal_device_affinity_attr(weir_context_t* context,
                                           weir_attr_t* device,
                                           int64_t queue_mask) {
  if (weir_attr_is(device, WEIR_ATTR_STRING)) {
    const weir_name_t* name = weir_name_sv(context, weir_attr_string(device));
    device = weir_symbol_attr_n(context, &name, 1);
  }
  weir_attr_t* params[] = {device, weir_i64_attr(context, queue_mask)};
  return weir_dialect_attr(context, &weir_hal_device_affinity_def, params, 2,
                           NULL);
}

weir_attr_t* weir_hal_device_promise_attr(weir_context_t* context,
                                          weir_attr_t* device,
                                          int64_t queue_mask) {
  weir_attr_t* params[] = {device, weir_i64_attr(context, queue_mask)};
  return weir_dialect_attr(context, &weir_hal_device_promise_def, params, 2,
                           NULL);
}

static bool is_place(const weir_attr_t* attr) {
  return weir_attr_is_def(attr, &weir_hal_device_affinity_def) ||
         weir_attr_is_def(attr, &weir_hal_device_promise_def);
}

weir_attr_t* weir_hal_affinity_device(const weir_attr_t* attr) {
  return is_place(attr) ? attr->dialect.params[0] : NULL;
}

int64_t weir_hal_affinity_queue_mask(const weir_attr_t* attr) {
  return is_place(attr) ? attr->dialect.params[1]->integer.value
                        : WEIR_ALL_QUEUES;
}
