// The context that fuzz targets of the compiler work in.
#ifndef WEIR_TESTS_FUZZ_CONTEXT_H_
#define WEIR_TESTS_FUZZ_CONTEXT_H_

#include "compiler/ir/context.h"
#include "compiler/ir/diagnostic.h"

// With all dialects, and unregistered ops allowed. Making one takes longer than
// most inputs do, so it serves a number of calls; borrowed until the next call.
weir_context_t* fuzz_context(weir_diagnostic_fn_t tell, void* user);

#endif  // WEIR_TESTS_FUZZ_CONTEXT_H_
