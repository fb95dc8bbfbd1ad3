# What the scripts share: a folder of their own, and commands whose end is known.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0
# What hangs is ended then; more than a command takes on a busy machine, with
# sanitizers.
step_seconds=${STEP_SECONDS:-120}

complain() {
  echo "FAILED: $*"
  failures=$((failures + 1))
}

# expect CODE PATTERN command...: the exit code, and for failures exactly one
# error line, which matches PATTERN (extended).
expect() {
  local code=$1 pattern=$2 actual errors
  shift 2
  if [ "$(type -t "$1")" = function ]; then
    "$@" >out.txt 2>err.txt
  else
    timeout "$step_seconds" "$@" >out.txt 2>err.txt
  fi
  actual=$?
  if [ "$actual" -ne "$code" ]; then
    complain "exit code $actual instead of $code: $*"
    sed 's/^/  /' err.txt | head -20
    return
  fi
  if [ -z "$pattern" ]; then
    return
  fi
  if ! grep -qE -e "$pattern" err.txt out.txt; then
    complain "nothing says '$pattern': $*"
    sed 's/^/  /' err.txt | head -20
  fi
  errors=$(grep -cE '^weirc?(\[rank [0-9]+\])?: error: ' err.txt)
  if [ "$code" -ge 10 ] && [ "$errors" -ne 1 ]; then
    complain "$errors error lines instead of one: $*"
    sed 's/^/  /' err.txt | head -20
  fi
}

# Open MPI leaks on its own: only runs without it are looked at for leaks.
no_leaks="detect_leaks=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}"

ranks() {
  local count=$1
  shift
  ASAN_OPTIONS=$no_leaks timeout "$step_seconds" mpirun --oversubscribe -n "$count" "$@"
}

finish() {
  [ "$failures" -eq 0 ] || exit 1
  echo "all as expected"
}
