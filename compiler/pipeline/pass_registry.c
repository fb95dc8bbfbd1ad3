#include "compiler/pipeline/pass_registry.h"

static weir_string_view_t without_prefix(weir_string_view_t name) {
  if (!weir_sv_starts_with(name, "iree-")) return name;
  return weir_sv_n(name.data + 5, name.size - 5);
}

const weir_pass_def_t* weir_pass_find(weir_string_view_t name) {
  name = without_prefix(name);
  for (uint32_t i = 0; i < weir_pass_alias_count; ++i) {
    if (!weir_sv_equal_c(name, weir_pass_aliases[i].alias)) continue;
    name = weir_sv(weir_pass_aliases[i].name);
    break;
  }
  for (uint32_t t = 0; t < weir_pass_table_count; ++t) {
    const weir_pass_table_t* table = &weir_pass_tables[t];
    for (uint32_t i = 0; i < *table->count; ++i) {
      if (weir_sv_equal_c(name, table->passes[i].name)) {
        return &table->passes[i];
      }
    }
  }
  return NULL;
}

const weir_named_pipeline_t* weir_named_pipeline_find(weir_string_view_t name) {
  name = without_prefix(name);
  for (uint32_t i = 0; i < weir_named_pipeline_count; ++i) {
    if (weir_sv_equal_c(name, weir_named_pipelines[i].name)) {
      return &weir_named_pipelines[i];
    }
  }
  return NULL;
}

const weir_global_option_t* weir_global_option_find(weir_string_view_t name) {
  name = without_prefix(name);
  for (uint32_t i = 0; i < weir_global_option_count; ++i) {
    if (weir_sv_equal_c(name, weir_global_options[i].name)) {
      return &weir_global_options[i];
    }
  }
  return NULL;
}
