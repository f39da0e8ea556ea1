"""The words of the papers: every code that a layout asks for is there, and every text is asked for."""

from __future__ import annotations

import re
from pathlib import Path

from counter.documents import wording
from counter.documents.wording import TEXTS, words

FOLDER = Path(wording.__file__).parent
FIELDS = {"reprint.reason"}  # dotted as well, but a path of a field
KINDS = ("receipt", "acceptance", "result_collection")


def asked() -> set[str]:
    found = set[str]()
    for path in FOLDER.glob("*.py"):
        if path.name != "wording.py":
            found |= set(re.findall(r'"([a-z_]+(?:\.[a-z_]+)+)"', path.read_text(encoding="utf-8")))
    built = {f"{kind}.{part}" for kind in KINDS for part in ("title", "address")}
    return (found - FIELDS) | built | {"date", "time", "acceptance.body.licence", "acceptance.body.other"}


def test_every_text_is_asked_for_by_a_layout() -> None:
    assert sorted(set(TEXTS) - asked()) == []


def test_every_code_that_a_layout_asks_for_has_a_text() -> None:
    errors = {code for code in asked() if code.startswith("paper.")}
    assert sorted(asked() - set(TEXTS) - errors) == []


def test_a_value_is_never_a_template() -> None:
    assert words("frame.copies", copies="{x}{0}{") == "{x}{0}{"


def test_no_text_holds_half_width_marks_where_full_width_ones_belong() -> None:
    for code, text in TEXTS.items():
        plain = re.sub(r"\{[a-z_:0-9]+\}", "", text)
        if code != "time":
            assert not set(plain) & set(",;:()?!\"'"), code
