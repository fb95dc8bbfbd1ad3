// What a collective's messages carry along so that members who disagree on the
// order of operations are told which two met.
//
//   63  60      56        48      44     32      0
//   | kind | red | numeric | bits | root | count |     bits as its logarithm,
//                                                      count saturates
// The second word is the running hash of all collectives of the channel so far.
#ifndef WEIR_TRANSPORTS_SIGNATURE_H_
#define WEIR_TRANSPORTS_SIGNATURE_H_

#include <stdint.h>

#include "engine/base/strbuf.h"
#include "transports/group.h"
#include "transports/transport.h"

uint64_t weir_signature_pack(const weir_collective_t* collective);

// Continues |hash|, 0 at first, by |collective|.
uint64_t weir_signature_hash(uint64_t hash,
                             const weir_collective_t* collective);

// Appends "all_reduce sum of 16 x f32".
void weir_signature_format(uint64_t signature, weir_strbuf_t* buffer);

// Appends "transfer 3 of channel 0, invocation 7, from node 0 to node 1".
void weir_match_format(const weir_match_t* match, weir_strbuf_t* buffer);

// The status for a message that was sent as |sent| and expected as |expected|.
weir_status_t weir_signature_mismatch(const weir_match_t* match,
                                      const uint64_t sent[2],
                                      const uint64_t expected[2]) WEIR_MUST_USE;

// Tags of collectives. FIFO order among equal tags makes the sequence number's
// wrap harmless.
//
//   63 62 61        47          31       19        7      0
//   1  1  | channel  | sequence  | source | target | step |
uint64_t weir_collective_tag(uint32_t channel, uint32_t sequence,
                             uint32_t source_member, uint32_t target_member,
                             uint32_t step);

#endif  // WEIR_TRANSPORTS_SIGNATURE_H_
