"""A recorded request is worth nothing: each passes once, within minutes of the hall's own clock."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from counter.domain.ids import InstallId
from counter.hall import tables
from counter.hall.enrolment import Place
from counter.hall.hall import Hall
from counter.hall.nonces import LIFE, Nonces
from counter.wire.messages import EpochAnswer, EpochRequest
from counter.wire.sealing import RequestSeal, sign
from tests.conftest import FakeClock
from tests.hall.databases import hall_url
from tests.hall.window import NOW, Counter, Served, holiday_table, load_items, serving

EPOCH = msgspec.json.encode(EpochRequest(reason="restored", id="0197c0de-0000-7000-8000-000000000001"))


@pytest.fixture
def clock() -> FakeClock:
    """The hall's."""
    return FakeClock(NOW)


@pytest.fixture
def served(tmp_path: Path, clock: FakeClock) -> Iterator[Served]:
    """A hall that goes by that clock."""
    hall = Hall(hall_url(tmp_path), tmp_path, practice=True, now=clock.now)
    with contextlib.closing(hall):
        hall.load_catalogue(load_items(), holiday_table())
        with serving(hall) as listening:
            yield listening


def seal_with(nonce: str | None, cnonce: str = "a" * 32, install: str = "i-1") -> RequestSeal:
    return RequestSeal(install=InstallId(install), signature="", nonce=nonce, cnonce=cnonce)


def open_epochs(served: Served) -> list[str]:
    with served.hall.database.read() as connection:
        epochs = tables.epochs
        return list(connection.scalars(select(epochs.c.epoch).where(epochs.c.closed_at.is_(None))).all())


def test_each_pair_passes_once_and_only_while_it_is_young(clock: FakeClock) -> None:
    nonces = Nonces(clock.now)
    nonce = nonces.fresh()
    assert nonces.take(seal_with(nonce))
    assert not nonces.take(seal_with(nonce))
    assert nonces.take(seal_with(nonce, install="i-2"))
    clock.go_on(minutes=14)
    assert not nonces.take(seal_with(nonce))
    assert nonces.take(seal_with(nonce, "b" * 32))
    clock.go_on(minutes=2)
    assert not nonces.take(seal_with(nonce, "c" * 32))
    assert nonces.take(seal_with(nonces.fresh(), "c" * 32))


def test_what_is_remembered_goes_with_its_time(clock: FakeClock) -> None:
    """Ten thousand windows for a year fit into memory."""
    nonces = Nonces(clock.now)
    for number in range(100):
        assert nonces.take(seal_with(nonces.fresh(), f"{number:032x}"))
        clock.go_on(seconds=LIFE.total_seconds() + 1)
    assert len(nonces._taken) == len(nonces._in_order) == 1


@pytest.mark.parametrize("nonce", [None, "", "0", "zz.00", "69a5.0123456789abcdef0123456789abcdef", "." * 9])
def test_a_nonce_that_the_hall_did_not_give_is_none(clock: FakeClock, nonce: str | None) -> None:
    assert not Nonces(clock.now).take(seal_with(nonce))


def test_a_new_start_takes_no_nonce_of_the_last(clock: FakeClock) -> None:
    """It does not remember what came before."""
    nonce = Nonces(clock.now).fresh()
    assert not Nonces(clock.now).take(seal_with(nonce))


def test_a_recorded_request_for_an_epoch_opens_none(served: Served, counter: Counter, clock: FakeClock) -> None:
    """Neither at once nor next year."""
    recorded = counter.sealed("POST", "/v1/epoch", EPOCH)
    first = served.call("POST", "/v1/epoch", EPOCH, recorded)
    assert first.read(EpochAnswer).epoch == "B"
    for wait in (0, 5, 60 * 24 * 365):
        clock.go_on(minutes=wait)
        again = served.call("POST", "/v1/epoch", EPOCH, recorded)
        assert (again.status, again.fault().code) == (401, "request.stale")
    assert open_epochs(served) == ["B"]


def test_the_same_asking_sent_twice_opens_one_epoch(served: Served, counter: Counter) -> None:
    """Its answer was lost; the counter signed it anew."""
    answers = [counter.call("POST", "/v1/epoch", EPOCH).read(EpochAnswer).epoch for _ in range(2)]
    other = msgspec.json.encode(EpochRequest(reason="restored", id="0197c0de-0000-7000-8000-000000000002"))
    assert answers == ["B", "B"]
    assert counter.call("POST", "/v1/epoch", other).read(EpochAnswer).epoch == "C"
    assert open_epochs(served) == ["C"]


def test_a_stale_request_comes_back_with_the_nonce_to_sign_with(
    served: Served, counter: Counter, clock: FakeClock
) -> None:
    """So nobody is locked out by a clock: neither the counter's nor the hall's that was turned back."""
    for minutes in (20, -60 * 24 * 400):
        clock.turn(minutes=minutes)
        reply = served.call("GET", "/v1/news", headers=counter.sealed("GET", "/v1/news"))
        assert (reply.status, reply.fault().code) == (401, "request.stale")
        counter.nonce = reply.headers["counter-nonce"]
        assert served.call("GET", "/v1/news", headers=counter.sealed("GET", "/v1/news")).status == 200


def test_a_first_version_is_heard_until_its_installation_signs_with_nonces(served: Served) -> None:
    """What was recorded of it is worth nothing once it was brought up to date."""
    counter = Counter(served, Place(window="05"))
    text = "GET\n/v1/news\n" + hashlib.sha256(b"").hexdigest()
    older = {"Authorization": f'Counter install="{counter.install}",sig="{sign(counter.key, text.encode())}"'}
    assert [served.call("GET", "/v1/news", headers=older).status for _ in range(2)] == [200, 200]
    assert counter.call("GET", "/v1/news").status == 200
    reply = served.call("GET", "/v1/news", headers=older)
    assert (reply.status, reply.fault().code) == (401, "request.stale")
