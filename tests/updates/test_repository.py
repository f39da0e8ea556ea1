"""The release engineer's tool: what it makes, and what it does not let him do by mistake."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from installer.repo import keys, lists, roots
from installer.repo.__main__ import main
from installer.repo.files import Broken, RepositoryFiles
from tests.updates.publishing import LINE, NOW, PASSPHRASE, PEOPLE, Engineer, debian_package

NAME = "window-counter_1.1.0_amd64.deb"


def test_a_key_lies_encrypted_and_only_its_public_part_is_shown(tmp_path: Path) -> None:
    shown = keys.make_key(tmp_path / "li", PASSPHRASE)
    assert b"ENCRYPTED PRIVATE KEY" in (tmp_path / "li").read_bytes()
    assert (tmp_path / "li").stat().st_mode & 0o077 == 0
    assert "private" not in shown.read_text().lower()
    assert keys.open_key(tmp_path / "li", PASSPHRASE).public_key.keyid == keys.read_public(shown).keyid


def test_what_is_wrong_with_a_key_is_said(tmp_path: Path, engineer: Engineer) -> None:
    keys.make_key(tmp_path / "li", PASSPHRASE)
    wrong: list[tuple[Any, str]] = [
        (lambda: keys.make_key(tmp_path / "li", PASSPHRASE), "exists already"),
        (lambda: keys.make_key(tmp_path / "wang", b"short"), "12 characters"),
        (lambda: keys.make_key(engineer.public_folder / "k", PASSPHRASE), "never lies in a repository"),
        (lambda: keys.open_key(tmp_path / "li", b"another passphrase"), "does not open"),
        (lambda: keys.open_key(tmp_path / "nobody", PASSPHRASE), "does not open"),
        (lambda: keys.read_public(tmp_path / "li"), "no public key"),
    ]
    for act, words in wrong:
        with pytest.raises(keys.WrongKey, match=words):
            act()
    shown = json.loads((tmp_path / "li.pub.json").read_text())
    (tmp_path / "forged.pub.json").write_text(json.dumps({**shown, "keyid": "0" * 64}))
    with pytest.raises(keys.WrongKey, match="not the one of the key"):
        keys.read_public(tmp_path / "forged.pub.json")


def test_no_key_is_in_what_is_mirrored(engineer: Engineer) -> None:
    for file in (engineer.folder / "repo").rglob("*"):
        assert not file.is_file() or b"PRIVATE KEY" not in file.read_bytes()


def test_a_root_is_published_by_the_second_signature(tmp_path: Path, engineer: Engineer) -> None:
    files = RepositoryFiles(tmp_path / "r")
    people = [engineer.public(name) for name in PEOPLE]
    roots.begin(files, people, 2, {role: engineer.public(role) for role in LINE}, NOW)
    assert roots.sign(files, engineer.signer("zhao")) == 1
    assert roots.sign(files, engineer.signer("zhao")) == 1
    assert files.version_of("root") == 0
    assert roots.sign(files, engineer.signer("li")) == 0
    assert files.version_of("root") == 1
    with pytest.raises(Broken, match="no root waits"):
        roots.sign(files, engineer.signer("li"))


def test_a_root_that_nobody_could_trust_is_not_begun(tmp_path: Path, engineer: Engineer) -> None:
    people = [engineer.public(name) for name in PEOPLE]
    line = {role: engineer.public(role) for role in LINE}
    files = RepositoryFiles(tmp_path / "r")
    for keys_of_people, threshold, roles in (
        (people, 1, line),
        (people, 4, line),
        ([people[0], people[0]], 2, line),
        (people, 2, {**line, "timestamp": people[0]}),
    ):
        with pytest.raises(Broken):
            roots.begin(files, keys_of_people, threshold, roles, NOW)
    with pytest.raises(Broken, match="not empty"):
        roots.begin(engineer.files, people, 2, line, NOW)


def test_a_change_of_the_root_is_one_at_a_time_and_by_its_own_people(engineer: Engineer) -> None:
    engineer.new_key("sun")
    with pytest.raises(Broken, match="not of snapshot"):
        roots.change(engineer.files, NOW, "snapshot", engineer.public("targets").keyid, engineer.public("sun"))
    with pytest.raises(Broken, match="in use"):
        roots.change(engineer.files, NOW, "snapshot", engineer.public("snapshot").keyid, engineer.public("li"))
    roots.change(engineer.files, NOW, "snapshot", engineer.public("snapshot").keyid, engineer.public("sun"))
    with pytest.raises(Broken, match="waits for signatures already"):
        roots.change(engineer.files, NOW)
    with pytest.raises(Broken, match="none of the root's"):
        engineer.sign_root("sun")


def test_a_person_who_comes_in_does_not_replace_the_signatures_of_those_who_were_there(engineer: Engineer) -> None:
    """Two of the old three and two of the new three."""
    engineer.new_key("sun")
    roots.change(engineer.files, NOW, "root", engineer.public("li").keyid, engineer.public("sun"))
    assert engineer.sign_root("sun") == 2
    assert engineer.sign_root("wang") == 1
    assert engineer.sign_root("zhao") == 0


def test_a_lost_key_is_replaced_without_it(engineer: Engineer) -> None:
    """Two of the three are enough for everything, also to put somebody into the third's place."""
    engineer.new_key("li-again")
    roots.change(engineer.files, NOW, "root", engineer.public("li").keyid, engineer.public("li-again"))
    assert engineer.sign_root("wang", "zhao") == 0


def test_a_package_is_never_replaced_under_its_name(engineer: Engineer, tmp_path: Path) -> None:
    other = debian_package(tmp_path, "1.1.0")
    with other.open("ab") as file:
        file.write(b"\n")
    with pytest.raises(Broken, match="never replaced"):
        lists.add(engineer.files, other)


def test_what_the_package_says_of_itself_counts(engineer: Engineer, tmp_path: Path) -> None:
    with pytest.raises(Broken, match="another version"):
        lists.add(engineer.files, debian_package(tmp_path, "1.3.0"), version="1.4.0")
    (tmp_path / "x.deb").write_bytes(b"nothing")
    with pytest.raises(Broken, match="no Debian package"):
        lists.add(engineer.files, tmp_path / "x.deb")
    for name in ("x.zip", "a b.deb"):
        (tmp_path / name).write_bytes(b"x")
        with pytest.raises(Broken, match="plain name"):
            lists.add(engineer.files, tmp_path / name)
    with pytest.raises(Broken):
        lists.add(engineer.files, debian_package(tmp_path, "1.5.0"), percent=101)


def test_a_roll_out_begins_as_small_as_it_is_said(engineer: Engineer, tmp_path: Path) -> None:
    """Nobody yet is not everybody."""
    offer = lists.add(engineer.files, debian_package(tmp_path, "1.2.0"), percent=0, ring="pilot", version="", arch="")
    assert (offer.version, offer.arch, offer.percent, offer.ring) == ("1.2.0", "amd64", 0, "pilot")


def test_a_roll_out_only_widens(engineer: Engineer) -> None:
    engineer.add("1.2.0", percent=10)
    name = "window-counter_1.2.0_amd64.deb"
    assert lists.change(engineer.files, name, percent=50).percent == 50
    with pytest.raises(Broken, match="only widens"):
        lists.change(engineer.files, name, percent=20)
    with pytest.raises(Broken, match="not listed"):
        lists.change(engineer.files, "window-counter_9.9.9_amd64.deb", percent=20)


def test_a_draft_is_seen_by_nobody_until_it_is_published(engineer: Engineer) -> None:
    before = engineer.copy_metadata()
    engineer.add("1.2.0")
    assert engineer.copy_metadata() == before
    with pytest.raises(Broken, match="the key of timestamp is needed"):
        engineer.publish(("targets", "snapshot"))
    assert engineer.copy_metadata() == before
    engineer.publish()
    changed = {name for name, content in engineer.copy_metadata().items() if before.get(name) != content}
    assert changed == {"2.targets.json", "2.snapshot.json", "timestamp.json"}


def test_the_whole_ceremony_by_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As README.md tells it."""
    (tmp_path / "pass").write_bytes(PASSPHRASE + b"\n")
    (tmp_path / "keys").mkdir()
    by = ["--passphrase-file", str(tmp_path / "pass")]
    repo = ["--repo", str(tmp_path / "repo")]

    def run(*words: object) -> Any:
        assert main([str(word) for word in words]) == 0
        return json.loads(capsys.readouterr().out)

    def key(name: str, *, public: bool = False) -> Path:
        return tmp_path / "keys" / (f"{name}.pub.json" if public else name)

    for name in (*PEOPLE, *LINE, "timestamp-2"):
        run("new-key", key(name), *by)
    people = [word for name in PEOPLE for word in ("--root-key", key(name, public=True))]
    line = [word for role in LINE for word in (f"--{role}-key", key(role, public=True))]
    assert run("init", *repo, *people, *line) == {"missing_signatures": 2}
    assert run("sign-root", *repo, "--key", key("li"), *by) == {"missing_signatures": 1}
    assert run("sign-root", *repo, "--key", key("wang"), *by) == {"missing_signatures": 0}
    package = debian_package(tmp_path, "1.1.0")
    assert run("add", *repo, package, "--ring", "pilot", "--percent", 10)["draft"] == "1.1.0"
    sign = [word for role in LINE for word in ("--key", key(role))]
    assert run("publish", *repo, *sign, *by) == {"targets": 1, "snapshot": 1, "timestamp": 1}
    assert run("widen", *repo, NAME, "--ring", "all", "--percent", 100)["ring"] == "all"
    assert run("withdraw", *repo, NAME)["withdrawn"]
    assert run("publish", *repo, *sign, *by)["targets"] == 2
    run("rotate", *repo, "timestamp", "--old", key("timestamp", public=True), "--new", key("timestamp-2", public=True))
    run("sign-root", *repo, "--key", key("wang"), "--key", key("zhao"), *by)
    assert run("refresh", *repo, "--key", key("timestamp-2"), *by) == {"timestamp": 3}
    shown = run("show", *repo)
    assert shown["published"]["root"] == {"version": 2, "days_left": 730}
    assert {role: each["days_left"] for role, each in shown["published"].items()} == {
        "root": 730, "targets": 365, "snapshot": 30, "timestamp": 7,
    }  # fmt: skip
    assert shown["packages"][NAME]["withdrawn"]
    assert main(["refresh", *repo, "--key", str(key("timestamp")), *by]) == 1
    assert "the key of timestamp is needed" in capsys.readouterr().err
