"""受理通知书: the application is complete and accepted; by which day it is decided, and what does not count.

许可法 32 (written, dated, sealed), 31 (the applicant answers for the truth), 42 and 45 (limits, excluded time);
domain.md §1 rules 2, 4, 6 and 8, §6 no. 5.
"""

from __future__ import annotations

from counter.documents import common, parts
from counter.documents.flow import Strip
from counter.documents.local_time import day_in_words, local_day
from counter.documents.model import LICENCE_ITEM, PaperContent, PaperKind
from counter.documents.parts import Fact
from counter.documents.wording import words


def strips(content: PaperContent) -> list[Strip]:
    """The notice from title to signatures."""
    accepted_on = local_day(content.accepted_at or content.received_at)
    kind = "licence" if content.item_type == LICENCE_ITEM else "other"
    received_day = day_in_words(local_day(content.received_at))
    body = words(f"acceptance.body.{kind}", day=received_day, item=content.item_name)
    if content.promised_due_on:
        body += words("acceptance.body.due", due=day_in_words(content.promised_due_on))
    else:
        body += words("acceptance.body.no_due")
    return [
        *common.opening(content),
        *parts.paragraph(body),
        *parts.facts(
            [
                common.person_facts(content),
                common.item_facts(content),
                common.due_facts(content),
                [
                    Fact(words("label.fees"), common.fee_in_words(content.fees)),
                    Fact(words("label.delivery"), content.delivery),
                ],
            ],
        ),
        *common.provisional_time(content),
        *common.material_table(content),
        *common.notes(
            [
                common.signed_promise(content, PaperKind.COMMITMENT),
                _excluded_time(content),
                words("acceptance.note.truth"),
                common.progress(content),
                *([content.remedies] if content.remedies else []),
                *common.where_to_ask(content),
            ],
        ),
        *common.sealed(content, day=accepted_on),
    ]


def _excluded_time(content: PaperContent) -> str:
    if content.excluded_time:
        return words("acceptance.note.excluded", procedures="、".join(content.excluded_time))
    return words("acceptance.note.excluded_any") if content.item_type == LICENCE_ITEM else ""
