"""Code → sentence, of the supervisor's queue: which rule asks for a decision, and the platform's word on approvals."""

from __future__ import annotations

REVIEW_SENTENCES = {
    # 哪条规则要求审核
    "rule.refusal": "不予受理须出具书面决定并经首席代表审核（许可法 38 条）",
    "rule.deferral_outside_norm": "容缺超出本大厅常规范围，须经首席代表审核",
    "rule.deferral_extension": "容缺材料延期补交须说明理由并经审核",
    "rule.extension": "延长办理期限须经负责人批准并告知理由（许可法 42 条）",
    "rule.special_procedure": "特别程序不计入期限，须审核后书面告知（许可法 45 条）",
    "rule.withdrawal": "撤回申请须经首席代表审核",
    "rule.revocation": "撤销受理须书面说明理由并经审核",
    "rule.amendment": "已发出的文书更正须作废重发并经审核",
    "rule.void": "作废办件须说明理由并经首席代表审核",
    "rule.reprint_over_limit": "补打次数超过本大厅上限，须经审核",
    "rule.unlisting": "移出失信名单须说明理由并经审核",
    "rule.line_refused": "平台退回，须更正重发或作废",
    "rule.line_conflict": "与平台上的内容不一致，须核对后处理",
    "rule.claimed_twice": "两个窗口收了同一件，须核对保留哪一件",
    "rule.unsent_work": "其他窗口有尚未上传的工作，须督促上传",
    "unsent.left_here": "经办人签退时本窗口还有内容没有上传",
    "unsent.gap": "窗口前面的记录没有到平台，须督促上传",
    "unsent.left": "经办人已签退，还有内容没有上传",
    "unsent.scans": "窗口的扫描件超过时间没有到平台，须督促上传",
    "unsent.silent": "窗口超过时间没有与平台联系，须查看",
    # 平台对授权与审核的答复
    "approval.missing": "平台未见主管授权，已退回；请授权后重办",
    "approval.replayed": "平台查明此授权已经用过；请重新授权",
    "approval.forged": "平台查明授权签名不是主管本人的；请联系首席代表",
    "approval.other_supervisor": "签名的主管与送审的不是同一人；请本人审核",
    "review.asked_again": "已另行提请，原审核不再办理",
    "review.asker": "提请人与上传人不一致；请本人重新提请",
    "review.exists": "平台上已有这项审核；请刷新后查看",
    "review.missing": "平台尚未收到这项审核；请稍候",
    "review.state": "别处已先作出审核结果，以平台为准",
    "review.supervisor": "只能由主管以本人名义办理",
    "review.taken_back": "提请人已撤回提请",
}
