"""收件凭证, 受理通知书, 一件事受理通知书, 一次性告知单: what is taken in at the counter."""

from __future__ import annotations

TAKING = {
    # 收件凭证: receipt only; five working days; silence = accepted, which this paper proves (许可法 32, rules 3, 4)
    "receipt.title": "收件凭证",
    "receipt.body": "您（单位）于{day}向本机关提出“{item}”申请，本窗口已收到下列材料，特出具本凭证。",
    "receipt.note.only": "本凭证只证明收到申请材料，不表示申请已经受理，也不表示准予申请。",
    "receipt.note.decision": (
        "本机关自收到材料之日起5个工作日内（至{due}止）决定是否受理；"
        "材料不齐全或者不符合法定形式的，在此期限内一次告知需要补正的全部内容。"
    ),
    "receipt.note.decision_without_date": (
        "本机关自收到材料之日起5个工作日内决定是否受理；"
        "材料不齐全或者不符合法定形式的，在此期限内一次告知需要补正的全部内容。"
    ),
    "receipt.note.silence": "逾期不告知的，自收到材料之日起即为受理，本凭证即为已经受理的证明。",
    "receipt.note.law": (
        "以上期限和效力依据《中华人民共和国行政许可法》第三十二条；工作日不含法定节假日，收到材料当日不计入。"
    ),
    # 受理通知书: complete and accepted; due date; excluded time; applicant vouches (许可法 31, 32, 42, 45)
    "acceptance.title": "受理通知书",
    "acceptance.body.licence": (
        "您（单位）于{day}提出的“{item}”申请，材料齐全、符合法定形式，"
        "根据《中华人民共和国行政许可法》第三十二条，决定予以受理"
    ),
    "acceptance.body.other": ("您（单位）于{day}提出的“{item}”申请，材料齐全、符合办事指南的要求，决定予以受理"),
    "acceptance.body.due": "，承诺不晚于{due}办结。",
    "acceptance.body.no_due": "。",
    "acceptance.note.excluded": ("依法需要{procedures}的，所需时间不计入期限，另行书面告知，办结日期顺延。"),
    "acceptance.note.excluded_any": (
        "依法需要听证、招标、拍卖、检验、检测、检疫、鉴定、专家评审的，所需时间不计入期限，另行书面告知，办结日期顺延。"
    ),
    "acceptance.note.truth": "申请人对申请材料实质内容的真实性负责；提供虚假材料的，依法承担责任。",
    "note.progress": "办理进度可凭查询码{query_code}查询，或扫描右上角二维码查询。",
    "note.progress_code": "办理进度可凭查询码{query_code}查询。",
    "note.progress_scan": "办理进度可扫描右上角二维码查询。",
    "receipt.copies": "一式二份，申请人、受理窗口各执一份",
    "acceptance.copies": "一式二份，申请人、受理窗口各执一份",
    # 一次性告知单: everything needed, told once to who asks (许可法 29, 30; rule 16; domain.md §6 no. 3)
    "consultation.title": "一次性告知单",
    "consultation.copies": "一式二份，咨询人、窗口各执一份",
    "consultation.body": "您（单位）咨询办理“{item}”，现将办理的条件、材料、时限和费用一次告知如下。",
    "consultation.conditions": "受理条件",
    "consultation.materials": "需要提交的材料（共 {count} 项）",
    "consultation.copies_column": "份数",
    "consultation.held": "已备",
    "consultation.held_yes": "☑",
    "consultation.held_no": "□",
    "consultation.say": "要求和说明",
    "consultation.note.all": "除上列材料外，办理本事项不需要其他材料；标“☑”的材料您已经备好，标“□”的材料还需准备。",
    "consultation.note.forms": "申请书格式文本免费提供，可以委托代理人办理；依法应当由本人到场的除外。",
    "consultation.note.steps": "可能依法进行的特别程序（{procedures}），所需时间不计入期限，另行书面告知。",
    "consultation.note.valid": "本告知单不是收件凭证或者受理通知；办事指南有调整的，以提出申请时公布的办事指南为准。",
    "consultation.caller": "咨询人",
    "sign.caller": "咨询人签名：",
    "sign.teller": "告知人（{clerk}）签名：",
    # 一件事受理通知书: parts with departments, one due date each (国办发〔2022〕32号; domain.md §6 no. 25)
    "package_acceptance.title": "“一件事”受理通知书",
    "package_acceptance.copies": "一式二份，申请人、受理窗口各执一份",
    "package_acceptance.body": (
        "您（单位）于{day}提出的“{package}”申请，含下列 {count} 个事项，一次收取材料、由各有关部门分别办理。"
        "各事项的受理情况和办结日期如下："
    ),
    "package_acceptance.name": "一件事名称",
    "package_acceptance.lead": "牵头部门",
    "package_acceptance.part": "事项名称",
    "package_acceptance.departments": "办理部门",
    "package_acceptance.decision": "受理情况",
    "package_acceptance.due": "承诺办结",
    "package_acceptance.part_name": "{name}\n{case_code}",
    "package_acceptance.part_departments": "牵头：{lead}\n配合：{assisting}",
    "package_acceptance.part_due": "{due}\n（{limit}）",
    "package_acceptance.note.parts": (
        "各事项分别计算期限；有先后顺序的，前一事项办结后即转入下一事项，办结日期另行告知。"
    ),
    "package_acceptance.note.one": "同一份材料只需提交一次；各部门不再要求重复提交。",
}
