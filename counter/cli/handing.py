"""``handout``: a step of a result by file. ``close-day``: the account of a day, closed when every gap is explained."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from counter.actions import closing, handout, lists, sheets
from counter.actions.closing import Unexplained
from counter.actions.desk import Desk
from counter.actions.handout import HandedOut
from counter.cli.opening import Opened
from counter.cli.taking import INTERFACE
from counter.domain.handing import ResultState
from counter.domain.handing_rules import NEXT
from counter.domain.workdays import local_day
from counter.errors import RuleBroken
from counter.store.results import Result
from counter.wire.handing_file import (
    CancelEntry,
    CollectEntry,
    PostEntry,
    PostStateEntry,
    SignInEntry,
    StepEntry,
    TryAgainEntry,
    UndeliveredEntry,
    read_explanations,
    read_step,
)


def run_handout(opened: Opened, arguments: argparse.Namespace) -> int:
    """Each result that the number means took the step of the file; one JSON object a line."""
    for told in handout_file(opened.desk, arguments.number, arguments.file):
        print(json.dumps(told, ensure_ascii=False))
    return 0


def run_close_day(opened: Opened, arguments: argparse.Namespace) -> int:
    """The day is closed and its account printed; gaps without an explanation stand on stderr, and nothing is closed."""
    desk = opened.desk
    day = arguments.day or local_day(desk.moment().at)
    explanations = read_explanations(_bytes(arguments.explain)) if arguments.explain else {}
    try:
        closed = closing.close_day(
            desk, INTERFACE, day, explanations, arguments.second, second_secret=_second_secret(arguments.second)
        )
    except Unexplained as fault:
        print(json.dumps(msgspec.to_builtins(closing.account(desk, day)), ensure_ascii=False))
        for gap in fault.gaps:
            print(f"{fault.code} kind={gap.kind.value} about={gap.about}", file=sys.stderr)
        return 1
    print(json.dumps(msgspec.to_builtins(closed.account), ensure_ascii=False))
    if arguments.sheet:
        _write(arguments.sheet, sheets.day_sheet(desk, day))
    return 0


def handout_file(desk: Desk, number: str, path: Path) -> tuple[dict[str, Any], ...]:
    """The step is taken by the result of that id, or by each result of the case that can take it.

    A result that is only announced is signed in first, because it lies before whoever hands it out.

    Raises:
        RuleBroken: ``intake.*`` for the file; ``result.unknown``; ``result.moved_on`` when none can take the step.
        RuleBroken: those of the step; what was done before it stays done.
    """
    step = read_step(_bytes(path))
    found = handout.results_of_number(desk, number)
    fitting = [result for result in found if _fits(result.state, step)]
    if not fitting:
        raise RuleBroken("result.moved_on", field="number", state=found[0].state.value)
    return tuple(_told(desk, _take(desk, result, step)) for result in fitting)


def _fits(state: ResultState, step: StepEntry) -> bool:
    """Whether a result there can take the step."""
    if isinstance(step, CollectEntry | PostEntry):
        return state in {ResultState.ANNOUNCED, ResultState.AT_WINDOW}
    if isinstance(step, SignInEntry):
        return state is ResultState.ANNOUNCED
    if isinstance(step, PostStateEntry):
        return state in {ResultState.POSTED, ResultState.PICKED_UP} and step.state in NEXT[state]
    wanted = {CancelEntry: ResultState.POSTED, UndeliveredEntry: ResultState.AT_WINDOW}
    return state is wanted.get(type(step), ResultState.UNDELIVERED)


def _take(desk: Desk, result: Result, step: StepEntry) -> HandedOut:
    which = result.document.id
    if isinstance(step, SignInEntry):
        return handout.sign_in_results(desk, INTERFACE, [which], notices=step.notice)[0]
    if result.state is ResultState.ANNOUNCED:
        handout.sign_in_results(desk, INTERFACE, [which])
    if isinstance(step, CollectEntry):
        return handout.hand_out(desk, INTERFACE, which, step.collector)
    if isinstance(step, PostEntry):
        return handout.post(desk, INTERFACE, which, step.posting)
    return HandedOut(result=_moved(desk, which, step), papers=())


def _moved(desk: Desk, which: str, step: PostStateEntry | CancelEntry | UndeliveredEntry | TryAgainEntry) -> Result:
    """The result after a step that issues no paper."""
    match step:
        case PostStateEntry(state=state, reason=reason):
            return handout.post_state(desk, INTERFACE, which, state, reason)
        case CancelEntry(reason=reason):
            return handout.cancel_posting(desk, INTERFACE, which, reason)
        case UndeliveredEntry(reason=reason):
            return handout.undelivered(desk, INTERFACE, which, reason)
        case TryAgainEntry(reason=reason):
            return handout.try_again(desk, INTERFACE, which, reason)


def _told(desk: Desk, done: HandedOut) -> dict[str, Any]:
    document = done.result.document
    kinds: dict[str, str] = {}
    if done.papers:
        kinds = {each.paper.number: each.paper.kind.value for each in lists.read_case(desk, document.case).papers}
    return {
        "result": document.id,
        "number": document.case_no,
        "state": done.result.state.value,
        "papers": [{"kind": kinds[number], "number": number} for number in done.papers],
    }


def _second_secret(second: str) -> str:
    """What the second person typed, without an echo; from a pipe its first line. It never stands in the arguments."""
    if sys.stdin.isatty():
        return getpass.getpass(f"{second}: ")
    return sys.stdin.readline().rstrip("\r\n")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RuleBroken("intake.unreadable", reason=error.strerror or "") from error


def _write(path: Path, pdf: bytes) -> None:
    try:
        path.write_bytes(pdf)
    except OSError as error:
        raise RuleBroken("intake.unwritable", reason=error.strerror or "") from error
