#include "compiler/dialects/companions.h"

#include "compiler/ir/builder.h"

// Where each of |types| stands once its companions and those of the types
// before it are there; one more place than types, for what comes behind.
static uint32_t* places_of(const weir_companions_t* companions,
                           weir_arena_t* arena, weir_type_t* const* types,
                           uint32_t count, uint32_t* out_total) {
  uint32_t* places = WEIR_ARENA_ARRAY(arena, uint32_t, count + 1);
  uint32_t next = 0;
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t extra = companions->count(types[i]);
    places[i] = next + (companions->come_first ? extra : 0);
    next += 1 + extra;
  }
  *out_total = next;
  return places;
}

weir_type_t** weir_companions_types(const weir_companions_t* companions,
                                    weir_arena_t* arena,
                                    weir_type_t* const* types, uint32_t count,
                                    uint32_t* out_count) {
  const uint32_t* places =
      places_of(companions, arena, types, count, out_count);
  weir_type_t** expanded =
      WEIR_ARENA_ARRAY(arena, weir_type_t*, *out_count + 1);
  for (uint32_t i = 0; i < *out_count; ++i) expanded[i] = companions->type;
  for (uint32_t i = 0; i < count; ++i) expanded[places[i]] = types[i];
  return expanded;
}

weir_attr_t* weir_companions_attrs(const weir_companions_t* companions,
                                   weir_arena_t* arena, weir_attr_t* attrs,
                                   weir_type_t* const* types, uint32_t count) {
  if (!weir_attr_is(attrs, WEIR_ATTR_ARRAY)) return attrs;
  uint32_t total = 0;
  const uint32_t* places = places_of(companions, arena, types, count, &total);
  weir_attr_t** expanded = WEIR_ARENA_ARRAY(arena, weir_attr_t*, total + 1);
  for (uint32_t i = 0; i < total; ++i) {
    expanded[i] = weir_dictionary_attr(attrs->context, NULL, 0);
  }
  for (uint32_t i = 0; i < count && i < attrs->array.count; ++i) {
    expanded[places[i]] = attrs->array.elements[i];
  }
  return weir_array_attr(attrs->context, expanded, total);
}

weir_attr_t* weir_companions_ties(const weir_companions_t* companions,
                                  weir_arena_t* arena, weir_attr_t* ties,
                                  weir_type_t* const* inputs,
                                  uint32_t input_count,
                                  weir_type_t* const* results,
                                  uint32_t result_count) {
  if (!weir_attr_is(ties, WEIR_ATTR_ARRAY)) return ties;
  uint32_t total = 0;
  const uint32_t* from =
      places_of(companions, arena, inputs, input_count, &total);
  const uint32_t* to =
      places_of(companions, arena, results, result_count, &total);
  int64_t* tied = WEIR_ARENA_ARRAY(arena, int64_t, total + 1);
  for (uint32_t i = 0; i < total; ++i) tied[i] = -1;
  for (uint32_t i = 0; i < result_count && i < ties->array.count; ++i) {
    int64_t place = -1;
    weir_attr_int(ties->array.elements[i], &place);
    if (place >= 0 && place < input_count) tied[to[i]] = from[place];
  }
  return weir_index_array_attr(ties->context, tied, total);
}

bool weir_companions_signature(const weir_companions_t* companions,
                               weir_arena_t* arena, weir_op_t* function) {
  weir_type_t* type = weir_function_type_of(function);
  if (type == NULL) return false;
  weir_type_t* const* inputs = type->function.inputs;
  weir_type_t* const* results = type->function.results;
  uint32_t input_count = type->function.input_count;
  uint32_t result_count = type->function.result_count;
  uint32_t new_inputs = 0, new_results = 0;
  weir_type_t** with_inputs = weir_companions_types(companions, arena, inputs,
                                                    input_count, &new_inputs);
  weir_type_t** with_results = weir_companions_types(
      companions, arena, results, result_count, &new_results);
  if (new_inputs == input_count && new_results == result_count) return false;
  weir_op_set_attr(function, "arg_attrs",
                   weir_companions_attrs(companions, arena,
                                         weir_op_attr(function, "arg_attrs"),
                                         inputs, input_count));
  weir_op_set_attr(function, "res_attrs",
                   weir_companions_attrs(companions, arena,
                                         weir_op_attr(function, "res_attrs"),
                                         results, result_count));
  weir_op_set_attr(
      function, "tied_operands",
      weir_companions_ties(companions, arena,
                           weir_op_attr(function, "tied_operands"), inputs,
                           input_count, results, result_count));
  weir_op_set_attr(function, "function_type",
                   weir_type_attr(weir_function_type(
                       function->context, with_inputs, new_inputs, with_results,
                       new_results)));
  return true;
}
