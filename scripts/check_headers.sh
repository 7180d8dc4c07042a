#!/usr/bin/env bash
# Compiles each header of the library alone, so that no file depends on what its neighbours include.
# ccache makes a second run cost a fraction of a second per header. Argument: the preset whose generated
# header is used (release).
set -euo pipefail
cd "$(dirname "$0")/.."

preset=${1:-release}
work=build/headers
mkdir -p "$work"
export CCACHE_BASEDIR=${CCACHE_BASEDIR:-$PWD}
launcher=$(command -v ccache || true)
flags="-std=c++20 -O0 -Wall -Wextra -I. -isystem build/$preset/generated $(pkg-config --cflags eigen3 netcdf)"
export work launcher flags

compile_alone() {
  local header=$1 name=${1//\//__}
  printf '#include "%s"\n' "$header" >"$work/$name.cc"
  # shellcheck disable=SC2086  # flags and launcher are word lists
  $launcher g++ $flags -c "$work/$name.cc" -o "$work/$name.o" && return 0
  echo "check_headers: $header does not compile alone" >&2
  return 1
}
export -f compile_alone

find cobden -name '*.h' | sort >"$work/list"
xargs -a "$work/list" -P "${JOBS:-$(nproc)}" -I{} bash -c 'compile_alone {}'
echo "$(wc -l <"$work/list") headers compile alone"
