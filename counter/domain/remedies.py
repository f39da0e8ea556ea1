"""救济途径: where and until when the applicant may object to a decision, and whether a guide names the right body.

Rules, with their sources (domain.md rule 11):

- 行政许可法 38(2): a refusal tells the reasons and the remedies.
- 行政复议法 (2023) 20: reconsideration within sixty days of knowing the decision.
- 行政诉讼法 46: suit within six months; the three months of old templates are wrong.
- 行政复议法 (2023) 24: since 1 January 2024 the people's government of the same level reviews its departments; a branch
  (分局) belongs to the government of the department that set it up.
- 行政复议法 (2023) 27: against customs, finance, foreign exchange and others that are led vertically, tax and state
  security, it is the superior body. 28: against a bureau of justice either.
"""

from __future__ import annotations

import enum
import re

from counter.domain.item import ServiceItem

RECONSIDERATION_DAYS = 60
SUIT_MONTHS = 6

_GOVERNMENT = "人民政府"
_SUPERIOR = re.compile(r"税务|海关|外汇管理|国家安全|中国人民银行|国家金融监督管理|证券监督管理")
_EITHER = re.compile(r"烟草|气象|邮政管理|海事|地震|铁路|民用航空|矿山安全|通信管理|消防救援|司法[局厅]")
"""Led from above and by the place at once, so that art. 27's 等 is read both ways; and the bureaus of justice."""
_PLACE = re.compile(r"^.{2,8}?[省市县区旗州]")
_NO_PLACE = re.compile(r"开发区|新区|管理委员会|管委会")


class Reviewer(enum.StrEnum):
    """Who reviews the decisions of a department."""

    GOVERNMENT = "government"  # 本级人民政府
    SUPERIOR = "superior"  # 上一级主管部门
    EITHER = "either"


class BodyFault(enum.StrEnum):
    """What is wrong with the body that a guide names for reconsideration."""

    MISSING = "missing"
    NOT_SUPERIOR = "not_superior"  # led vertically, and no superior body of the same branch is named
    NOT_GOVERNMENT = "not_government"  # since 2024 no department reviews another one
    NOT_SAME_LEVEL = "not_same_level"  # the government of another place
    ITSELF = "itself"


def reviewer_of(department: str) -> Reviewer:
    """Who reviews that department's decisions (行政复议法 24, 27, 28).

    A bureau of finance (财政) or a local one for the financial sector (地方金融) is a department like any other.
    """
    if _SUPERIOR.search(department):
        return Reviewer.SUPERIOR
    return Reviewer.EITHER if _EITHER.search(department) else Reviewer.GOVERNMENT


def body_fault(item: ServiceItem) -> BodyFault | None:
    """What contradicts the rule in the body that the item names; None when it may be right."""
    body, department = item.reconsideration_body.strip(), item.department
    if not body:
        return BodyFault.MISSING
    if body == department:
        return BodyFault.ITSELF
    reviewer = reviewer_of(department)
    if reviewer is Reviewer.EITHER:
        return None
    if reviewer is Reviewer.SUPERIOR:
        branch = _SUPERIOR.search(department)
        return None if branch and branch.group() in body else BodyFault.NOT_SUPERIOR
    if not body.endswith(_GOVERNMENT):
        return BodyFault.NOT_GOVERNMENT
    names_place = _PLACE.match(department) and not _NO_PLACE.search(department)
    return BodyFault.NOT_SAME_LEVEL if names_place and body.removesuffix(_GOVERNMENT) not in department else None


def remedies(item: ServiceItem) -> str:
    """What a decision against the applicant says at its end: both ways, with body, court and addresses of the item."""
    body = _at(item.reconsideration_body, item.reconsideration_address)
    court = _at(item.court, item.court_address)
    return (
        f"如不服本决定，可以自收到本决定书之日起{RECONSIDERATION_DAYS}日内向{body}申请行政复议，"
        f"或者自收到本决定书之日起{SUIT_MONTHS}个月内直接向{court}提起行政诉讼。"
    )


def _at(name: str, address: str) -> str:
    return f"{name.strip()}（地址：{address.strip()}）" if address.strip() else name.strip()
