"""补件接收凭证: what was brought when; complete means accepted from that day (许可法 32(5); domain.md §6 no. 10)."""

from __future__ import annotations

from counter.documents import common, parts
from counter.documents.flow import Strip
from counter.documents.local_time import day_in_words
from counter.documents.model import PaperContent
from counter.documents.wording import words


def strips(content: PaperContent) -> list[Strip]:
    """The voucher from title to signatures."""
    return [
        *common.opening(content),
        *parts.paragraph(words("supplement_receipt.body", item=content.item_name)),
        *common.owed_table(content),
        *parts.paragraph(_state(content), space_before=8),
        *common.space(),
        *parts.facts([*common.case_facts(content), common.due_facts(content)]),
        *common.provisional_time(content),
        *common.notes(
            [
                words("supplement_receipt.note.only"),
                words("supplement_receipt.note.wrong"),
                common.progress(content),
                *common.where_to_ask(content),
            ],
        ),
        *common.sealed(content, seal="seal.receipt"),
    ]


def _state(content: PaperContent) -> str:
    missing = sum(owed.arrived_at is None for owed in content.owed)
    if missing:
        return words("supplement_receipt.partial", count=missing)
    if content.accepted_at is None:
        return words("supplement_receipt.complete_open")
    said = words("supplement_receipt.complete", accepted=common.day_of(content.accepted_at))
    if content.promised_due_on:
        return said + words("supplement_receipt.complete.due", due=day_in_words(content.promised_due_on))
    return said + words("supplement_receipt.complete.no_due")
