"""A job of ours is known by its title, and nobody else's is taken for one."""

from __future__ import annotations

import pytest

from counter.domain.print_job import PrintJob, paper_of, title_of

NUMBER = "421199-01-12-A-000001-6"


@pytest.mark.parametrize("again", [0, 1, 12])
def test_a_title_tells_its_paper_again(again: int) -> None:
    """Number and 补打, whole; also when the running number outgrew its six digits."""
    for number in (NUMBER, "421199-01-12-AB-1000001-X"):
        found = paper_of(PrintJob(id=1, title=title_of(number, again)))
        assert found is not None
        assert (found.number, found.again) == (number, again)


@pytest.mark.parametrize(
    "title", ["", "周报.docx", "paper-", "paper-1", f"paper-{NUMBER}-0", f"paper-{NUMBER}-x", f"x paper-{NUMBER}"]
)
def test_other_titles_are_no_paper(title: str) -> None:
    """They belong to other programs."""
    assert paper_of(PrintJob(id=1, title=title)) is None
