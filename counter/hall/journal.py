"""日志 as the platform takes it: a push is judged line by line and written in one transaction.

The answer is given only after the commit, so what it calls settled survives a crash (trust.md F36): SQLite runs with
``synchronous=FULL``, PostgreSQL with its default ``synchronous_commit=on``.
"""

from __future__ import annotations

import datetime as dt
import re

import msgspec
from sqlalchemy import Connection, bindparam, exists, func, insert, select, update

from counter.domain.base import Value
from counter.domain.ids import InstallId
from counter.domain.journal import Line, SealedLine
from counter.domain.workdays import local_day
from counter.hall import tables
from counter.hall.catalogue import ItemShelf
from counter.hall.database import Database, insert_all, take_numbers
from counter.hall.enrolment import Install
from counter.hall.judging import Bench, Effects
from counter.hall.ledger import KnownLine, Opened, load_ledger
from counter.hall.news import Told, tell
from counter.hall.refusal import CallRefused
from counter.wire.bodies import read_body
from counter.wire.messages import MAX_LINES, NewsKind, PushAnswer, PushRequest
from counter.wire.sealing import check_head

_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHA256 = re.compile("[0-9a-f]{64}")
_EPOCH = re.compile("[A-Z]{1,8}")
_KIND = re.compile("[a-z0-9_.]{1,40}")  # also of a newer counter
_ACTOR_LENGTH = 40
_MOST_BLOBS = 1000
_MAX_SEQ = 2**53 - 1
_YEARS = range(1900, 9000)  # a counter with an empty clock battery says 1970 and is taken all the same


def push(
    database: Database, shelf: ItemShelf, install: Install, request: PushRequest, *, generation: str, now: dt.datetime
) -> PushAnswer:
    """Every line has its verdict, and what follows from it is on the disk; all of the push or nothing of it.

    Raises:
        CallRefused: ``push.empty``, ``push.too_many``, ``push.signature``, ``line.malformed`` (with its place); no
            line of the push was looked at further.
    """
    if not request.lines:
        raise CallRefused(400, "push.empty", "没有要提交的记录。", field="lines")
    if len(request.lines) > MAX_LINES:
        raise CallRefused(413, "push.too_many", "一次提交的记录过多。", field="lines")
    if not check_head(install.public_key, request.lines[-1].hash, request.signature):
        raise CallRefused(400, "push.signature", "签名与提交的记录不符。", field="signature")
    opened = tuple(_open(sealed, place) for place, sealed in enumerate(request.lines))
    with database.write() as connection:
        ledger = load_ledger(connection, shelf, install.install, opened)
        bench = Bench(ledger, install, now)
        answers = tuple(bench.judge(line) for line in opened)
        _write(connection, install, bench.effects, request, now)
        durable_to = _contiguous_to(connection, install.install)
    return PushAnswer(generation=generation, lines=answers, durable_to=durable_to, server_time=now)


def _open(sealed: SealedLine, place: int) -> Opened:
    try:
        line = sealed.opened()
    except (msgspec.DecodeError, RecursionError) as error:
        raise _malformed(place) from error
    if not _is_sound(sealed, line):
        raise _malformed(place)
    body: Value | None
    try:
        body = read_body(line.kind, line.body)
    except (msgspec.DecodeError, RecursionError):
        body = None
    return Opened(sealed=sealed, line=line, body=body)


def _malformed(place: int) -> CallRefused:
    return CallRefused(400, "line.malformed", "提交的记录格式不正确。", field=f"lines.{place}")


def _is_sound(sealed: SealedLine, line: Line) -> bool:
    """Whether names and numbers are of the form and size that fit everywhere."""
    return (
        bool(_UUID.fullmatch(line.id))
        and bool(_SHA256.fullmatch(sealed.hash))
        and bool(_EPOCH.fullmatch(line.epoch))
        and (line.case is None or bool(_UUID.fullmatch(line.case)))
        and 1 <= line.seq <= _MAX_SEQ
        and bool(_KIND.fullmatch(line.kind))
        and len(line.actor) <= _ACTOR_LENGTH
        and len(line.blobs) <= _MOST_BLOBS
        and all(_SHA256.fullmatch(blob.sha256) and 0 < blob.size_bytes <= _MAX_SEQ for blob in line.blobs)
        and line.at.tzinfo is not None
        and line.at.year in _YEARS
    )


def _write(connection: Connection, install: Install, effects: Effects, request: PushRequest, now: dt.datetime) -> None:
    insert_all(connection, tables.lines, [_line_row(opened, known, now) for opened, known in effects.new_lines])
    _write_verdicts(connection, effects)
    _write_cases(connection, install, effects, now)
    if effects.new_lines:
        head = request.lines[-1].hash
        if connection.scalar(select(tables.heads.c.hash).where(tables.heads.c.hash == head)) is None:
            row = {"hash": head, "install": install.install, "signature": request.signature}
            connection.execute(insert(tables.heads), row)
    if effects.clone_seen:
        mine = tables.installs.c.install == install.install
        connection.execute(update(tables.installs).where(mine).values(clone_seen_at=now.isoformat()))


def _line_row(opened: Opened, known: KnownLine, now: dt.datetime) -> dict[str, object]:
    return {
        "install": known.install,
        "epoch": known.epoch,
        "seq": known.seq,
        "id": known.id,
        "prev": known.prev,
        "hash": known.hash,
        "line": bytes(opened.sealed.line),
        "kind": known.kind,
        "case_id": known.case,
        "day": opened.line.at.astimezone(dt.UTC).date().isoformat(),
        "verdict": known.verdict.value,
        "code": known.code,
        "field": known.field[:200],
        "message": known.message,
        "theirs": known.theirs,
        "received_at": now.isoformat(),
    }


def _write_verdicts(connection: Connection, effects: Effects) -> None:
    lines = tables.lines
    if effects.rejudged:
        connection.execute(
            update(lines)
            .where(lines.c.id == bindparam("of_line"))
            .values({name: bindparam(f"new_{name}") for name in ("verdict", "code", "field", "message", "theirs")}),
            [
                {
                    "of_line": known.id,
                    "new_verdict": known.verdict.value,
                    "new_code": known.code,
                    "new_field": known.field[:200],
                    "new_message": known.message,
                    "new_theirs": known.theirs,
                }
                for known in effects.rejudged
            ],
        )
    if effects.superseded:
        connection.execute(
            update(lines).where(lines.c.id == bindparam("of_line")).values(superseded_by=bindparam("by")),
            [{"of_line": line, "by": by} for line, by in effects.superseded],
        )


def _write_cases(connection: Connection, install: Install, effects: Effects, now: dt.datetime) -> None:
    """Cases in their last state, their papers and scans, and the news of each change in order."""
    day = local_day(now).strftime("%Y%m%d")
    prefix = f"{install.window.region}{day}"
    new = [told.case for told in effects.told if told.is_new]
    numbers: dict[str, str] = {}
    if new:
        running = take_numbers(connection, f"case/{prefix}", len(new))
        numbers = {case: f"{prefix}{number:05d}" for case, number in zip(new, running, strict=True)}
    cases = tables.cases
    new_rows = {
        told.case: {
            "case_id": told.case,
            "case_no": told.case_no,
            "platform_no": numbers[told.case],
            "state": told.state,
            "install": told.install,
            "item_code": told.item_code,
            "item_version": told.item_version,
            "applicant_name": told.applicant_name,
            "taken_line": told.taken_line,
            "changed_at": now.isoformat(),
        }
        for told in effects.told
        if told.is_new
    }
    insert_all(connection, cases, list(new_rows.values()))
    changes = [(known.case, known.state, known.applicant_name) for known in effects.changed]
    if changes:
        connection.execute(
            update(cases)
            .where(cases.c.case_id == bindparam("case"))
            .values(state=bindparam("to"), applicant_name=bindparam("name"), changed_at=now.isoformat()),
            [{"case": case, "to": state, "name": name} for case, state, name in changes],
        )
    _write_papers(connection, effects)
    news = []
    for told in effects.told:
        platform_no = numbers.get(told.case, told.platform_no)
        if told.is_new:
            news.append(Told(install=told.install, kind=NewsKind.NUMBERED, case=told.case, platform_no=platform_no))
        news.append(
            Told(
                install=told.install,
                kind=NewsKind.STATE,
                case=told.case,
                platform_no=platform_no,
                state=told.state,
            )
        )
    tell(connection, news, at=now)


def _write_papers(connection: Connection, effects: Effects) -> None:
    papers = tables.papers
    rows = [
        {
            "number": paper.number,
            "case_id": case,
            "kind": paper.kind.value,
            "content_sha256": paper.content_sha256,
            "void": void,
        }
        for case, paper, void in effects.papers
    ]
    insert_all(connection, papers, rows)
    if effects.void_papers_of:
        connection.execute(update(papers).where(papers.c.case_id.in_(effects.void_papers_of)).values(void=True))
    prints = [
        {"line_id": line, "number": body.number[:60], "print_no": body.print_no, "outcome": body.outcome.value}
        for line, body in effects.prints
    ]
    insert_all(connection, tables.prints, prints)
    blobs = [
        {"case_id": case, "sha256": sha256, "size_bytes": size_bytes} for case, sha256, size_bytes in effects.case_blobs
    ]
    insert_all(connection, tables.case_blobs, blobs)


def _contiguous_to(connection: Connection, install: InstallId) -> int:
    """The last seq of the installation's open epoch up to which every line is here; 0 when the first is missing."""
    lines, epochs = tables.lines, tables.epochs
    epoch = connection.scalar(select(epochs.c.epoch).where(epochs.c.install == install, epochs.c.closed_at.is_(None)))
    here = (lines.c.install == install) & (lines.c.epoch == epoch)
    count, first, last = connection.execute(
        select(func.count(), func.min(lines.c.seq), func.max(lines.c.seq)).where(here)
    ).one()
    if not count or first != 1:
        return 0
    if last == count:
        return int(last)
    following = lines.alias("following")
    is_followed = exists().where(
        following.c.install == install, following.c.epoch == epoch, following.c.seq == lines.c.seq + 1
    )
    return int(connection.scalar(select(func.min(lines.c.seq)).where(here, ~is_followed)) or 0)
