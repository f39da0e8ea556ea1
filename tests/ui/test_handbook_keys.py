"""Every key that a handbook names is one of the window, and of the rooms that its section speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from counter.actions.decisions import draft_basis
from counter.actions.desk import Desk
from counter.domain.case import Decision
from counter.domain.item import ServiceItem
from counter.errors import StoreTrouble
from counter.lanes import Lane
from tests.conftest import filled
from tests.ui.ruling import both_ways, know_hall
from tests.ui.test_shop import shop  # noqa: F401 -- the whole window, as a fixture
from ui.handout.deeds import STEPS
from ui.settings.view import SettingsView
from ui.shop import Shop
from ui.trouble.window import TroubleWindow

DOCS = Path(__file__).resolve().parents[2] / "docs"
HANDBOOKS = {"clerk.zh.md": "", "supervisor.zh.md": "F11"}
"""Each with the room that it is about where it does not say so."""
_KEY = re.compile(r"【([^】]+)】")
_BARE = re.compile(r"(?<![A-Za-z])(?:F\d{1,2}(?!\d)|(?:Alt|Ctrl|Shift)\+|Enter|Esc\b|Delete|Tab\b)")
_QUOTED = re.compile(r"“[^“”]*(?:“[^“”]*”[^“”]*)*”")
_OF_EVERY_PROGRAM = frozenset({"Tab", "Ctrl+V", "PageDown", "Enter", "Esc"})
"""What no screen has to tell: Qt's own keys, and those that do the same everywhere."""
_NAMES = {"↓": "Down", "↑": "Up", "空格": "Space"}


@pytest.fixture
def keys(qtbot: QtBot, shop: Shop, lane: Lane, lane_desk: Desk, items: tuple[ServiceItem, ...]) -> dict[str, set[str]]:  # noqa: F811
    """What is bound or shown, by the key of the room; "" is the shell and the sign-in."""
    while shop.window.build_on():
        pass
    rooms = {room.key: room.view for room in shop.rooms.all}
    found = {key: set(_told([view, *view.findChildren(QWidget)])) for key, view in rooms.items()}
    found["F2"] |= _of_rulings(shop, lane, lane_desk, both_ways(items))
    found["F6"] |= {doing.cap for doing in STEPS.values()}
    found["F1"], trouble = _of_the_machine(qtbot, lane)
    inside = {id(part) for view in rooms.values() for part in (view, *view.findChildren(QWidget))}
    found[""] = set(_told(part for part in [shop.window, *shop.window.findChildren(QWidget)] if id(part) not in inside))
    found[""] |= trouble | {"F1"}  # the room's own key, which ``Rooms`` binds where there is a machine to look at
    return found


def _of_the_machine(qtbot: QtBot, lane: Lane) -> tuple[set[str], set[str]]:
    """设置, and the window that says why the program does not open."""
    settings = SettingsView()
    trouble = TroubleWindow(StoreTrouble("keyring.key_gone"), "slot", lambda _code: (b"", None), lane)
    for view in (settings, trouble):
        qtbot.addWidget(view)
    in_settings, in_trouble = (set(_told([view, *view.findChildren(QWidget)])) for view in (settings, trouble))
    return in_settings, in_trouble


def _of_rulings(shop: Shop, lane: Lane, desk: Desk, item: ServiceItem) -> set[str]:  # noqa: F811
    """The panels of the decisions, which are made when they are opened."""
    lane.call(know_hall, desk)
    basis = lane.call(draft_basis, desk, item, filled(item))
    ruled, found = shop.rooms.intake.view.ruled, set()
    for decision in (Decision.CORRECTION, Decision.DEFERRED, Decision.COMMITTED, Decision.REFUSED, Decision.NOT_NEEDED):
        ruled.open(decision, basis, ())
        body = ruled.body()
        assert body is not None
        found |= set(_told([body, *body.findChildren(QWidget)]))
    ruled.forget()
    return found


def _told(parts: Iterable[QWidget]) -> Iterator[str]:
    """The keys that are bound to these, and every text that they show."""
    for part in parts:
        for shortcut in part.findChildren(QShortcut):
            if shortcut.parent() is part:
                yield shortcut.key().toString()
        if isinstance(part, QLabel | QAbstractButton):
            yield part.text()
        if isinstance(part, QLineEdit | QPlainTextEdit):
            yield part.placeholderText()
        yield part.accessibleName()


def _is_there(key: str, told: set[str]) -> bool:
    """Bound, or shown as a word of its own in some text ("空格 收取　1–6 原件"; a digit also within a range)."""
    bound = "+".join(_NAMES.get(part, part) for part in key.split("+")) if key != "+" else key
    if key in _OF_EVERY_PROGRAM or bound in told:
        return True
    if key.isdecimal() and any(
        int(low) <= int(key) <= int(high) for text in told for low, high in re.findall(r"(?<!\+)(\d)–(\d)", text)
    ):
        return True
    word = re.compile(rf"(?<![A-Za-z0-9+]){re.escape(key)}(?![A-Za-z0-9])")
    return any(word.search(text) for text in told)


@pytest.mark.parametrize("name", HANDBOOKS)
def test_every_key_of_a_section_is_one_of_the_rooms_it_speaks_of(name: str, keys: dict[str, set[str]]) -> None:
    text = (DOCS / name).read_text("utf-8")
    assert len(set(_KEY.findall(text))) > 15
    lost = []
    for section in text.split("\n## ")[1:]:
        named = _KEY.findall(section)
        rooms = {"", HANDBOOKS[name], *(key for key in named if key in keys), *_meant(section)}
        told = {text for room in rooms for text in keys[room]}
        lost += [(section.splitlines()[0], key) for key in named if not _is_there(key, told)]
    assert not lost


def _meant(section: str) -> set[str]:
    """The room of a section that is entered by what stands in it, not by a key that it names again."""
    rooms = {"收件": "F2", "容缺跟踪": "F5", "出件": "F6", "办件": "F7", "待处理": "F10"}
    return {key for word, key in rooms.items() if word in section}


@pytest.mark.parametrize("name", HANDBOOKS)
def test_every_key_stands_in_its_cap(name: str) -> None:
    """So that the test above sees it, and the eye of a tired person too."""
    text = _QUOTED.sub("", _KEY.sub("", (DOCS / name).read_text("utf-8")))
    assert _BARE.findall(text) == []


def test_a_key_that_no_screen_has_is_missed(keys: dict[str, set[str]]) -> None:
    everything = set().union(*keys.values())
    assert [key for key in ("F4", "Alt+Y", "Ctrl+↓", "空格", "3", "G", "+") if not _is_there(key, everything)] == []
    assert [key for key in ("F13", "Alt+W", "Ctrl+K", "H") if _is_there(key, everything)] == []
    assert not _is_there("Alt+Y", keys["F2"])
