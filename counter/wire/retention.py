"""What a journal says of content that left a counter's machine, and what goes up in the place of such a line."""

from __future__ import annotations

import datetime as dt

import msgspec

from counter.domain.base import Value, canonical
from counter.domain.ids import CaseId, InstallId, LineId
from counter.domain.journal import Line, SealedLine
from counter.wire.kinds import Kind


class CasesPurged(Value):
    """清除: the personal data of these ended cases left this machine; the platform has everything of them."""

    cases: tuple[CaseId, ...]
    lines: int  # of the journal, whose content went; numbers, hashes and places stay
    files: int  # scans and sealed papers
    until: dt.date  # nothing was done with any of them, or heard of it, after that day
    days: int  # how long personal data stay on this machine, by its policy


class LinePurged(Value):
    """Stands in a push for a line whose content was purged, under the line's own id, place, prev and hash.

    A platform that has the line knows it by its hash: duplicate. One that lost it keeps the place, so that what comes
    after it has its predecessor, and says settled: then the content is nowhere any more, and a person is told.
    """

    kind: str  # of the line


class PurgedLine(Value):
    """What is left of a line whose content was purged: enough for the chain and for the platform to know it."""

    epoch: str
    seq: int
    id: LineId
    kind: str
    case: CaseId | None
    case_seq: int
    at: dt.datetime
    prev: str
    hash: str

    def sent_by(self, install: InstallId) -> SealedLine:
        """What goes up in its place: not whole by itself, because the hash is that of the content that is gone."""
        line = Line(
            install=install,
            epoch=self.epoch,
            seq=self.seq,
            id=self.id,
            kind=Kind.LINE_PURGED,
            case=self.case,
            case_seq=self.case_seq,
            body=msgspec.Raw(msgspec.json.encode(LinePurged(kind=self.kind))),
            actor="",
            at=self.at,
        )
        written = canonical(line)
        return SealedLine(line=msgspec.Raw(written), prev=self.prev, hash=self.hash)


def purged(sealed: SealedLine) -> PurgedLine:
    """What is left of that line once its content is gone."""
    line = sealed.opened()
    return PurgedLine(
        epoch=line.epoch,
        seq=line.seq,
        id=line.id,
        kind=line.kind,
        case=line.case,
        case_seq=line.case_seq,
        at=line.at,
        prev=sealed.prev,
        hash=sealed.hash,
    )
