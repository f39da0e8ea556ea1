"""What stands on a paper changes by 更正 only; the rest is put right and sent again."""

from __future__ import annotations

import msgspec
import pytest

from counter.actions import intake, owed, repair
from counter.actions.desk import Desk
from counter.domain.case import Case, CounterState, Intake
from counter.domain.ids import LineId
from counter.domain.intake_rules import IntakeFaults
from counter.domain.item import ServiceItem
from counter.domain.person import Agent
from counter.domain.policy import HallPolicy, ReviewKind
from counter.domain.review import Review
from counter.errors import RuleBroken
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import cases, deliveries
from tests.actions.courses import correcting, item_with_two, received, rule
from tests.conftest import CLERK, PDF, SUPERVISOR, resident_number
from tests.faults.support import one_round


@pytest.fixture
def item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """An item of which two materials can lack."""
    return item_with_two(items)


def _stuck(desk: Desk, platform: SimulatedPlatform) -> LineId:
    platform.mishaps.refuse = lambda line: "phone.format" if line.kind == "case.taken" else ""
    one_round(desk, platform)
    (trouble,) = deliveries.troubles(desk.db)
    return trouble.line


def _row(desk: Desk, case: Case) -> Case:
    row = cases.read_case(desk.db, case.case_id)
    assert row is not None
    return row


def _phone(intake_before: Intake, phone: str) -> Intake:
    return msgspec.structs.replace(
        intake_before, applicant=msgspec.structs.replace(intake_before.applicant, phone=phone)
    )


def test_agent_and_materials_stand_on_the_paper_and_their_scans_do_not(
    desk: Desk, platform: SimulatedPlatform, item: ServiceItem
) -> None:
    """Printed is locked: any change of what stands there only through a correction deed."""
    case = correcting(desk, item)
    line = _stuck(desk, platform)
    first, *others = case.intake.materials
    agent = Agent(name="马冬梅", id_number=resident_number(2), phone="13911112222", authority_scope="代为办理")
    for field, change in (
        ("agent", msgspec.structs.replace(case.intake, agent=agent)),
        ("materials", msgspec.structs.replace(case.intake, materials=tuple(others))),
        (
            "materials",
            msgspec.structs.replace(case.intake, materials=(msgspec.structs.replace(first, copies=9), *others)),
        ),
    ):
        with pytest.raises(RuleBroken) as caught:
            repair.correct_and_resend(desk, CLERK, line, change, "录入有误")
        assert (caught.value.code, caught.value.field) == ("repair.on_paper", field)
    assert _row(desk, case) == case
    spec = item.material(first.code)
    assert spec is not None
    scan = intake.attach_file(desk, spec, content=PDF, file_name="a.pdf")
    rescanned = (msgspec.structs.replace(first, attachments=(scan,)), *others)
    repaired = repair.correct_and_resend(
        desk, CLERK, line, msgspec.structs.replace(case.intake, materials=rescanned), "补扫描件"
    )
    assert repaired.intake.attachments() == (scan,)


def test_a_telephone_that_was_put_right_is_the_one_that_is_called(
    desk: Desk, platform: SimulatedPlatform, item: ServiceItem
) -> None:
    """容缺跟踪 reminds under the new number; what lacks in a correction stands in nobody's way."""
    case = correcting(desk, item)
    line = _stuck(desk, platform)
    repair.correct_and_resend(desk, CLERK, line, _phone(case.intake, "13911112222"), "电话录入有误")
    assert [call.phone for call in owed.phone_list(desk, limit=9)] == ["13911112222"]
    one_round(desk, platform)
    assert deliveries.troubles(desk.db) == ()


def test_a_correction_that_is_itself_wrong_is_refused(
    desk: Desk, platform: SimulatedPlatform, item: ServiceItem
) -> None:
    """And the line stays where it was."""
    case = received(desk, item)
    line = _stuck(desk, platform)
    with pytest.raises(IntakeFaults):
        repair.correct_and_resend(desk, CLERK, line, _phone(case.intake, "12"), "电话录入有误")
    assert [trouble.line for trouble in deliveries.troubles(desk.db)] == [line]


def test_a_void_is_done_where_one_may_and_asked_for_where_two_must(desk: Desk, item: ServiceItem) -> None:
    """By the policy that is frozen into the case."""
    asked_for = received(desk, item)
    review = repair.void_or_ask(desk, SUPERVISOR, asked_for.case_id, "重复收件")
    assert isinstance(review, Review)
    assert (review.kind, review.case) == (ReviewKind.VOID, asked_for.case_id)
    assert _row(desk, asked_for).state is CounterState.RECEIVED
    rule(desk, HallPolicy(version=2, needs_approval=()))
    done = received(desk, item, serial=2)
    repair.void_or_ask(desk, SUPERVISOR, done.case_id, "重复收件")
    assert _row(desk, done).state is CounterState.VOIDED
    with pytest.raises(RuleBroken) as caught:
        repair.void_or_ask(desk, SUPERVISOR, done.case_id, "重复收件")
    assert caught.value.code == "case.voided"
