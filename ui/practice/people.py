"""Invented people and companies of 云溪县, with numbers whose check characters are right."""

from __future__ import annotations

import dataclasses

from counter.domain.identity import resident_check_char
from counter.domain.item import FieldKind, FormField
from counter.domain.usc import usc_check_char


@dataclasses.dataclass(frozen=True)
class Visit:
    """One citizen at the window: who, for what, and what the clerk decides (the key of the decision line)."""

    name: str
    item: str  # as the clerk types it: initials, pinyin or a part of the name
    decision: str  # 1 受理, 2 收件, … 9 即办办结, as the decision line numbers them
    company: str = ""
    agent: str = ""
    wrong_number_first: bool = False
    files: int = 0


MORNING = (
    Visit("陈一帆", "xcyjydj", "1", wrong_number_first=True),
    Visit("欧阳云岫", "shbzk", "9"),
    Visit("阿依古丽·买买提", "cjrz", "1", files=1),
    Visit("周立强", "lwpq", "1", company="云溪县众诚人力资源有限公司"),
    Visit("张𠮷㛃", "失业保险金", "2"),
    Visit("何秋实", "xcyjydj", "1", agent="柳长风"),
    Visit("贺兰亭", "shbzk", "9"),
    Visit("龙在田", "yczmls", "1"),
    Visit("田小满", "lwpq", "1", company="云溪县清江劳务有限公司", agent="谭晓冬"),
)
OUTAGE = (Visit("冉茂林", "shbzk", "9"), Visit("向远航", "cjrz", "1"))
NONSENSE = (Visit("覃志远", "xcyjydj", "1", files=1),)
CRASH = (Visit("谷雨时", "失业保险金", "2"),)
EVENING = (Visit("舒望舒", "cjrz", "1"),)


def identity_number(serial: int) -> str:
    """An invented identity number."""
    first = f"42119919{60 + serial % 40:02d}0307{serial % 1000:03d}"
    return first + resident_check_char(first)


def credit_code(serial: int) -> str:
    """An invented unified social credit code."""
    first = f"91421199MA{serial:07d}"
    return first + usc_check_char(first)


def mobile(serial: int) -> str:
    """An invented mobile number."""
    return f"139{serial:08d}"


def value_of(field: FormField, serial: int) -> str:
    """A value that the field takes; choices are taken by their key instead."""
    samples = {
        FieldKind.TEXT: "云溪县清江路18号" if "址" in field.label or "地" in field.label else "练习内容",
        FieldKind.LONG_TEXT: "按办事指南要求填写。",
        FieldKind.NUMBER: str(max(field.minimum or 1, 1)),
        FieldKind.DATE: "2026-11-02",
        FieldKind.PHONE: mobile(serial),
        FieldKind.ID_NUMBER: identity_number(serial),
        FieldKind.USCC: credit_code(serial),
    }
    return samples.get(field.kind, "")
