#!/bin/bash
# Inside a root, as the clerk, in a process namespace of its own that ends with it: type_chinese.sh fcitx|fcitx5
# presses n i h a o, space, Enter for real (XTEST) and prints what the package's window then holds.
set -u
daemon=$1
export DISPLAY=:66 LANG=C.UTF-8 XMODIFIERS=@im=fcitx QT_QPA_PLATFORM=xcb
mkdir -p "$HOME/.config/fcitx5" "$HOME/.config/fcitx"
printf '[Groups/0]\nName=Default\nDefault Layout=us\nDefaultIM=pinyin\n\n[Groups/0/Items/0]\nName=keyboard-us\nLayout=\n\n[Groups/0/Items/1]\nName=pinyin\nLayout=\n\n[GroupOrder]\n0=Default\n' >"$HOME/.config/fcitx5/profile"
printf '[Profile]\nEnabledIMList=fcitx-keyboard-us:True,pinyin:True\nIMName=pinyin\n' >"$HOME/.config/fcitx/profile"
Xvfb :66 -screen 0 1366x768x24 >/dev/null 2>&1 &
for _ in $(seq 50); do xdotool getdisplaygeometry >/dev/null 2>&1 && break; sleep 0.2; done
eval "$(dbus-launch --sh-syntax)"
openbox >/dev/null 2>&1 &
if [ "$daemon" = none ]; then :; elif [ "$daemon" = fcitx ]; then fcitx -D >/tmp/daemon.log 2>&1 & else fcitx5 >/tmp/daemon.log 2>&1 & fi
sleep 5
window-counter >/tmp/typed.log 2>&1 &
probe=$!
for _ in $(seq 60); do window=$(xdotool search --name TYPING 2>/dev/null | tail -1); [ -n "$window" ] && break; sleep 0.5; done
xdotool windowfocus "$window"
sleep 2
if [ "$daemon" != none ]; then xdotool key ctrl+space; sleep 1; fi
xdotool type --delay 150 nihao
sleep 1
xdotool key space
sleep 2
xdotool key Return
wait $probe
grep -a '^typed=' /tmp/typed.log || { cat /tmp/typed.log; exit 1; }
