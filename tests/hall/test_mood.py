"""A practice hall answers nonsense when it is told to, over a real connection."""

from __future__ import annotations

import http.client
import json
from pathlib import Path

import msgspec
import pytest

from counter.hall.hall import Hall
from counter.wire.bodies import Kind, SignedOut
from counter.wire.messages import Export, PushAnswer, Verdict
from tests.hall.databases import hall_url
from tests.hall.window import Counter, Served, serving


def set_mood(served: Served, mood: str) -> None:
    assert served.call("POST", "/v1/practice/mood", json.dumps({"mood": mood}).encode()).status == 200


def lines_here(served: Served) -> int:
    set_mood(served, "ok")
    return served.call("GET", "/v1/export").read(Export).lines


@pytest.mark.parametrize(("mood", "lines"), [("down", 0), ("swallow_answer", 1)])
def test_the_connection_ends_without_an_answer(served: Served, counter: Counter, mood: str, lines: int) -> None:
    line = counter.line(Kind.SIGNED_OUT, SignedOut(lines_waiting=0))
    set_mood(served, mood)
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        counter.send(line)
    assert lines_here(served) == lines
    expected = Verdict.DUPLICATE if lines else Verdict.SETTLED
    assert [each.verdict for each in counter.answers(line)] == [expected]


def test_a_portal_page_and_an_error_do_nothing(served: Served, counter: Counter) -> None:
    line = counter.line(Kind.SIGNED_OUT, SignedOut(lines_waiting=0))
    set_mood(served, "html")
    portal = counter.send(line)
    assert (portal.status, portal.headers["content-type"]) == (200, "text/html; charset=utf-8")
    set_mood(served, "error500")
    assert counter.send(line).status == 500
    assert lines_here(served) == 0


def test_half_an_answer_is_no_json(served: Served, counter: Counter) -> None:
    set_mood(served, "half")
    reply = counter.send(counter.line(Kind.SIGNED_OUT, SignedOut(lines_waiting=0)))
    assert reply.status == 200
    with pytest.raises(msgspec.DecodeError):
        reply.read(PushAnswer)
    assert lines_here(served) == 1


def test_foreign_ids_are_well_formed_and_about_nobody(served: Served, counter: Counter) -> None:
    line = counter.line(Kind.SIGNED_OUT, SignedOut(lines_waiting=0))
    set_mood(served, "foreign_id")
    (answer,) = counter.answers(line)
    assert answer.id != line.opened().id
    assert answer.hash == line.hash


def test_a_mood_that_does_not_exist_is_refused(served: Served) -> None:
    assert served.call("POST", "/v1/practice/mood", b'{"mood":"sleepy"}').fault().code == "body.malformed"
    reply = served.call("POST", "/v1/practice/mood", b'{"mood":"down"}', {"X-Forwarded-For": "192.0.2.7"})
    assert reply.status == 403


def test_a_hall_in_earnest_has_no_moods(tmp_path: Path) -> None:
    hall = Hall(hall_url(tmp_path), tmp_path, practice=False)
    with serving(hall) as served:
        reply = served.call("POST", "/v1/practice/mood", b'{"mood":"down"}')
        assert (reply.status, reply.fault().code) == (404, "call.unknown")
        assert served.call("GET", "/v1/health").status == 200
    hall.close()
