"""The printers that the operating system itself knows, through Qt; each page as a picture at 300 dpi.

    Qt accepted every page                        已提交: it does not tell whether paper came out
    the print system refused, or the printer is in error before anything was handed over   failure, told at once
    已出纸, 不确定                                 never: Qt has no proof and no half answer

``setPrinterName`` keeps the default in silence for an unknown name, so names are compared afterwards (libraries.md,
pitfall 6). Qt lists no jobs; what waits is seen in the system's own window.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QImage, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from counter.domain.case import PrintOutcome
from counter.domain.print_job import PrintJob
from counter.errors import DeviceTrouble

_DPI = 300
_A4_WIDTH_PX = 2480

Rasterise = Callable[[bytes, int], tuple[bytes, ...]]
"""Takes a PDF and a page width in pixels; gives PNG pages."""


class QtPrinter:
    """Prints through Qt's print system.

    Args:
        rasterise: how pages become pictures.
    """

    def __init__(self, rasterise: Rasterise) -> None:
        self._rasterise = rasterise

    def queues(self) -> tuple[str, ...]:
        """The system's printers, the default first."""
        default = QPrinterInfo.defaultPrinterName()
        return tuple(sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: (name != default, name)))

    def trouble(self, queue: str) -> str:
        """``printer.paused`` when the system says that the printer is in error."""
        name = queue or next(iter(self.queues()), "")
        stopped = {QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted}
        return "printer.paused" if QPrinterInfo.printerInfo(name).state() in stopped else ""

    def waiting(self, queue: str) -> tuple[PrintJob, ...]:  # noqa: ARG002 -- the port's; Qt does not tell
        """Nothing: Qt does not list jobs."""
        return ()

    def cancel(self, queue: str, job: int) -> PrintOutcome:  # noqa: ARG002 -- the port's
        """Never comes to pass, because ``waiting`` names no job.

        Raises:
            DeviceTrouble: ``printer.unknown_job``.
        """
        raise DeviceTrouble("printer.unknown_job", queue=queue)

    def submit(self, pdf: bytes, *, queue: str, copies: int, job: str) -> PrintOutcome:
        """The pages are with the system's printer.

        Raises:
            DeviceTrouble: ``printer.none``, ``printer.unknown_queue``, ``printer.paused``, ``printer.refused``.
        """
        name = queue or next(iter(self.queues()), "")
        if not name:
            raise DeviceTrouble("printer.none")
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPrinterName(name)
        if printer.printerName() != name:
            raise DeviceTrouble("printer.unknown_queue", queue=name)
        if self.trouble(name):
            raise DeviceTrouble("printer.paused", queue=name)
        printer.setDocName(job)
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        printer.setFullPage(True)
        printer.setResolution(_DPI)
        printer.setCopyCount(copies)
        painter = QPainter()
        if not painter.begin(printer):
            raise DeviceTrouble("printer.refused")
        for place, page in enumerate(self._rasterise(pdf, _A4_WIDTH_PX)):
            if place:
                printer.newPage()
            painter.drawImage(painter.viewport(), QImage.fromData(page))
        painter.end()
        return PrintOutcome.SUBMITTED
