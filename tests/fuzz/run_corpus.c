// A main for a fuzz target without libFuzzer: each file once as it is, and a
// number of times with bytes changed, cut and doubled. The changes follow from
// the file's name and number, so that a failure comes again.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

enum { VARIANTS = 24 };

static uint64_t next_random(uint64_t* state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

static size_t mutate(uint8_t* data, size_t size, uint64_t* state) {
  uint64_t changes = 1 + next_random(state) % 8;
  for (uint64_t i = 0; i < changes && size > 1; ++i) {
    size_t at = next_random(state) % size;
    size_t run = 1 + next_random(state) % 16;
    if (run > size - at) run = size - at;
    switch (next_random(state) % 4) {
      case 0:
        data[at] = (uint8_t)next_random(state);
        break;
      case 1:
        memmove(data + at, data + at + run, size - at - run);
        size -= run;
        break;
      case 2:
        memmove(data + at, data + next_random(state) % (size - run + 1), run);
        break;
      default:
        data[at] = (uint8_t) "(){}[]<>,:=%#!@\"-"[next_random(state) % 17];
        break;
    }
  }
  return size;
}

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    FILE* file = fopen(argv[i], "rb");
    if (file == NULL) {
      perror(argv[i]);
      return 1;
    }
    fseek(file, 0, SEEK_END);
    size_t size = (size_t)ftell(file);
    rewind(file);
    uint8_t* data = malloc(size + 1);
    uint8_t* copy = malloc(size + 1);
    if (data == NULL || copy == NULL || fread(data, 1, size, file) != size) {
      return 1;
    }
    fclose(file);
    LLVMFuzzerTestOneInput(data, size);
    const char* name = strrchr(argv[i], '/');
    name = name ? name + 1 : argv[i];
    uint64_t state = weir_hash64(WEIR_HASH64_SEED, name, strlen(name)) | 1;
    for (int k = 0; k < VARIANTS; ++k) {
      memcpy(copy, data, size);
      LLVMFuzzerTestOneInput(copy, mutate(copy, size, &state));
    }
    free(copy);
    free(data);
  }
  return 0;
}
