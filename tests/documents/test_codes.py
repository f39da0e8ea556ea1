"""The two codes of a paper: fixed grammar, nothing about a person."""

from __future__ import annotations

import pytest

from counter.documents.codes import bar_widths, checked_number, qr_rows, qr_text
from counter.errors import RuleBroken
from tests.documents import samples


def test_the_qr_code_holds_address_number_and_chain_head_only() -> None:
    expected = "https://zwfw.example.gov.cn/p?n=420106-03-12-A-000127-7&h=1a2b3c4d"
    assert qr_text(samples.acceptance()) == expected


def test_without_a_chain_head_the_qr_code_ends_after_the_number() -> None:
    expected = "https://zwfw.example.gov.cn/p?n=420106-03-12-A-000127-7"
    assert qr_text(samples.acceptance(chain_head="")) == expected


def test_a_hall_without_a_progress_page_prints_no_qr_code() -> None:
    assert qr_text(samples.acceptance(progress_url_base="")) == ""


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"progress_url_base": "https://x.cn/p?name=张三"}, "paper.progress_url_grammar"),
        ({"progress_url_base": "javascript:alert(1)"}, "paper.progress_url_grammar"),
        ({"progress_url_base": "https://x.cn/" + "a" * 120}, "paper.progress_url_grammar"),
        ({"number": "420106&h=0"}, "paper.number_grammar"),
        ({"number": ""}, "paper.number_grammar"),
        ({"number": "4" * 33}, "paper.number_grammar"),
        ({"number": "１２３"}, "paper.number_grammar"),
        ({"chain_head": "1a2b"}, "paper.chain_head_grammar"),
        ({"chain_head": "1a2b3c4\n"}, "paper.chain_head_grammar"),
    ],
)
def test_anything_but_the_grammar_is_refused(changes: dict[str, object], code: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        qr_text(samples.acceptance(**changes))
    assert caught.value.code == code


def test_the_number_of_a_paper_is_fit_for_a_bar_code() -> None:
    assert checked_number("420106-03-12-A-000127-7") == "420106-03-12-A-000127-7"


def test_code_128_begins_with_a_start_and_ends_with_the_stop_pattern() -> None:
    widths = bar_widths("AB")
    assert widths[:6] == (2, 1, 1, 2, 1, 4)  # start B
    assert widths[6:12] == (1, 1, 1, 3, 2, 3)  # A
    assert widths[12:18] == (1, 3, 1, 1, 2, 3)  # B
    assert widths[18:24] == (4, 1, 1, 1, 3, 1)  # check character: (104 + 33 + 2·34) mod 103 = 102
    assert widths[-7:] == (2, 3, 3, 1, 1, 1, 2)


def test_a_qr_code_has_its_three_eyes() -> None:
    rows = qr_rows("https://x.cn/p?n=1")
    eye = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]
    size = len(rows)
    for top, left in ((0, 0), (0, size - 7), (size - 7, 0)):
        seen = ["".join("01"[rows[top + row][left + column]] for column in range(7)) for row in range(7)]
        assert seen == eye
