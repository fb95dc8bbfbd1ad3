// What the outside world can ask about an entry point.
#include "compiler/conversion/abi/abi.h"
#include "compiler/conversion/abi/wrapper.h"
#include "compiler/text/text.h"
#include "engine/base/strbuf.h"

weir_attr_t* weir_abi_name_of(const weir_op_t* function, const char* list,
                              const char* prefix, uint32_t index) {
  weir_attr_t* name =
      weir_function_attr_of(function, list, index, "iree.abi.name");
  if (weir_attr_is(name, WEIR_ATTR_STRING)) return name;
  weir_arena_t* arena = weir_context_arena(function->context);
  return weir_string_attr(function->context,
                          weir_arena_format(arena, "%s%u", prefix, index));
}

// `{name = value, ..}`, where no value is said to be a unit.
static void declare_attrs(weir_strbuf_t* text, const weir_attr_t* attrs,
                          weir_arena_t* arena) {
  if (attrs->dictionary.count == 0) return;
  for (uint32_t i = 0; i < attrs->dictionary.count; ++i) {
    const weir_named_attr_t* entry = &attrs->dictionary.entries[i];
    weir_strbuf_printf(text, "%s%s = %s", i ? ", " : " {", entry->name->data,
                       weir_print_attr(entry->value, arena));
  }
  weir_strbuf_append_char(text, '}');
}

static void declare_values(weir_strbuf_t* text, const weir_op_t* function,
                           const char* list, const char* prefix,
                           weir_type_t* const* types, uint32_t count,
                           weir_arena_t* arena) {
  weir_strbuf_append_char(text, '(');
  for (uint32_t i = 0; i < count; ++i) {
    weir_string_view_t name =
        weir_attr_string(weir_abi_name_of(function, list, prefix, i));
    weir_strbuf_printf(text, "%s%%%.*s: %s", i ? ", " : "", WEIR_SV_ARGS(name),
                       weir_print_type(types[i], arena));
    weir_attr_t* attrs = weir_dictionary_set(
        weir_function_attrs_of(function, list, i), "iree.abi.name", NULL);
    declare_attrs(text, attrs, arena);
  }
  weir_strbuf_append_char(text, ')');
}

// The function as its author wrote it, for those who call it.
static weir_attr_t* declaration_of(const weir_abi_wrapper_t* w,
                                   const weir_op_t* function,
                                   weir_string_view_t name) {
  weir_attr_t* given = weir_op_attr(function, "iree.abi.declaration");
  if (given) return given;
  weir_strbuf_t text = {0};
  weir_strbuf_printf(&text, "%s func @%.*s", w->has_fences ? "async" : "sync",
                     WEIR_SV_ARGS(name));
  declare_values(&text, function, "arg_attrs", "input",
                 w->old_type->function.inputs,
                 w->old_type->function.input_count, w->arena);
  weir_strbuf_append_c(&text, " -> ");
  declare_values(&text, function, "res_attrs", "output",
                 w->old_type->function.results,
                 w->old_type->function.result_count, w->arena);
  weir_attr_t* declaration =
      weir_string_attr_sv(function->context, weir_strbuf_view(&text));
  weir_strbuf_deinit(&text);
  return declaration;
}

void weir_abi_set_reflection(const weir_abi_wrapper_t* w, weir_op_t* export,
                             weir_op_t* wrapper, weir_string_view_t name) {
  weir_attr_t* reflection = weir_op_attr(export, "iree.reflection");
  if (!weir_attr_is(reflection, WEIR_ATTR_DICTIONARY)) {
    reflection = weir_dictionary_attr(export->context, NULL, 0);
  }
  weir_attr_t* abi = weir_op_attr(export, "iree.abi");
  if (abi) reflection = weir_dictionary_set(reflection, "iree.abi", abi);
  if (!weir_dictionary_get(reflection, "iree.abi.declaration")) {
    reflection = weir_dictionary_set(reflection, "iree.abi.declaration",
                                     declaration_of(w, export, name));
  }
  if (w->has_fences) {
    reflection =
        weir_dictionary_set(reflection, "iree.abi.model",
                            weir_string_attr(export->context, "coarse-fences"));
  }
  weir_op_set_attr(wrapper, "iree.reflection", reflection);
  weir_op_remove_attr(export, "iree.reflection");
}
