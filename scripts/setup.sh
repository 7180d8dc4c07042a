#!/usr/bin/env bash
# Installs the Debian packages listed in apt-packages.txt (or in the file given) that are missing.
# When nothing is missing it touches neither the network nor apt, so every make target may call it.
# COBDEN_SKIP_SETUP=1 leaves the system alone (other distributions, managed machines).
set -euo pipefail
cd "$(dirname "$0")/.."

list=${1:-apt-packages.txt}
[ "${COBDEN_SKIP_SETUP:-0}" = 1 ] && exit 0
[ -r "$list" ] || { echo "setup: cannot read $list" >&2; exit 2; }
mapfile -t wanted < <(sed 's/#.*//' "$list" | tr -s '[:space:]' '\n' | sed '/^$/d')

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "setup: this is not a Debian system. Install what corresponds to the packages in $list," >&2
  echo "       then call again with COBDEN_SKIP_SETUP=1." >&2
  exit 1
fi

# "ii " is the state of a package that is wanted and wholly installed; unknown packages print nothing.
installed=$(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' "${wanted[@]}" 2>/dev/null | sed -n 's/^ii //p' || true)
missing=()
for package in "${wanted[@]}"; do
  grep -qxF "$package" <<<"$installed" || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

echo "setup: installing ${missing[*]}"
as_root=(env)
if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    as_root=(sudo env)
  else
    echo "setup: installing packages needs root, and sudo is absent or asks for a password here. As root, run:" >&2
    echo "       apt-get update && apt-get install -y --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
fi

apt=("${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0)
"${apt[@]}" update </dev/null || echo "setup: apt-get update failed; trying with the package lists there are" >&2
if ! "${apt[@]}" install -y --no-install-recommends "${missing[@]}" </dev/null; then
  echo "setup: apt-get could not install: ${missing[*]}" >&2
  echo "       Cobden is built and tested on Debian 12 (bookworm); check the network and the package sources." >&2
  exit 1
fi
