"""The newest policy is in force, and every older one stays for the cases that were taken under it."""

from __future__ import annotations

import msgspec

from counter.actions.desk import Desk
from counter.domain.policy import HallPolicy, LateConsequence
from counter.store import policies


def _put(desk: Desk, policy: HallPolicy) -> None:
    with desk.store.write() as db:
        policies.put(db, policy.version, msgspec.json.encode(policy))


def test_before_any_policy_came_the_defaults_hold(bare_desk: Desk) -> None:
    """A new window works by the commonest rule and never without one."""
    assert policies.current(bare_desk.db) == HallPolicy()
    assert policies.of_version(bare_desk.db, 0) == HallPolicy()


def test_the_newest_version_is_in_force_in_whatever_order_they_came(bare_desk: Desk) -> None:
    """By number, not by arrival."""
    for version, most in ((2, 5), (10, 7), (9, 6)):
        _put(bare_desk, HallPolicy(version=version, deferral_most_materials=most))
    assert policies.current(bare_desk.db).deferral_most_materials == 7


def test_an_older_version_is_kept_for_its_cases(bare_desk: Desk) -> None:
    """A policy is frozen into the case (issue 3)."""
    old = HallPolicy(version=1, late_consequence=LateConsequence.REVOKED)
    _put(bare_desk, old)
    _put(bare_desk, HallPolicy(version=2, late_consequence=LateConsequence.RETURNED))
    assert policies.of_version(bare_desk.db, 1) == old


def test_a_known_version_is_never_rewritten(bare_desk: Desk) -> None:
    """Two texts under one number would change cases that were decided."""
    _put(bare_desk, HallPolicy(version=1, place="云溪县政务服务中心"))
    _put(bare_desk, HallPolicy(version=1, place="别处"))
    assert policies.current(bare_desk.db).place == "云溪县政务服务中心"
