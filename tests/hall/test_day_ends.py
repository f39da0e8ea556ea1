"""日结, 交接 and 流转 as the platform takes them."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from counter.domain.closing import DayAccount, Gap, GapKind
from counter.domain.item import ServiceItem
from counter.wire.bodies import DayClosed, Kind, MaterialsMoved, MovedPiece, ShiftHandedOver
from counter.wire.messages import Verdict
from tests.hall.courses import SETTLED, accepted, card, said
from tests.hall.window import Counter, new_case

ACCOUNT = DayAccount(
    day=dt.date(2026, 3, 2),
    window="01",
    cases={"accepted": 1},
    numbers_issued=1,
    numbers_void=0,
    papers_printed=1,
    reprints=0,
    lines_written=1,
    lines_delivered=1,
    scans_kept=0,
    scans_delivered=0,
    results_handed_out=0,
    gaps=(),
)
CLOSED = DayClosed(account=ACCOUNT, second_signature="0002")


def close(counter: Counter, body: DayClosed) -> tuple[Verdict, str]:
    (answer,) = counter.answers(counter.line(Kind.DAY_CLOSED, body))
    return said(answer)


def test_a_day_is_closed_once_by_two_people(counter: Counter) -> None:
    assert close(counter, CLOSED) == SETTLED
    assert close(counter, CLOSED) == (Verdict.CONFLICT, "day.closed")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"second_signature": "0001"}, "day.second_signature"),
        ({"second_signature": ""}, "day.second_signature"),
        (
            {"account": msgspec.structs.replace(ACCOUNT, gaps=(Gap(kind=GapKind.LINE_WAITING, about="7"),))},
            "day.unexplained",
        ),
        ({"account": msgspec.structs.replace(ACCOUNT, window="77")}, "day.window"),
    ],
)
def test_a_day_with_an_unexplained_gap_or_one_signature_stays_open(
    counter: Counter, changes: dict[str, object], code: str
) -> None:
    assert close(counter, msgspec.structs.replace(CLOSED, **changes)) == (Verdict.REFUSED, code)


def test_an_explained_gap_closes_the_day(counter: Counter) -> None:
    gap = Gap(kind=GapKind.LINE_WAITING, about="7", explanation="网络中断，次日上传")
    assert close(counter, msgspec.structs.replace(CLOSED, account=msgspec.structs.replace(ACCOUNT, gaps=(gap,)))) == (
        SETTLED
    )


def test_a_desk_is_handed_to_somebody_else(counter: Counter) -> None:
    shift = ShiftHandedOver(to_clerk="0002", open_cases=3, drafts=0, stock=())
    himself = msgspec.structs.replace(shift, to_clerk="0001")
    answers = counter.answers(
        counter.line(Kind.SHIFT_HANDED_OVER, shift), counter.line(Kind.SHIFT_HANDED_OVER, himself)
    )
    assert [said(each) for each in answers] == [SETTLED, (Verdict.REFUSED, "day.second_signature")]


def test_a_batch_moves_what_stands_on_its_slip_once(counter: Counter, item: ServiceItem) -> None:
    case = accepted(counter, item)
    piece = MovedPiece(case=case, case_no=card(counter.served, case).case_no, name="食品经营许可申请书")
    batch = MaterialsMoved(batch="b-1", to_department=True, department=item.department, courier="钱送", pieces=(piece,))
    empty = msgspec.structs.replace(batch, batch="b-2", pieces=())
    unknown = msgspec.structs.replace(batch, batch="b-3", pieces=(msgspec.structs.replace(piece, case=new_case()),))
    answers = counter.answers(*[counter.line(Kind.MATERIALS_MOVED, body) for body in (batch, batch, empty, unknown)])
    assert [said(each) for each in answers] == [
        SETTLED,
        (Verdict.REFUSED, "batch.used"),
        (Verdict.REFUSED, "batch.pieces"),
        (Verdict.HELD, "case.missing"),
    ]
