// What the files of the abi-wrap-entry-points pass share.
#ifndef WEIR_COMPILER_CONVERSION_ABI_WRAPPER_H_
#define WEIR_COMPILER_CONVERSION_ABI_WRAPPER_H_

#include "compiler/conversion/dims.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/symbol.h"

// A function that is being wrapped.
typedef struct weir_abi_wrapper_t {
  weir_arena_t* arena;
  weir_op_t* module;
  weir_symbol_table_t* symbols;
  bool has_fences;
  weir_attr_t* affinity;  // iree.abi.affinity of the function, or NULL
  weir_type_t* old_type;
  weir_type_t* new_type;
  weir_builder_t builder;
} weir_abi_wrapper_t;

// A declaration takes the types of the ABI and is called by way of a function
// that has its own.
void weir_abi_wrap_import(weir_abi_wrapper_t* w, weir_op_t* import);
// The function becomes private; one with the types of the ABI calls it under
// its name.
void weir_abi_wrap_export(weir_abi_wrapper_t* w, weir_op_t* export);

// The affinity said for one argument or result, else that of the function.
weir_attr_t* weir_abi_affinity_of(const weir_abi_wrapper_t* w,
                                  const weir_op_t* function, const char* list,
                                  uint32_t index);
// The name of an argument or result: iree.abi.name, else its number.
weir_attr_t* weir_abi_name_of(const weir_op_t* function, const char* list,
                              const char* prefix, uint32_t index);
// Says on |wrapper| what the function |export| was, called |name|.
void weir_abi_set_reflection(const weir_abi_wrapper_t* w, weir_op_t* export,
                             weir_op_t* wrapper, weir_string_view_t name);

// The tensors among |values|.
weir_value_list_t weir_abi_tensors_of(const weir_abi_wrapper_t* w,
                                      const weir_value_list_t* values);
// |fence| is signalled when |tensors|, those among |values|, are there; each is
// replaced by what is there then.
void weir_abi_join_tensors(weir_abi_wrapper_t* w, weir_location_t* location,
                           const weir_value_list_t* tensors,
                           weir_value_t* fence, weir_value_list_t* values);

#endif  // WEIR_COMPILER_CONVERSION_ABI_WRAPPER_H_
