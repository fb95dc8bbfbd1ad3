// Runs passes, or a program of the user, on each executable.
//
// Needs:   hal.executables.
// Changes: with `pipeline=builtin.module(..)`, what these passes change in each
//          hal.executable; with `command=TOOL ARGUMENTS..`, each hal.executable
//          is written to the tool's standard input and what stands in the
//          hal.executable that it writes to its output takes the place of what
//          was inside.
// Keeps:   everything outside of executables; all where neither is given.
#include "compiler/pipeline/preprocess_executables.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compiler/dialects/hal.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/pipeline/pass_manager.h"

extern char** environ;

typedef weir_status_t (*on_executable_t)(weir_pass_t* pass,
                                         weir_op_t* executable,
                                         const char* text);

static weir_status_t for_each_executable(weir_pass_t* pass, weir_op_t* root,
                                         const char* option,
                                         on_executable_t run) {
  const char* text = weir_pass_option(pass, option, "");
  size_t size = strlen(text);
  if (size == 0) return weir_ok();
  if (size >= 2 && text[0] == '"' && text[size - 1] == '"') {
    text = weir_arena_string(pass->scratch, text + 1, size - 2);
  }
  if (weir_op_is(root, WEIR_HAL_EXECUTABLE)) return run(pass, root, text);
  weir_op_list_t executables =
      weir_collect_ops(root, WEIR_HAL_EXECUTABLE, pass->scratch);
  for (uint32_t i = 0; i < executables.count; ++i) {
    WEIR_RETURN_IF_ERROR(run(pass, executables.ops[i], text));
  }
  return weir_ok();
}

// -- passes -------------------------------------------------------------------

// What stands in the parentheses of builtin.module(..).
static weir_status_t inner_pipeline(const char* text,
                                    weir_string_view_t* out_inner) {
  static const char outer[] = "builtin.module(";
  size_t size = strlen(text), start = sizeof(outer) - 1;
  if (strncmp(text, outer, start) != 0) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "expected preprocessing pass pipeline string to be "
                       "nested within `builtin.module(..)`; got `%s`",
                       text);
  }
  if (text[size - 1] != ')') {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "mismatched parenthesis in pass pipeline `%s`", text);
  }
  *out_inner = weir_sv_n(text + start, size - start - 1);
  return weir_ok();
}

static weir_status_t run_passes(weir_pass_t* pass, weir_op_t* executable,
                                const char* text) {
  weir_string_view_t inner;
  WEIR_RETURN_IF_ERROR(inner_pipeline(text, &inner));
  weir_pipeline_t* pipeline =
      weir_pipeline_create(pass->scratch, "hal.executable");
  WEIR_RETURN_IF_ERROR(weir_pipeline_parse(pipeline, inner));
  weir_run_options_t options = {.verify_each = true, .user = pass->user};
  return weir_pipeline_run(pipeline, executable, &options);
}

static weir_status_t preprocess_with_pipeline(weir_pass_t* pass,
                                              weir_op_t* root) {
  return for_each_executable(pass, root, "pipeline", run_passes);
}

// -- programs -----------------------------------------------------------------

// Words with blanks between, quotes around those that have blanks themselves;
// NULL at the end.
static char** split_words(const char* command, weir_arena_t* arena) {
  size_t size = strlen(command), count = 0;
  char** words = WEIR_ARENA_ARRAY(arena, char*, size / 2 + 2);
  const char* at = command + strspn(command, " \t\n");
  while (*at != '\0') {
    char* word = WEIR_ARENA_ARRAY(arena, char, size + 1);
    words[count++] = word;
    for (char quote = '\0'; *at != '\0'; ++at) {
      if (quote == '\0' && strchr(" \t\n", *at) != NULL) break;
      if (quote == '\0' && (*at == '"' || *at == '\'')) {
        quote = *at;
      } else if (quote != '\0' && *at == quote) {
        quote = '\0';
      } else {
        if (*at == '\\' && quote != '\'' && at[1] != '\0') ++at;
        *word++ = *at;
      }
    }
    *word = '\0';
    at += strspn(at, " \t\n");
  }
  words[count] = NULL;
  return words;
}

// Runs the tool with both ends of its text in files, so that neither side waits
// for the other.
static weir_status_t run_tool(char* const* words, FILE* input, FILE* output) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, fileno(input), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, fileno(output), STDOUT_FILENO);
  pid_t child;
  int code = posix_spawnp(&child, words[0], &actions, NULL, words, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (code != 0) {
    return weir_status_from_errno(code, "failed to find tool `%s` in PATH",
                                  words[0]);
  }
  int result;
  while (waitpid(child, &result, 0) < 0) {
    if (errno != EINTR) {
      return weir_status_from_errno(errno, "cannot wait for `%s`", words[0]);
    }
  }
  if (WIFEXITED(result) && WEXITSTATUS(result) == 0) return weir_ok();
  return weir_status(WEIR_CODE_FAILED_PRECONDITION,
                     "preprocessor invocation failed: `%s` ended with status "
                     "%d",
                     words[0], WIFEXITED(result) ? WEXITSTATUS(result) : -1);
}

static weir_status_t write_executable(weir_op_t* executable, FILE* file) {
  const weir_print_options_t options = {.local_scope = true,
                                        .debug_info = true};
  size_t size = 0;
  char* text = weir_print_op(executable, &options, &size);
  bool written = fwrite(text, 1, size, file) == size &&
                 fputc('\n', file) >= 0 && fflush(file) == 0;
  free(text);
  rewind(file);
  return written ? weir_ok()
                 : weir_status_from_errno(errno, "cannot write an executable");
}

static weir_status_t read_all(FILE* file, weir_arena_t* arena,
                              weir_string_view_t* out_text) {
  if (fseek(file, 0, SEEK_END) != 0) {
    return weir_status_from_errno(errno, "cannot read what the tool wrote");
  }
  long size = ftell(file);
  rewind(file);
  char* text = WEIR_ARENA_ARRAY(arena, char, (size_t)size + 1);
  if (size < 0 || fread(text, 1, (size_t)size, file) != (size_t)size) {
    return weir_status(WEIR_CODE_DATA_LOSS, "cannot read what the tool wrote");
  }
  text[size] = '\0';
  *out_text = weir_sv_n(text, (size_t)size);
  return weir_ok();
}

static bool stays(const weir_name_t* attr) {
  return strcmp(attr->data, "sym_name") == 0 ||
         strcmp(attr->data, "sym_visibility") == 0;
}

// The contents and the attributes of dialects; name and visibility stay, and so
// does the op: whoever runs passes on it holds it.
static void replace_contents(weir_op_t* executable, weir_op_t* by) {
  weir_region_t* body = weir_op_region(executable, 0);
  while (body->last != NULL) weir_block_erase(body->last);
  weir_region_take_blocks(body, weir_op_region(by, 0));
  const weir_attr_t* old = executable->attrs;
  for (uint32_t i = 0; i < old->dictionary.count; ++i) {
    const weir_name_t* name = old->dictionary.entries[i].name;
    if (!stays(name)) weir_op_remove_attr(executable, name->data);
  }
  const weir_attr_t* attrs = by->attrs;
  for (uint32_t i = 0; i < attrs->dictionary.count; ++i) {
    const weir_named_attr_t* entry = &attrs->dictionary.entries[i];
    if (!stays(entry->name)) {
      weir_op_set_attr(executable, entry->name->data, entry->value);
    }
  }
}

static weir_status_t take_output(weir_pass_t* pass, weir_op_t* executable,
                                 weir_string_view_t text) {
  weir_op_t* module = NULL;
  WEIR_RETURN_IF_ERROR(weir_parse_module(pass->context, "preprocessor output",
                                         text, true, &module));
  weir_op_t* found = NULL;
  WEIR_FOR_EACH_OP(op, weir_op_region(module, 0)->first) {
    if (found == NULL && weir_op_is(op, WEIR_HAL_EXECUTABLE)) found = op;
  }
  if (found == NULL) {
    weir_op_error(executable,
                  "preprocessor did not output a hal.executable as expected");
  } else {
    replace_contents(executable, found);
  }
  weir_op_erase(module);
  return found != NULL ? weir_ok()
                       : weir_status(WEIR_CODE_INVALID_ARGUMENT,
                                     "no executable in the output");
}

static weir_status_t run_command(weir_pass_t* pass, weir_op_t* executable,
                                 const char* command) {
  char** words = split_words(command, pass->scratch);
  if (words[0] == NULL) return weir_ok();
  FILE* input = tmpfile();
  FILE* output = tmpfile();
  weir_status_t status =
      input != NULL && output != NULL
          ? write_executable(executable, input)
          : weir_status_from_errno(errno, "cannot make a temporary file");
  weir_string_view_t text = weir_sv_n("", 0);
  if (weir_is_ok(status)) status = run_tool(words, input, output);
  if (weir_is_ok(status)) status = read_all(output, pass->scratch, &text);
  if (weir_is_ok(status)) status = take_output(pass, executable, text);
  if (input != NULL) fclose(input);
  if (output != NULL) fclose(output);
  return status;
}

static weir_status_t preprocess_with_tool(weir_pass_t* pass, weir_op_t* root) {
  return for_each_executable(pass, root, "command", run_command);
}

const weir_pass_def_t weir_preprocess_passes[] = {
    {"hal-preprocess-executables-with-pipeline",
     "runs passes on each executable", WEIR_PASS_ANY, preprocess_with_pipeline},
    {"hal-preprocess-executables-with-tool",
     "has a program of the user rewrite each executable", WEIR_PASS_ANY,
     preprocess_with_tool},
};
const uint32_t weir_preprocess_pass_count =
    sizeof(weir_preprocess_passes) / sizeof(weir_preprocess_passes[0]);
