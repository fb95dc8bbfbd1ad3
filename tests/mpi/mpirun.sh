#!/bin/sh
# mpirun.sh RANKS PROGRAM [ARGUMENT...]: runs PROGRAM on this host alone, on the
# loopback interface, as whatever user, on however few cores there are.
set -eu
ranks=$1
shift
here=$(dirname "$0")
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_btl=self,vader
export OMPI_MCA_oob_tcp_if_include=lo OMPI_MCA_btl_tcp_if_include=lo
export OMPI_MCA_btl_base_warn_component_unused=0
# Memory that MPI and its helpers keep until the process ends, and their own
# threads, which the sanitizers cannot see into.
export LSAN_OPTIONS="suppressions=$here/lsan.supp:print_suppressions=0${LSAN_OPTIONS:+:$LSAN_OPTIONS}"
export TSAN_OPTIONS="suppressions=$here/tsan.supp:ignore_noninstrumented_modules=1${TSAN_OPTIONS:+:$TSAN_OPTIONS}"
exec mpirun --oversubscribe -n "$ranks" "$@"
