"""What the handbooks say stands in the program: the words of the screens, their headings, and the list at the top."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HANDBOOKS = (ROOT / "docs" / "clerk.zh.md", ROOT / "docs" / "supervisor.zh.md")
_QUOTED = re.compile(r"“((?:[^“”]|“[^“”]*”)+)”")
_LINK = re.compile(r"\]\((?!pictures/)([^)#]*)(#[^)]+)?\)")
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_OWN_WORDS = frozenset({"第三栏补填电话", "原来 → 改成"})
"""Not of the screen: what a clerk might type, and how a handbook draws it."""


@functools.cache
def _said() -> tuple[str, ...]:
    """Every text of the program."""
    found = set()
    for folder in ("ui", "counter"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found.add(node.value)
    return tuple(found)


def _is_said(quoted: str) -> bool:
    """Whether the program says it; what changes from case to case is three dots in the handbook."""
    parts = [part.strip() for part in quoted.split("…") if part.strip()]
    return all(any(part in said or (part + "，") in said for said in _said()) for part in parts)


@pytest.mark.parametrize("page", HANDBOOKS, ids=lambda page: page.name)
def test_every_word_that_a_handbook_quotes_is_one_of_the_program(page: Path) -> None:
    quoted = set(_QUOTED.findall(page.read_text("utf-8"))) - _OWN_WORDS
    assert len(quoted) > 20
    assert sorted(each for each in quoted if not _is_said(each)) == []


@pytest.mark.parametrize("page", HANDBOOKS, ids=lambda page: page.name)
def test_every_link_leads_to_a_page_and_a_heading_that_are_there(page: Path) -> None:
    for path, anchor in _LINK.findall(page.read_text("utf-8")):
        there = page.parent / path if path else page
        assert there.is_file(), path
        if anchor:
            assert anchor[1:] in _HEADING.findall(there.read_text("utf-8")), anchor


@pytest.mark.parametrize("page", HANDBOOKS, ids=lambda page: page.name)
def test_every_section_is_in_the_list_at_the_top_in_its_order(page: Path) -> None:
    text = page.read_text("utf-8")
    top = text[: text.index("\n## ")]
    assert [name for name, anchor in re.findall(r"\[([^\]]+)\]\(#([^)]+)\)", top) if name == anchor] == (
        _HEADING.findall(text)
    )
