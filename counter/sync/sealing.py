"""用章 at the moment of printing: the platform is asked once, for a few seconds; whatever it says, the paper comes out.

    what waits of the case is pushed, so that the platform knows the number
    the paper is sealed there, checked here against the authority that the platform delivered, and kept
    no answer, a refusal, a seal that does not hold: the paper has the place for the stamp, and why is said

Runs on the printer lane with a connection of its own, beside a sync round: the same line twice is harmless.
"""

from __future__ import annotations

import dataclasses

from counter.actions import seals
from counter.actions.desk import Desk, OnStore
from counter.actions.printing import Prepared
from counter.errors import CounterError
from counter.ports import Seals
from counter.sync.generation import GenerationChangedError
from counter.sync.round import push_once


def with_seal(desk: Desk, platform: Seals | None, on_store: OnStore, prepared: Prepared) -> Prepared:
    """The paper with its e-seal, or as it was with ``unsealed`` saying why; the same when it needs none."""
    if prepared.to_seal is None:
        return prepared
    if platform is None:
        return dataclasses.replace(prepared, unsealed="enrolment.missing")
    try:
        push_once(desk, platform.push, on_store)
        return _sealed(desk, platform, on_store, prepared)
    except GenerationChangedError:
        return dataclasses.replace(prepared, unsealed="seal.unknown_paper")
    except CounterError as error:
        return dataclasses.replace(prepared, unsealed=error.code)


def _sealed(desk: Desk, platform: Seals, on_store: OnStore, prepared: Prepared) -> Prepared:
    from counter.seals.checking import check_seal  # noqa: PLC0415 -- pyHanko takes a second, which the window need not wait

    asked = prepared.to_seal
    if asked is None:
        raise ValueError("nothing to seal")
    pdf = platform.seal(asked).pdf
    authority, at = on_store(seals.authority, desk), desk.moment().at
    check_seal(pdf, drawn=asked.pdf, authority=authority, department=asked.department, at=at)
    sha256 = on_store(seals.keep, desk, asked.number, pdf)
    shown = seals.marked(pdf, prepared.reprint) if prepared.reprint else pdf
    return dataclasses.replace(prepared, pdf=shown, sealed_sha256=sha256)
