#!/usr/bin/env bash
# Installs the Debian packages that running from a checkout needs, and only those that are missing;
# each word is one more package (building and testing packages needs some).
set -euo pipefail
wanted=(python3 python3-venv libglib2.0-0 libgl1 libegl1 libdbus-1-3 libfontconfig1 libxkbcommon0 libbrotli1
  libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-render-util0 libxcb-image0
  libxcb-randr0 libxcb-xkb1 libxcb-xinerama0 xkb-data cups-daemon cups-client "$@")
command -v dpkg-query >/dev/null || { echo "not a Debian system: install Qt 6's libraries by hand" >&2; exit 0; }
missing=()
for package in "${wanted[@]}"; do
  status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
  case "$status" in *"ok installed"*) ;; *) missing+=("$package") ;; esac
done
# a Python that is not Debian's serves as well
if command -v python3 >/dev/null && python3 -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  missing=("${missing[@]/#python3*/}")
fi
packages=(); for package in "${missing[@]}"; do [ -n "$package" ] && packages+=("$package"); done
[ ${#packages[@]} -eq 0 ] && exit 0
as_root=(); [ "$(id -u)" -eq 0 ] || as_root=(sudo)
echo "installing system packages: ${packages[*]}"
export DEBIAN_FRONTEND=noninteractive
# the tests start a PostgreSQL of their own: no cluster of Debian's is made, and none is started
case " ${packages[*]} " in *" postgresql "*)
  "${as_root[@]}" mkdir -p /etc/postgresql-common/createcluster.d
  echo 'create_main_cluster = false' | "${as_root[@]}" tee /etc/postgresql-common/createcluster.d/window-counter.conf >/dev/null ;;
esac
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
