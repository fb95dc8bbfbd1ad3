// Diagnostics with the line of the source they are about.
#ifndef WEIR_COMPILER_TEXT_SOURCE_DIAGNOSTICS_H_
#define WEIR_COMPILER_TEXT_SOURCE_DIAGNOSTICS_H_

#include <stdio.h>

#include "compiler/ir/diagnostic.h"

// Where diagnostics are shown, and the file whose lines are known.
typedef struct weir_source_diagnostics_t {
  FILE* out;
  const char* file;
  weir_string_view_t text;
} weir_source_diagnostics_t;

// Makes |context| report through |diagnostics|, which must outlive it:
//   file:3:7: error: message
//   the line
//         ^
void weir_source_diagnostics_install(weir_source_diagnostics_t* diagnostics,
                                     weir_context_t* context);

// The file location inside |location|, however it is wrapped; NULL if it has
// none.
const weir_location_t* weir_location_find_file(const weir_location_t* location);
const char* weir_severity_name(weir_severity_t severity);

#endif  // WEIR_COMPILER_TEXT_SOURCE_DIAGNOSTICS_H_
