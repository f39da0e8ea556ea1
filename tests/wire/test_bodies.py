"""What a journal line says is read by its kind; what an older version said is still understood."""

from __future__ import annotations

import msgspec
import pytest

from counter.domain.case import Decision
from counter.domain.course import Course
from counter.wire.bodies import BODIES, CaseDecided, Kind, SignedOut, read_body


def test_every_kind_has_a_body_of_its_own() -> None:
    assert set(BODIES) == set(Kind)
    assert len(set(BODIES.values())) == len(BODIES)


def test_a_body_is_read_by_its_kind() -> None:
    said = SignedOut(lines_waiting=3)
    assert read_body("session.signed_out", msgspec.Raw(msgspec.json.encode(said))) == said


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("case.blessed", b"{}"),
        ("session.signed_out", b"{}"),
        ("session.signed_out", b'{"lines_waiting": 1, "more": 2}'),
        ("case.accepted_later", b"{}"),
        ("case.accepted_later", b"[]"),
    ],
)
def test_what_is_not_of_its_kind_is_refused(kind: str, raw: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        read_body(kind, msgspec.Raw(raw))


def test_an_acceptance_that_waits_since_0_1_0_is_the_decision_it_was() -> None:
    """Nobody's line is lost because a later version has another word for it (faults.md F20)."""
    raw = msgspec.Raw(
        b'{"accepted_at": "2026-03-02T01:00:00Z", "due": {"accept_by": null, "promised_on": "2026-03-05",'
        b' "legal_on": null}, "papers": [], "time_trusted": true}'
    )
    body = read_body("case.accepted_later", raw)
    assert isinstance(body, CaseDecided)
    assert (body.decision, body.course) == (Decision.ACCEPTED, Course())
    assert body.accepted_at is not None
