"""What tests of the settings lie on the disk: policy files and a person's choice."""

from __future__ import annotations

import json
from pathlib import Path


def put(folder: Path, name: str, values: object) -> Path:
    """``managed/10.json`` or ``recommended/10.json`` of that policy folder, or ``settings.json`` of a home."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(values, bytes):
        path.write_bytes(values)
    else:
        path.write_text(json.dumps(values, ensure_ascii=False), "utf-8")
    return path
