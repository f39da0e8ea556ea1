"""``hall``: run the platform end, ask it, set policy and people, act as a department. ``catalogue``: check, import."""

from __future__ import annotations

import argparse
import contextlib
import json
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from counter.cli import hall_operations
from counter.cli.arguments import DEFAULT_PORT
from counter.cli.hall_operations import data_dir_of
from counter.cli.seals import make_seals
from counter.domain.item import ServiceItem
from counter.domain.numbers import PaperNumber
from counter.domain.staff import Role
from counter.domain.workdays import HolidayTable
from counter.errors import RuleBroken
from counter.hall.departments import OFFICIAL, Order, Verb
from counter.hall.enrolment import Place
from counter.hall.hall import Hall, practice_clock
from counter.hall.policies import read_policy
from counter.hall.serve import Tls, open_hall, serve
from counter.hall.staff import PRACTICE_CLERKS, Clerk
from counter.platform_api.http import fetch_export
from counter.wire.catalogue import SCHEMA_FILE, CatalogueFaults, read_catalogue_files

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


def run(arguments: argparse.Namespace) -> int:
    """The command was carried out; 0 when it went through."""
    if arguments.command == "catalogue":
        return _catalogue(arguments)
    actions = {"run": _serve, "export": _export, "code": _code, "policy": _policy, "act": _act, "clerk": _clerk}
    return (actions | hall_operations.ACTIONS)[arguments.action](arguments)


def _serve(arguments: argparse.Namespace) -> int:
    """The hall serves until it is stopped; the first line on standard output says where, with a one-time code."""
    data_dir = data_dir_of(arguments)
    items = read_folder(RESOURCES / "catalogue")
    practice = arguments.practice is not False
    tls = Tls(cert=arguments.tls_cert, key=arguments.tls_key) if arguments.tls_cert or arguments.tls_key else None

    def ready(hall: Hall, port: int) -> None:
        told: dict[str, object] = {"url": f"{'https' if tls else 'http'}://{arguments.host}:{port}"}
        if practice:
            password = _practice_password(data_dir)
            for clerk in PRACTICE_CLERKS:
                hall.put_clerk(clerk, password)
            make_seals(hall, {item.department for item in items})
            told |= {
                "code": hall.new_enrolment_code(_place(arguments)),
                "clerks": [clerk.clerk_no for clerk in PRACTICE_CLERKS],
                "password": password,
            }
        print(json.dumps(told), flush=True)

    serve(
        host=arguments.host,
        port=arguments.port,
        database_url=arguments.database,
        data_dir=data_dir,
        catalogue=items,
        holidays=shipped_holidays(),
        practice=practice,
        on_ready=ready,
        now=practice_clock(arguments.clock),
        workers=arguments.workers,
        tls=tls,
    )
    return 0


def _export(arguments: argparse.Namespace) -> int:
    """Everything the running hall holds, as JSON."""
    port = arguments.port or DEFAULT_PORT
    print(msgspec.json.encode(fetch_export(f"http://{arguments.host}:{port}")).decode())
    return 0


def _code(arguments: argparse.Namespace) -> int:
    """A fresh one-time code for a window, ten minutes long."""
    with _opened(arguments) as hall:
        print(hall.new_enrolment_code(_place(arguments)))
    return 0


def _place(arguments: argparse.Namespace) -> Place:
    """Where the window stands: as the file says, or the invented county's.

    Raises:
        RuleBroken: ``hall.place`` with the fault.
    """
    if arguments.place is None:
        return Place(window=arguments.window)
    try:
        place = msgspec.json.decode(_read(arguments.place), type=Place)
        PaperNumber(region=place.region, hall=place.hall, window=place.window, epoch="A", running=1)
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError) as error:
        raise RuleBroken("hall.place", reason=str(error)[:200]) from None
    return place


def _clerk(arguments: argparse.Namespace) -> int:
    """The person may sign in with the password that stands in the first line of standard input, or no more."""
    if len(arguments.words) != 2:  # noqa: PLR2004 -- number and name
        raise RuleBroken("hall.clerk", reason="hall clerk NO NAME [--role supervisor]")
    number, name = arguments.words
    password = sys.stdin.readline().rstrip("\n")
    roles = tuple(Role(role) for role in dict.fromkeys(["clerk", *arguments.role]))
    clerk = Clerk(clerk_no=number, name=name, roles=roles, disabled=arguments.disabled)
    with _opened(arguments) as hall:
        hall.add_clerk(clerk, password)
    print(json.dumps({"clerk": number, "roles": roles, "disabled": clerk.disabled}))
    return 0


def _policy(arguments: argparse.Namespace) -> int:
    """The policy of the file is in force under a new version; one that is not understood changes nothing."""
    if len(arguments.words) != 1:
        raise RuleBroken("policy.file", reason="hall policy FILE.json")
    policy = read_policy(_read(Path(arguments.words[0])))
    with _opened(arguments) as hall:
        print(json.dumps({"version": hall.set_policy(policy).version}))
    return 0


def _act(arguments: argparse.Namespace) -> int:
    """The departments acted, each act by itself; a script ends at the first that cannot be."""
    orders = _script(arguments.script) if arguments.script else (_order(arguments),)
    with _opened(arguments) as hall:
        for order in orders:
            print(msgspec.json.encode(hall.act(order)).decode(), flush=True)
    return 0


def _order(arguments: argparse.Namespace) -> Order:
    """The one act of the command line."""
    if not 1 <= len(arguments.words) <= 2:  # noqa: PLR2004 -- the verb and the number
        raise RuleBroken("act.unknown", reason=f"hall act {'|'.join(Verb)} CASE_NO")
    said = {
        "act": arguments.words[0],
        "case_no": arguments.words[1] if len(arguments.words) > 1 else "",
        "defects": [_defect(word) for word in arguments.defect],
        "procedure": arguments.procedure or None,
        "days": None if arguments.days is None else {"amount": arguments.days},
        "official": arguments.official or OFFICIAL,
    } | {name: getattr(arguments, name) for name in ("item", "reason", "field", "basis", "to_window", "number")}
    try:
        return msgspec.convert(said, Order)
    except msgspec.ValidationError as error:
        raise RuleBroken("act.unknown", reason=str(error)[:200]) from None


def _defect(word: str) -> dict[str, str]:
    material, _, remedy = word.partition("=")
    return {"material": material, "remedy": remedy}


def _script(path: Path) -> tuple[Order, ...]:
    """The acts of the file, every one understood before the first is carried out."""
    try:
        return msgspec.json.decode(_read(path), type=tuple[Order, ...])
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise RuleBroken("act.unknown", reason=str(error)[:200]) from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RuleBroken("hall.file_unreadable", reason=error.strerror or "") from error


@contextlib.contextmanager
def _opened(arguments: argparse.Namespace) -> Iterator[Hall]:
    """The hall's database, also while its server runs: every act is one transaction beside it."""
    now = practice_clock(getattr(arguments, "clock", None))  # ``catalogue`` has no clock
    practice = getattr(arguments, "practice", None)
    hall = open_hall(database_url=arguments.database, data_dir=data_dir_of(arguments), practice=practice, now=now)
    try:
        yield hall
    finally:
        hall.close()


def _catalogue(arguments: argparse.Namespace) -> int:
    """The file is judged whole; every fault is told with its line, and then nothing of it is imported."""
    try:
        items = read_folder(arguments.file)
    except CatalogueFaults as faults:
        for fault in faults.faults:
            print(fault, file=sys.stderr)
        return 1
    if arguments.action == "check":
        print(json.dumps({"items": len(items)}))
        return 0
    with _opened(arguments) as hall:
        make_seals(hall, {item.department for item in items})
        print(json.dumps({"items": len(items), "version": hall.load_catalogue(items, shipped_holidays())}))
    return 0


def read_folder(path: Path) -> tuple[ServiceItem, ...]:
    """The catalogue of one file, or of all files of a folder as one.

    Raises:
        CatalogueFaults: every fault with its line.
        RuleBroken: ``catalogue.unreadable``.
    """
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    try:
        return read_catalogue_files([(file.name, file.read_bytes()) for file in files if file.name != SCHEMA_FILE.name])
    except OSError as error:
        raise RuleBroken("catalogue.unreadable", reason=error.strerror or "") from error


def shipped_holidays() -> HolidayTable:
    """The holiday table that comes with the program."""
    (path,) = (RESOURCES / "holidays").glob("*.json")
    return msgspec.json.decode(path.read_bytes(), type=HolidayTable)


def _practice_password(data_dir: Path) -> str:
    """One password for the invented people of this practice hall, made at its first start."""
    path = data_dir / "practice-password.txt"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(4))
    return path.read_text().strip()
