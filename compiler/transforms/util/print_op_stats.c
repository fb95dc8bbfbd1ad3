// Says how many ops of which name there are.
//
// Needs:   nothing.
// Changes: nothing; writes a table to stderr, with the option json an object of
//          JSON.
// Keeps:   everything.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/transforms/util/passes.h"
#include "engine/base/file_writer.h"
#include "engine/base/strbuf.h"

typedef struct row_t {
  const weir_name_t* name;
  uint64_t count;
} row_t;

// Open addressing by name until all is counted, then the rows in front.
typedef struct table_t {
  weir_arena_t* arena;
  row_t* rows;
  uint32_t count, capacity;  // a power of two
} table_t;

static row_t* find(const table_t* table, const weir_name_t* name) {
  uint32_t at = (uint32_t)(((uintptr_t)name >> 4) * 0x9e3779b1u);
  for (;; ++at) {
    row_t* row = &table->rows[at & (table->capacity - 1)];
    if (row->name == NULL || row->name == name) return row;
  }
}

static void grow(table_t* table) {
  table_t old = *table;
  table->capacity = old.capacity != 0 ? 2 * old.capacity : 64;
  table->rows = WEIR_ARENA_ARRAY(old.arena, row_t, table->capacity);
  for (uint32_t i = 0; i < old.capacity; ++i) {
    if (old.rows[i].name != NULL) *find(table, old.rows[i].name) = old.rows[i];
  }
}

static weir_walk_t count(weir_op_t* op, void* user) {
  table_t* table = user;
  if ((table->count + 1) * 2 > table->capacity) grow(table);
  row_t* row = find(table, op->name);
  table->count += row->name == NULL;
  row->name = op->name;
  ++row->count;
  return WEIR_WALK_CONTINUE;
}

static int compare(const void* a, const void* b) {
  const row_t *x = a, *y = b;
  return strcmp(x->name->data, y->name->data);
}

static void sort(table_t* table) {
  uint32_t at = 0;
  for (uint32_t i = 0; i < table->capacity; ++i) {
    if (table->rows[i].name != NULL) table->rows[at++] = table->rows[i];
  }
  if (table->count > 0) {
    qsort(table->rows, table->count, sizeof(*table->rows), compare);
  }
}

// Of `dialect.op`; a name without a dot is an op's alone.
static int dialect_size(const weir_name_t* name) {
  const char* dot = strchr(name->data, '.');
  return dot != NULL ? (int)(dot - name->data) : 0;
}

static const char* op_part(const weir_name_t* name) {
  const char* dot = strchr(name->data, '.');
  return dot != NULL ? dot + 1 : name->data;
}

static int larger(int a, int b) {
  return a > b ? a : b;
}

// Dialects end, and ops begin, in one column each.
static void write_table(const table_t* table, weir_strbuf_t* out) {
  int dialect_width = 0, op_width = 0;
  for (uint32_t i = 0; i < table->count; ++i) {
    const weir_name_t* name = table->rows[i].name;
    dialect_width = larger(dialect_width, dialect_size(name));
    op_width = larger(op_width, (int)strlen(op_part(name)));
  }
  weir_strbuf_append_c(out,
                       "Operations encountered:\n-----------------------\n");
  for (uint32_t i = 0; i < table->count; ++i) {
    const weir_name_t* name = table->rows[i].name;
    weir_strbuf_printf(out, "%*.*s%c%-*s , %" PRIu64 "\n", dialect_width + 2,
                       dialect_size(name), name->data,
                       op_part(name) != name->data ? '.' : ' ', op_width,
                       op_part(name), table->rows[i].count);
  }
}

static void write_json(const table_t* table, weir_strbuf_t* out) {
  weir_strbuf_append_c(out, "{\n");
  for (uint32_t i = 0; i < table->count; ++i) {
    const weir_name_t* name = table->rows[i].name;
    weir_strbuf_append_c(out, i > 0 ? ",\n  " : "  ");
    weir_strbuf_append_json(out, name->data, name->size);
    weir_strbuf_printf(out, " : %" PRIu64, table->rows[i].count);
  }
  weir_strbuf_append_c(out, "\n}\n");
}

weir_status_t weir_print_op_stats(weir_pass_t* pass, weir_op_t* op) {
  table_t table = {.arena = pass->scratch};
  weir_strbuf_t text = {0};
  weir_walk_pre_order(op, count, &table);
  sort(&table);
  if (weir_pass_flag(pass, "json", false)) {
    write_json(&table, &text);
  } else {
    write_table(&table, &text);
  }
  weir_status_t status =
      weir_file_print(stderr, weir_strbuf_c(&text), text.size);
  weir_strbuf_deinit(&text);
  return status;
}
