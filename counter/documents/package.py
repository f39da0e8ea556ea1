"""“一件事”受理通知书: several items handed in once, each with its own departments and its own day.

One set of materials; parallel items are accepted at the same moment, sequential ones follow (国办发〔2022〕32号;
domain.md §1 rule 17, §7 一件事, §6 no. 25).
"""

from __future__ import annotations

from counter.documents import common, parts
from counter.documents.flow import Strip
from counter.documents.local_time import day_in_words
from counter.documents.model import PaperContent, PaperPart
from counter.documents.parts import Column, Fact
from counter.documents.wording import words


def strips(content: PaperContent) -> list[Strip]:
    """The notice from title to signatures."""
    package = content.package
    if package is None:
        raise common.lacking("package")
    body = words(
        "package_acceptance.body",
        day=common.day_of(content.received_at),
        package=package.name,
        count=len(package.parts),
    )
    return [
        *common.opening(content),
        *parts.paragraph(body),
        *common.space(),
        *parts.table(
            [
                Column(words("column.place"), 32, centred=True),
                Column(words("package_acceptance.part")),
                Column(words("package_acceptance.departments"), 136),
                Column(words("package_acceptance.decision"), 62, centred=True),
                Column(words("package_acceptance.due"), 104, centred=True),
            ],
            [_row(place, part) for place, part in enumerate(package.parts, start=1)],
        ),
        *common.space(),
        *parts.facts(
            [
                [
                    Fact(words("package_acceptance.name"), package.name, wide=True),
                    Fact(words("package_acceptance.lead"), package.lead, wide=True),
                ],
                common.person_facts(content),
                common.item_facts(content)[2:],
                [Fact(words("label.delivery"), content.delivery)],
            ],
        ),
        *common.provisional_time(content),
        *common.material_table(content),
        *common.notes(
            [
                words("package_acceptance.note.parts"),
                words("package_acceptance.note.one"),
                words("acceptance.note.truth"),
                common.progress(content),
                *common.where_to_ask(content),
            ],
        ),
        *common.sealed(content),
    ]


def _row(place: int, part: PaperPart) -> list[str]:
    name = part.name
    if part.case_code:
        name = words("package_acceptance.part_name", name=part.name, case_code=part.case_code)
    departments = part.lead
    if part.assisting:
        departments = words("package_acceptance.part_departments", lead=part.lead, assisting="、".join(part.assisting))
    due = common.day_or_nothing(part.due_on) or part.limit
    if part.due_on and part.limit:
        due = words("package_acceptance.part_due", due=day_in_words(part.due_on), limit=part.limit)
    return [str(place), name, departments, part.decision, due]
