"""Answers for single lines, and why one is not settled."""

from __future__ import annotations

from counter.domain.review import Side
from counter.hall.ledger import KnownLine, Opened
from counter.hall.validation import sentence
from counter.wire.messages import LineAnswer, Verdict


class StuckError(Exception):
    """The line is not settled; says how and why."""

    def __init__(
        self, verdict: Verdict, code: str, *, theirs: str = "", field: str = "", sides: tuple[Side, ...] = ()
    ) -> None:
        super().__init__(code)
        self.verdict = verdict
        self.code = code
        self.theirs = theirs
        self.field = field
        self.sides = sides


def is_whole(opened: Opened) -> bool:
    """False also when ``prev`` is no hash at all."""
    try:
        return opened.sealed.is_whole()
    except ValueError:
        return False


def answer(opened: Opened, stuck: StuckError) -> LineAnswer:
    """What the counter is told of a line that is not settled."""
    return LineAnswer(
        id=opened.line.id,
        hash=opened.sealed.hash,
        verdict=stuck.verdict,
        code=stuck.code,
        field=stuck.field,
        message=sentence(stuck.code),
        theirs=stuck.theirs,
    )


def answer_again(opened: Opened, known: KnownLine) -> LineAnswer:
    """A settled line is a duplicate; a refused one is refused again, else a lost answer would make it look accepted."""
    if known.verdict is Verdict.SETTLED:
        return LineAnswer(id=opened.line.id, hash=opened.sealed.hash, verdict=Verdict.DUPLICATE)
    return LineAnswer(
        id=opened.line.id,
        hash=opened.sealed.hash,
        verdict=known.verdict,
        code=known.code,
        field=known.field,
        message=known.message,
        theirs=known.theirs,
    )


def known_as(opened: Opened, answer: LineAnswer) -> KnownLine:
    """How the hall knows the line from now on."""
    line = opened.line
    return KnownLine(
        install=line.install,
        epoch=line.epoch,
        seq=line.seq,
        id=line.id,
        hash=opened.sealed.hash,
        prev=opened.sealed.prev,
        kind=line.kind,
        case=line.case,
        verdict=answer.verdict,
        code=answer.code,
        field=answer.field,
        message=answer.message,
        theirs=answer.theirs,
        line=b"" if answer.verdict is Verdict.SETTLED else bytes(opened.sealed.line),
    )
