// The conformance suite on the MPI transport: run it under mpirun. MPI is
// initialised here because each case makes a transport of its own.
#include <mpi.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/cts/transport/cts.h"
#include "transports/mpi/mpi_transport.h"

// Ways for a rank to go, for tests/mpi/exit_test.sh.
static void leave_early(const char* how, weir_transport_t* transport) {
  const weir_transport_info_t* info = weir_transport_info(transport);
  bool is_victim = info->rank + 1 == info->rank_count;
  if (strcmp(how, "--abort") == 0 && is_victim) {
    weir_transport_abort(transport, 42);
  }
  if (strcmp(how, "--exit") == 0 && is_victim) _exit(43);
  if (strcmp(how, "--kill") == 0 && is_victim) abort();
  if (strcmp(how, "--fail") == 0) {
    if (is_victim) {
      weir_transport_fail(transport,
                          weir_status(WEIR_CODE_UNAVAILABLE, "gone"));
    }
    weir_status_free(weir_transport_barrier(transport));
    weir_transport_release(transport);
    MPI_Finalize();
    exit(44);
  }
  // Waits for somebody who does not come.
  weir_status_free(weir_transport_barrier(transport));
  for (;;) (void)weir_transport_progress(transport);
}

int main(int argc, char** argv) {
  int level = 0;
  bool is_funnelled = argc > 1 && strcmp(argv[1], "--funnelled") == 0;
  if (is_funnelled) {
    // What a library that grants no more looks like.
    argv[1] = argv[0];
    --argc;
    ++argv;
  }
  MPI_Init_thread(&argc, &argv,
                  is_funnelled ? MPI_THREAD_FUNNELED : MPI_THREAD_SERIALIZED,
                  &level);
  if (argc > 1 && argv[1][0] == '-') {
    weir_transport_t* transport = NULL;
    weir_status_t status = weir_mpi_transport_create(&transport);
    if (!weir_is_ok(status)) return 1;
    leave_early(argv[1], transport);
  }
  int code = cts_main(weir_mpi_transport_create, argc, argv);
  MPI_Finalize();
  return code;
}
