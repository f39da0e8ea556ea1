"""What another window has is shown whole and right, or not at all, whatever the hall answers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest

from counter.actions.desk import Desk
from counter.cli.opening import on_this_thread
from counter.domain.case import Attachment
from counter.domain.ids import Sha256
from counter.errors import CounterError, Refused, SignInNeeded, Unreachable
from counter.sync import reading as module
from counter.sync.reading import Reading
from counter.wire.reading import READ_PIECE_BYTES, PaperAnswer, PaperAsked, ScanAsked, ScanPiece

T = TypeVar("T")
CONTENT = b"%PDF-1.4\n" + b"a scan of somebody" * 40_000
SECRET = b"a scan of somebody"


class Hall:
    """Gives pieces as told; counts what was asked."""

    def __init__(self, content: bytes = CONTENT) -> None:
        self.content = content
        self.size_bytes = len(content)
        self.asked: list[int] = []
        self.breaks_after = -1

    def scan_piece(self, asked: ScanAsked) -> ScanPiece:
        """The next piece, until the line breaks."""
        self.asked.append(asked.offset)
        if len(self.asked) - 1 == self.breaks_after:
            raise Unreachable("platform.slow")
        piece = self.content[asked.offset : asked.offset + READ_PIECE_BYTES]
        return ScanPiece(content=piece, size_bytes=self.size_bytes)

    def paper(self, asked: PaperAsked) -> PaperAnswer:
        """Nobody asks for one here."""
        raise Refused("reading.unknown", number=asked.number)


def attachment(content: bytes = CONTENT, **changes: Any) -> Attachment:
    """As the case names it."""
    sha256 = Sha256(hashlib.sha256(content).hexdigest())
    named = Attachment(sha256=sha256, size_bytes=len(content), media_type="application/pdf", file_name="a.pdf")
    return msgspec.structs.replace(named, **changes)


def reading(desk: Desk, hall: Hall) -> Reading:
    """Somebody who signed in."""
    made = Reading(desk, hall, on_this_thread)
    made.sign_in("token")
    return made


def code_of(ask: Callable[[], object]) -> str:
    with pytest.raises(CounterError) as caught:
        ask()
    return caught.value.code


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_scan_is_put_together_from_its_pieces_and_nothing_of_it_is_on_the_disk(desk: Desk, tmp_path: Path) -> None:
    """Looking again asks nobody until the person leaves."""
    hall = Hall()
    asked = reading(desk, hall)
    assert asked.scan(attachment()) == CONTENT
    assert hall.asked == [0, READ_PIECE_BYTES, 2 * READ_PIECE_BYTES]
    assert asked.scan(attachment()) == CONTENT
    assert len(hall.asked) == 3
    assert SECRET not in on_disk(tmp_path)
    assert not desk.scans.holds(attachment().sha256)
    asked.sign_in("another")
    asked.scan(attachment())
    assert len(hall.asked) == 6


def test_a_broken_line_costs_no_piece_twice_and_shows_none(desk: Desk) -> None:
    """trust.md F45, downwards."""
    hall = Hall()
    hall.breaks_after = 2
    asked = reading(desk, hall)
    assert code_of(lambda: asked.scan(attachment())) == "platform.slow"
    assert asked.scan(attachment()) == CONTENT
    assert hall.asked == [0, READ_PIECE_BYTES, 2 * READ_PIECE_BYTES, 2 * READ_PIECE_BYTES]


def test_another_content_under_the_same_name_is_not_shown_and_asked_anew_the_next_time(desk: Desk) -> None:
    """One byte is enough."""
    hall = Hall(CONTENT[:-1] + b"?")
    asked = reading(desk, hall)
    assert code_of(lambda: asked.scan(attachment())) == "reading.false"
    hall.content = CONTENT
    assert asked.scan(attachment()) == CONTENT
    assert hall.asked.count(0) == 2


@pytest.mark.parametrize("size_bytes", [1, len(CONTENT) - 1, len(CONTENT) + 1, 10**12])
def test_a_scan_of_another_size_than_the_case_says_is_given_up_at_the_first_piece(desk: Desk, size_bytes: int) -> None:
    """Nothing is gathered for it."""
    hall = Hall()
    hall.size_bytes = size_bytes
    assert code_of(lambda: reading(desk, hall).scan(attachment())) == "reading.false"
    assert hall.asked == [0]


def test_a_hall_that_gives_nothing_more_is_not_asked_for_ever(desk: Desk) -> None:
    """Half a scan, then empty pieces."""
    hall = Hall(CONTENT[: len(CONTENT) // 2])
    hall.size_bytes = len(CONTENT)
    assert code_of(lambda: reading(desk, hall).scan(attachment())) == "reading.false"
    assert len(hall.asked) == 3


def test_a_scan_that_is_too_big_to_be_looked_at_here_is_not_begun(desk: Desk) -> None:
    """It would fill the memory of a small machine."""
    hall = Hall()
    big = attachment(size_bytes=module.MOST_SCAN_BYTES + 1)
    assert code_of(lambda: reading(desk, hall).scan(big)) == "reading.too_big"
    assert hall.asked == []


def test_what_is_kept_in_memory_is_bounded_and_the_longest_unused_goes_first(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many scans a supervisor looks at."""
    monkeypatch.setattr(module, "KEPT_BYTES", 2 * len(CONTENT) + 10)
    hall = Hall()
    asked = reading(desk, hall)
    contents = [CONTENT + b"%d" % number for number in range(3)]
    for content in contents:
        hall.content, hall.size_bytes = content, len(content)
        assert asked.scan(attachment(content)) == content
    before = len(hall.asked)
    asked.scan(attachment(contents[2]))
    asked.scan(attachment(contents[1]))
    assert len(hall.asked) == before
    hall.content = contents[0]
    hall.size_bytes = len(contents[0])
    asked.scan(attachment(contents[0]))
    assert len(hall.asked) > before


def test_nobody_reads_before_enrolment_or_without_a_sign_in_at_the_platform(desk: Desk) -> None:
    """Each is said by its own name."""
    for made, code in (
        (Reading(desk, None, on_this_thread), "enrolment.missing"),
        (Reading(desk, Hall(), on_this_thread), "reading.sign_in"),
    ):
        with pytest.raises(SignInNeeded) as caught:
            made.scan(attachment())
        assert caught.value.code == code
