"""The pictures of README and of both handbooks: which of the demo's pictures each one is, made small enough for a page.

python docs/pictures.py build/demo/screens docs/pictures      (make pictures runs the demo before)
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from PIL import Image

PICTURES: Final = {
    # name in docs/pictures: picture of the demo
    "sign-in": "signin",
    "intake": "intake-morning-3",
    "wrong-number": "intake-wrong-number",
    "decisions": "decide-decisions-4",
    "saved": "taken-morning-3",
    "correction": "ruling-decisions-1",
    "deferral": "ruling-decisions-4",
    "commitment": "ruling-decisions-8",
    "approval": "approval-decisions-10",
    "approved-draft": "intake-approved-draft",
    "offline": "outbox-outage",
    "notices": "outbox-notices",
    "brought": "deferred-part-brought",
    "calls": "deferred-calls-second-day",
    "lapse": "deferred-lapse-form",
    "case": "case-evening",
    "moves": "case-extend-moves",
    "amendment": "case-amend-form",
    "results": "handout-announced",
    "collector": "handout-agent-collector",
    "batch": "handout-materials-batch",
    "came-out": "case-uncertain",
    "reprint": "case-reprint",
    "day": "closing-first-gaps",
    "day-closed": "closing-first-done",
    "shift": "closing-shift-counted",
    "review": "review-refusal",
    "review-secret": "review-refusal-secret",
    "review-return": "review-withdrawal-return",
    "paper-acceptance": "paper-acceptance",
    "paper-deferral": "paper-deferral_notice",
}
_SIZE = "1366x768"
"""The size of screen that halls have, and that a page has room for."""
_COLOURS = 128
_GREYS = 16
_PAPER_WIDTH_PX = 900


def take(screens: Path, pictures: Path) -> None:
    """``pictures`` holds every picture of the table, taken from the demo's, and no other one.

    Args:
        screens: where the demo left its pictures.
        pictures: the folder that the pages point to.

    Raises:
        FileNotFoundError: the demo left no such picture; nothing was changed.
    """
    sources = {name: screens / _file_of(shot) for name, shot in PICTURES.items()}
    missing = [source.name for source in sources.values() if not source.is_file()]
    if missing:
        raise FileNotFoundError(f"the demo left no {', '.join(missing)} in {screens}")
    pictures.mkdir(parents=True, exist_ok=True)
    for other in pictures.glob("*.png"):
        if other.stem not in PICTURES:
            other.unlink()
    for name, source in sources.items():
        with Image.open(source) as whole:
            (_small_paper if _is_paper(name) else _small_screen)(whole).save(pictures / f"{name}.png", optimize=True)


def _is_paper(name: str) -> bool:
    return name.startswith("paper-")


def _file_of(shot: str) -> str:
    return f"{shot}.png" if _is_paper(shot) else f"{shot}-{_SIZE}.png"


def _small_screen(whole: Image.Image) -> Image.Image:
    """As large as it was, in few colours; those of the states stay as they are (median cut makes amber red)."""
    return whole.convert("RGB").quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)


def _small_paper(whole: Image.Image) -> Image.Image:
    """As wide as a page has room for, in greys."""
    height_px = round(whole.height * _PAPER_WIDTH_PX / whole.width)
    fitted = whole.convert("L").resize((_PAPER_WIDTH_PX, height_px), Image.Resampling.LANCZOS)
    return fitted.quantize(_GREYS, dither=Image.Dither.NONE)


if __name__ == "__main__":
    take(Path(sys.argv[1]), Path(sys.argv[2]))
