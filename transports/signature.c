#include "transports/signature.h"

#include "engine/base/hash.h"
#include "transports/transport_impl.h"

static uint32_t log2_of(uint32_t bits) {
  uint32_t result = 0;
  while (bits > 1) {
    bits >>= 1;
    ++result;
  }
  return result;
}

uint64_t weir_signature_pack(const weir_collective_t* collective) {
  bool has_root = collective->kind == WEIR_COLLECTIVE_BROADCAST ||
                  collective->kind == WEIR_COLLECTIVE_REDUCE;
  weir_collective_kind_t kind = collective->kind;
  // The two ends of one message.
  if (kind == WEIR_COLLECTIVE_RECV) kind = WEIR_COLLECTIVE_SEND;
  uint64_t count =
      collective->count > UINT32_MAX ? UINT32_MAX : collective->count;
  return (uint64_t)kind << 60 | (uint64_t)collective->reduction << 56 |
         (uint64_t)weir_element_numeric(collective->element_type) << 48 |
         (uint64_t)log2_of(weir_element_bits(collective->element_type)) << 44 |
         (uint64_t)(has_root ? collective->root & 0xfff : 0) << 32 | count;
}

uint64_t weir_signature_hash(uint64_t hash,
                             const weir_collective_t* collective) {
  uint64_t words[3] = {hash, weir_signature_pack(collective),
                       collective->count};
  return weir_hash64(WEIR_HASH64_SEED, words, sizeof(words));
}

void weir_signature_format(uint64_t signature, weir_strbuf_t* buffer) {
  weir_collective_kind_t kind = (weir_collective_kind_t)(signature >> 60);
  weir_reduction_t reduction = (weir_reduction_t)(signature >> 56 & 0xf);
  weir_element_type_t type = WEIR_ELEMENT_TYPE_VALUE(
      signature >> 48 & 0xff, 1u << (signature >> 44 & 0xf));
  weir_strbuf_printf(buffer, "%s", weir_collective_kind_name(kind));
  if (reduction != WEIR_REDUCTION_NONE) {
    weir_strbuf_printf(buffer, " %s", weir_reduction_name(reduction));
  }
  weir_strbuf_printf(buffer, " of %u x %s", (unsigned)(signature & UINT32_MAX),
                     weir_element_name(type));
  if (kind == WEIR_COLLECTIVE_BROADCAST || kind == WEIR_COLLECTIVE_REDUCE) {
    weir_strbuf_printf(buffer, " with root %u",
                       (unsigned)(signature >> 32 & 0xfff));
  }
}

uint64_t weir_collective_tag(uint32_t channel, uint32_t sequence,
                             uint32_t source_member, uint32_t target_member,
                             uint32_t step) {
  return WEIR_TAG_INTERNAL | WEIR_TAG_COLLECTIVE | (uint64_t)channel << 47 |
         (uint64_t)(sequence & 0xffff) << 31 | (uint64_t)source_member << 19 |
         (uint64_t)target_member << 7 | step;
}

static void format_endpoint(weir_endpoint_t endpoint, weir_strbuf_t* buffer) {
  bool is_rank = (endpoint & WEIR_ENDPOINT_RANK_BIT) != 0;
  weir_strbuf_printf(buffer, "%s %u", is_rank ? "rank" : "node",
                     endpoint & ~WEIR_ENDPOINT_RANK_BIT);
}

void weir_match_format(const weir_match_t* match, weir_strbuf_t* buffer) {
  uint64_t tag = match->tag;
  if ((tag & WEIR_TAG_INTERNAL) == 0) {
    weir_strbuf_printf(buffer, "transfer %u of channel %u, invocation %u,",
                       (unsigned)(tag >> 28 & WEIR_TAG_MAX_TRANSFER),
                       (unsigned)(tag >> 48 & WEIR_TAG_MAX_CHANNEL),
                       (unsigned)(tag >> 14 & 0x3fff));
    if ((tag & 0x3fff) != 0) {
      weir_strbuf_printf(buffer, " occurrence %u,", (unsigned)(tag & 0x3fff));
    }
  } else if (tag & WEIR_TAG_COLLECTIVE) {
    weir_strbuf_printf(
        buffer, "collective %u of channel %u, member %u to member %u,",
        (unsigned)(tag >> 31 & 0xffff),
        (unsigned)(tag >> 47 & WEIR_TAG_MAX_CHANNEL),
        (unsigned)(tag >> 19 & 0xfff), (unsigned)(tag >> 7 & 0xfff));
  } else {
    weir_strbuf_append_c(buffer, "start-up message");
  }
  weir_strbuf_append_c(buffer, " from ");
  format_endpoint(match->source, buffer);
  weir_strbuf_append_c(buffer, " to ");
  format_endpoint(match->destination, buffer);
}

weir_status_t weir_signature_mismatch(const weir_match_t* match,
                                      const uint64_t sent[2],
                                      const uint64_t expected[2]) {
  weir_strbuf_t text = {0};
  weir_match_format(match, &text);
  if ((match->tag & WEIR_TAG_INTERNAL) == 0) {
    weir_strbuf_printf(
        &text, ": the two ends disagree on what it is (%#llx, %#llx)",
        (unsigned long long)sent[0], (unsigned long long)expected[0]);
  } else if (sent[0] == expected[0]) {
    weir_strbuf_append_c(&text, ": both are at ");
    weir_signature_format(sent[0], &text);
    weir_strbuf_append_c(&text, ", but what they issued before differs");
  } else {
    weir_strbuf_append_c(&text, ": the sender issued ");
    weir_signature_format(sent[0], &text);
    weir_strbuf_append_c(&text, " where the receiver issued ");
    weir_signature_format(expected[0], &text);
  }
  weir_status_t status =
      weir_status(WEIR_CODE_FAILED_PRECONDITION, "%s", weir_strbuf_c(&text));
  weir_strbuf_deinit(&text);
  return status;
}
