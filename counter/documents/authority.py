"""授权委托书: who may act for whom, in what, and how long; a form to be filled in where nothing is known.

民法典 161 to 165 (the power says name, scope and term, and is signed); domain.md §1 rule 2, §6 no. 20.
"""

from __future__ import annotations

from counter.documents import common, parts
from counter.documents.flow import Strip
from counter.documents.local_time import day_in_words
from counter.documents.model import PaperAuthority, PaperContent
from counter.documents.parts import Fact
from counter.documents.sheet import NOTES
from counter.documents.wording import words

_POWERS = ("submit", "receive", "collect", "promise", "withdraw")


def strips(content: PaperContent) -> list[Strip]:
    """The power of attorney from title to signatures."""
    authority = content.authority or PaperAuthority()
    body = words("authority.body", item=content.item_name) if content.item_name else words("authority.body_open")
    return [
        *common.to_department(content),
        *parts.paragraph(body),
        *parts.heading(words("authority.principal")),
        *parts.form([common.principal_facts(content)]),
        *parts.heading(words("authority.agent")),
        *parts.form(
            [
                [
                    Fact(words("label.name"), content.agent_name),
                    Fact(words("label.phone"), authority.agent_phone),
                    Fact(words("label.id_kind"), content.agent_id_document),
                    Fact(words("label.id_number"), content.agent_id_number),
                ],
            ],
        ),
        *_scope(authority),
        *parts.paragraph(_term(authority), NOTES, indent=False, space_before=8),
        *common.notes([words("authority.effect"), words("authority.note")]),
        *common.signed(
            content,
            (words("sign.principal"), words("sign.day")),
            (words("sign.agent"), words("sign.day")),
        ),
    ]


def _scope(authority: PaperAuthority) -> list[Strip]:
    if authority.scope:
        return [
            *parts.heading(words("authority.scope_given")),
            *_ticked("authority.ticked", authority.scope),
        ]
    powers = tuple(words(f"authority.power.{power}") for power in _POWERS)
    return [*parts.heading(words("authority.scope")), *_ticked("authority.tick", powers)]


def _ticked(mark: str, powers: tuple[str, ...]) -> list[Strip]:
    return [strip for power in powers for strip in parts.numbered(words(mark), power, NOTES)]


def _term(authority: PaperAuthority) -> str:
    if authority.valid_from and authority.valid_until:
        return words(
            "authority.term",
            since=day_in_words(authority.valid_from),
            until=day_in_words(authority.valid_until),
        )
    return words("authority.term_open")
