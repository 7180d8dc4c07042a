#!/usr/bin/env bash
# What must not be in tracked files: paths of somebody's machine, open ends, and large files.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
bad=0

refuse() {  # refuse REASON: standard input lists the offending places
  local found
  found=$(head -n 20)
  [ -z "$found" ] && return 0
  printf 'check_tree: %s\n%s\n' "$1" "$found" >&2
  bad=1
}

machine='(^|[^[:alnum:]_.~/-])/(home|root|Users|mnt|wor[k]|far[m])/[[:alnum:]_.]'
git grep -nIE "$machine" -- . 2>/dev/null | refuse "paths of one machine (use a path relative to the checkout)"

open_ends='\b(TOD[O]|FIXM[E])\b'
git grep -nIE "$open_ends" -- '*.cc' '*.h' '*.py' '*.sh' '*.ts' '*.tsx' 'CMakeLists.txt' 2>/dev/null |
  refuse "open ends in the code (finish them, or file an issue)"

git ls-files -z | xargs -0 -r du -k 2>/dev/null | awk '$1 > 6000 {print $1 " KiB", $2}' |
  refuse "files over 6 MB (the built-in benchmark must stay small enough to ship)"

[ $bad -eq 0 ] && echo "tracked files: no machine paths, no open ends, no large files"
exit $bad
