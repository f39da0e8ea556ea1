"""The catalogue as a delta, old versions kept."""

from __future__ import annotations

import msgspec
import pytest

from counter.domain.item import ServiceItem
from counter.errors import RuleBroken
from counter.hall.hall import Hall
from counter.wire.bodies import Kind
from counter.wire.messages import CataloguePage, NewsKind, NewsPage, Verdict
from tests.hall.window import Counter, holiday_table, load_items, new_case, taken


def page(counter: Counter, after: int) -> CataloguePage:
    return counter.call("GET", f"/v1/catalogue?after={after}").read(CataloguePage)


def test_the_same_catalogue_again_is_no_new_version(hall: Hall) -> None:
    assert hall.load_catalogue(load_items(), holiday_table()) == 1


def test_only_what_changed_is_sent_and_what_ended_is_named(counter: Counter, hall: Hall) -> None:
    items = load_items()
    assert len(page(counter, 0).items) == 7
    newer = msgspec.structs.replace(items[0], version=items[0].version + 1, name="新名称")
    assert hall.load_catalogue((newer, *items[2:]), holiday_table()) == 2
    delta = page(counter, 1)
    assert (delta.version, delta.ended) == (2, (items[1].code,))
    assert [(each.code, each.name) for each in delta.items] == [(items[0].code, "新名称")]
    assert (page(counter, 2).items, page(counter, 2).ended) == ((), ())
    assert len(page(counter, 99).items) == 6
    news = counter.call("GET", "/v1/news").read(NewsPage)
    assert [each.kind for each in news.entries] == [NewsKind.CATALOGUE] * 2


def test_a_case_may_cite_an_item_that_has_changed_or_ended_since(
    counter: Counter, hall: Hall, item: ServiceItem
) -> None:
    others = tuple(each for each in load_items() if each.code != item.code)
    hall.load_catalogue(others, holiday_table())
    (answer,) = counter.answers(counter.line(Kind.CASE_TAKEN, taken(counter, item), case=new_case()))
    assert answer.verdict is Verdict.SETTLED
    hall.load_catalogue(load_items(), holiday_table())
    assert item.code in {each.code for each in page(counter, 2).items}


def test_an_item_cannot_change_under_a_version_that_is_in_use(hall: Hall, item: ServiceItem) -> None:
    changed = msgspec.structs.replace(item, name="另一名称")
    with pytest.raises(RuleBroken, match=r"catalogue\.version_in_use"):
        hall.load_catalogue((changed,), holiday_table())


def test_new_holidays_are_a_new_version(counter: Counter, hall: Hall) -> None:
    later = msgspec.structs.replace(holiday_table(), source="国务院办公厅")
    assert hall.load_catalogue(load_items(), later) == 2
    assert page(counter, 1).holidays == later
