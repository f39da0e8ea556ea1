"""The list of packages: edited as a draft, then signed and published with the snapshot and timestamp that hold it."""

from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, MetaFile, Snapshot, T, TargetFile, Targets, Timestamp

from counter.updates.offer import NAME, Offer
from installer.repo.files import Broken, RepositoryFiles

VALID_DAYS = {Targets.type: 365, Snapshot.type: 30, Timestamp.type: 7}
"""How long a machine takes a file for new. The timestamp is what a mirror that is cut off is found out by."""


def add(files: RepositoryFiles, source: Path, **said: Any) -> Offer:
    """The package is in the draft with what is said of it; of a ``.deb`` the version and architecture are read.

    Args:
        files: the repository.
        source: a ``.deb``, ``.msi`` or ``.exe``.
        said: the fields of ``Offer``.

    Raises:
        Broken: a name that machines do not take, other content under a name that is published, a wrong field.
    """
    if not NAME.fullmatch(source.name):
        raise Broken(f"{source.name}: machines take .deb, .msi and .exe with a plain name")
    if source.suffix == ".deb":
        said = {**_of_deb(source), **{name: value for name, value in said.items() if value != ""}, "os": "linux"}
        if (said["version"], said["arch"]) != tuple(_of_deb(source).values()):
            raise Broken(f"{source.name}: its control file says another version or architecture")
    offer = _offer(said)
    targets = _draft(files)
    target = TargetFile.from_file(source.name, str(source), ["sha256"])
    before = targets.targets.get(source.name)
    if before is not None and before.hashes != target.hashes:
        raise Broken(f"{source.name} is listed with other content; a package is never replaced, its version is raised")
    _say(target, offer)
    targets.targets[source.name] = target
    files.take_in(source, target)
    files.keep_draft(Targets.type, Metadata(targets))
    return offer


def change(files: RepositoryFiles, name: str, **said: Any) -> Offer:
    """What is said of a listed package is another: wider, in another ring, or withdrawn.

    Raises:
        Broken: no such package, or a percent that shrinks: who has it would be told that it is not his turn.
    """
    targets = _draft(files)
    target = targets.targets.get(name)
    if target is None:
        raise Broken(f"{name} is not listed")
    before = msgspec.convert(target.custom, Offer)
    offer = _offer({**msgspec.to_builtins(before), **said})
    if offer.percent < before.percent and offer.ring == before.ring:
        raise Broken("a roll-out only widens; to stop one, withdraw the package")
    _say(target, offer)
    files.keep_draft(Targets.type, Metadata(targets))
    return offer


def publish(files: RepositoryFiles, signers: Sequence[CryptoSigner], now: dt.datetime) -> dict[str, int]:
    """The draft is the list that machines see. Without a draft the list as it is was renewed.

    Raises:
        Broken: a key that is none of the role's, or is missing.
    """
    root = files.root().signed
    by_role = {role: _signer(root.roles[role].keyids, signers, role) for role in VALID_DAYS}
    targets = _draft(files)
    targets.version = files.version_of(Targets.type) + 1
    targets.expires = _expires(Targets.type, now)
    published = {Targets.type: _sign(files, Targets.type, targets, by_role[Targets.type])}
    files.drop_draft(Targets.type)
    return published | refresh(files, signers, now, snapshot=True)


def refresh(
    files: RepositoryFiles, signers: Sequence[CryptoSigner], now: dt.datetime, *, snapshot: bool = False
) -> dict[str, int]:
    """The timestamp, and with ``snapshot`` the snapshot below it, are of today.

    Raises:
        Broken: as ``publish``.
    """
    root = files.root().signed
    published: dict[str, int] = {}
    if snapshot:
        whole = Snapshot(
            version=files.version_of(Snapshot.type) + 1,
            expires=_expires(Snapshot.type, now),
            meta={"targets.json": MetaFile(version=files.version_of(Targets.type))},
        )
        signer = _signer(root.roles[Snapshot.type].keyids, signers, Snapshot.type)
        published[Snapshot.type] = _sign(files, Snapshot.type, whole, signer)
    timestamp = Timestamp(
        version=files.version_of(Timestamp.type) + 1,
        expires=_expires(Timestamp.type, now),
        snapshot_meta=MetaFile(version=files.version_of(Snapshot.type)),
    )
    signer = _signer(root.roles[Timestamp.type].keyids, signers, Timestamp.type)
    published[Timestamp.type] = _sign(files, Timestamp.type, timestamp, signer)
    return published


def _draft(files: RepositoryFiles) -> Targets:
    """The list that is being edited: the draft, the published one, or an empty one."""
    drafted = files.draft_targets()
    if drafted is not None:
        return drafted
    return files.targets().signed if files.version_of(Targets.type) else Targets(version=1)


def _offer(said: dict[str, Any]) -> Offer:
    try:
        return msgspec.convert(said, Offer)
    except msgspec.ValidationError as error:
        raise Broken(str(error)) from error


def _say(target: TargetFile, offer: Offer) -> None:
    target.unrecognized_fields["custom"] = msgspec.to_builtins(offer)


def _of_deb(source: Path) -> dict[str, str]:
    """What the package says of itself."""
    found = {}
    for name, field in (("version", "Version"), ("arch", "Architecture")):
        ran = subprocess.run(["dpkg-deb", "--field", str(source), field], check=False, capture_output=True, text=True)
        if ran.returncode:
            raise Broken(f"{source.name} is no Debian package")
        found[name] = ran.stdout.strip()
    return found


def _expires(role: str, now: dt.datetime) -> dt.datetime:
    return now.replace(microsecond=0) + dt.timedelta(days=VALID_DAYS[role])


def _signer(keyids: Sequence[str], signers: Sequence[CryptoSigner], role: str) -> CryptoSigner:
    for signer in signers:
        if signer.public_key.keyid in keyids:
            return signer
    raise Broken(f"the key of {role} is needed")


def _sign(files: RepositoryFiles, role: str, signed: T, signer: CryptoSigner) -> int:
    metadata = Metadata(signed)
    metadata.sign(signer)
    files.publish(role, metadata)
    return signed.version
