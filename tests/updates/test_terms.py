"""The policy's words about updates, checked before anything is done."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from counter.errors import RuleBroken
from counter.settings import Settings
from counter.updates.terms import is_open, terms_of


def _at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2026-03-02T{text}:00")


@pytest.mark.parametrize(
    ("window", "open_at", "closed_at"),
    [
        ("", ["00:00", "12:00"], []),
        ("12:00-13:30", ["12:00", "13:29"], ["11:59", "13:30", "00:00"]),
        ("22:00-05:00", ["22:00", "23:59", "00:00", "04:59"], ["21:59", "05:00", "12:00"]),
        ("08:00-08:00", ["08:00", "07:59", "20:00"], []),
    ],
)
def test_the_window_is_open_from_its_begin_to_before_its_end(
    window: str, open_at: list[str], closed_at: list[str]
) -> None:
    """Over midnight too."""
    assert all(is_open(window, _at(each)) for each in open_at)
    assert not any(is_open(window, _at(each)) for each in closed_at)


def test_without_a_policy_updates_are_off() -> None:
    assert terms_of(Settings()).mode == "off"
    assert terms_of(Settings()).ring == "all"


@pytest.mark.parametrize(
    "mirror", ["https://mirror.example.invalid/counter", "http://10.0.0.8", "/media/stick/window-counter"]
)
def test_a_mirror_is_an_address_or_a_whole_path(mirror: str) -> None:
    assert terms_of(Settings(update_mode="install", update_mirror=mirror)).mirror == mirror


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"update_mirror": ""}, "updates.mirror"),
        ({"update_mirror": "mirror"}, "updates.mirror"),
        ({"update_mirror": "ftp://mirror.example.invalid"}, "updates.mirror"),
        ({"update_mirror": "https://u:secret@mirror.example.invalid"}, "updates.mirror"),
        ({"update_mirror": "http://[::1"}, "updates.mirror"),
        ({"update_window": "22-05"}, "updates.window"),
        ({"update_window": "24:00-05:00"}, "updates.window"),
        ({"update_least_version": "new"}, "updates.version"),
    ],
)
def test_a_wrong_word_is_named(said: dict[str, Any], code: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(RuleBroken) as caught:
        terms_of(Settings(**{"update_mode": "announce", "update_mirror": "/m", **said}))
    assert caught.value.code == code
