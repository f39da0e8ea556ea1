"""What the hall knows that matters for one push, loaded once; judged lines add to it, so line 2 sees line 1."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, or_, select, tuple_

from counter.domain.base import Value
from counter.domain.ids import CaseId, InstallId
from counter.domain.journal import Line, SealedLine
from counter.domain.staff import Role
from counter.hall import cases, tables
from counter.hall.books import Books
from counter.hall.cases import KnownCase
from counter.hall.catalogue import ItemShelf
from counter.wire.bodies import (
    CaseAmended,
    CaseCorrected,
    CaseTaken,
    Kind,
    MaterialsMoved,
    PaperPrinted,
    ReviewAsked,
    read_body,
)
from counter.wire.messages import Verdict


class Opened(Value):
    """A line of a push, decoded once. ``body`` is None when it is not its kind's."""

    sealed: SealedLine
    line: Line
    body: Value | None


class KnownLine(Value):
    """A line that has its place in the chain here, and what was said of it."""

    install: str
    epoch: str
    seq: int
    id: str
    hash: str
    prev: str
    kind: str
    case: str | None
    verdict: Verdict
    code: str = ""
    field: str = ""
    message: str = ""
    theirs: str = ""
    superseded: bool = False
    line: bytes = b""  # only of stuck lines, which a later one may complete

    def is_stuck(self) -> bool:
        """Whether a person still has to do something about it."""
        return not self.superseded and self.verdict in {Verdict.REFUSED, Verdict.CONFLICT, Verdict.HELD}

    def opened(self) -> Line:
        """The line itself."""
        return msgspec.json.decode(self.line, type=Line)

    def body(self) -> Value:
        """What the line says; raises msgspec.ValidationError when it is not its kind's."""
        opened = self.opened()
        return read_body(opened.kind, opened.body)

    def is_before(self, line: Line) -> bool:
        """Whether it stands before that line in the same installation's journal."""
        mine = (len(self.epoch), self.epoch, self.seq)
        return self.install == line.install and mine < (len(line.epoch), line.epoch, line.seq)


@dataclasses.dataclass
class Ledger:
    """Lines by id and by place, cases, stuck lines by case, paper numbers with their case, and who is a supervisor."""

    install: InstallId
    epochs: frozenset[str]
    by_id: dict[str, KnownLine]
    by_place: dict[tuple[str, int], KnownLine]  # of this installation
    cases: dict[str, KnownCase]
    stuck: dict[str, dict[str, KnownLine]]  # case → line id → line
    papers: dict[str, str]  # number → case
    void_papers: set[str]
    case_blobs: set[tuple[str, str]]
    supervisors: frozenset[str]
    shelf: ItemShelf
    books: Books
    connection: Connection

    def note(self, known: KnownLine) -> None:
        """The line is known from now on, in the place of what was said of it before."""
        self.by_id[known.id] = known
        if known.install == self.install:
            self.by_place[known.epoch, known.seq] = known
        if known.case is not None:
            of_case = self.stuck.setdefault(known.case, {})
            of_case.pop(known.id, None)
            if known.is_stuck():
                of_case[known.id] = known


def load_ledger(connection: Connection, shelf: ItemShelf, install: InstallId, push: tuple[Opened, ...]) -> Ledger:
    """Everything that the lines of this push can touch."""
    lines, papers = tables.lines, tables.papers
    ids = {opened.line.id for opened in push} | {
        opened.body.supersedes for opened in push if isinstance(opened.body, CaseCorrected)
    }
    places = {
        (opened.line.epoch, opened.line.seq + step) for opened in push for step in (-1, 0, 1)
    }  # with the neighbours, which must fit
    case_ids = sorted({case for opened in push for case in _cases(opened)})
    epochs = connection.scalars(select(tables.epochs.c.epoch).where(tables.epochs.c.install == install)).all()
    ledger = Ledger(
        install=install,
        epochs=frozenset(epochs),
        by_id={},
        by_place={},
        cases={},
        stuck={},
        papers={},
        void_papers=set(),
        case_blobs=set(),
        supervisors=_supervisors(connection),
        shelf=shelf,
        books=Books(connection),
        connection=connection,
    )
    of_push = select(lines).where(
        or_(
            lines.c.id.in_(sorted(ids)),
            (lines.c.install == install) & _in_places(places),
        )
    )
    of_cases = select(lines).where(lines.c.case_id.in_(case_ids), lines.c.verdict != Verdict.SETTLED.value)
    for row in (*connection.execute(of_push), *connection.execute(of_cases)):
        _note_row(ledger, row)
    for known in cases.load(connection, case_ids):
        ledger.cases[known.case] = known
    numbers = sorted(_numbers(push) | _numbers_of_stuck(ledger))
    for row in connection.execute(select(papers).where(papers.c.number.in_(numbers))):
        ledger.papers[row.number] = row.case_id
        if row.void:
            ledger.void_papers.add(row.number)
    for row in connection.execute(select(tables.case_blobs).where(tables.case_blobs.c.case_id.in_(case_ids))):
        ledger.case_blobs.add((row.case_id, row.sha256))
    return ledger


def _cases(opened: Opened) -> Iterator[CaseId]:
    """Every case that the line speaks of."""
    if opened.line.case is not None:
        yield opened.line.case
    if isinstance(opened.body, MaterialsMoved):
        yield from (piece.case for piece in opened.body.pieces)
    elif isinstance(opened.body, ReviewAsked) and opened.body.review.case is not None:
        yield opened.body.review.case


def _in_places(places: set[tuple[str, int]]) -> ColumnElement[bool]:
    epochs = sorted({epoch for epoch, _ in places})
    columns = tables.lines.c
    ranges: list[ColumnElement[bool]] = []
    for epoch in epochs:
        seqs = [seq for of_epoch, seq in places if of_epoch == epoch]
        if max(seqs) - min(seqs) < 2 * len(seqs):
            ranges.append((columns.epoch == epoch) & columns.seq.between(min(seqs), max(seqs)))
        else:
            ranges.append(tuple_(columns.epoch, columns.seq).in_([(epoch, seq) for seq in seqs]))
    return or_(*ranges)


def _note_row(ledger: Ledger, row: Row[Any]) -> None:
    known = KnownLine(
        install=row.install,
        epoch=row.epoch,
        seq=row.seq,
        id=row.id,
        hash=row.hash,
        prev=row.prev,
        kind=row.kind,
        case=row.case_id,
        verdict=Verdict(row.verdict),
        code=row.code,
        field=row.field,
        message=row.message,
        theirs=row.theirs,
        superseded=row.superseded_by is not None,
        line=b"" if row.verdict == Verdict.SETTLED.value else row.line,
    )
    ledger.note(known)


def _numbers(push: Iterable[Opened]) -> set[str]:
    numbers = set()
    for opened in push:
        numbers |= {paper.number for paper in getattr(opened.body, "papers", ())}
        if isinstance(opened.body, PaperPrinted):
            numbers.add(opened.body.number)
        elif isinstance(opened.body, CaseAmended):
            numbers.add(opened.body.voided)
    return numbers


def _numbers_of_stuck(ledger: Ledger) -> set[str]:
    """Numbers on papers of refused cases, which a correction or a void brings in."""
    numbers = set()
    for of_case in ledger.stuck.values():
        for known in of_case.values():
            if known.code != "line.body":
                body = known.body()
                numbers |= {paper.number for paper in getattr(body, "papers", ())}
                if isinstance(body, CaseAmended):
                    numbers.add(body.voided)
    return numbers


def taken_body(known: KnownLine) -> CaseTaken | None:
    """What a stuck case.taken says, or None when the line is none or says nothing readable."""
    if known.kind != Kind.CASE_TAKEN or known.code == "line.body":
        return None
    body = known.body()
    return body if isinstance(body, CaseTaken) else None


def _supervisors(connection: Connection) -> frozenset[str]:
    clerks = tables.clerks
    rows = connection.execute(select(clerks.c.clerk_no, clerks.c.roles).where(clerks.c.disabled.is_(False)))
    return frozenset(row.clerk_no for row in rows if Role.SUPERVISOR in row.roles.split())
