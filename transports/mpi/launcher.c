#include <errno.h>
#include <stdlib.h>

#include "transports/mpi/mpi_transport.h"

// Reads a number that a launcher left in the environment.
static bool read_number(const char* name, uint32_t* out_number) {
  const char* text = getenv(name);
  if (text == NULL || text[0] < '0' || text[0] > '9') return false;
  char* end = NULL;
  errno = 0;
  unsigned long number = strtoul(text, &end, 10);
  if (errno != 0 || *end != '\0' || number > INT32_MAX) return false;
  *out_number = (uint32_t)number;
  return true;
}

bool weir_mpi_is_launched(uint32_t* out_rank, uint32_t* out_rank_count) {
  // mpirun of Open MPI, a PMIx launcher (which leaves the size to SLURM's
  // variable of the step), and PMI-1 or PMI-2. SLURM's own variables alone say
  // nothing: a batch script has them as well.
  static const struct {
    const char* rank;
    const char* size;
  } launchers[] = {
      {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"},
      {"PMIX_RANK", "SLURM_STEP_NUM_TASKS"},
      {"PMI_RANK", "PMI_SIZE"},
  };
  for (size_t i = 0; i < sizeof(launchers) / sizeof(launchers[0]); ++i) {
    uint32_t rank = 0;
    uint32_t size = 0;
    if (!read_number(launchers[i].rank, &rank)) continue;
    if (!read_number(launchers[i].size, &size) || size == 0) continue;
    if (out_rank != NULL) *out_rank = rank;
    if (out_rank_count != NULL) *out_rank_count = size;
    return true;
  }
  return false;
}
