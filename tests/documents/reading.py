"""What a reader finds in a paper: its text layer by two independent libraries, without white space."""

from __future__ import annotations

import io

import pypdf
import pypdfium2


def pages_by_pypdf(pdf: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def pages_by_pdfium(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return ["".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def spoken(text: str) -> str:
    """Text without white space, as it can be compared with what a reader finds."""
    return "".join(text.split())


def all_of(pdf: bytes) -> list[str]:
    """The whole text as each of the two readers finds it."""
    return ["".join(pages_by_pypdf(pdf)), "".join(pages_by_pdfium(pdf))]
