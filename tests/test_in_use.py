"""A setup can see which version runs, on a Windows machine by the kernel's names."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

import pytest

from counter.in_use import ANY_VERSION, RememberedNames, WindowsMutexes, kernel_names, tell_running


def _held(app: Path) -> list[str]:
    names = RememberedNames()
    tell_running(names, app)
    return names.held


def test_the_version_and_that_any_runs_are_held(tmp_path: Path) -> None:
    """A repaired folder of the same version is another one."""
    versions = tmp_path / "versions"
    assert _held(versions / "0.3.0/app") == [r"Global\WindowCounter", r"Global\WindowCounter-0.3.0"]
    assert _held(versions / "0.3.0.r1/app") == [r"Global\WindowCounter", r"Global\WindowCounter-0.3.0.r1"]


@pytest.mark.parametrize("place", ["checkout", "versions/a b/app", "versions/a\\b/app"])
def test_nothing_is_held_for_what_no_setup_laid_down(tmp_path: Path, place: str) -> None:
    assert _held(tmp_path / place) == []
    assert _held(Path(__file__).parent) == []


class _Call:
    """One function of a library: keeps what it was called with."""

    def __init__(self, answer: int) -> None:
        self.answer = answer
        self.calls: list[tuple[Any, ...]] = []
        self.restype: object = None

    def __call__(self, *arguments: Any) -> int:
        self.calls.append(arguments)
        return self.answer


class _Library:
    """The functions of a system library that were asked for."""

    def __init__(self, *, answer: int) -> None:
        self._answer = answer
        self._calls: dict[str, _Call] = {}

    def __getattr__(self, name: str) -> _Call:
        return self._calls.setdefault(name, _Call(self._answer))


class _Windows:
    """What ``ctypes.windll`` is on Windows."""

    def __init__(self, *, descriptor: bool) -> None:
        self.kernel32 = _Library(answer=4711)
        self.advapi32 = _Library(answer=int(descriptor))


def test_a_mutex_is_made_with_a_handle_of_the_machines_width_and_owned_by_nobody() -> None:
    windows = _Windows(descriptor=True)
    WindowsMutexes(windows).hold(ANY_VERSION)
    make = windows.kernel32.CreateMutexW
    assert make.restype is ctypes.c_void_p
    ((attributes, owned, name),) = make.calls
    assert attributes is not None
    assert (owned, name) == (False, ANY_VERSION)
    ((descriptor, *_rest),) = windows.advapi32.ConvertStringSecurityDescriptorToSecurityDescriptorW.calls
    assert descriptor == "D:(A;;0x1f0001;;;AU)"


def test_without_a_descriptor_it_is_held_for_this_user_at_least() -> None:
    windows = _Windows(descriptor=False)
    WindowsMutexes(windows).hold(ANY_VERSION)
    assert windows.kernel32.CreateMutexW.calls == [(None, False, ANY_VERSION)]


def test_this_machine_takes_a_name(tmp_path: Path) -> None:
    tell_running(kernel_names(), tmp_path / "versions/0.3.0/app")
