"""Every paper of the sample case as a file, to be looked at side by side: ``python tests/documents/all_papers.py``."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from counter.documents.paper import LAYOUTS, render
from counter.documents.pictures import page_pngs
from tests.documents import samples


def main() -> None:
    """``build/papers`` holds a PDF and its pages as PNG for each kind."""
    folder = Path("build/papers")
    folder.mkdir(parents=True, exist_ok=True)
    for kind in LAYOUTS:
        _keep(folder, kind, render(samples.sample(kind)))


def _keep(folder: Path, name: str, pdf: bytes) -> None:
    (folder / f"{name}.pdf").write_bytes(pdf)
    for number, picture in enumerate(page_pngs(pdf, width_px=1000), start=1):
        (folder / f"{name}-{number}.png").write_bytes(picture)
    sys.stdout.write(f"{name}: {len(pdf):,} B\n")


if __name__ == "__main__":
    main()
