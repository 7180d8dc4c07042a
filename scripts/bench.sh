#!/usr/bin/env bash
# Builds and runs every benchmark program, one after the other, so that they do not disturb each other. Results
# are ratios within this one session: compare lines of one output, never two machines.
set -euo pipefail
cd "$(dirname "$0")/.."

preset=${PRESET:-release}
scripts/build.sh "$preset"
shopt -s nullglob
programs=()
for file in "build/$preset"/bench/*_bench; do [ -f "$file" ] && [ -x "$file" ] && programs+=("$file"); done
if [ ${#programs[@]} -eq 0 ]; then
  echo "bench: there is no benchmark program in build/$preset/bench" >&2
  exit 2
fi
command -v octave >/dev/null || echo "bench: octave is not installed, its lines are left out (scripts/setup.sh apt-packages-bench.txt)"
export PATH=/usr/bin:$PATH  # the system's python3: a pyenv one in front of it lacks numpy
for program in "${programs[@]}"; do
  printf '\n== %s\n' "$(basename "$program")"
  "$program" </dev/null
done
