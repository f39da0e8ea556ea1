"""登记 of this machine, by a code that somebody typed or that the policy's file holds."""

from __future__ import annotations

from pathlib import Path

from counter.actions import enrolment
from counter.actions.desk import Desk
from counter.cli.opening import Opened, reach
from counter.errors import RuleBroken
from counter.log import note
from counter.settings import Reading, check_platform_url
from counter.store import facts

_MOST_BYTES = 200


def enrol_here(desk: Desk, reading: Reading, code: str = "", platform_url: str = "") -> Opened:
    """The desk is enrolled and has its way to the platform; a code file of the policy is gone once it is spent.

    Args:
        desk: not enrolled yet.
        reading: what holds here.
        code: empty takes the one of the policy's file.
        platform_url: empty takes the one that holds here.

    Raises:
        RuleBroken: ``settings.locked`` for another platform than IT has fixed; ``settings.plain_http``;
            ``enrolment.no_code`` and ``enrolment.code_file`` for the policy's file; those of ``enrolment.enrol``.
        Refused, Unreachable: those of ``enrolment.enrol``; the file stays.
    """
    settings = reading.settings
    if platform_url and reading.fixed_url and platform_url != reading.fixed_url:
        raise RuleBroken("settings.locked", field="platform_url", key="platform_url")
    url = platform_url or settings.platform_url
    check_platform_url(url)
    if facts.enrolment(desk.db) is not None:
        raise RuleBroken("enrolment.done")
    enrolled = enrolment.enrol(
        desk,
        reach(desk, settings, None, url).front_door,
        code=code or code_of_policy(settings.enrol_code_file),
        platform_url=url,
        hall=settings.enrol_hall,
        window=settings.enrol_window,
    )
    if not code:
        _forget(settings.enrol_code_file)
    return reach(desk, settings, enrolled, reading.fixed_url)


def code_of_policy(file: str) -> str:
    """The one-time code that lies in that file.

    Raises:
        RuleBroken: ``enrolment.no_code`` when the policy names no file or it is gone, ``enrolment.code_file`` when it
            cannot be read.
    """
    if not file:
        raise RuleBroken("enrolment.no_code", field="code")
    try:
        with Path(file).open("rb") as opened:
            text = opened.read(_MOST_BYTES).decode("utf-8-sig").strip()
    except FileNotFoundError:
        raise RuleBroken("enrolment.no_code", field="code") from None
    except (OSError, UnicodeDecodeError) as error:
        raise RuleBroken("enrolment.code_file", field="code") from error
    if not text:
        raise RuleBroken("enrolment.no_code", field="code")
    return text


def _forget(file: str) -> None:
    """The file is gone; where the counter may not remove it, that is in the log, and the code is spent all the same."""
    try:
        Path(file).unlink(missing_ok=True)
    except OSError:
        note("enrolment.code_file_stays")
