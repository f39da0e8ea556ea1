"""A row of the bench's one table: a figure beside its yardstick of the same run."""

from __future__ import annotations

import dataclasses
import statistics
import unicodedata
from collections.abc import Iterable, Sequence

_HEADS = ("figure", "measured", "yardstick", "ratio", "target", "ok")


@dataclasses.dataclass(frozen=True)
class Row:
    """One figure. ``ok`` is None where no target was set: the figure is only reported."""

    figure: str
    measured: str
    yardstick: str = "-"
    ratio: str = "-"
    target: str = "-"
    ok: bool | None = None

    def cells(self) -> tuple[str, ...]:
        """The row in words."""
        verdict = "-" if self.ok is None else "yes" if self.ok else "NO"
        return (self.figure, self.measured, self.yardstick, self.ratio, self.target, verdict)


def against(figure: str, measured_s: Sequence[float], yardstick_s: Sequence[float], *, what: str, most: float) -> Row:
    """The medians of two interleaved series; ok when the first is at most ``most`` times the second."""
    measured, yardstick = statistics.median(measured_s), statistics.median(yardstick_s)
    ratio = measured / yardstick
    return Row(
        figure=figure,
        measured=milliseconds(measured),
        yardstick=f"{milliseconds(yardstick)} {what}",
        ratio=f"{ratio:.2f}",
        target=f"<= {most:g} x",
        ok=ratio <= most,
    )


def within(figure: str, worst_s: float, *, limit_s: float) -> Row:
    """A figure with an absolute limit."""
    ratio = f"{worst_s / limit_s:.2f}"
    return Row(figure, milliseconds(worst_s), "-", ratio, f"<= {milliseconds(limit_s)}", worst_s <= limit_s)


def milliseconds(seconds: float) -> str:
    """A time as the table shows it."""
    return f"{seconds * 1000:.2f} ms" if seconds < 1 else f"{seconds * 1000:.0f} ms"


def table(rows: Iterable[Row]) -> str:
    """All rows in columns."""
    lines = [_HEADS, *(row.cells() for row in rows)]
    widths = [max(_width(line[place]) for line in lines) for place in range(len(_HEADS))]
    shown = [
        "  ".join(cell + " " * (widths[place] - _width(cell)) for place, cell in enumerate(line)) for line in lines
    ]
    shown.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in shown)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
