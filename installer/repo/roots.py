"""The root: whose keys count for what. It is signed by two of three people, each with his own key, one after the other.

    init, rotate, renew ─▶ draft/root.json ─▶ sign-root (1st person) ─▶ sign-root (2nd) ─▶ public/metadata/N.root.json

A new root needs the signatures of the old one's people too, so machines that know the old one follow (TUF 5.3).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from securesystemslib.signer import CryptoSigner, SSlibKey
from tuf.api.exceptions import UnsignedMetadataError
from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp

from installer.repo.files import Broken, RepositoryFiles

LINE_ROLES = (Targets.type, Snapshot.type, Timestamp.type)
VALID_DAYS = 730


def begin(
    files: RepositoryFiles, people: Sequence[SSlibKey], threshold: int, roles: Mapping[str, SSlibKey], now: dt.datetime
) -> None:
    """A first root waits for its signatures.

    Raises:
        Broken: a threshold that the keys do not carry, one key for two people, or the folder is not empty.
    """
    if len({key.keyid for key in people}) != len(people) or not 1 < threshold <= len(people):
        raise Broken("the root takes different keys, and at least two of them")
    if {key.keyid for key in people} & {key.keyid for key in roles.values()}:
        raise Broken("a key of the root serves for nothing else")
    files.lay()
    root = Root(version=1, expires=now + dt.timedelta(days=VALID_DAYS), consistent_snapshot=True)
    for key in people:
        root.add_key(key, Root.type)
    root.roles[Root.type].threshold = threshold
    for role in LINE_ROLES:
        root.add_key(roles[role], role)
    files.keep_draft(Root.type, Metadata(root))


def change(
    files: RepositoryFiles, now: dt.datetime, role: str = "", old_id: str = "", new: SSlibKey | None = None
) -> None:
    """A next root waits for its signatures: with another key for a role, or, without one, valid for longer.

    Raises:
        Broken: a draft waits already, the old key is not of that role, or the new one is there.
    """
    if files.draft_root() is not None:
        raise Broken("a root waits for signatures already; sign it, or delete draft/root.json")
    metadata = files.root()
    root = metadata.signed
    if role:
        if new is None or role not in root.roles or old_id not in root.roles[role].keyids:
            raise Broken(f"that key is not of {role or 'any role'}")
        if new.keyid in root.keys:
            raise Broken("the new key is in use already")
        root.revoke_key(old_id, role)
        root.add_key(new, role)
    root.version += 1
    root.expires = now + dt.timedelta(days=VALID_DAYS)
    metadata.signatures.clear()
    files.keep_draft(Root.type, metadata)


def sign(files: RepositoryFiles, signer: CryptoSigner) -> int:
    """One more person has signed the root that waits; published once enough have.

    Returns:
        How many signatures are still missing; 0 when it is published.

    Raises:
        Broken: nothing waits, or the key is of nobody who counts.
    """
    draft = files.draft_root()
    if draft is None:
        raise Broken("no root waits for signatures")
    judges = [draft] if draft.signed.version == 1 else [files.root(), draft]
    keyid = signer.public_key.keyid
    if not any(keyid in judge.signed.roles[Root.type].keyids for judge in judges):
        raise Broken("that key is none of the root's")
    draft.sign(signer, append=True)
    missing = 0
    for judge in judges:
        try:
            judge.signed.verify_delegate(Root.type, draft.signed_bytes, draft.signatures)
        except UnsignedMetadataError:
            role = judge.signed.roles[Root.type]
            missing = max(missing, role.threshold - len(set(role.keyids) & draft.signatures.keys()))
    if missing:
        files.keep_draft(Root.type, draft)
        return missing
    files.publish(Root.type, draft)
    files.drop_draft(Root.type)
    return 0
