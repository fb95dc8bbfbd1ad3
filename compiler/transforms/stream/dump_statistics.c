// Writes down what the program consists of.
//
// Needs:   a module, best after scheduling: stream.cmd.* are what is counted.
// Changes: nothing. Option output-format is pretty, verbose, csv, json or none,
//          output-file a path, "-" for stdout, empty for stderr; pipelines
//          hand theirs down as dump-statistics-format and -file.
// Keeps:   everything.
#include <inttypes.h>
#include <string.h>

#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/util_types.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/stream/dispatch_sites.h"
#include "compiler/transforms/stream/passes.h"
#include "engine/base/file_writer.h"
#include "engine/base/strbuf.h"

typedef struct statistics_t {
  weir_arena_t* arena;
  weir_op_t* module;
  weir_op_list_t executes;  // in functions, in order
  uint64_t constant_count, variable_count;
  int64_t constant_bytes;
  uint64_t await_count;
  int64_t transient_bytes;
  bool is_transient_dynamic;  // |transient_bytes| are the known ones
  uint64_t fill_count, copy_count, collective_count, dispatch_count;
  uint64_t call_count, executable_count;
} statistics_t;

// -- counting -----------------------------------------------------------------

static void count_command(statistics_t* statistics, const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_STREAM_CMD_FILL:
      ++statistics->fill_count;
      break;
    case WEIR_STREAM_CMD_COPY:
      ++statistics->copy_count;
      break;
    case WEIR_STREAM_CMD_COLLECTIVE:
      ++statistics->collective_count;
      break;
    case WEIR_STREAM_CMD_DISPATCH:
      ++statistics->dispatch_count;
      break;
    case WEIR_STREAM_CMD_CALL:
      ++statistics->call_count;
      break;
    default:
      break;
  }
}

static void count_op(statistics_t* statistics, weir_op_t* op) {
  int64_t bytes;
  switch (weir_op_id(op)) {
    case WEIR_UTIL_BUFFER_CONSTANT:
      bytes = weir_attr_storage_bytes(weir_op_attr(op, "value"));
      if (bytes > 0) statistics->constant_bytes += bytes;
      break;
    case WEIR_STREAM_RESOURCE_ALLOCA:
      if (weir_value_is_constant_int(
              weir_op_operand(op, WEIR_STREAM_RESOURCE_ALLOCA_STORAGE_SIZE),
              &bytes)) {
        statistics->transient_bytes += bytes;
      } else {
        statistics->is_transient_dynamic = true;
      }
      break;
    case WEIR_STREAM_CMD_EXECUTE:
      weir_op_list_add(&statistics->executes, statistics->arena, op);
      break;
    case WEIR_STREAM_TIMEPOINT_AWAIT:
      ++statistics->await_count;
      break;
    default:
      break;
  }
}

static void count_global(statistics_t* statistics, const weir_op_t* global) {
  const weir_type_t* type = weir_op_attr_type(global, "type");
  switch (weir_stream_resource_lifetime(type)) {
    case WEIR_LIFETIME_CONSTANT:
      ++statistics->constant_count;
      break;
    case WEIR_LIFETIME_VARIABLE:
      ++statistics->variable_count;
      break;
    default:
      break;
  }
}

static statistics_t count_all(weir_op_t* module, weir_arena_t* arena) {
  statistics_t statistics = {.arena = arena, .module = module};
  WEIR_FOR_EACH_OP(op, weir_op_region(module, 0)->first) {
    if (weir_op_is(op, WEIR_UTIL_GLOBAL)) {
      count_global(&statistics, op);
    } else if (weir_op_is(op, WEIR_STREAM_EXECUTABLE)) {
      ++statistics.executable_count;
    } else if (weir_op_has_trait(op, WEIR_OP_FUNCTION) ||
               weir_op_has_trait(op, WEIR_OP_INITIALIZER)) {
      weir_op_list_t inside = weir_collect_ops(op, 0, arena);
      for (uint32_t i = 0; i < inside.count; ++i) {
        count_op(&statistics, inside.ops[i]);
      }
    }
  }
  for (uint32_t e = 0; e < statistics.executes.count; ++e) {
    weir_op_list_t inside =
        weir_collect_ops(statistics.executes.ops[e], 0, arena);
    for (uint32_t i = 0; i < inside.count; ++i) {
      count_command(&statistics, inside.ops[i]);
    }
  }
  return statistics;
}

// -- for readers --------------------------------------------------------------

// The ops around |op| and itself, outermost first.
static void append_path(weir_strbuf_t* out, const weir_op_t* op) {
  const weir_op_t* parent = weir_op_parent(op);
  if (parent != NULL) {
    append_path(out, parent);
    weir_strbuf_append_c(out, " > ");
  }
  weir_strbuf_append(out, op->name->data, op->name->size);
  weir_string_view_t name = weir_symbol_name(op);
  if (name.size > 0) weir_strbuf_printf(out, " @%.*s", WEIR_SV_ARGS(name));
}

static void append_rule(weir_strbuf_t* out, char c) {
  weir_strbuf_append_c(out, "//");
  for (int i = 0; i < 76; ++i) weir_strbuf_append_char(out, c);
  weir_strbuf_append_c(out, "//\n");
}

static void append_bytes(weir_strbuf_t* out, bool is_minimum, int64_t bytes) {
  weir_strbuf_printf(out, "%s%" PRId64 " B (%.2f MiB)\n",
                     is_minimum ? "minimum " : "", bytes,
                     (double)bytes / (1024 * 1024));
}

// How often executables are used again.
static int reuse_percent(const statistics_t* statistics) {
  if (statistics->dispatch_count == 0) return 0;
  double share =
      (double)statistics->executable_count / (double)statistics->dispatch_count;
  double percent = (1.0 - share) * 100.0;
  return (int)(percent < 0 ? percent - 0.5 : percent + 0.5);
}

static void append_section(weir_strbuf_t* out, const char* title) {
  append_rule(out, '=');
  weir_strbuf_printf(out, "// %s\n", title);
  append_rule(out, '=');
  weir_strbuf_append_c(out, "//\n");
}

static void append_aggregate(weir_strbuf_t* out, const statistics_t* s) {
  append_section(out, "Aggregate Statistics (static, whole-program)");
  weir_strbuf_printf(out, "//   Constants: %" PRIu64 ", estimated storage of ",
                     s->constant_count);
  append_bytes(out, false, s->constant_bytes);
  weir_strbuf_printf(out, "//   Variables: %" PRIu64 ", (TBD) ",
                     s->variable_count);
  append_bytes(out, false, 0);
  weir_strbuf_printf(out, "//  D->H Syncs: %" PRIu64 "\n", s->await_count);
  weir_strbuf_printf(out, "// Submissions: %" PRIu32 ", using cumulative ",
                     s->executes.count);
  append_bytes(out, s->is_transient_dynamic, s->transient_bytes);
  weir_strbuf_printf(out, "//   DMA Fills: %" PRIu64 "\n", s->fill_count);
  weir_strbuf_printf(out, "//  DMA Copies: %" PRIu64 "\n", s->copy_count);
  weir_strbuf_printf(out, "// Collectives: %" PRIu64 "\n", s->collective_count);
  weir_strbuf_printf(out, "//  Dispatches: %" PRIu64 "\n", s->dispatch_count);
  weir_strbuf_printf(out, "// Async Calls: %" PRIu64 "\n", s->call_count);
  weir_strbuf_printf(out, "// Executables: %" PRIu64 ", %d%% reuse\n//\n",
                     s->executable_count, reuse_percent(s));
}

static void append_item(weir_strbuf_t* out, const char* title,
                        const weir_op_t* op) {
  append_rule(out, '-');
  weir_strbuf_printf(out, "// %s\n", title);
  append_rule(out, '-');
  weir_strbuf_append_c(out, "// ");
  append_path(out, op);
  weir_strbuf_append_c(out, "\n//\n");
}

// The op of the function that |op| is in, "util.func".
static const char* function_kind(const weir_op_t* op, weir_arena_t* arena) {
  const weir_op_t* at = op;
  while (weir_op_parent(at) != NULL &&
         !weir_op_has_trait(at, WEIR_OP_FUNCTION) &&
         !weir_op_has_trait(at, WEIR_OP_INITIALIZER)) {
    at = weir_op_parent(at);
  }
  return weir_arena_string(arena, at->name->data, at->name->size);
}

static void append_pretty(weir_strbuf_t* out, const statistics_t* statistics) {
  weir_arena_t* arena = statistics->arena;
  append_aggregate(out, statistics);
  append_section(out, "Constants / Variables");
  append_section(out, "Synchronization");
  append_section(out, "Streams");
  for (uint32_t i = 0; i < statistics->executes.count; ++i) {
    const weir_op_t* execute = statistics->executes.ops[i];
    append_item(out,
                weir_arena_format(arena, "stream.cmd.execute %s",
                                  function_kind(execute, arena)),
                execute);
  }
  append_section(out, "Executables");
  weir_dispatch_entries_t list =
      weir_dispatch_entries(statistics->module, arena);
  for (uint32_t i = 0; i < list.count; ++i) {
    const weir_dispatch_entry_t* entry = &list.entries[i];
    append_item(
        out,
        weir_arena_format(arena, "stream.executable.export @%.*s::@%.*s",
                          WEIR_SV_ARGS(weir_symbol_name(entry->executable)),
                          WEIR_SV_ARGS(weir_symbol_name(entry->export))),
        entry->function != NULL ? entry->function : entry->export);
  }
}

// -- for spreadsheets ---------------------------------------------------------

// A number that is not known when compiling is 0.
static int64_t known_or_zero(const weir_value_t* value) {
  int64_t known = 0;
  return weir_value_is_constant_int(value, &known) ? known : 0;
}

static void append_dispatch_row(weir_strbuf_t* out, const weir_op_t* dispatch,
                                int depth) {
  const weir_attr_t* points = weir_op_attr(dispatch, "entry_points");
  const weir_attr_t* point = points->array.elements[0];
  weir_strbuf_printf(out, "%d,\"dispatch\",\"", depth);
  for (uint32_t i = 0; i < point->symbol.count; ++i) {
    weir_strbuf_printf(out, "%s@%.*s", i > 0 ? "::" : "",
                       (int)point->symbol.names[i]->size,
                       point->symbol.names[i]->data);
  }
  uint32_t rank =
      weir_op_operand_group_size(dispatch, WEIR_STREAM_CMD_DISPATCH_WORKLOAD);
  uint64_t invocations = 1;
  weir_strbuf_t workload = {0};
  for (uint32_t i = 0; i < rank; ++i) {
    int64_t size = 0;
    if (i > 0) weir_strbuf_append_char(&workload, ';');
    if (weir_value_is_constant_int(
            weir_op_operand_at(dispatch, WEIR_STREAM_CMD_DISPATCH_WORKLOAD, i),
            &size)) {
      weir_strbuf_printf(&workload, "%" PRId64, size);
      invocations *= (uint64_t)size;
    } else {
      weir_strbuf_append_char(&workload, '?');
    }
  }
  weir_strbuf_printf(
      out, "\",,%" PRIu64 ",\"%s\",%" PRIu32 ",%" PRIu32 "\n", invocations,
      weir_strbuf_c(&workload),
      weir_op_operand_group_size(dispatch,
                                 WEIR_STREAM_CMD_DISPATCH_UNIFORM_OPERANDS),
      weir_op_operand_group_size(dispatch, WEIR_STREAM_CMD_DISPATCH_RESOURCES));
  weir_strbuf_deinit(&workload);
}

static void append_rows(weir_strbuf_t* out, const weir_op_t* parent,
                        int depth) {
  WEIR_FOR_EACH_OP(op, weir_op_region(parent, 0)->first) {
    switch (weir_op_id(op)) {
      case WEIR_STREAM_CMD_SERIAL:
      case WEIR_STREAM_CMD_CONCURRENT:
        append_rows(out, op, depth + 1);
        break;
      case WEIR_STREAM_CMD_FILL:
        weir_strbuf_printf(out, "%d,\"fill\",,%" PRId64 ",,,,\n", depth,
                           known_or_zero(weir_op_operand(
                               op, WEIR_STREAM_CMD_FILL_TARGET_LENGTH)));
        break;
      case WEIR_STREAM_CMD_COPY:
        weir_strbuf_printf(
            out, "%d,\"copy\",,%" PRId64 ",,,,\n", depth,
            known_or_zero(weir_op_operand(op, WEIR_STREAM_CMD_COPY_LENGTH)));
        break;
      case WEIR_STREAM_CMD_DISPATCH:
        append_dispatch_row(out, op, depth);
        break;
      default:
        break;
    }
  }
}

static void append_csv(weir_strbuf_t* out, const statistics_t* s) {
  weir_strbuf_append_c(
      out,
      ";\n; Aggregate Statistics (static, whole-program)\n;\n\n"
      "\"Constants\",\"Constant Size\",\"Variables\",\"Variable Size\","
      "\"Awaits\",\"Submissions\",\"Transient Size\",\"Fills\",\"Copies\","
      "\"Dispatches\",\"Async Calls\",\"Executables\"\n");
  weir_strbuf_printf(out, "%" PRIu64 ",%" PRId64 ",%" PRIu64 ",0,%" PRIu64 ",",
                     s->constant_count, s->constant_bytes, s->variable_count,
                     s->await_count);
  weir_strbuf_printf(out,
                     "%" PRIu32 ",%" PRId64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64
                     ",%" PRIu64 ",%" PRIu64 "\n\n",
                     s->executes.count, s->transient_bytes, s->fill_count,
                     s->copy_count, s->dispatch_count, s->call_count,
                     s->executable_count);
  weir_strbuf_append_c(out, ";\n; Execution\n;\n\n");
  for (uint32_t i = 0; i < s->executes.count; ++i) {
    weir_strbuf_append_c(out, "; ");
    append_path(out, s->executes.ops[i]);
    weir_strbuf_append_c(out,
                         "\n\"Depth\",\"Command\",\"Symbol\",\"Length\","
                         "\"Invocations\",\"Workload\",\"Operands\","
                         "\"Resources\"\n");
    append_rows(out, s->executes.ops[i], 0);
    weir_strbuf_append_char(out, '\n');
  }
}

// -- for programs -------------------------------------------------------------

static void append_json(weir_strbuf_t* out, const statistics_t* s) {
  weir_strbuf_append_c(out, "{\n\"stream-aggregate\": {\n");
  weir_strbuf_printf(out,
                     "  \"global\": {\n"
                     "    \"constant-count\": %" PRIu64
                     ",\n"
                     "    \"constant-size\": %" PRId64
                     ",\n"
                     "    \"variable-count\": %" PRIu64
                     ",\n"
                     "    \"variable-size\": 0\n"
                     "  },\n",
                     s->constant_count, s->constant_bytes, s->variable_count);
  weir_strbuf_printf(out,
                     "  \"synchronization\": {\n"
                     "    \"await-count\": %" PRIu64
                     "\n"
                     "  },\n",
                     s->await_count);
  weir_strbuf_printf(out,
                     "  \"execution\": {\n"
                     "    \"submission-count\": %" PRIu32
                     ",\n"
                     "    \"transient-memory-size\": %" PRId64
                     ",\n"
                     "    \"fill-count\": %" PRIu64
                     ",\n"
                     "    \"copy-count\": %" PRIu64
                     ",\n"
                     "    \"dispatch-count\": %" PRIu64
                     ",\n"
                     "    \"call-count\": %" PRIu64
                     "\n"
                     "  },\n",
                     s->executes.count, s->transient_bytes, s->fill_count,
                     s->copy_count, s->dispatch_count, s->call_count);
  weir_strbuf_printf(out,
                     "  \"executable\": {\n"
                     "    \"executable-count\": %" PRIu64
                     "\n"
                     "  }\n}\n}\n",
                     s->executable_count);
}

weir_status_t weir_stream_dump_statistics(weir_pass_t* pass,
                                          weir_op_t* module) {
  static const struct {
    const char* name;
    void (*append)(weir_strbuf_t* out, const statistics_t* statistics);
  } formats[] = {{"pretty", append_pretty},
                 {"verbose", append_pretty},
                 {"csv", append_csv},
                 {"json", append_json}};
  const char* format =
      weir_pass_option(pass, "dump-statistics-format",
                       weir_pass_option(pass, "output-format", "pretty"));
  const char* path = weir_pass_option(
      pass, "dump-statistics-file", weir_pass_option(pass, "output-file", ""));
  if (strcmp(format, "none") == 0) return weir_ok();
  for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); ++i) {
    if (strcmp(format, formats[i].name) != 0) continue;
    statistics_t statistics = count_all(module, pass->scratch);
    weir_strbuf_t text = {0};
    formats[i].append(&text, &statistics);
    weir_status_t status =
        path[0] == '\0'
            ? weir_file_print(stderr, weir_strbuf_c(&text), text.size)
            : weir_file_write_or_print(path, weir_strbuf_c(&text), text.size);
    weir_strbuf_deinit(&text);
    return status;
  }
  return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                     "output-format is pretty, verbose, csv, json or none, "
                     "not %s",
                     format);
}
