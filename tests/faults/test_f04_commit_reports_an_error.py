"""trust.md F04: COMMIT reports an error and it is stored all the same, or it is not; the answer is looked up.

(16 of 104 injected errors at COMMIT were stored, protocol.md.)
"""

from __future__ import annotations

from typing import Any

import pytest
from sqlcipher3 import dbapi2

from counter.actions import intake, lists, verifying
from counter.actions.desk import Desk
from counter.domain.case import Decision
from counter.domain.item import ServiceItem
from counter.errors import StoreTrouble
from counter.platform_api.simulated import SimulatedPlatform
from tests.conftest import CLERK, SUPERVISOR, draft_of, filled
from tests.faults.support import one_round, promised_item


class FaultyConnection:
    """The real connection, whose next COMMIT raises after it was carried out, or before."""

    def __init__(self, real: Any, *, stored: bool, words: str = "disk I/O error") -> None:
        self._real = real
        self._stored = stored
        self._words = words

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def execute(self, statement: str, *parameters: Any) -> Any:
        """As the real one, but for COMMIT."""
        if statement == "COMMIT":
            if self._stored:
                self._real.execute(statement)
            raise dbapi2.OperationalError(self._words)
        return self._real.execute(statement, *parameters)


def _break(desk: Desk, *, stored: bool, words: str = "disk I/O error") -> None:
    desk.store.db.conn = FaultyConnection(desk.store.db.conn, stored=stored, words=words)  # type: ignore[assignment]  # a fault between


def test_a_commit_that_was_stored_after_all_gives_the_case(
    desk: Desk, platform: SimulatedPlatform, items: tuple[ServiceItem, ...]
) -> None:
    """Nothing is entered a second time, and the platform gets it once."""
    draft = draft_of(filled(promised_item(items)))
    _break(desk, stored=True)
    taken = intake.take_case(desk, CLERK, draft, Decision.ACCEPTED)
    again = intake.take_case(desk, CLERK, draft, Decision.ACCEPTED)
    assert again.case.case_no == taken.case.case_no
    assert [row.case_no for row in lists.find_cases(desk, SUPERVISOR, "").rows] == [taken.case.case_no]
    assert verifying.faults(desk) == ()
    one_round(desk, platform)
    assert [len(lines) for lines in platform.cases.values()] == [1]


@pytest.mark.parametrize(
    ("words", "code"), [("disk I/O error", "store.not_saved"), ("database or disk is full", "store.disk_full")]
)
def test_a_commit_that_was_not_stored_says_so_and_takes_no_number(
    desk: Desk, items: tuple[ServiceItem, ...], words: str, code: str
) -> None:
    """The draft stays, the same draft is taken in by the next try, under the first number."""
    draft = draft_of(filled(promised_item(items)))
    intake.save_draft(desk, draft)
    _break(desk, stored=False, words=words)
    with pytest.raises(StoreTrouble) as caught:
        intake.take_case(desk, CLERK, draft, Decision.ACCEPTED)
    assert caught.value.code == code
    assert lists.find_cases(desk, SUPERVISOR, "").total == 0
    assert intake.list_drafts(desk, CLERK) == (draft,)
    taken = intake.take_case(desk, CLERK, draft, Decision.ACCEPTED)
    assert "-A-000001-" in taken.case.case_no
    assert intake.list_drafts(desk, CLERK) == ()
    assert verifying.faults(desk) == ()


def test_the_mark_stands_at_the_case_that_was_stored_after_all(desk: Desk, items: tuple[ServiceItem, ...]) -> None:
    """Otherwise a roll-back to before it would not be noticed."""
    _break(desk, stored=True)
    taken = intake.take_case(desk, CLERK, draft_of(filled(promised_item(items))), Decision.ACCEPTED)
    mark = desk.store.high_water.read()
    assert mark is not None
    (entry,) = lists.read_case(desk, taken.case.case_id).timeline
    assert (mark.seq, mark.head) == (1, entry.hash)


def test_a_plain_write_that_may_be_stored_is_told_as_an_error_of_ours(
    desk: Desk, items: tuple[ServiceItem, ...]
) -> None:
    """A draft is saved as one types: an unsure commit must not be a bug on the screen."""
    draft = draft_of(filled(promised_item(items)))
    _break(desk, stored=False)
    with pytest.raises(StoreTrouble) as caught:
        intake.save_draft(desk, draft)
    assert caught.value.code == "store.not_saved"
    intake.save_draft(desk, draft)
    assert intake.list_drafts(desk, CLERK) == (draft,)
