"""What another window has, as F7 asks the hall for it: a paper by its number, and the scans of a case."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from counter.domain.case import Attachment
from counter.domain.numbers import parse_number
from counter.domain.staff import Actor
from counter.errors import RuleBroken
from ui.cases.rows import Wanted
from ui.cases.view import CasesView
from ui.papers import NO_PICTURE, PaperDesk
from ui.wording import sentence

if TYPE_CHECKING:
    from ui.cases.presenter import CasesPresenter


class Elsewhere(QObject):
    """Asks for one screen; an answer to somebody who left, or about what is not looked at any more, changes nothing.

    Args:
        presenter: searches and opens cases; its person asks.
        view: the screen.
        papers: reaches the hall.
    """

    def __init__(self, presenter: CasesPresenter, *, view: CasesView, papers: PaperDesk) -> None:
        super().__init__(presenter)
        self._presenter = presenter
        self._view = view
        self._papers = papers
        self._asked: tuple[Actor | None, str] = (None, "")

    def look_for(self, wanted: Wanted) -> None:
        """A whole number of a paper that nobody here knows is asked of the hall, once: the citizen shows its paper."""
        number, asked_by = whole_number(wanted.text), self._presenter.actor
        if not number or self._asked == (asked_by, number):
            return
        self._asked = (asked_by, number)
        self._view.banner.say("info", f"本窗口没有 {number}，正在向平台查询…")

        def here(_came_out: bool) -> None:
            if self._presenter.actor is asked_by and whole_number(self._view.want().text) == number:
                self._view.banner.clear()
                self._presenter.search(self._view.want())

        def lost(error: BaseException) -> None:
            if self._presenter.actor is asked_by:
                self._asked = (None, "")
                self._view.banner.say("warn", f"本窗口没有 {number}：{sentence(error)}")

        self._papers.bring(number, here, lost)

    def bring(self, number: str, window: str, then: Callable[[bool], object]) -> None:
        """The paper of the case that is shown is here as the hall has it now; ``then`` is told whether it came out.

        ``window`` issued it; empty when it is this one, which purged it.
        """
        case, asked_by = self._view.detail.case(), self._presenter.actor
        where = f"在 {window} 号窗口出具" if window else "的内容已从本机清除"
        self._view.banner.say("info", f"{number} {where}，正在向平台调取…")

        def here(came_out: bool) -> None:
            shown = self._view.detail.case()
            same = case is not None and shown is not None and shown.case_id == case.case_id
            if case is not None and same and self._presenter.actor is asked_by:
                self._view.banner.clear()
                self._presenter.open_case(case.case_id)
                then(came_out)

        def lost(error: BaseException) -> None:
            if self._presenter.actor is asked_by:
                self._view.banner.say("warn", f"{number} 未能调取：{sentence(error)}")

        self._papers.bring(number, here, lost)

    def show_scan(self, attachment: Attachment) -> None:
        """Of this window's disk, or asked of the hall; whole or not at all."""
        detail, asked_by = self._view.detail, self._presenter.actor
        detail.show_scan(attachment, (), "正在打开…")

        def show(pages: list[QImage]) -> None:
            if self._presenter.actor is asked_by:
                detail.show_scan(attachment, pages, NO_PICTURE)

        def failed(error: BaseException) -> None:
            if self._presenter.actor is asked_by:
                detail.show_scan(attachment, (), sentence(error))

        self._papers.preview_scan(attachment, show, failed)


def whole_number(text: str) -> str:
    """The text as a whole number of a paper, empty when it is none."""
    number = "".join(text.split()).upper()
    try:
        parse_number(number)
    except RuleBroken:
        return ""
    return number
