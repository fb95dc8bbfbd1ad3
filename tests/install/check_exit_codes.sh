#!/bin/bash
# check_exit_codes.sh SOURCE_DIR: the table of docs/exit-codes.md has the codes of
# engine/base/exit_code.h, each once, and no other.
cd "$1" || exit 1
in_code=$(grep -oE '(return|WEIR_EXIT_[A-Z]+ =) [0-9]+' engine/base/exit_code.h |
  grep -oE '[0-9]+$' | sort -un)
in_docs=$(grep -oE '^\| [0-9]+ \|' docs/exit-codes.md | grep -oE '[0-9]+' | sort -n)
diff <(echo "$in_code") <(echo "$in_docs") || {
  echo "FAILED: docs/exit-codes.md (>) and engine/base/exit_code.h (<) differ"
  exit 1
}
