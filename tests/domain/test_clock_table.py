"""Every line of ``clock_table.tsv``, which a lawyer can read, is what the clock says."""

from __future__ import annotations

import csv
import datetime as dt
import re
from pathlib import Path

import msgspec
import pytest

from counter.domain.clock_reading import read_clock
from counter.domain.deadlines import (
    Accepted,
    ClockEvent,
    ClockPhase,
    ClockPolicy,
    ClockReading,
    ClockTerms,
    CorrectionComplete,
    CorrectionTold,
    DeferralSupplied,
    Deferred,
    Extended,
    Finished,
    Light,
    Received,
    SpecialBegun,
    SpecialEnded,
    SpecialProcedure,
    listed_procedures,
)
from counter.domain.item import TimeLimit, TimeUnit
from counter.domain.workdays import HolidayTable, OfficeSpan, WorkCalendar
from counter.errors import RuleBroken

HERE = Path(__file__).parent
HOLIDAYS = Path(__file__).parents[2] / "resources" / "holidays" / "2024-2027.json"
CALENDAR = WorkCalendar(msgspec.json.decode(HOLIDAYS.read_bytes(), type=HolidayTable))

Row = dict[str, str]

UNITS = {"工作日": TimeUnit.WORKING_DAYS, "自然日": TimeUnit.CALENDAR_DAYS, "小时": TimeUnit.HOURS}
UNIT_WORDS = {unit: word for word, unit in UNITS.items()}
PHASES = {
    ClockPhase.RECEIPT: "已收件",
    ClockPhase.CORRECTION: "待补正",
    ClockPhase.RUNNING: "在办",
    ClockPhase.HUNG: "挂起",
    ClockPhase.PAUSED: "容缺待补",
    ClockPhase.FINISHED: "办结",
}
LIGHTS = {
    Light.FINE: "正常",
    Light.NEARLY: "临期",
    Light.TODAY: "今日到期",
    Light.OVERDUE: "超期",
    Light.STOPPED: "停表",
    Light.DONE: "办结",
    Light.UNKNOWN: "不明",
}
PLAIN: dict[
    str, type[Received | CorrectionTold | CorrectionComplete | Accepted | Deferred | DeferralSupplied | Finished]
] = {
    "收件": Received,
    "补正告知": CorrectionTold,
    "补齐": CorrectionComplete,
    "受理": Accepted,
    "容缺": Deferred,
    "容缺补齐": DeferralSupplied,
    "办结": Finished,
}


def rows() -> list[Row]:
    text = (HERE / "clock_table.tsv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{text}+08:00").astimezone(dt.UTC)


def limit(text: str) -> TimeLimit:
    found = re.fullmatch(r"(\d+)(工作日|自然日|小时)", text)
    assert found, text
    return TimeLimit(amount=int(found[1]), unit=UNITS[found[2]])


def event(text: str) -> ClockEvent:
    when, word = text[:16], text[17:]
    at = moment(when)
    if word in PLAIN:
        return PLAIN[word](at=at)
    if word.startswith("延长"):
        return Extended(at=at, by=limit(word[2:]), approver="周立新", reasons="案情复杂")
    kind = next(kind for kind in SpecialProcedure if word.startswith(kind.label))
    rest = word.removeprefix(kind.label)
    if rest == "结束":
        return SpecialEnded(at=at, kind=kind)
    assert rest.startswith("开始"), word
    return SpecialBegun(at=at, kind=kind, needs=limit(rest[2:]), told_in_writing=True)


def span(text: str) -> OfficeSpan:
    opens, closes = (dt.time.fromisoformat(part.zfill(5)) for part in text.split("-"))
    return OfficeSpan(opens_at=opens, closes_at=closes)


def policy(text: str) -> ClockPolicy:
    choices: dict[str, object] = {}
    for word in text.split("、"):
        if word == "默认":
            continue
        if word == "容缺停表":
            choices["deferral_pauses"] = True
        elif word.endswith("后次日"):
            choices |= {"late_is_next_workday": True, "closes_at": dt.time.fromisoformat(word.removesuffix("后次日"))}
        elif word.startswith("办公"):
            choices["office_hours"] = tuple(map(span, word[2:].split(",")))
        elif word.startswith("临期"):
            choices["nearly_days"] = int(word[2:].removesuffix("日"))
        else:
            assert word.startswith("补正"), word
            choices["correction_limit"] = limit(word[2:])
    return msgspec.structs.replace(ClockPolicy(), **choices)


def terms(row: Row) -> ClockTerms:
    listed = (
        tuple(SpecialProcedure) if row["指南所列特别程序"] == "全部" else listed_procedures([row["指南所列特别程序"]])
    )
    return ClockTerms(
        promised=limit(row["承诺时限"]), legal=limit(row["法定时限"]), joint=row["联合办理"] == "是", special=listed
    )


def read(row: Row) -> ClockReading:
    return read_clock(
        tuple(map(event, row["经过"].split("；"))),
        terms(row),
        calendar=CALENDAR,
        policy=policy(row["大厅规则"]),
        now=moment(row["查看时间"]),
    )


def said(reading: ClockReading) -> Row:
    days = {
        "收件日": reading.received_on,
        "最迟答复日": reading.accept_by,
        "受理日": reading.accepted_on,
        "补正截止日": reading.correction_due_on,
        "承诺办结日": reading.promised_on,
        "法定办结日": reading.legal_on,
    }
    return {
        "阶段": PHASES[reading.phase],
        "视为受理": "是" if reading.deemed_accepted else "否",
        "不计工作日": "—" if reading.hung_days is None else str(reading.hung_days),
        "剩余": "—" if reading.left is None else f"{reading.left}{UNIT_WORDS[reading.left_unit]}",
        "灯": LIGHTS[reading.light],
        **{column: day.isoformat() if day else "—" for column, day in days.items()},
    }


ROWS = rows()


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row["不可"] == "—"], ids=lambda row: f"{row['编号']} {row['要点']}"
)
def test_the_clock_says_what_the_table_says(row: Row) -> None:
    reading = said(read(row))
    assert reading == {column: row[column] for column in reading}


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row["不可"] != "—"], ids=lambda row: f"{row['编号']} {row['要点']}"
)
def test_what_the_table_forbids_is_refused(row: Row) -> None:
    with pytest.raises(RuleBroken) as caught:
        read(row)
    assert caught.value.code == row["不可"]


def test_the_table_is_large_and_every_line_names_its_rule() -> None:
    assert len(ROWS) >= 200
    assert all(row["依据"] and row["要点"] for row in ROWS)
    assert len({row["编号"] for row in ROWS}) == len(ROWS)
    assert len({row["要点"] for row in ROWS}) == len(ROWS)
