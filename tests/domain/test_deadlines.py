"""The clocks of a case keep the articles of the 行政许可法; dates counted by hand (March 2026 has no holiday)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from counter.domain.clock_reading import add_events, read_clock
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
    Hang,
    Light,
    Received,
    SpecialBegun,
    SpecialEnded,
    SpecialProcedure,
    listed_procedures,
    terms_of,
)
from counter.domain.item import ServiceItem, TimeLimit, TimeUnit
from counter.domain.workdays import HolidayTable, OfficeSpan, WorkCalendar
from counter.errors import RuleBroken
from counter.wire.catalogue import read_catalogue_files

ROOT = Path(__file__).parents[2]
TABLE = msgspec.json.decode((ROOT / "resources" / "holidays" / "2024-2027.json").read_bytes(), type=HolidayTable)
CALENDAR = WorkCalendar(TABLE)
TERMS = ClockTerms(promised=TimeLimit(amount=5), legal=TimeLimit(amount=20), special=tuple(SpecialProcedure))
LAW = ClockPolicy()
PAUSING = ClockPolicy(deferral_pauses=True)
AFTER_HOURS = ClockPolicy(late_is_next_workday=True)
TESTING, HEARING = SpecialProcedure.TESTING, SpecialProcedure.HEARING


def at(text: str) -> dt.datetime:
    """A moment of March 2026 in the hall, "04 09:00", or of any month, "2026-09-29 16:59"."""
    whole = text if len(text) > 8 else f"2026-03-{text}"
    return dt.datetime.fromisoformat(f"{whole}+08:00").astimezone(dt.UTC)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text if len(text) > 2 else f"2026-03-{text}")


def received(text: str = "02 09:00") -> tuple[ClockEvent, ...]:
    return (Received(at=at(text)),)


def accepted(text: str = "02 09:00") -> tuple[ClockEvent, ...]:
    return (Received(at=at(text)), Accepted(at=at(text)))


def begun(text: str, days: int = 5, kind: SpecialProcedure = TESTING) -> SpecialBegun:
    return SpecialBegun(at=at(text), kind=kind, needs=TimeLimit(amount=days), told_in_writing=True)


def extended(text: str, by: TimeLimit | None = None) -> Extended:
    return Extended(at=at(text), by=by or TimeLimit(amount=10), approver="周立新", reasons="需补充现场核查")


def read(
    events: tuple[ClockEvent, ...], now: str, terms: ClockTerms = TERMS, policy: ClockPolicy = LAW
) -> ClockReading:
    return read_clock(events, terms, calendar=CALENDAR, policy=policy, now=at(now))


def added(
    events: tuple[ClockEvent, ...], event: ClockEvent, terms: ClockTerms = TERMS, policy: ClockPolicy = LAW
) -> tuple[ClockEvent, ...]:
    return add_events(events, (event,), terms, calendar=CALENDAR, policy=policy)


def test_article_32_4_silence_is_acceptance_from_the_day_of_receipt() -> None:
    before, after = read(received(), "09 23:59"), read(received(), "10 00:00")
    assert (before.phase, before.deemed_accepted, before.light) == (ClockPhase.RECEIPT, False, Light.TODAY)
    assert (after.phase, after.deemed_accepted) == (ClockPhase.RUNNING, True)
    assert after.accept_by == day("09")
    assert after.deemed_accepted_on == after.accepted_on == day("02")
    assert (after.promised_on, after.legal_on) == (day("09"), day("30"))


def test_article_32_4_a_voucher_after_the_silence_moves_nothing() -> None:
    late = read((*received(), Accepted(at=at("12 09:00"))), "12 10:00")
    assert (late.deemed_accepted, late.accepted_on, late.legal_on) == (True, day("02"), day("30"))


def test_article_32_4_what_is_missing_cannot_be_told_after_the_silence() -> None:
    in_time = added(received(), CorrectionTold(at=at("09 23:59")))
    assert read(in_time, "10 09:00").phase is ClockPhase.CORRECTION
    late = CorrectionTold(at=at("10 00:00"))
    with pytest.raises(RuleBroken, match=r"correction\.too_late"):
        added(received(), late)
    kept = read((*received(), late), "10 01:00")
    assert (kept.notice_too_late, kept.accepted_on, kept.phase) == (True, day("02"), ClockPhase.RUNNING)


def test_article_32_4_what_is_missing_is_told_once() -> None:
    told = (*received(), CorrectionTold(at=at("03 09:00")))
    with pytest.raises(RuleBroken, match=r"correction\.twice"):
        added(told, CorrectionTold(at=at("04 09:00")))


def test_article_32_4_a_refusal_within_five_days_is_no_silence() -> None:
    reading = read((*received(), Finished(at=at("09 17:00"))), "31 09:00")
    assert (reading.phase, reading.deemed_accepted, reading.accepted_on) == (ClockPhase.FINISHED, False, None)
    assert read((*received(), Finished(at=at("10 09:00"))), "31 09:00").deemed_accepted


def test_article_32_4_beyond_the_holiday_table_nobody_is_deemed_anything() -> None:
    reading = read(received("2026-12-25 09:00"), "2027-02-01 09:00")
    assert (reading.accept_by, reading.deemed_accepted, reading.phase) == (None, False, ClockPhase.RECEIPT)
    assert reading.light is Light.UNKNOWN


def test_article_32_5_a_complete_correction_is_acceptance_on_the_day_the_last_item_came() -> None:
    told = (*received(), CorrectionTold(at=at("04 09:00")))
    waiting = read(told, "20 09:00")
    assert (waiting.phase, waiting.correction_due_on, waiting.left) == (ClockPhase.CORRECTION, day("25"), 3)
    assert waiting.accept_by == day("09")
    complete = read((*told, CorrectionComplete(at=at("11 15:00"))), "12 09:00")
    assert (complete.phase, complete.accepted_on, complete.promised_on) == (ClockPhase.RUNNING, day("11"), day("18"))


def test_article_42_1_twenty_days_and_ten_more_once() -> None:
    longer = added(accepted(), extended("04 09:00"))
    assert read(longer, "05 09:00").legal_on == day("2026-04-14")
    with pytest.raises(RuleBroken, match=r"extension\.twice"):
        added(longer, extended("05 09:00"))
    with pytest.raises(RuleBroken) as caught:
        added(accepted(), extended("04 09:00", TimeLimit(amount=11)))
    assert (caught.value.code, caught.value.params) == ("extension.too_long", {"most": 10})


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"approver": " "}, "extension.no_approver"),
        ({"reasons": ""}, "extension.no_reasons"),
        ({"by": TimeLimit(amount=0)}, "extension.amount"),
        ({"by": TimeLimit(amount=8, unit=TimeUnit.HOURS)}, "extension.amount"),
    ],
)
def test_article_42_1_an_extension_is_approved_and_its_reasons_are_told(change: dict[str, object], code: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        added(accepted(), msgspec.structs.replace(extended("04 09:00"), **change))
    assert caught.value.code == code


def test_article_42_1_a_limit_that_is_over_is_not_extended() -> None:
    assert read(added(accepted(), extended("30 23:59")), "31 09:00").legal_on == day("2026-04-14")
    with pytest.raises(RuleBroken, match=r"extension\.too_late"):
        added(accepted(), extended("31 00:00"))


def test_a_promise_that_was_broken_is_not_mended_by_an_extension_or_a_special_procedure() -> None:
    for event in (extended("10 00:00"), begun("10 00:00")):
        reading = read((*accepted(), event), "11 09:00")
        assert (reading.promised_on, reading.past_promised, reading.light) == (day("09"), True, Light.OVERDUE)
        assert reading.legal_on is not None
        assert reading.legal_on > day("30")


def test_article_42_2_joint_handling_has_forty_five_days_and_fifteen_more() -> None:
    joint = msgspec.structs.replace(TERMS, joint=True)
    assert read(accepted(), "04 09:00", joint).legal_on == day("2026-05-08")
    assert read((*accepted(), extended("04 09:00", TimeLimit(amount=15))), "05 09:00", joint).legal_on == day(
        "2026-05-28"
    )
    with pytest.raises(RuleBroken) as caught:
        added(accepted(), extended("04 09:00", TimeLimit(amount=16)), joint)
    assert (caught.value.code, caught.value.params) == ("extension.too_long", {"most": 15})


def test_article_45_the_days_of_a_special_procedure_are_not_counted() -> None:
    events = (*accepted(), begun("04 09:00"), SpecialEnded(at=at("09 09:00"), kind=TESTING))
    reading = read(events, "10 09:00")
    assert (reading.promised_on, reading.legal_on, reading.hung_days) == (day("12"), day("2026-04-02"), 3)
    assert reading.hangs == (Hang(kind=TESTING, begun_on=day("04"), ended_on=day("09"), resumes_on=day("11")),)


def test_article_45_while_it_lasts_the_clock_stands_and_says_when_it_goes_on() -> None:
    reading = read((*accepted(), begun("04 09:00")), "06 09:00")
    assert (reading.phase, reading.light) == (ClockPhase.HUNG, Light.STOPPED)
    assert (reading.resumes_on, reading.overrun, reading.left) == (day("11"), False, 3)
    assert reading.promised_on == day("16")


def test_article_45_a_procedure_that_lasts_longer_than_told_is_flagged_and_still_not_counted() -> None:
    open_still = (*accepted(), begun("04 09:00"))
    assert not read(open_still, "11 23:59").overrun
    overrun = read(open_still, "12 00:00")
    assert (overrun.overrun, overrun.light, overrun.left, overrun.promised_on) == (True, Light.STOPPED, 3, day("17"))
    ended = read((*open_still, SpecialEnded(at=at("18 09:00"), kind=TESTING)), "18 10:00")
    assert (ended.overrun, ended.hangs[0].overrun, ended.promised_on) == (False, True, day("23"))


def test_article_45_procedures_that_overlap_are_left_out_once_and_the_last_one_starts_the_clock() -> None:
    both = (*accepted(), begun("03 09:00", 5), begun("05 09:00", 6, HEARING))
    one_left = read((*both, SpecialEnded(at=at("06 09:00"), kind=TESTING)), "06 10:00")
    assert (one_left.phase, one_left.resumes_on) == (ClockPhase.HUNG, day("13"))
    events = (*both, SpecialEnded(at=at("09 09:00"), kind=TESTING), SpecialEnded(at=at("11 09:00"), kind=HEARING))
    reading = read(events, "12 09:00")
    assert (reading.hung_days, reading.promised_on, reading.phase) == (6, day("17"), ClockPhase.RUNNING)


def test_article_45_the_same_procedure_twice_is_flagged() -> None:
    once = (*accepted(), begun("03 09:00"), SpecialEnded(at=at("04 09:00"), kind=TESTING))
    assert not read((*once, begun("05 09:00", kind=HEARING)), "05 10:00").repeated
    assert read((*once, begun("05 09:00")), "05 10:00").repeated


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (begun("04 09:00", kind=SpecialProcedure.AUCTION), "special.not_listed"),
        (msgspec.structs.replace(begun("04 09:00"), told_in_writing=False), "special.not_told"),
        (begun("04 09:00", 0), "special.no_days"),
        (SpecialEnded(at=at("04 09:00"), kind=TESTING), "special.not_open"),
    ],
)
def test_article_45_only_a_listed_procedure_told_in_writing_stops_the_clock(event: ClockEvent, code: str) -> None:
    terms = msgspec.structs.replace(TERMS, special=(TESTING, HEARING))
    with pytest.raises(RuleBroken) as caught:
        added(accepted(), event, terms)
    assert caught.value.code == code
    with pytest.raises(RuleBroken, match=r"special\.open"):
        added((*accepted(), begun("03 09:00")), begun("04 09:00"), terms)


def test_article_45_a_missing_paper_is_no_special_procedure_unless_the_place_says_so() -> None:
    open_still = (*accepted(), Deferred(at=at("02 09:01"), materials=("M2",)))
    running, paused = read(open_still, "05 09:00"), read(open_still, "05 09:00", policy=PAUSING)
    assert (running.phase, running.light, running.left) == (ClockPhase.RUNNING, Light.NEARLY, 2)
    assert (paused.phase, paused.light, paused.left) == (ClockPhase.PAUSED, Light.STOPPED, 5)
    assert (running.deferral_open, paused.deferral_open) == (True, True)
    supplied = (*open_still, DeferralSupplied(at=at("05 10:00")))
    assert read(supplied, "06 09:00").promised_on == day("09")
    assert read(supplied, "06 09:00", policy=PAUSING).promised_on == day("12")
    assert not read(supplied, "06 09:00").deferral_open


def test_article_82_and_civil_code_201_the_first_day_and_the_holidays_do_not_count() -> None:
    reading = read(accepted("2026-09-29 16:59"), "2026-09-30 09:00")
    assert (reading.accept_by, reading.promised_on) == (day("2026-10-12"), day("2026-10-12"))
    assert (reading.left, reading.left_unit, reading.light) == (4, TimeUnit.WORKING_DAYS, Light.FINE)


@pytest.mark.parametrize(
    ("came", "policy", "on"),
    [
        ("2026-09-29 16:59", AFTER_HOURS, "2026-09-29"),
        ("2026-09-29 17:00", AFTER_HOURS, "2026-09-29"),
        ("2026-09-29 17:01", AFTER_HOURS, "2026-09-30"),
        ("2026-09-29 17:01", LAW, "2026-09-29"),
        ("2026-09-30 17:01", AFTER_HOURS, "2026-10-08"),
        ("2026-10-10 10:00", AFTER_HOURS, "2026-10-10"),  # a make-up Saturday
        ("2026-10-17 10:00", AFTER_HOURS, "2026-10-19"),  # a plain Saturday
        ("2026-10-17 10:00", LAW, "2026-10-17"),
    ],
)
def test_civil_code_203_the_place_decides_what_comes_after_hours(came: str, policy: ClockPolicy, on: str) -> None:
    reading = read(accepted(came), came, policy=policy)
    assert (reading.received_on, reading.accepted_on) == (day(on), day(on))
    corrected = (Received(at=at("2026-09-28 09:00")), CorrectionTold(at=at("2026-09-28 10:00")))
    complete = read((*corrected, CorrectionComplete(at=at(came))), came, policy=policy)
    assert complete.accepted_on == day(on)


def test_a_promise_in_office_hours_counts_while_the_hall_is_open() -> None:
    office = (
        OfficeSpan(opens_at=dt.time(9), closes_at=dt.time(12)),
        OfficeSpan(opens_at=dt.time(14), closes_at=dt.time(17)),
    )
    terms = msgspec.structs.replace(TERMS, promised=TimeLimit(amount=4, unit=TimeUnit.HOURS))
    reading = read(accepted("06 16:00"), "06 16:30", terms, ClockPolicy(office_hours=office))
    assert (reading.due_at, reading.left, reading.left_unit) == (at("09 12:00"), 3, TimeUnit.HOURS)
    assert read(accepted("06 16:00"), "06 16:30", terms).due_at == at("06 20:00")


@pytest.mark.parametrize(
    ("now", "light", "left"),
    [
        ("04 09:00", Light.FINE, 3),
        ("05 09:00", Light.NEARLY, 2),
        ("07 09:00", Light.NEARLY, 1),
        ("09 23:59", Light.TODAY, 0),
        ("10 00:00", Light.OVERDUE, -1),
    ],
)
def test_the_light_turns_as_the_promise_comes_near(now: str, light: Light, left: int) -> None:
    reading = read(accepted(), now)
    assert (reading.light, reading.left, reading.due_on) == (light, left, day("09"))


def test_a_finished_case_has_no_countdown_and_remembers_what_it_kept() -> None:
    kept = read((*accepted(), Finished(at=at("09 23:00"))), "31 09:00")
    broken = read((*accepted(), Finished(at=at("10 09:00"))), "31 09:00")
    assert (kept.light, kept.left, kept.due_on, kept.finished_on) == (Light.DONE, None, None, day("09"))
    assert (kept.past_promised, broken.past_promised, broken.past_legal) == (False, True, False)


def test_a_case_that_ends_while_its_clock_stands_ends_the_special_procedure() -> None:
    reading = read((*accepted(), begun("04 09:00"), Finished(at=at("06 09:00"))), "31 09:00")
    assert (reading.hangs[0].ended_on, reading.resumes_on, reading.overrun) == (day("06"), None, False)
    assert (reading.hung_days, reading.promised_on) == (2, day("11"))


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ((), "clock.before_receipt"),
        ((Accepted(at=at("02 09:00")),), "clock.before_receipt"),
        ((*received(), Accepted(at=at("01 09:00"))), "clock.before_receipt"),
        ((*received(), *received("03 09:00")), "clock.order"),
        ((*accepted("03 09:00"), begun("05 09:00"), SpecialEnded(at=at("04 09:00"), kind=TESTING)), "clock.order"),
        ((*received(), extended("03 09:00")), "clock.not_running"),
        ((*received(), begun("03 09:00")), "clock.not_running"),
        ((*received(), Deferred(at=at("03 09:00"))), "clock.not_running"),
        ((*accepted(), Accepted(at=at("03 09:00"))), "clock.accepted"),
        ((*accepted(), Finished(at=at("03 09:00")), begun("04 09:00")), "clock.finished"),
        ((*accepted(), CorrectionTold(at=at("03 09:00"))), "correction.after_acceptance"),
        ((*received(), CorrectionComplete(at=at("03 09:00"))), "correction.none"),
        ((*accepted(), DeferralSupplied(at=at("03 09:00"))), "deferral.none"),
        ((*accepted(), Deferred(at=at("03 09:00")), Deferred(at=at("04 09:00"))), "deferral.open"),
    ],
)
def test_what_can_never_be_is_refused(events: tuple[ClockEvent, ...], code: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        read(events, "31 09:00")
    assert caught.value.code == code


def test_events_come_back_from_json_as_they_were() -> None:
    events = (
        *accepted(),
        begun("04 09:00"),
        extended("05 09:00"),
        Deferred(at=at("05 10:00"), materials=("M2",)),
    )
    assert msgspec.json.decode(msgspec.json.encode(events), type=tuple[ClockEvent, ...]) == events
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'[{"type":"received","at":"2026-03-02T09:00:00"}]', type=tuple[ClockEvent, ...])


@pytest.mark.parametrize(
    "policy",
    [
        {"nearly_days": -1},
        {"closes_at": "17:00:00+08:00"},
        {"correction_limit": {"amount": 0}},
        {"correction_limit": {"amount": 5, "unit": "hours"}},
        {"office_hours": [{"opens_at": "12:00:00", "closes_at": "09:00:00"}]},
        {"office_hours": [{"opens_at": "09:00:00+08:00", "closes_at": "12:00:00+08:00"}]},
        {
            "office_hours": [
                {"opens_at": "09:00:00", "closes_at": "12:00:00"},
                {"opens_at": "11:00:00", "closes_at": "17:00:00"},
            ]
        },
        {"surprise": 1},
    ],
)
def test_a_policy_that_makes_no_sense_is_not_decoded(policy: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(msgspec.json.encode(policy), type=ClockPolicy)


def test_a_guide_lists_the_procedures_that_its_sentences_name() -> None:
    said = ["残疾评定（鉴定）和公示5个工作日不计入办理期限，书面告知申请人", "听证所需时间不计入办理期限"]
    assert listed_procedures(said) == (HEARING, SpecialProcedure.APPRAISAL)
    assert listed_procedures(["资格审核中的信息核对和公示期不计入办理期限"]) == ()
    assert "、".join(kind.label for kind in SpecialProcedure) == "听证、招标、拍卖、检验、检测、检疫、鉴定、专家评审"


def test_the_terms_of_an_item_are_its_guide_s() -> None:
    item = msgspec.structs.replace(_item_with_special_procedure(), legal_limit=TimeLimit(amount=7))
    terms = terms_of(item, joint=True)
    assert (terms.promised, terms.legal, terms.joint) == (item.promised_limit, TimeLimit(amount=7), True)
    assert terms.special
    assert terms.legal_limit() == TimeLimit(amount=45)


def _item_with_special_procedure() -> ServiceItem:
    files = sorted((ROOT / "resources" / "catalogue").glob("[0-9]*.json"))
    items = read_catalogue_files((file.name, file.read_bytes()) for file in files)
    return next(item for item in items if listed_procedures(item.special_procedures))
