"""Tickets as the person at the printer reads them."""

from __future__ import annotations

import msgspec
import pytest

from counter.documents.tickets import Ticket, missing_glyphs, print_ticket
from counter.errors import RuleBroken
from tests.documents import sheet_samples, thermal


def lines_of(ticket: Ticket) -> list[str]:
    return [line.strip() for line in thermal.Roll(print_ticket(ticket)).lines]


def test_a_queue_ticket_says_number_waiting_windows_and_to_keep_listening() -> None:
    lines = lines_of(sheet_samples.QUEUE)
    assert lines[:3] == ["云泽县政务服务大厅", "取号凭条", "A023"]
    assert "前面等候  7 人" in lines
    assert "办理窗口  01至08号窗口" in lines
    assert "取号时间  2026年11月23日 09:12" in lines
    assert "请留意叫号和显示屏；过号请到咨询台重新排队。" in lines


def test_a_booking_ticket_names_nobody_in_full() -> None:
    whole = "".join(lines_of(sheet_samples.BOOKING))
    assert "欧***" in whole
    assert "2411" in whole
    assert "420106199003072411" not in whole
    assert "阳" not in whole
    assert "2026年11月24日 08:30-09:29" in whole
    assert "限预约当日当时段使用" in whole


def test_a_rating_ticket_leads_to_its_page_and_is_voluntary() -> None:
    out = thermal.Roll(print_ticket(sheet_samples.RATING))
    assert out.codes == [b"https://zwfw.example.gov.cn/hcp?n=420106-03-12-A-000127-7&e=20261130"]
    assert len(out.rasters) == 1  # 周㛃
    assert any("评价自愿" in line for line in out.lines)
    assert out.cut


@pytest.mark.parametrize("ticket", sheet_samples.TICKETS.values())
def test_the_same_ticket_gives_the_same_bytes_and_a_practice_ticket_says_so(ticket: Ticket) -> None:
    assert print_ticket(ticket) == print_ticket(ticket)
    assert "培训演练" not in "".join(lines_of(ticket))
    assert "培训演练　不具法律效力" in lines_of(msgspec.structs.replace(ticket, practice=True))


def test_a_character_that_no_font_has_is_named_before_printing() -> None:
    ticket = msgspec.structs.replace(sheet_samples.BOOKING, item="张\ue000")
    assert [(glyph.field, glyph.code_point) for glyph in missing_glyphs(ticket)] == [("item", "U+E000")]
    with pytest.raises(RuleBroken) as caught:
        print_ticket(ticket)
    assert caught.value.code == "paper.missing_glyph"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"url_base": "javascript:alert(1)"}, "paper.progress_url_grammar"),
        ({"case_no": "张三"}, "paper.number_grammar"),
    ],
)
def test_the_qr_code_holds_nothing_but_address_number_and_day(changes: dict[str, str], code: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        print_ticket(msgspec.structs.replace(sheet_samples.RATING, **changes))
    assert caught.value.code == code


def test_an_escape_sequence_in_a_value_never_reaches_the_printer() -> None:
    """A control character has no glyph, so it is refused before anything is made of it."""
    with pytest.raises(RuleBroken) as caught:
        print_ticket(msgspec.structs.replace(sheet_samples.QUEUE, business="\x1b@\x1dV\x00"))
    assert caught.value.code == "paper.missing_glyph"
