"""Bad input of the law of the counter: refused with the rule named, and nothing changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import msgspec
import pytest

from counter.actions import intake
from counter.actions.desk import Desk
from counter.domain.case import Decision, Draft
from counter.domain.course import (
    Commitment,
    Correction,
    Defect,
    Deferral,
    DeferredMaterial,
    NotNeeded,
    Promise,
    Refusal,
    RefusalGround,
    Ruling,
    Signer,
)
from counter.domain.intake_rules import IntakeFaults
from counter.domain.item import ServiceItem
from counter.errors import RuleBroken
from counter.store import papers
from tests.actions.rulings import (
    SIGNED,
    deferrable_codes,
    deferral,
    dispatch_item,
    know_credit,
    named,
    on_spot_item,
    ruling_for,
    without,
)
from tests.conftest import CLERK, FakeClock, draft_of, filled

Bad = Callable[[ServiceItem], tuple[Decision, Ruling | None]]


def _strange_material(item: ServiceItem) -> tuple[Decision, Ruling]:
    main = filled(item).materials[0].code
    return Decision.DEFERRED, Deferral(materials=(DeferredMaterial(code=main),), promise=SIGNED)


def _no_material(_: ServiceItem) -> tuple[Decision, Ruling]:
    return Decision.DEFERRED, Deferral(promise=SIGNED)


def _no_signature(item: ServiceItem) -> tuple[Decision, Ruling]:
    return Decision.DEFERRED, deferral(item, promise=Promise())


def _no_agent(item: ServiceItem) -> tuple[Decision, Ruling]:
    return Decision.DEFERRED, deferral(item, promise=Promise(signer=Signer.AGENT, signed=True))


def _before_receipt(item: ServiceItem) -> tuple[Decision, Ruling]:
    return Decision.DEFERRED, deferral(item, due_on=dt.date(2026, 2, 27))


def _after_promise(item: ServiceItem) -> tuple[Decision, Ruling]:
    return Decision.DEFERRED, deferral(item, due_on=dt.date(2026, 3, 17))


def _both(item: ServiceItem) -> tuple[Decision, Ruling]:
    return Decision.DEFERRED, Commitment(conditions=item.commitment_conditions, promise=SIGNED)


def _some_conditions(item: ServiceItem) -> tuple[Decision, Ruling]:
    return Decision.COMMITTED, Commitment(conditions=item.commitment_conditions[1:], promise=SIGNED)


def _half_told(_: ServiceItem) -> tuple[Decision, Ruling]:
    return Decision.CORRECTION, Correction(defects=(Defect(name="签名", ground="受理标准", remedy="补签"),))


def _no_remedy(item: ServiceItem) -> tuple[Decision, Ruling]:
    defects = tuple(Defect(material=code, ground="受理标准") for code in deferrable_codes(item))
    return Decision.CORRECTION, Correction(defects=defects)


def _no_body(_: ServiceItem) -> tuple[Decision, Ruling]:
    return Decision.NOT_COMPETENT, Refusal(ground=RefusalGround.NOT_COMPETENT, reasons="不归本机关")


def _no_reasons(_: ServiceItem) -> tuple[Decision, Ruling]:
    return Decision.NOT_NEEDED, NotNeeded()


def _back_what_was_not_got(item: ServiceItem) -> tuple[Decision, Ruling]:
    right = ruling_for(Decision.NOT_COMPETENT, item, filled(item))
    assert isinstance(right, Refusal)
    return Decision.NOT_COMPETENT, msgspec.structs.replace(right, returned=deferrable_codes(item))


def _nothing_said(_: ServiceItem) -> tuple[Decision, None]:
    return Decision.CORRECTION, None


def _too_much_said(item: ServiceItem) -> tuple[Decision, Ruling]:
    return Decision.RECEIVED, deferral(item)


@pytest.mark.parametrize(
    ("bad", "codes"),
    [
        (_strange_material, {"deferral.not_allowed", "deferral.not_all"}),
        (_no_material, {"deferral.nothing", "deferral.not_all"}),
        (_no_signature, {"promise.unsigned"}),
        (_no_agent, {"promise.no_agent"}),
        (_before_receipt, {"deferral.before_receipt"}),
        (_after_promise, {"deferral.after_promised"}),
        (_both, {"ruling.missing"}),
        (_some_conditions, {"commitment.not_all"}),
        (_half_told, {"defect.not_all"}),
        (_no_remedy, {"text.empty"}),
        (_no_body, {"text.empty"}),
        (_no_reasons, {"text.empty"}),
        (_back_what_was_not_got, {"refusal.not_got"}),
        (_nothing_said, {"ruling.missing"}),
        (_too_much_said, {"ruling.not_wanted"}),
    ],
)
def test_a_bad_ruling_is_named_and_nothing_changes(
    desk: Desk, items: tuple[ServiceItem, ...], bad: Bad, codes: set[str]
) -> None:
    """On a draft and on a received case alike; no row, no number, no line, and the draft is still there."""
    know_credit(desk)
    item = dispatch_item(items)
    lacking = without(item, *deferrable_codes(item))
    draft, received = draft_of(lacking), draft_of(lacking)
    intake.save_draft(desk, draft)
    intake.take_case(desk, CLERK, received, Decision.RECEIVED)
    before = _everything(desk)
    decision, ruling = bad(item)
    assert _codes(lambda: intake.take_case(desk, CLERK, draft, decision, ruling)) == codes
    if decision is not Decision.RECEIVED:
        assert _codes(lambda: intake.decide_later(desk, CLERK, received.case_id, decision, ruling)) == codes
    assert _everything(desk) == before
    assert papers.number_faults(desk.db) == ()


def test_who_is_listed_neither_defers_nor_commits(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """domain.md §2, Credit gate; and without a usable list nobody does."""
    item = dispatch_item(items)
    draft = draft_of(without(item, *deferrable_codes(item)))
    rulings = {
        decision: ruling_for(decision, item, draft.intake) for decision in (Decision.DEFERRED, Decision.COMMITTED)
    }
    for listing, code in (
        ((), "decision.credit_unknown"),
        ((draft.intake.applicant.id_number,), "decision.credit_barred"),
    ):
        if listing:
            know_credit(desk, *listing)
        before = _everything(desk)
        for decision, ruling in rulings.items():
            assert _codes(lambda: intake.take_case(desk, CLERK, draft, decision, ruling)) == {code}  # noqa: B023
        assert _everything(desk) == before


def test_what_the_guide_rules_out_is_no_decision(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """即办 is never deferred, a benefit is never needless, and a guide without conditions takes no promise."""
    know_credit(desk)
    on_spot, benefit, plain = on_spot_item(items), named(items, "失业保险金"), named(items, "道路货物运输经营许可")
    before = _everything(desk)
    for item, decision, ruling, code in (
        (on_spot, Decision.DEFERRED, deferral(on_spot), "decision.defer_on_spot"),
        (on_spot, Decision.ACCEPTED, None, "decision.only_on_spot"),
        (benefit, Decision.NOT_NEEDED, NotNeeded(reasons="x"), "decision.no_licence"),
        (plain, Decision.COMMITTED, Commitment(promise=SIGNED), "decision.no_commitment"),
    ):
        draft = draft_of(filled(item))
        with pytest.raises(RuleBroken) as caught:
            intake.take_case(desk, CLERK, draft, decision, ruling)
        assert (caught.value.code, caught.value.field) == (code, "decision")
    assert _everything(desk) == before


def test_a_decision_on_a_case_that_moved_on_changes_nothing(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """Two screens, one case: the second is told."""
    item = dispatch_item(items)
    draft = draft_of(filled(item))
    intake.take_case(desk, CLERK, draft, Decision.RECEIVED)
    intake.decide_later(desk, CLERK, draft.case_id, Decision.ACCEPTED)
    before = _everything(desk)
    ruling = ruling_for(Decision.NOT_COMPETENT, item, filled(item))
    assert _codes(lambda: intake.decide_later(desk, CLERK, draft.case_id, Decision.NOT_COMPETENT, ruling)) == {
        "case.moved_on"
    }
    assert _everything(desk) == before


def test_a_holiday_table_that_ends_leaves_days_open_and_takes_the_case(
    desk: Desk, clock: FakeClock, items: tuple[ServiceItem, ...]
) -> None:
    """faults.md F13: no day is guessed, on the case or on the paper, and the applicant is not sent away for it."""
    last = desk.calendar().table.covers_until
    clock.go_on(days=(last - clock.at.date()).days - 2)
    know_credit(desk)
    item = dispatch_item(items)
    draft = draft_of(without(item, *deferrable_codes(item)), at=clock.at)
    taken = intake.take_case(desk, CLERK, draft, Decision.DEFERRED, deferral(item))
    assert (taken.case.due.promised_on, [owed.due_on for owed in taken.case.course.owed]) == (None, [None])
    late = draft_of(without(item, *deferrable_codes(item), serial=2), at=clock.at)
    on = last + dt.timedelta(days=30)
    assert _codes(lambda: intake.take_case(desk, CLERK, late, Decision.DEFERRED, deferral(item, due_on=on))) == {
        "deferral.after_promised"
    }


def _codes(deed: Callable[[], object]) -> set[str]:
    """What the deed was refused for."""
    with pytest.raises(RuleBroken) as caught:
        deed()
    if isinstance(caught.value, IntakeFaults):
        return {fault.code for fault in caught.value.faults}
    return {caught.value.code}


def _everything(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    tables = [name for (name,) in desk.db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
    return {table: desk.db.execute(f"SELECT * FROM {table}").fetchall() for table in tables}  # noqa: S608 -- constants


def test_a_draft_keeps_the_ruling_as_far_as_it_was_typed(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """Half a ruling is no fault in a draft: a crash loses none of it."""
    item = dispatch_item(items)
    half = Correction(defects=(Defect(material=deferrable_codes(item)[0]),))
    draft: Draft = msgspec.structs.replace(draft_of(filled(item)), decision=Decision.CORRECTION, ruling=half)
    intake.save_draft(desk, draft)
    assert intake.list_drafts(desk, CLERK) == (draft,)
