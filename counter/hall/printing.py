"""打印 as the platform counts it: every window's prints of a paper, and news of them to the window that issued it.

So 补打 第 n 次 is right wherever the paper is printed next (faults.md F16). What two windows printed while they did not
know of each other stands side by side, and both count.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, select, update

from counter.domain.case import PrintOutcome
from counter.domain.ids import CaseId
from counter.hall import tables
from counter.hall.database import insert_all
from counter.hall.effects import Effects
from counter.hall.news import Told
from counter.wire.messages import NewsKind
from counter.wire.news import CardPaper, PaperPrint


def write(connection: Connection, effects: Effects) -> list[Told]:
    """The prints and what was said of them are on the disk; gives what the issuing windows have to be told."""
    prints = tables.prints
    rows = [
        {
            "line_id": line.id,
            "number": each.number,
            "print_no": each.print_no,
            "outcome": each.outcome.value,
            "install": each.install,
            "content": msgspec.json.encode(each),
        }
        for line, each in effects.prints
    ]
    insert_all(connection, prints, rows)
    changed = [(line.case, each) for line, each in effects.prints]
    for line, said in effects.print_answers:
        outcome = PrintOutcome.PRINTED if said.came_out else PrintOutcome.FAILED
        mine = (prints.c.install == line.install) & (prints.c.number == said.number)
        asked = mine & (prints.c.print_no == said.print_no)
        values: dict[str, object] = {"outcome": outcome.value}
        content = connection.scalar(select(prints.c.content).where(asked))
        if content is not None:
            known = msgspec.json.decode(content, type=PaperPrint)
            answered = msgspec.structs.replace(known, came_out=said.came_out)
            changed.append((line.case, answered))
            values["content"] = msgspec.json.encode(answered)
        connection.execute(update(prints).where(asked).values(values))
    return [told for case, each in changed for told in _news(connection, case, each)]


def prints_of(connection: Connection, number: str) -> tuple[PaperPrint, ...]:
    """Every time that the paper went to a printer, window by window, as it is known now; 0.1.0 told too little."""
    prints = tables.prints
    wanted = select(prints.c.content).where(prints.c.number == number, prints.c.content.is_not(None))
    found = connection.scalars(wanted.order_by(prints.c.install, prints.c.print_no)).all()
    return tuple(msgspec.json.decode(content, type=PaperPrint) for content in found)


def papers_of(connection: Connection, case: CaseId) -> tuple[CardPaper, ...]:
    """The papers of the case that are on the register: what a citizen may hold in his hand."""
    papers = tables.papers
    rows = connection.execute(select(papers).where(papers.c.case_id == case).order_by(papers.c.number))
    return tuple(msgspec.convert({"number": row.number, "kind": row.kind, "void": row.void}, CardPaper) for row in rows)


def _news(connection: Connection, case: CaseId | None, printed: PaperPrint) -> list[Told]:
    """To the window that issued the paper, when another one printed it."""
    papers = tables.papers
    issuer = connection.scalar(select(papers.c.install).where(papers.c.number == printed.number))
    if issuer is None or issuer == printed.install:
        return []
    return [Told(install=issuer, kind=NewsKind.PRINTED, case=case, detail=msgspec.json.encode(printed))]
