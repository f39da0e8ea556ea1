"""补正告知书, 补件接收凭证, 重新启动通知, 不予受理决定书, 不需许可告知书."""

from __future__ import annotations

CORRECTING = {
    # 补正告知书: everything once, each with its ground and remedy (许可法 32(4); domain.md §6 no. 9)
    "correction_notice.title": "补正告知书",
    "correction_notice.copies": "一式二份，申请人执一份，一份存办件卷",
    "correction_notice.body.licence": (
        "您（单位）于{day}提出的“{item}”申请，申请材料不齐全或者不符合法定形式。"
        "根据《中华人民共和国行政许可法》第三十二条第一款第四项，现将需要补正的全部内容一次告知如下："
    ),
    "correction_notice.body.other": (
        "您（单位）于{day}提出的“{item}”申请，申请材料不齐全或者不符合办事指南的要求。"
        "现将需要补正的全部内容一次告知如下："
    ),
    "correction_notice.body.again": (
        "您（单位）就“{item}”申请补交的材料，经查不符合要求。现将应当补正的内容再次告知如下，请按要求重新提交："
    ),
    "correction_notice.note.due": "请于{due}前（含当日）到本大厅任一综合窗口，或者通过邮寄、网上办理平台补正。",
    "correction_notice.note.no_due": "请尽快到本大厅任一综合窗口，或者通过邮寄、网上办理平台补正。",
    "correction_notice.note.once": (
        "除上列内容外，本机关不再要求补正其他材料；补正齐全、符合要求的，自收到最后一项补正材料之日起受理。"
    ),
    "correction_notice.note.late": "逾期未补正又未说明正当理由的，{consequence}。",
    "correction_notice.withdrawn": "视为撤回申请",
    "correction_notice.note.clock": "补正所需的时间不计入办理期限，办理期限自受理之日起计算。",
    "correction_notice.note.again": "补交期限和逾期后果仍以容缺受理通知书、补正告知书所载为准。",
    "correction_notice.note.free": "补正不收取费用；对补正要求有疑问的，可以要求窗口说明。",
    # 补件接收凭证: what came and when; complete = accepted from that day (许可法 32(5); domain.md §6 no. 10)
    "supplement_receipt.title": "补件接收凭证",
    "supplement_receipt.copies": "一式二份，申请人、受理窗口各执一份",
    "supplement_receipt.body": "您（单位）就“{item}”申请补交的材料，本窗口已经接收，详见下表，特出具本凭证。",
    "supplement_receipt.complete": "应补交的材料已经全部补齐。本申请的受理日期为{accepted}",
    "supplement_receipt.complete.due": "，承诺不晚于{due}办结。",
    "supplement_receipt.complete.no_due": "。",
    "supplement_receipt.complete_open": "应补交的材料已经全部补齐，转入办理。",
    "supplement_receipt.partial": "尚有 {count} 项材料未补交，请在表中所列期限届满前（含当日）补齐。",
    "supplement_receipt.note.only": "本凭证证明收到材料及收到的时间，不表示准予申请。",
    "supplement_receipt.note.wrong": "材料经审查不符合要求的，将再书面告知一次。",
    # 重新启动通知: the special procedure ended, the clock runs again (许可法 45; domain.md §6 no. 10)
    "resumption.title": "重新启动通知书",
    "resumption.copies": "一式二份，申请人执一份，一份存办件卷",
    "resumption.body": (
        "您（单位）的“{item}”申请，因{procedure}于{begun}中止计算办理期限。该程序已经结束，"
        "自{resumed}起恢复计算办理期限"
    ),
    "resumption.body_plain": "您（单位）的“{item}”申请，中止计算办理期限的情形已经消除，现恢复计算办理期限",
    "resumption.due": "，承诺不晚于{due}办结。",
    "resumption.no_due": "。",
    "resumption.note.count": "{procedure}实际所用的时间不计入办理期限，办结日期已经顺延。",
    # 不予受理决定书: reason, law, returned materials, remedies (许可法 32, 38, 78; rule 11; domain.md §6 no. 11)
    "refusal.title": "不予受理决定书",
    "refusal.copies": "一式二份，申请人执一份，一份存办件卷",
    "refusal.body.basis": "您（单位）于{day}提出的“{item}”申请，经审查，存在下列情形。根据{basis}，决定不予受理。",
    "refusal.body.licence": (
        "您（单位）于{day}提出的“{item}”申请，经审查，存在下列情形。"
        "根据《中华人民共和国行政许可法》第三十二条，决定不予受理。"
    ),
    "refusal.body.other": "您（单位）于{day}提出的“{item}”申请，经审查，存在下列情形，决定不予受理。",
    "refusal.ground": "不予受理情形",
    "refusal.competent": "有权机关",
    "refusal.note.competent": "本事项不属于本机关职权范围，请向{body}提出申请。",
    "refusal.note.again": "不予受理的情形消除后，可以重新提出申请。",
    # 不需许可告知书: no licence is needed, told at once (许可法 32(1); domain.md §6 no. 12)
    "not_needed.title": "不需许可告知书",
    "not_needed.title.other": "不需办理告知书",
    "not_needed.copies": "一式二份，申请人执一份，一份存办件卷",
    "not_needed.body.licence": (
        "您（单位）于{day}就“{item}”提出申请。经核对，您（单位）申请的事项依法不需要取得行政许可。"
        "根据《中华人民共和国行政许可法》第三十二条第一款第一项，即时告知不受理。"
    ),
    "not_needed.body.other": (
        "您（单位）于{day}就“{item}”提出申请。经核对，您（单位）申请的事项依法不需要办理该项手续，即时告知不受理。"
    ),
    "not_needed.note.free": (
        "您（单位）可以依法自行开展相关活动，无需提交申请材料，也不需要缴纳费用；法律、法规另有规定的，从其规定。"
    ),
}
