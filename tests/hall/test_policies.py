"""The hall's policy: a new version for every change, signed, delivered, refused by name when it is not understood."""

from __future__ import annotations

import json

import msgspec
import pytest

from counter.domain.policy import HallPolicy, LateConsequence, ReviewKind
from counter.errors import RuleBroken
from counter.hall import policies
from counter.hall.hall import Hall
from counter.hall.policies import PRACTICE_POLICY, read_policy
from counter.wire.approving import check_policy
from counter.wire.messages import CataloguePage, NewsKind
from tests.hall.courses import news
from tests.hall.window import Counter

REVOKED = msgspec.structs.replace(PRACTICE_POLICY, late_consequence=LateConsequence.REVOKED)


def delivered(counter: Counter) -> CataloguePage:
    return counter.call("GET", "/v1/catalogue?after=0").read(CataloguePage)


def test_a_policy_is_delivered_signed_and_every_counter_is_told(counter: Counter, hall: Hall) -> None:
    assert delivered(counter).policy is None
    told = len(news(counter, NewsKind.CATALOGUE))
    assert hall.set_policy(PRACTICE_POLICY).version == 1
    assert len(news(counter, NewsKind.CATALOGUE)) == told + 1
    signed = delivered(counter).policy
    assert signed is not None
    policy = check_policy(counter.enrolled.platform_key, signed)
    assert (policy.version, policy.place) == (1, "云溪县政务服务中心")


def test_a_change_is_the_next_version_and_the_same_words_are_none(hall: Hall) -> None:
    assert [hall.set_policy(each).version for each in (PRACTICE_POLICY, PRACTICE_POLICY, REVOKED)] == [1, 1, 2]
    with hall.database.read() as connection:
        old, new = policies.of_version(connection, 1), policies.of_version(connection, 2)
        assert policies.of_version(connection, 0) == HallPolicy()
        with pytest.raises(RuleBroken, match=r"policy\.unknown_version"):
            policies.of_version(connection, 3)
    assert (old.late_consequence, new.late_consequence) == (
        LateConsequence.DEEMED_WITHDRAWN,
        LateConsequence.REVOKED,
    )


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"late_consequence": "forgotten"}, "policy.unknown", "late_consequence"),
        ({"needs_approval": ["refusal", "lunch"]}, "policy.unknown", "needs_approval[1]"),
        ({"clock": {"correction_limit": {"amount": 0}}}, "policy.unknown", "clock"),
        ({"late": "revoked"}, "policy.unknown", ""),
        ({"reprints_most": -1}, "policy.number", "reprints_most"),
        ({"rating_days": 0}, "policy.number", "rating_days"),
        ({"rating_url": "javascript:alert(1)"}, "policy.url", "rating_url"),
        ({"credit_list_max_age_hours": 0}, "policy.number", "credit_list_max_age_hours"),
        ({"deferral_extension_most": {"amount": 4000}}, "policy.number", "deferral_extension_most.amount"),
        (
            {"deferral_extension_most": {"amount": 5, "unit": "hours"}},
            "policy.number",
            "deferral_extension_most.unit",
        ),
    ],
)
def test_a_policy_with_an_unknown_word_or_an_absurd_number_is_refused_by_name(
    changes: dict[str, object], code: str, field: str
) -> None:
    raw = json.loads(msgspec.json.encode(PRACTICE_POLICY)) | changes
    with pytest.raises(RuleBroken) as caught:
        read_policy(json.dumps(raw).encode())
    assert (caught.value.code, caught.value.field) == (code, field)


@pytest.mark.parametrize("raw", [b"", b"[]", b"\xff", b"[" * 5000])
def test_what_is_no_policy_is_refused(raw: bytes) -> None:
    with pytest.raises(RuleBroken, match=r"policy\.unknown"):
        read_policy(raw)


def test_a_whole_policy_file_is_read_as_it_was_written() -> None:
    assert read_policy(msgspec.json.encode(REVOKED)) == REVOKED
    assert read_policy(b'{"needs_approval": ["refusal"]}').needs_approval == (ReviewKind.REFUSAL,)
