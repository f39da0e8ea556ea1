"""The platform's generation: another one says that it was put back, and everything begins anew (trust.md F37)."""

from __future__ import annotations

import datetime as dt

import msgspec

from counter.actions.desk import Desk
from counter.domain.enrolment import Enrolment
from counter.store import deliveries, facts

_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class GenerationChangedError(Exception):
    """The platform was restored; its view is rebuilt and every kept line is sent again in the next round."""


def note_generation(desk: Desk, enrolment: Enrolment, generation: str) -> None:
    """The platform is the one that was seen last, or its view is forgotten here.

    Raises:
        GenerationChangedError: it was restored.
    """
    if generation == enrolment.generation:
        return
    with desk.store.write() as db:
        deliveries.forget_everything(db)
        facts.write_fact(db, "enrolment", msgspec.structs.replace(enrolment, generation=generation))
        facts.write_fact(db, "news_cursor", 0)
        facts.write_fact(db, "news_heard_at", _NEVER)  # what other windows did has to be told again first
        facts.write_fact(db, "catalogue_version", 0)
    raise GenerationChangedError
