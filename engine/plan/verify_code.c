// The part of the verifier that reads a routine's code.

#include <stdlib.h>

#include "engine/plan/instructions.h"
#include "engine/plan/verifier.h"

typedef struct checker_t {
  const weir_plan_t* plan;
  const weir_plan_program_t* program;
  const weir_plan_routine_t* routine;
  uint32_t node;
  uint8_t* starts;  // one a word: an instruction begins here
  // The instruction being checked.
  const uint32_t* words;
  uint32_t pc;
  uint32_t word_count;
  uint32_t next;  // word to be read
  uint8_t type;   // what its r, R and G have in common; 0 while unknown
} checker_t;

static weir_status_t bad_code(const checker_t* checker, const char* what) {
  return weir_status(WEIR_CODE_DATA_LOSS,
                     "node %u, routine \"%s\", word %u: %s", checker->node,
                     weir_plan_string(checker->plan, checker->routine->name),
                     checker->pc, what);
}

// What a letter asks of a reference register; 0 for any type.
static uint8_t type_of_letter(char letter) {
  switch (letter) {
    case 'b':
    case 'B':
      return WEIR_PLAN_TYPE_BUFFER;
    case 'v':
    case 'V':
      return WEIR_PLAN_TYPE_BUFFER_VIEW;
    case 'f':
    case 'F':
      return WEIR_PLAN_TYPE_FENCE;
    case 'c':
    case 'C':
      return WEIR_PLAN_TYPE_CHANNEL;
    case 'm':
    case 'M':
      return WEIR_PLAN_TYPE_COMMAND_BUFFER;
    case 'y':
    case 'Y':
      return WEIR_PLAN_TYPE_BYTES;
    case 'l':
    case 'L':
      return WEIR_PLAN_TYPE_LIST;
    case 'h':
    case 'H':
      return WEIR_PLAN_TYPE_FILE;
    default:
      return 0;
  }
}

static weir_status_t check_common_type(checker_t* checker, uint8_t type) {
  if (checker->type != 0 && checker->type != type) {
    return bad_code(checker, "references of different types");
  }
  checker->type = type;
  return weir_ok();
}

static weir_status_t check_reference(checker_t* checker, char letter,
                                     uint32_t reg) {
  if (reg >= checker->routine->reference_count) {
    return bad_code(checker, "no such reference register");
  }
  uint8_t type = checker->program->types[checker->routine->type_first + reg];
  if (letter == 'a' || letter == 'A') return weir_ok();
  if (letter == 'r' || letter == 'R') return check_common_type(checker, type);
  return type == type_of_letter(letter)
             ? weir_ok()
             : bad_code(checker, "a register holds something else");
}

static weir_status_t check_global(checker_t* checker, char letter,
                                  uint32_t index) {
  if (index >= checker->program->global_count) {
    return bad_code(checker, "no such global");
  }
  uint32_t type = checker->program->globals[index].type;
  if (letter == 'g') {
    return type == WEIR_PLAN_TYPE_SCALAR
               ? weir_ok()
               : bad_code(checker, "the global is not a scalar");
  }
  if (type == WEIR_PLAN_TYPE_SCALAR) {
    return bad_code(checker, "the global is a scalar");
  }
  return check_common_type(checker, (uint8_t)type);
}

static weir_status_t check_letter(checker_t* checker, char letter) {
  uint32_t needed = letter == 'q' ? 2 : 1;
  if (checker->word_count - checker->next < needed) {
    return bad_code(checker, "the instruction is too short");
  }
  uint32_t word = checker->words[checker->next];
  checker->next += needed;
  switch (letter) {
    case 'i':
    case 'q':
      return weir_ok();
    case 's':
    case 'S':
      return word < checker->routine->scalar_count
                 ? weir_ok()
                 : bad_code(checker, "no such scalar register");
    case 'p':
      return word < checker->routine->code_count && checker->starts[word]
                 ? weir_ok()
                 : bad_code(checker, "branch to no instruction");
    case 't':
      return word < checker->plan->string_bytes
                 ? weir_ok()
                 : bad_code(checker, "string out of range");
    case 'g':
    case 'G':
      return check_global(checker, letter, word);
    case 'k':
      return word < checker->program->constant_count
                 ? weir_ok()
                 : bad_code(checker, "no such constant");
    case 'j':
      return word < checker->program->list_count
                 ? weir_ok()
                 : bad_code(checker, "no such command list");
    case 'z':
      return word < checker->program->routine_count
                 ? weir_ok()
                 : bad_code(checker, "no such routine");
    default:
      return check_reference(checker, letter, word);
  }
}

static weir_status_t check_signature(checker_t* checker,
                                     const char* signature) {
  for (const char* s = signature; *s != 0; ++s) {
    if (*s != '(') {
      WEIR_RETURN_IF_ERROR(check_letter(checker, *s));
      continue;
    }
    if (checker->next >= checker->word_count) {
      return bad_code(checker, "the instruction is too short");
    }
    uint32_t count = checker->words[checker->next++];
    const char* group = s + 1;
    // The end is reached after at most word_count rounds: each reads a word.
    for (uint32_t i = 0; i < count; ++i) {
      for (s = group; *s != ')'; ++s) {
        WEIR_RETURN_IF_ERROR(check_letter(checker, *s));
      }
    }
    for (s = group; *s != ')';) ++s;
  }
  if (checker->next != checker->word_count) {
    return bad_code(checker, "the instruction is too long");
  }
  return weir_ok();
}

// A group of registers whose letters were checked; moves |at| behind it.
static uint32_t group_count(const checker_t* checker, uint32_t* at,
                            const uint32_t** out_registers) {
  uint32_t count = checker->words[*at];
  *out_registers = checker->words + *at + 1;
  *at += 1 + count;
  return count;
}

static bool types_agree(const checker_t* checker, const uint32_t* registers,
                        uint32_t count, uint32_t type_first) {
  const uint8_t* types = checker->program->types;
  for (uint32_t i = 0; i < count; ++i) {
    if (types[checker->routine->type_first + registers[i]] !=
        types[type_first + i]) {
      return false;
    }
  }
  return true;
}

static weir_status_t check_call(const checker_t* checker) {
  const weir_plan_routine_t* callee =
      &checker->program->routines[checker->words[1]];
  uint32_t at = 2;
  const uint32_t* registers;
  uint32_t count = group_count(checker, &at, &registers);
  bool sound = count == callee->scalar_argument_count;
  count = group_count(checker, &at, &registers);
  sound = sound && count == callee->reference_argument_count &&
          types_agree(checker, registers, count, callee->type_first);
  count = group_count(checker, &at, &registers);
  sound = sound && count == callee->scalar_result_count;
  count = group_count(checker, &at, &registers);
  sound = sound && count == callee->reference_result_count &&
          types_agree(checker, registers, count, callee->result_type_first);
  return sound ? weir_ok()
               : bad_code(checker, "the call does not fit its routine");
}

static weir_status_t check_return(const checker_t* checker) {
  uint32_t at = 1;
  const uint32_t* registers;
  uint32_t count = group_count(checker, &at, &registers);
  bool sound = count == checker->routine->scalar_result_count;
  count = group_count(checker, &at, &registers);
  sound = sound && count == checker->routine->reference_result_count &&
          types_agree(checker, registers, count,
                      checker->routine->result_type_first);
  return sound ? weir_ok()
               : bad_code(checker, "the return does not fit its routine");
}

static bool is_int_width(uint32_t width) {
  return width >= 1 && width <= 64;
}

static bool is_float_width(uint32_t width) {
  return width == 16 || width == WEIR_PLAN_WIDTH_BF16 || width == 32 ||
         width == 64;
}

static bool is_access_width(uint32_t width) {
  return width == 1 || width == 8 || width == 16 || width == 32 || width == 64;
}

static bool is_conversion(uint32_t kind, uint32_t from, uint32_t to) {
  switch (kind) {
    case WEIR_PLAN_CONVERT_EXTEND_S:
    case WEIR_PLAN_CONVERT_EXTEND_U:
    case WEIR_PLAN_CONVERT_TRUNCATE:
      return is_int_width(from) && is_int_width(to);
    case WEIR_PLAN_CONVERT_S_TO_FLOAT:
    case WEIR_PLAN_CONVERT_U_TO_FLOAT:
      return is_int_width(from) && is_float_width(to);
    case WEIR_PLAN_CONVERT_FLOAT_TO_S:
    case WEIR_PLAN_CONVERT_FLOAT_TO_U:
      return is_float_width(from) && is_int_width(to);
    case WEIR_PLAN_CONVERT_FLOAT_TO_FLOAT:
      return is_float_width(from) && is_float_width(to);
    default:
      return false;
  }
}

// Words 2 and 3: operation and width.
static bool operation_is_sound(const uint32_t* words, uint32_t end,
                               bool is_float) {
  return words[2] < end &&
         (is_float ? is_float_width(words[3]) : is_int_width(words[3]));
}

static weir_status_t check_command_buffer(const checker_t* checker) {
  const weir_plan_list_t* list = &checker->program->lists[checker->words[2]];
  uint32_t at = 3;
  uint32_t slots = checker->words[at];
  at += 1 + 3 * slots;
  uint32_t parameters = checker->words[at];
  at += 1 + parameters;
  uint32_t channels = checker->words[at];
  bool sound = slots == list->slot_count - list->table_count &&
               parameters == list->parameter_count &&
               channels == list->channel_count;
  return sound ? weir_ok()
               : bad_code(checker,
                          "slots, parameters or channels are not "
                          "those of the command list");
}

// What the letters of the signature do not say.
static weir_status_t check_meaning(const checker_t* checker, uint32_t opcode) {
  const uint32_t* words = checker->words;
  bool sound = true;
  switch (opcode) {
    case WEIR_PLAN_OP_CALL:
      return check_call(checker);
    case WEIR_PLAN_OP_RETURN:
      return check_return(checker);
    case WEIR_PLAN_OP_COMMAND_BUFFER_CREATE:
      return check_command_buffer(checker);
    case WEIR_PLAN_OP_INTEGER_BINARY:
      sound = operation_is_sound(words, WEIR_PLAN_INT_BINARY_END, false);
      break;
    case WEIR_PLAN_OP_INTEGER_UNARY:
      sound = operation_is_sound(words, WEIR_PLAN_INT_UNARY_END, false);
      break;
    case WEIR_PLAN_OP_INTEGER_COMPARE:
      sound = operation_is_sound(words, WEIR_PLAN_INT_COMPARE_END, false);
      break;
    case WEIR_PLAN_OP_FLOAT_BINARY:
      sound = operation_is_sound(words, WEIR_PLAN_FLOAT_BINARY_END, true);
      break;
    case WEIR_PLAN_OP_FLOAT_UNARY:
      sound = operation_is_sound(words, WEIR_PLAN_FLOAT_UNARY_END, true);
      break;
    case WEIR_PLAN_OP_FLOAT_COMPARE:
      sound = operation_is_sound(words, WEIR_PLAN_FLOAT_COMPARE_END, true);
      break;
    case WEIR_PLAN_OP_FLOAT_FMA:
      sound = is_float_width(words[2]);
      break;
    case WEIR_PLAN_OP_CONVERT:
      sound = is_conversion(words[2], words[3], words[4]);
      break;
    case WEIR_PLAN_OP_BUFFER_LOAD:
    case WEIR_PLAN_OP_BYTES_LOAD:
    case WEIR_PLAN_OP_BUFFER_STORE:
    case WEIR_PLAN_OP_BYTES_STORE:
      sound = is_access_width(words[4]);
      break;
    case WEIR_PLAN_OP_BYTES_FILL:
      sound = is_access_width(words[2]);
      break;
    case WEIR_PLAN_OP_CHANNEL_GET:
      sound = words[3] < checker->plan->channel_count;
      break;
    default:
      break;
  }
  return sound ? weir_ok()
               : bad_code(checker, "an operation or width out of range");
}

// Finds where instructions begin, before targets can be judged.
static weir_status_t find_starts(checker_t* checker) {
  const weir_plan_routine_t* routine = checker->routine;
  const uint32_t* code = checker->program->code + routine->code_first;
  uint32_t last_opcode = WEIR_PLAN_OP_END;
  for (uint32_t pc = 0; pc < routine->code_count;) {
    checker->pc = pc;
    uint32_t words = weir_plan_instruction_words(code[pc]);
    last_opcode = weir_plan_instruction_opcode(code[pc]);
    if (weir_plan_instruction_def(last_opcode) == NULL) {
      return bad_code(checker, "unknown instruction");
    }
    if (words == 0 || words > routine->code_count - pc) {
      return bad_code(checker, "the instruction runs over the end");
    }
    checker->starts[pc] = 1;
    pc += words;
  }
  return weir_plan_instruction_ends_block(last_opcode)
             ? weir_ok()
             : bad_code(checker, "control runs over the end of the routine");
}

static weir_status_t check_instructions(checker_t* checker) {
  const weir_plan_routine_t* routine = checker->routine;
  const uint32_t* code = checker->program->code + routine->code_first;
  for (uint32_t pc = 0; pc < routine->code_count;) {
    checker->words = code + pc;
    checker->pc = pc;
    checker->word_count = weir_plan_instruction_words(code[pc]);
    checker->next = 1;
    checker->type = 0;
    uint32_t opcode = weir_plan_instruction_opcode(code[pc]);
    WEIR_RETURN_IF_ERROR(
        check_signature(checker, weir_plan_instruction_def(opcode)->signature));
    WEIR_RETURN_IF_ERROR(check_meaning(checker, opcode));
    pc += checker->word_count;
  }
  return weir_ok();
}

weir_status_t weir_plan_verify_code(const weir_plan_t* plan, uint32_t node,
                                    uint32_t routine) {
  const weir_plan_program_t* program = &plan->programs[node];
  checker_t checker = {
      .plan = plan,
      .program = program,
      .routine = &program->routines[routine],
      .node = node,
  };
  checker.starts = calloc(checker.routine->code_count, 1);
  if (checker.starts == NULL) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED, "no memory to verify");
  }
  weir_status_t status = find_starts(&checker);
  if (weir_is_ok(status)) status = check_instructions(&checker);
  free(checker.starts);
  return status;
}
