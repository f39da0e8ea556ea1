"""What has to be written when all lines of a push are judged, or when a department has acted."""

from __future__ import annotations

import dataclasses
import datetime as dt

from counter.domain.base import Value
from counter.domain.credit import person_key
from counter.domain.handing import Handed, ResultDocument
from counter.domain.ids import CaseId, InstallId
from counter.domain.journal import Line
from counter.domain.proposal import Approval
from counter.domain.review import Review
from counter.hall.books import Books
from counter.hall.cases import KnownCase
from counter.hall.ledger import KnownLine, Opened
from counter.hall.news import Told
from counter.wire.bodies import DayClosed, IssuedPaper, MaterialsMoved, PrintAnswered
from counter.wire.messages import NewsKind
from counter.wire.news import DepartmentAct, PaperPrint


class Barred(Value):
    """One who comes on the list of broken promises, or goes from it when ``listed`` is false."""

    person: str
    case: CaseId
    reason: str
    listed: bool


class NewPaper(Value):
    """A paper that comes on the register: of which case, by which window, and whether it is void already."""

    case: CaseId
    install: InstallId
    paper: IssuedPaper
    void: bool


@dataclasses.dataclass
class Effects:
    """Everything that follows, in the order in which it happened."""

    new_lines: list[tuple[Opened, KnownLine]] = dataclasses.field(default_factory=list)
    rejudged: list[KnownLine] = dataclasses.field(default_factory=list)
    superseded: list[tuple[str, str]] = dataclasses.field(default_factory=list)  # line, by line
    papers: list[NewPaper] = dataclasses.field(default_factory=list)
    void_papers_of: list[CaseId] = dataclasses.field(default_factory=list)
    void_numbers: list[str] = dataclasses.field(default_factory=list)
    prints: list[tuple[Line, PaperPrint]] = dataclasses.field(default_factory=list)
    print_answers: list[tuple[Line, PrintAnswered]] = dataclasses.field(default_factory=list)
    case_blobs: list[tuple[CaseId, str, int, str]] = dataclasses.field(default_factory=list)  # hash, size, install
    cases: dict[CaseId, KnownCase] = dataclasses.field(default_factory=dict)  # new or changed, in their last state
    cards: dict[CaseId, tuple[KnownCase, str]] = dataclasses.field(default_factory=dict)  # with who knows it already
    news: list[Told] = dataclasses.field(default_factory=list)  # a case that is new gets its number when it is written
    approvals: list[tuple[str, Approval]] = dataclasses.field(default_factory=list)  # line, what it used
    flags: list[tuple[Line, str]] = dataclasses.field(default_factory=list)
    reviews: dict[str, tuple[str, Review]] = dataclasses.field(default_factory=dict)  # id → hall, as it stands
    results: dict[str, tuple[str, ResultDocument, Handed | None]] = dataclasses.field(default_factory=dict)
    batches: list[tuple[Line, MaterialsMoved]] = dataclasses.field(default_factory=list)
    closings: list[tuple[Line, DayClosed]] = dataclasses.field(default_factory=list)
    barred: list[Barred] = dataclasses.field(default_factory=list)
    acts: list[DepartmentAct] = dataclasses.field(default_factory=list)  # that the applicant has to be told
    told_acts: dict[tuple[str, str, str], str] = dataclasses.field(default_factory=dict)  # case, act, time → line
    clone_seen: bool = False

    def note_state(self, known: KnownCase) -> None:
        """The case is new or changed, and its window is told where it stands."""
        if known.is_new and known.case not in self.cases:
            self.news.append(Told(install=known.install, kind=NewsKind.NUMBERED, case=known.case))
        self.note(known)
        self.news.append(
            Told(
                install=known.install,
                kind=NewsKind.STATE,
                case=known.case,
                platform_no=known.platform_no,
                state=known.state,
            )
        )

    def show(self, known: KnownCase, *, not_for: str = "") -> None:
        """Every window of the hall gets the case as it stands at the end, but the one that knows it."""
        shown = self.cards.get(known.case)
        both = shown is None or shown[1] == not_for
        self.cards[known.case] = (known, not_for if both else "")

    def note(self, known: KnownCase) -> None:
        """The case is written as it stands at the end."""
        self.cases[known.case] = known

    def bar(self, known: KnownCase, books: Books, reason: str, now: dt.datetime) -> None:
        """The applicant broke a promise and is on the list, once; nobody without a number can be."""
        number = known.card.intake.applicant.id_number
        person = person_key(number, books.salt())
        if number and books.barred_since(person) is None:
            books.bar(person, now)
            self.barred.append(Barred(person=person, case=known.case, reason=reason, listed=True))

    def tell_review(self, hall: str, review: Review, *, not_for: str = "") -> None:
        """The review stands like that, and the other windows of the hall are told."""
        self.reviews[review.id] = (hall, review)
        self.news.append(Told.of_hall(hall, NewsKind.REVIEW, review, case=review.case, not_for=not_for))
