#!/bin/sh
# The tree's Python through the tree's C library, for processes that the program starts of itself.
here=$(dirname "$(dirname "$(readlink -f "$0")")")
python=$here/python/bin/@PYTHON@
exec "$here/lib/@LOADER@" --inhibit-cache --library-path "$here/lib:$here/site/PySide6/Qt/lib" --argv0 "$python" \
  "$python" "$@"
