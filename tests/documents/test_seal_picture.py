"""印章的样子: round, red, inside its ring, however long the name of its unit."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from counter.documents.pictures import page_pngs
from counter.documents.seal_picture import seal_picture
from counter.errors import RuleBroken
from tests.documents.reading import all_of

NAME = "行政审批专用章"


@pytest.mark.parametrize(
    "unit", ["税务局", "云泽县自然资源和规划局不动产登记中心（云泽县土地收购储备中心）", "张𠮷㛃局"]
)
def test_the_seal_stays_inside_its_ring_however_long_its_unit(unit: str) -> None:
    picture = seal_picture(unit, NAME, 56)
    assert picture == seal_picture(unit, NAME, 56)
    shown = Image.open(io.BytesIO(page_pngs(picture, width_px=560)[0])).convert("L")
    for x in range(0, 560, 7):
        for y in range(0, 560, 7):
            if (x - 280) ** 2 + (y - 280) ** 2 > 284**2:
                assert shown.getpixel((x, y)) == 255
    for character in unit:
        assert character in all_of(picture)[1]


def test_a_seal_with_a_character_that_no_font_has_is_refused() -> None:
    with pytest.raises(RuleBroken) as caught:
        seal_picture("张\ue000局", NAME, 56)
    assert caught.value.code == "paper.missing_glyph"
