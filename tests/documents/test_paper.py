"""Papers as citizens and clerks get them: everything is on them, nothing is lost, nothing else changes."""

from __future__ import annotations

import concurrent.futures
import datetime as dt
import io
import re
from collections.abc import Callable

import pypdf
import pypdfium2
import pytest
from PIL import Image

from counter.documents import acceptance, codes, frame, receipt, result_collection, sheet
from counter.documents.flow import Strip, paginate
from counter.documents.model import MissingGlyph, PaperContent, PaperMaterial
from counter.documents.paper import missing_glyphs, render
from counter.documents.pictures import page_pngs
from counter.errors import RuleBroken
from tests.documents import samples
from tests.documents.reading import all_of, pages_by_pdfium, spoken

RARE = "张𠮷㛃𫖯䶮\U00020101\U0002ebe0"
HTML = '<b>张</b><script>alert("1")</script>&amp;<img src=x>'
ADDRESS = (
    "湖北省云泽县城关镇沿湖大道18号滨湖花园三期12栋2单元1703室（原云泽县供销合作社家属院东侧，近第三中学北门）附楼底层"
)


def test_everything_in_the_content_of_an_acceptance_notice_can_be_read_back() -> None:
    content = samples.acceptance(applicant_name=RARE, applicant_address=ADDRESS, note="请带好原件。")
    for found in all_of(render(content)):
        for value in (
            "云泽县交通运输局受理通知书",
            f"{RARE}：您（单位）于2026年11月23日提出的“道路普通货物运输经营许可（新办）”申请",
            "第三十二条，决定予以受理，承诺不晚于2026年12月7日办结。",
            "420106199003072411",
            "13800000000",
            "阿依古丽·买买提（居民身份证653101198805123423）",
            ADDRESS,
            "11420106MB1234567X400011801200001",
            "收件时间2026年11月23日09:41",
            "受理时间2026年11月23日09:41",
            "承诺2026年12月7日（10个工作日）；法定2026年12月21日（20个工作日）",
            "道路运输经营许可证工本费10.00元/证（鄂价费〔2010〕88号）",
            "结果送达邮政送达",
            "材料清单（共12项）",
            f"5{samples.NAMES[4]}原件电子证照11省电子证照库核验",
            "依法需要检测、专家评审的，所需时间不计入期限",
            "真实性负责",
            "查询码7Q4M2K查询",
            "请带好原件。",
            "咨询电话：027-80000001。投诉电话：12345。",
            "窗口经办人（周敏）签名：",
            "（加盖云泽县交通运输局专用章）",
            "编号：420106-03-12-A-000127-7",
            "办件编号：4201060312A000127",
            "一式二份，申请人、窗口各执一份",
            "链首1a2b3c4d",
            "制作时间2026年11月23日09:52",
            "云泽县政务服务大厅03号窗口",
        ):
            assert spoken(value) in found, value


def test_a_receipt_says_that_silence_is_acceptance_and_that_it_proves_so() -> None:
    for found in all_of(render(samples.receipt())):
        for value in (
            "本凭证只证明收到申请材料，不表示申请已经受理",
            "5个工作日内（至2026年11月30日止）决定是否受理",
            "一次告知需要补正的全部内容",
            "逾期不告知的，自收到材料之日起即为受理，本凭证即为已经受理的证明。",
            "《中华人民共和国行政许可法》第三十二条",
            "统一社会信用代码91420106MA4KABCD6T",
            "法定代表人张𫖯䶮",
            "（加盖云泽县交通运输局收件专用章）",
        ):
            assert spoken(value) in found, value


def test_a_collection_voucher_lists_what_was_handed_out_and_to_whom() -> None:
    for found in all_of(render(samples.collection(remedies="对决定不服的，可以申请行政复议。"))):
        for value in (
            "本机关已当场办结",
            "中华人民共和国社会保障卡A123456782026-11-23至2036-11-221",
            "领取人阿依古丽·买买提（代理人）",
            "确认无误并如数领取",
            "对决定不服的，可以申请行政复议。",
            "领取人签名：",
        ):
            assert spoken(value) in found, value


def test_only_a_licence_cites_the_licence_law() -> None:
    for content in (samples.acceptance(item_type="20"), samples.receipt(item_type="20"), samples.collection()):
        assert "行政许可法" not in all_of(render(content))[1]


def test_html_in_any_text_comes_out_as_it_was_typed() -> None:
    content = samples.acceptance(applicant_name=HTML, item_name=HTML, note=HTML, clerk_name="<i>周</i>")
    for found in all_of(render(content)):
        assert found.count(spoken(HTML)) == 5  # address line, body, two cells, note
        assert "（<i>周</i>）签名" in found


def test_braces_in_a_value_are_no_template() -> None:
    assert "{due}{0}" in all_of(render(samples.acceptance(applicant_name="{due}{0}")))[1]


def test_a_missing_glyph_is_named_with_its_field_before_printing() -> None:
    content = samples.acceptance(
        applicant_name="张\U00030ede\U00030ede",
        materials=(*samples.materials(1), material("甲\u202e乙")),
    )
    assert missing_glyphs(content) == (
        MissingGlyph(character="\U00030ede", code_point="U+30EDE", field="applicant_name"),
        MissingGlyph(character="\u202e", code_point="U+202E", field="materials.1.name"),
    )
    with pytest.raises(RuleBroken) as caught:
        render(content)
    assert (caught.value.code, caught.value.field) == ("paper.missing_glyph", "applicant_name")
    assert caught.value.params == {"character": "U+30EDE"}


def test_a_missing_glyph_in_the_reason_of_a_reprint_is_named_too() -> None:
    again = samples.reprint()
    odd = type(again)(count=1, reason="\ue000", clerk_name="周敏", reprinted_at=again.reprinted_at)
    assert [missing.field for missing in missing_glyphs(samples.acceptance(), reprint=odd)] == ["reprint.reason"]


def test_a_paper_without_rare_characters_misses_nothing() -> None:
    assert missing_glyphs(samples.acceptance()) == ()


def material(name: str) -> PaperMaterial:
    """One original of that name."""
    return PaperMaterial(name=name, kind="原件", how_got="原件", required_copies=1, received_copies=1)


def test_the_same_content_gives_the_same_bytes_in_any_thread() -> None:
    content = samples.acceptance()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        papers = list(pool.map(lambda _: render(content), range(8)))
    assert len(set(papers)) == 1


def test_a_reprint_differs_from_its_original_in_the_mark_alone() -> None:
    original, again = render(samples.acceptance()), render(samples.acceptance(), reprint=samples.reprint(3))
    mark = spoken("补打 第 3 次　补打时间：2026年11月25日 10:00　经办人：周敏　原因：申请人遗失原件")
    assert [page.replace(mark, "") for page in pages_by_pdfium(again)] == pages_by_pdfium(original)
    assert all(mark in page for page in pages_by_pdfium(again))
    assert all("补打" not in page for page in pages_by_pdfium(original))


def test_below_its_mark_a_reprint_looks_like_its_original() -> None:
    pictures = []
    for again in (None, samples.reprint()):
        first = Image.open(io.BytesIO(page_pngs(render(samples.acceptance(), reprint=again), width_px=600)[0]))
        mark_px = round(frame.CODES_TOP / sheet.PAGE_HEIGHT * first.height) - 1
        pictures.append(first.crop((0, mark_px, first.width, first.height)).tobytes())
    assert pictures[0] == pictures[1]


def test_a_reason_of_a_hundred_characters_fits_into_the_mark_and_a_longer_one_is_refused() -> None:
    again = samples.reprint()
    for length, fits in ((100, True), (300, False)):
        long = type(again)(count=1, reason="甲" * length, clerk_name="周敏", reprinted_at=again.reprinted_at)
        if fits:
            assert "甲" * length in all_of(render(samples.acceptance(), reprint=long))[0]
        else:
            with pytest.raises(RuleBroken) as caught:
                render(samples.acceptance(), reprint=long)
            assert caught.value.code == "paper.reprint_reason_too_long"


@pytest.mark.parametrize(
    ("make", "strips_of"),
    [
        (samples.acceptance, acceptance.strips),
        (samples.receipt, receipt.strips),
        (samples.collection, result_collection.strips),
    ],
)
def test_the_signature_block_is_laid_out_with_two_strips_before_it(
    make: Callable[..., PaperContent],
    strips_of: Callable[[PaperContent], list[Strip]],
) -> None:
    for count in range(1, 61):
        strips = strips_of(make(materials=samples.materials(count)))
        pages = paginate(strips, first_top=frame.FIRST_TOP, next_top=frame.NEXT_TOP, bottom=frame.BOTTOM)
        assert [placed.strip.signature for placed in pages[-1]][-3:] == [False, False, True]
        for page in pages:
            assert page[-1].top + page[-1].strip.height <= frame.BOTTOM


@pytest.mark.parametrize("count", [1, 3, 5, 12, 20, 27, 33, 40, 60])
def test_the_signature_block_is_printed_once_with_text_before_it(count: int) -> None:
    pdf = render(samples.receipt(materials=samples.materials(count)))
    pages = [page.extract_text().splitlines() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    signed = next(place for place, line in enumerate(pages[-1]) if "签名" in line)
    frame_or_seal = "编号|收件凭证$|云泽县交通运输局$|2026 *年 *11 *月 *23 *日$"
    company = [line for line in pages[-1][:signed] if line.strip() and not re.match(frame_or_seal, line)]
    assert len(company) >= 2
    assert sum("签名" in line for page in pages[:-1] for line in page) == 0
    assert f"第{len(pages)}页共{len(pages)}页" in spoken("".join(pages[-1]))


def test_the_table_header_stands_on_every_page_that_the_table_reaches() -> None:
    pages = pages_by_pdfium(render(samples.acceptance(materials=samples.materials(40))))
    with_rows = [page for page in pages if "原件或复印件" in page]
    assert len(with_rows) == 3
    assert all("序号材料名称形式收取方式应收实收备注" in page for page in with_rows)


def test_every_material_stands_on_the_paper_once() -> None:
    rows = tuple(material(f"第{place}号材料") for place in range(1, 61))
    found = "".join(pages_by_pdfium(render(samples.receipt(materials=rows))))
    assert re.findall("第[0-9]+号材料", found) == [f"第{place}号材料" for place in range(1, 61)]


def test_a_name_of_300_characters_wraps_and_is_whole() -> None:
    name = "道路货物运输经营许可申请材料" * 21 + "甲乙丙丁戊己"
    assert len(name) == 300
    content = samples.acceptance(applicant_name=name, item_name=name, materials=(material(name),))
    for found in all_of(render(content)):
        assert found.count(name) == 5


def test_a_row_higher_than_a_page_is_refused_with_words() -> None:
    with pytest.raises(RuleBroken) as caught:
        render(samples.acceptance(materials=(material("甲" * 3000),)))
    assert caught.value.code == "paper.text_too_long"


@pytest.mark.parametrize(
    "content",
    [
        samples.acceptance(),
        samples.acceptance(materials=samples.materials(40)),
        samples.receipt(practice=True, time_is_provisional=True),
        samples.acceptance(
            hall_name="云泽县政务服务大厅滨湖新区分中心（市民之家）" * 2,
            clerk_name="阿卜杜热西提·阿卜杜热合曼·麦麦提图尔荪" * 2,
            case_code="1" * 50,
            number="W" * 32,
            department="云泽县自然资源和规划局不动产登记中心（云泽县土地收购储备中心）",
            copies="一式三份，申请人、窗口、实施机关各执一份，具有同等效力，请妥善保管" * 2,
            id_number="A" * 50,
        ),
    ],
)
def test_nothing_is_drawn_outside_the_margins(content: PaperContent) -> None:
    """Only the watermark may; it is grey."""
    for picture in page_pngs(render(content), width_px=1240):
        page = Image.open(io.BytesIO(picture)).convert("L").point(lambda grey: 255 if grey < 140 else 0)
        box = page.getbbox()
        assert box is not None
        side_px = round((sheet.LEFT - 7) / sheet.PAGE_WIDTH * page.width)  # a hanging mark is half an em of 14 pt
        assert box[0] >= side_px
        assert box[2] <= page.width - side_px
        assert box[1] >= 25
        assert box[3] <= page.height - 25


def test_texts_on_one_line_do_not_run_into_each_other() -> None:
    content = samples.acceptance(number="W" * 32, case_code="1" * 50, hall_name="云泽县政务服务大厅滨湖新区分中心" * 3)
    document = pypdfium2.PdfDocument(render(content))
    try:
        page = document[0].get_textpage()
        boxes = [page.get_charbox(place) for place in range(page.count_chars())]
    finally:
        document.close()
    foot = sorted(box for box in boxes if box[1] < 50 and box[2] - box[0] > 0.5)
    assert foot
    for one in foot:
        for other in foot:
            if other is not one and abs(one[1] - other[1]) < 4 and one[0] < other[0]:
                assert other[0] > one[0] + 0.5


def test_practice_papers_say_so_on_every_page() -> None:
    for page in pages_by_pdfium(render(samples.acceptance(practice=True))):
        assert "培训演练" in page
        assert "不具法律效力" in page
    assert "培训" not in pages_by_pdfium(render(samples.receipt(materials=samples.materials(2))))[0]


def test_an_untrusted_time_is_said_to_be_so() -> None:
    assert "时间以本机为准，未经平台校时" in all_of(render(samples.receipt(time_is_provisional=True)))[0]
    assert "未经平台校时" not in all_of(render(samples.receipt()))[0]


def test_times_are_printed_in_chinas_time() -> None:
    late = dt.datetime(2026, 12, 31, 16, 5, tzinfo=dt.UTC)
    assert "收件时间2027年1月1日00:05" in all_of(render(samples.receipt(received_at=late)))[0]


def test_the_drawn_qr_code_is_the_one_of_the_fixed_grammar() -> None:
    (picture, *_) = page_pngs(render(samples.acceptance()), width_px=2480)
    page = Image.open(io.BytesIO(picture)).convert("L")
    pixels = page.tobytes()
    per_pt = page.width / sheet.PAGE_WIDTH
    size = 22 * sheet.MM
    rows = codes.qr_rows("https://zwfw.example.gov.cn/p?n=420106-03-12-A-000127-7&h=1a2b3c4d")
    module = size / len(rows)
    for line, dark in enumerate(rows):
        for column, expected in enumerate(dark):
            x = (sheet.RIGHT - size + (column + 0.5) * module) * per_pt
            y = (frame.CODES_TOP + (line + 0.5) * module) * per_pt
            assert (pixels[int(y) * page.width + int(x)] < 128) is expected


def test_the_metadata_hold_the_number_and_nothing_about_a_person() -> None:
    content = samples.acceptance()
    found = pypdf.PdfReader(io.BytesIO(render(content))).metadata
    assert found is not None
    assert found.title == "420106-03-12-A-000127-7"
    for secret in (content.applicant_name, content.id_number, content.agent_name, content.item_name):
        assert secret not in str(found)


def test_every_font_is_embedded() -> None:
    pdf = render(samples.acceptance(applicant_name=RARE, note="☑已核对"))
    fonts = set()
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]  # pypdf types an entry as any object
            entry = font.get_object()
            assert "/FontFile2" in entry["/FontDescriptor"]
            fonts.add(entry["/BaseFont"].partition("+")[2])
    assert fonts == {"NotoSerifSC-Regular", "HanaMinBGB18030-Regular", "CounterSigns-Regular"}


def test_a_notice_with_twelve_materials_is_at_most_60_kilobytes() -> None:
    assert len(render(samples.acceptance())) <= 60_000


def test_a_small_notice_fits_on_one_page() -> None:
    alone = samples.acceptance(
        agent_name="",
        agent_id_document="",
        agent_id_number="",
        applicant_address="",
        fees=(),
        materials=samples.materials(4),
    )
    assert len(page_pngs(render(alone), width_px=200)) == 1
