// Half the time of a round trip between two nodes, over message sizes, as JSON:
//   bench_transport                       loopback, both nodes on one thread
//   tests/mpi/mpirun.sh 2 bench_transport MPI transport, next to plain MPI_Send
//                                         and MPI_Recv in the same run
// The middle value of many repetitions, and the best.
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/time.h"
#include "transports/loopback/loopback.h"
#include "transports/mpi/mpi_transport.h"
#include "transports/startup.h"

enum { SMALLEST = 8, LARGEST = 16 << 20, SAMPLES = 41 };

typedef struct bench_t {
  weir_transport_t* transport;  // NULL for plain MPI
  uint32_t rank;
  uint8_t* data[2];  // of node 0 and node 1
} bench_t;

static void die(weir_status_t status) {
  fprintf(stderr, "%s\n", weir_status_message(status));
  exit(1);
}

static void check(weir_status_t status) {
  if (!weir_is_ok(status)) die(status);
}

static void done(weir_transfer_t* transfer, weir_status_t status) {
  check(status);
  --*(uint32_t*)transfer->user;
}

static bool is_local(const bench_t* bench, uint32_t node) {
  return weir_transport_is_local(bench->transport, node);
}

// One message from |source| to the other node, waited for where it arrives.
static void pass(bench_t* bench, uint32_t source, size_t bytes) {
  uint32_t target = 1 - source;
  uint32_t pending = 0;
  weir_transfer_t send = {.self = source,
                          .peer = target,
                          .tag = 1,
                          .data = bench->data[source],
                          .bytes = bytes,
                          .done = done,
                          .user = &pending};
  weir_transfer_t receive = {.self = target,
                             .peer = source,
                             .tag = 1,
                             .data = bench->data[target],
                             .bytes = bytes,
                             .done = done,
                             .user = &pending};
  if (is_local(bench, target)) {
    ++pending;
    check(weir_transport_post_receive(bench->transport, &receive));
  }
  if (is_local(bench, source)) {
    ++pending;
    check(weir_transport_post_send(bench->transport, &send));
  }
  while (pending != 0) (void)weir_transport_progress(bench->transport);
}

static void pass_plain(bench_t* bench, uint32_t source, size_t bytes) {
  uint32_t peer = 1 - bench->rank;
  uint8_t* data = bench->data[bench->rank];
  if (bench->rank == source) {
    MPI_Send(data, (int)bytes, MPI_BYTE, (int)peer, 1, MPI_COMM_WORLD);
  } else {
    MPI_Recv(data, (int)bytes, MPI_BYTE, (int)peer, 1, MPI_COMM_WORLD,
             MPI_STATUS_IGNORE);
  }
}

static int compare_doubles(const void* a, const void* b) {
  double x = *(const double*)a;
  double y = *(const double*)b;
  return (x > y) - (x < y);
}

// Nanoseconds of half a round trip.
static void measure(bench_t* bench, size_t bytes, double* out_median,
                    double* out_best) {
  int rounds = bytes <= 4096 ? 500 : bytes <= 262144 ? 100 : 4;
  double samples[SAMPLES];
  for (int i = -2; i < SAMPLES; ++i) {  // the first two warm up
    weir_time_ns_t begin = weir_now_ns();
    for (int k = 0; k < rounds; ++k) {
      for (uint32_t source = 0; source < 2; ++source) {
        if (bench->transport != NULL) {
          pass(bench, source, bytes);
        } else {
          pass_plain(bench, source, bytes);
        }
      }
    }
    if (i >= 0) {
      samples[i] = (double)(weir_now_ns() - begin) / (2.0 * rounds);
    }
  }
  qsort(samples, SAMPLES, sizeof(samples[0]), compare_doubles);
  *out_median = samples[SAMPLES / 2];
  *out_best = samples[0];
}

static void run_sizes(bench_t* bench, bench_t* plain) {
  const weir_transport_info_t* info = weir_transport_info(bench->transport);
  bool prints = info->rank == 0;
  if (prints) {
    printf("{\"transport\": \"%s\", \"ranks\": %u, \"sizes\": [", info->name,
           info->rank_count);
  }
  for (size_t bytes = SMALLEST; bytes <= LARGEST; bytes *= 8) {
    double median = 0;
    double best = 0;
    measure(bench, bytes, &median, &best);
    if (prints) {
      printf(
          "%s\n  {\"bytes\": %zu, \"half_round_trip_ns\": %.0f, "
          "\"best_ns\": %.0f",
          bytes == SMALLEST ? "" : ",", bytes, median, best);
    }
    if (plain != NULL) {
      measure(plain, bytes, &median, &best);
      if (prints) {
        printf(", \"plain_mpi_ns\": %.0f, \"plain_mpi_best_ns\": %.0f", median,
               best);
      }
    }
    if (prints) printf("}");
  }
  if (prints) printf("\n]}\n");
}

int main(int argc, char** argv) {
  uint32_t rank_count = 1;
  bool is_mpi = weir_mpi_is_launched(NULL, &rank_count) && rank_count > 1;
  bench_t bench = {0};
  for (int i = 0; i < 2; ++i) {
    bench.data[i] = malloc(LARGEST);
    if (bench.data[i] == NULL) return 1;
    memset(bench.data[i], i, LARGEST);
  }
  if (is_mpi) {
    int level = 0;
    MPI_Init_thread(&argc, &argv, MPI_THREAD_SERIALIZED, &level);
    check(weir_mpi_transport_create(&bench.transport));
  } else {
    check(weir_loopback_transport_create(&bench.transport));
  }
  check(weir_transport_set_nodes(bench.transport, 2, NULL));
  bench.rank = weir_transport_info(bench.transport)->rank;
  bench_t plain = bench;
  plain.transport = NULL;
  // Ranks beyond the second have nothing to do and would only take cores.
  if (bench.rank < 2) run_sizes(&bench, is_mpi ? &plain : NULL);
  weir_transport_release(bench.transport);
  if (is_mpi) MPI_Finalize();
  for (int i = 0; i < 2; ++i) free(bench.data[i]);
  return 0;
}
