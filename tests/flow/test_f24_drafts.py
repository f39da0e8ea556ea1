"""faults.md F24: a draft is neither lost, nor kept unwanted, nor put into the wrong case, and never sent by itself."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from counter.domain.item import ServiceItem
from counter.domain.staff import Actor, Role
from counter.platform_api.simulated import SimulatedPlatform
from counter.store import journal
from tests.conftest import FakeClock, resident_number
from tests.faults.support import promised_item
from tests.flow.whole_window import ALT, CTRL, KEY, Opener, WholeWindow, has_beaten, is_gone, opener
from ui.intake import draft_keeper
from ui.intake.drafts import title_of, when
from ui.parts.sidelist import _NOTE_ROLE

CLERK = Actor(clerk_no="100023", name="练习员100023", roles=(Role.CLERK,))
NAME = "欧阳一鸣"


@pytest.fixture
def windows(qtbot: QtBot, tmp_path: Path, clock: FakeClock, platform: SimulatedPlatform) -> Iterator[Opener]:
    """Opens the window on one home, again and again."""
    with opener(qtbot, tmp_path, clock, platform) as made:
        yield made


@pytest.fixture
def item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """What the applicant wants."""
    return promised_item(items)


def _half(window: WholeWindow, item: ServiceItem, *, serial: int = 1, name: str = NAME) -> None:
    """Half a form."""
    window.type_applicant(resident_number(serial), name)
    window.pick(item)


def _nothing_was_sent(window: WholeWindow, platform: SimulatedPlatform) -> None:
    lines = window.lane.call(lambda: list(journal.all_lines(window.desk.db)))
    kinds = [sealed.opened().kind for _, _, sealed in lines]
    assert not [kind for kind in kinds if kind.startswith(("case.", "review."))]
    assert platform.cases == {}


def test_a_crash_offers_the_draft_with_name_and_time_and_submits_nothing(
    windows: Opener, platform: SimulatedPlatform, item: ServiceItem
) -> None:
    """(a) Nobody pressed anything: the pause saved it, and it stands there again as it was typed."""
    window = windows.open()
    window.sign_in(CLERK.clerk_no)
    _half(window, item)
    window.until(lambda: bool(window.drafts(CLERK)) and window.drafts(CLERK)[0].intake == window.view.intake())
    typed = window.view.intake()
    again = windows.open()
    again.sign_in(CLERK.clerk_no)
    (offered,) = again.view.drafts.drafts()
    assert title_of(offered) == f"{NAME} · {item.name}"
    entry = again.view.drafts._list.model().index(0, 0)
    shown = [str(entry.data(role)) for role in (Qt.ItemDataRole.DisplayRole, _NOTE_ROLE)]
    assert shown == [f"{NAME} · {item.name}", when(offered.saved_at)]
    assert again.view.intake().applicant.name == "", "it is offered, not put into the form"
    again.press(KEY.Key_0, with_=ALT)
    again.press(KEY.Key_Return)
    again.until(lambda: again.view.intake() == typed)
    _nothing_was_sent(again, platform)


def test_typing_without_a_pause_is_on_the_disk_within_five_seconds(windows: Opener, item: ServiceItem) -> None:
    """(a) The pause never comes: the other timer saves all the same, and both are under five seconds."""
    assert draft_keeper.PAUSE_MS < draft_keeper.MOST_MS <= 5000
    window = windows.open()
    window.sign_in(CLERK.clerk_no)
    window.type_applicant(resident_number(), NAME)
    keeper = window.presenter._keeper
    while not window.drafts(CLERK):
        keeper._pause.start()  # one key after the other
        window.settle()
    assert window.drafts(CLERK)[0].intake.applicant.name == NAME
    del item


def test_quitting_asks_and_keeps_the_draft(windows: Opener, platform: SimulatedPlatform, item: ServiceItem) -> None:
    """(b) The cross of the window: Esc stays, Enter keeps and quits."""
    window = windows.open()
    window.sign_in(CLERK.clerk_no)
    _half(window, item)
    assert not window.shop.window.close()
    line = window.shop.window.quit_line
    assert "暂存为草稿，还是放弃？" in line.question()
    window.press(KEY.Key_Escape)
    assert line.question() == ""
    assert window.shop.window.isVisible()
    assert not window.shop.window.close()
    window.press(KEY.Key_Return)
    window.until(lambda: is_gone(window))
    again = windows.open()
    again.sign_in(CLERK.clerk_no)
    (draft,) = again.view.drafts.drafts()
    assert (draft.intake.applicant.name, draft.intake.item_code) == (NAME, item.code)
    _nothing_was_sent(again, platform)


def test_quitting_can_throw_the_draft_away(windows: Opener, item: ServiceItem) -> None:
    """(b) Also when a pause had put it on the disk already."""
    window = windows.open()
    window.sign_in(CLERK.clerk_no)
    _half(window, item)
    window.until(lambda: bool(window.drafts(CLERK)))
    assert not window.shop.window.close()
    window.press(KEY.Key_D, with_=CTRL)
    window.until(lambda: is_gone(window))
    again = windows.open()
    again.sign_in(CLERK.clerk_no)
    assert again.view.drafts.drafts() == ()


def test_quitting_with_a_blank_form_asks_nothing(windows: Opener) -> None:
    """(b) Nothing is half typed and nothing waits."""
    assert windows.open().shop.window.close(), "nobody is signed in"
    window = windows.open()
    window.sign_in(CLERK.clerk_no)
    window.until(lambda: has_beaten(window) and window.shop.all_arrived())
    assert window.shop.window.close()


def test_quitting_with_unsent_work_says_how_much(windows: Opener, platform: SimulatedPlatform) -> None:
    """(b) It stays on this machine, and the clerk knows."""
    windows.off()
    window = windows.open()
    window.sign_in(CLERK.clerk_no)
    window.until(window.shop.window.unsent)
    assert not window.shop.window.close()
    assert window.shop.window.quit_line.question() == "还有 1 条记录、0 份扫描件未上传，下次开机后继续上传。现在退出？"
    window.press(KEY.Key_D, with_=CTRL)
    assert window.shop.window.isVisible(), "there is no draft to throw away"
    window.press(KEY.Key_Return)
    window.until(lambda: is_gone(window))
    assert platform.lines == {}


def test_cancelling_leaves_no_draft(windows: Opener, item: ServiceItem) -> None:
    """(c) Neither on the disk nor after a restart."""
    window = windows.open()
    window.sign_in(CLERK.clerk_no)
    _half(window, item)
    window.until(lambda: bool(window.drafts(CLERK)))
    window.view.bar.cancel.click()
    window.press(KEY.Key_Return)
    window.until(lambda: not window.drafts(CLERK))
    window.settle()
    assert not window.presenter.has_unsaved()
    again = windows.open()
    again.sign_in(CLERK.clerk_no)
    assert again.view.drafts.drafts() == ()


@pytest.mark.parametrize("ended", [False, True])
def test_a_draft_of_an_older_version_opens_under_it_with_a_note(
    windows: Opener, platform: SimulatedPlatform, item: ServiceItem, items: tuple[ServiceItem, ...], *, ended: bool
) -> None:
    """(d) Nothing typed is lost and nothing is silently another item's."""
    window = windows.open()
    window.sign_in(CLERK.clerk_no)
    _half(window, item)
    window.sign_out()
    newer = msgspec.structs.replace(item, version=item.version + 1, name=f"{item.name}（新）")
    others = tuple(each for each in items if each.code != item.code)
    platform.offer(others if ended else (*others, newer), ended=(item.code,) if ended else ())
    window.shop.heartbeat.beat_now()
    window.until(lambda: not window.shop.heartbeat.is_running())
    window.settle()
    again = windows.open()
    again.sign_in(CLERK.clerk_no)
    again.press(KEY.Key_0, with_=ALT)
    again.press(KEY.Key_Return)
    again.until(lambda: again.view.service_item() is not None)
    again.settle()
    opened = again.view.service_item()
    assert opened == item
    said = again.view.bar.banner.text()
    wanted = "已停止受理" if ended else f"已更新为第 {newer.version} 版"
    assert wanted in said
    assert f"原第 {item.version} 版" in said
    assert again.view.intake().applicant.name == NAME


def test_two_drafts_of_one_applicant_are_told_apart_by_their_titles(
    windows: Opener, platform: SimulatedPlatform, items: tuple[ServiceItem, ...], item: ServiceItem
) -> None:
    """(e) The same person, two items; each leads to its own case."""
    other = next(each for each in items if each.code != item.code and "1" in each.service_targets)
    window = windows.open()
    window.sign_in(CLERK.clerk_no)
    _half(window, item)
    window.press(KEY.Key_F2)
    window.settle()
    _half(window, other)
    window.sign_out()
    again = windows.open()
    again.sign_in(CLERK.clerk_no)
    offered = again.view.drafts.drafts()
    assert {title_of(draft) for draft in offered} == {f"{NAME} · {item.name}", f"{NAME} · {other.name}"}
    assert len({draft.case_id for draft in offered}) == 2
    wanted = next(row for row, draft in enumerate(offered) if draft.intake.item_code == other.code)
    again.press(KEY.Key_0, with_=ALT)
    again.press(*[KEY.Key_Down] * wanted, KEY.Key_Return)
    again.until(lambda: again.view.service_item() == other)
    _nothing_was_sent(again, platform)


def test_no_round_ever_submits_a_draft(windows: Opener, platform: SimulatedPlatform, item: ServiceItem) -> None:
    """Rounds, restarts and days later: a draft waits for a person."""
    window = windows.open()
    window.sign_in(CLERK.clerk_no)
    _half(window, item)
    window.sign_out()
    for _ in range(3):
        windows.clock.go_on(days=1)
        window = windows.open()
        window.shop.heartbeat.beat_now()
        window.until(partial(has_beaten, window))
        _nothing_was_sent(window, platform)
    assert len(window.drafts(CLERK)) == 1
