#!/bin/bash
# check_man.sh PAGE COMMAND...: every option that --help of the commands
# lists stands in the manual page, and every option of the page is one of theirs.
# A COMMAND is the program with its subcommand, as one word.
page=$1
shift
options() { grep -oE -- '--[a-z][a-z-]+' | sort -u; }
described=$(sed 's/\\-/-/g' "$page" | options)
known=$(for command in "$@"; do $command --help; done)
failures=0
complain() {
  echo "FAILED: $*"
  failures=$((failures + 1))
}
# Passes have --help for a manual: they begin after this line.
listed=$(for command in "$@"; do
  $command --help | sed '/^ *Seen by all passes:/,$d'
done | options)
for option in $listed; do
  grep -qxF -- "$option" <<<"$described" || complain "$page does not say what $option does"
done
for option in $described; do
  [ "$option" = --PASS ] && continue
  grep -qF -- "$option" <<<"$known" || complain "$page describes $option, which no command has"
done
[ "$failures" -eq 0 ] || exit 1
echo "all options of $* are described"
