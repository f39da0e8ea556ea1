"""Settings: IT's policy over a person's choice over IT's recommendation; each value has its source, none is guessed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from counter.errors import CounterError, RuleBroken
from counter.settings import Settings, Source, choose, read, read_settings
from counter.settings.reading import shown
from counter.settings.registry import POLICY_KEY, RECOMMENDED_KEY, SimulatedRegistry
from tests.settings.layers import put


def _home(folder: Path, values: object = None) -> Path:
    home = folder / "home"
    home.mkdir(exist_ok=True)
    if values is not None:
        put(home, "settings.json", values)
    return home


def _fault(folder: Path) -> CounterError:
    (fault,) = read(_home(folder), folder).faults
    return fault  # type: ignore[no-any-return]  # kept as Any in the reading


def test_without_any_file_the_defaults_hold(tmp_path: Path) -> None:
    """And nothing is locked."""
    found = read(_home(tmp_path), tmp_path)
    assert found.settings == Settings()
    assert {held.source for held in found.held} == {Source.DEFAULT}
    assert not found.faults


def test_each_layer_stands_above_the_next_and_every_value_names_its_own(tmp_path: Path) -> None:
    """Registry, managed file, person, recommended registry, recommended file."""
    registry = SimulatedRegistry({
        POLICY_KEY: {"idle_lock_minutes": 2},
        RECOMMENDED_KEY: {"print_queue": "hall", "ticket_printer": "/dev/usb/lp0"},
    })  # fmt: skip
    put(tmp_path, "managed/10-hall.json", {"idle_lock_minutes": 9, "printer": "cups"})
    put(
        tmp_path,
        "recommended/10.json",
        {"print_queue": "recommended", "paper_folder": "/srv/papers", "log_level": "error"},
    )
    home = _home(tmp_path, {"printer": "window", "print_queue": "mine"})
    found = read(home, tmp_path, registry)
    assert not found.faults
    told = {
        held.key: (held.value, held.source, held.locked) for held in found.held if held.source is not Source.DEFAULT
    }
    assert told == {
        "idle_lock_minutes": (2, Source.REGISTRY, True),
        "printer": ("cups", Source.MANAGED, True),
        "print_queue": ("mine", Source.USER, False),
        "ticket_printer": ("/dev/usb/lp0", Source.REGISTRY_RECOMMENDED, False),
        "paper_folder": ("/srv/papers", Source.RECOMMENDED, False),
        "log_level": ("error", Source.RECOMMENDED, False),
    }
    assert found.source_of("printer").where.endswith("managed/10-hall.json")


def test_of_two_files_the_later_name_wins(tmp_path: Path) -> None:
    """Chrome leaves this open (installer.md §4); here it is defined."""
    put(tmp_path, "managed/10.json", {"log_level": "error", "idle_lock_minutes": 3})
    put(tmp_path, "managed/20.json", {"log_level": "info"})
    put(tmp_path, "managed/99.json.off", {"log_level": "nonsense"})
    found = read(_home(tmp_path), tmp_path)
    assert (found.settings.log_level, found.settings.idle_lock_minutes) == ("info", 3)


def test_the_environment_is_above_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a clerk exports (trust.md A66)."""
    for name in (
        "PLATFORM_URL",
        "PRINTER",
        "WINDOW_COUNTER_PLATFORM_URL",
        "COUNTER_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
    ):
        monkeypatch.setenv(name, "http://evil.example.invalid:1")
    assert read(_home(tmp_path), tmp_path).settings == Settings()


@pytest.mark.parametrize(
    ("values", "code", "params"),
    [
        ({"pritner": "cups"}, "settings.unknown_key", {"key": "pritner", "did_you_mean": "printer"}),
        ({"zzzz": 1}, "settings.unknown_key", {"key": "zzzz", "did_you_mean": ""}),
        ({"printer": 5}, "settings.value", {"key": "printer"}),
        ({"printer": "laser"}, "settings.value", {"key": "printer"}),
        ({"idle_lock_minutes": -1}, "settings.value", {"key": "idle_lock_minutes"}),
        ({"idle_lock_minutes": "5"}, "settings.value", {"key": "idle_lock_minutes"}),
        ({"allowed_printers": ""}, "settings.value", {"key": "allowed_printers"}),
        ([1], "settings.broken", {"file": "10.json"}),
        (b'{"printer": ', "settings.broken", {"file": "10.json"}),
        (b"{'printer': 'cups'}", "settings.broken", {"file": "10.json"}),
        (b'{"printer": "\xff"}', "settings.broken", {"file": "10.json"}),
        (b'{"printer": "cups", "printer": "window"}', "settings.broken", {"file": "10.json"}),
        (b"[" * 100_000, "settings.broken", {"file": "10.json"}),
    ],
)
def test_a_fault_in_a_policy_file_is_named_and_the_program_does_not_guess(
    tmp_path: Path, values: object, code: str, params: dict[str, str]
) -> None:
    """The reading tells it (health), and whoever needs settings gets the error."""
    put(tmp_path, "managed/10.json", values)
    fault = _fault(tmp_path)
    assert fault.code == code
    assert params.items() <= fault.params.items()
    with pytest.raises(RuleBroken, match=code):
        read_settings(_home(tmp_path), tmp_path)


def test_what_only_the_policy_may_say_is_unknown_in_a_persons_file(tmp_path: Path) -> None:
    """A person cannot name another key file or CA."""
    for key in ("key_file", "ca_bundle", "proxy", "idle_lock_minutes", "data_dir", "recovery_key"):
        with pytest.raises(RuleBroken) as caught:
            read_settings(_home(tmp_path, {key: "/tmp/x"}), tmp_path)  # noqa: S108 -- only a value
        assert caught.value.code == "settings.unknown_key"


def test_a_file_with_a_byte_order_mark_and_a_schema_is_read(tmp_path: Path) -> None:
    """As editors of Windows save it; ``$schema`` is for editors."""
    put(tmp_path, "managed/10.json", b'\xef\xbb\xbf{"$schema": "policy.schema.json",\r\n"printer": "window"}\r\n')
    assert read_settings(_home(tmp_path), tmp_path).printer == "window"


def test_a_policy_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """Written under umask 077 it would be silently no policy (installer.md §4)."""
    (tmp_path / "managed" / "10.json").mkdir(parents=True)  # a folder cannot be read by root either
    fault = _fault(tmp_path)
    assert (fault.code, fault.params) == ("settings.unreadable", {"file": "10.json"})


def test_a_policy_file_that_everybody_may_write_is_refused(tmp_path: Path) -> None:
    """Otherwise a clerk is IT."""
    put(tmp_path, "managed/10.json", {"printer": "cups"}).chmod(0o666)
    assert _fault(tmp_path).code == "settings.file_open"
    assert read(_home(tmp_path), tmp_path).settings.printer == "folder"


def test_values_of_the_registry_are_checked_alike(tmp_path: Path) -> None:
    """A list comes as REG_MULTI_SZ, a number as REG_DWORD."""
    registry = SimulatedRegistry({POLICY_KEY: {"allowed_printers": ["a", "b"], "least_hall_rules": 3}})
    settings = read_settings(_home(tmp_path), tmp_path, registry)
    assert (settings.allowed_printers, settings.least_hall_rules) == (("a", "b"), 3)
    for wrong, code in (({"Printer": "cups"}, "settings.unknown_key"), ({"printer": 1}, "settings.value")):
        with pytest.raises(RuleBroken, match=code):
            read_settings(_home(tmp_path), tmp_path, SimulatedRegistry({POLICY_KEY: wrong}))


def test_a_registry_that_cannot_be_read_is_a_fault_and_not_an_empty_policy(tmp_path: Path) -> None:
    """The other way round a clerk would work without IT's rules."""

    class Closed(SimulatedRegistry):
        def values(self, key: str) -> dict[str, object]:
            """Access denied."""
            raise PermissionError(key)

    assert {fault.code for fault in read(_home(tmp_path), tmp_path, Closed()).faults} == {"settings.unreadable"}


def test_files_of_the_first_version_are_named_before_somebody_believes_that_they_hold(tmp_path: Path) -> None:
    """Until there is a JSON file in their place."""
    folder = tmp_path / "policies"
    (tmp_path / "policy.toml").write_text('printer = "cups"\n')
    home = _home(tmp_path)
    (home / "settings.toml").write_text('printer = "cups"\n')
    found = read(home, folder)
    assert [fault.params["file"] for fault in found.faults] == ["settings.toml", "policy.toml"]
    put(folder, "managed/10.json", {"printer": "cups"})
    put(home, "settings.json", {})
    assert not read(home, folder).faults


def test_a_choice_is_written_below_the_policy_and_can_be_taken_back(tmp_path: Path) -> None:
    """Whole, readable by its owner only."""
    home = _home(tmp_path, {"printer": "window"})
    found = choose(home, {"print_queue": "front", "ticket_printer": "tcp://10.0.0.8"}, tmp_path)
    assert found.source_of("print_queue").source is Source.USER
    assert json.loads((home / "settings.json").read_text()) == {
        "print_queue": "front", "printer": "window", "ticket_printer": "tcp://10.0.0.8",
    }  # fmt: skip
    assert (home / "settings.json").stat().st_mode & 0o777 == 0o600
    assert choose(home, {"print_queue": ""}, tmp_path).source_of("print_queue").source is Source.DEFAULT
    assert [path.name for path in home.iterdir()] == ["settings.json"]


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"printer": "window"}, "settings.locked", "printer"),
        ({"key_file": "/x"}, "settings.locked", "key_file"),
        ({"nothing": "x"}, "settings.locked", "nothing"),
        ({"platform_url": "http://evil.example.invalid"}, "settings.plain_http", "platform_url"),
        ({"print_queue": "other"}, "settings.print_queue", "print_queue"),
        ({"ticket_printer": "lp0"}, "settings.ticket_printer", "ticket_printer"),
        ({"print_queue": 5}, "settings.value", ""),
    ],
)
def test_a_choice_that_may_not_be_changes_nothing(
    tmp_path: Path, changes: dict[str, object], code: str, field: str
) -> None:
    """What IT has fixed, and what makes no sense."""
    put(tmp_path, "managed/10.json", {"printer": "cups", "allowed_printers": ["front"]})
    home = _home(tmp_path, {"ticket_printer": "/dev/usb/lp0"})
    before = (home / "settings.json").read_bytes()
    with pytest.raises(RuleBroken) as caught:
        choose(home, changes, tmp_path)
    assert (caught.value.code, caught.value.field) == (code, field)
    assert (home / "settings.json").read_bytes() == before


def test_a_choice_that_it_has_fixed_meanwhile_waits_in_the_persons_file(tmp_path: Path) -> None:
    """And holds again when IT lets go."""
    home = _home(tmp_path, {"printer": "window"})
    managed = put(tmp_path, "managed/10.json", {"printer": "cups"})
    choose(home, {"print_queue": "front"}, tmp_path)
    managed.unlink()
    assert read_settings(home, tmp_path).printer == "window"


def test_a_choice_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """The home is a file: nothing can lie in it."""
    home = tmp_path / "home"
    home.write_text("x")
    with pytest.raises(RuleBroken, match=r"settings\.unreadable|settings\.not_written"):
        choose(home, {"print_queue": "front"}, tmp_path).whole()


def test_what_is_shown_of_an_address_has_no_password() -> None:
    """Of a faulty value, too: the bundle for support holds the settings."""
    assert shown("http://user:secret@10.0.0.1:3128") == "http://***@10.0.0.1:3128"
    assert shown(("a", "http://u:p@b")) == "a、http://***@b"
    assert shown("http://[u:p@x") == "***"
    assert shown("/srv/key") == "/srv/key"
