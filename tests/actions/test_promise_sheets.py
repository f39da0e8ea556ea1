"""承诺书供签名: what is printed for signing is what is saved, and nothing else goes with that signature (F12)."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from counter.actions import intake, promise_sheets
from counter.actions.desk import Desk
from counter.documents.model import PaperContent
from counter.domain.case import Decision, HowGot, Intake, PaperKind, ReceivedMaterial
from counter.domain.course import Commitment, Deferral, Promise, Signer
from counter.domain.intake_rules import IntakeFaults
from counter.domain.item import ServiceItem
from counter.domain.policy import HallPolicy, LateConsequence
from counter.errors import RuleBroken
from counter.store import journal, papers
from tests.actions.courses import received, rule
from tests.actions.rulings import deferrable_codes, deferral, dispatch_item, know_credit, ruling_for, without
from tests.conftest import CLERK, FakeClock, draft_of, filled
from tests.documents.reading import all_of

UNSIGNED = Promise()


@pytest.fixture
def item(desk: Desk, items: tuple[ServiceItem, ...]) -> ServiceItem:
    """One material may follow, and three conditions may be promised."""
    know_credit(desk)
    return dispatch_item(items)


def _faults(desk: Desk, given: Intake, ruling: Deferral) -> list[str]:
    draft = draft_of(given)
    with pytest.raises(IntakeFaults) as caught:
        intake.take_case(desk, CLERK, draft, Decision.DEFERRED, ruling)
    return [fault.code for fault in caught.value.faults]


def _signed(ruling: Deferral | Commitment, sheet: str) -> Deferral | Commitment:
    promise = msgspec.structs.replace(ruling.promise, signed=True, sheet=sheet)
    return msgspec.structs.replace(ruling, promise=promise)


def test_the_signed_sheet_goes_with_the_ruling_and_the_notice_cites_it(desk: Desk, item: ServiceItem) -> None:
    """No number is taken for it, nothing is noted of it, and no second unsigned promise is issued."""
    lacking = without(item, *deferrable_codes(item))
    sheet = promise_sheets.of_draft(desk, CLERK, lacking, Decision.DEFERRED, deferral(item, promise=UNSIGNED))
    assert (sheet.kind, sheet.copies) == (PaperKind.DEFERRAL_PROMISE, 2)
    assert list(journal.all_lines(desk.db)) == []
    assert f"核对码：{sheet.check_code}" in all_of(sheet.pdf)[1]
    signed = _signed(deferral(item, promise=UNSIGNED), sheet.check_code)
    taken = intake.take_case(desk, CLERK, draft_of(lacking), Decision.DEFERRED, signed)
    (row,) = papers.papers_of_case(desk.db, taken.case.case_id)
    content = msgspec.json.decode(row.content, type=PaperContent)
    assert (row.kind, content.check_code) == (PaperKind.DEFERRAL_NOTICE, sheet.check_code)


def test_a_commitment_too_and_its_acceptance_cites_it(desk: Desk, item: ServiceItem) -> None:
    whole = filled(item)
    ruling = ruling_for(Decision.COMMITTED, item, whole)
    assert isinstance(ruling, Commitment)
    sheet = promise_sheets.of_draft(desk, CLERK, whole, Decision.COMMITTED, ruling)
    taken = intake.take_case(desk, CLERK, draft_of(whole), Decision.COMMITTED, _signed(ruling, sheet.check_code))
    (row,) = papers.papers_of_case(desk.db, taken.case.case_id)
    assert row.kind is PaperKind.ACCEPTANCE
    assert sheet.check_code in row.content


@pytest.mark.parametrize("change", ["material", "day", "form", "signer", "applicant", "policy"])
def test_whatever_was_promised_and_changed_since_needs_another_signature(
    desk: Desk, item: ServiceItem, change: str
) -> None:
    """faults.md F12: the paper that was signed says something else."""
    lacking = without(item, *deferrable_codes(item))
    plain = deferral(item, due_on=dt.date(2026, 3, 6), promise=UNSIGNED)
    sheet = promise_sheets.of_draft(desk, CLERK, lacking, Decision.DEFERRED, plain)
    now, ruling = lacking, plain
    (first,) = plain.materials
    if change == "material":
        got = ReceivedMaterial(code=first.code, how_got=HowGot.ORIGINAL)
        now = msgspec.structs.replace(lacking, materials=(*lacking.materials, got))
    elif change == "day":
        later = msgspec.structs.replace(first, due_on=dt.date(2026, 3, 9))
        ruling = msgspec.structs.replace(plain, materials=(later,))
    elif change == "form":
        ruling = msgspec.structs.replace(plain, materials=(msgspec.structs.replace(first, form="电子件"),))
    elif change == "signer":
        ruling = msgspec.structs.replace(plain, promise=Promise(signer=Signer.LEGAL_REPRESENTATIVE))
    elif change == "applicant":
        renamed = msgspec.structs.replace(lacking.applicant, name="云溪县晨曦商贸有限公司")
        now = msgspec.structs.replace(lacking, applicant=renamed)
    else:
        rule(desk, HallPolicy(version=1, late_consequence=LateConsequence.REVOKED))
    signed = _signed(ruling, sheet.check_code)
    assert isinstance(signed, Deferral)
    assert "promise.other_sheet" in _faults(desk, now, signed) or change == "material"
    if change == "material":  # without it in the list, as the window shows it now, nothing may follow any more
        assert _faults(desk, now, signed) == ["deferral.got"]
    assert list(journal.all_lines(desk.db)) == []


def test_time_that_passes_changes_nothing_of_what_was_signed(desk: Desk, clock: FakeClock, item: ServiceItem) -> None:
    """The supervisor approves tomorrow what was signed today."""
    lacking = without(item, *deferrable_codes(item))
    plain = deferral(item, due_on=dt.date(2026, 3, 6), promise=UNSIGNED)
    sheet = promise_sheets.of_draft(desk, CLERK, lacking, Decision.DEFERRED, plain)
    clock.go_on(days=1)
    know_credit(desk)
    taken = intake.take_case(desk, CLERK, draft_of(lacking), Decision.DEFERRED, _signed(plain, sheet.check_code))
    assert isinstance(taken.case.course.ruling, Deferral)


def test_a_case_that_was_received_before_bears_its_number_and_is_decided_with_the_sheet(
    desk: Desk, item: ServiceItem
) -> None:
    case = received(desk, item)
    ruling = ruling_for(Decision.COMMITTED, item, case.intake)
    assert isinstance(ruling, Commitment)
    sheet = promise_sheets.of_case(desk, CLERK, case.case_id, Decision.COMMITTED, ruling)
    taken = intake.decide_later(desk, CLERK, case.case_id, Decision.COMMITTED, _signed(ruling, sheet.check_code))
    kinds = [row.kind for row in papers.papers_of_case(desk.db, taken.case.case_id)]
    assert kinds == [PaperKind.RECEIPT, PaperKind.ACCEPTANCE]


def test_what_is_wrong_is_told_before_anything_is_printed(desk: Desk, item: ServiceItem) -> None:
    """The form and the ruling are judged as they will be at the save; only nobody has signed yet."""
    late = deferral(item, due_on=dt.date(2027, 1, 4), promise=UNSIGNED)
    with pytest.raises(IntakeFaults) as caught:
        promise_sheets.of_draft(desk, CLERK, without(item, *deferrable_codes(item)), Decision.DEFERRED, late)
    assert [fault.code for fault in caught.value.faults] == ["deferral.after_promised"]
    with pytest.raises(RuleBroken, match=r"promise\.none"):
        promise_sheets.of_draft(desk, CLERK, filled(item), Decision.ACCEPTED, None)


def test_a_hall_that_asks_for_the_scan_takes_no_signature_without_it(desk: Desk, item: ServiceItem) -> None:
    rule(desk, HallPolicy(version=1, promise_scan=True))
    assert _faults(desk, without(item, *deferrable_codes(item)), deferral(item)) == ["promise.no_scan"]
