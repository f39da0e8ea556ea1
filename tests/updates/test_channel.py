"""Only the list that IT's keys signed, whole and of today, is believed; from a server and from a stick alike."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from tuf.api.metadata import Metadata, Timestamp

from counter.errors import CounterError, Refused, RuleBroken, Unreachable
from counter.platform_api.mirror import HttpMirror
from counter.updates.channel import follow, read_root, verify
from counter.updates.mirror import FolderMirror, Mirror
from installer.repo import lists, roots
from tests.updates.publishing import LINE, NOW, Engineer, Server


class Follower:
    """A machine with its own memory of keys and versions."""

    def __init__(self, folder: Path, engineer: Engineer, mirror: Mirror) -> None:
        self.trusted = folder / "trust"
        self.root = engineer.root.read_bytes()
        self.mirror = mirror

    def versions(self) -> set[str]:
        """What is listed now."""
        return {each.offer.version for each in follow(self.root, self.trusted, self.mirror).packages}

    def refusal(self) -> CounterError:
        """What was refused; the memory is as it was before."""
        memory = self.memory()
        with pytest.raises(CounterError) as caught:
            self.versions()
        assert self.memory() == memory
        return caught.value

    def memory(self) -> bytes:
        """The list that was last believed."""
        file = self.trusted / "targets.json"
        return file.read_bytes() if file.exists() else b""


@pytest.fixture
def follower(tmp_path: Path, engineer: Engineer, mirror: Mirror) -> Follower:
    """A machine that has followed the list once."""
    one = Follower(tmp_path / "machine", engineer, mirror)
    assert one.versions() == {"1.1.0"}
    return one


def test_a_new_version_is_seen(follower: Follower, engineer: Engineer) -> None:
    engineer.release("1.2.0")
    assert follower.versions() == {"1.1.0", "1.2.0"}


def test_an_older_list_is_refused(follower: Follower, engineer: Engineer) -> None:
    """Rollback: the mirror shows what was true last week, correctly signed."""
    old = engineer.copy_metadata()
    engineer.release("1.2.0")
    assert follower.versions() == {"1.1.0", "1.2.0"}
    engineer.put_back(old, "timestamp.json")
    error = follower.refusal()
    assert isinstance(error, Refused)
    assert error.code == "updates.rollback"


def test_a_list_that_nobody_renewed_is_refused(follower: Follower, engineer: Engineer) -> None:
    """Freeze: a mirror that is cut off goes on showing the same for ever."""
    lists.refresh(engineer.files, engineer.signers(), NOW - dt.timedelta(days=8))
    error = follower.refusal()
    assert (error.code, error.params["file"]) == ("updates.expired", "timestamp")


def test_a_list_that_ran_out_since_is_refused_although_nothing_changed(tmp_path: Path, engineer: Engineer) -> None:
    """The stick that was filled a month ago: it was believed then and is too old now."""
    lists.refresh(engineer.files, engineer.signers(), NOW - dt.timedelta(days=30), snapshot=True)
    one = Follower(tmp_path / "machine", engineer, FolderMirror(engineer.public_folder))
    assert one.refusal().code == "updates.expired"


def test_files_of_different_days_are_refused(follower: Follower, engineer: Engineer) -> None:
    """Mix-and-match: a snapshot of today with a list of yesterday, each correctly signed."""
    engineer.release("1.2.0")
    engineer.metadata("2.targets.json").write_bytes(engineer.metadata("1.targets.json").read_bytes())
    assert follower.refusal().code == "updates.mixed"


def test_a_snapshot_of_another_day_is_refused(follower: Follower, engineer: Engineer) -> None:
    engineer.release("1.2.0")
    engineer.metadata("2.snapshot.json").write_bytes(engineer.metadata("1.snapshot.json").read_bytes())
    assert follower.refusal().code == "updates.mixed"


@pytest.mark.parametrize("role", LINE)
def test_a_list_signed_by_a_stranger_is_refused(follower: Follower, engineer: Engineer, role: str) -> None:
    """Whoever broke into the mirror has none of the keys."""
    engineer.new_key("stranger")
    engineer.release("1.2.0")
    name = "timestamp.json" if role == "timestamp" else f"2.{role}.json"
    metadata: Metadata[Timestamp] = Metadata.from_file(str(engineer.metadata(name)))
    metadata.signatures.clear()
    metadata.sign(engineer.signer("stranger"))
    metadata.to_file(str(engineer.metadata(name)))
    error = follower.refusal()
    assert (error.code, error.params["file"]) == ("updates.foreign_key", name)


def test_an_edited_list_is_refused(follower: Follower, engineer: Engineer) -> None:
    engineer.release("1.2.0")
    found = json.loads(engineer.metadata("timestamp.json").read_bytes())
    found["signed"]["version"] = 999
    engineer.metadata("timestamp.json").write_text(json.dumps(found))
    assert follower.refusal().code == "updates.foreign_key"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"signed": {}}', b"<html>login</html>", b"\xff\xfe"])
def test_what_is_no_list_is_refused(follower: Follower, engineer: Engineer, content: bytes) -> None:
    """A captive portal's page, half a file."""
    engineer.metadata("timestamp.json").write_bytes(content)
    assert follower.refusal().code == "updates.damaged"


def test_a_list_without_end_is_not_read_to_its_end(follower: Follower, engineer: Engineer) -> None:
    engineer.metadata("timestamp.json").write_bytes(b" " * 100_000)
    assert follower.refusal().code == "updates.endless"


def test_a_file_that_was_not_mirrored_is_named(follower: Follower, engineer: Engineer) -> None:
    """The mirror was copied while it was being published: nothing is wrong, the next round finds it."""
    engineer.release("1.2.0")
    hidden = engineer.metadata("2.snapshot.json").read_bytes()
    engineer.metadata("2.snapshot.json").unlink()
    error = follower.refusal()
    assert isinstance(error, Unreachable)
    assert (error.code, error.params["file"]) == ("updates.mirror_missing", "2.snapshot.json")
    engineer.metadata("2.snapshot.json").write_bytes(hidden)
    assert follower.versions() == {"1.1.0", "1.2.0"}


def test_a_replaced_key_is_followed(follower: Follower, engineer: Engineer) -> None:
    """Two of three people say so; what the old key signs afterwards counts for nothing."""
    engineer.new_key("targets-2")
    roots.change(engineer.files, NOW, "targets", engineer.public("targets").keyid, engineer.public("targets-2"))
    assert engineer.sign_root("wang", "zhao") == 0
    engineer.add("1.2.0")
    with pytest.raises(Exception, match="the key of targets is needed"):
        engineer.publish()
    engineer.publish(("targets-2", "snapshot", "timestamp"))
    assert follower.versions() == {"1.1.0", "1.2.0"}


def test_a_replaced_person_is_followed_over_several_roots(follower: Follower, engineer: Engineer) -> None:
    """A machine that slept through three changes goes through each of them."""
    for name, leaves, signs in (("sun", "li", ("li", "wang", "sun")), ("qian", "wang", ("wang", "sun", "zhao"))):
        engineer.new_key(name)
        roots.change(engineer.files, NOW, "root", engineer.public(leaves).keyid, engineer.public(name))
        assert engineer.sign_root(*signs) == 0
    engineer.release("1.2.0")
    assert follower.versions() == {"1.1.0", "1.2.0"}
    assert (follower.trusted / "root_history/3.root.json").exists()


def test_a_root_that_one_person_signed_is_refused(follower: Follower, engineer: Engineer) -> None:
    roots.change(engineer.files, NOW)
    assert engineer.sign_root("li") == 1
    engineer.metadata("2.root.json").write_bytes((engineer.files.draft / "root.json").read_bytes())
    assert follower.refusal().code == "updates.foreign_key"


def test_a_root_of_strangers_is_refused(tmp_path: Path, follower: Follower, engineer: Engineer) -> None:
    """Somebody else's whole repository in the place of ours."""
    other = Engineer(tmp_path / "other")
    roots.change(other.files, NOW)
    other.sign_root("li", "wang")
    engineer.metadata("2.root.json").write_bytes(other.metadata("2.root.json").read_bytes())
    assert follower.refusal().code == "updates.foreign_key"


def test_an_expired_root_is_refused(tmp_path: Path, engineer: Engineer) -> None:
    roots.change(engineer.files, NOW - dt.timedelta(days=800))
    engineer.sign_root("li", "zhao")
    one = Follower(tmp_path / "machine", engineer, FolderMirror(engineer.public_folder))
    error = one.refusal()
    assert (error.code, error.params["file"]) == ("updates.expired", "root")


def test_an_entry_of_a_newer_tool_is_counted_and_left_alone(follower: Follower, engineer: Engineer) -> None:
    draft = engineer.files.targets()
    target = next(iter(draft.signed.targets.values()))
    target.unrecognized_fields["custom"] = {"version": "2.0.0", "os": "linux", "arch": "riscv64"}
    engineer.files.keep_draft("targets", draft)
    engineer.publish()
    listed = follow(follower.root, follower.trusted, follower.mirror)
    assert (listed.packages, listed.unread) == ((), 1)


def test_a_mirror_that_is_away_is_no_refusal(tmp_path: Path, engineer: Engineer, server: Server) -> None:
    server.close()
    for mirror in (FolderMirror(tmp_path / "not mounted"), HttpMirror(server.url)):
        error = Follower(tmp_path / "machine", engineer, mirror).refusal()
        assert isinstance(error, Unreachable)
        assert error.code == "updates.mirror_away"


@pytest.mark.parametrize("status", [302, 500, 503])
def test_a_server_that_answers_otherwise_is_away(
    tmp_path: Path, engineer: Engineer, server: Server, status: int
) -> None:
    """No redirect is followed."""
    server.status["timestamp.json"] = status
    error = Follower(tmp_path / "machine", engineer, HttpMirror(server.url)).refusal()
    assert (error.code, error.params["why"]) == ("updates.mirror_away", f"status {status}")


def test_the_root_of_trust_is_its_own_and_whole(tmp_path: Path, engineer: Engineer) -> None:
    root = tmp_path / "root.json"
    with pytest.raises(RuleBroken) as caught:
        read_root(root)
    assert caught.value.code == "updates.no_root"
    root.write_bytes(engineer.root.read_bytes())
    root.chmod(0o666)
    with pytest.raises(RuleBroken) as caught:
        read_root(root)
    assert caught.value.code == "updates.root_open"
    root.chmod(0o644)
    assert read_root(root) == engineer.root.read_bytes()


def test_a_broken_root_of_trust_is_named(tmp_path: Path, engineer: Engineer) -> None:
    with pytest.raises(RuleBroken) as caught:
        follow(b"{}", tmp_path / "trust", FolderMirror(engineer.public_folder))
    assert caught.value.code == "updates.root_broken"


def test_a_file_is_compared_byte_for_byte(tmp_path: Path, engineer: Engineer) -> None:
    (package,) = follow(engineer.root.read_bytes(), tmp_path / "t", FolderMirror(engineer.public_folder)).packages
    file = tmp_path / "copy"
    content = (engineer.public_folder / package.path).read_bytes()
    file.write_bytes(content)
    verify(package, file)
    for spoilt in (content[:-1], content + b"\0", content[:-1] + b"\1"):
        file.write_bytes(spoilt)
        with pytest.raises(Refused) as caught:
            verify(package, file)
        assert caught.value.code == "updates.wrong_file"
