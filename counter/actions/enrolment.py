"""登记: a one-time code makes this machine a window of a hall."""

from __future__ import annotations

from counter.actions.desk import Desk, begin_epoch
from counter.domain.enrolment import Enrolment
from counter.errors import RuleBroken
from counter.ports import FrontDoor
from counter.store import facts
from counter.wire.messages import EnrolRequest
from counter.wire.sealing import new_signing_key, public_key_of


def enrol(desk: Desk, front_door: FrontDoor, *, code: str, platform_url: str) -> Enrolment:
    """This machine is an enrolled window with an epoch of its own; the code is spent.

    Raises:
        RuleBroken: ``enrolment.done`` when it is enrolled already.
        Refused: ``enrolment.code`` for a code that is unknown, spent or too old.
        Unreachable: nothing happened here.
    """
    if facts.enrolment(desk.db) is not None:
        raise RuleBroken("enrolment.done")
    signing_key = new_signing_key()
    answer = front_door.enrol(EnrolRequest(code=code.strip().upper(), public_key=public_key_of(signing_key)))
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
