#!/bin/sh
# Starts the program through its own C library, so that the system's (glibc 2.28 and later) does not matter.
here=$(dirname "$(dirname "$(readlink -f "$0")")")
# no GL stack of the machine is loaded: widgets are drawn without it
: "${QT_XCB_GL_INTEGRATION:=none}"
export QT_XCB_GL_INTEGRATION
# Chinese input: the plugin in the package is called fcitx for fcitx 4 and 5
case "$QT_IM_MODULE" in
  fcitx5) QT_IM_MODULE=fcitx ;;
  fcitx | ibus | compose) ;;
  *)
    case "$XMODIFIERS" in
      *fcitx*) QT_IM_MODULE=fcitx ;;
      *ibus*) QT_IM_MODULE=ibus ;;
      *) if command -v fcitx >/dev/null 2>&1 || command -v fcitx5 >/dev/null 2>&1; then QT_IM_MODULE=fcitx; fi ;;
    esac
    ;;
esac
[ -z "$QT_IM_MODULE" ] || export QT_IM_MODULE
python=$here/python/bin/@PYTHON@
exec "$here/lib/@LOADER@" --inhibit-cache --library-path "$here/lib:$here/site/PySide6/Qt/lib" --argv0 "$python" \
  "$python" -I -S -B -X utf8 "$here/app/start.py" "$@"
