// The conformance suite of transports: written once, run on every transport.
//
// The program of a transport is run as one process or as several ranks, which
// go through the cases in step. NODE_COUNT nodes are folded onto however many
// ranks there are; each case does on every node of this rank what the node has
// to do.
#ifndef WEIR_TESTS_CTS_TRANSPORT_CTS_H_
#define WEIR_TESTS_CTS_TRANSPORT_CTS_H_

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "transports/group.h"
#include "transports/startup.h"
#include "transports/transport.h"

enum { NODE_COUNT = 4 };

typedef weir_status_t (*cts_create_fn_t)(weir_transport_t** out_transport);

typedef struct cts_t {
  cts_create_fn_t create;
  const char* case_name;
  weir_transport_t* transport;
  // Callbacks still to come, and the first failure they brought.
  atomic_uint pending;
  atomic_int first_code;
  char first_message[2048];
  uint32_t seed;
} cts_t;

// One message of a case.
typedef struct cts_message_t {
  weir_transfer_t transfer;
  cts_t* cts;
} cts_message_t;

// Prints where and why, and takes all ranks down.
void cts_fail(cts_t* cts, const char* file, int line, const char* what)
    __attribute__((noreturn));

#define EXPECT(condition) \
  ((condition) ? (void)0 : cts_fail(cts, __FILE__, __LINE__, #condition))

// Expects success.
#define EXPECT_OK(expression) \
  cts_expect_ok(cts, __FILE__, __LINE__, (expression))
void cts_expect_ok(cts_t* cts, const char* file, int line,
                   weir_status_t status);

// Expects a failure of |code| whose message contains |text|.
#define EXPECT_STATUS(code, text, expression) \
  cts_expect_status(cts, __FILE__, __LINE__, (code), (text), (expression))
void cts_expect_status(cts_t* cts, const char* file, int line, weir_code_t code,
                       const char* text, weir_status_t status);

// Sets the nodes: |node_ranks| as in weir_transport_set_nodes().
void cts_set_nodes(cts_t* cts, const uint32_t* node_ranks);

bool cts_is_local(cts_t* cts, uint32_t node);

// Post a message whose end is counted in |pending|.
void cts_send(cts_message_t* message, cts_t* cts, uint32_t node, uint32_t peer,
              uint64_t tag, void* data, size_t bytes);
void cts_receive(cts_message_t* message, cts_t* cts, uint32_t node,
                 uint32_t peer, uint64_t tag, void* data, size_t bytes);

// Counts |status| (consumed) as one callback less.
void cts_note(cts_t* cts, weir_status_t status);
// The |done| of collectives; |user| is the cts_t.
void cts_collective_done(void* user, weir_status_t status);

// Makes progress until nothing is pending.
void cts_wait(cts_t* cts);
// The same, and expects that all went well.
void cts_wait_ok(cts_t* cts);

// Memory that ends the program when there is none.
void* cts_alloc(size_t bytes);

// A pseudo-random sequence; the same on all ranks when asked in step.
uint32_t cts_random(uint32_t* state);

// Bytes that depend on |key| and the place.
void cts_fill(uint8_t* data, size_t bytes, uint64_t key);
bool cts_is_filled(const uint8_t* data, size_t bytes, uint64_t key);

typedef struct cts_case_t {
  const char* name;
  void (*run)(cts_t* cts);
} cts_case_t;

// Tables that end with an empty entry.
extern const cts_case_t cts_message_cases[];
extern const cts_case_t cts_collective_cases[];
extern const cts_case_t cts_failure_cases[];

// Runs all cases, or those named in |argv|, each on a transport of its own.
// Returns the exit code.
int cts_main(cts_create_fn_t create, int argc, char** argv);

#endif  // WEIR_TESTS_CTS_TRANSPORT_CTS_H_
