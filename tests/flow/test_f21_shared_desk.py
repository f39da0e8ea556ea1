"""faults.md F21: two clerks share a machine; work stays with its owner, and nobody reads or signs another's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from counter.actions import intake, lists
from counter.actions.desk import Desk
from counter.domain.case import Case, Decision
from counter.domain.ids import CaseId
from counter.domain.item import ServiceItem
from counter.domain.staff import Actor, Role
from counter.errors import Refused
from counter.platform_api.simulated import PASSWORD, SimulatedPlatform
from counter.store import deliveries, journal
from tests.conftest import FakeClock, draft_of, filled, resident_number
from tests.faults.support import promised_item
from tests.flow.whole_window import ALT, CTRL, KEY, Opener, WholeWindow, focused, opener
from ui.parts import Banner

A = Actor(clerk_no="100023", name="练习员100023", roles=(Role.CLERK,))
B = Actor(clerk_no="100024", name="练习员100024", roles=(Role.CLERK,))
CHIEF = Actor(clerk_no="900001", name="练习员900001", roles=(Role.SUPERVISOR,))
PEOPLE = "甲乙丙丁戊己庚辛壬癸"


@pytest.fixture
def windows(qtbot: QtBot, tmp_path: Path, clock: FakeClock, platform: SimulatedPlatform) -> Iterator[Opener]:
    """Opens the window on one home, again and again."""
    with opener(qtbot, tmp_path, clock, platform) as made:
        yield made


@pytest.fixture
def item(items: tuple[ServiceItem, ...]) -> ServiceItem:
    """What the applicants want."""
    return promised_item(items)


def _take_ten(window: WholeWindow, item: ServiceItem) -> list[Case]:
    """A's ten cases, while nothing reaches the platform."""

    def take(desk: Desk) -> list[Case]:
        drafts = [
            draft_of(filled(item, serial=serial, name=f"欧阳{name}"), at=desk.moment().at, clerk=A)
            for serial, name in enumerate(PEOPLE, start=1)
        ]
        return [intake.take_case(desk, A, draft, Decision.ACCEPTED).case for draft in drafts]

    made = window.lane.call(take, window.desk)
    window.shop.bridge.announce(("cases", "deliveries"))
    window.settle()
    return made


def _lines(window: WholeWindow) -> list[tuple[str, str, CaseId | None]]:
    """Kind, who signed, and the case, in order."""
    opened = [sealed.opened() for _, _, sealed in window.lane.call(lambda: list(journal.all_lines(window.desk.db)))]
    return [(line.kind, line.actor, line.case) for line in opened]


def _try_to_sign_in(window: WholeWindow, number: str) -> str:
    """What the sign-in says after number and password."""
    window.shop.sign_in_view.clear()
    for text in (number, PASSWORD):
        QTest.keyClicks(focused(), text)
        QTest.keyClick(focused(), KEY.Key_Return)
    banner = window.shop.sign_in_view.findChildren(Banner)[0]
    window.until(lambda: bool(banner.text()))
    return banner.text()


def test_locking_with_unsent_work_warns_with_the_count_and_whose_it_is(
    windows: Opener, platform: SimulatedPlatform, item: ServiceItem
) -> None:
    """A has ten cases unsent; the question names them, and B reads later that they are A's."""
    windows.off()
    window = windows.open()
    window.sign_in(A.clerk_no)
    _take_ten(window, item)
    window.press(KEY.Key_L, with_=CTRL)
    window.until(lambda: any("签退？" in text and "本人" in text for text in window.texts()))
    (asked,) = [text for text in window.texts() if "签退？" in text]
    waiting = window.lane.call(lambda: deliveries.waiting(window.desk.db).lines)
    assert waiting == 11, "ten cases and the signing in"
    assert f"{waiting} 条记录未上传（本人 {waiting} 条）" in asked
    window.press(KEY.Key_Return)
    window.until(lambda: window.shop.actor() is None)
    window.settle()
    window.sign_in(B.clerk_no)
    window.press(KEY.Key_L, with_=CTRL)
    window.until(lambda: any("签退？" in text and "本人" in text for text in window.texts()))
    (asked,) = [text for text in window.texts() if "签退？" in text]
    assert f"{A.name} 12 条" in asked
    assert "本人 1 条" in asked
    assert platform.lines == {}


def test_the_ten_go_up_under_the_name_of_whom_took_them_in_while_another_works(
    windows: Opener, platform: SimulatedPlatform, item: ServiceItem
) -> None:
    """Also when the platform has disabled A meanwhile: he can sign in no more, and his work is his still."""
    windows.off()
    window = windows.open()
    window.sign_in(A.clerk_no)
    ten = _take_ten(window, item)
    window.sign_out()
    _disable(platform, A)
    assert _try_to_sign_in(window, A.clerk_no) == "此账号已停用；请联系首席代表"
    window.sign_in(B.clerk_no)
    windows.on()
    _disable(platform, A)
    window.shop.heartbeat.beat_now()
    window.until(lambda: set(platform.cases) == {case.case_id for case in ten})
    assert {line.opened().actor for line in platform.lines.values() if line.opened().case is not None} == {A.clerk_no}
    signed = {(kind, actor) for kind, actor, _ in _lines(window) if actor == B.clerk_no}
    assert signed == {("session.signed_in", B.clerk_no)}
    window.sign_out()
    assert _try_to_sign_in(window, A.clerk_no) == "此账号已停用；请联系首席代表"


def test_a_disabled_clerk_cannot_sign_in_offline_either(windows: Opener, platform: SimulatedPlatform) -> None:
    """The refusal was heard once; the verifier of earlier days is gone."""
    window = windows.open()
    window.sign_in(A.clerk_no)
    window.sign_out()
    _disable(platform, A)
    _try_to_sign_in(window, A.clerk_no)
    windows.off(sign_in=True)
    assert _try_to_sign_in(window, A.clerk_no) == "平台未连接，且您未在本机联网登录过；请待网络恢复后登录"
    assert window.shop.actor() is None


def test_what_the_platform_refuses_of_the_ten_waits_for_the_supervisor_and_is_not_shown_to_the_next_clerk(
    windows: Opener, platform: SimulatedPlatform, item: ServiceItem
) -> None:
    """B is told that something waits, not whose applicant it is; the supervisor sees it with everything."""
    windows.off()
    window = windows.open()
    window.sign_in(A.clerk_no)
    ten = _take_ten(window, item)
    window.sign_out()
    windows.on()
    platform.mishaps.refuse = lambda line: "applicant.name" if line.case == ten[3].case_id else ""
    window.sign_in(B.clerk_no)
    window.until(lambda: len(platform.cases) == 9)
    window.settle()
    window.press(KEY.Key_F10)
    view = window.shop.rooms.outbox.view
    window.until(lambda: view.headline.word() == "有 1 条需要处理")
    window.settle()
    assert view.rows.rowCount() == 0
    assert "另有他人经办的 1 条，由本人或主管处理" in window.texts()
    assert not any(ten[3].case_no in text or "欧阳" in text for text in window.texts())
    window.sign_out()
    window.sign_in(CHIEF.clerk_no)
    window.press(KEY.Key_F10)
    window.until(lambda: view.rows.rowCount() == 1)
    window.press(KEY.Key_F11)
    review = window.shop.rooms.review.view
    window.until(lambda: review.rows.rowCount() == 1)


def test_the_next_clerk_can_read_none_of_the_cases_of_the_first(windows: Opener, item: ServiceItem) -> None:
    """Neither in his list, nor by a search, nor in the detail, nor among the drafts; nothing stays on the screen."""
    windows.off()
    window = windows.open()
    window.sign_in(A.clerk_no)
    ten = _take_ten(window, item)
    window.type_applicant(resident_number(77), "司马青")
    window.press(KEY.Key_F7)
    cases = window.shop.rooms.cases.view
    window.until(lambda: cases.rows.rowCount() == 10)
    cases.search.setText(ten[0].case_no)
    cases.search.setFocus()
    window.press(KEY.Key_Return)
    window.until(lambda: not cases.detail.isHidden() and cases.detail.case() is not None)
    window.sign_out()
    window.sign_in(B.clerk_no)
    assert window.view.drafts.drafts() == ()
    assert window.drafts(B) == ()
    (draft,) = window.drafts(A)
    window.presenter.resume(draft.case_id)
    window.settle()
    assert window.view.intake().applicant.name == ""
    assert "没有这份草稿" in window.view.bar.banner.text()
    window.press(KEY.Key_F7)
    window.settle()
    assert cases.detail.isHidden()
    assert cases.detail.case() is None
    assert cases.rows.rowCount() == 0
    applicant = ten[0].intake.applicant
    for text in ("", applicant.name, applicant.id_number, applicant.id_number[-4:], applicant.phone, "欧阳", "%"):
        found = window.lane.call(lists.find_cases, window.desk, B, text)
        assert (found.rows, found.total) == ((), 0), text
        cases.search.setText(text)
        cases.search.setFocus()
        window.press(KEY.Key_Return)
        window.settle()
        assert cases.rows.rowCount() == 0
    for room in window.shop.rooms.all:
        if room.may_enter(B):
            window.shop.window.go_to(room.key)
            window.settle()
            assert not [text for text in _everything(window) if "司马青" in text or applicant.id_number in text]


def test_a_session_that_is_over_during_a_case_keeps_the_typing_for_whom_typed(
    windows: Opener, platform: SimulatedPlatform, clock: FakeClock, item: ServiceItem
) -> None:
    """B signs in again and finds the same form; nothing was signed with the session that was over."""
    window = windows.open()
    window.sign_in(B.clerk_no)
    window.type_applicant(resident_number(5), "欧阳戊")
    window.pick(item)
    typed = window.view.intake()
    clock.go_on(days=8)
    window.shop.look_at_session()
    window.until(lambda: window.shop.actor() is None)
    window.settle()
    assert window.shop.sign_in_view.findChildren(Banner)[0].text() == "登录已失效；请重新登录，未保存的内容仍在"
    assert window.view.intake().applicant.name == "", "nothing of it stands before the next person"
    window.sign_in(B.clerk_no)
    window.until(lambda: window.view.intake() == typed)
    assert [(kind, actor) for kind, actor, _ in _lines(window)] == [
        ("session.signed_in", B.clerk_no),
        ("session.signed_out", B.clerk_no),
        ("session.signed_in", B.clerk_no),
    ]
    assert platform.cases == {}


def test_after_a_session_that_was_over_another_clerk_does_not_get_the_form(
    windows: Opener, clock: FakeClock, item: ServiceItem
) -> None:
    """It waits as B's draft."""
    window = windows.open()
    window.sign_in(B.clerk_no)
    window.type_applicant(resident_number(5), "欧阳戊")
    window.pick(item)
    clock.go_on(days=8)
    window.shop.look_at_session()
    window.until(lambda: window.shop.actor() is None)
    window.settle()
    window.sign_in(A.clerk_no)
    assert not window.presenter.has_unsaved()
    assert window.view.drafts.drafts() == ()
    window.sign_out()
    window.sign_in(B.clerk_no)
    (draft,) = window.view.drafts.drafts()
    assert draft.intake.applicant.name == "欧阳戊"
    window.press(KEY.Key_0, with_=ALT)
    window.press(KEY.Key_Return)
    window.until(lambda: window.view.intake().applicant.name == "欧阳戊")


def test_a_session_that_is_not_over_is_left_in_peace(windows: Opener, clock: FakeClock) -> None:
    """The day before, nothing happens."""
    window = windows.open()
    window.sign_in(B.clerk_no)
    clock.go_on(days=6)
    window.shop.look_at_session()
    window.settle()
    assert window.shop.actor() is not None


def _disable(platform: SimulatedPlatform, actor: Actor) -> None:
    """The platform has disabled that person's account."""
    earlier = platform.sign_in

    def refuse(request: object) -> object:
        if getattr(request, "username", "") == actor.clerk_no:
            platform.mishaps.before("sign_in")
            raise Refused("sign_in.disabled", field="username")
        return earlier(request)  # type: ignore[arg-type]  # a SignInRequest

    platform.sign_in = refuse  # type: ignore[method-assign,assignment]  # this one platform's


def _everything(window: WholeWindow) -> list[str]:
    """All texts that can be seen, and all that stands in fields."""
    fields = [field.text() for field in window.shop.window.findChildren(QLineEdit) if field.isVisible()]
    return [*window.texts(), *fields]
