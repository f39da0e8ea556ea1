"""Rooms: built in steps or at once, and somebody's only while he is there."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from counter.domain.staff import Actor, Role
from tests.conftest import CLERK
from tests.ui.standing import Shown, room_of
from ui.rooms import Building, Room

SUPERVISOR = Actor(clerk_no="100001", name="沈明哲", roles=(Role.SUPERVISOR,))


def _shown(room: Room[QLineEdit, Shown]) -> list[Actor | None]:
    return room.presenter.actors


@pytest.fixture
def room(qtbot: QtBot) -> Room[QLineEdit, Shown]:
    widget = QLineEdit()
    qtbot.addWidget(widget)
    return room_of("F2", "收件", "intake", widget)


def test_a_room_is_built_one_step_at_a_time_and_then_no_more(room: Room[QLineEdit, Shown]) -> None:
    assert [room.build_on() for _ in range(4)] == [True, True, False, False]


def test_whoever_asks_for_the_screen_gets_it_after_any_number_of_steps(room: Room[QLineEdit, Shown]) -> None:
    assert room.build_on()
    assert room.view is room.view
    assert not room.build_on()


def test_a_room_that_is_built_later_is_of_the_person_who_came_before(room: Room[QLineEdit, Shown]) -> None:
    room.show_actor(CLERK)
    assert _shown(room) == [CLERK]
    room.show_actor(None)
    assert _shown(room) == [CLERK, None]


def test_a_room_that_is_built_after_the_person_left_is_nobodys(room: Room[QLineEdit, Shown]) -> None:
    room.show_actor(CLERK)
    room.show_actor(None)
    assert _shown(room) == []


def test_a_room_of_the_supervisor_is_closed_to_a_clerk(qtbot: QtBot) -> None:
    widget = QLineEdit()
    qtbot.addWidget(widget)
    room = room_of("F11", "审核", "cases", widget, roles=(Role.SUPERVISOR,))
    assert room.may_enter(SUPERVISOR)
    assert not room.may_enter(CLERK)


def test_a_builder_that_breaks_says_so_to_whoever_asks_and_again() -> None:
    def breaks() -> Building[QLineEdit, Shown]:
        yield
        raise OSError("no such icon")

    room = Room("F2", "收件", "intake", breaks())
    with pytest.raises(OSError, match="no such icon"):
        _ = room.view
    with pytest.raises(RuntimeError, match="收件"):
        _ = room.view
