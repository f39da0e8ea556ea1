"""What a service item is found by: its name, its full pinyin and its initials.

Made once when an item is stored, never while one types: pypinyin takes some tenths of a second to load and about 0.1 ms
for a name (libraries.md, search), so it is imported at the first use only.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from counter.domain.base import Value

_NOT_LETTERS = re.compile("[^a-z]+")
_HANZI = re.compile("([\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)")

_READINGS = {
    "长阳": "chang yang",
    "长丰": "chang feng",
    "监利": "jian li",
    "单县": "shan xian",
    "单姓": "shan xing",
    "重庆": "chong qing",
    "朝阳": "chao yang",
    "厦门": "xia men",
    "行政": "xing zheng",
    "银行": "yin hang",
    "执行": "zhi xing",
    "行驶证": "xing shi zheng",
    "参保": "can bao",
    "参战": "can zhan",
    "会计": "kuai ji",
    "供给": "gong ji",
    "给付": "ji fu",
    "给排水": "ji pai shui",
    "还建": "huan jian",
    "还建房": "huan jian fang",
    "调查": "diao cha",
    "调整": "tiao zheng",
    "调运": "diao yun",
    "调解": "tiao jie",
    "处理": "chu li",
    "传染": "chuan ran",
    "便利": "bian li",
    "便民": "bian min",
    "重名": "chong ming",
    "重置": "chong zhi",
    "重新": "chong xin",
    "采血": "cai xue",
    "种畜禽": "zhong chu qin",
    "畜禽": "chu qin",
    "湖泊": "hu po",
    "乐器": "yue qi",
    "娱乐": "yu le",
    "爆竹": "bao zhu",
    "占道": "zhan dao",
    "作坊": "zuo fang",
}
"""Words of the trade with a character of several readings, so that a wrong default or a newer dictionary cannot
change what a clerk types.
"""


class SearchKeys(Value):
    """The three texts in which a clerk's few letters are looked for."""

    name: str  # as the guide writes it
    pinyin: str  # "xingzhengxuke": a to z only, ü as v
    initials: str  # "xzxk"


def search_keys(name: str) -> SearchKeys:
    """The keys of one name; letters of the name itself stay in both pinyin and initials, in lower case.

    What has no reading (digits, marks, characters that the dictionary does not know) is in the name only.
    """
    pinyin, initials = [], []
    for piece in _HANZI.split(name):
        read = bool(_HANZI.fullmatch(piece))
        for text in _reader()(piece) if piece else ():
            letters = _NOT_LETTERS.sub("", text.lower())
            pinyin.append(letters)
            initials.append(letters[:1] if read else letters)
    return SearchKeys(name=name, pinyin="".join(pinyin), initials="".join(initials))


@functools.cache
def _reader() -> Callable[[str], list[str]]:
    from pypinyin import lazy_pinyin, load_phrases_dict  # noqa: PLC0415 - its load would delay the window

    load_phrases_dict({word: [[syllable] for syllable in text.split()] for word, text in _READINGS.items()})
    return lazy_pinyin
