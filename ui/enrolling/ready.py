"""Where 开通 is made: only at a window that is not enrolled yet, so that no other start waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter.lanes import Lane
from counter.ports import Platform
from ui.bridge import Bridge
from ui.machine_room import MachineRoom

if TYPE_CHECKING:
    from ui.enrolling.presenter import EnrolPresenter


def ready_to_enrol(
    machine: MachineRoom | None, platform: Platform | None, bridge: Bridge, store_lane: Lane
) -> EnrolPresenter | None:
    """The screen with what stands behind it; None at an enrolled window, and where nobody may enrol."""
    if machine is None or platform is not None:
        return None
    from ui.enrolling.presenter import EnrolPresenter  # noqa: PLC0415 -- see above
    from ui.enrolling.view import EnrolView  # noqa: PLC0415 -- as above

    view = EnrolView()
    return EnrolPresenter(view, bridge, store_lane, machine, view)
