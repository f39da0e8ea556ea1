"""撤回申请书, 退件通知书, 撤销受理决定书, 逾期未补交处理通知书: a case that ends before its result."""

from __future__ import annotations

ENDING = {
    # 撤回申请书: the applicant takes his application back (domain.md §5, §6 no. 16)
    "withdrawal.title": "撤回申请书",
    "withdrawal.copies": "一式二份，申请人执一份，一份存办件卷",
    "withdrawal.body": "本人（单位）于{day}向贵机关提出“{item}”申请（办件编号：{case_code}），现自愿撤回该申请。",
    "withdrawal.reasons": "撤回理由",
    "withdrawal.note.effect": "撤回后本申请终止办理，不影响申请人就同一事项重新提出申请。",
    "withdrawal.note.returned": "上列材料已当面退还申请人；未列明的材料留存办件卷。",
    "withdrawal.note.before": "决定作出并送达之后不能撤回。",
    "withdrawal.received": "上述撤回申请已收到，同意终止办理。",
    # 退件通知书: why it goes back, and with what (domain.md §5 退件, §6 no. 16)
    "returned_materials.title": "退件通知书",
    "returned_materials.copies": "一式二份，申请人执一份，一份存办件卷",
    "returned_materials.body": "您（单位）于{day}提出的“{item}”申请，因下列原因不再办理，现将申请材料退还。",
    "returned_materials.reasons": "退件原因",
    "returned_materials.note.again": "符合条件的，可以就同一事项重新提出申请。",
    "returned_materials.note.check": "请当面核对退还的材料；有缺少的，请当场提出。",
    # 撤销受理决定书: the acceptance is taken back, with written reasons and remedies (ZJ 11; domain.md §2, §6 no. 16)
    "revocation.title": "撤销受理决定书",
    "revocation.copies": "一式二份，申请人执一份，一份存办件卷",
    "revocation.body": "您（单位）提出的“{item}”申请，本机关于{day}受理。因存在下列情形，决定撤销受理。",
    "revocation.body_undated": "您（单位）提出的“{item}”申请，本机关已经受理。因存在下列情形，决定撤销受理。",
    "revocation.reasons": "撤销理由",
    "revocation.note.end": "撤销受理后，本申请终止办理；符合条件的，可以重新提出申请。",
    # 逾期未补交处理通知书: nothing came in time, the consequence of the hall's rule (domain.md §2 Late, §6 no. 16)
    "lapse.title": "逾期未补交处理通知书",
    "lapse.copies": "一式二份，申请人执一份，一份存办件卷",
    "lapse.body": "您（单位）就“{item}”申请应当补交的材料，在规定期限内没有补齐，情况如下。",
    "lapse.decision": "按照本大厅公布的规则和事先告知的后果，本申请作如下处理：{consequence}。",
    "lapse.decision_open": "按照本大厅公布的规则和事先告知的后果，本申请终止办理。",
    "lapse.reasons": "情况说明",
    "lapse.note.again": "备齐材料后，可以重新提出申请。",
    "lapse.note.majeure": "因不可抗力或者其他不能归责于自身的原因未能按期补交的，可以向本窗口说明情况并提供凭据。",
}
