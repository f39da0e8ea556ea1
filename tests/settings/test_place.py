"""Where the data lies: where the policy says, on this machine, and nobody points elsewhere past IT."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.errors import RuleBroken
from counter.settings import default_home, desk_home, place, policy_folder
from counter.settings.place import check_home, kind_of, user_name
from counter.settings.registry import POLICY_KEY, RECOMMENDED_KEY, SimulatedRegistry
from tests.settings.layers import put

MOUNTS = (
    "/dev/sda1 / ext4 rw 0 0",
    "tmpfs /tmp tmpfs rw 0 0",
    "server:/export /home nfs4 rw 0 0",
    "//server/share /mnt/the\\040share cifs rw 0 0",
    "/dev/sdb1 /home/local ext4 rw 0 0",
    "nonsense",
)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/window-counter", "ext4"),
        ("/home/wang/.local/share", "nfs4"),
        ("/homes/wang", "ext4"),
        ("/home/local/wang", "ext4"),
        ("/mnt/the share/x", "cifs"),
    ],
)
def test_the_deepest_mount_says_what_kind_of_file_system_it_is(path: str, kind: str) -> None:
    """By lines of /proc/self/mounts, with their octal spaces."""
    assert kind_of(Path(path), MOUNTS) == kind


def test_a_home_on_a_network_is_refused_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults.md F29: SQLite on a network profile."""
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {tmp_path}/net cifs rw 0 0\n")
    monkeypatch.setattr(place, "_MOUNTS", mounts)
    check_home(tmp_path / "local")
    with pytest.raises(RuleBroken) as caught:
        check_home(tmp_path / "net" / "desk")
    assert (caught.value.code, caught.value.params) == ("settings.network_home", {"kind": "cifs"})


def test_the_home_is_the_users_own_local_folder_unless_something_else_is_said(tmp_path: Path) -> None:
    """Named on the command line, or recommended by IT."""
    assert desk_home(None, tmp_path) == default_home()
    assert desk_home(tmp_path / "x", tmp_path) == tmp_path / "x"
    put(tmp_path, "recommended/10.json", {"data_dir": "/srv/counter"})
    assert desk_home(None, tmp_path) == Path("/srv/counter")
    assert desk_home(tmp_path / "x", tmp_path) == tmp_path / "x"


def test_a_fixed_home_is_each_users_and_no_other_can_be_named(tmp_path: Path) -> None:
    """``{user}`` is who runs the program, by the system and not by the environment."""
    put(tmp_path, "managed/10.json", {"data_dir": "/srv/counter/{user}"})
    fixed = Path("/srv/counter") / user_name()
    assert desk_home(None, tmp_path) == fixed
    assert desk_home(fixed, tmp_path) == fixed
    with pytest.raises(RuleBroken, match=r"settings\.home_fixed"):
        desk_home(tmp_path / "x", tmp_path)


def test_another_policy_can_be_named_only_where_the_machine_has_none(tmp_path: Path) -> None:
    """Otherwise a clerk would bring his own."""
    machine, own = tmp_path / "machine", tmp_path / "own"
    nothing = SimulatedRegistry()
    assert policy_folder(None, machine, nothing) == machine
    assert policy_folder(own, machine, nothing) == own
    assert policy_folder(own, machine, SimulatedRegistry({RECOMMENDED_KEY: {"printer": "cups"}})) == own
    for registry in (SimulatedRegistry({POLICY_KEY: {"printer": "cups"}}), nothing):
        put(machine, "managed/10.json", {}) if registry is nothing else None
        with pytest.raises(RuleBroken, match=r"settings\.policy_fixed"):
            policy_folder(own, machine, registry)
    assert policy_folder(machine, machine, nothing) == machine
