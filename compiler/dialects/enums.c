#include "compiler/dialects/enums.h"

#include <string.h>

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof((array)[0])))
#define WORDS(name_, kind_, cases_) \
  const weir_enum_t name_ = {kind_, false, cases_, COUNT(cases_)}
#define BITS(name_, kind_, cases_) \
  const weir_enum_t name_ = {kind_, true, cases_, COUNT(cases_)}

static const weir_enum_case_t collective_kinds[] = {
    {"all_gather", WEIR_COLLECTIVE_ALL_GATHER},
    {"all_reduce", WEIR_COLLECTIVE_ALL_REDUCE},
    {"all_to_all", WEIR_COLLECTIVE_ALL_TO_ALL},
    {"broadcast", WEIR_COLLECTIVE_BROADCAST},
    {"reduce", WEIR_COLLECTIVE_REDUCE},
    {"reduce_scatter", WEIR_COLLECTIVE_REDUCE_SCATTER},
    {"send", WEIR_COLLECTIVE_SEND},
    {"recv", WEIR_COLLECTIVE_RECV},
    {"send_recv", WEIR_COLLECTIVE_SEND_RECV},
};
WORDS(weir_collective_kind_enum, "collectiveKindAttr", collective_kinds);

static const weir_enum_case_t reductions[] = {
    {"none", WEIR_REDUCTION_NONE},       {"sum", WEIR_REDUCTION_SUM},
    {"product", WEIR_REDUCTION_PRODUCT}, {"minimum", WEIR_REDUCTION_MINIMUM},
    {"maximum", WEIR_REDUCTION_MAXIMUM}, {"average", WEIR_REDUCTION_AVERAGE},
};
WORDS(weir_reduction_enum, "collectiveReductionOpAttr", reductions);

static const weir_enum_case_t collective_elements[] = {
    {"si8", WEIR_COLLECTIVE_SI8},   {"ui8", WEIR_COLLECTIVE_UI8},
    {"si16", WEIR_COLLECTIVE_SI16}, {"ui16", WEIR_COLLECTIVE_UI16},
    {"si32", WEIR_COLLECTIVE_SI32}, {"ui32", WEIR_COLLECTIVE_UI32},
    {"si64", WEIR_COLLECTIVE_SI64}, {"ui64", WEIR_COLLECTIVE_UI64},
    {"f16", WEIR_COLLECTIVE_F16},   {"f32", WEIR_COLLECTIVE_F32},
    {"f64", WEIR_COLLECTIVE_F64},   {"bf16", WEIR_COLLECTIVE_BF16},
};
WORDS(weir_collective_element_enum, "collectiveElementTypeAttr",
      collective_elements);

static const weir_enum_case_t descriptor_types[] = {
    {"uniform_buffer", WEIR_DESCRIPTOR_TYPE_UNIFORM_BUFFER},
    {"storage_buffer", WEIR_DESCRIPTOR_TYPE_STORAGE_BUFFER},
};
WORDS(weir_descriptor_type_enum, "descriptorTypeAttr", descriptor_types);

static const weir_enum_case_t descriptor_flags[] = {
    {"None", WEIR_DESCRIPTOR_FLAG_NONE},
    {"ReadOnly", WEIR_DESCRIPTOR_FLAG_READ_ONLY},
};
BITS(weir_descriptor_flags_enum, "descriptorFlagsAttr", descriptor_flags);

static const weir_enum_case_t descriptor_set_flags[] = {
    {"None", WEIR_DESCRIPTOR_SET_FLAG_NONE},
    {"Indirect", WEIR_DESCRIPTOR_SET_FLAG_INDIRECT},
};
BITS(weir_descriptor_set_flags_enum, "descriptorSetLayoutFlagsAttr",
     descriptor_set_flags);

static const weir_enum_case_t memory_types[] = {
    {"None", WEIR_MEMORY_TYPE_NONE},
    {"Optimal", WEIR_MEMORY_TYPE_OPTIMAL},
    {"HostVisible", WEIR_MEMORY_TYPE_HOST_VISIBLE},
    {"HostCoherent", WEIR_MEMORY_TYPE_HOST_COHERENT},
    {"HostCached", WEIR_MEMORY_TYPE_HOST_CACHED},
    {"HostLocal", WEIR_MEMORY_TYPE_HOST_LOCAL},
    {"DeviceVisible", WEIR_MEMORY_TYPE_DEVICE_VISIBLE},
    {"DeviceLocal", WEIR_MEMORY_TYPE_DEVICE_LOCAL},
};
static BITS(memory_type_enum, "memoryTypeBitfieldAttr", memory_types);

static const weir_enum_case_t memory_accesses[] = {
    {"None", WEIR_MEMORY_ACCESS_NONE},
    {"Read", WEIR_MEMORY_ACCESS_READ},
    {"Write", WEIR_MEMORY_ACCESS_WRITE},
    {"Discard", WEIR_MEMORY_ACCESS_DISCARD},
    {"MayAlias", WEIR_MEMORY_ACCESS_MAY_ALIAS},
    {"Unaligned", WEIR_MEMORY_ACCESS_UNALIGNED},
    {"Any", WEIR_MEMORY_ACCESS_ANY},
};
static BITS(memory_access_enum, "memoryAccessBitfieldAttr", memory_accesses);

static const weir_enum_case_t buffer_usages[] = {
    {"None", WEIR_BUFFER_USAGE_NONE},
    {"TransferSource", WEIR_BUFFER_USAGE_TRANSFER_SOURCE},
    {"TransferTarget", WEIR_BUFFER_USAGE_TRANSFER_TARGET},
    {"Transfer", WEIR_BUFFER_USAGE_TRANSFER},
    {"DispatchIndirectParams", WEIR_BUFFER_USAGE_DISPATCH_INDIRECT_PARAMS},
    {"DispatchUniformRead", WEIR_BUFFER_USAGE_DISPATCH_UNIFORM_READ},
    {"DispatchStorageRead", WEIR_BUFFER_USAGE_DISPATCH_STORAGE_READ},
    {"DispatchStorageWrite", WEIR_BUFFER_USAGE_DISPATCH_STORAGE_WRITE},
    {"DispatchStorage", WEIR_BUFFER_USAGE_DISPATCH_STORAGE},
    {"DispatchImageRead", WEIR_BUFFER_USAGE_DISPATCH_IMAGE_READ},
    {"DispatchImageWrite", WEIR_BUFFER_USAGE_DISPATCH_IMAGE_WRITE},
    {"DispatchImage", WEIR_BUFFER_USAGE_DISPATCH_IMAGE},
    {"SharingExport", WEIR_BUFFER_USAGE_SHARING_EXPORT},
    {"SharingReplicate", WEIR_BUFFER_USAGE_SHARING_REPLICATE},
    {"SharingConcurrent", WEIR_BUFFER_USAGE_SHARING_CONCURRENT},
    {"SharingImmutable", WEIR_BUFFER_USAGE_SHARING_IMMUTABLE},
    {"MappingScoped", WEIR_BUFFER_USAGE_MAPPING_SCOPED},
    {"MappingPersistent", WEIR_BUFFER_USAGE_MAPPING_PERSISTENT},
    {"MappingOptional", WEIR_BUFFER_USAGE_MAPPING_OPTIONAL},
    {"MappingAccessRandom", WEIR_BUFFER_USAGE_MAPPING_ACCESS_RANDOM},
    {"MappingAccessSequentialWrite",
     WEIR_BUFFER_USAGE_MAPPING_ACCESS_SEQUENTIAL_WRITE},
    {"Mapping", WEIR_BUFFER_USAGE_MAPPING},
};
static BITS(buffer_usage_enum, "bufferUsageBitfieldAttr", buffer_usages);

static const weir_enum_case_t command_buffer_modes[] = {
    {"None", WEIR_COMMAND_BUFFER_MODE_NONE},
    {"OneShot", WEIR_COMMAND_BUFFER_MODE_ONE_SHOT},
    {"AllowInlineExecution", WEIR_COMMAND_BUFFER_MODE_ALLOW_INLINE_EXECUTION},
};
static BITS(command_buffer_mode_enum, "commandBufferModeBitfieldAttr",
            command_buffer_modes);

static const weir_enum_case_t command_categories[] = {
    {"None", WEIR_COMMAND_CATEGORY_NONE},
    {"Transfer", WEIR_COMMAND_CATEGORY_TRANSFER},
    {"Dispatch", WEIR_COMMAND_CATEGORY_DISPATCH},
};
static BITS(command_category_enum, "commandCategoryBitfieldAttr",
            command_categories);

static const weir_enum_case_t execution_stages[] = {
    {"None", WEIR_EXECUTION_STAGE_NONE},
    {"CommandIssue", WEIR_EXECUTION_STAGE_COMMAND_ISSUE},
    {"CommandProcess", WEIR_EXECUTION_STAGE_COMMAND_PROCESS},
    {"Dispatch", WEIR_EXECUTION_STAGE_DISPATCH},
    {"Transfer", WEIR_EXECUTION_STAGE_TRANSFER},
    {"CommandRetire", WEIR_EXECUTION_STAGE_COMMAND_RETIRE},
    {"Host", WEIR_EXECUTION_STAGE_HOST},
};
static BITS(execution_stage_enum, "executionStageBitfieldAttr",
            execution_stages);

static const weir_enum_case_t reserved_flags[] = {{"None", 0}, {"Reserved", 1}};
static BITS(execution_barrier_flag_enum, "executionBarrierFlagBitfieldAttr",
            reserved_flags);
static BITS(fence_flag_enum, "fenceFlagBitfieldAttr", reserved_flags);

static const weir_enum_case_t no_flags[] = {{"None", 0}};
static BITS(dispatch_flags_enum, "dispatchFlagsAttr", no_flags);

static const weir_enum_t* const all_enums[] = {
    &weir_collective_kind_enum,
    &weir_reduction_enum,
    &weir_collective_element_enum,
    &weir_descriptor_type_enum,
    &weir_descriptor_flags_enum,
    &weir_descriptor_set_flags_enum,
    &memory_type_enum,
    &memory_access_enum,
    &buffer_usage_enum,
    &command_buffer_mode_enum,
    &command_category_enum,
    &execution_stage_enum,
    &execution_barrier_flag_enum,
    &fence_flag_enum,
    &dispatch_flags_enum,
};

const weir_enum_t* weir_enum_of_kind(const char* kind) {
  for (size_t i = 0; i < sizeof(all_enums) / sizeof(all_enums[0]); ++i) {
    if (strcmp(all_enums[i]->kind, kind) == 0) return all_enums[i];
  }
  return NULL;
}

bool weir_enum_parse(const weir_enum_t* info, weir_string_view_t word,
                     int64_t* out_value) {
  *out_value = 0;
  for (uint32_t i = 0; i < info->case_count; ++i) {
    if (!weir_sv_equal_c(word, info->cases[i].name)) continue;
    *out_value = info->cases[i].value;
    return true;
  }
  return false;
}

bool weir_enum_parse_list(const weir_enum_t* info, weir_string_view_t words,
                          int64_t* out_value) {
  *out_value = 0;
  int64_t value = 0;
  size_t start = 0;
  for (size_t i = 0; i <= words.size; ++i) {
    if (i < words.size && (!info->is_bits || words.data[i] != '|')) continue;
    int64_t bits = 0;
    weir_string_view_t word = weir_sv_n(words.data + start, i - start);
    if (!weir_enum_parse(info, word, &bits)) return false;
    value |= bits;
    start = i + 1;
  }
  *out_value = value;
  return true;
}

const char* weir_enum_format(const weir_enum_t* info, int64_t value,
                             weir_arena_t* arena, bool* out_is_word) {
  *out_is_word = false;
  const char* text = NULL;
  uint32_t covered = 0;
  int64_t rest = value;
  for (uint32_t i = 0; i < info->case_count; ++i) {
    const weir_enum_case_t* c = &info->cases[i];
    bool covers = info->is_bits && c->value != 0
                      ? (value & c->value) == c->value
                      : value == c->value;
    if (!covers) continue;
    rest &= ~c->value;
    *out_is_word = !info->is_bits || (c->value == value && value != 0 &&
                                      (value & (value - 1)) == 0);
    text = covered++ == 0 ? c->name
                          : weir_arena_format(arena, "%s|%s", text, c->name);
  }
  if (info->is_bits && rest != 0) return NULL;  // bits without a name
  return text;
}
