// Directives for regions with arguments in their header.
#include "compiler/text/directive.h"
#include "compiler/text/parser_impl.h"
#include "compiler/text/printer_impl.h"

// DispatchWorkgroupBody(ref(type($arguments)), ref(type($results)), $body)
static bool parse_workgroup_body(weir_syntax_parse_t* s,
                                 const weir_syntax_ref_t* args,
                                 uint32_t count) {
  (void)count;
  weir_argument_list_t arguments = {0};
  return weir_read_arguments(s, false, &arguments) &&
         weir_read_region(s, args[2], &arguments);
}

static void print_workgroup_body(weir_syntax_print_t* s,
                                 const weir_syntax_ref_t* args,
                                 uint32_t count) {
  (void)count;
  const weir_region_t* region = weir_shown_region(s, args[2], 0);
  weir_write_region_arguments(s, region);
  weir_asm_write(s->printer, " ");
  weir_asm_print_region(s->printer, region, false, true);
}

// `(%a: T, ..) -> (T, ..)` and a body whose terminator returns these.
static bool read_count_region(weir_syntax_parse_t* s, weir_syntax_ref_t ref) {
  weir_asm_parser_t* p = s->parser;
  weir_argument_list_t arguments = {0};
  if (!weir_read_arguments(s, false, &arguments) || !weir_asm_expect(p, "->")) {
    return false;
  }
  const char* at = p->token.start;
  weir_type_t** types = NULL;
  uint32_t count = 0;
  if (!weir_parser_types_in_parens(p, &types, &count)) return false;
  bool fits = count == 3;
  for (uint32_t i = 0; i < count; ++i) fits &= weir_type_is_index(types[i]);
  if (!fits) {
    return weir_parser_error_at(
        p, at,
        "workgroup count region must return the XYZ dimension counts: "
        "expected (index, index, index)");
  }
  return weir_read_region(s, ref, &arguments);
}

static void write_count_region(weir_syntax_print_t* s,
                               const weir_region_t* region) {
  weir_write_region_arguments(s, region);
  weir_asm_write(s->printer, " -> (index, index, index) ");
  weir_asm_print_region(s->printer, region, false, true);
}

// DispatchWorkgroupsCountRegion($workgroup_count)
static bool parse_count_region(weir_syntax_parse_t* s,
                               const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  return !weir_asm_try(s->parser, "count") || read_count_region(s, args[0]);
}

static void print_count_region(weir_syntax_print_t* s,
                               const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  const weir_region_t* region = weir_shown_region(s, args[0], 0);
  if (region == NULL || weir_region_is_empty(region)) return;
  weir_asm_write(s->printer, " count");
  write_count_region(s, region);
}

// WorkgroupCountRegion($workgroup_count): with `workgroups` before it and
// optional in flow and stream, neither in hal.
static bool parse_workgroups_region(weir_syntax_parse_t* s,
                                    const weir_syntax_ref_t* args,
                                    uint32_t count) {
  (void)count;
  if (strcmp(s->info->dialect->name, "hal") != 0 &&
      !weir_asm_try(s->parser, "workgroups")) {
    return true;
  }
  return read_count_region(s, args[0]);
}

static void print_workgroups_region(weir_syntax_print_t* s,
                                    const weir_syntax_ref_t* args,
                                    uint32_t count) {
  (void)count;
  const weir_region_t* region = weir_shown_region(s, args[0], 0);
  if (region == NULL || weir_region_is_empty(region)) return;
  if (strcmp(s->info->dialect->name, "hal") != 0) {
    weir_asm_write(s->printer, "workgroups");
  }
  write_count_region(s, region);
}

// -- captured resources -----------------------------------------------------

// `(%r as %arg: T{%size}, ..)`
static bool read_captures(weir_syntax_parse_t* s, const weir_syntax_ref_t* args,
                          weir_argument_list_t* arguments) {
  weir_asm_parser_t* p = s->parser;
  weir_read_types(s, args[1])->is_given = true;
  if (!weir_asm_expect(p, "(")) return false;
  if (weir_asm_try(p, ")")) return true;
  do {
    weir_asm_argument_t* argument = weir_add_argument(s, arguments);
    if (!weir_read_operand(s, args[0]) || !weir_asm_expect(p, "as")) {
      return false;
    }
    const char* at = p->token.start;
    if (!weir_parser_operand(p, &argument->name) || !weir_asm_expect(p, ":") ||
        !weir_read_sized_type(s, args[1], args[2], &argument->type)) {
      return false;
    }
    argument->location = weir_parser_location(p, at);
  } while (weir_asm_try(p, ","));
  return weir_asm_expect(p, ")");
}

static void write_captures(weir_syntax_print_t* s,
                           const weir_syntax_ref_t* args,
                           const weir_region_t* region) {
  const weir_block_t* entry = region->first;
  uint32_t next = 0;
  weir_asm_write(s->printer, "(");
  for (uint32_t i = 0; i < weir_shown_count(s, args[0]); ++i) {
    if (i > 0) weir_asm_write(s->printer, ", ");
    weir_write_operand(s, args[0], i);
    weir_asm_write(s->printer, " as ");
    bool known = entry != NULL && i < entry->argument_count;
    weir_asm_print_value(s->printer, known ? entry->arguments[i] : NULL);
    weir_asm_write(s->printer, ": ");
    weir_type_t* type = weir_shown_type(s, args[1], i);
    weir_asm_print_type(s->printer, type);
    weir_write_dims(s, type, args[2], &next);
  }
  weir_asm_write(s->printer, ")");
}

// ResourceRegion($operands, type($operands), $operand_sizes, type($results),
//                $result_sizes, $tied_operands, $body)
static bool parse_resource_region(weir_syntax_parse_t* s,
                                  const weir_syntax_ref_t* args,
                                  uint32_t count) {
  (void)count;
  weir_argument_list_t arguments = {0};
  if (!read_captures(s, args, &arguments)) return false;
  weir_read_types(s, args[3])->is_given = true;
  if (weir_asm_try(s->parser, "->")) {
    const weir_operand_list_t* operands = weir_read_operands(s, args[0]);
    weir_tied_reader_t reader = {
        .operands = operands->items,
        .operand_types = weir_read_types(s, args[1])->items,
        .operand_count = operands->count,
        .dims = &args[4],
        .allow_empty = true,
    };
    if (!weir_read_tied_results(s, &reader)) return false;
    *weir_read_types(s, args[3]) = reader.types;
    if (reader.ties.count > 0) {
      weir_set_attr(s, args[5], weir_list_attr(s, &reader.ties));
    }
  }
  return weir_read_region(s, args[6], &arguments);
}

static void print_resource_region(weir_syntax_print_t* s,
                                  const weir_syntax_ref_t* args,
                                  uint32_t count) {
  (void)count;
  const weir_region_t* region = weir_shown_region(s, args[6], 0);
  write_captures(s, args, region);
  if (weir_shown_count(s, args[3]) > 0) {
    weir_asm_write(s->printer, " -> ");
    weir_write_tied_results(s, args[0], args[3], &args[4], args[5]);
  }
  weir_asm_write(s->printer, " ");
  weir_asm_print_region(s->printer, region, false, true);
}

// ExplicitResourceRegion($operands, type($operands), $operand_sizes, $body)
static bool parse_explicit_region(weir_syntax_parse_t* s,
                                  const weir_syntax_ref_t* args,
                                  uint32_t count) {
  (void)count;
  weir_argument_list_t arguments = {0};
  if (!read_captures(s, args, &arguments) ||
      !weir_read_region(s, args[3], &arguments)) {
    return false;
  }
  weir_region_list_t* regions = &s->regions[args[3].index];
  weir_parser_ensure_terminator(s->parser, regions->items[regions->count - 1],
                                s->info, s->parser->frame->state.location);
  return true;
}

static void print_explicit_region(weir_syntax_print_t* s,
                                  const weir_syntax_ref_t* args,
                                  uint32_t count) {
  (void)count;
  const weir_region_t* region = weir_shown_region(s, args[3], 0);
  write_captures(s, args, region);
  weir_asm_write(s->printer, " ");
  weir_asm_print_region(s->printer, region, false, false);
}

// -- TargetConditionObjects($targets, $ordinals, $objects, $regions) ---------

static bool read_condition(weir_syntax_parse_t* s, weir_syntax_ref_t ref) {
  weir_asm_parser_t* p = s->parser;
  if (!weir_asm_try(p, "if")) {
    weir_add_region(s, ref, weir_parser_new_region(p));
    return true;
  }
  weir_argument_list_t arguments = {0};
  weir_type_t* type = NULL;
  if (!weir_read_arguments(s, false, &arguments) || !weir_asm_expect(p, "->")) {
    return false;
  }
  const char* at = p->token.start;
  if (!weir_asm_type(p, &type)) return false;
  if (!weir_type_is_integer(type, 1)) {
    return weir_parser_error_at(p, at,
                                "expected i1 as the result of a "
                                "condition");
  }
  return weir_read_region(s, ref, &arguments);
}

static bool parse_target_objects(weir_syntax_parse_t* s,
                                 const weir_syntax_ref_t* args,
                                 uint32_t count) {
  (void)count;
  weir_asm_parser_t* p = s->parser;
  weir_directive_list_t targets = {0}, ordinals = {0}, objects = {0};
  do {
    weir_attr_t* target = NULL;
    weir_attr_t* list = NULL;
    int64_t ordinal = 0;
    if (!weir_asm_attr(p, NULL, &target) || !read_condition(s, args[3]) ||
        !weir_asm_expect(p, "ordinal") || !weir_asm_expect(p, "(") ||
        !weir_asm_integer(p, &ordinal) || !weir_asm_expect(p, ")") ||
        !weir_asm_expect(p, "=")) {
      return false;
    }
    const char* at = p->token.start;
    if (!weir_asm_attr(p, NULL, &list)) return false;
    if (list->kind != WEIR_ATTR_ARRAY) {
      return weir_parser_error_at(p, at, "expected array of objects");
    }
    weir_list_add(s, &targets, target);
    weir_list_add(s, &ordinals, weir_index_attr(p->context, ordinal));
    weir_list_add(s, &objects, list);
  } while (weir_asm_try(p, ","));
  weir_set_attr(s, args[0], weir_list_attr(s, &targets));
  weir_set_attr(s, args[1], weir_list_attr(s, &ordinals));
  weir_set_attr(s, args[2], weir_list_attr(s, &objects));
  return true;
}

static weir_attr_t* element_of(const weir_attr_t* array, uint32_t index) {
  if (!weir_attr_is(array, WEIR_ATTR_ARRAY) || index >= array->array.count) {
    return NULL;
  }
  return array->array.elements[index];
}

static void print_target_objects(weir_syntax_print_t* s,
                                 const weir_syntax_ref_t* args,
                                 uint32_t count) {
  (void)count;
  weir_asm_printer_t* p = s->printer;
  const weir_attr_t* targets = weir_shown_attr(s, args[0]);
  uint32_t rows =
      weir_attr_is(targets, WEIR_ATTR_ARRAY) ? targets->array.count : 0;
  weir_asm_indent(p, 2);
  for (uint32_t i = 0; i < rows; ++i) {
    if (i > 0) weir_asm_write(p, ",");
    weir_asm_newline(p);
    weir_asm_print_attr(p, targets->array.elements[i]);
    const weir_region_t* region = weir_shown_region(s, args[3], i);
    if (region != NULL && !weir_region_is_empty(region)) {
      weir_asm_write(p, " if");
      weir_write_region_arguments(s, region);
      weir_asm_write(p, " -> i1 ");
      weir_asm_print_region(p, region, false, true);
    }
    int64_t ordinal = 0;
    weir_attr_int(element_of(weir_shown_attr(s, args[1]), i), &ordinal);
    weir_asm_printf(p, " ordinal(%lld) = ", (long long)ordinal);
    weir_asm_print_attr(p, element_of(weir_shown_attr(s, args[2]), i));
  }
  weir_asm_indent(p, -2);
  weir_asm_newline(p);
}

const weir_directive_t weir_region_directives[] = {
    {"DispatchWorkgroupBody", parse_workgroup_body, print_workgroup_body},
    {"DispatchWorkgroupsCountRegion", parse_count_region, print_count_region},
    {"WorkgroupCountRegion", parse_workgroups_region, print_workgroups_region},
    {"ResourceRegion", parse_resource_region, print_resource_region},
    {"ExplicitResourceRegion", parse_explicit_region, print_explicit_region},
    {"TargetConditionObjects", parse_target_objects, print_target_objects},
};
const uint32_t weir_region_directive_count =
    sizeof(weir_region_directives) / sizeof(weir_region_directives[0]);
