"""The printers that the operating system itself knows, through Qt; each page as a picture at 300 dpi.

``setPrinterName`` keeps the default in silence for an unknown name, so names are compared afterwards (libraries.md,
pitfall 6). What Qt accepted is "submitted": it does not know whether paper came out.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QImage, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from counter.domain.case import PrintOutcome
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
        if QPrinterInfo.printerInfo(name).state() in {QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted}:
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
