"""Codes are spent once; epochs go up by window."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from counter.domain.item import ServiceItem
from counter.hall.enrolment import Place, epoch_letters
from counter.hall.hall import utc_now
from counter.wire.bodies import Kind
from counter.wire.messages import EnrolRequest, EpochAnswer, EpochRequest, Verdict
from counter.wire.sealing import new_signing_key, public_key_of
from tests.hall.window import Counter, Reply, Served, new_case, taken


def enrol(served: Served, code: str, key: str | None = None) -> Reply:
    request = EnrolRequest(code=code, public_key=key or public_key_of(new_signing_key()))
    return served.call("POST", "/v1/enrol", msgspec.json.encode(request))


def test_a_code_is_spent_once_whatever_its_letter_case(served: Served) -> None:
    code = served.hall.new_enrolment_code(Place())
    assert len(code) == 9
    assert enrol(served, code.lower()).status == 200
    reply = enrol(served, code)
    assert (reply.status, reply.fault().code) == (400, "enrolment.code")


def test_a_code_ends_after_ten_minutes(served: Served) -> None:
    code = served.hall.new_enrolment_code(Place())
    served.hall.now = lambda: utc_now() + dt.timedelta(minutes=11)
    assert enrol(served, code).fault().code == "enrolment.code"


def test_a_key_that_is_none_does_not_spend_the_code(served: Served) -> None:
    code = served.hall.new_enrolment_code(Place())
    assert enrol(served, code, key="AAAA").fault().code == "enrolment.key"
    assert enrol(served, code).status == 200


def test_epochs_of_a_window_are_never_given_twice(served: Served) -> None:
    first, second = Counter(served, Place()), Counter(served, Place())
    elsewhere = Counter(served, Place(window="02"))
    assert (first.epoch, second.epoch, elsewhere.epoch) == ("A", "B", "A")
    assert first.install != second.install
    reply = first.call("POST", "/v1/epoch", msgspec.json.encode(EpochRequest(reason="restored")))
    assert reply.read(EpochAnswer).epoch == "C"


def test_lines_of_a_closed_epoch_that_fit_its_chain_are_still_taken(counter: Counter, item: ServiceItem) -> None:
    late = counter.line(Kind.CASE_TAKEN, taken(counter, item), case=new_case())
    counter.call("POST", "/v1/epoch", msgspec.json.encode(EpochRequest(reason="restored")))
    answer = counter.push(late)
    assert [each.verdict for each in answer.lines] == [Verdict.SETTLED]
    assert answer.durable_to == 0  # nothing of the open epoch is here yet


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (53, "BA"), (703, "AAA")])
def test_epochs_count_like_columns(number: int, letters: str) -> None:
    assert epoch_letters(number) == letters
