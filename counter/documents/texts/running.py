"""特别程序告知书, 延期告知书, 补交延期告知书, 缴费通知: what is told while a case runs."""

from __future__ import annotations

RUNNING = {
    # 特别程序告知书: time not counted, told in writing with the days needed (许可法 45; rule 8; domain.md §6 no. 13)
    "special_procedure.title": "特别程序告知书",
    "special_procedure.copies": "一式二份，申请人执一份，一份存办件卷",
    "special_procedure.body.licence": (
        "您（单位）提出的“{item}”申请，作出决定前依法需要进行{procedure}，所需时间为{days}，自{begun}起计算。"
        "根据《中华人民共和国行政许可法》第四十五条，所需时间不计算在办理期限内，特此书面告知。"
    ),
    "special_procedure.body.other": (
        "您（单位）提出的“{item}”申请，办结前依法需要进行{procedure}，所需时间为{days}，自{begun}起计算。"
        "所需时间不计算在办理期限内，特此书面告知。"
    ),
    "special_procedure.name": "特别程序",
    "special_procedure.begun": "开始日期",
    "special_procedure.days": "所需时间",
    "special_procedure.executor": "执行单位",
    "special_procedure.phone": "联系电话",
    "special_procedure.due": "预计办结日期",
    "special_procedure.note.due": (
        "上列预计办结日期按告知的所需时间推算；程序提前或者延后结束的，以重新启动通知书所载日期为准。"
    ),
    "special_procedure.note.help": "需要您（单位）配合提供样品、场地或者参加的，由执行单位另行联系。",
    "special_procedure.note.resume": "程序结束后恢复计算办理期限，并书面通知您（单位）。",
    # 延期告知书: reasons, approver, days, new date; once (许可法 42; rule 6; domain.md §6 no. 14)
    "extension.title": "延期告知书",
    "extension.copies": "一式二份，申请人执一份，一份存办件卷",
    "extension.body.licence": (
        "您（单位）提出的“{item}”申请，不能在规定期限内作出决定。根据《中华人民共和国行政许可法》第四十二条，"
        "经{approver}批准，延长{by}，现将延长期限的理由告知如下。"
    ),
    "extension.body.other": (
        "您（单位）提出的“{item}”申请，不能在规定期限内办结。经{approver}批准，延长{by}，现将延长期限的理由告知如下。"
    ),
    "extension.head": "本机关负责人",
    "extension.reasons": "延期理由",
    "extension.approver": "批准人",
    "extension.by": "延长期限",
    "extension.before": "原办结日期",
    "extension.after": "新的办结日期",
    "extension.note.once": "办理期限只延长一次。",
    # 补交延期告知书: a later day for what is owed, once, with its reason (domain.md §2, Deadline; §6 nos. 7 and 9)
    "owed_extension.title": "补交延期告知书",
    "owed_extension.copies": "一式二份，申请人执一份，一份存办件卷",
    "owed_extension.body": (
        "您（单位）办理“{item}”应补交的下列材料，因故不能按期补交。经审核，同意延至表中所列期限（含当日）补交，特此告知。"
    ),
    "owed_extension.before": "原补交期限",
    "owed_extension.note.bring": "请在新的期限内到本大厅任一综合窗口，或者通过邮寄、网上办理平台补交。",
    "owed_extension.note.late": "逾期仍未补交的，{consequence}。",
    "owed_extension.note.once": "同一材料的补交期限只延长一次；其他内容仍以原告知书所载为准。",
    # 缴费通知: items, amount, basis, paid into the treasury (domain.md §6 no. 15)
    "fee_notice.title": "缴费通知书",
    "fee_notice.copies": "一式一份，交申请人缴费使用",
    "fee_notice.body": "您（单位）申请办理的“{item}”，依照规定应当缴纳下列费用，请凭本通知缴纳。",
    "fee_notice.table": "应缴费用（共 {count} 项）",
    "fee_notice.name": "收费项目",
    "fee_notice.price": "收费标准（元）",
    "fee_notice.quantity": "数量",
    "fee_notice.amount": "金额（元）",
    "fee_notice.total": "合计：人民币{capitals}（￥{amount}）",
    "fee_notice.per_unit": "{amount}/{unit}",
    "fee_notice.note.treasury": "费用全额缴入国库，请通过非税收入收缴渠道缴纳；窗口工作人员不以个人名义收取任何费用。",
    "fee_notice.note.invoice": "缴费后可取得财政电子票据；符合减免条件的，请在缴费前提出。",
    "fee_notice.note.nothing_else": "除上列费用外，办理本事项不收取其他费用。",
}
