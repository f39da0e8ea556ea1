"""Amounts in the figures that cannot be altered."""

from __future__ import annotations

import pytest

from counter.documents.capitals import yuan_in_capitals


@pytest.mark.parametrize(
    ("amount_fen", "said"),
    [
        (0, "零元整"),
        (1, "壹分"),
        (10, "壹角整"),
        (101, "壹元零壹分"),
        (37150, "叁佰柒拾壹元伍角整"),
        (100_000, "壹仟元整"),
        (100_500, "壹仟零伍元整"),
        (1_000_000, "壹万元整"),
        (10_001_000, "壹拾万零壹拾元整"),
        (10_100_000, "壹拾万零壹仟元整"),
        (140_950, "壹仟肆佰零玖元伍角整"),
        (600_714, "陆仟零柒元壹角肆分"),
        (10_700_053, "壹拾万零柒仟元伍角叁分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (10_000_000_000, "壹亿元整"),
        (10_000_000_100, "壹亿零壹元整"),
    ],
)
def test_an_amount_reads_as_a_bank_writes_it(amount_fen: int, said: str) -> None:
    assert yuan_in_capitals(amount_fen) == said


@pytest.mark.parametrize("amount_fen", [-1, 10**15])
def test_what_no_fee_can_be_is_refused(amount_fen: int) -> None:
    with pytest.raises(ValueError, match="no amount"):
        yuan_in_capitals(amount_fen)
