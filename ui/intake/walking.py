"""Where Enter and Tab lead: through the blocks as one reads them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QRadioButton, QWidget

from ui.intake.editors import ChoiceRow, Picker, Tick
from ui.intake.material_table import MaterialTable

_TYPED_IN = QLineEdit | QPlainTextEdit | Picker | QRadioButton | MaterialTable | Tick


def next_place(page: QWidget, start: QWidget) -> QWidget | None:
    """The next visible place of the page to type in after that one; None after the last."""
    step = start.nextInFocusChain()
    was_inside = page.isAncestorOf(start)
    while step is not None and step is not start:
        inside = page.isAncestorOf(step)
        if was_inside and _leaves(page, step, inside=inside):
            return None
        if inside and _may_type(page, step, start):
            return step
        step = step.nextInFocusChain()
    return None


def chain(stops: Sequence[QWidget]) -> None:
    """Tab walks through these in this order; the answers of a question count one by one."""
    single = [one for stop in stops for one in _single(stop)]
    for before, after in itertools.pairwise(single):
        QWidget.setTabOrder(before, after)


def _leaves(page: QWidget, step: QWidget, *, inside: bool) -> bool:
    """Whether a step leads out of the page, to a button of the foot (a popup of a field is no way out)."""
    return not inside and step.focusPolicy() != Qt.FocusPolicy.NoFocus and page.window() is not step


def _single(stop: QWidget) -> list[QWidget]:
    return list(stop.findChildren(QRadioButton)) if isinstance(stop, ChoiceRow) else [stop]


def _may_type(page: QWidget, widget: QWidget, start: QWidget) -> bool:
    if not isinstance(widget, _TYPED_IN) or not widget.isVisibleTo(page) or not widget.isEnabled():
        return False
    row = widget.parentWidget()
    if isinstance(row, ChoiceRow):
        return row is not start.parentWidget() and row.entry() is widget
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
