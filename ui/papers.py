"""A paper from the store to the printer or to the screen: drawn on the store lane, printed on the printer lane."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage

from counter.actions import printing, reviews
from counter.actions.desk import Desk
from counter.actions.printing import Prepared
from counter.domain.case import Attachment, PrintOutcome
from counter.domain.proposal import Approval
from counter.domain.staff import Actor
from counter.errors import DeviceTrouble, SignInNeeded, StoreTrouble
from counter.lanes import Lane
from counter.ports import Printer
from counter.sync.reading import Reading
from ui.bridge import Bridge
from ui.printer_watch import Asked, PrinterWatch

PREVIEW_WIDTH_PX = 1400
SCAN_PAGES_MOST = 30
"""Of a longer scan only so many pages are drawn: each is 8 MB of memory."""

NO_PICTURE = "这种文件不能在此预览（如 OFD）；请到收件窗口查看原件"

Done = Callable[[PrintOutcome], object]
Failed = Callable[[BaseException], object]


class PaperDesk(QObject):
    """Prints and previews by number; every print ends as a deed with what is known of its outcome.

    Args:
        bridge: the crossing.
        desk: used on the store lane only.
        store_lane: where deeds block.
        printer_lane: where the printer and the drawing of pictures block.
        printer: where papers come out.
        queue: the printer's queue; empty is its default.
        pictures: makes PNG files of a PDF's pages (``width_px`` and, of how many at most, ``most`` by name).
        watch: looks at the queue after a print.
        reading: asks the hall for what another window has.
        reading_lane: where that blocks.
        seal: puts the platform's e-seal on a paper, on the printer lane; gives it as it was where there is none.
        parent: Qt's.
    """

    stamp_needed = Signal(str, str)
    """The paper of that number came out without the e-seal that the hall uses; the code says why."""

    def __init__(
        self,
        *,
        bridge: Bridge,
        desk: Desk,
        store_lane: Lane,
        printer_lane: Lane,
        printer: Printer,
        queue: str,
        pictures: Callable[..., tuple[bytes, ...]],
        watch: PrinterWatch | None = None,
        reading: Reading | None = None,
        reading_lane: Lane | None = None,
        seal: Callable[[Prepared], Prepared] = lambda prepared: prepared,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._seal = seal
        self._bridge = bridge
        self._desk = desk
        self._store_lane = store_lane
        self._printer_lane = printer_lane
        self._printer = printer
        self._queue = queue
        self._pictures = pictures
        self._under_way: set[str] = set()
        self._reading = reading
        self._reading_lane = reading_lane or store_lane
        self._watch = watch
        if watch is not None:
            watch.print_again = self._print_again

    def print_paper(
        self,
        actor: Actor,
        number: str,
        reason: str,
        done: Done,
        failed: Failed,
        *,
        approval: Approval | None = None,
        queue: str = "",
    ) -> None:
        """The paper is on its way; ``done`` is told the outcome once it is noted, ``failed`` what went wrong.

        While a paper is on its way a second call for it does nothing: three presses make one job (faults.md F16).

        Args:
            actor: who prints.
            number: the paper's.
            reason: of 补打; empty for the first print.
            done: told the outcome.
            failed: told the error.
            approval: of a reprint over the limit.
            queue: another one than the desk's, for this paper only.
        """
        if number in self._under_way:
            return
        self._under_way.add(number)

        def ended(error: BaseException) -> None:
            self._under_way.discard(number)
            failed(error)

        def hand_over(prepared: Prepared) -> None:
            def lost(error: BaseException) -> None:
                self._bridge.run(self._store_lane, printing.let_go, self._desk, prepared, owner=self)
                ended(error)

            self._bridge.run(
                self._printer_lane, _hand_over, self._printer, self._seal, prepared, queue or self._queue,
                done=lambda came: note(*came), failed=lost, owner=self,
            )  # fmt: skip

        def note(prepared: Prepared, used: str, outcome: PrintOutcome, trouble: DeviceTrouble | None) -> None:
            def noted(_: None) -> None:
                self._under_way.discard(number)
                self._bridge.announce(["cases", "deliveries"])
                if prepared.unsealed:
                    self.stamp_needed.emit(number, prepared.unsealed)
                if self._watch is not None:
                    self._watch.saw(Asked(number, reason, done, failed, approval), outcome, trouble)
                if trouble is None:
                    done(outcome)
                else:
                    failed(trouble)

            self._bridge.run(
                self._store_lane, printing.note, self._desk, actor, prepared, printer=used, outcome=outcome,
                done=noted, failed=ended, owner=self,
            )  # fmt: skip

        self._bridge.run(
            self._store_lane, printing.prepare, self._desk, number, actor, reason=reason, approval=approval,
            done=hand_over, failed=ended, owner=self,
        )  # fmt: skip

    def preview(self, number: str, done: Callable[[list[QImage]], object], failed: Failed) -> None:
        """``done`` gets the pages of the paper as pictures; nothing is noted."""

        def draw(pdf: bytes) -> None:
            self._bridge.run(self._printer_lane, self._images, pdf, done=done, failed=failed, owner=self)

        self._bridge.run(self._store_lane, printing.preview, self._desk, number, done=draw, failed=failed, owner=self)

    def bring(self, number: str, done: Callable[[bool], object], failed: Failed) -> None:
        """A paper of another window is here as the hall has it now; ``done`` is told whether it came out before."""
        reading = self._reading
        if reading is None:
            failed(SignInNeeded("enrolment.missing"))
            return
        self._bridge.run(self._reading_lane, reading.bring_paper, number, done=done, failed=failed, owner=self)

    def preview_scan(self, attachment: Attachment, done: Callable[[list[QImage]], object], failed: Failed) -> None:
        """``done`` gets the pages of the scan as pictures, none of a file that no picture can be made of (OFD).

        One that another window took in is asked of the hall, and shown when it is whole and the right one.
        """

        def draw(content: bytes) -> None:
            self._bridge.run(
                self._printer_lane, self._scan_images, attachment.media_type, content,
                done=done, failed=failed, owner=self,
            )  # fmt: skip

        def found(content: bytes | None) -> None:
            reading = self._reading
            if content is not None:
                draw(content)
            elif reading is None:
                failed(StoreTrouble("store.scan_missing"))
            else:
                self._bridge.run(self._reading_lane, reading.scan, attachment, done=draw, failed=failed, owner=self)

        read: Callable[..., bytes | None] = reviews.read_scan
        self._bridge.run(self._store_lane, read, self._desk, attachment, done=found, failed=failed, owner=self)

    def _scan_images(self, media_type: str, content: bytes) -> list[QImage]:
        if media_type == "application/pdf":
            pages = self._pictures(content, width_px=PREVIEW_WIDTH_PX, most=SCAN_PAGES_MOST)
            return [QImage.fromData(page) for page in pages]
        image = QImage.fromData(content)
        if image.isNull():
            return []
        smooth = Qt.TransformationMode.SmoothTransformation
        return [image.scaledToWidth(PREVIEW_WIDTH_PX, smooth) if image.width() > PREVIEW_WIDTH_PX else image]

    def _print_again(self, actor: Actor, asked: Asked, queue: str) -> None:
        self.print_paper(
            actor, asked.number, asked.reason, asked.done, asked.failed, approval=asked.approval, queue=queue
        )

    def _images(self, pdf: bytes) -> list[QImage]:
        return [QImage.fromData(page) for page in self._pictures(pdf, width_px=PREVIEW_WIDTH_PX)]


def _hand_over(
    printer: Printer, seal: Callable[[Prepared], Prepared], asked: Prepared, queue: str
) -> tuple[Prepared, str, PrintOutcome, DeviceTrouble | None]:
    """The paper as it came out, the queue that was used, the outcome, and the trouble if the printer had one.

    A trouble is an outcome too.
    """
    prepared = seal(asked)
    used = queue
    try:
        used = queue or next(iter(printer.queues()), "")
        return prepared, used, printing.hand_over(printer, prepared, used), None
    except DeviceTrouble as trouble:
        return prepared, used, PrintOutcome.FAILED, trouble
