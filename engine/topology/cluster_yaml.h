// The text of a cluster file, read but not judged: libcyaml checks its form and
// gives the values; libyaml's document tells the line a value is on.
#ifndef WEIR_ENGINE_TOPOLOGY_CLUSTER_YAML_H_
#define WEIR_ENGINE_TOPOLOGY_CLUSTER_YAML_H_

#include <stdint.h>

#include "engine/base/status.h"
#include "engine/base/string_view.h"

typedef struct weir_raw_device_t {
  char* name;
  char* kind;
  char* memory;
  char* memory_bandwidth;
  uint32_t* cores;
  uint32_t* ordinal;
  double* gflops;
} weir_raw_device_t;

typedef struct weir_raw_node_t {
  char* name;
  weir_raw_device_t* devices;
  unsigned devices_count;
} weir_raw_node_t;

typedef struct weir_raw_link_t {
  char** between;
  unsigned between_count;
  char* latency;
  char* bandwidth;
} weir_raw_link_t;

typedef struct weir_raw_cluster_t {
  weir_raw_node_t* nodes;
  unsigned nodes_count;
  weir_raw_link_t* links;
  unsigned links_count;
} weir_raw_cluster_t;

// Reads |text|; |path| serves messages. INVALID_ARGUMENT names the line.
weir_status_t weir_raw_cluster_read(const char* path, weir_string_view_t text,
                                    weir_raw_cluster_t** out_raw) WEIR_MUST_USE;
void weir_raw_cluster_free(weir_raw_cluster_t* raw);

// The line of the value at |steps| ("nodes", "1", "devices", "0", "name", NULL)
// or of the deepest part of that path that exists; 0 if there is no document.
unsigned weir_yaml_line_of(weir_string_view_t text, const char* const* steps);

#endif  // WEIR_ENGINE_TOPOLOGY_CLUSTER_YAML_H_
