// What every function that can fail for a reason outside the program returns.
//
// A status is one pointer: NULL means success and costs nothing; anything else
// owns a code, the place that raised it and a message for a person. It has one
// owner, who returns it, joins it to another, or ends it with
// weir_status_free(). Any thread may own one; none may share it.
#ifndef WEIR_ENGINE_BASE_STATUS_H_
#define WEIR_ENGINE_BASE_STATUS_H_

#include <stdbool.h>
#include <stddef.h>

// What the caller may do about a failure.
typedef enum weir_code_t {
  WEIR_CODE_OK = 0,
  WEIR_CODE_INVALID_ARGUMENT,     // fix the arguments or the input file
  WEIR_CODE_NOT_FOUND,            // name what exists instead
  WEIR_CODE_ALREADY_EXISTS,       // choose another name
  WEIR_CODE_OUT_OF_RANGE,         // fix an index, size or offset
  WEIR_CODE_FAILED_PRECONDITION,  // call in another order or state
  WEIR_CODE_RESOURCE_EXHAUSTED,   // memory or another limit: use less
  WEIR_CODE_UNAVAILABLE,          // a device, library or peer is not there
  WEIR_CODE_UNIMPLEMENTED,        // not supported: use another way
  WEIR_CODE_DATA_LOSS,            // a file or message is damaged
  WEIR_CODE_ABORTED,              // a peer failed: give up this invocation
  WEIR_CODE_DEADLINE_EXCEEDED,    // time ran out
  WEIR_CODE_INTERNAL,             // our own mistake
} weir_code_t;

typedef struct weir_status_impl_t* weir_status_t __attribute__((may_alias));

#define WEIR_MUST_USE __attribute__((warn_unused_result))

static inline weir_status_t weir_ok(void) { return NULL; }
static inline bool weir_is_ok(weir_status_t status) { return status == NULL; }

// Raises a failure with a printf-style message. Never returns success, not even
// when memory is short (it then returns a constant that needs no memory).
#define weir_status(code, ...) weir_status_at((code), __FILE__, __LINE__, __VA_ARGS__)
weir_status_t weir_status_at(weir_code_t code, const char* file, int line,
                             const char* format, ...) WEIR_MUST_USE
    __attribute__((format(printf, 4, 5)));

// Puts a printf-style prefix and ": " before the message of |status|, which is
// consumed; success stays success.
weir_status_t weir_status_annotate(weir_status_t status, const char* format,
                                   ...) WEIR_MUST_USE
    __attribute__((format(printf, 2, 3)));

// Joins two: the first failure keeps its code and message, the second's message
// is appended on a line of its own. Both are consumed.
weir_status_t weir_status_join(weir_status_t first,
                               weir_status_t second) WEIR_MUST_USE;

// An independent copy.
weir_status_t weir_status_clone(weir_status_t status) WEIR_MUST_USE;

// WEIR_CODE_OK for success.
weir_code_t weir_status_code(weir_status_t status);

// "" for success; valid until the status is consumed.
const char* weir_status_message(weir_status_t status);

// Where it was raised ("" and 0 for success).
const char* weir_status_file(weir_status_t status);
int weir_status_line(weir_status_t status);

// Ends a status; success is fine.
void weir_status_free(weir_status_t status);

// "invalid argument", "not found", ...
const char* weir_code_name(weir_code_t code);

// From errno: ENOENT is NOT_FOUND, ENOMEM RESOURCE_EXHAUSTED and so on; the
// message ends with the system's text.
#define weir_status_from_errno(error, ...) \
  weir_status_from_errno_at((error), __FILE__, __LINE__, __VA_ARGS__)
weir_status_t weir_status_from_errno_at(int error, const char* file, int line,
                                        const char* format, ...) WEIR_MUST_USE
    __attribute__((format(printf, 4, 5)));

// Only while nothing is held that would have to be given back.
#define WEIR_RETURN_IF_ERROR(expression)                    \
  do {                                                      \
    weir_status_t weir_status_ = (expression);              \
    if (!weir_is_ok(weir_status_)) return weir_status_;     \
  } while (0)

#endif  // WEIR_ENGINE_BASE_STATUS_H_
