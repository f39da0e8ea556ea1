"""缴费通知书: what is charged, by which rule, and that it is paid into the treasury (domain.md §6 no. 15)."""

from __future__ import annotations

from counter.documents import common, parts
from counter.documents.capitals import yuan_in_capitals
from counter.documents.flow import Strip
from counter.documents.model import PaperContent, PaperFee
from counter.documents.parts import Column
from counter.documents.wording import words


def strips(content: PaperContent) -> list[Strip]:
    """The notice from title to signatures."""
    total = sum(fee.amount_fen * fee.quantity for fee in content.fees)
    columns = [
        Column(words("column.place"), 32, centred=True),
        Column(words("fee_notice.name")),
        Column(words("fee_notice.price"), 92, centred=True),
        Column(words("fee_notice.quantity"), 40, centred=True),
        Column(words("fee_notice.amount"), 70, centred=True),
        Column(words("column.ground"), 110),
    ]
    rows = [
        [
            str(place),
            fee.name,
            _price(fee),
            str(fee.quantity),
            common.yuan(fee.amount_fen * fee.quantity),
            fee.basis,
        ]
        for place, fee in enumerate(content.fees, start=1)
    ]
    return [
        *common.opening(content),
        *parts.paragraph(words("fee_notice.body", item=content.item_name)),
        *parts.heading(words("fee_notice.table", count=len(rows))),
        *parts.table(columns, rows),
        *parts.paragraph(
            words("fee_notice.total", capitals=yuan_in_capitals(total), amount=common.yuan(total)),
            indent=False,
            space_before=8,
        ),
        *common.space(),
        *parts.facts(common.case_facts(content)),
        *common.notes(
            [
                *(words(f"fee_notice.note.{name}") for name in ("treasury", "invoice", "nothing_else")),
                *common.where_to_ask(content),
            ],
        ),
        *common.sealed(content),
    ]


def _price(fee: PaperFee) -> str:
    if fee.unit:
        return words("fee_notice.per_unit", amount=common.yuan(fee.amount_fen), unit=fee.unit)
    return common.yuan(fee.amount_fen)
