"""trust.md, Retention: what was purged stands nowhere in the database's pages, its log or the scans any more."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from counter.actions import intake, lists, verifying
from counter.actions.desk import Desk
from counter.domain.case import Case
from counter.domain.item import ServiceItem
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import sealed
from counter.wire.messages import NewsKind
from tests.actions.quiet import DAYS, Quiet
from tests.actions.results import card_of, hear
from tests.conftest import KEY, NINE, PDF, FakeClock, draft_of, filled
from tests.faults.support import promised_item

NAME = "甄珍金丝雀"
PAGE = 4096
RESERVED = 80  # of each page: IV 16, HMAC-SHA512 64 (SQLCipher 4)
FRAME_HEAD, LOG_HEAD = 24, 32


def _pages(raw: bytes, *, start: int = 0, step: int = PAGE, head: int = 0) -> Iterator[bytes]:
    """Every page deciphered whole, with what lies between its cells and in the free ones; past SQLite."""
    for place in range(start, len(raw) - step + 1, step):
        page = raw[place + head : place + step]
        number = int.from_bytes(raw[place : place + 4], "big") if head else place // PAGE + 1
        first = 16 if number == 1 else 0  # the salt
        cipher = Cipher(algorithms.AES256(KEY), modes.CBC(page[-RESERVED : -RESERVED + 16]))
        yield cipher.decryptor().update(page[first:-RESERVED])


def _plain(folder: Path) -> bytes:
    """Database and log as SQLite sees them, page by page; values over several pages are seen in pieces."""
    database, log = folder / "counter.db", folder / "counter.db-wal"
    pages = list(_pages(database.read_bytes()))
    if log.exists() and log.stat().st_size:
        pages += _pages(log.read_bytes(), start=LOG_HEAD, step=PAGE + FRAME_HEAD, head=FRAME_HEAD)
    return b"".join(pages)


def _seen(raw: bytes, *words: str) -> list[str]:
    forms = {word: (word.encode(), json.dumps(word)[1:-1].encode(), base64.b64encode(word.encode())) for word in words}
    return [word for word in words if any(form in raw for form in forms[word])]


@pytest.fixture
def quiet(desk: Desk, platform: SimulatedPlatform, clock: FakeClock, items: tuple[ServiceItem, ...]) -> Quiet:
    """A desk at which cases end."""
    return Quiet(desk, platform, clock, items)


def _everything_of(quiet: Quiet) -> Case:
    """A case whose applicant's name stands wherever it can: form, draft, paper, review, card, seal."""
    case = quiet.take(777, scan=PDF + NAME.encode(), name=NAME)
    quiet.print_out(case)
    with quiet.desk.store.write() as db:
        sealed.put(db, case.case_no, quiet.desk.scans.put(PDF + NAME.encode() * 2), NINE)
    hear(quiet.desk, NewsKind.CASE, card_of(case), case=case.case_id)
    quiet.grant(case)
    return case


def test_the_name_of_a_purged_case_stands_nowhere_any_more(quiet: Quiet, tmp_path: Path) -> None:
    """Not in a live row, nor in a freed page, nor in the log, nor as a scan; and it did before."""
    case = _everything_of(quiet)
    whole = filled(promised_item(quiet.items), serial=2, name="留下之人")
    intake.save_draft(quiet.desk, draft_of(whole))
    quiet.settle()
    applicant = case.intake.applicant
    words = (NAME, applicant.id_number, f"准予{NAME}")
    assert _seen(_plain(tmp_path), *words) == list(words), "the look finds them while they are there"
    assert _seen(_plain(tmp_path), "留下之人") == ["留下之人"]
    quiet.wait()
    report = quiet.round(days=DAYS)
    assert (report.purged.cases, report.purged.trouble) == (1, "")
    assert _seen(_plain(tmp_path), *words) == []
    assert (tmp_path / "counter.db-wal").stat().st_size > 0, "the line that tells of it was sent since"
    assert _seen(_plain(tmp_path), "留下之人") == ["留下之人"]
    for content in (PDF + NAME.encode(), PDF + NAME.encode() * 2):
        assert not quiet.desk.scans._path(hashlib.sha256(content).hexdigest()).exists()  # type: ignore[arg-type]
    assert [path for path in (tmp_path / "scans").rglob("*") if path.is_file()] == []
    assert verifying.faults(quiet.desk) == ()
    assert lists.read_case(quiet.desk, case.case_id).case.case_no == case.case_no
