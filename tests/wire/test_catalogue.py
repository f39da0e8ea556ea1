"""Catalogue files are read all or nothing, and each fault is told with its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.domain.deadlines import SpecialProcedure, listed_procedures
from counter.domain.item import Handling, Need, ServiceItem, TimeLimit
from counter.wire.catalogue import MAX_SIZE_BYTES, CatalogueFaults, Fault, read_catalogue, read_catalogue_files

CATALOGUE = Path(__file__).parents[2] / "resources" / "catalogue"

SAMPLE = """\
{"departments": [{
  "department": "云溪县样本局",
  "department_code": "11310000MB2F30661Y",
  "hall_address": "云溪大道66号", "office_hours": "工作日",
  "enquiry_phone": "0713-5550001",
  "complaint_phone": "12345",
  "reconsideration_body": "云溪县人民政府", "reconsideration_address": "府前路1号",
  "court": "云溪县人民法院", "court_address": "凤栖路18号",
  "items": [
    {
      "code": "11310000MB2F30661Y400013100200001",
      "version": 1,
      "name": "样本许可",
      "item_type": "01",
      "service_targets": ["1", "2"],
      "handling": "promised",
      "legal_limit": {"amount": 20},
      "promised_limit": {"amount": 5},
      "accept_conditions": ["有固定场所"],
      "materials": [
        {"code": "m01", "name": "申请书", "need": "required", "kind": "original"},
        {"code": "m02", "name": "检测报告", "need": "deferrable", "kind": "copy", "only_when": ["place=hotel"]},
        {"code": "m03", "name": "营业执照", "need": "required", "kind": "copy",
         "source": "government", "issued_by": "市场监管部门"}
      ],
      "form": [
        {"key": "address", "label": "地址", "kind": "text", "required": true},
        {"key": "size", "label": "规模", "kind": "choice", "choices": ["大", "小"]},
        {"key": "area", "label": "面积", "kind": "number", "minimum": 1, "maximum": 9}
      ],
      "situations": [
        {"code": "place", "question": "场所", "answers": [{"code": "hotel", "label": "旅馆"},
          {"code": "shop", "label": "商店"}]}
      ],
      "fees": [{"name": "工本费", "amount_fen": 0, "unit": "件", "basis": "免收"}],
      "results": [{"name": "样本许可证", "kind": "证照"}],
      "legal_basis": ["《样本法》第一条"],
      "effective_from": "2024-01-01"
    },
    {
      "$comment": "second item",
      "code": "11310000MB2F30661Y400203100300002",
      "version": 1,
      "name": "样本登记", "item_type": "20", "service_targets": ["1"],
      "handling": "on_spot", "legal_limit": {"amount": 3}, "promised_limit": {"amount": 0},
      "accept_conditions": ["本县户籍"],
      "materials": [{"code": "m01", "name": "身份证", "need": "required", "kind": "original"}],
      "form": [],
      "results": [{"name": "登记表", "kind": "证明"}],
      "legal_basis": ["《样本法》第二条"],
      "hall_address": "镇便民服务中心",
      "effective_from": "2024-01-01"
    }
  ]
}]}
"""


def faults_of(text: str | bytes) -> tuple[Fault, ...]:
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    with pytest.raises(CatalogueFaults) as caught:
        read_catalogue(raw, name="sample.json")
    assert caught.value.code == "catalogue.faults"
    assert caught.value.params["count"] == len(caught.value.faults)
    return caught.value.faults


def changed(old: str, new: str) -> str:
    assert SAMPLE.count(old) == 1, f"{old!r} must stand once in the sample"
    return SAMPLE.replace(old, new)


def read_sample(text: str = SAMPLE) -> tuple[ServiceItem, ...]:
    return read_catalogue(text.encode(), name="sample.json")


def test_the_sample_reads_as_the_items_it_describes() -> None:
    first, second = read_sample()
    assert first.code == "11310000MB2F30661Y400013100200001"
    assert first.implementing_code == "11310000MB2F30661Y4000131002000"
    assert first.department == "云溪县样本局"
    assert first.handling is Handling.PROMISED
    assert first.promised_limit == TimeLimit(amount=5)
    assert first.materials[1].need is Need.DEFERRABLE
    assert first.materials[1].only_when == ("place=hotel",)
    assert first.hall_address == "云溪大道66号"
    assert second.hall_address == "镇便民服务中心"
    assert second.court == "云溪县人民法院"
    assert second.visits == 1


def test_a_byte_order_mark_is_tolerated() -> None:
    assert len(read_catalogue(b"\xef\xbb\xbf" + SAMPLE.encode(), name="sample.json")) == 2


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ('"name": "样本许可",', '"nmae": "样本许可",', 13, "catalogue.unknown_key"),
        ('"name": "样本许可",', "", 10, "catalogue.missing_key"),
        (
            '"version": 1,\n      "name": "样本许可"',
            '"version": "1",\n      "name": "样本许可"',
            12,
            "catalogue.wrong_type",
        ),
        ('"item_type": "01"', '"item_type": "11"', 14, "catalogue.not_allowed"),
        ('["1", "2"]', '["1", "1"]', 15, "catalogue.repeated"),
        ('"0713-5550001"', '"0713-５550001"', 5, "catalogue.pattern"),
        ('"0713-5550001"', '"0713-5550001\\n"', 5, "catalogue.pattern"),
        ('"effective_from": "2024-01-01"\n    },\n', '"effective_from": "2024-1-1"\n    },\n', 38, "catalogue.pattern"),
        ('"name": "申请书"', '"name": ""', 21, "catalogue.too_short"),
        ('"label": "地址"', f'"label": "{"长" * 51}"', 27, "catalogue.too_long"),
        ('["有固定场所"]', "[]", 19, "catalogue.too_few"),
        ('"amount_fen": 0', '"amount_fen": -1', 35, "catalogue.too_small"),
        ('"amount_fen": 0', '"amount_fen": 1e999', 35, "catalogue.wrong_type"),
        ('"legal_limit": {"amount": 20}', '"legal_limit": {"amount": 4000}', 17, "catalogue.too_big"),
        ('"name": "申请书"', '"name": "申请书", "name": "申请表"', 21, "catalogue.duplicate_key"),
        ('"name": "申请书"', '"name": "申请\\u202e书"', 21, "catalogue.unclean_text"),
        ('"name": "申请书"', '"name": "申请\\ud840书"', 21, "catalogue.unclean_text"),
        ('"name": "申请书"', '"name": "申请\\u0000书"', 21, "catalogue.unclean_text"),
        ('"name": "申请书"', '"name": "法律、法规规定的其他材料"', 21, "catalogue.catch_all"),
        ("11310000MB2F30661Y400013100200001", "11310000MB2F30661Y40001310020001", 11, "catalogue.code_form"),
        ("11310000MB2F30661Y400013100200001", "12441500196720244T400013100200001", 11, "catalogue.code_department"),
        (
            '"department_code": "11310000MB2F30661Y"',
            '"department_code": "11310000MB2F306612"',
            3,
            "catalogue.check_character",
        ),
        ('"promised_limit": {"amount": 5}', '"promised_limit": {"amount": 21}', 18, "catalogue.promise_over_law"),
        ('"promised_limit": {"amount": 5}', '"promised_limit": {"amount": 0}', 18, "catalogue.promise_missing"),
        ('"promised_limit": {"amount": 0}', '"promised_limit": {"amount": 1}', 45, "catalogue.on_spot_promise"),
        ('["place=hotel"]', '["place=motel"]', 22, "catalogue.unknown_situation"),
        ('"code": "m03"', '"code": "m01"', 23, "catalogue.repeated"),
        (', "issued_by": "市场监管部门"', "", 23, "catalogue.issuer_missing"),
        ('"key": "area"', '"key": "size"', 29, "catalogue.repeated"),
        ('"key": "area"', '"key": "面积"', 29, "catalogue.pattern"),
        ('"kind": "choice", "choices": ["大", "小"]', '"kind": "choice"', 28, "catalogue.choices_missing"),
        ('["大", "小"]', '["大", "大"]', 28, "catalogue.repeated"),
        ('"required": true', '"choices": ["是", "否"]', 27, "catalogue.choices_misplaced"),
        ('"required": true', '"minimum": 3', 27, "catalogue.bounds_misplaced"),
        ('"minimum": 1', '"minimum": 10', 29, "catalogue.bounds_order"),
        ('{"code": "shop"', '{"code": "hotel"', 33, "catalogue.repeated"),
        (
            '"effective_from": "2024-01-01"\n    },\n',
            '"effective_from": "2023-02-29"\n    },\n',
            38,
            "catalogue.no_such_day",
        ),
        ('"《样本法》第二条"],', '"《样本法》第二条"], "effective_until": "2023-12-31",', 50, "catalogue.dates_order"),
        ('"云溪县人民政府"', '"楚东市样本局"', 7, "catalogue.reconsideration_body"),
        (
            '"department": "云溪县样本局"',
            '"department": "国家税务总局云溪县税务局"',
            7,
            "catalogue.reconsideration_body",
        ),
        ('"court": "云溪县人民法院"', '"court": " "', 8, "catalogue.remedy_missing"),
        ('"《样本法》第一条"],', '"《样本法》第一条"], "service_labels": ["马上办"],', 37, "catalogue.label"),
        ("11310000MB2F30661Y400203100300002", "11310000MB2F30661Y400013100200001", 42, "catalogue.code_repeated"),
        (
            '"need": "required", "kind": "original"}],\n      "form": []',
            '"need": "deferrable", "kind": "original"}],\n      "form": []',
            47,
            "catalogue.deferrable_on_spot",
        ),
    ],
)
def test_each_fault_is_named_with_its_line(old: str, new: str, line: int, code: str) -> None:
    found = [(fault.line, fault.code) for fault in faults_of(changed(old, new))]
    assert (line, code) in found


@pytest.mark.parametrize(
    ("old", "new", "line", "column"),
    [
        ('"version": 1,\n      "name": "样本许可"', '"version": 1\n      "name": "样本许可"', 13, 7),
        ('["有固定场所"],', '["有固定场所"', 20, 7),
        ('"amount_fen": 0', '"amount_fen": NaN', 35, 46),
        ('"name": "样本登记", ', '"name": "样本\t登记", ', 44, 18),
    ],
)
def test_broken_json_is_told_with_its_line_and_column(old: str, new: str, line: int, column: int) -> None:
    (fault,) = faults_of(changed(old, new))
    assert (fault.code, fault.line, fault.column) == ("catalogue.json", line, column)


@pytest.mark.parametrize(
    ("raw", "code", "line", "column"),
    [
        (b"", "catalogue.json", 1, 1),
        (b"null", "catalogue.wrong_type", 1, 1),
        (b"[]", "catalogue.wrong_type", 1, 1),
        (b"{}", "catalogue.missing_key", 1, 1),
        (b'{"departments": []}', "catalogue.too_few", 1, 2),
        (b'{"departments": {"items": 1}}', "catalogue.wrong_type", 1, 2),
        (b'{"departments": [{"items": [null]}]}', "catalogue.wrong_type", 1, 29),
        (b"[" * 100_000, "catalogue.json", 1, 1),
        (b"9" * 10_000, "catalogue.json", 1, 1),
        ("{\n 样".encode("gb18030"), "catalogue.encoding", 2, 2),
        (b"\xef\xbb\xbf{\n " + "样".encode("gb18030"), "catalogue.encoding", 2, 2),
        (SAMPLE.encode("utf-16"), "catalogue.encoding", 1, 1),
        (b"<html>504</html>", "catalogue.json", 1, 1),
        (b" " * (MAX_SIZE_BYTES + 1), "catalogue.too_large", 1, 1),
    ],
)
def test_what_is_no_catalogue_is_refused_with_its_place(raw: bytes, code: str, line: int, column: int) -> None:
    assert (code, line, column) in [(fault.code, fault.line, fault.column) for fault in faults_of(raw)]


def test_the_sample_cut_at_any_byte_is_one_named_fault() -> None:
    raw = SAMPLE.encode()
    for size in range(0, len(raw.rstrip()), 7):
        (fault,) = faults_of(raw[:size])
        assert fault.code in {"catalogue.json", "catalogue.encoding"}


def test_every_fault_of_the_file_is_named_in_the_order_of_its_lines() -> None:
    text = changed('"item_type": "01"', '"item_type": "99"')
    text = text.replace('"amount": 5}', '"amount": 50}').replace('["place=hotel"]', '["place=ship"]')
    text = text.replace('"amount": 0}', '"amount": 2}').replace('"12345"', '"call us"')
    found = [(fault.line, fault.code, fault.path) for fault in faults_of(text)]
    assert found == [
        (6, "catalogue.pattern", "departments[0].complaint_phone"),
        (14, "catalogue.not_allowed", "departments[0].items[0].item_type"),
        (18, "catalogue.promise_over_law", "departments[0].items[0].promised_limit.amount"),
        (22, "catalogue.unknown_situation", "departments[0].items[0].materials[1].only_when[0]"),
        (45, "catalogue.on_spot_promise", "departments[0].items[1].promised_limit.amount"),
    ]


def test_a_fault_of_the_department_is_told_once_for_all_its_items() -> None:
    faults = faults_of(changed('"department_code": "11310000MB2F30661Y"', '"department_code": "11310000MB2F306612"'))
    assert [fault.code for fault in faults].count("catalogue.check_character") == 1


def test_a_misspelt_key_comes_with_the_key_that_was_meant() -> None:
    fault = next(
        f for f in faults_of(changed('"name": "申请书"', '"nmae": "申请书"')) if f.code.endswith("unknown_key")
    )
    assert fault.message == "unknown key 'nmae'; did you mean 'name'?"
    assert str(fault) == (
        "sample.json:21:25: catalogue.unknown_key unknown key 'nmae'; did you mean 'name'?"
        " (departments[0].items[0].materials[0].nmae)"
    )


def test_a_repeated_key_is_named_where_it_stands_again() -> None:
    (fault,) = faults_of(changed('"name": "申请书"', '"name": "申请书",\n  "name": "申请表"'))
    assert (fault.line, fault.column, fault.code) == (22, 3, "catalogue.duplicate_key")


def test_keys_and_brackets_inside_of_texts_do_not_shift_the_place() -> None:
    text = changed('["有固定场所"]', '["{\\"a\\": [1, 2], \\\\", "]}"]')
    text = text.replace('"amount_fen": 0', '"amount_fen": -1')
    assert [(fault.line, fault.code) for fault in faults_of(text)] == [(35, "catalogue.too_small")]


def test_line_ends_of_windows_count_as_one_line_each() -> None:
    text = changed('"amount_fen": 0', '"amount_fen": -1').replace("\n", "\r\n")
    assert [(fault.line, fault.code) for fault in faults_of(text)] == [(35, "catalogue.too_small")]


def test_one_fault_in_one_file_keeps_every_item_of_every_file_out() -> None:
    good = SAMPLE.encode()
    bad = SAMPLE.replace("30661Y4", "30661Y3").replace('"amount": 5}', '"amount": 99}').encode()
    with pytest.raises(CatalogueFaults) as caught:
        read_catalogue_files([("good.json", good), ("bad.json", bad)])
    assert [(fault.file, fault.code) for fault in caught.value.faults] == [("bad.json", "catalogue.promise_over_law")]


def test_a_code_that_stands_in_two_files_is_a_fault_of_the_later_one() -> None:
    with pytest.raises(CatalogueFaults) as caught:
        read_catalogue_files([("a.json", SAMPLE.encode()), ("b.json", SAMPLE.encode())])
    assert [(f.file, f.line, f.code) for f in caught.value.faults] == [
        ("b.json", 11, "catalogue.code_repeated"),
        ("b.json", 42, "catalogue.code_repeated"),
    ]


def test_another_code_scheme_is_kept_as_it_is() -> None:
    old = '"code": "11310000MB2F30661Y400203100300002",'
    new = '"code": "MZ-2024.7", "implementing_code": "MZ-2024", "code_scheme": "GB/T 39046 24",'
    assert [item.code for item in read_sample(changed(old, new))][1] == "MZ-2024.7"


def test_an_implementing_code_that_is_not_the_beginning_of_the_code_is_a_fault() -> None:
    old = '"code": "11310000MB2F30661Y400203100300002",'
    new = old + ' "implementing_code": "11310000MB2F30661Y4002031003001",'
    (fault,) = faults_of(changed(old, new))
    assert (fault.line, fault.code) == (42, "catalogue.implementing_code")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda v: (
            st.lists(v, max_size=3)
            | st.dictionaries(
                st.sampled_from(["departments", "items", "code", "materials", "x"]) | st.text(max_size=3), v, max_size=3
            )
        ),
    )
)
def test_any_json_that_is_no_catalogue_is_told_faults_and_nothing_else(document: object) -> None:
    for fault in faults_of(json.dumps(document)):
        assert fault.line >= 1
        assert fault.column >= 1


@given(st.binary(max_size=200))
def test_any_bytes_that_are_no_catalogue_are_told_faults_and_nothing_else(raw: bytes) -> None:
    assert faults_of(raw)


@pytest.fixture(scope="module")
def shipped() -> tuple[ServiceItem, ...]:
    files = sorted(path for path in CATALOGUE.glob("*.json") if path.name != "catalogue.schema.json")
    return read_catalogue_files([(path.name, path.read_bytes()) for path in files])


def test_the_shipped_catalogue_has_forty_items_of_twelve_departments(shipped: tuple[ServiceItem, ...]) -> None:
    assert len(shipped) >= 40
    assert len({item.department_code for item in shipped}) >= 12
    assert sum(item.handling is Handling.ON_SPOT for item in shipped) >= 8
    assert sum(bool(item.situations) for item in shipped) >= 12


def test_the_shipped_catalogue_has_guides_of_a_real_size(shipped: tuple[ServiceItem, ...]) -> None:
    for item in shipped:
        assert 3 <= len(item.materials) <= 14, item.name
        assert 4 <= len(item.form) <= 12, item.name


def test_the_shipped_catalogue_has_deferrable_materials_natural_persons_and_companies(
    shipped: tuple[ServiceItem, ...],
) -> None:
    assert sum(any(m.need is Need.DEFERRABLE for m in item.materials) for item in shipped) >= 12
    assert sum("1" in item.service_targets for item in shipped) >= 10
    assert sum("2" in item.service_targets for item in shipped) >= 10


def test_the_shipped_catalogue_offers_commitments_joint_handling_and_special_procedures(
    shipped: tuple[ServiceItem, ...],
) -> None:
    assert sum(bool(item.commitment_conditions) for item in shipped) >= 5
    assert sum(item.joint_handling for item in shipped) >= 2
    listed = {kind for item in shipped for kind in listed_procedures(item.special_procedures)}
    assert listed == set(SpecialProcedure)


def test_every_situation_of_the_shipped_catalogue_decides_a_material(shipped: tuple[ServiceItem, ...]) -> None:
    for item in shipped:
        asked = {condition.split("=")[0] for material in item.materials for condition in material.only_when}
        assert {situation.code for situation in item.situations} <= asked, item.name


def test_the_shipped_county_is_invented(shipped: tuple[ServiceItem, ...]) -> None:
    for item in shipped:
        assert item.department_code[2:8] == "421199", item.name
        assert item.enquiry_phone.startswith("0713-5550"), item.name


def test_the_shipped_tax_bureau_answers_to_its_superior(shipped: tuple[ServiceItem, ...]) -> None:
    (tax,) = (item for item in shipped if "税务局" in item.department)
    assert tax.reconsideration_body == "国家税务总局楚东市税务局"


def test_a_housing_transfer_costs_eighty_yuan(shipped: tuple[ServiceItem, ...]) -> None:
    (item,) = (item for item in shipped if item.name.startswith("不动产转移登记"))
    assert [fee.amount_fen for fee in item.fees] == [8000]
