"""A repository on disk: what a hall mirrors, and beside it the drafts that are not signed yet.

    REPO/public/metadata/  N.root.json  N.targets.json  N.snapshot.json  timestamp.json     the four roles
    REPO/public/targets/   <sha256>.<name>                                                  the packages
    REPO/draft/            root.json  targets.json                                          waiting for signatures

Every public file but ``timestamp.json`` is written once and never changed, so a mirror that copies the timestamp last
is whole at any moment.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tuf.api.metadata import Metadata, Root, T, TargetFile, Targets, Timestamp
from tuf.api.serialization.json import JSONSerializer

_NUMBERED = re.compile(r"([0-9]+)\.([a-z]+)\.json")
_PRETTY = JSONSerializer(compact=False)


class Broken(Exception):
    """What was asked does not fit the repository; nothing was changed."""


class RepositoryFiles:
    """The files of one repository.

    Args:
        folder: made by ``init``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.metadata = folder / "public/metadata"
        self.targets_folder = folder / "public/targets"
        self.draft = folder / "draft"

    def lay(self) -> None:
        """The empty folders are there.

        Raises:
            Broken: something lies there already.
        """
        if self.folder.exists() and any(self.folder.iterdir()):
            raise Broken(f"{self.folder.name} is not empty")
        for folder in (self.metadata, self.targets_folder, self.draft):
            folder.mkdir(parents=True)

    def version_of(self, role: str) -> int:
        """The highest published version of a role; 0 when there is none."""
        if role == Timestamp.type:
            file = self.metadata / "timestamp.json"
            return Metadata[Timestamp].from_file(str(file)).signed.version if file.exists() else 0
        found = (_NUMBERED.fullmatch(path.name) for path in self.metadata.glob(f"*.{role}.json"))
        return max((int(each[1]) for each in found if each is not None), default=0)

    def root(self) -> Metadata[Root]:
        """The root that is published now.

        Raises:
            Broken: none is.
        """
        return Metadata[Root].from_file(str(self._published(Root.type)))

    def targets(self) -> Metadata[Targets]:
        """The list that is published now.

        Raises:
            Broken: none is.
        """
        return Metadata[Targets].from_file(str(self._published(Targets.type)))

    def draft_root(self) -> Metadata[Root] | None:
        """The root that waits for signatures."""
        file = self.draft / "root.json"
        return Metadata[Root].from_file(str(file)) if file.exists() else None

    def draft_targets(self) -> Targets | None:
        """The list that is being edited."""
        file = self.draft / "targets.json"
        return Metadata[Targets].from_file(str(file)).signed if file.exists() else None

    def keep_draft(self, role: str, metadata: Metadata[T]) -> None:
        """The draft is on the disk, unsigned or signed by some."""
        self.draft.mkdir(exist_ok=True)
        metadata.to_file(str(self.draft / f"{role}.json"), _PRETTY)

    def drop_draft(self, role: str) -> None:
        """There is no draft of that role any more."""
        (self.draft / f"{role}.json").unlink(missing_ok=True)

    def publish(self, role: str, metadata: Metadata[T]) -> Path:
        """The signed file is where mirrors take it from, whole or not at all.

        Raises:
            Broken: a file of that version is there already.
        """
        name = f"{role}.json" if role == Timestamp.type else f"{metadata.signed.version}.{role}.json"
        file = self.metadata / name
        if role != Timestamp.type and file.exists():
            raise Broken(f"{name} is published already and is never changed")
        part = self.folder / f"{name}.part"
        metadata.to_file(str(part))
        part.replace(file)
        return file

    def take_in(self, source: Path, target: TargetFile) -> None:
        """The package lies among the targets under its content's name."""
        place = self.targets_folder / f"{target.hashes['sha256']}.{target.path}"
        if place.exists():
            return
        part = self.folder / f"{target.path}.part"
        shutil.copyfile(source, part)
        part.replace(place)

    def _published(self, role: str) -> Path:
        version = self.version_of(role)
        if not version:
            raise Broken(f"no {role} is published yet")
        return self.metadata / f"{version}.{role}.json"
