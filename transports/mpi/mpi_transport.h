// Ranks started by mpirun or srun, joined by MPI.
//
// MPI is called by one thread at a time: whoever holds the progress token,
// which is taken by try-lock while posting or making progress. A library that
// grants MPI_THREAD_SERIALIZED or more lets that be any thread; below it the
// transport is funnelled (weir_transport_info_t). One transport at a time in a
// process.
//
// A rank that fails tells the others. One that is killed, or exits without a
// word, cannot: the launcher sees it and ends the job (mpirun does; srun needs
// --kill-on-bad-exit=1).
#ifndef WEIR_TRANSPORTS_MPI_MPI_TRANSPORT_H_
#define WEIR_TRANSPORTS_MPI_MPI_TRANSPORT_H_

#include <stdbool.h>
#include <stdint.h>

#include "transports/transport.h"

// Whether this process was started by an MPI launcher, read from the
// environment: MPI itself is not touched. |out_rank| and |out_rank_count| may
// be NULL and are filled on true; they serve messages written before the
// transport exists.
bool weir_mpi_is_launched(uint32_t* out_rank, uint32_t* out_rank_count);

// Initialises MPI (unless the program has done so, in which case it also ends
// it) and joins all ranks; called by every rank. Works without a launcher as
// well, as one rank of one.
//
// When the last reference goes, ranks wait for each other and MPI is finalised.
// After a failure they wait at most a few seconds, and where a peer stays away
// MPI is left as it is: the launcher then ends the job when this process exits.
weir_status_t weir_mpi_transport_create(weir_transport_t** out_transport)
    WEIR_MUST_USE;

#endif  // WEIR_TRANSPORTS_MPI_MPI_TRANSPORT_H_
