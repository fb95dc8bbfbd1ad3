// Elements: dense<..>, array<..> and the trailer with the bytes of resources.
#include <stdlib.h>

#include "compiler/ir/wide_integer.h"
#include "compiler/text/lexer.h"
#include "compiler/text/printer_impl.h"

// More elements than this are printed as hexadecimal bytes.
enum { MAX_LISTED_ELEMENTS = 100 };

static void write_hex(weir_asm_printer_t* p, const uint8_t* data, size_t size) {
  static const char digits[] = "0123456789ABCDEF";
  enum { CHUNK = 4096 };
  char text[2 * CHUNK];
  while (size > 0) {
    size_t n = size < CHUNK ? size : CHUNK;
    for (size_t i = 0; i < n; ++i) {
      text[2 * i] = digits[data[i] >> 4];
      text[2 * i + 1] = digits[data[i] & 15];
    }
    weir_write_n(p, text, 2 * n);
    data += n;
    size -= n;
  }
}

static void print_integer(weir_asm_printer_t* p, const weir_type_t* type,
                          const uint8_t* data, size_t size) {
  uint32_t width = weir_type_bit_width(type);
  bool is_unsigned = type->kind == WEIR_TYPE_INTEGER &&
                     type->integer.signedness == WEIR_UNSIGNED;
  if (width > 64) {
    weir_asm_write(p,
                   weir_integer_decimal(data, width, !is_unsigned, &p->arena));
    return;
  }
  uint64_t bits = 0;
  memcpy(&bits, data, size < 8 ? size : 8);
  if (type == weir_i1_type(p->context)) {
    weir_asm_write(p, bits & 1 ? "true" : "false");
    return;
  }
  if (width < 64) bits &= ((uint64_t)1 << width) - 1;
  if (is_unsigned) {
    weir_asm_printf(p, "%llu", (unsigned long long)bits);
    return;
  }
  uint32_t shift = width > 0 && width < 64 ? 64 - width : 0;
  weir_asm_printf(p, "%lld", (long long)((int64_t)(bits << shift) >> shift));
}

static void print_scalar(weir_asm_printer_t* p, const weir_type_t* type,
                         const uint8_t* data, size_t size) {
  if (weir_type_is_float(type)) {
    uint64_t bits = 0;
    memcpy(&bits, data, size < 8 ? size : 8);
    weir_printer_float(p, type->floating, bits);
  } else {
    print_integer(p, type, data, size);
  }
}

static void print_element(weir_asm_printer_t* p, const weir_type_t* type,
                          const uint8_t* data, size_t size) {
  if (type->kind != WEIR_TYPE_COMPLEX) {
    print_scalar(p, type, data, size);
    return;
  }
  const weir_type_t* part = type->shaped.element;
  weir_asm_write(p, "(");
  print_scalar(p, part, data, size / 2);
  weir_asm_write(p, ",");
  print_scalar(p, part, data + size / 2, size / 2);
  weir_asm_write(p, ")");
}

static void print_list(weir_asm_printer_t* p, const weir_attr_t* attr,
                       const weir_type_t* element, size_t size) {
  const weir_type_t* type = attr->type;
  uint32_t rank = type->shaped.rank;
  int64_t counter[64] = {0};
  int64_t count = weir_type_element_count(type);
  uint32_t open = 0;
  for (int64_t i = 0; i < count; ++i) {
    if (i > 0) weir_asm_write(p, ", ");
    for (; open < rank; ++open) weir_asm_write(p, "[");
    print_element(p, element, attr->dense.data + (size_t)i * size, size);
    for (uint32_t d = rank; d > 0; --d) {
      if (++counter[d - 1] < type->shaped.dims[d - 1]) break;
      counter[d - 1] = 0;
      --open;
      weir_asm_write(p, "]");
    }
  }
}

static void print_packed_bits(weir_asm_printer_t* p, const weir_attr_t* attr) {
  size_t count = attr->dense.size;
  size_t size = (count + 7) / 8;
  uint8_t* packed = calloc(size ? size : 1, 1);
  if (packed == NULL) abort();
  for (size_t i = 0; i < count; ++i) {
    packed[i / 8] |= (uint8_t)((attr->dense.data[i] & 1) << i % 8);
  }
  write_hex(p, packed, size);
  free(packed);
}

void weir_printer_dense(weir_asm_printer_t* p, const weir_attr_t* attr) {
  if (p->is_collecting) return;
  weir_type_t* element = weir_type_element(attr->type);
  size_t size = weir_dense_element_bytes(element);
  int64_t count = weir_type_element_count(attr->type);
  int64_t limit = p->options.elide_elements_above;
  if (limit > 0 && count > limit && !attr->dense.splat) {
    weir_asm_write(p, "dense_resource<__elided__>");
    return;
  }
  weir_asm_write(p, "dense<");
  if (count > 0 && (attr->dense.splat || attr->type->shaped.rank == 0)) {
    print_element(p, element, attr->dense.data, size);
  } else if (count > MAX_LISTED_ELEMENTS || attr->type->shaped.rank > 64) {
    weir_asm_write(p, "\"0x");
    if (weir_type_is_integer(element, 1)) {
      print_packed_bits(p, attr);
    } else {
      write_hex(p, attr->dense.data, attr->dense.size);
    }
    weir_asm_write(p, "\"");
  } else if (count > 0) {
    print_list(p, attr, element, size);
  }
  weir_asm_write(p, ">");
}

void weir_printer_dense_array(weir_asm_printer_t* p, const weir_attr_t* attr) {
  if (p->is_collecting) return;
  weir_type_t* element = attr->dense_array.element;
  size_t size = weir_dense_element_bytes(element);
  weir_asm_write(p, "array<");
  weir_asm_print_type(p, element);
  for (uint32_t i = 0; i < attr->dense_array.count; ++i) {
    weir_asm_write(p, i > 0 ? ", " : ": ");
    print_scalar(p, element, attr->dense_array.data + i * size, size);
  }
  weir_asm_write(p, ">");
}

// By the size of the text: two digits a byte, with those of the alignment.
static bool is_elided(const weir_asm_printer_t* p, const weir_attr_t* attr) {
  int64_t limit = p->options.elide_resources_above;
  size_t size =
      2 + 2 * (sizeof(attr->resource.alignment) + attr->resource.size);
  return limit > 0 && size > (size_t)limit;
}

void weir_printer_resources(weir_asm_printer_t* p) {
  bool any = false;
  for (weir_resource_entry_t* entry = p->resources; entry;
       entry = entry->next) {
    const weir_attr_t* attr = entry->attr;
    if (attr->resource.data == NULL || is_elided(p, attr)) continue;
    if (!any) {
      weir_asm_write(p, "\n{-#\n  dialect_resources: {\n    builtin: {\n");
    } else {
      weir_asm_write(p, ",\n");
    }
    any = true;
    weir_string_view_t key =
        weir_sv_n(attr->resource.key->data, attr->resource.key->size);
    weir_asm_write(p, "      ");
    if (weir_is_bare_word(key)) {
      weir_write_n(p, key.data, key.size);
    } else {
      weir_asm_print_string(p, key);
    }
    weir_asm_write(p, ": \"0x");
    uint32_t alignment = attr->resource.alignment;
    write_hex(p, (const uint8_t*)&alignment, sizeof(alignment));
    write_hex(p, attr->resource.data, attr->resource.size);
    weir_asm_write(p, "\"");
  }
  if (any) weir_asm_write(p, "\n    }\n  }\n#-}\n");
}
