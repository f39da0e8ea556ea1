"""Papers of invented people, for the tests of this folder, for the bench and for looking at them."""

from __future__ import annotations

import datetime as dt

from counter.documents.model import PaperContent, PaperFee, PaperKind, PaperMaterial, PaperResult, Reprint

RECEIVED_AT = dt.datetime(2026, 11, 23, 1, 41, 7, tzinfo=dt.UTC)  # 09:41 in China
ISSUED_AT = dt.datetime(2026, 11, 23, 1, 52, 30, tzinfo=dt.UTC)

NAMES = (
    "道路货物运输经营申请表",
    "法定代表人或者主要负责人身份证件",
    "拟投入运输车辆的行驶证、车辆技术等级评定证明",
    "拟聘用驾驶人员的机动车驾驶证、从业资格证及其复印件",
    "安全生产管理制度文本（包括安全生产责任制度、安全生产业务操作规程、车辆和驾驶人员安全生产管理制度）",
    "经办人身份证件、授权委托书",
    "企业章程",
    "停车场地使用权证明或者租赁合同（租赁期限不少于1年）",
    "拟投入车辆承诺书",
    "《企业营业执照》（统一社会信用代码）",
    "专职安全管理人员任命文件",
    "从业人员安全培训记录（2025—2026年度）",
)
KINDS = ("原件", "原件", "原件或复印件", "复印件")
WAYS = ("原件", "数据共享", "扫描", "复印件", "电子证照", "免提交")


def materials(count: int, *, noted: bool = True) -> tuple[PaperMaterial, ...]:
    """So many rows of 材料清单."""
    return tuple(
        PaperMaterial(
            name=NAMES[place % len(NAMES)] if place < len(NAMES) else f"{NAMES[place % len(NAMES)]}（{place + 1}）",
            kind=KINDS[place % len(KINDS)],
            how_got=WAYS[place % len(WAYS)],
            required_copies=1 + place % 2,
            received_copies=1 + place % 2,
            note="省电子证照库核验" if noted and WAYS[place % len(WAYS)] == "电子证照" else "",
        )
        for place in range(count)
    )


ACCEPTANCE = PaperContent(
    kind=PaperKind.ACCEPTANCE,
    number="420106-03-12-A-000127-7",
    case_code="4201060312A000127",
    query_code="7Q4M2K",
    department="云泽县交通运输局",
    hall_name="云泽县政务服务大厅",
    hall_address="云泽县沿湖大道18号",
    window="03号窗口",
    clerk_name="周敏",
    applicant_kind="自然人",
    applicant_name="欧阳𠮷㛃",
    id_document="居民身份证",
    id_number="420106199003072411",
    applicant_address="湖北省云泽县城关镇沿湖大道18号滨湖花园三期12栋2单元1703室（原云泽县供销合作社家属院东侧）",
    agent_name="阿依古丽·买买提",
    agent_id_document="居民身份证",
    agent_id_number="653101198805123423",
    contact_phone="13800000000",
    item_name="道路普通货物运输经营许可（新办）",
    item_code="11420106MB1234567X400011801200001",
    received_at=RECEIVED_AT,
    accepted_at=RECEIVED_AT,
    issued_at=ISSUED_AT,
    decision_due_on=dt.date(2026, 11, 30),
    promised_due_on=dt.date(2026, 12, 7),
    promised_limit="10个工作日",
    legal_due_on=dt.date(2026, 12, 21),
    legal_limit="20个工作日",
    excluded_time=("检测", "专家评审"),
    materials=materials(12),
    fees=(PaperFee(name="道路运输经营许可证工本费", amount_fen=1000, unit="证", basis="鄂价费〔2010〕88号"),),
    delivery="邮政送达",
    enquiry_phone="027-80000001",
    complaint_phone="12345",
    progress_url_base="https://zwfw.example.gov.cn/p",
    chain_head="1a2b3c4d",
    copies="一式二份，申请人、窗口各执一份",
)


def acceptance(**changes: object) -> PaperContent:
    """受理通知书 with changes."""
    return _changed(ACCEPTANCE, changes)


def receipt(**changes: object) -> PaperContent:
    """收件凭证 of a company, with changes."""
    company: dict[str, object] = {
        "kind": PaperKind.RECEIPT,
        "applicant_kind": "企业法人",
        "applicant_name": "云泽县湖畔食品有限责任公司",
        "id_document": "统一社会信用代码",
        "id_number": "91420106MA4KABCD6T",
        "legal_representative": "张𫖯䶮",
        "accepted_at": None,
        "fees": (),
    }
    return _changed(ACCEPTANCE, company | changes)


def collection(**changes: object) -> PaperContent:
    """即办结果领取凭证 with changes."""
    on_spot: dict[str, object] = {
        "kind": PaperKind.RESULT_COLLECTION,
        "item_name": "社会保障卡补领",
        "item_type": "20",
        "materials": materials(2, noted=False),
        "fees": (),
        "promised_due_on": None,
        "legal_due_on": None,
        "delivery": "窗口领取",
        "collector_relation": "代理人",
        "results": (
            PaperResult(name="中华人民共和国社会保障卡", number="A12345678", validity="2026-11-23至2036-11-22"),
        ),
    }
    return _changed(ACCEPTANCE, on_spot | changes)


def reprint(count: int = 1) -> Reprint:
    """补打 of that count."""
    return Reprint(
        count=count,
        reason="申请人遗失原件",
        clerk_name="周敏",
        reprinted_at=dt.datetime(2026, 11, 25, 2, 0, tzinfo=dt.UTC),
    )


def _changed(content: PaperContent, changes: dict[str, object]) -> PaperContent:
    return PaperContent(**({name: getattr(content, name) for name in content.__struct_fields__} | changes))
