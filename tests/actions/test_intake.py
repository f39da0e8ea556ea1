"""A case is on the disk with its number, papers and journal line, or nothing is."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from counter.actions import decisions, intake, lists, verifying
from counter.actions.desk import Desk
from counter.documents.model import PaperContent
from counter.domain.case import CounterState, Decision, Draft, HowGot, PaperKind, ReceivedMaterial
from counter.domain.course import NotNeeded, Promise, Refusal, RefusalGround, Ruling
from counter.domain.ids import Sha256
from counter.domain.intake_rules import IntakeFaults
from counter.domain.item import Handling, Need, ServiceItem
from counter.domain.outcomes import STATES
from counter.domain.policy import HallPolicy
from counter.domain.proposal import Approval, Decide, Take
from counter.errors import RuleBroken
from counter.store import cases, deliveries, journal, papers
from counter.wire.bodies import CaseDecided, CaseTaken, read_body
from tests.actions.approving import know_supervisors
from tests.actions.courses import approved, rule
from tests.actions.rulings import deferrable_codes, deferral, dispatch_item, know_credit, ruling_for, without
from tests.conftest import CLERK, PDF, FakeClock, draft_of, filled


def _item(items: tuple[ServiceItem, ...], handling: Handling = Handling.PROMISED) -> ServiceItem:
    return next(item for item in items if item.handling is handling and "1" in item.service_targets)


def test_an_accepted_case_has_number_paper_and_line_in_one(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """许可法 32: acceptance gives a written, dated voucher."""
    draft = draft_of(filled(_item(items)))
    taken = intake.take_case(desk, CLERK, draft, Decision.ACCEPTED)
    detail = lists.read_case(desk, draft.case_id)
    assert taken.case.case_no == "421199-01-12-A-000001-" + taken.case.case_no[-1]
    assert [paper.paper.kind for paper in detail.papers] == [PaperKind.ACCEPTANCE]
    assert [entry.kind for entry in detail.timeline] == ["case.taken"]
    assert detail.case.state is CounterState.ACCEPTED


def test_every_item_of_the_catalogue_can_be_taken_in(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """54 items, natural persons and companies."""
    for serial, item in enumerate(items, start=1):
        decision = Decision.DONE_ON_SPOT if item.handling is Handling.ON_SPOT else Decision.ACCEPTED
        intake.take_case(desk, CLERK, draft_of(filled(item, serial=serial)), decision)
    assert lists.find_cases(desk, CLERK, "").total == len(items)
    assert papers.number_faults(desk.db) == ()


def test_a_double_click_makes_one_case(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """The case's id exists before the first save."""
    draft = draft_of(filled(_item(items)))
    first = intake.take_case(desk, CLERK, draft, Decision.ACCEPTED)
    second = intake.take_case(desk, CLERK, draft, Decision.ACCEPTED)
    assert second.case.case_no == first.case.case_no
    assert lists.find_cases(desk, CLERK, "").total == 1


def test_the_draft_is_none_any_more_once_it_is_a_case(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """And is offered until then; what was typed is swept away with the next draft that is saved."""
    draft, following = draft_of(filled(_item(items))), draft_of(filled(_item(items), serial=2))
    intake.save_draft(desk, draft)
    assert intake.list_drafts(desk, CLERK) == (draft,)
    intake.take_case(desk, CLERK, draft, Decision.RECEIVED)
    assert intake.list_drafts(desk, CLERK) == ()
    intake.save_draft(desk, following)
    assert intake.list_drafts(desk, CLERK) == (following,)
    assert desk.db.conn.execute("SELECT case_id FROM drafts").fetchall() == [(following.case_id,)]


def test_a_missing_required_material_blocks_acceptance_and_is_named(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """faults.md F12; and nothing was used up by the attempt."""
    item = _item(items)
    whole = filled(item)
    lacking = msgspec.structs.replace(whole, materials=whole.materials[1:])
    with pytest.raises(IntakeFaults) as caught:
        intake.take_case(desk, CLERK, draft_of(lacking), Decision.ACCEPTED)
    assert [fault.field for fault in caught.value.faults] == [f"materials.{whole.materials[0].code}"]
    taken = intake.take_case(desk, CLERK, draft_of(whole), Decision.ACCEPTED)
    assert "-000001-" in taken.case.case_no


def test_zero_materials_are_never_enough(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """Not even for 收件."""
    bare = msgspec.structs.replace(filled(_item(items)), materials=())
    with pytest.raises(IntakeFaults) as caught:
        intake.take_case(desk, CLERK, draft_of(bare), Decision.RECEIVED)
    assert [fault.code for fault in caught.value.faults] == ["material.none"]


def test_a_received_case_is_accepted_later_under_a_second_number(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """收件 then 受理; the first number stays the case's."""
    draft = draft_of(filled(_item(items)))
    received = intake.take_case(desk, CLERK, draft, Decision.RECEIVED)
    accepted = intake.decide_later(desk, CLERK, draft.case_id, Decision.ACCEPTED)
    assert accepted.case.case_no == received.case.case_no
    kinds = [paper.paper.kind for paper in lists.read_case(desk, draft.case_id).papers]
    assert kinds == [PaperKind.RECEIPT, PaperKind.ACCEPTANCE]
    with pytest.raises(RuleBroken):
        intake.decide_later(desk, CLERK, draft_of(filled(_item(items))).case_id, Decision.ACCEPTED)


def test_an_on_spot_item_is_not_accepted_but_done(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """即办件 promise = 0."""
    item = _item(items, Handling.ON_SPOT)
    with pytest.raises(RuleBroken) as caught:
        intake.take_case(desk, CLERK, draft_of(filled(item)), Decision.ACCEPTED)
    assert caught.value.code == "decision.only_on_spot"
    assert intake.take_case(desk, CLERK, draft_of(filled(item)), Decision.DONE_ON_SPOT).case.due.promised_on


def test_receipt_plus_five_working_days_is_the_day_to_decide_by(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """Monday 2 March 2026 + 5 working days, the start day not counted, is Monday 9 March."""
    taken = intake.take_case(desk, CLERK, draft_of(filled(_item(items))), Decision.RECEIVED)
    assert taken.case.due.accept_by == dt.date(2026, 3, 9)


def test_a_day_beyond_the_published_holidays_is_left_open(
    desk: Desk, clock: FakeClock, items: tuple[ServiceItem, ...]
) -> None:
    """The calendar never guesses, and a complete application is not refused for that (许可法 32(5))."""
    clock.go_on(days=300)
    item = next(item for item in items if item.legal_limit.amount >= 20 and item.handling is Handling.PROMISED)
    taken = intake.take_case(desk, CLERK, draft_of(filled(item), at=clock.at), Decision.ACCEPTED)
    assert taken.case.due.legal_on is None


def test_a_file_is_told_by_its_bytes(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """A program called .pdf is no PDF; a path in the name is only a name."""
    spec = items[0].materials[0]
    with pytest.raises(RuleBroken) as caught:
        intake.attach_file(desk, spec, content=b"MZ\x90\x00", file_name="x.pdf")
    assert caught.value.code == "file.type"
    kept = intake.attach_file(desk, spec, content=PDF, file_name="../../C:\\evil\\身份证.pdf")
    assert (kept.file_name, kept.media_type) == ("身份证.pdf", "application/pdf")


def test_an_attached_scan_waits_to_be_sent_once(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """Two materials with the same content are one scan."""
    item = next(item for item in items if len(filled(item).materials) > 1 and item.handling is Handling.PROMISED)
    kept = intake.attach_file(desk, item.materials[0], content=PDF, file_name="a.pdf")
    whole = filled(item)
    materials = tuple(msgspec.structs.replace(material, attachments=(kept,)) for material in whole.materials)
    intake.take_case(desk, CLERK, draft_of(msgspec.structs.replace(whole, materials=materials)), Decision.ACCEPTED)
    assert [scan.sha256 for scan in deliveries.waiting_scans(desk.db)] == [kept.sha256]


def test_a_material_that_the_guide_does_not_list_is_refused(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """许可法 31: nothing unrelated is asked for, so nothing unrelated is ticked."""
    whole = filled(_item(items))
    strange = (*whole.materials, ReceivedMaterial(code="nonsense", how_got=HowGot.COPY))
    with pytest.raises(IntakeFaults) as caught:
        intake.take_case(desk, CLERK, draft_of(msgspec.structs.replace(whole, materials=strange)), Decision.ACCEPTED)
    assert caught.value.faults[0].code == "material.unknown"


def test_an_optional_material_may_lack(items: tuple[ServiceItem, ...]) -> None:
    """`filled` leaves the optional ones out, so this is what the other tests rest on."""
    assert any(spec.need is Need.OPTIONAL for item in items for spec in item.materials)


def test_the_same_person_with_the_same_item_is_pointed_out(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """trust.md F53: a hint, never a bar."""
    whole = filled(_item(items))
    intake.take_case(desk, CLERK, draft_of(whole), Decision.ACCEPTED)
    assert len(intake.likely_duplicates(desk, whole)) == 1


def _lacking(items: tuple[ServiceItem, ...]) -> tuple[ServiceItem, Draft]:
    item = dispatch_item(items)
    return item, draft_of(without(item, *deferrable_codes(item)))


def _approved(desk: Desk, draft: Draft, ruling: Ruling | None, decision: Decision = Decision.REFUSED) -> Approval:
    take = Take(case=draft.case_id, decision=decision, intake=draft.intake, ruling=ruling)
    return approved(desk, decisions.settle(desk, take))


def _take(desk: Desk, item: ServiceItem, draft: Draft, decision: Decision) -> intake.Taken:
    """The draft with that decision, a right ruling, and a supervisor's approval where the hall asks for one."""
    ruling = ruling_for(decision, item, draft.intake)
    approval = _approved(desk, draft, ruling) if decision is Decision.REFUSED else None
    return intake.take_case(desk, CLERK, draft, decision, ruling, approval)


RULED = [
    Decision.CORRECTION,
    Decision.DEFERRED,
    Decision.COMMITTED,
    Decision.REFUSED,
    Decision.NOT_COMPETENT,
    Decision.NOT_NEEDED,
]


@pytest.mark.parametrize("decision", RULED)
def test_licence_law_32_every_outcome_is_one_deed(
    desk: Desk, items: tuple[ServiceItem, ...], decision: Decision
) -> None:
    """许可法 32: case, course, papers, what is owed and the journal line are there together and say the same."""
    know_credit(desk)
    item, draft = _lacking(items)
    taken = _take(desk, item, draft, decision)
    detail = lists.read_case(desk, draft.case_id)
    assert detail.case == taken.case
    assert detail.case.state is STATES[decision]
    assert detail.case.case_no == taken.papers[0]
    assert tuple(paper.paper.number for paper in detail.papers) == taken.papers
    (line,) = journal.lines_of_case(desk.db, draft.case_id)
    body = read_body(line.opened().kind, line.opened().body)
    assert isinstance(body, CaseTaken)
    assert (body.decision, body.course, body.due) == (decision, taken.case.course, taken.case.due)
    assert tuple(paper.number for paper in body.papers) == taken.papers
    rows = desk.db.execute("SELECT code FROM owed WHERE case_id = ? ORDER BY code", [draft.case_id]).fetchall()
    assert sorted(code for (code,) in rows) == sorted(owed.code for owed in taken.case.course.owed)
    assert verifying.faults(desk) == ()


@pytest.mark.parametrize("decision", RULED)
def test_a_received_case_takes_every_decision_later(
    desk: Desk, items: tuple[ServiceItem, ...], decision: Decision
) -> None:
    """收件 keeps its number; the decision has papers of its own, and the receipt is not given twice."""
    know_credit(desk)
    item, draft = _lacking(items)
    received = intake.take_case(desk, CLERK, draft, Decision.RECEIVED)
    ruling = ruling_for(decision, item, draft.intake)
    approval = None
    if decision is Decision.REFUSED:
        approval = approved(desk, decisions.settle(desk, Decide(case=draft.case_id, decision=decision, ruling=ruling)))
    decided = intake.decide_later(desk, CLERK, draft.case_id, decision, ruling, approval)
    assert decided.case == lists.read_case(desk, draft.case_id).case
    assert (decided.case.case_no, decided.case.state) == (received.case.case_no, STATES[decision])
    kinds = [paper.paper.kind for paper in lists.read_case(desk, draft.case_id).papers]
    assert kinds.count(PaperKind.RECEIPT) == 1
    assert len(kinds) == 1 + len(decided.papers)
    first, second = journal.lines_of_case(desk.db, draft.case_id)
    body = read_body(second.opened().kind, second.opened().body)
    assert isinstance(body, CaseDecided)
    assert (body.decision, body.course) == (decision, decided.case.course)
    assert second.opened().base == first.hash
    with pytest.raises(RuleBroken) as caught:
        intake.decide_later(desk, CLERK, draft.case_id, Decision.NOT_NEEDED, NotNeeded(reasons="改主意"))
    assert caught.value.code in {"case.moved_on", "decision.after_correction"}
    assert verifying.faults(desk) == ()


def test_a_refusal_without_a_supervisor_is_refused_and_costs_no_number(
    desk: Desk, items: tuple[ServiceItem, ...]
) -> None:
    """domain.md §7; an approval of other reasons serves as little, and the one of these stands in the line."""
    know_supervisors(desk)
    item, draft = _lacking(items)
    intake.save_draft(desk, draft)
    ruling = ruling_for(Decision.REFUSED, item, draft.intake)
    assert isinstance(ruling, Refusal)
    with pytest.raises(RuleBroken, match=r"approval\.needed"):
        intake.take_case(desk, CLERK, draft, Decision.REFUSED, ruling)
    approval = _approved(desk, draft, ruling)
    other = msgspec.structs.replace(ruling, reasons="另一理由")
    with pytest.raises(RuleBroken, match=r"approval\.other_content"):
        intake.take_case(desk, CLERK, draft, Decision.REFUSED, other, approval)
    assert (list(journal.all_lines(desk.db)), intake.list_drafts(desk, CLERK)) == ([], (draft,))
    taken = intake.take_case(desk, CLERK, draft, Decision.REFUSED, ruling, approval)
    assert "-000001-" in taken.case.case_no
    (line,) = journal.lines_of_case(desk.db, draft.case_id)
    assert line.opened().approval == approval
    assert taken.case.course.end_reason == ruling.reasons


def test_more_deferred_materials_than_the_norm_need_a_supervisor(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """容缺 outside the norm (domain.md §7); the norm is the hall's policy."""
    know_credit(desk)
    rule(desk, HallPolicy(version=1, deferral_most_materials=0))
    item, draft = _lacking(items)
    with pytest.raises(RuleBroken) as caught:
        intake.take_case(desk, CLERK, draft, Decision.DEFERRED, deferral(item))
    assert caught.value.params == {"kind": "deferral_outside_norm"}
    approval = _approved(desk, draft, deferral(item), Decision.DEFERRED)
    taken = intake.take_case(desk, CLERK, draft, Decision.DEFERRED, deferral(item), approval)
    assert taken.case.state is CounterState.DEFERRED


def test_a_signed_promise_is_sent_as_a_scan_of_the_case(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """Beside the attachments of the materials; one that is not there is no signature."""
    know_credit(desk)
    item, draft = _lacking(items)
    strange = Promise(signed=True, signature=Sha256("0" * 64))
    with pytest.raises(RuleBroken) as caught:
        intake.take_case(desk, CLERK, draft, Decision.DEFERRED, deferral(item, promise=strange))
    assert (caught.value.code, caught.value.field) == ("file.missing", "ruling.promise.signature")
    kept = intake.keep_signature(desk, content=PDF)
    signed = deferral(item, promise=Promise(signed=True, signature=kept))
    intake.take_case(desk, CLERK, draft, Decision.DEFERRED, signed)
    assert [scan.sha256 for scan in deliveries.waiting_scans(desk.db)] == [kept]
    (line,) = journal.lines_of_case(desk.db, draft.case_id)
    assert [(blob.sha256, blob.size_bytes) for blob in line.opened().blobs] == [(kept, len(PDF))]


def test_licence_law_32_3_what_was_put_right_at_the_window_stands_on_the_paper(
    desk: Desk, items: tuple[ServiceItem, ...]
) -> None:
    """许可法 32(3), 当场更正: noted in a line at the material, and the case goes on as if it had been right."""
    whole = filled(_item(items))
    first = msgspec.structs.replace(whole.materials[0], fixed_on_spot="  补签姓名 ")
    draft = draft_of(msgspec.structs.replace(whole, materials=(first, *whole.materials[1:])))
    taken = intake.take_case(desk, CLERK, draft, Decision.ACCEPTED)
    assert taken.case.intake.materials[0].fixed_on_spot == "补签姓名"
    (paper,) = papers.papers_of_case(desk.db, draft.case_id)
    content = msgspec.json.decode(paper.content, type=PaperContent)
    assert [material.note for material in content.materials if material.note] == ["已当场更正：补签姓名"]


def test_a_paper_is_frozen_without_what_it_does_not_say(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """It stands in the register of papers and in the journal line, and most of its fields are for other papers."""
    draft = draft_of(filled(_item(items)))
    intake.take_case(desk, CLERK, draft, Decision.ACCEPTED)
    (paper,) = papers.papers_of_case(desk.db, draft.case_id)
    frozen = msgspec.json.decode(paper.content)
    assert {"number", "materials", "promised_due_on"} <= frozen.keys()
    assert frozen.keys().isdisjoint({"agent_name", "owed", "promise", "told_again"})


def test_licence_law_32_4_a_decision_after_five_days_is_dated_back_to_the_receipt(
    desk: Desk, clock: FakeClock, items: tuple[ServiceItem, ...]
) -> None:
    """许可法 32(4): silence has accepted it as it was; nothing is refused, asked for or lacking any more."""
    item, draft = _lacking(items)
    received = intake.take_case(desk, CLERK, draft, Decision.RECEIVED)
    clock.go_on(days=8)
    for decision in (Decision.REFUSED, Decision.CORRECTION, Decision.DEFERRED):
        with pytest.raises(RuleBroken, match=r"decision\.deemed_accepted"):
            intake.decide_later(desk, CLERK, draft.case_id, decision, ruling_for(decision, item, draft.intake))
    accepted = intake.decide_later(desk, CLERK, draft.case_id, Decision.ACCEPTED).case
    assert accepted.accepted_at == received.case.received_at
    assert accepted.due.promised_on == dt.date(2026, 3, 16)


def test_after_a_correction_only_refusal_is_decided_here(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """补正后仍不符合 (domain.md §6 no. 11): with that ground, which a fresh draft may not use."""
    item, draft = _lacking(items)
    _take(desk, item, draft, Decision.CORRECTION)
    still = Refusal(ground=RefusalGround.STILL_DEFECTIVE, reasons="补交的租赁合同已过期", legal_basis="办事指南")
    proposal = decisions.settle(desk, Decide(case=draft.case_id, decision=Decision.REFUSED, ruling=still))
    refused = intake.decide_later(desk, CLERK, draft.case_id, Decision.REFUSED, still, approved(desk, proposal))
    assert refused.case.state is CounterState.REFUSED
    assert desk.db.execute("SELECT count(*) FROM owed WHERE state = 'open'").fetchone()[0] == 0


def test_a_double_click_on_a_later_acceptance_makes_one_paper(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """The second gives what the first made; another decision is told that the case moved on."""
    draft = draft_of(filled(_item(items)))
    intake.take_case(desk, CLERK, draft, Decision.RECEIVED)
    first = intake.decide_later(desk, CLERK, draft.case_id, Decision.ACCEPTED)
    again = intake.decide_later(desk, CLERK, draft.case_id, Decision.ACCEPTED)
    assert again.case.course == first.case.course
    assert len(journal.lines_of_case(desk.db, draft.case_id)) == 2
    with pytest.raises(RuleBroken, match=r"case\.moved_on"):
        intake.decide_later(desk, CLERK, draft.case_id, Decision.NOT_NEEDED, NotNeeded(reasons="x"))


def test_a_case_from_before_courses_is_decided_by_its_receipt(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """A case of the older schema has no clock of its own; its receipt is enough."""
    draft = draft_of(filled(_item(items)))
    intake.take_case(desk, CLERK, draft, Decision.RECEIVED)
    with desk.store.write() as db:
        db.execute("UPDATE cases SET course = '{}'")
    accepted = intake.decide_later(desk, CLERK, draft.case_id, Decision.ACCEPTED).case
    assert [type(event).__name__ for event in accepted.course.clock] == ["Received", "Accepted"]


def test_work_goes_on_when_somebody_turns_the_clock_back(
    desk: Desk, clock: FakeClock, items: tuple[ServiceItem, ...]
) -> None:
    """faults.md F22: the decision counts as made at the receipt, never before it."""
    draft = draft_of(filled(_item(items)))
    received = intake.take_case(desk, CLERK, draft, Decision.RECEIVED).case
    clock.turn(hours=-1)
    accepted = intake.decide_later(desk, CLERK, draft.case_id, Decision.ACCEPTED).case
    assert accepted.accepted_at == received.received_at


def test_the_chain_is_whole_after_a_day(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """And the case's lines name each other."""
    draft = draft_of(filled(_item(items)))
    intake.take_case(desk, CLERK, draft, Decision.RECEIVED)
    intake.decide_later(desk, CLERK, draft.case_id, Decision.ACCEPTED)
    first, second = journal.lines_of_case(desk.db, draft.case_id)
    assert second.opened().base == first.hash
    assert journal.chain_faults(desk.db, desk.enrolment().install) == ()


def test_search_finds_by_name_end_of_number_and_wildcards_do_no_harm(
    desk: Desk, items: tuple[ServiceItem, ...]
) -> None:
    """faults.md F28."""
    taken = intake.take_case(desk, CLERK, draft_of(filled(_item(items))), Decision.ACCEPTED)
    number = taken.case.intake.applicant.id_number
    for text in ("阳一", number[-4:].lower(), " 欧阳 ", taken.case.case_no):
        assert lists.find_cases(desk, CLERK, text).total == 1, text
    for text in ("%", "'", "_", "\\", "无此人"):
        assert lists.find_cases(desk, CLERK, text).total == 0, text
    assert cases.find_cases(desk.db, text="", clerk="0002", offset=0, limit=9).total == 0
