"""特别程序告知书, 重新启动通知书, 延期告知书, 补交延期告知书: what moves a day, told in writing.

许可法 45 (eight procedures are not counted, the time needed is told in writing), 42 (once, approved, reasons told);
domain.md §1 rules 6 and 8; §2, Deadline; §6 nos. 7, 9, 10, 13 and 14.
"""

from __future__ import annotations

from counter.documents import common, parts
from counter.documents.flow import Strip
from counter.documents.local_time import day_in_words
from counter.documents.model import PaperContent
from counter.documents.parts import Fact
from counter.documents.wording import words


def special_procedure(content: PaperContent) -> list[Strip]:
    """The clock stands: which procedure, why, from when and how long."""
    procedure = content.procedure
    if procedure is None:
        raise common.lacking("procedure")
    begun = day_in_words(procedure.begins_on)
    body = common.by_type(
        "special_procedure.body",
        content,
        item=content.item_name,
        procedure=procedure.name,
        days=procedure.days,
        begun=begun,
    )
    due = common.due_days(content)
    return [
        *common.opening(content),
        *parts.paragraph(body),
        *parts.facts(
            [
                [
                    Fact(words("special_procedure.name"), procedure.name),
                    Fact(words("special_procedure.days"), procedure.days),
                    Fact(words("special_procedure.begun"), begun),
                    Fact(words("special_procedure.executor"), procedure.executor),
                    Fact(words("special_procedure.phone"), procedure.phone),
                    Fact(words("label.legal_basis"), procedure.basis, wide=True),
                    Fact(words("special_procedure.due"), due, wide=True),
                ],
                *common.case_facts(content),
            ],
        ),
        *common.provisional_time(content),
        *common.notes(
            [
                words("special_procedure.note.due") if due else "",
                words("special_procedure.note.help"),
                words("special_procedure.note.resume"),
                common.progress(content),
                *common.where_to_ask(content),
            ],
        ),
        *common.sealed(content),
    ]


def resumption(content: PaperContent) -> list[Strip]:
    """The clock runs again, and until when."""
    procedure = content.procedure
    if procedure and procedure.resumed_on:
        body = words(
            "resumption.body",
            item=content.item_name,
            procedure=procedure.name,
            begun=day_in_words(procedure.begins_on),
            resumed=day_in_words(procedure.resumed_on),
        )
    else:
        body = words("resumption.body_plain", item=content.item_name)
    if content.promised_due_on:
        body += words("resumption.due", due=day_in_words(content.promised_due_on))
    else:
        body += words("resumption.no_due")
    return [
        *common.opening(content),
        *parts.paragraph(body),
        *parts.facts([*common.case_facts(content), common.due_facts(content)]),
        *common.provisional_time(content),
        *common.notes(
            [
                words("resumption.note.count", procedure=procedure.name) if procedure else "",
                common.progress(content),
                *common.where_to_ask(content),
            ],
        ),
        *common.sealed(content),
    ]


def extension(content: PaperContent) -> list[Strip]:
    """The limit was extended once: by whom, by how much, why, and which day holds now."""
    extended = content.extension
    if extended is None:
        raise common.lacking("extension")
    approver = extended.approver or words("extension.head")
    return [
        *common.opening(content),
        *parts.paragraph(
            common.by_type("extension.body", content, item=content.item_name, approver=approver, by=extended.by),
        ),
        *parts.facts(
            [
                [
                    Fact(words("extension.reasons"), content.reasons, wide=True),
                    Fact(words("extension.approver"), approver),
                    Fact(words("extension.by"), extended.by),
                    Fact(words("extension.before"), _before(content), wide=True),
                    Fact(words("extension.after"), common.due_days(content, limits=False), wide=True),
                ],
                *common.case_facts(content),
            ],
        ),
        *common.provisional_time(content),
        *common.remedies(content),
        *common.notes([words("extension.note.once"), common.progress(content), *common.where_to_ask(content)]),
        *common.sealed(content),
    ]


def owed_extension(content: PaperContent) -> list[Strip]:
    """What is owed may be brought until a later day, and what follows if it does not come by then."""
    extended = content.extension
    if extended is None:
        raise common.lacking("extension")
    before = day_in_words(extended.promised_before) if extended.promised_before else ""
    return [
        *common.opening(content),
        *parts.paragraph(words("owed_extension.body", item=content.item_name)),
        *common.owed_table(content),
        *common.space(),
        *parts.facts(
            [
                [
                    Fact(words("owed_extension.before"), before, wide=True),
                    Fact(words("extension.reasons"), content.reasons, wide=True),
                    Fact(words("extension.approver"), extended.approver, wide=True),
                ],
                *common.case_facts(content),
            ],
        ),
        *common.provisional_time(content),
        *common.notes(
            [
                words("owed_extension.note.bring"),
                words("owed_extension.note.late", consequence=content.ground) if content.ground else "",
                words("owed_extension.note.once"),
                common.progress(content),
                *common.where_to_ask(content),
            ],
        ),
        *common.sealed(content),
    ]


def _before(content: PaperContent) -> str:
    extended = content.extension
    if extended is None:
        return ""
    days = (("value.promised_due", extended.promised_before), ("value.legal_due", extended.legal_before))
    return "；".join(words(code, date=day_in_words(day)) for code, day in days if day)
