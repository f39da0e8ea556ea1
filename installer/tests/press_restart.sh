#!/bin/bash
# Inside a root, as the clerk: opens the window and prints the number of its process; after a line it presses
# Ctrl+Shift+R for real until the next line comes, and prints the number of the window that is there then.
set -u
export DISPLAY=:67 LANG=C.UTF-8 QT_QPA_PLATFORM=xcb
Xvfb :67 -screen 0 1366x768x24 >/dev/null 2>&1 &
for _ in $(seq 50); do xdotool getdisplaygeometry >/dev/null 2>&1 && break; sleep 0.2; done
openbox >/dev/null 2>&1 &
window-counter >/tmp/window.log 2>&1 &
program=$!
for _ in $(seq 100); do window=$(xdotool search --name 一窗受理 2>/dev/null | tail -1); [ -n "$window" ] && break; sleep 0.3; done
[ -n "$window" ] || { cat /tmp/window.log; exit 1; }
echo "$program"
read -r _
# until this test says that it is another program
for _ in $(seq 30); do
  xdotool windowfocus "$window" key ctrl+shift+r 2>/dev/null
  read -r -t 1 _ && break
done
for _ in $(seq 60); do new=$(xdotool search --name 一窗受理 2>/dev/null | tail -1); [ -n "$new" ] && break; sleep 0.5; done
echo "$new"
kill "$program"
