"""Which package a machine takes: its kind, its ring, its turn; never an older or a withdrawn one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.errors import Refused, RuleBroken
from counter.updates.choosing import choose, require, turn_of
from counter.updates.offer import Offer, Package, order_of, package_of
from counter.updates.terms import Terms
from tests.updates.publishing import machine


def _package(version: str, **said: Any) -> Package:
    offer = Offer(**{"version": version, "os": "linux", "arch": "amd64", **said})
    return Package(name=f"window-counter_{version}_amd64.deb", size_bytes=1, sha256="0" * 64, offer=offer)


def _taken(*packages: Package, terms: Terms | None = None, **own: Any) -> tuple[str, dict[str, str]]:
    choice = choose(packages, terms or Terms(), machine(**own))
    return (
        choice.package.offer.version if choice.package else "",
        {each.version: each.code for each in choice.passed_over},
    )


def test_the_newest_is_taken_by_number_and_not_by_letter() -> None:
    assert _taken(_package("1.9.0"), _package("1.10.0"), _package("1.2.0")) == ("1.10.0", {})


def test_the_version_that_runs_is_not_taken_again() -> None:
    assert _taken(_package("1.0.0")) == ("", {})
    assert _taken(_package("1.0")) == ("", {})


def test_an_older_version_is_passed_over() -> None:
    assert _taken(_package("0.9.9")) == ("", {"0.9.9": "updates.downgrade"})


def test_a_withdrawn_version_is_passed_over_and_the_one_below_it_taken() -> None:
    packages = (_package("1.2.0", withdrawn=True), _package("1.1.0"))
    assert _taken(*packages) == ("1.1.0", {"1.2.0": "updates.withdrawn"})


def test_it_is_told_that_the_installed_version_was_withdrawn() -> None:
    choice = choose([_package("1.0.0", withdrawn=True)], Terms(), machine())
    assert (choice.package, choice.installed_withdrawn) == (None, True)


def test_other_kinds_of_machines_are_not_even_mentioned() -> None:
    assert _taken(_package("2.0.0", arch="arm64"), _package("2.0.0", os="windows")) == ("", {})


def test_a_ring_gets_its_own_and_what_everybody_gets() -> None:
    pilot, everybody = _package("1.2.0", ring="pilot"), _package("1.1.0")
    assert _taken(pilot, everybody) == ("1.1.0", {"1.2.0": "updates.other_ring"})
    assert _taken(pilot, everybody, terms=Terms(ring="pilot")) == ("1.2.0", {})
    assert _taken(pilot, everybody, terms=Terms(ring="hall-3"))[0] == "1.1.0"


def test_a_version_that_cannot_take_over_the_databases_waits_for_the_one_between() -> None:
    packages = (_package("3.0.0", least_schema=3), _package("2.0.0", least_schema=2))
    assert _taken(*packages, schema=2) == ("2.0.0", {"3.0.0": "updates.step_missing"})


def test_a_machine_waits_for_its_turn() -> None:
    early = next(lot for lot in map(str, range(1000)) if turn_of(lot, "1.1.0") < 10)
    late = next(lot for lot in map(str, range(1000)) if turn_of(lot, "1.1.0") >= 10)
    ten = _package("1.1.0", percent=10)
    assert _taken(ten, lot=early) == ("1.1.0", {})
    assert _taken(ten, lot=late) == ("", {"1.1.0": "updates.not_its_turn"})
    assert _taken(_package("1.1.0", percent=0), lot=early)[0] == ""


def test_below_the_least_version_nobody_waits_for_his_turn() -> None:
    none_yet = _package("1.1.0", percent=0)
    assert _taken(none_yet, terms=Terms(least_version="1.1.0"))[0] == "1.1.0"
    assert _taken(none_yet, terms=Terms(least_version="1.0.0"))[0] == ""
    other = _package("1.1.0", ring="pilot")
    assert _taken(other, terms=Terms(least_version="1.1.0"))[0] == ""


@given(st.text("0123456789abcdef", min_size=32, max_size=32), st.integers(0, 100), st.integers(0, 100))
def test_who_got_it_early_is_still_among_those_when_it_widens(lot: str, one: int, other: int) -> None:
    """And the same machine has the same turn each day."""
    narrow, wide = sorted((one, other))
    if _taken(_package("1.1.0", percent=narrow), lot=lot)[0]:
        assert _taken(_package("1.1.0", percent=wide), lot=lot)[0]


def test_a_tenth_is_about_a_tenth_and_another_one_for_the_next_version() -> None:
    first = {lot for lot in range(1000) if turn_of(str(lot), "1.1.0") < 10}
    second = {lot for lot in range(1000) if turn_of(str(lot), "1.2.0") < 10}
    assert 70 <= len(first) <= 130
    assert 70 <= len(second) <= 130
    assert len(first & second) < 40


@pytest.mark.parametrize(
    ("said", "terms", "code"),
    [
        ({"ring": "pilot"}, Terms(), "updates.other_ring"),
        ({"withdrawn": True}, Terms(), "updates.withdrawn"),
        ({"percent": 0}, Terms(), "updates.not_its_turn"),
    ],
)
def test_what_is_asked_for_by_its_number_is_refused_with_the_reason(
    said: dict[str, Any], terms: Terms, code: str
) -> None:
    """A person who asks for it reads why not."""
    with pytest.raises(Refused) as caught:
        require([_package("1.1.0", **said)], "1.1.0", terms, machine())
    assert caught.value.code == code


def test_what_is_older_or_not_listed_is_refused_by_its_number() -> None:
    for version, code in (("0.9.0", "updates.downgrade"), ("1.5.0", "updates.not_offered")):
        with pytest.raises(Refused) as caught:
            require([_package("0.9.0"), _package("1.1.0")], version, Terms(), machine())
        assert caught.value.code == code
    assert require([_package("1.2.0"), _package("1.1.0")], "1.1.0", Terms(), machine()).offer.version == "1.1.0"


@pytest.mark.parametrize("version", ["", "1", "1.2.3.4.5", "1.x", "v1.2", "1.2-3", "1.2\n", "-1.2", "1..2", "１.２"])
def test_what_is_no_version_is_named(version: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        order_of(version)
    assert caught.value.code == "updates.version"


@pytest.mark.parametrize(
    "name", ["../x.deb", "x.sh", ".deb", "a b.deb", "x.deb\n", "a/b.deb", "x" * 130 + ".deb", "-x.deb", "x.deb.part"]
)
def test_a_name_that_could_be_anything_else_than_a_file_is_not_read(name: str) -> None:
    custom = {"version": "1.1.0", "os": "linux", "arch": "amd64"}
    assert package_of("x.deb", 1, "0" * 64, custom) is not None
    assert package_of(name, 1, "0" * 64, custom) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": "1.1.0\n"},
        {"version": 11},
        {"percent": 101},
        {"percent": "10"},
        {"ring": "Pilot"},
        {"ring": ""},
        {"least_schema": 0},
        {"withdrawn": 1},
        {"os": "beos"},
    ],
)
def test_a_field_that_is_not_understood_makes_the_entry_unread(wrong: dict[str, Any]) -> None:
    custom = {"version": "1.1.0", "os": "linux", "arch": "amd64"}
    assert package_of("x.deb", 1, "0" * 64, {**custom, "new_field": 1}) is not None
    assert package_of("x.deb", 1, "0" * 64, {**custom, **wrong}) is None
    assert package_of("x.deb", 1, "zz", custom) is None
