#!/bin/sh
# /usr/bin/window-counter-hall: the hall's commands on the hall's own folder. As root it goes on as the hall's account,
# with the settings of the service, so that what an administrator types meets the same database.
home=/var/lib/window-counter-hall
account=window-counter-hall
if [ "$(id -u)" = 0 ]; then
  set -a
  . /etc/window-counter-hall/hall.env
  set +a
  exec setpriv --reuid "$account" --regid "$account" --init-groups --no-new-privs \
    /opt/window-counter-hall/bin/window-counter --home "$home" hall "$@"
fi
exec /opt/window-counter-hall/bin/window-counter --home "$home" hall "$@"
