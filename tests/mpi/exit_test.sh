#!/bin/sh
# exit_test.sh WAY PROGRAM: one rank of three leaves in the given way; the job must
# end by itself, soon, with the code that is promised.
set -u
way=$1
program=$2
here=$(dirname "$0")
case $way in
  abort) expected=42 ;;
  exit) expected=43 ;;
  kill) expected=134 ;;  # 128 + SIGABRT
  fail) expected=44 ;;
esac
begin=$(date +%s)
timeout 60 "$here/mpirun.sh" 3 "$program" "--$way"
code=$?
seconds=$(($(date +%s) - begin))
if [ $code -ne $expected ]; then
  echo "exit code $code instead of $expected" >&2
  exit 1
fi
if [ $seconds -gt 30 ]; then
  echo "the job took $seconds s to end" >&2
  exit 1
fi
echo "ended after $seconds s with exit code $code"
