"""The words of the papers: every code that a layout asks for is there, and every text is asked for."""

from __future__ import annotations

import re
from pathlib import Path

from counter.documents import wording
from counter.documents.wording import TEXTS, words

FOLDER = Path(wording.__file__).parent
FIELDS = {"reprint.reason"}  # dotted as well, but a path of a field


def asked() -> set[str]:
    """Codes that stand in the layouts whole, and those that are put together there: "kind.{part}", "{code}.licence"."""
    found, patterns = set[str](), set[str]()
    for path in FOLDER.glob("*.py"):
        source = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'"([a-z_]+(?:\.[a-z_]+)+)"', source))
        patterns |= set(re.findall(r'f"((?:[a-z_]+|\{[a-z_.]+\})(?:\.(?:[a-z_]+|\{[a-z_.]+\}))+)"', source))
    by_type = {f"{code}.{kind}" for code in found for kind in ("licence", "other")}
    built = {
        code
        for code in TEXTS
        for pattern in patterns - {"{code}.licence", "{code}.other"}
        if re.search(r"(^|\.)[a-z_]+(\.|$)", pattern)  # not the path of a field
        and re.fullmatch(re.sub(r"\\\{[^}]*\\\}", "[a-z_]+", re.escape(pattern)), code)
    }
    bases = {code.rpartition(".")[0] for code in by_type & set(TEXTS)} - set(TEXTS)
    return (found - FIELDS - bases) | built | (by_type & set(TEXTS)) | {"date", "time", "cites"}


def test_every_text_is_asked_for_by_a_layout() -> None:
    assert sorted(set(TEXTS) - asked()) == []


def test_every_code_that_a_layout_asks_for_has_a_text() -> None:
    errors = {code for code in asked() if code.startswith(("paper.", "glyph."))}  # sentences of the screen
    assert sorted(asked() - set(TEXTS) - errors) == []


def test_a_value_is_never_a_template() -> None:
    assert words("frame.copies", copies="{x}{0}{") == "{x}{0}{"


def test_no_text_holds_half_width_marks_where_full_width_ones_belong() -> None:
    for code, text in TEXTS.items():
        plain = re.sub(r"\{[a-z_:0-9]+\}", "", text)
        if code != "time":
            assert not set(plain) & set(",;:()?!\"'"), code
