// Hashes of content: SHA-256 (FIPS 180-4) where equality stands for identity,
// and 64-bit FNV-1a for tables and running checks.
#ifndef WEIR_ENGINE_BASE_HASH_H_
#define WEIR_ENGINE_BASE_HASH_H_

#include <stddef.h>
#include <stdint.h>

enum { WEIR_SHA256_BYTES = 32, WEIR_SHA256_TEXT_BYTES = 65 };

// In the caller's storage; one thread at a time.
typedef struct weir_sha256_t {
  uint32_t state[8];
  uint64_t total_bytes;
  uint8_t block[64];
} weir_sha256_t;

void weir_sha256_init(weir_sha256_t* hash);
void weir_sha256_update(weir_sha256_t* hash, const void* data, size_t size);
// |hash| must be initialised again before it is used again.
void weir_sha256_final(weir_sha256_t* hash, uint8_t digest[WEIR_SHA256_BYTES]);

// In one go.
void weir_sha256(const void* data, size_t size,
                 uint8_t digest[WEIR_SHA256_BYTES]);

// Lower-case hexadecimal, zero-terminated.
void weir_sha256_text(const uint8_t digest[WEIR_SHA256_BYTES],
                      char text[WEIR_SHA256_TEXT_BYTES]);

#define WEIR_HASH64_SEED UINT64_C(0xcbf29ce484222325)

// Continues |seed|, which begins as WEIR_HASH64_SEED.
uint64_t weir_hash64(uint64_t seed, const void* data, size_t size);

#endif  // WEIR_ENGINE_BASE_HASH_H_
