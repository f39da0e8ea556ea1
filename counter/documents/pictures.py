"""A PDF as pictures, for the print preview, for screenshots and for printers that take pixels."""

from __future__ import annotations

import io

import pypdfium2

from counter.errors import RuleBroken


def page_pngs(pdf: bytes, *, width_px: int, most: int = 0) -> tuple[bytes, ...]:
    """Every page, or the first so many, as a PNG file of that width, in order.

    Raises:
        RuleBroken: ``paper.unreadable`` when the bytes are no PDF document.
    """
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as fault:
        raise RuleBroken("paper.unreadable") from fault
    pictures: list[bytes] = []
    try:
        document.init_forms()  # an e-seal is a form field, and would be left out
        for number in range(min(len(document), most or len(document))):
            page = document[number]
            bitmap = page.render(scale=width_px / page.get_width())
            picture = io.BytesIO()
            bitmap.to_pil().save(picture, format="PNG")
            pictures.append(picture.getvalue())
            page.close()
    finally:
        document.close()
    return tuple(pictures)
