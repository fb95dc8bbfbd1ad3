// The enums of flow, stream and hal and their spellings.
#ifndef WEIR_COMPILER_DIALECTS_ENUMS_H_
#define WEIR_COMPILER_DIALECTS_ENUMS_H_

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/arena.h"
#include "engine/base/string_view.h"

typedef enum weir_collective_kind_t {
  WEIR_COLLECTIVE_ALL_GATHER,
  WEIR_COLLECTIVE_ALL_REDUCE,
  WEIR_COLLECTIVE_ALL_TO_ALL,
  WEIR_COLLECTIVE_BROADCAST,
  WEIR_COLLECTIVE_REDUCE,
  WEIR_COLLECTIVE_REDUCE_SCATTER,
  WEIR_COLLECTIVE_SEND,
  WEIR_COLLECTIVE_RECV,
  WEIR_COLLECTIVE_SEND_RECV,
} weir_collective_kind_t;

typedef enum weir_reduction_t {
  WEIR_REDUCTION_NONE,
  WEIR_REDUCTION_SUM,
  WEIR_REDUCTION_PRODUCT,
  WEIR_REDUCTION_MINIMUM,
  WEIR_REDUCTION_MAXIMUM,
  WEIR_REDUCTION_AVERAGE,
} weir_reduction_t;

typedef enum weir_collective_element_t {
  WEIR_COLLECTIVE_SI8,
  WEIR_COLLECTIVE_UI8,
  WEIR_COLLECTIVE_SI16,
  WEIR_COLLECTIVE_UI16,
  WEIR_COLLECTIVE_SI32,
  WEIR_COLLECTIVE_UI32,
  WEIR_COLLECTIVE_SI64,
  WEIR_COLLECTIVE_UI64,
  WEIR_COLLECTIVE_F16,
  WEIR_COLLECTIVE_F32,
  WEIR_COLLECTIVE_F64,
  WEIR_COLLECTIVE_BF16,
} weir_collective_element_t;

// Bits of resource access, WEIR_ACCESS_READ is written `ro` in directives.
enum {
  WEIR_ACCESS_NONE,
  WEIR_ACCESS_READ,
  WEIR_ACCESS_WRITE,
  WEIR_ACCESS_READ_WRITE
};

enum {
  WEIR_MEMORY_TYPE_NONE = 0,
  WEIR_MEMORY_TYPE_OPTIMAL = 0x1,
  WEIR_MEMORY_TYPE_HOST_VISIBLE = 0x2,
  WEIR_MEMORY_TYPE_HOST_COHERENT = 0x4,
  WEIR_MEMORY_TYPE_HOST_CACHED = 0x8,
  WEIR_MEMORY_TYPE_HOST_LOCAL = 0x46,
  WEIR_MEMORY_TYPE_DEVICE_VISIBLE = 0x10,
  WEIR_MEMORY_TYPE_DEVICE_LOCAL = 0x30,
};
enum {
  WEIR_MEMORY_ACCESS_NONE = 0,
  WEIR_MEMORY_ACCESS_READ = 0x1,
  WEIR_MEMORY_ACCESS_WRITE = 0x2,
  WEIR_MEMORY_ACCESS_DISCARD = 0x4,
  WEIR_MEMORY_ACCESS_MAY_ALIAS = 0x8,
  WEIR_MEMORY_ACCESS_UNALIGNED = 0x10,
  WEIR_MEMORY_ACCESS_ANY = 0x20,
};
enum {
  WEIR_BUFFER_USAGE_NONE = 0,
  WEIR_BUFFER_USAGE_TRANSFER_SOURCE = 0x1,
  WEIR_BUFFER_USAGE_TRANSFER_TARGET = 0x2,
  WEIR_BUFFER_USAGE_TRANSFER = 0x3,
  WEIR_BUFFER_USAGE_DISPATCH_INDIRECT_PARAMS = 0x100,
  WEIR_BUFFER_USAGE_DISPATCH_UNIFORM_READ = 0x200,
  WEIR_BUFFER_USAGE_DISPATCH_STORAGE_READ = 0x400,
  WEIR_BUFFER_USAGE_DISPATCH_STORAGE_WRITE = 0x800,
  WEIR_BUFFER_USAGE_DISPATCH_STORAGE = 0xC00,
  WEIR_BUFFER_USAGE_DISPATCH_IMAGE_READ = 0x1000,
  WEIR_BUFFER_USAGE_DISPATCH_IMAGE_WRITE = 0x2000,
  WEIR_BUFFER_USAGE_DISPATCH_IMAGE = 0x3000,
  WEIR_BUFFER_USAGE_SHARING_EXPORT = 0x10000,
  WEIR_BUFFER_USAGE_SHARING_REPLICATE = 0x20000,
  WEIR_BUFFER_USAGE_SHARING_CONCURRENT = 0x40000,
  WEIR_BUFFER_USAGE_SHARING_IMMUTABLE = 0x80000,
  WEIR_BUFFER_USAGE_MAPPING_SCOPED = 0x1000000,
  WEIR_BUFFER_USAGE_MAPPING_PERSISTENT = 0x2000000,
  WEIR_BUFFER_USAGE_MAPPING_OPTIONAL = 0x4000000,
  WEIR_BUFFER_USAGE_MAPPING_ACCESS_RANDOM = 0x8000000,
  WEIR_BUFFER_USAGE_MAPPING_ACCESS_SEQUENTIAL_WRITE = 0x10000000,
  WEIR_BUFFER_USAGE_MAPPING = 0x9000000,
};
enum {
  WEIR_COMMAND_BUFFER_MODE_NONE = 0,
  WEIR_COMMAND_BUFFER_MODE_ONE_SHOT = 0x1,
  WEIR_COMMAND_BUFFER_MODE_ALLOW_INLINE_EXECUTION = 0x10,
};
enum {
  WEIR_COMMAND_CATEGORY_NONE = 0,
  WEIR_COMMAND_CATEGORY_TRANSFER = 0x1,
  WEIR_COMMAND_CATEGORY_DISPATCH = 0x2,
};
enum {
  WEIR_EXECUTION_STAGE_NONE = 0,
  WEIR_EXECUTION_STAGE_COMMAND_ISSUE = 0x1,
  WEIR_EXECUTION_STAGE_COMMAND_PROCESS = 0x2,
  WEIR_EXECUTION_STAGE_DISPATCH = 0x4,
  WEIR_EXECUTION_STAGE_TRANSFER = 0x8,
  WEIR_EXECUTION_STAGE_COMMAND_RETIRE = 0x10,
  WEIR_EXECUTION_STAGE_HOST = 0x20,
};
enum {
  WEIR_DESCRIPTOR_TYPE_UNIFORM_BUFFER = 6,
  WEIR_DESCRIPTOR_TYPE_STORAGE_BUFFER = 7,
};
enum { WEIR_DESCRIPTOR_FLAG_NONE = 0, WEIR_DESCRIPTOR_FLAG_READ_ONLY = 1 };
enum {
  WEIR_DESCRIPTOR_SET_FLAG_NONE = 0,
  WEIR_DESCRIPTOR_SET_FLAG_INDIRECT = 1
};

typedef struct weir_enum_case_t {
  const char* name;
  int64_t value;
} weir_enum_case_t;

// The cases of one enum, in the order in which a bit enum lists them.
typedef struct weir_enum_t {
  const char* kind;  // attribute kind of the op tables
  bool is_bits;
  const weir_enum_case_t* cases;
  uint32_t case_count;
} weir_enum_t;

extern const weir_enum_t weir_collective_kind_enum;
extern const weir_enum_t weir_reduction_enum;
extern const weir_enum_t weir_collective_element_enum;
extern const weir_enum_t weir_descriptor_type_enum;
extern const weir_enum_t weir_descriptor_flags_enum;
extern const weir_enum_t weir_descriptor_set_flags_enum;

// By attribute kind ("bufferUsageBitfieldAttr"); NULL if there is none.
const weir_enum_t* weir_enum_of_kind(const char* kind);
// One word; false if it is no case.
bool weir_enum_parse(const weir_enum_t* info, weir_string_view_t word,
                     int64_t* out_value);
// Words joined by `|` (bit enums) or one word.
bool weir_enum_parse_list(const weir_enum_t* info, weir_string_view_t words,
                          int64_t* out_value);
// The word of a value; for a bit enum all covered cases joined by `|`, "None"
// for zero. |out_is_word| says whether it prints bare inside a syntax. NULL if
// the value is not one.
const char* weir_enum_format(const weir_enum_t* info, int64_t value,
                             weir_arena_t* arena, bool* out_is_word);

#endif  // WEIR_COMPILER_DIALECTS_ENUMS_H_
