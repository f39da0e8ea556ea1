"""告知承诺书: the organ tells conditions and liability, the applicant promises; decided at once on the promise.

Voluntary; may be taken back before the decision; checked afterwards, put right, else revoked (国办发〔2020〕42号;
domain.md §2, 告知承诺; §6 no. 8).
"""

from __future__ import annotations

from counter.documents import common, parts
from counter.documents.flow import Strip
from counter.documents.model import PaperContent, PaperPromise
from counter.documents.parts import Fact
from counter.documents.sheet import CELL, NOTES
from counter.documents.wording import words


def strips(content: PaperContent) -> list[Strip]:
    """Both declarations, signed by the applicant and sealed by the department."""
    promise = content.promise
    conditions = promise.conditions if promise else ()
    told = [
        words("commitment.told.item", item=content.item_name),
        words("commitment.told.basis", basis=content.legal_basis) if content.legal_basis else "",
        *_afterwards(promise),
        words("commitment.told.choice"),
    ]
    promised = ("informed", "meets", "check", "liable", "will")
    return [
        *common.opening(content),
        *parts.facts([*_case(content), common.due_facts(content)]),
        *parts.heading(words("commitment.told")),
        *common.numbered(told, NOTES),
        *_conditions(conditions),
        *parts.heading(words("commitment.promise")),
        *common.numbered([words(f"commitment.promise.{name}") for name in promised], NOTES),
        *common.provisional_time(content),
        *common.for_signing(content),
        *common.sealed(
            content,
            lines=(
                words("sign.promiser", signer=promise.signer if promise else words("label.applicant")),
                words("sign.promiser_day"),
                words("sign.clerk", clerk=content.clerk_name),
            ),
        ),
    ]


def _case(content: PaperContent) -> list[list[Fact]]:
    """Who and what; a sheet that is signed before there is a case says nothing of when it came in."""
    facts = common.case_facts(content)
    if content.number:
        return facts
    return [[fact for fact in row if fact.label != words("label.received_at")] for row in facts]


def _afterwards(promise: PaperPromise | None) -> list[str]:
    """核查 and what follows a false promise: the hall's own words, else the rule's."""
    if promise and promise.consequence:
        return [words("commitment.told.consequence", consequence=promise.consequence)]
    within = promise.check_within if promise else ""
    check = words("commitment.told.check", within=within) if within else words("commitment.told.check_open")
    return [check, words("commitment.told.false")]


def _conditions(conditions: tuple[str, ...]) -> list[Strip]:
    if not conditions:
        return []
    columns = [
        parts.Column(words("column.place"), 32, centred=True),
        parts.Column(words("commitment.told.conditions")),
    ]
    rows = [[str(place), condition] for place, condition in enumerate(conditions, start=1)]
    table = parts.table(columns, rows)
    return [table[0]._replace(space_before=CELL.leading_pt / 2), *table[1:]]
