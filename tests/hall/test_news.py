"""The feed: in commit order, without gaps for its reader, and only his own."""

from __future__ import annotations

import threading

from counter.domain.item import ServiceItem
from counter.hall.enrolment import Place
from counter.wire.bodies import Kind
from counter.wire.messages import NewsKind, NewsPage
from tests.hall.window import Counter, Served, new_case, taken


def page(counter: Counter, after: int) -> NewsPage:
    return counter.call("GET", f"/v1/news?after={after}").read(NewsPage)


def test_long_news_come_in_pages_that_fit_together(counter: Counter, item: ServiceItem) -> None:
    cases = [new_case() for _ in range(300)]
    counter.push(*[counter.line(Kind.CASE_TAKEN, taken(counter, item), case=case) for case in cases])
    first = page(counter, 0)
    second = page(counter, first.cursor)
    assert (len(first.entries), first.more, second.more) == (500, True, False)
    entries = first.entries + second.entries
    assert [each.seq for each in entries] == list(range(1, 602))  # the catalogue, then two for each case
    assert [each.case for each in entries if each.kind is NewsKind.STATE] == cases
    assert page(counter, second.cursor).cursor == second.cursor


def test_nobody_reads_the_news_of_another_window(served: Served, counter: Counter, item: ServiceItem) -> None:
    counter.push(counter.line(Kind.CASE_TAKEN, taken(counter, item), case=new_case()))
    other = Counter(served, Place(window="02"))
    assert {each.kind for each in page(other, 0).entries} == {NewsKind.CATALOGUE}


def test_windows_that_push_at_once_leave_no_number_out_and_none_twice(served: Served, item: ServiceItem) -> None:
    counters = [Counter(served, Place(window=f"{number:02d}")) for number in range(1, 4)]

    def work(counter: Counter) -> None:
        for _ in range(10):
            counter.push(counter.line(Kind.CASE_TAKEN, taken(counter, item), case=new_case()))

    threads = [threading.Thread(target=work, args=(counter,)) for counter in counters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with served.hall.database.read() as connection:
        seqs = connection.exec_driver_sql("SELECT seq FROM news ORDER BY seq").scalars().all()
        numbers = connection.exec_driver_sql("SELECT platform_no FROM cases").scalars().all()
    assert seqs == list(range(1, 62))
    assert len(set(numbers)) == 30
