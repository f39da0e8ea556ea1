"""申请材料流转单 and 证照流转单: piece by piece, signed by who gives, carries and takes (domain.md §6 nos. 22, 23)."""

from __future__ import annotations

from counter.documents import parts
from counter.documents.flow import Strip
from counter.documents.local_time import time_in_words
from counter.documents.parts import Column, Fact
from counter.documents.sheet import NOTES
from counter.documents.sheet_model import MovedSlip
from counter.documents.signing import sign_lines
from counter.documents.wording import words
from counter.domain.case import PaperKind


def strips(slip: MovedSlip) -> list[Strip]:
    """The slip from title to signatures."""
    window = words("frame.desk", hall=slip.hall_name, window=slip.window)
    here, there = (window, slip.department) if slip.to_department else (slip.department, window)
    columns = [
        Column(words("column.place"), 34, centred=True),
        Column(words("moved.case"), 150),
        Column(words("moved.piece")),
        Column(words("column.copies"), 34, centred=True),
        Column(words("moved.check"), 34, centred=True),
        Column(words("column.note"), 77),
    ]
    rows = [
        [str(place), piece.case_no, piece.name, str(piece.copies), words("moved.tick"), piece.note]
        for place, piece in enumerate(slip.pieces, start=1)
    ]
    copies = sum(piece.copies for piece in slip.pieces)
    return [
        *parts.title(slip.hall_name, words(f"{slip.kind}.title")),
        *parts.facts(
            [
                [
                    Fact(words("moved.from"), here, wide=True),
                    Fact(words("moved.to"), there, wide=True),
                    Fact(words("moved.courier"), slip.courier),
                    Fact(words("moved.time"), time_in_words(slip.made_at)),
                    Fact(words("moved.their_slip"), slip.their_slip, wide=True),
                ],
            ],
        ),
        *parts.heading(words(f"{slip.kind}.table", count=len(rows), copies=copies)),
        *parts.table(columns, rows),
        *parts.paragraph(words("moved.note.check"), NOTES, indent=False, space_before=8),
        *parts.paragraph(words("moved.note.secret"), NOTES, indent=False),
        *_signatures(slip),
    ]


def _signatures(slip: MovedSlip) -> list[Strip]:
    giver, taker = ("window", "department") if slip.to_department else ("department", "window")
    left = [words(f"moved.sign.from.{giver}"), words("sign.time"), words("moved.sign.courier"), words("sign.time")]
    right = [words(f"moved.sign.to.{taker}"), words("sign.time")]
    if slip.kind is PaperKind.RESULTS_MOVED and not slip.to_department:
        right += [words("moved.sign.issuer"), words("sign.time")]
    return sign_lines(left, right)
