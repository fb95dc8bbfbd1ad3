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
# MPI keeps memory to the end of the process, in modules that are unloaded by then
# (leaks of what the transports share show in the loopback runs), and has threads
# that the thread sanitizer cannot see into.
export ASAN_OPTIONS="detect_leaks=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
export TSAN_OPTIONS="suppressions=$here/tsan.supp:ignore_noninstrumented_modules=1${TSAN_OPTIONS:+:$TSAN_OPTIONS}"
exec mpirun --oversubscribe -n "$ranks" "$@"
