"""What the departments of the demo answer overnight, case by case, by the applicant's name."""

from __future__ import annotations

from typing import Any

import msgspec

from counter.hall.policies import PRACTICE_POLICY

Answers = tuple[tuple[str, dict[str, Any]], ...]

SECOND_DAY: Answers = (
    ("张𠮷㛃", {"act": "accept"}),
    ("白露晞", {"act": "refuse", "field": "form.scope", "reason": "经营地址与中小学校出入口的距离不足"}),
    ("江照晚", {"act": "correct", "defects": [{"material": "m04"}]}),
    ("阿依古丽·买买提", {"act": "hang", "procedure": "appraisal", "days": {"amount": 10}, "basis": "残疾评定"}),
    ("庄晓梦", {"act": "extend", "days": {"amount": 5}, "reason": "制证设备检修"}),
    ("秦月明", {"act": "dishonest", "reason": "容缺逾期未补"}),
    ("陈一帆", {"act": "grant"}),
    ("何秋实", {"act": "grant"}),
    ("云溪县众诚人力资源有限公司", {"act": "grant"}),
)
LAST_DAY: Answers = (
    ("阿依古丽·买买提", {"act": "resume"}),
    ("阿依古丽·买买提", {"act": "grant"}),
    ("龙在田", {"act": "grant"}),
    ("云溪县清江劳务有限公司", {"act": "deny", "reason": "验资报告所载注册资本不足二百万元"}),
)
LAST_POLICY = msgspec.structs.replace(PRACTICE_POLICY, e_seal=True)
"""The hall's rules from the last day on: papers bear the department's 电子印章."""
_TAKEAWAY = "11421199MB1A01012H442013190100001"
_PRINCIPAL = {
    "name": "何秋实",
    "id_number": "421199198603071064",
    "phone": "13900000106",
    "address": "云溪县清江路18号",
}
FORMS: dict[str, dict[str, Any]] = {
    "consultation": {"item_code": _TAKEAWAY},
    "authority": {
        "item_code": _TAKEAWAY,
        "applicant": _PRINCIPAL,
        "agent": {"name": "柳长风", "phone": "13900000166", "authority_scope": "代为申请、签收文书"},
        "authority": {"scope": ["代为申请", "签收文书"], "valid_from": "2026-10-12", "valid_until": "2026-12-31"},
    },
    "truth_promise": {"item_code": _TAKEAWAY, "applicant": _PRINCIPAL},
    "privacy_notice": {"applicant": _PRINCIPAL},
    "package_acceptance": {
        "applicant": _PRINCIPAL,
        "package": {
            "name": "开餐饮店一件事",
            "lead": "云溪县市场监督管理局",
            "parts": [
                {"name": "小餐饮经营登记", "lead": "云溪县市场监督管理局", "decision": "受理", "limit": "3个工作日",
                 "due_on": "2026-10-15"},
                {"name": "设置大型户外广告审批", "lead": "云溪县城市管理执法局", "decision": "待前置事项办结",
                 "limit": "5个工作日"},
            ],
        },
    },
}  # fmt: skip
"""What the forms without a number are filled in with."""
TICKETS: dict[str, dict[str, Any]] = {
    "queue": {"number": "A023", "business": "综合受理", "waiting": 4, "windows": "08-12号窗口", "phone_tail": "0101"},
    "booking": {
        "name": "何秋实",
        "id_number": "421199198603071064",
        "department": "云溪县市场监督管理局",
        "item": "小餐饮经营登记",
        "day": "2026-10-21",
        "slot": "08:30-09:29",
    },
}
"""What the tickets say."""
