"""清除: an ended case loses its personal data when everything of it is elsewhere, and not one rule earlier."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from counter.actions import (
    approvals,
    endings,
    handout,
    intake,
    lists,
    printing,
    purging,
    reviews,
    verifying,
)
from counter.actions.desk import Desk
from counter.domain.case import Case, CounterState, Decision, PaperKind, PrintOutcome
from counter.domain.handing import Collector, ResultState
from counter.domain.item import ServiceItem
from counter.domain.proposal import Void
from counter.errors import RuleBroken, StoreTrouble
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import cases, closings, disputes, hall_papers, journal, notices, papers, results
from counter.store import purging as rows
from counter.store.hall_papers import HallPaper
from counter.wire.messages import NewsKind
from counter.wire.news import Act, DepartmentAct
from counter.wire.retention import CasesPurged
from tests.actions.approving import SECRET
from tests.actions.quiet import DAYS, Quiet
from tests.actions.results import announce, card_of, hear, himself
from tests.conftest import CLERK, NINE, PDF, SUPERVISOR, FakeClock, draft_of, filled, open_desk_at
from tests.faults.support import promised_item

NAME = "甄珍金丝雀"


@pytest.fixture
def quiet(desk: Desk, platform: SimulatedPlatform, clock: FakeClock, items: tuple[ServiceItem, ...]) -> Quiet:
    """A desk at which cases end."""
    return Quiet(desk, platform, clock, items)


def _ready(quiet: Quiet) -> Case:
    case = quiet.ended()
    quiet.settle()
    quiet.wait()
    return case


def test_what_a_purged_case_keeps_and_what_it_loses(quiet: Quiet) -> None:
    """trust.md, Retention: number, hash and audit stay."""
    case = quiet.ended(name=NAME)
    quiet.settle()
    before = lists.read_case(quiet.desk, case.case_id)
    (paper,) = papers.papers_of_case(quiet.desk.db, case.case_id)
    head = journal.last_mark(quiet.desk.db, "A")
    assert head is not None
    quiet.wait()
    done = quiet.purge()
    assert (done.cases, done.lines, done.kept) == (1, 2, ())
    after = lists.read_case(quiet.desk, case.case_id)
    kept = msgspec.structs.asdict(after.case)
    assert {name: kept[name] for name in ("case_no", "item_name", "department", "due", "clerk", "received_at")} == {
        "case_no": case.case_no, "item_name": case.item_name, "department": case.department, "due": before.case.due,
        "clerk": CLERK.clerk_no, "received_at": case.received_at,
    }  # fmt: skip
    assert (after.case.state, after.case.accepted_at) == (CounterState.DONE, before.case.accepted_at)
    assert after.case.platform_no == before.case.platform_no
    assert after.case.intake == type(case.intake)(
        item_code=case.intake.item_code, item_version=case.intake.item_version
    )
    assert after.case.course.policy == before.case.course.policy
    assert after.case.purged_at == quiet.desk.moment().at
    (left,) = papers.papers_of_case(quiet.desk.db, case.case_id)
    assert left == msgspec.structs.replace(paper, content="")
    assert [each.outcome for each in after.papers[0].prints] == [PrintOutcome.PRINTED]
    assert [(each.kind, each.hash, each.body) for each in after.timeline] == [
        (each.kind, each.hash, None) for each in before.timeline
    ]
    told = next(
        line for _, _, each in journal.all_lines(quiet.desk.db) if (line := each.opened()).kind == "cases.purged"
    )
    body = msgspec.json.decode(told.body, type=CasesPurged)
    assert (body.cases, body.lines, body.files, body.days, told.case) == ((case.case_id,), 2, 1, DAYS, None)
    assert body.until.isoformat() == "2026-03-03"
    assert verifying.faults(quiet.desk) == ()
    assert lists.find_cases(quiet.desk, CLERK, NAME).total == 0
    assert [row.case_id for row in lists.find_cases(quiet.desk, CLERK, case.case_no).rows] == [case.case_id]
    assert quiet.purge().cases == 0, "once"


def _not_granted(quiet: Quiet) -> None:
    quiet.print_out(quiet.take())


def _too_young(quiet: Quiet) -> None:
    quiet.wait(4)
    quiet.ended()


def _heard_of_lately(quiet: Quiet) -> None:
    case = quiet.ended()
    quiet.settle()
    quiet.wait(4)
    with quiet.desk.store.write() as db:
        db.conn.execute(
            "UPDATE platform_cases SET at = ? WHERE case_id = ?", [quiet.desk.moment().at.isoformat(), case.case_id]
        )


def _a_line_waits(quiet: Quiet) -> None:
    case = quiet.ended()
    quiet.settle()
    quiet.print_out(case, reason="遗失")


def _a_line_was_refused(quiet: Quiet) -> None:
    quiet.platform.mishaps.refuse = lambda line: "paper.unknown" if line.kind == "paper.printed" else ""
    quiet.ended()


def _not_durable(quiet: Quiet) -> None:
    case = quiet.ended()
    quiet.settle()
    with quiet.desk.store.write() as db:
        db.conn.execute(
            "UPDATE deliveries SET durable = 0, compared = 0"
            " WHERE line_id IN (SELECT id FROM journal WHERE case_id = ?)",
            [case.case_id],
        )


def _a_scan_waits(quiet: Quiet) -> None:
    quiet.ended()
    quiet.settle()
    with quiet.desk.store.write() as db:
        db.conn.execute("UPDATE scans SET sent_at = NULL")


def _a_loose_scan_waits(quiet: Quiet) -> None:
    """Named by a line and by no row of the case."""
    _a_scan_waits(quiet)
    with quiet.desk.store.write() as db:
        db.conn.execute("DELETE FROM case_scans")


def _something_is_owed(quiet: Quiet) -> None:
    case = quiet.ended()
    quiet.settle()
    with quiet.desk.store.write() as db:
        db.conn.execute(
            "INSERT INTO owed VALUES (?, 'm1', 'deferral', '', NULL, 'open', '', '', '', '', '', '')", [case.case_id]
        )


def _a_review_is_open(quiet: Quiet) -> None:
    case = quiet.ended()
    quiet.settle()
    with quiet.desk.store.write() as db:
        disputes.note(db, case, NINE, rule="case.done_while_owed")


def _a_notice_is_to_be_issued(quiet: Quiet) -> None:
    case = quiet.ended()
    quiet.settle()
    with quiet.desk.store.write() as db:
        notices.note(db, DepartmentAct(act=Act.EXTENDED, case=case.case_id, at=NINE))


def _never_printed(quiet: Quiet) -> None:
    quiet.grant(quiet.take())


def _the_print_failed(quiet: Quiet) -> None:
    case = quiet.take()
    quiet.print_out(case, PrintOutcome.FAILED)
    quiet.grant(case)


def _nobody_said_whether_it_came_out(quiet: Quiet) -> None:
    case = quiet.take()
    quiet.print_out(case, PrintOutcome.UNCERTAIN)
    quiet.grant(case)


def _a_result_is_here(quiet: Quiet) -> None:
    announce(quiet.desk, quiet.ended())


def _its_paper_is_on_its_way(quiet: Quiet) -> None:
    quiet.desk.printing.add(quiet.ended().case_no)


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (_not_granted, "open"),
        (_too_young, "recent"),
        (_heard_of_lately, "recent"),
        (_a_line_waits, "not_compared"),
        (_a_line_was_refused, "not_compared"),
        (_not_durable, "not_compared"),
        (_a_scan_waits, "scan_waiting"),
        (_a_loose_scan_waits, "scan_waiting"),
        (_something_is_owed, "owed"),
        (_a_review_is_open, "review"),
        (_a_notice_is_to_be_issued, "notice"),
        (_never_printed, "unprinted"),
        (_the_print_failed, "unprinted"),
        (_nobody_said_whether_it_came_out, "print_unknown"),
        (_a_result_is_here, "result_here"),
        (_its_paper_is_on_its_way, "printing"),
    ],
)
def test_each_rule_alone_keeps_a_case(quiet: Quiet, happens: Callable[[Quiet], None], why: str) -> None:
    """Nothing of it is touched, and the journal says nothing."""
    happens(quiet)
    if closings.last(quiet.desk.db) is None:
        quiet.settle()
    quiet.wait(6 if why == "recent" else 8)
    before = quiet.desk.db.conn.execute("SELECT * FROM cases").fetchall()
    done = quiet.purge()
    assert (done.cases, done.kept) == (0, (why,))
    assert quiet.desk.db.conn.execute("SELECT * FROM cases").fetchall() == before
    assert verifying.faults(quiet.desk) == ()


def test_the_day_has_to_be_closed_over_every_line_and_paper_of_the_case(quiet: Quiet) -> None:
    """Its account reads the lines."""
    quiet.ended()
    quiet.round(days=3650)
    quiet.wait()
    assert quiet.purge().kept == ("day_open",)
    quiet.close_day()
    assert quiet.purge().cases == 1
    quiet.wait(1)
    quiet.close_day()


def test_a_digest_that_did_not_ask_about_the_line_proves_nothing(quiet: Quiet) -> None:
    """Settled and durable, and compared by nobody."""
    quiet.ended()
    quiet.round(digest_now=False)
    quiet.close_day()
    quiet.round(digest_now=False)
    quiet.wait()
    assert quiet.purge().kept == ("not_compared",)
    quiet.round(days=3650)
    assert quiet.purge().cases == 1


@pytest.mark.parametrize("days", [0, -1, 1, 6])
def test_nothing_younger_than_a_week_is_purged_whatever_one_asks(quiet: Quiet, days: int) -> None:
    """The settings say so too; this is the last door."""
    _ready(quiet)
    assert (quiet.purge(days).cases, quiet.purge(days).over) == (0, True)


@pytest.mark.parametrize("statement", rows._EMPTIED)
def test_a_power_cut_within_the_purge_leaves_the_case_whole(quiet: Quiet, statement: str) -> None:
    """One transaction with its line: at whichever statement it ends, nothing or everything is gone."""
    case = _ready(quiet)
    before = lists.read_case(quiet.desk, case.case_id)
    table = statement.split("WHERE", maxsplit=1)[0].replace("DELETE FROM ", "").replace("UPDATE ", "").split()[0]
    verb = statement.split(maxsplit=1)[0]
    connection = quiet.desk.db.conn
    with quiet.desk.store.write() as db:  # a row for each statement to meet
        db.conn.execute(
            "INSERT INTO hall_papers VALUES ('x', ?, 'receipt', 1, '{}', '', '07', 0, NULL)", [case.case_id]
        )
        db.conn.execute(
            "INSERT INTO owed VALUES (?, 'm', '', '', NULL, 'arrived', '', '', '', '', '', '')", [case.case_id]
        )
        db.conn.execute(
            "INSERT INTO sealed_papers SELECT place, ?, '' FROM papers WHERE case_id = ?", ["ab" * 32, case.case_id]
        )
        disputes.note(db, case, NINE, rule="case.done_while_owed")
        db.conn.execute("UPDATE reviews SET state = 'done'")
        db.conn.execute("INSERT INTO hall_cases VALUES (?, '', 'done', '', '{}', ?)", [case.case_id, NINE.isoformat()])
    connection.execute(f"CREATE TRIGGER cut BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, 'the power went'); END")
    with pytest.raises(StoreTrouble):
        quiet.purge()
    connection.execute("DROP TRIGGER cut")
    assert lists.read_case(quiet.desk, case.case_id) == before
    assert quiet.desk.scans.get(quiet.scan_of(case).sha256) == PDF
    assert verifying.faults(quiet.desk) == ()
    assert quiet.purge().cases == 1
    assert verifying.faults(quiet.desk) == ()


def test_files_go_after_the_commit_and_a_crash_in_between_leaves_nothing_wrong(
    quiet: Quiet, clock: FakeClock, tmp_path: Path
) -> None:
    """The next run, in the next process, erases them."""
    case = _ready(quiet)
    scan = quiet.scan_of(case).sha256
    assert quiet.purge().cases == 1
    assert quiet.desk.scans.holds(scan)
    quiet.desk.store.close()
    desk = open_desk_at(tmp_path, clock)
    again = Quiet(desk, quiet.platform, clock, quiet.items)
    assert verifying.faults(desk) == ()
    again.erase()
    assert not desk.scans.holds(scan)
    assert verifying.faults(desk) == ()
    assert rows.to_erase(desk.db, "", 9) == ()
    desk.store.close()


def _after_a_restart(quiet: Quiet, clock: FakeClock, folder: Path) -> Quiet:
    """What this process was given, it does not erase; another one does."""
    quiet.desk.store.close()
    return Quiet(open_desk_at(folder, clock), quiet.platform, clock, quiet.items)


def test_a_file_that_another_case_or_a_draft_names_stays(quiet: Quiet, clock: FakeClock, tmp_path: Path) -> None:
    """One scan of one licence may belong to many cases."""
    gone, draft = quiet.ended(1, scan=PDF + b"1"), quiet.ended(2, scan=PDF + b"2")
    shared, alone = quiet.ended(3, scan=PDF + b"3"), quiet.ended(4, scan=PDF + b"4")
    quiet.settle()
    quiet.wait()
    other = quiet.take(5, scan=PDF + b"3")
    whole = filled(promised_item(quiet.items), serial=6)
    first = msgspec.structs.replace(whole.materials[0], attachments=(quiet.scan_of(draft),))
    intake.save_draft(quiet.desk, draft_of(msgspec.structs.replace(whole, materials=(first,))))
    assert quiet.purge().cases == 4
    with contextlib.closing((again := _after_a_restart(quiet, clock, tmp_path)).desk.store):
        again.erase()
        held = [again.desk.scans.holds(quiet.scan_of(case).sha256) for case in (gone, draft, shared, alone)]
        assert held == [False, True, True, False]
        assert quiet.scan_of(other).sha256 == quiet.scan_of(shared).sha256
        assert verifying.faults(again.desk) == ()


def test_a_file_that_comes_again_while_it_is_to_be_erased_stays(quiet: Quiet, clock: FakeClock, tmp_path: Path) -> None:
    """Put, and not named by any row yet: whoever put it is about to."""
    case = _ready(quiet)
    quiet.purge()
    with contextlib.closing((again := _after_a_restart(quiet, clock, tmp_path)).desk.store):
        item = promised_item(quiet.items)
        spec = item.materials[0]
        kept = intake.attach_file(again.desk, spec, content=PDF, file_name="again.pdf")
        again.erase()
        assert again.desk.scans.get(kept.sha256) == PDF
        other = again.take(2)
        again.erase()
        assert rows.to_erase(again.desk.db, "", 9) == (), "named again"
        assert again.scan_of(other).sha256 == again.scan_of(case).sha256
        assert again.desk.scans.get(kept.sha256) == PDF
        assert verifying.faults(again.desk) == ()


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE journal SET line = x'' WHERE seq = {other}", "journal.changed A-{other}"),
        ("UPDATE journal SET line = x'', purged_at = at WHERE seq = {other}", "journal.emptied A-{other}"),
        ("UPDATE journal SET line = x'5b5d' WHERE seq = {purged}", "journal.changed A-{purged}"),
        ("UPDATE journal SET purged_at = NULL WHERE seq = {purged}", "journal.changed A-{purged}"),
        ("UPDATE journal SET hash = prev WHERE seq = {purged}", "journal.broken A-{next}"),
        ("DELETE FROM journal WHERE seq = {purged}", "journal.broken A-{next}"),
        ("UPDATE papers SET content = '' WHERE number LIKE '%-000002-%'", "paper.changed"),
        ("UPDATE papers SET content = '{{}}' WHERE number LIKE '%-000001-%'", "paper.changed"),
    ],
)
def test_verify_takes_a_purged_line_and_still_finds_what_somebody_changed(
    quiet: Quiet, tampering: str, found: str
) -> None:
    """Emptied and marked is not enough: a line of the journal has to tell so."""
    case = _ready(quiet)
    other = quiet.take(2)
    quiet.purge()
    assert verifying.faults(quiet.desk) == ()
    purged = journal.purged_of_case(quiet.desk.db, case.case_id)[0].seq
    seqs = {
        "purged": purged, "next": purged + 1,
        "other": journal.lines_of_case(quiet.desk.db, other.case_id)[0].opened().seq,
    }  # fmt: skip
    connection = quiet.desk.db.conn
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("DROP TRIGGER journal_is_not_changed")
    connection.execute("DROP TRIGGER journal_is_not_cut")
    connection.execute(tampering.format(**seqs))
    assert any(fault.startswith(found.format(**seqs)) for fault in verifying.faults(quiet.desk))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET line = x'' WHERE case_id IS NOT NULL",
        "UPDATE journal SET line = x'', purged_at = at, kind = 'x' WHERE case_id IS NOT NULL",
        "UPDATE journal SET line = x'', purged_at = at, hash = prev WHERE case_id IS NOT NULL",
        "UPDATE journal SET line = x'', purged_at = at WHERE case_id IS NULL",
        "UPDATE journal SET purged_at = at WHERE case_id IS NOT NULL",
        "UPDATE journal SET line = x'00', purged_at = at WHERE case_id IS NOT NULL",
        "UPDATE journal SET purged_at = NULL WHERE purged_at IS NOT NULL",
        "UPDATE journal SET purged_at = 'later' WHERE purged_at IS NOT NULL",
        "DELETE FROM journal WHERE purged_at IS NOT NULL",
    ],
)
def test_the_journal_lets_a_line_of_a_case_become_empty_and_nothing_else(quiet: Quiet, statement: str) -> None:
    """Whatever a bug of ours tries."""
    _ready(quiet)
    quiet.take(2)
    quiet.purge()
    with pytest.raises(StoreTrouble), quiet.desk.store.write() as db:
        db.conn.execute(statement)


def _void(desk: Desk, case: Case) -> object:
    proposal = Void(case=case.case_id, reason="重复录入")
    approval = approvals.approve_on_spot(desk, CLERK, proposal, supervisor=SUPERVISOR.clerk_no, secret=SECRET)
    return endings.void(desk, CLERK, proposal, approval)


@pytest.mark.parametrize(
    "deed",
    [
        _void,
        lambda desk, case: reviews.ask(desk, CLERK, Void(case=case.case_id, reason="重复录入")),
        lambda desk, case: intake.decide_later(desk, CLERK, case.case_id, Decision.ACCEPTED),
    ],
)
def test_nothing_is_made_of_what_is_not_here_any_more(quiet: Quiet, deed: Callable[[Desk, Case], object]) -> None:
    """An empty form would overwrite what the platform has."""
    case = _ready(quiet)
    quiet.purge()
    lines = len(list(journal.all_lines(quiet.desk.db)))
    with pytest.raises(RuleBroken, match=r"^case\.(purged|moved_on)"):
        deed(quiet.desk, case)
    assert len(list(journal.all_lines(quiet.desk.db))) == lines


def test_a_result_that_comes_late_is_handed_out_and_its_collector_goes_in_his_turn(quiet: Quiet) -> None:
    """Once the platform told of the case again; and by the same rules."""
    case = _ready(quiet)
    quiet.purge()
    document = announce(quiet.desk, case)
    handout.sign_in_results(quiet.desk, CLERK, [document.id])
    collector = Collector(person=himself(case))
    with pytest.raises(RuleBroken, match=r"^case\.purged"):
        handout.hand_out(quiet.desk, CLERK, document.id, collector)
    hear(quiet.desk, NewsKind.CASE, card_of(msgspec.structs.replace(case, state=CounterState.DONE)), case=case.case_id)
    handed = handout.hand_out(quiet.desk, CLERK, document.id, collector)
    for number in handed.papers:
        printing.note(
            quiet.desk, CLERK, printing.prepare(quiet.desk, number, CLERK), printer="", outcome=PrintOutcome.PRINTED
        )
    assert quiet.lines(case) == 2 + len(handed.papers)
    quiet.settle()
    assert quiet.purge().kept == ("recent",)
    quiet.wait()
    assert (quiet.purge().cases, quiet.lines(case)) == (1, 0)
    result = results.read(quiet.desk.db, document.id)
    assert result is not None
    assert (result.state, result.document.applicant_name, result.document.phone) == (ResultState.COLLECTED, "", "")
    assert result.handed is not None
    assert result.handed.collector is None
    announce(quiet.desk, case)
    told_again = results.read(quiet.desk.db, document.id)
    assert told_again is not None
    assert told_again.state is ResultState.COLLECTED, "a platform that tells again brings nothing back to the counter"
    assert verifying.faults(quiet.desk) == ()


def test_what_the_platform_tells_later_is_not_put_into_the_row_and_goes_in_its_turn(quiet: Quiet) -> None:
    """As a card of another window's case; the clerk sees it."""
    case = _ready(quiet)
    done = cases.read_case(quiet.desk.db, case.case_id)
    assert done is not None
    quiet.purge()
    hear(quiet.desk, NewsKind.CASE, card_of(msgspec.structs.replace(case, state=CounterState.DONE)), case=case.case_id)
    row = cases.read_case(quiet.desk.db, case.case_id)
    assert row is not None
    assert row.intake.applicant.name == ""
    assert lists.read_case(quiet.desk, case.case_id).case.intake.applicant == case.intake.applicant
    assert quiet.purge().kept == ("recent",)
    quiet.wait()
    assert quiet.purge().cases == 1
    assert lists.read_case(quiet.desk, case.case_id).case.intake.applicant.name == ""


def test_a_case_that_the_platform_opens_again_lives_again(quiet: Quiet) -> None:
    """With everything that it tells; the lines of before stay what they are."""
    case = _ready(quiet)
    quiet.purge()
    hear(quiet.desk, NewsKind.CASE, card_of(case), case=case.case_id)
    row = cases.read_case(quiet.desk.db, case.case_id)
    assert row is not None
    assert (row.purged_at, row.state, row.intake) == (None, CounterState.ACCEPTED, case.intake)
    _void(quiet.desk, row)
    assert verifying.faults(quiet.desk) == ()


def test_a_purged_paper_is_printed_only_after_it_was_brought_back(quiet: Quiet) -> None:
    """Said in words; its prints are known all the same."""
    case = _ready(quiet)
    quiet.purge()
    with pytest.raises(RuleBroken, match=r"^paper\.purged"):
        printing.prepare(quiet.desk, case.case_no, CLERK, reason="遗失")
    with pytest.raises(RuleBroken, match=r"^paper\.purged"):
        printing.preview(quiet.desk, case.case_no)
    assert quiet.desk.printing == set()


def test_a_purged_paper_that_was_brought_and_is_in_doubt_is_asked_about_once(quiet: Quiet) -> None:
    """The hall tells this window's own print back; it is one print all the same, and keeps its count."""
    case = _ready(quiet)
    (content,) = (each.content for each in papers.papers_of_case(quiet.desk.db, case.case_id))
    quiet.purge()
    brought = HallPaper(
        number=case.case_no, case_id=case.case_id, kind=PaperKind.ACCEPTANCE, copies=1, content=content,
        content_sha256="", window="12", void=False,
    )  # fmt: skip
    with quiet.desk.store.write() as db:
        hall_papers.put(db, brought)
    quiet.print_out(case, PrintOutcome.UNCERTAIN, reason="遗失")
    mine = lists.read_case(quiet.desk, case.case_id).papers[0].prints[-1]
    assert mine.again == 1
    with quiet.desk.store.write() as db:
        hall_papers.put_print(db, mine)
    (asked,) = printing.uncertain_prints(quiet.desk)
    printing.answer_print(quiet.desk, CLERK, case.case_no, asked.print_no, came_out=True)
    assert printing.uncertain_prints(quiet.desk) == ()
    assert [each.again for each in lists.read_case(quiet.desk, case.case_id).papers[0].prints] == [0, 1]
    quiet.settle()
    quiet.wait()
    assert (quiet.purge().cases, quiet.lines(case)) == (1, 0)


def test_many_cases_go_a_few_at_a_time_each_with_its_line(quiet: Quiet) -> None:
    """So that whoever saves meanwhile waits for a few."""
    ended = [quiet.ended(serial, scan=PDF + bytes([serial])) for serial in range(1, 10)]
    open_one = quiet.take(11)
    quiet.print_out(open_one)
    quiet.settle()
    quiet.wait()
    steps = []
    after = 0
    while not (step := purging.purge_some(quiet.desk, DAYS, after)).over:
        steps.append(step)
        after = step.after
    assert [step.cases for step in steps] == [4, 4, 1]
    assert [why for step in steps for why in step.kept] == ["open"]
    told = [each.opened() for _, _, each in journal.all_lines(quiet.desk.db) if each.opened().kind == "cases.purged"]
    assert [len(msgspec.json.decode(line.body, type=CasesPurged).cases) for line in told] == [4, 4, 1]
    assert all(row.purged_at for case in ended if (row := cases.read_case(quiet.desk.db, case.case_id)))
    assert verifying.faults(quiet.desk) == ()
