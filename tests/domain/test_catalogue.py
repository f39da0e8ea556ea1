"""Rules of the catalogue that a schema cannot say, one item at a time and items together."""

from __future__ import annotations

import msgspec
import pytest

from counter.domain.catalogue import GB_SCHEME, ItemFault, catalogue_faults, item_faults
from counter.domain.item import (
    FieldKind,
    FormField,
    Handling,
    MaterialKind,
    MaterialSource,
    MaterialSpec,
    Need,
    ResultSpec,
    ServiceItem,
    Situation,
    SituationAnswer,
    TimeLimit,
    TimeUnit,
)

REPORT = MaterialSpec(code="m01", name="检测报告", need=Need.REQUIRED, kind=MaterialKind.COPY)
ITEM = ServiceItem(
    code="12441500196720244T344219980600301",
    implementing_code="12441500196720244T3442199806003",
    version=1,
    name="样本许可",
    item_type="01",
    department="云溪县样本局",
    department_code="12441500196720244T",
    service_targets=("1",),
    handling=Handling.PROMISED,
    legal_limit=TimeLimit(amount=20),
    promised_limit=TimeLimit(amount=5),
    accept_conditions=("有固定场所",),
    materials=(REPORT,),
    form=(FormField(key="address", label="地址", kind=FieldKind.TEXT),),
    situations=(
        Situation(
            code="place",
            question="场所类别",
            answers=(SituationAnswer(code="hotel", label="旅馆"), SituationAnswer(code="shop", label="商店")),
        ),
    ),
    results=(ResultSpec(name="样本许可证", kind="证照"),),
    legal_basis=("《样本法》第一条",),
    hall_address="云溪大道66号",
    office_hours="工作日",
    enquiry_phone="0713-5550001",
    complaint_phone="12345",
    reconsideration_body="云溪县人民政府",
    reconsideration_address="府前路1号",
    court="云溪县人民法院",
    court_address="凤栖路18号",
    effective_from="2024-01-01",
)


def faults(**changes: object) -> list[ItemFault]:
    return list(item_faults(msgspec.structs.replace(ITEM, **changes)))


def codes(**changes: object) -> list[str]:
    return [fault.code for fault in faults(**changes)]


def test_an_item_that_keeps_every_rule_has_no_fault() -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("department_code", "basic"),
    [("12441500196720244T", "3442199806003"), ("11310000MB2F30661Y", "2312003564000")],
)
def test_the_codes_that_were_seen_in_the_wild_are_valid(department_code: str, basic: str) -> None:
    implementing = department_code + basic
    assert codes(department_code=department_code, implementing_code=implementing, code=implementing + "01") == []


def test_a_credit_code_with_one_wrong_character_is_a_fault() -> None:
    wrong = "12441500196720245T"
    implementing = wrong + "3442199806003"
    assert faults(department_code=wrong, implementing_code=implementing, code=implementing + "01") == [
        ItemFault(
            path=("department_code",),
            code="catalogue.check_character",
            message="not a valid unified social credit code",
        )
    ]


@pytest.mark.parametrize(
    "code",
    [
        "12441500196720244T34421998060030",
        "12441500196720244T3442199806003011",
        "12441500196720244T044219980600301",
        "12441500196720244T844219980600301",
        "12441500196720244T34421998060030A",
        "12441500196720244T34421998060030１",
        "12441500196720244T344219980600301\n",
    ],
)
def test_a_code_that_is_not_thirty_three_characters_of_the_standard_is_a_fault(code: str) -> None:
    assert codes(code=code) == ["catalogue.code_form"]


def test_a_code_of_another_department_is_a_fault() -> None:
    other = "11310000MB2F30661Y3442199806003"
    assert codes(code=other + "01", implementing_code=other) == ["catalogue.code_department"]


def test_another_scheme_takes_any_fifty_ascii_characters_and_no_more() -> None:
    scheme = {"code_scheme": "GB/T 39046 24", "implementing_code": "MZ.2024"}
    assert GB_SCHEME != "GB/T 39046 24"
    assert codes(code="a" * 50, **scheme) == []
    assert codes(code="a" * 51, **scheme) == ["catalogue.code_form"]
    assert codes(code="民政-1", **scheme) == ["catalogue.code_form"]


@pytest.mark.parametrize(
    ("promised", "legal", "expected"),
    [
        (TimeLimit(amount=20), TimeLimit(amount=20), []),
        (TimeLimit(amount=21), TimeLimit(amount=20), ["catalogue.promise_over_law"]),
        (TimeLimit(amount=0), TimeLimit(amount=20), ["catalogue.promise_missing"]),
        (TimeLimit(amount=20), TimeLimit(amount=30, unit=TimeUnit.CALENDAR_DAYS), []),
        (TimeLimit(amount=31), TimeLimit(amount=30, unit=TimeUnit.CALENDAR_DAYS), ["catalogue.promise_over_law"]),
        (
            TimeLimit(amount=31, unit=TimeUnit.CALENDAR_DAYS),
            TimeLimit(amount=30, unit=TimeUnit.CALENDAR_DAYS),
            ["catalogue.promise_over_law"],
        ),
        (TimeLimit(amount=28, unit=TimeUnit.CALENDAR_DAYS), TimeLimit(amount=20), []),
        (TimeLimit(amount=41, unit=TimeUnit.CALENDAR_DAYS), TimeLimit(amount=20), ["catalogue.promise_over_law"]),
        (TimeLimit(amount=24, unit=TimeUnit.HOURS), TimeLimit(amount=1), []),
        (TimeLimit(amount=49, unit=TimeUnit.HOURS), TimeLimit(amount=1), ["catalogue.promise_over_law"]),
        (TimeLimit(amount=24, unit=TimeUnit.HOURS), TimeLimit(amount=24, unit=TimeUnit.HOURS), []),
        (TimeLimit(amount=2), TimeLimit(amount=24, unit=TimeUnit.HOURS), ["catalogue.promise_over_law"]),
    ],
)
def test_a_promise_is_never_longer_than_the_law_allows(
    promised: TimeLimit, legal: TimeLimit, expected: list[str]
) -> None:
    assert codes(promised_limit=promised, legal_limit=legal) == expected


def test_an_on_spot_item_promises_nothing_but_now() -> None:
    assert codes(handling=Handling.ON_SPOT, promised_limit=TimeLimit(amount=0)) == []
    assert codes(handling=Handling.ON_SPOT) == ["catalogue.on_spot_promise"]


@pytest.mark.parametrize(
    "name",
    [
        "其他材料",
        "其它材料",
        "其他相关材料",
        "法律、行政法规规定的其他材料",
        "法律、法规规定的其他有关证明文件",
        "需要提供的其他资料",
        "登记机关要求提交的其他文件",
        "相关证明材料",
        "有关资料",
        "身份证明、户口簿等相关材料",
    ],
)
def test_a_catch_all_material_is_a_fault(name: str) -> None:
    (fault,) = faults(materials=(msgspec.structs.replace(REPORT, name=name),))
    assert (fault.code, fault.path) == ("catalogue.catch_all", ("materials", 0, "name"))


@pytest.mark.parametrize(
    "name",
    [
        "其他共有人同意处分的书面声明",
        "收入证明材料",
        "安全条件和管理制度文件",
        "亲属关系证明",
        "与设备相关的技术资料",
        "申请书",
    ],
)
def test_a_material_that_is_named_for_itself_may_stand(name: str) -> None:
    assert codes(materials=(msgspec.structs.replace(REPORT, name=name),)) == []


def test_a_deferrable_material_needs_a_main_one_and_a_promised_item() -> None:
    later = msgspec.structs.replace(REPORT, code="m02", need=Need.DEFERRABLE)
    on_spot = {"handling": Handling.ON_SPOT, "promised_limit": TimeLimit(amount=0)}
    assert codes(materials=(REPORT, later)) == []
    assert codes(materials=(later,)) == ["catalogue.main_material_missing"]
    assert codes(materials=(REPORT, later), **on_spot) == ["catalogue.deferrable_on_spot"]


def test_a_material_of_a_government_body_names_that_body() -> None:
    bare = msgspec.structs.replace(REPORT, source=MaterialSource.GOVERNMENT)
    assert codes(materials=(bare,)) == ["catalogue.issuer_missing"]
    assert codes(materials=(msgspec.structs.replace(bare, issued_by="公安机关"),)) == []


def test_only_when_leans_on_an_answer_that_exists() -> None:
    def when(*conditions: str) -> list[str]:
        return codes(materials=(REPORT, msgspec.structs.replace(REPORT, code="m02", only_when=conditions)))

    assert when("place=hotel", "place=shop") == []
    assert when("place=bar") == ["catalogue.unknown_situation"]
    assert when("place", "hotel=place", "") == ["catalogue.unknown_situation"] * 3


def test_codes_and_keys_stand_once() -> None:
    twice = faults(materials=(REPORT, REPORT), form=ITEM.form * 2, situations=ITEM.situations * 2)
    assert [(fault.code, fault.path) for fault in twice] == [
        ("catalogue.repeated", ("materials", 1, "code")),
        ("catalogue.repeated", ("situations", 1, "code")),
        ("catalogue.repeated", ("form", 1, "key")),
    ]


@pytest.mark.parametrize("key", ["地址", "Address", "1st", "", "ａddress", "a b", "address\n"])
def test_a_form_key_is_lower_case_ascii(key: str) -> None:
    (fault,) = faults(form=(FormField(key=key, label="地址", kind=FieldKind.TEXT),))
    assert (fault.code, fault.path) == ("catalogue.key_form", ("form", 0, "key"))


@pytest.mark.parametrize(
    ("first", "until"), [("2024-02-30", ""), ("", ""), ("2024-01-01", "2023-12-32"), ("20240101", "")]
)
def test_a_day_that_is_not_in_the_calendar_is_a_fault(first: str, until: str) -> None:
    assert codes(effective_from=first, effective_until=until) == ["catalogue.no_such_day"]


def test_an_item_does_not_end_before_it_begins() -> None:
    assert codes(effective_until="2024-01-01") == []
    assert codes(effective_until="2023-12-31") == ["catalogue.dates_order"]


@pytest.mark.parametrize(
    ("department", "body", "expected"),
    [
        ("云溪县公安局", "云溪县人民政府", []),
        ("云溪县公安局", "楚东市公安局", ["catalogue.reconsideration_body"]),
        ("国家税务总局云溪县税务局", "国家税务总局楚东市税务局", []),
        ("国家税务总局云溪县税务局", "云溪县人民政府", ["catalogue.reconsideration_body"]),
        ("云溪县烟草专卖局", "楚东市烟草专卖局", []),
        ("云溪县烟草专卖局", "云溪县人民政府", []),
        ("云溪县公安局", "", ["catalogue.remedy_missing"]),
    ],
)
def test_reconsideration_goes_to_the_body_that_the_law_names(department: str, body: str, expected: list[str]) -> None:
    assert codes(department=department, reconsideration_body=body) == expected


def test_labels_say_what_is_true_of_the_item() -> None:
    assert codes(service_labels=("网上办", "一次办")) == []
    assert codes(service_labels=("马上办",)) == ["catalogue.label"]
    assert codes(service_labels=("一次办",), visits=2) == ["catalogue.label"]


def test_a_code_and_version_stand_once_in_the_catalogue() -> None:
    ((index, fault),) = catalogue_faults((ITEM, ITEM))
    assert (index, fault.code, fault.path) == (1, "catalogue.code_repeated", ("code",))


def test_two_versions_of_a_code_follow_each_other() -> None:
    old = msgspec.structs.replace(ITEM, effective_until="2025-12-31")
    new = msgspec.structs.replace(ITEM, version=2, effective_from="2026-01-01")
    early = msgspec.structs.replace(new, effective_from="2025-12-31")
    assert list(catalogue_faults((old, new))) == []
    assert list(catalogue_faults((new, old))) == []
    assert [(index, fault.code) for index, fault in catalogue_faults((old, early))] == [
        (1, "catalogue.versions_overlap")
    ]


@pytest.mark.parametrize(
    ("department", "name"),
    [
        ("云溪县公安局", "旅馆业特种行业许可"),
        ("云溪县地方金融管理局", "小额贷款公司设立"),
        ("楚东市生态环境局云溪县分局", "排污许可证核发"),
        ("云溪县卫生健康局", "公共场所卫生许可新办"),
        ("云溪县市场监督管理局", "食品经营许可新办"),
        ("云溪县应急管理局", "烟花爆竹经营（零售）许可"),
        ("云溪县住房和城乡建设局", "燃气经营许可"),
    ],
)
def test_no_commitment_on_security_finance_environment_and_life_42_of_2020(department: str, name: str) -> None:
    """国办发〔2020〕42号: what can hardly be put right again is not decided on a promise."""
    found = codes(department=department, name=name, commitment_conditions=("有固定场所",))
    assert found == ["catalogue.commitment_excluded"]
    assert codes(department=department, name=name) == []


def test_a_commitment_names_each_condition_once() -> None:
    assert codes(commitment_conditions=("有固定场所", "有专职人员")) == []
    assert codes(commitment_conditions=("有固定场所", "有固定场所")) == ["catalogue.repeated"]


def test_joint_handling_lasts_forty_five_working_days_at_most_and_is_never_on_the_spot_art_42() -> None:
    """行政许可法 art. 42(2)."""
    long = TimeLimit(amount=120)
    assert codes(joint_handling=True, promised_limit=TimeLimit(amount=45), legal_limit=long) == []
    assert codes(joint_handling=True, promised_limit=TimeLimit(amount=91), legal_limit=long) == [
        "catalogue.promise_over_law"
    ]
    on_spot = {"handling": Handling.ON_SPOT, "promised_limit": TimeLimit(amount=0)}
    assert codes(joint_handling=True, **on_spot) == ["catalogue.joint_on_spot"]
