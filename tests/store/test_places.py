"""A place is one integer for an epoch and a number in it, in the order in which things happen."""

from __future__ import annotations

import itertools

import pytest

from counter.domain.numbers import PaperNumber, format_number
from counter.store.places import place_of, place_of_number, places_of

EPOCHS = ("A", "B", "Z", "AA", "AB", "AZ", "BA", "ZZ")


def test_places_are_in_the_order_of_epochs_and_then_of_seq() -> None:
    """Z comes before AA, as the platform gives them out."""
    places = [place_of(epoch, seq) for epoch in EPOCHS for seq in (1, 2, 999_999_999)]
    assert places == sorted(set(places))


def test_the_room_of_an_epoch_ends_where_the_next_begins() -> None:
    """So a question between the two finds every line of the epoch and none of another."""
    for epoch, following in itertools.pairwise(("Y", "Z", "AA", "AB")):
        assert places_of(epoch)[1] + 1 == places_of(following)[0]


@pytest.mark.parametrize("epoch", ["", "a", "AAA", "1", "Ä", "A "])
def test_an_epoch_that_no_paper_can_carry_has_no_place(epoch: str) -> None:
    """The same form that a paper number asks for."""
    with pytest.raises(ValueError, match="epoch"):
        place_of(epoch, 1)


@pytest.mark.parametrize(("epoch", "running"), [("A", 1), ("ZZ", 999_999_999), ("B", 1_000_000)])
def test_a_number_stands_at_the_place_of_its_epoch_and_running_number(epoch: str, running: int) -> None:
    """Whatever region, hall and window are before it."""
    for hall in ("03", "A03"):
        number = format_number(PaperNumber(region="420106", hall=hall, window="W2", epoch=epoch, running=running))
        assert place_of_number(number) == place_of(epoch, running)


@pytest.mark.parametrize("text", ["", "欧阳", "420106-03-12-A-000127", "420106-03-12-a-000127-0", "420106-03-12-A-1-0"])
def test_what_is_no_number_has_no_place(text: str) -> None:
    """The search asks for every word that is typed."""
    assert place_of_number(text) is None
