"""What may be done with a result in which state, by which key; and what each deed asks for."""

from __future__ import annotations

import enum
from typing import NamedTuple

from PySide6.QtCore import Qt

from counter.actions.result_sight import ResultSight
from counter.domain.handing import ResultState
from ui.handout.rows import STATES
from ui.parts.deed_form import Question, Sheet

_POSTED_WORDS = "邮寄送达的结果文书由邮政揽收，出具邮寄确认单。揽收之前可以撤单。"


class Step(enum.Enum):
    """One thing that the clerk does with a result."""

    HAND_OUT = "hand_out"
    SIGN_IN = "sign_in"
    SIGN_IN_AND_TELL = "sign_in_and_tell"
    POST = "post"
    UNDELIVERED = "undelivered"
    PICKED_UP = "picked_up"
    CANCEL = "cancel"
    DELIVERED = "delivered"
    BROUGHT_BACK = "brought_back"
    AGAIN = "again"


class Doing(NamedTuple):
    """How a step is called, its key, and from which state it leads."""

    words: str
    key: Qt.Key
    cap: str
    state: ResultState


STEPS: dict[Step, Doing] = {
    Step.HAND_OUT: Doing("领取", Qt.Key.Key_Return, "Enter", ResultState.AT_WINDOW),
    Step.SIGN_IN: Doing("签收", Qt.Key.Key_S, "S", ResultState.ANNOUNCED),
    Step.SIGN_IN_AND_TELL: Doing("签收并出通知", Qt.Key.Key_N, "N", ResultState.ANNOUNCED),
    Step.POST: Doing("邮寄", Qt.Key.Key_P, "P", ResultState.AT_WINDOW),
    Step.UNDELIVERED: Doing("未送达", Qt.Key.Key_U, "U", ResultState.AT_WINDOW),
    Step.PICKED_UP: Doing("已揽件", Qt.Key.Key_K, "K", ResultState.POSTED),
    Step.CANCEL: Doing("撤单", Qt.Key.Key_C, "C", ResultState.POSTED),
    Step.DELIVERED: Doing("妥投", Qt.Key.Key_T, "T", ResultState.PICKED_UP),
    Step.BROUGHT_BACK: Doing("邮件退回", Qt.Key.Key_B, "B", ResultState.PICKED_UP),
    Step.AGAIN: Doing("再次送达", Qt.Key.Key_A, "A", ResultState.UNDELIVERED),
}
STEP_OF_KEY: dict[int, Step] = {doing.key: step for step, doing in STEPS.items() if step is not Step.HAND_OUT}
MANY = frozenset({Step.SIGN_IN, Step.SIGN_IN_AND_TELL})
"""What is done with all that are marked."""


def closed(step: Step, state: ResultState) -> str:
    """Why the step cannot be taken from that state; empty when it can."""
    doing = STEPS[step]
    return "" if doing.state is state else f"“{doing.words}”只用于{STATES[doing.state]}的结果；这一份{STATES[state]}"


def posting(sight: ResultSight) -> Sheet:
    """邮寄: whom to, where, under which waybill, and who pays."""
    applicant = sight.intake.applicant if sight.intake else None
    contact = sight.intake.contact if sight.intake else None
    return Sheet(
        title=f"邮寄送达　{sight.document.name}",
        meaning=_POSTED_WORDS,
        yes="交邮寄",
        questions=(
            Question("addressee", "收件人", value=sight.document.applicant_name, required=True),
            Question(
                "phone", "电话", required=True,
                value=contact.phone if contact else sight.document.phone or (applicant.phone if applicant else ""),
            ),
            Question("address", "地址", value=applicant.address if applicant else "", required=True, note="写到门牌号"),
            Question("waybill", "邮件号", required=True, hint="例：EA123456785CN", note="对照面单，或扫描"),
            Question("payer", "邮费", "one", value="hall", options=(("hall", "大厅付"), ("addressee", "收件人付"))),
        ),
        closed="" if sight.may_be_posted else "本事项不办邮寄，申请人也未要求；请改为窗口领取",
    )  # fmt: skip


def undelivered(sight: ResultSight) -> Sheet:
    """未送达: what was tried."""
    return Sheet(
        title=f"未送达　{sight.document.name}",
        meaning="找不到受送达人时登记。结果留在窗口，可再次送达；试过什么，写在理由里。",
        yes="登记未送达",
        questions=(Question("reason", "试过什么", required=True, hint="例：三日内电话三次无人接，短信未回"),),
    )


def brought_back(sight: ResultSight) -> Sheet:
    """退回: why the post brought it back."""
    return Sheet(
        title=f"邮件退回　{sight.document.name}",
        meaning="邮政未能投递并已退回，结果重新放在窗口，可改为领取或再次邮寄。",
        yes="登记退回",
        questions=(Question("reason", "退回原因", required=True, hint="例：查无此人"),),
    )


def cancel(sight: ResultSight) -> Sheet:
    """撤单: why it is not posted after all."""
    return Sheet(
        title=f"撤单　{sight.document.name}",
        meaning="邮政尚未揽收，撤回邮寄，结果重新放在窗口。已打印的邮寄确认单请收回。",
        yes="撤单",
        questions=(Question("reason", "理由", required=True, hint="例：申请人改为自取"),),
    )
