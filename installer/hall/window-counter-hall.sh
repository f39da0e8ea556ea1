#!/bin/sh
# /usr/bin/window-counter-hall: the hall's commands on the hall's own folder. As root it goes on as the hall's account,
# with the settings of the service, so that what an administrator types meets the same database.
home=/var/lib/window-counter-hall
account=window-counter-hall
if [ "$(id -u)" = 0 ]; then
  # line by line as systemd reads it: nothing in it is a command, and a value may have spaces without quotes
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      [A-Za-z_]*=*)
        value=${line#*=}
        case $value in
          \"*\" | \'*\') value=${value#?} value=${value%?} ;;
        esac
        export "${line%%=*}=$value"
        ;;
    esac
  done </etc/window-counter-hall/hall.env
  exec setpriv --reuid "$account" --regid "$account" --init-groups --no-new-privs \
    /opt/window-counter-hall/bin/window-counter --home "$home" hall "$@"
fi
exec /opt/window-counter-hall/bin/window-counter --home "$home" hall "$@"
