"""出件通知, 领取凭证, 即办结果领取凭证, 送达回证, 邮寄确认单: how a result reaches the applicant."""

from __future__ import annotations

HANDING = {
    # 即办结果领取凭证: decided on the spot; received (许可法 34, 38; domain.md §6 no. 18)
    "result_collection.title": "即办结果领取凭证",
    "result_collection.body": (
        "您（单位）于{day}提出的“{item}”申请，材料齐全，能够当场作出决定，本机关已当场办结。结果见下表，请当面核对。"
    ),
    "result_collection.statement": "领取人已当面核对上列结果文书，确认无误并如数领取。",
    "result_collection.note.check": "结果文书如有文字差错，请当场提出，或于日后持本凭证到本窗口更正。",
    "result_collection.note.remedies": "{remedies}",
    "result_collection.copies": "一式二份，领取人、窗口各执一份",
    # 出件通知: the result is there; what to bring (许可法 44; domain.md §6 no. 18)
    "collection_notice.title": "结果领取通知书",
    "collection_notice.copies": "一式一份，交申请人",
    "collection_notice.body": "您（单位）申请办理的“{item}”已经办结，结果文书已送达本大厅，请按下列说明领取。",
    "collection_notice.place": "领取地点",
    "collection_notice.note.self": (
        "本人领取的，请携带有效身份证件原件；单位领取的，请携带法定代表人身份证件或者授权委托书。"
    ),
    "collection_notice.note.agent": "委托他人领取的，请携带授权委托书、委托人身份证件复印件和受托人身份证件原件。",
    "collection_notice.note.post": "不便到场的，可以申请邮寄送达，请与窗口联系确认收件地址。",
    "collection_notice.note.hold": "结果文书由窗口代为保管，领取不收取费用。",
    # 领取凭证: who received which documents (domain.md §6 no. 18)
    "collection.title": "结果领取凭证",
    "collection.copies": "一式二份，领取人、窗口各执一份",
    "collection.body": "您（单位）申请办理的“{item}”已经办结，下列结果文书已由领取人当面领取。",
    "collection.relation": "与申请人关系",
    "collection.document": "证件号码",
    "collection.authority": "授权依据",
    "collection.time": "领取时间",
    # 送达回证 (民事诉讼法 87-91, 行政许可法 44; domain.md §6 no. 19)
    "service_return.title": "送达回证",
    "service_return.copies": "一式一份，由送达机关存办件卷",
    "service_return.documents": "送达文书名称及文号",
    "service_return.addressee": "受送达人",
    "service_return.place": "送达地点",
    "service_return.way": "送达方式",
    "service_return.received": "收到时间",
    "service_return.received_open": "　　　　年　　月　　日　　时　　分",
    "service_return.sign": "受送达人签名或者盖章",
    "service_return.substitute": "代收人签名及代收理由",
    "service_return.substitute_is": "{name}（{relation}）",
    "service_return.refused": "拒收事由及见证人",
    "service_return.witness": "见证人：{witness}",
    "service_return.server": "送达人（{clerk}）签名：",
    "service_return.remark": "备注",
    "service_return.document": "{name}（{number}）",
    "service_return.note.date": (
        "受送达人在本回证上签收的日期为送达日期；邮寄送达的，以回执上注明的收件日期为送达日期。"
    ),
    "service_return.note.substitute": (
        "受送达人不在的，可由其同住成年家属、单位负责收件的人或者受托人代收，并注明与受送达人的关系和代收理由。"
    ),
    "service_return.note.refused": (
        "拒绝接收的，送达人应当记明拒收事由和日期，由见证人和送达人签名或者盖章，依法留置送达；或者采用拍照、"
        "录像等方式记录送达过程。"
    ),
    "service_return.way.default": "直接送达",
    # 邮寄确认单: consent, address, waybill, who pays (domain.md §6 no. 21)
    "posting.title": "结果文书邮寄确认单",
    "posting.copies": "一式一份，存办件卷",
    "posting.body": "本人（单位）申请办理的“{item}”，自愿选择以邮寄方式送达结果文书，并确认下列收件信息准确无误。",
    "posting.addressee": "收件人",
    "posting.address": "收件地址",
    "posting.phone": "收件电话",
    "posting.waybill": "邮件单号",
    "posting.payer": "邮费承担",
    "posting.note.consent": (
        "因所提供的收件信息不准确、变更后未及时告知或者无人签收而未能送达的，由收件人自行承担相应后果，"
        "文书退回本窗口保管。"
    ),
    "posting.note.date": "以收件人签收的日期为送达日期；需要撤回邮寄的，请在揽收前与窗口联系。",
    "posting.note.privacy": "收件信息只用于本次邮寄送达，提供给承运的邮政企业。",
    "sign.sender": "申请人（代理人）签名：",
}
