// Counted objects with a constant table of functions.
//
// Every run-time interface (device, buffer, channel, ...) begins with a
// weir_object_t at offset 0, and its table begins with a weir_object_table_t.
// An object is born with one reference, which its creator owns. Any thread may
// retain an object that it or its caller holds a reference to, and release its
// own reference; the last release destroys.
#ifndef WEIR_ENGINE_BASE_OBJECT_H_
#define WEIR_ENGINE_BASE_OBJECT_H_

#include <stdatomic.h>
#include <stddef.h>

typedef struct weir_object_t weir_object_t;

typedef struct weir_object_table_t {
  const char* type;  // "device", ...: which interface the table belongs to
  void (*destroy)(weir_object_t* object);
} weir_object_table_t;

struct weir_object_t {
  atomic_uint count;
  const weir_object_table_t* table;
};

static inline void weir_object_init(weir_object_t* object,
                                    const weir_object_table_t* table) {
  atomic_init(&object->count, 1);
  object->table = table;
}

// NULL is fine.
static inline void weir_object_retain(weir_object_t* object) {
  // Relaxed: the caller's reference already orders the object's birth.
  if (object != NULL) {
    atomic_fetch_add_explicit(&object->count, 1, memory_order_relaxed);
  }
}

// NULL is fine.
static inline void weir_object_release(weir_object_t* object) {
  // The release half pairs with the acquire half of the last decrement, so that
  // the destroyer sees all that the others did.
  if (object != NULL &&
      atomic_fetch_sub_explicit(&object->count, 1, memory_order_acq_rel) == 1) {
    object->table->destroy(object);
  }
}

// Asserts that a type may be used as a weir_object_t.
#define WEIR_ASSERT_OBJECT(type) \
  _Static_assert(offsetof(type, object) == 0, #type " begins with its object")

#endif  // WEIR_ENGINE_BASE_OBJECT_H_
