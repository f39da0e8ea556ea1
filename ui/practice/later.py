"""What becomes of the cases that were taken in: the rest of the first day, the second day, and a day a week later."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from counter.actions import lists, printing
from counter.actions.desk import Desk
from counter.domain.case import PrintOutcome
from counter.domain.staff import Actor
from ui.handout.deeds import Step
from ui.practice import people
from ui.practice.at_screen import ALT, AtScreen
from ui.practice.casework import Casework
from ui.practice.closing_work import ClosingWork
from ui.practice.hand_work import Collecting, HandWork
from ui.practice.hands import Hands
from ui.practice.notice_work import NoticeWork
from ui.practice.owed_work import OwedWork
from ui.practice.queue_work import QueueWork
from ui.practice.visits import CRASH, serial_of, visit_of
from ui.shop import Shop

RELIEF_NO = "0002"
_EVERY_CASE = 1000


class Later(AtScreen):
    """Somebody who goes on with what was taken in before.

    Args:
        shop: the window with everything behind it.
        hands: his.
        out: where papers come out and pictures go.
        secret: the supervisor's.
    """

    def __init__(self, shop: Shop, hands: Hands, out: Path, *, secret: str) -> None:
        super().__init__(shop, hands, out, secret=secret)
        self.cases = Casework(shop, hands, out, secret=secret)
        self.owed = OwedWork(shop, hands, out, secret=secret)
        self.results = HandWork(shop, hands, out, secret=secret)
        self.notices = NoticeWork(shop, hands, out, secret=secret)
        self.queue = QueueWork(shop, hands, out, secret=secret)
        self.closing = ClosingWork(shop, hands, out, secret=secret)

    def supervisor(self) -> None:
        """The refusal of the morning is approved in the queue."""
        self.queue.enter(rows=1, picture="review-refusal")
        self.queue.approve(picture="review-refusal")

    def evening(self) -> None:
        """The crash is mended, what was approved is carried out, the materials go to a department, the day closes."""
        self.cases.open(CRASH[0].name)
        self.hands.picture("cases-after-crash")
        self.cases.print_open()
        self.hands.picture("cases-printed-after-crash")
        self._carry_out_draft()
        numbers = tuple(self._number_of(name) for name in ("周立强", "郑守信"))
        self.results.send_materials(numbers, "何送达", picture="handout-materials")
        self._leave_one_unprinted()
        self.arrive()
        self.closing.close_day("打印机缺纸，次日补打", picture="closing-first")

    def second_day(self) -> None:
        """The departments have answered; what is brought, asked and granted is dealt with."""
        cases, owed, results = self.cases, self.owed, self.results
        self.notices.tell_all(picture="outbox-notices")
        cases.undecided(picture="cases-undecided")
        cases.do("雷鸣谦", "受理", picture="case-accept")
        cases.do(
            "安如山", "特别程序开始", "", "15", "", "办事指南特别程序第 1 项", "", "", asks="here", picture="case-hang"
        )
        cases.do("沈清如", "延长办理期限", "", "勘验点位较多，须二次实地核查", asks="here", picture="case-extend")
        cases.do("孟浩歌", "申请人撤回", "申请人改在原址扩建，另行申请", "", asks="here", picture="case-withdraw")
        cases.do("秦月明", "撤销受理", "受理后核实，营业执照已被注销", "", asks="here", picture="case-revoke")
        cases.do(
            "秦月明", "移出失信名单", "系同名误列，附公安机关证明", asks="here", picture="case-unlist", prints=False
        )
        cases.do("汤沐野", "作废", "同一申请重复收件", asks="here", picture="case-void")
        cases.amend("柏青阳", {"applicant.name": "柏清阳"}, "姓名录错一字，已核对证件", picture="case-amend")
        cases.do("林疏影", "申请人撤回", "申请人暂不开业", "", asks="queue")
        owed.look_around("second-day")
        owed.take_in("向春生", 1, picture="deferred-part")
        owed.take_in("彭云开", 1, picture="deferred-whole")
        owed.tell_again("田茂青", "人员健康证明已过有效期", "提交有效期内的健康证明一份", picture="deferred-again")
        owed.extend("苏问渠", "体检医院停诊，有证明", picture="deferred-extend")
        results.sign_in_all(picture="handout")
        results.hand_out("陈一帆", Collecting(self._number("陈一帆")), picture="handout-himself")
        results.hand_out("何秋实", Collecting(self._number("何秋实", people.AGENT), who=Qt.Key.Key_2),
                         picture="handout-agent")  # fmt: skip
        results.post("周立强", "1234567890123", picture="handout-post")
        cases.print_open_of("陈一帆")
        self.arrive()

    def second_supervisor(self) -> None:
        """A withdrawal is not approved: it goes back to the clerk with a reason."""
        self.queue.enter(rows=1, picture="review-withdrawal")
        self.queue.give_back(Qt.Key.Key_2, picture="review-withdrawal")

    def relief(self) -> None:
        """Another clerk at the same desk: what he sees of the cases of the first."""
        for key, name in ((Qt.Key.Key_F7, "cases"), (Qt.Key.Key_F10, "outbox")):
            self.hands.press(key)
            self.hands.rest(300)
            self.hands.picture(f"{name}-relief")

    def last_day(self) -> None:
        """A week later: nothing waits for an answer any more, nothing is owed that has lapsed, every paper came out."""
        cases, owed, results = self.cases, self.owed, self.results
        self.notices.tell_all(picture="outbox-last-notices")
        owed.look_around("last-day")
        owed.lapse("向大川", "逾期未补交，电话催告两次", picture="deferred-lapse")
        owed.take_in("向春生", 2)
        owed.take_in("谭德胜", 1)
        owed.take_in("田茂青", 1)
        owed.take_in("江照晚", 1)
        cases.do("安如山", "特别程序结束", picture="case-resume")
        results.step("周立强", Step.PICKED_UP)
        results.step("周立强", Step.DELIVERED)
        results.receive_result("何送达", picture="handout-results")
        results.sign_in_all(picture="handout-last")
        results.undelivered("龙在田", "三日内电话三次无人接，短信未回", picture="handout")
        results.hand_out("阿依古丽·买买提", Collecting(self._number("阿依古丽·买买提"), witness="社区干部王建设"),
                         picture="handout-refused")  # fmt: skip
        results.hand_out("田小满", Collecting(self._number("田小满", people.AGENT), who=Qt.Key.Key_2),
                         picture="handout-denied")  # fmt: skip
        cases.reprint("欧阳云岫", "申请人遗失原件", picture="case-reprint")
        self._make_uncertain("贺兰亭")
        cases.answer_uncertain("贺兰亭", picture="case-uncertain")
        for party in self._with_unprinted():
            cases.print_open_of(party)
        self.closing.hand_over(("1", "1", "200", "198"), "取号凭条今日用去两张", RELIEF_NO, picture="closing-shift")
        self.arrive()
        self.closing.close_day("已核对，情况属实", picture="closing-last")
        self.arrive()

    def arrive(self) -> None:
        """立即同步, and then nothing waits any more."""
        self.hands.press(Qt.Key.Key_F10)
        self.hands.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
        self.hands.wait_for(self.shop.all_arrived, "everything has arrived")

    def _carry_out_draft(self) -> None:
        """The draft that the supervisor approved is taken up again, and F8 does exactly that."""
        view = self.shop.rooms.intake.view
        self.hands.press(Qt.Key.Key_F2)
        self.hands.wait_for(lambda: bool(view.drafts.drafts()), "the draft that waited")
        self.hands.press(Qt.Key.Key_0, ALT)
        self.hands.press(Qt.Key.Key_Return)
        self.hands.wait_for(lambda: view.ruling_open() is not None, "its panel")
        self.hands.wait_for(lambda: "主管已批准" in view.bar.banner.text(), "the supervisor's word")
        self.hands.picture("intake-approved-draft")
        self.hands.press(Qt.Key.Key_F8)
        self.hands.wait_for(view.showing_taken, lambda: f"the refusal is saved: {view.bar.banner.text()}")
        self.hands.wait_for(lambda: not view.taken.printing(), "its papers")
        if view.drafts.drafts():
            raise RuntimeError("the draft is still there")

    def _leave_one_unprinted(self) -> None:
        """A decision whose paper is not printed before the day is closed: a gap that has to be explained."""
        self.cases.do("杜若汀", "受理", prints=False)

    def _number(self, name: str, more: int = 0) -> str:
        """The identity number of that visitor, or of who came with him."""
        return people.identity_number(serial_of(visit_of(name)) + more)

    def _number_of(self, name: str) -> str:
        """The number of his case."""
        self.cases.open(name)
        case = self.cases.view.detail.case()
        return case.case_no if case else ""

    def _make_uncertain(self, name: str) -> None:
        """A printer that does not answer any more after it took the paper (faults.md F15)."""
        self.cases.open(name)
        detail, actor = self.cases.view.detail.detail(), self.shop.actor()
        if detail is None or actor is None:
            raise LookupError(name)
        number = detail.papers[-1].paper.number
        self.shop.back.store_lane.call(_print_into_the_dark, self.shop.back.desk, actor, number)
        self.shop.bridge.announce(["cases"])

    def _with_unprinted(self) -> tuple[str, ...]:
        """The applicants of whose cases a paper never came out."""
        actor = self.shop.actor()
        return self.shop.back.store_lane.call(_unprinted, self.shop.back.desk, actor) if actor else ()


def _print_into_the_dark(desk: Desk, actor: Actor, number: str) -> None:
    prepared = printing.prepare(desk, number, actor, reason="打印机断电后重打")
    printing.note(desk, actor, prepared, printer="cups", outcome=PrintOutcome.UNCERTAIN)


def _unprinted(desk: Desk, actor: Actor) -> tuple[str, ...]:
    """Runs on the store lane."""
    page = lists.find_cases(desk, actor, "", limit=_EVERY_CASE)
    details = (lists.read_case(desk, row.case_id) for row in page.rows)
    return tuple(
        detail.case.intake.applicant.name
        for detail in details
        if any(not paper.prints and not paper.void for paper in detail.papers)
    )
