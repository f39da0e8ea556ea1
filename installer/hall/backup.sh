#!/bin/sh
# One more backup lies in $BACKUP_DIR, and of those that are older than $BACKUP_KEEP_DAYS none but the newest is kept.
set -eu
: "${BACKUP_DIR:?}" "${BACKUP_KEEP_DAYS:=30}"
file=$BACKUP_DIR/hall-$(date -u +%Y%m%dT%H%M%SZ).tar
"${HALL_COMMAND:-/usr/bin/window-counter-hall}" backup --to "$file" --scans "$BACKUP_DIR/scans"
# only after a whole new one; scans are never taken away here
find "$BACKUP_DIR" -maxdepth 1 -name 'hall-*.tar' -mtime "+$BACKUP_KEEP_DAYS" ! -samefile "$file" -delete
