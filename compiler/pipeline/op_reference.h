// The reference of a dialect's ops as Markdown, made from its table.
#ifndef WEIR_COMPILER_PIPELINE_OP_REFERENCE_H_
#define WEIR_COMPILER_PIPELINE_OP_REFERENCE_H_

#include "compiler/ir/context.h"
#include "engine/base/status.h"
#include "engine/base/strbuf.h"

// Appends the reference of the dialect called |name|, or with NULL a list of
// all dialects. NOT_FOUND if there is no such dialect.
weir_status_t weir_op_reference(const char* name, weir_strbuf_t* out);

#endif  // WEIR_COMPILER_PIPELINE_OP_REFERENCE_H_
