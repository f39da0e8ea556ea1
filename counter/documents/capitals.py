"""大写金额: an amount in the figures that cannot be altered (正确填写票据和结算凭证的基本规定, 支付结算办法 附一)."""

from __future__ import annotations

import re

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_MOST_FEN = 10**15


def yuan_in_capitals(amount_fen: int) -> str:
    """壹佰贰拾元伍角整; 零元整 for nothing.

    Raises:
        ValueError: below zero, or above ten trillion yuan.
    """
    if not 0 <= amount_fen < _MOST_FEN:
        raise ValueError("no amount of a fee")
    yuan, rest = divmod(amount_fen, 100)
    jiao, fen = divmod(rest, 10)
    said = f"{_whole(yuan)}元" if yuan else ""
    if jiao:
        said += f"{_DIGITS[jiao]}角"
    elif fen and yuan:
        said += _DIGITS[0]
    if fen:
        return f"{said}{_DIGITS[fen]}分"
    return f"{said or '零元'}整"


def _whole(yuan: int) -> str:
    groups = []
    while yuan:
        yuan, group = divmod(yuan, 10_000)
        groups.append(group)
    said = ""
    for place in reversed(range(len(groups))):
        group = groups[place]
        if not group:
            said += _DIGITS[0]
            continue
        for power in (3, 2, 1, 0):
            digit = group // 10**power % 10
            said += _DIGITS[digit] + _PLACES[power] if digit else _DIGITS[0]
        said = said.rstrip(_DIGITS[0]) + _GROUPS[place] + (_DIGITS[0] if group % 10 == 0 else "")
    return re.sub("零+", "零", said).strip(_DIGITS[0])
