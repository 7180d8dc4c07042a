#!/usr/bin/env bash
# Writes docs/reference/ from the program's own help, checks links and citations, and, where doxygen is installed,
# writes the C++ reference to build/docs. Arguments: the program, and --check to compare instead of write.
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:-build/release/cobden}
/usr/bin/python3 scripts/reference.py "$program" "${@:2}"
/usr/bin/python3 scripts/check_docs.py
if command -v doxygen >/dev/null; then
  mkdir -p build/docs
  doxygen docs/Doxyfile >build/docs/doxygen.log 2>&1 && echo "C++ reference: build/docs/html/index.html"
else
  echo "doxygen is not installed: no C++ reference (apt-get install doxygen)"
fi
