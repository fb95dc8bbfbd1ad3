// Attributes: constants of the IR, interned, compared by pointer, owned by the
// context. Locations are attributes as well.
#ifndef WEIR_COMPILER_IR_ATTRIBUTE_H_
#define WEIR_COMPILER_IR_ATTRIBUTE_H_

#include "compiler/ir/affine.h"
#include "compiler/ir/context.h"
#include "compiler/ir/type.h"

typedef enum weir_attr_kind_t {
  WEIR_ATTR_UNIT,
  WEIR_ATTR_INTEGER,     // bool is an i1
  WEIR_ATTR_FLOAT,
  WEIR_ATTR_STRING,
  WEIR_ATTR_TYPE,
  WEIR_ATTR_ARRAY,
  WEIR_ATTR_DICTIONARY,  // sorted by key
  WEIR_ATTR_SYMBOL_REF,  // root and nested names
  WEIR_ATTR_DENSE_ELEMENTS,
  WEIR_ATTR_DENSE_ARRAY,
  WEIR_ATTR_DENSE_RESOURCE,
  WEIR_ATTR_AFFINE_MAP,
  WEIR_ATTR_INTEGER_SET,
  WEIR_ATTR_STRIDED_LAYOUT,
  WEIR_ATTR_LOCATION,
  WEIR_ATTR_DIALECT,     // of a registered dialect: def, parameters, type
  WEIR_ATTR_OPAQUE,      // of an unknown dialect: text, type
} weir_attr_kind_t;

typedef enum weir_location_kind_t {
  WEIR_LOCATION_UNKNOWN,
  WEIR_LOCATION_FILE,      // file:line:col
  WEIR_LOCATION_NAME,      // "name"(child)
  WEIR_LOCATION_FUSED,     // fused<metadata>[...]
  WEIR_LOCATION_CALLSITE,  // callee at caller
} weir_location_kind_t;

typedef struct weir_named_attr_t {
  const weir_name_t* name;
  weir_attr_t* value;
} weir_named_attr_t;

// Read-only to all but attribute.c.
struct weir_attr_t {
  weir_attr_kind_t kind;
  weir_context_t* context;
  weir_type_t* type;  // of typed attributes; NULL otherwise
  union {
    // |value| is sign-extended from type's width. One that 64 bits do not hold has
    // all |bytes| of the type besides, little endian and sign-extended; else NULL.
    struct { int64_t value; const uint8_t* bytes; } integer;
    struct { double value; uint64_t bits; } floating;  // bits in the type's own format
    struct { const char* data; size_t size; } string;
    weir_type_t* type_value;
    struct { weir_attr_t** elements; uint32_t count; } array;
    struct { weir_named_attr_t* entries; uint32_t count; } dictionary;
    struct { const weir_name_t** names; uint32_t count; } symbol;  // names[0] is the root
    // Little-endian elements packed by whole bytes (i1: one byte each); one
    // element only if |splat|.
    struct { const uint8_t* data; size_t size; bool splat; } dense;
    // Element type in |element|, |count| elements in |data|.
    struct { const uint8_t* data; weir_type_t* element; uint32_t count; } dense_array;
    // |data| is NULL where the bytes were not in the file.
    struct { const weir_name_t* key; const uint8_t* data; size_t size; uint32_t alignment; } resource;
    weir_affine_map_t* map;
    weir_integer_set_t* set;
    struct { int64_t offset; int64_t* strides; uint32_t rank; } strided;
    struct { weir_location_kind_t kind; const weir_name_t* name; uint32_t line, column;
             weir_attr_t** children; uint32_t child_count; weir_attr_t* metadata; } location;
    struct { const weir_attr_def_t* def; weir_attr_t** params; uint32_t param_count; } dialect;
    struct { const weir_name_t* dialect; const weir_name_t* text; } opaque;
  };
};

weir_attr_t* weir_unit_attr(weir_context_t* context);
weir_attr_t* weir_bool_attr(weir_context_t* context, bool value);
weir_attr_t* weir_integer_attr(weir_type_t* type, int64_t value);
// Of little-endian |bytes|, as many as type's width takes; bits above it are
// ignored.
weir_attr_t* weir_integer_attr_bytes(weir_type_t* type, const uint8_t* bytes);
// Writes an integer attribute as |size| bytes, at least those of its type, with
// zeros above type's width.
void weir_integer_attr_store(const weir_attr_t* attr, uint8_t* out, size_t size);
weir_attr_t* weir_index_attr(weir_context_t* context, int64_t value);
weir_attr_t* weir_i64_attr(weir_context_t* context, int64_t value);
weir_attr_t* weir_i32_attr(weir_context_t* context, int32_t value);
weir_attr_t* weir_float_attr(weir_type_t* type, double value);
weir_attr_t* weir_float_attr_bits(weir_type_t* type, uint64_t bits);
weir_attr_t* weir_string_attr(weir_context_t* context, const char* text);
weir_attr_t* weir_string_attr_sv(weir_context_t* context, weir_string_view_t text);
weir_attr_t* weir_type_attr(weir_type_t* type);
weir_attr_t* weir_array_attr(weir_context_t* context, weir_attr_t* const* elements,
                             uint32_t count);
weir_attr_t* weir_index_array_attr(weir_context_t* context, const int64_t* values,
                                   uint32_t count);
// Sorts by key; the last of equal keys wins. A NULL value is left out.
weir_attr_t* weir_dictionary_attr(weir_context_t* context,
                                  const weir_named_attr_t* entries, uint32_t count);
weir_attr_t* weir_symbol_attr(weir_context_t* context, const char* root);
weir_attr_t* weir_symbol_attr_n(weir_context_t* context,
                                const weir_name_t* const* names, uint32_t count);
// |data| holds one element (splat) or all of them; copied. An all-equal
// non-splat is turned into a splat, as MLIR does.
weir_attr_t* weir_dense_attr(weir_type_t* shaped_type, const void* data, size_t size);
// The same without a copy: |data| must outlive the context (mapped model files).
// Not compared by content with other attributes, only by address.
weir_attr_t* weir_dense_attr_borrowed(weir_type_t* shaped_type, const void* data, size_t size);
weir_attr_t* weir_dense_splat_attr(weir_type_t* shaped_type, weir_attr_t* element);
weir_attr_t* weir_dense_array_attr(weir_type_t* element, const void* data, uint32_t count);
weir_attr_t* weir_dense_i64_array_attr(weir_context_t* context, const int64_t* values, uint32_t count);
weir_attr_t* weir_dense_resource_attr(weir_type_t* shaped_type, weir_string_view_t key);
// One of a new key together with its bytes, which are copied.
weir_attr_t* weir_dense_resource_of(weir_type_t* shaped_type, const weir_name_t* key,
                                    const void* data, size_t size, uint32_t alignment);
weir_attr_t* weir_affine_map_attr(weir_affine_map_t* map);
weir_attr_t* weir_integer_set_attr(weir_integer_set_t* set);
weir_attr_t* weir_strided_layout_attr(weir_context_t* context, int64_t offset,
                                      const int64_t* strides, uint32_t rank);
weir_attr_t* weir_dialect_attr(weir_context_t* context, const weir_attr_def_t* def,
                               weir_attr_t* const* params, uint32_t param_count,
                               weir_type_t* type);
weir_attr_t* weir_opaque_attr(weir_context_t* context, weir_string_view_t dialect,
                              weir_string_view_t text, weir_type_t* type);

weir_location_t* weir_location_unknown(weir_context_t* context);
weir_location_t* weir_location_file(weir_context_t* context, const char* file,
                                    uint32_t line, uint32_t column);
weir_location_t* weir_location_name(weir_context_t* context, const char* name,
                                    weir_location_t* child);  // child may be NULL
// One location stays itself; duplicates and unknowns are dropped.
weir_location_t* weir_location_fused(weir_context_t* context,
                                     weir_location_t* const* locations, uint32_t count,
                                     weir_attr_t* metadata);
weir_location_t* weir_location_callsite(weir_location_t* callee, weir_location_t* caller);

// All of the following accept NULL and other kinds, answering false or NULL.
static inline bool weir_attr_is(const weir_attr_t* attr, weir_attr_kind_t kind) {
  return attr != NULL && attr->kind == kind;
}
bool weir_attr_is_def(const weir_attr_t* attr, const weir_attr_def_t* def);
bool weir_attr_int(const weir_attr_t* attr, int64_t* out_value);  // integer of 64 bits
bool weir_attr_is_int(const weir_attr_t* attr, int64_t value);
weir_string_view_t weir_attr_string(const weir_attr_t* attr);     // string or flat symbol
weir_attr_t* weir_dictionary_find(const weir_attr_t* dictionary, weir_string_view_t key);
static inline weir_attr_t* weir_dictionary_get(const weir_attr_t* dictionary, const char* key) {
  return weir_dictionary_find(dictionary, weir_sv(key));
}
// |value| NULL removes the key.
weir_attr_t* weir_dictionary_set(weir_attr_t* dictionary, const char* key, weir_attr_t* value);
// Element |index| of dense elements as an attribute of the element type; of
// complex numbers the array of its two parts.
weir_attr_t* weir_dense_element(const weir_attr_t* attr, int64_t index);
bool weir_dense_is_splat(const weir_attr_t* attr);
typedef void (*weir_attr_walk_fn_t)(weir_attr_t* attr, void* user);
// |attr| and then what is in it, in order: elements, values of keys, parameters
// of dialects' attributes and types, encodings of tensors.
void weir_attr_walk(weir_attr_t* attr, weir_attr_walk_fn_t callback, void* user);
// Bytes of one stored element of |type| (i1: 1, sub-byte rounded up).
size_t weir_dense_element_bytes(const weir_type_t* type);
// "0" or "0.0" of an integer, float, index, vector or tensor type; NULL for others.
weir_attr_t* weir_zero_attr(weir_type_t* type);

#endif  // WEIR_COMPILER_IR_ATTRIBUTE_H_
