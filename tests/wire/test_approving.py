"""Only the secret opens a supervisor's key, and what he signed fits nothing else; a policy is whole or it is none."""

from __future__ import annotations

import base64
import datetime as dt

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.domain.ids import CaseId, uuid7
from counter.domain.item import TimeLimit
from counter.domain.policy import HallPolicy, LateConsequence, ReviewKind, SignedPolicy
from counter.domain.proposal import Approval, Extend, content_sha256
from counter.domain.staff import SupervisorCard
from counter.domain.workdays import HolidayTable
from counter.errors import RuleBroken
from counter.wire.approving import (
    check_approval,
    check_policy,
    new_card,
    sign_approval,
    sign_policy,
    unwrap_key,
    wrap_key,
)
from counter.wire.messages import CataloguePage
from counter.wire.sealing import new_signing_key, public_key_of, sign

SECRET = "晨光-7418"
CASE = CaseId("0195a000-0000-7000-8000-000000000001")


@pytest.fixture(scope="module")
def card() -> SupervisorCard:
    """A supervisor's card."""
    return new_card("9001", "周立新", SECRET)


def _approval(**changes: object) -> Approval:
    proposal = Extend(case=CASE, by=TimeLimit(amount=10), reason="案情复杂")
    approval = Approval(
        id=uuid7(),
        supervisor="9001",
        case=CASE,
        kind=ReviewKind.EXTENSION,
        content_sha256=content_sha256(proposal),
        at=dt.datetime(2026, 3, 2, 1, 0, 0, 123456, tzinfo=dt.UTC),
    )
    return msgspec.structs.replace(approval, **changes)


def test_the_secret_opens_the_key_and_the_card_does_not_tell_it(card: SupervisorCard) -> None:
    """What lies at the windows is useless without the secret."""
    signing_key = unwrap_key(card, SECRET)
    assert public_key_of(signing_key) == card.public_key
    assert signing_key not in msgspec.json.encode(card).decode()
    assert (card.key.n >= 2**15, card.key.r, card.key.n * card.key.r * card.key.p >= 2**17 * 6) == (True, 8, True)


@pytest.mark.parametrize("wrong", ["", "晨光-7419", "晨光-7418 ", SECRET * 50])
def test_a_wrong_secret_opens_nothing(card: SupervisorCard, wrong: str) -> None:
    """And says no more than that."""
    with pytest.raises(RuleBroken) as caught:
        unwrap_key(card, wrong)
    assert (caught.value.code, caught.value.field, caught.value.params) == ("approval.secret", "secret", {})


def test_two_cards_of_one_secret_have_nothing_in_common(card: SupervisorCard) -> None:
    """Salt, nonce and key are drawn anew."""
    other = new_card("9001", "周立新", SECRET)
    assert {other.key.salt, other.key.nonce, other.key.sealed, other.public_key}.isdisjoint(
        {card.key.salt, card.key.nonce, card.key.sealed, card.public_key}
    )


def test_a_key_does_not_open_under_another_ones_number(card: SupervisorCard) -> None:
    """Nobody becomes a supervisor by changing the number on a card in the database."""
    with pytest.raises(RuleBroken) as caught:
        unwrap_key(msgspec.structs.replace(card, clerk_no="0001"), SECRET)
    assert caught.value.code == "approval.secret"


def test_a_key_that_is_not_the_one_on_the_card_is_not_used(card: SupervisorCard) -> None:
    """A clerk who puts a key of his own, under his own secret, beside a supervisor's public key."""
    planted = msgspec.structs.replace(card, key=wrap_key(new_signing_key(), "mine", clerk_no="9001"))
    with pytest.raises(RuleBroken) as caught:
        unwrap_key(planted, "mine")
    assert caught.value.code == "approval.key_unusable"


@pytest.mark.parametrize(
    "damage",
    [
        {"n": 2**40}, {"n": 2**14}, {"n": 2**15 + 1}, {"n": 0}, {"n": -(2**15)}, {"r": 0}, {"r": 1000}, {"p": 0},
        {"p": 10**9}, {"salt": "***"}, {"nonce": ""}, {"nonce": "YWJj"}, {"sealed": "ä"},
    ],
)  # fmt: skip
def test_a_damaged_or_absurd_card_is_named_and_costs_nothing(card: SupervisorCard, damage: dict[str, object]) -> None:
    """A cost of 2^40 would freeze the counter; a low one would be a weak lock."""
    broken = msgspec.structs.replace(card, key=msgspec.structs.replace(card.key, **damage))
    with pytest.raises(RuleBroken) as caught:
        unwrap_key(broken, SECRET)
    assert caught.value.code == "approval.key_unusable"


def test_an_approval_is_checked_by_the_public_key_alone(card: SupervisorCard) -> None:
    """And stays good on its way through JSON."""
    signed = sign_approval(unwrap_key(card, SECRET), _approval())
    travelled = msgspec.json.decode(msgspec.json.encode(signed), type=Approval)
    assert check_approval(card.public_key, travelled)
    assert not check_approval(public_key_of(new_signing_key()), travelled)


@pytest.mark.parametrize(
    "change",
    [
        {"id": uuid7()}, {"supervisor": "9002"}, {"case": CaseId(uuid7())}, {"kind": ReviewKind.VOID},
        {"content_sha256": "0" * 64}, {"at": dt.datetime(2026, 3, 2, 1, 0, 0, 123457, tzinfo=dt.UTC)},
        {"on_spot": True}, {"signature": ""}, {"signature": "???"},
    ],
)  # fmt: skip
def test_nothing_of_an_approval_can_be_changed(card: SupervisorCard, change: dict[str, object]) -> None:
    """Case, action, content and time are bound; the way (on the spot or not) and the person as well."""
    signed = sign_approval(unwrap_key(card, SECRET), _approval())
    assert not check_approval(card.public_key, msgspec.structs.replace(signed, **change))


def test_a_policy_arrives_with_the_catalogue_and_is_what_was_signed(holidays: HolidayTable) -> None:
    """Through the page as it stands on the wire."""
    platform_key = new_signing_key()
    policy = HallPolicy(version=3, place="云溪县政务服务中心", late_consequence=LateConsequence.REVOKED)
    signed = sign_policy(platform_key, policy)
    page = CataloguePage(version=1, items=(), ended=(), holidays=holidays, policy=signed)
    arrived = msgspec.json.decode(msgspec.json.encode(page), type=CataloguePage).policy
    assert arrived is not None
    assert check_policy(public_key_of(platform_key), arrived) == policy


def test_a_policy_that_somebody_else_signed_is_none() -> None:
    """Nor one whose bytes were touched by a single space."""
    mine = new_signing_key()
    signed = sign_policy(mine, HallPolicy(version=3))
    for wrong in (
        (public_key_of(new_signing_key()), signed),
        (public_key_of(mine), msgspec.structs.replace(signed, policy=msgspec.Raw(bytes(signed.policy) + b" "))),
        (public_key_of(mine), msgspec.structs.replace(signed, signature=sign(mine, bytes(signed.policy)))),
    ):
        with pytest.raises(RuleBroken) as caught:
            check_policy(*wrong)
        assert caught.value.code == "policy.signature"


@pytest.mark.parametrize(
    "change",
    [
        {"late_consequence": "deleted"}, {"needs_approval": ["weather"]}, {"forgive": True}, {"version": 0},
        {"deferral_most_materials": -1}, {"reprints_most": -1}, {"clock": {"nearly_days": -1}},
    ],
)  # fmt: skip
def test_a_policy_with_a_word_that_we_do_not_know_is_refused_whole(change: dict[str, object]) -> None:
    """An unknown consequence must not be guessed (issue 3, bad input)."""
    platform_key = new_signing_key()
    said = msgspec.to_builtins(HallPolicy(version=3)) | change
    body = msgspec.json.encode(said)
    signed = msgspec.structs.replace(
        sign_policy(platform_key, HallPolicy(version=3)),
        policy=msgspec.Raw(body),
        signature=sign(platform_key, b"counter.policy\n" + body),
    )
    with pytest.raises(RuleBroken) as caught:
        check_policy(public_key_of(platform_key), signed)
    assert caught.value.code == "policy.unreadable"


@settings(max_examples=50)
@given(st.binary(max_size=80), st.text(max_size=90))
def test_no_signature_made_of_anything_passes(body: bytes, signature: str) -> None:
    """Property: rubbish is refused in our words."""
    with pytest.raises(RuleBroken):
        check_policy(base64.b64encode(bytes(32)).decode(), SignedPolicy(policy=msgspec.Raw(body), signature=signature))
