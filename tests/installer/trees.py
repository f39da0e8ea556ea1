"""Tiny trees in the shape of real ones, so that packing them takes no time and no network."""

from __future__ import annotations

from pathlib import Path

from installer.build.release import Release

RELEASE = Release(version="9.8.7", made_at=1_760_000_000)
METADATA = """Metadata-Version: 2.4
Name: Pleasant_Paper
Version: 1.2
License-Expression: BSD-3-Clause
"""


def tiny_tree(folder: Path) -> Path:
    """A tree with a launcher, a module, a wheel's description, a runtime package and a font."""
    texts = {
        "bin/window-counter": "#!/bin/sh\necho 9.8.7\n",
        "app/main.py": "print('一窗受理')\n",
        "app/resources/fonts/NotoSansSC-Regular.ttf": "not a font\n",
        "site/pleasant_paper-1.2.dist-info/METADATA": METADATA,
        "share/runtime.json": '{"libc6": "2.41-12"}\n',
        "share/doc/libc6/copyright": "Files: *\nLicense: LGPL-2.1\n",
        "VERSION": "9.8.7\n",
    }
    for name, text in texts.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (folder / "bin/window-counter").chmod(0o755)
    return folder
