"""Starts the program from its package: only the folders of the package are searched for modules."""

import sys
from pathlib import Path

_APP = Path(__file__).resolve().parent
sys.path[:0] = [str(_APP), str(_APP.parent / "site")]
_PYTHON = _APP.parent / "bin" / "python"
if _PYTHON.is_file():  # a hall's workers are started as this program was: through the tree's own C library
    sys.executable = str(_PYTHON)

from main import main  # noqa: E402 -- found only now

if __name__ == "__main__":
    sys.exit(main())
