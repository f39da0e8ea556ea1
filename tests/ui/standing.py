"""Rooms for tests of the window: built in two steps from a widget that is there already."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from counter.domain.staff import Actor, Role
from ui.rooms import EVERYONE, AnyRoom, Building, Room


class Shown:
    """A presenter that remembers whose the screen was."""

    def __init__(self) -> None:
        self.actors: list[Actor | None] = []

    def show_actor(self, actor: Actor | None) -> None:
        """The screen is that person's."""
        self.actors.append(actor)


def room_of(key: str, title: str, icon: str, widget: QWidget, *, roles: tuple[Role, ...] = EVERYONE) -> AnyRoom:
    """A room with that widget."""
    return Room(key, title, icon, _building(widget), roles=roles)


def _building(widget: QWidget) -> Building[QWidget, Shown]:
    yield
    return widget, Shown()
