"""Three workers on one PostgreSQL: many windows at once, whichever worker answers; nothing lost, nothing doubled."""

from __future__ import annotations

import collections
import concurrent.futures
import contextlib
import hashlib
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from counter.domain.item import Handling
from counter.domain.journal import SealedLine
from counter.errors import RuleBroken, StoreTrouble
from counter.hall.enrolment import Place
from counter.hall.hall import Hall
from counter.hall.mood import MoodKind, MoodSwitch
from counter.hall.presence import workers
from counter.hall.serve import serve
from counter.hall.workers import MOST_WORKERS, check_workers
from counter.wire.bodies import Kind
from counter.wire.messages import Export, NewsKind, NewsPage, Verdict
from tests.hall.databases import postgresql_url, sqlite_url
from tests.hall.processes import Running, running
from tests.hall.window import Counter, Reply, holiday_table, load_items, new_case, taken

WORKERS = 3
WINDOWS = 12
PUSHES = 5
SENT_TWICE = {Verdict.SETTLED, Verdict.DUPLICATE}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Hall]]:
    """The processes, and their database opened beside them; one hall for all that is tried at it."""
    folder = tmp_path_factory.mktemp("workers")
    url = postgresql_url(folder, keep=True)
    with running(folder, url, "--workers", str(WORKERS)) as processes:
        hall = Hall(url, folder / "hall", practice=True)
        with contextlib.closing(hall):
            yield processes, hall


def test_many_windows_at_once_lose_nothing_double_nothing_and_hear_everything_in_order(
    both: tuple[Running, Hall],
) -> None:
    """Each window sends every push to two workers at the same time, as a counter does whose first answer was late."""
    processes, hall = both
    served = processes.served(hall)
    item = next(each for each in load_items() if each.handling is Handling.PROMISED)
    counters = [Counter(served, Place(window=f"{number:02d}")) for number in range(1, WINDOWS + 1)]
    heard: dict[str, list[int]] = {counter.install: [] for counter in counters}
    done = threading.Event()

    def work(counter: Counter) -> list[SealedLine]:
        sent = []
        with concurrent.futures.ThreadPoolExecutor(2) as twice:
            for _ in range(PUSHES):
                lines = [counter.line(Kind.CASE_TAKEN, taken(counter, item), case=new_case()) for _ in range(2)]
                answers = list(twice.map(lambda _, lines=lines: counter.answers(*lines), range(2)))
                assert {each.verdict for answer in answers for each in answer} <= SENT_TWICE
                assert sorted(answer[0].verdict.value for answer in answers) == ["duplicate", "settled"]
                sent += lines
        return sent

    def listen(counter: Counter) -> None:
        cursor = 0
        while not done.is_set() or cursor < _last(hall):
            page = counter.call("GET", f"/v1/news?after={cursor}").read(NewsPage)
            heard[counter.install] += [entry.seq for entry in page.entries if entry.kind is NewsKind.NUMBERED]
            cursor = max(page.cursor, cursor)
            if done.is_set() and not page.entries:
                return

    with concurrent.futures.ThreadPoolExecutor(2 * WINDOWS) as pool:
        listening = [pool.submit(listen, counter) for counter in counters]
        sent = [line for lines in pool.map(work, counters) for line in lines]
        done.set()
        for each in listening:
            each.result(60)
    with hall.database.read() as connection:
        ids = connection.exec_driver_sql("SELECT id FROM lines").scalars().all()
        numbers = connection.exec_driver_sql("SELECT platform_no FROM cases").scalars().all()
        seqs = connection.exec_driver_sql("SELECT seq FROM news ORDER BY seq").scalars().all()
        told: dict[str, str] = dict(
            connection.exec_driver_sql(
                "SELECT install, string_agg(seq::text, ' ' ORDER BY seq) FROM news WHERE kind = 'numbered' GROUP BY 1"
            ).all()
        )
    assert sorted(ids) == sorted(line.opened().id for line in sent)  # of a hall that no other test sends lines to
    assert len(set(numbers)) == len(numbers) == len(sent)
    assert seqs == list(range(1, len(seqs) + 1))
    assert {install: " ".join(map(str, each)) for install, each in heard.items()} == told


def test_every_worker_answers_and_says_that_it_is_there(both: tuple[Running, Hall]) -> None:
    """A worker that is killed is there again, as another one; what it had begun is not half done."""
    processes, hall = both
    _until(lambda: len(_workers(hall)) == WORKERS)
    before = set(_workers(hall))
    victim = min(before)
    os.kill(victim, signal.SIGKILL)
    _until(lambda: len(set(_workers(hall)) - before) == 1)
    assert processes.served(hall).call("GET", "/v1/export").read(Export).lines == _lines(hall)
    assert processes.process.poll() is None


def test_a_mood_is_every_workers_mood(both: tuple[Running, Hall]) -> None:
    processes, hall = both
    served = processes.served(hall)
    assert served.call("POST", "/v1/practice/mood", b'{"mood":"error500"}').status == 200
    assert {served.call("GET", "/v1/health").status for _ in range(20)} == {500}
    assert MoodSwitch(hall.database).read() is MoodKind.ERROR500
    assert served.call("POST", "/v1/practice/mood", b'{"mood":"ok"}').status == 200
    assert {served.call("GET", "/v1/health").status for _ in range(20)} == {200}


def test_a_piece_of_a_scan_that_comes_twice_at_once_is_written_once(both: tuple[Running, Hall]) -> None:
    """Whichever workers take them: one appends, the others say where to go on."""
    processes, hall = both
    counter = Counter(processes.served(hall), Place())
    content = b"a scan " * 50_000
    sha256 = hashlib.sha256(content).hexdigest()
    half = len(content) // 2

    def send(offset: int, piece: bytes) -> Reply:
        headers = {
            "Tus-Resumable": "1.0.0",
            "Upload-Offset": str(offset),
            "Upload-Length": str(len(content)),
            "Content-Type": "application/offset+octet-stream",
        }
        return counter.call("PATCH", f"/v1/blobs/{sha256}", piece, headers)

    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        first = collections.Counter(reply.status for reply in pool.map(lambda _: send(0, content[:half]), range(6)))
        assert first == {204: 1, 409: 5}
        last = {reply.status for reply in pool.map(lambda _: send(half, content[half:]), range(6))}
    assert last <= {204, 409}
    assert hashlib.sha256((hall.blobs._folder / sha256[:2] / sha256).read_bytes()).hexdigest() == sha256


def test_the_embedded_database_has_one_process(tmp_path: Path) -> None:
    with pytest.raises(RuleBroken, match=r"hall\.workers most=1"):
        serve(
            host="127.0.0.1",
            port=0,
            database_url=sqlite_url(tmp_path),
            data_dir=tmp_path,
            catalogue=load_items(),
            holidays=holiday_table(),
            practice=True,
            on_ready=lambda *_: None,
            workers=2,
        )
    with pytest.raises(RuleBroken, match=rf"hall\.workers most={MOST_WORKERS}"):
        check_workers(MOST_WORKERS + 1, is_sqlite=False)


def test_a_database_stays_a_training_halls_or_one_in_earnest(tmp_path: Path) -> None:
    Hall(sqlite_url(tmp_path), tmp_path, practice=False).close()
    with pytest.raises(StoreTrouble, match=r"^hall\.other_purpose$"):
        Hall(sqlite_url(tmp_path), tmp_path, practice=True)
    as_it_is = Hall(sqlite_url(tmp_path), tmp_path, practice=None)
    assert not as_it_is.practice
    as_it_is.close()


def _workers(hall: Hall) -> list[int]:
    with hall.database.read() as connection:
        return [worker.pid for worker in workers(connection, hall.now())]


def _lines(hall: Hall) -> int:
    with hall.database.read() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM lines").scalar() or 0)


def _last(hall: Hall) -> int:
    with hall.database.read() as connection:
        return int(connection.exec_driver_sql("SELECT coalesce(max(seq), 0) FROM news").scalar() or 0)


def _until(is_so: object) -> None:
    """Ends as soon as it is so; the database is asked again and again."""
    assert callable(is_so)
    pause = threading.Event()
    for _ in range(600):
        if is_so():
            return
        pause.wait(0.05)
    raise AssertionError("it never was so")
