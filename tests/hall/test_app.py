"""Calls as a whole: who may, what is malformed, and that the checked-in OpenAPI is the one that is served."""

from __future__ import annotations

import json

import msgspec
import pytest
import zstandard

from counter.domain.item import ServiceItem
from counter.wire.bodies import Kind, SignedOut
from counter.wire.messages import CataloguePage, PushRequest
from counter.wire.sealing import new_signing_key, sign_head, sign_request
from tests.hall.window import ROOT, Counter, Served, new_case, taken

ZSTD = {"Content-Encoding": "zstd"}
DEEP = b"[" * 200_000 + b"]" * 200_000
MALFORMED = [
    (b'{"lines":[{"li', 400, "body.malformed"),
    (b"<html><body>login</body></html>", 400, "body.malformed"),
    (b"", 400, "call.malformed"),
    (b"null", 400, "body.malformed"),
    (b'{"lines":' + DEEP[:200_000] + b',"signature":""}', 400, "body.malformed"),
    (b'{"lines":[{"line":' + DEEP + b',"prev":"","hash":""}],"signature":""}', 400, "body.malformed"),
    (b'{"lines":[],"signature":"","more":1}', 400, "body.malformed"),
    (b'{"lines":[],"signature":"\xff"}', 400, "body.malformed"),
    (b'{"lines":[],"signature":"\\ud800"}', 400, "body.malformed"),
    (b" " * (5 * 1024 * 1024), 413, "body.too_big"),
]


@pytest.mark.parametrize(("body", "status", "code"), MALFORMED, ids=range(len(MALFORMED)))
def test_a_malformed_push_is_named_and_has_no_effect(counter: Counter, body: bytes, status: int, code: str) -> None:
    reply = counter.call("POST", "/v1/journal", body)
    assert (reply.status, reply.fault().code) == (status, code)
    assert b"Traceback" not in reply.body


def test_a_fault_names_the_place_and_never_the_content(counter: Counter) -> None:
    body = b'{"lines":[{"line":{},"prev":7,"hash":"11010519491231002X"}],"signature":""}'
    reply = counter.call("POST", "/v1/journal", body)
    assert reply.fault().field == "lines[0].prev"
    assert b"110105" not in reply.body


def test_a_compressed_push_is_taken_and_its_answer_may_be_compressed(counter: Counter, item: ServiceItem) -> None:
    line = counter.line(Kind.CASE_TAKEN, taken(counter, item), case=new_case())
    request = msgspec.json.encode(PushRequest(lines=(line,), signature=sign_head(counter.key, line.hash)))
    reply = counter.call("POST", "/v1/journal", zstandard.compress(request), ZSTD)
    assert reply.status == 200
    page = counter.call("GET", "/v1/catalogue", headers={"Accept-Encoding": "zstd"})
    assert page.headers["content-encoding"] == "zstd"
    plain = zstandard.decompress(page.body)
    assert len(msgspec.json.decode(plain, type=CataloguePage).items) == 7


def test_a_bomb_is_not_unpacked(counter: Counter) -> None:
    bomb = zstandard.compress(b" " * (256 * 1024 * 1024))
    assert len(bomb) < 64 * 1024
    assert counter.call("POST", "/v1/journal", bomb, ZSTD).status == 413
    assert counter.call("POST", "/v1/journal", b"not zstd at all", ZSTD).fault().code == "body.malformed"
    assert counter.call("POST", "/v1/journal", b"{}", {"Content-Encoding": "br"}).status == 415


def test_small_calls_have_a_small_cap(counter: Counter) -> None:
    assert counter.call("POST", "/v1/digest", b" " * 300_000).status == 413


@pytest.mark.parametrize("target", ["/v1/news", "/v1/catalogue", "/v1/blobs/" + "ab" * 32])
def test_nothing_is_told_to_somebody_who_did_not_sign(served: Served, counter: Counter, target: str) -> None:
    method = "HEAD" if "blobs" in target else "GET"
    assert served.call(method, target).status == 401
    for key, signed in ((new_signing_key(), target), (counter.key, "/v1/x")):
        seal = sign_request(key, install=counter.install, method=method, target=signed, body=b"", nonce=counter.nonce)
        assert served.call(method, target, headers={"Authorization": seal}).status == 401


def test_a_body_cannot_be_exchanged_under_a_signature(served: Served, counter: Counter) -> None:
    line = counter.line(Kind.SIGNED_OUT, SignedOut(lines_waiting=0))
    request = msgspec.json.encode(PushRequest(lines=(line,), signature=sign_head(counter.key, line.hash)))
    changed = request.replace(b'"lines_waiting":0', b'"lines_waiting":1')
    reply = served.call("POST", "/v1/journal", changed, counter.sealed("POST", "/v1/journal", request))
    assert (reply.status, reply.fault().code) == (401, "request.signature")


def test_an_unknown_call_and_a_wrong_cursor_are_faults(counter: Counter) -> None:
    assert counter.call("GET", "/v1/nothing").fault().code == "call.unknown"
    assert counter.call("PUT", "/v1/journal").fault().code == "call.unknown"
    assert counter.call("GET", "/v1/news?after=-1").fault().code == "call.malformed"
    assert counter.call("GET", "/v1/news?after=x").status == 400


def test_the_export_is_for_this_machine_or_the_administrator(served: Served) -> None:
    forwarded = {"X-Forwarded-For": "192.0.2.7"}
    assert served.call("GET", "/v1/export").status == 200
    assert served.call("GET", "/v1/export", headers=forwarded).status == 403
    token = {"Authorization": f"Bearer {served.hall.admin_token}"}
    assert served.call("GET", "/v1/export", headers=forwarded | token).status == 200


def test_the_hall_says_that_it_is_there(served: Served) -> None:
    health = json.loads(served.call("GET", "/v1/health").body)
    assert health == {"generation": served.hall.generation, "practice": True}


def test_the_checked_in_openapi_is_the_served_one(served: Served) -> None:
    """To renew it: ``python -m counter.hall.openapi > docs/openapi.json``."""
    checked_in = json.loads((ROOT / "docs" / "openapi.json").read_text("utf-8"))
    assert json.loads(served.call("GET", "/schema/openapi.json").body) == checked_in
