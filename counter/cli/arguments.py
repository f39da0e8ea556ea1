"""What the command line takes."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from pathlib import Path

from counter import VERSION
from counter.settings import POLICY_FOLDER

DEFAULT_PORT = 8470
ENDING = ".ycq"
"""Of an exported queue (``wire.queue_file``), which need not be loaded to know it."""
HALL_ACTIONS = (
    "run", "export", "code", "clerk", "policy", "act", "health", "backup", "restore", "restored", "take-queue",
)  # fmt: skip
FORM_KINDS = ("consultation", "authority", "truth_promise", "privacy_notice", "package_acceptance")


def parse(words: list[str] | None = None) -> argparse.Namespace:
    """The command line; a file alone, as a double click gives it, is in ``carried``."""
    given = sys.argv[1:] if words is None else list(words)
    carried: Path | None = None
    if given and given[-1].lower().endswith(ENDING) and _are_options(given[:-1]):
        carried = Path(given.pop()).absolute()
    arguments = parser().parse_args(given)
    arguments.carried = carried
    return arguments


def _are_options(words: list[str]) -> bool:
    """Whether no command stands among them: each option is followed by its value, or holds it."""
    names = [word for word in words if "=" not in word or not word.startswith("--")][::2]
    return all(name.startswith("--") for name in names)


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(prog="main.py", description="一窗受理客户端 — the counter client of a service hall")
    top.add_argument("--version", action="version", version=VERSION)
    top.add_argument("--home", type=Path, metavar="DIR", help="where this desk's data lies")
    top.add_argument(
        "--policy",
        type=Path,
        default=POLICY_FOLDER,
        metavar="DIR",
        help="a policy folder for practice, with managed/ and recommended/ in it",
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND")

    demo = commands.add_parser("demo", help="a day at the counter against a hall server of its own")
    demo.add_argument("--out", type=Path, default=Path("build/demo"), metavar="DIR")

    day = commands.add_parser("clerk-day", help="one part of the demo's day, for demo itself")
    day.add_argument("part")
    day.add_argument("--out", type=Path, required=True)
    day.add_argument("--password", type=Path, required=True, metavar="FILE")

    _add_hall(commands)

    enrol = commands.add_parser("enrol", help="make this machine a window, with a one-time code")
    enrol.add_argument("code", nargs="?", default="", help="left out: the code file of the policy")
    enrol.add_argument("--platform", default="", metavar="URL")

    intake = commands.add_parser("intake", help="take cases in from files")
    intake.add_argument("files", nargs="+", type=Path, metavar="FILE.json")

    for name, does in (
        ("supplement", "take in what was brought to a case"),
        ("decide", "decide a received case, or do another deed on a case"),
    ):
        on_case = commands.add_parser(name, help=does)
        on_case.add_argument("number", metavar="CASE_NO")
        on_case.add_argument("file", type=Path, metavar="FILE.json")

    print_ = commands.add_parser("print", help="draw a paper into a folder")
    print_.add_argument("number")
    print_.add_argument("--to", type=Path, required=True, metavar="DIR")
    print_.add_argument("--reason", default="", help="why it is printed again")

    _add_forms(commands)

    sync = commands.add_parser("sync", help="send what waits, fetch what is new")
    sync.add_argument("--until-empty", action="store_true", help="go on until nothing waits")
    sync.add_argument("--timeout", type=float, default=60.0, metavar="S")

    _add_queue(commands)
    commands.add_parser("purge", help="ended cases lose their personal data here, as the policy's retention_days says")

    cases = commands.add_parser("cases", help="the cases of this desk")
    cases.add_argument("--json", action="store_true")

    commands.add_parser("verify", help="does everything at this desk fit together?")
    _add_machine(commands)

    _add_update(commands)
    _add_handing(commands)

    schema = commands.add_parser("schema", help="JSON Schemas")
    schema.add_argument("what", choices=("intake", "supplement", "decide", "handout", "form", "policy"))

    catalogue = commands.add_parser("catalogue", help="check or import a catalogue file")
    catalogue.add_argument("action", choices=("check", "import"))
    catalogue.add_argument("file", type=Path)
    catalogue.add_argument("--database", default=os.environ.get("WINDOW_COUNTER_HALL_DATABASE", ""), metavar="URL")
    return top


def _add_queue(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """``queue``: unsent work on a stick."""
    queue = commands.add_parser("queue", help="unsent work as a file for another window to carry").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    export = queue.add_parser("export", help="write everything unsent of this window, sealed to its platform")
    export.add_argument("--to", type=Path, required=True, metavar="DIR")
    show = queue.add_parser("show", help="what a file says of itself")
    show.add_argument("file", type=Path, metavar="FILE.ycq")
    send = queue.add_parser("send", help="send another window's file from here; the password comes from stdin")
    send.add_argument("file", type=Path, metavar="FILE.ycq")
    send.add_argument("--clerk", required=True, metavar="NO", help="who carries it")


def _add_machine(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """``health``, ``diagnose``, ``policy``, ``recover``, ``recovery``: this machine itself."""
    health = commands.add_parser("health", help="is this machine fit for work? 0 yes, 10 somebody should look, 20 no")
    health.add_argument("--json", action="store_true")

    diagnose = commands.add_parser("diagnose", help="the bundle for support: shown, or with --to written")
    diagnose.add_argument("--to", type=Path, metavar="DIR", help="where the zip goes; left out: read it here first")

    policy = commands.add_parser("policy", help="what holds on this machine, where it comes from, what is wrong")
    policy.add_argument("--json", action="store_true")

    recover = commands.add_parser("recover", help="keep the database key again; the recovery code comes from stdin")
    recover.add_argument("--show-slot", action="store_true", help="print the slot that IT opens, and end")

    recovery = commands.add_parser("recovery", help="at IT's own desk: make the recovery key, open a counter's slot")
    recovery.add_argument("action", choices=("new-key", "open"))
    recovery.add_argument("slot", nargs="?", type=Path, metavar="SLOT", help="open: the counter's slot file")
    recovery.add_argument("--key", type=Path, required=True, metavar="FILE", help="the private recovery key")


def _add_forms(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """``form`` and ``ticket``: what has no number."""
    form = commands.add_parser("form", help="draw a paper without a number into a folder")
    form.add_argument("kind", choices=FORM_KINDS)
    form.add_argument("file", nargs="?", type=Path, metavar="FILE.json", help="what is known already")
    form.add_argument("--item", default="", metavar="CODE")
    form.add_argument("--to", type=Path, required=True, metavar="DIR")

    ticket = commands.add_parser("ticket", help="print a ticket on the 80 mm printer")
    ticket.add_argument("kind", choices=("queue", "booking", "rating"))
    ticket.add_argument("what", metavar="FILE.json|CASE_NO", help="a case number for rating, else a file")
    ticket.add_argument("--to", type=Path, metavar="DIR", help="into a folder instead of the printer")


def _add_update(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """``update``: what the machine's updater does by itself, and what it last saw."""
    update = commands.add_parser("update", help="0 nothing to do or done, 10 a newer version waits, 1 trouble")
    what = update.add_mutually_exclusive_group(required=True)
    what.add_argument("--status", action="store_true", help="what the updater last saw")
    what.add_argument("--check", action="store_true", help="ask the mirror now; nothing is installed")
    what.add_argument("--apply", action="store_true", help="as the timer does: install what may be installed (root)")
    update.add_argument("--version", dest="wanted", default="", metavar="X.Y.Z", help="that version or none")
    update.add_argument("--json", action="store_true")
    update.add_argument("--state", type=Path, metavar="DIR", help="the updater's folder (default: the machine's)")
    update.add_argument("--root", type=Path, metavar="FILE", help="the root of trust (default: the machine's)")


def _add_handing(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """``handout`` and ``close-day``."""
    handout = commands.add_parser("handout", help="a step of a result by file: collected, posted, undelivered …")
    handout.add_argument("number", metavar="RESULT_OR_CASE_NO")
    handout.add_argument("file", type=Path, metavar="FILE.json")

    close = commands.add_parser("close-day", help="the account of a day; closed when every gap is explained")
    close.add_argument("--day", type=dt.date.fromisoformat, metavar="YYYY-MM-DD", help="today when it is left out")
    close.add_argument("--explain", type=Path, metavar="FILE.json", help='what each gap is: {"line_waiting": "…"}')
    close.add_argument("--second", required=True, metavar="NO", help="who signs beside; his secret comes from stdin")
    close.add_argument("--sheet", type=Path, metavar="FILE.pdf", help="where the sheet is drawn to")


def _add_hall(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """``hall`` with everything that it can do."""
    hall = commands.add_parser("hall", help="the platform end: run it, or ask it")
    hall.add_argument("action", nargs="?", choices=HALL_ACTIONS, default="run")
    hall.add_argument(
        "words",
        nargs="*",
        metavar="WORD",
        help="policy FILE.json; act VERB CASE_NO; clerk NO NAME; restore FILE; take-queue FILE.ycq",
    )
    hall.add_argument("--host", default="127.0.0.1")
    hall.add_argument("--port", type=int, default=DEFAULT_PORT)
    hall.add_argument(
        "--database",
        default=os.environ.get("WINDOW_COUNTER_HALL_DATABASE", ""),
        metavar="URL",
        help="sqlite:///FILE or postgresql+psycopg://… (default: WINDOW_COUNTER_HALL_DATABASE, or in the home)",
    )
    hall.add_argument("--json", action="store_true", help="one JSON object on standard output")
    _add_operations(hall.add_argument_group("operation (docs/hall.md)"))
    hall.add_argument(
        "--clock", type=dt.datetime.fromisoformat, metavar="2026-10-12T08:40", help="the practice hall's time now"
    )
    hall.add_argument("--window", default="12", help="for code: the window to enrol")
    _add_act(hall.add_argument_group("what a department says (act)"))


def _add_operations(operation: argparse._ArgumentGroup) -> None:
    """How a hall runs, and what is kept of it."""
    operation.add_argument("--practice", action=argparse.BooleanOptionalAction, help="a training hall (the default)")
    operation.add_argument("--workers", type=int, default=1, metavar="N", help="processes; more than 1 on PostgreSQL")
    operation.add_argument("--tls-cert", default="", metavar="FILE.pem", help="the certificate and what is behind it")
    operation.add_argument("--tls-key", default="", metavar="FILE.pem", help="its key, without a password")
    operation.add_argument("--place", type=Path, metavar="FILE.json", help="for code: region, hall, names, window")
    operation.add_argument("--role", action="append", default=[], choices=("clerk", "supervisor"), help="for clerk")
    operation.add_argument("--disabled", action="store_true", help="for clerk: may not sign in any more")
    operation.add_argument("--to", type=Path, metavar="FILE", help="for backup: the file, which must not exist")
    operation.add_argument("--scans", type=Path, metavar="DIR", help="for backup and restore: where the scans are kept")


def _add_act(act: argparse._ArgumentGroup) -> None:
    """What ``hall act`` takes beside its verb and the case's number."""
    act.add_argument("--script", type=Path, metavar="FILE.json", help="a list of acts, carried out in order")
    act.add_argument("--item", default="", metavar="CODE", help="instead of a number: the oldest case of that item")
    act.add_argument("--reason", default="")
    act.add_argument("--field", default="", help="refuse: which field is wrong, e.g. applicant.name")
    act.add_argument("--defect", action="append", default=[], metavar="CODE[=REMEDY]", help="correct: a material")
    act.add_argument("--procedure", default="", help="hang: hearing, testing, appraisal …")
    act.add_argument("--days", type=int, help="hang, extend: working days")
    act.add_argument("--basis", default="", help="hang, refuse: the law")
    act.add_argument("--to-window", default="", help="reassign: the window")
    act.add_argument("--official", default="", help="who acts")
    act.add_argument("--number", default="", help="grant, deny: the number of the result")
