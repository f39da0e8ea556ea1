"""Each kind of paper says what domain.md §6 asks of it; all of them keep the rules of a paper."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from PIL import Image

from counter.documents import frame, sheet
from counter.documents.flow import paginate
from counter.documents.model import (
    COPIES,
    PaperAuthority,
    PaperCollector,
    PaperContent,
    PaperDefect,
    PaperOwed,
    PaperPromise,
)
from counter.documents.paper import LAYOUTS, render
from counter.documents.pictures import page_pngs
from counter.documents.sheet_model import kind_of
from counter.domain.case import PaperKind
from counter.errors import RuleBroken
from tests.documents import samples, sheet_samples
from tests.documents.must_say import MUST_SAY
from tests.documents.reading import all_of, pages_by_pdfium, spoken

KINDS = tuple(LAYOUTS)
FORMS = (PaperKind.CONSULTATION, PaperKind.AUTHORITY, PaperKind.TRUTH_PROMISE, PaperKind.PRIVACY_NOTICE)
LAW = "行政许可法"
SIZE_LIMIT_BYTES = 120_000


@pytest.mark.parametrize("kind", MUST_SAY)
def test_a_paper_says_what_the_domain_asks_of_it(kind: PaperKind) -> None:
    for found in all_of(render(samples.sample(kind))):
        for value in MUST_SAY[kind]:
            assert spoken(value) in found, value


def test_every_kind_of_paper_has_a_layout_or_is_a_sheet() -> None:
    assert set(KINDS) | {kind_of(sheet) for sheet in sheet_samples.SHEETS.values()} == set(PaperKind)
    assert set(MUST_SAY) | {PaperKind.RECEIPT, PaperKind.ACCEPTANCE, PaperKind.RESULT_COLLECTION} == set(KINDS)
    assert set(COPIES) == set(PaperKind)


def test_a_slip_is_no_paper() -> None:
    with pytest.raises(RuleBroken) as caught:
        render(samples.acceptance(kind=PaperKind.DAY_SHEET))
    assert caught.value.code == "paper.no_layout"


@pytest.mark.parametrize("kind", KINDS)
def test_no_paper_about_another_item_than_a_licence_cites_the_licence_law(kind: PaperKind) -> None:
    """The words of the layout may not; a basis that the clerk gives is his."""
    content = samples.sample(kind, item_type="20", legal_basis="《道路运输条例》第十条")
    found = all_of(render(content))[1]
    assert LAW not in found
    assert "取得行政许可" not in found
    assert "{" not in found


@pytest.mark.parametrize("kind", KINDS)
def test_every_paper_keeps_its_frame(kind: PaperKind) -> None:
    """Watermark on each page, mark of a reprint, which paper it replaces, copies at the foot, and its size."""
    content = samples.sample(kind, practice=True, cites="420106-03-12-A-000126-9", copies="")
    pdf = render(content, reprint=samples.reprint(2))
    assert len(pdf) <= SIZE_LIMIT_BYTES
    assert pdf == render(content, reprint=samples.reprint(2))
    pages = pages_by_pdfium(pdf)
    assert "本文书替代已作废的第420106-03-12-A-000126-9号文书。" in pages[0]
    for page in pages:
        assert "培训演练" in page
        assert "不具法律效力" in page
        assert "补打第2次" in page
        assert "一式一份" in page if COPIES[kind] == 1 else "一式二份" in page
        assert "制作时间2026年11月23日09:52" in page


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_has_a_number_with_codes_and_a_form_has_none(kind: PaperKind) -> None:
    found = all_of(render(samples.sample(kind)))[1]
    assert ("编号：420106-03-12-A-000127-7" in found) is (kind not in FORMS)
    assert ("扫码查询进度" in found) is (kind not in FORMS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("count", [1, 7, 18, 40])
def test_no_page_holds_a_signature_block_alone(kind: PaperKind, count: int) -> None:
    content = grown(kind, count)
    strips = LAYOUTS[kind](content)
    top = frame.FIRST_TOP if content.number else frame.PLAIN_TOP
    pages = paginate(strips, first_top=top, next_top=frame.NEXT_TOP, bottom=frame.BOTTOM)
    assert [placed.strip.signature for placed in pages[-1]][-3:] == [False, False, True]
    for page in pages:
        assert page[-1].top + page[-1].strip.height <= frame.BOTTOM
    assert len(render(content)) <= SIZE_LIMIT_BYTES


def grown(kind: PaperKind, count: int) -> PaperContent:
    """The sample with so many rows wherever it has any."""
    content = samples.sample(kind)
    rows = {
        "materials": samples.materials(count),
        "owed": tuple(PaperOwed(name=f"第{place}项", form="原件") for place in range(count)),
        "defects": tuple(PaperDefect(name=f"第{place}项", ground="依据", remedy="补正") for place in range(count)),
        "returned": tuple(f"第{place}项材料" for place in range(count)),
        "conditions": tuple(f"第{place}项条件" for place in range(count)),
    }
    return samples.sample(kind, **{name: value for name, value in rows.items() if getattr(content, name)})


@pytest.mark.parametrize("kind", KINDS)
def test_long_names_of_departments_and_people_stay_inside_the_margins(kind: PaperKind) -> None:
    content = samples.sample(
        kind,
        department="云泽县自然资源和规划局不动产登记中心（云泽县土地收购储备中心）",
        hall_name="云泽县政务服务大厅滨湖新区分中心（市民之家）" * 2,
        clerk_name="阿卜杜热西提·阿卜杜热合曼·麦麦提图尔荪",
        applicant_name="云泽县湖畔生态农业观光旅游开发有限责任公司沿湖大道第一分公司",
        item_name="道路普通货物运输经营许可" * 8,
        agent_name="阿依古丽·买买提·阿卜杜热合曼",
    )
    for picture in page_pngs(render(content), width_px=1240):
        page = Image.open(io.BytesIO(picture)).convert("L").point(lambda grey: 255 if grey < 140 else 0)
        box = page.getbbox()
        assert box is not None
        side_px = round((sheet.LEFT - 7) / sheet.PAGE_WIDTH * page.width)
        assert box[0] >= side_px
        assert box[2] <= page.width - side_px


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "name",
    ["张𠮷㛃𫖯䶮\U00020101\U0002ebe0", "￥□☑、", "湖北省云泽县城关镇沿湖大道18号滨湖花园三期12栋2单元1703室" * 2],
)
def test_rare_names_signs_and_long_addresses_are_whole_on_every_paper(kind: PaperKind, name: str) -> None:
    """faults.md F18: every character stands in the text layer, none became '?' or a box."""
    content = samples.sample(kind, applicant_name=name, department=name)
    for found in all_of(render(content)):
        assert name in found
        assert "?" not in found
        assert "�" not in found


def test_the_consequence_of_a_deferral_may_be_a_sentence_of_the_hall() -> None:
    promise = PaperPromise(signer="代理人", name="周", consequence="逾期未补齐的，视为撤回")
    for kind in (PaperKind.DEFERRAL_PROMISE, PaperKind.DEFERRAL_NOTICE):
        assert "后果：逾期未补齐的，视为撤回。" in all_of(render(samples.sample(kind, promise=promise)))[1]


def test_where_the_policy_stops_the_clock_the_notice_says_so() -> None:
    found = all_of(render(samples.sample(PaperKind.DEFERRAL_NOTICE, deferral_pauses=True)))[1]
    assert "自受理之日起中止计算，材料全部补齐之日起恢复计算" in found
    assert "不因补交材料而中止" not in found


def test_the_halls_own_words_about_a_broken_commitment_take_the_place_of_the_usual_ones() -> None:
    promise = PaperPromise(signer="申请人", name="周", consequence="本机关30个工作日内核查；承诺不实的，撤销决定")
    found = all_of(render(samples.sample(PaperKind.COMMITMENT, promise=promise)))[1]
    assert "本机关30个工作日内核查；承诺不实的，撤销决定。" in found
    assert "责令限期整改" not in found


def test_what_is_told_again_does_not_claim_to_be_told_once() -> None:
    """domain.md §2, Wrong supplement."""
    found = all_of(render(samples.sample(PaperKind.CORRECTION_NOTICE, told_again=True)))[1]
    assert "现将应当补正的内容再次告知如下" in found
    assert "一次告知" not in found
    assert "不再要求补正其他材料" not in found


def test_a_complete_supplement_says_from_which_day_the_case_is_accepted() -> None:
    """许可法 32(5)."""
    content = samples.sample(PaperKind.SUPPLEMENT_RECEIPT, owed=samples.BROUGHT, accepted_at=samples.ARRIVED_AT)
    found = all_of(render(content))[1]
    assert "本申请的受理日期为2026年11月30日，承诺不晚于2026年12月7日办结。" in found
    assert "尚有" not in found


def test_a_refusal_of_a_matter_of_ones_own_names_no_other_body() -> None:
    content = samples.sample(PaperKind.REFUSAL, competent_body="", ground="不符合申请条件", legal_basis="")
    found = all_of(render(content))[1]
    assert "有权机关" not in found
    assert "可以重新提出申请" in found
    assert "根据《中华人民共和国行政许可法》第三十二条，决定不予受理" in found


def test_a_matter_that_is_no_licence_is_not_called_one() -> None:
    pages = pages_by_pdfium(render(samples.sample(PaperKind.NOT_NEEDED, item_type="20")))
    assert "不需办理告知书" in pages[0]
    assert "不需许可" not in "".join(pages)


def test_a_refused_service_names_its_witness_and_a_substitute_his_relation() -> None:
    """民事诉讼法 88, 89."""
    taker = PaperCollector(
        name="欧阳明", relation="同住成年家属", way="留置送达", at=samples.ARRIVED_AT, refusal_witness="社区网格员 李红"
    )
    found = all_of(render(samples.sample(PaperKind.SERVICE_RETURN, collector=taker)))[1]
    assert "代收人签名及代收理由欧阳明（同住成年家属）" in found
    assert "见证人：社区网格员李红" in found
    assert "留置送达" in found


def test_a_power_of_attorney_with_a_known_scope_ticks_it_and_says_its_term() -> None:
    authority = PaperAuthority(
        scope=("代为领取结果文书、证照",),
        valid_from=dt.date(2026, 11, 23),
        valid_until=dt.date(2026, 12, 31),
    )
    found = all_of(render(samples.sample(PaperKind.AUTHORITY, authority=authority)))[1]
    assert "☑代为领取结果文书、证照" in found
    assert "□" not in found
    assert "自2026年11月23日起至2026年12月31日止" in found


def test_a_power_of_attorney_can_be_printed_empty() -> None:
    unknown = ("applicant_name", "id_document", "id_number", "agent_name", "item_name", "contact_phone")
    nothing = dict.fromkeys(unknown, "")
    found = all_of(render(samples.sample(PaperKind.AUTHORITY, **nothing)))[1]
    assert "向实施机关办理政务服务事项的有关手续" in found
    assert "证件号码" in found


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (PaperKind.SPECIAL_PROCEDURE, "procedure"),
        (PaperKind.EXTENSION, "extension"),
        (PaperKind.OWED_EXTENSION, "extension"),
        (PaperKind.POSTING, "posting"),
        (PaperKind.PACKAGE_ACCEPTANCE, "package"),
    ],
)
def test_a_paper_without_what_it_is_about_is_refused(kind: PaperKind, field: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        render(samples.sample(kind, **{field: None}))
    assert (caught.value.code, caught.value.field) == ("paper.lacking", field)


def test_a_line_feed_in_a_value_begins_a_new_line() -> None:
    content = samples.sample(PaperKind.COMMITMENT, legal_basis="《甲条例》第一条\n《乙条例》第二条")
    assert "《甲条例》第一条《乙条例》第二条" in all_of(render(content))[1]
