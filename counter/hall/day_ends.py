"""日结 and 交接 as the platform judges them, and the removal of a person from the list of broken promises."""

from __future__ import annotations

from counter.domain.journal import Line
from counter.errors import RuleBroken
from counter.hall.answers import StuckError
from counter.hall.effects import Barred
from counter.hall.sitting import Sitting
from counter.wire.bodies import DayClosed, PersonUnlisted, ShiftHandedOver
from counter.wire.messages import Verdict


def close(sitting: Sitting, line: Line, body: DayClosed) -> None:
    """The day of that window balances, or every gap is explained, and two people signed.

    Raises:
        StuckError: ``day.closed`` the second time.
        RuleBroken: ``day.window``, ``day.unexplained``, ``day.second_signature``.
    """
    account = body.account
    if account.window != sitting.install.window.window:
        raise RuleBroken("day.window", field="account.window")
    if account.unexplained():
        raise RuleBroken("day.unexplained", field="account.gaps")
    if not body.second_signature.strip() or body.second_signature == line.actor:
        raise RuleBroken("day.second_signature", field="second_signature")
    day = account.day.isoformat()
    if sitting.books.is_closed(line.install, day):
        raise StuckError(Verdict.CONFLICT, "day.closed", theirs=day)
    sitting.books.close(line.install, day)
    sitting.effects.closings.append((line, body))


def hand_over(_: Sitting, line: Line, body: ShiftHandedOver) -> None:
    """The desk went to another person.

    Raises:
        RuleBroken: ``day.second_signature``.
    """
    if not body.to_clerk.strip() or body.to_clerk == line.actor:
        raise RuleBroken("day.second_signature", field="to_clerk")


def unlist(sitting: Sitting, line: Line, body: PersonUnlisted) -> None:
    """The person is on the list no more; with approver and reason (domain.md §2, Record).

    Raises:
        StuckError: ``person.not_listed`` when somebody was faster.
        RuleBroken: ``text.empty`` without a reason.
    """
    if not body.reason.strip():
        raise RuleBroken("text.empty", field="reason")
    if sitting.books.barred_since(body.person) is None or line.case is None:
        raise StuckError(Verdict.CONFLICT, "person.not_listed", theirs="未列入")
    sitting.books.bar(body.person, None)
    sitting.effects.barred.append(Barred(person=body.person, case=line.case, reason=body.reason, listed=False))
