"""faults.md F23: a case is changed while its first line is on its way; the change is a second, ordered line."""

from __future__ import annotations

import msgspec
import pytest

from counter.actions import course
from counter.actions.desk import Desk
from counter.domain.case import Case
from counter.domain.item import ServiceItem
from counter.domain.proposal import Amend
from counter.errors import Unreachable
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import deliveries, journal
from counter.wire.messages import PushAnswer, PushRequest
from tests.actions.approving import cards
from tests.actions.courses import accepted, approved, item_with_two, numbers
from tests.conftest import CLERK
from tests.faults.support import one_round


def _amend(desk: Desk, case: Case) -> None:
    applicant = msgspec.structs.replace(case.intake.applicant, phone="13911112222")
    amend = Amend(case=case.case_id, number=numbers(desk, case)[-1], applicant=applicant, reason="电话录入有误")
    course.amend(desk, CLERK, amend, approved(desk, amend))


@pytest.mark.parametrize("cut", [False, True])
def test_the_platform_never_has_mixed_content(
    desk: Desk,
    platform: SimulatedPlatform,
    items: tuple[ServiceItem, ...],
    monkeypatch: pytest.MonkeyPatch,
    *,
    cut: bool,
) -> None:
    """Whether the send in which the clerk changed a field succeeds or is cut."""
    platform.publish(supervisors=cards())
    one_round(desk, platform)
    case = accepted(desk, item_with_two(items))
    (first,) = journal.lines_of_case(desk.db, case.case_id)
    push = platform.push

    def slowly(request: PushRequest) -> PushAnswer:
        monkeypatch.undo()
        _amend(desk, case)
        answer = push(request)
        if cut:
            raise Unreachable("platform.unreachable")
        return answer

    monkeypatch.setattr(platform, "push", slowly)
    one_round(desk, platform)
    one_round(desk, platform)
    here = journal.lines_of_case(desk.db, case.case_id)
    assert [sealed.opened().kind for sealed in here] == ["case.taken", "case.amended"]
    assert here[0] == first
    assert here[1].opened().base == first.hash
    assert [platform.lines[sealed.opened().id] for sealed in here] == list(here)
    assert deliveries.troubles(desk.db) == ()
    assert deliveries.waiting(desk.db).lines == 0
