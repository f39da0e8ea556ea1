"""The file that carries a window's unsent work: it comes back whole, or it says by name why not."""

from __future__ import annotations

import datetime as dt
import hashlib
import io

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.domain.ids import InstallId, LineId, Sha256, uuid7
from counter.domain.journal import Line, SealedLine, genesis, seal
from counter.domain.staff import Window
from counter.errors import RuleBroken
from counter.sealed_box import new_key_pair
from counter.wire import queue_file
from counter.wire.messages import PushRequest
from counter.wire.queue_file import LinesHead, QueueReader, QueueWriter, ScanHead, check_front, read_front
from counter.wire.sealing import new_signing_key, public_key_of, sign_head

AT = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
WINDOW = Window(
    install=InstallId("i-1"),
    region="421199",
    region_name="云溪县",
    hall="01",
    hall_name="云溪县政务服务大厅",
    window="12",
    practice=True,
    progress_url="https://progress.example.invalid/p",
)
PRIVATE, PUBLIC = new_key_pair()
SIGNING = new_signing_key()
CANARY = "张测试"
BIG = bytes(range(256)) * 10_000
SMALL = b"a small document"


def _line(seq: int = 1) -> SealedLine:
    line = Line(
        install=WINDOW.install,
        epoch="A",
        seq=seq,
        id=LineId(uuid7()),
        kind="case.taken",
        case=None,
        body=msgspec.Raw(msgspec.json.encode({"name": CANARY})),
        actor="0001",
        at=AT,
    )
    return seal(line, prev=genesis(WINDOW.install, "A"))


def _written(*contents: bytes, lines: tuple[SealedLine, ...] = (), sealed_to: str = PUBLIC) -> bytes:
    file = io.BytesIO()
    writer = QueueWriter(
        file,
        window=WINDOW,
        signing_key=SIGNING,
        sealed_to=sealed_to,
        made_at=AT,
        oldest_at=AT,
        lines=len(lines),
        scans=len(contents),
    )
    if lines:
        writer.add_lines(PushRequest(lines=lines, signature=sign_head(SIGNING, lines[-1].hash)))
    for content in contents:
        writer.add_scan(_name(content), content)
    writer.end()
    return file.getvalue()


def _name(content: bytes) -> Sha256:
    return Sha256(hashlib.sha256(content).hexdigest())


def _read(content: bytes, private: str = PRIVATE) -> tuple[list[PushRequest], list[bytes]]:
    """Everything in the file, as the platform reads it."""
    file = io.BytesIO(content)
    front = read_front(file)
    check_front(front, public_key_of(SIGNING))
    reader = QueueReader(file, front, private)
    reader.check_empty()
    requests, scans = [], []
    while not reader.at_end():
        head = reader.head()
        if isinstance(head, LinesHead):
            requests.append(reader.lines(head))
        else:
            scans.append(reader.read(head.size_bytes))
            assert _name(scans[-1]) == head.sha256
    return requests, scans


def test_lines_and_scans_come_back_as_they_were_in_their_order() -> None:
    lines = (_line(1), _line(2))
    requests, scans = _read(_written(BIG, SMALL, lines=lines))
    assert requests == [PushRequest(lines=lines, signature=sign_head(SIGNING, lines[-1].hash))]
    assert scans == [BIG, SMALL]


def test_a_file_with_nothing_in_it_is_a_file() -> None:
    assert _read(_written()) == ([], [])


@pytest.mark.parametrize("size", [queue_file.PIECE_BYTES + change for change in (-42, -41, -40, 0, 1)])
def test_a_content_may_end_at_the_edge_of_a_piece(size: int) -> None:
    """41 bytes stand before the scan."""
    content = BIG[:size]
    assert _read(_written(content)) == ([], [content])


def test_the_header_tells_what_it_is_and_nothing_of_anybody() -> None:
    """The bytes of the whole file hold no name; two files of the same have nothing in common behind the header."""
    lines = (_line(),)
    one, two = _written(SMALL, lines=lines), _written(SMALL, lines=lines)
    header = read_front(io.BytesIO(one)).header
    assert (header.hall, header.window, header.lines, header.scans) == ("01", "12", 1, 1)
    for trace in (CANARY, msgspec.json.encode(CANARY).decode(), lines[0].hash, lines[0].opened().id):
        assert trace.encode() not in one
    assert SMALL not in one
    assert one[-40:] != two[-40:]


@pytest.mark.parametrize("content", [b"", b"x" * 10, b"PK\x03\x04" * 100, "导出".encode() * 50])
def test_what_is_no_such_file_is_told(content: bytes) -> None:
    with pytest.raises(RuleBroken, match=r"queue\.no_queue"):
        read_front(io.BytesIO(content))


@pytest.mark.parametrize(
    ("known", "other"),
    [
        (b"2026-03-02T01:00:00Z", b"9999-12-31T23:59:59Z"),
        (b"2026-03-02T01:00:00Z", b"0001-01-01T00:00:00Z"),
        (b"2026-03-02T01:00:00Z", b"2026-03-02T01:00:00"),
        (PUBLIC.encode(), PUBLIC[:-8].encode()),
        (b'"lines":', b'"spare":'),
        (b"{", b"[" * 1000),
    ],
    ids=("too late", "too early", "no zone", "half a key", "another field", "too deep"),  # a key is another each time
)
def test_a_header_that_cannot_be_shown_is_none(known: bytes, other: bytes) -> None:
    """Times beyond every calendar, without a zone, half a key, another field, a nest."""
    content = _written()
    length = int.from_bytes(content[9:11])
    header = content[11 : 11 + length].replace(known, other, 1)
    with pytest.raises(RuleBroken, match=r"queue\.no_queue"):
        read_front(io.BytesIO(content[:9] + len(header).to_bytes(2) + header + content[11 + length :]))


def test_a_file_of_a_newer_program_is_told_with_its_version() -> None:
    content = bytearray(_written())
    content[8] = 2
    with pytest.raises(RuleBroken) as caught:
        read_front(io.BytesIO(bytes(content)))
    assert (caught.value.code, caught.value.params) == ("queue.newer", {"version": 2})


def test_a_file_that_is_sealed_to_another_platform_is_told() -> None:
    with pytest.raises(RuleBroken, match=r"queue\.other_hall"):
        _read(_written(SMALL, sealed_to=new_key_pair()[1]))


@given(data=st.data())
def test_no_byte_can_be_changed(data: st.DataObject) -> None:
    """Whatever is changed, a code of ours says so; nothing of the content comes out altered."""
    content = bytearray(_FILE)
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(RuleBroken, match=r"^queue\."):
        _read(bytes(content))


@given(kept=st.integers(0, 3_000_000))
def test_no_end_can_be_cut_off(kept: int) -> None:
    """Also not exactly between two pieces."""
    with pytest.raises(RuleBroken, match=r"^queue\."):
        _read(_FILE[: min(kept, len(_FILE) - 1)])


def test_a_file_cut_between_two_pieces_is_damaged() -> None:
    front = read_front(io.BytesIO(_FILE)).size_bytes
    with pytest.raises(RuleBroken, match=r"queue\.damaged"):
        _read(_FILE[: front + queue_file.PIECE_BYTES + 16])


def test_nothing_can_be_hung_on() -> None:
    with pytest.raises(RuleBroken, match=r"queue\.damaged"):
        _read(_FILE + b"x")


def test_pieces_of_two_files_cannot_be_mixed() -> None:
    other = _written(BIG, lines=(_line(),))
    with pytest.raises(RuleBroken, match=r"queue\.damaged"):
        _read(_FILE[:-1000] + other[-1000:])


def test_another_window_cannot_have_made_it() -> None:
    """Its scans count as that window's, so the whole is signed, not the lines alone."""
    front = read_front(io.BytesIO(_FILE))
    with pytest.raises(RuleBroken, match=r"queue\.signature"):
        check_front(front, public_key_of(new_signing_key()))


def test_reading_goes_on_from_any_record() -> None:
    """The platform reads a big file in several turns."""
    file = io.BytesIO(_FILE)
    reader = QueueReader(file, read_front(file), PRIVATE)
    head = reader.head()
    assert isinstance(head, LinesHead)
    reader.lines(head)
    second = reader.position
    reader.position = 0
    reader.position = second
    head = reader.head()
    assert isinstance(head, ScanHead)
    reader.position += 1000
    assert reader.read(5) == BIG[1000:1005]


_FILE = _written(BIG, lines=(_line(),))
