"""Papers as pictures."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from counter.documents.paper import render
from counter.documents.pictures import page_pngs
from counter.errors import RuleBroken
from tests.documents import samples


def test_every_page_becomes_a_picture_of_the_asked_width() -> None:
    pictures = page_pngs(render(samples.acceptance()), width_px=900)
    sizes = [Image.open(io.BytesIO(picture)).size for picture in pictures]
    assert sizes == [(900, 1273), (900, 1273)]


def test_what_is_no_pdf_is_refused() -> None:
    with pytest.raises(RuleBroken) as caught:
        page_pngs(b"<html>500</html>", width_px=900)
    assert caught.value.code == "paper.unreadable"
