"""faults.md F18: rare characters right on paper; what no font has is named before printing and never becomes ? or □."""

from __future__ import annotations

import hashlib
import io

import msgspec
import pypdf
import pytest

from counter.actions import glyphs, intake, lists, printing
from counter.actions.desk import Desk
from counter.domain.case import Case, Decision, Draft, PrintOutcome
from counter.domain.intake_rules import IntakeFaults
from counter.domain.item import ServiceItem
from counter.errors import RuleBroken, StoreTrouble
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import papers
from tests.conftest import CLERK, draft_of, filled
from tests.documents.test_glyphs import PUA, bmp, ink_of, png
from tests.faults.printers import Tray, run
from tests.faults.support import one_round, promised_item

LATE = "\U00030ede"


def _draft(items: tuple[ServiceItem, ...], name: str, address: str = "") -> Draft:
    whole = filled(promised_item(items), name=name)
    if address:
        applicant = msgspec.structs.replace(whole.applicant, address=address)
        whole = msgspec.structs.replace(whole, applicant=applicant)
    return draft_of(whole)


def _with_picture(desk: Desk, draft: Draft, content: bytes) -> Draft:
    image = glyphs.keep_picture(desk, PUA, content=content)
    return msgspec.structs.replace(draft, intake=msgspec.structs.replace(draft.intake, glyph_images=(image,)))


def _take(desk: Desk, draft: Draft) -> Case:
    return intake.take_case(desk, CLERK, draft, Decision.ACCEPTED).case


def _text(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.mark.parametrize("name", ["张㛃䶮", "王𠮷𫖯", "\U00020101\U0002ebe0", "阿依古丽·买买提"])
def test_every_character_of_gb18030_level_3_stands_in_the_text_of_the_paper(
    desk: Desk, items: tuple[ServiceItem, ...], name: str
) -> None:
    """In and outside the BMP; a line of signs and a long address are cut nowhere."""
    address = "云溪县清江路￥□☑、" + "长" * 60
    case = _take(desk, _draft(items, name, address))
    read = _text(printing.preview(desk, case.case_no))
    assert name in read
    assert read.count("长") >= 60
    assert all(sign in read for sign in "￥□☑、")


@pytest.mark.parametrize("character", [PUA, LATE, "😀"])
def test_what_no_font_has_is_refused_by_name_and_nothing_is_kept(
    desk: Desk, items: tuple[ServiceItem, ...], character: str
) -> None:
    """Before a number is taken, so that no paper stands there that cannot be printed."""
    draft = _draft(items, f"张{character}华")
    with pytest.raises(IntakeFaults) as caught:
        _take(desk, draft)
    (fault,) = caught.value.faults
    assert str(fault) == f"text.no_glyph field=applicant.name character=U+{ord(character):04X}"
    assert papers.all_papers(desk.db) == ()
    assert glyphs.uncovered(draft.intake.applicant.name) == (character,)


@pytest.mark.parametrize("content", [png(), bmp()])
def test_a_picture_of_the_character_makes_it_right_on_paper_and_travels(
    desk: Desk, items: tuple[ServiceItem, ...], platform: SimulatedPlatform, content: bytes
) -> None:
    """Kept with the scans, named in the frozen content, printed, and at the platform after a round."""
    case = _take(desk, _with_picture(desk, _draft(items, f"张{PUA}华"), content))
    (image,) = case.intake.glyph_images
    assert hashlib.sha256(desk.scans.get(image.sha256)).hexdigest() == image.sha256
    printer = Tray(lambda _queue: PrintOutcome.PRINTED)
    run(desk, printer, case.case_no)
    ((_, pdf),) = printer.papers
    plain = _take(desk, _draft(items, "张华"))
    assert "以字形图片印出，以申请人证件所载字形为准" in _text(pdf)
    assert "?" not in _text(pdf)
    assert ink_of(pdf) != ink_of(printing.preview(desk, plain.case_no))
    paper = papers.read_paper(desk.db, case.case_no)
    assert paper is not None
    assert msgspec.json.decode(paper.content)["glyph_images"] == {PUA: image.sha256}
    one_round(desk, platform)
    assert lists.outbox(desk).all_arrived()
    assert platform.blob_offset(image.sha256, image.size_bytes) == image.size_bytes


def test_a_picture_that_is_gone_is_told_before_anything_is_printed(
    desk: Desk, items: tuple[ServiceItem, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a box nor a paper with a gap; a case is not taken on a picture that is not there either."""
    draft = _with_picture(desk, _draft(items, f"张{PUA}华"), png())
    case = _take(desk, draft)

    def lost(_sha256: str) -> bytes:
        raise StoreTrouble("store.scan_missing")

    monkeypatch.setattr(desk.scans, "get", lost)
    with pytest.raises(RuleBroken) as caught:
        printing.prepare(desk, case.case_no, CLERK)
    assert str(caught.value) == "paper.glyph_image_missing field=glyph_images character=U+E123"
    monkeypatch.setattr(desk.scans, "holds", lambda _sha256: False)
    with pytest.raises(RuleBroken, match=r"file\.missing"):
        _take(desk, msgspec.structs.replace(draft, case_id=_draft(items, "张").case_id))


def test_a_picture_for_an_ordinary_character_is_refused(desk: Desk) -> None:
    """Nobody draws another name over a printed one."""
    for character in ("张", "", f"{PUA}{PUA}x", "\n"):
        with pytest.raises(RuleBroken, match=r"glyph\.not_needed"):
            glyphs.keep_picture(desk, character, content=png())
