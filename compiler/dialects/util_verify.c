#include "compiler/dialects/util.h"
#include "compiler/dialects/util_impl.h"
#include "compiler/dialects/util_types.h"
#include "compiler/dialects/verify_util.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"

// -- globals ------------------------------------------------------------------

// Whether a global of |global| may be read or written as |access|: the same
// type, or shaped with the same elements and compatible dimensions.
static bool is_compatible(const weir_type_t* global,
                          const weir_type_t* access) {
  if (global == access) return true;
  if (!weir_type_is_ranked(global) || !weir_type_is_ranked(access) ||
      global->kind != access->kind ||
      global->shaped.element != access->shaped.element ||
      weir_type_rank(global) != weir_type_rank(access)) {
    return false;
  }
  for (uint32_t i = 0; i < weir_type_rank(global); ++i) {
    int64_t a = weir_type_dim(global, i), b = weir_type_dim(access, i);
    if (a != b && a != WEIR_DYNAMIC && b != WEIR_DYNAMIC) return false;
  }
  return true;
}

static bool mismatch(const weir_op_t* op, const char* what,
                     const weir_type_t* global, const weir_type_t* access) {
  weir_string_view_t name = weir_op_attr_string(op, "global");
  weir_arena_t scratch = {0};
  weir_op_error(op, "global type mismatch; global %.*s is '%s' but %s is '%s'",
                WEIR_SV_ARGS(name), weir_type_text(global, &scratch), what,
                weir_type_text(access, &scratch));
  weir_arena_deinit(&scratch);
  return false;
}

static const weir_op_t* resolve_global(const weir_op_t* op) {
  const weir_op_t* global = weir_symbol_resolve(op, weir_op_attr(op, "global"));
  if (global != NULL && weir_op_has_trait(global, WEIR_OP_GLOBAL)) {
    return global;
  }
  weir_string_view_t name = weir_op_attr_string(op, "global");
  weir_op_error(op, "undefined global: @%.*s", WEIR_SV_ARGS(name));
  return NULL;
}

bool weir_util_address_allows_load(const weir_op_t* address,
                                   const weir_type_t* access) {
  const weir_op_t* global =
      weir_symbol_resolve(address, weir_op_attr(address, "global"));
  return global != NULL &&
         is_compatible(weir_op_attr_type(global, "type"), access);
}

bool weir_util_global_load_verify(weir_op_t* op) {
  const weir_op_t* global = resolve_global(op);
  if (global == NULL) return false;
  weir_type_t* type = weir_op_attr_type(global, "type");
  weir_type_t* access = weir_op_result_n(op, 0)->type;
  return is_compatible(type, access) || mismatch(op, "load", type, access);
}

// What the pointer points to is checked where it is read or written.
bool weir_util_global_address_verify(weir_op_t* op) {
  return resolve_global(op) != NULL;
}

// What is immutable may still be set up once.
static bool may_store(const weir_op_t* op, const weir_op_t* global) {
  if (weir_op_has_attr(global, "is_mutable")) return true;
  for (const weir_op_t* p = weir_op_parent(op); p; p = weir_op_parent(p)) {
    if (weir_op_has_trait(p, WEIR_OP_INITIALIZER)) return true;
  }
  return false;
}

bool weir_util_address_allows_store(const weir_op_t* address,
                                    const weir_op_t* store,
                                    const weir_type_t* access) {
  const weir_op_t* global =
      weir_symbol_resolve(address, weir_op_attr(address, "global"));
  return global != NULL && weir_op_attr_type(global, "type") == access &&
         may_store(store, global);
}

bool weir_util_global_store_verify(weir_op_t* op) {
  const weir_op_t* global = resolve_global(op);
  if (global == NULL) return false;
  weir_type_t* type = weir_op_attr_type(global, "type");
  weir_type_t* access = weir_op_operand_n(op, 0)->type;
  if (type != access) return mismatch(op, "store", type, access);
  if (may_store(op, global)) return true;
  weir_string_view_t name = weir_op_attr_string(op, "global");
  return weir_op_error(op, "global %.*s is not mutable and cannot be stored to",
                       WEIR_SV_ARGS(name));
}

static bool verify_pointer(weir_op_t* op, const char* what,
                           const weir_type_t* pointer,
                           const weir_type_t* access) {
  const weir_type_t* target = weir_util_ptr_target(pointer);
  if (is_compatible(target, access)) return true;
  weir_arena_t scratch = {0};
  weir_op_error(
      op, "global type mismatch; global pointer is '%s' but %s is '%s'",
      weir_type_text(target, &scratch), what, weir_type_text(access, &scratch));
  weir_arena_deinit(&scratch);
  return false;
}

bool weir_util_global_load_indirect_verify(weir_op_t* op) {
  return verify_pointer(op, "load", weir_op_operand_n(op, 0)->type,
                        weir_op_result_n(op, 0)->type);
}

bool weir_util_global_store_indirect_verify(weir_op_t* op) {
  return verify_pointer(op, "store", weir_op_operand_n(op, 1)->type,
                        weir_op_operand_n(op, 0)->type);
}

bool weir_util_global_verify(weir_op_t* op) {
  const weir_attr_t* value = weir_op_attr(op, "initial_value");
  const weir_type_t* type = weir_op_attr_type(op, "type");
  if (value == NULL || value->type == NULL ||
      is_compatible(type, value->type) || weir_type_is_sized(type)) {
    return true;
  }
  // Constants of other elements stand for bytes (`tensor<4xf32> = dense<..> :
  // tensor<4xi32>`), as long as the shapes agree.
  if (weir_type_is_ranked(type) && weir_type_is_ranked(value->type)) {
    return true;
  }
  weir_arena_t scratch = {0};
  weir_op_error(op,
                "initial value type mismatch; global %.*s is '%s' but initial "
                "value provided is '%s'",
                WEIR_SV_ARGS(weir_symbol_name(op)),
                weir_type_text(type, &scratch),
                weir_type_text(value->type, &scratch));
  weir_arena_deinit(&scratch);
  return false;
}

// -- buffers and lists --------------------------------------------------------

static bool verify_alignment(weir_op_t* op) {
  if (!weir_op_has_attr(op, "alignment")) return true;
  int64_t alignment = weir_op_attr_int(op, "alignment", 1);
  if (alignment <= 0 || (alignment & (alignment - 1)) == 0) return true;
  return weir_op_error(op,
                       "invalid alignment; must be a power of two, found %lld",
                       (long long)alignment);
}

bool weir_util_buffer_alloc_verify(weir_op_t* op) {
  return verify_alignment(op);
}

bool weir_util_buffer_constant_verify(weir_op_t* op) {
  const weir_attr_t* value = weir_op_attr(op, "value");
  if (weir_attr_storage_bytes(value) < 0 &&
      !weir_attr_is(value, WEIR_ATTR_DENSE_RESOURCE)) {
    return weir_op_error(
        op, "unsupported non-serializable constant attribute type");
  }
  return verify_alignment(op);
}

static bool verify_element(weir_op_t* op, const char* how,
                           const weir_type_t* list, const weir_type_t* value) {
  const weir_type_t* element = weir_util_list_element(list);
  if (weir_util_list_may_hold(element, value)) return true;
  weir_arena_t scratch = {0};
  weir_op_error(op, "list contains '%s' and cannot be %s as '%s'",
                weir_type_text(element, &scratch), how,
                weir_type_text(value, &scratch));
  weir_arena_deinit(&scratch);
  return false;
}

bool weir_util_list_get_verify(weir_op_t* op) {
  return verify_element(op, "accessed", weir_op_operand_n(op, 0)->type,
                        weir_op_result_n(op, 0)->type);
}

bool weir_util_list_set_verify(weir_op_t* op) {
  return verify_element(op, "mutated",
                        weir_op_operand(op, WEIR_UTIL_LIST_SET_LIST)->type,
                        weir_op_operand(op, WEIR_UTIL_LIST_SET_VALUE)->type);
}

bool weir_util_range_extents_verify(weir_op_t* op) {
  uint32_t offsets =
      weir_op_operand_group_size(op, WEIR_UTIL_RANGE_EXTENTS_OFFSETS);
  uint32_t lengths =
      weir_op_operand_group_size(op, WEIR_UTIL_RANGE_EXTENTS_LENGTHS);
  if (offsets == lengths && offsets > 0) return true;
  return weir_op_error(op,
                       "expected one length for each of %u offsets, found "
                       "%u",
                       offsets, lengths);
}
