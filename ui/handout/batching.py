"""Between the panel of 流转 and the deeds: what a number means, the batch, and its slip."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from counter.actions import batches, result_sight
from counter.actions.desk import Desk
from counter.actions.sheets import batch_slip
from counter.domain.case import PrintOutcome
from counter.errors import CounterError
from counter.wire.bodies import MaterialsMoved, MovedPiece
from ui.handout.batch import BatchLine, BatchLines, BatchPanel, Typed
from ui.handout.rows import ResultLine
from ui.parts.banner import Banner
from ui.presenting import Pager, ScreenPresenter
from ui.sheet_desk import SheetDesk
from ui.wording import sentence


class Batching(QObject):
    """One batch at a time, for one screen.

    Args:
        presenter: asks the store lane; its person gives out and takes in.
        panel: where the batch is put together.
        banner: where it is told.
        sheets: prints the slip.
    """

    kept = Signal()
    """The batch is on the disk: what was marked for it has been dealt with."""

    def __init__(self, presenter: ScreenPresenter, panel: BatchPanel, *, banner: Banner, sheets: SheetDesk) -> None:
        super().__init__(presenter)
        self._presenter = presenter
        self._panel = panel
        self._banner = banner
        self._sheets = sheets
        self._before = Pager(presenter, panel.before, failed=banner.say_error)
        panel.find_asked.connect(self._find)
        panel.kept.connect(self._keep)
        panel.slip_asked.connect(self._print)

    def begin(self, marked: Sequence[ResultLine]) -> None:
        """A batch with the marked results, or an empty one; the batches of before stand below it."""
        pieces = tuple(
            MovedPiece(case=line.case, case_no=line.case_no, name=line.name, copies=line.copies, result=line.id)
            for line in marked
        )
        self._panel.begin(pieces, marked[0].department if marked else "")
        self._before.start(_page)

    def forget(self) -> None:
        """No answer that is still under way is shown."""
        self._before.forget()

    def _find(self, number: str, to_department: bool) -> None:
        look = result_sight.material_pieces if to_department else result_sight.result_pieces
        self._presenter.ask(look, number, done=self._panel.add, failed=self._failed)

    def _keep(self, typed: Typed) -> None:
        actor = self._presenter.actor
        if typed.to_department:
            self._presenter.ask(
                batches.send_batch, actor, department=typed.department, courier=typed.courier, pieces=typed.pieces,
                done=self._kept, failed=self._failed,
            )  # fmt: skip
        else:
            self._presenter.ask(
                batches.receive_batch, actor, department=typed.department, courier=typed.courier, pieces=typed.pieces,
                their_slip=typed.their_slip, done=self._kept, failed=self._failed,
            )  # fmt: skip

    def _kept(self, moved: MaterialsMoved) -> None:
        signed_in = "，其中的结果已签收" if not moved.to_department else ""
        self._banner.say("good", f"{moved.batch} 已登记 {len(moved.pieces)} 件{signed_in}；F9 打印流转单")
        self._panel.show_kept(moved.batch)
        self.kept.emit()
        self._before.start(_page)
        self._presenter.settle()

    def _failed(self, error: BaseException) -> None:
        if not (isinstance(error, CounterError) and self._panel.show_fault(sentence(error), error.field)):
            self._banner.say_error(error)

    def _print(self, batch: str) -> None:
        self._banner.say("info", f"正在打印 {batch}…")
        self._sheets.print_sheet(
            partial(_slip, batch=batch), job=f"slip-{batch}", copies=2,
            done=partial(self._printed, batch), failed=self._banner.say_error,
        )  # fmt: skip

    def _printed(self, batch: str, outcome: PrintOutcome) -> None:
        if outcome is PrintOutcome.FAILED:
            self._banner.say("error", f"{batch} 的流转单没有打印出来；请检查打印机后重试")
        else:
            self._banner.say("good", f"{batch} 的流转单已提交打印，一式二份，请双方签字")


def _slip(desk: Desk, *, batch: str) -> bytes:
    return batch_slip(desk, batch)


def _page(desk: Desk, offset: int, limit: int) -> BatchLines:
    """A page of the batches of before. Runs on the store lane."""
    found, total = batches.list_batches(desk, offset=offset, limit=limit)
    return BatchLines(
        tuple(
            BatchLine(
                batch=each.moved.batch,
                to_department=each.moved.to_department,
                department=each.moved.department,
                pieces=len(each.moved.pieces),
            )
            for each in found
        ),
        total,
    )
