"""Starts the program from its package: only the folders of the package are searched for modules."""

import sys
from pathlib import Path

_APP = Path(__file__).resolve().parent
sys.path[:0] = [str(_APP), str(_APP.parent / "site")]

from main import main  # noqa: E402 -- found only now

if __name__ == "__main__":
    sys.exit(main())
