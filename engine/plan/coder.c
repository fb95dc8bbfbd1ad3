#include "engine/plan/coder.h"

#include <assert.h>
#include <string.h>

static uint32_t* words_of(weir_strbuf_t* buffer) {
  return (uint32_t*)(void*)buffer->data;
}

static uint32_t word_count(const weir_strbuf_t* buffer) {
  return (uint32_t)(buffer->size / sizeof(uint32_t));
}

void weir_plan_coder_begin(weir_plan_coder_t* coder, weir_plan_writer_t* writer,
                           uint32_t node) {
  *coder = (weir_plan_coder_t){
      .writer = writer, .node = node, .location = WEIR_PLAN_NONE};
}

void weir_plan_coder_discard(weir_plan_coder_t* coder) {
  weir_strbuf_deinit(&coder->words);
  weir_strbuf_deinit(&coder->types);
  weir_strbuf_deinit(&coder->lines);
  weir_strbuf_deinit(&coder->labels);
  weir_strbuf_deinit(&coder->fixups);
}

uint32_t weir_plan_coder_scalar(weir_plan_coder_t* coder) {
  return coder->scalar_count++;
}

uint32_t weir_plan_coder_reference(weir_plan_coder_t* coder,
                                   weir_plan_type_t type) {
  weir_strbuf_append_char(&coder->types, (char)type);
  return (uint32_t)coder->types.size - 1;
}

void weir_plan_coder_locate(weir_plan_coder_t* coder, uint32_t location) {
  if (location == coder->location) return;
  coder->location = location;
  weir_plan_line_t line = {word_count(&coder->words), location};
  size_t count = coder->lines.size / sizeof(line);
  weir_plan_line_t* lines = (weir_plan_line_t*)(void*)coder->lines.data;
  if (count > 0 && lines[count - 1].word == line.word) {
    lines[count - 1] = line;
  } else {
    weir_strbuf_append(&coder->lines, (const char*)&line, sizeof(line));
  }
}

uint32_t weir_plan_coder_label(weir_plan_coder_t* coder) {
  uint32_t none = WEIR_PLAN_NONE;
  weir_strbuf_append(&coder->labels, (const char*)&none, sizeof(none));
  return word_count(&coder->labels) - 1;
}

void weir_plan_coder_place(weir_plan_coder_t* coder, uint32_t label) {
  words_of(&coder->labels)[label] = word_count(&coder->words);
}

void weir_plan_coder_word(weir_plan_coder_t* coder, uint32_t word) {
  weir_strbuf_append(&coder->words, (const char*)&word, sizeof(word));
}

void weir_plan_coder_wide(weir_plan_coder_t* coder, uint64_t value) {
  weir_plan_coder_word(coder, (uint32_t)value);
  weir_plan_coder_word(coder, (uint32_t)(value >> 32));
}

void weir_plan_coder_target(weir_plan_coder_t* coder, uint32_t label) {
  uint32_t at = word_count(&coder->words);
  weir_strbuf_append(&coder->fixups, (const char*)&at, sizeof(at));
  weir_plan_coder_word(coder, label);
}

void weir_plan_coder_open(weir_plan_coder_t* coder, weir_plan_opcode_t opcode) {
  coder->instruction = word_count(&coder->words);
  weir_plan_coder_word(coder, opcode);
}

weir_status_t weir_plan_coder_close(weir_plan_coder_t* coder) {
  uint32_t count = word_count(&coder->words) - coder->instruction;
  uint32_t* first = &words_of(&coder->words)[coder->instruction];
  if (count > UINT16_MAX) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                       "an instruction \"%s\" of %u words is too long for a "
                       "plan",
                       weir_plan_instruction_def(*first)->name, count);
  }
  *first = weir_plan_instruction_word(*first, count);
  return weir_ok();
}

void weir_plan_coder_emit(weir_plan_coder_t* coder, weir_plan_opcode_t opcode,
                          const uint32_t* words, size_t count) {
  assert(count < UINT16_MAX);
  weir_plan_coder_word(coder,
                       weir_plan_instruction_word(opcode, (uint32_t)count + 1));
  for (size_t i = 0; i < count; ++i) weir_plan_coder_word(coder, words[i]);
}

uint32_t weir_plan_coder_constant(weir_plan_coder_t* coder, uint64_t value) {
  uint32_t reg = weir_plan_coder_scalar(coder);
  WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_CONSTANT, reg, (uint32_t)value,
                 (uint32_t)(value >> 32));
  return reg;
}

uint32_t weir_plan_coder_end(weir_plan_coder_t* coder,
                             weir_plan_routine_t* routine,
                             const uint8_t* result_types,
                             const uint8_t* order) {
  const uint32_t* fixups = words_of(&coder->fixups);
  for (uint32_t i = 0; i < word_count(&coder->fixups); ++i) {
    uint32_t* word = &words_of(&coder->words)[fixups[i]];
    *word = words_of(&coder->labels)[*word];
    assert(*word != WEIR_PLAN_NONE);
  }
  weir_plan_writer_t* writer = coder->writer;
  uint32_t node = coder->node;
  uint32_t order_count =
      routine->scalar_argument_count + routine->reference_argument_count +
      routine->scalar_result_count + routine->reference_result_count;
  routine->code_count = word_count(&coder->words);
  routine->code_first =
      weir_plan_writer_add(writer, WEIR_PLAN_SECTION_CODE, node,
                           coder->words.data, routine->code_count);
  routine->scalar_count = coder->scalar_count;
  routine->reference_count = (uint32_t)coder->types.size;
  routine->type_first =
      weir_plan_writer_add(writer, WEIR_PLAN_SECTION_TYPES, node,
                           coder->types.data, coder->types.size);
  routine->result_type_first =
      weir_plan_writer_add(writer, WEIR_PLAN_SECTION_TYPES, node, result_types,
                           routine->reference_result_count);
  routine->order_first = weir_plan_writer_add(writer, WEIR_PLAN_SECTION_TYPES,
                                              node, order, order_count);
  routine->line_count =
      (uint32_t)(coder->lines.size / sizeof(weir_plan_line_t));
  // A location set behind the last instruction belongs to nothing.
  const weir_plan_line_t* lines =
      (const weir_plan_line_t*)(void*)coder->lines.data;
  while (routine->line_count > 0 &&
         lines[routine->line_count - 1].word >= routine->code_count) {
    --routine->line_count;
  }
  routine->line_first = weir_plan_writer_add(writer, WEIR_PLAN_SECTION_LINES,
                                             node, lines, routine->line_count);
  uint32_t index = weir_plan_writer_add(writer, WEIR_PLAN_SECTION_ROUTINES,
                                        node, routine, 1);
  weir_plan_coder_discard(coder);
  return index;
}
