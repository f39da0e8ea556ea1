"""A character without a code is drawn from its picture, in line, and the paper says so (domain.md §3.3)."""

from __future__ import annotations

import hashlib
import io

import pytest
from PIL import Image, ImageDraw

from counter.documents.glyphs import MOST_FILE_BYTES, as_png
from counter.documents.paper import missing_glyphs, render
from counter.documents.pictures import page_pngs
from counter.domain.case import PaperKind
from counter.errors import RuleBroken
from tests.documents import samples
from tests.documents.reading import all_of

PUA = "\ue123"
NAME = f"张{PUA}华"


def png(*, size: tuple[int, int] = (64, 64), mode: str = "L") -> bytes:
    """A black cross on white, or on nothing."""
    picture = Image.new(mode, size, 255 if mode == "L" else (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    ink = 0 if mode == "L" else (0, 0, 0, 255)
    pen.line((0, 0, size[0], size[1]), fill=ink, width=9)
    pen.line((0, size[1], size[0], 0), fill=ink, width=9)
    file = io.BytesIO()
    picture.save(file, format="PNG")
    return file.getvalue()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def ink_of(pdf: bytes) -> int:
    """How many dark pixels the first page has."""
    page = Image.open(io.BytesIO(page_pngs(pdf, width_px=1600)[0])).convert("L")
    return sum(page.histogram()[:128])


@pytest.mark.parametrize("kind", [PaperKind.ACCEPTANCE, PaperKind.AUTHORITY, PaperKind.COLLECTION])
def test_a_character_with_a_picture_is_drawn_and_noted(kind: PaperKind) -> None:
    picture = png()
    content = samples.sample(kind, applicant_name=NAME, glyph_images={PUA: sha256(picture)})
    assert missing_glyphs(content, reprint=samples.reprint()) == ()
    pdf = render(content, glyph_images={sha256(picture): picture})
    blank = png(size=(1, 1))
    empty = render(
        samples.sample(kind, applicant_name=NAME, glyph_images={PUA: sha256(blank)}),
        glyph_images={sha256(blank): blank},
    )
    assert "以字形图片印出，以申请人证件所载字形为准" in all_of(pdf)[1]
    assert ink_of(pdf) != ink_of(empty)
    assert pdf == render(content, glyph_images={sha256(picture): picture})


def test_the_room_of_a_pictured_character_is_that_of_any_other() -> None:
    picture = png()
    content = samples.acceptance(applicant_name=NAME, glyph_images={PUA: sha256(picture)})
    with_picture = render(content, glyph_images={sha256(picture): picture})
    plain = render(samples.acceptance(applicant_name="张一华"))
    # the body follows on the same place: the rest of the table reads the same
    rest = "申请人类型自然人居民身份证420106199003072411"
    assert rest in all_of(with_picture)[1]
    assert rest in all_of(plain)[1]
    assert "张华" in all_of(with_picture)[1]


def test_a_picture_on_nothing_is_as_good_as_one_on_white() -> None:
    for mode in ("L", "RGBA"):
        picture = png(mode=mode)
        content = samples.acceptance(applicant_name=NAME, glyph_images={PUA: sha256(picture)})
        assert ink_of(render(content, glyph_images={sha256(picture): picture})) > 0


def test_a_character_without_a_picture_is_still_named() -> None:
    picture = png()
    content = samples.acceptance(applicant_name=f"{PUA}\ue124", glyph_images={PUA: sha256(picture)})
    assert [glyph.code_point for glyph in missing_glyphs(content)] == ["U+E124"]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"right": b"no picture at all"},
        {"right": png(size=(2000, 2000))},
        {"right": png()[:60]},
    ],
)
def test_a_picture_that_is_not_there_or_is_none_is_refused(given: dict[str, bytes]) -> None:
    data = given.get("right", b"x")
    content = samples.acceptance(applicant_name=NAME, glyph_images={PUA: sha256(data)})
    with pytest.raises(RuleBroken) as caught:
        render(content, glyph_images={sha256(data): data} if given else {})
    assert caught.value.code == "paper.glyph_image_missing"
    assert caught.value.params == {"character": "U+E123"}


def test_another_picture_than_the_frozen_one_is_refused() -> None:
    frozen, other = png(), png(size=(32, 32))
    content = samples.acceptance(applicant_name=NAME, glyph_images={PUA: sha256(frozen)})
    with pytest.raises(RuleBroken) as caught:
        render(content, glyph_images={sha256(frozen): other})
    assert caught.value.code == "paper.glyph_image_missing"


def bmp(side: int = 64) -> bytes:
    """The same cross as a Windows bitmap, as special-character tools write it."""
    file = io.BytesIO()
    Image.open(io.BytesIO(png(size=(side, side)))).convert("RGB").save(file, format="BMP")
    return file.getvalue()


@pytest.mark.parametrize("content", [png(), png(mode="RGBA"), bmp()])
def test_a_picture_of_the_clerk_is_kept_as_a_png_that_a_paper_takes(content: bytes) -> None:
    kept = as_png(content)
    assert kept == as_png(content)
    paper = samples.acceptance(applicant_name=NAME, glyph_images={PUA: sha256(kept)})
    assert ink_of(render(paper, glyph_images={sha256(kept): kept})) > 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "glyph.empty"),
        (b"GIF89a", "glyph.type"),
        (png()[:60], "glyph.type"),
        (bmp()[:80], "glyph.type"),
        (png(size=(1025, 8)), "glyph.too_wide"),
        (b"\x89PNG\r\n\x1a\n" + bytes(MOST_FILE_BYTES), "glyph.too_big"),
    ],
)
def test_a_picture_that_is_none_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        as_png(content)
    assert caught.value.code == code


def test_a_picture_without_ink_is_refused() -> None:
    empty = io.BytesIO()
    Image.new("RGBA", (64, 64), (0, 0, 0, 0)).save(empty, format="PNG")
    with pytest.raises(RuleBroken, match=r"glyph\.blank"):
        as_png(empty.getvalue())
