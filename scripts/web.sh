#!/usr/bin/env bash
# The workbench's page: scripts/web.sh build | test | e2e
#   build  web/dist, which the program embeds when it is built next
#   test   types and Vitest
#   e2e    the page in Debian's Chromium against `cobden serve` of PRESET (release), each view, with accessibility
# What did not change is not built again. Node from 20.19 on is needed: that of the system, or one in build/node, which is
# fetched as an npm package with Debian's own (older) Node. COBDEN_SKIP_SETUP=1 installs no Debian packages.
set -euo pipefail
cd "$(dirname "$0")/.."

preset=${PRESET:-release}
state=build/web
mkdir -p "$state"

new_enough() {  # new_enough NODE: whether it runs and is at least 20.19 (20.x) or 22.12
  "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number);
           process.exit((a === 20 && b >= 19) || (a === 22 && b >= 12) || a > 22 ? 0 : 1)' 2>/dev/null
}

debian_packages() {  # debian_packages NAME...: those of apt-packages-web.txt, installed where missing
  local pattern
  pattern=$(IFS='|'; echo "$*")
  grep -E "^($pattern)\b" apt-packages-web.txt >"$state/packages.txt"
  scripts/setup.sh "$state/packages.txt"
}

find_node() {
  local machine
  if command -v node >/dev/null && command -v npm >/dev/null && new_enough node; then return; fi
  case $(uname -m) in
    x86_64) machine=x64 ;;
    aarch64) machine=arm64 ;;
    *) echo "web: install Node 20.19 or later yourself; there is no npm package of it for $(uname -m)" >&2; exit 1 ;;
  esac
  local bin=build/node/node_modules/node-linux-$machine/bin
  if ! new_enough "$bin/node"; then
    command -v npm >/dev/null || debian_packages nodejs npm
    echo "web: fetching Node 20 into build/node"
    npm install --prefix build/node --no-save --no-audit --no-fund --loglevel=error "node-linux-$machine@^20.19"
  fi
  PATH=$PWD/$bin:$PATH
  new_enough node || { echo "web: Node 20.19 or later is needed; $(node --version 2>&1) was found" >&2; exit 1; }
}

hash_of() { find "$@" -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1; }

install_modules() {
  local now
  now=$(hash_of web/package.json web/package-lock.json web/.npmrc)-$(node --version)
  if [ -d web/node_modules ] && [ "$(cat "$state/modules" 2>/dev/null)" = "$now" ]; then return; fi
  npm --prefix web ci --no-audit --no-fund --loglevel=error
  echo "$now" >"$state/modules"
}

build_page() {
  local now
  now=$(hash_of web/src web/public web/index.html web/package.json web/package-lock.json web/vite.config.ts web/tsconfig.json data/world-2022-12.map.csv)
  if [ -f web/dist/index.html ] && [ "$(cat "$state/page" 2>/dev/null)" = "$now" ]; then return; fi
  find_node
  install_modules
  (cd web && npx tsc --noEmit && npx vite build)
  echo "$now" >"$state/page"
}

case ${1:-} in
  build)
    build_page
    ;;
  test)
    find_node
    install_modules
    build_page  # one test weighs the built script
    (cd web && npx tsc --noEmit && npx vitest run)
    ;;
  e2e)
    find_node
    install_modules
    build_page
    scripts/build.sh "$preset" cobden  # embeds the page
    browser=${CHROMIUM:-$(command -v chromium || command -v google-chrome || true)}
    if [ -z "$browser" ]; then
      debian_packages chromium
      browser=$(command -v chromium)
    fi
    cd web
    COBDEN="$PWD/../build/$preset/cobden" CHROMIUM=$browser npx vitest run --config vitest.e2e.config.ts
    ;;
  *)
    echo "usage: scripts/web.sh build | test | e2e" >&2
    exit 2
    ;;
esac
