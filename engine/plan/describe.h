// A plan in words and as JSON.
#ifndef WEIR_ENGINE_PLAN_DESCRIBE_H_
#define WEIR_ENGINE_PLAN_DESCRIBE_H_

#include "engine/base/strbuf.h"
#include "engine/plan/plan.h"

// Functions with types, nodes with devices and work, transfers, constants,
// executables, predicted peak memory.
void weir_plan_describe_text(const weir_plan_t* plan, weir_strbuf_t* text);
void weir_plan_describe_json(const weir_plan_t* plan, weir_strbuf_t* text);

// The host programs and command lists of a node, one instruction a line.
void weir_plan_disassemble(const weir_plan_t* plan, uint32_t node,
                           weir_strbuf_t* text);

#endif  // WEIR_ENGINE_PLAN_DESCRIBE_H_
