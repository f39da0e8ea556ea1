#!/bin/sh
# Maintainer script @SCRIPT@ of window-counter @VERSION@. Exit codes (also the last line of the log):
#   11 older than what is installed   12 a clerk works with it   13 files damaged   14 cannot be put beside   15 does not start
set -e
version=@VERSION@
home=/opt/window-counter
settings=/etc/window-counter
log=/var/log/window-counter/install.log

note() {
  mkdir -p "${log%/*}"
  printf '%s @SCRIPT@ @VERSION@: %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$*" >>"$log"
}

say() {
  note "$*"
  printf 'window-counter: %s\n' "$*" >&2
}

refuse() {
  code=$1
  shift
  say "$* (exit code $code)"
  exit "$code"
}

# the folders below versions that a process was started from: it runs that very loader, not one of the same name in
# somebody's container
running() {
  for each in "$home"/versions/*; do
    for process in /proc/[0-9]*/exe; do
      if [ "$process" -ef "$each"/lib/ld-linux-*.so.? ]; then
        printf '%s\n' "${each##*/}"
        break
      fi
    done
  done
}

