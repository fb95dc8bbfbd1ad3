// Judges what a cluster file says and lays it out for readers.
#include "engine/topology/cluster.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/arena.h"
#include "engine/base/strbuf.h"
#include "engine/topology/cluster_yaml.h"

enum { MAX_FILE_BYTES = 16 << 20, MAX_CORES = 1 << 16, MAX_ORDINAL = 1 << 10 };

// The loaded form: the public part first, all memory in one arena.
typedef struct cluster_impl_t {
  weir_cluster_t public;
  weir_arena_t arena;
} cluster_impl_t;

typedef struct loader_t {
  const char* path;
  weir_string_view_t text;
  const weir_raw_cluster_t* raw;
  weir_arena_t* arena;
  weir_cluster_node_t* nodes;
  weir_cluster_device_t* devices;
  weir_cluster_link_t* links;
  uint32_t device_count;
} loader_t;

// A failure at nodes[|node|].devices[|device|].|key|; a negative |device| means
// the node's own key.
static weir_status_t node_error(const loader_t* loader, unsigned node,
                                int device, const char* key,
                                const char* message) {
  char node_step[16], device_step[16];
  snprintf(node_step, sizeof(node_step), "%u", node);
  snprintf(device_step, sizeof(device_step), "%d", device);
  const char* of_node[] = {"nodes", node_step, key, NULL};
  const char* of_device[] = {"nodes",     node_step, "devices",
                             device_step, key,       NULL};
  return weir_status(
      WEIR_CODE_INVALID_ARGUMENT, "%s:%u: %s", loader->path,
      weir_yaml_line_of(loader->text, device < 0 ? of_node : of_device),
      message);
}

static weir_status_t link_error(const loader_t* loader, unsigned link,
                                const char* key, const char* index,
                                const char* message) {
  char link_step[16];
  snprintf(link_step, sizeof(link_step), "%u", link);
  const char* steps[] = {"links", link_step, key, index, NULL};
  return weir_status(WEIR_CODE_INVALID_ARGUMENT, "%s:%u: %s", loader->path,
                     weir_yaml_line_of(loader->text, steps), message);
}

// Names become parts of symbols: letters, digits, '_', '-', '.'.
static bool is_name(const char* name) {
  if (*name == 0 || strlen(name) > 128) return false;
  for (; *name; ++name) {
    if (!((*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z') ||
          (*name >= '0' && *name <= '9') || *name == '_' || *name == '-' ||
          *name == '.')) {
      return false;
    }
  }
  return true;
}

static weir_status_t convert_kind(const loader_t* loader, unsigned node,
                                  int index, const weir_raw_device_t* raw,
                                  weir_cluster_device_t* device) {
  if (strcmp(raw->kind, "local") == 0) {
    device->kind = WEIR_DEVICE_KIND_LOCAL;
    device->cores = raw->cores ? *raw->cores : 1;
    if (raw->ordinal != NULL) {
      return node_error(loader, node, index, "ordinal",
                        "a device of kind local has no ordinal");
    }
    if (device->cores < 1 || device->cores > MAX_CORES) {
      return node_error(loader, node, index, "cores",
                        "cores must be between 1 and 65536");
    }
    return weir_ok();
  }
  if (strcmp(raw->kind, "cuda") == 0) {
    device->kind = WEIR_DEVICE_KIND_CUDA;
    device->ordinal = raw->ordinal ? *raw->ordinal : 0;
    if (raw->cores != NULL) {
      return node_error(loader, node, index, "cores",
                        "a device of kind cuda has no cores");
    }
    if (device->ordinal > MAX_ORDINAL) {
      return node_error(loader, node, index, "ordinal",
                        "ordinal must be at most 1024");
    }
    return weir_ok();
  }
  return node_error(
      loader, node, index, "kind",
      weir_arena_format(loader->arena,
                        "unknown device kind \"%s\": expected local or cuda",
                        raw->kind));
}

static weir_status_t convert_figures(const loader_t* loader, unsigned node,
                                     int index, const weir_raw_device_t* raw,
                                     weir_cluster_device_t* device) {
  if (!weir_parse_bytes(weir_sv(raw->memory), &device->memory_bytes) ||
      device->memory_bytes == 0) {
    return node_error(
        loader, node, index, "memory",
        weir_arena_format(
            loader->arena,
            "memory \"%s\" is no size: expected one such as 4 GiB",
            raw->memory));
  }
  if (raw->gflops != NULL) {
    if (!(*raw->gflops > 0) || *raw->gflops > 1e12) {
      return node_error(loader, node, index, "gflops",
                        "gflops must be above 0");
    }
    device->flops_per_s = *raw->gflops * 1e9;
  }
  if (raw->memory_bandwidth != NULL &&
      (!weir_parse_bytes_per_s(weir_sv(raw->memory_bandwidth),
                               &device->memory_bandwidth_bytes_per_s) ||
       !(device->memory_bandwidth_bytes_per_s > 0))) {
    return node_error(
        loader, node, index, "memory-bandwidth",
        weir_arena_format(
            loader->arena,
            "memory-bandwidth \"%s\" is no rate: expected one such as 10 GB/s",
            raw->memory_bandwidth));
  }
  return weir_ok();
}

static weir_status_t convert_device(loader_t* loader, unsigned node,
                                    unsigned index) {
  const weir_raw_node_t* raw_node = &loader->raw->nodes[node];
  const weir_raw_device_t* raw = &raw_node->devices[index];
  if (!is_name(raw->name)) {
    return node_error(loader, node, (int)index, "name",
                      "a device's name has letters, digits, '_', '-' and '.'");
  }
  weir_cluster_device_t* device = &loader->devices[loader->device_count];
  *device = (weir_cluster_device_t){
      .name = weir_arena_format(loader->arena, "%s", raw->name),
      .symbol =
          weir_arena_format(loader->arena, "%s_%s", raw_node->name, raw->name),
      .node = node,
      .index = loader->device_count,
  };
  for (uint32_t i = 0; i < loader->device_count; ++i) {
    if (strcmp(loader->devices[i].symbol, device->symbol) != 0) continue;
    return node_error(
        loader, node, (int)index, "name",
        loader->devices[i].node == node
            ? weir_arena_format(loader->arena,
                                "node \"%s\" has two devices named \"%s\"",
                                raw_node->name, raw->name)
            : weir_arena_format(loader->arena,
                                "two devices would both be called @%s",
                                device->symbol));
  }
  WEIR_RETURN_IF_ERROR(convert_kind(loader, node, (int)index, raw, device));
  WEIR_RETURN_IF_ERROR(convert_figures(loader, node, (int)index, raw, device));
  ++loader->device_count;
  return weir_ok();
}

static weir_status_t convert_node(loader_t* loader, unsigned index) {
  const weir_raw_node_t* raw = &loader->raw->nodes[index];
  if (!is_name(raw->name)) {
    return node_error(loader, index, -1, "name",
                      "a node's name has letters, digits, '_', '-' and '.'");
  }
  for (unsigned i = 0; i < index; ++i) {
    if (strcmp(loader->nodes[i].name, raw->name) == 0) {
      return node_error(
          loader, index, -1, "name",
          weir_arena_format(loader->arena, "two nodes are named \"%s\"",
                            raw->name));
    }
  }
  weir_cluster_node_t* node = &loader->nodes[index];
  *node = (weir_cluster_node_t){
      .name = weir_arena_format(loader->arena, "%s", raw->name),
      .devices = &loader->devices[loader->device_count],
      .device_count = raw->devices_count,
      .first_device = loader->device_count,
  };
  for (unsigned i = 0; i < raw->devices_count; ++i) {
    WEIR_RETURN_IF_ERROR(convert_device(loader, index, i));
  }
  return weir_ok();
}

static weir_status_t convert_link(loader_t* loader, unsigned index) {
  const weir_raw_link_t* raw = &loader->raw->links[index];
  uint32_t ends[2];
  for (unsigned i = 0; i < 2; ++i) {
    ends[i] = 0;
    while (ends[i] < loader->raw->nodes_count &&
           strcmp(loader->nodes[ends[i]].name, raw->between[i]) != 0) {
      ++ends[i];
    }
    if (ends[i] == loader->raw->nodes_count) {
      return link_error(
          loader, index, "between", i ? "1" : "0",
          weir_arena_format(loader->arena, "link to unknown node \"%s\"",
                            raw->between[i]));
    }
  }
  if (ends[0] == ends[1]) {
    return link_error(loader, index, "between", "1",
                      "a link joins two different nodes");
  }
  weir_cluster_link_t* link = &loader->links[index];
  link->from = ends[0] < ends[1] ? ends[0] : ends[1];
  link->to = ends[0] < ends[1] ? ends[1] : ends[0];
  for (unsigned i = 0; i < index; ++i) {
    if (loader->links[i].from == link->from &&
        loader->links[i].to == link->to) {
      return link_error(
          loader, index, "between", "0",
          weir_arena_format(loader->arena, "two links join \"%s\" and \"%s\"",
                            raw->between[0], raw->between[1]));
    }
  }
  if (!weir_parse_duration_ns(weir_sv(raw->latency), &link->latency_ns)) {
    return link_error(
        loader, index, "latency", NULL,
        weir_arena_format(
            loader->arena,
            "latency \"%s\" is no time: expected one such as 20 us",
            raw->latency));
  }
  if (!weir_parse_bytes_per_s(weir_sv(raw->bandwidth),
                              &link->bandwidth_bytes_per_s) ||
      !(link->bandwidth_bytes_per_s > 0)) {
    return link_error(
        loader, index, "bandwidth", NULL,
        weir_arena_format(
            loader->arena,
            "bandwidth \"%s\" is no rate: expected one such as 1 GB/s",
            raw->bandwidth));
  }
  return weir_ok();
}

static weir_status_t convert(loader_t* loader, weir_cluster_t* cluster) {
  const weir_raw_cluster_t* raw = loader->raw;
  size_t device_count = 0;
  for (unsigned i = 0; i < raw->nodes_count; ++i) {
    device_count += raw->nodes[i].devices_count;
  }
  loader->nodes =
      WEIR_ARENA_ARRAY(loader->arena, weir_cluster_node_t, raw->nodes_count);
  loader->devices =
      WEIR_ARENA_ARRAY(loader->arena, weir_cluster_device_t, device_count);
  loader->links =
      WEIR_ARENA_ARRAY(loader->arena, weir_cluster_link_t, raw->links_count);
  for (unsigned i = 0; i < raw->nodes_count; ++i) {
    WEIR_RETURN_IF_ERROR(convert_node(loader, i));
  }
  for (unsigned i = 0; i < raw->links_count; ++i) {
    WEIR_RETURN_IF_ERROR(convert_link(loader, i));
  }
  *cluster = (weir_cluster_t){
      .path = weir_arena_format(loader->arena, "%s", loader->path),
      .nodes = loader->nodes,
      .node_count = raw->nodes_count,
      .devices = loader->devices,
      .device_count = loader->device_count,
      .links = loader->links,
      .link_count = raw->links_count,
  };
  return weir_ok();
}

weir_status_t weir_cluster_parse(const char* path, weir_string_view_t text,
                                 weir_cluster_t** out_cluster) {
  *out_cluster = NULL;
  if (memchr(text.data ? text.data : "", 0, text.size) != NULL) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "%s: the file is binary: expected YAML", path);
  }
  weir_raw_cluster_t* raw = NULL;
  WEIR_RETURN_IF_ERROR(weir_raw_cluster_read(path, text, &raw));
  weir_arena_t arena;
  weir_arena_init(&arena);
  cluster_impl_t* cluster = WEIR_ARENA_NEW(&arena, cluster_impl_t);
  loader_t loader = {.path = path, .text = text, .raw = raw, .arena = &arena};
  weir_status_t status = convert(&loader, &cluster->public);
  weir_raw_cluster_free(raw);
  if (weir_is_ok(status)) {
    cluster->arena = arena;
    *out_cluster = &cluster->public;
  } else {
    weir_arena_deinit(&arena);
  }
  return status;
}

weir_status_t weir_cluster_load(const char* path,
                                weir_cluster_t** out_cluster) {
  *out_cluster = NULL;
  FILE* file = fopen(path, "rb");
  if (file == NULL) {
    return weir_status_from_errno(errno, "cannot open cluster file %s", path);
  }
  weir_strbuf_t text = {0};
  weir_status_t status = weir_ok();
  char chunk[4096];
  size_t n;
  while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0) {
    weir_strbuf_append(&text, chunk, n);
    if (text.size > MAX_FILE_BYTES) break;
  }
  if (ferror(file)) {
    status = weir_status_from_errno(errno, "cannot read cluster file %s", path);
  } else if (text.size > MAX_FILE_BYTES) {
    status = weir_status(WEIR_CODE_INVALID_ARGUMENT,
                         "%s: larger than 16 MiB: no cluster file", path);
  }
  fclose(file);
  if (weir_is_ok(status)) {
    status = weir_cluster_parse(path, weir_strbuf_view(&text), out_cluster);
  }
  weir_strbuf_deinit(&text);
  return status;
}

void weir_cluster_free(weir_cluster_t* cluster) {
  if (cluster == NULL) return;
  // The arena holds the cluster itself, so it moves out first.
  weir_arena_t arena = ((cluster_impl_t*)cluster)->arena;
  weir_arena_deinit(&arena);
}

const weir_cluster_node_t* weir_cluster_find_node(const weir_cluster_t* cluster,
                                                  weir_string_view_t name) {
  for (uint32_t i = 0; i < cluster->node_count; ++i) {
    if (weir_sv_equal_c(name, cluster->nodes[i].name)) {
      return &cluster->nodes[i];
    }
  }
  return NULL;
}

const weir_cluster_device_t* weir_cluster_find_device(
    const weir_cluster_t* cluster, weir_string_view_t symbol) {
  if (symbol.size > 0 && symbol.data[0] == '@') {
    symbol = weir_sv_n(symbol.data + 1, symbol.size - 1);
  }
  for (uint32_t i = 0; i < cluster->device_count; ++i) {
    if (weir_sv_equal_c(symbol, cluster->devices[i].symbol)) {
      return &cluster->devices[i];
    }
  }
  return NULL;
}

weir_cluster_link_t weir_cluster_link(const weir_cluster_t* cluster, uint32_t a,
                                      uint32_t b) {
  uint32_t from = a < b ? a : b;
  uint32_t to = a < b ? b : a;
  for (uint32_t i = 0; i < cluster->link_count; ++i) {
    if (cluster->links[i].from == from && cluster->links[i].to == to) {
      return cluster->links[i];
    }
  }
  return (weir_cluster_link_t){from, to, 50e3, 1e9};
}

const char* weir_device_kind_name(weir_device_kind_t kind) {
  return kind == WEIR_DEVICE_KIND_LOCAL ? "local" : "cuda";
}
