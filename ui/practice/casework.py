"""办件 (F7) by keys: a case is found, something is done with it, its papers are printed."""

from __future__ import annotations

from PySide6.QtCore import Qt

from counter.actions.lists import PaperDetail
from ui.cases.view import CasesView
from ui.practice.at_screen import ALT, AtScreen
from ui.practice.visits import visit_of

_DIGITS = 9


class Casework(AtScreen):
    """Somebody before 办件."""

    @property
    def view(self) -> CasesView:
        """The screen."""
        return self.shop.rooms.cases.view

    def open(self, name: str) -> None:
        """The case of that visit stands at the right."""
        self.open_party(visit_of(name).party)

    def open_party(self, party: str) -> None:
        """The case of that applicant stands at the right."""
        self.find(Qt.Key.Key_F7, self.view.search, party)
        self.hands.wait_for(lambda: self._shown(party), f"the case of {party}")

    def do(self, name: str, title: str, *answers: str, asks: str = "", picture: str = "", prints: bool = True) -> None:
        """That is done with the case: F8, its line, its form; ``asks`` as for a visit; then its papers are printed."""
        self.open(name)
        self._choose(title, picture=picture)
        self._answer(answers, picture=picture)
        if asks == "queue":
            self.hands.wait_for(self.view.approval.asking, f"the supervisor is asked about {title}")
            self.hands.press(Qt.Key.Key_2)
            self.hands.press(Qt.Key.Key_Return)
            self.says(self.view.banner, "已提请主管审核")
            return
        if asks == "here":
            self.approve_here(self.view.approval, picture=f"{picture}-approval" if picture else "")
        self.says(self.view.banner, "：已保存，现为")
        self.hands.wait_for(lambda: not self.view.detail.asking(), "the facts again")
        if picture:
            self.hands.rest(200)
            self.hands.picture(f"{picture}-done")
        if prints:
            self.print_open()

    def amend(self, name: str, wanted: dict[str, str], reason: str, *, picture: str) -> None:
        """文书更正: the fields of that name are put right, the supervisor approves, the new paper is printed."""
        self.open(name)
        self._choose("文书更正", picture="")
        form = self.view.detail.form
        self.hands.wait_for(self.view.detail.asking, f"文书更正 for {name}")
        said = {**wanted, "reason": reason}
        self._answer(tuple(said.get(key, "") for key in form.answers()), picture=picture)
        self.approve_here(self.view.approval)
        self.says(self.view.banner, "：已保存，现为")
        self.hands.wait_for(lambda: not self.view.detail.asking(), "the facts again")
        self.hands.rest(200)
        self.hands.picture(f"{picture}-done")
        self.print_open()

    def print_open_of(self, party: str) -> None:
        """What never came out of that applicant's case is printed."""
        self.open_party(party)
        self.print_open()

    def print_open(self) -> None:
        """Every paper of the open case that never came out is printed: F9, on each such line of its papers."""
        table = self.view.detail.papers_table
        self.hands.rest(150)
        while (row := self._unprinted_row()) >= 0:
            number = self._papers_shown()[row].paper.number
            table.setFocus()
            table.go_to(row)
            self.hands.press(Qt.Key.Key_F9)
            self.came_out([number], self.view.banner.text)
            self.hands.wait_for(lambda row=row: self._is_printed(row), "the print is noted")  # type: ignore[misc]
            self.hands.wait_for(lambda: "正在打印" not in self.view.banner.text(), "every print of F9 is told")

    def reprint(self, name: str, reason: str, *, picture: str) -> None:
        """补打 with its reason."""
        self.open(name)
        row = len(self._papers_shown()) - 1
        before = len(self._papers_shown()[row].prints)
        self.hands.press(Qt.Key.Key_F9)
        self.hands.picture(picture)
        self.hands.type(reason)
        self.hands.press(Qt.Key.Key_Return)
        self.hands.wait_for(lambda: len(self._papers_shown()[row].prints) > before, "the reprint is noted")

    def answer_uncertain(self, name: str, *, picture: str) -> None:
        """The clerk looks at the printer and says that the paper came out."""
        self.open(name)
        line = self.view.detail.came_out
        self.hands.wait_for(lambda: bool(line.question()), "the question whether it came out")
        self.hands.picture(picture)
        line.setFocus()
        self.hands.press(Qt.Key.Key_Y)
        self.hands.wait_for(lambda: not line.question(), "the answer is noted")

    def undecided(self, *, picture: str) -> None:
        """Only what the hall still has to answer is listed (Alt+1), seen, and the whole list is back."""
        self.hands.press(Qt.Key.Key_F7)
        self.hands.press(Qt.Key.Key_1, ALT)
        self.hands.rest(300)
        self.hands.picture(picture)
        self.hands.press(Qt.Key.Key_1, ALT)

    def _answer(self, answers: tuple[str, ...], *, picture: str) -> None:
        """Field by field; Enter in the last one confirms."""
        self.hands.wait_for(self.view.detail.asking, "the form")
        self.fill(*answers[:-1])
        if answers and answers[-1]:
            self.hands.type(answers[-1])
        if picture:
            self.hands.picture(f"{picture}-form")
        self.hands.press(Qt.Key.Key_Return)

    def _choose(self, title: str, *, picture: str) -> None:
        detail = self.view.detail
        self.hands.press(Qt.Key.Key_F8)
        titles = [move.title for move in detail.moves.moves()]
        if picture:
            self.hands.picture(f"{picture}-moves")
        row = next((row for row, each in enumerate(titles) if title in each), -1)
        if row < 0:
            raise LookupError(f"{title} is not among {titles}")
        if row < _DIGITS:
            self.hands.press(Qt.Key(Qt.Key.Key_1 + row))
            return
        self.hands.press(Qt.Key.Key_Home)
        for _ in range(row):
            self.hands.press(Qt.Key.Key_Down)
        self.hands.press(Qt.Key.Key_Return)

    def _shown(self, party: str) -> bool:
        detail = self.view.detail
        case = detail.case()
        return case is not None and detail.isVisible() and case.intake.applicant.name == party

    def _papers_shown(self) -> tuple[PaperDetail, ...]:
        detail = self.view.detail.detail()
        return detail.papers if detail else ()

    def _unprinted_row(self) -> int:
        """The first paper that never came out; -1 when none is left."""
        rows = (row for row, paper in enumerate(self._papers_shown()) if not paper.void and not paper.prints)
        return next(rows, -1)

    def _is_printed(self, row: int) -> bool:
        papers = self._papers_shown()
        return row < len(papers) and bool(papers[row].prints)
