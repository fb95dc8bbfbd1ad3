// Diagnostics that a test announces in comments of its input:
//
//   // expected-error @below {{part of the message}}
//
// Kinds: error, warning, remark, note; `-re` takes a POSIX regular expression
// between inner {{ }}. Places: the same line, @above, @below, @+N, @-N,
// @unknown.
#ifndef WEIR_COMPILER_PIPELINE_EXPECTED_DIAGNOSTICS_H_
#define WEIR_COMPILER_PIPELINE_EXPECTED_DIAGNOSTICS_H_

#include "compiler/ir/diagnostic.h"

typedef struct weir_expectations_t weir_expectations_t;

// Reads the announcements of |text|, whose first line is |first_line| of the
// file, and takes over the diagnostics of |context|. Those that are not
// announced are faults unless |only_expected|.
weir_expectations_t* weir_expectations_create(weir_context_t* context,
                                              weir_string_view_t text,
                                              uint32_t first_line,
                                              bool only_expected,
                                              weir_arena_t* arena);
// Reports to stderr what was not announced and what did not come; true if
// there is nothing to report.
bool weir_expectations_check(weir_expectations_t* expectations,
                             const char* file);

#endif  // WEIR_COMPILER_PIPELINE_EXPECTED_DIAGNOSTICS_H_
