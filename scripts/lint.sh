#!/usr/bin/env bash
# clang-format over every source file, and clang-tidy over those that differ from BASE (default: main, or every
# file when that branch is unknown).
#   scripts/lint.sh [--all | --changed BASE | FILE...]    check; exit 1 on any finding
#   scripts/lint.sh --fix-format                          rewrite the format in place
set -euo pipefail
cd "$(dirname "$0")/.."

sources() { git ls-files --cached --others --exclude-standard -- '*.cc' '*.h' | while read -r f; do [ -e "$f" ] && echo "$f"; done; }

changed() {  # source files that differ from the merge base with $1, or are new
  local base
  base=$(git merge-base "$1" HEAD 2>/dev/null) || { sources; return; }
  { git diff --name-only --diff-filter=d "$base" -- '*.cc' '*.h'; git ls-files --others --exclude-standard -- '*.cc' '*.h'; } | sort -u
}

case "${1:-}" in
  --fix-format) sources | xargs -r clang-format -i; exit 0 ;;
  --all) files=$(sources) ;;
  --changed) files=$(changed "${2:?--changed needs a branch or commit}") ;;
  '') files=$(changed main) ;;
  *) files=$(printf '%s\n' "$@") ;;
esac

failed=0
sources | xargs -r clang-format --dry-run -Werror || failed=1

# clang cannot read precompiled headers made by g++: the tidy preset is configured without them, and never built.
mkdir -p build/tidy
cmake --preset tidy </dev/null >build/tidy/configure.log 2>&1 || { cat build/tidy/configure.log >&2; exit 1; }
units=$(grep '\.cc$' <<<"$files" || true)
echo "clang-tidy: $(grep -c . <<<"$units" || true) source files"
xargs -r -P "${JOBS:-$(nproc)}" -n 1 clang-tidy -p build/tidy --quiet <<<"$units" 2> >(grep -v ' warnings\? generated\.$' >&2) || failed=1
[ $failed -eq 0 ] && echo "lint: clean"
exit $failed
