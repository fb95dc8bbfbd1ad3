// Puts executables from files in the place of those compiled.
//
// Needs:   nothing.
// Changes: a hal.executable that a substitution names becomes the one of that
//          name in the file (.mlir), or keeps its exports and takes the file as
//          its code (any other).
// Keeps:   all other executables.
//
// Options: `substitutions`, a list of name=file with commas between; and
// `search-path`, a folder whose files stand for the executables they are called
// by, with the module's name and _ before it or not. A name given twice takes
// the last file. Files are looked for in `hal-executable-object-search-path`,
// a list of folders with commas between, and then from where the compiler runs.
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/text/text.h"
#include "compiler/transforms/hal/dump.h"
#include "compiler/transforms/hal/files.h"
#include "compiler/transforms/hal/passes.h"

typedef struct substitution_t {
  const char* name;
  const char* path;
  struct substitution_t* next;
} substitution_t;

typedef struct substitutions_t {
  weir_pass_t* pass;
  weir_op_t* module;
  substitution_t* first;
  substitution_t** end;
} substitutions_t;

// -- what is to be substituted ------------------------------------------------

static void add_substitution(substitutions_t* all, const char* name,
                             const char* path) {
  for (substitution_t* s = all->first; s != NULL; s = s->next) {
    if (strcmp(s->name, name) == 0) {
      s->path = path;
      return;
    }
  }
  substitution_t* made = WEIR_ARENA_NEW(all->pass->scratch, substitution_t);
  *made = (substitution_t){.name = name, .path = path};
  *all->end = made;
  all->end = &made->next;
}

static void add_file(substitutions_t* all, const char* folder,
                     const char* file) {
  weir_arena_t* arena = all->pass->scratch;
  const char* path = weir_arena_format(arena, "%s/%s", folder, file);
  struct stat info;
  if (stat(path, &info) != 0 || S_ISDIR(info.st_mode)) return;
  char* name = weir_arena_format(arena, "%s", file);
  char* dot = strrchr(name, '.');
  if (dot != NULL) *dot = '\0';
  if (name[0] == '\0') return;
  const char* prefix = weir_arena_format(
      arena, "%.*s_", WEIR_SV_ARGS(weir_hal_dump_module_name(all->module)));
  size_t size = strlen(prefix);
  add_substitution(all, strncmp(name, prefix, size) == 0 ? name + size : name,
                   path);
}

static weir_status_t scan_folder(substitutions_t* all, const char* folder) {
  struct dirent** files;
  int count = scandir(folder, &files, NULL, alphasort);
  if (count < 0) {
    return weir_status_from_errno(errno, "cannot read folder '%s'", folder);
  }
  for (int i = 0; i < count; ++i) {
    add_file(all, folder, files[i]->d_name);
    free(files[i]);
  }
  free(files);
  return weir_ok();
}

static weir_status_t read_list(substitutions_t* all, const char* text) {
  char* piece = weir_arena_format(all->pass->scratch, "%s", text);
  while (piece != NULL && *piece != '\0') {
    char* comma = strchr(piece, ',');
    if (comma != NULL) *comma = '\0';
    char* equals = strchr(piece, '=');
    if (equals == NULL || equals == piece || equals[1] == '\0') {
      return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                         "a substitution is executable=file, not '%s'", piece);
    }
    *equals = '\0';
    add_substitution(all, piece, equals + 1);
    piece = comma != NULL ? comma + 1 : NULL;
  }
  return weir_ok();
}

// -- files --------------------------------------------------------------------

static bool is_text(const char* path) {
  const char* dot = strrchr(path, '.');
  return dot != NULL && strcasecmp(dot, ".mlir") == 0;
}

// -- substitution -------------------------------------------------------------

static weir_status_t replace_executable(const weir_pass_t* pass,
                                        weir_op_t* executable,
                                        const char* path) {
  weir_string_view_t text;
  WEIR_RETURN_IF_ERROR(weir_hal_read_file(path, pass->scratch, &text));
  weir_op_t* module = NULL;
  WEIR_RETURN_IF_ERROR(
      weir_parse_module(pass->context, path, text, true, &module));
  weir_string_view_t name = weir_symbol_name(executable);
  weir_op_t* found = weir_symbol_lookup(module, name);
  if (!weir_op_is(found, WEIR_HAL_EXECUTABLE)) {
    weir_op_error(module, "holds no hal.executable `%.*s`", WEIR_SV_ARGS(name));
    weir_op_erase(module);
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "'%s' does not hold executable '%.*s'", path,
                       WEIR_SV_ARGS(name));
  }
  weir_op_unlink(found);
  weir_op_insert_before(found, executable);
  weir_op_erase(executable);
  weir_op_erase(module);
  fprintf(stderr, "note: executable `%.*s` is the one of `%s`\n",
          WEIR_SV_ARGS(name), path);
  return weir_ok();
}

static weir_op_t* only_variant(weir_op_t* executable) {
  weir_op_t* only = NULL;
  WEIR_FOR_EACH_OP(op, weir_op_region(executable, 0)->first) {
    if (!weir_op_is(op, WEIR_HAL_EXECUTABLE_VARIANT)) continue;
    if (only != NULL) return NULL;
    only = op;
  }
  return only;
}

// The file is the code of the one variant, whatever it was linked with before.
static weir_status_t externalize_executable(const weir_pass_t* pass,
                                            weir_op_t* executable,
                                            const char* path) {
  weir_op_t* variant = only_variant(executable);
  if (variant == NULL) {
    weir_op_error(executable,
                  "has not exactly one variant, so that a file cannot be its "
                  "code; compile for a single target");
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "several variants");
  }
  weir_string_view_t data;
  WEIR_RETURN_IF_ERROR(weir_hal_read_file(path, pass->scratch, &data));
  weir_context_t* context = executable->context;
  int64_t size = (int64_t)data.size;
  weir_type_t* type =
      weir_vector_type(weir_integer_type(context, 8), &size, 1, NULL);
  const char* slash = strrchr(path, '/');
  weir_attr_t* object = weir_hal_executable_object_attr(
      context, weir_string_attr(context, slash != NULL ? slash + 1 : path),
      weir_dense_attr(type, data.data, data.size));
  weir_op_set_attr(variant, "objects", weir_array_attr(context, &object, 1));
  WEIR_FOR_EACH_OP(op, weir_op_region(variant, 0)->first) {
    if (weir_sv_equal_c(weir_sv(op->name->data), "builtin.module")) {
      weir_op_erase(op);
    }
  }
  fprintf(stderr, "note: executable `%.*s` takes its code from `%s`\n",
          WEIR_SV_ARGS(weir_symbol_name(executable)), path);
  return weir_ok();
}

static weir_status_t substitute(const substitutions_t* all,
                                const substitution_t* substitution) {
  weir_op_t* op = weir_symbol_lookup(all->module, weir_sv(substitution->name));
  if (op == NULL) {
    // Passes before may have fused or renamed it.
    weir_op_warning(all->module,
                    "no executable `%s` to substitute in the module",
                    substitution->name);
    return weir_ok();
  }
  if (!weir_op_is(op, WEIR_HAL_EXECUTABLE)) {
    weir_op_error(op, "is to be substituted but is no hal.executable");
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "no executable");
  }
  const char* path = weir_hal_find_file(all->pass, substitution->path);
  return is_text(path) ? replace_executable(all->pass, op, path)
                       : externalize_executable(all->pass, op, path);
}

weir_status_t weir_hal_substitute_executables(weir_pass_t* pass,
                                              weir_op_t* module) {
  substitutions_t all = {.pass = pass, .module = module};
  all.end = &all.first;
  const char* folder = weir_pass_option(pass, "search-path", "");
  if (folder[0] != '\0') WEIR_RETURN_IF_ERROR(scan_folder(&all, folder));
  WEIR_RETURN_IF_ERROR(
      read_list(&all, weir_pass_option(pass, "substitutions", "")));
  for (const substitution_t* s = all.first; s != NULL; s = s->next) {
    WEIR_RETURN_IF_ERROR(substitute(&all, s));
  }
  return weir_ok();
}
