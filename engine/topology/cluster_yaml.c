#include "engine/topology/cluster_yaml.h"

#include <cyaml/cyaml.h>
#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>

static const cyaml_schema_field_t device_fields[] = {
    CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, weir_raw_device_t, name,
                           1, CYAML_UNLIMITED),
    CYAML_FIELD_STRING_PTR("kind", CYAML_FLAG_POINTER, weir_raw_device_t, kind,
                           0, CYAML_UNLIMITED),
    CYAML_FIELD_STRING_PTR("memory", CYAML_FLAG_POINTER, weir_raw_device_t,
                           memory, 0, CYAML_UNLIMITED),
    CYAML_FIELD_STRING_PTR(
        "memory-bandwidth", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
        weir_raw_device_t, memory_bandwidth, 0, CYAML_UNLIMITED),
    CYAML_FIELD_UINT_PTR("cores", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
                         weir_raw_device_t, cores),
    CYAML_FIELD_UINT_PTR("ordinal", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
                         weir_raw_device_t, ordinal),
    CYAML_FIELD_FLOAT_PTR("gflops", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
                          weir_raw_device_t, gflops),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t device_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, weir_raw_device_t, device_fields),
};

static const cyaml_schema_field_t node_fields[] = {
    CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, weir_raw_node_t, name, 1,
                           CYAML_UNLIMITED),
    CYAML_FIELD_SEQUENCE("devices", CYAML_FLAG_POINTER, weir_raw_node_t,
                         devices, &device_schema, 1, CYAML_UNLIMITED),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t node_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, weir_raw_node_t, node_fields),
};

static const cyaml_schema_value_t name_schema = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, CYAML_UNLIMITED),
};

static const cyaml_schema_field_t link_fields[] = {
    CYAML_FIELD_SEQUENCE("between", CYAML_FLAG_POINTER, weir_raw_link_t,
                         between, &name_schema, 2, 2),
    CYAML_FIELD_STRING_PTR("latency", CYAML_FLAG_POINTER, weir_raw_link_t,
                           latency, 0, CYAML_UNLIMITED),
    CYAML_FIELD_STRING_PTR("bandwidth", CYAML_FLAG_POINTER, weir_raw_link_t,
                           bandwidth, 0, CYAML_UNLIMITED),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t link_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, weir_raw_link_t, link_fields),
};

static const cyaml_schema_field_t cluster_fields[] = {
    CYAML_FIELD_SEQUENCE("nodes", CYAML_FLAG_POINTER, weir_raw_cluster_t, nodes,
                         &node_schema, 1, CYAML_UNLIMITED),
    CYAML_FIELD_SEQUENCE("links", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
                         weir_raw_cluster_t, links, &link_schema, 0,
                         CYAML_UNLIMITED),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t cluster_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, weir_raw_cluster_t, cluster_fields),
};

// What libcyaml says while it reads: the first complaint, and the innermost
// place of the backtrace that follows it.
typedef struct complaint_t {
  char message[256];
  unsigned line;
} complaint_t;

static void note_complaint(cyaml_log_t level, void* context, const char* format,
                           va_list args) {
  complaint_t* complaint = context;
  if (level < CYAML_LOG_ERROR) return;
  char text[256];
  vsnprintf(text, sizeof(text), format, args);
  text[strcspn(text, "\n")] = 0;
  const char* place = strstr(text, "line: ");
  if (place != NULL && complaint->line == 0) {
    complaint->line = (unsigned)strtoul(place + strlen("line: "), NULL, 10);
  }
  if (complaint->message[0] != 0) return;
  const char* message = text;
  if (strncmp(message, "Load: ", 6) == 0) message += 6;
  if (strncmp(message, "libyaml: ", 9) == 0) message += 9;
  snprintf(complaint->message, sizeof(complaint->message), "%s", message);
}

static const cyaml_config_t config = {
    .log_fn = note_complaint,
    .mem_fn = cyaml_mem,
    .log_level = CYAML_LOG_ERROR,
};

weir_status_t weir_raw_cluster_read(const char* path, weir_string_view_t text,
                                    weir_raw_cluster_t** out_raw) {
  complaint_t complaint = {0};
  cyaml_config_t logging = config;
  logging.log_ctx = &complaint;
  *out_raw = NULL;
  cyaml_err_t error =
      cyaml_load_data((const uint8_t*)text.data, text.size, &logging,
                      &cluster_schema, (cyaml_data_t**)out_raw, NULL);
  if (error == CYAML_OK && *out_raw != NULL) return weir_ok();
  if (error == CYAML_OK) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "%s:1: the file is empty: expected nodes", path);
  }
  return weir_status(
      WEIR_CODE_INVALID_ARGUMENT, "%s:%u: %s", path,
      complaint.line ? complaint.line : 1,
      complaint.message[0] ? complaint.message : cyaml_strerror(error));
}

void weir_raw_cluster_free(weir_raw_cluster_t* raw) {
  complaint_t ignored = {0};
  cyaml_config_t freeing = config;
  freeing.log_ctx = &ignored;
  cyaml_free(&freeing, &cluster_schema, raw, 0);
}

unsigned weir_yaml_line_of(weir_string_view_t text, const char* const* steps) {
  yaml_parser_t parser;
  yaml_document_t document;
  if (!yaml_parser_initialize(&parser)) return 0;
  yaml_parser_set_input_string(&parser, (const unsigned char*)text.data,
                               text.size);
  unsigned line = 0;
  if (yaml_parser_load(&parser, &document)) {
    yaml_node_t* node = yaml_document_get_root_node(&document);
    for (; node != NULL; ++steps) {
      line = (unsigned)node->start_mark.line + 1;
      if (*steps == NULL) break;
      int next = 0;
      if (node->type == YAML_SEQUENCE_NODE) {
        yaml_node_item_t* item =
            node->data.sequence.items.start + strtoul(*steps, NULL, 10);
        if (item < node->data.sequence.items.top) next = *item;
      } else if (node->type == YAML_MAPPING_NODE) {
        for (yaml_node_pair_t* pair = node->data.mapping.pairs.start;
             pair < node->data.mapping.pairs.top; ++pair) {
          yaml_node_t* key = yaml_document_get_node(&document, pair->key);
          if (key != NULL && key->type == YAML_SCALAR_NODE &&
              strcmp((const char*)key->data.scalar.value, *steps) == 0) {
            next = pair->value;
          }
        }
      }
      node = next ? yaml_document_get_node(&document, next) : NULL;
    }
    yaml_document_delete(&document);
  }
  yaml_parser_delete(&parser);
  return line;
}
