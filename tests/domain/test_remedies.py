"""Which body reviews a department's decision, and what a refusal tells of it."""

from __future__ import annotations

import msgspec
import pytest

from counter.domain.item import ServiceItem
from counter.domain.remedies import BodyFault, Reviewer, body_fault, remedies, reviewer_of


@pytest.mark.parametrize(
    ("department", "reviewer"),
    [
        ("云溪县交通运输局", Reviewer.GOVERNMENT),
        ("云溪县公安局", Reviewer.GOVERNMENT),
        ("楚东市生态环境局云溪县分局", Reviewer.GOVERNMENT),
        ("云溪县财政局", Reviewer.GOVERNMENT),
        ("楚东市地方金融管理局", Reviewer.GOVERNMENT),
        ("国家税务总局云溪县税务局", Reviewer.SUPERIOR),
        ("楚东海关", Reviewer.SUPERIOR),
        ("国家外汇管理局楚东市分局", Reviewer.SUPERIOR),
        ("中国人民银行楚东市分行", Reviewer.SUPERIOR),
        ("国家金融监督管理总局楚东监管分局", Reviewer.SUPERIOR),
        ("云溪县国家安全局", Reviewer.SUPERIOR),
        ("云溪县烟草专卖局", Reviewer.EITHER),
        ("云溪县司法局", Reviewer.EITHER),
    ],
)
def test_reconsideration_law_24_27_28_names_the_reviewer(department: str, reviewer: Reviewer) -> None:
    """行政复议法 2023: the government since 2024, the superior body for five branches, either for a few."""
    assert reviewer_of(department) is reviewer


@pytest.mark.parametrize(
    ("department", "body", "fault"),
    [
        ("云溪县交通运输局", "云溪县人民政府", None),
        ("云溪县交通运输局", "楚东市交通运输局", BodyFault.NOT_GOVERNMENT),
        ("云溪县交通运输局", "楚东市人民政府", BodyFault.NOT_SAME_LEVEL),
        ("云溪县交通运输局", "  ", BodyFault.MISSING),
        ("云溪县交通运输局", "云溪县交通运输局", BodyFault.ITSELF),
        ("楚东市生态环境局云溪县分局", "楚东市人民政府", None),
        ("楚东市生态环境局云溪县分局", "楚东市生态环境局", BodyFault.NOT_GOVERNMENT),
        ("国家税务总局云溪县税务局", "国家税务总局楚东市税务局", None),
        ("国家税务总局云溪县税务局", "云溪县人民政府", BodyFault.NOT_SUPERIOR),
        ("国家税务总局云溪县税务局", "国家税务总局云溪县税务局", BodyFault.ITSELF),
        ("云溪县烟草专卖局", "楚东市烟草专卖局", None),
        ("云溪县烟草专卖局", "云溪县人民政府", None),
        ("云溪经济开发区管理委员会", "云溪县人民政府", None),
        ("县卫生健康局", "云溪县人民政府", None),
    ],
)
def test_reconsideration_law_24_27_flags_a_guide_that_names_the_wrong_body(
    items: tuple[ServiceItem, ...], department: str, body: str, fault: BodyFault | None
) -> None:
    """行政复议法 24, 27: an old template's superior department is told; what may be right is left alone."""
    item = msgspec.structs.replace(items[0], department=department, reconsideration_body=body)
    assert body_fault(item) is fault


def test_the_shipped_catalogue_names_the_right_body_everywhere(items: tuple[ServiceItem, ...]) -> None:
    """Every item, tax and tobacco and the branch of the city's bureau among them."""
    assert {item.name: body_fault(item) for item in items if body_fault(item)} == {}


def test_licence_law_38_remedies_say_sixty_days_and_six_months(items: tuple[ServiceItem, ...]) -> None:
    """行政许可法 38(2), 行政复议法 20, 行政诉讼法 46: not the three months of old templates."""
    item = next(item for item in items if "税务" in item.department)
    assert remedies(item) == (
        f"如不服本决定，可以自收到本决定书之日起60日内向国家税务总局楚东市税务局（地址：{item.reconsideration_address}）"
        "申请行政复议，或者自收到本决定书之日起6个月内直接向云溪县人民法院"
        f"（地址：{item.court_address}）提起行政诉讼。"
    )
    assert "（地址" not in remedies(msgspec.structs.replace(item, reconsideration_address="", court_address=" "))
