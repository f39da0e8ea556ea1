"""Each command of the command line on an opened desk; gives the exit code."""

from __future__ import annotations

import argparse
import functools
import json
import random
import sys
import time
from collections.abc import Callable
from typing import Any

import msgspec

from counter.actions import lists
from counter.actions.desk import Desk
from counter.cli import carrying, checking, course, enrolling, forming, handing, purging, taking, ticketing
from counter.cli.opening import Opened, key_ring_of, on_this_thread, open_desk
from counter.domain.case import Case
from counter.domain.staff import Actor, Role
from counter.domain.text import mask_name
from counter.errors import CounterError, RuleBroken, Unreachable
from counter.settings import read
from counter.settings.keys import json_schema
from counter.sync import pace
from counter.sync.report import Report
from counter.sync.round import sync_once
from counter.sync.sealing import with_seal
from counter.wire import course_file, handing_file, intake_file

_EVERYBODY = Actor(clerk_no="api", name="接口", roles=(Role.SUPERVISOR,))
_PAGE = 500


def run(arguments: argparse.Namespace) -> int:
    """The command was carried out; 0 when it went through."""
    if arguments.command == "schema":
        print(json.dumps(_schema(arguments.what), ensure_ascii=False, indent=2))
        return 0
    if arguments.command == "queue" and arguments.action == "show":
        return carrying.show(arguments.file)
    reading = read(arguments.home, arguments.policy).whole()
    settings = reading.settings
    with open_desk(arguments.home, settings, key_ring_of(settings), platform_url=reading.fixed_url) as opened:
        if arguments.command == "enrol":
            opened = enrolling.enrol_here(opened.desk, reading, arguments.code, arguments.platform)  # noqa: PLW2901
        return _COMMANDS[arguments.command](opened, arguments)


def _schema(what: str) -> dict[str, Any]:
    """The form of that command's files."""
    if what == "handout":
        return handing_file.schema()
    if what == "form":
        return forming.schema()
    if what == "policy":
        return json_schema()
    return intake_file.schema() if what == "intake" else course_file.schema(what)


def _enrol(opened: Opened, arguments: argparse.Namespace) -> int:
    """The window is enrolled and has the catalogue."""
    del arguments
    report = _round(opened)
    standing = lists.standing(opened.desk)
    print(
        json.dumps(
            {
                "window": msgspec.to_builtins(standing.window),
                "epoch": standing.epoch,
                "catalogue_version": standing.catalogue_version,
                "trouble": report.trouble,
            },
            ensure_ascii=False,
        )
    )
    return 0 if standing.catalogue_version else 1


def _intake(opened: Opened, arguments: argparse.Namespace) -> int:
    failed = False
    for path in arguments.files:
        try:
            results = taking.take_file(opened.desk, path)
        except CounterError as error:
            results = (error,)
        for place, result in enumerate(results):
            if isinstance(result, CounterError):
                failed = True
                for fault in getattr(result, "faults", (result,)):
                    print(f"{fault} file={path.name} case={place}", file=sys.stderr)
            else:
                print(json.dumps(result, ensure_ascii=False))
    return 1 if failed else 0


def _on_case(opened: Opened, arguments: argparse.Namespace) -> int:
    """``supplement`` and ``decide``: one deed, or every fault of it on a line of its own."""
    do = course.supplement_file if arguments.command == "supplement" else course.decide_file
    try:
        done = do(opened.desk, arguments.number, arguments.file)
    except CounterError as error:
        for fault in getattr(error, "faults", (error,)):
            print(f"{fault} file={arguments.file.name}", file=sys.stderr)
        return 1
    print(json.dumps(done, ensure_ascii=False))
    return 0


def _print(opened: Opened, arguments: argparse.Namespace) -> int:
    seal = functools.partial(with_seal, opened.desk, opened.seals, on_this_thread)
    print(json.dumps(taking.print_to(opened.desk, arguments.number, arguments.to, arguments.reason, seal)))
    return 0


def _sync(opened: Opened, arguments: argparse.Namespace) -> int:
    """Rounds until nothing waits, or one; with --until-empty the exit code says whether everything arrived."""
    ends_at = time.monotonic() + arguments.timeout
    draw = random.Random()  # noqa: S311 -- spreads load, hides nothing
    failures = 0
    while True:
        report = _round(opened)
        waiting = lists.standing(opened.desk).waiting
        empty = not (waiting.lines or waiting.scans)
        if not arguments.until_empty or (empty and not report.trouble):
            break
        failures = failures + 1 if report.trouble else 0
        pause_s = pace.wait_s(min(failures, 1), retry_after_s=report.retry_after_s, draw=draw) if failures else 0.0
        if time.monotonic() + pause_s >= ends_at:
            break
        time.sleep(pause_s)
    shown = {name: value for name, value in vars(report).items() if name not in {"changed", "purged"}}
    print(json.dumps({**shown, "waiting": msgspec.to_builtins(waiting)}, ensure_ascii=False))
    if report.trouble:
        print(Unreachable(report.trouble), file=sys.stderr)
    return 0 if empty and not report.trouble else 1


def _round(opened: Opened) -> Report:
    if opened.platform is None:
        raise RuleBroken("enrolment.missing")
    return sync_once(opened.desk, opened.platform, opened.front_door, on_this_thread)


def _cases(opened: Opened, arguments: argparse.Namespace) -> int:
    for case in all_cases(opened.desk):
        if arguments.json:
            print(msgspec.json.encode(case).decode())
        else:
            print(
                f"{case.case_no}  {case.state.value:<12}  {case.platform_no or '-':<20}  "
                f"{mask_name(case.intake.applicant.name)}  {case.item_name}"
            )
    return 0


def all_cases(desk: Desk) -> tuple[Case, ...]:
    """Every case of the desk, oldest first."""
    found: list[Case] = []
    while True:
        page = lists.find_cases(desk, _EVERYBODY, "", offset=len(found), limit=_PAGE)
        found += [lists.read_case(desk, row.case_id).case for row in page.rows]
        if len(found) >= page.total or not page.rows:
            return tuple(reversed(found))


def _verify(opened: Opened, arguments: argparse.Namespace) -> int:
    del arguments
    faults = checking.verify(opened.desk)
    for fault in faults:
        print(fault)
    if not faults:
        print("ok")
    return 1 if faults else 0


_COMMANDS: dict[str, Callable[[Opened, argparse.Namespace], int]] = {
    "enrol": _enrol,
    "intake": _intake,
    "supplement": _on_case,
    "decide": _on_case,
    "handout": handing.run_handout,
    "close-day": handing.run_close_day,
    "form": forming.run_form,
    "ticket": ticketing.run_ticket,
    "print": _print,
    "queue": carrying.run_queue,
    "sync": _sync,
    "purge": purging.run_purge,
    "cases": _cases,
    "verify": _verify,
}
