"""What 收件 asks of the store lane, each as one plain call; nothing here touches a widget."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import NamedTuple

import msgspec
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter

from counter.actions import approvals, decisions, glyphs, lists, proposals, reviews
from counter.actions import intake as deeds
from counter.actions.desk import Desk
from counter.domain.case import Attachment, Case, Decision, Draft, GlyphImage, Intake, PaperKind
from counter.domain.course import Ruling
from counter.domain.ids import CaseId, Sha256
from counter.domain.item import MaterialSpec, ServiceItem
from counter.domain.proposal import Approval, Take
from counter.domain.review import Review, ReviewState
from counter.domain.staff import Actor
from counter.domain.workdays import HALL_TIME
from counter.errors import RuleBroken
from ui.intake.standing import Standing
from ui.names import COUNTER_STATES
from ui.parts.search import Choice

_MB = 1024 * 1024
_GLYPH_MB = 4
_WHOLE_CATALOGUE = 100_000
_MOST_REVIEWS = 1000


class OnDisk(NamedTuple):
    """A case that is stored, and its papers in the order of issue."""

    case: Case
    papers: tuple[tuple[PaperKind, str], ...]


class OpenedItem(NamedTuple):
    """The item of a draft as it was when the draft was begun, and the version that is offered now."""

    item: ServiceItem
    offered: int | None  # None when it is not offered any more

    def words(self) -> str:
        """What the clerk has to know of it; empty when nothing has changed (faults.md F24)."""
        if self.offered is None:
            return f"此事项已停止受理；草稿仍按原第 {self.item.version} 版打开，请核实后再办理"
        if self.offered != self.item.version:
            return (
                f"此事项已更新为第 {self.offered} 版；草稿仍按原第 {self.item.version} 版打开，"
                "如需按新版办理，请重新选择事项"
            )
        return ""


def open_item(desk: Desk, code: str, version: int) -> OpenedItem:
    """The item at the version of a draft.

    Raises:
        RuleBroken: ``item.unknown``: that version was never here.
    """
    item = lists.read_item(desk, code, version)
    try:
        return OpenedItem(item, lists.read_item(desk, code).version)
    except RuleBroken:
        return OpenedItem(item, None)


def save_draft(desk: Desk, draft: Draft) -> dt.datetime:
    """The draft is on the disk; gives the time that stands in it."""
    saved_at = desk.moment().at
    deeds.save_draft(desk, msgspec.structs.replace(draft, saved_at=saved_at))
    return saved_at


def search(desk: Desk, text: str) -> list[Choice]:
    """Offered items as choices, keyed by their code."""
    return [Choice(row.code, row.name, f"{row.department}　{row.code}") for row in lists.search_items(desk, text)]


def stand(
    desk: Desk, case_id: CaseId, item: ServiceItem, intake: Intake, departments: tuple[str, ...] = ()
) -> Standing:
    """What a decision on that item for that applicant stands on now.

    Args:
        desk: this window's.
        case_id: of the draft.
        item: that is picked.
        intake: as far as it is typed.
        departments: of the catalogue, when they are known; they are the dear part of the answer.

    Raises:
        RuleBroken: ``calendar.*``: no dates can be worked out.
    """
    return Standing(
        policy=approvals.policy_of(desk, case_id),
        basis=decisions.draft_basis(desk, item, intake),
        accepted=decisions.preview_due(desk, item, Decision.ACCEPTED),
        received=decisions.preview_due(desk, item, Decision.RECEIVED),
        departments=departments or _departments(desk),
    )


def take(  # noqa: PLR0917 -- handed over a lane, which takes them in order
    desk: Desk,
    actor: Actor,
    draft: Draft,
    decision: Decision,
    ruling: Ruling | None,
    approval: Approval | None,
) -> OnDisk:
    """The case is on the disk with its papers, on the approval that was given in the queue when there is one for it.

    Raises:
        CounterError: as ``take_case``.
    """
    try:
        taken = deeds.take_case(desk, actor, draft, decision, ruling, approval)
    except RuleBroken as fault:
        review = review_of(desk, actor, draft.case_id) if fault.code == "approval.needed" else None
        wanted = Take(case=draft.case_id, decision=decision, intake=draft.intake, ruling=ruling)
        if review is None or review.approval is None or review.proposal != proposals.settle(desk, wanted):
            raise
        taken = deeds.take_case(desk, actor, draft, decision, ruling, review.approval)
    kinds = {detail.paper.number: detail.paper.kind for detail in lists.read_case(desk, taken.case.case_id).papers}
    return OnDisk(taken.case, tuple((kinds[number], number) for number in taken.papers))


def review_of(desk: Desk, actor: Actor, case_id: CaseId) -> Review | None:
    """What became of the question to a supervisor about that draft; None when nothing is asked."""
    for state in (ReviewState.APPROVED, ReviewState.RETURNED, ReviewState.OPEN):
        page = reviews.list_reviews(desk, actor, state=state, limit=_MOST_REVIEWS)
        found = next((review for review in page.rows if review.case == case_id), None)
        if found is not None:
            return found
    return None


def duplicates(desk: Desk, intake: Intake) -> list[str]:
    """Likely duplicates in words."""
    return [
        f"{row.case_no}，{row.received_at.astimezone(HALL_TIME):%m-%d %H:%M} {COUNTER_STATES[row.state]}"
        for row in deeds.likely_duplicates(desk, intake)
    ]


def attach_path(desk: Desk, spec: MaterialSpec, path: Path) -> Attachment:
    """The file's content is in the scan store; of one too big no more is read than shows that.

    Raises:
        RuleBroken: ``file.*``.
    """
    return deeds.attach_file(desk, spec, content=_read(path, spec.max_file_mb), file_name=path.name)


def keep_signature(desk: Desk, path: Path) -> Sha256:
    """The scan of a signed promise is in the scan store.

    Raises:
        RuleBroken: ``file.*``.
    """
    return deeds.keep_signature(desk, content=_read(path, deeds.SIGNATURE_MB))


def keep_glyph(desk: Desk, character: str, path: Path) -> tuple[GlyphImage, QImage]:
    """The picture of that character is in the scan store; gives it with what is drawn on the screen.

    Raises:
        RuleBroken: ``glyph.*``, ``file.unreadable``.
    """
    image = glyphs.keep_picture(desk, character, content=_read(path, _GLYPH_MB))
    return image, QImage.fromData(desk.scans.get(image.sha256))


def attach_image(desk: Desk, spec: MaterialSpec, image: QImage, name: str) -> Attachment:
    """The picture is in the scan store as PNG; encoded here because a large one takes a while.

    Raises:
        RuleBroken: ``file.*``.
    """
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return deeds.attach_file(desk, spec, content=bytes(content.data()), file_name=name)


def _read(path: Path, most_mb: int) -> bytes:
    """The file's content, of one too big no more than shows that."""
    try:
        with path.open("rb") as file:
            return file.read(most_mb * _MB + 1)
    except OSError:
        raise RuleBroken("file.unreadable", field="file") from None


def _departments(desk: Desk) -> tuple[str, ...]:
    """Every department of the catalogue."""
    return tuple(sorted({row.department for row in lists.search_items(desk, "", limit=_WHOLE_CATALOGUE)}))
