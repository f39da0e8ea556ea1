"""登记: a one-time code makes this machine a window of a hall."""

from __future__ import annotations

from counter.actions.desk import Desk, begin_epoch
from counter.domain.enrolment import Enrolment
from counter.errors import RuleBroken
from counter.ports import FrontDoor
from counter.store import facts
from counter.wire.messages import EnrolRequest
from counter.wire.sealing import new_signing_key, public_key_of


def enrol(
    desk: Desk, front_door: FrontDoor, *, code: str, platform_url: str, hall: str = "", window: str = ""
) -> Enrolment:
    """This machine is an enrolled window with an epoch of its own; the code is spent.

    Args:
        desk: not enrolled yet.
        front_door: of that platform.
        code: the one-time code, in whatever case it was typed.
        platform_url: where the platform is.
        hall: the hall's code that IT expects; empty takes any.
        window: the window's number that IT expects; empty takes any.

    Raises:
        RuleBroken: ``enrolment.done`` when it is enrolled already; ``enrolment.other_window`` from a platform that does
            not look at the place itself.
        Refused: ``enrolment.code`` for a code that is unknown, spent or too old; ``enrolment.other_window``.
        Unreachable: nothing happened here.
    """
    if facts.enrolment(desk.db) is not None:
        raise RuleBroken("enrolment.done")
    signing_key = new_signing_key()
    request = EnrolRequest(code=code.strip().upper(), public_key=public_key_of(signing_key), hall=hall, window=window)
    answer = front_door.enrol(request)
    if (hall or answer.window.hall) != answer.window.hall or (window or answer.window.window) != answer.window.window:
        raise RuleBroken("enrolment.other_window", field="code")
    enrolment = Enrolment(
        window=answer.window,
        epoch=answer.epoch,
        generation=answer.generation,
        platform_key=answer.platform_key,
        signing_key=signing_key,
        platform_url=platform_url,
    )
    offset_ms = desk.clock.heard(answer.server_time)
    begin_epoch(desk, enrolment)
    with desk.store.write() as db:
        facts.write_fact(db, "clock_offset_ms", offset_ms)
    return enrolment
