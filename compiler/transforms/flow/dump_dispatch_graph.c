// Draws the program as a graph in the language of Graphviz.
//
// Needs:   nothing.
// Changes: nothing.
// Keeps:   the program. Functions and regions are boxes, ops are nodes, values
//          edges from who makes them to who uses them; executables are left
//          out.
// Options: output-file: where to (default or empty: stderr, `-`: stdout).
//          max-label-len=20: characters of an attribute or type.
//          print-attrs, print-data-flow-edges, print-result-types: true;
//          print-control-flow-edges: false.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/dialects/flow.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/flow/names.h"
#include "compiler/transforms/flow/passes.h"
#include "engine/base/file_writer.h"
#include "engine/base/strbuf.h"

typedef struct graph_t {
  weir_strbuf_t out;
  weir_arena_t* arena;
  size_t label_size;
  bool attrs, data_edges, control_edges, types;
  uint32_t clusters;
} graph_t;

static void indent(graph_t* graph, uint32_t depth) {
  weir_strbuf_printf(&graph->out, "%*s", (int)(2 * depth), "");
}

// |text|, cut to |limit| characters, inside quotes.
static void write_quoted(graph_t* graph, const char* text, size_t limit) {
  size_t size = strlen(text);
  for (size_t i = 0; i < size && i < limit; ++i) {
    if (text[i] == '"' || text[i] == '\\')
      weir_strbuf_append_char(&graph->out, '\\');
    weir_strbuf_append_char(&graph->out, text[i]);
  }
  if (size > limit) weir_strbuf_append_c(&graph->out, "...");
}

static void write_node_name(graph_t* graph, const weir_op_t* op) {
  weir_strbuf_printf(&graph->out, "v%llu_%u", (unsigned long long)op->order,
                     op->block->id);
}

// What an op is about, beside its name.
static const char* detail_of(const weir_op_t* op, weir_arena_t* arena) {
  static const char* const keys[] = {"callee", "global", "key"};
  if (weir_op_is(op, WEIR_FLOW_DISPATCH)) {
    return weir_name_of_dispatch(op, arena);
  }
  for (uint32_t i = 0; i < sizeof(keys) / sizeof(keys[0]); ++i) {
    weir_string_view_t text = weir_op_attr_string(op, keys[i]);
    if (text.size > 0) return weir_arena_string(arena, text.data, text.size);
  }
  return "";
}

static void write_node(graph_t* graph, const weir_op_t* op, uint32_t depth) {
  indent(graph, depth);
  write_node_name(graph, op);
  weir_strbuf_printf(&graph->out, " [shape=%s, label=\"",
                     weir_op_is(op, WEIR_FLOW_DISPATCH) ? "box" : "ellipse");
  write_quoted(graph, op->name->data, op->name->size);
  const char* detail = graph->attrs ? detail_of(op, graph->arena) : "";
  if (*detail != '\0') {
    weir_strbuf_append_c(&graph->out, "\\n");
    write_quoted(graph, detail, strlen(detail));
  }
  for (uint32_t i = 0; graph->types && i < op->result_count; ++i) {
    weir_strbuf_append_c(&graph->out, "\\n");
    write_quoted(graph, weir_type_text(op->results[i].type, graph->arena),
                 graph->label_size);
  }
  weir_strbuf_append_c(&graph->out, "\"];\n");
}

static void write_edges_of(graph_t* graph, const weir_op_t* op,
                           uint32_t depth) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    const weir_op_t* maker = weir_value_op(weir_op_operand_n(op, i));
    if (maker == NULL || weir_op_is_constant_like(maker)) continue;
    indent(graph, depth);
    write_node_name(graph, maker);
    weir_strbuf_append_c(&graph->out, " -> ");
    write_node_name(graph, op);
    weir_strbuf_append_c(&graph->out, " [style=solid];\n");
  }
}

static void write_control_edge(graph_t* graph, const weir_op_t* op,
                               uint32_t depth) {
  if (op->next == NULL || weir_op_is_constant_like(op->next)) return;
  indent(graph, depth);
  write_node_name(graph, op);
  weir_strbuf_append_c(&graph->out, " -> ");
  write_node_name(graph, op->next);
  weir_strbuf_append_c(&graph->out, " [style=dashed];\n");
}

static void write_block(graph_t* graph, weir_block_t* block, uint32_t depth);

static void write_region(graph_t* graph, const weir_region_t* region,
                         const char* label, uint32_t depth) {
  WEIR_FOR_EACH_BLOCK(block, region) {
    indent(graph, depth);
    weir_strbuf_printf(&graph->out, "subgraph cluster_%u {\n",
                       graph->clusters++);
    indent(graph, depth + 1);
    weir_strbuf_append_c(&graph->out, "label=\"");
    write_quoted(graph, label, strlen(label));
    weir_strbuf_append_c(&graph->out, "\";\n");
    write_block(graph, block, depth + 1);
    indent(graph, depth);
    weir_strbuf_append_c(&graph->out, "}\n");
  }
}

static void write_block(graph_t* graph, weir_block_t* block, uint32_t depth) {
  WEIR_FOR_EACH_OP(op, block) {
    if (weir_op_is_constant_like(op)) continue;
    write_node(graph, op, depth);
    for (uint32_t i = 0; i < op->region_count; ++i) {
      write_region(graph, &op->regions[i], op->name->data, depth);
    }
    if (graph->data_edges) write_edges_of(graph, op, depth);
    if (graph->control_edges) write_control_edge(graph, op, depth);
  }
}

static weir_walk_t number_blocks(weir_op_t* op, void* user) {
  uint32_t* next = user;
  for (uint32_t i = 0; i < op->region_count; ++i) {
    WEIR_FOR_EACH_BLOCK(block, &op->regions[i]) {
      block->id = (*next)++;
    }
  }
  return WEIR_WALK_CONTINUE;
}

static void write_graph(graph_t* graph, weir_op_t* module) {
  uint32_t blocks = 0;
  weir_walk_pre_order(module, number_blocks, &blocks);
  weir_strbuf_append_c(&graph->out, "digraph G {\n  compound=true;\n");
  WEIR_FOR_EACH_OP(op, weir_module_body(module)) {
    if (!weir_op_has_trait(op, WEIR_OP_FUNCTION | WEIR_OP_INITIALIZER)) {
      continue;
    }
    weir_string_view_t name = weir_symbol_name(op);
    const char* label =
        name.size > 0 ? weir_arena_string(graph->arena, name.data, name.size)
                      : op->name->data;
    write_region(graph, weir_op_region(op, 0), label, 1);
  }
  weir_strbuf_append_c(&graph->out, "}\n");
}

weir_status_t weir_flow_dump_dispatch_graph(weir_pass_t* pass,
                                            weir_op_t* module) {
  const char* path = weir_pass_option(pass, "output-file", "");
  const char* limit = weir_pass_option(pass, "max-label-len", "20");
  graph_t graph = {
      .arena = pass->scratch,
      .label_size = (size_t)strtoul(limit, NULL, 10),
      .attrs = weir_pass_flag(pass, "print-attrs", true),
      .data_edges = weir_pass_flag(pass, "print-data-flow-edges", true),
      .control_edges = weir_pass_flag(pass, "print-control-flow-edges", false),
      .types = weir_pass_flag(pass, "print-result-types", true),
  };
  write_graph(&graph, module);
  weir_status_t status =
      path[0] == '\0'
          ? weir_file_print(stderr, weir_strbuf_c(&graph.out), graph.out.size)
          : weir_file_write_or_print(path, weir_strbuf_c(&graph.out),
                                     graph.out.size);
  weir_strbuf_deinit(&graph.out);
  return status;
}
