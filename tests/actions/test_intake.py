"""A case is on the disk with its number, papers and journal line, or nothing is."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from counter.actions import intake, lists
from counter.actions.desk import Desk
from counter.domain.case import CounterState, Decision, HowGot, PaperKind, ReceivedMaterial
from counter.domain.intake_rules import IntakeFaults
from counter.domain.item import Handling, Need, ServiceItem
from counter.errors import RuleBroken
from counter.store import cases, deliveries, journal, papers
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


def test_the_draft_is_gone_with_the_case(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """And is offered until then."""
    draft = draft_of(filled(_item(items)))
    intake.save_draft(desk, draft)
    assert intake.list_drafts(desk, CLERK) == (draft,)
    intake.take_case(desk, CLERK, draft, Decision.RECEIVED)
    assert intake.list_drafts(desk, CLERK) == ()


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
