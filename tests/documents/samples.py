"""Papers of invented people, for the tests of this folder, for the bench and for looking at them."""

from __future__ import annotations

import datetime as dt

from counter.documents.model import (
    PaperAuthority,
    PaperCollector,
    PaperContent,
    PaperDefect,
    PaperExtension,
    PaperFee,
    PaperKind,
    PaperMaterial,
    PaperOwed,
    PaperPackage,
    PaperPart,
    PaperPosting,
    PaperProcedure,
    PaperPromise,
    PaperResult,
    Reprint,
)

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


REMEDIES = (
    "如不服本决定，可以自收到本决定书之日起60日内向云泽县人民政府（云泽县沿湖大道1号）申请行政复议，"
    "也可以自收到本决定书之日起6个月内依法向云泽县人民法院（云泽县司法路6号）提起行政诉讼。"
)
ARRIVED_AT = dt.datetime(2026, 11, 30, 2, 15, tzinfo=dt.UTC)
RESULTS = (
    PaperResult(name="中华人民共和国道路运输经营许可证", number="420106000123", validity="2026-12-01至2030-11-30"),
    PaperResult(name="准予行政许可决定书", number="云交许〔2026〕第57号"),
)
OWED = (
    PaperOwed(name=NAMES[2], form="原件1份、复印件1份", due_on=dt.date(2026, 12, 2)),
    PaperOwed(name=NAMES[8], form="原件1份，加盖公章", due_on=dt.date(2026, 12, 4)),
)
BROUGHT = tuple(PaperOwed(name=owed.name, form=owed.form, due_on=owed.due_on, arrived_at=ARRIVED_AT) for owed in OWED)
DEFECTS = (
    PaperDefect(
        name=NAMES[0],
        ground="《道路货物运输及站场管理规定》第八条第一项",
        remedy="第3页“拟投入车辆情况”未填写，请补填车牌号、核定载质量，并由申请人签名。",
    ),
    PaperDefect(
        name=NAMES[3],
        ground="《道路货物运输及站场管理规定》第八条第四项；办事指南材料清单第4项",
        remedy="从业资格证复印件已过有效期，请提交在有效期内的从业资格证原件核验，并留复印件1份。",
    ),
)
PROMISE = PaperPromise(signer="申请人", name="欧阳𠮷㛃", consequence="视为撤回申请")
RETURNED = NAMES[:4]

_SAYS: dict[PaperKind, dict[str, object]] = {
    PaperKind.CONSULTATION: {
        "number": "",
        "case_code": "",
        "conditions": (
            "有与其经营业务相适应并经检测合格的车辆",
            "有符合规定条件的驾驶人员",
            "有健全的安全生产管理制度",
        ),
        "materials": tuple(
            PaperMaterial(
                name=row.name,
                kind=row.kind,
                how_got="",
                required_copies=row.required_copies,
                received_copies=place % 2,
                note="可以容缺后补" if place in {2, 8} else "",
            )
            for place, row in enumerate(materials(9))
        ),
    },
    PaperKind.DEFERRAL_PROMISE: {"owed": OWED, "promise": PROMISE},
    PaperKind.DEFERRAL_NOTICE: {"owed": OWED, "promise": PROMISE, "materials": materials(6)},
    PaperKind.COMMITMENT: {
        "legal_basis": "《中华人民共和国道路运输条例》第二十一条、第二十三条",
        "promise": PaperPromise(
            signer="申请人",
            name="欧阳𠮷㛃",
            conditions=(
                "拟投入车辆的技术等级达到二级以上，并已通过安全技术检验",
                "拟聘用驾驶人员取得相应的机动车驾驶证，年龄不超过60周岁",
                "已经建立安全生产责任制度和安全生产业务操作规程",
            ),
            check_within="60个工作日",
        ),
    },
    PaperKind.CORRECTION_NOTICE: {
        "defects": DEFECTS,
        "accepted_at": None,
        "promised_due_on": None,
        "legal_due_on": None,
        "correction_due_on": dt.date(2026, 12, 14),
        "ground": "视为撤回申请",
        "materials": materials(4),
    },
    PaperKind.SUPPLEMENT_RECEIPT: {"owed": (BROUGHT[0], OWED[1])},
    PaperKind.RESUMPTION: {
        "procedure": PaperProcedure(
            name="专家评审",
            days="15个工作日",
            basis="",
            begins_on=dt.date(2026, 11, 25),
            resumed_on=dt.date(2026, 12, 15),
        ),
    },
    PaperKind.REFUSAL: {
        "accepted_at": None,
        "ground": "不属于本机关职权范围",
        "reasons": "申请从事的道路旅客运输经营（跨县班线），应当由设区的市级道路运输主管部门受理。",
        "legal_basis": "《中华人民共和国行政许可法》第三十二条第一款第二项、《中华人民共和国道路运输条例》第十条",
        "competent_body": "云州市交通运输局",
        "returned": RETURNED,
        "remedies": REMEDIES,
    },
    PaperKind.NOT_NEEDED: {
        "accepted_at": None,
        "reasons": "使用总质量4500千克及以下普通货运车辆从事普通货运经营，不需要申请取得道路运输经营许可证。",
        "legal_basis": "《中华人民共和国道路运输条例》第二十四条",
        "remedies": REMEDIES,
    },
    PaperKind.SPECIAL_PROCEDURE: {
        "procedure": PaperProcedure(
            name="专家评审",
            days="15个工作日",
            basis="《道路运输条例》第二十三条，办事指南“特别程序”一栏",
            executor="云泽县道路运输事业发展中心",
            phone="027-80000022",
            begins_on=dt.date(2026, 11, 25),
        ),
    },
    PaperKind.EXTENSION: {
        "reasons": "拟投入车辆的检测设备突发故障，检测结论不能在原期限内出具。",
        "extension": PaperExtension(
            by="10个工作日",
            approver="云泽县交通运输局副局长 韩立群",
            promised_before=dt.date(2026, 12, 7),
            legal_before=dt.date(2026, 12, 21),
        ),
        "promised_due_on": dt.date(2026, 12, 21),
        "legal_due_on": dt.date(2027, 1, 5),
    },
    PaperKind.OWED_EXTENSION: {
        "owed": (PaperOwed(name=OWED[1].name, form=OWED[1].form, due_on=dt.date(2026, 12, 18)),),
        "reasons": "发证机关停电停办，有证明。",
        "ground": "视为撤回申请",
        "extension": PaperExtension(by="", approver="周立新", promised_before=dt.date(2026, 12, 4)),
    },
    PaperKind.FEE_NOTICE: {
        "fees": (
            PaperFee(name="道路运输经营许可证工本费", amount_fen=1000, unit="证", basis="鄂价费〔2010〕88号"),
            PaperFee(name="营运车辆检测费", amount_fen=12050, unit="辆", basis="鄂价费〔2012〕6号", quantity=3),
        ),
    },
    PaperKind.WITHDRAWAL: {"reasons": "经营计划调整，暂不购置车辆。", "returned": RETURNED},
    PaperKind.RETURNED_MATERIALS: {
        "reasons": "申请人经补正后仍未提交有效的从业资格证。",
        "returned": RETURNED,
        "remedies": REMEDIES,
    },
    PaperKind.REVOCATION: {
        "reasons": "容缺受理后，申请人逾期未补交“拟投入运输车辆的行驶证、车辆技术等级评定证明”。",
        "legal_basis": "《云泽县政务服务中心容缺受理规则》第十一条",
        "returned": RETURNED,
        "remedies": REMEDIES,
    },
    PaperKind.LAPSE: {
        "owed": (BROUGHT[0], OWED[1]),
        "ground": "视为撤回申请",
        "reasons": "2026年12月4日期限届满，经2次电话提醒仍未补交。",
        "returned": RETURNED,
        "remedies": REMEDIES,
    },
    PaperKind.COLLECTION_NOTICE: {"results": RESULTS},
    PaperKind.COLLECTION: {
        "results": RESULTS,
        "collector": PaperCollector(
            name="阿依古丽·买买提",
            relation="受托人",
            id_document="居民身份证",
            id_number="653101198805123423",
            phone="13800000001",
            authority="授权委托书（2026年12月1日）",
            way="直接送达",
            at=ARRIVED_AT,
        ),
    },
    PaperKind.SERVICE_RETURN: {
        "results": RESULTS,
        "collector": PaperCollector(name="欧阳𠮷㛃", relation="本人", way="直接送达"),
    },
    PaperKind.AUTHORITY: {"number": "", "authority": PaperAuthority(agent_phone="13800000001")},
    PaperKind.POSTING: {
        "results": RESULTS,
        "posting": PaperPosting(
            addressee="欧阳𠮷㛃",
            phone="13800000000",
            address="湖北省云泽县城关镇沿湖大道18号滨湖花园三期12栋2单元1703室",
            waybill="EX123456789CN",
            payer="大厅承担",
        ),
    },
    PaperKind.TRUTH_PROMISE: {"number": "", "materials": materials(6)},
    PaperKind.PRIVACY_NOTICE: {"number": ""},
    PaperKind.PACKAGE_ACCEPTANCE: {
        "package": PaperPackage(
            name="开办货运企业一件事",
            lead="云泽县交通运输局",
            parts=(
                PaperPart(
                    name="道路普通货物运输经营许可（新办）",
                    lead="云泽县交通运输局",
                    assisting=("云泽县公安局",),
                    case_code="4201060312A000127",
                    decision="受理",
                    limit="10个工作日",
                    due_on=dt.date(2026, 12, 7),
                ),
                PaperPart(
                    name="企业设立登记",
                    lead="云泽县市场监督管理局",
                    assisting=("云泽县税务局", "云泽县公安局"),
                    case_code="4201060312A000128",
                    decision="容缺受理",
                    limit="1个工作日",
                    due_on=dt.date(2026, 11, 24),
                ),
                PaperPart(
                    name="道路运输证配发",
                    lead="云泽县交通运输局",
                    decision="待前置事项办结",
                    limit="3个工作日",
                ),
            ),
        ),
        "materials": materials(5),
    },
}
"""What each kind says beyond the sample case."""


def sample(kind: PaperKind, **changes: object) -> PaperContent:
    """The paper of that kind in the sample case, with changes; every kind that ``paper`` draws."""
    if kind is PaperKind.RECEIPT:
        return receipt(**changes)
    if kind is PaperKind.RESULT_COLLECTION:
        return collection(**changes)
    return _changed(ACCEPTANCE, {"kind": kind, "copies": ""} | _SAYS.get(kind, {}) | changes)


def _changed(content: PaperContent, changes: dict[str, object]) -> PaperContent:
    return PaperContent(**({name: getattr(content, name) for name in content.__struct_fields__} | changes))
