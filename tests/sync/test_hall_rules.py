"""What comes with the catalogue is in force here only if it can be trusted; otherwise the old stays and says so."""

from __future__ import annotations

import base64
import datetime as dt

import msgspec
import pytest

from counter.actions.desk import Desk
from counter.domain.credit import CreditList, person_key
from counter.domain.policy import HallPolicy, LateConsequence, SignedPolicy
from counter.errors import Unreachable
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import facts, policies, supervisors
from counter.sync.hall_rules import WARNINGS
from counter.wire.approving import sign_policy
from counter.wire.messages import CataloguePage
from counter.wire.sealing import new_signing_key, sign
from tests.actions.approving import cards
from tests.conftest import NINE, FakeClock
from tests.faults.support import one_round

PERSON = person_key("421199199003070017", "s1")


def _warnings(desk: Desk) -> dict[str, str] | None:
    return facts.read_fact(desk.db, WARNINGS, dict[str, str])


def _deliver(platform: SimulatedPlatform, **changes: object) -> None:
    """The platform delivers its page with these parts changed."""
    catalogue = platform.catalogue

    def changed(after: int) -> CataloguePage:
        return msgspec.structs.replace(catalogue(after), **changes)

    platform.catalogue = changed  # type: ignore[method-assign]  # the platform's own fault
    platform.publish()


def _credit(platform: SimulatedPlatform, desk: Desk, at: dt.datetime, *barred: str) -> CreditList | None:
    platform.publish(credit=CreditList(listed_at=at, salt="s1", barred=barred))
    one_round(desk, platform)
    return facts.credit_list(desk.db)


def test_policy_supervisors_and_credit_list_come_with_the_catalogue(desk: Desk, platform: SimulatedPlatform) -> None:
    """As soon as the platform tells that there is something newer."""
    policy = HallPolicy(version=4, late_consequence=LateConsequence.RETURNED)
    credit = CreditList(listed_at=NINE, salt="s1", barred=(PERSON,))
    platform.publish(policy=policy, supervisors=cards(), credit=credit)
    assert "catalogue" in one_round(desk, platform).changed
    assert policies.current(desk.db) == policy
    assert {card.clerk_no for card in supervisors.all_cards(desk.db)} == {card.clerk_no for card in cards()}
    assert facts.credit_list(desk.db) == credit
    assert _warnings(desk) == {}


def test_a_policy_that_the_platform_did_not_sign_leaves_the_old_one_in_force(
    desk: Desk, platform: SimulatedPlatform
) -> None:
    """A stranger's, or one that was changed on its way; the health check reads why."""
    platform.publish(policy=HallPolicy(version=1, reprints_most=7))
    one_round(desk, platform)
    _deliver(platform, policy=sign_policy(new_signing_key(), HallPolicy(version=2, needs_approval=())))
    one_round(desk, platform)
    assert policies.current(desk.db).reprints_most == 7
    assert _warnings(desk) == {"policy": "policy.signature"}


@pytest.mark.parametrize(
    "word", [{"late_consequence": "forgotten"}, {"needs_approval": ["lunch"]}, {"clock": {"closes_at": "five"}}]
)
def test_a_signed_policy_with_an_unknown_word_is_refused_too(
    desk: Desk, platform: SimulatedPlatform, word: dict[str, object]
) -> None:
    """Issue 3, bad input: the rule is named and nothing is changed."""
    signing_key = base64.b64encode(platform._key.private_bytes_raw()).decode()
    body = msgspec.json.encode(msgspec.to_builtins(HallPolicy(version=2)) | word)
    signed = SignedPolicy(policy=msgspec.Raw(body), signature=sign(signing_key, b"counter.policy\n" + body))
    _deliver(platform, policy=signed)
    one_round(desk, platform)
    assert policies.current(desk.db) == HallPolicy()
    assert _warnings(desk) == {"policy": "policy.unreadable"}


def test_a_good_policy_clears_the_warning(desk: Desk, platform: SimulatedPlatform) -> None:
    """Nobody is sent after a fault that is gone."""
    catalogue = platform.catalogue
    _deliver(platform, policy=sign_policy(new_signing_key(), HallPolicy(version=2)))
    one_round(desk, platform)
    platform.catalogue = catalogue  # type: ignore[method-assign]  # whole again
    platform.publish(policy=HallPolicy(version=2))
    one_round(desk, platform)
    assert (policies.current(desk.db).version, _warnings(desk)) == (2, {})


def test_an_older_policy_is_kept_for_its_cases_but_not_in_force(desk: Desk, platform: SimulatedPlatform) -> None:
    """Also when somebody plays an old, well signed page again."""
    for version in (3, 2):
        platform.publish(policy=HallPolicy(version=version, reprints_most=version))
        one_round(desk, platform)
    assert policies.current(desk.db).version == 3
    assert policies.of_version(desk.db, 2).reprints_most == 2


def test_another_text_under_a_known_version_is_refused(desk: Desk, platform: SimulatedPlatform) -> None:
    """It would change cases that were decided."""
    platform.publish(policy=HallPolicy(version=1, place="云溪县"))
    one_round(desk, platform)
    platform.publish(policy=HallPolicy(version=1, place="别处"))
    one_round(desk, platform)
    assert policies.current(desk.db).place == "云溪县"
    assert _warnings(desk) == {"policy": "policy.rewritten"}


def test_a_credit_list_never_grows_older(desk: Desk, platform: SimulatedPlatform) -> None:
    """Who was put on it since would be let through."""
    newer = _credit(platform, desk, NINE, PERSON)
    assert _credit(platform, desk, NINE - dt.timedelta(seconds=1)) == newer
    assert _warnings(desk) == {"credit": "credit.older"}
    assert _credit(platform, desk, NINE + dt.timedelta(minutes=1)) == CreditList(
        listed_at=NINE + dt.timedelta(minutes=1), salt="s1", barred=()
    )
    assert _warnings(desk) == {}


@pytest.mark.parametrize("at", [NINE + dt.timedelta(days=400), NINE.replace(tzinfo=None)])
def test_a_credit_list_of_no_sound_time_is_refused(desk: Desk, platform: SimulatedPlatform, at: dt.datetime) -> None:
    """One from the future would keep every later one out."""
    assert _credit(platform, desk, at, PERSON) is None
    assert _warnings(desk) == {"credit": "credit.time"}


def test_a_newer_catalogue_that_could_not_be_fetched_is_fetched_in_the_next_round(
    desk: Desk, platform: SimulatedPlatform
) -> None:
    """The news of it is past the cursor by then."""

    def lose(call: str) -> None:
        if call == "catalogue":
            raise Unreachable("platform.away")

    platform.publish(policy=HallPolicy(version=1))
    platform.mishaps.before = lose
    assert one_round(desk, platform).trouble == "platform.away"
    platform.mishaps.before = lambda _call: None
    one_round(desk, platform)
    assert policies.current(desk.db).version == 1


def test_the_rules_are_asked_for_now_and_then_without_being_told(
    desk: Desk, platform: SimulatedPlatform, clock: FakeClock
) -> None:
    """So that the credit list is never too old while the platform can be reached."""
    asked: list[str] = []
    platform.mishaps.before = asked.append
    one_round(desk, platform)
    assert "catalogue" not in asked
    clock.go_on(hours=6)
    assert "catalogue" not in one_round(desk, platform).changed
    assert asked.count("catalogue") == 1
