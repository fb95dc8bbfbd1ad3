#include "engine/base/hash.h"

#include <string.h>

#include "engine/base/test_main.h"

// The examples of FIPS 180-4 and NIST's vectors.
static const struct {
  const char* text;
  size_t repeat;
  const char* digest;
} vectors[] = {
    {"", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", 1,
     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {"a", 1000000,
     "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
};

START_TEST(sha256) {
  weir_sha256_t hash;
  weir_sha256_init(&hash);
  for (size_t i = 0; i < vectors[_i].repeat; ++i) {
    weir_sha256_update(&hash, vectors[_i].text, strlen(vectors[_i].text));
  }
  uint8_t digest[WEIR_SHA256_BYTES];
  weir_sha256_final(&hash, digest);
  char text[WEIR_SHA256_TEXT_BYTES];
  weir_sha256_text(digest, text);
  ck_assert_str_eq(text, vectors[_i].digest);
}
END_TEST

START_TEST(pieces_do_not_matter) {
  char data[300];
  for (int i = 0; i < 300; ++i) data[i] = (char)(i * 7);
  uint8_t whole[WEIR_SHA256_BYTES], pieces[WEIR_SHA256_BYTES];
  weir_sha256(data, sizeof(data), whole);
  for (size_t cut = 0; cut <= sizeof(data); ++cut) {
    weir_sha256_t hash;
    weir_sha256_init(&hash);
    weir_sha256_update(&hash, data, cut);
    weir_sha256_update(&hash, data + cut, sizeof(data) - cut);
    weir_sha256_final(&hash, pieces);
    ck_assert_mem_eq(whole, pieces, sizeof(whole));
  }
}
END_TEST

START_TEST(fnv) {
  // The published value of FNV-1a for "a".
  ck_assert_uint_eq(weir_hash64(WEIR_HASH64_SEED, "a", 1),
                    UINT64_C(0xaf63dc4c8601ec8c));
  uint64_t two = weir_hash64(weir_hash64(WEIR_HASH64_SEED, "a", 1), "b", 1);
  ck_assert_uint_eq(two, weir_hash64(WEIR_HASH64_SEED, "ab", 2));
}
END_TEST

int main(void) {
  TCase* cases = tcase_create("hash");
  tcase_add_loop_test(cases, sha256, 0, 4);
  tcase_add_test(cases, pieces_do_not_matter);
  tcase_add_test(cases, fnv);
  return test_run("hash", cases);
}
