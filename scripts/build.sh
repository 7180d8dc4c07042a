#!/usr/bin/env bash
# Configures and builds one preset: scripts/build.sh PRESET [TARGET...]; no target builds everything.
# Configuring costs about a second when nothing changed and keeps the commit printed by --version right.
set -euo pipefail
cd "$(dirname "$0")/.."

preset=${1:-release}
[ $# -gt 0 ] && shift
export CCACHE_BASEDIR=${CCACHE_BASEDIR:-$PWD}
mkdir -p "build/$preset"
if ! cmake --preset "$preset" </dev/null >"build/$preset/configure.log" 2>&1; then
  cat "build/$preset/configure.log" >&2
  exit 1
fi
exec cmake --build --preset "$preset" --parallel "${JOBS:-$(nproc)}" --target "${@:-all}" </dev/null
