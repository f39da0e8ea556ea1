"""One sync round between this desk and the platform.

    push the unsettled lines in order, in batches; the answer is per line
    send the scans that the platform does not have, each from where it stopped
    pull the news since the cursor; rows and cursor in one transaction
    accept what nobody answered in five working days, now that the platform was heard; sent in the next round
    compare the days, at least daily; what is missing there waits again (``reconciling``)
    ended cases lose their personal data here, when nothing was missing and policy says so (``purging``)

A silence leaves everything as it was: the same line again is harmless, its id is the idempotency key.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import msgspec
import sqlite_utils

from counter.actions.clock_deeds import deem_accepted
from counter.actions.desk import Desk, OnStore, begin_epoch
from counter.domain.enrolment import Enrolment
from counter.domain.ids import LineId, uuid7
from counter.domain.journal import SealedLine
from counter.errors import CounterError, Refused, SignInNeeded, StoreTrouble, Unreachable
from counter.ports import FrontDoor, Platform
from counter.store import deliveries, facts, left_work, news, purging, reviews
from counter.store.deliveries import WaitingScan
from counter.sync.generation import GenerationChangedError, note_generation
from counter.sync.hall_rules import put_catalogue
from counter.sync.judging import Batch, judge
from counter.sync.purging import purge_ended
from counter.sync.reconciling import reconcile
from counter.sync.report import Report
from counter.wire.messages import (
    BLOB_CHUNK_BYTES,
    MAX_LINES,
    MAX_PUSH_BYTES,
    EpochRequest,
    LineAnswer,
    NewsKind,
    NewsPage,
    PushAnswer,
    PushRequest,
    Verdict,
)
from counter.wire.sealing import sign_head

BETWEEN_CATALOGUES = dt.timedelta(hours=6)
"""Without being told: so that the credit list never grows too old while the platform can be reached."""
LINE_ROOM_BYTES = 160  # prev, hash and names around a line in a push
MOST_ERRORS_IN_A_ROW = 30
"""So many 5xx without one success between them are no bad line but a broken platform; nine halvings find one of 500."""


def sync_once(
    desk: Desk, platform: Platform, front_door: FrontDoor, on_store: OnStore, *,
    digest_now: bool = False, retention_days: int = 0,
) -> Report:  # fmt: skip
    """One round has been made as far as it went; whatever was answered is recorded, nothing else is changed.

    Args:
        desk: used on the store lane only.
        platform: where lines and scans go.
        front_door: gives a new epoch.
        on_store: runs a job on the store lane.
        digest_now: the days are compared, also when they were today.
        retention_days: ended cases lose their personal data here so long after; 0 is never.
    """
    report = Report()
    try:
        enrolment = on_store(_ready, desk)
        if not enrolment.epoch:
            enrolment = _renew_epoch(desk, front_door, on_store, enrolment, report)
        _push_lines(desk, platform, on_store, enrolment, report)
        _send_scans(desk, platform, on_store, report)
        _pull_news(desk, platform, on_store, report)
        _refresh_catalogue(desk, platform, on_store, report)
        if on_store(deem_accepted, desk):
            report.changed.add("cases")
        is_compared = reconcile(desk, platform, on_store, report, now=digest_now, mark=bool(retention_days))
        if retention_days and is_compared and not report.missing_there:
            purge_ended(desk, on_store, report, retention_days)
            if report.purged.cases:
                _push_lines(desk, platform, on_store, enrolment, report)
    except GenerationChangedError:
        report.generation_changed = True
        report.changed |= {"deliveries", "news"}
    except (Unreachable, Refused, SignInNeeded) as error:
        report.trouble = error.code
        report.retry_after_s = float(error.params.get("retry_after_s", 0))
    if on_store(_review_stuck_lines, desk):
        report.changed.add("reviews")
    if on_store(_close_left_work, desk):
        report.changed.add("reviews")
    return report


def _ready(desk: Desk) -> Enrolment:
    return desk.enrolment()


def _renew_epoch(
    desk: Desk, front_door: FrontDoor, on_store: OnStore, enrolment: Enrolment, report: Report
) -> Enrolment:
    """After a restore the platform gives a new epoch; numbers begin at one in it (protocol.md, Identities)."""
    answer = front_door.new_epoch(EpochRequest(reason="restored", id=uuid7()))
    # the generation stays the one that was seen last: a platform that was restored meanwhile must be noticed as such
    renewed = msgspec.structs.replace(enrolment, epoch=answer.epoch)
    on_store(begin_epoch, desk, renewed)
    report.changed.add("session")
    return renewed


def _push_lines(desk: Desk, platform: Platform, on_store: OnStore, enrolment: Enrolment, report: Report) -> None:
    """Every waiting line was sent once. A batch that the platform chokes on is halved until the one line is found.

    So is one that it refuses as a whole, for one line of a form that it does not read; that line goes on waiting.
    """
    seen: set[LineId] = set()
    limit = MAX_LINES
    errors = 0
    while batch := on_store(_read_batch, desk, frozenset(seen), limit):
        request = PushRequest(
            lines=tuple(sealed for _, sealed in batch), signature=sign_head(enrolment.signing_key, batch[-1][1].hash)
        )
        try:
            answer = platform.push(request)
        except (Unreachable, Refused) as error:
            errors += 1
            if (isinstance(error, Unreachable) and error.code != "platform.error") or errors == MOST_ERRORS_IN_A_ROW:
                raise
            if len(batch) > 1:
                limit = len(batch) // 2
                continue
            seen.add(batch[0][0])
            report.trouble = error.code
            continue
        errors = 0
        judged = judge(batch, answer)
        report.strange += judged.strange
        on_store(_record, desk, enrolment, judged.answers, answer)
        if judged.answers:
            report.changed.add("deliveries")
        report.settled += sum(line.verdict in {Verdict.SETTLED, Verdict.DUPLICATE} for line in judged.answers)
        report.refused += sum(line.verdict in {Verdict.REFUSED, Verdict.CONFLICT} for line in judged.answers)
        seen.update(line_id for line_id, _ in batch)
        limit = MAX_LINES


def push_once(desk: Desk, push: Callable[[PushRequest], PushAnswer], on_store: OnStore) -> None:
    """The next batch of what waits was sent, and what counts of the answer is on the disk; for one who cannot wait.

    Raises:
        Unreachable, Refused, SignInNeeded: nothing was answered.
        GenerationChangedError: the platform was restored.
    """
    enrolment = on_store(_ready, desk)
    nobody: frozenset[LineId] = frozenset()
    batch = on_store(_read_batch, desk, nobody, MAX_LINES)
    if batch:
        signature = sign_head(enrolment.signing_key, batch[-1][1].hash)
        answer = push(PushRequest(lines=tuple(sealed for _, sealed in batch), signature=signature))
        on_store(_record, desk, enrolment, judge(batch, answer).answers, answer)


def _review_stuck_lines(desk: Desk) -> bool:
    """Every line that the platform refused or disputes waits for a supervisor; gives whether one is new."""
    if not reviews.lines_without_review(desk.db):
        return False
    with desk.store.write() as db:
        reviews.put_stuck_lines(db, desk.enrolment().window)
    return True


def _close_left_work(desk: Desk) -> bool:
    """What somebody left behind at his sign-out has arrived; gives whether a supervisor was waiting for it."""
    if not left_work.is_here(desk.db):
        return False
    with desk.store.write() as db:
        left_work.close(db)
    return True


def _read_batch(desk: Desk, seen: frozenset[LineId], limit: int) -> Batch:
    """The next lines that were not sent in this round, within the size of one push."""
    batch: list[tuple[LineId, SealedLine]] = []
    size = 0
    for line_id, sealed in deliveries.waiting_lines(desk.db, limit + len(seen)):
        size += len(bytes(sealed.line)) + LINE_ROOM_BYTES
        if line_id in seen:
            size -= len(bytes(sealed.line)) + LINE_ROOM_BYTES
            continue
        if (batch and size > MAX_PUSH_BYTES) or len(batch) == limit:
            break
        batch.append((line_id, sealed))
    return tuple(batch)


def _record(desk: Desk, enrolment: Enrolment, counted: tuple[LineAnswer, ...], answer: PushAnswer) -> None:
    """What counts of the answer is on the disk, in one transaction."""
    note_generation(desk, enrolment, answer.generation)
    offset_ms = _heard(desk, answer.server_time)
    with desk.store.write() as db:
        for line_answer in purging.heard(db, counted, answer.server_time):
            deliveries.record_answer(db, line_answer, answer.server_time)
        deliveries.supersede_voided(db)
        deliveries.mark_durable(db, enrolment.epoch, answer.durable_to)
        facts.write_fact(db, "clock_offset_ms", offset_ms)
        if any(_is_forked(db, enrolment, line_answer) for line_answer in counted):
            facts.write_fact(db, "enrolment", msgspec.structs.replace(enrolment, epoch=""))


def _is_forked(db: sqlite_utils.Database, enrolment: Enrolment, answer: LineAnswer) -> bool:
    """Whether somebody else has gone on with this very epoch: it is over here, before a number comes twice (F05, F17).

    A whole profile was put back with its mark, or the machine was copied. The next round gets a new epoch.
    """
    line = deliveries.line_of(db, answer.id) if answer.verdict is Verdict.CLONE else None
    return line is not None and line.epoch == enrolment.epoch


def _heard(desk: Desk, server_time: dt.datetime) -> int:
    """The clock runs from the platform's time; a time without its zone is no answer."""
    if server_time.tzinfo is None:
        raise Unreachable("platform.strange_answer")
    return desk.clock.heard(server_time)


def _send_scans(desk: Desk, platform: Platform, on_store: OnStore, report: Report) -> None:
    """Every waiting scan was tried; one that cannot go says why and does not hold up the others (faults.md F09)."""
    errors = 0
    for scan in on_store(_waiting_scans, desk):
        try:
            _send_scan(desk, platform, scan)
        except (Refused, StoreTrouble) as error:
            on_store(_scan_troubled, desk, scan, error)
        except Unreachable as error:
            errors += 1
            if error.code != "platform.error" or errors == MOST_ERRORS_IN_A_ROW:
                raise
            on_store(_scan_troubled, desk, scan, error)
            report.trouble = error.code
        else:
            errors = 0
            on_store(_scan_sent, desk, scan)
            report.scans += 1
        report.changed.add("deliveries")


def _send_scan(desk: Desk, platform: Platform, scan: WaitingScan) -> None:
    offset = platform.blob_offset(scan.sha256, scan.size_bytes)
    if offset >= scan.size_bytes:
        return
    content = desk.scans.get(scan.sha256)
    while offset < scan.size_bytes:
        chunk = content[offset : offset + BLOB_CHUNK_BYTES]
        reached = platform.send_blob(scan.sha256, scan.size_bytes, offset, chunk)
        if reached <= offset:
            raise Unreachable("platform.strange_answer")
        offset = reached


def _waiting_scans(desk: Desk) -> tuple[WaitingScan, ...]:
    return deliveries.waiting_scans(desk.db)


def _scan_sent(desk: Desk, scan: WaitingScan) -> None:
    with desk.store.write() as db:
        deliveries.scan_sent(db, scan.sha256, desk.moment().at)


def _scan_troubled(desk: Desk, scan: WaitingScan, error: CounterError) -> None:
    with desk.store.write() as db:
        deliveries.scan_troubled(db, scan.sha256, error.code)


def _pull_news(desk: Desk, platform: Platform, on_store: OnStore, report: Report) -> None:
    """Everything that the platform told is applied in its order."""
    while True:
        after = on_store(_fact, desk, "news_cursor")
        page = platform.news(after)
        if page.more and page.cursor <= after and page.generation == on_store(_ready, desk).generation:
            raise Unreachable("platform.strange_answer")  # more for ever at the same place
        on_store(_apply_news, desk, page)
        report.news += len(page.entries)
        if page.entries:
            report.changed |= {"news", "cases"}
        if any(entry.kind is NewsKind.REVIEW for entry in page.entries):
            report.changed.add("reviews")
        if not page.more:
            return


def _apply_news(desk: Desk, page: NewsPage) -> None:
    enrolment = desk.enrolment()
    note_generation(desk, enrolment, page.generation)
    offset_ms = _heard(desk, page.server_time)
    with desk.store.write() as db:
        deliveries.apply_news(db, page.entries)
        for entry in page.entries:
            news.apply(db, entry)
        if any(entry.kind is NewsKind.CATALOGUE for entry in page.entries):
            facts.write_fact(db, "catalogue_at", 0)  # with the cursor: it is fetched even when the next call fails
        facts.write_fact(db, "news_cursor", page.cursor)
        if not page.more:  # everything that the platform knew: only then may a counter say that nothing came in time
            facts.write_fact(db, "news_heard_at", page.server_time)
        facts.write_fact(db, "clock_offset_ms", offset_ms)


def _refresh_catalogue(desk: Desk, platform: Platform, on_store: OnStore, report: Report) -> None:
    """Items, holidays and the hall's rules are the platform's newest; asked when news said so, and now and then."""
    known, asked_at = on_store(_fact, desk, "catalogue_version"), on_store(_fact, desk, "catalogue_at")
    age_s = int(desk.moment().at.timestamp()) - asked_at
    if known and 0 <= age_s < BETWEEN_CATALOGUES.total_seconds():
        return
    page = platform.catalogue(known)
    on_store(put_catalogue, desk, page)
    if page.version != known or not asked_at:
        report.changed.add("catalogue")
    report.catalogue_version = page.version


def _fact(desk: Desk, name: str) -> int:
    return facts.read_fact(desk.db, name, int) or 0
