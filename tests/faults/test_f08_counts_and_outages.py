"""faults.md F06, F08, F09, F14: the counts are the truth, a broken part holds up only itself, an outage is no end."""

from __future__ import annotations

import random
from collections import Counter

import hypothesis
import msgspec
from hypothesis import strategies

from counter.actions import intake, lists
from counter.actions.desk import Desk
from counter.domain.case import Decision
from counter.domain.ids import Sha256
from counter.domain.item import ServiceItem
from counter.domain.journal import Line
from counter.errors import Refused, Unreachable
from counter.platform_api.simulated import SimulatedPlatform
from counter.sync import pace
from counter.sync.round import MOST_ERRORS_IN_A_ROW
from counter.wire.messages import PushAnswer, PushRequest
from tests.conftest import CLERK, PDF, FakeClock, draft_of, filled
from tests.faults.support import one_round, promised_item, seeded, take


def _with_scan(desk: Desk, item: ServiceItem, serial: int, content: bytes) -> Sha256:
    """A case whose first material has that scan."""
    whole = filled(item, serial=serial)
    spec = item.material(whole.materials[0].code)
    assert spec is not None
    kept = intake.attach_file(desk, spec, content=content, file_name="a.pdf")
    first = msgspec.structs.replace(whole.materials[0], attachments=(kept,))
    whole = msgspec.structs.replace(whole, materials=(first, *whole.materials[1:]))
    intake.take_case(desk, CLERK, draft_of(whole), Decision.ACCEPTED)
    return kept.sha256


def test_the_headline_equals_what_both_databases_say(
    desk: Desk, platform: SimulatedPlatform, items: tuple[ServiceItem, ...]
) -> None:
    """F08: 30 queued, one refused, one scan refused, one answer lost after the commit; 29 there, the rest named."""
    item = promised_item(items)
    bad_scan = _with_scan(desk, item, 1, PDF + b"bad")
    for serial in range(2, 31):
        _with_scan(desk, item, serial, PDF + bytes(serial))
    refused_number = lists.find_cases(desk, CLERK, "-000007-").rows[0].case_id

    def refuse(line: Line) -> str:
        return "item.ended" if line.case == refused_number else ""

    platform.mishaps.refuse = refuse
    send = platform.send_blob

    def send_blob(sha256: Sha256, size_bytes: int, offset: int, chunk: bytes) -> int:
        if sha256 == bad_scan:
            raise Unreachable("platform.error", status=500)
        return send(sha256, size_bytes, offset, chunk)

    platform.send_blob = send_blob  # type: ignore[method-assign]  # the platform's own fault
    lost = iter([True])

    def lose_once(call: str) -> None:
        if call == "push" and next(lost, False):
            raise Unreachable("platform.slow")

    platform.mishaps.after = lose_once
    assert one_round(desk, platform).trouble == "platform.slow"
    assert (lists.outbox(desk).waiting.lines, len(platform.cases)) == (30, 29)
    report = one_round(desk, platform)
    assert report.trouble == "platform.error"
    outbox = lists.outbox(desk)
    rows = desk.db.conn.execute
    settled = rows("SELECT count(*) FROM deliveries WHERE verdict IN ('settled', 'duplicate')").fetchone()[0]
    unsent_scans = [sha256 for (sha256,) in rows("SELECT sha256 FROM scans WHERE sent_at IS NULL").fetchall()]
    assert (settled, len(platform.cases)) == (29, 29)
    assert (outbox.waiting.lines, outbox.waiting.troubles, outbox.waiting.scans) == (0, 1, 1)
    assert [trouble.trouble.case for trouble in outbox.troubles] == [refused_number]
    assert unsent_scans == [scan.sha256 for scan in outbox.scans] == [bad_scan]
    assert not outbox.all_arrived()
    assert len(platform.scans) == 29
    assert lists.find_cases(desk, CLERK, "").rows[0].platform_no, "news came although a scan did not go"


def test_a_platform_that_errs_on_everything_is_left_alone_soon(
    desk: Desk, platform: SimulatedPlatform, items: tuple[ServiceItem, ...]
) -> None:
    """F29: not one request per waiting line; and everything goes when it is well again."""
    for serial in range(1, 61):
        take(desk, items, serial)
    calls: Counter[str] = Counter()

    def err(call: str) -> None:
        calls[call] += 1
        raise Unreachable("platform.error", status=500)

    platform.mishaps.before = err
    assert one_round(desk, platform).trouble == "platform.error"
    assert calls["push"] == MOST_ERRORS_IN_A_ROW
    platform.mishaps.before = lambda _call: None
    one_round(desk, platform)
    assert lists.outbox(desk).all_arrived()


def test_bad_lines_between_good_ones_hold_up_only_themselves(
    desk: Desk, platform: SimulatedPlatform, items: tuple[ServiceItem, ...]
) -> None:
    """F06: 500 for ever to some and a refusal to one; all the others are delivered in the first pass."""
    cases = [take(desk, items, serial).case_id for serial in range(1, 52)]
    poisoned = {cases[0], cases[20], cases[21], cases[50]}
    push = platform.push

    def choke(request: PushRequest) -> PushAnswer:
        if any(sealed.opened().case in poisoned for sealed in request.lines):
            raise Unreachable("platform.error", status=500)
        return push(request)

    platform.push = choke  # type: ignore[method-assign]  # the platform's own fault
    platform.mishaps.refuse = lambda line: "item.ended" if line.case == cases[1] else ""
    one_round(desk, platform)
    assert set(platform.cases) == set(cases) - poisoned - {cases[1]}
    assert (lists.outbox(desk).waiting.lines, lists.outbox(desk).waiting.troubles) == (4, 1)


def test_a_line_that_the_platform_cannot_read_holds_up_only_itself(
    desk: Desk, platform: SimulatedPlatform, items: tuple[ServiceItem, ...]
) -> None:
    """The hall refuses the whole push for it (``line.malformed``); it goes on waiting and says why."""
    cases = [take(desk, items, serial).case_id for serial in range(1, 12)]
    push = platform.push

    def refuse_whole(request: PushRequest) -> PushAnswer:
        if any(sealed.opened().case == cases[4] for sealed in request.lines):
            raise Refused("line.malformed", field="lines.4")
        return push(request)

    platform.push = refuse_whole  # type: ignore[method-assign]  # the platform's own fault
    assert one_round(desk, platform).trouble == "line.malformed"
    assert set(platform.cases) == set(cases) - {cases[4]}
    assert (lists.outbox(desk).waiting.lines, lists.outbox(desk).waiting.troubles) == (1, 0)


def test_two_days_of_outage_leave_nothing_permanent(
    desk: Desk, platform: SimulatedPlatform, items: tuple[ServiceItem, ...], clock: FakeClock
) -> None:
    """F14: hundreds of failed rounds of every kind, then one good one."""
    draw = seeded(14)
    cases = [take(desk, items, serial).case_id for serial in range(1, 21)]
    codes = ("platform.away", "platform.slow", "platform.busy", "platform.tls", "platform.not_the_platform")

    def fail(_call: str) -> None:
        raise Unreachable(draw.choice(codes))

    platform.mishaps.before = fail
    waited_s = 0.0
    failures = 0
    while waited_s < 2 * 86_400:
        assert one_round(desk, platform).trouble in codes
        failures += 1
        pause_s = pace.wait_s(failures, draw=draw)
        assert pause_s <= 300
        waited_s += pause_s
        clock.go_on(seconds=pause_s)
    assert failures < 2000
    assert desk.db.conn.execute("SELECT count(*) FROM deliveries").fetchone() == (0,)
    platform.mishaps.before = lambda _call: None
    assert one_round(desk, platform).settled == 20
    assert list(platform.cases) == cases, "oldest first"


@hypothesis.given(
    failures=strategies.integers(0, 10_000),
    retry_after_s=strategies.floats(0, 3600),
    seed=strategies.integers(0, 2**32),
)
def test_a_wait_is_never_longer_than_the_cap_nor_shorter_than_asked(
    failures: int, retry_after_s: float, seed: int
) -> None:
    """protocol.md, Pace: U(0, min(300, 2 · 2^failures)), Retry-After honoured."""
    wait_s = pace.wait_s(failures, retry_after_s=retry_after_s, draw=random.Random(seed))  # noqa: S311 -- reproducible
    assert retry_after_s <= wait_s <= max(retry_after_s, min(300.0, 2.0 * 2 ** min(failures, 20)))


def test_many_windows_do_not_come_back_at_the_same_moment() -> None:
    """trust.md F42: 10,000 windows after one failure each spread over the whole of their ceiling."""
    draw = seeded(42)
    waits = sorted(pace.wait_s(7, draw=draw) for _ in range(10_000))
    fullest = max(Counter(int(wait_s) for wait_s in waits).values())
    assert fullest < 80
    assert waits[0] < 1
    assert waits[-1] > 250
