// Types of the torch dialect as far as function boundaries need them: tensors
// and scalars.
#ifndef WEIR_COMPILER_DIALECTS_TORCH_TYPES_H_
#define WEIR_COMPILER_DIALECTS_TORCH_TYPES_H_

#include "compiler/ir/ir.h"

extern const weir_type_def_t
    weir_torch_vtensor_def;  // value: !torch.vtensor<[4,?],f32>
extern const weir_type_def_t
    weir_torch_tensor_def;  // mutable: !torch.tensor<[4,?],f32>

extern const weir_type_def_t weir_torch_bool_def;       // !torch.bool
extern const weir_type_def_t weir_torch_float_def;      // !torch.float
extern const weir_type_def_t weir_torch_generator_def;  // !torch.Generator
extern const weir_type_def_t weir_torch_int_def;        // !torch.int
extern const weir_type_def_t weir_torch_list_def;       // !torch.list<int>
extern const weir_type_def_t weir_torch_none_def;       // !torch.none
extern const weir_type_def_t weir_torch_str_def;        // !torch.str

bool weir_type_is_torch(const weir_type_t* type);  // any of these
bool weir_type_is_torch_vtensor(const weir_type_t* type);
bool weir_type_is_torch_tensor(const weir_type_t* type);
// The ranked builtin tensor of either, signed integers made signless; NULL
// where shape or element type is not known.
weir_type_t* weir_torch_builtin_tensor(const weir_type_t* type);
// The value tensor of a mutable one's shape and element type.
weir_type_t* weir_torch_value_tensor(const weir_type_t* type);
// The other way round; NULL for other types.
weir_type_t* weir_torch_mutable_tensor(const weir_type_t* type);

#endif  // WEIR_COMPILER_DIALECTS_TORCH_TYPES_H_
