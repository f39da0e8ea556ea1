"""Every paper of the sample case as a file, to be looked at side by side: ``python tests/documents/all_papers.py``."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from counter.documents.paper import LAYOUTS, render
from counter.documents.pictures import page_pngs
from counter.documents.sheets import render_sheet
from counter.documents.tickets import print_ticket
from tests.documents import samples, sheet_samples
from tests.documents.thermal import Roll


def main() -> None:
    """``build/papers`` holds each paper as PDF and its pages as PNG, and each ticket as the printer would show it."""
    folder = Path("build/papers")
    folder.mkdir(parents=True, exist_ok=True)
    for kind in LAYOUTS:
        _keep(folder, kind, render(samples.sample(kind)))
    for kind, sheet in sheet_samples.SHEETS.items():
        _keep(folder, kind, render_sheet(sheet))
    for name, ticket in sheet_samples.TICKETS.items():
        raw = print_ticket(ticket)
        (folder / f"{name}.escpos").write_bytes(raw)
        Roll(raw).picture.save(folder / f"{name}.png")


def _keep(folder: Path, name: str, pdf: bytes) -> None:
    (folder / f"{name}.pdf").write_bytes(pdf)
    for number, picture in enumerate(page_pngs(pdf, width_px=1000), start=1):
        (folder / f"{name}-{number}.png").write_bytes(picture)
    sys.stdout.write(f"{name}: {len(pdf):,} B\n")


if __name__ == "__main__":
    main()
