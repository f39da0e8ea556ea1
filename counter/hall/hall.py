"""大厅端: one opened hall, and where its secrets lie.

data_dir/hall.sqlite     the embedded database, unless a URL names another
data_dir/blobs/          whole scans under their hash, and blobs/partial/
data_dir/enrolled.jsonl  every enrolment once more, for a restore (``register``)
data_dir/platform.key    signs ID tokens; every enrolled counter has pinned its public half
data_dir/seal.authority   certificate and key of the authority under which departments have their seals
data_dir/queue.key        opens what windows export for others to carry; its public half is in the signed catalogue
data_dir/queues/         exported queues while they are brought in
data_dir/admin.token     opens /v1/export from elsewhere than this machine
"""

from __future__ import annotations

import datetime as dt
import functools
import os
import secrets
import uuid
from collections.abc import Callable
from pathlib import Path

from counter.domain.ids import InstallId
from counter.domain.item import ServiceItem
from counter.domain.policy import HallPolicy
from counter.domain.staff import Window
from counter.domain.workdays import HALL_TIME, HolidayTable
from counter.errors import StoreTrouble
from counter.hall import catalogue, credit, departments, enrolment, journal, policies, sealing, staff, watching
from counter.hall.blobs import BlobStore
from counter.hall.catalogue import ItemShelf
from counter.hall.database import Database, read_fact, write_fact
from counter.hall.departments import Order
from counter.hall.enrolment import Install, Place
from counter.hall.nonces import Nonces
from counter.hall.queues import Queues
from counter.hall.register import Entry, Register
from counter.sealed_box import new_key_pair
from counter.seals.authority import new_authority
from counter.wire.messages import PushAnswer, PushRequest
from counter.wire.news import DepartmentAct
from counter.wire.sealing import new_signing_key

CODE_LIFE = dt.timedelta(minutes=10)
ENROLLED = "enrolled.jsonl"
UNFINISHED = "restore-unfinished"
_PRACTICE = "practice"


def utc_now() -> dt.datetime:
    """This machine's time, which is the platform's."""
    return dt.datetime.now(dt.UTC)


def practice_clock(begins: dt.datetime | None) -> Callable[[], dt.datetime]:
    """A clock that shows that time now and goes on from there; this machine's while none is wanted.

    So a practice hall can be worked through on any day, also past the published holidays, and days can be skipped.
    """
    if begins is None:
        return utc_now
    ahead = (begins if begins.tzinfo else begins.replace(tzinfo=HALL_TIME)) - utc_now()
    return functools.partial(_utc_ahead, ahead)


def _utc_ahead(ahead: dt.timedelta) -> dt.datetime:
    return utc_now() + ahead


class Hall:
    """The opened platform end; every method is one whole transaction. Safe to use from several threads.

    Args:
        database_url: ``sqlite:///path`` or ``postgresql+psycopg://…``.
        data_dir: where scans and keys lie; made if missing.
        practice: a training hall says so to every counter and has a mood switch; a database stays what it was first
            opened as. None: as it is; one that nobody opened yet is looked at as a training hall's.
        now: the platform's time, aware, UTC.

    Raises:
        StoreTrouble: ``hall.restore_unfinished`` while a restore did not come to its end; ``hall.other_purpose`` for a
            training hall's database in earnest, or the other way round; those of ``Database``.
    """

    def __init__(
        self, database_url: str, data_dir: Path, *, practice: bool | None, now: Callable[[], dt.datetime] = utc_now
    ) -> None:
        data_dir.mkdir(parents=True, exist_ok=True)
        if (data_dir / UNFINISHED).exists():
            raise StoreTrouble("hall.restore_unfinished")
        self.now = now
        self.signing_key = _kept_secret(data_dir / "platform.key", new_signing_key)
        self.admin_token = _kept_secret(data_dir / "admin.token", lambda: secrets.token_urlsafe(32))
        self.seal_authority = _kept_secret(
            data_dir / "seal.authority", lambda: new_authority("政务服务电子印章（练习）", now=now())
        )
        self.queue_key = _kept_secret(data_dir / "queue.key", lambda: new_key_pair()[0])
        self.database = Database(database_url)
        self.blobs = BlobStore(data_dir / "blobs", self.database, now)
        self.shelf = ItemShelf()
        self.nonces = Nonces(now, self.database, self.signing_key)
        self.register = Register(data_dir / ENROLLED)
        self.practice = self._purpose(practice)
        self.generation = self._read_generation()
        self.queues = Queues(
            data_dir / "queues",
            database=self.database,
            blobs=self.blobs,
            private_key=self.queue_key,
            push=self.push,
            now=now,
        )
        self._heard: dict[InstallId, dt.datetime] = {}

    def close(self) -> None:
        """Nothing of the hall is open any more."""
        self.database.close()

    def push(self, install: Install, request: PushRequest) -> PushAnswer:
        """Every line of the window has its verdict, and what follows from it is on the disk.

        Raises:
            CallRefused: as ``journal.push``; nothing was taken.
        """
        return journal.push(self.database, self.shelf, install, request, generation=self.generation, now=self.now())

    def load_catalogue(self, items: tuple[ServiceItem, ...], holidays: HolidayTable) -> int:
        """The items and holidays are what is offered now; gives the catalogue version, higher if anything changed.

        Raises:
            RuleBroken: ``catalogue.version_in_use`` when an item changed under the version that cases already cite.
        """
        return catalogue.load_catalogue(self.database, items, holidays, now=self.now())

    def has_catalogue(self) -> bool:
        """Whether a catalogue was loaded before."""
        return catalogue.has_catalogue(self.database)

    def new_enrolment_code(self, place: Place, *, lives_for: dt.timedelta = CODE_LIFE) -> str:
        """A one-time code like ``K7QF-93MX`` for one new installation at that window."""
        return enrolment.new_code(self.database, place, practice=self.practice, now=self.now(), lives_for=lives_for)

    def put_clerk(self, clerk: staff.Clerk, password: str) -> None:
        """The person may sign in with that password; an earlier entry of the number is replaced."""
        staff.put_clerk(self.database, clerk, password, now=self.now())

    def add_clerk(self, clerk: staff.Clerk, password: str) -> None:
        """As ``put_clerk``, for what a person typed.

        Raises:
            RuleBroken: ``clerk.number``, ``clerk.password``, ``text.*`` for the name.
        """
        staff.check_clerk(clerk, password)
        self.put_clerk(clerk, password)

    def set_policy(self, policy: HallPolicy) -> HallPolicy:
        """The policy is in force under the next version; gives it with that version."""
        return policies.set_policy(self.database, policy, signing_key=self.signing_key, now=self.now())

    def has_policy(self) -> bool:
        """Whether a policy was ever set."""
        return self.policy().version > 0

    def policy(self) -> HallPolicy:
        """The policy in force; the common local rule while none was set."""
        with self.database.read() as connection:
            return policies.current(connection) or HallPolicy()

    def act(self, order: Order) -> DepartmentAct:
        """A department did that with a case.

        Raises:
            RuleBroken: ``act.*`` and codes of the clock; nothing was changed.
        """
        return departments.act(self.database, self.shelf, order, now=self.now())

    def has_seal(self, department: str) -> bool:
        """Whether the department has an e-seal in force."""
        return sealing.has_seal(self.database, department, now=self.now())

    def put_seal(self, department: str, picture: bytes) -> None:
        """The department has an e-seal that looks like that (a PDF page)."""
        sealing.put_department(self.database, department, picture, authority=self.seal_authority, now=self.now())

    def note_epoch(self, window: Window, public_key: str, epoch: str) -> None:
        """The window's epoch is known also after a restore."""
        self.register.note(Entry(public_key=public_key, window=window, epoch=epoch, at=self.now()))

    def heard(self, install: InstallId) -> None:
        """It is known that the window spoke now; which ones did not, the hall sees by itself (``looking``)."""
        now = self.now()
        last = self._heard.get(install)
        if last is None or not dt.timedelta() <= now - last < watching.HEARD_EVERY:
            self._heard[install] = now
            with self.database.write() as connection:
                watching.heard(connection, install, now)

    def watch(self) -> None:
        """Every window with work that is not here has a review before the supervisors, and no other has."""
        with self.database.write() as connection:
            watching.look(connection, self.now())

    def _purpose(self, practice: bool | None) -> bool:
        with self.database.write() as connection:
            known = read_fact(connection, _PRACTICE)
            if known is None and practice is not None:
                known = b"yes" if practice else b"no"
                write_fact(connection, _PRACTICE, known)
        if known is None:
            return True
        if practice not in {None, known == b"yes"}:
            self.close()
            raise StoreTrouble("hall.other_purpose")
        return known == b"yes"

    def _read_generation(self) -> str:
        """Made with the database; another one afterwards tells every counter that this platform was restored."""
        with self.database.write() as connection:
            known = read_fact(connection, "generation")
            if known is None:
                known = str(uuid.uuid4()).encode()
                write_fact(connection, "generation", known)
            credit.make_salt(connection)
        return known.decode()


def _kept_secret(file: Path, make: Callable[[], str]) -> str:
    """The secret in the file, readable by its owner only; made once."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text("ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as opened:
        secret = make()
        opened.write(secret + "\n")
        opened.flush()
        os.fsync(opened.fileno())
    return secret
