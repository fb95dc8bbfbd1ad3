// The words of the op tables for sets of attributes.

#include <stdlib.h>
#include <string.h>

#include "compiler/ir/ir_impl.h"
#include "compiler/ir/verify.h"

static bool is_any(const weir_attr_t* attr) {
  (void)attr;
  return true;
}

static bool is_string(const weir_attr_t* attr) {
  return attr->kind == WEIR_ATTR_STRING;
}

static bool is_symbol(const weir_attr_t* attr) {
  return attr->kind == WEIR_ATTR_SYMBOL_REF;
}

static bool is_flat_symbol(const weir_attr_t* attr) {
  return is_symbol(attr) && attr->symbol.count == 1;
}

static bool is_type(const weir_attr_t* attr) {
  return attr->kind == WEIR_ATTR_TYPE;
}

static bool is_function_type(const weir_attr_t* attr) {
  return is_type(attr) && attr->type_value->kind == WEIR_TYPE_FUNCTION;
}

static bool is_unit(const weir_attr_t* attr) {
  return attr->kind == WEIR_ATTR_UNIT;
}

static bool is_array(const weir_attr_t* attr) {
  return attr->kind == WEIR_ATTR_ARRAY;
}

static bool is_dictionary(const weir_attr_t* attr) {
  return attr->kind == WEIR_ATTR_DICTIONARY;
}

static bool is_integer(const weir_attr_t* attr) {
  return attr->kind == WEIR_ATTR_INTEGER;
}

static bool is_index(const weir_attr_t* attr) {
  return is_integer(attr) && weir_type_is_index(attr->type);
}

static bool is_integer_of(const weir_attr_t* attr, uint32_t width) {
  return is_integer(attr) && weir_type_is_integer(attr->type, width);
}

static bool is_bool(const weir_attr_t* attr) {
  return is_integer_of(attr, 1);
}
static bool is_i8(const weir_attr_t* attr) {
  return is_integer_of(attr, 8);
}
static bool is_i32(const weir_attr_t* attr) {
  return is_integer_of(attr, 32);
}
static bool is_i64(const weir_attr_t* attr) {
  return is_integer_of(attr, 64);
}

static bool is_bit_enum(const weir_attr_t* attr) {
  return is_i32(attr) || is_i64(attr);
}

static bool is_array_of(const weir_attr_t* attr,
                        bool (*fits)(const weir_attr_t* element)) {
  if (!is_array(attr)) return false;
  for (uint32_t i = 0; i < attr->array.count; ++i) {
    if (!fits(attr->array.elements[i])) return false;
  }
  return true;
}

static bool is_string_array(const weir_attr_t* attr) {
  return is_array_of(attr, is_string);
}
static bool is_type_array(const weir_attr_t* attr) {
  return is_array_of(attr, is_type);
}
static bool is_dictionary_array(const weir_attr_t* attr) {
  return is_array_of(attr, is_dictionary);
}
static bool is_symbol_array(const weir_attr_t* attr) {
  return is_array_of(attr, is_symbol);
}
static bool is_index_array(const weir_attr_t* attr) {
  return is_array_of(attr, is_index);
}
static bool is_dialect_attr(const weir_attr_t* attr) {
  return attr->kind == WEIR_ATTR_DIALECT;
}
static bool is_dialect_array(const weir_attr_t* attr) {
  return is_array_of(attr, is_dialect_attr);
}
static bool is_bit_enum_array(const weir_attr_t* attr) {
  return is_array_of(attr, is_bit_enum);
}

static bool is_dense_array_of(const weir_attr_t* attr, uint32_t width) {
  return attr->kind == WEIR_ATTR_DENSE_ARRAY &&
         weir_type_is_integer(attr->dense_array.element, width);
}

static bool is_dense_array_of_i64(const weir_attr_t* attr) {
  return is_dense_array_of(attr, 64);
}
static bool is_dense_array_of_i32(const weir_attr_t* attr) {
  return is_dense_array_of(attr, 32);
}
static bool is_dense_array_of_i16(const weir_attr_t* attr) {
  return is_dense_array_of(attr, 16);
}

// #mesh.partial and #mesh.shard.
static bool is_partial(const weir_attr_t* attr) {
  return is_dialect_attr(attr) &&
         strcmp(attr->dialect.def->mnemonic, "partial") == 0;
}
static bool is_sharding(const weir_attr_t* attr) {
  return is_dialect_attr(attr) &&
         strcmp(attr->dialect.def->mnemonic, "shard") == 0;
}

static bool is_typed(const weir_attr_t* attr) {
  return attr->type != NULL;
}

static bool is_elements(const weir_attr_t* attr) {
  return attr->kind == WEIR_ATTR_DENSE_ELEMENTS ||
         attr->kind == WEIR_ATTR_DENSE_RESOURCE;
}

static bool is_map(const weir_attr_t* attr) {
  return attr->kind == WEIR_ATTR_AFFINE_MAP;
}

static bool is_affinity(const weir_attr_t* attr) {
  return attr->kind == WEIR_ATTR_DIALECT || attr->kind == WEIR_ATTR_OPAQUE;
}

typedef struct attr_kind_t {
  const char* word;
  bool (*fits)(const weir_attr_t* attr);
  const char* summary;
} attr_kind_t;

// Sorted by word.
static const attr_kind_t attr_kinds[] = {
    {"aPIntAttr", is_integer, "arbitrary integer attribute"},
    {"affineMapAttr", is_map, "AffineMap attribute"},
    {"affinityAttr", is_affinity, "affinity attribute"},
    {"anyAttr", is_any, "any attribute"},
    {"anyI8Attr", is_i8, "8-bit integer attribute"},
    {"anySerializableAttr", is_any, "serializable attribute"},
    {"arrayAttr", is_array, "array attribute"},
    {"boolAttr", is_bool, "bool attribute"},
    {"collectiveAttr", is_dialect_attr,
     "collective operation and specification"},
    {"collectiveElementTypeAttr", is_bit_enum, "valid collective element type"},
    {"collectiveReductionOpAttr", is_bit_enum,
     "valid collective reduction operation"},
    {"combiningKindAttr", is_dialect_attr,
     "Kind of combining function for contractions and reductions"},
    {"constant-value-array-attribute", is_array, "array attribute"},
    {"denseI16ArrayAttr", is_dense_array_of_i16, "i16 dense array attribute"},
    {"denseI32ArrayAttr", is_dense_array_of_i32, "i32 dense array attribute"},
    {"denseI64ArrayAttr", is_dense_array_of_i64, "i64 dense array attribute"},
    {"descriptorSetLayoutBindingArrayAttr", is_dialect_array,
     "array of descriptor set layout bindings"},
    {"descriptorTypeAttr", is_dialect_attr, "valid DescriptorType"},
    {"deviceAffinityAttr", is_dialect_attr, "device affinity attribute"},
    {"dictArrayAttr", is_dictionary_array, "Array of dictionary attributes"},
    {"dictionaryAttr", is_dictionary, "dictionary of named attribute values"},
    {"executableDataAttr", is_elements, "executable data"},
    {"executableObjectArrayAttr", is_dialect_array,
     "array of executable objects"},
    {"executableObjectsAttr", is_any, "target-specific object file references"},
    {"executableTargetAttr", is_dialect_attr, "executable target"},
    {"fastmathAttr", is_dialect_attr, "Floating point fast math flags"},
    {"flatSymbolRefAttr", is_flat_symbol, "flat symbol reference attribute"},
    {"hostSizeAttr", is_index, "size_t"},
    {"i32Attr", is_i32, "32-bit signless integer attribute"},
    {"i64Attr", is_i64, "64-bit signless integer attribute"},
    {"indexArrayAttr", is_index_array, "index array attribute"},
    {"indexAttr", is_index, "index attribute"},
    {"inliningPolicyAttrInterface", is_any, "inlining policy"},
    {"interfaceBindingArrayAttr", is_dialect_array,
     "array of interface bindings"},
    {"ordinalArrayAttr", is_index_array, "array of ordinals"},
    {"ordinalAttr", is_index, "ordinal"},
    {"pipelineLayoutAttr", is_dialect_attr, "executable entry point layout"},
    {"reductionKindAttr", is_partial,
     "Reduction of an iterator/mesh dimension."},
    {"resourceAccessArrayAttr", is_bit_enum_array,
     "array of resource accesses"},
    {"shardingAttr", is_sharding,
     "Attribute that extends tensor type to distributed tensor type."},
    {"strArrayAttr", is_string_array, "string array attribute"},
    {"strAttr", is_string, "string attribute"},
    {"subgroupSizeAttr", is_index, "index attribute"},
    {"symbolNameAttr", is_string, "string attribute"},
    {"symbolRefArrayAttr", is_symbol_array, "symbol ref array attribute"},
    {"symbolRefAttr", is_symbol, "symbol reference attribute"},
    {"tiedOpStorageAttr", is_index_array, "index array attribute"},
    {"type-attribute-of-function-type", is_function_type,
     "type attribute of function type"},
    {"typeArrayAttr", is_type_array, "type array attribute"},
    {"typeAttr", is_type, "any type attribute"},
    {"typedAttrInterface", is_typed, "TypedAttr instance"},
    {"unitAttr", is_unit, "unit attribute"},
    {"workgroupSizeAttr", is_index_array, "index array attribute"},
};

static int compare_words(const void* word, const void* kind) {
  return strcmp(word, ((const attr_kind_t*)kind)->word);
}

static const attr_kind_t* find_attr_kind(const char* word) {
  return bsearch(word, attr_kinds, sizeof(attr_kinds) / sizeof(attr_kinds[0]),
                 sizeof(attr_kinds[0]), compare_words);
}

static bool ends_with(const char* word, const char* suffix) {
  size_t n = strlen(word), m = strlen(suffix);
  return n >= m && strcmp(word + n - m, suffix) == 0;
}

bool weir_attr_fits_kind(const weir_attr_t* attr, const char* kind) {
  if (attr == NULL) return false;
  const attr_kind_t* known = find_attr_kind(kind);
  if (known != NULL) return known->fits(attr);
  // Sets of flags are plain integers.
  return (ends_with(kind, "BitfieldAttr") || ends_with(kind, "FlagsAttr")) &&
         is_bit_enum(attr);
}

const char* weir_attr_kind_summary(const char* kind) {
  const attr_kind_t* known = find_attr_kind(kind);
  return known != NULL ? known->summary : kind;
}
