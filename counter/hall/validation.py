"""What the platform itself checks of a case; the counter's own rules are not taken on trust."""

from __future__ import annotations

import datetime as dt
import hashlib
import re

from counter.domain.case import Decision, Intake
from counter.domain.identity import check_id_number
from counter.domain.ids import CaseId
from counter.domain.intake_rules import check_decision
from counter.domain.item import ServiceItem
from counter.domain.numbers import as_printed, parse_number
from counter.domain.person import ApplicantKind
from counter.domain.staff import Window
from counter.domain.text import clean_line
from counter.domain.usc import check_uscc
from counter.errors import RuleBroken
from counter.hall.ledger import Ledger
from counter.wire.bodies import IssuedPaper
from counter.wire.reading import MAX_PAPER_BYTES

NAME_LENGTH = 200
MOST_PAPERS = 20
MAX_ITEM_VERSION = 2**31
_SHA256 = re.compile("[0-9a-f]{64}")
_SENTENCES = {
    "item.unknown": "平台没有该事项或该版本，请更新事项目录后更正。",
    "material.unknown": "所列材料不在该事项的办事指南中。",
    "paper.number_missing": "缺少文书编号。",
    "paper.number_prefix": "文书编号不属于本窗口。",
    "paper.number_used": "文书编号已被其他办件使用。",
    "paper.content": "文书内容与其校验值不符，或过长。",
    "reading.sign_in": "请联网重新登录后再调阅。",
    "reading.unknown": "本大厅没有该扫描件或文书。",
    "reading.not_allowed": "没有调阅该办件的权限。",
    "reading.not_here": "收件窗口尚未上传该扫描件。",
    "reading.no_content": "该文书由旧版本客户端出具，平台没有其内容。",
    "reading.range": "未指明要读取的部分。",
    "queue.no_queue": "这不是本系统导出的待上传文件。",
    "queue.newer": "文件由较新版本的客户端导出，请先升级平台。",
    "queue.other_hall": "文件是另一个大厅导出的，本平台打不开。",
    "queue.unknown_window": "平台没有登记导出文件的窗口。",
    "queue.signature": "文件的签名与导出窗口不符，未收取任何内容。",
    "queue.damaged": "文件不完整或被改动过，未收取任何内容；请重新导出。",
    "queue.taken": "这个文件已经送到平台，不必再送。",
    "queue.not_here": "文件尚未全部传到平台。",
    "queue.too_big": "文件大小超出平台允许的范围。",
    "queue.no_room": "平台磁盘空间不足，请联系运维。",
    "queue.sign_in": "请联网重新登录后再代送。",
    "role.supervisor_needed": "此操作须由首席代表或值班长办理。",
    "line.body": "平台无法识别该记录的内容，请升级客户端或联系技术人员。",
    "line.case": "该记录没有指明办件。",
    "line.foreign": "该记录不属于本安装。",
    "line.not_whole": "该记录的校验值与内容不符。",
    "line.missing": "被更正的记录尚未送达平台。",
    "line.gap": "前面的记录尚未送达平台。",
    "line.fork": "该序号已有不同内容，疑似本机数据被复制。",
    "case.held": "该办件前面的记录尚待处理。",
    "case.missing": "平台尚无该办件。",
    "case.exists": "平台已有该办件。",
    "case.state": "办件在平台上的状态已经改变。",
    "case.not_hung": "办件的特别程序在平台上已经结束。",
    "case.other_window": "该办件已由其他窗口办理。",
    "case.other_hall": "该办件不属于本大厅。",
    "case.same_field": "同一栏目已由其他窗口改为不同内容，须由人工核对。",
    "policy.unknown_version": "平台没有该版本的大厅规则。",
    "approval.missing": "此操作须经首席代表授权，记录中没有授权。",
    "approval.forged": "授权的签名与授权人的密钥不符。",
    "approval.replayed": "该授权已经用过，一份授权只能用一次。",
    "approval.other_case": "该授权属于另一办件。",
    "approval.other_content": "授权的内容与实际办理的内容不一致。",
    "approval.other_supervisor": "授权人与提交人不是同一人。",
    "approval.own": "不得授权自己提请的事项。",
    "approval.unknown_supervisor": "平台没有该授权人有效的密钥。",
    "approval.old": "授权已超过有效时间。",
    "review.missing": "平台尚无该审核任务。",
    "review.exists": "平台已有该审核任务。",
    "review.state": "该审核任务已经处理。",
    "review.locked": "该审核任务正由他人处理。",
    "review.supervisor": "只能分派给首席代表或值班长。",
    "review.asker": "提请人与提交人不是同一人。",
    "result.missing": "平台尚无该结果文书。",
    "result.state": "该结果文书在平台上的状态已经改变。",
    "result.collector": "领取人的姓名、证件或授权不完整，或与申请人不符。",
    "result.posting": "邮寄的收件人、地址或运单号不完整。",
    "batch.pieces": "流转单中没有任何材料或证照。",
    "batch.used": "该流转单号已经用过。",
    "day.window": "日结的窗口与本安装不符。",
    "day.unexplained": "尚有未说明的差异，不能日结。",
    "day.second_signature": "日结和交接须由另一人签名。",
    "day.closed": "该日已经日结。",
    "person.not_listed": "该人不在失信名单中。",
    "amend.paper": "要更正的文书不属于该办件，或已经作废。",
    "lapse.not_due": "补交期限尚未届满。",
    "lapse.consequence": "逾期处理与大厅规则不符。",
    "owed.other": "待补内容与决定的内容不符。",
    "owed.not_told": "补交延期须书面告知申请人，记录中没有告知书。",
    "notice.no_act": "部门没有作出该决定。",
    "notice.told": "部门的该决定已经告知申请人。",
    "notice.paper": "文书的种类与部门的决定不符。",
    "seal.off": "本大厅未启用电子印章。",
    "seal.unknown_paper": "平台没有该文书，或不属于本窗口。",
    "seal.void": "该文书已作废，不能用章。",
    "seal.other_content": "文书内容与平台留存的不一致。",
    "seal.pdf": "文书文件不符合用章要求。",
    "seal.sealed_already": "该文书已用章，不能另行用章。",
    "seal.no_seal": "该部门在平台没有有效的电子印章。",
    "act.case": "平台没有该办件。",
    "act.state": "办件的状态不允许这样办理。",
    "act.owed": "办件尚有待补材料，不能办结。",
    "act.hung": "特别程序尚未结束，不能办结。",
    "act.needs": "缺少办理所需的内容。",
    "act.window": "本大厅没有该窗口，或办件已在该窗口。",
    "act.number": "申请人没有证件号码，不能列入。",
    "material.not_received": "退还的材料中有未曾收到的。",
    "purge.cases": "清除记录中的办件为空、重复或过多。",
    "purge.too_soon": "清除的办件未满规定的保存天数。",
    "correction.not_stuck": "被更正的记录无需更正。",
    "correction.no_dispute": "该记录是被退回的，应更正重发或作废，不能放弃。",
}
_SENTENCES_BY_AREA = {
    "identity": "证件号码不符合该证件的规则。",
    "number": "文书编号的格式或校验位不正确。",
    "uscc": "统一社会信用代码不正确。",
    "decision": "该事项不允许作出此决定。",
    "ruling": "决定的内容不完整或与决定不符。",
    "defect": "补正内容不完整：须逐项写明依据和要求，一次告知。",
    "deferral": "容缺内容不符合办事指南或期限规定。",
    "promise": "承诺未签名，或签名人无权承诺。",
    "commitment": "告知承诺的条件与办事指南不符。",
    "refusal": "不予受理的理由、依据或主管机关不完整。",
    "supplement": "补交内容与待补内容不符。",
    "owed": "补交期限不符合规定。",
    "special": "特别程序不符合法定情形或未书面告知。",
    "extension": "延长期限不符合规定：限一次，须经批准并告知理由。",
    "correction": "补正告知不符合规定。",
    "clock": "办理时间的先后不符。",
    "approval": "授权无效。",
    "text": "文字为空、过长或含有不能接受的字符。",
}


def sentence(code: str) -> str:
    """What a person reads of that code; without personal data."""
    return _SENTENCES.get(code) or _SENTENCES_BY_AREA.get(code.partition(".")[0], "平台未接受该记录。")


def check_intake(ledger: Ledger, intake: Intake, decision: Decision | None, *, today: dt.date) -> ServiceItem:
    """The platform accepts what was typed and, unless None, decided; gives the item as it was at intake.

    Raises:
        RuleBroken: ``item.unknown``, ``decision.*``, ``material.unknown``, ``text.*``, ``identity.*``, ``uscc.*``.
    """
    if not 0 <= intake.item_version < MAX_ITEM_VERSION:
        raise RuleBroken("item.unknown", field="item_code")
    item = ledger.shelf.find(ledger.connection, intake.item_code, intake.item_version)
    if item is None:
        raise RuleBroken("item.unknown", field="item_code")
    if decision is not None:
        check_decision(item, decision)
    listed = {spec.code for spec in item.materials}
    for place, material in enumerate(intake.materials):
        if material.code not in listed:
            raise RuleBroken("material.unknown", field=f"materials.{place}")
    _check_people(intake, today)
    return item


def check_papers(ledger: Ledger, case: CaseId, papers: tuple[IssuedPaper, ...], window: Window, *, epoch: str) -> None:
    """The numbers are this window's, in this epoch, and stand on no paper of another case.

    Raises:
        RuleBroken: ``paper.number_missing``, ``paper.number_prefix``, ``paper.number_used``, ``paper.content``,
            ``number.*``.
    """
    if not 1 <= len(papers) <= MOST_PAPERS:
        raise RuleBroken("paper.number_missing", field="papers")
    own = (window.region, window.hall, window.window, epoch)
    seen = set()
    for place, paper in enumerate(papers):
        field = f"papers.{place}.number"
        if _place_of(paper.number, field) != own or not _SHA256.fullmatch(paper.content_sha256):
            raise RuleBroken("paper.number_prefix", field=field)
        if ledger.papers.get(paper.number, case) != case or paper.number in seen:
            raise RuleBroken("paper.number_used", field=field)
        content = paper.content.encode()
        if content and (len(content) > MAX_PAPER_BYTES or hashlib.sha256(content).hexdigest() != paper.content_sha256):
            raise RuleBroken("paper.content", field=f"papers.{place}.content")
        seen.add(paper.number)


def _place_of(raw: str, field: str) -> tuple[str, str, str, str]:
    """Region, hall, window and epoch of a number that is written exactly as papers show it."""
    number = as_printed(raw)
    if number is None:
        parse_number(raw, field=field)  # says what is wrong with it, when anything but its form is
        raise RuleBroken("paper.number_prefix", field=field)
    return number.region, number.hall, number.window, number.epoch


def _check_people(intake: Intake, today: dt.date) -> None:
    applicant, agent = intake.applicant, intake.agent
    clean_line(applicant.name, field="applicant.name", max_length=NAME_LENGTH)
    if applicant.id_number and applicant.kind is ApplicantKind.COMPANY:
        check_uscc(applicant.id_number, field="applicant.id_number")
    elif applicant.id_number:
        check_id_number(applicant.id_document, applicant.id_number, today=today, field="applicant.id_number")
    others = ((applicant.legal_representative, "applicant.legal_representative"), (agent, "agent"))
    for person, field in others:
        if person is not None and person.id_number:
            check_id_number(person.id_document, person.id_number, today=today, field=f"{field}.id_number")
