"""收件凭证 with 材料清单: what was handed in, and by when the department must speak.

It proves receipt only; the department decides or tells everything to correct within five working days, and if it stays
silent the case is accepted from the day of receipt, which this paper proves (许可法 32; domain.md §1 rules 3 and 4).
"""

from __future__ import annotations

from counter.documents import common, parts
from counter.documents.flow import Strip
from counter.documents.local_time import day_in_words, local_day
from counter.documents.model import LICENCE_ITEM, PaperContent
from counter.documents.wording import words


def strips(content: PaperContent) -> list[Strip]:
    """The receipt from title to signatures."""
    day = day_in_words(local_day(content.received_at))
    if content.decision_due_on:
        decision = words("receipt.note.decision", due=day_in_words(content.decision_due_on))
    else:
        decision = words("receipt.note.decision_without_date")
    return [
        *common.opening(content),
        *parts.paragraph(words("receipt.body", day=day, item=content.item_name)),
        *parts.facts([common.person_facts(content), common.item_facts(content)]),
        *common.provisional_time(content),
        *common.material_table(content),
        *common.notes(
            [
                words("receipt.note.only"),
                decision,
                words("receipt.note.silence"),
                words("receipt.note.law") if content.item_type == LICENCE_ITEM else "",
                *common.where_to_ask(content),
            ],
        ),
        *common.sealed(content, seal="seal.receipt", day=local_day(content.received_at)),
    ]
