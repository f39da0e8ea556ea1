# Bare roots to install into; sourced by the tests beside it. As root, on Debian.
#   base_root SUITE [PACKAGE...]   prints the folder of a minimal root, made once with these packages and then kept
#   fresh_root BASE                prints the folder of a copy of it, mounted and with a clerk; drop_root ends it
# ROOTS says where they lie (default /var/tmp/window-counter-roots). Package sources and certificates are this machine's.
roots=${ROOTS:-/var/tmp/window-counter-roots}

base_root() {
  local suite=$1 mirror base
  shift
  base=$roots/$suite-$(printf '%s ' "$@" | sha256sum | cut -c1-8)
  if [ ! -e "$base/.made" ]; then
    mkdir -p "$roots"
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep debian | head -1)
    rm -rf "$base"
    debootstrap --variant=minbase --include=ca-certificates "$suite" "$base" "$mirror" >"$base.log" 2>&1 ||
      { tail -5 "$base.log" >&2; return 1; }
    cp -a /etc/apt/apt.conf.d/. "$base/etc/apt/apt.conf.d/"
    rm -f "$base"/etc/apt/apt.conf.d/*{packagekit,appstream,farm}*
    cp -a /etc/ssl/certs/. "$base/etc/ssl/certs/"
    cp -a /usr/share/ca-certificates /usr/local/share/ca-certificates "$base/usr/share/" 2>/dev/null || true
    cp -L /etc/resolv.conf /etc/hosts "$base/etc/"
    tr -d - </proc/sys/kernel/random/uuid >"$base/etc/machine-id" # libdbus aborts without
    printf '#!/bin/sh\nexit 101\n' >"$base/usr/sbin/policy-rc.d" && chmod 755 "$base/usr/sbin/policy-rc.d"
    chroot "$base" apt-get update -qq >>"$base.log" 2>&1
    if [ $# -gt 0 ]; then
      chroot "$base" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" \
        >>"$base.log" 2>&1 || { tail -5 "$base.log" >&2; return 1; }
    fi
    chroot "$base" useradd --create-home --shell /bin/sh clerk
    touch "$base/.made"
  fi
  printf '%s\n' "$base"
}

fresh_root() {
  local root
  root=$(mktemp -d "$roots/run.XXXXXX")
  cp -a --reflink=auto "$1/." "$root/"
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev" && mount --make-rslave "$root/dev"
  printf '%s\n' "$root"
}

drop_root() {
  local part
  for part in proc dev; do umount -Rl "$1/$part" 2>/dev/null || true; done
  grep -q " $1/" /proc/mounts || rm -rf --one-file-system "$1"
}

# as root or as the clerk of a root, with nothing of this machine's environment
in_root() { chroot "$1" env -i PATH="${SHIM:+$SHIM:}/usr/sbin:/usr/bin:/sbin:/bin" HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "${@:2}"; }
as_clerk() { chroot --userspec=clerk:clerk "$1" env -i PATH=/usr/bin:/bin HOME=/home/clerk LANG=C.UTF-8 QT_QPA_PLATFORM=offscreen "${@:2}"; }
