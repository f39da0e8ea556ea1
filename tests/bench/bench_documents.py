"""A 受理通知书 with 12 materials: its size, and its time against reportlab drawing the same text without layout.

    python tests/bench/bench_documents.py

Both sides draw the same characters with the same fonts on as many pages, and both embed them; the plain side calls
``drawString`` once for each line and font, at places that cost nothing to find, and draws no rules and no codes.
Medians of many rounds after a warm-up, the two sides in turn, in one run.
"""

from __future__ import annotations

import io
import itertools
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pypdf
from reportlab.pdfgen.canvas import Canvas

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from counter.documents import fonts
from counter.documents.paper import render
from tests.bench.rows import Row, against, milliseconds, table
from tests.documents import samples

ROUNDS = 60
WARM_UP = 5
SIZE_LIMIT_BYTES = 60_000
RATIO_LIMIT = 5.0
TYPE_SIZE = 11

Run = tuple[str, str]
"""A font and the characters that it draws."""


def font_of(character: str) -> str:
    """The font that draws the character."""
    face = fonts.face_of(character, fonts.BODY)
    return face.font if face else fonts.SERIF


def runs_of_page(text: str) -> list[list[Run]]:
    """The lines of a page as runs of one font each."""
    return [
        [(font, "".join(characters)) for font, characters in itertools.groupby(line, font_of)]
        for line in text.splitlines()
    ]


def drawn_plainly(pages: list[list[list[Run]]]) -> bytes:
    """The same text by ``drawString``, line under line."""
    file = io.BytesIO()
    canvas = Canvas(file, pageCompression=1, invariant=1)
    for page in pages:
        for row, line in enumerate(page):
            for column, (font, text) in enumerate(line):
                canvas.setFont(font, TYPE_SIZE)
                canvas.drawString(60 + column * 40, 800 - row * 12, text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def elapsed_s(draw: Callable[[], bytes]) -> float:
    """How long one drawing takes."""
    begun = time.perf_counter()
    draw()
    return time.perf_counter() - begun


def rows() -> list[Row]:
    """Size and time of a 受理通知书 with 12 materials, interleaved with its yardstick."""
    content = samples.acceptance()
    begun = time.perf_counter()
    paper = render(content)
    first_s = time.perf_counter() - begun
    pages = [runs_of_page(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(paper)).pages]
    ours_s, plain_s = [], []
    for place in range(WARM_UP + ROUNDS):
        ours, theirs = elapsed_s(lambda: render(content)), elapsed_s(lambda: drawn_plainly(pages))
        if place >= WARM_UP:
            ours_s.append(ours)
            plain_s.append(theirs)
    size_bytes = len(paper)
    return [
        Row(
            "受理通知书, 12 materials, size",
            f"{size_bytes:,} B",
            ratio=f"{size_bytes / SIZE_LIMIT_BYTES:.2f}",
            target=f"<= {SIZE_LIMIT_BYTES:,} B",
            ok=size_bytes <= SIZE_LIMIT_BYTES,
        ),
        against("受理通知书, 12 materials, time", ours_s, plain_s, what="drawString", most=RATIO_LIMIT),
        Row("first paper of the process", milliseconds(first_s)),
    ]


def main() -> int:
    """The table is printed; 1 when a limit is missed."""
    measured = rows()
    sys.stdout.write(table(measured) + "\n")
    return int(any(row.ok is False for row in measured))


if __name__ == "__main__":
    sys.exit(main())
