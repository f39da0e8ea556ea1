"""Slips and sheets: everything that was counted or moved stands on them, with room for every signature."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from counter.documents.sheet_model import DaySheet, MovedSlip, SheetContent, SlipPiece
from counter.documents.sheets import missing_glyphs, render_sheet
from counter.domain.case import CounterState, PaperKind
from counter.domain.closing import Gap, GapKind, Late, LateKind
from counter.errors import RuleBroken
from tests.documents import sheet_samples
from tests.documents.reading import all_of, pages_by_pdfium, spoken

MUST_SAY = {
    PaperKind.MATERIALS_MOVED: (
        "批次号：03-20261123-001",
        "移交方云泽县政务服务大厅03号窗口接收方云泽县交通运输局流转人罗建国移交时间2026年11月23日17:02",
        "流转材料（共3件、4份）",
        "2420106-03-12-A-000127-7欧阳𠮷㛃身份证复印件1□已核对原件",
        "移交人（窗口）签名",
        "流转人签名",
        "接收人（部门）签名",
        "一式二份",
    ),
    PaperKind.RESULTS_MOVED: (
        "移交方云泽县交通运输局接收方云泽县政务服务大厅03号窗口",
        "对方单号云交流转〔2026〕118号",
        "流转证照（共1件、2份）",
        "移交人（部门）签名",
        "签收人（窗口）签名",
        "发证人（窗口）签名",
    ),
    PaperKind.DAY_SHEET: (
        "2026年11月23日",
        "办件（共33件）",
        "已收件3件已受理18件容缺受理2件即办办结9件不予受理1件",
        "发出编号61个作废编号1个打印文书60份补打2次发出结果7份",
        "流水记录148条已上传记录147条影像96幅已上传影像94幅",
        "是否出纸未确认420106-03-12-A-000140-8已当面确认出纸，回执漏记。",
        "上次结账不符、现已消除（共1项）",
        "结账之后的变动（共1项）",
        "补打文书420106-03-12-A-000119-3",
        "窗口经办人（周敏）签名",
        "复核人（韩立群）签名",
    ),
    PaperKind.SHIFT_SHEET: (
        "交班人周敏接班人阿依古丽·买买提",
        "在办办件23件暂存草稿2件待上传记录1条",
        "行政审批专用章（云泽县交通运输局）110",
        "取号凭条纸（卷）54-1",
        "已当面清点",
        "接班人（阿依古丽·买买提）签名",
    ),
}


@pytest.mark.parametrize("kind", sheet_samples.SHEETS)
def test_a_sheet_says_everything_that_was_counted(kind: PaperKind) -> None:
    pdf = render_sheet(sheet_samples.SHEETS[kind])
    assert pdf == render_sheet(sheet_samples.SHEETS[kind])
    for found in all_of(pdf):
        for value in MUST_SAY[kind]:
            assert spoken(value) in found, value


@pytest.mark.parametrize("sheet", sheet_samples.SHEETS.values())
def test_a_practice_sheet_says_so(sheet: SheetContent) -> None:
    for page in pages_by_pdfium(render_sheet(msgspec.structs.replace(sheet, practice=True))):
        assert "培训演练" in page


def test_a_day_without_a_gap_says_that_everything_fits() -> None:
    account = msgspec.structs.replace(sheet_samples.DAY.account, gaps=(), cleared=(), late=())
    found = all_of(render_sheet(msgspec.structs.replace(sheet_samples.DAY, account=account, second_name="")))[1]
    assert "无不符事项" in found
    assert "现已消除" not in found
    assert "复核人签名：" in found


def test_every_state_gap_and_late_change_has_its_words() -> None:
    account = msgspec.structs.replace(
        sheet_samples.DAY.account,
        day=dt.date(2026, 11, 24),
        cases={state.value: 1 for state in CounterState},
        gaps=tuple(Gap(kind=kind, about="1") for kind in GapKind),
        late=tuple(Late(kind=kind, about="1") for kind in LateKind),
    )
    found = all_of(render_sheet(msgspec.structs.replace(sheet_samples.DAY, account=account)))[1]
    assert f"办件（共{len(CounterState)}件）" in found
    assert f"不符事项（共{len(GapKind)}项）" in found
    assert f"结账之后的变动（共{len(LateKind)}项）" in found


def test_a_slip_of_two_hundred_pieces_keeps_every_piece_and_its_signatures_together() -> None:
    pieces = tuple(SlipPiece(case_no=f"420106-03-12-A-{place:06}-7", name=f"第{place}件") for place in range(1, 201))
    pdf = render_sheet(msgspec.structs.replace(sheet_samples.MATERIALS, pieces=pieces))
    pages = pages_by_pdfium(pdf)
    whole = "".join(pages)
    assert all(f"第{place}件" in whole for place in range(1, 201))
    assert "移交人（窗口）签名" in pages[-1]
    assert "流转中应当密封" in pages[-1]
    assert len(pdf) <= 120_000


def test_a_missing_glyph_of_a_piece_is_named_before_printing() -> None:
    pieces = (SlipPiece(case_no="1", name="张\ue000"),)
    slip = msgspec.structs.replace(sheet_samples.MATERIALS, pieces=pieces)
    assert [glyph.field for glyph in missing_glyphs(slip)] == ["pieces.0.name"]
    with pytest.raises(RuleBroken) as caught:
        render_sheet(slip)
    assert caught.value.code == "paper.missing_glyph"


def test_a_paper_is_no_slip() -> None:
    with pytest.raises(RuleBroken) as caught:
        MovedSlip(**{**msgspec.structs.asdict(sheet_samples.MATERIALS), "kind": PaperKind.ACCEPTANCE})
    assert caught.value.code == "paper.no_layout"


def test_a_day_sheet_holds_the_account_as_the_books_have_it() -> None:
    assert isinstance(sheet_samples.DAY, DaySheet)
    again = msgspec.json.decode(msgspec.json.encode(sheet_samples.DAY), type=DaySheet)
    assert render_sheet(again) == render_sheet(sheet_samples.DAY)
