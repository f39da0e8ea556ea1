"""A clerk finds an item by the letters that he would type."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.store.search_keys import SearchKeys, search_keys

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("行政许可", "xingzhengxuke", "xzxk"),
        ("食品经营许可新办", "shipinjingyingxukexinban", "spjyxkxb"),
        ("道路运输证配发", "daoluyunshuzhengpeifa", "dlyszpf"),
        ("机动车行驶证", "jidongchexingshizheng", "jdcxsz"),
        ("银行开户", "yinhangkaihu", "yhkh"),
        ("重庆", "chongqing", "cq"),
        ("长阳土家族自治县", "changyangtujiazuzizhixian", "cytjzzzx"),
        ("朝阳", "chaoyang", "cy"),
        ("厦门", "xiamen", "xm"),
        ("灵活就业人员参保登记", "linghuojiuyerenyuancanbaodengji", "lhjyrycbdj"),
        ("会计", "kuaiji", "kj"),
        ("最低生活保障金给付", "zuidishenghuobaozhangjinjifu", "zdshbzjjf"),
        ("供给", "gongji", "gj"),
        ("城镇给排水", "chengzhenjipaishui", "czjps"),
        ("调查", "diaocha", "dc"),
        ("调整", "tiaozheng", "tz"),
        ("处理", "chuli", "cl"),
        ("传染病", "chuanranbing", "crb"),
        ("便利店", "bianlidian", "bld"),
        ("单姓", "shanxing", "sx"),
        ("还建房", "huanjianfang", "hjf"),
        ("种畜禽生产经营许可", "zhongchuqinshengchanjingyingxuke", "zcqscjyxk"),
        ("烟花爆竹零售", "yanhuabaozhulingshou", "yhbzls"),
        ("旅馆业特种行业许可", "lvguanyetezhonghangyexuke", "lgytzhyxk"),
        ("水利和湖泊局", "shuilihehupoju", "slhhpj"),
        ("娱乐场所", "yulechangsuo", "ylcs"),
    ],
)
def test_words_of_the_trade_are_read_as_a_clerk_reads_them(name: str, pinyin: str, initials: str) -> None:
    assert search_keys(name) == SearchKeys(name=name, pinyin=pinyin, initials=initials)


def test_letters_of_the_name_stay_and_marks_go() -> None:
    keys = search_keys("卡拉OK厅（A类）设立 2024")
    assert (keys.pinyin, keys.initials) == ("kalaoktingaleisheli", "kloktalsl")


def test_a_name_without_any_reading_has_empty_keys_and_its_name() -> None:
    assert search_keys("2024（·）") == SearchKeys(name="2024（·）", pinyin="", initials="")
    assert search_keys("") == SearchKeys(name="", pinyin="", initials="")


@given(st.text(max_size=30))
def test_keys_are_lower_case_ascii_letters_whatever_the_name(name: str) -> None:
    keys = search_keys(name)
    assert keys.name == name
    assert re.fullmatch("[a-z]*", keys.pinyin)
    assert re.fullmatch("[a-z]*", keys.initials)
    assert len(keys.initials) <= len(keys.pinyin)


def test_pypinyin_is_not_loaded_before_a_name_is_read() -> None:
    program = "import sys, counter.store.search_keys; sys.exit('pypinyin' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0
