"""What the platform said of each line: the queue is the lines without an answer, and counts come from the rows."""

from __future__ import annotations

import datetime as dt

import hypothesis
import pytest
from hypothesis import strategies

from counter.actions import intake
from counter.actions.desk import Desk
from counter.domain.case import Decision, PrintOutcome
from counter.domain.ids import CaseId, LineId, Sha256
from counter.domain.item import ServiceItem
from counter.store import cases, deliveries, journal, papers
from counter.wire.messages import LineAnswer, NewsEntry, NewsKind, Verdict
from tests.actions.courses import voided
from tests.conftest import CLERK, NINE, draft_of, filled
from tests.faults.support import promised_item, take


def _line(desk: Desk, case: CaseId, place: int = 0) -> LineId:
    return journal.lines_of_case(desk.db, case)[place].opened().id


def _answer(desk: Desk, line: LineId, verdict: Verdict, code: str = "") -> None:
    with desk.store.write() as db:
        deliveries.record_answer(db, LineAnswer(id=line, hash="0" * 64, verdict=verdict, code=code), NINE)


def _waiting(desk: Desk) -> list[LineId]:
    return [line for line, _ in deliveries.waiting_lines(desk.db, 100)]


@pytest.mark.parametrize(
    ("verdict", "waits", "troubles"),
    [
        (Verdict.SETTLED, False, 0),
        (Verdict.DUPLICATE, False, 0),
        (Verdict.HELD, True, 0),
        (Verdict.REFUSED, False, 1),
        (Verdict.CONFLICT, False, 1),
        (Verdict.CLONE, False, 1),
    ],
)
def test_each_verdict_leaves_the_queue_or_not(
    desk: Desk, items: tuple[ServiceItem, ...], verdict: Verdict, waits: bool, troubles: int
) -> None:
    """Held without a stuck line of its case waits again."""
    line = _line(desk, take(desk, items).case_id)
    assert _waiting(desk) == [line]
    _answer(desk, line, verdict)
    assert (_waiting(desk) == [line], len(deliveries.troubles(desk.db))) == (waits, troubles)


def test_a_held_line_waits_until_the_stuck_one_before_it_is_answered(
    desk: Desk, items: tuple[ServiceItem, ...]
) -> None:
    """faults.md F06: later lines of the bad case wait, others do not."""
    draft = draft_of(filled(promised_item(items), serial=1))
    case = intake.take_case(desk, CLERK, draft, Decision.RECEIVED).case.case_id
    intake.decide_later(desk, CLERK, case, Decision.ACCEPTED)
    other = take(desk, items, 2).case_id
    _answer(desk, _line(desk, case, 0), Verdict.REFUSED, "item.ended")
    _answer(desk, _line(desk, case, 1), Verdict.HELD)
    assert _waiting(desk) == [_line(desk, other)]
    voided(desk, case, "事项已停办")
    assert _waiting(desk) == [_line(desk, case, 1), _line(desk, other), _line(desk, case, 2)]


def test_a_settled_line_never_becomes_unsettled_by_a_later_answer(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """A late or replayed refusal changes nothing."""
    line = _line(desk, take(desk, items).case_id)
    _answer(desk, line, Verdict.SETTLED)
    for verdict in Verdict:
        _answer(desk, line, verdict)
    assert deliveries.troubles(desk.db) == ()
    assert _waiting(desk) == []


def test_a_day_that_differs_forgets_only_settled_lines_that_are_not_there(
    desk: Desk, items: tuple[ServiceItem, ...]
) -> None:
    """What a person has decided about, or has to, stays as it is."""
    lines = [_line(desk, take(desk, items, serial).case_id) for serial in range(1, 5)]
    for line, verdict in zip(
        lines, (Verdict.SETTLED, Verdict.SETTLED, Verdict.REFUSED, Verdict.DUPLICATE), strict=True
    ):
        _answer(desk, line, verdict)
    with desk.store.write() as db:
        assert deliveries.forget_answers(db, "A", "2026-03-02", (1,)) == 2
        assert deliveries.forget_answers(db, "A", "2026-03-03", ()) == 0
        assert deliveries.forget_answers(db, "B", "2026-03-02", ()) == 0
        assert deliveries.forget_answers(db, "A", "2026-03-02", tuple(range(40_000))) == 0
    assert _waiting(desk) == [lines[1], lines[2], lines[3]], "the refused one for its place"
    assert [trouble.line for trouble in deliveries.troubles(desk.db)] == [lines[2]]
    _answer(desk, lines[2], Verdict.REFUSED)
    assert _waiting(desk) == [lines[1], lines[3]]
    assert [trouble.line for trouble in deliveries.troubles(desk.db)] == [lines[2]]


def test_after_a_restore_a_line_that_was_answered_goes_again_and_stays_answered(
    desk: Desk, items: tuple[ServiceItem, ...]
) -> None:
    """Without its place every later line would be held as line.gap."""
    case = take(desk, items).case_id
    _answer(desk, _line(desk, case), Verdict.REFUSED, "item.ended")
    voided(desk, case, "事项已停办")
    first, second = _line(desk, case, 0), _line(desk, case, 1)
    _answer(desk, second, Verdict.SETTLED)
    assert (_waiting(desk), deliveries.troubles(desk.db)) == ([], ())
    with desk.store.write() as db:
        deliveries.forget_everything(db)
    assert (_waiting(desk), deliveries.troubles(desk.db)) == ([first, second], ())
    _answer(desk, first, Verdict.REFUSED, "item.ended")
    _answer(desk, second, Verdict.SETTLED)
    assert (_waiting(desk), deliveries.troubles(desk.db)) == ([], ())


@pytest.mark.parametrize(("durable_to", "count"), [(0, 0), (-5, 0), (1, 1), (2, 2), (99, 3), (10**30, 3)])
def test_only_settled_lines_up_to_the_seq_are_durable(
    desk: Desk, items: tuple[ServiceItem, ...], durable_to: int, count: int
) -> None:
    """Whatever number the platform states."""
    for serial in (1, 2, 3):
        _answer(desk, _line(desk, take(desk, items, serial).case_id), Verdict.SETTLED)
    take(desk, items, 4)
    with desk.store.write() as db:
        deliveries.mark_durable(db, "A", durable_to)
        deliveries.mark_durable(db, "B", 99)
    assert sum(day.count for day in deliveries.day_digests(desk.db, "A", closed=False)) == count
    assert sum(day.count for day in deliveries.day_digests(desk.db, "A", closed=True)) == 3
    assert deliveries.sent_epochs(desk.db) == ("A",)


@hypothesis.given(verdicts=strategies.lists(strategies.sampled_from([None, *Verdict]), min_size=1, max_size=12))
@hypothesis.settings(max_examples=25, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
def test_the_counts_on_the_screen_are_those_of_the_rows(
    desk: Desk, items: tuple[ServiceItem, ...], verdicts: list[Verdict | None]
) -> None:
    """faults.md F08: against a count that knows nothing of the code under test."""
    with desk.store.write() as db:
        db.conn.execute("DELETE FROM deliveries")
    known = desk.db.conn.execute("SELECT id FROM journal ORDER BY position").fetchall()
    while len(known) < len(verdicts):
        take(desk, items, len(known) + 1)
        known = desk.db.conn.execute("SELECT id FROM journal ORDER BY position").fetchall()
    for (line,), verdict in zip(known, verdicts, strict=False):
        if verdict is not None:
            _answer(desk, line, verdict)
    done = sum(verdict in {Verdict.SETTLED, Verdict.DUPLICATE} for verdict in verdicts)
    stuck = sum(verdict in {Verdict.REFUSED, Verdict.CONFLICT, Verdict.CLONE} for verdict in verdicts)
    shown = deliveries.waiting(desk.db)
    assert (shown.lines, shown.troubles) == (len(known) - done - stuck, stuck)
    assert len(deliveries.troubles(desk.db)) == stuck


def test_news_of_foreign_cases_changes_nothing_and_empty_fields_keep_what_was_known(
    desk: Desk, items: tuple[ServiceItem, ...]
) -> None:
    """In the platform's order, one after the other."""
    case = take(desk, items).case_id

    def told(of: CaseId | None, platform_no: str = "", state: str = "") -> NewsEntry:
        return NewsEntry(seq=1, kind=NewsKind.STATE, at=NINE, case=of, platform_no=platform_no, state=state)

    with desk.store.write() as db:
        deliveries.apply_news(db, (told(case, platform_no="P1", state="已受理"), told(case, state="已办结")))
        deliveries.apply_news(db, (told(CaseId("not-ours"), platform_no="P9"), told(None, platform_no="P8")))
    held = cases.read_case(desk.db, case)
    assert held is not None
    assert (held.platform_no, held.platform_state) == ("P1", "已办结")
    assert desk.db.conn.execute("SELECT count(*) FROM platform_cases").fetchone() == (1,)


def test_a_printed_paper_whose_case_waits_is_counted_as_ahead(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """faults.md F01: 已打印未上传, until it is uploaded."""
    case = take(desk, items)
    assert deliveries.waiting(desk.db).papers_ahead == 0
    row = papers.PrintRow(
        number=case.case_no, print_no=0, printer="folder", copies=2, outcome=PrintOutcome.PRINTED, reason="",
        clerk="0001", at=NINE,
    )  # fmt: skip
    with desk.store.write() as db:
        papers.insert_print(db, row)
    assert deliveries.waiting(desk.db).papers_ahead == 1
    assert papers.prints_of(desk.db, case.case_no) == (row,)
    _answer(desk, _line(desk, case.case_id), Verdict.SETTLED)
    assert deliveries.waiting(desk.db).papers_ahead == 0


def test_a_scan_waits_until_it_is_sent_and_says_why_it_could_not_be(desk: Desk) -> None:
    """A trouble does not take it out of the queue."""
    name = Sha256("a" * 64)
    with desk.store.write() as db:
        db.conn.execute("INSERT INTO scans (sha256, size_bytes, media_type) VALUES (?, 5, 'application/pdf')", [name])
        deliveries.scan_troubled(db, name, "blob.hash")
    assert [scan.sha256 for scan in deliveries.waiting_scans(desk.db)] == [name]
    with desk.store.write() as db:
        deliveries.scan_sent(db, name, dt.datetime(2026, 3, 2, tzinfo=dt.UTC))
    assert deliveries.waiting_scans(desk.db) == ()
    assert deliveries.waiting(desk.db).scans == 0


def test_scans_are_told_by_the_beginning_of_their_hash_and_those_not_kept_there_wait_again(desk: Desk) -> None:
    """One that was never sent, or of another beginning, is not touched."""
    names = [Sha256(start + "0" * 62) for start in ("aa", "ab", "cd")] + [Sha256("aa" + "1" * 62)]
    with desk.store.write() as db:
        for name in names:
            db.conn.execute(
                "INSERT INTO scans (sha256, size_bytes, media_type) VALUES (?, 5, 'application/pdf')", [name]
            )
        for name in (names[0], names[1], names[3]):
            deliveries.scan_sent(db, name, NINE)
    assert [(each.prefix, each.count) for each in deliveries.scan_digests(desk.db)] == [("aa", 2), ("ab", 1)]
    with desk.store.write() as db:
        assert deliveries.forget_scans(db, "aa", (names[3],)) == 1
        assert deliveries.forget_scans(db, "cd", ()) == 0
    assert {scan.sha256 for scan in deliveries.waiting_scans(desk.db)} == {names[0], names[2]}
