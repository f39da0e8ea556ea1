"""补正告知书: everything that is missing or wrong, once, each with its ground and its remedy.

Told on the spot or within five working days; what is not listed cannot be asked for later; complete means accepted from
the day the last item came (许可法 32(4) and (5), 72; domain.md §1 rules 3 and 12, §6 no. 9).
"""

from __future__ import annotations

from counter.documents import common, parts
from counter.documents.flow import Strip
from counter.documents.local_time import day_in_words
from counter.documents.model import PaperContent
from counter.documents.parts import Column
from counter.documents.wording import words


def strips(content: PaperContent) -> list[Strip]:
    """The notice from title to signatures."""
    if content.told_again:
        body = words("correction_notice.body.again", item=content.item_name)
    else:
        day = common.day_of(content.received_at)
        body = common.by_type("correction_notice.body", content, day=day, item=content.item_name)
    if content.correction_due_on:
        due = words("correction_notice.note.due", due=day_in_words(content.correction_due_on))
    else:
        due = words("correction_notice.note.no_due")
    return [
        *common.opening(content),
        *parts.paragraph(body),
        *_defect_table(content),
        *common.space(),
        *parts.facts([common.person_facts(content), common.item_facts(content)]),
        *common.provisional_time(content),
        *common.material_table(content),
        *common.notes(
            [
                due,
                *_effect(content),
                words("correction_notice.note.free"),
                common.progress(content),
                *([content.remedies] if content.remedies else []),
                *common.where_to_ask(content),
            ],
        ),
        *common.sealed(content),
    ]


def _defect_table(content: PaperContent) -> list[Strip]:
    if not content.defects:
        return []
    columns = [
        Column(words("column.place"), 32, centred=True),
        Column(words("column.defect"), 120),
        Column(words("column.ground"), 134),
        Column(words("column.remedy")),
    ]
    rows = [
        [str(place), defect.name, defect.ground, defect.remedy] for place, defect in enumerate(content.defects, start=1)
    ]
    return [*parts.heading(words("table.defects", count=len(rows))), *parts.table(columns, rows)]


def _effect(content: PaperContent) -> list[str]:
    if content.told_again:
        return [words("correction_notice.note.again")]
    return [
        words("correction_notice.note.once"),
        words("correction_notice.note.clock"),
        words("correction_notice.note.late", consequence=content.ground or words("correction_notice.withdrawn")),
    ]
