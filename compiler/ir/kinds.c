// The words of the op tables for sets of types and attributes.

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/ir/diagnostic.h"
#include "compiler/ir/ir_impl.h"
#include "compiler/ir/verify.h"

// -- types of builtin kinds -------------------------------------------------

static bool is_any(const weir_type_t* type) {
  (void)type;
  return true;
}

static bool is_float(const weir_type_t* type) {
  return weir_type_is_float(type);
}

static bool is_complex(const weir_type_t* type) {
  return type->kind == WEIR_TYPE_COMPLEX;
}

static bool is_any_integer(const weir_type_t* type) {
  return type->kind == WEIR_TYPE_INTEGER;
}

static bool is_signless(const weir_type_t* type) {
  return weir_type_is_signless_integer(type);
}

static bool is_signless_or_index(const weir_type_t* type) {
  return is_signless(type) || weir_type_is_index(type);
}

// The type itself or, of a vector or tensor, its element.
static const weir_type_t* scalar_of(const weir_type_t* type) {
  if (type->kind == WEIR_TYPE_VECTOR || weir_type_is_tensor(type)) {
    return type->shaped.element;
  }
  return type;
}

static bool is_signless_like(const weir_type_t* type) {
  return is_signless_or_index(scalar_of(type));
}

static bool is_float_like(const weir_type_t* type) {
  return is_float(scalar_of(type));
}

static bool is_int_or_index(const weir_type_t* type) {
  return is_any_integer(type) || weir_type_is_index(type);
}

static bool is_primitive(const weir_type_t* type) {
  return is_int_or_index(type) || is_float(type);
}

static bool is_signless_primitive(const weir_type_t* type) {
  return is_signless_or_index(type) || is_float(type) || is_complex(type);
}

static bool is_any_primitive(const weir_type_t* type) {
  return is_primitive(type) || is_complex(type);
}

static bool is_element(const weir_type_t* type) {
  return is_signless(type) || is_float(type);
}

static bool is_ranked_tensor(const weir_type_t* type) {
  return weir_type_is_ranked_tensor(type);
}

static bool is_tensor_with_dims(const weir_type_t* type) {
  return is_ranked_tensor(type) && type->shaped.rank > 0;
}

static bool is_tensor(const weir_type_t* type) {
  return weir_type_is_tensor(type);
}

static bool is_vector(const weir_type_t* type) {
  return type->kind == WEIR_TYPE_VECTOR;
}

static bool is_memref(const weir_type_t* type) {
  return type->kind == WEIR_TYPE_MEMREF ||
         type->kind == WEIR_TYPE_UNRANKED_MEMREF;
}

static bool is_shaped(const weir_type_t* type) {
  return weir_type_is_shaped(type);
}

static bool has_width(const weir_type_t* type, uint32_t low, uint32_t high) {
  return is_signless(type) && type->integer.width >= low &&
         type->integer.width <= high &&
         (type->integer.width & (type->integer.width - 1)) == 0;
}

static bool is_i8_to_i32(const weir_type_t* type) {
  return has_width(type, 8, 32);
}

static bool is_i8_to_i64(const weir_type_t* type) {
  return has_width(type, 8, 64);
}

typedef struct type_kind_t {
  const char* word;
  const char* dialect;  // of the op that says the word; NULL: any
  bool (*fits)(const weir_type_t* type);
  const char* summary;
} type_kind_t;

// Sorted by word; a row for one dialect stands before that for any.
static const type_kind_t type_kinds[] = {
    {"anyComplex", NULL, is_complex, "complex-type"},
    {"anyFloat", NULL, is_float, "floating-point"},
    {"anyInteger", NULL, is_any_integer, "integer"},
    {"anyMemRef", NULL, is_memref, "memref of any type values"},
    {"anyNon0RankedTensor", NULL, is_tensor_with_dims,
     "non-0-ranked.tensor of any type values"},
    {"anyRankedTensor", NULL, is_ranked_tensor,
     "ranked tensor of any type values"},
    {"anyShaped", NULL, is_shaped, "shaped of any type values"},
    {"anyTensor", NULL, is_tensor, "tensor of any type values"},
    {"anyType", NULL, is_any, "any type"},
    {"anyVector", NULL, is_vector, "vector of any type values"},
    {"element", NULL, is_element, "signless-integer-or-float"},
    {"fillPattern", NULL, is_primitive, "integer, float or index"},
    {"fillPatternType", "stream", is_i8_to_i64,
     "8-bit signless integer or 16-bit signless integer or 32-bit signless "
     "integer or 64-bit signless integer"},
    {"fillPatternType", NULL, is_i8_to_i32,
     "8-bit signless integer or 16-bit signless integer or 32-bit signless "
     "integer"},
    {"floatLike", NULL, is_float_like, "floating-point-like"},
    {"nativeFillPatternType", NULL, is_i8_to_i32,
     "8-bit signless integer or 16-bit signless integer or 32-bit signless "
     "integer"},
    {"primitive", NULL, is_primitive, "index or integer or floating-point"},
    {"primitiveType", "stream", is_any_primitive,
     "index or integer or floating-point or complex-type"},
    {"primitiveType", NULL, is_signless_primitive,
     "index or signless integer or floating-point or complex-type"},
    {"range", NULL, is_int_or_index, "index or integer"},
    {"signlessIntegerLike", NULL, is_signless_like, "signless-integer-like"},
    {"signlessIntegerOrIndex", NULL, is_signless_or_index,
     "signless integer or index"},
    {"tensor", NULL, is_ranked_tensor, "ranked tensor of any type values"},
};

static const type_kind_t* find_type_kind(const char* word, size_t size,
                                         const weir_op_info_t* info) {
  size_t low = 0, high = sizeof(type_kinds) / sizeof(type_kinds[0]);
  while (low < high) {
    size_t middle = (low + high) / 2;
    const char* other = type_kinds[middle].word;
    int order = strncmp(other, word, size);
    if (order == 0 && other[size] != '\0') order = 1;
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const type_kind_t* end =
      type_kinds + sizeof(type_kinds) / sizeof(type_kinds[0]);
  for (const type_kind_t* kind = type_kinds + low; kind < end; ++kind) {
    if (strncmp(kind->word, word, size) != 0 || kind->word[size] != '\0') break;
    if (kind->dialect == NULL ||
        (info != NULL && strcmp(kind->dialect, info->dialect->name) == 0)) {
      return kind;
    }
  }
  return NULL;
}

// -- kinds of one builtin type ----------------------------------------------

typedef enum scalar_t {
  SCALAR_NONE,
  SCALAR_INDEX,
  SCALAR_I32,
  SCALAR_I64
} scalar_t;

static bool word_is(const char* word, size_t size, const char* other) {
  return strlen(other) == size && memcmp(word, other, size) == 0;
}

static scalar_t scalar_of_word(const char* word, size_t size) {
  static const struct {
    const char* word;
    scalar_t scalar;
  } words[] = {
      {"deviceQueueAffinity", SCALAR_I64},
      {"deviceQueuePool", SCALAR_I64},
      {"dim", SCALAR_INDEX},
      {"elementType", SCALAR_I32},
      {"encodingType", SCALAR_I32},
      {"index", SCALAR_INDEX},
      {"offset", SCALAR_INDEX},
      {"ordinal", SCALAR_INDEX},
      {"size", SCALAR_INDEX},
      {"status", SCALAR_I32},
  };
  for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); ++i) {
    if (word_is(word, size, words[i].word)) return words[i].scalar;
  }
  return SCALAR_NONE;
}

// "i8", "si16", "f32", "bf16": the width, 0 if it is no such word.
static uint32_t numbered_word(const char* word, size_t size,
                              const char* prefix) {
  size_t n = strlen(prefix);
  if (size <= n || memcmp(word, prefix, n) != 0) return 0;
  uint32_t width = 0;
  for (size_t i = n; i < size; ++i) {
    if (!isdigit((unsigned char)word[i]) || width > 100000) return 0;
    width = width * 10 + (uint32_t)(word[i] - '0');
  }
  return width;
}

static weir_type_t* builtin_type(weir_context_t* context, const char* word,
                                 size_t size) {
  switch (scalar_of_word(word, size)) {
    case SCALAR_INDEX:
      return weir_index_type(context);
    case SCALAR_I32:
      return weir_i32_type(context);
    case SCALAR_I64:
      return weir_i64_type(context);
    case SCALAR_NONE:
      break;
  }
  uint32_t width = numbered_word(word, size, "i");
  if (width != 0) return weir_integer_type(context, width);
  width = numbered_word(word, size, "si");
  if (width != 0) return weir_integer_type_signed(context, width, WEIR_SIGNED);
  width = numbered_word(word, size, "ui");
  if (width != 0) {
    return weir_integer_type_signed(context, width, WEIR_UNSIGNED);
  }
  switch (numbered_word(word, size, "f")) {
    case 16:
      return weir_float_type(context, WEIR_FLOAT_F16);
    case 32:
      return weir_float_type(context, WEIR_FLOAT_F32);
    case 64:
      return weir_float_type(context, WEIR_FLOAT_F64);
    default:
      return NULL;
  }
}

// -- types of dialects ------------------------------------------------------

static const struct {
  const char* dialect;  // of the op
  const char* word;
  const char* of;  // the type's dialect
  const char* mnemonic;
} dialect_words[] = {
    {"flow", "dispatchTensor", "flow", "dispatch.tensor"},
    {"flow", "writableDispatchTensor", "flow", "dispatch.tensor"},
    {"hal", "bufferType", "hal", "buffer"},
    {"stream", "anyBinding", "stream", "binding"},
    {"stream", "bufferType", "util", "buffer"},
    {"stream", "constantResource", "stream", "resource"},
    {"stream", "stagingResource", "stream", "resource"},
    {"stream", "variableResource", "stream", "resource"},
    {"util", "anyGlobalPtr", "util", "ptr"},
    {"util", "anyListType", "util", "list"},
    {"util", "bufferType", "util", "buffer"},
    // Words of hal that other dialects use for its types.
    {"check", "device", "hal", "device"},
    {"io_parameters", "buffer", "hal", "buffer"},
    {"io_parameters", "bufferType", "util", "buffer"},
    {"io_parameters", "device", "hal", "device"},
    {"io_parameters", "fence", "hal", "fence"},
};

// "bufferView" -> "buffer_view".
static size_t snake_case(const char* word, size_t size, char* out,
                         size_t capacity) {
  size_t written = 0;
  for (size_t i = 0; i < size && written + 2 < capacity; ++i) {
    if (isupper((unsigned char)word[i])) out[written++] = '_';
    out[written++] = (char)tolower((unsigned char)word[i]);
  }
  return written;
}

// A few ops of hal take buffers of the host.
static bool takes_host_buffer(const weir_op_info_t* info) {
  static const char* const names[] = {
      "hal.allocator.import", "hal.channel.create",
      "hal.command_buffer.update_buffer", "hal.ex.file.from_memory"};
  for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); ++i) {
    if (strcmp(info->name->data, names[i]) == 0) return true;
  }
  return false;
}

static const weir_type_def_t* dialect_type_def(const weir_context_t* context,
                                               const char* word, size_t size,
                                               const weir_op_info_t* info) {
  const char* of = info->dialect->name;
  // Among alternatives (the target of update_buffer) it is the device's.
  if (word_is(word, size, "bufferType") && word[size] == '\0' &&
      takes_host_buffer(info)) {
    return weir_context_type_def(context, weir_sv("util"), weir_sv("buffer"));
  }
  for (size_t i = 0; i < sizeof(dialect_words) / sizeof(dialect_words[0]);
       ++i) {
    if (strcmp(dialect_words[i].dialect, of) != 0) continue;
    if (!word_is(word, size, dialect_words[i].word)) continue;
    return weir_context_type_def(context, weir_sv(dialect_words[i].of),
                                 weir_sv(dialect_words[i].mnemonic));
  }
  char mnemonic[64];
  size_t length = snake_case(word, size, mnemonic, sizeof(mnemonic));
  return weir_context_type_def(context, weir_sv(of),
                               weir_sv_n(mnemonic, length));
}

// Lifetimes and accesses are the first parameter: a number or its word.
static bool first_param_is(const weir_type_t* type, int64_t number,
                           const char* text) {
  if (type->dialect.param_count == 0) return false;
  const weir_attr_t* param = type->dialect.params[0];
  return weir_attr_is_int(param, number) ||
         weir_sv_equal_c(weir_attr_string(param), text);
}

enum { LIFETIME_STAGING = 2, LIFETIME_VARIABLE = 4, LIFETIME_CONSTANT = 5 };
enum { ACCESS_READONLY = 0 };

static bool takes_any_lifetime(const weir_op_info_t* info) {
  static const char* const names[] = {
      "stream.cmd.collective",  "stream.cmd.copy",
      "stream.cmd.discard",     "stream.cmd.flush",
      "stream.cmd.invalidate",  "stream.resource.alloc",
      "stream.resource.alloca", "stream.resource.dealloca",
      "stream.resource.size",   "stream.resource.subview"};
  for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); ++i) {
    if (strcmp(info->name->data, names[i]) == 0) return true;
  }
  return false;
}

static bool params_fit(const weir_type_t* type, const char* word, size_t size,
                       const weir_op_info_t* info) {
  if (word_is(word, size, "resource")) {
    return strcmp(info->dialect->name, "stream") != 0 ||
           !first_param_is(type, LIFETIME_STAGING, "staging") ||
           takes_any_lifetime(info);
  }
  if (word_is(word, size, "stagingResource")) {
    return first_param_is(type, LIFETIME_STAGING, "staging");
  }
  if (word_is(word, size, "variableResource")) {
    return first_param_is(type, LIFETIME_VARIABLE, "variable");
  }
  if (word_is(word, size, "constantResource")) {
    return first_param_is(type, LIFETIME_CONSTANT, "constant");
  }
  if (word_is(word, size, "writableDispatchTensor")) {
    return !first_param_is(type, ACCESS_READONLY, "readonly");
  }
  return true;
}

// -- entry points -----------------------------------------------------------

static bool fits_word(const weir_type_t* type, const char* word, size_t size,
                      const weir_op_info_t* info) {
  const type_kind_t* kind = find_type_kind(word, size, info);
  if (kind != NULL) return kind->fits(type);
  const weir_type_t* builtin = builtin_type(type->context, word, size);
  if (builtin != NULL) return type == builtin;
  if (info == NULL || type->kind != WEIR_TYPE_DIALECT) return false;
  const weir_type_def_t* def =
      dialect_type_def(type->context, word, size, info);
  return def != NULL && type->dialect.def == def &&
         params_fit(type, word, size, info);
}

// "(a|b)" is either.
static const char* next_word(const char* kind, size_t* out_size) {
  while (*kind == '(' || *kind == '|') ++kind;
  *out_size = strcspn(kind, "|)");
  return kind;
}

bool weir_type_fits_kind(const weir_type_t* type, const char* kind,
                         const weir_op_info_t* info) {
  if (kind[0] != '(') return fits_word(type, kind, strlen(kind), info);
  // "element or tensor of elements" is the one place where alternatives mean
  // more than either.
  if (strcmp(kind, "(element|tensor)") == 0) {
    return is_element(weir_type_is_tensor(type) ? type->shaped.element : type);
  }
  size_t size;
  for (const char* word = next_word(kind, &size); size != 0;
       word = next_word(word + size, &size)) {
    if (fits_word(type, word, size, info)) return true;
    if (word[size] != '|') break;
  }
  return false;
}

weir_type_t* weir_type_of_kind(weir_context_t* context, const char* kind,
                               const weir_op_info_t* info) {
  size_t size = strlen(kind);
  if (kind[0] == '(' || find_type_kind(kind, size, info) != NULL) return NULL;
  weir_type_t* builtin = builtin_type(context, kind, size);
  if (builtin != NULL || info == NULL) return builtin;
  const weir_type_def_t* def = dialect_type_def(context, kind, size, info);
  if (def == NULL || def->param_count != 0) return NULL;
  return weir_dialect_type(context, def, NULL, 0);
}

const char* weir_kind_summary(const char* kind, const weir_op_info_t* info,
                              weir_context_t* context, weir_arena_t* arena) {
  const char* text = "";
  size_t size;
  const char* word = next_word(kind, &size);
  for (;; word = next_word(word + size, &size)) {
    const type_kind_t* known = find_type_kind(word, size, info);
    const char* summary = weir_arena_string(arena, word, size);
    if (known != NULL) {
      summary = known->summary;
    } else {
      weir_type_t* type = builtin_type(context, word, size);
      if (type != NULL && type->kind == WEIR_TYPE_INTEGER) {
        summary = weir_arena_format(arena, "%u-bit signless integer",
                                    type->integer.width);
      } else if (type != NULL) {
        summary = weir_type_text(type, arena);
      }
    }
    text = text[0] == '\0'
               ? summary
               : weir_arena_format(arena, "%s or %s", text, summary);
    if (word[size] != '|') return text;
  }
}
