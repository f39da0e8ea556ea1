"""The words of the papers, by code, in one place for the legal office to approve.

Every text is a paraphrase of the rule named beside it (domain.md §1 and §6) and no legal advice: a hall's own legal
office must approve the final wording. ``{names}`` are filled with the paper's values; a value is never a template.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

TEXTS: Mapping[str, str] = MappingProxyType(
    {
        # what every paper says
        "date": "{year}年{month}月{day}日",
        "time": "{year}年{month}月{day}日 {hour:02d}:{minute:02d}",
        "frame.number": "编号：{number}",
        "frame.query_code": "查询码：{query_code}",
        "frame.case_code": "办件编号：{case_code}",
        "frame.scan": "扫码查询进度",
        "frame.page": "第 {page} 页 共 {pages} 页",
        "frame.copies": "{copies}",
        "frame.chain_head": "链首 {chain_head}",
        "frame.made": "制作时间 {time}",
        "frame.desk": "{hall} {window}",
        "frame.reprint": "补打 第 {count} 次　补打时间：{time}　经办人：{clerk}　原因：{reason}",
        "frame.practice": "培训演练",
        "frame.practice_effect": "不具法律效力",
        "time.provisional": "※ 本文书所载时间以本机为准，未经平台校时；平台校时后如有出入，以平台记录为准。",
        "seal.place": "（加盖{seal}）",
        "sign.applicant": "申请人（代理人）签名：",
        "sign.applicant_day": "签收日期：",
        "sign.clerk": "窗口经办人（{clerk}）签名：",
        "sign.collector": "领取人签名：",
        "sign.collector_day": "领取日期：",
        "label.applicant": "申请人",
        "label.applicant_kind": "申请人类型",
        "label.id_document": "{id_document}",
        "label.legal_representative": "法定代表人",
        "label.address": "联系地址",
        "label.agent": "代理人",
        "label.contact": "联系人",
        "label.phone": "联系电话",
        "label.item": "事项名称",
        "label.item_code": "事项编码",
        "label.received_at": "收件时间",
        "label.accepted_at": "受理时间",
        "label.due": "办结日期",
        "label.fees": "收费",
        "label.delivery": "结果送达",
        "label.collector": "领取人",
        "value.promised_due": "承诺 {date}",
        "value.legal_due": "法定 {date}",
        "value.with_limit": "{date}（{limit}）",
        "value.with_kind": "{name}（{kind}）",
        "value.fee": "{name} {amount} 元",
        "value.fee_per_unit": "{name} {amount} 元/{unit}",
        "value.fee_basis": "（{basis}）",
        "value.no_fee": "不收费",
        "table.materials": "材料清单（共 {count} 项）",
        "table.results": "结果文书（共 {count} 项）",
        "column.place": "序号",
        "column.material": "材料名称",
        "column.kind": "形式",
        "column.how_got": "收取方式",
        "column.required": "应收",
        "column.received": "实收",
        "column.note": "备注",
        "column.result": "文书名称",
        "column.result_number": "文书编号",
        "column.validity": "有效期",
        "column.copies": "份数",
        "notes.heading": "告知事项",
        "note.enquiry": "咨询电话：{enquiry}。投诉电话：{complaint}。",
        "note.enquiry_only": "咨询电话：{enquiry}。",
        "note.complaint_only": "投诉电话：{complaint}。",
        "note.address": "地址：{address}。",
        "note.own": "{note}",
        # 收件凭证: receipt only; five working days; silence = accepted, which this paper proves (许可法 32, rules 3, 4)
        "receipt.title": "收件凭证",
        "receipt.seal": "{department}收件专用章",
        "receipt.address": "{applicant}：",
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
        "acceptance.seal": "{department}专用章",
        "acceptance.address": "{applicant}：",
        "acceptance.body.licence": (
            "您（单位）于{day}提出的“{item}”申请，材料齐全、符合法定形式，"
            "根据《中华人民共和国行政许可法》第三十二条，决定予以受理"
        ),
        "acceptance.body.other": ("您（单位）于{day}提出的“{item}”申请，材料齐全、符合办事指南的要求，决定予以受理"),
        "acceptance.body.due": "，承诺不晚于{due}办结。",
        "acceptance.body.no_due": "。",
        "acceptance.note.excluded": ("依法需要{procedures}的，所需时间不计入期限，另行书面告知，办结日期顺延。"),
        "acceptance.note.excluded_any": (
            "依法需要听证、招标、拍卖、检验、检测、检疫、鉴定、专家评审的，"
            "所需时间不计入期限，另行书面告知，办结日期顺延。"
        ),
        "acceptance.note.truth": "申请人对申请材料实质内容的真实性负责；提供虚假材料的，依法承担责任。",
        "acceptance.note.progress": "办理进度可凭查询码{query_code}查询，或扫描右上角二维码查询。",
        "acceptance.note.progress_code": "办理进度可凭查询码{query_code}查询。",
        "acceptance.note.progress_scan": "办理进度可扫描右上角二维码查询。",
        # 即办结果领取凭证: decided on the spot; received (许可法 34, 38; domain.md §6 no. 18)
        "result_collection.title": "即办结果领取凭证",
        "result_collection.seal": "{department}专用章",
        "result_collection.address": "{applicant}：",
        "result_collection.body": (
            "您（单位）于{day}提出的“{item}”申请，材料齐全，能够当场作出决定，"
            "本机关已当场办结。结果见下表，请当面核对。"
        ),
        "result_collection.statement": "领取人已当面核对上列结果文书，确认无误并如数领取。",
        "result_collection.note.check": "结果文书如有文字差错，请当场提出，或于日后持本凭证到本窗口更正。",
        "result_collection.note.remedies": "{remedies}",
    },
)


def words(code: str, **values: str | int) -> str:
    """The text of that code with its values filled in; braces inside a value stay what they are."""
    return TEXTS[code].format(**values)
