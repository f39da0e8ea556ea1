"""Slips, sheets and tickets of invented people."""

from __future__ import annotations

import datetime as dt

from counter.documents.sheet_model import DaySheet, MovedSlip, SheetContent, ShiftSheet, SlipPiece
from counter.documents.tickets import BookingTicket, QueueTicket, RatingTicket, Ticket
from counter.domain.case import PaperKind
from counter.domain.closing import DayAccount, Gap, GapKind, Late, LateKind, Stock

HALL = "云泽县政务服务大厅"
MADE_AT = dt.datetime(2026, 11, 23, 9, 2, tzinfo=dt.UTC)  # 17:02 in China

MATERIALS = MovedSlip(
    kind=PaperKind.MATERIALS_MOVED,
    hall_name=HALL,
    window="03号窗口",
    clerk_name="周敏",
    made_at=MADE_AT,
    batch="03-20261123-001",
    department="云泽县交通运输局",
    courier="罗建国",
    pieces=(
        SlipPiece(case_no="420106-03-12-A-000127-7", name="道路货物运输经营申请表", copies=2),
        SlipPiece(case_no="420106-03-12-A-000127-7", name="欧阳𠮷㛃身份证复印件", note="已核对原件"),
        SlipPiece(case_no="420106-03-12-A-000131-5", name="停车场地使用权证明或者租赁合同（租赁期限不少于1年）"),
    ),
)
RESULTS = MovedSlip(
    kind=PaperKind.RESULTS_MOVED,
    hall_name=HALL,
    window="03号窗口",
    clerk_name="周敏",
    made_at=MADE_AT,
    batch="03-20261123-002",
    department="云泽县交通运输局",
    courier="罗建国",
    to_department=False,
    their_slip="云交流转〔2026〕118号",
    pieces=(
        SlipPiece(case_no="420106-03-12-A-000098-2", name="中华人民共和国道路运输经营许可证（正本、副本）", copies=2),
    ),
)
DAY = DaySheet(
    hall_name=HALL,
    window="03号窗口",
    clerk_name="周敏",
    second_name="韩立群",
    made_at=MADE_AT,
    account=DayAccount(
        day=dt.date(2026, 11, 23),
        window="03号窗口",
        cases={"accepted": 18, "received": 3, "deferred": 2, "refused": 1, "done_on_spot": 9},
        numbers_issued=61,
        numbers_void=1,
        papers_printed=60,
        reprints=2,
        lines_written=148,
        lines_delivered=147,
        scans_kept=96,
        scans_delivered=94,
        results_handed_out=7,
        gaps=(
            Gap(
                kind=GapKind.PRINT_UNCERTAIN, about="420106-03-12-A-000140-8", explanation="已当面确认出纸，回执漏记。"
            ),
            Gap(kind=GapKind.SCAN_WAITING, about="a41f09c2", explanation="网络中断，次日开机后自动补传。"),
        ),
        cleared=(Gap(kind=GapKind.LINE_WAITING, about="1207", explanation="11月20日网络中断"),),
        late=(Late(kind=LateKind.PAPER_PRINTED, about="420106-03-12-A-000119-3"),),
    ),
)
SHIFT = ShiftSheet(
    hall_name=HALL,
    window="03号窗口",
    clerk_name="周敏",
    made_at=MADE_AT,
    to_name="阿依古丽·买买提",
    open_cases=23,
    drafts=2,
    lines_waiting=1,
    stock=(
        Stock(name="行政审批专用章（云泽县交通运输局）", counted=1, expected=1),
        Stock(name="收件专用章", counted=1, expected=1),
        Stock(name="取号凭条纸（卷）", counted=4, expected=5),
    ),
    note="李某某道路运输证待领，本人约定24日上午到场。",
)
SHEETS: dict[PaperKind, SheetContent] = {
    PaperKind.MATERIALS_MOVED: MATERIALS,
    PaperKind.RESULTS_MOVED: RESULTS,
    PaperKind.DAY_SHEET: DAY,
    PaperKind.SHIFT_SHEET: SHIFT,
}

QUEUE = QueueTicket(
    hall_name=HALL,
    number="A023",
    business="企业开办、道路运输",
    waiting=7,
    windows="01至08号窗口",
    phone_tail="0000",
    taken_at=dt.datetime(2026, 11, 23, 1, 12, tzinfo=dt.UTC),
)
BOOKING = BookingTicket(
    hall_name=HALL,
    name="欧阳𠮷㛃",
    id_number="420106199003072411",
    department="云泽县交通运输局",
    item="道路普通货物运输经营许可（新办、变更经营范围、换发许可证）",
    day=dt.date(2026, 11, 24),
    slot="08:30-09:29",
)
RATING = RatingTicket(
    hall_name=HALL,
    window="03号窗口",
    clerk_name="周㛃",
    case_no="420106-03-12-A-000127-7",
    url_base="https://zwfw.example.gov.cn/hcp",
    until=dt.date(2026, 11, 30),
)
TICKETS: dict[str, Ticket] = {"queue_ticket": QUEUE, "booking_ticket": BOOKING, "rating_ticket": RATING}
