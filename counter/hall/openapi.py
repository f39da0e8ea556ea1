"""Prints the hall's OpenAPI for ``docs/openapi.json``: ``python -m counter.hall.openapi > docs/openapi.json``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import msgspec

from counter.hall.app import create_app
from counter.hall.hall import Hall


def openapi_json() -> bytes:
    """The description of every call as the running hall gives it, indented, ending with a line break."""
    with tempfile.TemporaryDirectory() as folder:
        hall = Hall(f"sqlite:///{Path(folder) / 'hall.sqlite'}", Path(folder), practice=True)
        try:
            schema = create_app(hall).openapi_schema.to_schema()
        finally:
            hall.close()
    return msgspec.json.format(msgspec.json.encode(schema), indent=2) + b"\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(openapi_json())
