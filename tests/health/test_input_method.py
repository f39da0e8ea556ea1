"""Whether Chinese can be typed is told by the program that runs and by Qt's part that speaks to it."""

from __future__ import annotations

import pytest

from counter.health.findings import Level
from counter.health.input_method import judge, plugins, running

SCREEN = {"DISPLAY": ":0"}
WHEEL = frozenset({"libcomposeplatforminputcontextplugin.so", "libibusplatforminputcontextplugin.so"})
OURS = WHEEL | {"libfcitx5platforminputcontextplugin.so"}


@pytest.mark.parametrize(
    ("environment", "programs", "parts", "level", "code"),
    [
        ({}, {"fcitx5"}, OURS, Level.WARN, "health.no_display"),
        (SCREEN, {"bash"}, OURS, Level.BAD, "health.no_input_method"),
        (SCREEN, {"fcitx5"}, OURS, Level.OK, ""),
        (SCREEN, {"fcitx"}, OURS, Level.OK, ""),
        (SCREEN, {"ibus-daemon"}, WHEEL, Level.OK, ""),
        (SCREEN, {"fcitx5"}, WHEEL, Level.BAD, "health.no_input_plugin"),
        (SCREEN | {"QT_IM_MODULE": "ibus"}, {"fcitx5"}, WHEEL, Level.BAD, "health.no_input_plugin"),
        (SCREEN | {"QT_IM_MODULE": "ibus", "IBUS_USE_PORTAL": "1"}, {"fcitx5"}, WHEEL, Level.OK, ""),
        ({"WAYLAND_DISPLAY": "wayland-0"}, {"fcitx5", "ibus-daemon"}, WHEEL, Level.OK, ""),
    ],
)
def test_an_input_method_needs_its_program_and_its_part(
    environment: dict[str, str], programs: set[str], parts: frozenset[str], level: Level, code: str
) -> None:
    """libraries.md 2: what was measured with each."""
    finding = judge(environment, programs, parts)
    assert (finding.level, finding.code) == (level, code)


def test_this_machines_programs_and_parts_are_found() -> None:
    """The wheel's ibus part, and ourselves."""
    assert any("ibus" in part for part in plugins())
    assert running()
