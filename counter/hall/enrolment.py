"""登记 of installations and their epochs.

An epoch belongs to the window, not to the installation alone, because it stands in the paper numbers
(region-hall-window-epoch-running): a second installation at the same window gets the next letter.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid

import msgspec
from sqlalchemy import Connection, func, insert, select, update

from counter.domain.base import Value
from counter.domain.ids import InstallId
from counter.domain.staff import Window
from counter.hall import tables
from counter.hall.database import Database, raise_number, read_fact, take_numbers
from counter.hall.refusal import CallRefused
from counter.wire.messages import EnrolAnswer, EnrolRequest, EpochAnswer, EpochRequest
from counter.wire.sealing import is_public_key, public_key_of

_CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that are taken for another
_CODE_HALF = 4
_REASON_LENGTH = 200
EPOCHS_FROM = "epochs_from"
"""The fact that says how many epochs of each window a restore passed over."""
_ID_LENGTH = 36


class Place(Value):
    """Where a window stands: what its papers and its counter say of it."""

    region: str = "421199"
    region_name: str = "云溪县"
    hall: str = "01"
    hall_name: str = "云溪县政务服务大厅"
    window: str = "01"
    progress_url: str = "https://example.invalid/p/"


class Install(Value):
    """An enrolled installation, as calls are checked against."""

    install: InstallId
    public_key: str
    window: Window
    uses_nonces: bool = False  # 0.1.0 does not


def new_code(database: Database, place: Place, *, practice: bool, now: dt.datetime, lives_for: dt.timedelta) -> str:
    """A code that can be spent once until ``now + lives_for``; only its hash is kept."""
    letters = "".join(secrets.choice(_CODE_LETTERS) for _ in range(2 * _CODE_HALF))
    code = f"{letters[:_CODE_HALF]}-{letters[_CODE_HALF:]}"
    window = Window(install=InstallId(""), practice=practice, **msgspec.structs.asdict(place))
    with database.write() as connection:
        row = {
            "code_hash": _code_hash(code),
            "window": msgspec.json.encode(window),
            "expires_at": (now + lives_for).isoformat(),
        }
        connection.execute(insert(tables.codes), row)
    return code


def enrol(
    database: Database, request: EnrolRequest, *, generation: str, signing_key: str, now: dt.datetime
) -> EnrolAnswer:
    """The installation exists and the code is spent, both or neither.

    Raises:
        CallRefused: ``enrolment.code`` for an unknown, spent or expired code; ``enrolment.key`` for no Ed25519 key;
            ``enrolment.other_window`` for a code of another place than the caller expects (it is not spent).
    """
    if not is_public_key(request.public_key):
        raise CallRefused(400, "enrolment.key", "公钥格式不正确。", field="public_key")
    with database.write() as connection:
        window = _spend(connection, request.code, now)
        if (request.hall or window.hall) != window.hall or (request.window or window.window) != window.window:
            raise CallRefused(400, "enrolment.other_window", "登记码属于另一个窗口，未使用。", field="code")
        install = InstallId(f"i-{uuid.uuid4()}")
        window = msgspec.structs.replace(window, install=install)
        row = {
            "install": install,
            "public_key": request.public_key,
            "window": msgspec.json.encode(window),
            "enrolled_at": now.isoformat(),
        }
        connection.execute(insert(tables.installs), row)
        epoch = _open_epoch(connection, window, reason="enrolled", now=now)
    return EnrolAnswer(
        window=window,
        epoch=epoch,
        generation=generation,
        platform_key=public_key_of(signing_key),
        server_time=now,
    )


def new_epoch(
    database: Database, install: Install, request: EpochRequest, *, generation: str, now: dt.datetime
) -> EpochAnswer:
    """The installation's open epoch is closed at what is here, and the window's next one is open.

    Lines of a closed epoch that fit its chain are still taken: a restored counter may hold the only copy of them, and
    somebody holds their paper. A request that comes again opens nothing more.
    """
    epochs, lines = tables.epochs, tables.lines
    asked = request.id[:_ID_LENGTH] or None
    with database.write() as connection:
        before = select(epochs.c.epoch).where(epochs.c.install == install.install, epochs.c.asked == asked)
        known = connection.scalar(before) if asked else None
        if known is not None:
            return EpochAnswer(epoch=known, generation=generation)
        open_ones = select(epochs.c.epoch).where(epochs.c.install == install.install, epochs.c.closed_at.is_(None))
        for epoch in connection.scalars(open_ones).all():
            here = (lines.c.install == install.install) & (lines.c.epoch == epoch)
            last = connection.scalar(select(func.max(lines.c.seq)).where(here)) or 0
            connection.execute(
                update(epochs)
                .where(epochs.c.install == install.install, epochs.c.epoch == epoch)
                .values(closed_at=now.isoformat(), closed_seq=last)
            )
        opened = _open_epoch(connection, install.window, reason=request.reason[:_REASON_LENGTH], now=now, asked=asked)
    return EpochAnswer(epoch=opened, generation=generation)


def find_install(database: Database, install: InstallId) -> Install | None:
    """The enrolled installation of that name, or None."""
    installs = tables.installs
    with database.read() as connection:
        row = connection.execute(select(installs).where(installs.c.install == install)).one_or_none()
    if row is None:
        return None
    return Install(
        install=install,
        public_key=row.public_key,
        window=msgspec.json.decode(row.window, type=Window),
        uses_nonces=row.nonces_since is not None,
    )


def note_nonces(database: Database, install: InstallId, *, now: dt.datetime) -> None:
    """The installation signs with nonces; without them nothing is taken from it any more."""
    installs = tables.installs
    mine = (installs.c.install == install) & installs.c.nonces_since.is_(None)
    with database.write() as connection:
        connection.execute(update(installs).where(mine).values(nonces_since=now.isoformat()))


def epoch_letters(number: int) -> str:
    """1 is A, 26 is Z, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def epoch_number(letters: str) -> int:
    """The number that ``epoch_letters`` writes so."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def counter_of(window: Window) -> str:
    """The name under which the epochs of that window are numbered."""
    return f"epoch/{window.region}/{window.hall}/{window.window}"


def _spend(connection: Connection, code: str, now: dt.datetime) -> Window:
    codes = tables.codes
    spent = connection.execute(
        update(codes)
        .where(codes.c.code_hash == _code_hash(code), codes.c.spent_at.is_(None), codes.c.expires_at > now.isoformat())
        .values(spent_at=now.isoformat())
    )
    if spent.rowcount != 1:
        raise CallRefused(400, "enrolment.code", "登记码不存在、已使用或已过期，请向管理员重新领取。", field="code")
    content = connection.scalar(select(codes.c.window).where(codes.c.code_hash == _code_hash(code)))
    return msgspec.json.decode(content or b"", type=Window)


def _open_epoch(
    connection: Connection, window: Window, *, reason: str, now: dt.datetime, asked: str | None = None
) -> str:
    passed = read_fact(connection, EPOCHS_FROM)
    if passed is not None:  # of a window that the backup did not know, epochs may have been given all the same
        raise_number(connection, counter_of(window), int(passed))
    number = take_numbers(connection, counter_of(window), 1)[0]
    row = {
        "install": window.install,
        "epoch": epoch_letters(number),
        "opened_at": now.isoformat(),
        "reason": reason,
        "asked": asked,
    }
    connection.execute(insert(tables.epochs), row)
    return epoch_letters(number)


def _code_hash(code: str) -> str:
    return hashlib.sha256(code.strip().upper().encode()).hexdigest()
