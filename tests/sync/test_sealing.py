"""The seal at the moment of printing: what it costs when it cannot be, and that the rest goes on as before."""

from __future__ import annotations

import msgspec
import pytest

from counter.actions import paper_sight, printing, seals
from counter.actions.desk import Desk
from counter.cli.opening import on_this_thread
from counter.domain.case import PaperKind, PrintOutcome
from counter.domain.item import ServiceItem
from counter.domain.policy import HallPolicy
from counter.errors import Unreachable
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import deliveries, facts
from counter.sync.round import sync_once
from counter.sync.sealing import with_seal
from counter.wire.bodies import PaperPrinted, read_body
from counter.wire.sealing import new_signing_key
from counter.wire.seals import sign_authority
from tests.conftest import CLERK
from tests.documents import samples
from tests.faults.support import take


@pytest.fixture
def sealing_desk(desk: Desk, platform: SimulatedPlatform) -> Desk:
    """A desk in a hall that seals."""
    platform.publish(policy=HallPolicy(version=1, e_seal=True, needs_approval=()))
    sync_once(desk, platform, platform, on_this_thread)
    return desk


def prepared(desk: Desk, platform: SimulatedPlatform | None, number: str) -> printing.Prepared:
    """The paper as it comes out."""
    return with_seal(desk, platform, on_this_thread, printing.prepare(desk, number, CLERK))


def test_a_hall_that_does_not_seal_asks_nobody(
    desk: Desk, platform: SimulatedPlatform, items: tuple[ServiceItem, ...]
) -> None:
    """The default policy."""
    case = take(desk, items)
    platform.mishaps.before = _away
    found = prepared(desk, platform, case.case_no)
    assert (found.to_seal, found.unsealed, found.sealed_sha256) == (None, "", "")


def test_only_a_paper_with_a_place_for_a_seal_is_asked_for(sealing_desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """What the applicant promises is signed by him and not sealed by the department."""
    case = take(sealing_desk, items)
    notice = paper_sight.find(sealing_desk, case.case_no)
    assert notice is not None
    asked = seals.seal_request(sealing_desk, notice)
    assert asked is not None
    assert asked.pdf != printing.preview(sealing_desk, notice.number)
    content = msgspec.json.encode(samples.sample(PaperKind.DEFERRAL_PROMISE)).decode()
    promise = msgspec.structs.replace(notice, kind=PaperKind.DEFERRAL_PROMISE, content=content)
    assert seals.seal_request(sealing_desk, promise) is None


def test_the_line_of_the_paper_goes_first_and_the_journal_tells_what_came_out(
    sealing_desk: Desk, platform: SimulatedPlatform, items: tuple[ServiceItem, ...]
) -> None:
    """The print names the sealed file."""
    case = take(sealing_desk, items)
    assert deliveries.waiting(sealing_desk.db).lines == 1
    found = prepared(sealing_desk, platform, case.case_no)
    assert deliveries.waiting(sealing_desk.db).lines == 0
    printing.note(sealing_desk, CLERK, found, printer="folder", outcome=PrintOutcome.PRINTED)
    sync_once(sealing_desk, platform, platform, on_this_thread)
    bodies = [read_body(line.kind, line.body) for line in (each.opened() for each in platform.lines.values())]
    (said,) = [body for body in bodies if isinstance(body, PaperPrinted)]
    assert (said.sealed_sha256, said.number) == (found.sealed_sha256, case.case_no)
    assert said.sealed_sha256


@pytest.mark.parametrize("call", ["push", "seal"])
def test_a_silence_at_any_moment_gives_the_place_for_the_stamp(
    sealing_desk: Desk, platform: SimulatedPlatform, items: tuple[ServiceItem, ...], call: str
) -> None:
    """And a lost answer is found again by the next first print, when nothing came out."""
    case = take(sealing_desk, items)

    def break_off(name: str) -> None:
        if name == call:
            raise Unreachable("platform.slow")

    platform.mishaps.after = break_off
    found = prepared(sealing_desk, platform, case.case_no)
    assert (found.unsealed, found.sealed_sha256) == ("platform.slow", "")
    printing.note(sealing_desk, CLERK, found, printer="folder", outcome=PrintOutcome.FAILED)
    platform.mishaps.after = lambda _name: None
    assert prepared(sealing_desk, platform, case.case_no).sealed_sha256


def test_a_restored_platform_seals_nothing_that_it_does_not_know(
    sealing_desk: Desk, platform: SimulatedPlatform, items: tuple[ServiceItem, ...]
) -> None:
    """The next round sends everything again."""
    case = take(sealing_desk, items)
    platform.restore_empty()
    assert prepared(sealing_desk, platform, case.case_no).unsealed == "seal.unknown_paper"


def test_a_desk_without_a_platform_says_so(sealing_desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """Nothing is asked of nobody."""
    assert prepared(sealing_desk, None, take(sealing_desk, items).case_no).unsealed == "enrolment.missing"


def test_an_authority_that_the_platform_did_not_sign_is_not_believed(
    sealing_desk: Desk, platform: SimulatedPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old one stays, and the health check can tell."""
    known = seals.authority(sealing_desk)
    forged = sign_authority(new_signing_key(), "-----BEGIN CERTIFICATE-----")
    monkeypatch.setattr("counter.platform_api.simulated.sign_authority", lambda _key, _certificate: forged)
    platform.publish()
    sync_once(sealing_desk, platform, platform, on_this_thread)
    assert seals.authority(sealing_desk) == known
    assert facts.read_fact(sealing_desk.db, "hall_rules_warnings", dict[str, str]) == {"seal": "seal.authority"}


def _away(_call: str) -> None:
    raise Unreachable("platform.away")
