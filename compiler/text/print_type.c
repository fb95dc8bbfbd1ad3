// Types.
#include "compiler/text/printer_impl.h"

static const char* const float_names[] = {
    [WEIR_FLOAT_F16] = "f16",
    [WEIR_FLOAT_BF16] = "bf16",
    [WEIR_FLOAT_F32] = "f32",
    [WEIR_FLOAT_F64] = "f64",
    [WEIR_FLOAT_F8E5M2] = "f8E5M2",
    [WEIR_FLOAT_F8E4M3FN] = "f8E4M3FN",
    [WEIR_FLOAT_F8E5M2FNUZ] = "f8E5M2FNUZ",
    [WEIR_FLOAT_F8E4M3FNUZ] = "f8E4M3FNUZ",
    [WEIR_FLOAT_F8E4M3B11FNUZ] = "f8E4M3B11FNUZ",
    [WEIR_FLOAT_TF32] = "tf32",
    [WEIR_FLOAT_F80] = "f80",
    [WEIR_FLOAT_F128] = "f128",
};

static void print_types(weir_asm_printer_t* p, weir_type_t* const* types,
                        uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    if (i > 0) weir_asm_write(p, ", ");
    weir_asm_print_type(p, types[i]);
  }
}

void weir_printer_result_types(weir_asm_printer_t* p, weir_type_t* const* types,
                               uint32_t count) {
  bool bare = count == 1 && types[0]->kind != WEIR_TYPE_FUNCTION;
  if (!bare) weir_asm_write(p, "(");
  print_types(p, types, count);
  if (!bare) weir_asm_write(p, ")");
}

static void print_dims(weir_asm_printer_t* p, const weir_type_t* type) {
  for (uint32_t i = 0; i < type->shaped.rank; ++i) {
    bool scalable = type->shaped.scalable != NULL && type->shaped.scalable[i];
    if (type->shaped.dims[i] == WEIR_DYNAMIC) {
      weir_asm_write(p, "?x");
    } else {
      weir_asm_printf(p, scalable ? "[%lld]x" : "%lldx",
                      (long long)type->shaped.dims[i]);
    }
  }
}

static void print_shaped(weir_asm_printer_t* p, const weir_type_t* type) {
  bool is_memref = false;
  switch (type->kind) {
    case WEIR_TYPE_VECTOR:
      weir_asm_write(p, "vector<");
      break;
    case WEIR_TYPE_TENSOR:
      weir_asm_write(p, "tensor<");
      break;
    case WEIR_TYPE_UNRANKED_TENSOR:
      weir_asm_write(p, "tensor<*x");
      break;
    case WEIR_TYPE_UNRANKED_MEMREF:
      weir_asm_write(p, "memref<*x");
      is_memref = true;
      break;
    default:
      weir_asm_write(p, "memref<");
      is_memref = true;
      break;
  }
  print_dims(p, type);
  weir_asm_print_type(p, type->shaped.element);
  if (type->kind != WEIR_TYPE_VECTOR && type->shaped.encoding != NULL) {
    weir_asm_write(p, ", ");
    weir_asm_print_attr(p, type->shaped.encoding);
  }
  if (is_memref && type->shaped.space != NULL) {
    weir_asm_write(p, ", ");
    weir_printer_attr(p, type->shaped.space, WEIR_TYPE_IF_NEEDED);
  }
  weir_asm_write(p, ">");
}

void weir_printer_type_body(weir_asm_printer_t* p, const weir_type_t* type) {
  switch (type->kind) {
    case WEIR_TYPE_NONE:
      weir_asm_write(p, "none");
      return;
    case WEIR_TYPE_INDEX:
      weir_asm_write(p, "index");
      return;
    case WEIR_TYPE_INTEGER:
      if (type->integer.signedness == WEIR_SIGNED) weir_asm_write(p, "s");
      if (type->integer.signedness == WEIR_UNSIGNED) weir_asm_write(p, "u");
      weir_asm_printf(p, "i%u", type->integer.width);
      return;
    case WEIR_TYPE_FLOAT:
      weir_asm_write(p, float_names[type->floating]);
      return;
    case WEIR_TYPE_COMPLEX:
      weir_asm_write(p, "complex<");
      weir_asm_print_type(p, type->shaped.element);
      weir_asm_write(p, ">");
      return;
    case WEIR_TYPE_TUPLE:
      weir_asm_write(p, "tuple<");
      print_types(p, type->tuple.elements, type->tuple.count);
      weir_asm_write(p, ">");
      return;
    case WEIR_TYPE_FUNCTION:
      weir_asm_write(p, "(");
      print_types(p, type->function.inputs, type->function.input_count);
      weir_asm_write(p, ") -> ");
      weir_printer_result_types(p, type->function.results,
                                type->function.result_count);
      return;
    case WEIR_TYPE_VECTOR:
    case WEIR_TYPE_TENSOR:
    case WEIR_TYPE_UNRANKED_TENSOR:
    case WEIR_TYPE_MEMREF:
    case WEIR_TYPE_UNRANKED_MEMREF:
      print_shaped(p, type);
      return;
    case WEIR_TYPE_DIALECT:
      weir_asm_printf(p, "!%s.%s", weir_printer_dialect(p, type->dialect.def),
                      type->dialect.def->mnemonic);
      if (type->dialect.def->print) type->dialect.def->print(p, type);
      return;
    case WEIR_TYPE_OPAQUE: {
      bool has_body = type->opaque.text->data[0] == '<';
      weir_asm_printf(p, "!%s%s%s", type->opaque.dialect->data,
                      has_body ? "" : ".", type->opaque.text->data);
      return;
    }
  }
}

void weir_asm_print_type(weir_asm_printer_t* p, const weir_type_t* type) {
  if (type == NULL) {
    weir_asm_write(p, "<<NULL TYPE>>");
  } else if (p->is_collecting) {
    weir_printer_visit(p, type, true, WEIR_TYPE_ALWAYS);
  } else {
    weir_printer_type_body(p, type);
  }
}
