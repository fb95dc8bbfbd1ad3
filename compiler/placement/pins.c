#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/placement/placement.h"
#include "engine/base/file_writer.h"
#include "engine/base/strbuf.h"

enum { MAX_PLACE_SIZE = 32 };

// What an op of a program in text is called: its line and column.
static const char* place_name(const weir_location_t* location, char* text) {
  snprintf(text, MAX_PLACE_SIZE, "%u:%u", location->location.line,
           location->location.column);
  return text;
}

// Whether |name| is among the names of a location.
static bool location_has_name(const weir_location_t* location,
                              weir_string_view_t name) {
  if (location->location.kind == WEIR_LOCATION_NAME &&
      weir_sv_equal_c(name, location->location.name->data)) {
    return true;
  }
  if (location->location.kind == WEIR_LOCATION_FILE) {
    char text[MAX_PLACE_SIZE];
    return weir_sv_equal_c(name, place_name(location, text));
  }
  for (uint32_t i = 0; i < location->location.child_count; ++i) {
    if (location_has_name(location->location.children[i], name)) return true;
  }
  return false;
}

static weir_status_t read_file(const char* path, weir_arena_t* scratch,
                               weir_string_view_t* out_text) {
  FILE* file = fopen(path, "re");
  if (file == NULL) return weir_status_from_errno(errno, "%s", path);
  size_t size = 0, capacity = 1 << 16;
  char* text = malloc(capacity);
  while (text != NULL) {
    size += fread(text + size, 1, capacity - size, file);
    if (size < capacity) break;
    char* grown = realloc(text, capacity *= 2);
    if (grown == NULL) free(text);
    text = grown;
  }
  weir_status_t status = weir_ok();
  if (text == NULL) {
    status =
        weir_status(WEIR_CODE_RESOURCE_EXHAUSTED, "%s: out of memory", path);
  } else if (ferror(file)) {
    status = weir_status_from_errno(errno, "%s", path);
  } else {
    *out_text = weir_sv_n(weir_arena_string(scratch, text, size), size);
  }
  free(text);
  fclose(file);
  return status;
}

static weir_string_view_t trim(weir_string_view_t text) {
  while (text.size > 0 && (text.data[0] == ' ' || text.data[0] == '\t')) {
    ++text.data, --text.size;
  }
  while (text.size > 0 && strchr(" \t\r", text.data[text.size - 1]) != NULL)
    --text.size;
  return text;
}

static weir_status_t apply_line(const char* path, uint32_t line,
                                weir_string_view_t text,
                                weir_dispatch_graph_t* graph,
                                const weir_cluster_t* cluster) {
  text = trim(text);
  if (text.size == 0 || text.data[0] == '#') return weir_ok();
  size_t device_size = 0;
  while (device_size < text.size && text.data[device_size] != ' ' &&
         text.data[device_size] != '\t') {
    ++device_size;
  }
  weir_string_view_t device_name = weir_sv_n(text.data, device_size);
  weir_string_view_t name =
      trim(weir_sv_n(text.data + device_size, text.size - device_size));
  if (device_name.data[0] != '@' || name.size == 0) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "%s:%u: expected `@device NAME`, found \"%.*s\"", path,
                       line, WEIR_SV_ARGS(text));
  }
  const weir_cluster_device_t* device =
      weir_cluster_find_device(cluster, device_name);
  if (device == NULL) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "%s:%u: %s has no device %.*s (its first is @%s)", path,
                       line, cluster->path, WEIR_SV_ARGS(device_name),
                       cluster->devices[0].symbol);
  }
  bool found = false;
  for (uint32_t i = 0; i < graph->count; ++i) {
    if (graph->nodes[i].everywhere ||
        !location_has_name(graph->nodes[i].op->location, name)) {
      continue;
    }
    graph->nodes[i].device = device->index;
    graph->nodes[i].pinned = found = true;
  }
  if (found) return weir_ok();
  return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                     "%s:%u: no dispatch computes a node called \"%.*s\"", path,
                     line, WEIR_SV_ARGS(name));
}

weir_status_t weir_pins_apply(const char* path, weir_dispatch_graph_t* graph,
                              const weir_cluster_t* cluster,
                              weir_arena_t* scratch) {
  weir_string_view_t text;
  WEIR_RETURN_IF_ERROR(read_file(path, scratch, &text));
  if (memchr(text.data, 0, text.size) != NULL) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "%s: not a text file", path);
  }
  weir_status_t status = weir_ok();
  uint32_t line = 1;
  while (text.size > 0) {
    const char* end = memchr(text.data, '\n', text.size);
    size_t size = end != NULL ? (size_t)(end - text.data) : text.size;
    status = weir_status_join(
        status,
        apply_line(path, line++, weir_sv_n(text.data, size), graph, cluster));
    size_t step = end != NULL ? size + 1 : size;
    text = weir_sv_n(text.data + step, text.size - step);
  }
  return status;
}

// The first name of a location, or the first place in a file written to |text|;
// NULL if it has none.
static const char* first_name(const weir_location_t* location, char* text) {
  if (location->location.kind == WEIR_LOCATION_NAME)
    return location->location.name->data;
  if (location->location.kind == WEIR_LOCATION_FILE)
    return place_name(location, text);
  for (uint32_t i = 0; i < location->location.child_count; ++i) {
    const char* name = first_name(location->location.children[i], text);
    if (name != NULL) return name;
  }
  return NULL;
}

weir_status_t weir_pins_save(const char* path,
                             const weir_dispatch_graph_t* graph,
                             const weir_cluster_t* cluster) {
  weir_strbuf_t lines = {0};
  for (uint32_t i = 0; i < graph->count; ++i) {
    char text[MAX_PLACE_SIZE];
    const char* name = first_name(graph->nodes[i].op->location, text);
    if (name == NULL || graph->nodes[i].device == WEIR_NO_DEVICE) continue;
    weir_strbuf_printf(&lines, "@%s %s\n",
                       cluster->devices[graph->nodes[i].device].symbol, name);
  }
  weir_status_t status =
      weir_file_write(path, weir_strbuf_c(&lines), lines.size);
  weir_strbuf_deinit(&lines);
  return status;
}
