#!/usr/bin/env bash
# Everything `make test` runs, part by part. A failing part does not hide the later ones; the summary at the
# end names each part and its time, and the exit code is 1 if any failed. PRESET picks the build (release).
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

preset=${PRESET:-release}
python=/usr/bin/python3  # the system's: a pyenv python in front of it lacks the Debian packages
summary=()
failed=0

part() {
  local name=$1 start=$SECONDS verdict=ok
  shift
  printf '\n== %s\n' "$name"
  "$@" </dev/null || { verdict=FAILED; failed=1; }
  summary+=("$(printf '%-34s %-7s %4d s' "$name" "$verdict" $((SECONDS - start)))")
  [ $verdict = ok ]
}

c_plus_plus_tests() {
  ctest --test-dir "build/$preset" --output-on-failure --no-tests=error -j "${JOBS:-$(nproc)}"
}

python_tests() {
  local files
  mapfile -t files < <(find tests -name 'test_*.py' | sort)
  if [ ${#files[@]} -eq 0 ]; then
    echo "there are no tests/**/test_*.py"
    return 0
  fi
  COBDEN="$PWD/build/$preset/cobden" "$python" -m unittest "${files[@]}"
}

part "include rule: self-test" "$python" scripts/check_includes.py --self-test
part "include rule" "$python" scripts/check_includes.py
part "tracked files" scripts/check_tree.sh
part "documentation links" "$python" scripts/check_docs.py
if part "build ($preset)" scripts/build.sh "$preset"; then  # programs of an earlier build would prove nothing
  part "headers compile alone" scripts/check_headers.sh "$preset"
  part "C++ tests" c_plus_plus_tests
  part "reference pages are up to date" "$python" scripts/reference.py "build/$preset/cobden" --check
  part "Python tests" python_tests
  part "web tests" scripts/web.sh test
  "build/$preset/cobden" serve --help >/dev/null 2>&1 && part "web end to end" scripts/web.sh e2e
fi

printf '\n== summary\n'
printf '%s\n' "${summary[@]}"
[ $failed -eq 0 ] || echo "make test: FAILED"
exit $failed
