"""日结账: one day's books, counted from the rows: numbers ⇄ papers ⇄ lines ⇄ scans, and every gap by its name.

An account begins where the last closing ended and goes up to the last line of its day. What is written after a closing
therefore stands in the next account, whatever its date; what was open at the last closing stands there too until it is
cleared, with the explanation that it was given.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec

from counter.actions.desk import Desk
from counter.domain.base import Answer
from counter.domain.closing import DayAccount, Gap, GapKind, Late, LateKind
from counter.domain.handing import ResultState
from counter.domain.ids import Sha256
from counter.domain.journal import Line
from counter.domain.workdays import local_day
from counter.store import closings
from counter.store.closings import Closing, Marks, PaperPlace, PrintFact, WrittenLine
from counter.store.places import place_of, place_of_number, places_of
from counter.wire.bodies import Kind

SCAN_SHOWN = 12
"""So many characters of a scan's hash name it."""
_CAN_CLEAR = frozenset(GapKind) - {GapKind.NUMBER_WITHOUT_PAPER, GapKind.PAPER_WITHOUT_LINE, GapKind.NUMBER_GAP}
_OUT = frozenset({ResultState.COLLECTED.value, ResultState.POSTED.value})


class _Number(Answer):
    number: str


class _State(Answer):
    state: str


class _Said(Answer):
    """What the lines of every kind say that an account counts; an old or unknown kind simply says less."""

    papers: tuple[_Number, ...] = ()
    number: str = ""
    reason: str = ""
    outcome: str = ""
    numbers: tuple[str, ...] = ()
    voided: str = ""
    result: str = ""
    handed: _State | None = None


@dataclasses.dataclass(frozen=True)
class Reckoned:
    """An account, and how far it came."""

    account: DayAccount
    marks: Marks


@dataclasses.dataclass(frozen=True)
class _Books:
    """What was written between the last closing and the end of the day."""

    last: Closing | None
    before: Marks
    written: tuple[WrittenLine, ...]
    later: tuple[WrittenLine, ...]  # after the day: not counted, and nothing that they mention is a gap of the day
    said: tuple[tuple[Line, _Said], ...]

    @property
    def marks(self) -> Marks:
        if not self.written:
            return self.before
        newest = self.written[-1]
        return Marks(line=newest.position, paper=max(self.before.paper, place_of(newest.line.epoch, newest.running)))


def reckon(desk: Desk, day: dt.date) -> Reckoned:
    """The account of what was written since the last closing up to the end of that day, as the rows are now."""
    books = _books(desk, day)
    marks = books.marks
    papers = closings.papers_between(desk.db, books.before.paper, marks.paper)
    earlier = closings.papers_of_numbers(desk.db, _mentioned(books) - {paper.number for paper in papers})
    prints = closings.prints_of(desk.db, (*papers, *earlier))
    unsent = [line for line in closings.unsent(desk.db) if line.position <= marks.line]
    unsent_scans = set(closings.waiting_scans(desk.db)) - _first_mentioned_later(books)
    kept = {ref.sha256 for written in books.written for ref in written.line.blobs}
    waiting_here = sum(line.position > books.before.line for line in unsent)
    gaps = [
        *_number_gaps(books, papers),
        *_print_gaps((*earlier, *papers), prints),
        *(
            Gap(kind=GapKind.LINE_STUCK if line.stuck else GapKind.LINE_WAITING, about=_place(line.line))
            for line in unsent
        ),
        *(Gap(kind=GapKind.SCAN_WAITING, about=sha256[:SCAN_SHOWN]) for sha256 in sorted(unsent_scans)),
    ]
    taken = {line.case for line, _ in books.said if line.kind == Kind.CASE_TAKEN and line.case}
    account = DayAccount(
        day=day,
        window=desk.enrolment().window.window,
        cases={state.value: count for state, count in sorted(closings.states_of(desk.db, taken).items())},
        numbers_issued=len(_taken_places(books)),
        numbers_void=sum(paper.void for paper in papers),
        papers_printed=sum(any(fact.on_paper for fact in prints.get(paper.number, ())) for paper in papers),
        reprints=sum(said.outcome not in {"", "failed"} and bool(said.reason) for _, said in books.said),
        lines_written=len(books.written),
        lines_delivered=len(books.written) - waiting_here,
        scans_kept=len(kept),
        scans_delivered=len(kept - unsent_scans),
        results_handed_out=_handed_out(books),
        gaps=_carried(books.last, gaps),
        cleared=_cleared(books.last, gaps),
        late=tuple(_late(books, day, {paper.number for paper in earlier})),
    )
    return Reckoned(account, marks)


def _books(desk: Desk, day: dt.date) -> _Books:
    """The lines up to the last one of the day; a clock that was wrong in between leaves none of them out."""
    last = closings.last(desk.db)
    before = last.marks if last else Marks()
    lines = closings.lines_after(desk.db, before.line)
    count = max((place for place, each in enumerate(lines, start=1) if local_day(each.line.at) <= day), default=0)
    written = lines[:count]
    return _Books(
        last=last,
        before=before,
        written=written,
        later=lines[count:],
        said=tuple((each.line, _said(each.line)) for each in written),
    )


def _said(line: Line) -> _Said:
    try:
        return msgspec.json.decode(line.body, type=_Said)
    except msgspec.ValidationError:
        return _Said()


def _mentioned(books: _Books) -> set[str]:
    """The numbers of earlier days that something was done with, or that were open at the last closing."""
    open_then = {gap.about for gap in books.last.account.gaps} if books.last else set()
    return open_then | {
        number for _, said in books.said for number in (said.number, said.voided, *said.numbers) if number
    }


def _first_mentioned_later(books: _Books) -> set[Sha256]:
    """Scans that came with lines of later days only; one that was kept before is an old one that waits again."""
    here = {ref.sha256 for written in books.written for ref in written.line.blobs}
    return {ref.sha256 for written in books.later for ref in written.line.blobs} - here


def _taken_places(books: _Books) -> tuple[int, ...]:
    """The places of every number that the lines of the account took, epoch by epoch."""
    runs: dict[str, int] = {}
    for written in books.written:
        runs[written.line.epoch] = max(runs.get(written.line.epoch, 0), written.running)
    return tuple(
        place
        for epoch, running in runs.items()
        for place in range(max(places_of(epoch)[0], books.before.paper) + 1, place_of(epoch, running) + 1)
    )


def _number_gaps(books: _Books, papers: tuple[PaperPlace, ...]) -> Iterator[Gap]:
    """Numbers, lines and papers that do not name each other."""
    told = {paper.number for _, said in books.said for paper in said.papers}
    told_places = {place_of_number(number) for number in told}
    here = {paper.number for paper in papers}
    for number in sorted(told - here):
        yield Gap(kind=GapKind.NUMBER_WITHOUT_PAPER, about=number)
    for number in sorted(here - told):
        yield Gap(kind=GapKind.PAPER_WITHOUT_LINE, about=number)
    known = {paper.place for paper in papers} | told_places
    epochs = {places_of(written.line.epoch)[0]: written.line.epoch for written in books.written}
    for place in _taken_places(books):
        if place not in known:
            first = max(start for start in epochs if start < place)
            yield Gap(kind=GapKind.NUMBER_GAP, about=f"{epochs[first]}-{place - first}")


def _print_gaps(papers: Iterable[PaperPlace], prints: dict[str, tuple[PrintFact, ...]]) -> Iterator[Gap]:
    """Papers that nobody has in his hands, and those of which nobody knows."""
    for paper in papers:
        if paper.void:
            continue
        facts = prints.get(paper.number, ())
        if any(fact.uncertain for fact in facts):
            yield Gap(kind=GapKind.PRINT_UNCERTAIN, about=paper.number)
        elif not any(fact.on_paper for fact in facts):
            yield Gap(kind=GapKind.PAPER_NOT_PRINTED, about=paper.number)


def _handed_out(books: _Books) -> int:
    """Results that left the window in these lines and did not come back in them."""
    states: dict[str, list[str]] = {}
    for line, said in books.said:
        if line.kind == Kind.RESULT_HANDED and said.handed:
            states.setdefault(said.result, []).append(said.handed.state)
    back = {ResultState.AT_WINDOW.value, ResultState.UNDELIVERED.value}
    return sum(bool(_OUT & set(steps)) and steps[-1] not in back for steps in states.values())


def _late(books: _Books, day: dt.date, earlier: set[str]) -> Iterator[Late]:
    """What these lines did to days that are closed."""
    closed_to = books.last.account.day if books.last else dt.date.min
    for line, said in books.said:
        if local_day(line.at) <= closed_to < day:
            yield from (Late(kind=LateKind.NUMBER_ISSUED, about=paper.number) for paper in said.papers)
        for number in (said.voided, *said.numbers):
            if number in earlier:
                yield Late(kind=LateKind.NUMBER_VOIDED, about=number)
        if said.number in earlier:
            if line.kind == Kind.PAPER_PRINTED:
                yield Late(kind=LateKind.PAPER_PRINTED, about=said.number)
            elif line.kind == Kind.PRINT_ANSWERED:
                yield Late(kind=LateKind.PRINT_ANSWERED, about=said.number)


def _carried(last: Closing | None, gaps: list[Gap]) -> tuple[Gap, ...]:
    """The gaps, each with the explanation that it was given at the last closing."""
    given = {(gap.kind, gap.about): gap.explanation for gap in last.account.gaps} if last else {}
    return tuple(msgspec.structs.replace(gap, explanation=given.get((gap.kind, gap.about), "")) for gap in gaps)


def _cleared(last: Closing | None, gaps: list[Gap]) -> tuple[Gap, ...]:
    """What was open at the last closing and is not any more; a number that has no paper never gets one."""
    still = {(gap.kind, gap.about) for gap in gaps}
    return (
        tuple(gap for gap in last.account.gaps if gap.kind in _CAN_CLEAR and (gap.kind, gap.about) not in still)
        if last
        else ()
    )


def _place(line: Line) -> str:
    return f"{line.epoch}-{line.seq}"
