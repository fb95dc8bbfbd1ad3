// Puts together the code of one routine: registers, labels, instructions.
//
// One thread at a time. Like the writer it does not judge: the verifier does.
//
//   weir_plan_coder_begin(&coder, writer, node);
//   uint32_t a = weir_plan_coder_scalar(&coder);
//   WEIR_PLAN_CODE(&coder, WEIR_PLAN_OP_MOVE, a, b);
//   ...
//   weir_plan_coder_end(&coder, &routine);  // fills in what it knows
#ifndef WEIR_ENGINE_PLAN_CODER_H_
#define WEIR_ENGINE_PLAN_CODER_H_

#include <stddef.h>
#include <stdint.h>

#include "engine/base/strbuf.h"
#include "engine/plan/format.h"
#include "engine/plan/instructions.h"
#include "engine/plan/writer.h"

typedef struct weir_plan_coder_t {
  weir_plan_writer_t* writer;
  uint32_t node;
  weir_strbuf_t words;   // uint32_t
  weir_strbuf_t types;   // uint8_t, one a reference register
  weir_strbuf_t lines;   // weir_plan_line_t
  weir_strbuf_t labels;  // uint32_t: word, or WEIR_PLAN_NONE
  weir_strbuf_t fixups;  // uint32_t: words that hold a label
  uint32_t scalar_count;
  uint32_t instruction;  // where the open one begins
  uint32_t location;
} weir_plan_coder_t;

// |coder| is overwritten; end or discard it.
void weir_plan_coder_begin(weir_plan_coder_t* coder, weir_plan_writer_t* writer,
                           uint32_t node);

// New registers; those made first are the arguments.
uint32_t weir_plan_coder_scalar(weir_plan_coder_t* coder);
uint32_t weir_plan_coder_reference(weir_plan_coder_t* coder,
                                   weir_plan_type_t type);

// Instructions from here on belong to |location|.
void weir_plan_coder_locate(weir_plan_coder_t* coder, uint32_t location);

// Labels are branch targets to be.
uint32_t weir_plan_coder_label(weir_plan_coder_t* coder);
void weir_plan_coder_place(weir_plan_coder_t* coder, uint32_t label);

// An instruction, word by word.
void weir_plan_coder_open(weir_plan_coder_t* coder, weir_plan_opcode_t opcode);
void weir_plan_coder_word(weir_plan_coder_t* coder, uint32_t word);
void weir_plan_coder_wide(weir_plan_coder_t* coder, uint64_t value);
void weir_plan_coder_target(weir_plan_coder_t* coder, uint32_t label);
// RESOURCE_EXHAUSTED when it is longer than an instruction may be.
weir_status_t weir_plan_coder_close(weir_plan_coder_t* coder) WEIR_MUST_USE;

// An instruction of known length; the words are those of its signature, with
// labels not among them.
void weir_plan_coder_emit(weir_plan_coder_t* coder, weir_plan_opcode_t opcode,
                          const uint32_t* words, size_t count);
#define WEIR_PLAN_CODE(coder, opcode, ...)                \
  weir_plan_coder_emit(                                   \
      (coder), (opcode), (const uint32_t[]){__VA_ARGS__}, \
      sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))

// A scalar register that holds |value|.
uint32_t weir_plan_coder_constant(weir_plan_coder_t* coder, uint64_t value);

// Adds the routine to the writer and returns its index. The caller has set in
// |routine| the name, function, flags, counts of arguments and results;
// |result_types| are those of the reference results, |order| the types of all
// arguments and then all results as declared. Labels must all be placed.
uint32_t weir_plan_coder_end(weir_plan_coder_t* coder,
                             weir_plan_routine_t* routine,
                             const uint8_t* result_types, const uint8_t* order);
void weir_plan_coder_discard(weir_plan_coder_t* coder);

#endif  // WEIR_ENGINE_PLAN_CODER_H_
